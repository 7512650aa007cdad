"""Wishes not to get marketing, or not to be called: by channel, each with its day and where it was said.

Nothing that is done to many takes one away (decision 20; K08, R15). A file may be older than the wish, and who edits a
hundred records does not see whose it was. It is taken back on the record itself, and only after a question.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeVar

from model.core import dates
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import OptOut
from model.core.fields.times import Day
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record, Row
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement

RecordType = TypeVar("RecordType", bound=type[Record])

SOURCES = (
    Choice(1, "typed", N_("typed in")),
    Choice(2, "register", N_("from the registry")),
    Choice(3, "import", N_("from a file")),
    Choice(4, "unsubscribe", N_("unsubscribed")),
    Choice(5, "call", N_("said in a call")),
)
"""Where a wish was said; written as the end of "No e-mail since 3 May 2026, …"."""

_SOURCE_OF_CHANGE = {"import": "import", "call": "call"}
"""Kind of change → where a wish that it brings was said, where nothing else is told; all others are typed."""


class Channel(NamedTuple):
    """A way in which marketing reaches people, and the fields that hold the wish not to get it.

    ``field`` is the yes or no; ``<field>_since`` holds its day and ``<field>_source`` one of :data:`SOURCES`.
    """

    name: str
    field: str
    label: str
    since_label: str
    source_label: str

    @property
    def since(self) -> str:
        """Name of the field with the day of the wish."""
        return f"{self.field}_since"

    @property
    def source(self) -> str:
        """Name of the field that says where the wish is from."""
        return f"{self.field}_source"

    @property
    def fields(self) -> tuple[str, str, str]:
        """The names of all three fields."""
        return self.field, self.since, self.source


CHANNELS: Mapping[str, Channel] = {
    channel.name: channel
    for channel in (
        Channel("email", "no_email", N_("No e-mail"), N_("No e-mail since"), N_("No e-mail: source")),
        Channel("letter", "no_letter", N_("No letters"), N_("No letters since"), N_("No letters: source")),
        Channel("telephone", "do_not_call", N_("Do not call"), N_("Not to be called since"), N_("Do not call: source")),
    )
}
"""Every channel by its name; another one is one line here, and its columns in a migration."""

WISHES = tuple(channel.field for channel in CHANNELS.values())
"""The fields that say no."""


def with_opt_outs(record: RecordType) -> RecordType:
    """Give a kind of record the fields of every channel, after those that it declares; for use as a decorator."""
    for channel in CHANNELS.values():
        declared = {
            channel.field: OptOut(channel.label, width=9),
            channel.since: Day(channel.since_label, system=True, width=10),
            channel.source: ChoiceField(channel.source_label, SOURCES, system=True, width=14),
        }
        for name, field in declared.items():
            record._meta.add_field(name, field)
        # The few that have said no are found without looking at all the others.
        record.indexes = (*record.indexes, (f"{channel.since}?",))
    return record


@functools.cache
def channels_of(record: type[Row]) -> tuple[Channel, ...]:
    """Return the channels by which records of this kind may have said no; none for most kinds."""
    fields = record.fields()
    return tuple(channel for channel in CHANNELS.values() if channel.since in fields)


# Writing


def dated(
    change: WriteContext[Session], record: type[Row], values: dict[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return ``values`` of a row with the day and the source of each wish that they say or take back.

    ``before`` holds the present values, None for a new row. A wish that stands keeps its day; a day and a source
    that ``values`` bring along are taken as they are.
    """
    for channel in channels_of(record):
        if channel.field not in values:
            continue
        if not values[channel.field]:
            if before is not None:
                values[channel.since] = values[channel.source] = None
        elif before is None or not before[channel.field]:
            values[channel.since] = values.get(channel.since) or change.reading.today
            values[channel.source] = values.get(channel.source) or source_of(change)
    return values


def dated_together(change: WriteContext[Session], record: type[Row], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored columns with the day and source of the wishes that many rows get at once."""
    stored: dict[str, Any] = {}
    for channel in channels_of(record):
        if channel.field not in values:
            continue
        for name, value in ((channel.since, change.reading.today), (channel.source, source_of(change))):
            if not values[channel.field]:
                stored[name] = None
                continue
            new = peewee.Value(record.fields()[name].to_stored(value), converter=False)
            already = column_of(record, channel.field) == peewee.SQL("1")
            stored[name] = peewee.Case(None, [(already, column_of(record, name))], new)
    return stored


def source_of(change: WriteContext[Session]) -> str:
    """Return where a wish is from that a change brings without saying so."""
    return _SOURCE_OF_CHANGE.get(change.kind, "typed")


def stricter(channel: Channel, one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return the three values of a channel that hold where two records become one (M16).

    A wish of either holds, with the earlier day and its source; both sides are values by field name, or both are
    stored columns. Empty where neither has said anything.
    """
    sides = [side for side in (one, other) if side[channel.field]]
    if not sides:
        return {}
    first = min(sides, key=lambda side: str(side[channel.since] or "9999"))
    return {name: first[name] for name in channel.fields}


# Reading


@statement
def _holders(record: type[Record], name: str) -> peewee.Query:
    row_id = column_of(record, "id")
    return record.select(row_id).where(
        column_of(record, name) == peewee.SQL("1"), among(row_id, slot("ids")), seen(record)
    )


def taken_back(record: type[Record], values: Mapping[str, Any]) -> list[str]:
    """Return the names of the wishes that these values would take back from a record that has them."""
    fields = record.fields()
    return [name for name, value in values.items() if isinstance(fields.get(name), OptOut) and not value]


def holders(session: Session, record: type[Record], ids: Iterable[int], names: Collection[str]) -> dict[str, set[int]]:
    """Return, by the name of the wish, which of these records have it, as far as the person may see them."""
    asked = [*ids]
    return {name: {row[0] for row in session.rows(_holders(record, name), ids=asked)} for name in names}


def told(record: type[Record], values: Mapping[str, Any]) -> list[str]:
    """Return what a record does not want: "No e-mail, no letters since 3 May 2026, unsubscribed"; [] for nothing.

    What was said on one day in one way stands together. ``values`` are by field name.
    """
    said: dict[tuple[date | None, str | None], list[Channel]] = {}
    for channel in channels_of(record):
        if values[channel.field]:
            said.setdefault((values[channel.since], values[channel.source]), []).append(channel)
    lines = []
    for (since, source), channels in said.items():
        if len(channels) == 1 or since is None:
            lines += [wish_sentence(channel, since, source) for channel in channels]
            continue
        labels = [_(channel.label) for channel in channels]
        wishes = ", ".join([labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])])
        lines.append(_("{wishes} since {day}").format(wishes=wishes, day=dates.format_day(since)) + _from(source))
    return lines


def wish_sentence(channel: Channel, since: date | None, source: str | None) -> str:
    """Return what is said of one wish, in the language in use."""
    if since is None:
        return _(channel.label)
    return f"{_(channel.since_label)} {dates.format_day(since)}{_from(source)}"


def _from(source: str | None) -> str:
    return "".join(f", {_(each.label)}" for each in SOURCES if each.name == source)


def kept_sentence(label: str, count: int) -> str:
    """Return the sentence for records that keep a wish called ``label``, in the language in use."""
    sentence = ngettext(
        "{count} keeps “{field}”: it is taken back on the record itself.",
        "{count} keep “{field}”: it is taken back on the record itself.",
        count,
    )
    return sentence.format(count=format_whole(count), field=label)


def question(label: str, title: str) -> str:
    """Return what is asked before a record's wish is taken back."""
    return _("“{field}” is taken back: {name} may be contacted again.").format(field=label, name=title)
