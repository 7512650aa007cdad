"""Patches of a JSON object that is stored as text (the values of a company's own fields)."""

from __future__ import annotations

import json


def with_own(custom: str | None, patch: str) -> str | None:
    """Return the stored ``custom`` with the values of ``patch``, a JSON object; null takes one out.

    Registered with the engine as ``salg_with_own``, so that a million records are changed in one statement.
    """
    held = json.loads(custom) if custom else {}
    for key, value in json.loads(patch).items():
        if value is None:
            held.pop(key, None)
        else:
            held[key] = value
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if held else None
