"""Adding recipients from the address book: by any filter or marks, many at once, shown before it is done (CAMP-12).

The records are looked at and put on file in sets, so that a hundred thousand take no more memory than ten. Each
record that is asked for comes to one of :data:`OUTCOMES`; what is left out is counted, and can be listed, by reason.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.campaigns.followed_fields import COLUMNS, REFERENCES, Source, joined_name, source_of
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_load import bulk_load
from model.core.changes.bulk_sql import insert_new
from model.core.changes.change import Change, change, read
from model.core.changes.opt_outs import CHANNELS
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import Filter, condition
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, among, any_of, column_of, folded, literal
from model.core.storage.statements import slot, statement, stored
from model.core.text import visible as shown
from model.distribution_lists.members import member_condition
from model.distribution_lists.records import DistributionListMember
from model.leads.records import Lead
from model.marketing.opted_out import excluded, opted_out

_ADDRESS: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "letter": ("postcode", "town"),
    "telephone": ("phone", "mobile"),
    "fax": ("fax",),
}
"""Type of campaign → the columns of which one reaches a recipient; one without an entry needs no address."""

_BATCH = 10_000
"""Records that are put on file by one statement."""
_ONE = peewee.SQL("1")

ADDED = "added"
OUTCOMES: Mapping[str, Callable[[int], str]] = {
    ADDED: lambda count: ngettext("{count} is added.", "{count} are added.", count),
    "there": lambda count: ngettext("{count} is there already.", "{count} are there already.", count),
    "double": lambda count: ngettext(
        "{count} has an e-mail address that is there already.",
        "{count} have an e-mail address that is there already.",
        count,
    ),
    "opted_out": lambda count: ngettext("{count} has opted out.", "{count} have opted out.", count),
    "excluded": lambda count: ngettext(
        "{count} stands on an exclusion list.", "{count} stand on an exclusion list.", count
    ),
    "unreachable": lambda count: ngettext(
        "{count} without an address is left out.", "{count} without an address are left out.", count
    ),
    "hidden": lambda count: ngettext("{count} is gone or hidden.", "{count} are gone or hidden.", count),
}
"""What becomes of a record that is asked for, the first that holds, and the sentence for their number."""

_WITHOUT: Mapping[str, Callable[[int], str]] = {
    "email": lambda count: ngettext(
        "{count} of them has no e-mail address.", "{count} of them have no e-mail address.", count
    ),
    "letter": lambda count: ngettext("{count} of them has no address.", "{count} of them have no address.", count),
    "telephone": lambda count: ngettext(
        "{count} of them has no telephone number.", "{count} of them have no telephone number.", count
    ),
    "fax": lambda count: ngettext("{count} of them has no fax number.", "{count} of them have no fax number.", count),
}


def needs_address(campaign_type: str) -> bool:
    """Whether a campaign of that type reaches its recipients by an address or a number."""
    return campaign_type in _ADDRESS


@dataclass(frozen=True)
class Selection:
    """Records of one kind to add, as far as the person sees them.

    They are those of ``filter`` without ``but``, those of ``ids``, and those that stand on ``distribution_list``.
    """

    record: type[Record]
    filter: Filter | None = None
    ids: tuple[int, ...] = ()
    but: tuple[int, ...] = ()
    distribution_list: int | None = None

    def condition(self, session: Session) -> Any:
        """Return the condition on the records, as far as the person may see them; to be run by ``session``."""
        record_id = column_of(self.record, "id")
        found = []
        if self.ids:
            found.append(among(record_id, self.ids) & seen(self.record))
        if self.filter is not None:
            found.append(condition(session, self.record, self.filter) & ~among(record_id, self.but))
        if self.distribution_list is not None:
            found.append(member_condition(session, self.distribution_list, self.record))
        return any_of(found)

    def hidden(self, session: Session) -> int:
        """Return how many of ``ids``, or of a fixed list, are gone or hidden: it is never told which."""
        hidden = len(set(self.ids)) - int(session.value(_number_seen(self.record), ids=self.ids))
        if self.distribution_list is not None:
            hidden += int(session.value(_number_hidden(self.record), list=self.distribution_list))
        return hidden


@statement
def _number_seen(record: type[Record]) -> peewee.Query:
    query = record.select(peewee.fn.count(peewee.SQL("*")))
    return query.where(among(column_of(record, "id"), slot("ids")), seen(record))


@statement
def _number_hidden(record: type[Record]) -> peewee.Query:
    """How many members of a distribution list that are records of that kind are hidden."""
    member, reference = DistributionListMember, column_of(DistributionListMember, record.name_in_code)
    there = record.select(_ONE).where(column_of(record, "id") == reference, seen(record))
    return member.select(peewee.fn.count(peewee.SQL("*"))).where(
        member.distribution_list == slot("list"), reference.is_null(False), ~peewee.fn.EXISTS(there)
    )


def of_list(session: Session, distribution_list: int) -> list[Selection]:
    """Return the selections of all kinds of record that a distribution list can hold."""
    kinds = (session.records[kind] for kind in REFERENCES)
    return [Selection(kind, distribution_list=distribution_list) for kind in kinds if issubclass(kind, Record)]


@dataclass(frozen=True)
class AdditionPlan:
    """What adding would do.

    ``counts`` holds the number of records by outcome, ``added`` those that are added by kind, ``without`` how many of
    these have no address for the campaign's type.
    """

    campaign: int
    title: str
    type: str
    selections: tuple[Selection, ...]
    reachable_only: bool
    counts: Mapping[str, int]
    added: Mapping[str, int] = field(default_factory=dict)
    without: int = 0

    @property
    def total(self) -> int:
        """How many records were asked for."""
        return sum(self.counts.values())

    def sentences(self) -> list[str]:
        """Return what would happen, a line each, in the language in use (R06)."""
        added = self.counts.get(ADDED, 0)
        lines = [OUTCOMES[ADDED](added).format(count=format_whole(added))]
        if self.without:
            lines.append(_WITHOUT[self.type](self.without).format(count=format_whole(self.without)))
        return [*lines, *self.left_sentences()]

    def left_sentences(self) -> list[str]:
        """Return why records are left out, a line each."""
        left = [(name, count) for name in OUTCOMES if name != ADDED and (count := self.counts.get(name, 0))]
        return [OUTCOMES[name](count).format(count=format_whole(count)) for name, count in left]


class AdditionChanged(UserError):
    """What stands on file has changed since the plan was shown: ``plan`` is what would happen now."""

    def __init__(self, plan: AdditionPlan) -> None:
        super().__init__(_("What is on file has changed in the meantime; look at the new preview."))
        self.plan = plan


def plan_addition(
    session: Session, campaign: int, selections: Sequence[Selection], *, reachable_only: bool = False
) -> AdditionPlan:
    """Return what adding these records to the campaign would do; nothing is written.

    With ``reachable_only`` those without an address for the campaign's type are left out. Raises
    :class:`NotFoundError` for a campaign that is gone or hidden, :class:`UserError` for a filter that cannot be read.
    """
    found = read(session, Campaign, campaign)
    candidates = _Candidates(session, found, selections, reachable_only)
    outcomes = candidates.outcomes()
    number, reachable = peewee.fn.count(peewee.SQL("*")), peewee.fn.count(outcomes.c.reachable)
    query = peewee.Select((outcomes,), (outcomes.c.outcome, outcomes.c.kind, number, number - reachable))
    rows = session.rows(query.group_by(peewee.SQL("1"), peewee.SQL("2")).order_by(peewee.SQL("1"), peewee.SQL("2")))
    counts: dict[str, int] = {}
    added: dict[str, int] = {}
    without = 0
    for outcome, kind, count, unreachable in rows:
        counts[outcome] = counts.get(outcome, 0) + count
        if outcome == ADDED:
            added[kind] = count
            without += unreachable
    if hidden := sum(selection.hidden(session) for selection in selections):
        counts["hidden"] = hidden
    return AdditionPlan(
        campaign, shown(found.subject), found.type, tuple(selections), reachable_only, counts, added, without
    )


def left_out(session: Session, plan: AdditionPlan, outcome: str) -> Iterator[tuple[str, int, str]]:
    """Yield (kind, ID, title) of the records that come to an outcome; of what is hidden nothing is told."""
    candidates = _Candidates(session, read(session, Campaign, plan.campaign), plan.selections, plan.reachable_only)
    for kind, record_id in session.each(candidates.with_outcome(outcome)):
        yield kind, record_id, shown(session.names.title_of(kind, record_id)) or f"#{record_id}"


def add_recipients(session: Session, plan: AdditionPlan) -> int | None:
    """Do what the plan says as one change, and return its ID, None where nothing is added.

    It is planned again where nobody else can write: raises :class:`AdditionChanged` where something else would come
    of it than was shown, :class:`NotFoundError` where the campaign is gone, :class:`NotAllowedError` for a reader.
    """
    with change(session, N_("Add recipients to {name}"), "add", name=plan.title) as made:
        now = plan_addition(session, plan.campaign, plan.selections, reachable_only=plan.reachable_only)
        if now.counts != plan.counts:
            raise AdditionChanged(now)
        if now.counts.get(ADDED):
            add_within(made, plan.campaign, plan.selections, reachable_only=plan.reachable_only)
    return made.id if made.rows else None


def add_within(made: Change, campaign: int, selections: Sequence[Selection], *, reachable_only: bool = False) -> None:
    """Add the recipients that :func:`plan_addition` would, within a change under way."""
    found = read(made.session, Campaign, campaign)
    candidates = _Candidates(made.session, found, selections, reachable_only)
    # Who is added is found out while the indexes are there by which that is asked.
    chosen: dict[str, list[int]] = {}
    for type_name, record_id in made.session.each(candidates.with_outcome(ADDED)):
        chosen.setdefault(type_name, []).append(record_id)
    with bulk_load(made, Recipient, sum(map(len, chosen.values()))):
        _insert(
            made, {record.name_in_code: chosen.get(record.name_in_code, []) for record in candidates.kinds}, campaign
        )


class _Candidates:
    """The records that are asked for, as queries to be run by ``session``."""

    def __init__(self, session: Session, campaign: Any, selections: Sequence[Selection], reachable_only: bool) -> None:
        self.session = session
        self.campaign = campaign
        self.selections = selections
        self.reachable_only = reachable_only
        self.kinds = list(dict.fromkeys(selection.record for selection in selections))

    def with_outcome(self, outcome: str) -> peewee.Select:
        """Return the query of (kind, id) of the records that come to an outcome, in this order."""
        found = self.outcomes()
        query = peewee.Select((found,), (found.c.kind, found.c.id)).where(found.c.outcome == outcome)
        return query.order_by(peewee.SQL("1"), peewee.SQL("2"))

    def outcomes(self) -> Any:
        """Return the kind, id, reachable and outcome of each record, each once, as what a query reads.

        ``reachable`` is null for a record without an address for the campaign's type.
        """
        parts = [self._of_kind(number, record) for number, record in enumerate(self.kinds)]
        together = functools.reduce(lambda one, other: one.union_all(other), parts).alias("together")
        return together if self.campaign.allow_duplicate_emails else _with_doubles(together)

    def _of_kind(self, place: int, record: type[Record]) -> Any:
        source = source_of(record.name_in_code)
        columns = {
            # First of all, so that conditions on the record find its table.
            "id": column_of(record, "id"),
            "place": peewee.SQL(str(place)),
            "kind": literal(record.name_in_code),
            "email_key": source.columns["email_key"],
            "reachable": peewee.Case(None, [(self._reachable(source), _ONE)]),
            "outcome": peewee.Case(None, self._reasons(source), literal(ADDED)),
        }
        wanted = [selection.condition(self.session) for selection in self.selections if selection.record is record]
        named = [node.alias(name) for name, node in columns.items()]
        return peewee.Select((source.tables,), named).where(any_of(wanted))

    def _reachable(self, source: Source) -> Any:
        names = _ADDRESS.get(self.campaign.type)
        if names is None:
            return TRUE
        return any_of(source.columns[name].is_null(False) for name in names)

    def _reasons(self, source: Source) -> list[tuple[Any, Any]]:
        """Return why a record is left out, as cases: the first that holds is its outcome."""
        record, channel = source.record, self.campaign.type
        found = [(self._here(REFERENCES[record.name_in_code], column_of(record, "id")), "there")]
        if record is Lead:
            # What a lead became may be there in its place.
            found += [
                (self._here("of_contact", Lead.converted_contact), "there"),
                (self._here("of_customer", Lead.converted_customer), "there"),
            ]
        if channel in CHANNELS:
            found += [
                (opted_out(record, channel), "opted_out"),
                (excluded(record, channel, self.campaign.id), "excluded"),
            ]
        if not self.campaign.allow_duplicate_emails:
            found.append((self._here("email_key", source.columns["email_key"]), "double"))
        if self.reachable_only and needs_address(channel):
            found.append((~self._reachable(source), "unreachable"))
        return [(reason, literal(outcome)) for reason, outcome in found]

    def _here(self, name: str, value: Any) -> Any:
        """Return the condition that a recipient of the campaign has ``value`` in a column."""
        recipients = Recipient.select(_ONE).where(Recipient.campaign == self.campaign.id)
        return peewee.fn.EXISTS(recipients.where(column_of(Recipient, name) == value))


def _with_doubles(together: Any) -> Any:
    """Return the candidates with another outcome for all but the first of those with the same address (R03)."""
    turn = peewee.fn.row_number().over(
        partition_by=(together.c.email_key, together.c.outcome == literal(ADDED)),
        order_by=(together.c.place, together.c.id),
    )
    columns = [together.c[name] for name in ("kind", "id", "reachable", "outcome", "email_key")]
    numbered = peewee.Select((together,), (*columns, turn.alias("turn"))).alias("numbered")
    outcome, key = numbered.c.outcome, numbered.c.email_key
    # No address is equal to none.
    is_double = (outcome == literal(ADDED)) & key.is_null(False) & (numbered.c.turn > _ONE)
    outcome = peewee.Case(None, [(is_double, literal("double"))], outcome)
    columns = [*(numbered.c[name] for name in ("kind", "id", "reachable")), outcome.alias("outcome")]
    return peewee.Select((numbered,), columns).alias("found")


def _insert(made: Change, chosen: Mapping[str, Sequence[int]], campaign: int) -> None:
    """Put recipients for the chosen records, IDs by kind, on file with their history."""
    fields = Recipient.fields()
    fixed = {
        name: kind.to_stored(kind.default)
        for name, kind in fields.items()
        if kind.default is not None and name not in ("source", "version")
    }
    initials = fields["created_by"].key(made.session.person.id, made.reading)
    stamp = made.stamp()
    fixed.update(stamp, created_at=made.at, created_by=stamp["changed_by"], created_by_key=initials, campaign=campaign)
    store = made.session.store
    first = store.last_id(Recipient.table()) + 1
    for type_name, ids in chosen.items():
        columns = (REFERENCES[type_name], "name", "name_key", *COLUMNS, *fixed)
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            insert_new(made, Recipient, columns, _new_recipients(type_name, tuple(fixed)), ids=batch, **fixed)
    # They say what their records say already.
    last = store.last_id(Recipient.table())
    made.kept["recipients_made"] = (made.kept.get("recipients_made", (first, last))[0], last)


@statement
def _new_recipients(type_name: str, fixed: tuple[str, ...]) -> peewee.Query:
    """What the recipients have that stand for ``ids``; what is ``fixed`` is the same for all."""
    source = source_of(type_name)
    record_id, name = column_of(source.record, "id"), joined_name(source.columns)
    followed = (source.columns[each] for each in COLUMNS)
    columns = (record_id, name, folded(name), *followed, *(stored(each) for each in fixed))
    return peewee.Select((source.tables,), columns).where(among(record_id, slot("ids"))).order_by(record_id)
