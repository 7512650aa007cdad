"""Adding recipients from the address book: by any filter or marks, many at once, shown before it is done (CAMP-12).

The records are looked at and put on file in sets, so that a hundred thousand take no more memory than ten. Each
record that is asked for comes to one of :data:`OUTCOMES`; what is left out is counted, and can be listed, by reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.campaigns.followed_fields import COLUMNS, REFERENCES, name_sql, source_sql
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.bulk_load import bulk_load
from model.core.changes.change import Change, change, read
from model.core.changes.opt_outs import CHANNELS
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import Filter, predicate
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import visible as shown
from model.distribution_lists.members import member_predicate
from model.marketing.opted_out import excluded, opted_out

_ADDRESS: Mapping[str, str] = {
    "email": "found.email IS NOT NULL",
    "letter": "coalesce(found.postcode, found.town) IS NOT NULL",
    "telephone": "coalesce(found.phone, found.mobile) IS NOT NULL",
    "fax": "found.fax IS NOT NULL",
}
"""Type of campaign → whether a record can be reached so; one without an entry needs no address."""

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

    def where(self, session: Session) -> tuple[str, list[Any]]:
        """Return the predicate of the records, as far as the person may see them, with its parameters."""
        seen, parameters = visible(self.record, session.person.id)
        clause = f"id IN (SELECT value FROM json_each(?)) AND {seen}"
        values: list[Any] = [json.dumps(self.ids), *parameters]
        if self.filter is not None:
            sql, more = predicate(session, self.record, self.filter)
            clause = f"({clause}) OR (({sql}) AND id NOT IN (SELECT value FROM json_each(?)))"
            values += [*more, json.dumps(self.but)]
        if self.distribution_list is not None:
            sql, more = member_predicate(session, self.distribution_list, self.record)
            clause = f"({clause}) OR ({sql})"
            values += more
        return clause, values

    def hidden(self, session: Session) -> int:
        """Return how many of ``ids``, or of a fixed list, are gone or hidden: it is never told which."""
        seen, parameters = visible(self.record, session.person.id)
        sql = f"SELECT count(*) FROM {self.record.table()} WHERE id IN (SELECT value FROM json_each(?)) AND {seen}"
        hidden = len(set(self.ids)) - int(session.store.value(sql, (json.dumps(self.ids), *parameters)))
        return hidden + self._hidden_on_list(session)

    def _hidden_on_list(self, session: Session) -> int:
        if self.distribution_list is None:
            return 0
        kind, table = self.record.name_in_code, self.record.table()
        seen, parameters = visible(self.record, session.person.id)
        return int(
            session.store.value(
                f"SELECT count(*) FROM distribution_list_member member WHERE member.distribution_list = ?"
                f" AND member.{kind} IS NOT NULL"
                f" AND NOT EXISTS (SELECT 1 FROM {table} WHERE id = member.{kind} AND {seen})",
                (self.distribution_list, *parameters),
            )
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
    sql, parameters = candidates.outcomes()
    rows = session.store.rows(
        f"SELECT outcome, kind, count(*), sum(NOT reachable) FROM ({sql}) GROUP BY outcome, kind", parameters
    )
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
    sql, parameters = candidates.outcomes()
    for kind, record_id in session.store.each(
        f"SELECT kind, id FROM ({sql}) WHERE outcome = ? ORDER BY kind, id", (*parameters, outcome)
    ):
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
    count = _choose(made, candidates)
    with bulk_load(made, Recipient, count):
        _insert(made, candidates, campaign)
    made.connection.execute("DROP TABLE temp.added_recipient")


class _Candidates:
    """The records that are asked for, as SQL."""

    def __init__(self, session: Session, campaign: Any, selections: Sequence[Selection], reachable_only: bool) -> None:
        self.session = session
        self.campaign = campaign
        self.selections = selections
        self.reachable_only = reachable_only
        self.kinds = list(dict.fromkeys(selection.record for selection in selections))

    def outcomes(self) -> tuple[str, list[Any]]:
        """Return the query of (kind, id, reachable, outcome) of each record, each once, with its parameters."""
        parts, parameters = [], []
        for number, record in enumerate(self.kinds):
            sql, own = self._of_kind(number, record)
            parts.append(sql)
            parameters += own
        # Of those with the same address the first is added: no address is equal to none (R03).
        first = (
            "row_number() OVER (PARTITION BY email_key, outcome = 'added' ORDER BY place, id)"
            if not self.campaign.allow_duplicate_emails
            else "1"
        )
        return (
            "SELECT kind, id, reachable, CASE WHEN outcome = 'added' AND email_key IS NOT NULL AND turn > 1"
            f" THEN 'double' ELSE outcome END AS outcome FROM (SELECT *, {first} AS turn"
            f" FROM ({' UNION ALL '.join(parts)}))"
        ), parameters

    def _of_kind(self, place: int, record: type[Record]) -> tuple[str, list[Any]]:
        kind, table = record.name_in_code, record.table()
        columns, tables = source_sql(kind)
        wheres = [selection.where(self.session) for selection in self.selections if selection.record is record]
        wanted = " OR ".join(f"({sql})" for sql, _parameters in wheres)
        outcome, parameters = self._outcome(record)
        address = _ADDRESS.get(self.campaign.type, "1")
        return (
            f"SELECT {place} AS place, '{kind}' AS kind, found.id AS id, found.email_key AS email_key,"
            f" ({address}) AS reachable, CASE {outcome} ELSE 'added' END AS outcome"
            f" FROM (SELECT {table}.id AS id, {columns} FROM {tables}) found JOIN {table} ON {table}.id = found.id"
            f" WHERE {table}.id IN (SELECT id FROM {table} WHERE {wanted})"
        ), [*parameters, *(value for _sql, values in wheres for value in values)]

    def _outcome(self, record: type[Record]) -> tuple[str, list[Any]]:
        table, reference = record.table(), REFERENCES[record.name_in_code]
        here = "SELECT 1 FROM recipient WHERE recipient.campaign = ? AND recipient."
        cases = [f"WHEN EXISTS ({here}{reference} = {table}.id) THEN 'there'"]
        parameters: list[Any] = [self.campaign.id]
        if record.name_in_code == "lead":
            # What a lead became may be there in its place.
            for became in ("contact", "customer"):
                cases.append(f"WHEN EXISTS ({here}of_{became} = lead.converted_{became}) THEN 'there'")
                parameters.append(self.campaign.id)
        channel = self.campaign.type
        if channel in CHANNELS:
            for name, (sql, more) in (
                ("opted_out", opted_out(record, channel)),
                ("excluded", excluded(record, channel, self.campaign.id)),
            ):
                cases.append(f"WHEN {sql} THEN '{name}'")
                parameters += more
        if not self.campaign.allow_duplicate_emails:
            cases.append(f"WHEN EXISTS ({here}email_key = found.email_key) THEN 'double'")
            parameters.append(self.campaign.id)
        if self.reachable_only and needs_address(self.campaign.type):
            cases.append(f"WHEN NOT ({_ADDRESS[self.campaign.type]}) THEN 'unreachable'")
        return " ".join(cases), parameters


def _choose(made: Change, candidates: _Candidates) -> int:
    """Write down whom the plan adds, and return how many they are."""
    connection = made.connection
    connection.execute(
        "CREATE TABLE temp.added_recipient (kind TEXT, id INTEGER, PRIMARY KEY (kind, id)) WITHOUT ROWID"
    )
    sql, parameters = candidates.outcomes()
    return connection.execute(
        f"INSERT INTO temp.added_recipient SELECT kind, id FROM ({sql}) WHERE outcome = 'added'", parameters
    ).rowcount


def _insert(made: Change, candidates: _Candidates, campaign: int) -> None:
    """Put the records on file that were chosen, with their history."""
    connection = made.connection
    seq = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'recipient'"
    first = connection.execute(seq).fetchone()[0] + 1
    fields = Recipient.fields()
    fixed = {
        name: kind.to_stored(kind.default)
        for name, kind in fields.items()
        if kind.default is not None and name not in ("source", "version")
    }
    initials = fields["created_by"].key(made.session.person.id, made.reading)
    stamp = made.stamp()
    fixed.update(stamp, created_at=made.at, created_by=stamp["changed_by"], created_by_key=initials, campaign=campaign)
    names = ", ".join((*COLUMNS, *fixed))
    marks = ", ".join("?" * len(fixed))
    for record in candidates.kinds:
        kind, table = record.name_in_code, record.table()
        columns, tables = source_sql(kind)
        name = name_sql("found")
        connection.execute(
            f"INSERT INTO recipient ({REFERENCES[kind]}, name, name_key, {names})"
            f" SELECT found.id, {name}, salg_fold(coalesce({name}, '')),"
            f" {', '.join(f'found.{column}' for column in COLUMNS)}, {marks}"
            f" FROM (SELECT {table}.id AS id, {columns} FROM {tables}) found"
            " WHERE found.id IN (SELECT id FROM temp.added_recipient WHERE kind = ?) ORDER BY found.id",
            (*fixed.values(), kind),
        )
    last = connection.execute(seq).fetchone()[0]
    made.flush()
    made.rows += connection.execute(
        "INSERT INTO change_row (change, record, record_id, action)"
        " SELECT ?, 'recipient', id, 'insert' FROM recipient WHERE id BETWEEN ? AND ?",
        (made.id, first, last),
    ).rowcount
    # They say what their records say already.
    made.kept["recipients_made"] = (made.kept.get("recipients_made", (first, last))[0], last)
    made.changed_titles(Recipient)
