"""Which open entries are proposed to be linked, and doing it (CUST-20)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from model.core.access.session import Session
from model.core.errors import NotFoundError, UserError
from model.ledger.links import link
from model.ledger.proposal import Proposal, Reason, carry_out, propose
from tests.model.filing import customer
from tests.model.ledger import entries, standings, undo_latest

SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)


def said(proposal: Proposal) -> list[tuple[set[int], Reason, int]]:
    return [(set(each.entry_ids), each.reason, each.alike) for each in proposal.links]


def test_a_payment_settles_what_it_names(session: Session) -> None:
    """By voucher number in its text, or by the reference that both have; also where the amount is another."""
    fjord = customer(session)
    invoices = [
        *entries(session, fjord, 1000, number="F-1001", date=SPRING),
        *entries(session, fjord, 700, number="F-1002", reference="RF18 5390", date=SPRING),
        *entries(session, fjord, 300, number="F-1003", date=SPRING),
    ]
    payments = [
        *entries(session, fjord, -600, text="Part of f-1001, thanks", date=SUMMER),
        *entries(session, fjord, -700, reference="rf18 5390", date=SUMMER),
        *entries(session, fjord, -50, text="F-100", date=SUMMER),
    ]
    proposal = propose(session, fjord)
    assert said(proposal) == [
        ({invoices[0], payments[0]}, Reason.REFERENCE, 0), ({invoices[1], payments[1]}, Reason.REFERENCE, 0),
    ]  # fmt: skip
    assert [each.rest for each in proposal.links] == [400, 0]
    assert (proposal.open_entries, proposal.left_open) == (6, 2)


def test_one_payment_settles_several_invoices_that_it_names(session: Session) -> None:
    fjord = customer(session)
    invoices = [entries(session, fjord, 100 * place, number=f"100{place}", date=SPRING)[0] for place in (1, 2, 3)]
    payment = entries(session, fjord, -300, text="1001, 1002", date=SUMMER)
    assert said(propose(session, fjord)) == [({*invoices[:2], *payment}, Reason.REFERENCE, 0)]


def test_several_payments_of_one_reference_settle_together(session: Session) -> None:
    fjord = customer(session)
    ids = [
        *entries(session, fjord, 400, 600, reference="P-77", date=SPRING),
        *entries(session, fjord, -250, -750, reference="P-77", date=SUMMER),
    ]
    assert said(propose(session, fjord)) == [(set(ids), Reason.REFERENCE, 0)]


def test_of_several_that_are_named_the_very_amount_is_taken(session: Session) -> None:
    fjord = customer(session)
    invoices = entries(session, fjord, 400, 600, 600, reference="P-77", date=SPRING)
    payment = entries(session, fjord, -600, reference="P-77", date=SUMMER)
    proposal = propose(session, fjord)
    assert said(proposal) == [({invoices[1], *payment}, Reason.REFERENCE, 2)]


def test_without_a_name_the_amount_decides(session: Session) -> None:
    """The oldest first where several are alike, and it says so; nothing is paid before it was invoiced."""
    fjord = customer(session)
    late, early = (entries(session, fjord, 500, date=day)[0] for day in (SUMMER, SPRING))
    payment = entries(session, fjord, -500, date=date(2026, 4, 1))
    other = entries(session, fjord, 99, date=SPRING)
    close = entries(session, fjord, "-98.99", date=SUMMER)
    before = entries(session, fjord, 77, date=SUMMER)
    entries(session, fjord, -77, date=SPRING)
    proposal = propose(session, fjord)
    assert said(proposal) == [({early, *payment}, Reason.AMOUNT, 2)]
    assert "2 are alike" in proposal.links[0].describe()
    assert not {late, *other, *close, *before} & set(proposal.links[0].entry_ids)


def test_ledgers_and_currencies_are_kept_apart(session: Session) -> None:
    fjord = customer(session)
    entries(session, fjord, 500)
    entries(session, fjord, -500, ledger="supplier")
    entries(session, fjord, -500, currency="EUR")
    assert propose(session, fjord).links == ()


def test_what_an_open_link_lacks_is_added_to_it(session: Session) -> None:
    """L03, proposed."""
    fjord = customer(session)
    ids = entries(session, fjord, 1000, -600, date=SPRING)
    number = link(session, ids).link_id
    rest = entries(session, fjord, -400, date=SUMMER)
    proposal = propose(session, fjord)
    assert [(each.link_id, each.rest) for each in proposal.links] == [(number, 0)]
    assert proposal.left_open == 0
    carry_out(session, proposal)
    assert standings(session, *ids, *rest) == [(number, True, 0)] * 3
    undo_latest(session)
    assert standings(session, *ids, *rest) == [(number, False, 400), (number, False, 0), (None, False, -400)]


def test_the_whole_plan_is_one_change(session: Session) -> None:
    fjord = customer(session)
    invoices = entries(session, fjord, 1, 2, 3, date=SPRING)
    payments = entries(session, fjord, -1, -2, -3, date=SUMMER)
    proposal = propose(session, fjord)
    done = carry_out(session, proposal)
    assert (done.links, done.entries) == (3, 6)
    stands = standings(session, *invoices, *payments)
    assert all(each.closed and not each.balance for each in stands)
    assert [each.link_id for each in stands[:3]] == [each.link_id for each in stands[3:]]
    assert len({each.link_id for each in stands}) == 3
    undo_latest(session)
    assert propose(session, fjord) == proposal
    carry_out(session, replace(proposal, links=proposal.links[1:]))
    assert propose(session, fjord).links == proposal.links[:1]


def test_a_plan_that_no_longer_holds_is_refused(session: Session) -> None:
    fjord = customer(session)
    ids = entries(session, fjord, 5, -5)
    proposal = propose(session, fjord)
    link(session, ids)
    with pytest.raises(UserError, match="changed meanwhile"):
        carry_out(session, proposal)


def test_a_hidden_customer_has_no_proposal(session: Session, per: Session) -> None:
    hidden = customer(session, "Hidden AS", owner_only=True)
    entries(session, hidden, 5, -5)
    for missing in (hidden, 999):
        with pytest.raises(NotFoundError):
            propose(per, missing)


def test_a_name_that_everything_has_names_nothing(session: Session) -> None:
    """And does not make the plan slow: a customer's own number stands in every reference."""
    fjord = customer(session)
    entries(session, fjord, *range(1, 61), reference="Customer 17")
    entries(session, fjord, -61, reference="Customer 17")
    assert propose(session, fjord).links == ()
