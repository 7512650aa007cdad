"""A proposal of which open entries settle each other: by reference, by amount, and by date (CUST-20).

It is made for one customer, each ledger and currency by itself, and shown before it is done. What a payment names –
a voucher number or a reference – comes first; where nothing is named, a payment settles what has its very amount.
Nothing is linked on the strength of an amount that comes close. Where several entries could be meant the oldest is
taken, and the proposal says so.
"""

from __future__ import annotations

import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.core.access.constraint_errors import not_found
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.change_name import CountedName
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole, from_hundredths
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.customers.records import Customer
from model.ledger.links import next_link_ids
from model.ledger.records import LedgerEntry
from model.ledger.settlement import LinkedEntry, settle_many

_LEAST_LETTERS = 3
"""A word of fewer letters names no entry: it may be the number of anything."""
_MOST_CALLED = 50
"""A name that more entries have than this names none of them: a project, the customer itself."""
_WORDS = re.compile(r"[\w/-]+")


class Reason(enum.StrEnum):
    """Why entries are taken for what settles each other."""

    REFERENCE = "reference"
    AMOUNT = "amount"


@dataclass(frozen=True)
class ProposedLink:
    """Entries that settle each other: what would be left, why, and how many others could be meant as well."""

    entry_ids: tuple[int, ...]
    ledger: str
    currency: str
    rest: Decimal
    reason: Reason
    alike: int = 0
    """How many pairs were alike, of which this is one by age; 0 where no other could be meant."""
    link_id: int | None = None
    """The open link that the others are added to, None where it is a new one."""

    def describe(self) -> str:
        """Return the reason as a sentence, in the language in use."""
        if self.reason is Reason.REFERENCE:
            return _("The payment names it.")
        if not self.alike:
            return _("The amount is the same.")
        return ngettext(
            "The amount is the same; {count} is alike, the oldest first.",
            "The amount is the same; {count} are alike, the oldest first.",
            self.alike,
        ).format(count=format_whole(self.alike))


@dataclass(frozen=True)
class Proposal:
    """What could be linked of a customer's open entries, and how many stay as they are."""

    customer: int
    links: tuple[ProposedLink, ...]
    open_entries: int
    """How many open entries there are that are in no link."""

    @property
    def left_open(self) -> int:
        """How many entries no link is proposed for."""
        return self.open_entries - sum(len(link.entry_ids) - (link.link_id is not None) for link in self.links)


@dataclass(frozen=True)
class ProposalResult:
    """What has been linked, and the change that did it."""

    links: int
    entries: int
    change_id: int


@dataclass(frozen=True, slots=True)
class _Item:
    """An open entry, or an open link with what is left of it: ``amount`` in hundredths."""

    entry: LinkedEntry
    others: tuple[LinkedEntry, ...]
    amount: int
    date: str
    names: frozenset[str]
    """By what others may name it."""
    reference: str
    text: str
    """What may name others: the whole reference, and the words of it and of the text; folded."""
    link_id: int | None

    @property
    def order(self) -> tuple[str, int]:
        return (self.entry.due, self.entry.id)


def propose(session: Session, customer: int) -> Proposal:
    """Return which of a customer's open entries could be linked; nothing is written.

    Raises :class:`NotFoundError` for a customer that is gone or hidden.
    """
    return _proposal(_read(session, customer), customer)


def carry_out(session: Session, proposal: Proposal) -> ProposalResult:
    """Link what a proposal says, all of it in one change; it may have fewer links than :func:`propose` returned.

    Raises :class:`UserError` where an entry has changed since so that a link is no longer proposed, with nothing done.
    """
    name = CountedName(N_("Link {count} proposal"), N_("Link {count} proposals"))
    with change(session, name, "link", count=len(proposal.links)) as made:
        groups = _read(session, proposal.customer)
        now = set(_proposal(groups, proposal.customer).links)
        if any(link not in now for link in proposal.links):
            raise UserError(_("The entries have changed meanwhile: look at a new proposal first."), "id")
        items = {item.entry.id: item for group in groups.values() for item in group}
        new = iter(next_link_ids(made, sum(link.link_id is None for link in proposal.links)))
        links = {}
        for link in proposal.links:
            number = next(new) if link.link_id is None else link.link_id
            links[number] = [each for entry in link.entry_ids for each in (items[entry].entry, *items[entry].others)]
        settle_many(made, links)
    return ProposalResult(len(links), sum(len(link.entry_ids) for link in proposal.links), made.id)


