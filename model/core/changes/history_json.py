"""Stored columns as the JSON of the history, made here or by the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from model.core.text import storable

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_MOST_PAIRS = 50
"""SQLite's functions take no more than a hundred arguments in the versions about."""


def object_sql(columns: Sequence[str]) -> str:
    """Return SQL for a JSON object of columns, however many there are.

    Objects are put together as text: what merges JSON leaves out nulls.
    """
    joined = ""
    for start in range(0, len(columns), _MOST_PAIRS):
        pairs = ", ".join(f"'{name}', {name}" for name in columns[start : start + _MOST_PAIRS])
        part = f"json_object({pairs})"
        if not joined:
            joined = part
            continue
        # What stands before the closing brace is a number, a null or a quotation mark: only the brace goes.
        joined = f"rtrim({joined}, '}}') || ',' || substr({part}, 2)"
    return joined


def as_json(values: Mapping[str, Any]) -> str:
    """Return stored values by column as the history holds them."""
    return storable(_encode(values))
