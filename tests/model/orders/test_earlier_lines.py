"""Lines of earlier orders that come up while one types, and lines saved over those that were read (OPP-18, COM-09)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.changes.change import Conflict, read
from model.core.errors import UserError
from model.core.history.past_changes import latest
from model.core.history.undo import undo
from model.core.records.relations import Item
from model.orders.earlier_lines import EarlierLine, _next_text, _of_customer, earlier_lines
from model.orders.line_edits import save_lines
from model.orders.line_rows import lines_on_file
from model.orders.records import Order
from tests.model.filing import customer
from tests.model.orders.selling import edit, lines, order


def found(session: Session, text: str, customer_id: int = 0, *, currency: str = "NOK", most: int = 8) -> list[str]:
    """The texts that come up for a new order, those of the same customer in capitals."""
    every = earlier_lines(session, text, order=0, customer=customer_id, currency=currency, most=most)
    return [each.text.upper() if each.same_customer else each.text for each in every]


def test_the_customers_own_come_first_and_each_text_once(session: Session) -> None:
    """The latest of the customer first, then all others by the alphabet, each as it was written last."""
    mine, other = customer(session, name="Fjord AS"), customer(session, name="Berg AS")
    order(session, "Service b: 1 @ 1; Service a: 1 @ 1", customer=other)
    order(session, "service A: 1 @ 2; Søm: 1 @ 3", customer=other)
    order(session, "Service z: 1 @ 4", customer=mine)
    order(session, "Service b: 1 @ 5; Travel: 1 @ 6", customer=mine)
    assert found(session, "serv", mine) == ["SERVICE B", "SERVICE Z", "service A"]
    assert found(session, "SERVICE ", mine, most=2) == ["SERVICE B", "SERVICE Z"]
    assert found(session, "serv") == ["service A", "Service b", "Service z"]
    assert found(session, "sø") == ["Søm"]
    assert found(session, "", mine) == ["SERVICE B", "TRAVEL", "SERVICE Z"]
    assert found(session, "") == []
    assert found(session, "nothing") == []


def test_price_unit_and_vat_come_along_and_no_price_of_another_currency(session: Session) -> None:
    """What is taken over is what stood in the latest line of that text."""
    mine = customer(session)
    order(session, "Locks: 2 pcs @ 10,50 -10 % 15 %", customer=mine, currency="NOK")
    assert earlier_lines(session, "l", order=0, customer=mine, currency="NOK") == [
        EarlierLine("Locks", "pcs", Decimal("10.50"), Decimal(15), True)
    ]
    assert earlier_lines(session, "l", order=0, customer=0, currency="EUR")[0].unit_price is None


def test_the_lines_of_the_order_itself_are_no_earlier_ones(session: Session) -> None:
    """Nor do they hide those of others."""
    mine = customer(session)
    order(session, "Locks a: 1 @ 1")
    this = order(session, "Locks a: 1 @ 2; Locks b: 1 @ 2", customer=mine)
    every = earlier_lines(session, "locks", order=this, customer=mine, currency="NOK")
    assert [(each.text, each.unit_price) for each in every] == [("Locks a", Decimal(1))]


def test_lines_of_hidden_orders_do_not_come_up(session: Session, per: Session) -> None:
    """G05: what stands in an order of a customer that only its owner sees is nobody else's."""
    hidden = customer(per, "Hemmelig AS", owner_only=True)
    order(per, "Secret: 1 @ 1", customer=hidden)
    order(per, "Secret: 1 @ 2; Section: 1 @ 1", customer=customer(per, "Åpen AS"))
    assert found(per, "sec", hidden) == ["SECRET", "Section"]
    assert found(session, "sec", hidden) == ["Secret", "Section"]
    assert earlier_lines(session, "secret", order=0, customer=hidden, currency="NOK")[0].unit_price == 2


@pytest.mark.sqlite_only("SQLite's plan")
def test_what_is_asked_at_each_letter_goes_along_indexes(session: Session) -> None:
    """No question goes through all lines or all orders, and none sorts more than those of one customer."""
    for shape in (_of_customer(Order), _next_text(Order)):
        compiled = session.store.compiled(shape)
        asked = {"first": "a", "end": "b", "last": "", "order": 0, "customer": 1, "most": 8, "me": 1}
        plan = session.store.engine.rows(f"EXPLAIN QUERY PLAN {compiled.text}", compiled.parameters(asked))
        steps = [row[3] for row in plan]
        assert not any(step.startswith("SCAN") and "orders" not in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps
    assert any("order_line_text_key" in step for step in steps), steps


def values(session: Session, number: int) -> list[str]:
    """The lines on file, as text."""
    return [Order.relations["lines"].item_text(item) for item in lines_on_file(session, number)]


def test_lines_are_saved_with_their_totals_as_one_change_that_can_be_undone(session: Session) -> None:
    """Lines kept by their IDs, one new, one gone, others moved."""
    number = order(session, "A: 1 @ 1; B: 1 @ 2; C: 1 @ 3")
    base = lines_on_file(session, number)
    version = _version(session, number)
    wanted = [base[2], *lines(session, "D: 2 @ 10 0 %"), base[0]]
    assert save_lines(session, number, wanted, base=base, version=version)
    assert values(session, number) == ["C: 1 @ 3.00 25 %", "D: 2 @ 10.00 0 %", "A: 1 @ 1.00 25 %"]
    assert [item.id for item in lines_on_file(session, number)][::2] == [base[2].id, base[0].id]
    assert _total(session, number) == Decimal("25.00")
    [past] = latest(session, 1)
    assert past.name == "Lines of Order 1"
    undo(session, past.id)
    assert lines_on_file(session, number) == base
    assert _total(session, number) == Decimal("7.50")


def test_lines_that_somebody_has_changed_since_are_a_conflict(session: Session) -> None:
    """COM-09: with the lines as they are now; another field of the order is none."""
    number = order(session, "A: 1 @ 1")
    base, version = lines_on_file(session, number), _version(session, number)
    edit(session, number, reference="Theirs")
    assert save_lines(session, number, lines(session, "A: 2 @ 1"), base=base, version=version)
    with pytest.raises(Conflict) as caught:
        save_lines(session, number, lines(session, "A: 3 @ 1"), base=base, version=version)
    [field] = caught.value.fields
    assert [item.detail.quantity for item in field.theirs] == [2]
    assert field.disagrees
    theirs: tuple[Item, ...] = field.theirs
    assert save_lines(session, number, lines(session, "A: 3 @ 1"), base=theirs, version=caught.value.version)


def test_nothing_is_written_of_lines_that_one_cannot_save(session: Session) -> None:
    """A rate that is none, an order that is locked."""
    number = order(session, "A: 1 @ 1")
    base, version = lines_on_file(session, number), _version(session, number)
    with pytest.raises(UserError, match="There is no VAT rate of 7 %"):
        save_lines(session, number, [*base, *lines(session, "B: 1 @ 1 7 %")], base=base, version=version)
    edit(session, number, status="invoiced")
    with pytest.raises(UserError, match="invoiced or cancelled"):
        save_lines(session, number, [], base=base, version=version)
    assert values(session, number) == ["A: 1 @ 1.00 25 %"]


def _version(session: Session, number: int) -> int:
    return int(read(session, Order, number).version)


def _total(session: Session, number: int) -> Decimal:
    return Decimal(read(session, Order, number).total)
