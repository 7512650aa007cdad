"""What is remembered of wishes whose record is gone, or has another address now (R15, G01).

Nothing but a keyed hash of each address is kept: it tells no name and no address, and is found again when the same
address comes back, by whatever door. The key stands in the database's table ``meta``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where
from model.core.changes.opt_outs import SOURCES, Channel, channels_of, stricter
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.texts import Email, OrgNumberText, Phone, Text
from model.core.fields.times import Day
from model.core.language import N_
from model.core.records.record import Row
from model.core.records.stored_columns import column_names
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import FALSE, among, column_of, literal
from model.core.storage.keyed_hash import keyed_hash
from model.core.storage.statements import slot, statement
from model.core.storage.statements import stored as stored_as
from model.core.text import fold

HASH_KEY = "address_key"
"""Name in table ``meta`` of the key that addresses are hashed with: made once, and never told."""

_META: Any = peewee.Table("meta", ("name", "value"))

_CHANNELS = (
    Choice(1, "email", N_("E-mail")),
    Choice(2, "letter", N_("Letter")),
    Choice(3, "telephone", N_("Telephone")),
)
CHANNEL_NUMBERS = {choice.name: choice.number for choice in _CHANNELS}
"""The numbers under which the channels are stored."""
_SHARED = frozenset({("contact", "phone"), ("contact", "fax"), ("customer", "fax"), ("lead", "fax")})
"""Numbers that are no person's own: a contact's work telephone is often the company's, and rings at others too."""
_ADDRESSES = ("postal_", "visiting_", "")
"""Beginnings of the fields of addresses that a letter would go to."""


class KeptOptOut(Row):
    """The wish of somebody by one channel, under the keyed hash of an address, number or organisation number."""

    name_in_code = "kept_opt_out"
    unique = (("hash", "channel"),)

    hash = Text(N_("Hash"), required=True)
    channel = ChoiceField(N_("Channel"), _CHANNELS, required=True)
    since = Day(N_("Since"))
    source = ChoiceField(N_("Source"), SOURCES)

    class Meta:
        table_name = "kept_opt_out"


def address_hash(kind: str, key: Any) -> peewee.ColumnBase:
    """Return the hash of an address whose folded form ``key`` is, as a node of a query; null for none.

    ``kind`` is email, phone or org_number.
    """
    secret = peewee.Select((_META,), (_META.value,)).where(_META.name == HASH_KEY)
    address = peewee.NodeList((literal(f"{kind}:"), peewee.SQL("||"), key), parens=True)
    return peewee.fn.salg_keyed_hash(secret, address)


# Whose they are


def _identities(record: type[Row], channel: Channel, keys: Mapping[str, Any]) -> Iterator[str]:
    """Yield what tells, by a channel, that somebody who comes again is the same: texts to be hashed.

    ``keys`` are stored columns with their keys. An e-mail address or an organisation number identifies for every
    channel (decision 14); a number does for calls, and a name with its address for letters.
    """
    for name, field in record.fields().items():
        key = keys.get(f"{name}_key")
        if not key:
            continue
        if isinstance(field, Email):
            yield f"email:{key}"
        elif isinstance(field, OrgNumberText):
            yield f"org_number:{key}"
        elif isinstance(field, Phone) and channel.name == "telephone" and (record.name_in_code, name) not in _SHARED:
            yield f"phone:{key}"
    if channel.name == "letter":
        title = keys.get("person_key") or keys.get(f"{getattr(record, 'title_field', 'name')}_key")
        for prefix in _ADDRESSES:
            street, postcode = keys.get(f"{prefix}street"), keys.get(f"{prefix}postcode")
            if title and street and postcode:
                yield f"letter:{title}|{fold(street)}|{fold(postcode)}"


def _key_of(change: WriteContext[Session]) -> str | None:
    if "address key" not in change.kept:
        change.kept["address key"] = change.session.store.setting(HASH_KEY)
    key: str | None = change.kept["address key"]
    return key


def hashes_of(change: WriteContext[Session], record: type[Row], channel: Channel, keys: Mapping[str, Any]) -> list[str]:
    """Return the hashes under which a wish of this row, given by its stored columns, is remembered."""
    key = _key_of(change)
    found = (keyed_hash(key, text) for text in _identities(record, channel, keys))
    return [*dict.fromkeys(each for each in found if each)]


# Writing


