"""Who the customers and suppliers of a file are: found on file by their numbers, or new.

What identifies is, in this order: the account under which an earlier file was taken in, the organisation number, and
the number of the customer or the supplier. A name alone never does; a namesake is only told of (decision 14).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.customers.records import Customer
from model.customers.rules import org_number_key
from model.ledger.account_record import LedgerAccount
from model.ledger.saft.contents import CUSTOMER, SUPPLIER, Doubt, Doubts, Party
from model.ledger.saft.party_values import PartyValues, given, is_of_a_person, org_number_of
from model.ledger.saft.scratch import Scratch

_MOST_NUMBER = 999_999_999
"""The highest number that a new customer takes over: the next ones run on from it."""
_COLUMNS = (
    "id", "number", "name", "name_key", "kind", "org_number_key", "owner", "owner_only", "payment_terms",
    "supplier_terms", "supplier_account",
)  # fmt: skip
_CUSTOMER: Any = peewee.Table("customer", (*_COLUMNS, "active"))
_ACCOUNT: Any = peewee.Table("ledger_account", ("customer", "ledger", "company", "number"))


class OnFile(NamedTuple):
    """A customer as it is looked up."""

    id: int
    number: int | None
    name: str
    name_key: str
    kind: int
    org_number_key: str | None
    owner: int | None
    owner_only: int
    payment_terms: int | None
    supplier_terms: int | None
    supplier_account: str | None


class KnownParty:
    """A customer or supplier of the file, with what its lines come to."""

    __slots__ = (
        "added", "balanced", "closing", "customer", "ledger", "lines", "name", "new", "number", "opening", "place",
        "remembered", "terms", "twin",
    )  # fmt: skip

    def __init__(self, party: Party, place: int) -> None:
        self.ledger = party.ledger
        self.number = party.number
        self.name = given(party.values, "Name")
        self.opening = party.opening
        self.closing = party.closing
        self.balanced = party.balanced
        self.place = place
        """Its place among the parties of the file, from 0."""
        self.customer: int | None = None
        """The customer on file; None for one that is to be made, and for one that is passed over."""
        self.new = False
        self.twin: KnownParty | None = None
        """The party further up that is the same company, and is to be made."""
        self.remembered = False
        """Whether the account is on file."""
        self.terms: int | None = None
        """Days after which its invoices are due."""
        self.lines = 0
        """What its lines in the file come to; what is owed is above zero, as in the ledgers."""
        self.added = 0
        """What the entries come to that are made for it, its opening balance among them."""

    @property
    def target(self) -> int | None:
        """The customer's ID, or for one that is to be made -1 less its place; None where it is passed over."""
        if self.customer is not None:
            return self.customer
        maker = self.twin or self
        return -1 - maker.place if maker.new else None

    @property
    def label(self) -> str:
        """What it is called in a sentence."""
        return f"{self.number} {self.name}".strip()


