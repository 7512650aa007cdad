"""Bringing what is on file of a company in line with its public register, field by field (CUST-26).

The register is the authority on what a company is called, its form and industry, its staff and where it is: these are
chosen to begin with where they differ. How it is reached, and where invoices go, a company tells better itself: that
is chosen only where nothing stands. Everything is shown beside what stands there; what is chosen is written, no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.opt_outs import CHANNELS, WISHES
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import N_, _
from model.core.org_number import parse_org_number
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.core.text import visible as shown
from model.customers.records import ADDRESS_PARTS, Customer
from model.leads.records import Lead
from model.registry.unit import Unit
from model.search.saving import fields_from

KINDS: Mapping[str, type[Record]] = {"customer": Customer, "lead": Lead}
"""The records that stand for a company of a register, by their words in code."""

_AUTHORITY = ("name", "company_form", "industry", "employees")
_ADDRESSES: Mapping[str, tuple[str, ...]] = {"customer": ("visiting_", "postal_", "invoice_"), "lead": ("",)}
"""The addresses that the register knows, by the beginnings of their fields; the first is where the company is."""
_TOLD_BY_COMPANY = ("invoice_",)


class Source(Protocol):
    """Where units are looked up; :class:`model.registry.search.Registry` is one."""

    def unit(self, org_number: str, country: str | None = None) -> Unit | None:
        """Return the unit of this number, None if the source does not know it."""


@dataclass(frozen=True)
class FieldUpdate:
    """One field that says something else than the register: what stands there, what the register has."""

    name: str
    label: str
    before: str
    after: str
    value: Any
    chosen: bool
    """Whether it is taken unless somebody says otherwise."""


@dataclass(frozen=True)
class RegistryUpdate:
    """What the register says of one record on file; ``fields`` is empty where nothing differs."""

    record: str
    id: int
    title: str
    version: int
    fields: tuple[FieldUpdate, ...]
    warning: str
    """Why nothing should be sold to it (bankrupt, struck off), '' where nothing forbids it."""

    def values(self, names: Collection[str] | None = None) -> dict[str, Any]:
        """Return the values of these fields, of those that are chosen to begin with where none are named."""
        return {each.name: each.value for each in self.fields if (each.chosen if names is None else each.name in names)}


def plan_update(session: Session, source: Source, record: str, record_id: int) -> RegistryUpdate:
    """Return what the register says of a "customer" or a "lead"; nothing is written.

    Raises :class:`NotFoundError` for a record that is gone or hidden, :class:`UserError` for one without an
    organisation number, or with one that the register does not know.
    """
    kind = KINDS[record]
    row: Any = read(session, kind, record_id)
    number = parse_org_number(str(row.org_number or ""))
    if number is None:
        raise UserError(_("It has no organisation number to look up."), "org_number")
    unit = source.unit(number.digits, number.country)
    if unit is None:
        raise UserError(_("The registry has no company {number}.").format(number=number), "org_number")
    return _update(session, record, record_id, {name: getattr(row, name) for name in kind.fields()}, unit)


@statement
def _numbered(kind: type[Record], these: bool) -> peewee.Query:
    """Return the query for the records that have an organisation number, among some or all that are in use."""
    key = column_of(kind, "org_number_key")
    wanted = among(column_of(kind, "id"), slot("ids")) if these else kind.active.yes
    numbered = kind.select(kind.id, column_of(kind, "org_number")).where(key.is_null(False), wanted, seen(kind))
    return numbered.order_by(kind.id)


def plan_updates(session: Session, source: Source, record: str, ids: Iterable[int] = ()) -> Iterator[RegistryUpdate]:
    """Yield what differs from the register, or is warned of, of these records, or of all in use that have a number."""
    kind = KINDS[record]
    wanted = list(ids)
    found = session.rows(_numbered(kind, bool(wanted)), ids=wanted)
    for record_id, text in found:
        number = parse_org_number(str(text or ""))
        unit = None if number is None else source.unit(number.digits, number.country)
        if unit is not None:
            row = read(session, kind, record_id)
            update = _update(session, record, record_id, {name: getattr(row, name) for name in kind.fields()}, unit)
            if update.fields or update.warning:
                yield update


def apply_updates(
    session: Session, updates: Iterable[RegistryUpdate], names: Collection[str] | None = None
) -> tuple[int, int]:
    """Write what is chosen, or the fields named, as one change; return its ID and how many records were different.

    The ID is 0 where nothing was. Raises :class:`Conflict` where one of the records has been saved in the same fields
    since it was read, and :class:`UserError` for what its rules refuse: nothing is written then.
    """
    wanted = [(update, values) for update in updates if (values := update.values(names))]
    if not wanted:
        return 0, 0
    name, details = N_("Refresh {count} records from the registry"), {"count": str(len(wanted))}
    if len(wanted) == 1:
        name, details = N_("Refresh {name} from the registry"), {"name": wanted[0][0].title}
    with change(session, name, "edit", **details) as made:
        count = 0
        for update, values in wanted:
            sources = {channel.source: "register" for channel in CHANNELS.values() if values.get(channel.field)}
            count += made.update(KINDS[update.record], update.id, {**values, **sources}, version=update.version)
    return (made.id if made.rows else 0), count


def warning_of(source: Source, org_number: str | None) -> str:
    """Return why nothing should be sold to the company of that number, '' where the register warns of nothing."""
    number = parse_org_number(org_number or "")
    unit = None if number is None else source.unit(number.digits, number.country)
    return "" if unit is None else unit.warning


def _update(session: Session, record: str, record_id: int, now: Mapping[str, Any], unit: Unit) -> RegistryUpdate:
    kind = KINDS[record]
    fields, reading = kind.fields(), session.reading()
    known = fields_from(unit, record)
    known.pop("org_number", None)
    for prefix in _ADDRESSES[record]:
        if _another_address(prefix, now, known):
            # An address is one: what the register's lacks is not left from another one.
            known.update({f"{prefix}{part}": known.get(f"{prefix}{part}") for part in ADDRESS_PARTS})
    found: list[FieldUpdate] = []
    for name, value in known.items():
        field = fields.get(name)
        if field is None or field.system or _alike(field, now[name], value, now, known, reading):
            continue
        found.append(
            FieldUpdate(
                name, field.title, shown(field.format(now[name], reading)), shown(field.format(value, reading)), value,
                chosen=_chosen(record, name, now),
            )
        )  # fmt: skip
    title = shown(str(now[kind.title_field] or ""))
    return RegistryUpdate(record, record_id, title, int(now["version"]), tuple(found), unit.warning)


def _another_address(prefix: str, now: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether the register's street, postcode or town is another than the one on file.

    Where they are the same, what the register is silent on (CVR has no regions in its addresses) stays as it is.
    """
    return any(
        known.get(f"{prefix}{part}") and fold(known[f"{prefix}{part}"]) != fold(now[f"{prefix}{part}"] or "")
        for part in ADDRESS_PARTS[:3]
    )


