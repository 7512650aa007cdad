"""What is done with a task or an appointment, and with one or all of a series (COM-12)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from model.activities import series
from model.activities.records import Planned, activity_kind
from model.activities.time_fields import day_and_time
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.language import N_, _
from model.core.text import visible
from tui.frame import SalgScreen

if TYPE_CHECKING:
    from tui.base_app import BaseApp

ONE, FOLLOWING = "one", "following"


def kind_of(kind: str) -> type[Planned]:
    """Return the record class of "task" or "appointment"."""
    return cast("type[Planned]", activity_kind(kind))


async def which(app: BaseApp, title: str, one: str = "", following: str = "") -> str | None:
    """Ask whether one of a series is meant or all that follow too; :data:`ONE`, :data:`FOLLOWING`, None for neither."""
    from tui.widgets.dialogs import Choice, Menu

    choices = [
        Choice("1", one or _("This one only"), ONE),
        Choice("2", following or _("This one and all that follow"), FOLLOWING),
    ]
    answer: str | None = await app.ask(Menu(title, choices))
    return answer


async def comes_again(app: BaseApp, kind: str, activity: int) -> bool:
    """Whether it has the rule of a series."""
    found: Any = await app.engine.read(lambda session: read(session, kind_of(kind), activity))
    return bool(found.recurrence)


async def edit(screen: SalgScreen, kind: str, activity: int, planned: datetime | None = None) -> None:
    """Open the form of an activity; of a series, ask first whether this one alone is to be changed.

    ``planned`` is the time of one that is still to come, of the series of which ``activity`` has the rule.
    """
    app = screen.app
    answer: str | None = FOLLOWING
    if await comes_again(app, kind, activity):
        answer = await which(app, _("It comes again. Change what?"))
    if answer is None:
        return
    options: dict[str, Any] = {"alone": answer == ONE}
    record_id: int | None = activity
    if planned is not None:
        options = {"coming": (activity, planned, answer == FOLLOWING)}
        record_id = None
    if await app.open_form(kind, record_id, **options) is not None:
        await app.changed(kind)


async def skip(screen: SalgScreen, kind: str, activity: int, planned: datetime | None = None) -> None:
    """Go on to the next of a series, or leave one out that is still to come."""

    def work(session: Session) -> str:
        record = kind_of(kind)
        found: Any = read(session, record, activity)
        with change(session, N_("Skip {name}"), "skip", name=found.subject) as made:
            if planned is not None:
                series.leave_out(made, record, activity, planned)
                return _("Left out: {when}").format(when=day_and_time(planned, session.reading()))
            there = series.skip(made, record, activity)
        return _("Skipped; the next one: {when}").format(when=day_and_time(there, session.reading()))

    told = await screen.app.engine.write(work)
    await screen.app.changed(kind)
    screen.app.say(told, "good")


async def delete_of_series(screen: SalgScreen, kind: str, activity: int, planned: datetime | None = None) -> bool:
    """Ask what of a series is to be deleted, and do it; return False where it is of no series, and nothing is done."""
    app = screen.app
    if not await comes_again(app, kind, activity):
        return False
    answer = await which(app, _("It comes again. Delete what?"))
    if answer is None:
        return True
    if answer == ONE:
        await skip(screen, kind, activity, planned)
        return True

    def work(session: Session) -> str:
        record = kind_of(kind)
        found: Any = read(session, record, activity)
        name = visible(found.subject)
        if planned is None:
            from model.core.changes.deletion import delete

            delete(session, record, [activity])
        else:
            with change(session, N_("End the series {name}"), "edit", name=found.subject) as made:
                series.end_before(made, record, activity, planned)
        return _("Deleted: {name}. u brings it back.").format(name=name)

    from tui.widgets.dialogs import Confirm

    if await app.ask(Confirm(_("Delete this one and all that follow?"), [], yes=_("Delete"))):
        told = await app.engine.write(work)
        await app.changed(kind)
        app.say(told, "good")
    return True


async def tick_coming(screen: SalgScreen, kind: str, activity: int, planned: datetime) -> None:
    """Put an appointment of a series that is still to come on file as done; a task waits for the one before it."""
    if kind == "task":
        screen.app.say(_("It is there to be done when the one before it is."))
        return

    def work(session: Session) -> str:
        record = kind_of(kind)
        found: Any = read(session, record, activity)
        with change(session, N_("Done: {name}"), "tick", name=found.subject) as made:
            series.put_one(made, record, activity, planned, {"done": True})
        return visible(found.subject)

    subject = await screen.app.engine.write(work)
    await screen.app.changed(kind)
    screen.app.say(_("Done: {name}").format(name=subject), "good")
