"""Import of a table: what each row would do, the options, the columns, and the run (LEAD-25 … LEAD-28)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.core.text import in_sentence
from model.files.given_column import with_column
from model.files.heading_row import open_table
from model.files.headings import Matching, importable
from model.files.import_options import ImportOptions
from model.files.import_plan import ImportPlan, plan_import
from model.files.import_run import ImportSummary, apply_import
from model.files.import_tally import Tally, outcome_label, tally_remarks
from model.files.matched_columns import match_columns
from model.files.planned_rows import PlannedRow
from model.files.table import TableOptions
from tui.engine import Superseded
from tui.files.import_text import options_text, row_lines, row_pieces, tally_text
from tui.files.imported import Imported, can_be_called, go_on
from tui.files.option_menu import Chosen, ask_options
from tui.frame import SalgScreen
from tui.widgets.dialogs import Confirm, Told
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece
from tui.widgets.progress import Progress

PAGE = 60
"""Rows judged at a time while somebody looks at them."""


class ImportScreen(SalgScreen):
    """The preview of an import, row by row; nothing is written before i and y."""

    context: Sequence[str] = ("import", "list")

    def __init__(self, record: type[Record], path: Path, given: tuple[str, str] | None = None) -> None:
        """Show a file; ``given`` is a heading with the text that every row has under it, the file has none of them."""
        super().__init__()
        self.given = given
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
        left: list[Piece] = [(_("Import {records}").format(records=in_sentence(_(self.record.label_plural))), "strong")]
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
        try:
            plan = await self.app.engine.read(self._planned)
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

    def _planned(self, session: Session) -> ImportPlan:
        table = open_table(session, self.record, self.path, self.table_options)
        if self.given is not None:
            table = with_column(table, *self.given)
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
        plan = self.plan
        used = self.table_options if plan is None else plan.table.options
        line = (options_text(self.options, used, self.app.looks), "dim")
        for question in (plan.questions() if plan else [])[:1]:
            line = (_("{column}: say in the options (=) how it is written").format(column=question.heading), "error")
        self.query_one("#options", Line).show([(" ", ""), line])
        right: list[Piece] = []
        if plan is not None and (ignored := plan.ignored()):
            text = _("passed over: {columns}").format(columns=", ".join(ignored))
            right = [(text[: self.size.width // 2], "error")]
        self.query_one("#tally", Line).show([(" ", ""), (self._tally_text(), "strong")], right)

    def _tally_text(self) -> str:
        return _("counting …") if self.tally is None else tally_text(self.tally, self.app.looks)

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        row = self._rows.get(number)
        return [(self.app.looks.ellipsis, "dim")] if row is None else row_pieces(row, width, self.app.looks)

    # Actions

    async def do_open(self) -> None:
        """Show a row whole."""
        row = self._rows.get(self.list.at)
        if row is None:
            return
        title = _("Row {number}: {what}").format(number=row.number, what=outcome_label(row.outcome))
        await self.app.ask(Told(title, row_lines(row, self.app.looks)))

    async def do_import_options(self) -> None:
        """Turn an option on or off; the preview follows."""
        before = Chosen(self.table_options, self.options)
        chosen = await ask_options(self.app, self.record, self.plan, before)
        if chosen is None:
            return
        if chosen.other_columns(before):
            self.by_hand = {}
        self.table_options, self.options = chosen.table, chosen.options
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
        if action == "run_import" and self.tally is not None and not self.tally.writes:
            return _("No row would change anything.")
        return super().why_not(action)

    async def do_run_import(self) -> None:
        """Ask for y, import with progress, and show the summary."""
        plan = self.plan
        if plan is None or not await self._agreed(plan):
            return

        def work(_session: Session, told: Callable[[int, int], None], stop: Callable[[], bool]) -> object:
            return apply_import(plan, progress=told, writing=told, stop=stop)

        answer = await self.app.ask(Progress(_("Importing"), work))
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, ImportSummary)
        self.tally = answer.tally
        await self.app.changed(self.record.name_in_code)
        count = 0 if answer.change_id is None else answer.tally.create + answer.tally.update
        called = can_be_called(self.app.session, self.record)
        summary = Imported(self._summary_lines(answer), count, called=called, undoable=answer.change_id is not None)
        further = await self.app.ask(summary)
        self.app.go_back()
        if further is not None and answer.change_id is not None:
            await go_on(self.app, self.record, self.path.name, answer.change_id, further)

    async def _agreed(self, plan: ImportPlan) -> bool:
        """Ask whether to import, saying what that would do; i may be pressed before all rows have been counted."""
        if self.tally is None:
            counted = await self.app.ask(Progress(_("Counting"), lambda _session, told, stop: plan.tally(told, stop)))
            if not isinstance(counted, Tally):
                self.app.say(counted.message if isinstance(counted, UserError) else "")
                return False
            self.tally = counted
        lines = [self._tally_text(), *tally_remarks(self.tally)]
        question = Confirm(_("Import {file}?").format(file=self.path.name), lines, yes=_("Import"))
        return bool(await self.app.ask(question))

    def _summary_lines(self, summary: ImportSummary) -> Sequence[str]:
        lines = [self._tally_text()]
        if summary.error_file is not None:
            lines.append(
                _("The rows in error are in {path}: mend it and import it again.").format(path=summary.error_file)
            )
            lines += [
                f"{_('Row {number}').format(number=row.number)}: {row.errors[0].heading}: {row.errors[0].reason}"
                for row in summary.errors[:100]
            ]
        lines += tally_remarks(summary.tally)
        return lines

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
