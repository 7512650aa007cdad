"""Winning, losing, opening again, stages and the time spent at them (OPP-02, OPP-03; P03, P04, P06, P08)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.changes.change import Conflict, change, read
from model.core.errors import NotAllowedError, UserError
from model.core.history import past_changes, undo
from model.merging.merge import merge, plan_merge
from model.opportunities.closing import LOST, OPEN, WON, close, plan_closing
from model.opportunities.records import Opportunity
from model.opportunities.stage_history import stays
from model.opportunities.stages import all_stages, plan_step, step
from tests.conftest import StandingClock
from tests.model.filing import contents, customer, file, option


@pytest.fixture
def sale(session: Session) -> int:
    """An opportunity at the first stage, over 1 000.00 at 10 %."""
    stage = all_stages(session)[0].id
    return file(
        session,
        Opportunity,
        title="Lager",
        customer=customer(session),
        amount=Decimal(1000),
        currency="NOK",
        stage=stage,
    )


def on_file(session: Session, sale: int) -> tuple[str, Decimal | None, Decimal | None]:
    """Return status, probability and weighted value."""
    found = read(session, Opportunity, sale)
    return found.status, found.probability, found.weighted_value


def test_a_win_is_shown_done_and_undone(session: Session, sale: int) -> None:
    """OPP-02, P03: 100 % before anything is saved; one change; undo restores every column."""
    before = contents(session.store)
    plan = plan_closing(session, [sale], WON)
    assert contents(session.store) == before
    assert plan.sentences()[:2] == [
        "Probability 10.00 % → 100.00 %.",
        "Weighted value 100.00 NOK → 1,000.00 NOK.",
    ]
    made = close(session, plan)
    assert on_file(session, sale) == ("won", 100, 1000)
    assert past_changes.latest(session, 1)[0].name == "Won: Lager"
    assert made is not None
    undo.undo(session, made)
    assert contents(session.store) == before


def test_open_again_takes_the_probability_of_the_stage(session: Session, sale: int) -> None:
    """P04: never 100 unseen; shown before."""
    close(session, plan_closing(session, [sale], WON))
    plan = plan_closing(session, [sale], OPEN)
    assert plan.sentences()[0] == "Probability 100.00 % → 10.00 %."
    close(session, plan)
    assert on_file(session, sale) == ("open", 10, 100)
    assert read(session, Opportunity, sale).closed_at is None


def test_a_loss_has_a_reason(session: Session, sale: int, kari: Session) -> None:
    """P06: one of the list; a new one is an administrator's to give, in the same change."""
    with pytest.raises(UserError) as refused:
        plan_closing(session, [sale], LOST)
    assert refused.value.field == "loss_reason"
    with pytest.raises(NotAllowedError):
        plan_closing(kari, [sale], LOST, new_reason="Pris")
    before = contents(session.store)
    made = close(session, plan_closing(session, [sale], LOST, new_reason="  For  dyrt "))
    found = read(session, Opportunity, sale)
    assert session.names.title_of("option", found.loss_reason) == "For dyrt"
    assert on_file(session, sale) == ("lost", 0, 0)
    assert made is not None
    undo.undo(session, made)
    assert contents(session.store) == before
    there = option(session, "loss_reason", "For dyrt")
    assert plan_closing(kari, [sale], LOST, new_reason="for DYRT").reason == there


def test_the_day_it_was_closed(session: Session, sale: int, clock: StandingClock) -> None:
    """A day that has not come is refused, one before it was put on file is passed over, and said."""
    clock.move(days=10)
    close(session, plan_closing(session, [sale], WON, day=date(2026, 11, 25)))
    assert read(session, Opportunity, sale).closed_at.date() == date(2026, 11, 25)
    with pytest.raises(UserError) as refused:
        plan_closing(session, [sale], WON, day=date(2026, 12, 2))
    assert refused.value.field == "closed_at"
    other = file(session, Opportunity, title="B", customer=1)
    plan = plan_closing(session, [other], WON, day=date(2026, 11, 25))
    assert (plan.closings, plan.skipped) == ((), ("1 was put on file later.",))


def test_many_at_once(session: Session, sale: int) -> None:
    """Counts, sums, and what stays and why; one change for all."""
    others = [
        file(session, Opportunity, title=f"N{n}", customer=1, amount=Decimal(50), currency="NOK") for n in range(3)
    ]
    close(session, plan_closing(session, others[:1], WON))
    before = contents(session.store)
    plan = plan_closing(session, [sale, *others, 999], WON)
    assert plan.sentences() == [
        "3 opportunities.",
        "Together 1,100.00 NOK.",
        "Closed on 21 Nov 2026.",
        "1 is won already.",
        "1 is no longer there.",
    ]
    made = close(session, plan)
    assert {on_file(session, one)[0] for one in (sale, *others)} == {"won"}
    assert made is not None
    undo.undo(session, made)
    assert contents(session.store) == before


