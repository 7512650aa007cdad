"""Export of what a list shows, or of the marked, to a file that the person names (COM-04, LEAD-31)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.files.exporting import endings_of
from model.files.rows import MarkedRows, Rows
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.progress import export_with_progress
from tui.widgets.target_file import ask_target

if TYPE_CHECKING:
    from tui.widgets.list_actions import ListActions

TEMPLATE = "template"

Told = Callable[[int, int], None]


async def export(screen: ListActions) -> None:
    """Ask for form and path, and write the file; one that exists is overwritten only when that is said."""
    app, record = screen.app, screen.record
    forms = [Choice("x", _("Workbook (XLSX), all fields"), "xlsx"), Choice("c", _("CSV, all fields"), "csv")]
    forms.append(Choice("p", _("PDF, the columns of the list"), "pdf"))
    if ".vcf" in endings_of(record):
        forms.append(Choice("v", _("vCards"), "vcf"))
    if ".ics" in endings_of(record):
        forms.append(Choice("i", _("iCalendar"), "ics"))
    forms.append(Choice("t", _("An empty template for import"), TEMPLATE))
    what = await screen.described_targets() or _("what the list shows")
    form = await app.ask(Menu(_("Export {what}").format(what=what), forms))
    if form is None:
        return
    name = f"{_(record.label_plural).lower()}.{'xlsx' if form == TEMPLATE else form}"
    endings = (".xlsx", ".csv") if form == TEMPLATE else (f".{form}",)
    chosen = await ask_target(app, name, endings)
    if chosen is None:
        return
    target, force = chosen
    answer = await export_with_progress(app, _work(screen, form, target, force))
    if form == TEMPLATE:
        app.say(_("Template written to {path}").format(path=target), "good")
    elif isinstance(answer, int):
        said = ngettext("{count} record written to {path}", "{count} records written to {path}", answer)
        app.say(said.format(count=format_whole(answer, ascii=app.looks.ascii), path=target), "good")


def _work(
    screen: ListActions, form: str, target: Path, force: bool
) -> Callable[[Session, Told, Callable[[], bool]], object]:
    record, marks = screen.record, screen.list.marks
    wanted, sort = screen.list.filter, screen.list.sort
    shown = [column.field for column in screen.list.columns]
    subtitle = screen.criteria_text(wanted)

    def work(session: Session, told: Told, stop: Callable[[], bool]) -> object:
        from model.files import exporting
        from model.files.template import write_template

        if form == TEMPLATE:
            write_template(session, record, target, force=force)
            return None
        names = exporting.fields_for(session, record, form, shown)
        rows = (
            MarkedRows(session, record, names, list(marks.each(session, sort)))
            if marks
            else Rows(session, record, names, wanted, sort)
        )
        return exporting.export(session, rows, target, subtitle=subtitle, force=force, progress=told, stop=stop)

    return work
