"""Linking ledger entries that settle each other, and taking links apart (CUST-20; L01 … L08).

A link has entries of one customer, one ledger and one currency. Its ID runs on, and is what people see and type. Each
step is one change, whose undo is refused where one of the entries has been changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes import sequences
from model.core.changes.change import Change, change, not_found
from model.core.changes.change_name import CountedName
from model.core.errors import NotFoundError, UserError
from model.core.language import N_, _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown
from model.ledger.records import LedgerEntry
from model.ledger.settlement import LinkedEntry, Settlement, release, settle


class LinkedElsewhereError(UserError):
    """Some of the entries belong to other links: they are linked with the rest once they have been taken out (L06).

    ``links`` are the IDs of those links. Linking with ``move=True`` takes the entries out of them.
    """

    def __init__(self, message: str, links: tuple[int, ...]) -> None:
        super().__init__(message, "link_id")
        self.links = links


@dataclass(frozen=True)
class LinkResult:
    """What linking has done: the link as it stands now, and the change that did it."""

    settlement: Settlement
    change_id: int

    @property
    def link_id(self) -> int:
        """The ID that the entries share."""
        return self.settlement.link_id


@dataclass(frozen=True)
class UnlinkResult:
    """What taking entries out of links has done: how many are open again, and what is left of those links."""

    entries: int
    links: tuple[Settlement, ...]
    change_id: int


class _Marked(NamedTuple):
    id: int
    number: str | None
    ledger: int
    customer: int
    currency: str | None
    amount: int
    due: str
    link_id: int | None
    closed: int

    @property
    def called(self) -> str:
        return shown(self.number or "") or f"#{self.id}"

    @property
    def linked(self) -> LinkedEntry:
        return LinkedEntry(self.id, self.amount, self.due)


def link(
    session: Session, entry_ids: Iterable[int], *, move: bool = False, as_shown: Mapping[int, int | None] | None = None
) -> LinkResult:
    """Link entries with each other, in one change, and return the link.

    Entries without a link are added to that of the others, where these belong to one that is open (L03). Entries that
    belong to several links, or to a closed one, raise :class:`LinkedElsewhereError` (L06); with ``move`` they are
    taken out of these and get a link of their own. ``as_shown`` is the link ID of each entry as the person saw it.

    Raises :class:`UserError` for fewer than two entries (L06), for entries of two customers, ledgers or currencies
    (L07), for entries that are linked already, and for one that somebody has linked or taken out since it was shown;
    :class:`NotFoundError` for one that is gone or hidden. Nothing is changed then.
    """
    ids = list(dict.fromkeys(entry_ids))
    with change(session, N_("Link {count} ledger entries"), "link", count=len(ids)) as made:
        settlement = link_within(made, ids, move=move, as_shown=as_shown)
    return LinkResult(settlement, made.id)


def link_within(
    made: Change, ids: Sequence[int], *, move: bool = False, as_shown: Mapping[int, int | None] | None = None
) -> Settlement:
    """Link entries within a change under way, as :func:`link` does."""
    entries = _marked(made.session, ids)
    _refuse_changed_since(entries, as_shown or {})
    if len(entries) < 2:
        raise UserError(_("It takes at least two entries: one alone settles nothing."), "id")
    _refuse_unlike(entries)
    links = tuple(sorted({entry.link_id for entry in entries if entry.link_id is not None}))
    closed = any(entry.closed for entry in entries if entry.link_id is not None)
    added = [entry for entry in entries if entry.link_id is None]
    if len(links) == 1 and not added:
        raise UserError(_("They are linked with each other already (link {number}).").format(number=links[0]), "id")
    if (len(links) > 1 or closed) and not move:
        raise LinkedElsewhereError(_elsewhere(links, closed), links)
    if len(links) == 1 and not closed:
        return settle(made, links[0], [entry.linked for entry in added])
    if links:
        _take_out(made, entries)
    return settle(made, next_link_ids(made, 1)[0], [entry.linked for entry in entries])


def unlink(session: Session, link_id: int) -> UnlinkResult:
    """Take a whole link apart, in one change: its entries are open again, each with its whole amount (L04).

    Raises :class:`NotFoundError` where there is no such link, or none that the person may see.
    """
    with change(session, N_("Take link {number} apart"), "unlink", number=link_id) as made:
        ids = [row[0] for row in session.rows(_seen_of_link(), link=link_id)]
        if not ids:
            raise NotFoundError(_("There is no link {number}.").format(number=link_id), "link_id")
        release(made, ids)
    return UnlinkResult(len(ids), (), made.id)


def remove(
    session: Session, entry_ids: Iterable[int], *, as_shown: Mapping[int, int | None] | None = None
) -> UnlinkResult:
    """Take entries out of their links, in one change: they are open again, and what stays is reckoned anew (L05).

    A link that one entry alone would be left of is taken apart. Raises :class:`UserError` for an entry that is in no
    link, or not in the one it was shown in any more; :class:`NotFoundError` for one that is gone or hidden.
    """
    ids = list(dict.fromkeys(entry_ids))
    if not ids:
        raise UserError(_("Mark the entries to be taken out of their link."), "id")
    name = CountedName(
        N_("Take {count} ledger entry out of its link"), N_("Take {count} ledger entries out of their links")
    )
    with change(session, name, "unlink", count=len(ids)) as made:
        entries = _marked(session, ids)
        _refuse_changed_since(entries, as_shown or {})
        for entry in entries:
            if entry.link_id is None:
                raise UserError(_("Entry {entry} is in no link.").format(entry=entry.called), "id")
        links = _take_out(made, entries)
    return UnlinkResult(len(entries) + sum(each.freed for each in links), links, made.id)


def _take_out(made: Change, entries: Sequence[_Marked]) -> tuple[Settlement, ...]:
    """Open entries again, and return what has become of the links that they were in."""
    release(made, [entry.id for entry in entries if entry.link_id is not None])
    links = sorted({entry.link_id for entry in entries if entry.link_id is not None})
    return tuple(settle(made, number) for number in links)


def next_link_ids(made: Change, count: int) -> list[int]:
    """Return the IDs of ``count`` new links, none of which was ever given before."""
    if not count:
        return []
    lowest = sequences.given_number(made, LedgerEntry.table(), column="link_id")
    if count > 1:
        sequences.given_number(made, LedgerEntry.table(), lowest + count - 1, column="link_id")
    return [*range(lowest, lowest + count)]


def _marked(session: Session, ids: Sequence[int]) -> list[_Marked]:
    """Return entries by their IDs, in their order; raise :class:`NotFoundError` where one is gone or hidden."""
    found = {row[0]: _Marked(*row) for row in session.rows(_entries(), ids=[*ids])}
    for entry_id in ids:
        if entry_id not in found:
            raise not_found(LedgerEntry, entry_id)
    return [found[entry_id] for entry_id in ids]


@statement
def _entries() -> Any:
    entry = LedgerEntry
    due = peewee.fn.coalesce(entry.due, entry.date)
    return entry.select(
        entry.id, entry.number, entry.ledger, entry.customer, entry.currency, entry.amount, due, entry.link_id,
        entry.closed,
    ).where(among(entry.id, slot("ids")), seen(entry))  # fmt: skip


@statement
def _seen_of_link() -> Any:
    return LedgerEntry.select(LedgerEntry.id).where(LedgerEntry.link_id == slot("link"), seen(LedgerEntry))


# What stands against it


def _refuse_changed_since(entries: Iterable[_Marked], as_shown: Mapping[int, int | None]) -> None:
    for entry in entries:
        if entry.id not in as_shown or as_shown[entry.id] == entry.link_id:
            continue
        if entry.link_id is None:
            message = _("Entry {entry} has been taken out of its link by somebody else meanwhile.")
        else:
            message = _("Entry {entry} has been linked by somebody else meanwhile (link {number}).")
        raise UserError(message.format(entry=entry.called, number=entry.link_id), "link_id")


def _refuse_unlike(entries: Sequence[_Marked]) -> None:
    """Raise :class:`UserError` for entries of two ledgers, customers or currencies (L07)."""
    for name, message in (
        ("customer", _("They belong to different customers: entries of one customer are linked with each other.")),
        ("ledger", _("They stand in different ledgers: customer and supplier entries are not linked with each other.")),
        ("currency", _("They are in different currencies: entries in one currency are linked with each other.")),
    ):
        if len({getattr(entry, name) for entry in entries}) > 1:
            raise UserError(message, name)


def _elsewhere(links: Sequence[int], closed: bool) -> str:
    numbers = ", ".join(str(number) for number in links[:5]) + (", …" if len(links) > 5 else "")
    if len(links) > 1:
        return _("They belong to several links already ({numbers}): take them out of these first.").format(
            numbers=numbers
        )
    return _("Link {numbers} is closed already: take its entries out of it first.").format(numbers=numbers)
