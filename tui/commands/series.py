"""``salg task skip`` and ``salg task alone``: one of a series (COM-12)."""

from __future__ import annotations

from typing import Any, cast

from model.activities import series
from model.activities.records import Planned
from model.core.changes.change import change, read
from model.core.dates import format_moment
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.records.record import Record
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console, command_name
from tui.commands.values import named


def skip(console: Console, record: type[Record], given: list[str]) -> int:
    """Move one of a series on to the next time."""
    arguments = Arguments(
        f"salg {command_name(record)} skip", _("Leave this one of a series out; the next has its turn.")
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the record"))
    options = parsed(arguments, given)
    session = console.session()
    activity = named(session, record, options.id)
    found: Any = read(session, record, activity)
    with change(session, N_("Skip {name}"), "skip", name=found.subject) as made:
        there = series.skip(made, cast("type[Planned]", record), activity)
    console.line(_("Skipped; the next one: {when}").format(when=format_moment(there, session.reading().zone)))
    return 0


def alone(console: Console, record: type[Record], given: list[str]) -> int:
    """Take one out of its series; the next one has the rule."""
    arguments = Arguments(
        f"salg {command_name(record)} alone",
        _("Take this one out of its series, to be changed by itself; the next goes on."),
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the record"))
    options = parsed(arguments, given)
    session = console.session()
    activity = named(session, record, options.id)
    found: Any = read(session, record, activity)
    if not found.recurrence:
        raise UserError(_("It is of no series."), "recurrence")
    with change(session, N_("Take {name} out of its series"), "edit", name=found.subject) as made:
        series.let_go(made, cast("type[Planned]", record), activity)
    following = series.going_on(session, activity, found.series or activity)
    if following is not None:
        when = format_moment(following[1], session.reading().zone)
        console.line(
            _("The next of the series: {when}").format(when=when) + f"  ({record.name_in_code} {following[0]})"
        )
    return 0
