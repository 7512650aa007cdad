"""A person at work, and what that person may do (COM-14).

Every write begins with :meth:`Session.may_write`; what may be seen is in :mod:`model.core.access.seen`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from model.core.access.names import StoreNames
from model.core.access.person import Person, person_from
from model.core.errors import NotAllowedError, SignedOutError
from model.core.fields.base import Field, Reading
from model.core.language import _
from model.core.records.employee_table import EmployeeTable
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.statements import Query, slot, statement
from model.core.storage.store import Connection, Store


@statement
def _by_id() -> peewee.Query:
    person = EmployeeTable
    return person.select(person.id, person.initials, person.name, person.role, person.account, person.active).where(
        person.id == slot("id")
    )


@dataclass(frozen=True)
class Session:
    """A person at work: the open database, who it is, and the clock; what every plan and every list begins with."""

    store: Store
    records: dict[str, type[Row]]
    """Every kind of row by its name (``model.catalogue.ROWS``)."""
    person: Person
    clock: Callable[[], datetime]
    """Returns the present moment, aware, in the person's zone."""
    country: str = "NO"
    vat_rates: tuple[Decimal, ...] = ()
    """The rates of VAT in per cent that the settings name, the usual one first; none: those of the country."""
    register: Callable[[], Mapping[str, int]] = dict
    """Returns what the register warns of now: the number of the rule by the key of an organisation number."""
    names: StoreNames = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", StoreNames(self.store, self.records, self.person.id))

    def as_person(self, person: Person) -> Session:
        """Return the same session for somebody else (in the demo, and in tests)."""
        return replace(self, person=person)

    def reading(self, *, ascii: bool = False) -> Reading:
        """Return what values are read and shown by at this moment."""
        self.names.refresh()
        return Reading(self.clock(), self.country, self.names, ascii)

    def register_warnings(self) -> Mapping[str, int]:
        """Return what the register warns of now; the queries that follow answer by it too (CUST-26)."""
        self.store.engine.register_warnings = found = self.register()
        return found

    # Questions as this person: what stands in :mod:`model.core.access.session_slots` is filled in.

    def rows(self, query: Query, /, **values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query, as :meth:`Store.rows` does; ``seen(…)`` is asked for this person."""
        return self.store.rows(query, me=self.person.id, session=self, **values)

    def each(self, query: Query, /, **values: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, as :meth:`Store.each` does."""
        return self.store.each(query, me=self.person.id, session=self, **values)

    def row(self, query: Query, /, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row of a query, None where there is none."""
        return self.store.row(query, me=self.person.id, session=self, **values)

    def named_row(self, query: Query, /, **values: Any) -> dict[str, Any] | None:
        """Return the first row of a query by the names of its columns, None where there is none."""
        return self.store.named_row(query, me=self.person.id, session=self, **values)

    def value(self, query: Query, /, **values: Any) -> Any:
        """Return the first column of the first row, None where there is no row."""
        return self.store.value(query, me=self.person.id, session=self, **values)

    def rows_within(self, milliseconds: float, query: Query, /, **values: Any) -> list[tuple[Any, ...]] | None:
        """Return all rows of a query, None where it would take the engine longer than about that."""
        return self.store.rows_within(milliseconds, query, me=self.person.id, session=self, **values)

    def run(self, query: Query, /, **values: Any) -> int:
        """Run an INSERT, UPDATE or DELETE inside a transaction and return how many rows it affected."""
        return self.store.run(query, me=self.person.id, session=self, **values)

    def own_fields(self, record: type[Row]) -> dict[str, Field]:
        """Return the fields of the record that the company has defined and uses, by name, in its order (COM-06)."""
        return self.names.own_fields(record.name_in_code) if "custom" in record.fields() else {}

    def fields(self, record: type[Row]) -> dict[str, Field]:
        """Return all fields of the record as this database has them: the declared ones, then the company's own."""
        return {**record.fields(), **self.own_fields(record)}

    def typed(self, record: type[Record]) -> dict[str, Field]:
        """Return the fields of the record that people fill in: the declared ones, then the company's own."""
        return {**record.typed(), **self.own_fields(record)}

    def present_person(self) -> Person:
        """Return the person as the database has them at this moment: rights may have changed since they signed in.

        Inside a transaction that is as the transaction sees it. Raises :class:`SignedOutError` for who may not sign in
        any more (COM-14).
        """
        row = self.store.row(_by_id(), id=self.person.id)
        if row is None or not row[5] or self.person.account not in (None, row[4]):
            raise SignedOutError(
                _("{initials} may no longer sign in; nothing was changed. Ask an administrator.").format(
                    initials=self.person.initials
                )
            )
        return replace(person_from(row), account=row[4])

    def administers(self) -> bool:
        """Whether the person is an administrator at this moment."""
        return self.present_person().role == "administrator"

    def may_write(self) -> Person:
        """Return the person as they are at this moment.

        Raises :class:`NotAllowedError` for a reader, :class:`SignedOutError` for who may not sign in any more.
        """
        person = self.present_person()
        if person.role == "reader":
            raise NotAllowedError(_("{initials} may read, but not change anything.").format(initials=person.initials))
        return person

    def may_administer(self) -> None:
        """Raise :class:`NotAllowedError` for anybody who is not an administrator at this moment."""
        if not self.administers():
            raise NotAllowedError(_("Only an administrator may do this."))

    @contextlib.contextmanager
    def writing(self, *, readers: bool = False) -> Iterator[Connection]:
        """Hold the right to write for the length of the block, as :meth:`Store.writing` does, for who may write.

        ``readers`` is for what is a person's own, and no record: they may write that too. Raises as
        :meth:`may_write` and :meth:`present_person` do, asked inside the transaction, with nothing written.
        """
        with self.store.writing() as connection:
            if readers:
                self.present_person()
            else:
                self.may_write()
            yield connection

    @contextlib.contextmanager
    def authoring(self) -> Iterator[Person]:
        """Hold the right to write as :meth:`writing` does, and yield the person as they are in the transaction."""
        with self.store.writing():
            yield self.may_write()
