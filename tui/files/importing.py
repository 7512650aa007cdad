"""Import of a table: what each row would do, the options, the columns, and the run (LEAD-25 … LEAD-28)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.app import ComposeResult

from model.core.access import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_whole
from model.core.records import Record
from model.files.conventions import Convention
from model.files.heading_row import open_table
from model.files.headings import Matching, importable, match_columns
from model.files.import_plan import ImportPlan, PlannedRow, Tally, outcome_label, plan_import, tally_remarks
from model.files.import_run import ImportSummary, apply_import
from model.files.judging import ImportOptions, Outcome
from model.files.relation_column import names_customers
from model.files.table import Table, TableOptions
from tui.engine import Superseded
from tui.files.column_conventions import ask_convention, convention_choices
from tui.frame import SalgScreen
from tui.widgets.dialogs import Ask, Choice, Confirm, Menu, Told
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece
from tui.widgets.progress import Progress

PAGE = 60
"""Rows judged at a time while somebody looks at them."""

STYLES = {Outcome.CREATE: "good", Outcome.UPDATE: "accent", Outcome.ERROR: "error"}


class ImportScreen(SalgScreen):
    """The preview of an import, row by row; nothing is written before i and y."""

    context: Sequence[str] = ("import", "list")

    def __init__(self, record: type[Record], path: Path) -> None:
        super().__init__()
        self.record = record
        self.path = path
        self.table_options = TableOptions()
        self.options = ImportOptions()
        self.matching: Matching | None = None
        self.by_hand: dict[int, str] = {}
        """Columns that were matched here, by their places: what was matched by name follows the options."""
        self.plan: ImportPlan | None = None
        self.tally: Tally | None = None
        self._rows: dict[int, PlannedRow] = {}
        self._about = 0

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the file, and how it is read."""
        left: list[Piece] = [(_("Import {records}").format(records=_(self.record.label_plural).lower()), "strong")]
        left.append((f"  {self.path.name}", ""))
        if self.plan is not None:
            used = self.plan.table.options
            how = [self.plan.table.kind.upper(), used.encoding, {"\t": "TAB"}.get(used.separator, used.separator)]
            left.append(("  " + " ".join(part for part in how if part), "dim"))
        return left, []

    def body(self) -> ComposeResult:
        """Yield the options in force, the tally, and the rows."""
        yield Line(id="options")
        yield Line(id="tally")
        yield LineList(self._pieces, empty=_("The file has no rows."), id="rows")

    @property
    def list(self) -> LineList:
        """The rows."""
        return self.query_one(LineList)

    def on_mount(self) -> None:
        """Open the file."""
        super().on_mount()
        self.app.in_background(self._open())

    def on_unmount(self) -> None:
        """Let the file go."""
        self._let_go()

    def _let_go(self) -> None:
        if self.plan is not None:
            self.plan.close()
            self.plan.table.close()
            self.plan = None

    async def _open(self) -> None:
        """Open the file as the options say, and show its first rows."""

        def work(session: Session) -> ImportPlan:
            table: Table = open_table(session, self.record, self.path, self.table_options)
            try:
                found = match_columns(
                    session, self.record, table.headings, header=table.options.header, update=self.options.update
                )
                for place, field in self.by_hand.items():
                    found = found.with_column(place, field)
                return plan_import(session, self.record, table, self.options, found)
            except BaseException:
                table.close()
                raise

        try:
            plan = await self.app.engine.read(work)
        except UserError as error:
            if self.plan is None:
                self.app.go_back()
            self.app.say(error.message, "error")
            return
        self._let_go()
        self.plan, self.tally, self._rows = plan, None, {}
        self.matching = plan.matching
        self._about = plan.table.rows_about()
        await self._look()
        self.show_title()
        self._show_lines()
        self.app.in_background(self._count(plan), keys_wait=False)

    async def _look(self) -> None:
        """Judge the rows round the cursor."""
        plan = self.plan
        if plan is None:
            return
        first = max(0, self.list.at - PAGE // 2) // PAGE * PAGE
        wanted = [start for start in (first, first + PAGE) if start not in self._rows]
        for start in wanted:
            found = await self.app.engine.read(_page(plan, start))
            if plan is not self.plan:
                return
            self._rows.update(enumerate(found, start))
            if len(found) < PAGE:
                self._about = start + len(found)
                break
            self._about = max(self._about, start + len(found))
        self.list.set_length(self.tally.rows if self.tally else self._about)

    async def _count(self, plan: ImportPlan) -> None:
        try:
            tally = await self.app.engine.count("import", lambda _session: plan.tally())
        except Superseded:
            return
        if plan is self.plan:
            self.tally = tally
            self.list.set_length(tally.rows)
            self._show_lines()

    # What is shown

    def _show_lines(self) -> None:
        options = self.options
        on = [self._headings_text()]
        on.append(_("updates what has an ID") if options.update else _("new records only"))
        if options.overwrite_note:
            on.append(_("overwrites notes"))
        if options.match:
            on.append(_("finds by org. no. and e-mail"))
        if options.duplicates:
            on.append(_("also what is on file"))
        if options.new_choices:
            on.append(_("adds unknown choices"))
        if options.new_customers:
            on.append(_("makes customers that are named"))
        dot = self.app.looks.dot
        self.query_one("#options", Line).show([(" ", ""), (f" {dot} ".join(on), "dim")])
        ignored = self.plan.ignored() if self.plan else []
        right: list[Piece] = []
        for question in (self.plan.questions() if self.plan else [])[:1]:
            told = _("{column}: say in the options (=) how it is written").format(column=question.heading)
            self.query_one("#options", Line).show([(" ", ""), (told, "error")])
        if ignored:
            right = [(_("passed over: {columns}").format(columns=", ".join(ignored))[: self.size.width // 2], "error")]
        self.query_one("#tally", Line).show([(" ", ""), (self._tally_text(), "strong")], right)

    def _headings_text(self) -> str:
        used = self.plan.table.options if self.plan is not None else self.table_options
        if not used.header:
            return _("no headings")
        told = _("headings in row {number}").format(number=used.header_row)
        return _("headings in the first row") if used.header_row <= 1 else told

    def _tally_text(self) -> str:
        tally = self.tally
        if tally is None:
            return _("counting …")
        ascii = self.app.looks.ascii
        counted = (
            (Outcome.CREATE, tally.create), (Outcome.UPDATE, tally.update), (Outcome.SAME, tally.same),
            (Outcome.DUPLICATE, tally.duplicate), (Outcome.ERROR, tally.error), (Outcome.BLANK, tally.blank),
        )  # fmt: skip
        return "  ".join(f"{outcome_label(outcome)} {format_whole(n, ascii=ascii)}" for outcome, n in counted if n)

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        row = self._rows.get(number)
        looks = self.app.looks
        if row is None:
            return [(looks.ellipsis, "dim")]
        said = ""
        if row.errors:
            error = row.errors[0]
            said = f"{error.heading}: {error.reason}" if error.heading else error.reason
        elif row.outcome is Outcome.UPDATE:
            said = ", ".join(
                [
                    *(f"{each.label}: {each.before or '-'} {looks.arrow} {each.after or '-'}" for each in row.fields),
                    *(_("kept: {field}").format(field=label) for label in row.kept),
                ]
            )
        elif row.kept:
            said = ", ".join(_("kept: {field}").format(field=label) for label in row.kept)
        elif row.doubts:
            doubt = row.doubts[0]
            said = f"? {doubt.heading}: {doubt.reason}"
        elif row.outcome is Outcome.CREATE:
            said = ", ".join(each.after for each in row.fields[1:])
        elif row.twin is not None:
            said = _("the same as row {number}").format(number=row.twin)
        style = STYLES.get(row.outcome, "dim")
        title = max(16, width * 3 // 10)
        return [
            (f"{row.number:>7} ", "dim"),
            (looks.fit(outcome_label(row.outcome), 10) + " ", style),
            (looks.fit(row.title, title) + " ", ""),
            (looks.fit(said, max(8, width - title - 20)), "error" if row.errors else "dim"),
        ]

    # Actions

    async def do_open(self) -> None:
        """Show a row whole."""
        row = self._rows.get(self.list.at)
        if row is None:
            return
        arrow = self.app.looks.arrow
        lines = [f"{e.heading}: {e.text}  {arrow}  {e.reason}" for e in (*row.errors, *row.doubts)]
        for each in row.fields:
            before = f"{each.before} {arrow} " if each.before else ""
            lines.append(f"{each.label}: {before}{each.after}")
        lines += [_("passed over: {columns}").format(columns=line) for line in row.passed_over]
        lines += [_("kept: {field}").format(field=label) for label in row.kept]
        await self.app.ask(
            Told(_("Row {number}: {what}").format(number=row.number, what=outcome_label(row.outcome)), lines)
        )

    async def do_import_options(self) -> None:
        """Turn an option on or off; the preview follows."""
        options, header = self.options, self.table_options.header
        only = "" if options.update else _("only together with updating")
        choices = [
            Choice("1", _("The first row holds the headings"), "header", header),
            Choice("2", _("Update records whose ID is given"), "update", options.update),
            Choice("3", _("Overwrite the note when updating"), "overwrite_note", options.overwrite_note, only),
            Choice("4", _("Find by organisation number or e-mail too"), "match", options.match, only),
            Choice("5", _("Make records of rows that are on file already"), "duplicates", options.duplicates),
            Choice("6", _("Add unknown sources and types to the company's lists"), "new_choices", options.new_choices),
            Choice("7", _("Encoding: as found, Windows-1252 or UTF-8"), "encoding"),
            Choice("8", _("The row of the headings"), "header_row"),
        ]
        sheets = self.plan.table.sheets if self.plan is not None else ()
        choices += convention_choices(self.plan) if self.plan is not None else []
        if len(sheets) > 1:
            choices.append(Choice("9", _("The sheet of the workbook"), "sheet"))
        if names_customers(self.record):
            told = _("Make customers of companies that are not on file")
            choices.append(Choice("0", told, "new_customers", options.new_customers))
        chosen = await self.app.ask(Menu(_("Options"), choices))
        if chosen is None:
            return
        if chosen == "header":
            self.table_options = replace(self.table_options, header=not header)
            self.by_hand = {}
        elif chosen == "encoding":
            names = ("", "utf-8", "cp1252", "utf-16")
            found = await self.app.ask(
                Menu(_("Encoding"), [Choice(str(n), name or _("as found"), name) for n, name in enumerate(names, 1)])
            )
            if found is None:
                return
            self.table_options = replace(self.table_options, encoding=found)
        elif isinstance(chosen, Convention):
            answer = await ask_convention(self.app, chosen)
            if answer is None:
                return
            kept = [each for each in options.conventions if each[:2] != (chosen.kind, chosen.heading)]
            if answer:
                kept.append((chosen.kind, chosen.heading, answer))
            self.options = replace(options, conventions=tuple(kept))
        elif chosen == "sheet":
            named = [Choice(str(n) if n < 10 else "", sheet, sheet) for n, sheet in enumerate(sheets, 1)]
            found = await self.app.ask(Menu(_("The sheet of the workbook"), named))
            if found is None:
                return
            self.table_options = replace(self.table_options, sheet=found, header_row=0)
            self.by_hand = {}
        elif chosen == "header_row":
            given = await self.app.ask(Ask(_("In which row are the headings?"))) or ""
            if not given.strip().isdecimal():
                return
            self.table_options = replace(self.table_options, header=True, header_row=int(given))
            self.by_hand = {}
        else:
            changed: dict[str, Any] = {chosen: not getattr(options, chosen)}
            if chosen == "update" and options.update:
                changed.update(overwrite_note=False, match=False)
            self.options = replace(options, **changed)
        await self._open()

    async def do_match_columns(self) -> None:
        """Match a column of the file with a field by hand; it is remembered (LEAD-26)."""
        matching = self.matching
        if matching is None:
            return
        fields = await self.app.engine.read(lambda session: importable(session, self.record))
        arrow = self.app.looks.arrow

        def named(name: str) -> str:
            if not name:
                return _("passed over")
            return fields[name].title if name in fields else name.upper()

        places = [
            Option(place, f"{heading}  {arrow}  {named(matching.fields[place])}")
            for place, heading in enumerate(matching.headings)
        ]
        place = await self.app.ask(FilterMenu(_("Which column?"), places))
        if place is None:
            return
        now = matching.fields[place]
        targets = [Option("", _("passed over"), on=not now), Option("id", "ID", on=now == "id")]
        targets += [Option(name, field.title, on=now == name) for name, field in fields.items()]
        title = _("{column} goes into").format(column=matching.headings[place])
        chosen = await self.app.ask(FilterMenu(title, targets))
        if chosen is not None:
            self.by_hand[place] = chosen
            await self._open()

    def why_not(self, action: str) -> str:
        """Say when there is nothing to import."""
        if action == "run_import" and self.plan is not None:
            for question in self.plan.questions():
                return question.text
        if action == "run_import" and self.tally is not None and not (self.tally.create or self.tally.update):
            return _("No row would change anything.")
        return super().why_not(action)

    async def do_run_import(self) -> None:
        """Ask for y, import with progress, and show the summary."""
        plan = self.plan
        if plan is None:
            return
        if self.tally is None:
            # The question says what would be done: i was pressed before all rows had been counted.
            counted = await self.app.ask(Progress(_("Counting"), lambda _session, told, stop: plan.tally(told, stop)))
            if not isinstance(counted, Tally):
                self.app.say(counted.message if isinstance(counted, UserError) else "")
                return
            self.tally = counted
        lines = [self._tally_text(), *tally_remarks(self.tally)]
        if not await self.app.ask(Confirm(_("Import {file}?").format(file=self.path.name), lines, yes=_("Import"))):
            return

        def work(_session: Session, told: Callable[[int, int], None], stop: Callable[[], bool]) -> object:
            return apply_import(plan, progress=told, writing=told, stop=stop)

        answer = await self.app.ask(Progress(_("Importing"), work))
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, ImportSummary)
        self.tally = answer.tally
        lines = [self._tally_text()]
        if answer.error_file is not None:
            lines.append(
                _("The rows in error are in {path}: mend it and import it again.").format(path=answer.error_file)
            )
            lines += [
                f"{_('Row {number}').format(number=row.number)}: {row.errors[0].heading}: {row.errors[0].reason}"
                for row in answer.errors[:100]
            ]
        lines += tally_remarks(answer.tally)
        if answer.change_id is not None:
            lines.append(_("u takes it all back."))
        await self.app.changed(self.record.name_in_code)
        await self.app.ask(Told(_("Imported"), lines))
        self.app.go_back()

    # Moving

    async def _moved(self, move: Callable[[], None]) -> None:
        move()
        await self._look()

    async def do_down(self) -> None:
        """Next row."""
        await self._moved(lambda: self.list.move(1))

    async def do_up(self) -> None:
        """Previous row."""
        await self._moved(lambda: self.list.move(-1))

    async def do_page_down(self) -> None:
        """Next page."""
        await self._moved(lambda: self.list.page(1))

    async def do_page_up(self) -> None:
        """Previous page."""
        await self._moved(lambda: self.list.page(-1))

    async def do_half_down(self) -> None:
        """Half a page."""
        await self._moved(lambda: self.list.page(1, half=True))

    async def do_half_up(self) -> None:
        """Half a page back."""
        await self._moved(lambda: self.list.page(-1, half=True))

    async def do_first(self) -> None:
        """First row."""
        await self._moved(lambda: self.list.go(0))

    async def do_last(self) -> None:
        """Last row that is known of."""
        await self._moved(lambda: self.list.go(self.list.length - 1))


def _page(plan: ImportPlan, start: int) -> Callable[[Session], list[PlannedRow]]:
    return lambda _session: plan.preview(start, PAGE)
