"""A Salg database of invented customers, activities and opportunities with their sellers, for any number of each.

All of it comes from running numbers. Same numbers, same rows. The words of the search index are left out: nothing here
searches.
"""

from __future__ import annotations

import functools
import getpass
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.activities.records import Appointment, Call, Message, Task, WrittenNote
from model.calling.records import CallList, CallListEntry
from model.catalogue import ROWS
from model.core.dates import utc_text
from model.core.records.options import Option
from model.core.records.record import Row
from model.core.records.stored_columns import searched
from model.core.storage.sqlite.fulltext import TrigramIndex
from model.core.storage.store import Store
from model.customers.records import Customer
from model.opportunities.records import Opportunity
from model.people.records import Employee
from tests.bench import invented_rows
from tests.bench.invented_rows import NOW, Pattern, without_indexes

EMPLOYEES = 40
CUSTOMERS, ACTIVITIES, OPPORTUNITIES = 1_000_000, 1_000_000, 200_000
INITIALS = tuple(f"E{number:02}" for number in range(1, EMPLOYEES + 1))
KEYS = tuple(name.lower() for name in INITIALS)
STAGES = 5
_DAY, _FIVE_YEARS, _THREE_YEARS = 1_440, 2_629_440, 1_576_800
"""Minutes."""


def database(size: float = 1.0) -> Path:
    """Return a database of a million customers, as many activities, 200 000 opportunities (times ``size``)."""
    return invented_rows.database(f"sales-{size:g}", __file__, functools.partial(_fill, size=size))


def stored(record: type[Row], /, **given: Any) -> dict[str, Any]:
    """Return the stored columns of a row of this company."""
    return invented_rows.stored(record, INITIALS, **given)


def _fill(store: Store, size: float) -> None:
    customers, activities, opportunities = (
        max(100, int(most * size)) for most in (CUSTOMERS, ACTIVITIES, OPPORTUNITIES)
    )
    with store.writing() as connection:
        for table, columns in searched(ROWS).items():
            TrigramIndex(table, columns).drop_triggers(connection.execute)
        _insert_few(store, Employee, [_employee(number) for number in range(1, EMPLOYEES + 1)])
        _insert_few(store, Option, [_stage(number) for number in range(1, STAGES + 1)])
        for table, fill in (
            ("customer", _customers(customers)),
            ("opportunity", _opportunities(opportunities, customers)),
            ("opportunity_seller", _sellers(opportunities)),
            ("activity", _activities(activities)),
            ("activity_link", _links(activities, customers)),
        ):
            with without_indexes(connection, table):
                for columns, rows in fill:
                    store.insert_many(table, columns, rows)
        _insert_few(store, CallList, [{"name": "List", "owner": 1, "shared": True, "made_at": NOW}])
        with without_indexes(connection, "call_list_entry"):
            for columns, rows in _promises(activities):
                store.insert_many("call_list_entry", columns, rows)
        for table, columns in searched(ROWS).items():
            TrigramIndex(table, columns).create_triggers(connection.execute)


def _insert_few(store: Store, record: type[Row], rows: list[dict[str, Any]]) -> None:
    for row in rows:
        columns = stored(record, **row)
        store.insert_many(record.table(), tuple(columns), [tuple(columns.values())])


def _employee(number: int) -> dict[str, Any]:
    first = number == 1
    return {
        "initials": INITIALS[number - 1],
        "name": f"Employee {number}",
        "role": "administrator" if first else "seller",
        "account": getpass.getuser() if first else None,
    }


def _stage(number: int) -> dict[str, Any]:
    return {"list": "stage", "name": f"Stage {number}", "position": number, "probability": Decimal(number * 15)}


Rows = Iterator[tuple[Sequence[str], Iterator[tuple[Any, ...]]]]
"""Columns and rows of a table, a pair for each pattern."""


