"""Finding records by the beginning of what they are called, as somebody types (owner, source, customer …)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import ME
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.fields.times import Day
from model.core.language import _
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing
from model.core.records.employee_table import EmployeeTable
from model.core.records.options import Option
from model.core.records.record import Record
from model.core.records.relations import RelationField
from model.core.records.saved_views import SavedView
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import slot, statement
from model.core.text import fold, in_sentence

_DETAILS = ("customers", "customer", "visiting_town", "postal_town", "town", "email", "title", "subject", "start")
"""Fields that tell records of the same name apart: the first of a record's that says anything is shown."""


@dataclass(frozen=True)
class Found:
    """A record that could be meant: its ID, what it is called, and what tells it from others of that name."""

    id: int
    title: str
    detail: str = ""


def find_titles(session: Session, target: str, text: str, limit: int = 8) -> list[Found]:
    """Return the records that ``text`` may mean, all where it is blank.

    Those called so, or with that code, come first, then those whose title begins with it. ``target`` is as in
    :attr:`Reference.target <model.core.fields.references.Reference.target>`: a record's name, for an option with its
    list ("option:source"). Employees are found by initials and by any part of their name. Only what is in use and may
    be seen is found.
    """
    kind, _colon, scope = target.partition(":")
    wanted = fold(text)
    if kind == "employee":
        return _matching(wanted, (Found(*row) for row in session.rows(_employees())), limit)
    if kind == "option":
        return _matching(wanted, (Found(*row) for row in session.rows(_options(), list=scope)), limit)
    if kind == "saved_view":
        views = session.rows(_saved_views())
        return _matching(wanted, (Found(row[0], row[1], _records(session, row[2])) for row in views), limit)
    record = session.records[kind]
    assert issubclass(record, Record)
    coded = _with_code(session, record, text, limit)
    found = {one.id: one for one in coded}
    for wanted_rows in (Filter(letter=text), Filter(text=text)):
        if len(found) < limit:
            for one in _listed(session, record, wanted_rows, limit):
                found.setdefault(one.id, one)
    first = {one.id for one in coded}
    named = sorted(_told_apart(found.values()), key=lambda each: each.id not in first and fold(each.title) != wanted)
    return named[:limit]


def _with_code(session: Session, record: type[Record], text: str, limit: int) -> list[Found]:
    """Return the records whose code is ``text`` (:attr:`Record.code_field`)."""
    if not record.code_field or not text.strip():
        return []
    return _listed(session, record, Filter(criteria=(Criterion(record.code_field, "=", text),)), limit)


def _listed(session: Session, record: type[Record], wanted: Filter, limit: int) -> list[Found]:
    known = {*record.fields(), *record.relations} - {record.title_field}
    details = [name for name in _DETAILS if name in known]
    rows = Listing(session, record, [record.title_field, *details], wanted).first(limit)
    return [Found(row.id, str(row.values[0] or ""), _detail(session, record, details, row.values[1:])) for row in rows]


@statement
def _employees() -> peewee.Query:
    """Return the query for all employees in use, by their initials."""
    employee = EmployeeTable
    query = employee.select(employee.id, employee.initials, employee.name).where(employee.active == peewee.SQL("1"))
    return query.order_by(column_of(employee, "initials_key"), employee.id)


@statement
def _options() -> peewee.Query:
    """Return the query for the choices of a list that are in use, in its order."""
    query = Option.select(Option.id, Option.name).where(Option.list == slot("list"), Option.active.yes)
    return query.order_by(Option.position, Option.name.folded, Option.id)


@statement
def _saved_views() -> peewee.Query:
    """Return the query for the views that a person may use, by their names."""
    mine = SavedView.shared.yes | (SavedView.owner == ME)
    query = SavedView.select(SavedView.id, SavedView.name, SavedView.record).where(mine)
    return query.order_by(SavedView.name.folded, SavedView.id)


def _told_apart(found: Iterable[Found]) -> list[Found]:
    """Return them with their IDs where neither name nor detail tells one from another: a copy beside its original."""
    every = list(found)
    alike = Counter((each.title, each.detail) for each in every)
    return [
        replace(each, detail=f"{each.detail} #{each.id}".lstrip()) if alike[each.title, each.detail] > 1 else each
        for each in every
    ]


def _records(session: Session, kind: str) -> str:
    """Return what the records of a kind are called, in the language in use."""
    record = session.records[kind]
    assert issubclass(record, Record)
    return in_sentence(_(record.label_plural))


def _detail(session: Session, record: type[Record], names: Sequence[str], stored: Sequence[Any]) -> str:
    """Return what the first of these fields that is not blank says: a town, a customer, an e-mail address, a day."""
    for name, value in zip(names, stored, strict=True):
        field = record.field(name)
        if isinstance(field, RelationField):
            value = ", ".join(item.title for item in field.from_stored(value) or ())
        elif value and isinstance(field, Day):
            value = field.format(field.from_stored(value), session.reading())
        if value:
            return str(value)
    return ""


def _matching(wanted: str, all_of_them: Iterable[Found], limit: int) -> list[Found]:
    ranked = []
    for found in all_of_them:
        keys = (fold(found.title), fold(found.detail))
        if wanted and wanted in keys:
            ranked.append((-1, found))
        elif keys[0].startswith(wanted):
            ranked.append((0, found))
        elif any(word.startswith(wanted) for key in keys for word in key.split()) or wanted in keys[0]:
            ranked.append((1, found))
    return [found for _rank, found in sorted(ranked, key=lambda pair: pair[0])][:limit]


def resolve(session: Session, field: Reference, text: str) -> Found | None:
    """Return the one record that ``text`` means: by ID after a #, by its whole title, or by a part that is clear.

    None for blank. Raises :class:`UserError` where there is none, or more than one.
    """
    reading = session.reading()
    try:
        record_id = field.parse(text, reading)
    except UserError:
        found = find_titles(session, field.target, text, 9)
        # Another may have the words in its town or address: it is not called so.
        words = fold(text).split()
        called = [one for one in found if all(word in fold(one.title) for word in words)]
        if len(called or found) != 1:
            raise
        return (called or found)[0]
    return None if record_id is None else Found(record_id, field.format(record_id, reading))
