"""A ledger entry's card: what it is, what is left of it, and the entries that it is linked with (CUST-20)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.fields.base import Reading
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, ListRow, Sort
from model.core.numbers import format_whole
from model.ledger.records import LedgerEntry
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, related_text
from tui.widgets.record_card import RecordCard
from tui.widgets.row_text import cell_text

LINKED = Tab(
    "linked",
    N_("Linked with"),
    heads=(
        Cell(N_("Date"), 10), Cell(N_("Voucher no."), 12), Cell(N_("Text")), Cell(N_("Amount"), 14, right=True),
        Cell(N_("Remaining"), 14, right=True),
    ),
    empty=N_("In no link. & in the list of entries links the marked."),
)  # fmt: skip
_COLUMNS = ("date", "number", "text", "amount", "balance")


class LedgerCard(RecordCard):
    """One entry."""

    record = LedgerEntry
    room = "ledger_entry"
    headings = (
        (N_("Ledger entry"), ("customer", "ledger", "number", "date", "due", "text", "reference")),
        (N_("Amount"), ("amount", "balance", "currency", "link_id", "closed")),
        (N_("Import"), ("external_id",)),
    )
    tabs = (DETAILS, LINKED, CUSTOM, HISTORY)

    def contexts(self) -> tuple[str, ...]:
        """Nothing is planned or said about an entry."""
        return tuple(name for name in super().contexts() if name not in ("activities", "details_tab"))

    def read_more(self, session: Session, shown: Shown) -> None:
        """Say whose it is, and what is left of it since when."""
        values, texts = shown.values, shown.texts
        shown.tell(texts["customer"], "strong")
        shown.tell(texts["ledger"])
        shown.tell(texts["amount"], "strong", before=_("amount"))
        if values["closed"]:
            shown.tell(_("settled"), "good")
        else:
            shown.tell(texts["balance"], "strong", before=_("remaining"))
            due = values["due"]
            if due is not None and due < shown.reading.today:
                days = (shown.reading.today - due).days
                late = ngettext("overdue for {count} day", "overdue for {count} days", days)
                shown.tell(late.format(count=format_whole(days, ascii=self.looks.ascii)), "error")
        if values["link_id"] is not None:
            shown.tell(texts["link_id"], before=_("link"))
            shown.counts["linked"] = Listing(session, LedgerEntry, (), _of_link(values["link_id"])).count() - 1
        if label := related_text(session, "customer", values["customer"]):
            shown.related.append((label, "customer", values["customer"]))

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the other entries of the link too."""
        if tab is not LINKED:
            return super().read_rows(session, tab, limit)
        link = read(session, LedgerEntry, self.record_id).link_id
        if link is None:
            return []
        found = Listing(session, LedgerEntry, _COLUMNS, _of_link(link), Sort("date")).first(limit)
        reading = session.reading(ascii=self.looks.ascii)
        return [_row(row, reading) for row in found if row.id != self.record_id]


def _of_link(link: int) -> Filter:
    return Filter(("all",), (Criterion("link_id", "=", str(link)),))


def _row(row: ListRow, reading: Reading) -> Row:
    day, number, text, amount, balance = (
        cell_text(LedgerEntry.field(name), value, reading) for name, value in zip(_COLUMNS, row.values, strict=True)
    )
    cells = (
        Cell(day, 10),
        Cell(number, 12, "strong"),
        Cell(text),
        Cell(amount, 14, right=True),
        Cell(balance, 14, "dim", right=True),
    )
    return Row(cells, "ledger_entry", row.id)
