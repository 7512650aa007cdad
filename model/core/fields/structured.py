"""Values with a shape of their own, held as JSON: the company's custom fields, lists of addresses."""

from __future__ import annotations

import json
from typing import Any

from model.core.fields.base import Field, Reading
from model.core.text import storable


class CustomValues(Field):
    """The values of the company's own fields by their keys, as plain JSON values (COM-06)."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, system=True, **options)

    def format(self, value: Any, reading: Reading) -> str:
        """Return key=value pairs."""
        return "" if not value else ", ".join(f"{key}={content}" for key, content in value.items())

    def adapt_in(self, value: Any) -> str | None:
        """Return JSON, null where no custom field has a value."""
        if not value:
            return None
        return storable(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    def adapt_out(self, stored: Any) -> dict[str, Any]:
        """Return the values by key."""
        return dict(json.loads(stored))
