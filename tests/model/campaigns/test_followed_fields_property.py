"""Random adding, changing, merging, converting, deleting and undoing: no recipient points nowhere (hypothesis)."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.campaigns.additions import Selection, add_recipients, plan_addition
from model.campaigns.followed_fields import COLUMNS, REFERENCES, source_rows
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete
from model.core.errors import UserError
from model.core.history import bulk_undo
from model.core.history.undo import undo
from model.core.lists.criteria import Filter
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from model.merging.merge import merge, plan_merge
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.model.core.whole import content, hold
from tests.plain_sql import plain_sql

KINDS: dict[str, type[Any]] = {"lead": Lead, "customer": Customer, "contact": Contact}
TITLE = {"lead": "name", "customer": "name", "contact": "last_name"}
EMAILS = st.sampled_from([None, "a@x.no", "A@X.no", "b@x.no"])
STEP = st.tuples(
    st.sampled_from(["add", "add", "change", "type", "send", "merge", "convert", "delete", "link", "new", "whole"]),
    st.sampled_from(sorted(KINDS)),
    st.integers(0, 5),
    st.integers(0, 5),
    EMAILS,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path:
    """A database with two campaigns and some of each kind, to be copied for each example."""
    path = tmp_path_factory.mktemp("recipients") / "template.db"
    store = shared_databases.open(path)
    session = sign_in(store, "root", lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    with change(session, "Begin", "add") as made:
        made.insert(Campaign, {"subject": "Spring"})
        made.insert(Campaign, {"subject": "Autumn", "type": "letter", "allow_duplicate_emails": True})
        for kind, record in KINDS.items():
            for number in range(3):
                made.insert(record, {TITLE[kind]: f"{kind} {number}", "email": f"{kind}{number}@x.no"})
        made.insert(CustomerContact, {"customer": 1, "contact": 1})
    store.close()
    return path


def _one(session: Session, record: type[Any], at: int) -> int | None:
    ids = [row[0] for row in session.store.rows(plain_sql(f"SELECT id FROM {record.table()} ORDER BY id"))]
    return ids[at % len(ids)] if ids else None


def step(session: Session, what: str, kind: str, at: int, other: int, email: str | None) -> None:
    """Do one thing, as one change."""
    record = KINDS[kind]
    number, second = _one(session, record, at), _one(session, record, other)
    recipient, campaign = _one(session, Recipient, at), _one(session, Campaign, other)
    if what == "add" and campaign is not None:
        add_recipients(session, plan_addition(session, campaign, [Selection(record, Filter(("all",)))]))
    elif what == "merge" and number is not None and second is not None:
        merge(session, plan_merge(session, kind, number, second))
    elif what == "convert" and (lead := _one(session, Lead, at)) is not None:
        choices = ConversionChoices(contact=bool(other % 2), then=("keep", "delete")[other // 2 % 2])
        convert(session, plan_conversion(session, lead, choices))
    elif what == "delete" and number is not None:
        delete(session, record, [number])
    elif what == "whole" and campaign is not None:
        delete(session, Campaign, [campaign])
    else:
        with change(session, "Step", "edit") as made:
            if what == "change" and number is not None:
                made.update(record, number, {TITLE[kind]: f"changed {other}", "email": email})
            elif what == "type" and recipient is not None:
                made.update(Recipient, recipient, {"email": email, "company": f"typed {other}"})
            elif what == "send" and recipient is not None:
                made.update(Recipient, recipient, {"sent": bool(other % 2), "status": "confirmed"})
            elif what == "link":
                customer, contact = _one(session, Customer, at), _one(session, Contact, other)
                if customer is not None and contact is not None:
                    made.insert(CustomerContact, {"customer": customer, "contact": contact})
            elif what == "new":
                made.insert(record, {TITLE[kind]: f"new {other}", "email": email})


def holds(session: Session) -> None:
    """Hold that every recipient stands for somebody who is there, and says what they say unless it is sent."""
    hold(session)
    for kind, reference in REFERENCES.items():
        theirs = source_rows(kind).alias("theirs")
        here = column_of(Recipient, reference)
        pairs = (node for name in COLUMNS for node in (column_of(Recipient, name), theirs.c[name]))
        rows = peewee.Join(Recipient, theirs, peewee.JOIN.LEFT_OUTER, on=theirs.c.record == here)
        columns = (Recipient.sent, Recipient.typed_over, theirs.c.record, *pairs)
        for row in session.rows(peewee.Select((rows,), columns).where(here.is_null(False))):
            sent, typed, there, *values = row
            assert there is not None, (kind, row)
            for name, mine, theirs in zip(COLUMNS, values[::2], values[1::2], strict=True):
                assert sent or mine == theirs or f",{name.removesuffix('_key')}," in (typed or ""), (kind, name, row)
    references = [column_of(Recipient, name) for name in REFERENCES.values()]
    for one, other in itertools.combinations(references, 2):
        assert session.rows(Recipient.select(Recipient.id).where(one.is_null(False), other.is_null(False))) == []
    assert (
        session.rows(Recipient.select(Recipient.id).where(Recipient.campaign.not_in(Campaign.select(Campaign.id))))
        == []
    )


@settings(max_examples=12)
@given(steps=st.lists(STEP, min_size=2, max_size=7), by_sets=st.booleans())
def test_no_recipient_points_nowhere_and_undo_brings_all_back(
    template: Path, shared_databases: Databases, steps: list[tuple[Any, ...]], by_sets: bool
) -> None:
    """C22, M23, E20: after each step, and after each step is undone, by rows or by sets."""
    with pytest.MonkeyPatch.context() as patch:
        if by_sets:
            patch.setattr(bulk_undo, "_BATCH", 1)
        clock = StandingClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
        store = shared_databases.open_copy(template, template.with_name("copy.db"))
        session = sign_in(store, "root", clock)
        states, made = [content(store)], [store.value(plain_sql("SELECT max(id) FROM change"))]
        for one in steps:
            clock.move(minutes=1)
            try:
                step(session, *one)
            except UserError:
                assert content(store) == states[-1]
            latest = store.value(plain_sql("SELECT max(id) FROM change"))
            if latest != made[-1]:
                made.append(latest)
                states.append(content(store))
            holds(session)
        for number in range(len(made) - 1, 0, -1):
            undo(session, made[number])
            assert content(store) == states[number - 1], steps
        holds(session)
        store.close()
