"""Taking back a change of many but for what was changed since (decision 19, I24)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from model.activities.link_record import ActivityLink
from model.activities.records import Task
from model.core import language
from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.history.partial_undo import plan_rest, undo_rest
from model.core.history.past_changes import latest_own, one
from model.core.history.undo import plan_undo, undo
from model.core.records.options import Option
from model.core.storage.drivers import peewee
from model.customers.records import Customer
from model.leads.records import Lead
from tests.model.core.conftest import colleague
from tests.model.filing import contents, customer, lead

TABLES = ("lead", "customer", "option")


def imported(session: Session, count: int) -> int:
    """Make many leads in one change, with a choice that the last of them have."""
    with change(session, "Import {file}", "import", file="a.csv") as made:
        source = made.insert(Option, {"list": "source", "name": "Bilmesse", "position": 1})
        for number in range(count):
            made.insert(Lead, {"name": f"Firma {number}", "source": source if number > count // 2 else None})
    return made.id


def touch(session: Session, number: int, **values: Any) -> None:
    with change(session, "Edit", "edit") as made:
        made.update(Lead, number, values)


def on_file(session: Session) -> dict[str, dict[int, tuple[Any, ...]]]:
    return {table: {row[0]: row for row in contents(session.store)[table]} for table in TABLES}


def test_an_import_but_for_the_one_that_was_changed_i24(session: Session) -> None:
    """It is named, it stays, and so does the choice that it has; all the others go, and can come back."""
    before = on_file(session)
    import_id = imported(session, 10)
    touch(session, 9, town="Oslo")
    after = on_file(session)
    assert "Firma 8" in plan_undo(session, import_id).refusals[0]
    plan = plan_rest(session, import_id)
    assert plan is not None
    assert (plan.stays, plan.staying, plan.taken_back) == (("Lead Firma 8",), 1, 9)
    done, told = undo_rest(session, import_id)
    assert told == plan
    assert set(on_file(session)["lead"]) - set(before["lead"]) == {9}
    assert session.store.rows(Option.select(Option.name).where(Option.name == "Bilmesse")) == [("Bilmesse",)]
    mine = latest_own(session)
    assert mine is not None
    assert (mine.id, mine.name) == (done.id, "Undo all but what was changed since: Import a.csv")
    back = undo(session, done.id)
    assert on_file(session) == after
    assert back.name == "Undo: Undo all but what was changed since: Import a.csv"
    language.use("da")
    assert one(session, back.id).name == "Fortryd: Fortryd alt undtagen det, der er ændret siden: Importér a.csv"
    assert one(session, undo(session, back.id).id).name == (
        "Gentag: Fortryd alt undtagen det, der er ændret siden: Importér a.csv"
    )


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_changed_in_between(session: Session, seed: int) -> None:
    """Exactly the untouched records are as before; what was touched is as it was left."""
    chance = random.Random(seed)
    numbers = [lead(session, f"Firma {number}", town="Oslo") for number in range(12)]
    before = on_file(session)["lead"]
    planned = plan_edit(session, Lead, numbers, "town", "Bergen")
    change_id = edit(session, planned)
    assert change_id is not None
    touched = set(chance.sample(numbers, chance.randrange(1, 11)))
    for number in touched:
        with change(session, "Edit", "edit") as made:
            if chance.random() < 0.3:
                made.delete(Lead, number)
            else:
                made.update(Lead, number, {chance.choice(["town", "street", "name"]): f"X{number}"})
    left = on_file(session)
    undo_rest(session, change_id)
    now = on_file(session)["lead"]
    for number in numbers:
        assert now.get(number) == (left["lead"].get(number) if number in touched else before[number])
    # Undone in turn, it is as it was left.
    mine = latest_own(session)
    assert mine is not None
    undo(session, mine.id)
    assert on_file(session) == left


def test_what_others_refer_to_by_now_stays(session: Session) -> None:
    with change(session, "Import {file}", "import", file="c.csv") as made:
        first = made.insert(Customer, {"name": "A"})
        made.insert(Customer, {"name": "B"})
    customer(session, "Child", parent=first)
    undo_rest(session, made.id)
    assert session.store.rows(Customer.select(Customer.name).order_by(Customer.id)) == [("A",), ("Child",)]


def test_an_activity_that_was_linked_since_stays(session: Session) -> None:
    company = customer(session, "A")
    with change(session, "Import {file}", "import", file="c.csv") as made:
        linked, other = (made.insert(Task, {"subject": subject}) for subject in ("Linked", "Other"))
    with change(session, "Link", "edit") as later:
        later.insert(ActivityLink, {"activity": linked, "record": "customer", "record_id": company})
    assert plan_undo(session, made.id).refusals
    undo_rest(session, made.id)
    assert session.store.rows(Task.select(Task.id)) == [(linked,)]
    assert other != linked


def test_what_was_made_to_refer_to_what_stays(session: Session) -> None:
    """A lead that the change turned into a customer goes with it: it would be turned into a second one else."""
    numbers = [lead(session, name) for name in ("A", "B")]
    with change(session, "Convert", "convert") as made:
        customers = [made.insert(Customer, {"name": name}) for name in ("A", "B")]
        for number, company in zip(numbers, customers, strict=True):
            made.update(Lead, number, {"converted_customer": company})
    with change(session, "Edit", "edit") as other:
        other.update(Customer, customers[0], {"visiting_town": "Oslo"})
    undo_rest(session, made.id)
    assert session.store.rows(Lead.select(Lead.id, Lead.converted_customer).order_by(Lead.id)) == [
        (numbers[0], customers[0]), (numbers[1], None),
    ]  # fmt: skip
    assert session.store.rows(Customer.select(Customer.id)) == [(customers[0],)]


def test_where_nothing_is_left_or_nothing_is_in_the_way(session: Session) -> None:
    change_id = imported(session, 1)
    assert plan_rest(session, change_id) is None
    touch(session, 1, town="Oslo")
    with change(session, "Edit", "edit") as made:
        made.update(Option, session.store.value(Option.select(peewee.fn.max(Option.id))), {"name": "Messe"})
    assert plan_rest(session, change_id) is None
    with pytest.raises(UserError, match="nothing to take back"):
        undo_rest(session, change_id)


def test_only_by_whoever_may_undo_it(session: Session) -> None:
    change_id = imported(session, 3)
    touch(session, 1, town="Oslo")
    theirs = colleague(session, "SEL", "Seller")
    assert plan_rest(theirs, change_id) is None
    with pytest.raises(UserError):
        undo_rest(theirs, change_id)