# What is open

_Groups = dict[tuple[int, str], list[_Item]]


def _read(session: Session, customer: int) -> _Groups:
    """Return the open entries and links of a customer, by ledger and currency, the oldest first."""
    if session.value(_is_seen(), id=customer) is None:
        raise not_found(Customer, customer)
    groups: dict[tuple[int, str], list[_Item]] = defaultdict(list)
    of_links: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in session.store.rows(_open(), customer=customer):
        if row[-1] is None:
            groups[row[0], row[1] or ""].append(_item(row))
        else:
            of_links[row[-1]].append(row)
    for rows in of_links.values():
        groups[rows[0][0], rows[0][1] or ""].append(_item(*rows))
    for items in groups.values():
        items.sort(key=lambda item: item.order)
    return groups


def _item(*rows: Sequence[Any]) -> _Item:
    """Return an entry as an item, or the entries of a link as one: it is named as those are that are owed."""
    names: set[str] = set()
    entries = []
    amount = 0
    for _ledger, _currency, entry_id, own, day, due, number, reference, _text, _link in rows:
        entries.append(LinkedEntry(entry_id, own, due or day))
        amount += own
        names.update(fold(each) for each in (number, reference) if each and len(each) >= _LEAST_LETTERS)
    _ledger, _currency, _id, _own, day, _due, _number, reference, text, link_id = rows[0]
    oldest, *others = sorted(entries, key=lambda entry: (entry.due, entry.id))
    return _Item(
        oldest, tuple(others), amount, day, frozenset(names), fold(reference or ""), fold(text or ""), link_id
    )  # fmt: skip


@statement
def _open() -> Any:
    entry = LedgerEntry
    return entry.select(
        entry.ledger, entry.currency, entry.id, entry.amount, entry.date, entry.due, entry.number, entry.reference,
        entry.text, entry.link_id,
    ).where(entry.customer == slot("customer"), entry.closed.no)  # fmt: skip


@statement
def _is_seen() -> Any:
    return Customer.select(Customer.id).where(Customer.id == slot("id"), seen(Customer))


# What settles what


def _proposal(groups: _Groups, customer: int) -> Proposal:
    links: list[ProposedLink] = []
    number = 0
    for (ledger, currency), items in sorted(groups.items()):
        name = LedgerEntry.fields()["ledger"].from_stored(ledger)
        number += sum(item.link_id is None for item in items)
        named = [*_by_reference(items)]
        taken = {item.entry.id for settled, _alike in named for item in settled}
        rest = [item for item in items if item.entry.id not in taken]
        for reason, found in ((Reason.REFERENCE, named), (Reason.AMOUNT, [*_by_amount(rest)])):
            links += [_link(settled, name, currency, reason, alike) for settled, alike in found]
    return Proposal(customer, tuple(links), number)


def _link(items: Sequence[_Item], ledger: str, currency: str, reason: Reason, alike: int) -> ProposedLink:
    there = [item.link_id for item in items if item.link_id is not None]
    rest = from_hundredths(sum(item.amount for item in items))
    return ProposedLink(
        tuple(item.entry.id for item in items), ledger, currency, rest, reason, alike, there[0] if there else None
    )


