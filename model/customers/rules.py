"""The rules by which customers are saved: numbers, organisation numbers, private customers (CUST-07 … CUST-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.changes import sequences
from model.core.errors import UserError
from model.core.fields.texts import OrgNumberText
from model.core.language import _
from model.core.legal_forms import is_company_name
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown

FIRST_NUMBER = 1
"""The number of the first customer of a company that brings none along."""


class OnFile(UserError):
    """What would be entered a second time is on file already (CUST-08).

    ``record`` and ``record_id`` say where, so that a screen can go there; ``record_id`` is None for a record that the
    person may not see, of which nothing is told but that there is one (CUST-09).
    """

    def __init__(self, message: str, field: str, record: str, record_id: int | None) -> None:
        super().__init__(message, field)
        self.record = record
        self.record_id = record_id


def called(name: str | None, first_name: str | None, private: object) -> str:
    """Return what a customer is called: a private one by both names, a company by its name whatever else is there."""
    parts = (first_name, name) if private else (name,)
    return " ".join(part for part in parts if part)


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of a customer completed; raise :class:`OnFile` or :class:`UserError` for what cannot be."""
    now = values if before is None else {**before, **values}
    if before is None:
        if values.get("number") is not None:
            sequences.refuse_taken(change, "customer", values["number"], _("A hidden customer"))
        values["number"] = given_number(change, values.get("number"))
        said = "private" in values or is_company_name(values.get("name") or "")
        if (values.get("first_name") or "").strip() and not said:
            # Only people have first names.
            values["private"] = True
    elif now.get("parent") is not None and now["parent"] == before["id"]:
        raise UserError(_("A company cannot be its own parent."), "parent")
    if now.get("private") and not (now.get("first_name") or "").strip():
        raise UserError(_("A private customer has a first name as well as a last name."), "first_name")
    if values.get("org_number"):
        _refuse_on_file(change, values["org_number"], None if before is None else before.get("org_number"))
    return values


def has_rules_for(values: Mapping[str, Any]) -> bool:
    """Whether these fields of a customer follow rules that look at each row."""
    return bool(
        values.get("number")
        or values.get("org_number")
        or values.get("private")
        or values.get("parent")
        or not values.get("first_name", True)
    )


# Customer numbers


def given_number(change: WriteContext[Session], wanted: int | None = None) -> int:
    """Return the number of a new customer: ``wanted`` where it has one, else the next that was never given before."""
    return sequences.given_number(change, "customer", wanted, first=FIRST_NUMBER)


# Organisation numbers


def org_number_key(text: str | None, session: Session) -> str | None:
    """Return the key of an organisation number, None for none and for one that cannot be (D05)."""
    return OrgNumberText("").key(text, session.reading()) if text else None


def refusal(session: Session, key: str) -> OnFile | None:
    """Return the error for a second customer with the organisation number of ``key``, None where it is free."""
    rows = session.store.rows(_with_org_number(), key=key)
    for record_id, name, number, owner_only, owner in rows:
        if not owner_only or owner == session.person.id:
            message = _("{name} (customer {number}) has this organisation number.").format(
                name=shown(name), number=number
            )
            return OnFile(message, "org_number", "customer", record_id)
    if rows:
        message = _("A hidden customer has this organisation number; its owner alone can see it.")
        return OnFile(message, "org_number", "customer", None)
    return None


def _refuse_on_file(change: WriteContext[Session], org_number: str, before: str | None) -> None:
    key = org_number_key(org_number, change.session)
    if key is None or (before and org_number_key(before, change.session) == key):
        return
    found = refusal(change.session, key)
    if found is not None:
        raise found
    # Rows inserted by the thousand, or only tried, are not on file yet when the next one is asked about.
    if not change.claim("org_number", key):
        raise OnFile(_("This organisation number stands there twice."), "org_number", "customer", None)


@statement
def _with_org_number() -> Any:
    customer: Any = peewee.Table(
        "customer", ("id", "name", "number", "owner_only", "owner", "active", "org_number_key")
    )
    columns = (customer.id, customer.name, customer.number, customer.owner_only, customer.owner)
    query = peewee.Select((customer,), columns).where(customer.org_number_key == slot("key"))
    return query.order_by(customer.active.desc(), customer.id)
