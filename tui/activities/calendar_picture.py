"""What a calendar looks like: a month of weeks, a week of hours, a day of half hours (COM-12).

Signs before colours: today stands in brackets, what is done has a tick, what is late a "!", what is yet to come of a
series a "~" and is dim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from model.activities.agenda import Item
from model.activities.calendar_days import lanes, last_day, minutes_on
from model.activities.time_fields import is_late
from model.core.dates import format_day, format_day_short, format_time
from model.core.day_names import month_name, weekday_name, weekday_short
from model.core.fields.base import Reading
from model.core.language import _
from tui.looks import Looks
from tui.widgets.lines import Piece

Days = Mapping[date, Sequence[Item]]
HOUR = 60
NUMBERS = 4
"""Cells on the left for the numbers of the weeks."""
CLOCK = 6
"""Cells on the left for the times of the day."""


@dataclass(frozen=True)
class View:
    """What is drawn, for whom: the days with what stands on them, and where the person points."""

    days: Days
    day: date
    minute: int
    reading: Reading
    looks: Looks
    active: bool
    """Whether the calendar has the cursor, and not the list under it."""


# Months


def month_lines(view: View, width: int, height: int) -> list[list[Piece]]:
    """Return the weeks of a month, each as high as there is room for."""
    days = list(view.days)
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    each = max(1, height // max(1, len(weeks)))
    cell = (width - NUMBERS) // 7
    lines: list[list[Piece]] = []
    for week in weeks:
        for row in range(each):
            number = f"{week[0].isocalendar().week:>2}" if not row else ""
            line: list[Piece] = [(view.looks.fit(number, NUMBERS), "dim")]
            for day in week:
                line += _month_cell(view, day, row, each, cell)
            lines.append(line)
    return lines


def month_heads(view: View, width: int) -> list[Piece]:
    """Return the names of the days over a month."""
    cell = (width - NUMBERS) // 7
    names = "".join(view.looks.fit(weekday_short(number), cell) for number in range(7))
    return [(view.looks.fit(_("Wk"), NUMBERS), "dim"), (names, "dim")]


def _month_cell(view: View, day: date, row: int, height: int, width: int) -> list[Piece]:
    there = view.days[day]
    looks = view.looks
    elsewhere = day.month != view.day.month
    if row == 0:
        text = f"[{day.day}]" if day == view.reading.today else f" {day.day}"
        room = width - 1 - len(text)
        if height == 1 and there:
            count = str(len(there))
            text += " " * max(1, room - len(count)) + count
        elif len(there) > height - 1:
            count = f"{len(there)}"
            text += " " * max(1, room - len(count)) + count
        chosen = day == view.day and view.active
        style = "cursor" if chosen else "dim" if elsewhere else "strong" if day == view.reading.today else ""
        if day == view.day and not view.active:
            style = "accent"
        return [(looks.fit(text, width - 1), style), (" ", "")]
    if row - 1 >= len(there):
        return [(" " * width, "")]
    item = there[row - 1]
    text = f"{_clock(item, day, short=True)} {item_text(item, view, narrow=True)}".strip()
    return [(looks.fit(text, width - 1), item_style(item, view, dim=elsewhere)), (" ", "")]


# Weeks


def week_heads(view: View, width: int) -> list[Piece]:
    """Return the days over a week."""
    cell = (width - CLOCK) // 7
    pieces: list[Piece] = [(" " * CLOCK, "")]
    for day in view.days:
        called = f"{weekday_short(day.weekday())} {day.day}"
        text = f"[{called}]" if day == view.reading.today else called
        style = "accent" if day == view.day else "strong" if day == view.reading.today else "dim"
        pieces += [(view.looks.fit(text, cell - 1), style), (" ", "")]
    return pieces


def week_lines(view: View, width: int, height: int) -> list[list[Piece]]:
    """Return the hours of a week round that in which the person points, under what takes whole days."""
    cell = (width - CLOCK) // 7
    whole = _whole_rows(view, max(1, min(3, height // 5)))
    lines: list[list[Piece]] = []
    for number, row in enumerate(whole):
        line: list[Piece] = [(view.looks.fit(_("day") if not number else "", CLOCK), "dim")]
        for day, text, style in row:
            here = view.active and day == view.day and view.minute < 0 and not number
            line += [(view.looks.fit(text, cell - 1), "cursor" if here else style), (" ", "")]
        lines.append(line)
    rows = height - len(lines)
    shown = _shown(view.minute // HOUR if view.minute >= 0 else 0, 24, rows, 7)
    for hour in shown:
        line = [(view.looks.fit(format_time_of(hour * HOUR) + _beyond(view, shown, hour, HOUR), CLOCK), "dim")]
        for day in view.days:
            text, style = _hour_cell(view, day, hour, cell - 1)
            here = view.active and day == view.day and view.minute // HOUR == hour
            line += [(view.looks.fit(text, cell - 1), "cursor" if here else style), (" ", "")]
        lines.append(line)
    return lines


def _whole_rows(view: View, most: int) -> list[list[tuple[date, str, str]]]:
    whole = {day: [item for item in there if item.whole_day] for day, there in view.days.items()}
    rows = max(1, min(most, max((len(there) for there in whole.values()), default=0)))
    found = []
    for row in range(rows):
        line = []
        for day, there in whole.items():
            text, style = "", ""
            if row < len(there):
                more = len(there) - row - 1 if row == rows - 1 else 0
                text = item_text(there[row], view, narrow=True) if not more else f"+{more + 1}"
                style = item_style(there[row], view)
            line.append((day, text, style))
        found.append(line)
    return found


def _hour_cell(view: View, day: date, hour: int, width: int) -> tuple[str, str]:
    """Return what stands in an hour of a day; where several overlap, the first and how many more there are."""
    begins, goes_on = [], []
    for item in view.days[day]:
        if item.whole_day:
            continue
        start, end = minutes_on(item, day)
        if hour * HOUR <= start < (hour + 1) * HOUR:
            begins.append((start, item))
        elif start < hour * HOUR < end and item.end is not None:
            goes_on.append(item)
    bar = "|" if view.looks.ascii else "│"
    if not begins:
        if not goes_on:
            return "", ""
        return f"{bar * len(goes_on)}", item_style(goes_on[0], view)
    start, item = begins[0]
    past = "" if start % HOUR == 0 else f":{start % HOUR:02} "
    text = f"{bar * len(goes_on)}{past}{item_text(item, view, narrow=True)}"
    if len(begins) > 1:
        more = f"+{len(begins) - 1}"
        text = view.looks.fit(text, max(1, width - len(more))) + more
    return text, item_style(item, view)


# Days


def day_lines(view: View, width: int, height: int) -> list[list[Piece]]:
    """Return the half hours of a day; what overlaps stands side by side."""
    there = view.days[view.day]
    whole = [item for item in there if item.whole_day]
    rows: list[list[Piece]] = []
    most = max(1, min(len(whole) or 1, height // 4))
    for number in range(most):
        text = ""
        if number < len(whole):
            more = len(whole) - number - 1 if number == most - 1 else 0
            text = item_text(whole[number], view) + (f"  +{more}" if more else "")
        here = view.active and view.minute < 0 and not number
        style = item_style(whole[number], view) if number < len(whole) else ""
        label = view.looks.fit(_("day") if not number else "", CLOCK)
        rows.append([(label, "dim"), (view.looks.fit(text, width - CLOCK), "cursor" if here else style)])
    placed = lanes([item for item in there if not item.whole_day], view.day)
    now = view.reading.now
    shown = _shown(view.minute // 30 if view.minute >= 0 else 0, 48, height - len(rows), 15)
    only = replace(view, days={view.day: there})
    for slot in shown:
        minute = slot * 30
        here = view.active and minute <= view.minute < minute + 30
        present = view.day == now.date() and minute <= now.hour * 60 + now.minute < minute + 30
        told = (">" if present else " ") + format_time_of(minute) + _beyond(only, shown, slot, 30)
        label = view.looks.fit(told, CLOCK + 1)
        line: list[Piece] = [(label, "accent" if present else "dim")]
        line += _slot_pieces(view, placed, minute, width - CLOCK - 1, here)
        rows.append(line)
    return rows


def _beyond(view: View, shown: range, row: int, step: int) -> str:
    """Return a sign at the first and the last row where something stands earlier or later than what is shown."""
    first, last = shown[0] * step, (shown[-1] + 1) * step
    times = [minutes_on(item, day) for day, there in view.days.items() for item in there if not item.whole_day]
    if row == shown[0] and any(start < first for start, _end in times):
        return "^" if view.looks.ascii else "↑"
    if row == shown[-1] and any(end > last for _start, end in times):
        return "v" if view.looks.ascii else "↓"
    return ""


def _slot_pieces(
    view: View, placed: Sequence[tuple[Item, int, int]], minute: int, width: int, here: bool
) -> list[Piece]:
    bar = "|" if view.looks.ascii else "▌"
    there = [
        (item, lane, count)
        for item, lane, count in placed
        for start, end in (minutes_on(item, view.day),)
        if start < minute + 30 and end > minute
    ]
    if not there:
        return [(" " * width, "cursor" if here else "")]
    count = max(1, min(max(count for _item, _lane, count in there), width // 12 or 1))
    room = width // count
    pieces: list[Piece] = []
    for lane in range(count):
        own = [item for item, at, _count in there if at == lane]
        extra = sum(1 for _item, at, _count in there if at >= count) if lane == count - 1 else 0
        if not own and not extra:
            pieces.append((" " * room, "cursor" if here else ""))
            continue
        item = own[0] if own else there[-1][0]
        start, _end = minutes_on(item, view.day)
        begins = minute <= start < minute + 30
        text = f"{bar} {_clock(item, view.day)} {item_text(item, view)}" if begins else bar
        if begins and item.place:
            text += f", {item.place}"
        more = [other for other in own[1:] if minute <= minutes_on(other, view.day)[0] < minute + 30]
        for other in more:
            text += f"; {_clock(other, view.day)} {item_text(other, view)}"
        if extra:
            text = view.looks.fit(text, room - 4) + f" +{extra}"
        pieces.append((view.looks.fit(text, room), "cursor" if here else item_style(item, view)))
    return pieces


# The list of a day


def agenda_pieces(view: View, item: Item, width: int, *, chosen: bool) -> list[Piece]:
    """Return one line of the list of the day."""
    looks = view.looks
    when = _clock(item, view.day, whole=True)
    who = f" {item.owner}" if item.owner else ""
    note = _coming(item) or (_("late") if late(item, view.reading) else "")
    side = f" {note}" if note else ""
    place = f", {item.place}" if item.place else ""
    room = max(8, width - 14 - len(who) - len(side))
    return [
        (looks.fit(when, 14), "dim" if item.done else ""),
        (looks.fit(item_text(item, view) + place, room), item_style(item, view)),
        (side, "error" if not item.coming and note else "dim"),
        (who, "dim"),
    ]


def _coming(item: Item) -> str:
    return _("to come") if item.coming else ""


def item_text(item: Item, view: View, *, narrow: bool = False) -> str:
    """Return the subject with the signs that say what it is: a box for a task, a tick for what is done.

    ``narrow`` has one sign in place of the box: in the cells of a month and a week the subject needs the room. Where
    there is room, whom it is about stands behind the subject.
    """
    tick, open_task = ("x", "o") if view.looks.ascii else ("✓", "○")
    sign = ""
    if item.coming:
        sign = "~"
    elif item.kind == "task" and narrow:
        sign = tick if item.done else "!" if late(item, view.reading) else open_task
    elif item.kind == "task":
        sign = f"[{'x' if item.done else '!' if late(item, view.reading) else ' '}]"
    elif item.done:
        sign = tick
    subject = item.subject if narrow or not item.about else f"{item.subject} {view.looks.dot} {item.about}"
    # An x or an o would be read as a letter of the subject.
    apart = sign.startswith("[") or sign.isalpha()
    return f"{sign} {subject}" if apart else f"{sign}{subject}"


def item_style(item: Item, view: View, *, dim: bool = False) -> str:
    """Return the style in which it stands."""
    if item.coming or item.done or dim:
        return "dim"
    return "error" if late(item, view.reading) else ""


def late(item: Item, reading: Reading) -> bool:
    """Whether it is a task that is overdue."""
    return (
        item.kind == "task" and not item.done and not item.coming and item.at is not None and is_late(item.at, reading)
    )


def _clock(item: Item, day: date, *, short: bool = False, whole: bool = False) -> str:
    """Return the times of an item on a day; of what began before or goes on after it, an arrow for the other end."""
    assert item.at is not None
    if item.whole_day:
        return _("all day") if whole and item.kind != "task" else ""
    begins = format_time(item.at.timetz().replace(tzinfo=None)) if item.at.date() == day else ""
    if short:
        return begins.replace(":00", "").replace(".00", "") if begins else "-"
    if item.end is None or item.end <= item.at:
        return begins
    ends = format_time(item.end.timetz().replace(tzinfo=None)) if last_day(item) == day else ""
    if last_day(item) == day and item.end.date() != day:
        ends = "24:00"
    return f"{begins}-{ends}"


def format_time_of(minute: int) -> str:
    """Return a minute of the day as a clock shows it."""
    return format_time(time(minute // 60, minute % 60))


def _shown(at: int, count: int, room: int, usual: int) -> range:
    """Return which rows of ``count`` are shown in ``room``, from the usual first one unless ``at`` is beyond."""
    room = max(1, min(room, count))
    top = min(usual, count - room)
    if at < top:
        top = max(0, at - 1)
    elif at >= top + room:
        top = min(count - room, at - room + 2)
    return range(top, top + room)


def period_title(scale: str, view: View) -> str:
    """Return the name of the day, the week or the month that is shown."""
    day = view.day
    if scale == "month":
        return f"{month_name(day.month)} {day.year}"
    week = _("week {number}").format(number=day.isocalendar().week)
    if scale == "week":
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
        today = view.reading.today
        return f"{week}  {format_day_short(first, today)} - {format_day(last)}"
    return f"{weekday_name(day.weekday())} {format_day(day)}  {week}"
