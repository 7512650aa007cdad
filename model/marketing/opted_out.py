"""Who is left out of marketing, as predicates for sets of any size, and the same question of one address.

A person or company has *opted out* of a channel by its own wish; an address is *excluded* by a list. What holds:

- A record has opted out where it says so itself.
- An e-mail address that anybody has opted out with gets no marketing on whatever record it stands, also where that
  record is hidden or gone. So does a person's own number (mobile, direct, a lead's or a company's), for calls.
- A company's wish holds for its people: a contact has opted out where any company that it belongs to has. A contact's
  wish does not hold for the company, nor for its other people.
- An exclusion list names addresses, domains (with those under them) and numbers. One that holds for all campaigns
  always counts; one for chosen campaigns counts in those alone (R08). It holds for the address,
  whatever record has it (R09).

Predicates are SQL over the record's own table, with their parameters in order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.core.access.session import Session
from model.core.changes.kept_opt_outs import CHANNEL_NUMBERS, hash_sql
from model.core.changes.opt_outs import CHANNELS, wish_sentence
from model.core.language import _
from model.core.records.record import Record
from model.customers.records import Contact, Customer
from model.leads.records import Lead

Predicate = tuple[str, list[Any]]

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


@dataclass(frozen=True)
class LeftOut:
    """Why an address gets no marketing: ``reason`` is opted_out or excluded, ``sentence`` says it to people."""

    reason: str
    sentence: str
    since: date | None = None
    source: str | None = None


# Wishes


def opted_out(record_type: type[Record], channel: str) -> Predicate:
    """Return the predicate for the customers, contacts or leads that have opted out of email, letter or telephone."""
    table = record_type.table()
    found = CHANNELS[channel]
    parts = [f"{table}.{found.field} = 1"]
    for name in OWN_ADDRESSES[channel][record_type]:
        parts.append(address_opted_out(channel, f"{table}.{name}_key")[0])
    if record_type is Contact:
        parts.append(
            "EXISTS (SELECT 1 FROM customer_contact belongs JOIN customer company ON company.id = belongs.customer"
            f" WHERE belongs.contact = {table}.id AND company.{found.since} IS NOT NULL)"
        )
    return f"({' OR '.join(parts)})", []


def address_opted_out(channel: str, key_sql: str) -> Predicate:
    """Return the predicate for addresses that somebody has opted out with; ``key_sql`` yields an address's key.

    Keys are e-mail addresses in lower case and telephone numbers as +4722334455, or null. Nobody opts out of letters
    by address alone.
    """
    kind = _KIND.get(channel)
    if kind is None:
        return "0", []
    said = " UNION ALL ".join(
        f"SELECT {name}_key FROM {record.table()}"
        f" WHERE {CHANNELS[channel].since} IS NOT NULL AND {name}_key IS NOT NULL"
        for record, names in OWN_ADDRESSES[channel].items()
        for name in names
    )
    number = CHANNEL_NUMBERS[channel]
    # Of all addresses the hash is made only where anything is remembered at all.
    gone = (
        f"EXISTS (SELECT 1 FROM kept_opt_out WHERE channel = {number})"
        f" AND {hash_sql(kind, key_sql)} IN (SELECT hash FROM kept_opt_out WHERE channel = {number})"
    )
    return f"({key_sql} IS NOT NULL AND ({key_sql} IN ({said}) OR ({gone})))", []


def addresses_opted_out(session: Session, channel: str, keys: Iterable[str]) -> set[str]:
    """Return those addresses or numbers that somebody has opted out with, on file or remembered.

    It asks for each by its index: few addresses cost little, however many wishes there are.
    """
    if channel not in _KIND:
        return set()
    said = [
        f"EXISTS (SELECT 1 FROM {record.table()} WHERE {record.table()}.{name}_key = asked.value"
        f" AND {record.table()}.{CHANNELS[channel].since} IS NOT NULL)"
        for record, names in OWN_ADDRESSES[channel].items()
        for name in names
    ]
    number = CHANNEL_NUMBERS[channel]
    said.append(
        f"EXISTS (SELECT 1 FROM kept_opt_out WHERE hash = {hash_sql(_KIND[channel], 'asked.value')}"
        f" AND channel = {number})"
    )
    sql = f"SELECT asked.value FROM json_each(?) asked WHERE {' OR '.join(said)}"
    return {row[0] for row in session.store.rows(sql, (json.dumps([*keys]),))}


# Lists


def excluded(record_type: type[Record], channel: str, campaign: int | None = None) -> Predicate:
    """Return the predicate for the records whose address or number stands on an exclusion list.

    ``campaign`` adds the lists that are chosen for it.
    """
    parts: list[str] = []
    parameters: list[Any] = []
    for name in REACHED_BY[channel][record_type]:
        sql, more = address_excluded(channel, f"{record_type.table()}.{name}_key", campaign)
        parts.append(sql)
        parameters += more
    return f"({' OR '.join(parts)})" if parts else "0", parameters


def address_excluded(channel: str, key_sql: str, campaign: int | None = None) -> Predicate:
    """Return the predicate for addresses that stand on an exclusion list, by themselves or by their domain."""
    if channel not in _KIND:
        return "0", []
    wanted = [key_sql]
    if channel == "email":
        domain = f"substr({key_sql}, instr({key_sql}, '@') + 1)"
        for _level in range(3):
            wanted.append(domain)
            domain = f"substr({domain}, instr({domain}, '.') + 1)"
    held = "exclusion_list.holds_for = 1"
    if campaign is not None:
        held = f"({held} OR exclusion_list.id IN (SELECT exclusion_list FROM campaign_exclusion WHERE campaign = ?))"
    # Each address is looked up by the index of what is listed, whatever there is more of: addresses or entries.
    listed = (
        f"SELECT 1 FROM exclusion CROSS JOIN exclusion_list WHERE exclusion.value IN ({', '.join(wanted)})"
        f" AND exclusion_list.id = exclusion.exclusion_list AND exclusion_list.active = 1 AND {held}"
    )
    return f"({key_sql} IS NOT NULL AND EXISTS ({listed}))", [] if campaign is None else [campaign]


# One address


def address_left_out(session: Session, channel: str, key: str | None, campaign: int | None = None) -> LeftOut | None:
    """Return why one address or number gets no marketing by a channel, None where nothing stands against it."""
    if not key or channel not in _KIND:
        return None
    return next(_reasons(session, channel, key, campaign), None)


def _reasons(session: Session, channel: str, key: str, campaign: int | None) -> Iterator[LeftOut]:
    found = CHANNELS[channel]
    tests = [
        (f"SELECT {found.since}, {found.source} FROM {record.table()}"
         f" WHERE {found.since} IS NOT NULL AND {name}_key = ?1")
        for record, names in OWN_ADDRESSES[channel].items()
        for name in names
    ]  # fmt: skip
    tests.append(
        "SELECT since, source FROM kept_opt_out"
        f" WHERE channel = {CHANNEL_NUMBERS[channel]} AND hash = {hash_sql(_KIND[channel], '?1')}"
    )
    row = session.store.row(f"{' UNION ALL '.join(tests)} ORDER BY 1 LIMIT 1", (key,))
    if row is not None:
        since, source = (
            Lead.fields()[name].from_stored(value) for name, value in zip((found.since, found.source), row, strict=True)
        )
        yield LeftOut("opted_out", wish_sentence(found, since, source), since, source)
    sql, parameters = address_excluded(channel, "asked.key", campaign)
    if session.store.row(f"SELECT 1 FROM (SELECT ? AS key) asked WHERE {sql}", (key, *parameters)):
        yield LeftOut("excluded", _("It stands on an exclusion list."))