def test_two_at_once(session: Session, sale: int, kari: Session) -> None:
    """COM-09: what somebody else has lost in the meantime is not won over it."""
    mine = plan_closing(session, [sale], WON)
    close(kari, plan_closing(kari, [sale], LOST, reason=option(session, "loss_reason", "Pris")))
    with pytest.raises(Conflict):
        close(session, mine)
    assert on_file(session, sale)[0] == "lost"


def test_stages_follow_each_other(session: Session, sale: int) -> None:
    """OPP-03: each with its probability; none beyond the last, none before the first; closed ones stay."""
    seen = []
    while (plan := plan_step(session, [sale], 1)).moves:
        seen.append(plan.moves[0].after.name)
        step(session, plan)
    assert seen == [stage.name for stage in all_stages(session)][1:]
    assert plan.skipped == ("1 stays: it is at the last stage.",)
    step(session, plan_step(session, [sale], -1))
    assert read(session, Opportunity, sale).stage == all_stages(session)[-2].id
    assert read(session, Opportunity, sale).probability == all_stages(session)[-2].probability
    close(session, plan_closing(session, [sale], WON))
    assert plan_step(session, [sale], -1).skipped == ("1 stays: it is closed; Y opens it again.",)
    without = file(session, Opportunity, title="B", customer=1, stage=None)
    assert plan_step(session, [without], 1).moves[0].after == all_stages(session)[0]
    assert plan_step(session, [without], -1).moves == ()


def test_two_moves_in_a_minute_are_two_stays(session: Session, sale: int, clock: StandingClock) -> None:
    """P08: both rows; what they lasted adds up to the age."""
    clock.move(days=3)
    step(session, plan_step(session, [sale], 1))
    clock.move(seconds=20)
    step(session, plan_step(session, [sale], 1))
    clock.move(hours=5)
    found = stays(session, sale)
    assert [stay.stage for stay in found] == ["First meeting", "Quote", "Negotiation"]
    assert [stay.lasted for stay in found] == [timedelta(days=3), timedelta(seconds=20), timedelta(hours=5)]
    age = clock.now - read(session, Opportunity, sale).created_at
    assert sum((stay.lasted for stay in found), timedelta()) == age
    assert [stay.present for stay in found] == [False, False, True]


def test_what_was_undone_has_not_been(session: Session, sale: int, clock: StandingClock) -> None:
    """P08: undo takes a stay away, redo brings it back; the clock stops when it is closed."""
    clock.move(days=1)
    made = step(session, plan_step(session, [sale], 1))
    assert made is not None
    clock.move(days=1)
    undone = undo.undo(session, made)
    assert [stay.stage for stay in stays(session, sale)] == ["First meeting"]
    undo.undo(session, undone.id)
    assert [stay.lasted.days for stay in stays(session, sale)] == [1, 1]
    close(session, plan_closing(session, [sale], WON))
    clock.move(days=100)
    assert [stay.lasted.days for stay in stays(session, sale)] == [1, 1]


def test_without_history_it_begins_when_it_was_put_on_file(session: Session, sale: int, clock: StandingClock) -> None:
    """P08: as imports and made-up data are."""
    with change(session, "Gone", "x") as made:
        made.connection.execute("DELETE FROM change_row WHERE record = 'opportunity'")
        made.connection.execute("UPDATE opportunity SET created_at = '2026-11-01T12:00:00Z'")
    (only,) = stays(session, sale)
    assert (only.stage, only.lasted) == ("First meeting", timedelta(days=20))


def test_merging_the_customer_moves_no_stage(session: Session, sale: int, clock: StandingClock) -> None:
    """P08, M07: the opportunity goes to another customer; its time at stages is what it was, merged or undone."""
    step(session, plan_step(session, [sale], 1))
    clock.move(days=2)
    before = [(stay.stage, stay.lasted) for stay in stays(session, sale)]
    other = customer(session, "Fjord ASA")
    source = read(session, Opportunity, sale).customer
    merged = merge(session, plan_merge(session, "customer", source, other))
    assert read(session, Opportunity, sale).customer == other
    assert [(stay.stage, stay.lasted) for stay in stays(session, sale)] == before
    undo.undo(session, merged.change)
    assert [(stay.stage, stay.lasted) for stay in stays(session, sale)] == before
