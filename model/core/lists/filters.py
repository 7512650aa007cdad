"""Filters: what a list shows, as plain data that can be kept, shared, shown and reset (LEAD-19, CAMP-05/06)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import cast

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.choices import ChoiceField
from model.core.fields.numbers import Whole
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.records.views import View, in_use
from model.core.text import quotation

OPERATORS = ("!=", ">=", "<=", "=", ">", "<", "~")
_EXPRESSION = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(!=|>=|<=|=|>|<|~|≠|≥|≤)(.*)", re.DOTALL)
_SIGNS = {"≠": "!=", "≥": ">=", "≤": "<="}


CHANGE = Whole(N_("Change no."), system=True, grouped=False, highest=2**62)
"""The change that made or altered a record, while it is not undone: criteria ask for it, no column shows it."""
CHANGE.name = "change"
CHANGE.operators = ("=",)


@dataclass(frozen=True)
class Criterion:
    """One condition: a field's code name, an operator of :data:`OPERATORS`, and the value as it was typed."""

    field: str
    operator: str
    text: str

    def describe(self, record: type[Record], session: Session | None = None) -> str:
        """Return the condition as people read it, in the language in use."""
        sign = {"!=": "≠", ">=": "≥", "<=": "≤", "~": ":"}.get(self.operator, self.operator)
        field, text = criterion_field(record, self.field, session), self.text
        if isinstance(field, ChoiceField) and text in [choice.name for choice in field.options]:
            text = _(field.choice(text).label)
        return f"{field.title} {sign} {text}"


@dataclass(frozen=True)
class Filter:
    """What a list is limited to: views, criteria, a first letter, and words that must occur; all combine with and."""

    views: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    letter: str = ""
    text: str = ""
    nothing: bool = False
    """Whether no row is shown: something that a kept view is limited to cannot be asked by who looks (W20)."""

    @property
    def narrows(self) -> bool:
        """Whether anything but views is in force: what the mark on a list tells of (W16)."""
        return bool(self.criteria or self.letter or self.text or self.nothing)

    def with_view(self, record: type[Record], name: str) -> Filter:
        """Return the filter with that view in force in place of the others of its group; again turns it off."""
        views = views_of(record)
        if name in self.views:
            return replace(self, views=tuple(other for other in self.views if other != name))
        group = views[name].group
        return replace(self, views=(*(other for other in self.views if views[other].group != group), name))

    def reset(self) -> Filter:
        """Return the filter with its views alone."""
        return Filter(self.views)


IN_USE = View("all", "All", in_use)


def views_of(record: type[Record]) -> dict[str, View]:
    """Return the views of a record's list by name."""
    return {view.name: view for view in record.views}


def parse_criterion(expression: str) -> Criterion:
    """Read ``field=value``, ``field>=value``, ``field~text`` (cli.md); raise :class:`UserError` for anything else."""
    found = _EXPRESSION.fullmatch(expression)
    if found is None:
        raise UserError(
            _("{text} is no criterion: write field=value, with one of {operators} between them.").format(
                text=quotation(expression), operators=" ".join(OPERATORS)
            )
        )
    return Criterion(found[1], _SIGNS.get(found[2], found[2]), found[3].strip())


def find_field(record: type[Record], name: str, session: Session | None = None) -> Field:
    """Return the field of that code name; raise :class:`UserError` naming the nearest for one that there is not.

    With ``session`` the company's own fields are found as well, by ``custom.key`` or by their key alone.
    """
    try:
        found = record.field(name)
        on = getattr(found, "on", None)
        return found if on is None or session is None else cast(Field, on(session.reading().today))
    except KeyError:
        own = session.own_fields(record) if session is not None else {}
        for asked in (name, f"custom.{name}"):
            if asked in own:
                return own[asked]
        import difflib

        keys = [field.own_key for field in own.values()]
        known = [*record.fields(), *record.worked_out, *record.related(), *record.aliases, *keys]
        near = difflib.get_close_matches(name, known, 1)
        hint = " " + _("Did you mean {name}?").format(name=near[0]) if near else ""
        raise UserError(
            _("{record} has no field {name}.").format(record=_(record.label), name=quotation(name)) + hint, name
        ) from None


def criterion_field(record: type[Record], name: str, session: Session | None = None) -> Field:
    """Return what a criterion of that name asks about: a field, or the change that made or altered a record."""
    return CHANGE if name == CHANGE.name else find_field(record, name, session)
