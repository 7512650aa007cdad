"""The project (CUST-27)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import ME
from model.core.changes.linked_field import LinkedField
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import Whole
from model.core.fields.references import Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Text
from model.core.fields.times import Day
from model.core.language import N_
from model.core.records.record import Record, Row
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext
from model.projects import rules

STATUSES = (
    Choice(1, "planned", N_("Planned")),
    Choice(2, "running", N_("Running"), "▸", ">", "good"),
    Choice(3, "completed", N_("Completed"), "✓", "v", "dim"),
    Choice(4, "cancelled", N_("Cancelled"), "✗", "x", "bad"),
)


class ProjectContactsField(LinkedField):
    """The contacts who take part in a project."""

    records = ("contact",)
    example = N_('names or IDs with a semicolon between them: contacts="#17; Kari Nes"')


class Project(Record):
    """Work for one customer, followed from the customer's card; who may not see the customer sees none of it."""

    name_in_code = "project"
    free_texts = ("name", "note")
    label = N_("Project")
    label_plural = N_("Projects")
    visible_through = ("customer",)
    natural_order = ("name",)
    views = (
        View("mine", N_("Mine"), lambda project: project.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View(
            "running",
            N_("Planned or running"),
            lambda project: project.active.yes & project.status.in_(("planned", "running")),
        ),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    numbered = True
    unique = (("number",),)
    indexes = (("name_key",), ("customer_key", "name_key"), ("owner_key", "name_key"), ("status", "name_key"), ("end",))

    filtered_besides = ("customer",)
    relations = {
        "contacts": ProjectContactsField(
            "contacts", N_("Contacts"), "project_contact", own="project", column="contact", width=24
        )
    }

    name = Text(N_("Name"), required=True, searched=True, width=0)
    number = Whole(N_("Project no."), lowest=1, grouped=False, width=8, heading=N_("No."))
    customer = Reference(N_("Customer"), "customer", required=True, keyed=True, width=22)
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    start = Day(N_("Start date"), width=10)
    end = Day(N_("End date"), width=10)
    status = ChoiceField(N_("Status"), STATUSES, default="planned", width=10)
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "project"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give it its number and owner; refuse an end before the start."""
        return rules.complete(change, values, before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return rules.has_rules_for(values)


class ProjectContact(Row):
    """A contact who takes part in a project, of whichever customer."""

    name_in_code = "project_contact"
    unique = (("project", "contact"),)

    project = Reference(N_("Project"), "project", required=True)
    contact = Reference(N_("Contact"), "contact", required=True)

    class Meta:
        table_name = "project_contact"
