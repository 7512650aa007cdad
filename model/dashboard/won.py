"""What is won in a span of time, in all and by seller, from sums kept by month (CUST-01, OPP-12, OPP-13).

"Top sellers this year" over 200 000 opportunities would divide tens of thousands of amounts at each look at the start
page. So for each month (of UTC) the sums stand in table ``won_sum``: what each seller gets of the amounts, by the
largest remainder of each opportunity, and under employee 0 the whole amounts; per currency, which are never added up.

Sums that were counted up and down with each write would have to know every way of writing: undo, imports, merges, bulk
conversion, rows exactly as they were. Instead the triggers of the tables note in ``won_stale`` which month no longer
agrees, in the transaction that made it so, whoever it was; rows that are not won cost them one comparison. Who reads
takes the kept sums of the other months, works the stale ones out (one month by the index on status and time of
closing), and :func:`refresh` keeps these for the next one. A month is in neither table until something is won in it.

Opportunities of customers that only their owner may see count for that owner alone (W20). Their sums are kept apart,
by the owner: 0 stands for what everybody may see, -1 for what nobody may. Deactivated opportunities do not count, as
they are absent from the list of the won ones.

The months of the person's own zone begin some hours before or after those of UTC. What lies between is worked out and
added or taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.dates import from_utc_text, utc_text
from model.core.numbers import from_hundredths
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, first
from model.core.storage.statements import slot, statement, stored
from model.core.storage.store import Store
from model.customers.records import Customer
from model.opportunities.money import WHOLE, divide
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller

EVERYBODY, NOBODY = 0, -1
"""Under which owner of a customer sums are kept that everybody may see, and those that nobody may."""

_HELD = 2**63 - 1
"""The most that a column holds."""

Sums = dict[tuple[int, int, str], list[int]]
"""(owner of the hidden customer, employee or 0 for the whole, currency) → amount in hundredths, opportunities."""


class WonSum(peewee.Model):
    """What was won in a month of UTC ("2026-11"): in hundredths, of how many opportunities."""

    month = peewee.TextField()
    hidden = peewee.BigIntegerField()
    employee = peewee.BigIntegerField()
    currency = peewee.TextField()
    amount = peewee.BigIntegerField()
    count = peewee.BigIntegerField()

    class Meta:
        table_name = "won_sum"
        primary_key = peewee.CompositeKey("month", "hidden", "employee", "currency")


class WonStale(peewee.Model):
    """A month whose sums no longer agree; noted by triggers."""

    month = peewee.TextField(primary_key=True)

    class Meta:
        table_name = "won_stale"


@statement
def _won() -> Any:
    sale, seller = Opportunity, Seller
    nobody, everybody = peewee.SQL(str(NOBODY)), peewee.SQL(str(EVERYBODY))
    hidden_but_for = peewee.Case(
        None, [(Customer.owner_only.yes, peewee.fn.coalesce(Customer.owner, nobody))], everybody
    )
    return (
        sale.select(
            sale.id, sale.amount, peewee.fn.coalesce(sale.currency, BLANK), hidden_but_for, seller.employee,
            seller.share,
        )
        .join(Customer, peewee.JOIN.LEFT_OUTER, on=Customer.id == sale.customer)
        .join(seller, peewee.JOIN.LEFT_OUTER, on=seller.opportunity == sale.id)
        .where(
            sale.status == "won", sale.closed_at >= stored("first"), sale.closed_at < stored("after"),
            sale.active.yes,
        )
        .order_by(sale.closed_at, sale.id, first(seller.id))
    )  # fmt: skip


@statement
def _stale_months() -> Any:
    return WonStale.select(WonStale.month).order_by(WonStale.month.desc())


@statement
def _sums_of_month() -> Any:
    kept = WonSum
    columns = (kept.hidden, kept.employee, kept.currency, kept.amount, kept.count)
    return kept.select(*columns).where(kept.month == slot("month"))


@statement
def _forget(table: type[WonSum] | type[WonStale]) -> Any:
    return table.delete().where(table.month == slot("month"))


class Won(NamedTuple):
    """What was won in one currency, by all (``employee`` 0) or the part of one seller."""

    employee: int
    currency: str
    amount: Decimal
    sales: int
    """Opportunities, those shared with others included."""


def won(session: Session, start: datetime, end: datetime) -> list[Won]:
    """Return what was won from ``start`` until before ``end`` (aware), as the person may see it.

    By currency, the one of most opportunities first, amounts without one last; within it all together first, then the
    sellers, who won most before others. Opportunities with neither amount nor currency stand under '' with nothing.
    """
    sums: Sums = {}
    with session.store.one_moment():
        stale = {month for (month,) in session.store.rows(_stale_months())}
        for sign, first, last, whole in _spans(utc_text(start), utc_text(end), stale):
            found = _kept(session.store, first) if whole else _worked_out(session.store, first, last)
            for key, (amount, count) in found.items():
                there = sums.setdefault(key, [0, 0])
                there[0] += sign * amount
                there[1] += sign * count
    seen: dict[tuple[int, str], list[int]] = {}
    for (hidden, employee, currency), (amount, count) in sums.items():
        if hidden in (EVERYBODY, session.person.id):
            there = seen.setdefault((employee, currency), [0, 0])
            there[0] += amount
            there[1] += count
    most = {currency: count for (employee, currency), (_amount, count) in seen.items() if not employee}
    ordered = sorted(
        seen.items(),
        key=lambda line: (
            not line[0][1],
            -most.get(line[0][1], 0),
            line[0][1],
            line[0][0] != 0,
            -line[1][0],
            line[0][0],
        ),
    )
    return [
        Won(employee, currency, from_hundredths(amount), count)
        for (employee, currency), (amount, count) in ordered
        if count
    ]


def refresh(session: Session, most: int = -1) -> int:
    """Keep the sums of the months that no longer agree, the latest first, ``most`` of them; return how many there were.

    Each month is a transaction of its own, so that others may write in between. A month whose sums are more than the
    database holds in one number stays as it is, and is worked out at each look.
    """
    store, done = session.store, 0
    if store.read_only:
        return 0
    for (month,) in store.rows(_stale_months()):
        if done == most:
            break
        with store.writing():
            found = _worked_out(store, *_bounds(month))
            if any(abs(amount) > _HELD for amount, _count in found.values()):
                continue
            if store.run(_forget(WonStale), month=month):
                store.run(_forget(WonSum), month=month)
                columns = ("month", "hidden", "employee", "currency", "amount", "count")
                store.insert_many("won_sum", columns, [(month, *key, *sums) for key, sums in found.items()])
                done += 1
    return done


def _spans(start: str, end: str, stale: set[str]) -> Iterator[tuple[int, str, str, bool]]:
    """Yield what to add (1) or take away (-1): from, until before, and whether it is months whose sums are kept.

    ``start`` and ``end`` are stored times. A month that lies partly outside is taken whole less the part outside, where
    that is the smaller work.
    """
    while start < end:
        first, last = _bounds(start[:7])
        until = min(last, end)
        inside = from_utc_text(until) - from_utc_text(start)
        if start[:7] in stale or 2 * inside < from_utc_text(last) - from_utc_text(first):
            yield 1, start, until, False
        else:
            yield 1, first, last, True
            for begin, over in ((first, start), (until, last)):
                if begin < over:
                    yield -1, begin, over, False
        start = until


def _bounds(month: str) -> tuple[str, str]:
    """Return the stored times of the first moment of a month of UTC and of the first after it."""
    first = f"{month}-01T00:00:00Z"
    after = (from_utc_text(first) + timedelta(days=31)).replace(day=1)
    return first, utc_text(after)


def _kept(store: Store, first: str) -> Sums:
    rows = store.rows(_sums_of_month(), month=first[:7])
    return {(hidden, employee, currency): [amount, count] for hidden, employee, currency, amount, count in rows}


def _worked_out(store: Store, first: str, after: str) -> Sums:
    """Return the sums of what was closed from ``first`` until before ``after``, from the opportunities themselves."""
    sums: Sums = {}

    def add(hidden: int, employee: int, currency: str, amount: int) -> None:
        there = sums.get((hidden, employee, currency))
        if there is None:
            sums[hidden, employee, currency] = [amount, 1]
        else:
            there[0] += amount
            there[1] += 1

    def divided(hidden: int, currency: str, amount: int, sellers: Sequence[tuple[int, int]]) -> None:
        if len(sellers) == 1 and sellers[0][1] == WHOLE:
            # As nearly all of them are.
            add(hidden, sellers[0][0], currency, amount)
            return
        parts = divide(abs(amount), [share for _employee, share in sellers])
        for (employee, _share), part in zip(sellers, parts, strict=True):
            add(hidden, employee, currency, -part if amount < 0 else part)

    last, whole, shared = None, (0, "", 0), list[tuple[int, int]]()
    for number, hundredths, currency, hidden, employee, share in store.rows(_won(), first=first, after=after):
        if number != last:
            if shared:
                divided(*whole, shared)
                shared = []
            last, whole = number, (hidden, currency, hundredths or 0)
            add(hidden, 0, currency, whole[2])
        if employee is not None:
            shared.append((employee, share))
    if shared:
        divided(*whole, shared)
    return sums
