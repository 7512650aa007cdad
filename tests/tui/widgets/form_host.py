"""A small app around a form, over a real database: what a person sees of it, and the keys they press."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.company.drafts import Draft, FoundDraft
from model.core.language import N_
from model.core.records.record import Record
from model.core.storage.store import Store
from model.customers.records import Customer
from model.leads.records import Lead
from model.people.records import Employee
from model.people.signing_in import sign_in
from tests.engines import Databases
from tui.engine import Engine
from tui.widgets.contents import new_record, open_record
from tui.widgets.form import Form
from tui.widgets.form_state import Check, Saving

LEAD = (
    (
        "Company",
        (
            "name", "industry", "website", "org_number", "phone", "fax", "employees", "revenue", "creditworthy",
            "payment_remarks", "street", "postcode", "town", "region", "country",
        ),
    ),
    ("Follow-up", ("subject", "owner", "status", "first_contact", "classification", "source", "note")),
    ("Person", ("last_name", "first_name", "title", "gender", "email", "direct_phone", "mobile")),
)  # fmt: skip
CUSTOMER = (
    ("Customer", ("name", "kind", "org_number", "email", "phone", "parent", "owner")),
    ("Postal address", ("postal_street", "postal_postcode", "postal_town")),
)
DESCRIPTIONS: dict[type[Record], Any] = {Lead: LEAD, Customer: CUSTOMER}


class FormHost(App[Any], inherit_bindings=False):
    """Shows one form; F2 saves and F3 takes an offer, as the table of actions has it."""

    BINDINGS = [Binding("f2,ctrl+s", "save"), Binding("f3", "offer"), Binding("q", "exit")]

    def __init__(self, form: Form, engine: Engine) -> None:
        super().__init__()
        self.form = form
        self.engine = engine
        self.messages: list[Any] = []

    def compose(self) -> ComposeResult:
        """Show the form."""
        yield self.form

    def action_save(self) -> None:
        """Save."""
        self.form.save()

    def action_offer(self) -> None:
        """Take an offer."""
        self.form.take_offer()

    def on_form_saved(self, message: Form.Saved) -> None:
        """Note it."""
        self.messages.append(message)

    def on_form_cancelled(self, message: Form.Cancelled) -> None:
        """Note it."""
        self.messages.append(message)

    def on_form_failed(self, message: Form.Failed) -> None:
        """Note it."""
        self.messages.append(message)

    async def on_unmount(self) -> None:
        """End the threads."""
        self.engine.close()


class World:
    """A database with somebody signed in, and ways to open forms on it."""

    def __init__(self, folder: Path, clock: Any, databases: Databases) -> None:
        self.folder = folder
        self.store: Store = databases.open(folder / "salg.db")
        zone = ZoneInfo("Europe/Oslo")
        self.session: Session = sign_in(self.store, "kari", lambda: clock().astimezone(zone))
        self.drafts = folder / "drafts"

    def insert(self, record: type[Any], **values: Any) -> int:
        """Put a row on file."""
        with change(self.session, N_("New"), "add") as made:
            return made.insert(record, values)

    def insert_employee(self, initials: str, name: str) -> int:
        """Put an employee on file."""
        return self.insert(Employee, initials=initials, name=name, role="seller")

    def update(self, record: type[Any], record_id: int, **values: Any) -> None:
        """Change a row, as somebody else might meanwhile."""
        with change(self.session, N_("Change"), "edit") as made:
            made.update(record, record_id, values)

    def draft(self, record: type[Record], record_id: int | None, version: int | None) -> Draft:
        """Begin a draft."""
        person = self.session.person.id
        return Draft.open(self.drafts, "db", person, record.name_in_code, record_id, version, "form")

    def host(
        self,
        record: type[Record],
        record_id: int | None = None,
        *,
        checks: dict[str, Check] | None = None,
        found: FoundDraft | None = None,
        values: dict[str, Any] | None = None,
        save: Any = None,
        ascii: bool = False,
        draft: bool = True,
    ) -> FormHost:
        """Return an app with a form on a record, or for a new one."""
        description = DESCRIPTIONS[record]
        engine = Engine(self.session)
        if record_id is None:
            contents = new_record(self.session, record, description, values, found)
        else:
            contents = open_record(self.session, record, record_id, description, found)

        async def store(saving: Saving) -> int:
            def work(session: Session) -> int:
                with change(session, N_("Save"), "edit") as made:
                    if saving.record_id is None:
                        return made.insert(record, saving.values)
                    made.update(record, saving.record_id, saving.values, version=saving.version, base=saving.base)
                    return saving.record_id

            return await engine.write(work)

        kept = found.adopt() if found else (self.draft(record, record_id, contents.version) if draft else None)
        form = Form(contents, description, engine, save or store, draft=kept, checks=checks, ascii=ascii)
        return FormHost(form, engine)


def picture(app: App[Any]) -> str:
    """Return what is on the screen as text."""
    width, height = app.size
    rows = [""] * height
    for y, strips in enumerate(app.screen._compositor.render_strips()):
        rows[y] = "".join(segment.text for segment in strips)
    return "\n".join(row[:width].rstrip() for row in rows)


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Press the key of each letter."""
    for letter in text:
        await pilot.press("space" if letter == " " else letter)


async def until(pilot: Pilot[Any], said: Any) -> None:
    """Wait until ``said()`` holds; what it waits for is in a thread or in a queue."""
    for _turn in range(2_000):
        if said():
            return
        await pilot.pause(0.001)
    raise AssertionError(f"has not come about:\n{picture(pilot.app)}")
