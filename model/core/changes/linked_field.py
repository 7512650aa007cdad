"""Records bound to a record by the rows of a link table, as a field of it: a contact's customers, its categories."""

from __future__ import annotations

from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.fields.base import QueryContext, Reading
from model.core.fields.references import Reference
from model.core.records.record import Row
from model.core.records.relations import Item, RelationField, find_item
from model.core.records.write_context import WriteContext
from model.core.wildcards import parse_pattern


class LinkedField(RelationField):
    """The records at the other end of ``link``, a kind of row that binds two, as far as the person may see them.

    ``own`` is the column of the record that has the field, called as its kind is; ``column`` is the other one.
    ``detail`` is a column of the link that says something of its own (a role), '' for none.
    """

    order = "{table}.name_key, {table}.id"
    """How the items stand; ``{table}`` is the table of the records at the other end."""

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

    def selected(self, session: QueryContext) -> tuple[str, list[Any]]:
        """Return the SQL of the items in their order."""
        link, other = self._ends(session)
        table, kind = other.table(), other.name_in_code
        title = getattr(other, "title_field", "name")
        seen, parameters = visible(other, session.person.id)
        others, more = visible(other, session.person.id, "other")
        return (
            f"(SELECT json_group_array(json_array('{kind}', id, title, detail, alone)) FROM (SELECT {table}.id AS id,"
            f" {table}.{title} AS title, {f'link.{self.detail}' if self.detail else 'NULL'} AS detail,"
            f" NOT EXISTS (SELECT 1 FROM {table} other WHERE other.{title}_key = {table}.{title}_key"
            f" AND other.id <> {table}.id AND {others}) AS alone"
            f" FROM {link.table()} link JOIN {table} ON {table}.id = link.{self.linked_by}"
            f" WHERE link.{self.own} = {self.own}.id AND {seen} ORDER BY {self.order.format(table=table)}))"
        ), [*more, *parameters]

    def having(self, session: QueryContext, operator: str, text: str) -> tuple[str, list[Any]]:
        """Return the predicate for records that are linked to all that ``text`` names, or to one that matches."""
        link, other = self._ends(session)
        table = other.table()
        seen, parameters = visible(other, session.person.id)
        linked = (
            f"{self.own}.id {{}} (SELECT link.{self.own} FROM {link.table()} link"
            f" JOIN {table} ON {table}.id = link.{self.linked_by} WHERE {{}} AND {seen})"
        )
        if operator == "~":
            pattern = parse_pattern(text)
            title = getattr(other, "title_field", "name")
            wanted = rf"{table}.{title}_key LIKE ? ESCAPE '\'" if pattern is not None else "1"
            return linked.format("IN", wanted), [*([pattern.like()] if pattern is not None else []), *parameters]
        # "customers=" is having none, "customers!=" having any.
        if not text.strip():
            return linked.format("NOT IN" if operator == "=" else "IN", "1"), parameters
        ids = [item.id for item in self.read(text, session.reading())]
        test = linked.format("NOT IN" if operator == "!=" else "IN", f"{table}.id = ?")
        return " AND ".join([test] * len(ids)), [value for each in ids for value in (each, *parameters)]

    def write(self, change: WriteContext[Session], record_id: int, value: Any) -> bool:
        """Link the record to exactly these, or to these as well; where none says its detail, that stays as it is."""
        from model.core.changes.link_rows import set_ends

        wanted = {item.id: {self.detail: item.detail} if item.detail is not None else {} for item in value or ()}
        link = change.session.records[self.link]
        return set_ends(change, link, {self.own: record_id}, self.linked_by, wanted, further=self.further)

    def _ends(self, session: QueryContext) -> tuple[type[Row], type[Row]]:
        """Return the kind of the link, and the kind of what it leads to."""
        link = session.records[self.link]
        field = link.fields()[self.linked_by]
        assert isinstance(field, Reference)
        return link, session.records[field.record]
