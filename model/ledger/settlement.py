"""What is left of linked entries: the rest of a link, and on which of its entries it stands (L01 … L08).

All is reckoned in whole hundredths. A link whose amounts add up to 0 is closed with all its entries. Of any other the
smaller side is used up, and what it pays is taken off the greater side, the entries that are due first before the
others: so the balances of a link add up to its rest, and tell since when that has been owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.changes.bulk_rows import set_rows
from model.core.changes.bulk_sql import update_where
from model.core.changes.change import Change
from model.core.numbers import from_hundredths
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement

_ENTRY: Any = peewee.Table("ledger_entry", ("id", "link_id", "amount", "date", "due"))


class LinkedEntry(NamedTuple):
    """An entry of a link: its amount in hundredths, and the day (ISO 8601) from which it is owed."""

    id: int
    amount: int
    due: str


@dataclass(frozen=True)
class Settlement:
    """What has become of a link: how many entries it has, and what is left of their amounts.

    ``freed`` is 1 where one entry alone was left, which is open by itself now.
    """

    link_id: int
    entries: int
    rest: Decimal
    freed: int = 0

    @property
    def closed(self) -> bool:
        """Whether nothing is left."""
        return not self.rest


def balances(entries: Iterable[LinkedEntry]) -> dict[int, int]:
    """Return what is left of each entry of a link, in hundredths, by ID; their sum is that of the amounts."""
    ordered = sorted(entries, key=lambda entry: (entry.due, entry.id))
    sign = 1 if sum(entry.amount for entry in ordered) > 0 else -1
    paid = -sum(entry.amount for entry in ordered if entry.amount * sign < 0)
    left = {}
    for entry in ordered:
        taken = 0
        if entry.amount * sign > 0:
            taken = min(abs(entry.amount), abs(paid)) * sign
            paid -= taken
        left[entry.id] = entry.amount - taken if entry.amount * sign > 0 else 0
    return left


def entries_of_link(session: Session, link_id: int) -> list[LinkedEntry]:
    """Return the entries of a link, whoever may see them; none where there is no such link."""
    return [LinkedEntry(*row) for row in session.store.rows(_of_link(), link=link_id)]


@statement
def _of_link() -> Any:
    due = peewee.fn.coalesce(_ENTRY.due, _ENTRY.date)
    return peewee.Select((_ENTRY,), (_ENTRY.id, _ENTRY.amount, due)).where(_ENTRY.link_id == slot("link"))


def settle(change: WriteContext[Session], link_id: int, added: Sequence[LinkedEntry] = ()) -> Settlement:
    """Write what is left of each entry of a link, those that are ``added`` to it among them.

    A link that one entry alone is left of is none any more: that entry stands open by itself. Every entry of the link
    is stamped with the change, whatever is left of it, so that an earlier step on the link is not undone beneath it.
    """
    entries = [*entries_of_link(change.session, link_id), *added]
    if len(entries) < 2:
        release(change, [entry.id for entry in entries])
        return Settlement(link_id, 0, Decimal(0), len(entries))
    left = balances(entries)
    rest = sum(left.values())
    used_up = [entry.id for entry in entries if not left[entry.id]]
    untouched = [entry.id for entry in entries if left[entry.id] == entry.amount]
    linked = {"link_id": link_id, "closed": int(not rest)}
    _write(change, used_up, {**linked, "balance": 0})
    _write(change, untouched, {**linked, "balance": _amount(change)})
    for entry in entries:
        if left[entry.id] not in (0, entry.amount):
            _write(change, [entry.id], {**linked, "balance": left[entry.id]})
    return Settlement(link_id, len(entries), from_hundredths(rest))


def settle_many(change: Change, links: Mapping[int, Sequence[LinkedEntry]]) -> None:
    """Write what is left of each entry of very many links, given whole by their IDs, as :func:`settle` does of one."""
    stamp = change.stamp()
    rows = []
    for link_id, entries in links.items():
        left = balances(entries)
        closed = int(not sum(left.values()))
        rows += [
            (entry_id, {"link_id": link_id, "closed": closed, "balance": rest, **stamp})
            for entry_id, rest in left.items()
        ]
    record = change.session.records["ledger_entry"]
    set_rows(change, record, rows)
    change.changed_titles(record)


def release(change: WriteContext[Session], ids: Sequence[int]) -> None:
    """Take entries out of whatever link they are in: each is open again with its whole amount."""
    _write(change, ids, {"link_id": None, "closed": 0, "balance": _amount(change)})


def _amount(change: WriteContext[Session]) -> Any:
    return column_of(change.session.records["ledger_entry"], "amount")


def _write(change: WriteContext[Session], ids: Sequence[int], columns: dict[str, Any]) -> None:
    if ids:
        record = change.session.records["ledger_entry"]
        update_where(change, record, among(column_of(record, "id"), ids), {**columns, "version": change.id})
