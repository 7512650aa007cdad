"""What is won, from kept sums: the same as counting it all anew, whatever was written and by whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.core.access.person import Person
from model.core.access.session import Session
from model.core.changes.bulk_load import indexes_aside
from model.core.changes.change import change
from model.core.dates import from_utc_text
from model.core.errors import UserError
from model.core.history.past_changes import latest
from model.core.history.undo import undo
from model.core.records.options import Option
from model.core.storage.errors import ConstraintError
from model.customers.records import Customer
from model.dashboard.won import refresh, won
from model.merging.merge import merge, plan_merge
from model.opportunities.money import shared_money
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from tests import on_file
from tests.engines import Databases
from tests.model.filing import customer, file
from tests.plain_sql import plain_sql

OPEN, WON, LOST = "open", "won", "lost"


def recounted(session: Session, start: datetime, end: datetime) -> dict[tuple[int, str], tuple[Decimal, int]]:
    """Return what :func:`won` should say, by going through every opportunity."""
    store, me = session.store, session.person.id
    hidden = {
        row[0]
        for row in store.rows(
            plain_sql("SELECT id FROM customer WHERE owner_only = 1 AND owner IS DISTINCT FROM ?", me)
        )
    }
    found: dict[tuple[int, str], tuple[Decimal, int]] = {}

    def add(employee: int, currency: str, amount: Decimal) -> None:
        before = found.get((employee, currency), (Decimal(0), 0))
        found[employee, currency] = (before[0] + amount, before[1] + 1)

    for number, whose, closed, hundredths, currency in store.rows(
        plain_sql(
            "SELECT id, customer, closed_at, amount, coalesce(currency, '') FROM opportunity WHERE"
            " status = 2 AND active = 1"
        )
    ):
        if whose in hidden or closed is None or not start <= from_utc_text(closed) < end:
            continue
        amount = None if hundredths is None else Decimal(hundredths) / 100
        add(0, currency, amount or Decimal(0))
        sellers = store.rows(
            plain_sql("SELECT employee, share FROM opportunity_seller WHERE opportunity = ? ORDER BY id", number)
        )
        parts, _rest = shared_money(amount, [Decimal(share) / 100 for _employee, share in sellers])
        for (employee, _share), part in zip(sellers, parts, strict=True):
            add(employee, currency, part)
    return found


def agrees(session: Session, start: datetime, end: datetime) -> None:
    """Hold that what is told from the kept sums is what counting gives."""
    told = {(line.employee, line.currency): (line.amount, line.sales) for line in won(session, start, end)}
    assert told == recounted(session, start, end)


def stale(session: Session) -> list[str]:
    """Return the months that are to be worked out anew."""
    return [row[0] for row in session.store.rows(plain_sql("SELECT month FROM won_stale ORDER BY month"))]


def sale(session: Session, of: int, closed: str, amount: str | None = "1000", **values: Any) -> int:
    """Put a won opportunity on file."""
    number: int = file(
        session, Opportunity, title="Sale", customer=of, status=WON, closed_at=from_utc_text(closed),
        amount=None if amount is None else Decimal(amount), **values,
    )  # fmt: skip
    return number


YEAR = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_sums_by_seller_and_in_all_come_from_months_that_are_kept(session: Session, per: Session) -> None:
    """S16, S17, S22: sellers' parts by largest remainder, the whole beside them; nothing is worked out twice."""
    fjord = customer(session)
    number = sale(session, fjord, "2026-03-10T10:00:00Z", "0.01")
    sale(session, fjord, "2026-05-10T10:00:00Z", "200")
    with change(session, "Share", "edit") as made:
        made.insert(Seller, {"opportunity": number, "employee": per.person.id, "share": Decimal(50)})
        (own,) = on_file.ids(session.store, Seller, (Seller.opportunity == number) & (Seller.employee != per.person.id))
        made.update(Seller, own, {"share": Decimal(50)})
    assert stale(session) == ["2026-03", "2026-05"]
    agrees(session, *YEAR)
    assert refresh(session, 1) == 1
    assert stale(session) == ["2026-03"]
    agrees(session, *YEAR)
    assert refresh(session) == 1
    assert stale(session) == []
    assert refresh(session) == 0
    me = session.person.id
    assert [(line.employee, str(line.amount), line.sales) for line in won(session, *YEAR)] == [
        (0, "200.01", 2), (me, "200.01", 2), (per.person.id, "0.00", 1),
    ]  # fmt: skip
    # It is the table that is read: what is put there by hand is told.
    with session.store.writing():
        session.store.run(plain_sql("UPDATE won_sum SET amount = 700 WHERE month = '2026-05'"))
    assert str(won(session, *YEAR)[0].amount) == "7.01"


