"""The categories of a customer or a contact as one field of its form: names with commas between (CUST-12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.company.option_choices import all_options
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import N_, _
from model.core.text import excerpt, fold, quotation
from model.customers.categories import categories_of, change_categories, set_categories
from tui.widgets.form_state import Saving


class Categories(Field):
    """The value is a tuple of IDs of options, in the company's order; what is typed are names, or their beginnings."""

    def __init__(self, options: Sequence[tuple[int, str]]) -> None:
        names = ", ".join(name for _id, name in options)
        super().__init__(
            N_("Categories"), default=(), help=_("Of these, with commas between: {names}").format(names=names)
        )
        self.options = list(options)

    @classmethod
    def of(cls, session: Session) -> Categories:
        """Return the field with the categories that are in use now."""
        return cls(all_options(session, "category"))

    def parse(self, text: str, reading: Reading) -> tuple[int, ...]:
        """Return the IDs of the categories named; blank is none."""
        wanted = {self._one(part) for part in text.replace(";", ",").split(",") if part.strip()}
        return tuple(option for option, _name in self.options if option in wanted)

    def _one(self, text: str) -> int:
        key = fold(text.strip())
        exact = [option for option, name in self.options if fold(name) == key]
        found = exact[:1] or [option for option, name in self.options if fold(name).startswith(key)]
        if len(found) == 1:
            return found[0]
        names = ", ".join(name for option, name in self.options if not found or option in found)
        raise UserError(
            _("There is no category {text}: {names}.").format(text=quotation(excerpt(text)), names=names)
            if not found
            else _("{text} may be any of {names}.").format(text=quotation(excerpt(text)), names=names),
            "categories",
        )

    def format(self, value: Any, reading: Reading) -> str:
        """Return the names."""
        return ", ".join(name for option, name in self.options if option in (value or ()))


def categories_field(session: Session, record: str, record_id: int | None) -> dict[str, tuple[Field, Any]]:
    """Return the field of a form, with the categories that the "customer" or "contact" stands in now."""
    present = [] if record_id is None else [option for option, _name in categories_of(session, record, record_id)]
    return {"categories": (Categories.of(session), tuple(present))}


def put_new(made: Change, record: str, record_id: int, chosen: Sequence[int]) -> None:
    """Put a record just made into the categories chosen in its form."""
    if chosen:
        set_categories(made, record, record_id, chosen)


def put_changed(made: Change, record: str, saving: Saving, chosen: Sequence[int] | None) -> None:
    """Write what was added and taken away in a form, so that a colleague's stay; None where the field was left."""
    if chosen is None:
        return
    assert saving.record_id is not None
    before = {*(saving.base.get("categories") or ())}
    change_categories(made, record, saving.record_id, {*chosen} - before, before - {*chosen})
