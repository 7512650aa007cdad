"""An opportunity's card: the sale, its sellers, activities, and the customer's other sales (OPP-01, OPP-05, OPP-06)."""

from __future__ import annotations

from typing import Any

from model.core.access import Session
from model.core.dates import format_day
from model.core.language import N_, _
from model.core.numbers import from_hundredths
from model.opportunities.overdue import overdue
from model.opportunities.records import Opportunity
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, related_text
from tui.widgets.opportunity_rows import OPPORTUNITIES, opportunities, opportunity_rows, overdue_sign
from tui.widgets.record_card import RecordCard

SELLERS = Tab(
    "sellers",
    N_("Sellers"),
    heads=(
        Cell(N_("Seller"), 8),
        Cell(N_("Name")),
        Cell(N_("Share"), 10, right=True),
    ),
    empty=N_("No sellers."),
)
SAME_CUSTOMER = Tab(
    "same_customer",
    N_("Same customer"),
    heads=OPPORTUNITIES.heads,
    empty=N_("The customer has no other opportunities."),
)


class OpportunityCard(RecordCard):
    """One opportunity."""

    record = Opportunity
    room = "opportunity"
    headings = (
        (N_("Opportunity"), ("customer", "contact", "type", "source", "owner")),
        (
            N_("Status"),
            (
                "status", "stage", "amount", "currency", "probability", "weighted_value", "follow_up", "expected_close",
                "closed_at", "loss_reason",
            ),
        ),
        (N_("Note"), ("note",)),
    )  # fmt: skip
    tabs = (DETAILS, SELLERS, TASKS, APPOINTMENTS, NOTES, CALLS, EMAIL, SAME_CUSTOMER, CUSTOM, HISTORY)

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what must be seen at once, what is overdue, and the numbers on the tabs."""
        values, texts = shown.values, shown.texts
        tone = {"won": "good", "lost": "error"}.get(values["status"], "strong")
        shown.tell(texts["status"], tone)
        shown.tell(texts["stage"])
        shown.tell(f"{texts['amount']} {texts['currency']}".strip() if texts["amount"] else "", "strong")
        shown.tell(f"{texts['probability']} %" if texts["probability"] else "")
        shown.tell(texts["owner"] or _("nobody"), before=_("owner"))
        shown.tell(texts["customer"])
        late = overdue(values, shown.reading.today)
        if late:
            days = ", ".join(f"{self.record.field(name).title} {format_day(values[name])}" for name in late)
            shown.notice = [(f"{overdue_sign(self.looks)}: {days}", "error")]
        for record in ("customer", "contact"):
            if values[record] is not None and (label := related_text(session, record, values[record])):
                shown.related.append((label, record, values[record]))
        shown.counts["sellers"] = len(self._sellers(session))
        # The badge tells of the others: the one that is open is none of them (P11).
        shown.counts["same_customer"] = len(self._others(session, values["customer"]))
        shown.more["customer"] = values["customer"]
        count_activities(session, shown, self.kind, self.record_id)

    def _others(self, session: Session, customer: int, limit: int = 500) -> list[dict[str, Any]]:
        return opportunities(session, "customer", customer, limit, but=self.record_id)

    def _sellers(self, session: Session) -> list[tuple[str, str, int]]:
        return session.store.rows(
            "SELECT employee.initials, employee.name, share FROM opportunity_seller seller"
            " JOIN employee ON employee.id = seller.employee WHERE seller.opportunity = ?"
            " ORDER BY share DESC, employee.initials_key",
            (self.record_id,),
        )

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the rows of the room's own tabs too."""
        if tab is SELLERS:
            return self._seller_rows(session)
        if tab is SAME_CUSTOMER:
            customer = session.store.value("SELECT customer FROM opportunity WHERE id = ?", (self.record_id,))
            return opportunity_rows(session, self._others(session, customer, limit), self.looks)
        return super().read_rows(session, tab, limit)

    def _seller_rows(self, session: Session) -> list[Row]:
        reading = session.reading(ascii=self.looks.ascii)
        kind = self.record.field("probability")
        return [
            Row(
                (
                    Cell(initials, 8, "strong"),
                    Cell(name),
                    Cell(f"{kind.format(from_hundredths(share), reading)} %", 10, right=True),
                )
            )
            for initials, name, share in self._sellers(session)
        ]
