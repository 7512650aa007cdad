"""A contact's card mirrors the customer's: the person, the customers with roles, activities (CUST-13, CUST-15)."""

from __future__ import annotations

from model.core.access import Session
from model.core.language import N_, _
from model.customers import links
from model.customers.records import CONTACT_ADDRESSES, Contact
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities
from tui.widgets.addresses import address_facts
from tui.widgets.card_details import Block
from tui.widgets.card_rows import Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab
from tui.widgets.link_rows import CUSTOMERS, add_customer, customer_rows, set_role, unlink
from tui.widgets.opportunity_rows import opportunities, opportunity_rows
from tui.widgets.record_card import RecordCard

OPPORTUNITIES = Tab("opportunities", N_("Opportunities"), always=False)
"""The opportunities in which the person is the contact; a new one begins with a customer."""


class ContactCard(RecordCard):
    """One contact."""

    record = Contact
    room = "contact"
    context = ("mergeable",)
    headings = (
        (N_("Person"), ("title", "gender", "email", "direct_phone", "mobile", "phone")),
        (N_("Follow-up"), ("owner", "owner_only", "source")),
        (N_("Note"), ("note",)),
    )
    tabs = (DETAILS, CUSTOMERS, OPPORTUNITIES, TASKS, NOTES, APPOINTMENTS, CALLS, EMAIL, CUSTOM, HISTORY)

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
        shown.blocks.append(Block(_("Customers"), rows=tuple(customer_rows(customers[:5]))))
        shown.counts["customers"] = len(customers)
        shown.counts["opportunities"] = len(opportunities(session, "contact", self.record_id, 500))
        count_activities(session, shown, self.kind, self.record_id)

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the rows of the room's own tabs too."""
        if tab is CUSTOMERS:
            return customer_rows(links.customers_of(session, self.record_id)[:limit])
        if tab is OPPORTUNITIES:
            return opportunity_rows(session, opportunities(session, "contact", self.record_id, limit), self.looks)
        return super().read_rows(session, tab, limit)

    def additions(self) -> list[tuple[str, str, str]]:
        """Customers too."""
        return [("k", _("Customer that it belongs to"), "link_customer"), *super().additions()]

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
