"""The options of an import as a menu: what the file is read as, and what its rows may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model.core.language import _
from model.core.records.record import Record
from model.files.conventions import Convention
from model.files.import_options import ImportOptions
from model.files.import_plan import ImportPlan
from model.files.relation_column import names_customers
from model.files.table import TableOptions
from tui.files.column_conventions import ask_convention, convention_choices
from tui.widgets.dialogs import Ask, Choice, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp

ENCODINGS = ("", "utf-8", "cp1252", "utf-16")


@dataclass(frozen=True)
class Chosen:
    """How the file is read, and what its rows may do."""

    table: TableOptions
    options: ImportOptions

    def other_columns(self, before: Chosen) -> bool:
        """Whether the columns are others than before, so that what was matched by hand is of no use."""
        now, then = self.table, before.table
        return (now.header, now.header_row, now.sheet) != (then.header, then.header_row, then.sheet)


async def ask_options(app: BaseApp, record: type[Record], plan: ImportPlan | None, now: Chosen) -> Chosen | None:
    """Ask which option is to be another; return all of them, None where none is."""
    chosen = await app.ask(Menu(_("Options"), _choices(record, plan, now)))
    if chosen is None:
        return None
    if isinstance(chosen, Convention):
        return await _with_convention(app, now, chosen)
    if chosen == "header":
        return replace(now, table=replace(now.table, header=not now.table.header))
    if chosen == "encoding":
        return await _with_encoding(app, now)
    if chosen == "sheet":
        assert plan is not None
        return await _with_sheet(app, now, plan)
    if chosen == "header_row":
        return await _with_header_row(app, now)
    changed: dict[str, Any] = {chosen: not getattr(now.options, chosen)}
    if chosen == "update" and now.options.update:
        changed.update(overwrite_note=False, match=False)
    return replace(now, options=replace(now.options, **changed))


def _choices(record: type[Record], plan: ImportPlan | None, now: Chosen) -> list[Choice]:
    options = now.options
    only = "" if options.update else _("only together with updating")
    choices = [
        Choice("1", _("The first row holds the headings"), "header", now.table.header),
        Choice("2", _("Update records whose ID is given"), "update", options.update),
        Choice("3", _("Overwrite the note when updating"), "overwrite_note", options.overwrite_note, only),
        Choice("4", _("Find by organisation number or e-mail too"), "match", options.match, only),
        Choice("5", _("Make records of rows that are on file already"), "duplicates", options.duplicates),
        Choice("6", _("Add unknown sources and types to the company's lists"), "new_choices", options.new_choices),
        Choice("7", _("Encoding: as found, Windows-1252 or UTF-8"), "encoding"),
        Choice("8", _("The row of the headings"), "header_row"),
    ]
    if plan is not None:
        choices += convention_choices(plan)
        if len(plan.table.sheets) > 1:
            choices.append(Choice("9", _("The sheet of the workbook"), "sheet"))
    if names_customers(record):
        label = _("Make customers of companies that are not on file")
        choices.append(Choice("0", label, "new_customers", options.new_customers))
    return choices


async def _with_convention(app: BaseApp, now: Chosen, column: Convention) -> Chosen | None:
    answer = await ask_convention(app, column)
    if answer is None:
        return None
    kept = [each for each in now.options.conventions if each[:2] != (column.kind, column.heading)]
    if answer:
        kept.append((column.kind, column.heading, answer))
    return replace(now, options=replace(now.options, conventions=tuple(kept)))


async def _with_encoding(app: BaseApp, now: Chosen) -> Chosen | None:
    choices = [Choice(str(number), name or _("as found"), name) for number, name in enumerate(ENCODINGS, 1)]
    found = await app.ask(Menu(_("Encoding"), choices))
    return None if found is None else replace(now, table=replace(now.table, encoding=found))


async def _with_sheet(app: BaseApp, now: Chosen, plan: ImportPlan) -> Chosen | None:
    sheets = enumerate(plan.table.sheets, 1)
    choices = [Choice(str(number) if number < 10 else "", sheet, sheet) for number, sheet in sheets]
    found = await app.ask(Menu(_("The sheet of the workbook"), choices))
    return None if found is None else replace(now, table=replace(now.table, sheet=found, header_row=0))


async def _with_header_row(app: BaseApp, now: Chosen) -> Chosen | None:
    given = (await app.ask(Ask(_("In which row are the headings?"))) or "").strip()
    if not given.isdecimal():
        return None
    return replace(now, table=replace(now.table, header=True, header_row=int(given)))
