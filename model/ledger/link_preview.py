"""What linking entries would leave, told while somebody is still marking them (CUST-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.language import _
from model.core.numbers import from_hundredths
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.ledger.records import LedgerEntry
from model.opportunities.totals import halves, together


@dataclass(frozen=True)
class LinkPreview:
    """Marked entries added up, and what would stand if they were linked with each other.

    ``sums`` are the amounts by currency. ``rest`` is what the link would leave, with what else is in the open link that
    they would be added to (``link_id``); None where they cannot be linked, which ``refusal`` tells the reason of.
    ``links`` are the IDs of the links that some of them are in, at most two; ``linked`` is how many of them are.
    """

    entries: int
    sums: tuple[tuple[str, Decimal], ...] = ()
    rest: Decimal | None = None
    refusal: str = ""
    link_id: int | None = None
    links: tuple[int, ...] = ()
    linked: int = 0


def preview_link(session: Session, entry_ids: Sequence[int]) -> LinkPreview:
    """Return what linking these entries would leave; those that are gone or hidden are passed over.

    Nothing is written, and no entry is read by itself: the database adds up.
    """
    ids = [*dict.fromkeys(entry_ids)]
    found = session.rows(_sums(), ids=ids)
    entries = sum(row[3] for row in found)
    by_currency: dict[str, int] = {}
    for _ledger, _customer, currency, _count, _linked, *amount in found:
        by_currency[currency or ""] = by_currency.get(currency or "", 0) + together(*amount)
    sums = tuple((currency, from_hundredths(amount)) for currency, amount in sorted(by_currency.items()))
    links = session.rows(_links(), ids=ids) if any(row[4] for row in found) else []
    known = LinkPreview(entries, sums, links=tuple(row[0] for row in links), linked=sum(row[4] for row in found))
    if refusal := _refusal(found, links, entries, known.linked):
        return replace(known, refusal=refusal)
    if not links:
        return replace(known, rest=sums[0][1])
    rest = session.rows(_rest(), ids=ids, link=links[0][0])
    return replace(known, rest=from_hundredths(sum(together(*row) for row in rest)), link_id=links[0][0])


def _refusal(found: Sequence[tuple[Any, ...]], links: Sequence[tuple[Any, ...]], entries: int, linked: int) -> str:
    """Return in a few words why entries are not linked with each other, '' where they can be (L06, L07)."""
    for column, told in (
        (1, _("of several customers")),
        (0, _("of both ledgers")),
        (2, _("in several currencies")),
    ):
        if len({row[column] for row in found}) > 1:
            return told
    if entries < 2:
        return _("one alone is not linked")
    if len(links) > 1:
        return _("in several links already")
    if links and linked == entries:
        return _("linked with each other already")
    if links and links[0][1]:
        return _("in a closed link already")
    return ""


@statement
def _sums() -> Any:
    entry = LedgerEntry
    fn = peewee.fn
    columns = (entry.ledger, entry.customer, entry.currency)
    return (
        entry.select(*columns, fn.count(entry.id), fn.count(entry.link_id), *halves(entry.amount))
        .where(among(entry.id, slot("ids")), seen(entry))
        .group_by(*columns)
    )


@statement
def _links() -> Any:
    """Return the first two links that some of the entries are in, and whether they are closed."""
    entry = LedgerEntry
    return (
        entry.select(entry.link_id, peewee.fn.max(entry.closed))
        .where(among(entry.id, slot("ids")), entry.link_id.is_null(False), seen(entry))
        .group_by(entry.link_id)
        .order_by(entry.link_id)
        .limit(2)
    )


@statement
def _rest() -> Any:
    """Return the sum of the entries of the link, and that of those which would be added to it."""
    entry, other = LedgerEntry.alias("entry"), LedgerEntry.alias("other")
    added = entry.select(*halves(entry.amount)).where(
        among(entry.id, slot("ids")), entry.link_id.is_null(), seen(LedgerEntry, entry)
    )
    return added.union_all(other.select(*halves(other.amount)).where(other.link_id == slot("link")))
