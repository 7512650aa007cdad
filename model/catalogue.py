"""Every kind of record that Salg has: the one list that the store, the history and the command line go by.

A kind is imported when somebody asks for it: who lists leads does not wait for the declaration of customers.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.core.records.record import Record, Row

RECORDS: tuple[type[Record], ...]
"""What people list, open and search."""

ROWS: tuple[type[Row], ...]
"""All that changes write."""

_RECORDS = {
    "lead": "model.leads.records.Lead",
    "customer": "model.customers.records.Customer",
    "contact": "model.customers.records.Contact",
    "opportunity": "model.opportunities.records.Opportunity",
    "task": "model.activities.records.Task",
    "appointment": "model.activities.records.Appointment",
    "note": "model.activities.records.WrittenNote",
    "call": "model.activities.records.Call",
    "email": "model.activities.records.Message",
    "project": "model.projects.records.Project",
    "order": "model.orders.records.Order",
    "campaign": "model.campaigns.records.Campaign",
    "recipient": "model.campaigns.recipients.Recipient",
    "distribution_list": "model.distribution_lists.records.DistributionList",
    "exclusion_list": "model.marketing.records.ExclusionList",
    "template": "model.templates.records.Template",
    "ledger_entry": "model.ledger.records.LedgerEntry",
    "employee": "model.people.records.Employee",
}
_ROWS = {
    **_RECORDS,
    "customer_contact": "model.customers.records.CustomerContact",
    "customer_category": "model.customers.records.CustomerCategory",
    "contact_category": "model.customers.records.ContactCategory",
    "project_contact": "model.projects.records.ProjectContact",
    "seller": "model.opportunities.seller_record.Seller",
    "order_line": "model.orders.line_record.OrderLine",
    "email_message": "model.mail.records.EmailMessage",
    "email_attachment": "model.mail.records.EmailAttachment",
    "email_address": "model.mail.records.EmailAddress",
    "email_return": "model.mail.return_record.EmailReturn",
    "activity_link": "model.activities.link_record.ActivityLink",
    "not_duplicate": "model.duplicates.records.NotDuplicate",
    "ledger_account": "model.ledger.account_record.LedgerAccount",
    "redirect": "model.merging.records.Redirect",
    "call_list": "model.calling.records.CallList",
    "call_list_entry": "model.calling.records.CallListEntry",
    "call_list_call": "model.calling.records.CallListCall",
    "distribution_list_member": "model.distribution_lists.records.DistributionListMember",
    "exclusion": "model.marketing.records.Exclusion",
    "campaign_exclusion": "model.marketing.records.CampaignExclusion",
    "document": "model.documents.records.Document",
    "kept_opt_out": "model.core.changes.kept_opt_outs.KeptOptOut",
    "saved_view": "model.core.records.saved_views.SavedView",
    "option": "model.core.records.options.Option",
    "custom_field": "model.core.records.options.CustomField",
}
"""Name in code → where the class is declared; a test holds them against the declarations."""

RECORD_NAMES = tuple(_RECORDS)
"""The names in code of what people list, open and search."""

COMMAND_NAMES = {name: name.replace("_", "-") for name in RECORD_NAMES} | {"ledger_entry": "ledger"}
"""By the name in code, what the command line calls it."""


class Kinds(dict[str, "type[Row]"]):
    """Every kind of row by its name in code; each is imported when it is looked up, all when they are gone through."""

    def __missing__(self, name: str) -> type[Row]:
        module, _dot, kind = _ROWS[name].rpartition(".")
        found: type[Row] = getattr(import_module(module), kind)
        self[name] = found
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """Return the kind of that name, ``default`` where there is none."""
        return self[name] if name in _ROWS else default

    def __contains__(self, name: object) -> bool:
        return name in _ROWS

    def __iter__(self) -> Iterator[str]:
        return iter(_ROWS)

    def __len__(self) -> int:
        return len(_ROWS)

    def _whole(self) -> Kinds:
        if super().__len__() < len(_ROWS):
            every = {name: self[name] for name in _ROWS}
            self.clear()
            self.update(every)
        return self

    def keys(self) -> Any:
        """Return the names of all kinds."""
        return dict.keys(self._whole())

    def values(self) -> Any:
        """Return all kinds."""
        return dict.values(self._whole())

    def items(self) -> Any:
        """Return all kinds with their names."""
        return dict.items(self._whole())


def __getattr__(name: str) -> Any:
    if name in ("RECORDS", "ROWS"):
        kinds = Kinds()
        found = tuple(kinds[each] for each in (_RECORDS if name == "RECORDS" else _ROWS))
        globals()[name] = found
        return found
    raise AttributeError(name)