def _by_reference(items: Sequence[_Item]) -> Iterator[tuple[list[_Item], int]]:
    """Yield what payments name: all that hangs together by names where it adds up to nothing, else by payment."""
    named: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        if item.amount > 0:
            for name in item.names:
                named[name].append(item)
    of_payment: dict[int, list[_Item]] = {}
    payments: dict[int, list[_Item]] = defaultdict(list)
    for item in items:
        if item.amount < 0 and item.link_id is None and (found := _named_by(item, named)):
            of_payment[item.entry.id] = found
            for each in found:
                payments[each.entry.id].append(item)
    seen_items: set[int] = set()
    for item in items:
        if item.entry.id in of_payment and item.entry.id not in seen_items:
            together = _together(item, of_payment, payments)
            seen_items.update(each.entry.id for each in together)
            yield from _settled(together, of_payment)


def _named_by(payment: _Item, named: dict[str, list[_Item]]) -> list[_Item]:
    """Return what a payment names, by its reference as a whole or by a word of it or of its text; oldest first."""
    words = {payment.reference, *_WORDS.findall(payment.reference), *_WORDS.findall(payment.text)}
    called = [named[word] for word in words if word in named]
    found = {each.entry.id: each for entries in called if len(entries) <= _MOST_CALLED for each in entries}
    return sorted(found.values(), key=lambda item: item.order)


def _together(start: _Item, of_payment: dict[int, list[_Item]], payments: dict[int, list[_Item]]) -> list[_Item]:
    """Return all payments and what they name that hang together with one payment; oldest first."""
    found = {start.entry.id: start}
    waiting = [start]
    while waiting:
        item = waiting.pop()
        for other in (of_payment if item.amount < 0 else payments).get(item.entry.id, ()):
            if other.entry.id not in found:
                found[other.entry.id] = other
                waiting.append(other)
    return sorted(found.values(), key=lambda item: item.order)


def _settled(together: Sequence[_Item], of_payment: dict[int, list[_Item]]) -> Iterator[tuple[list[_Item], int]]:
    owed = [item for item in together if item.amount > 0]
    paid = [item for item in together if item.amount < 0]
    if _fits(together) and (len(owed) == 1 or not sum(item.amount for item in together)):
        yield [*together], 0
        return
    taken: set[int] = set()
    for payment in sorted(paid, key=lambda item: (item.date, item.entry.id)):
        choice = [item for item in of_payment[payment.entry.id] if item.entry.id not in taken]
        same = [item for item in choice if item.amount == -payment.amount]
        if same:
            alike, settled = (len(same) if len(same) > 1 else 0), same[:1]
        elif choice and _fits(choice) and sum(item.amount for item in choice) == -payment.amount:
            alike, settled = 0, choice
        else:
            continue
        taken.update(item.entry.id for item in settled)
        yield [*settled, payment], alike


def _fits(items: Iterable[_Item]) -> bool:
    """Whether they can be one link: at most one of them is one already."""
    return sum(item.link_id is not None for item in items) < 2


def _by_amount(items: Sequence[_Item]) -> Iterator[tuple[list[_Item], int]]:
    """Yield pairs of what is owed and what was paid later, of the very same amount; the oldest first."""
    owed: dict[int, list[_Item]] = defaultdict(list)
    paid: dict[int, list[_Item]] = defaultdict(list)
    for item in items:
        (owed if item.amount > 0 else paid)[abs(item.amount)].append(item)
    for amount, debts in owed.items():
        payments = sorted(paid.get(amount, ()), key=lambda item: (item.date, item.entry.id))
        alike = max(len(debts), len(payments))
        for debt, payment in _pairs(debts, payments):
            yield [debt, payment], alike if alike > 1 else 0


def _pairs(debts: Sequence[_Item], payments: Sequence[_Item]) -> Iterator[tuple[_Item, _Item]]:
    """Yield pairs of the oldest that is owed and the first payment that came no earlier than it was invoiced."""
    waiting = list(reversed(payments))
    for debt in sorted(debts, key=lambda item: (item.date, *item.order)):
        while waiting and waiting[-1].date < debt.date:
            waiting.pop()
        if not waiting:
            return
        if debt.link_id is None or waiting[-1].link_id is None:
            yield debt, waiting.pop()