@statement
def _with_wishes(record: type[Row]) -> peewee.Query:
    any_wish: Any = FALSE
    for channel in channels_of(record):
        any_wish |= column_of(record, channel.field) == peewee.SQL("1")
    columns = [column_of(record, name) for name in column_names(record)]
    return record.select(*columns).where(among(column_of(record, "id"), slot("ids")) & any_wish)


def keep(change: WriteContext[Session], record: type[Row], ids: Iterable[int]) -> None:
    """Remember the wishes of rows that are about to be deleted; those of kinds that have none cost nothing."""
    if not channels_of(record):
        return
    names = column_names(record)
    for row in change.session.store.rows(_with_wishes(record), ids=[*ids]):
        keep_of_row(change, record, dict(zip(names, row, strict=True)))


@statement
def _is_kept() -> peewee.Query:
    return KeptOptOut.select(peewee.SQL("1")).where(_same_wish())


def _same_wish() -> Any:
    return (KeptOptOut.hash == slot("hash")) & (KeptOptOut.channel == stored_as("channel"))


@statement
def _wish() -> Any:
    return _same_wish()


@statement
def _any() -> peewee.Query:
    return KeptOptOut.select(peewee.SQL("1")).limit(1)


@statement
def _by_hashes() -> peewee.Query:
    columns = (KeptOptOut.hash, KeptOptOut.channel, KeptOptOut.since, KeptOptOut.source)
    return KeptOptOut.select(*columns).where(among(KeptOptOut.hash, slot("hashes")))


def keep_of_row(change: WriteContext[Session], record: type[Row], stored: Mapping[str, Any]) -> None:
    """Remember the wishes of one row under all of its addresses; one that is remembered already keeps its day."""
    for channel in channels_of(record):
        if not stored[channel.field]:
            continue
        for each in hashes_of(change, record, channel, stored):
            number = CHANNEL_NUMBERS[channel.name]
            if change.session.store.row(_is_kept(), hash=each, channel=number) is None:
                since, source = (
                    record.fields()[name].from_stored(stored[name]) for name in (channel.since, channel.source)
                )
                change.insert(KeptOptOut, {"hash": each, "channel": channel.name, "since": since, "source": source})


def keep_of_left_addresses(
    change: WriteContext[Session], record: type[Row], before: Mapping[str, Any], different: Mapping[str, Any]
) -> None:
    """Remember the wishes of a row under the addresses that it had until now, where it gets others."""
    fields = record.fields()
    left = any(
        isinstance(fields.get(name), (Email, Phone, OrgNumberText)) or name.endswith(("street", "postcode"))
        for name in different
    )
    if left and any(before[channel.field] for channel in channels_of(record)):
        keep_of_row(change, record, before)


def forget(change: WriteContext[Session], record: type[Row], stored: Mapping[str, Any], channel: Channel) -> None:
    """Forget what is remembered of a row's addresses by a channel: its wish has been taken back on the record."""
    for each in hashes_of(change, record, channel, stored):
        delete_where(change, KeptOptOut, _wish(), hash=each, channel=CHANNEL_NUMBERS[channel.name])


def any_kept(change: WriteContext[Session]) -> bool:
    """Whether anything at all is remembered."""
    return change.session.store.row(_any()) is not None


def remembered(
    change: WriteContext[Session], record: type[Row], rows: Sequence[Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Return, by their places, the stored columns of new rows whose addresses have said no before.

    ``rows`` are the columns that they will have, with their keys, as far as they have them.
    """
    channels = channels_of(record)
    if not channels or not any_kept(change):
        return {}
    asked: dict[tuple[int, str], list[int]] = {}
    for place, row in enumerate(rows):
        for channel in channels:
            for each in hashes_of(change, record, channel, row):
                asked.setdefault((CHANNEL_NUMBERS[channel.name], each), []).append(place)
    found: dict[int, dict[str, Any]] = {}
    hashes = {each for _number, each in asked}
    for each, number, since, source in change.session.store.rows(_by_hashes(), hashes=hashes):
        for place in asked.get((number, each), ()):
            channel = next(one for one in channels if CHANNEL_NUMBERS[one.name] == number)
            now = {**dict.fromkeys(channel.fields), **rows[place], **found.get(place, {})}
            kept = dict(zip(channel.fields, (1, since, source), strict=True))
            found.setdefault(place, {}).update(stricter(channel, kept, now))
    return found
