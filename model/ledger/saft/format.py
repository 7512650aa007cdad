"""The elements of SAF-T Financial of Norway that are read, in 1.10 to 1.30; all others are passed over."""

from __future__ import annotations

from model.ledger.saft.element_reader import Element

NAMESPACE = "urn:StandardAuditFile-Taxation-Financial:NO"
VERSIONS = ("1.0", "1.00", "1.1", "1.10", "1.2", "1.20", "1.3", "1.30")
"""As programs write them; the tax administration's own example of 1.10 says 1.0."""
BALANCES = ("OpeningDebitBalance", "OpeningCreditBalance", "ClosingDebitBalance", "ClosingCreditBalance")
"""Where the balances of an account, a customer or a supplier stand."""
_SELECTION = "SelectionStartDate SelectionEndDate PeriodStart PeriodStartYear PeriodEnd PeriodEndYear"
_AMOUNT = "Amount CurrencyCode CurrencyAmount ExchangeRate"
_BALANCE = f"AccountID {' '.join(BALANCES)}"


def audit_file() -> Element:
    """Return the root, with the elements below it that are read."""
    account = _element("Account", f"StandardAccountID GroupingCode {_BALANCE}", attached=False)
    return _element(
        "AuditFile",
        "",
        _element(
            "Header",
            "AuditFileVersion AuditFileCountry SoftwareID DefaultCurrencyCode",
            _company("Company"),
            _element("SelectionCriteria", _SELECTION),
            attached=False,
        ),
        _element(
            "MasterFiles",
            "",
            _group("GeneralLedgerAccounts", account),
            _group("Customers", _party("Customer")),
            _group("Suppliers", _party("Supplier")),
            attached=False,
        ),
        _group("GeneralLedgerEntries", _journal()),
    )


def _element(key: str, leaves: str = "", *children: Element, attached: bool = True) -> Element:
    below = [Element(NAMESPACE, leaf) for leaf in leaves.split()]
    return Element(NAMESPACE, key, (*below, *children), attached=attached)


def _group(key: str, child: Element) -> Element:
    """Return an element that holds nothing but one kind of others, any number of them."""
    return _element(key, "", child, attached=False)


def _company(key: str, more: str = "", *children: Element) -> Element:
    """Return an element that says who somebody is: the company itself, a customer, or a supplier."""
    return _element(
        key,
        f"RegistrationNumber Name {more}",
        _element(
            "Address",
            "StreetName Number AdditionalAddressDetail Building City PostalCode Region Country AddressType",
        ),
        _element("Contact", "Telephone Fax Email Website MobilePhone", _element("ContactPerson", "FirstName LastName")),
        _element("TaxRegistration", "TaxRegistrationNumber"),
        _element("BankAccount", "IBANNumber BankAccountNumber BIC CurrencyCode"),
        *children,
        attached=key == "Company",
    )


def _party(key: str) -> Element:
    information = _element(
        "PartyInfo",
        "NaceCode CurrencyCode Type Status Notes",
        _element("PaymentTerms", "Days Months CashDiscountDays CashDiscountRate FreeBillingMonth"),
    )
    # Up to 1.20 the balances stand on the party itself, from 1.30 on in elements of their own.
    return _company(key, f"{key}ID {_BALANCE}", _element("BalanceAccount", _BALANCE), information)


def _journal() -> Element:
    line = _element(
        "Line",
        "RecordID AccountID SourceDocumentID CustomerID SupplierID Description ReferenceNumber CID DueDate",
        _element("DebitAmount", _AMOUNT),
        _element("CreditAmount", _AMOUNT),
        attached=False,
    )
    transaction = _element(
        "Transaction",
        "TransactionID Period PeriodYear TransactionDate Description CustomerID SupplierID",
        line,
        attached=False,
    )
    return _element("Journal", "JournalID", transaction, attached=False)