class Parties:
    """The parties of one file, in its order."""

    def __init__(self, session: Session, company: str, doubts: Doubts) -> None:
        self._session = session
        self._company = company
        self._doubts = doubts
        self._reading = session.reading()
        self._kind = Customer.fields()["kind"]
        self._values = PartyValues(Customer.fields(), self._reading)
        self._by_org_number: dict[str, KnownParty] = {}
        """New companies by the keys of their organisation numbers."""
        self._numbers: set[int] = set()
        """Numbers that new customers take."""
        self._waiting: list[Party] = []
        self.known: dict[tuple[str, str], KnownParty] = {}
        self.held: frozenset[tuple[str, int]] = frozenset()
        """Ledgers of customers whose opening balance is on file and linked: nothing can be put before it."""
        self.new_values = Scratch()
        """The place, and the values, of each party that is to be made."""
        self.widened: dict[int, str] = {}
        """Customers on file, by their IDs, and the kind that each becomes."""
        self.supplier_accounts: dict[int, str] = {}
        """Customers on file that get their supplier number."""

    def add(self, party: Party) -> None:
        """Put a party after the others; what it is, is found out for several at a time."""
        self._waiting.append(party)
        if len(self._waiting) >= 500:
            self.settle()

    def settle(self) -> None:
        """Find out who those parties are that still wait."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        found = _Lookup(self._session, self._company, waiting)
        for party in waiting:
            if (party.ledger, party.number) in self.known:
                self._doubts.add(Doubt("listed twice", party.line, party.number))
                continue
            known = KnownParty(party, len(self.known))
            self.known[party.ledger, party.number] = known
            self._identify(party, known, found)

    def _identify(self, party: Party, known: KnownParty, found: _Lookup) -> None:
        doubt = self._doubts.add
        if is_of_a_person(party.values.get("RegistrationNumber", "")):
            doubt(Doubt("person's number", party.line, known.label))
        key = org_number_key(org_number_of(party.values), self._session)
        account = found.accounts.get((self._code(party.ledger), party.number))
        known.remembered = account is not None
        on_file = account or (found.by_org_number.get(key) if key else None) or self._by_number(party, key, found)
        if on_file is None:
            self._begin_new(party, known, key, found)
            return
        if on_file.owner_only and on_file.owner != self._session.person.id:
            doubt(Doubt("hidden", party.line, party.number))
            return
        if (party.ledger, on_file.id) in self.held:
            doubt(Doubt("held", party.line, known.label))
            return
        known.customer = on_file.id
        known.terms = on_file.payment_terms if party.ledger == CUSTOMER else on_file.supplier_terms
        if key and on_file.org_number_key and on_file.org_number_key != key:
            doubt(Doubt("other org number", party.line, known.label))
        elif not (key and on_file.org_number_key == key) and fold(known.name) != on_file.name_key:
            doubt(Doubt("other name", party.line, f"{known.label} / {on_file.name}"))
        self._widen(party, on_file)

    def _by_number(self, party: Party, key: str | None, found: _Lookup) -> OnFile | None:
        """Return the customer with the party's number, unless it is another company by its organisation number."""
        of_ledger = {party.ledger, "both"} if party.ledger == SUPPLIER else {CUSTOMER, "both", "neither"}
        candidates = [found.by_number.get(_number_of(party))]
        if party.ledger == SUPPLIER:
            candidates.insert(0, found.by_supplier_account.get(party.number))
        for on_file in candidates:
            if on_file is None or (key and on_file.org_number_key and key != on_file.org_number_key):
                continue
            # One that stands under another number in these accounts is another one.
            if self._kind.from_stored(on_file.kind) in of_ledger and (
                self._code(party.ledger), on_file.id,
            ) not in found.accounted:  # fmt: skip
                return on_file
        return None

    def _begin_new(self, party: Party, known: KnownParty, key: str | None, found: _Lookup) -> None:
        twin = self._by_org_number.get(key) if key else None
        if twin is not None:
            known.twin = twin
            known.terms = _terms_of(party)
            if twin.ledger != party.ledger:
                self.widened[-1 - twin.place] = "both"
                if party.ledger == SUPPLIER:
                    self.supplier_accounts.setdefault(-1 - twin.place, party.number)
            return
        known.new = True
        known.terms = _terms_of(party)
        if key:
            self._by_org_number[key] = known
        number = _number_of(party)
        if number is not None and (number in found.by_number or number in self._numbers):
            self._doubts.add(Doubt("number taken", party.line, known.label))
            number = None
        if number is not None:
            self._numbers.add(number)
        if fold(known.name) in found.names:
            self._doubts.add(Doubt("namesake", party.line, known.label))
        self.new_values.add((known.place, _plain(self._values.of(party, number))))

    def _widen(self, party: Party, on_file: OnFile) -> None:
        """Have a customer that turns out to be a supplier too, or the other way round, be both."""
        kind = self.widened.get(on_file.id, self._kind.from_stored(on_file.kind))
        if kind == "neither":
            self.widened[on_file.id] = party.ledger
        elif kind not in ("both", party.ledger):
            self.widened[on_file.id] = "both"
        if party.ledger == SUPPLIER and not on_file.supplier_account:
            self.supplier_accounts.setdefault(on_file.id, party.number)

    def _code(self, ledger: str) -> int:
        return int(LedgerAccount.fields()["ledger"].to_stored(ledger))

    def close(self) -> None:
        """Let go of the scratch file."""
        self.new_values.close()


