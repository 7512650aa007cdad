"""Tables that are no lists of records, such as reports: into a workbook, CSV, or a PDF (OPP-24, COM-04)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.language import _
from model.files.output_table import OutputTable
from model.files.stopping import Progress, Stop, go_on

EVERY = 200
"""Rows between two looks at whether to go on."""
ENDINGS = (".csv", ".xlsx", ".pdf")


def form_of(target: Path) -> str:
    """Return the form that the file's name asks for: csv, xlsx or pdf; raise :class:`UserError` for another."""
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise UserError(_("The name of the file must end in {endings}.").format(endings=", ".join(ENDINGS)), "out")
    return ending[1:]


def export_tables(
    target: Path,
    title: str,
    subtitle: str,
    tables: Sequence[OutputTable],
    remarks: Sequence[str],
    reading: Reading,
    *,
    force: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Write ``tables`` to ``target`` in the form its name asks for, and return how many rows that was.

    A workbook has a sheet for each, a PDF one below the other; both say ``title``, ``subtitle`` and ``remarks``. CSV
    holds the tables alone, with a blank line and the table's title before each where there are several. Raises
    :class:`UserError` for a target that exists, unless ``force``, and :class:`~model.files.stopping.Stopped`;
    nothing is left of one that was not finished.
    """
    form = form_of(target)
    expected = sum(len(table.rows) for table in tables)
    done = 0

    def row_done() -> None:
        nonlocal done
        done += 1
        if done % EVERY == 0:
            go_on(progress, stop, done, expected)

    go_on(progress, stop, 0, expected)
    if form == "xlsx":
        from model.files import xlsx_out

        xlsx_out.write_tables(target, title, subtitle, tables, remarks, reading, force=force, row_done=row_done)
    elif form == "pdf":
        from model.files import pdf_out

        pdf_out.write_tables(target, title, subtitle, tables, remarks, reading, force=force, row_done=row_done)
    else:
        from model.files import csv_out
        from model.files.new_file import new_file

        with new_file(target, force=force) as file:
            csv_out.write_tables(file, tables, reading, row_done=row_done)
    return expected
