"""Who is left out of marketing, as conditions for sets of any size, and the same question of one address.

A person or company has *opted out* of a channel by its own wish; an address is *excluded* by a list. What holds:

- A record has opted out where it says so itself.
- An e-mail address that anybody has opted out with gets no marketing on whatever record it stands, also where that
  record is hidden or gone. So does a person's own number (mobile, direct, a lead's or a company's), for calls.
- A company's wish holds for its people: a contact has opted out where any company that it belongs to has. A contact's
  wish does not hold for the company, nor for its other people.
- An exclusion list names addresses, domains (with those under them) and numbers. One that holds for all campaigns
  always counts; one for chosen campaigns counts in those alone (R08). It holds for the address,
  whatever record has it (R09).

Conditions are nodes of a query on the record's own table; an address is given by its key, be it a column or a value.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.core.access.session import Session
from model.core.changes.kept_opt_outs import HASH_KEY, KeptOptOut, address_hash
from model.core.changes.opt_outs import CHANNELS, wish_sentence
from model.core.language import _
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import FALSE, among, any_of, aside, column_of, first, position, then
from model.core.storage.keyed_hash import keyed_hash
from model.core.storage.statements import slot, statement
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead
from model.marketing.records import CampaignExclusion, Exclusion, ExclusionList

OWN_ADDRESSES: dict[str, dict[type[Record], tuple[str, ...]]] = {
    "email": {Customer: ("email",), Contact: ("email",), Lead: ("email",)},
    "letter": {Customer: (), Contact: (), Lead: ()},
    "telephone": {
        Customer: ("phone", "mobile"),
        Contact: ("direct_phone", "mobile"),
        Lead: ("phone", "direct_phone", "mobile"),
    },
}
"""By channel: the fields of each kind of record that are its own; a contact's work telephone rings at others too."""

REACHED_BY: dict[str, dict[type[Record], tuple[str, ...]]] = {
    **OWN_ADDRESSES,
    "telephone": {**OWN_ADDRESSES["telephone"], Contact: ("phone", "direct_phone", "mobile")},
}
"""By channel: the fields by which each kind of record is reached, which an exclusion list holds for."""

_KIND = {"email": "email", "telephone": "phone"}
"""By channel: what its addresses are called where they are remembered as a hash."""

_DOMAINS = 3
"""Domains that are looked up of an e-mail address: its own and those above it."""
_ONE = peewee.SQL("1")


@dataclass(frozen=True)
class LeftOut:
    """Why an address gets no marketing: ``reason`` is opted_out or excluded, ``sentence`` says it to people."""

    reason: str
    sentence: str
    since: date | None = None
    source: str | None = None


# Wishes


def opted_out(record_type: type[Record], channel: str) -> Any:
    """Return the condition for the customers, contacts or leads that have opted out of email, letter or telephone."""
    wish = CHANNELS[channel]
    found: list[Any] = [column_of(record_type, wish.field) == _ONE]
    for name in OWN_ADDRESSES[channel][record_type]:
        found.append(address_opted_out(channel, column_of(record_type, f"{name}_key")))
    if record_type is Contact:
        belongs, company = CustomerContact.alias("belongs"), Customer.alias("company")
        companies = (
            belongs.select(_ONE)
            .join(company, on=company.id == belongs.customer)
            .where(belongs.contact == Contact.id, column_of(company, wish.since).is_null(False))
        )
        found.append(peewee.fn.EXISTS(companies))
    return any_of(found)


def address_opted_out(channel: str, key: Any) -> Any:
    """Return the condition for addresses that somebody has opted out with; ``key`` is the column with their keys.

    Keys are e-mail addresses in lower case and telephone numbers as +4722334455, or null. Nobody opts out of letters
    by address alone.
    """
    if channel not in _KIND:
        return FALSE
    said = _together(
        record.select(own_key).where(since.is_null(False), own_key.is_null(False))
        for record, own_key, since, _source in _own_addresses(channel)
    )
    remembered = KeptOptOut.channel == channel
    # Of all addresses the hash is made only where anything is remembered at all.
    any_remembered = peewee.fn.EXISTS(KeptOptOut.select(_ONE).where(remembered))
    hashes = KeptOptOut.select(KeptOptOut.hash).where(remembered)
    gone = any_remembered & address_hash(_KIND[channel], key).in_(hashes)
    return key.is_null(False) & (key.in_(said) | gone)


def _own_addresses(channel: str) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Yield each kind of record, under an alias, with the key of an address of its own and a wish's day and source."""
    wish = CHANNELS[channel]
    for record, names in OWN_ADDRESSES[channel].items():
        for name in names:
            rows: Any = record.alias("said")
            yield rows, column_of(rows, f"{name}_key"), column_of(rows, wish.since), column_of(rows, wish.source)


def _together(queries: Iterable[Any]) -> Any:
    """Return the query of all rows of several."""
    return functools.reduce(lambda one, other: one.union_all(other), queries)


