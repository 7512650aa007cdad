"""What the ledgers hold of a company's accounts already, by the external IDs that an import gives its entries.

An ID says whose accounts, which period, which journal, transaction and line: alike in every file of the same accounts,
so that nothing is taken in twice. Periods sort as they follow each other, so that a range of IDs is a range of periods.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from model.core.records.history_tables import ChangeRow
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, like
from model.core.storage.statements import slot, statement
from model.core.storage.store import Store
from model.ledger.records import LedgerEntry
from model.ledger.saft.contents import CUSTOMER, PartyLine, Period
from model.ledger.saft.parties import KnownParty

_LONGEST = 200
_OPENING = "#opening"
"""What follows the period in the ID of an opening balance; a blank does in that of a line."""
_PERIOD_ENDS = "$"
"""The sign that sorts after both."""
_ENTRY: Any = peewee.Table(
    "ledger_entry", ("id", "ledger", "customer", "date", "amount", "link_id", "external_id", "number")
)
_SUM = peewee.fn.sum(_ENTRY.amount)


class OnFileEntry(NamedTuple):
    """An entry that an earlier import has made."""

    id: int
    external_id: str
    ledger: int
    customer: int
    date: str
    amount: int


class Opening(NamedTuple):
    """An opening balance on file."""

    id: int
    external_id: str
    amount: int
    linked: bool


def prefix_of(company: str) -> str:
    """Return what the IDs of all entries of a company's accounts begin with."""
    return f"SAF-T {company} "


def period_text(period: Period) -> str:
    """Return a period as it stands in IDs."""
    return f"{period[0]:04d}-{period[1]:02d}"


def line_id(prefix: str, line: PartyLine, repeated: int = 0) -> str:
    """Return the ID of a line; ``repeated`` counts the transactions before it that are called the same."""
    again = f"~{repeated + 1}" if repeated else ""
    text = f"{prefix}{line.year:04d}-{line.period:02d} {line.journal}/{line.transaction}{again}/{line.record}"
    if len(text) <= _LONGEST:
        return text
    # Longer than the format allows; what has to differ still does.
    rest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return f"{prefix}{line.year:04d}-{line.period:02d} {rest}"


def opening_id(prefix: str, start: Period, party: KnownParty) -> str:
    """Return the ID of the opening balance of a customer or supplier at the beginning of a period."""
    letter = "C" if party.ledger == CUSTOMER else "S"
    return f"{prefix}{period_text(start)}{_OPENING} {letter} {party.number}"


class KnownEntries:
    """The entries of one company's accounts that are on file."""

    def __init__(self, store: Store, company: str) -> None:
        self._store = store
        self.prefix = prefix = prefix_of(company)
        """What the IDs of all these entries begin with."""
        # Everything that begins with the prefix, and nothing else, stands before this.
        self._end = prefix.rstrip() + "!"
        self.any = store.row(_some(), first=prefix, end=self._end) is not None

    def among(self, ids: Iterable[str]) -> dict[str, OnFileEntry]:
        """Return those of the IDs that are on file."""
        if not self.any:
            return {}
        rows = self._store.rows(_by_ids(), ids=[*ids])
        return {row[1]: OnFileEntry(*row) for row in rows}

    def one(self, external_id: str) -> OnFileEntry | None:
        """Return the entry with an ID, None where there is none."""
        return self.among([external_id]).get(external_id)

    def sums_before(self, period: Period) -> dict[tuple[int, int], int]:
        """Return what the entries before a period come to, by ledger and customer."""
        return self._sums(self.prefix, self.prefix + period_text(period))

    def sums_until(self, period: Period | None) -> dict[tuple[int, int], int]:
        """Return what the entries up to a period, that one included, come to, by ledger and customer; None for all."""
        end = self._end if period is None else f"{self.prefix}{period_text(period)}{_PERIOD_ENDS}"
        return self._sums(self.prefix, end)

    def _sums(self, first: str, end: str) -> dict[tuple[int, int], int]:
        if not self.any:
            return {}
        return {(ledger, customer): int(total) for ledger, customer, total in self._store.rows(
            _sums(), first=first, end=end,
        )}  # fmt: skip

    def sums_besides(self, customers: Iterable[int]) -> dict[tuple[int, int], int]:
        """Return what these customers' entries that come from elsewhere come to, by ledger and customer."""
        rows = self._store.rows(_sums_besides(), ids=[*customers], first=self.prefix, end=self._end)
        return {(ledger, customer): int(total) for ledger, customer, total in rows}

    def first_openings_after(self, period: Period) -> dict[tuple[int, int], Opening]:
        """Return the first opening balance after the beginning of a period, by ledger and customer."""
        if not self.any:
            return {}
        found: dict[tuple[int, int], Opening] = {}
        rows = self._store.each(_openings(), first=f"{self.prefix}{period_text(period)}{_PERIOD_ENDS}", end=self._end,
                                pattern=f"{self.prefix}_______{_OPENING} %")  # fmt: skip
        for ledger, customer, record_id, external_id, amount, link_id in rows:
            found.setdefault((ledger, customer), Opening(record_id, external_id, amount, link_id is not None))
        return found


