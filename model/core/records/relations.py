"""What a record has in a table of its own: a contact's customers, an activity's links, an opportunity's sellers.

A relation is declared beside the fields of its record and goes where they go: into lists, JSON, files, imports,
criteria and ``field=value``. Its value is a tuple of :class:`Item`; as text the items stand with a semicolon between
them, what would part them wrongly in quotation marks: ``Fjord AS: Board; "Berg; Dal": Manager``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from model.core.errors import UserError
from model.core.fields.base import Field, QueryContext, Reading
from model.core.language import _
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.text import excerpt, fold, quotation

_PARTING = frozenset(';:,"\n')


class Item(NamedTuple):
    """One record of a relation: its kind and ID, what it is called, and what the relation says of it (a role).

    ``alone`` is whether no other record that the person may see is called so.
    """

    record: str
    id: int
    title: str
    detail: Any = None
    alone: bool = True


class UnknownItem(UserError):
    """An item of a text that names no record, or more than one; ``title`` is what stands there.

    ``may_be_made`` is whether a new record could be called so: none has the name, and it is no number.
    """

    def __init__(self, message: str, record: str, title: str, detail: Any = None, *, may_be_made: bool = False) -> None:
        super().__init__(message)
        self.may_be_made = may_be_made
        self.record = record
        self.title = title
        self.detail = detail


class RelationField(Field):
    """Items in a table of links. No column of the record holds it: it is selected, and written after the record.

    ``further`` relations add to what is there ("one more customer"); they can be typed and imported, and are neither
    shown nor exported, as the relation that they add to is.
    """

    operators: tuple[str, ...] = ("=", "!=", "~")
    has_column = False
    further = False
    example = ""
    """What it takes in the shell: a phrase with an example, marked for translation."""
    separators = ";\n"
    records: tuple[str, ...] = ()
    """The kinds of record that can be its items."""

    def __init__(self, name: str, label: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.name = name

    # Text

    def read_known(self, text: str, reading: Reading) -> tuple[tuple[Item, ...], list[UnknownItem]]:
        """Return the items that ``text`` names, each once, and what it names that is not on file."""
        found: dict[tuple[str, int], Item] = {}
        unknown: list[UnknownItem] = []
        for part in self.parts(text):
            try:
                item = self.read_item(part, reading)
            except UnknownItem as error:
                error.field = self.name
                unknown.append(error)
            else:
                found.setdefault((item.record, item.id), item)
        return tuple(found.values()), unknown

    def parts(self, text: str) -> list[str]:
        """Return the items of a text, as they stand there."""
        return split_items(text, self.separators)

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the one record that a part of a text names; raise :class:`UnknownItem` for none and for several."""
        raise NotImplementedError

    def read(self, text: str, reading: Reading) -> tuple[Item, ...]:
        """Return the items; raise :class:`UserError` for the first that is not on file."""
        items, unknown = self.read_known(text, reading)
        if unknown:
            raise unknown[0]
        return items

    def format(self, value: Any, reading: Reading) -> str:
        """Return the items as text that :meth:`read` takes."""
        return "; ".join(self.item_text(item) for item in value or ())

    def item_text(self, item: Item) -> str:
        """Return one item as text."""
        return named(item)

    def plain(self, value: Any) -> list[dict[str, Any]]:
        """Return the items as JSON holds them."""
        return [self.item_plain(item) for item in value or ()]

    def item_plain(self, item: Item) -> dict[str, Any]:
        """Return one item as JSON holds it."""
        return {"id": item.id, "name": item.title}

    # Storing

    def adapt_in(self, value: Any) -> str:
        """Return the items as JSON, as :meth:`selected` gives them too."""
        return json.dumps([list(item) for item in value], ensure_ascii=False, default=str)

    def adapt_out(self, stored: Any) -> tuple[Item, ...]:
        """Return the items of JSON."""
        return tuple(
            Item(record, record_id, title or "", self.detail_of(detail), bool(alone))
            for record, record_id, title, detail, alone in json.loads(stored)
        )

    def detail_of(self, stored: Any) -> Any:
        """Return what the relation says of an item, from JSON."""
        return stored

    def key(self, value: Any, reading: Reading) -> str | None:
        """Return None: no column holds it, nor its key."""
        return None

    def expression(self, rows: Any) -> Any:
        """Null: what it comes to depends on who asks."""
        return peewee.SQL("NULL")

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any:
        """Return the condition for records that have what a criterion asks for; blank text asks for any item.

        Raises :class:`UserError` for a text that names no record.
        """
        raise NotImplementedError

    def write(self, change: WriteContext[Any], record_id: int, value: Any) -> bool:
        """Give a record these items within a change; return whether anything was different."""
        raise NotImplementedError

    def refuse(self, change: WriteContext[Any], record_id: int | None, value: Any, beside: Mapping[str, Any]) -> None:
        """Raise :class:`UserError` for what :meth:`write` would refuse; nothing is written.

        What only tries a row, as the preview of an import does, asks this. ``record_id`` is None for a new record;
        ``beside`` are the values that its own fields are given with it.
        """

    def unchanged(self, wanted: str | None, present: str | None) -> bool:
        """Whether writing ``wanted`` over ``present``, both as stored, would change nothing."""
        mine = {(item.record, item.id): item.detail for item in self.from_stored(wanted) or ()}
        theirs = {(item.record, item.id): item.detail for item in self.from_stored(present) or ()}
        if not self.further and mine.keys() != theirs.keys():
            return False
        return all(item in theirs and (detail is None or detail == theirs[item]) for item, detail in mine.items())


