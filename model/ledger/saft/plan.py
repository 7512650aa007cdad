"""The plan of taking in a file of accounts: what is new, what is on file, and what is in doubt; nothing is written.

The file is read once. Entries that are to be made wait in a scratch file, with the place of their customer.
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from pathlib import Path

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.files.stopping import Progress, Stop, go_on
from model.ledger.saft.balances import Balances, OpeningChange, owed
from model.ledger.saft.contents import CUSTOMER, SUPPLIER, Account, Doubt, Doubts, Header, Party, PartyLine, Period
from model.ledger.saft.known_entries import KnownEntries, line_id, newest_line, stored_ledgers
from model.ledger.saft.parties import KnownParty, Parties
from model.ledger.saft.reader import SaftReader
from model.ledger.saft.repetition import Repetition
from model.ledger.saft.scratch import Scratch
from model.ledger.saft.source import open_source

_BATCH = 1_000
_EVERY = 2_000
"""Lines after which progress is reported."""

NewEntry = tuple[int, str, str, str, str, str, int, str, str, str]
"""An entry to be made: its customer's ID, or -1 less the place of the party that becomes it; ledger, voucher number,
date, due date, text, amount in hundredths, reference, external ID, and note."""


@dataclass
class LedgerCounts:
    """What a file holds of one ledger, and what of that is new."""

    parties: int = 0
    new_parties: int = 0
    matched: int = 0
    passed_over: int = 0
    lines: int = 0
    new_lines: int = 0
    on_file: int = 0
    openings: int = 0
    amount: int = 0
    """What the new entries come to, opening balances among them, in hundredths; what is owed is above zero."""
    closing: int = 0
    """What the file's own balances come to at its end."""


@dataclass
class SaftPlan:
    """What taking in a file would do."""

    session: Session
    path: Path
    header: Header
    parties: Parties
    entries: Scratch
    counts: dict[str, LedgerCounts]
    doubts: Doubts
    opening_changes: list[OpeningChange]
    newest_line: int
    """The newest line of the history before anything was looked up."""

    @property
    def number_of_entries(self) -> int:
        """How many entries would be made."""
        return sum(each.new_lines + each.openings for each in self.counts.values())

    @property
    def writes(self) -> bool:
        """Whether anything would be different."""
        parties = self.parties
        return bool(
            self.number_of_entries
            or any(known.target is not None and not known.remembered for known in parties.known.values())
            or parties.widened
            or parties.supplier_accounts
            or self.opening_changes
        )

    def close(self) -> None:
        """Let go of the scratch files."""
        self.entries.close()
        self.parties.close()


def plan_saft(session: Session, path: Path, progress: Progress | None = None, stop: Stop | None = None) -> SaftPlan:
    """Read a file of accounts and return what taking it in would do; nothing is written.

    ``progress`` is told of the bytes that have been read. Raises :class:`UserError` for a file that is broken or of
    another kind, :class:`~model.files.stopping.Stopped`, and :class:`NotAllowedError` for whoever may not write.
    """
    session.may_write()
    reading = _Reading(session, path)
    try:
        with open_source(path) as source:
            reader = SaftReader(source)
            for number, item in enumerate(reader):
                reading.take(item)
                if number % _EVERY == 0:
                    go_on(progress, stop, reader.read_so_far, source.size)
            reading.finish()
            go_on(progress, stop, source.size, source.size)
    except BaseException:
        reading.close()
        raise
    return reading.plan()


