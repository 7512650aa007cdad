"""Addresses that mail has come back from, and that are held to be wrong until somebody says otherwise (R11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.dates import from_utc_text
from model.core.language import N_
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail.addresses import key_of
from model.mail.return_record import EmailReturn

_AT_ONCE = 400


@dataclass(frozen=True)
class InvalidAddress:
    """Why an address is held to be wrong: when mail to it came back last, with which status and sentence."""

    address: str
    at: datetime
    status: str
    reason: str


def invalid_addresses(session: Session, keys: Iterable[str]) -> dict[str, InvalidAddress]:
    """Return those of the addresses (:func:`model.mail.addresses.key_of`) that are held to be wrong, by address."""
    wanted, found = [*dict.fromkeys(keys)], {}
    for start in range(0, len(wanted), _AT_ONCE):
        for address, at, status, reason in session.store.rows(_invalid(), keys=wanted[start : start + _AT_ONCE]):
            found[address] = InvalidAddress(address, from_utc_text(at), status or "", reason or "")
    return found


def trust_address(session: Session, address: str) -> bool:
    """Hold an address to be right again, as one change; return whether it was held to be wrong."""
    ids = [row[0] for row in session.store.rows(_condemning(), keys=[key_of(address)])]
    if not ids:
        return False
    with change(session, N_("Send to {name} again"), "edit", name=address) as made:
        trust_within(made, {key_of(address): session.clock()})
    return True


def trust_within(made: Change, newest: Mapping[str, datetime]) -> None:
    """Hold addresses to be right again within a change, by what came back up to a moment for each."""
    wanted = [*newest]
    for start in range(0, len(wanted), _AT_ONCE):
        for number, address, at in made.session.store.rows(_condemning(), keys=wanted[start : start + _AT_ONCE]):
            if from_utc_text(at) <= newest[address]:
                made.update(EmailReturn, number, {"invalid": False})


# Queries


@statement
def _invalid() -> peewee.Query:
    row = EmailReturn
    return (
        row.select(row.address, row.at, row.status, row.reason)
        .where(among(row.address, slot("keys")), row.invalid.yes)
        .order_by(row.at, row.id)
    )


@statement
def _condemning() -> peewee.Query:
    row = EmailReturn
    return row.select(row.id, row.address, row.at).where(among(row.address, slot("keys")), row.invalid.yes)