def find_item(record: str, text: str, reading: Reading, detail: Any = None) -> Item:
    """Return the one record of a kind that ``text`` names by ID, number or title, as an item.

    Where a title stands after an ID, it must be that of the record: a file of another database has other IDs. Raises
    :class:`UnknownItem` for none and for several.
    """
    assert reading.names is not None
    wanted = text.strip()
    number, _space, title = wanted.partition(" ")
    title = unquoted(title.strip())
    found: Sequence[tuple[int, str]] = reading.names.find_by_title(record, unquoted(wanted))
    if number.startswith("#") and title and [fold(each[1]) for each in found] != [fold(title)]:
        found = reading.names.find_by_title(record, title)
        wanted = title
    if len(found) == 1:
        return Item(record, found[0][0], found[0][1], detail)
    if found:
        names = ", ".join(f"#{record_id} {name}" for record_id, name in found[:5])
        message = _("{text} may be any of {names}; write the number after a #.").format(
            text=quotation(excerpt(wanted)), names=names
        )
    else:
        message = reading.names.none_found(record, unquoted(wanted))
    free = not found and not wanted.lstrip("#").strip().isdecimal()
    raise UnknownItem(message, record, unquoted(wanted), detail, may_be_made=free)


def named(item: Item) -> str:
    """Return what names an item in text: its title, with the ID before it where the title alone would not do."""
    title = quoted(item.title)
    plain = item.alone and not item.title.startswith("#") and not item.title.strip().isdecimal()
    return title if plain else f"#{item.id} {title}"


def quoted(text: str) -> str:
    """Return ``text`` in quotation marks where it holds what parts items."""
    if _PARTING.isdisjoint(text) and text == text.strip():
        return text
    return '"' + text.replace('"', '""') + '"'


def unquoted(text: str) -> str:
    """Return the text within its quotation marks, if it stands in any."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text


def split_items(text: str, separators: str, most: int = 0) -> list[str]:
    """Return the parts of ``text`` between ``separators`` that stand outside quotation marks, blank ones left out.

    ``most`` is how many parts there may be at most; the last is then the rest as it stands.
    """
    parts: list[str] = []
    start, within, before = 0, False, " "
    for place, letter in enumerate(text):
        if letter == '"' and (within or before in " \t:" or before in separators):
            within = not within
        elif not within and letter in separators and (not most or len(parts) < most - 1):
            parts.append(text[start:place])
            start = place + 1
        before = letter
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()] if not most else [part.strip() for part in parts]
