"""What a calendar shows, as an iCalendar file (COM-12, COM-04)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from model.activities.records import Appointment, Task
from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.files.rows import MarkedRows
from tui.widgets.progress import export_with_progress
from tui.widgets.target_file import ask_target

if TYPE_CHECKING:
    from model.activities.agenda import Item
    from tui.base_app import BaseApp


async def export_calendar(app: BaseApp, items: Sequence[Item]) -> None:
    """Ask for a path, and write the appointments and tasks of ``items``; a series goes with its rule."""
    chosen = await ask_target(app, f"{_('calendar')}.ics", (".ics",))
    if chosen is None:
        return
    target, force = chosen
    ids = {
        kind: list(dict.fromkeys(item.id for item in items if item.kind == kind)) for kind in ("appointment", "task")
    }

    def work(session: Session, told: Callable[[int, int], None], stop: Callable[[], bool]) -> int:
        from model.files import icalendar_out
        from model.files.new_file import new_file

        lists = [
            MarkedRows(session, record, icalendar_out.fields_for(record), ids[record.name_in_code])
            for record in (Appointment, Task)
        ]
        with new_file(target, force=force) as file:
            expected = sum(map(len, ids.values()))
            return icalendar_out.write(file, session, *lists, progress=told, stop=stop, expected=expected)

    answer = await export_with_progress(app, work)
    if isinstance(answer, int):
        said = ngettext("{count} record written to {path}", "{count} records written to {path}", answer)
        app.say(said.format(count=format_whole(answer, ascii=app.looks.ascii), path=target), "good")
