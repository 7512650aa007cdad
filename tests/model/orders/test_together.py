"""Orders where records become one, are hidden, or are erased (CUST-23, P12, W20, G01)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete, plan_delete
from model.core.errors import NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.customers.records import Customer, CustomerContact
from model.ledger.records import LedgerEntry
from model.merging.merge import merge, plan_merge, told_moved
from model.opportunities.records import Opportunity
from model.orders.listed import count_orders, orders_of
from model.orders.records import Order
from model.personal_data.erase import erase, plan_erase
from model.personal_data.export import personal_data
from tests import on_file
from tests.model.filing import contact, contents, customer, file
from tests.model.orders.selling import order


def test_merged_customers_have_all_orders_locked_ones_too(session: Session) -> None:
    """CUST-23: with the opportunities that they came from; undo parts them again."""
    source, target = customer(session, "Fjord AS"), customer(session, "Fjord Eiendom AS")
    sale = file(session, Opportunity, title="Solar", customer=source, status="won")
    made = order(session, "A: 1 @ 100 25 %", customer=source, opportunity=sale, status="invoiced")
    order(session, "B: 1 @ 10", customer=target)
    before = contents(session.store)
    plan = plan_merge(session, "customer", source, target)
    assert "1 order" in told_moved(plan.moved)
    merge(session, plan)
    assert read(session, Order, made).customer == target
    assert read(session, Opportunity, sale).customer == target
    assert count_orders(session, "customer", target, 100) == 2
    last = latest_own(session)
    assert last is not None
    undo(session, last.id)
    assert contents(session.store) == before


def test_merged_customers_keep_the_order_of_each_opportunity(session: Session) -> None:
    """CUST-23: both customers have won, draft and locked ones, with lines; each order stays that of its sale."""
    source, target = customer(session, "Fjord AS"), customer(session, "Fjord Eiendom AS")
    bound = {}
    for of in (source, target):
        for status in ("draft", "invoiced"):
            sale = file(session, Opportunity, title=f"{of} {status}", customer=of, status="won")
            bound[order(session, "A: 2 @ 100 25 %; B: 1 @ 10", customer=of, opportunity=sale, status=status)] = sale
    before = contents(session.store)
    merge(session, plan_merge(session, "customer", source, target))
    for made, sale in bound.items():
        found = read(session, Order, made)
        assert (found.customer, found.opportunity, found.total) == (target, sale, Decimal("262.50"))
        assert read(session, Opportunity, sale).customer == target
    last = latest_own(session)
    assert last is not None
    undo(session, last.id)
    assert contents(session.store) == before


def test_a_customer_with_orders_and_entries_is_not_deleted(session: Session) -> None:
    """CUST-23: the sentence says how many of each kind stand in the way, in the plan and where it is tried."""
    of = customer(session, "Fjord AS")
    file(session, Opportunity, title="Solar", customer=of)
    order(session, customer=of)
    order(session, customer=of)
    file(session, LedgerEntry, customer=of, ledger="customer", amount=Decimal(100), date=session.reading().today)
    sentence = (
        "Fjord AS is named by 1 opportunity, 2 orders, 1 ledger entry; deactivate it instead, or delete these first."
    )
    assert plan_delete(session, Customer, [of]).refusals == (sentence,)
    with pytest.raises(UserError) as refused:
        delete(session, Customer, [of])
    assert refused.value.message == sentence


def test_an_order_outlives_its_opportunity(session: Session) -> None:
    """P12: the plan says so before; undo binds them again."""
    of = customer(session)
    sale = file(session, Opportunity, title="Solar", customer=of, status="won")
    made = order(session, customer=of, opportunity=sale)
    before = contents(session.store)
    assert plan_delete(session, Opportunity, [sale]).emptied == {"order": 1}
    delete(session, Opportunity, [sale])
    assert read(session, Order, made).opportunity is None
    last = latest_own(session)
    assert last is not None
    undo(session, last.id)
    assert contents(session.store) == before


def test_orders_of_a_hidden_customer_are_its_owners_alone(session: Session, kari: Session) -> None:
    """W20: neither read nor listed nor counted by others."""
    of = customer(session, owner_only=True)
    person = contact(session, "Kari", "Nes")
    made = order(session, customer=of, contact=person)
    assert [one.id for one in orders_of(session, "contact", person, 10)] == [made]
    assert orders_of(kari, "contact", person, 10) == []
    assert count_orders(kari, "contact", person, 10) == 0
    with pytest.raises(NotFoundError):
        read(kari, Order, made)


def test_erasing_a_person_keeps_their_orders_without_the_name(session: Session) -> None:
    """G01: number, lines and totals are the company's books; the person is not in them any more."""
    of = customer(session, "Nes", first_name="Kari", private=True)
    person = contact(session, "Kari", "Nes")
    file(session, CustomerContact, customer=of, contact=person)
    made = order(session, "A: 1 @ 100 25 %", customer=of, contact=person, status="invoiced")
    on_paper = personal_data(session, Customer, of)
    assert [one["number"] for one in on_paper["order"]] == [1]
    assert [one["text"] for one in on_paper["order_line"]] == ["A"]
    plan = plan_erase(session, Customer, of)
    assert "1 order stays, under nobody's name: bookkeeping must keep it." in plan.sentences()
    erase(session, plan)
    kept = read(session, Order, made)
    assert (kept.number, str(kept.total), kept.customer) == (1, "125.00", of)
    assert on_file.rows(session.store, Order.title, Order.customer.folded) == [("Order 1", "[erased]")]


def test_open_orders_come_first_by_delivery_then_the_others_the_newest_first(session: Session) -> None:
    from datetime import timedelta

    of, today = customer(session), session.reading().today
    for title, status, days in (
        ("a", "invoiced", 1), ("b", "confirmed", 9), ("c", "draft", None), ("d", "delivered", 2), ("e", "confirmed", 3),
    ):  # fmt: skip
        delivery = None if days is None else today + timedelta(days=days)
        order(session, customer=of, title=title, status=status, delivery=delivery)
    found = orders_of(session, "customer", of, 10)
    assert "".join(one.title for one in found) == "ebcda"
    first = orders_of(session, "customer", of, 2, first=found[3].id)
    assert "".join(one.title for one in first) == "de", "that of the sale in front, however many there are"
    assert [one.late(today + timedelta(days=5)) for one in found] == [True, False, False, False, False]
    with change(session, "x", "edit") as made:
        made.update(Order, found[0].id, {"active": False})
    assert orders_of(session, "customer", of, 10)[0].title == "b"
