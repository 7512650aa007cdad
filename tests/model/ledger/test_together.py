"""Ledger entries with the rest of what is on file: merging, deleting, hiding, erasing (CUST-23, G01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete, plan_delete
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.undo import undo
from model.core.lists.listing import Listing
from model.customers.records import Customer
from model.ledger.balances import balances_of
from model.ledger.links import link, unlink
from model.ledger.records import LedgerEntry
from model.merging.merge import merge, plan_merge, told_moved
from model.personal_data.erase import erase, plan_erase
from model.personal_data.export import personal_data
from tests.model.filing import contents, customer, file
from tests.model.ledger import entries, standings


def test_merged_customers_have_one_account(session: Session) -> None:
    """CUST-23: entries and links go over, and are linked with those that were there; undone, all is as before."""
    fjord, again = customer(session, currency="NOK"), customer(session, "Fjord A/S")
    ids = entries(session, again, 1000, -600, -400)
    number = link(session, ids[:2]).link_id
    there = entries(session, fjord, 50)
    before = contents(session.store)
    plan = plan_merge(session, "customer", again, fjord)
    assert told_moved(plan.moved) == "3 ledger entries"
    done = merge(session, plan)
    assert [read(session, LedgerEntry, each).customer for each in (*ids, *there)] == [fjord] * 4
    assert standings(session, *ids[:2]) == [(number, False, 400), (number, False, 0)]
    (balance,) = balances_of(session, fjord)
    assert balance.amount == 50
    undo(session, done.change)
    assert contents(session.store) == before
    merge(session, plan_merge(session, "customer", again, fjord))
    assert link(session, [ids[0], ids[2]]).settlement.closed


def test_a_customer_with_entries_is_not_deleted(session: Session) -> None:
    """Open ones or closed ones: the books name them for years. It says how many; the customer can be deactivated."""
    fjord = customer(session)
    ids = entries(session, fjord, 5, -5, 7)
    link(session, ids[:2])
    assert any("3 ledger entries" in reason for reason in plan_delete(session, Customer, [fjord]).refusals)
    with pytest.raises(UserError, match="3 ledger entries"):
        delete(session, Customer, [fjord])
    with change(session, "Deactivate", "edit") as made:
        made.update(Customer, fjord, {"active": False})


def test_entries_of_a_hidden_customer_are_hidden(session: Session, per: Session) -> None:
    """CUST-09."""
    hidden, fjord = customer(session, "Hidden AS", owner_only=True), customer(session)
    ids, other = entries(session, hidden, 5), entries(session, fjord, 7)
    assert [row.id for row in Listing(per, LedgerEntry, ()).first(9)] == other
    with pytest.raises(NotFoundError):
        read(per, LedgerEntry, ids[0])


def test_readers_link_nothing(session: Session, per: Session) -> None:
    ids = entries(session, customer(session), 5, -5)
    number = link(session, ids).link_id
    with change(session, "Role", "edit") as made:
        made.update(session.records["employee"], per.person.id, {"role": "reader"})
    for refused in (lambda: unlink(per, number), lambda: link(per, ids, move=True)):
        with pytest.raises(NotAllowedError):
            refused()


def test_an_erased_person_leaves_the_books_as_they_are(session: Session) -> None:
    """G01: amounts, dates and links stay; no text names the person any more."""
    kari = customer(session, "Nes", first_name="Kari", private=True, email="kari@fjord.no")
    ids = entries(session, kari, 1000, -400, text="Roof for Kari Nes", date=date(2026, 3, 1))
    number = link(session, ids).link_id
    data = personal_data(session, Customer, kari)
    assert [row["amount"] for row in data["ledger_entry"]] == ["1000.00", "-400.00"]
    plan = plan_erase(session, Customer, kari)
    assert any("2 ledger entries stay" in sentence for sentence in plan.sentences())
    erase(session, plan)
    entry = read(session, LedgerEntry, ids[0])
    assert (entry.amount, entry.balance, entry.link_id, entry.date, entry.text) == (
        1000, 600, number, date(2026, 3, 1), "Roof for [erased]",
    )  # fmt: skip
    assert link(session, [ids[0], file(session, LedgerEntry, customer=kari, amount=Decimal(-600))]).settlement.closed
