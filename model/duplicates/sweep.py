"""The sweep over all records of a kind: groups that are likely the same company or person (LEAD-24).

Everything is read once. Records are then compared only where they share something that is rare: a number, an address,
a name, or a place and the beginning or end of a name. Comparing all with all would take a year of evenings.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import NULL, among, column_of
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown
from model.duplicates.distinct import distinct_pairs
from model.duplicates.identity import KINDS, Identity, called, identities_query, read_identities
from model.duplicates.matching import REASONS, Verdict, apart, likely, says_nothing, told_briefly

Told = Callable[[int, int], None]
"""Whom to tell how far it is: done, of how many."""

_MOST_TOGETHER = 40
"""Records that share one thing are all compared with one another up to so many; of more, those of like names only."""
_MOST_ALIKE = 120
"""Of more than so many that share a thing and the beginning of their names, only the first are compared."""
_EDGE = 3
"""Letters at the beginning and the end of a name that are as good as never both spoilt."""
_TELL_EVERY = 2_000


@dataclass(frozen=True)
class Member:
    """A record of a group, with what tells it from the others."""

    id: int
    title: str
    where: str
    phone: str
    email: str
    org_number: str
    active: bool


@dataclass(frozen=True)
class Group:
    """Records that are likely the same; the first is the one to keep: converted, or with the most filled in."""

    record: str
    members: tuple[Member, ...]
    score: int
    """0 to 100, of the weakest link that holds the group together."""
    reasons: tuple[str, ...]
    """Keys of :data:`model.duplicates.matching.REASONS`, strongest first."""

    @property
    def ids(self) -> tuple[int, ...]:
        """The IDs, that of the one to keep first."""
        return tuple(member.id for member in self.members)

    def why(self) -> str:
        """Return why they belong together, in the language in use."""
        return ", ".join(_(REASONS[reason]) for reason in self.reasons)

    def briefly(self) -> str:
        """Return the same in few words, for a line of a list."""
        return told_briefly(self.reasons)


@dataclass(frozen=True)
class Swept:
    """What a sweep found: groups, best first; how many records were looked at; and whether it was stopped."""

    record: str
    groups: tuple[Group, ...]
    looked_at: int
    stopped: bool = False


def sweep(session: Session, record: str, told: Told | None = None, stop: Callable[[], bool] | None = None) -> Swept:
    """Look for likely duplicates among all leads, customers or contacts that the person may see.

    What somebody said is not the same is left out. Nothing is written. ``stop`` is asked now and then; what was found
    until then is returned. No group holds records of two different organisation numbers.
    """
    tell = told or (lambda _done, _total: None)
    stopping = stop or (lambda: False)
    total = 2 * session.value(_number_seen(record))
    identities: list[Identity] = []
    blocks: dict[int, int | list[int]] = {}
    for place, identity in enumerate(read_identities(session, record, _all_seen(record))):
        identities.append(identity)
        # Most things stand in one record alone: a number for a key and one for the place take the least room. Two
        # things of one number would only be compared in vain.
        for key in map(hash, set(_keys(identity))):
            there = blocks.get(key)
            if there is None:
                blocks[key] = place
            elif isinstance(there, list):
                there.append(place)
            else:
                blocks[key] = [there, place]
        if place % _TELL_EVERY == 0:
            tell(place, total)
            if stopping():
                return Swept(record, (), place, True)
    shared = [block for block in blocks.values() if isinstance(block, list)]
    blocks.clear()
    pairs, stopped = _likely_pairs(identities, shared, session, record, tell, stopping)
    groups = [_Finished(found, [identities[place] for place in found.places]) for found in _grouped(identities, pairs)]
    answer = tuple(_named(session, record, groups))
    tell(total, total)
    return Swept(record, answer, len(identities), stopped)


@statement
def _number_seen(record: str) -> peewee.Query:
    return KINDS[record].select(peewee.fn.count(peewee.SQL("*"))).where(seen(KINDS[record]))


@statement
def _all_seen(record: str) -> peewee.Query:
    return identities_query(record).where(seen(KINDS[record]))  # type: ignore[no-any-return]


# What records are brought together by


def _keys(one: Identity) -> Iterator[str]:
    if one.org_number:
        yield f"o{one.org_number}"
    if one.email:
        yield f"e{one.email}"
    for phone in one.phones:
        yield f"p{phone}"
    name = one.name if one.name is not None else one.person
    if name is None or not name.usable:
        return
    yield f"n{name.key}"
    compact = name.compact
    if (len(name.words) > 1 and name.key.replace(" ", "") != compact) or len(name.words) == 1:
        yield f"n{compact}"
    # The last word is the trade more often than not, which says nothing.
    begin, end = compact[:_EDGE], name.words[0][-_EDGE:]
    if one.domain:
        yield f"d{one.domain}"
    if one.street and (one.postcode or one.town):
        yield f"s{one.street}{one.postcode or one.town}"
    place = one.postcode or one.town
    if place:
        yield f"b{place}\t{begin}"
        yield f"b{place}\t\t{end}"
    if one.name is not None and one.person is not None and len(one.person.words) > 1:
        yield f"w{one.person.key}\t{begin}"


def _likely_pairs(
    identities: Sequence[Identity],
    blocks: Sequence[list[int]],
    session: Session,
    record: str,
    tell: Told,
    stopping: Callable[[], bool],
) -> tuple[list[tuple[float, int, int, Verdict]], bool]:
    distinct = distinct_pairs(session, record)
    seen: set[int] = set()
    found: list[tuple[float, int, int, Verdict]] = []
    size = len(identities)
    for number, block in enumerate(blocks):
        if number % _TELL_EVERY == 0:
            tell(size + size * number // len(blocks), 2 * size)
            if stopping():
                return found, True
        for one, other in _pairs(identities, block):
            both = one * size + other
            if both in seen:
                continue
            seen.add(both)
            mine, theirs = identities[one], identities[other]
            verdict = likely(mine, theirs)
            if verdict is not None and (min(mine.id, theirs.id), max(mine.id, theirs.id)) not in distinct:
                found.append((verdict.score, one, other, verdict))
    return found, False


def _pairs(identities: Sequence[Identity], block: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs to compare of those that share a thing; of a switchboard's many those of like names."""
    if len(block) <= _MOST_TOGETHER:
        yield from itertools.combinations(block, 2)
        return
    parts: dict[str, list[int]] = {}
    for place in block:
        name = identities[place].name or identities[place].person
        if name is not None and name.usable:
            first = min(name.words)
            for part in {first[:2], f"\t{max(name.words)[-2:]}"}:
                parts.setdefault(part, []).append(place)
    for together in parts.values():
        yield from itertools.combinations(together[:_MOST_ALIKE], 2)


