"""An opportunity's card: the sale, its sellers, stages, activities, the customer's other sales (OPP-01 … OPP-06)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.dates import format_day, format_moment
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.numbers import format_decimal
from model.opportunities.overdue import overdue
from model.opportunities.records import Opportunity
from model.opportunities.sellers import SellersPlan, percent, plan_sellers
from model.opportunities.shares import WHOLE
from model.opportunities.stage_history import Stay, stays
from model.orders.conversion import order_of
from model.orders.listed import count_orders
from tui.looks import Looks
from tui.opportunities.deeds import close_sales, step_stage
from tui.opportunities.lasting import lasted
from tui.rooms import WORK, screen_class
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities
from tui.widgets.card_parts import COUNTED
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, related_text
from tui.widgets.document_rows import DOCUMENTS
from tui.widgets.opportunity_rows import OPPORTUNITIES, opportunities, opportunity_rows, overdue_sign
from tui.widgets.order_rows import ORDERS, order_rows
from tui.widgets.record_card import RecordCard

AMOUNT = 18
SELLERS = Tab(
    "sellers",
    N_("Sellers"),
    ("sellers_tab",),
    heads=(
        Cell(N_("Seller"), 8),
        Cell(N_("Name")),
        Cell(N_("Share"), 10, right=True),
        Cell(N_("Amount"), AMOUNT, right=True),
    ),
    empty=N_("No sellers. n adds one."),
)
STAGES = Tab(
    "stages",
    N_("Stages"),
    heads=(Cell(N_("Stage")), Cell(N_("Since"), 17), Cell(N_("By"), 5), Cell(N_("Lasted"), 16, right=True)),
    empty=N_("It has never been at a stage."),
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
    context = ("sales", "mail_merged")
    headings = (
        (N_("Opportunity"), ("customer", "contact", "type", "source", "campaign", "owner")),
        (
            N_("Status"),
            (
                "status", "stage", "amount", "currency", "probability", "weighted_value", "follow_up", "expected_close",
                "closed_at", "loss_reason",
            ),
        ),
        (N_("Note"), ("note",)),
    )  # fmt: skip
    tabs = (
        DETAILS, SELLERS, TASKS, APPOINTMENTS, NOTES, CALLS, EMAIL, SAME_CUSTOMER, ORDERS, STAGES,
        DOCUMENTS, CUSTOM, HISTORY,
    )  # fmt: skip

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
        for record in ("customer", "contact", "campaign"):
            if values[record] is not None and (label := related_text(session, record, values[record])):
                shown.related.append((label, record, values[record]))
        order = order_of(session, self.record_id)
        if order is not None and (label := related_text(session, "order", order)):
            shown.tell(label)
            shown.related.append((label, "order", order))
        shown.counts["orders"] = count_orders(session, "customer", values["customer"], COUNTED + 1)
        sellers = plan_sellers(session, self.record_id)
        if sellers.total != WHOLE:
            shown.notice.append((" ".join(sellers.messages()), "error"))
        shown.counts["sellers"] = len(sellers.after)
        # The badge tells of the others: the one that is open is none of them (P11).
        shown.counts["same_customer"] = len(self._others(session, values["customer"]))
        shown.more["customer"] = values["customer"]
        count_activities(session, shown, self.kind, self.record_id)

    def _others(self, session: Session, customer: int, limit: int = 500) -> list[dict[str, Any]]:
        return opportunities(session, "customer", customer, limit, but=self.record_id)

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the rows of the room's own tabs too."""
        if tab is SELLERS:
            return seller_rows(plan_sellers(session, self.record_id), self.looks)
        if tab is STAGES:
            return stage_rows(stays(session, self.record_id), session.reading(ascii=self.looks.ascii))
        if tab is SAME_CUSTOMER:
            customer = read(session, Opportunity, self.record_id).customer
            return opportunity_rows(session, self._others(session, customer, limit), self.looks)
        if tab is ORDERS:
            # As with its other sales, those of the same customer; its own before them.
            own, customer = order_of(session, self.record_id), read(session, Opportunity, self.record_id).customer
            return order_rows(session, "customer", customer, limit, self.looks, first=own or 0)
        return super().read_rows(session, tab, limit)

    # Doing

    async def do_sellers(self, start: str = "") -> None:
        """Change sellers and shares."""
        from tui.opportunities.sellers import edit_sellers

        row = self.row
        employee = int(row.data) if self.tab == SELLERS.name and row is not None and row.data else 0
        await edit_sellers(
            self.app, self.record_id, start=start if employee or start == "add" else "", employee=employee
        )

    async def do_seller_add(self) -> None:
        """Add a seller."""
        await self.do_sellers("add")

    async def do_seller_share(self) -> None:
        """Change the share of the one pointed at."""
        await self.do_sellers("set")

    async def do_seller_remove(self) -> None:
        """Take the one pointed at off; it is shown before it is saved."""
        await self.do_sellers("remove")

    async def do_close_sale(self) -> None:
        """Win it, lose it, or open it again."""
        number = self.record_id
        await close_sales(self.app, lambda _session: [number])

    async def do_convert_sale(self) -> None:
        """Go to its order, or make it (OPP-17)."""
        await screen_class(WORK, "order_of_sale")(self.app, self.record_id)

    async def do_stage_on(self) -> None:
        """Move it to the next stage."""
        await self._step(1)

    async def do_stage_back(self) -> None:
        """Move it to the stage before."""
        await self._step(-1)

    async def _step(self, direction: int) -> None:
        number = self.record_id
        await step_stage(self.app, lambda _session: [number], direction)


def seller_rows(plan: SellersPlan, looks: Looks) -> list[Row]:
    """Return sellers with share and amount by share, and the total (OPP-06, OPP-12)."""
    rows = [
        Row(
            (
                Cell(line.initials, 8, "strong"),
                Cell(line.name, 0, "" if line.active else "dim"),
                Cell(percent(line.after or Decimal(0)), 10, right=True),
                Cell(_amount(plan, line.amount, looks), AMOUNT, right=True),
            ),
            data=line.employee,
        )
        for line in plan.lines
    ]
    amounts = sum((line.amount for line in plan.lines), Decimal(0))
    style = "dim" if plan.total == WHOLE else "error"
    total = (
        Cell("", 8),
        Cell(_("In total"), 0, style),
        Cell(percent(plan.total), 10, style, right=True),
        Cell(_amount(plan, amounts, looks), AMOUNT, style, right=True),
    )
    return [*rows, Row(total)]


def _amount(plan: SellersPlan, amount: Decimal, looks: Looks) -> str:
    if plan.amount is None:
        return ""
    return f"{format_decimal(amount, ascii=looks.ascii)} {plan.currency}".strip()


def stage_rows(found: list[Stay], reading: Reading) -> list[Row]:
    """Return the stays at stages, the present one last, and what they add up to: the age (P08)."""
    rows = [
        Row(
            (
                Cell(stay.stage or "–", 0, "strong" if stay.present else ""),
                Cell(format_moment(stay.since, reading.zone), 17, "dim"),
                Cell(stay.by, 5, "dim"),
                Cell(lasted(stay.lasted), 16, right=True),
            )
        )
        for stay in found
    ]
    age = found[-1].until - found[0].since
    return [
        *rows,
        Row((Cell(_("In all"), 0, "dim"), Cell("", 17), Cell("", 5), Cell(lasted(age), 16, "dim", right=True))),
    ]
