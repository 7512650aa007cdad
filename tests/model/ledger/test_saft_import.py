"""Taking in SAF-T Financial: who is found, what is made, what is never doubled, and undo (CUST-20)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import NotAllowedError, UserError
from model.core.history.undo import undo
from model.core.records.history_tables import ChangeEntry
from model.core.storage.drivers import peewee
from model.customers.records import Customer
from model.files.stopping import Stopped
from model.ledger import links
from model.ledger.account_record import LedgerAccount
from model.ledger.records import LedgerEntry
from model.ledger.saft.plan import SaftPlan, plan_saft
from model.ledger.saft.run import apply_saft
from model.ledger.saft.summary import DOUBTS, describe, plain
from tests.model.core.conftest import colleague
from tests.model.filing import BERG, FJORD, contents, customer, file
from tests.model.ledger.accounts_file import Accounts, Line, Party, Transaction, payment, sale

COMPANY = "987654325"
FIRM = Party("10000", "Fjord AS", FJORD, opening=100_00)
LONER = Party("10001", "Berg & Dal AS")
SUPPLIER = Party("50000", "Strøm AS", BERG, opening=-50_00, supplier=True)
PARTIES = (FIRM, LONER, SUPPLIER)
JANUARY = (
    sale("1", "2026-01-10", FIRM, 1250_00, "<ReferenceNumber>77</ReferenceNumber>\n<DueDate>2026-01-24</DueDate>\n"),
    sale("2", "2026-01-12", LONER, 300_00),
    sale("3", "2026-01-15", SUPPLIER, 500_00, "<CID>00099</CID>\n"),
)
FEBRUARY = (payment("4", "2026-02-20", FIRM, 1250_00), payment("5", "2026-02-21", SUPPLIER, 550_00))

Import = Callable[..., SaftPlan]


@pytest.fixture
def take_in(session: Session, tmp_path: Path) -> Import:
    """Write made-up accounts and take them in; return the plan carried out."""

    def run(
        *transactions: Transaction, parties: Sequence[Party] = PARTIES, who: Session | None = None, **given: Any
    ) -> SaftPlan:
        accounts = Accounts(parties, lambda: transactions or (*JANUARY, *FEBRUARY), **{"company": COMPANY, **given})
        path = accounts.write(tmp_path / "accounts.xml")
        _change, plan = apply_saft(plan_saft(who or session, path))
        return plan

    return run


def take_back(session: Session) -> None:
    """Undo the latest change."""
    undo(session, session.store.value(ChangeEntry.select(peewee.fn.max(ChangeEntry.id))))


def balances(session: Session) -> dict[tuple[str, str], int]:
    """Return what the ledgers hold, in hundredths, by ledger and the customer's name."""
    rows = session.store.rows(
        LedgerEntry.select(LedgerEntry.ledger, Customer.name, peewee.fn.sum(LedgerEntry.balance))
        .join(Customer, on=Customer.id == LedgerEntry.customer)
        .group_by(LedgerEntry.ledger, Customer.name)
    )
    field = LedgerEntry.fields()["ledger"]
    return {(field.from_stored(ledger), name): int(total) for ledger, name, total in rows}


