"""Undo and redo of anything in any order: the whole database is what it was (COM-08, decision 18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.activities.records import Task
from model.core.access.person import Person
from model.core.changes.change import Change, change
from model.core.errors import UserError
from model.core.history import bulk_undo
from model.core.history.undo import plan_undo, undo
from model.core.records.history_tables import ChangeEntry
from model.core.records.options import Option
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.store import Store
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.model.core.conftest import colleague
from tests.model.core.whole import Whole, content, hold

NAMES = st.sampled_from(["Fjord AS", "Ås Bygg", "ØSTFOLD", "vik", "Mo\\i Rana'; drop", "[/]", "\x1b[2J", "x" * 300])
VALUES: dict[type[Record], dict[str, st.SearchStrategy[Any]]] = {
    Lead: {
        "name": NAMES,
        "subject": st.none() | NAMES,
        "first_name": st.none() | NAMES,
        "last_name": st.none() | NAMES,
        "owner": st.none() | st.integers(1, 3),
        "status": st.sampled_from(["contacted", "not_contacted", "unreachable"]),
        "phone": st.sampled_from([None, "22 33 44 55", "+45 22334455", "123"]),
        "country": st.sampled_from([None, "Danmark", "Norge"]),
        "employees": st.none() | st.integers(0, 10**12),
        "custom": st.none() | st.dictionaries(st.sampled_from("ab"), NAMES, min_size=1),
    },
    Customer: {"name": NAMES, "owner": st.integers(1, 3), "visiting_town": st.none() | NAMES},
    Contact: {"last_name": NAMES, "first_name": st.none() | NAMES},
    Employee: {"name": NAMES, "initials": st.sampled_from(["ABC", "ØLS", "KOL", "åse", "ME"])},
    Task: {"subject": NAMES, "done": st.booleans()},
}
STEP = st.tuples(
    st.integers(0, 2),  # who
    st.lists(
        st.tuples(
            st.sampled_from(["insert", "update", "update", "update_many", "delete", "sale", "link"]),
            st.sampled_from(list(VALUES)),
            st.integers(0, 7),
            st.randoms(use_true_random=False),
        ),
        min_size=1,
        max_size=4,
    ),
)


class Playground:
    """A database on which steps are done and undone."""

    def __init__(self, store: Store) -> None:
        self.clock = StandingClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
        self.store = store
        first = sign_in(self.store, "root", self.clock)
        self.people = [first] + [
            first.as_person(Person(number, initials, name, "administrator"))
            for number, initials, name in self.store.rows(
                Employee.select(Employee.id, Employee.initials, Employee.name).where(Employee.id > 1)
            )
        ]

    def do(self, who: int, steps: list[tuple[Any, ...]], draw: Callable[[st.SearchStrategy[Any]], Any]) -> int | None:
        """Make one change; return its ID, None where it came to nothing."""
        self.clock.move(minutes=1)
        session = self.people[who]
        try:
            with change(session, "Step", "edit") as made:
                for what, record, at, _random in steps:
                    self._step(made, what, record, at, draw)
        except UserError:
            return None
        return made.id if made.rows else None

    def _step(
        self, made: Change, what: str, record: type[Record], at: int, draw: Callable[[st.SearchStrategy[Any]], Any]
    ) -> None:
        store = made.session.store
        ids = [row[0] for row in store.rows(record.select(record.id).order_by(record.id))]
        if what == "insert":
            made.insert(record, {name: draw(values) for name, values in VALUES[record].items()})
        elif what == "sale":
            customer = store.value(Customer.select(peewee.fn.max(Customer.id)))
            if customer is not None:
                made.insert(Opportunity, {"title": draw(NAMES), "customer": customer})
        elif what == "link":
            customer = store.value(Customer.select(peewee.fn.min(Customer.id)))
            contact = store.value(Contact.select(peewee.fn.max(Contact.id)))
            if customer is not None and contact is not None:
                made.insert(CustomerContact, {"customer": customer, "contact": contact})
        elif ids and what == "update":
            name = draw(st.sampled_from(list(VALUES[record])))
            made.update(record, ids[at % len(ids)], {name: draw(VALUES[record][name])})
        elif ids and what == "update_many":
            name = draw(st.sampled_from([name for name in VALUES[record] if name != "initials"]))
            made.update_many(record, ids[at % 3 :], {name: draw(VALUES[record][name])})
        elif ids and what == "delete" and not (record is Employee and ids[at % len(ids)] <= 3):
            made.delete(record, ids[at % len(ids)])


@pytest.fixture(scope="module")
def begin(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Begin:
    """Return a function that begins an example, on a copy of a database with three employees."""
    path = tmp_path_factory.mktemp("undo") / "template.db"
    store = shared_databases.open(path)
    session = sign_in(store, "root", lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    colleague(session, "KOL", "Kari Olsen")
    colleague(session, "PHA", "Per Haug")
    with change(session, "New source", "add") as made:
        made.insert(Option, {"list": "source", "name": "Fair"})
    store.close()
    return lambda: Playground(shared_databases.open_copy(path, path.with_name("copy.db")))


Begin = Callable[[], Playground]


@settings(max_examples=60)
@given(steps=st.lists(STEP, min_size=1, max_size=6), by_sets=st.booleans(), data=st.data())
def test_undone_backwards_the_database_is_what_it_was(
    begin: Begin, steps: list[tuple[Any, ...]], by_sets: bool, data: st.DataObject
) -> None:
    """Every state on the way back, and on the way forth again, is the one there was, keys and search text included."""
    with pytest.MonkeyPatch.context() as patch:
        if by_sets:
            patch.setattr(bulk_undo, "_BATCH", 1)
        playground = begin()
        states: list[Whole] = [content(playground.store)]
        made: list[int] = []
        for who, parts in steps:
            change_id = playground.do(who, parts, data.draw)
            if change_id is not None:
                made.append(change_id)
                states.append(content(playground.store))
            else:
                assert content(playground.store) == states[-1]
        hold(playground.people[0])
        undos = []
        for number, change_id in reversed(list(enumerate(made))):
            undos.append(undo(playground.people[0], change_id).id)
            assert content(playground.store) == states[number]
        hold(playground.people[0])
        for number, change_id in enumerate(reversed(undos), 1):
            undo(playground.people[0], change_id)
            assert content(playground.store) == states[number]
        hold(playground.people[0])
        playground.store.close()


@settings(max_examples=60)
@given(steps=st.lists(STEP, min_size=2, max_size=6), order=st.lists(st.integers(0, 20), max_size=12), data=st.data())
def test_undone_in_any_order_nothing_breaks(
    begin: Begin, steps: list[tuple[Any, ...]], order: list[int], data: st.DataObject
) -> None:
    """What a plan allows is done without a fault, what it refuses changes nothing, and there is always a way back."""
    playground = begin()
    first = playground.people[0]
    at_first = content(playground.store)
    for who, parts in steps:
        playground.do(who, parts, data.draw)
    for choice in order:
        newest = int(playground.store.value(ChangeEntry.select(peewee.fn.max(ChangeEntry.id))))
        change_id = 1 + choice % newest
        if change_id <= 3 or not playground.store.value(
            ChangeEntry.select(ChangeEntry.id).where(ChangeEntry.id == change_id)
        ):
            continue
        before = content(playground.store)
        refusals = plan_undo(first, change_id).refusals
        try:
            undo(first, change_id)
        except UserError:
            assert content(playground.store) == before
        else:
            assert refusals == ()
        hold(first)
    # What is in force comes undone from the latest on, and then all is as at the beginning.
    in_force = ChangeEntry.select(ChangeEntry.id).where(
        ChangeEntry.undone_by.is_null(), ChangeEntry.undoes.is_null(), ChangeEntry.id > 3
    )
    while rows := playground.store.rows(in_force.order_by(ChangeEntry.id.desc())):
        for (change_id,) in rows:
            if not plan_undo(first, change_id).refusals:
                undo(first, change_id)
                break
        else:
            raise AssertionError("nothing can be undone any more")
    assert content(playground.store) == at_first
    playground.store.close()


@pytest.mark.parametrize("by_sets", [False, True])
def test_a_sale_whose_customer_is_deleted_again_is_sorted_without_it(
    begin: Begin, monkeypatch: pytest.MonkeyPatch, by_sets: bool
) -> None:
    """Redoing a deletion, by rows or by sets, leaves no key of a title that is gone."""
    if by_sets:
        monkeypatch.setattr(bulk_undo, "_BATCH", 1)
    playground = begin()
    first = playground.people[0]
    with change(first, "New", "add") as made:
        customer = made.insert(Customer, {"name": "Fjord AS", "owner": 1})
        made.insert(Opportunity, {"title": "Move", "customer": customer})
    with change(first, "Gone", "delete") as made:
        made.delete(Customer, customer)
    wanted = content(playground.store)
    undo(first, undo(first, made.id).id)
    assert content(playground.store) == wanted
    playground.store.close()