def test_what_is_not_won_marks_nothing(session: Session) -> None:
    """Leads converted and opportunities edited by the thousand leave the kept sums alone."""
    fjord = customer(session)
    number = file(session, Opportunity, title="Open", customer=fjord, amount=Decimal(5))
    with change(session, "Change", "edit") as made:
        made.update(Opportunity, number, {"amount": Decimal(7), "note": "x"})
        made.update(Customer, fjord, {"note": "y"})
    assert stale(session) == []
    sold = sale(session, fjord, "2026-03-10T10:00:00Z")
    refresh(session)
    with change(session, "Change", "edit") as made:
        made.update(Opportunity, sold, {"title": "Other", "note": "x"})
    assert stale(session) == []


def test_a_customer_that_becomes_its_owners_alone_takes_its_sales_along(session: Session, per: Session) -> None:
    """W20, CUST-09: what is won from a customer of somebody's own counts for nobody else, from the moment on."""
    fjord, berg = customer(session), customer(session, "Berg AS", owner=per.person.id)
    sale(session, fjord, "2026-03-10T10:00:00Z", "100")
    sale(session, berg, "2026-03-11T10:00:00Z", "900", owner=per.person.id)
    refresh(session)
    other = per
    for owner_only, mine, theirs in ((True, 100, 1000), (False, 1000, 1000)):
        with change(other, "Hide", "edit") as made:
            made.update(Customer, berg, {"owner_only": owner_only})
        assert stale(session) == ["2026-03"]
        for _turn in range(2):
            assert won(session, *YEAR)[0].amount == mine
            assert won(other, *YEAR)[0].amount == theirs
            agrees(session, *YEAR)
            agrees(other, *YEAR)
            refresh(session)
    undo(session, latest(session, 1)[0].id)
    assert won(session, *YEAR)[0].amount == 100


def test_months_of_another_zone_are_cut_at_their_own_midnight(session: Session) -> None:
    """W14: what was won late on New Year's Eve by UTC belongs to the next year in Oslo."""
    fjord = customer(session)
    sale(session, fjord, "2025-12-31T23:30:00Z", "1")
    sale(session, fjord, "2026-12-31T22:30:00Z", "10")
    sale(session, fjord, "2026-12-31T23:30:00Z", "100")
    start, end = (datetime.fromisoformat(f"{year}-01-01T00:00:00+01:00") for year in (2026, 2027))
    for _turn in range(2):
        assert won(session, start, end)[0].amount == 11
        agrees(session, start, end)
        refresh(session)


def test_currencies_are_never_added_up(session: Session) -> None:
    """The currency of most sales comes first; each has its own order of sellers."""
    fjord = customer(session)
    for day, currency in ((1, "DKK"), (2, "NOK"), (3, "NOK")):
        sale(session, fjord, f"2026-03-{day:02}T10:00:00Z", "10", currency=currency)
    told = [(line.currency, str(line.amount)) for line in won(session, *YEAR) if not line.employee]
    assert told == [("NOK", "20.00"), ("DKK", "10.00")]


