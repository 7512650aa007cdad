"""``salg calendar``: appointments and tasks of a day, a week or a month, and what is to come of series (COM-12)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.activities.agenda import Item, window
from model.activities.calendar_days import DAY, MONTH, WEEK, days_of
from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.core.dates import day_bounds_utc, format_day_short, format_time, parse_day, utc_text
from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.text import visible
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console

_EPILOG = N_(
    """\
The day is typed as people type it: today, next friday, 21.11, "week 48". Into
a pipe go lines with tabs between the values: day, from, to, kind, ID, subject,
place, owner, and done, late or to come. The ID of one of a series that is still
to come is that of the one from which the series goes on."""
)


def run(console: Console, name: str, given: list[str]) -> int:
    """List, or write as iCalendar, what stands in a calendar."""
    arguments = Arguments("salg calendar", _("Appointments and tasks of a day, a week or a month."), _(_EPILOG))
    arguments.add_argument("day", metavar="DAY", nargs="?", default="", help=_("a day of the period; today without it"))
    arguments.add_argument("--day", action="store_true", dest="one", help=_("that day alone"))
    arguments.add_argument("--month", action="store_true", help=_("its month; without either, its week"))
    arguments.add_argument("--whose", metavar="INITIALS", default="", help=_("another's calendar, or that of all: all"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    arguments.add_argument("--out", metavar="FILE", help=_("into a file: .ics"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    options = parsed(arguments, given)
    session = console.session()
    reading = session.reading()
    day = parse_day(options.day, reading.today) if options.day.strip() else reading.today
    first, last = days_of(DAY if options.one else MONTH if options.month else WEEK, day)
    owner: int | None = session.person.id
    if options.whose:
        owner = None if options.whose == "all" else person_by_initials(session.store, options.whose).id
    start, end = day_bounds_utc(first, reading.zone)[0], day_bounds_utc(last, reading.zone)[1]
    items = window(session, start, end, owner=owner)
    if options.out is not None:
        _write(console, session, items, Path(options.out).expanduser(), force=options.force)
    elif options.json:
        console.json([_plain(item) for item in items])
    else:
        for item in items:
            _line(console, item, reading)
    return 0


def _line(console: Console, item: Item, reading: Reading) -> None:
    from model.activities.time_fields import is_late

    assert item.at is not None
    begins = "" if item.whole_day else format_time(item.at.time())
    ends = "" if item.end is None or item.whole_day else format_time(item.end.time())
    late = item.kind == "task" and not item.done and not item.coming and is_late(item.at, reading)
    state = _("to come") if item.coming else _("done") if item.done else _("late") if late else ""
    day = format_day_short(item.at.date(), reading.today)
    cells = [day, begins, ends, item.kind, str(item.id), visible(item.subject), visible(item.place), item.owner, state]
    if console.on_terminal:
        when = f"{begins}-{ends}" if ends else begins
        place = f", {cells[6]}" if cells[6] else ""
        told = f"{day:<9} {when:<11} {cells[5]}{place}"
        console.line(f"{told}  [{', '.join(part for part in (item.owner, state) if part)}]  {item.kind} {item.id}")
    else:
        console.streams.stdout.write("\t".join(cells) + "\n")


def _plain(item: Item) -> dict[str, Any]:
    assert item.at is not None
    return {
        "record": item.kind,
        "id": item.id,
        "subject": item.subject,
        "at": utc_text(item.at),
        "end": None if item.end is None else utc_text(item.end),
        "whole_day": item.whole_day,
        "place": item.place or None,
        "owner": item.owner or None,
        "done": item.done,
        "coming": item.coming,
    }


def _write(console: Console, session: Session, items: list[Item], target: Path, *, force: bool) -> None:
    from model.activities.records import Appointment, Task
    from model.files import icalendar_out
    from model.files.new_file import new_file
    from model.files.rows import MarkedRows

    if target.suffix.lower() != ".ics":
        raise UserError(_("The name of the file must end in {endings}.").format(endings=".ics"), "--out")
    lists = [
        MarkedRows(
            session,
            record,
            icalendar_out.fields_for(record),
            list(dict.fromkeys(item.id for item in items if item.kind == record.name_in_code)),
        )
        for record in (Appointment, Task)
    ]
    try:
        with new_file(target, force=force) as file:
            icalendar_out.write(file, session, *lists)
    except UserError as error:
        if error.field == "out":
            error.field = "--out"
        raise
    if console.on_terminal:
        console.line(str(target))
