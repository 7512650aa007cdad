"""Balances: opening ones that a file brings along, and whether the ledgers end where the file says that they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.core.language import _
from model.core.numbers import format_decimal, from_units
from model.ledger.saft.contents import CUSTOMER, Account, Doubt, Doubts, Header, Period
from model.ledger.saft.known_entries import (
    KnownEntries,
    OnFileEntry,
    Opening,
    opening_id,
    period_of,
    period_text,
    stored_ledgers,
)
from model.ledger.saft.parties import KnownParty, Parties

_BATCH = 1_000
_Grouped = dict[tuple[str, int], list[KnownParty]]
"""Parties by their ledger and their customer: a company may stand in the accounts under several numbers."""


@dataclass(frozen=True)
class NewOpening:
    """An opening balance that is to be made; ``amount`` is in hundredths, what is owed above zero."""

    party: KnownParty
    amount: int
    external_id: str


@dataclass(frozen=True)
class OpeningChange:
    """An opening balance on file that earlier entries, now known, make up in part or wholly."""

    opening: Opening
    amount: int
    """What is left of it, in hundredths; 0 for one that goes."""


class Balances:
    """What the entries of a file, and those on file, come to."""

    def __init__(self, header: Header, known: KnownEntries, parties: Parties, doubts: Doubts) -> None:
        self._header = header
        self._known = known
        self._parties = parties
        self._doubts = doubts
        self._codes = stored_ledgers()
        self._names = {code: name for name, code in self._codes.items()}
        self._start = period_text(header.start) if header.start is not None else "~"
        """The first period, as text; what sorts after every period where the file does not name it."""
        self._early: dict[tuple[str, int, int], int] = {}
        """What lines of the file that are on file, and of periods before it begins, come to; by period, stored ledger
        and customer."""
        self._later = known.first_openings_after(header.start or (0, 0))
        self._before_later: dict[tuple[int, int], int] = {}
        """What new entries before the first later opening balance come to, by stored ledger and customer."""
        self.changes: list[OpeningChange] = []
        parties.held = frozenset(
            (self._names[ledger], customer) for (ledger, customer), opening in self._later.items() if opening.linked
        )

    def note_on_file(self, entry: OnFileEntry) -> None:
        """Note a line of the file that is on file."""
        period = period_of(entry.external_id, self._known.prefix)
        if period < self._start:
            key = (period, entry.ledger, entry.customer)
            self._early[key] = self._early.get(key, 0) + entry.amount

    def note_new(self, party: KnownParty, amount: int, external_id: str) -> None:
        """Note an entry that is to be made."""
        party.added += amount
        if party.customer is None or not self._later:
            return
        key = (self._codes[party.ledger], party.customer)
        later = self._later.get(key)
        prefix = self._known.prefix
        if later is not None and period_of(external_id, prefix) < period_of(later.external_id, prefix):
            self._before_later[key] = self._before_later.get(key, 0) + amount

    def open(self, start: Period) -> Iterator[NewOpening]:
        """Yield the opening balances that are missing: where entries before the first period are not all on file.

        Later ones on file, of which the new entries make up a part, stand in :attr:`changes` afterwards.
        """
        before = self._known.sums_before(start)
        for (period, code, customer), amount in self._early.items():
            if period < period_text(start):
                before[code, customer] = before.get((code, customer), 0) - amount
        for (ledger, target), parties in self._grouped().items():
            party = parties[0]
            amount = sum(owed(ledger, each.opening) for each in parties) - before.get((self._codes[ledger], target), 0)
            external_id = opening_id(self._known.prefix, start, party)
            on_file = self._known.one(external_id) if target > 0 else None
            if on_file is not None:
                if on_file.amount != amount:
                    self._doubts.add(Doubt("opening changed", 0, party.label))
            elif amount:
                self.note_new(party, amount, external_id)
                yield NewOpening(party, amount, external_id)
        for key, amount in self._before_later.items():
            if amount:
                self.changes.append(OpeningChange(self._later[key], self._later[key].amount - amount))

    def _grouped(self) -> _Grouped:
        grouped: _Grouped = {}
        for party in self._parties.known.values():
            if party.target is not None and party.balanced:
                grouped.setdefault((party.ledger, party.target), []).append(party)
        return grouped

    def compare(self, last: Period | None) -> None:
        """Say where balances will not be those of the file, and where the file does not agree with itself.

        ``last`` is the last period that a line of the file is of. Later periods, which other files have brought, are
        left out.
        """
        end = max(filter(None, (self._header.end, last)), default=None)
        until = self._known.sums_until(end)
        for key, opening in self._later.items():
            amount = self._before_later.get(key, 0)
            if amount and end is not None and period_of(opening.external_id, self._known.prefix) <= period_text(end):
                until[key] -= amount
        grouped = self._grouped()
        for (ledger, target), parties in grouped.items():
            closing = sum(owed(ledger, party.closing) for party in parties)
            moved = sum(owed(ledger, party.opening) + party.lines for party in parties)
            becomes = until.get((self._codes[ledger], target), 0) + sum(party.added for party in parties)
            label = ", ".join(party.label for party in parties)
            if moved != closing:
                self._doubts.add(Doubt("unbalanced", 0, f"{label}: {_apart(moved, closing)}"))
            elif becomes != closing:
                self._doubts.add(Doubt("differs", 0, f"{label}: {_apart(becomes, closing)}"))
        self._name_entries_besides(grouped)

    def _name_entries_besides(self, grouped: _Grouped) -> None:
        """Say of which customers there are entries that do not come from these accounts."""
        customers = sorted({target for _ledger, target in grouped if target > 0})
        for first in range(0, len(customers), _BATCH):
            for (code, customer), amount in self._known.sums_besides(customers[first : first + _BATCH]).items():
                parties = grouped.get((self._names[code], customer))
                if parties and amount:
                    self._doubts.add(Doubt("besides", 0, f"{parties[0].label}: {money(amount)}"))

    def compare_accounts(self, ledger: str, accounts: Mapping[str, Account], named: set[str]) -> None:
        """Say where the balances of the customers, or of the suppliers, do not add up to their accounts.

        ``named`` are the numbers of the accounts that they say they stand on.
        """
        found = [accounts[number] for number in sorted(named) if number in accounts]
        if not found or len(found) != len(named):
            return
        total = owed(ledger, sum(account.closing for account in found))
        closing = sum(owed(ledger, party.closing) for party in self._parties.known.values() if party.ledger == ledger)
        if total != closing:
            numbers = ", ".join(account.number for account in found)
            text = _("{amount}, in the general ledger {stated}").format(amount=money(closing), stated=money(total))
            self._doubts.add(Doubt("account", 0, f"{numbers}: {text}"))


def money(hundredths: int) -> str:
    """Return an amount as the language in use writes it."""
    return format_decimal(from_units(hundredths, 2), 2)


def _apart(found: int, stated: int) -> str:
    return _("{amount}, not {stated}").format(amount=money(found), stated=money(stated))


def owed(ledger: str, balance: int) -> int:
    """Return an amount of the file, debit above zero, as what is owed in its ledger."""
    return balance if ledger == CUSTOMER else -balance