def entries(session: Session, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of all entries, by their external IDs."""
    found = [getattr(LedgerEntry, name) for name in columns]
    return session.store.rows(LedgerEntry.select(*found).order_by(LedgerEntry.external_id))


def found_doubts(plan: SaftPlan) -> set[str]:
    assert plan.doubts.counts.keys() <= DOUBTS.keys()
    return {*plan.doubts.counts}


def test_everything_is_made_and_ends_where_the_file_does(session: Session, take_in: Import) -> None:
    plan = take_in()
    assert balances(session) == {
        ("customer", "Fjord AS"): 100_00, ("customer", "Berg & Dal AS"): 300_00, ("supplier", "Strøm AS"): 0,
    }  # fmt: skip
    assert entries(session, "external_id", "number", "date", "due", "amount", "reference", "text", "currency") == [
        (f"SAF-T {COMPANY} 2026-01 GL/1/2", "1", "2026-01-10", "2026-01-24", 1250_00, "77", "Invoice 1", "NOK"),
        (f"SAF-T {COMPANY} 2026-01 GL/2/2", "2", "2026-01-12", None, 300_00, "2", "Invoice 2", "NOK"),
        (f"SAF-T {COMPANY} 2026-01 GL/3/2", "3", "2026-01-15", None, 500_00, "00099", "Invoice 3", "NOK"),
        (f"SAF-T {COMPANY} 2026-01#opening C 10000", None, "2026-01-01", "2026-01-01", 100_00, None,
         "Opening balance", "NOK"),
        (f"SAF-T {COMPANY} 2026-01#opening S 50000", None, "2026-01-01", "2026-01-01", 50_00, None,
         "Opening balance", "NOK"),
        (f"SAF-T {COMPANY} 2026-02 GL/4/2", "4", "2026-02-20", None, -1250_00, "4", "Payment 4", "NOK"),
        (f"SAF-T {COMPANY} 2026-02 GL/5/2", "5", "2026-02-21", None, -550_00, "5", "Payment 5", "NOK"),
    ]  # fmt: skip
    assert not found_doubts(plan)
    kinds = session.store.rows(Customer.select(Customer.name, Customer.kind, Customer.number).order_by(Customer.number))
    field = Customer.fields()["kind"]
    assert [(name, field.from_stored(kind), number) for name, kind, number in kinds] == [
        ("Fjord AS", "customer", 10000), ("Berg & Dal AS", "customer", 10001), ("Strøm AS", "supplier", 50000),
    ]  # fmt: skip
    assert describe(plan)[1:3] == ["Customer ledger", "  Accounts: 2 new"]
    assert plain(plan)["ledgers"]["customer"]["closing_balance"] == "400.00"


def test_entries_are_stored_as_if_they_were_typed(session: Session, take_in: Import) -> None:
    take_in()
    (stored,) = session.store.rows(
        LedgerEntry.select(peewee.SQL("*")).where(LedgerEntry.external_id == f"SAF-T {COMPANY} 2026-01 GL/2/2")
    )
    names = _columns(session)
    firm = session.store.value(Customer.select(Customer.id).where(Customer.number == 10001))
    with change(session, "x", "add") as made:
        typed = made.insert(
            LedgerEntry,
            {
                "ledger": "customer", "customer": firm, "number": "2", "text": "Invoice 2", "reference": "2",
                "currency": "NOK", "amount": LedgerEntry.fields()["amount"].from_stored(300_00),
                "date": LedgerEntry.fields()["date"].from_stored("2026-01-12"), "external_id": "other",
            },
        )  # fmt: skip
    (by_hand,) = session.store.rows(LedgerEntry.select(peewee.SQL("*")).where(LedgerEntry.id == typed))
    different = {name for name, one, other in zip(names, stored, by_hand, strict=True) if one != other}
    assert different == {"id", "external_id", "version"}


def _columns(session: Session) -> list[str]:
    cursor = session.store.named_row(LedgerEntry.select(peewee.SQL("*")).limit(1))
    assert cursor is not None
    return [*cursor]


def test_the_same_file_twice_doubles_nothing(session: Session, take_in: Import) -> None:
    take_in()
    before = contents(session.store)
    plan = take_in()
    assert contents(session.store) == before
    assert not plan.writes
    assert plan.counts["customer"].on_file == 3
    assert not found_doubts(plan)


def test_undone_nothing_is_left(session: Session, take_in: Import) -> None:
    before = contents(session.store)
    take_in()
    assert contents(session.store) != before
    take_back(session)
    assert contents(session.store) == before
    take_in()
    assert balances(session)["customer", "Berg & Dal AS"] == 300_00


def test_files_that_overlap_or_follow_each_other(session: Session, take_in: Import) -> None:
    take_in(*JANUARY, end=(2026, 1))
    # February's file brings an opening balance that the entries of January make up.
    parties = (Party("10000", "Fjord AS", FJORD, 1350_00), Party("10001", "Berg & Dal AS", "", 300_00),
               Party("50000", "Strøm AS", BERG, -550_00, supplier=True))  # fmt: skip
    plan = take_in(*FEBRUARY, parties=parties, start=(2026, 2))
    assert not found_doubts(plan)
    assert plan.counts["customer"].openings == 0
    expected = {
        ("customer", "Fjord AS"): 100_00, ("customer", "Berg & Dal AS"): 300_00, ("supplier", "Strøm AS"): 0,
    }  # fmt: skip
    assert balances(session) == expected
    plan = take_in()
    assert not plan.writes
    assert balances(session) == expected


def test_an_earlier_file_afterwards_takes_the_place_of_opening_balances(session: Session, take_in: Import) -> None:
    later = (Party("10000", "Fjord AS", FJORD, 1350_00), Party("10001", "Berg & Dal AS", "", 300_00),
             Party("50000", "Strøm AS", BERG, -550_00, supplier=True))  # fmt: skip
    take_in(*FEBRUARY, parties=later, start=(2026, 2))
    expected = {
        ("customer", "Fjord AS"): 100_00, ("customer", "Berg & Dal AS"): 300_00, ("supplier", "Strøm AS"): 0,
    }  # fmt: skip
    assert balances(session) == expected
    before = contents(session.store)
    plan = take_in(*JANUARY, end=(2026, 1))
    assert balances(session) == expected
    assert len(plan.opening_changes) == 3
    assert not found_doubts(plan)
    assert [row[0] for row in entries(session, "external_id") if "#" in row[0]] == [
        f"SAF-T {COMPANY} 2026-01#opening C 10000", f"SAF-T {COMPANY} 2026-01#opening S 50000",
    ]  # fmt: skip
    take_back(session)
    assert contents(session.store) == before


def test_an_opening_balance_that_is_linked_holds_what_is_before_it(session: Session, take_in: Import) -> None:
    later = (Party("10000", "Fjord AS", FJORD, 1350_00), Party("50000", "Strøm AS", BERG, -550_00, supplier=True))
    take_in(*FEBRUARY, parties=later, start=(2026, 2))
    ids = [row[0] for row in entries(session, "id", "reference") if row[1] in (None, "4")][:2]
    linked = links.link(session, ids)
    plan = take_in(*JANUARY, end=(2026, 1))
    assert "held" in found_doubts(plan)
    assert balances(session)["customer", "Fjord AS"] == 100_00
    links.unlink(session, linked.link_id)
    take_in(*JANUARY, end=(2026, 1))
    assert balances(session)["customer", "Fjord AS"] == 100_00


def test_a_gap_between_files_becomes_an_opening_balance(session: Session, take_in: Import) -> None:
    take_in(*JANUARY, end=(2026, 1))
    plan = take_in(sale("9", "2026-06-01", FIRM, 10_00), start=(2026, 6),
                   parties=(Party("10000", "Fjord AS", FJORD, 2000_00),))  # fmt: skip
    assert not found_doubts(plan)
    assert balances(session)["customer", "Fjord AS"] == 2010_00


def test_who_is_found(session: Session, take_in: Import) -> None:
    by_org_number = customer(session, "Fjord Handel AS", org_number=FJORD)
    by_number = customer(session, "Berg & Dal", number=10001)
    supplier = customer(session, "Strøm", kind="supplier", supplier_account="50000")
    plan = take_in()
    targets = {known.number: known.customer for known in plan.parties.known.values()}
    assert targets == {"10000": by_org_number, "10001": by_number, "50000": supplier}
    assert session.store.value(Customer.select(peewee.fn.count(Customer.id))) == 3
    assert found_doubts(plan) == {"other name"}


def test_a_number_of_another_company_and_a_name_identify_nobody(session: Session, take_in: Import) -> None:
    customer(session, "Andre AS", number=10000, org_number=BERG)
    customer(session, "Berg & Dal AS", number=5)
    plan = take_in(parties=(FIRM, LONER))
    assert {known.number for known in plan.parties.known.values() if known.new} == {"10000", "10001"}
    assert {"number taken", "namesake"} <= found_doubts(plan)
    note = session.store.value(Customer.select(Customer.note).where(Customer.name == "Fjord AS"))
    assert note == "Customer no. in the accounts: 10000"
    # It is found again by its account, whatever its number is here.
    again = take_in(parties=(FIRM, LONER))
    assert not again.writes


def test_a_customer_that_is_a_supplier_too_is_both(session: Session, take_in: Import) -> None:
    both = Party("50001", "Fjord AS", FJORD, supplier=True)
    on_file = customer(session, "Strøm AS", org_number=BERG)
    sales = [sale(each.number, "2026-01-02", each, amount) for each, amount in ((FIRM, 10_00), (both, 20_00))]
    take_in(*sales, sale("3", "2026-01-02", SUPPLIER, 5_00), parties=(FIRM, both, SUPPLIER))  # fmt: skip
    field = Customer.fields()["kind"]
    found = session.store.rows(
        Customer.select(Customer.name, Customer.kind, Customer.supplier_account).order_by(Customer.name)
    )
    assert [(name, field.from_stored(kind), account) for name, kind, account in found] == [
        ("Fjord AS", "both", "50001"), ("Strøm AS", "both", "50000"),
    ]  # fmt: skip
    assert session.store.value(LedgerAccount.select(peewee.fn.count(LedgerAccount.id))) == 3
    assert balances(session)["supplier", "Fjord AS"] == 20_00
    take_back(session)
    assert session.store.rows(Customer.select(Customer.id, Customer.kind)) == [(on_file, field.to_stored("customer"))]


def test_two_numbers_of_one_company_add_up(session: Session, take_in: Import) -> None:
    second = Party("10009", "Fjord AS avd. Nord", FJORD, 30_00)
    plan = take_in(sale("1", "2026-01-02", second, 5_00), parties=(FIRM, second))
    assert balances(session) == {("customer", "Fjord AS"): 135_00}
    assert not found_doubts(plan)
    assert not take_in(sale("1", "2026-01-02", second, 5_00), parties=(FIRM, second)).writes


def test_hidden_customers_are_passed_over_and_told_nothing_of(session: Session, kari: Session, take_in: Import) -> None:
    customer(session, "Secret AS", org_number=FJORD, owner=session.person.id, owner_only=True)
    plan = take_in(who=kari)
    assert found_doubts(plan) == {"hidden"}
    assert not any("Secret" in line for line in describe(plan))
    assert ("customer", "Secret AS") not in balances(session)


def test_transactions_that_changed_are_told_and_left(session: Session, take_in: Import) -> None:
    take_in()
    changed = (sale("1", "2026-01-10", FIRM, 1300_00), *JANUARY[1:], *FEBRUARY)
    plan = take_in(*changed)
    assert found_doubts(plan) == {"changed", "differs"}
    assert balances(session)["customer", "Fjord AS"] == 100_00


def test_balances_that_cannot_be_right_are_told(session: Session, take_in: Import) -> None:
    firm = customer(session, "Fjord AS", org_number=FJORD)
    file(session, LedgerEntry, customer=firm, amount=LedgerEntry.fields()["amount"].from_stored(5_00))
    plan = take_in(closing={"10001": 999_00})
    assert found_doubts(plan) == {"unbalanced", "besides"}
    assert "10001 Berg & Dal AS: 300.00, not 999.00" in "\n".join(describe(plan))


def test_lines_in_doubt(session: Session, take_in: Import) -> None:
    stranger = Party("777", "Nobody")
    foreign = "</Amount>\n<CurrencyCode>EUR</CurrencyCode>\n<CurrencyAmount>1.00</CurrencyAmount>"
    plan = take_in(
        Transaction("1", "2026-01-02", "Stranger", [Line("1500", 10_00, stranger)]),
        Transaction("2", "2026-01-02", "Nought", [Line("1500", 0, FIRM)]),
        Transaction("3", "2026-01-02", "Once", [Line("1500", 1_00, FIRM)]),
        Transaction("3", "2026-01-02", "Again", [Line("1500", 2_00, FIRM)]),
    )
    assert found_doubts(plan) == {"unknown party", "nought", "repeated"}
    assert [row[0] for row in entries(session, "external_id") if "#" not in row[0]] == [
        f"SAF-T {COMPANY} 2026-01 GL/3/1", f"SAF-T {COMPANY} 2026-01 GL/3~2/1",
    ]  # fmt: skip
    assert foreign


def test_what_the_file_says_of_a_customer(session: Session, take_in: Import) -> None:
    more = (
        "<Address>\n<StreetName>Storgata</StreetName>\n<Number>5</Number>\n<City>Bergen</City>\n"
        "<PostalCode>5003</PostalCode>\n<Country>NO</Country>\n<AddressType>StreetAddress</AddressType>\n</Address>\n"
        "<Address>\n<StreetName>n.a</StreetName>\n<AddressType>PostalAddress</AddressType>\n</Address>\n"
        "<Contact>\n<ContactPerson>\n<FirstName>Ida</FirstName>\n<LastName>Nes</LastName>\n</ContactPerson>\n"
        "<Telephone>55 20 30 40</Telephone>\n<Email>no address</Email>\n</Contact>\n"
        "<BankAccount>\n<BankAccountNumber>12345678903</BankAccountNumber>\n</BankAccount>\n"
    )
    information = (
        "<PartyInfo>\n<PaymentTerms>\n<Days>14</Days>\n<Months>0</Months>\n<CashDiscountRate>2.5</CashDiscountRate>\n"
        "</PaymentTerms>\n<NaceCode>47.190</NaceCode>\n<CurrencyCode>NOR</CurrencyCode>\n<Status>Passive</Status>\n"
        "<Notes>Ring first</Notes>\n</PartyInfo>\n"
    )
    person = Party(
        "10002", "Ola Nordmann", "01017012345", information="<PartyInfo>\n<Type>Private</Type>\n</PartyInfo>\n"
    )
    firm = Party("10000", "Fjord AS", FJORD, more=more, information=information)
    plan = take_in(sale("1", "2026-01-10", firm, 10_00), parties=(firm, person))
    names = ("visiting_street", "visiting_postcode", "visiting_town", "visiting_country", "phone", "payment_terms",
             "active", "postal_street", "note")  # fmt: skip
    (row,) = session.store.rows(
        Customer.select(*(getattr(Customer, name) for name in names)).where(Customer.number == 10000)
    )
    assert row[:-1] == ("Storgata 5", "5003", "Bergen", "NO", "55 20 30 40", 14, 0, None)
    assert row[-1].splitlines() == [
        "E-mail: no address", "Contact: Ida Nes", "Bank account: 12345678903", "Currency: NOR",
        "Cash discount (%): 2.5", "Industry code: 47.190", "Ring first",
    ]  # fmt: skip
    assert entries(session, "due") == [("2026-01-24",)]
    (found,) = session.store.rows(
        Customer.select(Customer.first_name, Customer.name, Customer.private, Customer.org_number, Customer.note).where(
            Customer.number == 10002
        )
    )
    assert found == ("Ola", "Nordmann", 1, None, None)
    assert found_doubts(plan) == {"person's number"}


def test_nothing_is_written_of_a_broken_file(session: Session, take_in: Import, tmp_path: Path) -> None:
    before = contents(session.store)
    with pytest.raises(UserError, match="Line 5 of the file"):
        take_in(country="DK")
    path = Accounts(PARTIES, lambda: JANUARY, company=COMPANY).write(tmp_path / "cut.xml")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UserError, match="cut off"):
        plan_saft(session, path)
    assert contents(session.store) == before


def test_a_stopped_import_leaves_nothing(session: Session, tmp_path: Path) -> None:
    path = Accounts(PARTIES, lambda: JANUARY, company=COMPANY).write(tmp_path / "accounts.xml")
    with pytest.raises(Stopped):
        plan_saft(session, path, stop=lambda: True)
    before = contents(session.store)
    with pytest.raises(Stopped):
        apply_saft(plan_saft(session, path), stop=lambda: True)
    assert contents(session.store) == before


def test_what_others_write_between_plan_and_import_is_seen(session: Session, kari: Session, tmp_path: Path) -> None:
    path = Accounts(PARTIES, lambda: JANUARY, company=COMPANY).write(tmp_path / "accounts.xml")
    plan = plan_saft(session, path)
    apply_saft(plan_saft(kari, path))
    before = contents(session.store)
    change_id, carried_out = apply_saft(plan)
    assert change_id is None
    assert not carried_out.writes
    assert contents(session.store) == before


def test_readers_import_nothing(session: Session, tmp_path: Path) -> None:
    reader = colleague(session, "LES", "Liv", "reader")
    path = Accounts(PARTIES, lambda: JANUARY, company=COMPANY).write(tmp_path / "accounts.xml")
    with pytest.raises(NotAllowedError):
        plan_saft(reader, path)


def test_the_tax_administrations_own_example(session: Session, samples: Path) -> None:
    (path,) = (samples / "saft").glob("*.xml")
    before = contents(session.store)
    _change, plan = apply_saft(plan_saft(session, path))
    closing = {
        (known.ledger, known.name): known.closing if known.ledger == "customer" else -known.closing
        for known in plan.parties.known.values()
    }
    assert balances(session) == closing
    assert found_doubts(plan) == {"account"}
    again = plan_saft(session, path)
    assert not again.writes
    again.close()
    take_back(session)
    assert contents(session.store) == before


def test_many_entries_are_loaded_and_undone(session: Session, take_in: Import) -> None:
    many = [sale(str(number), f"2026-{number % 12 + 1:02d}-01", FIRM, 100 + number) for number in range(6_000)]
    before = contents(session.store)
    plan = take_in(*many)
    assert plan.number_of_entries == 6_002
    assert balances(session)["customer", "Fjord AS"] == 100_00 + sum(100 + number for number in range(6_000))
    assert not take_in(*many).writes
    take_back(session)
    assert contents(session.store) == before
