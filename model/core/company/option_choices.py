"""The choices of the company's lists, for choosing among them; :mod:`option_lists` is for keeping the lists."""

from __future__ import annotations

from typing import NamedTuple

from model.core.access.session import Session
from model.core.records.options import Option
from model.core.storage.drivers import peewee
from model.core.storage.expressions import first
from model.core.storage.statements import slot, statement


class OptionChoice(NamedTuple):
    """One choice of a list."""

    id: int
    name: str


def active_options(session: Session, list_name: str) -> list[OptionChoice]:
    """Return the choices in use of a list ("source", "category" …), in the company's order."""
    return [OptionChoice(*row) for row in session.rows(_active(), list=list_name)]


def all_options(session: Session, list_name: str) -> list[OptionChoice]:
    """Return all choices of a list: those in use first, each part in the company's order."""
    return [OptionChoice(*row) for row in session.rows(_all(), list=list_name)]


@statement
def _active() -> peewee.Query:
    return (
        Option.select(Option.id, Option.name)
        .where(Option.list == slot("list"), Option.active.yes)
        .order_by(first(Option.position), Option.name.folded, Option.id)
    )


@statement
def _all() -> peewee.Query:
    return (
        Option.select(Option.id, Option.name)
        .where(Option.list == slot("list"))
        .order_by(Option.active.desc(), first(Option.position), Option.name.folded)
    )
