"""Export of what a list shows, or of the marked, to a file that the person names (COM-04, LEAD-31)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from model.core.access import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.files.rows import MarkedRows, Rows
from tui.widgets.dialogs import Ask, Choice, Confirm, Menu
from tui.widgets.progress import Progress

if TYPE_CHECKING:
    from tui.widgets.list_screen import ListScreen

TEMPLATE = "template"
CARDS = ("lead", "customer", "contact")
"""Records that can be written as vCards."""
DATED = ("task", "appointment")
"""Records that can be written as a calendar."""

Told = Callable[[int, int], None]


async def export(screen: ListScreen) -> None:
    """Ask for form and path, and write the file; one that exists is overwritten only when that is said."""
    app, record = screen.app, screen.record
    forms = [Choice("x", _("Workbook (XLSX), all fields"), "xlsx"), Choice("c", _("CSV, all fields"), "csv")]
    forms.append(Choice("p", _("PDF, the columns of the list"), "pdf"))
    if record.name_in_code in CARDS:
        forms.append(Choice("v", _("vCards"), "vcf"))
    if record.name_in_code in DATED:
        forms.append(Choice("i", _("iCalendar"), "ics"))
    forms.append(Choice("t", _("An empty template for import"), TEMPLATE))
    form = await app.ask(Menu(_("Export {what}").format(what=screen.target_text() or _("what the list shows")), forms))
    if form is None:
        return
    name = f"{_(record.label_plural).lower()}.{'xlsx' if form == TEMPLATE else form}"
    endings = (".xlsx", ".csv") if form == TEMPLATE else (f".{form}",)
    asked_for = Ask(_("Into which file?"), str(Path.cwd() / name), check=lambda text: _check(text, endings))
    text = await app.ask(asked_for)
    if text is None:
        return
    target = Path(text.strip()).expanduser()
    force = False
    if target.exists():
        asked = Confirm(_("Overwrite {file}?").format(file=target.name), [str(target)], yes=_("Overwrite"))
        force = bool(await app.ask(asked))
        if not force:
            return
    answer = await app.ask(Progress(_("Exporting"), _work(screen, form, target, force), writes=False))
    if isinstance(answer, Exception):
        raise answer
    if form == TEMPLATE:
        app.say(_("Template written to {path}").format(path=target), "good")
    elif isinstance(answer, int):
        count = format_whole(answer, ascii=app.looks.ascii)
        said = ngettext("{count} record written to {path}", "{count} records written to {path}", answer)
        app.say(said.format(count=count, path=target), "good")


def _check(text: str, endings: tuple[str, ...]) -> str:
    target = Path(text.strip()).expanduser()
    if not text.strip() or target.is_dir():
        return _("Name a file.")
    ending = target.suffix.lower()
    if ending not in endings:
        return _("The name of the file must end in {endings}.").format(endings=", ".join(endings))
    if not target.parent.is_dir():
        return _("There is no folder {path}.").format(path=target.parent)
    return ""


def _work(
    screen: ListScreen, form: str, target: Path, force: bool
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