def test_merging_customers_and_undoing_it_moves_the_sales(session: Session, per: Session) -> None:
    """M25, W20: sales of a customer that is merged into one of somebody's own are that one's alone, until undone."""
    fjord, berg = customer(session), customer(session, "Berg AS", owner_only=True)
    sale(session, fjord, "2026-03-10T10:00:00Z", "100")
    refresh(session)
    other = per
    assert won(other, *YEAR)[0].amount == 100
    merge(session, plan_merge(session, "customer", fjord, berg))
    agrees(other, *YEAR)
    agrees(session, *YEAR)
    refresh(session)
    agrees(other, *YEAR)
    undo(session, latest(session, 1)[0].id)
    assert won(other, *YEAR)[0].amount == 100
    agrees(session, *YEAR)


def test_rows_written_in_bulk_are_counted(session: Session) -> None:
    """A bulk load lays indexes aside, not the marks; what is read is one moment, while others write."""
    fjord = customer(session)
    closed = from_utc_text("2026-04-01T00:00:00Z")
    rows = [
        {"title": f"Sale {number}", "customer": fjord, "status": WON, "closed_at": closed, "amount": Decimal(number)}
        for number in range(40)
    ]
    with change(session, "Load", "import") as made, indexes_aside(made, Opportunity):
        made.insert_many(Opportunity, rows)
    assert stale(session) == ["2026-04"]
    agrees(session, *YEAR)
    refresh(session)
    agrees(session, *YEAR)
    with change(session, "Deactivate", "edit") as made:
        made.update_many(Opportunity, range(1, 11), {"active": False})
    agrees(session, *YEAR)


Write = Callable[[Session, Random], None]


def _any(session: Session, chance: Random, table: str) -> int:
    ids = session.store.rows(plain_sql(f"SELECT id FROM {table} ORDER BY id"))
    return int(chance.choice(ids)[0]) if ids else 0


def _add(session: Session, chance: Random) -> None:
    year, month = chance.choice((2025, 2026, 2026, 2026, 2027)), chance.choice((1, 2, 12))
    day = f"{year}-{month:02}-{chance.choice((1, 15, 28)):02}"
    when = from_utc_text(f"{day}T{chance.choice((0, 23)):02}:30:00Z")
    status = chance.choice((OPEN, WON, WON, LOST))
    values: dict[str, Any] = {"title": "Sale", "customer": _any(session, chance, "customer"), "status": status}
    values["amount"] = chance.choice((None, Decimal(chance.randrange(-100_000, 100_000)) / 100))
    values["currency"] = chance.choice((None, "NOK", "DKK"))
    if status != OPEN:
        values["closed_at"] = when
    if status == LOST:
        values["loss_reason"] = 1
    with change(session, "Add", "add") as made:
        made.insert(Opportunity, values)


def _edit(session: Session, chance: Random) -> None:
    if number := _any(session, chance, "opportunity"):
        values = chance.choice(
            (
                {"amount": Decimal(chance.randrange(10_000)) / 100}, {"status": OPEN}, {"status": WON},
                {"status": LOST, "loss_reason": 1}, {"currency": "SEK"}, {"active": chance.random() < 0.5},
                {"customer": _any(session, chance, "customer")}, {"owner": chance.choice((1, 2))},
            )
        )  # fmt: skip
        with change(session, "Edit", "edit") as made:
            made.update(Opportunity, number, values)


def _remove(session: Session, chance: Random) -> None:
    if number := _any(session, chance, "opportunity"):
        with change(session, "Delete", "delete") as made:
            sellers = on_file.ids(session.store, Seller, Seller.opportunity == number)
            for seller in sellers if chance.random() < 0.5 else ():
                made.delete(Seller, seller)
            made.delete(Opportunity, number)


def _load(session: Session, chance: Random) -> None:
    day = from_utc_text(f"2026-0{chance.choice((1, 2, 3))}-15T10:00:00Z")
    row = {"title": "Load", "customer": _any(session, chance, "customer"), "status": WON, "closed_at": day}
    with change(session, "Load", "import") as made:
        made.insert_many(Opportunity, [{**row, "amount": Decimal(chance.randrange(1, 100))} for _sale in range(3)])


