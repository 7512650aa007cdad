"""Putting what a list or a card shows on a distribution list: one on file, or a new one of the name typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_, _
from model.core.numbers import format_whole
from model.core.text import visible
from model.distribution_lists.members import Added, add, lists, plan_add
from model.distribution_lists.records import DistributionList
from tui.widgets.dialogs import Confirm
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.list_screen import ListScreen

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def put_on_list(app: BaseApp) -> None:
    """Ask which list, show how many would be put on it, and do so.

    In a list these are the marked, or without marks all that the filter shows; on a card its record.
    """
    screen: Any = app.screen
    if isinstance(screen, ListScreen):
        found, described = await screen.marked_or_shown()

        def ids(session: Session) -> Sequence[int]:
            return list(found(session))

    else:
        described = str(screen.shown.title)

        def ids(session: Session) -> Sequence[int]:
            return [screen.record_id]

    if await _put_on(app, screen.record, ids, described) and isinstance(screen, ListScreen):
        screen.list.clear_marks()


async def _put_on(app: BaseApp, record: Any, ids: Callable[[Session], Sequence[int]], described: str) -> bool:
    there = await app.engine.read(lambda session: lists(session, fixed=True))
    options = [Option(list_id, visible(name)) for list_id, name in there]
    title = _("Put on which list? {what}").format(what=described)
    chosen = await app.ask(FilterMenu(title, options, free=_("New list: {text}")))
    if chosen is None:
        return False
    if isinstance(chosen, int):
        plan = await app.engine.read(lambda session: plan_add(session, chosen, record, ids(session)))
        if plan.count > 1:
            question = _("Put {count} on {name}?").format(count=format_whole(plan.count), name=visible(plan.list_name))
            if not await app.ask(Confirm(question, [described], yes=_("Put on"))):
                return False
    done = await app.engine.write(lambda session: _write(session, chosen, record, ids(session)))
    await app.changed("distribution_list")
    app.say(done.sentence(), "good" if done.count else "")
    return True


def _write(session: Session, chosen: int | str, record: Any, ids: Sequence[int]) -> Added:
    """Put records on a list on file, or on a new one of that name."""
    if isinstance(chosen, int):
        return add(session, chosen, record, ids)
    name = " ".join(chosen.split())
    with change(session, N_("New distribution list {name}"), "add", name=name) as made:
        list_id = made.insert(DistributionList, {"name": name})
    return add(session, list_id, record, ids)
