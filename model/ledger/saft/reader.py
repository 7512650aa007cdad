"""Reading SAF-T Financial of Norway, 1.10 to 1.30: customers, suppliers, and the lines on their accounts.

Knows nothing of the database. The file is read once and in passing; what it says is yielded in its own order, in which
customers and suppliers stand before the transactions.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import MOST_DIGITS
from model.core.text import excerpt, quotation
from model.ledger.saft.contents import CUSTOMER, SUPPLIER, Account, Doubt, Header, Party, PartyLine, Period
from model.ledger.saft.element_reader import PASS_OVER, ElementReader, Values
from model.ledger.saft.format import BALANCES, NAMESPACE, VERSIONS, audit_file
from model.ledger.saft.source import Source

Item = Header | Account | Party | PartyLine | Doubt

_AMOUNT = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?", re.ASCII)
_LONGEST_NUMBER = 100
"""Characters of a customer's or supplier's number; the format allows 35."""
_RECORDS = "records"
"""Among the values of a transaction: how many of its lines have had which number."""
_RECEIVABLES, _PAYABLES = ("15", "150"), ("24", "240")
"""The beginnings of standard accounts that customers and suppliers stand on: the group, and the account itself."""


class SaftReader:
    """Reads one file; :attr:`read_so_far` says how many of its bytes have been read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.read_so_far = 0
        self.header: Header | None = None
        self._items: list[Item] = []
        self._serial = 0
        self._accounts: dict[str, set[str]] = {CUSTOMER: set(), SUPPLIER: set()}
        """The accounts that customers and suppliers stand on."""
        self._standard: dict[str, set[str]] = {CUSTOMER: set(), SUPPLIER: set()}
        """The accounts that are such by the standard chart, for a file whose customers or suppliers name none."""
        self._known: frozenset[str] | None = None
        """The accounts of lines that are read; None for all."""
        self._tree = audit_file()
        self._elements = ElementReader(self._tree, _refused_root)
        self._listen()

    def __iter__(self) -> Iterator[Item]:
        """Yield what the file says, in its order.

        Raises :class:`UserError`, naming the line, for a file that is broken, of another kind, version or country, and
        for what cannot be read in it.
        """
        items = self._items
        for done in self._elements.feed(self._source.chunks()):
            self.read_so_far = done
            yield from items
            items.clear()
        if self.header is None:
            raise UserError(_("The file does not say whose accounts it holds: it has no header."))
        yield from items

    def _listen(self) -> None:
        """Have the elements of the tree call what reads them: numbers and days where they stand, others at the end."""
        tree = self._tree
        header, masters = tree.within("Header"), tree.within("MasterFiles")
        journal = tree.within("GeneralLedgerEntries", "Journal")
        transaction, line = journal.within("Transaction"), journal.within("Transaction", "Line")
        selection = header.within("SelectionCriteria")
        account = masters.within("GeneralLedgerAccounts", "Account")
        customer, supplier = masters.within("Customers", "Customer"), masters.within("Suppliers", "Supplier")

        header.within("AuditFileVersion").read = self._version
        header.within("AuditFileCountry").read = self._country
        header.ended = self._read_header
        account.ended = self._read_account
        customer.ended = functools.partial(self._read_party, CUSTOMER)
        supplier.ended = functools.partial(self._read_party, SUPPLIER)
        masters.ended = self._close_masters
        line.within("AccountID").read = self._account_of_line
        line.ended = self._read_line

        balanced = (account, customer, supplier, customer.within("BalanceAccount"), supplier.within("BalanceAccount"))
        for element in balanced:
            for name in BALANCES:
                element.within(name).read = self._hundredths
        for side in ("DebitAmount", "CreditAmount"):
            line.within(side, "Amount").read = self._hundredths
        for leaf in (*selection.children.values(), *transaction.children.values()):
            if leaf.key.startswith("Period"):
                leaf.read = self._number
        for element, name in (
            (transaction, "TransactionDate"),
            (line, "DueDate"),
            (selection, "SelectionStartDate"),
            (selection, "SelectionEndDate"),
        ):
            element.within(name).read = self._date

    # Whose accounts, and which

    def _version(self, version: str) -> str:
        if version not in VERSIONS:
            raise self._elements.broken(
                _("the file is of version {version}; 1.10 to 1.30 are read.").format(
                    version=quotation(excerpt(version))
                )
            )
        return version

    def _country(self, country: str) -> str:
        if country != "NO":
            raise self._elements.broken(
                _("the accounts are of another country ({country}).").format(country=excerpt(country))
            )
        return country

    def _read_header(self, values: Values) -> None:
        broken = self._elements.broken
        company = (values.get("Company") or [{}])[0]
        number = "".join(digit for digit in company.get("RegistrationNumber", "") if digit.isdecimal())
        if not number:
            raise broken(_("the header names no company by its organisation number."))
        currency = values.get("DefaultCurrencyCode", "")
        if not re.fullmatch("[A-Z]{3}", currency):
            raise broken(_("the header names no currency."))
        if "AuditFileVersion" not in values or "AuditFileCountry" not in values:
            raise broken(_("the header names no version or no country."))
        start, end = _selection((values.get("SelectionCriteria") or [{}])[0])
        self.header = Header(
            values["AuditFileVersion"],
            number,
            company.get("Name", ""),
            currency,
            start,
            end,
            values.get("SoftwareID", ""),
        )
        self._items.append(self.header)

    def _need_header(self) -> None:
        if self.header is None:
            raise self._elements.broken(_("the header that says whose accounts they are is missing."))

    # Accounts and parties

    def _read_account(self, values: Values) -> None:
        number = values.get("AccountID", "")
        standard = values.get("StandardAccountID") or values.get("GroupingCode", "")
        for ledger, (group, start) in ((CUSTOMER, _RECEIVABLES), (SUPPLIER, _PAYABLES)):
            if standard == group or standard.startswith(start):
                self._standard[ledger].add(number)
        opening, closing = _balances(values)
        self._items.append(Account(number, standard, opening, closing))

    def _read_party(self, ledger: str, values: Values) -> None:
        self._need_header()
        number = values.get("CustomerID" if ledger == CUSTOMER else "SupplierID", "")
        if not number:
            raise self._elements.broken(_("a customer or supplier has no number."))
        if len(number) > _LONGEST_NUMBER:
            raise self._elements.broken(
                _("the number of a customer or supplier is longer than {most} characters.").format(most=_LONGEST_NUMBER)
            )
        # Up to 1.20 the balances stand on the party, from 1.30 on in an element of their own, which may be several.
        stated = [values, *values.get("BalanceAccount", ())]
        accounts = tuple(dict.fromkeys(each["AccountID"] for each in stated if "AccountID" in each))
        self._accounts[ledger].update(accounts)
        balances = [_balances(each) for each in stated]
        self._items.append(
            Party(
                ledger,
                number,
                values,
                accounts,
                sum(opening for opening, _closing in balances),
                sum(closing for _opening, closing in balances),
                any(name.endswith("Balance") for each in stated for name in each),
                self._elements.line,
            )
        )

    def _close_masters(self, values: Values) -> None:
        """Decide on which accounts lines are read, now that all customers and suppliers are known."""
        for ledger, accounts in self._accounts.items():
            if not accounts:
                accounts.update(self._standard[ledger])
        if all(self._accounts.values()):
            self._known = frozenset().union(*self._accounts.values())

    # Transactions

    def _account_of_line(self, account: str) -> Any:
        """Return the account that a line is on; pass over lines on which no customer or supplier stands: most lines."""
        return PASS_OVER if self._known is not None and account not in self._known else account

    def _read_line(self, values: Values) -> None:
        self._need_header()
        # What the transaction says of itself stands before its lines.
        transaction, broken = self._elements.enclosing(), self._elements.broken
        found = self._ledger_of(values, transaction)
        if found is None:
            return
        ledger, party = found
        number, record, day = (
            transaction.get("TransactionID"), values.get("RecordID", ""), transaction.get("TransactionDate"),
        )  # fmt: skip
        if not number or not day:
            raise broken(_("the transaction of the line has no number or no date."))
        amount, foreign = self._amount(values)
        if amount is None:
            self._items.append(Doubt("no amount", self._elements.line))
            return
        year, period = transaction.get("PeriodYear"), transaction.get("Period")
        # Some programs number the lines of a transaction all alike.
        records = transaction.get(_RECORDS)
        if records is None:
            records = transaction[_RECORDS] = {}
            self._serial += 1
        times = records[record] = records.get(record, 0) + 1
        self._items.append(
            PartyLine(
                ledger,
                party,
                self._elements.enclosing(1).get("JournalID", ""),
                self._serial,
                number,
                record if times == 1 else f"{record}.{times}",
                int(day[:4]) if year is None else year,
                int(day[5:7]) if period is None else period,
                day,
                values.get("DueDate", ""),
                values.get("Description") or transaction.get("Description", ""),
                values.get("ReferenceNumber", ""),
                values.get("CID", ""),
                values.get("SourceDocumentID", ""),
                amount,
                foreign,
                self._elements.line,
            )
        )

    def _ledger_of(self, values: Values, transaction: Values) -> tuple[str, str] | None:
        """Return on which ledger a line is, and of whom; None for one that is on none, or in doubt."""
        customer, supplier = values.get("CustomerID"), values.get("SupplierID")
        account = values.get("AccountID", "")
        ledgers = [ledger for ledger, accounts in self._accounts.items() if account in accounts]
        if not customer and not supplier and ledgers:
            # The transaction as a whole may name one.
            customer, supplier = transaction.get("CustomerID"), transaction.get("SupplierID")
            if not customer and not supplier:
                self._items.append(Doubt("no party", self._elements.line, account))
                return None
        parties = {ledger: party for ledger, party in ((CUSTOMER, customer), (SUPPLIER, supplier)) if party}
        on = [ledger for ledger in parties if ledger in ledgers or not self._accounts[ledger]]
        if len(on) > 1 or (len(parties) > 1 and not on):
            self._items.append(Doubt("two parties", self._elements.line, account))
            return None
        if on:
            return on[0], parties[on[0]]
        if parties and ledgers:
            # A customer on an account of suppliers, or the other way round.
            self._items.append(Doubt("no party", self._elements.line, account))
        return None

    def _amount(self, values: Values) -> tuple[int | None, str]:
        """Return what the line debits, less what it credits, None for neither; and what it says in foreign currency."""
        amount: int | None = None
        foreign = ""
        for key, sign in (("DebitAmount", 1), ("CreditAmount", -1)):
            for given in values.get(key, ()):
                if "Amount" in given:
                    amount = (amount or 0) + sign * given["Amount"]
                if "CurrencyAmount" in given and given.get("CurrencyCode") != self._currency:
                    parts = (given.get("CurrencyCode"), given["CurrencyAmount"], given.get("ExchangeRate"))
                    foreign = " ".join(filter(None, parts))
        return amount, foreign

    @property
    def _currency(self) -> str:
        return self.header.currency if self.header is not None else ""

    # Numbers and days

    def _hundredths(self, text: str) -> int:
        found = _AMOUNT.fullmatch(text)
        sign, whole, decimals = found.groups("") if found is not None else ("", "", "")
        if not whole and not decimals:
            raise self._elements.broken(
                _("{text} is no amount of SAF-T, which writes 1234.50.").format(text=quotation(excerpt(text)))
            )
        if len(whole.lstrip("0")) > MOST_DIGITS:
            raise self._elements.broken(_("the amount {text} is too large.").format(text=excerpt(text)))
        hundredths = int(whole or "0") * 100 + int(f"{decimals[:2]:0<2}")
        if decimals[2:].strip("0"):
            hundredths += decimals[2] >= "5"
            self._items.append(Doubt("rounded", self._elements.line, excerpt(text)))
        return -hundredths if sign == "-" else hundredths

    def _date(self, text: str) -> str:
        day = _day(text)
        if not day:
            raise self._elements.broken(
                _("{text} is no date of SAF-T, which writes 2027-01-31.").format(text=quotation(excerpt(text)))
            )
        return day

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= 4):
            raise self._elements.broken(_("{text} is no year or period.").format(text=quotation(excerpt(text))))
        return int(text)