# Groups


@dataclass
class _Found:
    places: list[int]
    score: float
    reasons: dict[str, None]
    org_numbers: set[str]


@dataclass
class _Finished:
    found: _Found
    identities: list[Identity]


def _grouped(identities: Sequence[Identity], pairs: list[tuple[float, int, int, Verdict]]) -> list[_Found]:
    """Return the groups that the pairs make, strongest pairs first.

    No two of a group speak against being the same, also where a third is like both. A record of which nothing but the
    name is known, and that may be either of two such, is neither.
    """
    groups: dict[int, _Found] = {}

    def group_of(place: int) -> _Found:
        if place not in groups:
            number = identities[place].org_number
            groups[place] = _Found([place], 1.0, {}, {number} if number else set())
        return groups[place]

    undecided = _undecided(identities, pairs)
    for score, one, other, verdict in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if one in undecided or other in undecided:
            continue
        mine, theirs = group_of(one), group_of(other)
        if mine is theirs:
            mine.reasons.update(dict.fromkeys(verdict.reasons))
            continue
        if len(mine.org_numbers | theirs.org_numbers) > 1:
            continue
        if any(apart(identities[here], identities[there]) for here in mine.places for there in theirs.places):
            continue
        mine.places += theirs.places
        mine.score = min(mine.score, theirs.score, score)
        mine.reasons.update({**theirs.reasons, **dict.fromkeys(verdict.reasons)})
        mine.org_numbers |= theirs.org_numbers
        for place in theirs.places:
            groups[place] = mine
    unique = {id(found): found for found in groups.values() if len(found.places) > 1}
    return sorted(unique.values(), key=lambda found: (-found.score, identities[min(found.places)].title))


def _undecided(identities: Sequence[Identity], pairs: list[tuple[float, int, int, Verdict]]) -> set[int]:
    """Return the records that say nothing and are like two that speak against each other."""
    like: dict[int, list[int]] = {}
    for _score, one, other, _verdict in pairs:
        for mine, theirs in ((one, other), (other, one)):
            if says_nothing(identities[mine]):
                like.setdefault(mine, []).append(theirs)
    return {
        place
        for place, others in like.items()
        if any(
            apart(identities[one], identities[other])
            for one, other in itertools.combinations(others[:_MOST_TOGETHER], 2)
        )
    }


def _named(session: Session, record: str, groups: Sequence[_Finished]) -> Iterator[Group]:
    """Yield the groups as they are shown, in each the record to keep first."""
    order = list(REASONS)
    worth = _worth(session, record, [one.id for group in groups for one in group.identities])
    for group in groups:
        ordered = sorted(group.identities, key=lambda one: (worth.get(one.id, (0, 0, 0)), -one.id), reverse=True)
        members = tuple(
            Member(
                one.id, called(one), one.where, one.phones[0] if one.phones else "",
                shown(one.email or ""), one.org_number or "", one.active,
            )
            for one in ordered
        )  # fmt: skip
        reasons = tuple(sorted(group.found.reasons, key=order.index))
        yield Group(record, members, min(100, round(group.found.score * 100)), reasons)


def _worth(session: Session, record: str, ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Return by ID what speaks for keeping a record: converted, in use, how much is filled in."""
    return {
        row[0]: (int(row[1] is not None), row[2], sum(value is not None and value != "" for value in row[3:]))
        for row in session.store.each(_what_counts(record), ids=ids)
    }


@statement
def _what_counts(record: str) -> peewee.Query:
    """ID, when it was converted, whether it is in use, and everything that may be filled in."""
    kind = KINDS[record]
    converted = column_of(kind, "converted_at") if record == "lead" else NULL
    typed = [column_of(kind, name) for name, field in kind.typed().items() if not field.required]
    row_id = column_of(kind, "id")
    return kind.select(row_id, converted, column_of(kind, "active"), *typed).where(among(row_id, slot("ids")))


def still_alike(session: Session, swept: Swept) -> list[Group]:
    """Return the groups of a sweep as they are now: without records that are gone, and pairs that are not the same."""
    ids = [each for group in swept.groups for each in group.ids]
    there = {row[0] for row in session.rows(_ids_seen(swept.record), ids=ids)}
    distinct = distinct_pairs(session, swept.record)
    groups = []
    for group in swept.groups:
        members = tuple(member for member in group.members if member.id in there)
        pairs = itertools.combinations(sorted(member.id for member in members), 2)
        if any(pair not in distinct for pair in pairs):
            groups.append(replace(group, members=members))
    return groups


@statement
def _ids_seen(record: str) -> peewee.Query:
    kind = KINDS[record]
    return kind.select(column_of(kind, "id")).where(among(column_of(kind, "id"), slot("ids")), seen(kind))
