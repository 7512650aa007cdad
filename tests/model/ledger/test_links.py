"""Linking ledger entries, taking them out, taking links apart (CUST-20; L01 … L08)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete
from model.core.errors import NotFoundError, UserError
from model.core.history.undo import undo
from model.ledger.links import LinkedElsewhereError, link, remove, unlink
from model.ledger.records import LedgerEntry
from tests.model.filing import customer
from tests.model.ledger import Standing, entries, standings, undo_latest


def test_amounts_that_add_up_to_nothing_are_closed(session: Session) -> None:
    """L01."""
    invoice, payment = entries(session, customer(session), 1000, -1000)
    assert standings(session, invoice) == [(None, False, 1000)]
    made = link(session, [invoice, payment])
    assert made.settlement.closed
    assert standings(session, invoice, payment) == [(made.link_id, True, 0), (made.link_id, True, 0)]
    undo_latest(session)
    assert standings(session, invoice, payment) == [(None, False, 1000), (None, False, -1000)]


def test_what_is_left_stands_on_the_link_until_it_is_paid(session: Session) -> None:
    """L02, L03."""
    fjord = customer(session)
    invoice, payment = entries(session, fjord, 1000, -600)
    made = link(session, [invoice, payment])
    assert (made.settlement.closed, made.settlement.rest) == (False, 400)
    assert standings(session, invoice, payment) == [(made.link_id, False, 400), (made.link_id, False, 0)]
    rest = entries(session, fjord, -400)
    again = link(session, [payment, *rest])
    assert again.link_id == made.link_id
    assert again.settlement.entries == 3
    assert standings(session, invoice, payment, *rest) == [(made.link_id, True, 0)] * 3
    with pytest.raises(UserError, match="changed"):
        undo(session, made.change_id)
    undo(session, again.change_id)
    assert standings(session, invoice, *rest) == [(made.link_id, False, 400), (None, False, -400)]
    undo(session, made.change_id)
    assert standings(session, invoice, payment) == [(None, False, 1000), (None, False, -600)]


def test_what_is_paid_is_taken_off_what_is_due_first(session: Session) -> None:
    """The rest of a link stands on the entries that are due last, so that it is as old as what is owed."""
    fjord = customer(session)
    late, early, middle = (
        entries(session, fjord, 100, date=date(2026, 1, 1), due=date(2026, month, 1))[0] for month in (6, 2, 4)
    )
    paid = entries(session, fjord, -130, date=date(2026, 7, 1))
    made = link(session, [late, early, middle, *paid])
    balances = [standing.balance for standing in standings(session, early, middle, late, *paid)]
    assert balances == [0, 70, 100, 0]
    assert sum(balances) == made.settlement.rest
    with change(session, "Due later", "edit") as later:
        later.update(LedgerEntry, middle, {"due": date(2026, 8, 1)})
    assert [standing.balance for standing in standings(session, early, late, middle)] == [0, 70, 100]
    undo(session, later.id)
    assert [standing.balance for standing in standings(session, early, middle, late)] == [0, 70, 100]


def test_what_was_paid_too_much_stands_on_the_payment(session: Session) -> None:
    invoice, payment = entries(session, customer(session), 1000, "-1000.50")
    assert link(session, [invoice, payment]).settlement.rest == Decimal("-0.50")
    assert [standing.balance for standing in standings(session, invoice, payment)] == [0, Decimal("-0.50")]


def test_a_link_taken_apart_is_gone(session: Session) -> None:
    """L04."""
    ids = entries(session, customer(session), 1000, -600, -400)
    made = link(session, ids)
    assert unlink(session, made.link_id).entries == 3
    assert standings(session, *ids) == [(None, False, 1000), (None, False, -600), (None, False, -400)]
    with pytest.raises(NotFoundError, match=f"no link {made.link_id}"):
        unlink(session, made.link_id)
    undo_latest(session)
    assert standings(session, *ids) == [(made.link_id, True, 0)] * 3


def test_one_entry_is_taken_out_and_the_rest_is_reckoned_anew(session: Session) -> None:
    """L05."""
    ids = entries(session, customer(session), 1000, -600, -400)
    made = link(session, ids)
    taken = remove(session, ids[2:])
    assert [(each.link_id, each.rest) for each in taken.links] == [(made.link_id, 400)]
    assert standings(session, *ids) == [(made.link_id, False, 400), (made.link_id, False, 0), (None, False, -400)]
    # What was left alone is open again too, and is counted.
    assert (taken.entries, remove(session, ids[1:2]).entries) == (1, 2)
    assert standings(session, *ids) == [(None, False, 1000), (None, False, -600), (None, False, -400)]
    with pytest.raises(UserError, match="in no link"):
        remove(session, ids[:1])


def test_one_entry_alone_is_not_linked(session: Session) -> None:
    """L06."""
    ids = entries(session, customer(session), 1000)
    for marked in ([], ids, [*ids, *ids]):
        with pytest.raises(UserError, match="at least two"):
            link(session, marked)
    with pytest.raises(NotFoundError):
        link(session, [*ids, 999])


def test_entries_of_several_links_are_moved_when_asked_for(session: Session) -> None:
    """L06: what stays in the links that they leave is reckoned anew."""
    ids = entries(session, customer(session), 1000, -600, 500, -300, -200)
    first, second = link(session, ids[:2]).link_id, link(session, ids[2:]).link_id
    with pytest.raises(UserError, match="linked with each other already"):
        link(session, ids[:2])
    with pytest.raises(LinkedElsewhereError, match=f"{first}, {second}") as refused:
        link(session, [ids[0], ids[3]])
    assert refused.value.links == (first, second)
    moved = link(session, [ids[0], ids[3]], move=True)
    assert moved.link_id not in (first, second)
    assert standings(session, *ids) == [
        (moved.link_id, False, 700), (None, False, -600), (second, False, 300), (moved.link_id, False, 0),
        (second, False, 0),
    ]  # fmt: skip
    undo_latest(session)
    assert [standing.link_id for standing in standings(session, *ids)] == [first, first, second, second, second]


def test_a_closed_link_is_not_opened_by_adding_to_it(session: Session) -> None:
    """L06: the person is asked, and the entries that were marked get a link of their own."""
    fjord = customer(session)
    ids = entries(session, fjord, 1000, -1000)
    link(session, ids)
    more = entries(session, fjord, 50)
    with pytest.raises(LinkedElsewhereError, match="closed already"):
        link(session, [ids[1], *more])
    moved = link(session, [ids[1], *more], move=True)
    assert standings(session, *ids, *more) == [
        (None, False, 1000), (moved.link_id, False, -950), (moved.link_id, False, 0),
    ]  # fmt: skip


def test_two_customers_ledgers_or_currencies_are_not_linked(session: Session) -> None:
    """L07."""
    fjord, berg = customer(session), customer(session, "Berg AS")
    one, other = entries(session, fjord, 100), entries(session, berg, -100)
    supplier = entries(session, fjord, -100, ledger="supplier")
    euro = entries(session, fjord, -100, currency="eur")
    for marked, said in ((other, "different customers"), (supplier, "different ledgers"), (euro, "currencies")):
        with pytest.raises(UserError, match=said):
            link(session, [*one, *marked])
    assert standings(session, *one, *other, *supplier, *euro) == [(None, False, 100), *[(None, False, -100)] * 3]


def test_hundredths_are_never_lost(session: Session) -> None:
    """L08."""
    ids = entries(session, customer(session), "333.33", "333.33", "333.34", -1000)
    assert link(session, ids).settlement.rest == 0
    assert all(standing.closed for standing in standings(session, *ids))


def test_an_entry_linked_by_somebody_else_meanwhile_is_refused(session: Session) -> None:
    """The person marked entries without a link: they are not put into a link that they never saw."""
    ids = entries(session, customer(session), 1000, -600, -400)
    made = link(session, ids[:2])
    with pytest.raises(UserError, match=f"linked by somebody else meanwhile \\(link {made.link_id}\\)"):
        link(session, [ids[0], ids[2]], as_shown=dict.fromkeys(ids))
    unlink(session, made.link_id)
    with pytest.raises(UserError, match="taken out of its link"):
        remove(session, ids[:1], as_shown={ids[0]: made.link_id})


def test_a_link_id_is_never_given_again(session: Session) -> None:
    ids = entries(session, customer(session), 1000, -1000)
    first = link(session, ids).link_id
    undo_latest(session)
    assert link(session, ids).link_id == first + 1


def test_what_a_link_holds_fast(session: Session) -> None:
    """A linked entry is neither given another amount, customer, currency or ledger, nor deleted; its text is free."""
    fjord, berg = customer(session), customer(session, "Berg AS")
    ids = entries(session, fjord, 1000, -600)
    linked = link(session, ids)
    number = linked.link_id
    for values in ({"amount": Decimal(1)}, {"customer": berg}, {"currency": "EUR"}, {"ledger": "supplier"}):
        with pytest.raises(UserError, match=f"link {number}"), change(session, "Edit", "edit") as made:
            made.update(LedgerEntry, ids[0], values)
    for marked in (ids[:1], ids):
        with pytest.raises(UserError, match="linked"):
            delete(session, LedgerEntry, marked)
    with change(session, "Edit", "edit") as made:
        made.update(LedgerEntry, ids[0], {"text": "Roof", "amount": Decimal(1000)})
    with pytest.raises(UserError, match="changed"):
        undo(session, linked.change_id)
    unlink(session, number)
    delete(session, LedgerEntry, ids[:1])
    undo_latest(session)
    assert standings(session, *ids) == [Standing(None, False, Decimal(1000)), Standing(None, False, Decimal(-600))]


def test_what_is_hidden_is_not_linked(session: Session, per: Session) -> None:
    """CUST-09: entries of a hidden customer are there for its owner alone."""
    hidden = customer(session, "Hidden AS", owner_only=True)
    ids = entries(session, hidden, 1000, -1000)
    with pytest.raises(NotFoundError):
        link(per, ids)
    number = link(session, ids).link_id
    with pytest.raises(NotFoundError):
        unlink(per, number)
    with pytest.raises(NotFoundError):
        remove(per, ids)
