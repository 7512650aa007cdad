"""The rules by which opportunities are saved (OPP-02 … OPP-04, OPP-07, OPP-08; P01 … P06, S01 … S04)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.history import past_changes, undo
from model.core.lists.criteria import Filter
from model.opportunities.records import Opportunity
from model.opportunities.rules import weighted_value
from model.opportunities.seller_record import Seller
from model.opportunities.totals import totals
from tests.conftest import StandingClock
from tests.model.filing import contents, customer, file, option
from tests.plain_sql import plain_sql


@pytest.fixture
def company(session: Session) -> int:
    """A customer."""
    return customer(session)


def opportunity(session: Session, company: int, **values: Any) -> int:
    """Put an opportunity on file."""
    return file(session, Opportunity, title="Lager", customer=company, **values)


def update(session: Session, at: int, **values: Any) -> Opportunity:
    """Save fields of an opportunity and return it."""
    with change(session, "Edit", "edit") as made:
        made.update(Opportunity, at, values)
    return read(session, Opportunity, at)


def stage(session: Session, name: str) -> int:
    """Return a stage of the example set."""
    number: int = session.store.value(plain_sql("SELECT id FROM option WHERE list = 'stage' AND name = ?", name))
    return number


def sellers(session: Session, at: int) -> list[tuple[str, Decimal]]:
    """Return initials and shares."""
    rows = session.store.rows(
        plain_sql("SELECT employee, share FROM opportunity_seller WHERE opportunity = ? ORDER BY id", at)
    )
    return [(session.names.title_of("employee", person), Decimal(share) / 100) for person, share in rows]


def test_weighted_value_is_summed_of_rounded_lines(session: Session, company: int) -> None:
    """P01, P02: 100 at 99 % and 200 at 0 % weigh 99.00; 12 345.67 at 33 % weighs 4 074.07."""
    ids = [
        opportunity(session, company, amount=Decimal(amount), probability=Decimal(percent))
        for amount, percent in (("100", "99"), ("200", "0"), ("12345.67", "33"))
    ]
    assert [read(session, Opportunity, at).weighted_value for at in ids] == [
        Decimal("99"),
        Decimal("0"),
        Decimal("4074.07"),
    ]
    assert session.store.value(plain_sql("SELECT sum(weighted_value) FROM opportunity WHERE id <= ?", ids[1])) == 9900


@given(st.integers(-(10**17), 10**17), st.integers(0, 10_000))
def test_weighting_is_exact(amount: int, percent: int) -> None:
    """OPP-04: half up to hundredths in whole numbers, whatever the size."""
    weighed = weighted_value(Decimal(amount).scaleb(-2), Decimal(percent).scaleb(-2))
    product = abs(amount) * percent
    expected = (product + 5_000) // 10_000 * (-1 if amount < 0 else 1)
    assert weighed == Decimal(expected).scaleb(-2)


def test_won_and_lost_lock_the_probability(session: Session, company: int, clock: StandingClock) -> None:
    """OPP-02, P03: 100 and 0, with the time; another one is refused."""
    reason = option(session, "loss_reason", "Pris")
    at = opportunity(session, company, amount=Decimal(200), stage=stage(session, "Quote"))
    won = update(session, at, status="won")
    assert (won.probability, won.weighted_value, won.closed_at) == (Decimal(100), Decimal(200), clock.now)
    with pytest.raises(UserError) as error:
        update(session, at, probability=Decimal(50))
    assert error.value.field == "probability"
    clock.move(hours=1)
    lost = update(session, at, status="lost", loss_reason=reason)
    assert (lost.probability, lost.weighted_value, lost.closed_at) == (Decimal(0), Decimal(0), clock.now)
    assert update(session, at, status="won").loss_reason is None
    assert update(session, at, stage=stage(session, "Closed")).probability == Decimal(100)


def test_reopening_puts_back_the_probability_of_the_stage(session: Session, company: int) -> None:
    """OPP-02, P04: never the 100 unseen; a typed one counts."""
    at = opportunity(session, company, stage=stage(session, "Quote"), probability=Decimal(45), status="won")
    opened = update(session, at, status="open", probability=Decimal(100))
    assert (opened.probability, opened.closed_at) == (Decimal(30), None), "the 100 stood in the form"
    update(session, at, status="won")
    assert update(session, at, status="open", probability=Decimal(70)).probability == Decimal(70)
    bare = opportunity(session, company, status="won", amount=Decimal(10))
    opened = update(session, bare, status="open")
    assert (opened.probability, opened.weighted_value) == (None, None)


def test_unknown_probability_weighs_nothing(session: Session, company: int) -> None:
    """P05: null, not nought."""
    at = opportunity(session, company, amount=Decimal(200), stage=None)
    assert read(session, Opportunity, at).weighted_value is None
    assert update(session, at, probability=Decimal(10)).weighted_value == Decimal(20)
    assert update(session, at, probability=None).weighted_value is None
    assert update(session, at, amount=None, probability=Decimal(10)).weighted_value is None


def test_lost_needs_a_reason(session: Session, company: int) -> None:
    """P06: refused beside the field, also for a new one and for many."""
    at = opportunity(session, company)
    for attempt in (
        lambda: update(session, at, status="lost"),
        lambda: opportunity(session, company, status="lost"),
    ):
        with pytest.raises(UserError) as error:
            attempt()
        assert error.value.field == "loss_reason"
    with pytest.raises(UserError), change(session, "Many", "edit") as made:
        made.update_many(Opportunity, [at], {"status": "lost"})
    lost = update(session, at, status="lost", loss_reason=option(session, "loss_reason", "Pris"))
    with pytest.raises(UserError):
        update(session, lost.id, loss_reason=None)


@pytest.mark.parametrize("status", ["open", "won"])
def test_a_reason_for_loss_stands_only_on_what_is_lost(session: Session, company: int, status: str) -> None:
    """Refused beside the field, for a new one and for one on file; opening a lost one again takes the reason away."""
    reason = option(session, "loss_reason", "Pris")
    at = opportunity(session, company, status=status)
    for attempt in (
        lambda: update(session, at, loss_reason=reason),
        lambda: opportunity(session, company, status=status, loss_reason=reason),
    ):
        with pytest.raises(UserError, match="only on what is lost") as error:
            attempt()
        assert error.value.field == "loss_reason"
    update(session, at, status="lost", loss_reason=reason)
    assert update(session, at, status=status).loss_reason is None


def test_stage_brings_its_probability(session: Session, company: int) -> None:
    """OPP-03: unless one is typed at the same time; a stage without one leaves it."""
    at = opportunity(session, company, stage=stage(session, "Quote"), amount=Decimal(100))
    assert read(session, Opportunity, at).weighted_value == Decimal(30)
    assert update(session, at, stage=stage(session, "Negotiation")).probability == Decimal(60)
    assert update(session, at, stage=stage(session, "Quote"), probability=Decimal(35)).probability == Decimal(35)
    assert update(session, at, stage=option(session, "stage", "Pause")).probability == Decimal(35)


def test_currency_follows_the_country(session: Session, company: int) -> None:
    """OPP-01."""
    assert read(session, Opportunity, opportunity(session, company, amount=Decimal(1))).currency == "NOK"
    other = opportunity(session, company, amount=Decimal(1), currency="EUR")
    assert read(session, Opportunity, other).currency == "EUR"


def test_new_opportunity_has_its_owner_as_seller(session: Session, per: Session, company: int) -> None:
    """S01, OPP-07."""
    assert sellers(session, opportunity(per, company)) == [("PHA", Decimal(100))]
    assert sellers(session, opportunity(per, company, owner=session.person.id)) == [("ROO", Decimal(100))]


@pytest.mark.parametrize(
    ("shares", "after"),
    [
        ({"ROO": 100}, {"PHA": 100}),  # S02
        ({"ROO": 60}, {"PHA": 60}),  # S03
        ({"ROO": 75, "KOL": 25}, {"ROO": 75, "KOL": 25}),  # S04
    ],
    ids=["S02", "S03", "S04"],
)
def test_one_seller_follows_the_owner(
    session: Session, kari: Session, per: Session, company: int, shares: dict[str, int], after: dict[str, int]
) -> None:
    """S02, S03, S04, OPP-08: one alone is replaced with its share; several stay. Undo brings the first back."""
    at = opportunity(session, company)
    people = {who.person.initials: who.person.id for who in (session, kari, per)}
    with change(session, "Shares", "edit") as made:
        (first,) = made.connection.execute("SELECT id FROM opportunity_seller").fetchone()
        made.update(Seller, first, {"share": Decimal(shares["ROO"])})
        for initials in shares.keys() - {"ROO"}:
            made.insert(Seller, {"opportunity": at, "employee": people[initials], "share": Decimal(shares[initials])})
    before = contents(session.store)
    update(session, at, owner=per.person.id)
    assert dict(sellers(session, at)) == after
    undo.undo(session, past_changes.latest(session)[0].id)
    assert contents(session.store) == before


def test_owners_of_many(session: Session, per: Session, company: int) -> None:
    """OPP-08 for a bulk edit."""
    ids = [opportunity(session, company) for _ in range(3)]
    with change(session, "Many", "edit") as made:
        made.update_many(Opportunity, ids, {"owner": per.person.id})
    assert [sellers(session, at) for at in ids] == [[("PHA", Decimal(100))]] * 3


def test_invalid_amount_names_the_field(session: Session, company: int) -> None:
    """C14 at the form's door."""
    with pytest.raises(UserError) as error:
        opportunity(session, company, amount=Decimal("1.005"))
    assert error.value.field == "amount"


