"""Records bound to a record by the rows of a link table, as a field of it: a contact's customers, its categories."""

from __future__ import annotations

from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.base import QueryContext, Reading
from model.core.fields.references import Reference
from model.core.records.record import Row
from model.core.records.relations import Item, RelationField, find_item
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import all_of, answer, column_of, json_array, json_list, like, literal
from model.core.wildcards import Pattern, parse_pattern


class LinkedField(RelationField):
    """The records at the other end of ``link``, a kind of row that binds two, as far as the person may see them.

    ``own`` is the column of the record that has the field, called as its kind is; ``column`` is the other one.
    ``detail`` is a column of the link that says something of its own (a role), '' for none.
    """

    order: tuple[str, ...] = ("name_key", "id")
    """The columns of the records at the other end by which the items stand."""

    def __init__(
        self, name: str, label: str, link: str, *, own: str, column: str, detail: str = "", **options: Any
    ) -> None:
        super().__init__(name, label, **options)
        self.link = link
        self.own = own
        self.linked_by = column
        self.detail = detail

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the record that ``text`` names by its title, its number or its ID."""
        return find_item(self.records[0], text, reading)

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return the items in their order, as JSON."""
        kind_of_link, other = self._ends(context)
        link, linked, namesake = kind_of_link.alias("link"), other.alias("linked"), other.alias("namesake")
        title = getattr(other, "title_field", "name")
        key = f"{title}_key"
        namesakes = peewee.Select((namesake,), (peewee.SQL("1"),)).where(
            column_of(namesake, key) == column_of(linked, key), namesake.id != linked.id, seen(other, namesake)
        )
        detail = column_of(link, self.detail) if self.detail else peewee.SQL("NULL")
        kind, alone = literal(other.name_in_code), ~peewee.fn.EXISTS(namesakes)
        item = json_array((kind, linked.id, column_of(linked, title), detail, alone))
        order = {f"place{number}": column_of(linked, column) for number, column in enumerate(self.order)}
        items = (
            peewee.Select(
                (peewee.Join(link, linked, on=linked.id == column_of(link, self.linked_by)),),
                (item.alias("item"), *(column.alias(name) for name, column in order.items())),
            )
            .where(column_of(link, self.own) == rows.id, seen(other, linked))
            .order_by(*order.values())
            .alias("items")
        )
        places = [getattr(items.c, name) for name in order]
        return answer(peewee.Select((items,), (json_list(items.c.item, places),)))

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any:
        """Return the condition for records that are linked to all that ``text`` names, or to one that matches."""
        if operator == "~":
            return rows.id.in_(self._linked(context, pattern=parse_pattern(text)))
        # "customers=" is having none, "customers!=" having any.
        if not text.strip():
            linked = self._linked(context)
            return rows.id.not_in(linked) if operator == "=" else rows.id.in_(linked)
        to_each = [self._linked(context, item.id) for item in self.read(text, context.reading())]
        return all_of(rows.id.not_in(those) if operator == "!=" else rows.id.in_(those) for those in to_each)

    def _linked(
        self, context: QueryContext, other_id: int | None = None, pattern: Pattern | None = None
    ) -> peewee.Select:
        """Return the query for the records that are linked to one that is seen: a certain one, or one called so."""
        kind_of_link, other = self._ends(context)
        link, linked = kind_of_link.alias("link"), other.alias("linked")
        wanted = [seen(other, linked)]
        if other_id is not None:
            wanted.append(linked.id == other_id)
        if pattern is not None:
            title = getattr(other, "title_field", "name")
            wanted.append(like(column_of(linked, f"{title}_key"), pattern.like()))
        joined = peewee.Join(link, linked, on=linked.id == column_of(link, self.linked_by))
        return peewee.Select((joined,), (column_of(link, self.own),)).where(*wanted)

    def write(self, change: WriteContext[Session], record_id: int, value: Any) -> bool:
        """Link the record to exactly these, or to these as well; where none says its detail, that stays as it is."""
        from model.core.changes.link_rows import set_ends

        wanted = {item.id: {self.detail: item.detail} if item.detail is not None else {} for item in value or ()}
        link = change.session.records[self.link]
        return set_ends(change, link, {self.own: record_id}, self.linked_by, wanted, further=self.further)

    def _ends(self, context: QueryContext) -> tuple[type[Row], type[Row]]:
        """Return the kind of the link, and the kind of what it leads to."""
        link = context.records[self.link]
        field = link.fields()[self.linked_by]
        assert isinstance(field, Reference)
        return link, context.records[field.record]
