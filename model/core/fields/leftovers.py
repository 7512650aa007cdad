"""What a source says and no field takes: it goes into the note of a new record, and is named (decision 24).

The one rule for cards, tables, merging and conversion: whoever fills a record from something else collects what has
no field as :class:`Leftover`, drops with :func:`unplaced` what stands in the record after all, and puts the rest into
the note with :func:`note_with`, or tells it as passed over where the record is on file already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from model.core.countries import country_name
from model.core.fields.base import Field, Reading
from model.core.fields.texts import Phone, Text
from model.core.language import _
from model.core.text import fold

ADDRESS_PARTS = ("street", "postcode", "town", "region", "country")


class Leftover(NamedTuple):
    """Something that has no field: what it is called, in the language in use, and what it says."""

    label: str
    text: str

    @property
    def line(self) -> str:
        """The line of a note that keeps it."""
        return f"{self.label}: {self.text}" if self.label else self.text


def address_text(parts: Mapping[str, str]) -> str:
    """Return an address on one line: "Lia 4, 1383 Asker, Norge"; the country may be as it is kept, or written."""
    place = " ".join(part for name in ("postcode", "town") if (part := parts.get(name, "").strip()))
    country = country_name(parts.get("country", "").strip())
    found = (parts.get("street", "").strip(), place, parts.get("region", "").strip(), country)
    return ", ".join(filter(None, found))


def unplaced(
    leftovers: Iterable[Leftover],
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    reading: Reading,
    origin: Mapping[str, Any] | None = None,
) -> list[Leftover]:
    """Return the leftovers that say something that no value of the record says; the same is said once.

    Texts are compared folded, telephone numbers by their keys; ``origin`` holds the values of what the leftovers come
    from, by whose country a number without a prefix is read (that of the record where it is None).
    """
    texts = {fold(value) for name, field in fields.items() if isinstance(field, Text) and (value := values.get(name))}
    row = replace(reading, row=values)
    there = row if origin is None else replace(reading, row=origin)
    phones = [(field, values.get(name)) for name, field in fields.items() if isinstance(field, Phone)]
    numbers = {field.key(value, row) for field, value in phones if value} - {None}
    return [
        leftover
        for leftover in dict.fromkeys(leftovers)
        if leftover.text.strip()
        and fold(leftover.text) not in texts
        and not (numbers and phones[0][0].key(leftover.text, there) in numbers)
    ]


def note_with(note: str | None, leftovers: Iterable[Leftover], header: str = "") -> str | None:
    """Return a note with a line for each leftover below it, after ``header`` where there is one; None for nothing."""
    lines = [leftover.line for leftover in leftovers]
    if not lines:
        return note
    addition = "\n".join([header, *lines] if header else lines)
    return f"{note.rstrip()}\n\n{addition}" if note and note.strip() else addition


def labels_of(leftovers: Iterable[Leftover]) -> list[str]:
    """Return what leftovers are called, each once, in their order."""
    return list(dict.fromkeys(leftover.label or _("Note") for leftover in leftovers))
