"""The categories of a customer as one field of its form: names with commas between (CUST-12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.access import Session
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import N_, _
from model.core.text import excerpt, fold


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
        sql = "SELECT id, name FROM option WHERE list = 'category' ORDER BY active DESC, position, name_key"
        return cls(session.store.rows(sql))

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
            _("There is no category {text}: {names}.").format(text=repr(excerpt(text)), names=names)
            if not found
            else _("{text} may be any of {names}.").format(text=repr(excerpt(text)), names=names),
            "categories",
        )

    def format(self, value: Any, reading: Reading) -> str:
        """Return the names."""
        return ", ".join(name for option, name in self.options if option in (value or ()))
