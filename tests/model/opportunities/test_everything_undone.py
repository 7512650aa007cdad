"""Sellers, stages, closing and bulk edits by several people in any order: the rules hold, undo takes all back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.errors import UserError
from model.core.history.undo import undo
from model.opportunities import closing, stages
from model.opportunities.records import Opportunity
from model.opportunities.sellers import Edit, plan_sellers, save_sellers
from tests.model.filing import contents, customer, file, option
from tests.plain_sql import plain_sql

LOCKED = {2: 10_000, 3: 0}
"""The probability of what is won and lost, as they are stored."""


def hold(session: Session) -> None:
    """Hold what is true of every opportunity: OPP-02, OPP-04, P02, P03, P05, P06."""
    for status, amount, probability, weighted, closed_at, reason in session.store.rows(
        plain_sql("SELECT status, amount, probability, weighted_value, closed_at, loss_reason FROM opportunity")
    ):
        assert (status == 1, status == 3) == (closed_at is None, reason is not None)
        assert probability == LOCKED.get(status, probability)
        known = amount is not None and probability is not None
        exact = Decimal(amount) * probability / 10_000 if known else None
        assert weighted == (None if exact is None else int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_to_sales_is_taken_back(session: Session, kari: Session, per: Session, seed: int) -> None:
    """COM-08, OPP-07 … OPP-12, W20: people do not all see the same; each takes back their own, newest first."""
    by_chance = Random(seed)
    companies = [customer(session), customer(kari, "Hemmelig", owner_only=True)]
    reason = option(session, "loss_reason", "Too dear")
    sales = [
        file(kari, Opportunity, title="Sale", customer=by_chance.choice(companies), stage=1, amount=Decimal(number))
        for number in range(6)
    ]
    people = {one.person.id: one for one in (session, kari, per)}
    before, last = contents(session.store), session.store.value(plain_sql("SELECT max(id) FROM change"))

    def share() -> Decimal:
        return Decimal(by_chance.randrange(10_001)) / 100

    def somebody() -> int:
        return by_chance.choice([*people])

    deeds: list[Callable[[Session, int], object]] = [
        lambda who, sale: closing.close(
            who,
            closing.plan_closing(
                who, by_chance.sample(sales, 3), by_chance.choice(["won", "lost", "open"]), reason=reason
            ),
        ),
        lambda who, sale: stages.step(who, stages.plan_step(who, sales, by_chance.choice([1, -1]))),
        lambda who, sale: save_sellers(who, plan_sellers(who, sale, [Edit("add", somebody(), share())])),
        lambda who, sale: save_sellers(who, plan_sellers(who, sale, [Edit("set", somebody(), share())])),
        lambda who, sale: save_sellers(who, plan_sellers(who, sale, [Edit("remove", somebody())])),
        lambda who, sale: edit(who, plan_edit(who, Opportunity, sales, "owner", by_chance.choice(["ROO", "KOL", ""]))),
        lambda who, sale: edit(who, plan_edit(who, Opportunity, sales, "amount", str(by_chance.randrange(1000)))),
        lambda who, sale: edit(who, plan_edit(who, Opportunity, sales, "customer", f"#{by_chance.choice(companies)}")),
    ]
    done = 0
    for _turn in range(30):
        try:
            done += bool(by_chance.choice(deeds)(people[somebody()], by_chance.choice(sales)))
        except UserError:
            continue
        hold(session)
    assert done > 5
    for number, author in session.store.rows(
        plain_sql("SELECT id, author FROM change WHERE id > ? ORDER BY id DESC", last)
    ):
        undo(people[author], number)
        hold(session)
    assert contents(session.store) == before
