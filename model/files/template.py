"""The template file of an import: headings of all that can be filled in, the company's own fields too (I25)."""

from __future__ import annotations

import io
from pathlib import Path

from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.records.record import Record
from model.files import csv_out
from model.files.headings import importable
from model.files.new_file import new_file


def write_template(session: Session, record: type[Record], target: Path, *, force: bool = False) -> None:
    """Write a file without rows, a workbook where ``target`` ends in .xlsx, else CSV.

    Raises :class:`UserError` for a target that exists, unless ``force``.
    """
    fields: list[Field] = [*importable(session, record).values()]
    if target.suffix.lower() == ".xlsx":
        from model.files import xlsx_out

        xlsx_out.write(target, fields, [], session.reading(), title=record.label_plural, force=force)
        return
    with new_file(target, force=force) as file:
        csv_out.write(file, fields, [], session.reading())


def headings_as_csv(session: Session, record: type[Record]) -> str:
    """Return the file as text."""
    out = io.StringIO()
    csv_out.write(out, [*importable(session, record).values()], [], session.reading())
    return out.getvalue()
