"""OPP-17, OPP-18, CUST-11: how orders and their lines are saved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete, plan_delete
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.record_history import of_change, of_record
from model.core.history.undo import undo
from model.customers.records import Customer
from model.opportunities.records import Opportunity
from model.orders.line_rows import lines_on_file
from model.orders.records import Order
from tests.model.filing import contents, customer, file
from tests.model.orders.selling import edit, lines, order


def undo_last(session: Session) -> None:
    last = latest_own(session)
    assert last is not None
    undo(session, last.id)


def totals(session: Session, order_id: int) -> list[str]:
    made = read(session, Order, order_id)
    return [str(each) for each in (made.total_net, made.total_vat, made.total)]


def test_an_order_takes_over_the_settings_of_its_customer(session: Session) -> None:
    of = customer(
        session, payment_terms=30, invoice_delivery="e_invoice", invoice_reference="PO 7", discount=D(5),
        price_list="B", currency="SEK",
    )  # fmt: skip
    made = read(session, Order, order(session, customer=of))
    assert (made.terms, made.invoice_delivery, made.reference, made.price_list, made.currency) == (
        30, "e_invoice", "PO 7", "B", "SEK",
    )  # fmt: skip
    assert made.discount == D(5)
    own = read(session, Order, order(session, customer=of, terms=0, discount=D(0), currency="eur"))
    assert (own.terms, own.discount, own.currency) == (0, D(0), "EUR")


def test_an_order_begins_today_as_a_draft_of_who_makes_it_with_the_next_number(session: Session) -> None:
    made = read(session, Order, order(session))
    assert (made.number, made.title, made.status, made.currency) == (1, "Order 1", "draft", "NOK")
    assert made.order_date == session.reading().today
    assert made.owner == session.person.id
    assert totals(session, made.id) == ["0.00", "0.00", "0.00"]
    delete(session, Order, [made.id])
    assert read(session, Order, order(session)).number == 2, "none is given twice"
    with pytest.raises(UserError, match="Order 2 has number 2"):
        order(session, number=2)


def test_totals_follow_every_change_of_lines_and_undo(session: Session) -> None:
    made = order(session, "Consulting: 10 h @ 1250 -10 % 25 %; Book: 3 @ 99.90 0 %")
    assert totals(session, made) == ["11549.70", "2812.50", "14362.20"]
    assert edit(session, made, lines=lines(session, "Consulting: 10 h @ 1250 -10 % 25 %"))
    assert totals(session, made) == ["11250.00", "2812.50", "14062.50"]
    undo_last(session)
    assert totals(session, made) == ["11549.70", "2812.50", "14362.20"]
    assert not edit(session, made, lines=lines(session, "Consulting: 10 h @ 1250 -10 % 25 %; Book: 3 @ 99.90 0 %"))
    assert edit(session, made, lines=())
    assert totals(session, made) == ["0.00", "0.00", "0.00"]


def test_a_line_keeps_its_row_when_it_moves(session: Session) -> None:
    made = order(session, "A: 1 @ 1; B: 1 @ 2; A: 1 @ 1")
    first, second, third = lines_on_file(session, made)
    assert edit(session, made, lines=(second, third, first))
    assert [item.id for item in lines_on_file(session, made)] == [second.id, third.id, first.id]
    changed = second._replace(detail=second.detail._replace(text="C", quantity=D(-2)))
    assert edit(session, made, lines=(changed, third))
    now = lines_on_file(session, made)
    assert [(item.id, item.detail.text) for item in now] == [(second.id, "C"), (third.id, "A")]
    assert totals(session, made) == ["-3.00", "-0.75", "-3.75"], "a negative quantity is a credit"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A: 1 @ 1 17 %", "no VAT rate of 17 %: there are 25 %, 15 %, 12 %, 0 %"),
        ("A: 1 @ 1 -100.5 %", "between 0 and 100"),
        ("A: 1.00005 @ 1", "more than 4 decimals"),
        ("A: 1 @ 0.00000000000000017", "more than 4 decimals"),
        ("A: 99999999999999999999 @ 1", "too large"),
        ("A: 1 @ 99999999999999999999", "too large"),
        ("A: 9999999999999 @ 9999999999999", "too large"),
        ("A: 1 @ -5", "cannot be less than 0"),
        ("A: many @ 5", "is no line"),
        (": 5 @ 5", "is no line"),
    ],
)
def test_what_no_line_can_be_is_refused_with_a_sentence(session: Session, text: str, sentence: str) -> None:
    of = customer(session)
    before = contents(session.store)
    with pytest.raises(UserError, match=sentence):
        order(session, text, customer=of)
    assert contents(session.store) == before


def test_lines_that_come_to_more_than_an_amount_holds_are_refused(session: Session) -> None:
    of = customer(session)
    with pytest.raises(UserError, match="too large"):
        order(session, "; ".join(["A: 9999999 @ 99999999"] * 2), customer=of)


@pytest.mark.parametrize("field", ["start", "delivery"])
def test_a_start_or_delivery_before_the_order_is_refused_there(session: Session, field: str) -> None:
    made = order(session, order_date=date(2026, 11, 2))
    with pytest.raises(UserError, match="before the order date") as refused:
        edit(session, made, **{field: date(2026, 11, 1)})
    assert refused.value.field == field
    assert edit(session, made, **{field: date(2026, 11, 2)})
    with pytest.raises(UserError, match="before the order date"):
        edit(session, made, order_date=date(2026, 12, 1))


@pytest.mark.parametrize("status", ["invoiced", "cancelled"])
def test_a_locked_order_keeps_lines_and_money_until_it_is_opened_again(session: Session, status: str) -> None:
    made = order(session, "A: 1 @ 100 25 %", status=status)
    before = contents(session.store)
    with pytest.raises(UserError, match="Order 1 is invoiced or cancelled"):
        edit(session, made, lines=lines(session, "A: 2 @ 100 25 %"))
    with pytest.raises(UserError, match="invoiced or cancelled"):
        edit(session, made, lines=lines(session, "A: 2 @ 100 25 %"), note="x")
    with pytest.raises(UserError, match="invoiced or cancelled"):
        edit(session, made, currency="EUR")
    (line,) = lines_on_file(session, made)
    with pytest.raises(UserError, match="invoiced or cancelled"), change(session, "x", "x") as made_change:
        made_change.delete(session.records["order_line"], line.id)
    assert contents(session.store) == before
    assert edit(session, made, note="A note is no money")
    assert edit(session, made, status="confirmed")
    assert edit(session, made, lines=lines(session, "A: 2 @ 100 25 %"), status=status), "both at once, while it is open"
    undo_last(session)
    assert totals(session, made) == ["100.00", "25.00", "125.00"]


def test_an_opportunity_becomes_one_order_of_its_own_customer(session: Session, kari: Session) -> None:
    """P10: the second is refused, whoever makes it."""
    of = customer(session)
    sale = file(session, Opportunity, title="Solar", customer=of)
    order(session, customer=of, opportunity=sale)
    with pytest.raises(UserError, match="Solar has an order already: number 1") as refused:
        order(kari, customer=of, opportunity=sale)
    assert refused.value.field == "opportunity"
    other = file(session, Opportunity, title="Wind", customer=of)
    with pytest.raises(UserError, match="of another customer"):
        order(session, customer=customer(session, "Berg AS"), opportunity=other)


def test_a_customer_with_orders_is_not_deleted_and_an_order_takes_its_lines_along(session: Session) -> None:
    """Deleting a customer names the count; undo of a deleted order brings its lines and totals back."""
    of = customer(session)
    made = order(session, "A: 2 @ 10 25 %", customer=of)
    order(session, customer=of)
    assert "named by 2 orders" in plan_delete(session, Customer, [of]).refusals[0]
    before = contents(session.store)
    assert delete(session, Order, [made]).along == {"order_line": 1}
    undo_last(session)
    assert contents(session.store) == before


def test_other_rates_are_those_of_the_country_or_the_settings(session: Session) -> None:
    from dataclasses import replace

    danish = replace(session, country="DK")
    of = customer(session)
    with pytest.raises(UserError, match="no VAT rate of 15 %: there are 25 %, 0 %"):
        order(danish, "A: 1 @ 1 15 %", customer=of)
    own = replace(session, vat_rates=(D("13.5"), D(0)))
    made = order(own, "A: 1 @ 100", customer=of)
    assert totals(session, made) == ["100.00", "13.50", "113.50"], "the first is that of a line which does not say"


def test_the_history_tells_of_lines(session: Session) -> None:
    """COM-07: what came, what left, and what a line was before."""
    made = order(session, "A: 1 @ 100 25 %; B: 2 pcs @ 10 -5 % 0 %")
    (first, second) = lines_on_file(session, made)
    changed = first._replace(detail=first.detail._replace(quantity=D("1.125")))
    assert edit(session, made, lines=(changed,))
    told = [(past.field, past.before, past.after) for past in of_record(session, Order, made) if past.action == "link"]
    assert told[:2] == [
        ("order_line", "A: 1 @ 100.00 25 %", "A: 1.1250 @ 100.00 25 %"),
        ("order_line", "B: 2 pcs @ 10.00 -5 % 0 %", ""),
    ]
    last = latest_own(session)
    assert last is not None
    records, more = of_change(session, last)
    assert more == 0
    assert [(one.label, one.title, one.action) for one in records] == [
        ("Line of an order", "Order 1 – B: 2 pcs @ 10.00 -5 % 0 %", "delete"),
        ("Line of an order", "Order 1 – A: 1.1250 @ 100.00 25 %", "update"),
    ]
    assert second.id not in {item.id for item in lines_on_file(session, made)}
