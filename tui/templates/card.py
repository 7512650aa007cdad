"""A template's card: its texts, what they were before, and how they look filled in."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.language import N_, _
from model.core.text import visible
from model.templates.merge import TemplateText, read_template
from model.templates.records import Template
from model.templates.versions import TemplateVersion, bring_back, versions
from tui.templates.preview import show_preview
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import DETAILS, HISTORY, Shown, Tab, short
from tui.widgets.record_card import RecordCard

VERSIONS = Tab(
    "versions",
    N_("Versions"),
    ("template_versions",),
    heads=(Cell(N_("When"), 17), Cell(N_("By"), 5), Cell(N_("Subject"), 24), Cell(N_("Text"))),
)


class TemplateCard(RecordCard):
    """One template."""

    record = Template
    room = "template"
    headings = (
        (N_("Template"), ("kind", "language", "subject")),
        (N_("Visibility"), ("owner", "owner_only")),
        (N_("Text"), ("text",)),
        (N_("HTML"), ("html",)),
        (N_("Note"), ("note",)),
    )
    tabs = (DETAILS, VERSIONS, HISTORY)
    acts_on_record = RecordCard.acts_on_record | {"preview_template", "bring_back_version"}

    def contexts(self) -> tuple[str, ...]:
        """Nothing is planned or said about a template."""
        return tuple(name for name in super().contexts() if name not in ("activities", "details_tab"))

    def read_more(self, session: Session, shown: Shown) -> None:
        """Say of which kind and in which language it is, and how many versions there are."""
        shown.tell(shown.texts["kind"], "strong")
        shown.tell(shown.texts["language"])
        shown.tell(shown.texts["owner"] or _("nobody"), before=_("owner"))
        found = versions(session, self.record_id)
        shown.more["versions"] = found
        shown.counts["versions"] = len(found)

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the versions as rows: Enter reads one."""
        if tab is not VERSIONS:
            return super().read_rows(session, tab, limit)
        reading = session.reading()
        rows = []
        for one in versions(session, self.record_id, limit):
            begins = next((line for line in one.text.text.splitlines() if line.strip()), "")
            cells = (
                Cell(short(one.at, reading), 17), Cell(visible(one.author), 5), Cell(visible(one.text.subject), 24),
                Cell(visible(begins)),
            )  # fmt: skip
            title = _("{when}, {who}").format(when=short(one.at, reading), who=visible(one.author))
            rows.append(Row(cells, told=(title, _version_lines(one.text)), data=one))
        return rows

    def why_not(self, action: str) -> str:
        """Say that the present version need not be brought back."""
        if action == "bring_back_version":
            row = self.row
            if row is None or not isinstance(row.data, TemplateVersion):
                return _("Nothing is pointed at.")
            if self.rows[VERSIONS.name][0] is row:
                return _("It is the present version.")
        return super().why_not(action)

    async def do_preview_template(self) -> None:
        """Show it filled from a record."""
        template: TemplateText = await self.app.engine.read(lambda session: read_template(session, self.record_id))
        await show_preview(self.app, template)

    async def do_bring_back_version(self) -> None:
        """Have it say again what it said in the version pointed at."""
        row = self.row
        if row is None or not isinstance(row.data, TemplateVersion):
            return
        number = row.data.number
        different = await self.app.engine.write(lambda session: bring_back(session, self.record_id, number))
        await self.app.changed("template")
        if different:
            self.app.say(_("It says again what it said then; u takes that back."), "good")
        else:
            self.app.say(_("It says that already."))


def _version_lines(text: TemplateText) -> tuple[str, ...]:
    lines = [_("Subject: {subject}").format(subject=visible(text.subject)), ""] if text.subject else []
    lines += [visible(line) for line in text.text.splitlines()]
    if text.html:
        lines += ["", _("As HTML:"), *(visible(line) for line in text.html.splitlines())]
    return tuple(lines)
