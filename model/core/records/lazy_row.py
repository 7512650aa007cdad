"""A row's values as they are asked for: most of what is read of a row to change one field is never looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from model.core.fields.base import Field


class PresentValues(Mapping[str, Any]):
    """The ID and the values of ``fields`` by name, each made of its stored form when it is first asked for."""

    def __init__(self, record_id: int, fields: Mapping[str, Field], stored: Mapping[str, Any]) -> None:
        self._fields = fields
        self._stored = stored
        self._values: dict[str, Any] = {"id": record_id}

    def __getitem__(self, name: str) -> Any:
        if name not in self._values:
            self._values[name] = self._fields[name].from_stored(self._stored[name])
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        yield "id"
        yield from self._fields

    def __len__(self) -> int:
        return 1 + len(self._fields)

    def __contains__(self, name: object) -> bool:
        return name == "id" or name in self._fields
