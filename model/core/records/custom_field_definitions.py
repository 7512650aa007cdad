"""The fields that a company has defined itself, as they are on file (COM-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from model.core.errors import NotFoundError, UserError
from model.core.fields.base import Field
from model.core.fields.custom import KINDS, OwnOption, own_field, read_choices
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import first
from model.core.storage.statements import slot, statement
from model.core.storage.store import Store
from model.core.text import fold, quotation


class RecordStore(Protocol):
    """The open database and the kinds of row in it: what is needed of a session, which stands above this."""

    @property
    def store(self) -> Store:
        """The open database."""

    @property
    def records(self) -> Mapping[str, type[Row]]:
        """Every kind of row by its name."""


@dataclass(frozen=True)
class Definition:
    """A field as the company has defined it."""

    id: int
    record: str
    key: str
    label: str
    kind: str
    choices: tuple[OwnOption, ...]
    position: int
    active: bool

    @property
    def field(self) -> Field:
        """The field itself."""
        return own_field(self.key, self.label, self.kind, self.choices)

    @property
    def kind_title(self) -> str:
        """The kind, in the language in use."""
        return _(KINDS.get(self.kind, self.kind))


_COLUMNS = ("id", "record", "key", "label", "kind", "choices", "position", "active")
_FIELD: Any = peewee.Table("custom_field", _COLUMNS)
"""The table of :class:`model.core.records.options.CustomField`, whose rules ask for the definitions there are."""


@statement
def _of_record() -> peewee.Query:
    return _ordered().where(_FIELD.record == slot("record"))


@statement
def _of_all() -> peewee.Query:
    return _ordered()


@statement
def _one() -> peewee.Query:
    return _select().where(_FIELD.id == slot("id"))


def _select() -> peewee.Select:
    return peewee.Select((_FIELD,), tuple(peewee.Column(_FIELD, name) for name in _COLUMNS))


def _ordered() -> peewee.Select:
    return _select().order_by(_FIELD.record, first(_FIELD.position), _FIELD.id)


def _definition(row: tuple[Any, ...]) -> Definition:
    number, record, key, label, kind, choices, position, active = row
    return Definition(number, record, key, label, kind, read_choices(choices), position or 0, bool(active))


def customisable(session: RecordStore) -> list[type[Record]]:
    """Return the records that can have fields of the company's own."""
    return [record for record in session.records.values() if issubclass(record, Record) and "custom" in record.fields()]


def customised(session: RecordStore, name: str) -> type[Record]:
    """Return the record of that name in code; raise :class:`UserError` where it cannot have fields of its own."""
    for record in customisable(session):
        if record.name_in_code == name:
            return record
    names = ", ".join(record.name_in_code for record in customisable(session))
    raise UserError(_("{text} is none of {choices}.").format(text=quotation(name), choices=names), "record")


def definitions(session: RecordStore, record: str = "") -> list[Definition]:
    """Return what is defined, for one record or for all, in the company's order, those not in use too."""
    rows = session.store.rows(_of_record(), record=record) if record else session.store.rows(_of_all())
    return [_definition(row) for row in rows]


def definition(session: RecordStore, field_id: int) -> Definition:
    """Return one definition; raise :class:`NotFoundError` where it is gone."""
    row = session.store.row(_one(), id=field_id)
    if row is None:
        raise NotFoundError(_("There is no such field any more."), "id")
    return _definition(row)


def find_definition(session: RecordStore, record: str, name: str) -> Definition:
    """Return the definition of that key or label; raise :class:`UserError` naming those there are."""
    every = definitions(session, record)
    wanted = name.removeprefix("custom.")
    for each in every:
        if each.key == wanted or fold(each.label) == fold(name):
            return each
    keys = ", ".join(each.key for each in every) or _("(none)")
    raise UserError(_("There is no field {name}: {names}.").format(name=quotation(name), names=keys), "key")
