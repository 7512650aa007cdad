"""The form of an opportunity (OPP-01 … OPP-03)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.language import N_, _
from model.opportunities.records import Opportunity
from tui.widgets.customer_offers import CustomerOffers, chosen, find_contacts
from tui.widgets.form_fields import Follow
from tui.widgets.form_state import Check, Saving
from tui.widgets.record_form import RecordForm
from tui.widgets.record_search import Finder

HEADINGS = (
    (N_("Opportunity"), ("customer", "title", "contact", "type", "source", "campaign", "owner")),
    (
        N_("Status"),
        ("stage", "status", "probability", "amount", "currency", "follow_up", "expected_close", "loss_reason"),
    ),
    (N_("Note"), ("note",)),
)


def currency_text(session: Session, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the currency that goes with the customer in the form: that of the country where there is no other."""
    from model.core.fields.currency import home_currency
    from model.opportunities.rules import currency_of_customer

    customer = chosen(texts.get("customer", ""))
    currency = currency_of_customer(session, customer) or home_currency(session.country)
    return {"currency": currency} if currency else {}


class OpportunityForm(RecordForm):
    """An opportunity being filled in; ``customer`` is the one that a new one begins with."""

    record = Opportunity
    headings = HEADINGS
    new_name = N_("New opportunity {name}")
    change_name = N_("Change opportunity {name}")

    told: tuple[str, ...] = ()
    """What there is to say of the sellers once it is saved."""

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin at the first stage, in the customer's currency, else that of the country."""
        from model.opportunities.rules import first_stage

        given = super().first_values(session)
        customer = given.get("customer")
        texts = {} if customer is None else {"customer": f"#{customer}"}
        return {"stage": first_stage(session), **currency_text(session, texts), **given}

    def checks(self) -> Mapping[str, Check]:
        """Offer to make the customer that is typed, and the contacts of the one that is chosen."""
        return {"customer": CustomerOffers(self)}

    def finders(self) -> Mapping[str, Finder]:
        """Find the customer's contacts before others."""
        return {"contact": find_contacts}

    def follows(self) -> Mapping[str, Follow]:
        """Take the customer's currency, also of a customer who is chosen here."""
        return {"customer": currency_text}

    def store(self, session: Session, saving: Saving) -> int:
        """Save; tell of a seller that goes with the owner, and of shares that are not all of it (OPP-08, S03)."""
        from model.opportunities.sellers import plan_sellers, sellers_of

        before = () if saving.record_id is None else sellers_of(session, saving.record_id)
        record_id = super().store(session, saving)
        if "owner" in saving.values:
            plan = plan_sellers(session, record_id)
            told = plan.messages()
            if before and before != plan.after:
                was, now = (session.names.title_of("employee", one[0].employee) for one in (before, plan.after))
                told.insert(0, _("Seller: {before} becomes {after}.").format(before=was, after=now))
            self.told = tuple(told)
        return record_id

    def saved_text(self) -> str:
        """Say it is saved, and what is not given to any seller."""
        return " ".join((super().saved_text(), *self.told))
