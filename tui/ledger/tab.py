"""The ledger on its tab of a customer's card: all entries, however many, with what is owed above them (CUST-20)."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult

from model.core.language import _, ngettext
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Sort
from model.core.numbers import format_whole
from model.ledger.balances import balances_of
from tui.ledger.linking import COLUMNS, LedgerActions
from tui.ledger.list import CRITERIA
from tui.ledger.proposals import show_proposals
from tui.widgets.card_screen import CardScreen
from tui.widgets.ledger_rows import owed_pieces
from tui.widgets.lines import Line, Piece
from tui.widgets.list_panel import ListPanel
from tui.widgets.list_views import Passing

OLDEST_FIRST = Sort("date")
OWED_LINES = 6
"""Lines that what is owed takes at most."""


class LedgerPanel(ListPanel, LedgerActions):
    """The entries of one customer in one of the two ledgers; ``>`` goes over to the other."""

    context = ("ledger", "records", "list")
    default_columns = COLUMNS
    criteria_fields = tuple(name for name in CRITERIA if name not in ("customer", "ledger"))

    def __init__(self, card: CardScreen) -> None:
        self.ledger = "customer"
        super().__init__(card)

    def passing(self) -> Passing:
        """Return the open entries of the ledger in front."""
        fixed = (Criterion("customer", "=", f"#{self.of}"), Criterion("ledger", "=", self.ledger))
        return Passing(Filter(("open",), fixed), "", OLDEST_FIRST, fixed)

    def list_name(self) -> str:
        """Return which ledger it is."""
        return _("Customer ledger") if self.ledger == "customer" else _("Supplier ledger")

    def compose(self) -> ComposeResult:
        """Lay out what is owed, the list, and the line that adds up the marked."""
        title, *rows = super().compose()
        yield title
        for number in range(OWED_LINES):
            line = Line(id=f"owed-{number}")
            line.display = False
            yield line
        yield from rows
        yield self.marked_line()

    def on_mount(self) -> None:
        """Read what is owed too."""
        super().on_mount()
        self.show_owed()

    async def rows_changed(self) -> None:
        """Read rows and what is owed anew."""
        await super().rows_changed()
        self.show_owed()

    def show_owed(self) -> None:
        """Write what stands open in the ledger in front, by currency, as soon as that is known."""
        self.app.in_background(self._read_owed(), keys_wait=False)

    async def _read_owed(self) -> None:
        customer, ledger = self.of, self.ledger
        found = await self.app.engine.count(f"owed-{id(self)}", lambda session: balances_of(session, customer))
        # The tab may have been left, and its lines taken away, while the database added up.
        if not self.query("#owed-0") or ledger != self.ledger:
            return
        looks, width = self.app.looks, self.size.width or self.app.size.width
        groups = [owed_pieces(each, width, looks) for each in found if each.ledger == ledger]
        lines: list[list[Piece]] = []
        for number, group in enumerate(groups):
            # The last line is kept for how many more there are.
            if len(lines) + len(group) > OWED_LINES - (number + 1 < len(groups)):
                more = len(groups) - number
                told = ngettext("{count} currency more; see Details", "{count} currencies more; see Details", more)
                lines.append([(f" {told.format(count=format_whole(more, ascii=looks.ascii))}", "dim")])
                break
            lines += group
        for number in range(OWED_LINES):
            line = self.query_one(f"#owed-{number}", Line)
            line.show(lines[number] if number < len(lines) else [])
            line.display = number < len(lines)

    def empty_text(self) -> str:
        """Say how it is filled."""
        return _("No entries here. E shows closed ones too, > the other ledger, n makes one.")

    def do_other_ledger(self) -> None:
        """Go over to the other ledger of the customer; the views stay."""
        before = self.views.passing
        assert before is not None
        self.ledger = "supplier" if self.ledger == "customer" else "customer"
        self.views.passing = now = self.passing()
        shown = self.list
        shown.clear_marks()
        shown.counts.fixed = now.fixed
        besides = tuple(each for each in shown.filter.criteria if each not in before.fixed)
        shown.set_filter(replace(shown.filter, criteria=(*now.fixed, *besides)))
        self.show_owed()

    async def do_propose_links(self) -> None:
        """Propose links of the ledger in front."""
        shown = self.card.shown
        await show_proposals(self.app, self.of, "" if shown is None else shown.title, self.ledger)

    async def do_new(self) -> None:
        """Make an entry of this customer in this ledger; the tab stays in front, as another often follows."""
        made = await self.app.open_form(self.record.name_in_code, None, customer=self.of, ledger=self.ledger)
        if made is not None:
            await self.app.changed(self.record.name_in_code)
            self.list.go_to(made)

    def imported_for(self) -> tuple[str, str]:
        """Return that the rows of a table are entries of this customer; accounts name their customers themselves."""
        return self.record.field("customer").title, f"#{self.of}"