class _Reading:
    """One reading of a file."""

    def __init__(self, session: Session, path: Path) -> None:
        self._session = session
        self._path = path
        self._newest_line = newest_line(session.store)
        self._header: Header | None = None
        self._doubts = Doubts()
        self._counts = {CUSTOMER: LedgerCounts(), SUPPLIER: LedgerCounts()}
        self._codes = stored_ledgers()
        self._entries = Scratch()
        self._waiting: list[tuple[str, PartyLine, KnownParty]] = []
        self._accounts: dict[str, Account] = {}
        self._accounts_of: dict[str, set[str]] = {CUSTOMER: set(), SUPPLIER: set()}
        self._repetition = Repetition()
        self._serial = 0
        self._repeated = 0
        self._first: Period | None = None
        self._last: Period | None = None
        """The first and the last period of any line."""

    def plan(self) -> SaftPlan:
        """Return the plan that has come of it."""
        assert self._header is not None
        return SaftPlan(
            self._session, self._path, self._header, self._parties, self._entries, self._counts, self._doubts,
            self._balances.changes, self._newest_line,
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the scratch files."""
        self._entries.close()
        if self._header is not None:
            self._parties.close()

    def take(self, item: object) -> None:
        """Take what the file says next."""
        if isinstance(item, PartyLine):
            self._take_line(item)
        elif isinstance(item, Party):
            self._parties.add(item)
            self._accounts_of[item.ledger].update(item.accounts)
        elif isinstance(item, Account):
            self._accounts[item.number] = item
        elif isinstance(item, Doubt):
            self._doubts.add(item)
        elif isinstance(item, Header):
            self._begin(item)

    def _begin(self, header: Header) -> None:
        if self._header is not None:
            raise UserError(_("The file has more than one header."))
        self._known = KnownEntries(self._session.store, header.company)
        self._parties = Parties(self._session, header.company, self._doubts)
        self._balances = Balances(header, self._known, self._parties, self._doubts)
        self._header = header

    # Lines

    def _take_line(self, line: PartyLine) -> None:
        self._parties.settle()
        party = self._parties.known.get((line.ledger, line.party))
        self._counts[line.ledger].lines += 1
        if party is None:
            self._doubts.add(Doubt("unknown party", line.line, line.party))
            return
        amount = owed(line.ledger, line.amount)
        party.lines += amount
        if party.target is None:
            return
        if not amount:
            self._doubts.add(Doubt("nought", line.line, line.transaction))
            return
        if line.foreign:
            self._doubts.add(Doubt("foreign", line.line, line.foreign))
        self._waiting.append((line_id(self._known.prefix, line, self._times(line)), line, party))
        if len(self._waiting) >= _BATCH:
            self._classify()

    def _times(self, line: PartyLine) -> int:
        """Return how many other transactions before that of the line are called the same: none, in a sound file."""
        if line.serial != self._serial:
            self._serial = line.serial
            period = (line.year, line.period)
            if self._first is None or period < self._first:
                self._first = period
            if self._last is None or period > self._last:
                self._last = period
            self._repeated = self._repetition.count(period, line.journal, line.transaction)
            if self._repeated:
                self._doubts.add(Doubt("repeated", line.line, line.transaction))
        return self._repeated

    def _classify(self) -> None:
        """Find out which of the waiting lines are on file, and lay the others aside."""
        waiting, self._waiting = self._waiting, []
        on_file = self._known.among([external_id for external_id, _line, _party in waiting])
        for external_id, line, party in waiting:
            amount = owed(line.ledger, line.amount)
            counts = self._counts[line.ledger]
            known = on_file.get(external_id)
            if known is None:
                counts.new_lines += 1
                counts.amount += amount
                self._balances.note_new(party, amount, external_id)
                self._entries.add(_new_entry(line, party, amount, external_id))
                continue
            counts.on_file += 1
            self._balances.note_on_file(known)
            said = (amount, line.date, self._codes[line.ledger], party.customer)
            if (known.amount, known.date, known.ledger, known.customer) != said:
                self._doubts.add(Doubt("changed", line.line, line.transaction))

    # The end

    def finish(self) -> None:
        """Take in the opening balances, and compare what the ledgers will hold with the balances of the file."""
        if self._header is None:
            return
        self._parties.settle()
        self._classify()
        for party in self._parties.known.values():
            counts = self._counts[party.ledger]
            counts.parties += 1
            counts.new_parties += party.new
            counts.matched += party.target is not None and not party.new
            counts.passed_over += party.target is None
            counts.closing += owed(party.ledger, party.closing)
        start = self._header.start or self._first or (0, 0)
        day, text = _first_day(start), _("Opening balance")
        for opening in self._balances.open(start):
            party = opening.party
            assert party.target is not None
            self._counts[party.ledger].openings += 1
            self._counts[party.ledger].amount += opening.amount
            self._entries.add(
                (party.target, party.ledger, "", day, day, text, opening.amount, "", opening.external_id, "")
            )
        self._balances.compare(self._last)
        for ledger, named in self._accounts_of.items():
            self._balances.compare_accounts(ledger, self._accounts, named)


def _new_entry(line: PartyLine, party: KnownParty, amount: int, external_id: str) -> NewEntry:
    assert party.target is not None
    due = line.due
    if not due and amount > 0 and party.terms is not None:
        due = _later(line.date, party.terms)
    reference = line.reference or line.kid or line.document
    note = ""
    if line.kid or line.document or line.foreign:
        further = (
            (_("KID"), line.kid), (_("Document"), line.document), (_("In foreign currency"), line.foreign),
        )  # fmt: skip
        told = (reference, line.transaction)
        note = "\n".join(f"{label}: {text}" for label, text in further if text and text not in told)
    return (
        party.target, line.ledger, line.transaction, line.date, max(due, line.date) if due else "", line.text, amount,
        reference, external_id, note,
    )  # fmt: skip


@functools.lru_cache(10_000)
def _later(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days=days)).isoformat()


def _first_day(period: Period) -> str:
    year, month = period
    return f"{max(year, 1):04d}-{min(max(month, 1), 12):02d}-01"
