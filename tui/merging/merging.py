"""Merging two records from wherever the person is: which two, the dialog, the work, and what is said afterwards."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible
from model.merging.merge import Merged, MergePlan, MergePlanChanged, merge, merge_all, plan_merge
from tui.merging.dialog import MergeDialog
from tui.widgets.finder import Finder

if TYPE_CHECKING:
    from tui.base_app import BaseApp


def first_plan(session: Session, record: str, source: int, target: int) -> MergePlan:
    """Return the plan that the dialog begins with: the two swapped where only that can be (M26)."""
    plan = plan_merge(session, record, source, target)
    if any(code == "converted" for code, _message in plan.refusals):
        return plan_merge(session, record, target, source)
    return plan


async def merge_two(app: BaseApp, record: str, source: int, target: int) -> Merged | None:
    """Show the two side by side and merge them; return what is left, None where it was not done."""
    plan = await app.engine.read(lambda session: first_plan(session, record, source, target))
    while True:
        chosen: MergePlan | None = await app.ask(MergeDialog(plan))
        if chosen is None:
            return None
        try:
            done = await app.engine.write(functools.partial(_merge, plan=chosen))
        except MergePlanChanged as error:
            # Somebody changed something between the last look and Enter: show what it would be now, and ask again.
            app.say(error.message, "error")
            plan = error.plan
            continue
        await app.changed(record)
        app.say(_("Merged into {name}; u takes it back.").format(name=done.title), "good")
        return done


def _merge(session: Session, plan: MergePlan) -> Merged:
    return merge(session, plan)


async def merge_here(app: BaseApp) -> None:
    """Merge the two marked rows of the list in front, or what is in front with another one."""
    screen: Any = app.screen
    record = screen.record.name_in_code
    if not hasattr(screen, "list"):
        done = await merge_with_another(app, record, screen.record_id)
        if done is not None:
            await screen.records_changed()
        return
    marks, under = screen.list.marks, screen.list.record_id
    if marks:
        ids = await app.engine.read(lambda session: list(itertools.islice(marks.each(session), 3)))
        if len(ids) != 2:
            raise UserError(_("Mark the two that are to become one, or none."))
        # The one under the cursor stays, else the older one.
        target = under if under in ids else min(ids)
        source = ids[0] if target == ids[1] else ids[1]
        done = await merge_two(app, record, source, target)
        gone = [each for each in ids if done is not None and each != done.id]
    else:
        if under is None:
            raise UserError(_("The list is empty."))
        ids = [under]
        done = await merge_with_another(app, record, under)
        gone = []
    if done is not None:
        screen.list.clear_marks()
        screen.list.changed(gone, gone=True)
        screen.list.go_to(done.id)


async def merge_group(app: BaseApp, record: str, ids: Sequence[int]) -> str:
    """Merge a whole group into its first record as one change, and return what is to be said of it."""
    done = await app.engine.write(lambda session: merge_all(session, record, ids))
    await app.changed(record)
    return _("Merged into {name}; u takes it back.").format(name=done.title)


async def merge_with_another(app: BaseApp, record: str, record_id: int) -> Merged | None:
    """Ask which other record the same company or person is, and merge that into this one."""
    title = await app.engine.read(lambda session: visible(session.names.title_of(record, record_id)))
    finder = Finder(_("Merge {name} with …").format(name=title), record, without=(record_id,))
    picked = await app.ask(finder)
    if picked is None:
        return None
    return await merge_two(app, record, picked.id, record_id)
