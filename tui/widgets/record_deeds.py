"""What is done with one record from its card: deleted, taken out of use, ticked; each a change that can be undone."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import visible
from tui.frame import SalgScreen
from tui.widgets.card_shown import Shown


async def delete_record(screen: SalgScreen, record: type[Record], record_id: int, title: str) -> bool:
    """Show what deleting a record takes along, ask for y, and do it; return whether it was done."""
    from model.core.changes.deletion import delete, plan_delete
    from tui.widgets.bulk import delete_lines
    from tui.widgets.dialogs import Confirm, Told

    app = screen.app

    plan = await app.engine.read(lambda session: plan_delete(session, record, [record_id]))
    if plan.refusals:
        await app.ask(Told(_("This cannot be deleted: {name}").format(name=title), plan.refusals))
        return False
    lines = [*delete_lines(app.session, plan), _("u brings it back, for 30 days.")]
    if not await app.ask(Confirm(_("Delete {name}?").format(name=title), lines, yes=_("Delete"))):
        return False
    # y is an answer to what stood there when it was asked (COM-09).
    try:
        await app.engine.write(lambda session: delete(session, record, [record_id], as_shown=plan))
    except UserError:
        await screen.records_changed(record.name_in_code)
        raise
    return True


async def turn_active(screen: SalgScreen, record: type[Record], record_id: int, shown: Shown) -> None:
    """Take a record out of use, or into use again (COM-05)."""
    active, version = shown.values["active"], shown.values["version"]
    name = N_("Deactivate {name}") if active else N_("Activate {name}")

    def work(session: Session) -> None:
        with change(session, name, "activate", name=shown.title) as made:
            made.update(record, record_id, {"active": not active}, version=version, base={"active": active})

    await screen.app.engine.write(work)
    await screen.app.changed(record.name_in_code)
    done = _("Deactivated: {name}") if active else _("Activated: {name}")
    screen.app.say(done.format(name=shown.title), "good")


async def tick(screen: SalgScreen, kind: str, activity: int) -> None:
    """Turn an activity's tick, and tell every screen; of a series also when the next one is."""

    def work(session: Session) -> tuple[bool, str, str]:
        from model.activities.records import activity_kind
        from model.activities.series import going_on
        from model.activities.time_fields import day_and_time

        record = activity_kind(kind)
        found: Any = read(session, record, activity)
        name = N_("Still to do: {name}") if found.done else N_("Done: {name}")
        with change(session, name, "tick", name=found.subject) as made:
            made.update(record, activity, {"done": not found.done}, version=found.version, base={"done": found.done})
        following = going_on(session, activity, found.series or activity) if found.recurrence else None
        when = "" if following is None else day_and_time(following[1], session.reading())
        return not found.done, visible(found.subject), when

    done, subject, when = await screen.app.engine.write(work)
    await screen.app.changed(kind)
    told = _("Done: {name}") if done else _("Still to do: {name}")
    if done and when:
        told = _("Done: {name}; the next one: {when}")
    screen.app.say(told.format(name=subject, when=when), "good")
