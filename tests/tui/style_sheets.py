"""Style sheets are parsed once, not once for each app that a test starts."""

from __future__ import annotations

from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parsed: dict[tuple[Any, ...], list[RuleSet]] = {}
_parse_rules = Stylesheet._parse_rules


def _remembered(sheet: Any, *arguments: Any, **options: Any) -> list[RuleSet]:
    """Parse as the library does what was not parsed before with the same colours."""
    key = (tuple(sheet._variables.items()), arguments, tuple(sorted(options.items())))
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, *arguments, **options)
    return _parsed[key]


def install(monkeypatch: Any) -> None:
    """Let all apps of this process share what was parsed; nothing changes rules once they are there."""
    monkeypatch.setattr(Stylesheet, "_parse_rules", _remembered)