def _owner(number: int) -> int:
    return 1 + (number * 31 + number // 40) % EMPLOYEES


def _before(minutes: int) -> str:
    return utc_text(NOW - timedelta(minutes=minutes))


def _made(number: int) -> tuple[str, str]:
    """Return when the record was created and changed."""
    return _before(number * 7_919 % _FIVE_YEARS), _before(number * 7_919 % 500_000)


def _customers(count: int) -> Rows:
    pattern = Pattern(stored(Customer, name="Firma", kind="customer", industry="Bygg"))
    varied = (
        "number", "name", "name_key", "visiting_town", "visiting_town_key", "owner", "owner_key", "owner_only",
        "created_at", "changed_at",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(1, count + 1):
            name, town, owner = f"Firma {number * 7_919 % count} AS", f"By {number % 400}", _owner(number)
            private = int(number % 50 == 0)
            yield (
                9_999 + number, name, name.lower(), town, town.lower(), owner, KEYS[owner - 1], private, *_made(number),
            )  # fmt: skip

    yield pattern.columns, pattern.rows(varied, rows())


def _opportunities(count: int, customers: int) -> Rows:
    """A quarter is open, nearly half is won: closed over five years, expected from two months ago to half a year on."""
    pattern = Pattern(stored(Opportunity, title="Sale", customer=1, stage=1, probability=Decimal(50)))
    varied = (
        "title", "title_key", "customer", "owner", "owner_key", "stage", "status", "amount", "currency",
        "weighted_value", "expected_close", "closed_at", "created_at", "changed_at",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(1, count + 1):
            owner, amount = _owner(number), 100_000 + number * 104_729 % 90_000_000
            status = 3 if number % 20 < 6 else 1 if number % 20 < 11 else 2
            expected = (NOW + timedelta(days=number * 7_919 % 240 - 60)).date().isoformat()
            closed = None if status == 1 else _before(number * 7_919 % _FIVE_YEARS)
            yield (
                f"Sale {number}", f"sale {number}", 1 + number * 6_151 % customers, owner, KEYS[owner - 1],
                1 + number % STAGES, status, amount, "NOK" if number % 7 else "DKK", amount // 2, expected, closed,
                *_made(number),
            )  # fmt: skip

    yield pattern.columns, pattern.rows(varied, rows())


def _sellers(count: int) -> Rows:
    """The owner sells alone, but every fourth sale is shared by three."""

    def rows() -> Iterator[tuple[int, int, int]]:
        for number in range(1, count + 1):
            owner = _owner(number)
            if number % 4:
                yield number, owner, 10_000
            else:
                yield number, owner, 3_333
                yield number, 1 + (owner + 11) % EMPLOYEES, 3_333
                yield number, 1 + (owner + 23) % EMPLOYEES, 3_334

    yield ("opportunity", "employee", "share"), rows()


_KINDS = (*[Task] * 3, *[Appointment] * 2, *[WrittenNote] * 2, *[Call] * 2, Message)
"""The kind of every tenth activity, from the first on."""


def _activities(count: int) -> Rows:
    """Over three years and the two months to come; four of five are done."""
    for kind in dict.fromkeys(_KINDS):
        columns = stored(kind, subject="Subject")
        # All kinds share a table; not every one of them has all columns.
        pattern = Pattern({"id": None, "done": 0, **columns})
        varied = ("id", "subject", "subject_key", "owner", "at", "done", "created_at", "changed_at")
        yield pattern.columns, pattern.rows(varied, _activities_of(kind, count))


def _activities_of(kind: type[Row], count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(1, count + 1):
        if _KINDS[number % 10] is kind:
            at = _before(number * 7_919 % _THREE_YEARS - 60 * _DAY)
            done = int(number * 13 // 7 % 5 != 0)
            yield (number, f"Subject {number}", f"subject {number}", _owner(number), at, done, *_made(number))


def _links(count: int, customers: int) -> Rows:
    rows = ((number, "customer", 1 + number * 17 % customers) for number in range(1, count + 1))
    yield ("activity", "record", "record_id"), rows


def _promises(activities: int) -> Rows:
    """A promise on the call list for one activity in fifty, where it is a task."""
    pattern = Pattern(
        stored(CallListEntry, list=1, record="lead", record_id=1, state="call_back", private=False, tries=1)
    )
    rows = (
        (number, _before(number * 7_919 % _THREE_YEARS - 60 * _DAY), _owner(number), number)
        for number in range(1, activities + 1)
        if number % 100 < 2 and _KINDS[number % 10] is Task
    )
    yield pattern.columns, pattern.rows(("record_id", "due", "caller", "task"), rows)
