"""A report into a workbook, CSV or a PDF, whole or the part in front (OPP-24)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.reports.answers import Asked
from model.reports.declared import Part, Report
from model.reports.running import run
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.progress import export_with_progress
from tui.widgets.target_file import ask_target

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def export_report(app: BaseApp, report: Report, part: Part, asked: Asked) -> None:
    """Ask for form and path, and write the file; one that exists is overwritten only when that is said."""
    forms = [("x", "xlsx", _("Workbook (XLSX)")), ("c", "csv", "CSV"), ("p", "pdf", "PDF")]
    choices = [Choice(key, label, (form, ())) for key, form, label in forms]
    if len(report.parts) > 1:
        only = _("{form}, only: {part}")
        choices = [
            *(Choice(key, _("{form}, all parts").format(form=label), (form, ())) for key, form, label in forms),
            *(
                Choice(key.upper(), only.format(form=label, part=_(part.title)), (form, (part.name,)))
                for key, form, label in forms
            ),
        ]
    chosen = await app.ask(Menu(_("Export {what}").format(what=_(report.title)), choices))
    if chosen is None:
        return
    form, parts = chosen
    target = await ask_target(app, f"{_(report.title).lower()}.{form}", (f".{form}",))
    if target is None:
        return

    def work(session: Session, told: Callable[[int, int], None], stop: Callable[[], bool]) -> object:
        from model.reports.exporting import export

        answer = run(session, report, replace(asked, parts=parts), stop)
        return export(session, answer, target.path, force=target.force, progress=told, stop=stop)

    answer = await export_with_progress(app, work)
    if isinstance(answer, int):
        said = ngettext("{count} row written to {path}", "{count} rows written to {path}", answer)
        app.say(said.format(count=format_whole(answer, ascii=app.looks.ascii), path=target.path), "good")
