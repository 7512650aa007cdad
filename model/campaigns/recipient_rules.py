"""The rules by which recipients are saved: each address once (R01 … R03), and what was typed here stays (CAMP-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.campaigns.followed_fields import FOLLOWED, REFERENCES, source_values
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import differs
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown

_RESPONSES = ("none", "negative", "positive", "returned")
"""What a recipient answered, what says most last: a letter that came back never reached anybody."""

_STATUSES = ("unconfirmed", "confirmed", "deactivated")
"""A recipient's status, what weighs most last: who was taken out stays out."""


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of a recipient completed.

    Raises :class:`UserError` for an e-mail address that another recipient of the campaign has, where the campaign
    does not allow that.
    """
    if "sent" in values and values["sent"] is not None:
        was = before is not None and before["sent"]
        if values["sent"] and not was and values.get("sent_at") is None:
            values["sent_at"] = change.session.clock()
        elif not values["sent"]:
            values["sent_at"] = None
    elif values.get("sent_at") is not None:
        values["sent"] = True
    if before is not None:
        _note_typed(change, values, before)
    _refuse_second(change, values, before)
    return values


def has_rules_for(values: Mapping[str, Any]) -> bool:
    """Whether these fields of a recipient follow rules that look at each row."""
    return not {"campaign", "sent", "sent_at", *FOLLOWED}.isdisjoint(values)


def united(ended: Mapping[str, Any], stays: Mapping[str, Any], gained: dict[str, Any]) -> dict[str, Any]:
    """Return what the recipient that stays gets: sent if either was, and the status and response that say most (M23).

    What was sent keeps the address it was sent to.
    """
    found: dict[str, Any] = {}
    if ended["sent"] and not stays["sent"]:
        found.update({name: ended[name] for name in FOLLOWED}, sent=True, sent_at=ended["sent_at"])
    elif ended["sent"] and ended["sent_at"] is not None and stays["sent_at"] is not None:
        found["sent_at"] = min(ended["sent_at"], stays["sent_at"])
    for name, order in (("status", _STATUSES), ("response", _RESPONSES)):
        found[name] = max(ended[name], stays[name], key=order.index)
    found.update({name: gained[name] for name in ("note", "sales_region") if name in gained})
    return {name: value for name, value in found.items() if value != stays[name]}


def _note_typed(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any]) -> None:
    """Remember which fields have another value here than the record: those do not follow it any more."""
    given = [name for name in FOLLOWED if name in values and values[name] != before[name]]
    found = next(((kind, before[name]) for kind, name in REFERENCES.items() if before[name] is not None), None)
    if not given or found is None or values.get("sent", before["sent"]):
        return
    theirs = source_values(change, *found)
    if theirs is None:
        return
    typed = {name for name in (before["typed_over"] or "").split(",") if name}
    typed = {name for name in typed if name not in given} | {name for name in given if values[name] != theirs[name]}
    values["typed_over"] = f",{','.join(name for name in FOLLOWED if name in typed)}," if typed else None


def _refuse_second(change: WriteContext[Session], given: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """Refuse a second recipient with the same address; none at all is equal to nothing (R01 … R03)."""
    now = given if before is None else {**before, **given}
    campaign, email = now.get("campaign"), now.get("email")
    if not email or campaign is None:
        return
    if before is not None and email == before["email"] and campaign == before["campaign"]:
        return
    session = change.session
    records = session.records
    allowed = session.store.value(_allows_doubles(records["campaign"]), id=campaign)
    if allowed is None or allowed:
        return
    key = email.strip().casefold()
    values = {"campaign": campaign, "key": key, "id": None if before is None else before["id"]}
    if session.store.row(_with_address(records["recipient"], False), **values) is not None:
        raise UserError(_second(session, values), "email")
    # Rows inserted by the thousand, or only tried, are not on file yet when the next one is asked about.
    if before is None and not change.claim("recipient", f"{campaign} {key}"):
        raise UserError(_("This e-mail address stands there twice."), "email")


@statement
def _allows_doubles(campaign: type[Any]) -> peewee.Query:
    return campaign.select(campaign.allow_duplicate_emails).where(campaign.id == slot("id"))  # type: ignore[no-any-return]


@statement
def _with_address(recipient: type[Any], to_be_named: bool) -> peewee.Query:
    """The name of another recipient of the campaign with the address; with ``to_be_named`` of one that may be seen."""
    query = recipient.select(recipient.name).where(
        recipient.campaign == slot("campaign"),
        recipient.email.folded == slot("key"),
        differs(recipient.id, slot("id")),
    )
    return (query.where(seen(recipient)) if to_be_named else query).limit(1)  # type: ignore[no-any-return]


def _second(session: Session, values: Mapping[str, Any]) -> str:
    row = session.row(_with_address(session.records["recipient"], True), **values)
    name = shown(row[0]) if row is not None else _("A hidden recipient")
    return _("{name} has this e-mail address, and the campaign takes each address once.").format(name=name)
