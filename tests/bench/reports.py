"""Reports over 200 000 opportunities of 100 000 customers, against the bare GROUP BY (OPP-21 … OPP-23).

Nine in ten opportunities are closed, over seven years; four in ten are shared by several sellers; one customer in two
hundred is visible to its owner alone.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.dates import find_zone, utc_text
from model.core.records.options import Option
from model.core.records.record import Record
from model.core.storage.database import open_store
from model.customers.records import Customer
from model.opportunities.records import Opportunity
from model.people.records import Employee
from model.people.signing_in import sign_in
from model.reports.answers import Asked
from model.reports.declared import report_named
from model.reports.periods import Period, read_period
from model.reports.running import run
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.floors import as_text
from tests.bench.invented_rows import NOW, Pattern, ids, stored

OPPORTUNITIES, CUSTOMERS, SELLERS = 200_000, 100_000, 30
INITIALS = ("ADM", *(f"S{number:02}" for number in range(SELLERS)))

BARE = "SELECT status, count(*), sum(amount) FROM opportunity GROUP BY status"
BARE_BY = {
    "customer": "SELECT customer, status, count(*), sum(amount) FROM opportunity WHERE status IN (2, 3) GROUP BY 1, 2",
    "source": "SELECT source, status, count(*), sum(amount) FROM opportunity WHERE status IN (2, 3) GROUP BY 1, 2",
    "seller": "SELECT employee, status, count(*), sum(amount * share) FROM opportunity o JOIN opportunity_seller s"
    " ON s.opportunity = o.id WHERE status IN (2, 3) GROUP BY 1, 2",
}


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the figures."""
    with tempfile.TemporaryDirectory() as folder:
        session = _filed(Path(folder) / "salg.db", max(500, int(OPPORTUNITIES * size)), max(200, int(CUSTOMERS * size)))
        count = len(ids(session.store, Opportunity))

        def report(name: str, part: str, period: Period | None = None) -> Callable[[], object]:
            return lambda: run(session, report_named(name), Asked(period or Period(), (part,)))

        def bare(sql: str) -> Callable[[], object]:
            return as_text(session, sql)

        seconds = interleaved({"report": report("won-lost", "month"), "bare": bare(BARE)}, rounds=5)
        yield Figure(
            f"won and lost of all {count}, by month, against GROUP BY status",
            ratio(seconds, "report", "bare"),
            target=3,
            note=times(seconds),
        )
        for part, sql in BARE_BY.items():
            seconds = interleaved({"report": report("won-lost", part), "bare": bare(sql)}, rounds=3)
            yield Figure(
                f"won and lost by {part}, against its own GROUP BY",
                ratio(seconds, "report", "bare"),
                note=times(seconds),
            )
        year = read_period("2025", NOW.date())
        subjects = {
            "won and lost of a year": report("won-lost", "month", year),
            "commission of a year": report("commission", "seller", year),
            "pipeline": report("pipeline", "stage"),
            "expected": report("expected", "month"),
            "bare": bare(BARE),
        }
        seconds = interleaved(subjects, rounds=3)
        for name in subjects:
            if name != "bare":
                yield Figure(
                    f"{name}, against GROUP BY status over all", ratio(seconds, name, "bare"), note=times(seconds)
                )
        session.store.close()


def _filed(path: Path, opportunities: int, customers: int) -> Session:
    session = sign_in(open_store(path), "adm", lambda: NOW.astimezone(find_zone("Europe/Oslo")))
    dice = random.Random(1)
    store = session.store
    stages = ids(store, Option, Option.list == "stage")
    with store.writing():
        for record, varied, rows in (
            (Employee, ("initials", "initials_key", "name", "name_key"), map(_seller, range(SELLERS))),
            (Customer, ("name", "name_key", "owner", "owner_key", "owner_only"), _customers(dice, customers)),
            (Opportunity, _VARIED, (_opportunity(dice, number, customers, stages) for number in range(opportunities))),
        ):
            pattern = Pattern(stored(record, INITIALS, **_SAME[record]))
            store.insert_many(record.table(), pattern.columns, pattern.rows(varied, rows))
        store.insert_many(
            "opportunity_seller",
            ("opportunity", "employee", "share"),
            (row for number in range(1, opportunities + 1) for row in _sellers(dice, number)),
        )
    return session


_SAME: dict[type[Record], dict[str, Any]] = {
    Employee: {"initials": "S00", "name": "Seller"},
    Customer: {"name": "Kunde"},
    Opportunity: {"title": "Sale", "customer": 1},
}
"""What all rows of a kind have, before each gets what is its own."""

_VARIED = (
    "title", "title_key", "customer", "stage", "status", "amount", "currency", "probability", "weighted_value",
    "expected_close", "closed_at", "source",
)  # fmt: skip


def _seller(number: int) -> tuple[str, ...]:
    return (f"S{number:02}", f"s{number:02}", f"Seller {number}", f"seller {number}")


def _customers(dice: random.Random, count: int) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        owner = dice.randint(2, SELLERS)
        yield f"Kunde {number}", f"kunde {number}", owner, INITIALS[owner - 1].lower(), int(number % 200 == 0)


def _opportunity(dice: random.Random, number: int, customers: int, stages: list[int]) -> tuple[object, ...]:
    status = dice.choices((1, 2, 3), (1, 5, 4))[0]
    closed = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=dice.randint(0, 3_600_000))
    amount = None if dice.random() < 0.02 else dice.randint(100_000, 99_000_000)
    percent = {1: 5_000, 2: 10_000, 3: 0}[status]
    weighted = None if amount is None else amount * percent // 10_000
    due = (NOW + timedelta(days=dice.randint(-20, 200))).date().isoformat()
    return (
        f"Sale {number}", f"sale {number}", dice.randint(1, customers), dice.choice(stages), status, amount,
        "NOK" if dice.random() < 0.9 else "DKK", percent, weighted, due if status == 1 else None,
        None if status == 1 else utc_text(closed), dice.choice(stages),
    )  # fmt: skip


def _sellers(dice: random.Random, opportunity: int) -> Iterator[tuple[int, int, int]]:
    shares = dice.choices(((10_000,), (7_500, 2_500), (5_000, 2_500, 2_500)), (6, 3, 1))[0]
    for who, share in zip(dice.sample(range(2, SELLERS), len(shares)), shares, strict=True):
        yield opportunity, who, share


if __name__ == "__main__":
    from tests.bench.__main__ import row

    for figure in measure():
        print(row(figure), flush=True)
