"""What customers and contacts are linked to, as fields of theirs (CUST-12, CUST-13)."""

from __future__ import annotations

from typing import Any

from model.core.changes.linked_field import LinkedField
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.records.relations import Item, UnknownItem, find_item, named, quoted, split_items, unquoted

_LONGEST_CHOICE = 200
"""Letters of a new category in a file; more is no name."""


class CustomersField(LinkedField):
    """The customers of a contact, each with the role it has there: ``Fjord AS: Board; Berg AS`` (CUST-13)."""

    records = ("customer",)
    example = N_('names or IDs, each with a role: customers="#3: Manager; Fjord AS: Board"')

    def __init__(self, name: str, label: str, **options: Any) -> None:
        super().__init__(name, label, "customer_contact", own="contact", column="customer", detail="role", **options)

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


class CategoriesField(LinkedField):
    """The categories that a customer or a contact stands in, in the company's order (CUST-12)."""

    records = ("option",)
    example = N_('names with a comma between them: categories="Partner, VIP"')
    separators = ";,\n"
    order = ("position", "name_key")

    def __init__(self, own: str, **options: Any) -> None:
        super().__init__("categories", N_("Categories"), f"{own}_category", own=own, column="category", **options)

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the category of that name."""
        assert reading.names is not None
        found = reading.names.find_by_title("option:category", unquoted(text))
        if not found:
            message = reading.names.none_found("option:category", unquoted(text), _("category"))
            free = len(text) <= _LONGEST_CHOICE and not text.lstrip("#").strip().isdecimal()
            raise UnknownItem(message, "option:category", unquoted(text), may_be_made=free)
        return Item("option", found[0][0], found[0][1])


class ProjectsField(LinkedField):
    """The projects that a contact takes part in, beside those of its customers (CUST-13, CUST-27)."""

    records = ("project",)
    example = N_('names or IDs with a semicolon between them: projects="#3; New roof"')

    def __init__(self, **options: Any) -> None:
        super().__init__("projects", N_("Projects"), "project_contact", own="contact", column="project", **options)
