"""Files to import, and what became of them, for the tests of files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.records.record import Record
from model.files.classified_rows import Outcome
from model.files.heading_row import open_table
from model.files.import_options import ImportOptions
from model.files.import_plan import ImportPlan, plan_import
from model.files.import_run import ImportSummary, apply_import
from model.files.import_tally import Tally
from model.files.table import TableOptions

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write text, or bytes, to a file and return its path."""

    def written(content: str | bytes, name: str = "leads.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return written


class Importing:
    """Plans and carries out imports of one person."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._plans: list[ImportPlan] = []

    def plan(
        self, path: Path, record: type[Record], *, header: bool = True, encoding: str = "", **options: Any
    ) -> ImportPlan:
        """Return the plan of importing a file."""
        table = open_table(self.session, record, path, TableOptions(encoding=encoding, header=header))
        plan = plan_import(self.session, record, table, ImportOptions(**options))
        self._plans.append(plan)
        return plan

    def tally(self, path: Path, record: type[Record], **options: Any) -> Tally:
        """Return what importing a file would do."""
        return self.plan(path, record, **options).tally()

    def run(self, path: Path, record: type[Record], **options: Any) -> ImportSummary:
        """Import a file; what was planned is what is done, and every row is accounted for."""
        plan = self.plan(path, record, **options)
        shown = [row.outcome for row in plan.preview(0, 60)]
        planned = plan.tally()
        # Rows that were looked at count as they were shown, whether they are looked at before or after.
        assert [row.outcome for row in plan.preview(0, 60)] == shown
        if planned.rows <= 60:
            counted = Counter(shown)
            assert planned.rows == counted.total()
            for outcome, number in (
                (Outcome.CREATE, planned.create), (Outcome.UPDATE, planned.update), (Outcome.SAME, planned.same),
                (Outcome.DUPLICATE, planned.duplicate), (Outcome.ERROR, planned.error), (Outcome.BLANK, planned.blank),
                (Outcome.CONTACT, planned.contact),
            ):  # fmt: skip
                assert counted[outcome] == number
        summary = apply_import(plan)
        assert summary.tally == planned
        told = summary.tally
        assert told.rows == (
            told.create + told.update + told.same + told.duplicate + told.error + told.blank + told.contact
        )
        return summary

    def close(self) -> None:
        """Close the files."""
        for plan in self._plans:
            plan.close()


@pytest.fixture
def importing(session: Session) -> Iterator[Importing]:
    """Imports by the administrator."""
    made = Importing(session)
    yield made
    made.close()
