"""Export of what a list shows, or of the marked, to a file that the person names (COM-04, LEAD-31)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from model.core.access import Session
from model.core.language import _, ngettext
from model.core.listing import Listing
from model.core.numbers import format_whole
from model.files.rows import ReadRow, Rows
from tui.widgets.dialogs import Ask, Choice, Confirm, Menu
from tui.widgets.progress import Progress

if TYPE_CHECKING:
    from tui.widgets.list_screen import ListScreen

_WINDOW = 1_000
CARDS = ("lead", "customer", "contact")
"""Records that can be written as vCards."""

Told = Callable[[int, int], None]


async def export(screen: ListScreen) -> None:
    """Ask for form and path, and write the file; one that exists is overwritten only when that is said."""
    app, record = screen.app, screen.record
    forms = [Choice("x", _("Workbook (XLSX), all fields"), "xlsx"), Choice("c", _("CSV, all fields"), "csv")]
    forms.append(Choice("p", _("PDF, the columns of the list"), "pdf"))
    if record.name_in_code in CARDS:
        forms.append(Choice("v", _("vCards"), "vcf"))
    form = await app.ask(Menu(_("Export {what}").format(what=screen.target_text() or _("what the list shows")), forms))
    if form is None:
        return
    name = f"{_(record.label_plural).lower()}.{form}"
    text = await app.ask(Ask(_("Into which file?"), str(Path.cwd() / name), check=_check))
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
    if isinstance(answer, int):
        count = format_whole(answer, ascii=app.looks.ascii)
        said = ngettext("{count} record written to {path}", "{count} records written to {path}", answer)
        app.say(said.format(count=count, path=target), "good")


def _check(text: str) -> str:
    target = Path(text.strip()).expanduser()
    if not text.strip() or target.is_dir():
        return _("Name a file.")
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
        from model.files import csv_out, pdf_out, vcard_out, xlsx_out
        from model.files.headings import template_fields
        from model.files.new_file import new_file

        if form == "pdf":
            names = shown
        else:
            names = vcard_out.fields_for(record) if form == "vcf" else template_fields(session, record)
        rows = Rows(session, record, names, wanted, sort)
        if marks:
            ids = list(marks.each(session, sort))
            expected = len(ids)
            each: Iterator[ReadRow] = (
                row for start in range(0, expected, _WINDOW) for row in rows.read(ids[start : start + _WINDOW])
            )
        else:
            expected = Listing(session, record, (), wanted, sort).count()
            each = iter(rows)
        if form == "xlsx":
            title = _(record.label_plural)
            return xlsx_out.write(
                target, rows.fields, each, session.reading(),
                title=title, force=force, progress=told, stop=stop, expected=expected,
            )  # fmt: skip
        if form == "pdf":
            return pdf_out.write(
                target, _(record.label_plural), rows.fields, each, session.reading(),
                subtitle=subtitle, force=force, progress=told, stop=stop, expected=expected,
            )  # fmt: skip
        with new_file(target, force=force) as file:
            if form == "vcf":
                count = 0
                for row in each:
                    file.write(vcard_out.card(session, record, rows.fields, row))
                    count += 1
                    if count % _WINDOW == 0:
                        told(count, expected)
                return count
            return csv_out.write(
                file, rows.fields, each, session.reading(), progress=told, stop=stop, expected=expected
            )

    return work
