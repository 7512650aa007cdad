"""A report into a workbook, CSV or a PDF (OPP-24): the same figures as on the screen, in the language in use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.core.access.session import Session
from model.core.language import _
from model.files.stopping import Progress, Stop
from model.files.table_export import export_tables
from model.reports.answers import Answer, tables


def export(
    session: Session,
    answer: Answer,
    target: Path,
    *,
    parts: Sequence[str] = (),
    force: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Write ``answer``, or some of its parts, to ``target`` and return how many rows that was.

    Raises :class:`UserError` for a name that ends in something else, and for a target that exists, unless ``force``,
    and :class:`~model.files.stopping.Stopped`.
    """
    subtitle = answer.asked.period.told() if answer.report.day else ""
    written = tables(answer, parts)
    return export_tables(
        target, _(answer.report.title), subtitle, written, answer.remarks, session.reading(),
        force=force, progress=progress, stop=stop,
    )  # fmt: skip
