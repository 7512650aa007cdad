"""A contact's customers and a customer's categories as fields of their records (CUST-12, CUST-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access import Session, visible
from model.core.fields.base import Reading
from model.core.fields.relations import (
    Item,
    RelationField,
    UnknownItem,
    find_item,
    named,
    quoted,
    split_items,
    unquoted,
)
from model.core.language import _
from model.core.wildcards import parse_pattern

if TYPE_CHECKING:
    from model.core.changes import Change


class CustomersField(RelationField):
    """The customers of a contact, each with the role it has there: ``Fjord AS: Board; Berg AS`` (CUST-13)."""

    records = ("customer",)

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the customer that ``text`` names, with the role after a colon."""
        title, *role = split_items(text, ":", most=2)
        try:
            return find_item("customer", title, reading, unquoted(role[0]) or None if role else None)
        except UnknownItem as error:
            # A name may hold a colon that nobody put in quotation marks.
            if role and (found := _found(text, reading)) is not None:
                return found
            raise error

    def item_text(self, item: Item) -> str:
        """Return the name, and the role after a colon."""
        return f"{named(item)}: {quoted(item.detail)}" if item.detail else named(item)

    def item_plain(self, item: Item) -> dict[str, Any]:
        """Return ID, name and role."""
        return {"id": item.id, "name": item.title, "role": item.detail or None}

    def selected(self, session: Session) -> tuple[str, list[Any]]:
        """Return the SQL of the customers by name."""
        from model.customers.records import Customer

        seen, parameters = visible(Customer, session.person.id)
        others, more = visible(Customer, session.person.id, "other")
        return (
            "(SELECT json_group_array(json_array('customer', id, name, role, alone)) FROM (SELECT customer.id AS id,"
            " customer.name AS name, link.role AS role, NOT EXISTS (SELECT 1 FROM customer other WHERE"
            f" other.name_key = customer.name_key AND other.id <> customer.id AND {others}) AS alone"
            " FROM customer_contact link JOIN customer ON customer.id = link.customer"
            f" WHERE link.contact = contact.id AND {seen} ORDER BY customer.name_key, customer.id))"
        ), [*more, *parameters]

    def having(self, session: Session, operator: str, text: str) -> tuple[str, list[Any]]:
        """Return the predicate for contacts of a customer, or of one whose name matches."""
        from model.customers.records import Customer

        seen, parameters = visible(Customer, session.person.id)
        linked = (
            "contact.id {} (SELECT link.contact FROM customer_contact link JOIN customer ON customer.id = link.customer"
            f" WHERE {{}} AND {seen})"
        )
        if operator == "~":
            pattern = parse_pattern(text)
            wanted = r"customer.name_key LIKE ? ESCAPE '\'" if pattern is not None else "1"
            return linked.format("IN", wanted), [*([pattern.like()] if pattern is not None else []), *parameters]
        # "customers=" is having none, "customers!=" having any.
        if not text.strip():
            return linked.format("NOT IN" if operator == "=" else "IN", "1"), parameters
        ids = [item.id for item in self.read(text, session.reading())]
        tests = " AND ".join([linked.format("NOT IN" if operator == "!=" else "IN", "customer.id = ?")] * len(ids))
        return tests, [value for each in ids for value in (each, *parameters)]

    def write(self, change: Change, record_id: int, value: Any) -> bool:
        """Give the contact these customers; without a role it keeps the one that it has there."""
        from model.customers import links

        return links.set_customers(change, record_id, value or (), further=self.further)


def _found(text: str, reading: Reading) -> Item | None:
    try:
        return find_item("customer", text, reading)
    except UnknownItem:
        return None


class CustomerField(CustomersField):
    """One more customer of a contact: the company in an address list."""

    further = True

    def read_known(self, text: str, reading: Reading) -> tuple[tuple[Item, ...], list[UnknownItem]]:
        """Return the one customer whose name the text is, whatever signs it holds; else those that it names."""
        whole = _found(text, reading)
        return ((whole,), []) if whole is not None else super().read_known(text, reading)


class CategoriesField(RelationField):
    """The categories that a customer stands in."""

    records = ("option",)
    separators = ";,\n"

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the category of that name."""
        assert reading.names is not None
        found = reading.names.find_by_title("option:category", unquoted(text))
        if not found:
            message = reading.names.none_found("option:category", unquoted(text), _("category"))
            raise UnknownItem(message, "option:category", text)
        return Item("option", found[0][0], found[0][1])

    def selected(self, session: Session) -> tuple[str, list[Any]]:
        """Return the SQL of the categories in the company's order."""
        return (
            "(SELECT json_group_array(json_array('option', id, name, NULL, 1)) FROM (SELECT option.id AS id,"
            " option.name AS name FROM customer_category link JOIN option ON option.id = link.category"
            " WHERE link.customer = customer.id ORDER BY option.position, option.name_key))"
        ), []

    def having(self, session: Session, operator: str, text: str) -> tuple[str, list[Any]]:
        """Return the predicate for customers in all of some categories, or in one whose name matches."""
        linked = (
            "customer.id {} (SELECT link.customer FROM customer_category link JOIN option ON option.id = link.category"
            " WHERE {})"
        )
        if operator == "~":
            pattern = parse_pattern(text)
            if pattern is None:
                return linked.format("IN", "1"), []
            return linked.format("IN", r"option.name_key LIKE ? ESCAPE '\'"), [pattern.like()]
        if not text.strip():
            return linked.format("NOT IN" if operator == "=" else "IN", "1"), []
        ids = [item.id for item in self.read(text, session.reading())]
        test = linked.format("NOT IN" if operator == "!=" else "IN", "option.id = ?")
        return " AND ".join([test] * len(ids)), ids

    def write(self, change: Change, record_id: int, value: Any) -> bool:
        """Put the customer into exactly these categories."""
        from model.customers import links

        return links.set_categories(change, record_id, {item.id for item in value or ()})
