"""A list into a file, in the form that the file's name asks for: what every list's export calls (COM-04, LEAD-31)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.files.plain import told_fields
from model.files.rows import Rows
from model.files.stopping import Progress, Stop

ENDINGS = (".csv", ".xlsx", ".pdf", ".vcf", ".ics")
_CARDS = ("lead", "customer", "contact", "recipient")
"""Records that a card can be made of."""
_DATED = ("task", "appointment")
"""Records that stand in a calendar."""


def endings_of(record: type[Record]) -> list[str]:
    """Return the endings of the forms in which the records can be written."""
    only = {".vcf": _CARDS, ".ics": _DATED}
    return [each for each in ENDINGS if record.name_in_code in only.get(each, (record.name_in_code,))]


def form_of(record: type[Record], target: Path) -> str:
    """Return the form that the file's name asks for: csv, xlsx, pdf, vcf or ics; refuse another."""
    ending = target.suffix.lower()
    endings = endings_of(record)
    if ending not in endings:
        raise UserError(_("The name of the file must end in {endings}.").format(endings=", ".join(endings)), "out")
    return ending[1:]


def fields_for(session: Session, record: type[Record], form: str, shown: Sequence[str]) -> list[str]:
    """Return the fields that a file holds where nobody has chosen: all for CSV and workbooks, for a PDF those shown."""
    if form == "pdf":
        return list(shown)
    if form == "vcf":
        from model.files import vcard_out

        return vcard_out.fields_for(record)
    if form == "ics":
        from model.files import icalendar_out

        return icalendar_out.fields_for(record)
    return [*(name for name in told_fields(record) if name != "custom"), *session.own_fields(record)]


def export(
    session: Session,
    rows: Rows,
    target: Path,
    *,
    with_id: bool = True,
    subtitle: str = "",
    force: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Write the list to ``target`` and return how many records that was.

    ``subtitle`` says on a PDF what the filter is. Raises :class:`UserError` for a target that exists, unless
    ``force``, and :class:`~model.files.stopping.Stopped`; nothing is left of a file that was not finished.
    """
    form = form_of(rows.record, target)
    reading = session.reading()
    expected = rows.count() if progress is not None else 0
    title = _(rows.record.label_plural)
    if form == "xlsx":
        from model.files import xlsx_out

        return xlsx_out.write(
            target, rows.fields, rows, reading, with_id=with_id, title=title, force=force, progress=progress, stop=stop,
            expected=expected,
        )  # fmt: skip
    if form == "pdf":
        from model.files import pdf_out

        rows.as_shown = True
        return pdf_out.write(
            target, title, rows.fields, rows, reading, subtitle=subtitle, force=force, progress=progress, stop=stop,
            expected=expected,
        )  # fmt: skip
    from model.files.new_file import new_file

    with new_file(target, force=force) as file:
        if form == "ics":
            from model.files import icalendar_out

            return icalendar_out.write(file, session, rows, progress=progress, stop=stop, expected=expected)
        if form == "vcf":
            from model.files import vcard_out

            return vcard_out.write(file, session, rows, progress=progress, stop=stop, expected=expected)
        from model.files import csv_out

        return csv_out.write(
            file, rows.fields, rows, reading, with_id=with_id, progress=progress, stop=stop, expected=expected
        )
