"""The company's own fields on a million leads: defining one; listing, asking, sorting, filling, changing it.

Values stand in a JSON column without an index: what asks or sorts by one goes through the table, off the event loop.
"""

from __future__ import annotations

import getpass
import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.company.custom_field_changes import change_field, plan_change_field
from model.core.company.custom_fields import add_field
from model.core.lists.criteria import Filter, parse_criterion
from model.core.lists.listing import Listing, Sort
from model.core.records.options import CustomField
from model.core.storage.database import open_store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.floors import as_text
from tests.bench.invented_leads import database
from tests.bench.invented_rows import ids

LEADS = 1_000_000


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield what own fields cost at a million leads (times ``size``)."""
    leads = max(1_000, int(LEADS * size))
    with tempfile.TemporaryDirectory(prefix="salg-custom") as folder:
        path = Path(shutil.copy(database(leads), Path(folder) / "leads.db"))
        store = open_store(path)
        session = sign_in(store, getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
        yield from _defining(session, leads)
        with store.writing():
            store.update_rows("lead", ("custom",), ((_custom(at), at) for at in ids(store, Lead)))
        yield from _listing(session, leads)
        yield from _changing(session, leads)
        store.close()


def _custom(number: int) -> str | None:
    """Return the values of the company's own fields that a lead has, as JSON; one in three has none."""
    return json.dumps({"shoe": number % 60, "nick": f"n{number % 977}"}) if number % 3 else None


def _defining(session: Session, leads: int) -> Iterator[Figure]:
    turn = count(1)

    def define() -> None:
        add_field(session, "lead", f"Field {next(turn)}", "number")
        # In use at once: the first page of a list that has it as a column.
        Listing(session, Lead, ["name", f"custom.field_{next(turn) - 1}"]).first(40)
        next(turn)

    seconds = interleaved({"define": define}, rounds=5)
    took = sorted(seconds["define"])[2] * 1000
    yield Figure(f"adding a custom field to {leads} leads, and the first page with it", took, "ms", target=1000)
    add_field(session, "lead", "Shoe", "number")
    add_field(session, "lead", "Nick", "text")


def _listing(session: Session, leads: int) -> Iterator[Figure]:
    wanted = Filter((), (parse_criterion("shoe>=55"),))
    subjects = {
        "own columns": lambda: Listing(session, Lead, ["name", "custom.shoe", "custom.nick"]).first(40),
        "declared columns": lambda: Listing(session, Lead, ["name", "employees", "subject"]).first(40),
    }
    seconds = interleaved(subjects, rounds=9)
    yield Figure(
        f"first page with two own columns, {leads} leads, against declared ones",
        ratio(seconds, *subjects), target=2, note=times(seconds),
    )  # fmt: skip
    bare = "SELECT id FROM lead ORDER BY json_extract(custom, '$.shoe') DESC, id LIMIT 40"
    subjects = {
        "sorted": lambda: Listing(session, Lead, ["name"], None, Sort("custom.shoe", descending=True)).first(40),
        "bare": as_text(session, bare),
    }
    seconds = interleaved(subjects, rounds=3)
    yield Figure(
        f"first page sorted by an own field (no index), {leads} leads, against json_extract in SQL",
        ratio(seconds, *subjects), note=times(seconds),
    )  # fmt: skip
    bare = "SELECT count(*) FROM lead WHERE json_extract(custom, '$.shoe') >= 55"
    subjects = {
        "counted": lambda: Listing(session, Lead, ["name"], wanted).count(),
        "bare": as_text(session, bare),
    }
    seconds = interleaved(subjects, rounds=3)
    yield Figure(
        f"all that a criterion on an own field leaves, counted, {leads} leads, against json_extract in SQL",
        ratio(seconds, *subjects), note=times(seconds),
    )  # fmt: skip


def _changing(session: Session, leads: int) -> Iterator[Figure]:
    many = min(leads, 20_000)
    turn = count(1)

    def fill() -> None:
        edit(session, plan_edit(session, Lead, range(1, many + 1), "shoe", str(next(turn))))

    def bare() -> None:
        with session.store.writing() as connection:
            connection.execute(
                "UPDATE lead SET custom = json_set(coalesce(custom, '{}'), '$.shoe', ?) WHERE id <= ?",
                (next(turn), many),
            )

    seconds = interleaved({"set": fill, "bare": bare}, rounds=3)
    yield Figure(
        f"an own field of {many} leads set at once, with history, against the bare UPDATE",
        ratio(seconds, "set", "bare"), note=times(seconds),
    )  # fmt: skip
    (field,) = ids(session.store, CustomField, CustomField.key == "shoe")

    def carry() -> None:
        change_field(session, plan_change_field(session, field, kind="money"))
        change_field(session, plan_change_field(session, field, kind="number"))

    seconds = interleaved({"carry": carry}, rounds=1, warm_up=0)
    yield Figure(
        "a field's kind changed, values carried over with their history",
        leads * 2 / 3 * 2 / seconds["carry"][0], "rows/s", note=times(seconds),
    )  # fmt: skip
