"""A contact's card mirrors the customer's: the person, the customers with roles, activities (CUST-13, CUST-15)."""

from __future__ import annotations

from dataclasses import replace

from model.activities.calls import count_calls
from model.core.access.session import Session
from model.core.language import N_, _
from model.customers import links
from model.customers.records import CONTACT_ADDRESSES, Contact
from model.orders.listed import count_orders
from model.projects.listed import count_projects
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities
from tui.widgets.addresses import address_facts
from tui.widgets.card_details import Block, Fact
from tui.widgets.card_parts import COUNTED, Part, count_text, some_of
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, tell_wishes
from tui.widgets.document_rows import DOCUMENTS
from tui.widgets.link_rows import CUSTOMERS, add_customer, customer_rows, set_role, unlink
from tui.widgets.opportunity_rows import count_opportunities, opportunities, opportunity_rows
from tui.widgets.order_rows import ORDERS as ALL_ORDERS
from tui.widgets.order_rows import order_rows
from tui.widgets.overview_card import AT_A_GLANCE, OVERVIEW, OverviewCard
from tui.widgets.overview_parts import (
    activity_part,
    categories_part,
    changed_fact,
    opportunities_part,
    projects_part,
    show_categories,
    wall_part,
)
from tui.widgets.project_links import PARTICIPATIONS
from tui.widgets.project_rows import project_rows

OPPORTUNITIES = Tab("opportunities", N_("Opportunities"), always=False)
"""The opportunities in which the person is the contact; a new one begins with a customer."""

ORDERS = replace(ALL_ORDERS, contexts=(), always=False)
"""The orders that name the person; a new one begins with a customer too."""

WALL = replace(NOTES, label=N_("Wall"))


class ContactCard(OverviewCard):
    """One contact."""

    record = Contact
    room = "contact"
    context = ("mergeable", "callable", "mail_merged")
    headings = (
        (N_("Person"), ("title", "gender", "email", "direct_phone", "mobile", "phone")),
        (N_("Follow-up"), ("owner", "owner_only", "source")),
        (N_("Note"), ("note",)),
    )
    tabs = (
        OVERVIEW, DETAILS, CUSTOMERS, TASKS, APPOINTMENTS, CALLS, WALL, OPPORTUNITIES, ORDERS, PARTICIPATIONS,
        DOCUMENTS, EMAIL, CUSTOM, HISTORY,
    )  # fmt: skip

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what must be seen at once, the numbers on the tabs, and the customers."""
        values, texts = shown.values, shown.texts
        if values["do_not_call"]:
            shown.tell(f"! {_('DO NOT CALL')}", "error")
        if values["owner_only"]:
            shown.tell(("* " if self.looks.ascii else "◆ ") + _("only you see it"), "accent")
        shown.tell(texts["title"])
        numbers = dict.fromkeys(texts[name] for name in ("direct_phone", "mobile", "phone") if texts[name])
        shown.tell("  ".join(numbers), "strong", before=_("tel."))
        shown.tell(texts["email"])
        shown.tell(texts["owner"] or _("nobody"), before=_("owner"))
        customers = links.customers_of(session, self.record_id)
        shown.related += [(f"{_('Customer')}: {one.name}", "customer", one.id) for one in customers]
        shown.more["customers"] = [one.id for one in customers]
        shown.blocks.insert(2, Block(_("Addresses"), tuple(address_facts(shown, CONTACT_ADDRESSES))))
        shown.more["linked"] = customers
        show_categories(session, shown, self.kind, self.record_id)
        count_activities(session, shown, self.kind, self.record_id)
        tell_wishes(shown, self.record)
        shown.counts.update(
            customers=len(customers),
            projects=count_projects(session, self.kind, self.record_id, COUNTED + 1),
            calls=count_calls(session, self.kind, self.record_id, COUNTED + 1, further=shown.further),
            orders=count_orders(session, self.kind, self.record_id, COUNTED + 1),
            opportunities=count_opportunities(session, "contact", self.record_id, COUNTED + 1),
        )

    def parts(self, session: Session, shown: Shown) -> list[Part]:
        """Return the parts: on the left who it is and what was said, on the right where, what next, what open."""
        linked = shown.more["linked"]
        rows = tuple(
            Row(
                (Cell(one.name, 0, "" if one.active else "dim"), Cell(one.role or "", 12, "dim", right=True)),
                "customer",
                one.id,
            )
            for one in linked[:AT_A_GLANCE]
        )
        sales = opportunities(session, "contact", self.record_id, AT_A_GLANCE)
        return [
            Part(
                "information", _("Information"), 0, facts=tuple(self._facts(shown)), contexts=("details_tab",),
                empty=_("e fills it in"),
            ),
            categories_part(shown, 0),
            wall_part(session, shown, self.kind, self.record_id, 0),
            Part(
                "customers", _("Customers"), 1, "customers", rows,
                more=some_of(len(rows), len(linked)) or count_text(len(linked)), contexts=("customers_tab", "links"),
                empty=_("none; n adds one"),
            ),
            activity_part(session, shown, self.kind, self.record_id, self.looks, 1),
            projects_part(session, shown, self.kind, self.record_id, self.looks, 1, PARTICIPATIONS.contexts),
            opportunities_part(session, sales, shown.counts["opportunities"], self.looks, 1, makes=False),
        ]  # fmt: skip

    def _facts(self, shown: Shown) -> list[Fact]:
        """Return what is known of the person, the most asked for first."""
        texts = shown.texts
        names = ("title", "direct_phone", "mobile", "phone", "email", "source")
        found = [Fact(self.record.field(name).title, texts[name]) for name in names if texts[name]]
        for fact in address_facts(shown, CONTACT_ADDRESSES):
            found.append(Fact(fact.label, ", ".join(fact.text.split("\n"))))
        if texts["note"]:
            found.append(Fact(_("Note"), texts["note"], "strong"))
        return [*found, changed_fact(shown)]

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the rows of the room's own tabs too."""
        if tab is CUSTOMERS:
            return customer_rows(links.customers_of(session, self.record_id)[:limit])
        if tab is PARTICIPATIONS:
            return project_rows(session, self.kind, self.record_id, limit, self.looks)
        if tab is OPPORTUNITIES:
            return opportunity_rows(session, opportunities(session, "contact", self.record_id, limit), self.looks)
        if tab is ORDERS:
            return order_rows(session, self.kind, self.record_id, limit, self.looks)
        return super().read_rows(session, tab, limit)

    def additions(self) -> list[tuple[str, str, str]]:
        """Customers and projects too."""
        own = [
            ("k", _("Customer that it belongs to"), "link_customer"),
            ("r", _("Project"), "link_project"),
            ("d", _("Document"), "add_document"),
        ]
        return [*own, *super().additions()]

    async def do_link_customer(self) -> None:
        """Make the person a contact of one more customer."""
        assert self.shown is not None
        await add_customer(self, self.record_id, self.shown.title, self.shown.more["customers"])

    async def do_unlink(self) -> None:
        """Take the person off the customer pointed at; both stay on file (G04)."""
        row = self.row
        if row is not None and self.shown is not None:
            await unlink(self, row.record_id, self.record_id, self.shown.title, row.cells[0].text)

    async def do_set_role(self) -> None:
        """Set the role that the person has at the customer pointed at."""
        row = self.row
        if row is not None:
            await set_role(self, row.record_id, self.record_id, row.cells[0].text, row.cells[1].text)
