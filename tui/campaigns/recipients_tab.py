"""The recipients on their tab of the campaign's card; the whole list is a screen of its own (CAMP-10)."""

from __future__ import annotations

from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.language import N_
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row, choice_cell
from tui.widgets.card_shown import Tab

RECIPIENTS = Tab(
    "recipients",
    N_("Recipients"),
    ("recipients_tab",),
    heads=(
        Cell("", 1), Cell("", 1), Cell("", 1), Cell(N_("Company")), Cell(N_("Contact"), 18), Cell(N_("E-mail"), 20),
        Cell(N_("Telephone"), 12, spare=90),
    ),
    empty=N_("No recipients. + adds them from the address book, n makes one."),
)  # fmt: skip

_COLUMNS = ("source", "status", "response", "company", "contact", "email", "phone", "mobile", "sent")


def of_campaign(campaign: int) -> Filter:
    """Return the filter of a campaign's recipients."""
    return Filter(("all",), (Criterion("campaign", "=", f"#{campaign}"),))


def recipient_rows(session: Session, campaign: int, limit: int, looks: Looks) -> list[Row]:
    """Return the first recipients of a campaign, as rows of their tab."""
    rows = []
    for found in Listing(session, Recipient, _COLUMNS, of_campaign(campaign), Sort.natural(Recipient)).first(limit):
        source, status, response, company, contact, email, phone, mobile, _sent = found.values
        style = "dim" if status == Recipient.field("status").to_stored("deactivated") else ""
        cells = (
            choice_cell(Recipient, "source", source, looks),
            choice_cell(Recipient, "status", status, looks),
            choice_cell(Recipient, "response", response, looks),
            Cell(company or "", 0, style),
            Cell(contact or "", 18, style),
            Cell(email or "", 20, style),
            Cell(phone or mobile or "", 12, style, spare=90),
        )
        rows.append(Row(cells, "recipient", found.id))
    return rows
