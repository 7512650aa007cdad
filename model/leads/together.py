"""Leads planned together: what one of them would put on file, another one finds (C17, C18)."""

from __future__ import annotations

from model.leads.conversion import Outcome
from model.leads.on_file import StoredRow


class Together:
    """What the leads planned so far would put on file: keys of customers and contacts, none of their values."""

    def __init__(self) -> None:
        self._by_org: dict[str, str] = {}
        self._by_email: dict[str, tuple[str, str | None]] = {}
        self._contacts: dict[str, str] = {}
        self._filled: dict[int, str] = {}

    def customer(self, lead: StoredRow) -> tuple[str, str] | None:
        """Return (title, reason) of a customer that the lead would find."""
        org, email = lead["org_number_key"], lead["email_key"]
        if org and org in self._by_org:
            return self._by_org[org], "org_number"
        title, other = self._by_email.get(email, (None, None)) if email else (None, None)
        return (title, "email") if title is not None and (org is None or other is None) else None

    def is_another(self, lead: StoredRow, present: StoredRow | None) -> bool:
        """Whether a customer on file would have got another organisation number by now."""
        org = lead["org_number_key"]
        return present is not None and org is not None and self._filled.get(present["id"], org) != org

    def contact(self, lead: StoredRow) -> str | None:
        """Return the title of a contact that the lead would find."""
        return self._contacts.get(lead["email_key"]) if lead["email_key"] else None

    def remember(self, lead: StoredRow, customer: Outcome | None, contact: Outcome | None) -> None:
        """Take note of what the lead would put on file."""
        if customer is not None:
            org = customer.present.get("org_number_key") or customer.stored.get("org_number_key")
            if customer.id is not None and customer.stored.get("org_number_key"):
                self._filled[customer.id] = customer.stored["org_number_key"]
            if org:
                self._by_org.setdefault(org, customer.title)
            email = customer.stored.get("email_key") or (lead["email_key"] if customer.reason == "email" else None)
            if email and (email not in self._by_email or (org and self._by_email[email][1] is None)):
                self._by_email[email] = (customer.title, org)
        if contact is not None and contact.stored.get("email_key"):
            self._contacts.setdefault(contact.stored["email_key"], contact.title)
