"""Two databases that differ only in what is hidden: whoever may not see it must be answered the same by both (W20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.records import Appointment, Task, WrittenNote
from model.calling import lists
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_
from model.core.records.record import Row
from model.core.records.saved_views import SavedView
from model.customers.records import Contact, Customer, CustomerCategory, CustomerContact
from model.documents import keeping
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from model.projects.records import Project
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.tui.desk import Desk

ACCOUNTS = {"KNO": "kno", "OBE": "obe", "RRR": "rrr"}
"""By which the desk's colleagues sign in to the shell."""


def insert(session: Session, record: type[Row], /, **values: Any) -> int:
    """Put a row on file as somebody."""
    with change(session, N_("New"), "add") as made:
        return made.insert(record, values)


def made(folder: Path, clock: StandingClock, databases: Databases, *, hidden: bool) -> Desk:
    """Return a desk on which OBE and KNO have put the same on file, KNO also much that is hidden where ``hidden``."""
    folder.mkdir()
    desk = Desk(folder, clock, databases)
    for initials, account in ACCOUNTS.items():
        desk.update("ADM", Employee, desk.as_(initials).person.id, account=account)
    gold, lost = desk.option("category", "Gold"), desk.option("loss_reason", "Price")
    _file(desk.as_("OBE"), folder, "Open", gold, lost)
    call_list = lists.create(desk.as_("OBE"), "Calls", [("lead", 1), ("lead", 2)], shared=True).id
    # What a view of KNO's asks for, which may be nothing that others see.
    insert(
        desk.as_("KNO"), SavedView, record="opportunity", name="Big ones", owner=desk.as_("KNO").person.id, shared=True,
        content='{"version": 1, "criteria": [["customer", "=", "Hemmelig"]]}',
    )  # fmt: skip
    if hidden:
        kno = desk.as_("KNO")
        _file(kno, folder, "Hemmelig", gold, lost, owner_only=True, owner_of_sales=desk.as_("OBE").person.id)
        lists.add(kno, call_list, [("lead", 3), ("lead", 4)])
    return desk


def _file(
    session: Session, folder: Path, name: str, gold: int, lost: int, owner_of_sales: int = 0, **hiding: Any
) -> None:
    """Put one of each kind on file."""
    for number in ("A", "B"):
        insert(session, Lead, name=f"{name} lead {number}", phone="22334455", **hiding)
    customer = insert(session, Customer, name=name, phone="22334466", **hiding)
    contact = insert(session, Contact, last_name=name, **hiding)
    insert(session, CustomerCategory, customer=customer, category=gold)
    insert(session, CustomerContact, customer=customer, contact=contact, role="Boss")
    owner = owner_of_sales or session.person.id
    for title, more in (("open", {}), ("won", {"status": "won"}), ("lost", {"status": "lost", "loss_reason": lost})):
        insert(
            session, Opportunity, title=f"{name} {title}", customer=customer, owner=owner, amount=Decimal(4711),
            currency="NOK", **more,
        )  # fmt: skip
    insert(session, Project, name=f"{name} project", customer=customer, owner=owner)
    for record in (Task, Appointment, WrittenNote):
        when = {} if record is WrittenNote else {"at": session.clock() + timedelta(hours=2)}
        activity = insert(session, record, subject=f"{name} {record.name_in_code}", **when)
        insert(session, ActivityLink, activity=activity, record="customer", record_id=customer)
    paper = folder / f"{name}.txt"
    paper.write_text(name)
    keeping.add(session, ("customer", customer), paper)