def _alike(
    field: Field, mine: Any, theirs: Any, now: Mapping[str, Any], known: Mapping[str, Any], reading: Any
) -> bool:
    """Whether both say the same; numbers of telephones do in any spelling, and a wish not to be called stays."""
    if field.never_empty and mine and not theirs:
        return True
    if (mine or None) == (theirs or None):
        return True
    if isinstance(mine, str) and isinstance(theirs, str) and fold(mine) == fold(theirs):
        # The register writes in capitals; a name is none the truer for it.
        return True
    if field.has_key and field.key_from:
        country = {**now, **{name: value for name, value in known.items() if value is not None}}
        keys = [field.key(value, replace(reading, row=row)) for value, row in ((mine, now), (theirs, country))]
        return bool(keys[0]) and keys[0] == keys[1]
    return False


def _chosen(record: str, name: str, now: Mapping[str, Any]) -> bool:
    if name in WISHES:
        return True
    prefixes = _ADDRESSES[record]
    for prefix in prefixes:
        if name in {f"{prefix}{part}" for part in ADDRESS_PARTS}:
            empty = not any(now.get(f"{prefix}{part}") for part in ADDRESS_PARTS[:3])
            return empty or prefix not in _TOLD_BY_COMPANY
    return name in _AUTHORITY or now[name] in (None, "")
