"""What an activity is linked to, as a field of it: ``customer Fjord AS; lead 17`` (COM-11)."""

from __future__ import annotations

import contextlib
from typing import Any

from model.activities.about import KINDS
from model.activities.links import set_links
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.base import QueryContext, Reading
from model.core.language import LANGUAGES, N_, _, translated
from model.core.records.relations import Item, RelationField, UnknownItem, find_item, named, split_items
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import all_of, answer, column_of, json_array, json_list, like, literal
from model.core.text import excerpt, fold, in_sentence, quotation
from model.core.wildcards import Pattern, parse_pattern

_LINK: Any = peewee.Table("activity_link", ("id", "activity", "record", "record_id"))


def _linked_to(item: Item) -> peewee.Select:
    """Return the query for the activities that are linked to a record."""
    link = _LINK.alias("link")
    return peewee.Select((link,), (link.activity,)).where(link.record == item.record, link.record_id == item.id)


def _linked_to_kind(record: Any, pattern: Pattern | None) -> peewee.Select:
    """Return the query for the activities that are linked to a record of a kind that is seen and, if so, called so."""
    link, one = _LINK.alias("link"), record.alias("one")
    wanted = [link.record == record.name_in_code, seen(record, one)]
    if pattern is not None:
        title = getattr(record, "title_field", "name")
        wanted.append(like(column_of(one, f"{title}_key"), pattern.like()))
    joined = peewee.Join(link, one, on=one.id == link.record_id)
    return peewee.Select((joined,), (link.activity,)).where(*wanted)


def _item(record: Any, record_id: Any) -> peewee.Select:
    """Return the query for a record as an item, with whether no other that is seen is called so."""
    one, other = record.alias("one"), record.alias("other")
    title = getattr(record, "title_field", "name")
    namesakes = peewee.Select((other,), (peewee.SQL("1"),)).where(
        column_of(other, f"{title}_key") == column_of(one, f"{title}_key"), other.id != one.id, seen(record, other)
    )
    kind, nothing = literal(record.name_in_code), peewee.SQL("NULL")
    item = json_array((kind, one.id, column_of(one, title), nothing, ~peewee.fn.EXISTS(namesakes)))
    return peewee.Select((one,), (item,)).where(one.id == record_id, seen(record, one))


class LinksField(RelationField):
    """The records that an activity is linked to."""

    records = KINDS
    example = N_('the records it belongs to: links="lead 17, customer 3"')

    def __init__(self, name: str, label: str, labels: dict[str, str], **options: Any) -> None:
        super().__init__(name, label, **options)
        self.labels = labels
        """What the kinds of record are called, in English."""

    def parts(self, text: str) -> list[str]:
        """Return the items of a text; a comma parts them only where a word for a kind of record follows it."""
        found: list[str] = []
        for part in super().parts(text):
            first, *rest = split_items(part, ",")
            found.append(first)
            for piece in rest:
                if self._kind(piece)[0]:
                    found.append(piece)
                else:
                    found[-1] += f", {piece}"
        return found

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the record of a kind, in code or in any language, and what names it; or the one record called so."""
        kind, title = self._kind(text)
        if kind and title:
            return find_item(kind, title, reading)
        found = []
        for each in () if title.strip("# ").isdecimal() else KINDS:
            with contextlib.suppress(UnknownItem):
                found.append(find_item(each, title, reading))
        if len(found) == 1:
            return found[0]
        message = _("{text} is no link: write a record and its ID, as {example}; records are {records}.")
        raise UnknownItem(
            message.format(text=quotation(excerpt(text)), example='"lead 17"', records=", ".join(KINDS)), "", text
        )

    def _kind(self, text: str) -> tuple[str, str]:
        """Return kind and name of a record, '' for the first where the text begins with no kind."""
        words = text.replace(":", " ", 1)
        for kind in KINDS:
            label = self.labels[kind]
            for word in dict.fromkeys((kind, *(translated(label, language) for language in LANGUAGES))):
                if fold(words[: len(word)]) == fold(word) and words[len(word) : len(word) + 1] == " ":
                    return kind, words[len(word) :].strip()
        return "", text

    def item_text(self, item: Item) -> str:
        """Return the kind of record in the language in use, and its name."""
        return f"{in_sentence(_(self.labels[item.record]))} {named(item)}"

    def item_plain(self, item: Item) -> dict[str, Any]:
        """Return kind, ID and title."""
        return {"record": item.record, "id": item.id, "title": item.title}

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return the links in the order in which they were made, as JSON."""
        link = _LINK.alias("link")
        items = peewee.Case(
            link.record,
            [(literal(kind), answer(_item(context.records[kind], link.record_id))) for kind in KINDS],
        )
        linked = (
            peewee.Select((link,), (link.id.alias("place"), items.alias("item")))
            .where(link.activity == rows.id)
            .order_by(link.id)
            .alias("linked")
        )
        found = peewee.Select((linked,), (json_list(linked.c.item, (linked.c.place,)),))
        return answer(found.where(linked.c.item.is_null(False)))

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any:
        """Return the condition for activities linked to certain records, or to one whose title matches."""
        pattern = parse_pattern(text) if operator == "~" else None
        if pattern is None and text.strip():
            linked = [_linked_to(item) for item in self.read(text, context.reading())]
            return all_of(rows.id.not_in(those) if operator == "!=" else rows.id.in_(those) for those in linked)
        found: Any = None
        for kind in KINDS:
            linked_here = _linked_to_kind(context.records[kind], pattern)
            found = linked_here if found is None else found.union_all(linked_here)
        return rows.id.not_in(found) if operator == "=" else rows.id.in_(found)

    def write(self, change: WriteContext[Session], record_id: int, value: Any) -> bool:
        """Link the activity to exactly these records, or to these as well."""
        return set_links(change, record_id, value or (), further=self.further)


class LinkField(LinksField):
    """One more record of a kind that an activity is linked to: ``customer=Fjord AS``."""

    further = True

    def __init__(self, kind: str, labels: dict[str, str], **options: Any) -> None:
        super().__init__(kind, labels[kind], labels, **options)
        self.kind = kind

    def parts(self, text: str) -> list[str]:
        """Return the text whole: it is one name, whatever signs it holds."""
        return [text]

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the record of the kind that ``text`` names."""
        return find_item(self.kind, text, reading)
