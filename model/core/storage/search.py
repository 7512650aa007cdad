"""Holding folded keys against wildcard patterns (CAMP-06), whatever the engine."""

from __future__ import annotations

from typing import Any

from model.core.storage.expressions import as_stored, like
from model.core.wildcards import Pattern

HIGHEST = "\U0010ffff"
"""Behind a text it is higher than all that begins with the text."""


def matches(key: Any, pattern: Pattern) -> Any:
    """Return the exact condition that a folded key matches: a range of its column's index where the pattern is one."""
    if not pattern.parts:
        return key > as_stored("")
    if pattern.starts and pattern.ends and len(pattern.parts) == 1:
        return key == as_stored(pattern.parts[0])
    exact = like(key, pattern.like())
    if not pattern.starts:
        return exact
    begins = beginning_with(key, pattern.prefix)
    return begins if pattern.is_prefix else begins & exact


def beginning_with(key: Any, prefix: str) -> Any:
    """Return the condition that a key begins so, as a range of its column's index."""
    return (key >= as_stored(prefix)) & (key < as_stored(prefix + HIGHEST))
