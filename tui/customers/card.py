"""A customer's card: who it is, its contacts, activities, wall, projects, opportunities, on one screen (CUST-14)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from model.activities.calls import count_calls
from model.core.access.session import Session
from model.core.language import N_, _
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing
from model.core.text import visible
from model.customers import links
from model.customers.records import CUSTOMER_ADDRESSES, Customer
from model.customers.rules import called
from model.leads.records import Lead
from model.opportunities.customer_sales import next_opportunities
from model.orders.listed import count_orders
from model.projects.listed import count_projects
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities
from tui.widgets.addresses import address_facts
from tui.widgets.card_details import Block, Fact
from tui.widgets.card_parts import COUNTED, Part
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, register_link, related_text, tell_wishes
from tui.widgets.document_rows import DOCUMENTS
from tui.widgets.ledger_rows import LEDGER, ledger_part, read_ledger
from tui.widgets.link_rows import CONTACTS, add_contact, contact_rows, set_role, unlink
from tui.widgets.list_tab_card import ListTabCard
from tui.widgets.opportunity_rows import (
    OPPORTUNITIES,
    count_opportunities,
    opportunities,
    opportunity_rows,
)
from tui.widgets.order_rows import ORDERS, order_rows
from tui.widgets.overview_card import AT_A_GLANCE, OVERVIEW
from tui.widgets.overview_parts import (
    activity_part,
    categories_part,
    changed_fact,
    contacts_part,
    opportunities_part,
    projects_part,
    show_categories,
    wall_part,
)
from tui.widgets.project_rows import PROJECTS, project_rows
from tui.widgets.register_warning import register_warning

LEADS = Tab(
    "leads",
    N_("Leads"),
    heads=(Cell(N_("Lead")), Cell(N_("Converted"), 17), Cell(N_("By"), 4)),
    always=False,
)
WALL = replace(NOTES, label=N_("Wall"))


class CustomerCard(ListTabCard):
    """One customer; ``opportunity`` is the one to point at on the tab of opportunities (CUST-05)."""

    record = Customer
    room = "customer"
    context = ("companies", "mergeable", "callable", "mail_merged")
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
    tabs = (
        OVERVIEW, DETAILS, CONTACTS, TASKS, APPOINTMENTS, CALLS, WALL, OPPORTUNITIES, ORDERS, LEDGER, PROJECTS,
        DOCUMENTS, EMAIL, LEADS, CUSTOM, HISTORY,
    )  # fmt: skip

    def __init__(self, record_id: int, *, tab: str = "", opportunity: int = 0, **options: Any) -> None:
        super().__init__(record_id, tab=tab, **options)
        self.point_at = opportunity

    # Reading

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what must be seen at once, the numbers on the tabs, and the lists at a glance."""
        values, texts = shown.values, shown.texts
        shown.title = visible(called(values["name"], values["first_name"], values["private"]))
        if warning := register_warning(self.registry, values["org_number"]):
            shown.tell(f"! {warning}", "error")
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
        shown.blocks.insert(1, Block(_("Addresses"), tuple(address_facts(shown, CUSTOMER_ADDRESSES))))
        show_categories(session, shown, self.kind, self.record_id)
        count_activities(session, shown, self.kind, self.record_id)
        tell_wishes(shown, self.record)
        shown.counts.update(
            calls=count_calls(session, self.kind, self.record_id, COUNTED + 1, further=shown.further),
            contacts=links.count_contacts(session, self.record_id, COUNTED + 1),
            opportunities=count_opportunities(session, "customer", self.record_id, COUNTED + 1),
            orders=count_orders(session, self.kind, self.record_id, COUNTED + 1),
            projects=count_projects(session, self.kind, self.record_id, COUNTED + 1),
            leads=len(self._leads(session)),
        )
        read_ledger(session, shown, self.record_id, self.looks)

    def parts(self, session: Session, shown: Shown) -> list[Part]:
        """Return the parts: on the left who it is, what it owes and said, on the right whom, what next, what open."""
        of, counts = self.record_id, shown.counts
        contacts = links.contacts_of(session, of, AT_A_GLANCE)
        sales = next_opportunities(session, of, AT_A_GLANCE)
        return [
            Part(
                "information", _("Information"), 0, facts=tuple(self._facts(shown)), contexts=("details_tab",),
                empty=_("e fills it in"),
            ),
            categories_part(shown, 0),
            *ledger_part(shown, self.looks, 0),
            wall_part(session, shown, self.kind, of, 0),
            contacts_part(contacts, counts["contacts"], 1),
            activity_part(session, shown, self.kind, of, self.looks, 1),
            projects_part(session, shown, self.kind, of, self.looks, 1),
            opportunities_part(session, sales, counts["opportunities"], self.looks, 1),
        ]  # fmt: skip

    def _facts(self, shown: Shown) -> list[Fact]:
        """Return what is known of the customer, the most asked for first."""
        texts = shown.texts
        found = [
            Fact(self.record.field(name).title, texts[name], register_link(name, shown))
            for name in ("org_number", "email", "website", "industry")
            if texts[name]
        ]
        for fact in address_facts(shown, ("visiting", "postal", "invoice")):
            found.append(Fact(fact.label, ", ".join(fact.text.split("\n"))))
            break
        if shown.values["parent"] is not None and texts["parent"]:
            found.append(Fact(self.record.field("parent").title, texts["parent"]))
        if texts["note"]:
            found.append(Fact(_("Note"), texts["note"], "strong"))
        return [*found, changed_fact(shown)]

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
            return contact_rows(links.contacts_of(session, self.record_id, limit))
        if tab is PROJECTS:
            return project_rows(session, self.kind, self.record_id, limit, self.looks)
        if tab is OPPORTUNITIES:
            return opportunity_rows(session, opportunities(session, "customer", self.record_id, limit), self.looks)
        if tab is ORDERS:
            return order_rows(session, self.kind, self.record_id, limit, self.looks)
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
        own = [
            ("p", _("Contact"), "link_contact"),
            ("o", _("Opportunity"), "new_opportunity"),
            ("b", _("Order"), "new_order"),
            ("r", _("Project"), "new_project"),
            ("d", _("Document"), "add_document"),
        ]
        return [*own, *super().additions()]

    async def do_link_contact(self) -> None:
        """Add a contact: one on file, or a new one (CUST-15)."""
        assert self.shown is not None
        present = await self.app.engine.read(lambda session: links.contact_ids(session, self.record_id))
        await add_contact(self, self.record_id, self.shown.title, present)

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
