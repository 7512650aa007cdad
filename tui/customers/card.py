"""A customer's card: who it is, its contacts, activities and opportunities, at a glance and each on a tab (CUST-14)."""

from __future__ import annotations

from typing import Any

from model.activities.timeline import of_record as timeline_of
from model.core.access import Session
from model.core.criteria import Criterion, Filter
from model.core.language import N_, _
from model.core.listing import Listing
from model.core.text import visible
from model.customers import links
from model.customers.records import CUSTOMER_ADDRESSES, Customer
from model.leads.records import Lead
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities, wall_row
from tui.widgets.addresses import address_facts
from tui.widgets.card_details import Block, Fact
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, related_text
from tui.widgets.link_rows import CONTACTS, add_contact, contact_rows, set_role, unlink
from tui.widgets.opportunity_rows import OPPORTUNITIES, opportunities, opportunity_rows
from tui.widgets.record_card import RecordCard

LEADS = Tab(
    "leads",
    N_("Leads"),
    heads=(Cell(N_("Lead")), Cell(N_("Converted"), 17), Cell(N_("By"), 4)),
    always=False,
)
AT_A_GLANCE = 3
"""Rows of each list that stand on the first tab."""


class CustomerCard(RecordCard):
    """One customer; ``opportunity`` is the one to point at on the tab of opportunities (CUST-05)."""

    record = Customer
    room = "customer"
    context = ("mergeable",)
    headings = (
        (
            N_("Customer"),
            (
                "first_name", "org_number", "company_form", "industry", "website", "email", "fax", "employees",
                "revenue", "source", "parent",
            ),
        ),
        (N_("Note"), ("note",)),
        (
            N_("Invoicing and price"),
            ("payment_terms", "invoice_delivery", "invoice_reference", "discount", "price_list", "currency"),
        ),
        (N_("Supplier"), ("supplier_account", "supplier_terms")),
    )  # fmt: skip
    tabs = (DETAILS, CONTACTS, OPPORTUNITIES, TASKS, NOTES, APPOINTMENTS, CALLS, EMAIL, LEADS, CUSTOM, HISTORY)

    def __init__(self, record_id: int, *, tab: str = "", opportunity: int = 0, **options: Any) -> None:
        super().__init__(record_id, tab=tab, **options)
        self.point_at = opportunity

    # Reading

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what must be seen at once, the numbers on the tabs, and the lists at a glance."""
        values, texts = shown.values, shown.texts
        if values["first_name"]:
            shown.title = f"{visible(values['first_name'])} {shown.title}"
        if values["do_not_call"]:
            shown.tell(f"! {_('DO NOT CALL')}", "error")
        if values["owner_only"]:
            shown.tell(("* " if self.looks.ascii else "◆ ") + _("only you see it"), "accent")
        shown.tell(texts["number"], "strong", before=_("no."))
        shown.tell(_("Private customer") if values["private"] else texts["kind"])
        shown.tell(texts["owner"] or _("nobody"), before=_("owner"))
        numbers = dict.fromkeys(texts[name] for name in ("phone", "mobile") if texts[name])
        shown.tell("  ".join(numbers), "strong", before=_("tel."))
        if values["parent"] is not None and (label := related_text(session, "customer", values["parent"])):
            shown.related.append((label, "customer", values["parent"]))
        self._at_a_glance(session, shown)
        shown.blocks.insert(1, Block(_("Addresses"), tuple(address_facts(shown, CUSTOMER_ADDRESSES))))
        categories = ", ".join(name for _option, name in links.categories_of(session, self.record_id))
        if categories:
            shown.blocks.insert(1, Block("", (Fact(_("Categories"), categories),)))
        count_activities(session, shown, self.kind, self.record_id)

    def _at_a_glance(self, session: Session, shown: Shown) -> None:
        contacts = links.contacts_of(session, self.record_id)
        found = opportunities(session, "customer", self.record_id, 500)
        leads = self._leads(session)
        wall = timeline_of(session, self.kind, self.record_id, limit=AT_A_GLANCE)
        shown.counts.update(contacts=len(contacts), opportunities=len(found), leads=len(leads))
        shown.more["contacts"] = {one.id: one for one in contacts}
        at = 1
        for heading, rows, count in (
            (_("Contacts"), contact_rows(contacts[:AT_A_GLANCE]), len(contacts)),
            (_("Opportunities"), opportunity_rows(session, found[:AT_A_GLANCE], self.looks), len(found)),
            (_("Latest"), [wall_row(entry, shown.reading, self.looks) for entry in wall], 0),
        ):
            more = _("{some} of {all}").format(some=AT_A_GLANCE, all=count) if count > AT_A_GLANCE else ""
            if rows:
                shown.blocks.insert(at, Block(heading, rows=tuple(rows), more=more))
                at += 1

    def _leads(self, session: Session) -> list[Row]:
        wanted = Filter(("converted",), (Criterion("converted_customer", "=", f"#{self.record_id}"),))
        fields = Lead.fields()
        reading = session.reading(ascii=self.looks.ascii)
        columns = ("name", "converted_at", "converted_by")
        return [
            Row(
                (
                    Cell(str(row.values[0] or "")),
                    Cell(
                        fields["converted_at"].format(fields["converted_at"].from_stored(row.values[1]), reading),
                        17,
                        "dim",
                    ),
                    Cell(str(row.values[2] or ""), 4),
                ),
                "lead",
                row.id,
            )
            for row in Listing(session, Lead, columns, wanted).first(100)
        ]

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the rows of the room's own tabs too."""
        if tab is CONTACTS:
            return contact_rows(links.contacts_of(session, self.record_id)[:limit])
        if tab is OPPORTUNITIES:
            return opportunity_rows(session, opportunities(session, "customer", self.record_id, limit), self.looks)
        if tab is LEADS:
            return self._leads(session)
        return super().read_rows(session, tab, limit)

    def show_tab(self) -> None:
        """Point at the opportunity that was asked for, once."""
        super().show_tab()
        if self.point_at and self.tab == "opportunities":
            rows = self.rows.get("opportunities", [])
            at = next((number for number, row in enumerate(rows) if row.record_id == self.point_at), None)
            self.point_at = 0
            if at is not None:
                self.content.go(at)

    # Doing

    def additions(self) -> list[tuple[str, str, str]]:
        """Contacts and opportunities too."""
        own = [("p", _("Contact"), "link_contact"), ("o", _("Opportunity"), "new_opportunity")]
        return [*own, *super().additions()]

    async def do_link_contact(self) -> None:
        """Add a contact: one on file, or a new one (CUST-15)."""
        assert self.shown is not None
        await add_contact(self, self.record_id, self.shown.title, list(self.shown.more["contacts"]))

    async def do_unlink(self) -> None:
        """Take the contact pointed at off this customer; it stays on file (G04)."""
        row = self.row
        if row is not None and self.shown is not None:
            await unlink(self, self.record_id, row.record_id, row.cells[0].text, self.shown.title)

    async def do_set_role(self) -> None:
        """Set the role that the contact pointed at has here."""
        row = self.row
        if row is not None and self.shown is not None:
            await set_role(self, self.record_id, row.record_id, row.cells[0].text, row.cells[1].text)

    async def do_new_opportunity(self) -> None:
        """Make an opportunity of this customer."""
        if await self.app.open_form("opportunity", None, customer=self.record_id) is not None:
            await self.app.changed("opportunity")
