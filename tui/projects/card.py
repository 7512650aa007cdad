"""A project's card: what it is, for whom, until when, and all that was said and planned about it (CUST-27, COM-11)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.dates import format_day
from model.core.language import N_, _
from model.projects.listed import contacts_of
from model.projects.records import Project
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities
from tui.widgets.card_parts import COUNTED
from tui.widgets.card_rows import Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, related_text
from tui.widgets.document_rows import DOCUMENTS
from tui.widgets.project_links import PARTICIPANTS, participant_rows
from tui.widgets.record_card import RecordCard

_CLOSED = ("completed", "cancelled")


class ProjectCard(RecordCard):
    """One project."""

    record = Project
    room = "project"
    headings = (
        (N_("Project"), ("customer", "number", "owner")),
        (N_("Time"), ("start", "end", "status")),
        (N_("Note"), ("note",)),
    )
    tabs = (DETAILS, PARTICIPANTS, TASKS, APPOINTMENTS, NOTES, CALLS, DOCUMENTS, EMAIL, CUSTOM, HISTORY)

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what must be seen at once, and the numbers on the tabs."""
        values, texts = shown.values, shown.texts
        shown.tell(texts["status"], "good" if values["status"] == "running" else "strong")
        shown.tell(texts["customer"], "strong")
        start, end = (format_day(values[name]) if values[name] else "" for name in ("start", "end"))
        shown.tell(f"{start} – {end}" if start and end else start or end)
        shown.tell(texts["owner"] or _("nobody"), before=_("owner"))
        if values["end"] is not None and values["end"] < shown.reading.today and values["status"] not in _CLOSED:
            shown.notice = [(_("Over time: it was to end {day}.").format(day=end), "error")]
        if label := related_text(session, "customer", values["customer"]):
            shown.related.append((label, "customer", values["customer"]))
        count_activities(session, shown, self.kind, self.record_id)
        shown.counts["contacts"] = len(contacts_of(session, self.record_id, COUNTED + 1))

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the rows of its contacts too."""
        if tab is PARTICIPANTS:
            return participant_rows(contacts_of(session, self.record_id, limit))
        return super().read_rows(session, tab, limit)

    def additions(self) -> list[tuple[str, str, str]]:
        """Contacts and documents too."""
        own = [("p", _("Contact"), "link_participant"), ("d", _("Document"), "add_document")]
        return [*own, *super().additions()]