def test_the_first_amount_is_in_the_currency_of_the_country(session: Session, company: int) -> None:
    """OPP-01: an amount that is typed later has one, too; who clears the currency means it."""
    at = opportunity(session, company)
    assert read(session, Opportunity, at).currency is None
    assert update(session, at, amount=Decimal(5)).currency == "NOK"
    assert update(session, at, currency=None).currency is None
    assert update(session, at, amount=Decimal(6)).currency is None
    other = opportunity(session, company, currency="EUR")
    assert update(session, other, amount=Decimal(5)).currency == "EUR"


def test_a_currency_is_one_however_it_was_typed(session: Session, company: int) -> None:
    """OPP-04: sums of a list, the board and the start page do not tell nok from NOK."""
    first, second = (opportunity(session, company, amount=Decimal(5), currency=typed) for typed in ("nok", "NOK"))
    assert read(session, Opportunity, first).currency == "NOK"
    assert update(session, second, currency=" eur").currency == "EUR"
    with change(session, "Many", "edit") as made:
        made.update_many(Opportunity, [first, second], {"currency": "dkk"})
    assert [(one.currency, one.amount) for one in totals(session, Filter()).sums] == [("DKK", Decimal(10))]


def test_what_nobody_owned_gets_its_first_owner_as_seller(session: Session, company: int, kari: Session) -> None:
    """OPP-07: commission goes to somebody once it belongs to somebody; undo takes the seller back."""
    at = opportunity(session, company, owner=None)
    before = contents(session.store)
    assert sellers(session, at) == []
    update(session, at, owner=kari.person.id)
    assert sellers(session, at) == [("KOL", Decimal(100))]
    update(session, at, owner=None)
    assert sellers(session, at) == [("KOL", Decimal(100))]
    for _change in range(2):
        past = past_changes.latest_own(session)
        assert past is not None
        undo.undo(session, past.id)
    assert contents(session.store) == before
