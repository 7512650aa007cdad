"""Who gets the message of an e-mail campaign, and who does not and why (R07 … R10, R14).

The same question is asked for the plan, of all recipients, and again of each right before its message is made:
somebody may have opted out in the meantime. The first reason in :data:`REASONS` that holds is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.campaign_mail.tables import CampaignMessageTable
from model.campaigns.recipients import Recipient
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.countries import country_code
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, any_of, column_of, differs
from model.core.storage.statements import slot, statement
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.mail.addresses import key_of
from model.mail.composition import on_the_wire
from model.mail.invalid_addresses import invalid_addresses
from model.marketing.opted_out import address_excluded, address_opted_out, opted_out

_ONE = peewee.SQL("1")
_WINDOW = 1_000
"""Recipients that are looked at together."""
_STANDS_FOR: Mapping[str, Any] = {"of_customer": Customer, "of_contact": Contact, "of_lead": Lead}

REASONS: Mapping[str, Callable[[int], str]] = {
    "hidden": lambda count: ngettext("{count} is hidden from you.", "{count} are hidden from you.", count),
    "deactivated": lambda count: ngettext("{count} is deactivated.", "{count} are deactivated.", count),
    "sent": lambda count: ngettext("{count} has got it already.", "{count} have got it already.", count),
    "unsure": lambda count: ngettext(
        "{count} may have got it: say first whether it was sent.",
        "{count} may have got it: say first whether it was sent.",
        count,
    ),
    "no_address": lambda count: ngettext("{count} has no e-mail address.", "{count} have no e-mail address.", count),
    "no_such_address": lambda count: ngettext(
        "{count} has an e-mail address that cannot be one.", "{count} have an e-mail address that cannot be one.", count
    ),
    "invalid": lambda count: ngettext(
        "{count} has an address that mail came back from.", "{count} have an address that mail came back from.", count
    ),
    "opted_out": lambda count: ngettext("{count} has opted out.", "{count} have opted out.", count),
    "excluded": lambda count: ngettext(
        "{count} stands on an exclusion list.", "{count} stand on an exclusion list.", count
    ),
    "no_consent": lambda count: ngettext(
        "{count} in Denmark has not said yes: set the status to confirmed where somebody has.",
        "{count} in Denmark have not said yes: set the status to confirmed where somebody has.",
        count,
    ),
    "double": lambda count: ngettext(
        "{count} has an address that gets it already.", "{count} have an address that gets it already.", count
    ),
    "blank": lambda count: ngettext(
        "{count} has nothing in a merge field that the text uses.",
        "{count} have nothing in a merge field that the text uses.",
        count,
    ),
}
"""Why somebody gets nothing, the first that holds, and the sentence for their number."""

LABELS: Mapping[str, Callable[[], str]] = {
    "hidden": lambda: _("Hidden"),
    "deactivated": lambda: _("Deactivated"),
    "sent": lambda: _("Sent already"),
    "unsure": lambda: _("Sent or not?"),
    "no_address": lambda: _("No e-mail address"),
    "no_such_address": lambda: _("No possible address"),
    "invalid": lambda: _("Mail came back"),
    "opted_out": lambda: _("Opted out"),
    "excluded": lambda: _("Excluded"),
    "no_consent": lambda: _("No consent"),
    "double": lambda: _("Same address"),
    "blank": lambda: _("Blank merge field"),
}
"""What each reason is called beside a name."""


@dataclass(frozen=True)
class Verdict:
    """Whether a recipient gets the message: ``reason`` is '' for one who does, else one of :data:`REASONS`.

    ``key`` is the address as it is compared. ``detail`` names what is wrong, such as the merge fields. Of one who is
    hidden from the person nothing is told but the number.
    """

    recipient: int
    name: str = ""
    address: str = ""
    key: str = ""
    reason: str = ""
    detail: str = ""


def verdicts(session: Session, campaign: Any, ids: Sequence[int] | None = None) -> Iterator[Verdict]:
    """Yield the verdict on each recipient of a campaign in the order of their IDs, or of ``ids`` alone.

    Merge fields are not looked at here: :mod:`model.campaign_mail.plan` does that.
    """
    doubles = _Doubles(session, campaign)
    after = 0
    while True:
        given = {"campaign": campaign.id, "after": after, "limit": _WINDOW, "ids": ids}
        rows = [_Row(*row) for row in session.rows(_judged(ids is not None), **given)]
        invalid = invalid_addresses(session, {key_of(row.email or "") for row in rows} - {""})
        for row in rows:
            yield _verdict(session, row, invalid, doubles)
        if len(rows) < _WINDOW:
            return
        after = rows[-1].id


@dataclass(frozen=True)
class _Row:
    id: int
    name: str | None
    email: str | None
    email_key: str | None
    country: str | None
    status: int
    sent: int
    seen: int | None
    opted_out: int | None
    excluded: int | None
    state: str | None
    marked: int | None
    taken: int | None


class _Doubles:
    """Who has the same address as another recipient, where the campaign takes each once."""

    def __init__(self, session: Session, campaign: Any) -> None:
        self.allowed = bool(campaign.allow_duplicate_emails)
        self._seen: set[str] = set()
        self._shared: frozenset[str] = frozenset()
        if not self.allowed:
            self._shared = frozenset(row[0] for row in session.store.rows(_shared_keys(), campaign=campaign.id))

    def is_second(self, row: _Row) -> bool:
        """Whether another one gets it, or has got it, at the address; the first that may get it does."""
        if self.allowed or row.email_key not in self._shared:
            return False
        if row.taken or row.email_key in self._seen:
            return True
        assert row.email_key is not None
        self._seen.add(row.email_key)
        return False


def _verdict(session: Session, row: _Row, invalid: Mapping[str, Any], doubles: _Doubles) -> Verdict:
    if not row.seen:
        return Verdict(row.id, reason="hidden")
    address = (row.email or "").strip()
    key = key_of(address)
    reason = _reason(session, row, address, key, invalid)
    if not reason and doubles.is_second(row):
        reason = "double"
    detail = invalid[key].reason if reason == "invalid" else ""
    return Verdict(row.id, row.name or "", address, key, reason, detail)


def _reason(session: Session, row: _Row, address: str, key: str, invalid: Mapping[str, Any]) -> str:
    status = _status(row.status)
    if status == "deactivated":
        return "deactivated"
    if row.sent or (row.state in ("sent", "returned") and not row.marked):
        return "sent"
    if row.state == "unsure":
        return "unsure"
    if not address:
        return "no_address"
    try:
        on_the_wire(address)
    except UserError:
        return "no_such_address"
    if key in invalid:
        return "invalid"
    if row.opted_out:
        return "opted_out"
    if row.excluded:
        return "excluded"
    if status != "confirmed" and _is_danish(session, row.country, address):
        return "no_consent"
    return ""


def _status(stored: int) -> str:
    return str(Recipient.field("status").from_stored(stored))


def _is_danish(session: Session, country: str | None, address: str) -> bool:
    """Whether the Danish marketing act holds, which asks companies too before they are written to (R14).

    Where the recipient has no country, its address may tell; else it is in the company's own.
    """
    if country:
        return country_code(country) == "DK"
    ending = address.rpartition(".")[2].casefold()
    if len(ending) == 2:
        return ending == "dk"
    return session.country == "DK"


# Queries


@statement
def _judged(named: bool) -> peewee.Query:
    recipient, message = Recipient, CampaignMessageTable
    key = column_of(recipient, "email_key")
    wishes = [
        column_of(recipient, name).is_null(False)
        & peewee.fn.EXISTS(
            record.select(_ONE).where(record.id == column_of(recipient, name), opted_out(record, "email"))
        )
        for name, record in _STANDS_FOR.items()
    ]
    columns = (
        recipient.id,
        recipient.name,
        recipient.email,
        key,
        recipient.country,
        column_of(recipient, "status"),
        column_of(recipient, "sent"),
        _flag(seen(recipient)),
        _flag(any_of([address_opted_out("email", key), *wishes])),
        _flag(address_excluded("email", key, slot("campaign"))),
        message.state,
        message.marked,
        _flag(_taken()),
    )
    query = (
        recipient.select(*(column.alias(f"c{number}") for number, column in enumerate(columns)))
        .join(message, peewee.JOIN.LEFT_OUTER, on=message.recipient == recipient.id)
        .where(recipient.campaign == slot("campaign"), recipient.id > slot("after"))
    )
    if named:
        query = query.where(among(recipient.id, slot("ids")))
    return query.order_by(recipient.id).limit(slot("limit"))


def _flag(condition: Any) -> Any:
    return peewee.Case(None, [(condition, _ONE)])


def _taken() -> Any:
    """Return the condition that another recipient of the campaign has got it, or is about to, at the same address."""
    other, message = Recipient.alias("other"), CampaignMessageTable.alias("others")
    # Of two whose turn is now, the first one gets it.
    first = (message.state == "sending") & ((message.underway == _ONE) | (other.id < Recipient.id))
    underway = message.select(_ONE).where(
        message.recipient == other.id, among(message.state, ("unsure", "sent", "returned")) | first
    )
    same = other.select(_ONE).where(
        other.campaign == slot("campaign"),
        column_of(other, "email_key") == column_of(Recipient, "email_key"),
        differs(other.id, Recipient.id),
        (column_of(other, "sent") == _ONE) | peewee.fn.EXISTS(underway),
    )
    return peewee.fn.EXISTS(same)


@statement
def _shared_keys() -> peewee.Query:
    key = column_of(Recipient, "email_key")
    return (
        Recipient.select(key)
        .where(Recipient.campaign == slot("campaign"), key.is_null(False))
        .group_by(key)
        .having(peewee.fn.count(peewee.SQL("*")) > _ONE)
    )
