"""Which columns a list shows, in which order and how wide: the person's choice, fitted to the terminal (LEAD-01).

Where not all find room, text columns are narrowed first, then columns are left out from the right, the least
important first; a list never scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model.core.access.custom_values import PREFIX
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.references import Joined, Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Email, Note, OrgNumberText, Phone, Text
from model.core.lists.criteria import find_field
from model.core.records.record import Record
from tui.widgets.row_text import has_symbols

NARROWEST = 12
"""Cells that a text column keeps before others are left out."""
FLEXIBLE = 20
"""Cells that the column with the room that is left has at least, unless it says so itself, while others are left."""
READABLE = 30
"""Cells that it gets before narrowed columns get theirs back."""
GAP = 1
LONGEST = 200


@dataclass(frozen=True)
class Column:
    """A column as it was chosen: the field's code name, its width in cells (None: the field's own), and its weight.

    Of two columns that do not both find room the one with the lower ``weight`` gives way, of equals the right one.
    ``least`` is how many cells the column with the room that is left over needs before others are left out.
    """

    field: str
    width: int | None = None
    weight: int = 0
    least: int = FLEXIBLE

    def as_text(self) -> str:
        """Return ``field`` or ``field:width``, as the settings keep it."""
        return self.field if self.width is None else f"{self.field}:{self.width}"


@dataclass(frozen=True)
class Placed:
    """A column with its place on the line: ``left`` and ``width`` in cells."""

    field: Field
    left: int
    width: int

    @property
    def symbols(self) -> bool:
        """Whether it shows one glyph a row."""
        return has_symbols(self.field)


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of these fields, each as wide as its field asks for."""
    return tuple(Column(name) for name in names)


def from_texts(
    texts: Iterable[str], record: type[Record], default: Sequence[Column], session: Session | None = None
) -> tuple[Column, ...]:
    """Return columns that were kept as ``field`` or ``field:width``; what is no longer a field is left out.

    Weights come from ``default``, which is also returned where nothing usable was kept.
    """
    declared = {column.field: column for column in default}
    found: dict[str, Column] = {}
    for text in texts:
        name, _colon, width = text.partition(":")
        try:
            name = str(find_field(record, name, session).name)
        except UserError:
            continue
        cells = min(int(width), LONGEST) if width.isascii() and width.isdigit() else None
        found.setdefault(name, replace(declared.get(name, Column(name)), width=cells or None))
    return tuple(found.values()) or tuple(default)


def present(chosen: Sequence[Column], record: type[Record], session: Session) -> tuple[Column, ...]:
    """Return the columns that are fields: one of the company's own may be in use no more."""
    own = session.own_fields(record)
    return tuple(column for column in chosen if not column.field.startswith(PREFIX) or column.field in own)


def place(
    chosen: Sequence[Column], record: type[Record], width: int, session: Session | None = None
) -> tuple[Placed, ...]:
    """Return the columns that find room in ``width`` cells, in their order, with their places.

    The first column of width 0 gets what is left over.
    """
    slots = [_Slot(find_field(record, column.field, session), column) for column in chosen]
    flexible = next((slot for slot in slots if slot.wanted == 0), None)
    if flexible is not None:
        flexible.least, flexible.wanted = min(flexible.column.least, max(width, 1)), 0
    for slot in slots:
        if slot is not flexible and slot.wanted == 0:
            slot.wanted = READABLE
            slot.least = NARROWEST
    while len(slots) > 1 and _least(slots) > width:
        others = [slot for slot in slots if slot is not flexible]
        slots.remove(min(reversed(others), key=lambda slot: slot.column.weight))
    _share(slots, flexible, width - _least(slots))
    placed, left = [], 0
    for slot in slots:
        cells = min(slot.least, max(width - left, 1))
        placed.append(Placed(slot.field, left, cells))
        left += cells + GAP
    return tuple(placed)


class _Slot:
    """A column while room is shared out: ``least`` is what it has, ``wanted`` what it asked for."""

    def __init__(self, field: Field, column: Column) -> None:
        self.field = field
        self.column = column
        if has_symbols(field):
            self.wanted = self.least = 1
            return
        self.wanted = field.width if column.width is None else column.width
        narrows = isinstance(field, (Text, Joined, Reference)) and not isinstance(field, (Phone, OrgNumberText, Email))
        # Half a name still says something, half a number or a date does not; a width asked for is kept.
        self.least = min(self.wanted, NARROWEST) if narrows and column.width is None else self.wanted


def _least(slots: Sequence[_Slot]) -> int:
    return sum(slot.least for slot in slots) + GAP * (len(slots) - 1)


def _share(slots: Sequence[_Slot], flexible: _Slot | None, left: int) -> None:
    """Give what is left over: to the flexible column until it reads well, to the narrowed ones, then to it again."""
    if left <= 0:
        return
    if flexible is not None:
        first = min(left, max(0, READABLE - flexible.least))
        flexible.least += first
        left -= first
    narrowed = [slot for slot in slots if slot is not flexible and slot.least < slot.wanted]
    while left > 0 and narrowed:
        for slot in narrowed[:left]:
            slot.least += 1
            left -= 1
        narrowed = [slot for slot in narrowed if slot.least < slot.wanted]
    if flexible is not None:
        flexible.least += max(left, 0)


# Changing them


def without(chosen: Sequence[Column], name: str) -> tuple[Column, ...]:
    """Return the columns without one; the last one stays."""
    kept = tuple(column for column in chosen if column.field != name)
    return kept or tuple(chosen)


def with_width(chosen: Sequence[Column], name: str, width: int | None) -> tuple[Column, ...]:
    """Return the columns with another width for one."""
    return tuple(replace(column, width=width) if column.field == name else column for column in chosen)


def moved(chosen: Sequence[Column], name: str, steps: int) -> tuple[Column, ...]:
    """Return the columns with one moved to the left (negative) or to the right."""
    names = [column.field for column in chosen]
    if name not in names:
        return tuple(chosen)
    order = list(chosen)
    place = names.index(name)
    column = order.pop(place)
    order.insert(max(0, min(len(order), place + steps)), column)
    return tuple(order)


def sortable(field: Field) -> bool:
    """Whether a list can be put in the order of a field."""
    return not isinstance(field, (CustomValues, Note, Joined)) or field.has_key


def choosable(record: type[Record], session: Session | None = None) -> tuple[str, ...]:
    """Return the names of the fields that can be columns, in the order of declaration; then the company's own."""
    inner = (CustomValues, Note)
    linked = {name: record.relations[name] for name in record.related()}
    fields = {**record.fields(), **record.worked_out, **linked, **(session.own_fields(record) if session else {})}
    return tuple(name for name, field in fields.items() if not isinstance(field, inner) and name != "version")