def period_of(external_id: str, prefix: str) -> str:
    """Return the period in an ID, as text that sorts."""
    return external_id[len(prefix) : len(prefix) + 7]


def stored_ledgers() -> Mapping[str, int]:
    """Return what the database holds for each ledger."""
    field = LedgerEntry.fields()["ledger"]
    return {name: field.to_stored(name) for name in ("customer", "supplier")}


def newest_line(store: Store) -> int:
    """Return the number of the newest line of the history."""
    return int(store.value(_newest_line()) or 0)


def written_since(store: Store, line: int) -> bool:
    """Whether anybody has written, after a line of the history, what a file is compared with; or it is shorter now."""
    return newest_line(store) < line or store.row(_written_since(), line=line) is not None


@statement
def _newest_line() -> Any:
    return ChangeRow.select(peewee.fn.max(ChangeRow.id))


@statement
def _written_since() -> Any:
    kinds = ("customer", "ledger_entry", "ledger_account")
    found = ChangeRow.select(peewee.SQL("1")).where(ChangeRow.id > slot("line"), ChangeRow.record.in_(kinds))
    return found.limit(1)


def _within() -> Any:
    return (_ENTRY.external_id >= slot("first")) & (_ENTRY.external_id < slot("end"))


@statement
def _some() -> Any:
    return peewee.Select((_ENTRY,), (peewee.SQL("1"),)).where(_within()).limit(1)


@statement
def _by_ids() -> Any:
    columns = (_ENTRY.id, _ENTRY.external_id, _ENTRY.ledger, _ENTRY.customer, _ENTRY.date, _ENTRY.amount)
    return peewee.Select((_ENTRY,), columns).where(among(_ENTRY.external_id, slot("ids")))


@statement
def _sums() -> Any:
    found = peewee.Select((_ENTRY,), (_ENTRY.ledger, _ENTRY.customer, _SUM)).where(_within())
    return found.group_by(_ENTRY.ledger, _ENTRY.customer)


@statement
def _sums_besides() -> Any:
    elsewhere = _ENTRY.external_id.is_null() | ~_within()
    found = peewee.Select((_ENTRY,), (_ENTRY.ledger, _ENTRY.customer, _SUM))
    found = found.where(among(_ENTRY.customer, slot("ids")), elsewhere)
    return found.group_by(_ENTRY.ledger, _ENTRY.customer)


@statement
def _openings() -> Any:
    columns = (
        _ENTRY.ledger, _ENTRY.customer, _ENTRY.id, _ENTRY.external_id, _ENTRY.amount, _ENTRY.link_id,
    )  # fmt: skip
    found = peewee.Select((_ENTRY,), columns).where(_within(), like(_ENTRY.external_id, slot("pattern")))
    return found.order_by(_ENTRY.external_id)
