"""The form of a project (CUST-27)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.language import N_
from model.projects.listed import put_in
from model.projects.records import Project
from tui.widgets.form_layout import Description
from tui.widgets.record_form import RecordForm

HEADINGS = (
    (N_("Time"), ("start", "end")),
    (N_("Note"), ("note",)),
)


class ProjectForm(RecordForm):
    """A project being filled in; ``customer`` and ``contact`` are those that a new one begins with."""

    record = Project
    new_name = N_("New project {name}")
    change_name = N_("Change project {name}")

    def description(self) -> Description:
        """A new one may say who takes part in it; on file its card has all of them."""
        names = ("name", "customer", *(("contact",) if self.record_id is None else ()), "status", "owner", "number")
        return ((N_("Project"), names), *HEADINGS)

    def extras(self, session: Session) -> dict[str, tuple[Field, Any]]:
        """Add the contact of a new one, which stands on a link."""
        if self.record_id is not None:
            return {}
        return {"contact": (Reference(N_("Contact"), "contact"), self.prefill.get("contact"))}

    def insert(self, made: Change, values: dict[str, Any]) -> int:
        """Put it on file, with its contact."""
        contact = values.pop("contact", None)
        project = super().insert(made, values)
        if contact is not None:
            put_in(made, project, contact)
        return project

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin today, as its plan; the number comes by itself."""
        return {"start": session.reading().today, **super().first_values(session)}
