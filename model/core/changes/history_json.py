"""Stored columns as the JSON of the history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from model.core.text import storable

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(values: Mapping[str, Any]) -> str:
    """Return stored values by column as the history holds them."""
    return storable(_encode(values))
