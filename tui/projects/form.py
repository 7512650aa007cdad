"""The form of a project (CUST-27)."""

from __future__ import annotations

from typing import Any

from model.core.access import Session
from model.core.language import N_
from model.projects.records import Project
from tui.widgets.record_form import RecordForm

HEADINGS = (
    (N_("Project"), ("name", "customer", "status", "owner", "number")),
    (N_("Time"), ("start", "end")),
    (N_("Note"), ("note",)),
)


class ProjectForm(RecordForm):
    """A project being filled in; ``customer`` is the one that a new one begins with."""

    record = Project
    headings = HEADINGS
    new_name = N_("New project {name}")
    change_name = N_("Change project {name}")

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin today, as its plan; the number comes by itself."""
        return {"start": session.reading().today, **super().first_values(session)}