def _balances(values: Values) -> tuple[int, int]:
    """Return the opening and the closing balance that an element states."""
    opening_debit, opening_credit, closing_debit, closing_credit = (values.get(name, 0) for name in BALANCES)
    return opening_debit - opening_credit, closing_debit - closing_credit


def _selection(values: Values) -> tuple[Period | None, Period | None]:
    """Return the first and the last period that the file is of, as far as it names them."""
    found: list[Period | None] = []
    for name, default in (("Start", 1), ("End", 12)):
        if f"Period{name}Year" in values:
            found.append((values[f"Period{name}Year"], values.get(f"Period{name}", default)))
        elif f"Selection{name}Date" in values:
            day = values[f"Selection{name}Date"]
            found.append((int(day[:4]), int(day[5:7])))
        else:
            found.append(None)
    return found[0], found[1]


@functools.lru_cache(10_000)
def _day(text: str) -> str:
    """Return a date as YYYY-MM-DD, '' for what is none; a time of day or a zone after it is left out."""
    day = text[:10]
    try:
        return day if date.fromisoformat(day).isoformat() == day and not text[10:11].isdecimal() else ""
    except ValueError:
        return ""


def _refused_root(name: str) -> UserError:
    namespace, _space, local = name.rpartition(" ")
    start, _colon, country = namespace.rpartition(":")
    if "CashRegister" in namespace:
        return UserError(_("The file is SAF-T of a cash register; what is read here is SAF-T Financial."))
    if start == NAMESPACE.rpartition(":")[0] and local == "AuditFile":
        return UserError(
            _("The file is SAF-T of another country ({country}); only that of Norway is read.").format(
                country=excerpt(country)
            )
        )
    if local == "AuditFile":
        return UserError(
            _("The file is an audit file, but not SAF-T Financial of Norway: it says {namespace}.").format(
                namespace=quotation(excerpt(namespace))
            )
        )
    return UserError(_("The file is no SAF-T file: it begins with {tag}.").format(tag=quotation(excerpt(local))))