class _Lookup:
    """What is on file of some parties, asked in a few queries."""

    def __init__(self, session: Session, company: str, parties: Sequence[Party]) -> None:
        keys = {org_number_key(org_number_of(party.values), session) for party in parties} - {None, ""}
        numbers = {_number_of(party) for party in parties} - {None}
        suppliers = [party.number for party in parties if party.ledger == SUPPLIER]
        names = {fold(given(party.values, "Name")) for party in parties} - {""}
        rows = session.store.rows
        self.by_org_number: dict[str | None, OnFile] = {}
        for row in map(_on_file, rows(_customers("org_number_key"), found=[*keys])):
            self.by_org_number.setdefault(row.org_number_key, row)
        self.by_number = {row.number: row for row in map(_on_file, rows(_customers("number"), found=[*numbers]))}
        self.by_supplier_account: dict[str | None, OnFile] = {}
        if suppliers:
            for row in map(_on_file, rows(_customers("supplier_account"), found=suppliers)):
                self.by_supplier_account.setdefault(row.supplier_account, row)
        self.names = {row[0] for row in session.rows(_namesakes(), found=[*names])}
        self.accounts: dict[tuple[int, str], OnFile] = {}
        for ledger, number, *columns in rows(_accounts(), company=company, found=[party.number for party in parties]):
            self.accounts[ledger, number] = OnFile(*columns)
        found = {row.id for row in (*self.by_number.values(), *self.by_supplier_account.values())}
        self.accounted = {*rows(_accounted(), company=company, found=[*found])}
        """Ledger and customer of those that have an account in these accounts."""


def _on_file(row: Iterable[Any]) -> OnFile:
    return OnFile(*row)


def _number_of(party: Party) -> int | None:
    """Return a party's number where it can be that of a customer here."""
    text = party.number
    if not (text.isascii() and text.isdecimal() and text == str(int(text[:20]))):
        return None
    return int(text) if 0 < int(text) <= _MOST_NUMBER else None


def _terms_of(party: Party) -> int | None:
    for information in party.values.get("PartyInfo", ()):
        for terms in information.get("PaymentTerms", ()):
            days = terms.get("Days", "")
            if days.isascii() and days.isdecimal() and len(days) <= 3:
                return int(days)
    return None


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values without those that say nothing; they are texts, whole numbers and yes or no."""
    return {name: value for name, value in values.items() if value is not None}


@statement
def _customers(column: str) -> Any:
    columns = [getattr(_CUSTOMER, name) for name in _COLUMNS]
    found = peewee.Select((_CUSTOMER,), columns).where(among(getattr(_CUSTOMER, column), slot("found")))
    return found.order_by(_CUSTOMER.active.desc(), _CUSTOMER.id)


@statement
def _namesakes() -> Any:
    open_to_me = (_CUSTOMER.owner_only == 0) | (_CUSTOMER.owner == slot("me"))
    return peewee.Select((_CUSTOMER,), (_CUSTOMER.name_key,)).where(
        among(_CUSTOMER.name_key, slot("found")), open_to_me
    )


@statement
def _accounts() -> Any:
    columns = [getattr(_CUSTOMER, name) for name in _COLUMNS]
    rows = peewee.Join(_ACCOUNT, _CUSTOMER, on=_CUSTOMER.id == _ACCOUNT.customer)
    found = peewee.Select((rows,), (_ACCOUNT.ledger, _ACCOUNT.number, *columns))
    return found.where(_ACCOUNT.company == slot("company"), among(_ACCOUNT.number, slot("found")))


@statement
def _accounted() -> Any:
    found = peewee.Select((_ACCOUNT,), (_ACCOUNT.ledger, _ACCOUNT.customer))
    return found.where(_ACCOUNT.company == slot("company"), among(_ACCOUNT.customer, slot("found")))