def _move(session: Session, chance: Random) -> None:
    seller, number = _any(session, chance, "opportunity_seller"), _any(session, chance, "opportunity")
    try:
        on_file.overwrite(session.store, Seller, Seller.id == seller, opportunity=number)
    except ConstraintError:
        pass  # Its employee is a seller of that one already.


def _drop(session: Session, chance: Random) -> None:
    with change(session, "Drop", "delete") as made:
        made.delete(Customer, _any(session, chance, "customer"))


def _share(session: Session, chance: Random) -> None:
    number, seller = _any(session, chance, "opportunity"), _any(session, chance, "opportunity_seller")
    with change(session, "Share", "edit") as made:
        share = Decimal(chance.randrange(10_001)) / 100
        if seller and chance.random() < 0.4:
            made.update(Seller, seller, {"share": share})
        elif seller and chance.random() < 0.3:
            made.delete(Seller, seller)
        elif number:
            made.insert(Seller, {"opportunity": number, "employee": chance.choice((1, 2)), "share": share})


def _hide(session: Session, chance: Random) -> None:
    with change(session, "Hide", "edit") as made:
        made.update(
            Customer, _any(session, chance, "customer"),
            {"owner_only": chance.random() < 0.5, "owner": chance.choice((1, 2))},
        )  # fmt: skip


def _undo(session: Session, chance: Random) -> None:
    undo(session, chance.choice(latest(session, 8)).id)


def _refresh(session: Session, chance: Random) -> None:
    refresh(session)


def _merge(session: Session, chance: Random) -> None:
    source, target = _any(session, chance, "customer"), _any(session, chance, "customer")
    merge(session, plan_merge(session, "customer", source, target))


WRITES: tuple[Write, ...] = (
    _add, _add, _add, _load, _edit, _edit, _share, _share, _share, _move, _remove, _hide, _drop, _undo, _undo, _refresh,
)  # fmt: skip


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_kept_sums_agree_with_counting_after_anything(
    seed: int, tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases
) -> None:
    """After random writes, merges, undo and refreshing, for two people, in two zones: the same as counting anew."""
    from model.people.records import Employee
    from model.people.signing_in import sign_in

    chance = Random(seed)
    store = shared_databases.open(tmp_path_factory.mktemp("won") / "salg.db")
    session = sign_in(store, "kari", lambda: datetime(2026, 2, 1, 12, tzinfo=UTC))
    per = file(session, Employee, initials="PER", name="Per Haug")
    file(session, Option, list="loss_reason", name="Price")
    for name in ("Fjord AS", "Berg AS", "Dal AS"):
        customer(session, name, owner_only=chance.random() < 0.4)
    both = (session, session.as_person(Person(per, "PER", "Per Haug", "seller")))
    spans = [
        tuple(datetime.fromisoformat(f"{year}-01-01T00:00:00{zone}") for year in (2026, 2027))
        for zone in ("+00:00", "+13:00", "-11:00")
    ]
    for step in range(40):
        try:
            chance.choice((*WRITES, _merge) if step > 25 else WRITES)(chance.choice(both), chance)
        except UserError:
            continue
        for who in both:
            for start, end in spans if step % 4 == 0 else (YEAR,):
                agrees(who, start, end)
        if chance.random() < 0.6:
            refresh(session)
            assert stale(session) == []
    store.close()


def test_sums_of_the_largest_amounts_are_exact(session: Session) -> None:
    """OPP-12: more than the database holds in one number is worked out at each look; other months are kept."""
    company, most = customer(session), Decimal(10**15 - 1)
    sale(session, company, "2026-02-10T10:00:00Z")
    with change(session, "Many", "add") as made:
        values = {"title": "Sale", "customer": company, "status": WON, "amount": most}
        made.insert_many(
            Opportunity, [{**values, "closed_at": from_utc_text("2026-03-10T10:00:00Z")} for _each in range(100)]
        )
    assert refresh(session, 1) == 1
    assert (refresh(session, 1), stale(session)) == (0, ["2026-03"])
    agrees(session, *YEAR)
    assert won(session, *YEAR)[0].amount == 100 * most + 1000