def addresses_opted_out(session: Session, channel: str, keys: Iterable[str]) -> set[str]:
    """Return those addresses or numbers that somebody has opted out with, on file or remembered.

    It asks for each by its index: few addresses cost little, however many wishes there are.
    """
    if channel not in _KIND:
        return set()
    wanted = {*keys}
    secret = session.store.setting(HASH_KEY)
    by_hash = {_hash(secret, channel, key): key for key in wanted}
    found = {row[0] for row in session.store.rows(_opted_out_with(channel), keys=[*wanted], hashes=[*by_hash])}
    return {by_hash.get(one, one) for one in found}


@statement
def _opted_out_with(channel: str) -> peewee.Query:
    said = [
        # Aside: an index on the days of wishes has all of them.
        rows.select(own_key).where(among(own_key, slot("keys")), aside(since).is_null(False))
        for rows, own_key, since, _source in _own_addresses(channel)
    ]
    remembered = KeptOptOut.select(KeptOptOut.hash).where(
        among(KeptOptOut.hash, slot("hashes")), KeptOptOut.channel == channel
    )
    return _together([*said, remembered])  # type: ignore[no-any-return]


def _hash(secret: str | None, channel: str, key: str) -> str | None:
    return keyed_hash(secret, f"{_KIND[channel]}:{key}")


# Lists


def excluded(record_type: type[Record], channel: str, campaign: int | None = None) -> Any:
    """Return the condition for the records whose address or number stands on an exclusion list.

    ``campaign`` adds the lists that are chosen for it.
    """
    keys = (column_of(record_type, f"{name}_key") for name in REACHED_BY[channel][record_type])
    return any_of(address_excluded(channel, key, campaign) for key in keys)


def address_excluded(channel: str, key: Any, campaign: Any = None) -> Any:
    """Return the condition for addresses that stand on an exclusion list, by themselves or by their domain.

    ``key`` is the column with their keys; ``campaign``, an ID or a slot, adds the lists that are chosen for it.
    """
    wanted = [key]
    if channel == "email":
        domain = _behind(key, "@")
        for _level in range(_DOMAINS):
            wanted.append(domain)
            domain = _behind(domain, ".")
    listed = _listed(Exclusion.value.in_(wanted), campaign)
    return key.is_null(False) & peewee.fn.EXISTS(listed)


def _behind(text: Any, sign: str) -> Any:
    """Return what stands behind a sign in a text, the whole text where there is no such sign."""
    return peewee.fn.substr(text, position(text, sign) + _ONE)


def _listed(wanted: Any, campaign: Any) -> peewee.Select:
    """Return the query of entries, ``wanted`` of all, on lists that hold for all campaigns or for ``campaign``."""
    held = ExclusionList.holds_for == "all"
    if campaign is not None:
        chosen = CampaignExclusion.select(CampaignExclusion.exclusion_list)
        held |= ExclusionList.id.in_(chosen.where(CampaignExclusion.campaign == campaign))
    # Each address is looked up by the index of what is listed, whatever there is more of: addresses or entries.
    entries = then(Exclusion, ExclusionList, ExclusionList.id == Exclusion.exclusion_list)
    return peewee.Select((entries,), (_ONE,)).where(wanted, ExclusionList.active.yes, held)


# One address


def address_left_out(session: Session, channel: str, key: str | None, campaign: int | None = None) -> LeftOut | None:
    """Return why one address or number gets no marketing by a channel, None where nothing stands against it."""
    if not key or channel not in _KIND:
        return None
    return next(_reasons(session, channel, key, campaign), None)


def _reasons(session: Session, channel: str, key: str, campaign: int | None) -> Iterator[LeftOut]:
    wish = CHANNELS[channel]
    row = session.store.row(_first_wish(channel), key=key, hash=_hash(session.store.setting(HASH_KEY), channel, key))
    if row is not None:
        since, source = (
            Lead.fields()[name].from_stored(value) for name, value in zip((wish.since, wish.source), row, strict=True)
        )
        yield LeftOut("opted_out", wish_sentence(wish, since, source), since, source)
    wanted = [key]
    if channel == "email":
        domain = key.partition("@")[2] or key
        for _level in range(_DOMAINS):
            wanted.append(domain)
            domain = domain.partition(".")[2] or domain
    if session.store.row(_entry(campaign is not None), values=wanted, campaign=campaign) is not None:
        yield LeftOut("excluded", _("It stands on an exclusion list."))


@statement
def _first_wish(channel: str) -> peewee.Query:
    wishes = [
        rows.select(since, source).where(since.is_null(False), own_key == slot("key"))
        for rows, own_key, since, source in _own_addresses(channel)
    ]
    kept = KeptOptOut
    wishes.append(kept.select(kept.since, kept.source).where(kept.channel == channel, kept.hash == slot("hash")))
    return _together(wishes).order_by(first(_ONE)).limit(1)  # type: ignore[no-any-return]


@statement
def _entry(of_campaign: bool) -> peewee.Query:
    campaign = slot("campaign") if of_campaign else None
    return _listed(among(Exclusion.value, slot("values")), campaign).limit(1)
