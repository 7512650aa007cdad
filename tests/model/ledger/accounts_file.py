"""Files of SAF-T Financial with made-up accounts, small ones for tests and large ones for measuring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

NAMESPACE = "urn:StandardAuditFile-Taxation-Financial:NO"
RECEIVABLES, PAYABLES = "1500", "2400"


@dataclass(frozen=True)
class Party:
    """A customer or a supplier; ``opening`` is in hundredths, debit above zero."""

    number: str
    name: str
    org_number: str = ""
    opening: int = 0
    supplier: bool = False
    more: str = ""
    """XML between its name and its number, such as addresses."""
    information: str = ""
    """XML at its end: PartyInfo."""

    @property
    def tag(self) -> str:
        """Its element."""
        return "Supplier" if self.supplier else "Customer"

    @property
    def account(self) -> str:
        """The account of the general ledger that it stands on."""
        return PAYABLES if self.supplier else RECEIVABLES


@dataclass(frozen=True)
class Line:
    """A line of a transaction; ``amount`` is in hundredths, debit above zero."""

    account: str
    amount: int
    party: Party | None = None
    more: str = ""
    """XML at its end: ReferenceNumber, CID, DueDate."""
    record: str = ""


@dataclass(frozen=True)
class Transaction:
    """A transaction, dated ``date`` (YYYY-MM-DD)."""

    number: str
    date: str
    text: str
    lines: Sequence[Line]
    more: str = ""


def sale(number: str, date: str, party: Party, amount: int, more: str = "") -> Transaction:
    """Return a sale with VAT on account, or one's purchase from a supplier."""
    if party.supplier:
        lines = [Line("4000", amount * 4 // 5), Line(PAYABLES, -amount, party, more), Line("2710", amount // 5)]
    else:
        lines = [Line("3000", -amount * 4 // 5), Line(RECEIVABLES, amount, party, more), Line("2700", -amount // 5)]
    return Transaction(number, date, f"Invoice {number}", lines)


def payment(number: str, date: str, party: Party, amount: int, more: str = "") -> Transaction:
    """Return a payment by a customer, or to a supplier."""
    sign = 1 if party.supplier else -1
    lines = [Line("1920", -sign * amount), Line(party.account, sign * amount, party, more)]
    return Transaction(number, date, f"Payment {number}", lines)


@dataclass
class Accounts:
    """What a file says; ``transactions`` is called once for the balances and once for the lines."""

    parties: Sequence[Party]
    transactions: Callable[[], Iterable[Transaction]]
    version: str = "1.30"
    country: str = "NO"
    company: str = "923609016"
    start: tuple[int, int] = (2026, 1)
    end: tuple[int, int] = (2026, 12)
    prefix: str = ""
    encoding: str = "utf-8"
    closing: dict[str, int] = field(default_factory=dict)
    """Closing balances of parties, by their numbers, other than those that add up."""

    def write(self, path: Path) -> Path:
        """Write the file and return its path."""
        with path.open("w", encoding=self.encoding, newline="\n") as file:
            file.write(f'<?xml version="1.0" encoding="{self.encoding.upper()}"?>\n')
            for piece in self._pieces():
                file.write(self._prefixed(piece))
        return path

    def _prefixed(self, piece: str) -> str:
        if not self.prefix:
            return piece
        piece = piece.replace("xmlns=", f"xmlns:{self.prefix}=").replace("</", "\0").replace("<", f"<{self.prefix}:")
        return piece.replace("\0", f"</{self.prefix}:")

    def _pieces(self) -> Iterable[str]:
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for transaction in self.transactions():
            for line in transaction.lines:
                if line.party is not None:
                    sums[line.party.tag, line.party.number] += line.amount
        yield f'<AuditFile xmlns="{NAMESPACE}">\n'
        yield self._header()
        yield "<MasterFiles>\n<GeneralLedgerAccounts>\n"
        for account in (RECEIVABLES, PAYABLES, "1920", "3000", "4000", "2700", "2710"):
            # Those of income, bank and VAT are of no interest, and not added up.
            opening = sum(party.opening for party in self.parties if party.account == account)
            closing = sum(
                self.closing.get(party.number, party.opening + sums[party.tag, party.number])
                for party in self.parties
                if party.account == account
            )
            yield (
                f"<Account>\n<AccountID>{account}</AccountID>\n<GroupingCode>{account}</GroupingCode>\n"
                f"<AccountType>GL</AccountType>\n{_side('Opening', opening)}{_side('Closing', closing)}</Account>\n"
            )
        yield "</GeneralLedgerAccounts>\n"
        for tag in ("Customer", "Supplier"):
            yield f"<{tag}s>\n"
            for party in self.parties:
                if party.tag == tag:
                    yield self._party(party, party.opening + sums[tag, party.number])
            yield f"</{tag}s>\n"
        yield "</MasterFiles>\n<GeneralLedgerEntries>\n<Journal>\n<JournalID>GL</JournalID>\n"
        for transaction in self.transactions():
            yield _transaction(transaction)
        yield "</Journal>\n</GeneralLedgerEntries>\n</AuditFile>\n"

    def _header(self) -> str:
        return (
            f"<Header>\n<AuditFileVersion>{self.version}</AuditFileVersion>\n"
            f"<AuditFileCountry>{self.country}</AuditFileCountry>\n"
            f"<Company>\n<RegistrationNumber>{self.company}</RegistrationNumber>\n<Name>Vik Møbler AS</Name>\n"
            "<Contact><ContactPerson><FirstName>Siv</FirstName><LastName>Vik</LastName></ContactPerson></Contact>\n"
            "</Company>\n<DefaultCurrencyCode>NOK</DefaultCurrencyCode>\n<SelectionCriteria>\n"
            f"<PeriodStart>{self.start[1]}</PeriodStart>\n<PeriodStartYear>{self.start[0]}</PeriodStartYear>\n"
            f"<PeriodEnd>{self.end[1]}</PeriodEnd>\n<PeriodEndYear>{self.end[0]}</PeriodEndYear>\n"
            "</SelectionCriteria>\n</Header>\n"
        )

    def _party(self, party: Party, closing: int) -> str:
        balances = (
            f"<AccountID>{party.account}</AccountID>\n"
            + _side("Opening", party.opening)
            + _side("Closing", self.closing.get(party.number, closing))
        )
        if self.version == "1.30":
            balances = f"<BalanceAccount>\n{balances}</BalanceAccount>\n"
        org_number = f"<RegistrationNumber>{party.org_number}</RegistrationNumber>\n" if party.org_number else ""
        return (
            f"<{party.tag}>\n{org_number}<Name>{escape(party.name)}</Name>\n{party.more}"
            f"<{party.tag}ID>{party.number}</{party.tag}ID>\n{balances}{party.information}</{party.tag}>\n"
        )


def _side(when: str, amount: int) -> str:
    side = "Credit" if amount < 0 else "Debit"
    return f"<{when}{side}Balance>{_amount(abs(amount))}</{when}{side}Balance>\n"


def _amount(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _transaction(transaction: Transaction) -> str:
    year, month = transaction.date[:4], transaction.date[5:7]
    lines = "".join(
        _line(line, line.record or str(number), transaction) for number, line in enumerate(transaction.lines, 1)
    )
    return (
        f"<Transaction>\n<TransactionID>{transaction.number}</TransactionID>\n<Period>{month}</Period>\n"
        f"<PeriodYear>{year}</PeriodYear>\n<TransactionDate>{transaction.date}</TransactionDate>\n"
        f"<TransactionType>Normal</TransactionType>\n<Description>{escape(transaction.text)}</Description>\n"
        f"<SystemEntryDate>{transaction.date}</SystemEntryDate>\n<GLPostingDate>{transaction.date}</GLPostingDate>\n"
        f"{transaction.more}{lines}</Transaction>\n"
    )


def _line(line: Line, record: str, transaction: Transaction) -> str:
    party = ""
    if line.party is not None:
        party = f"<{line.party.tag}ID>{line.party.number}</{line.party.tag}ID>\n"
    side = "Credit" if line.amount < 0 else "Debit"
    tax = ""
    if line.account in ("3000", "4000"):
        tax = (
            "<TaxInformation>\n<TaxType>MVA</TaxType>\n<TaxCode>3</TaxCode>\n<TaxPercentage>25</TaxPercentage>\n"
            f"<TaxBase>{_amount(abs(line.amount))}</TaxBase>\n</TaxInformation>\n"
        )
    return (
        f"<Line>\n<RecordID>{record}</RecordID>\n<AccountID>{line.account}</AccountID>\n"
        f"<ValueDate>{transaction.date}</ValueDate>\n<SourceDocumentID>{transaction.number}</SourceDocumentID>\n{party}"
        f"<Description>{escape(transaction.text)}</Description>\n<{side}Amount>\n"
        f"<Amount>{_amount(abs(line.amount))}</Amount>\n</{side}Amount>\n{tax}{line.more}</Line>\n"
    )
