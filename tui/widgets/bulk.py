"""What lists do with many records at once: delete, set a field, deal out owners (LEAD-05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.changes.bulk_edit import EditPlan, edit, plan_edit
from model.core.changes.deletion import DeletePlan, delete, plan_delete
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import visible
from model.people.directory import possible_owners
from tui.widgets.dialogs import Choice, Confirm, Menu, Told
from tui.widgets.filter_menu import FilterMenu, Option, SeveralMenu
from tui.widgets.undo_text import counted
from tui.widgets.value_ask import ask_value

if TYPE_CHECKING:
    from tui.widgets.list_body import ListBody


async def delete_marked(screen: ListBody) -> None:
    """Show what deleting would take along, ask for y, and delete."""
    app, record, targets = screen.app, screen.record, screen.targets()

    def plan(session: Session) -> tuple[list[int], DeletePlan]:
        ids = list(targets(session))
        return ids, plan_delete(session, record, ids)

    ids, planned = await app.engine.read(plan)
    title = _question(planned)
    if planned.refusals:
        await app.ask(Told(title, planned.refusals))
        return
    lines = [*await _hidden_lines(screen), *delete_lines(app.session, planned), _("u brings it back, for 30 days.")]
    if await app.ask(Confirm(title, lines, yes=_("Delete"))):
        # y is an answer to what stood there when it was asked.
        try:
            await app.engine.write(lambda session: delete(session, record, ids, as_shown=planned))
        except UserError:
            await screen.rows_changed()
            raise
        screen.list.clear_marks()
        screen.list.changed(ids, gone=True)
        await app.changed(record.name_in_code)
        app.say(_("Deleted; u brings it back."), "good")


def _question(planned: DeletePlan) -> str:
    number = len(planned.titles)
    if number == 1:
        return _("Delete {name}?").format(name=next(iter(planned.titles.values())))
    return ngettext("Delete {count} record?", "Delete {count} records?", number).format(count=format_whole(number))


def delete_lines(session: Session, planned: DeletePlan) -> list[str]:
    """Return what deleting would do besides, a line each."""
    lines = []
    if len(planned.titles) > 1:
        names = list(planned.titles.values())
        more = ", …" if len(names) > 4 else ""
        lines.append(", ".join(names[:4]) + more)
    if along := counted(session, planned.along):
        lines.append(_("Goes with it: {what}.").format(what=along))
    if emptied := counted(session, planned.emptied):
        lines.append(_("No longer refers to it: {what}.").format(what=emptied))
    return [*lines, *(_(sentence) for sentence in planned.record.delete_warning)]


async def _hidden_lines(screen: ListBody) -> list[str]:
    """Return a line that says how many of the marked are out of sight, or none."""
    hidden = await screen.out_of_sight()
    return [f"{screen.list.marks_text()}, {hidden}."] if hidden else []


async def set_field(screen: ListBody) -> None:
    """Choose a field and its value, read what would change, and set it."""
    app, record, targets = screen.app, screen.record, screen.targets()
    fields = app.session.typed(record)
    names = [name for name in fields if name != record.title_field]
    name = await app.ask(FilterMenu(_("Which field?"), [Option(name, fields[name].title) for name in names]))
    if name is None:
        return
    field = fields[name]
    text = await ask_value(app, field)
    if text is None:
        return

    def plan(session: Session) -> EditPlan:
        return plan_edit(session, record, targets(session), name, text)

    planned = await app.engine.read(plan)
    lines = [*await _hidden_lines(screen), *await app.engine.read(planned.sentences)]
    if planned.kept and not planned.ids:
        await app.ask(Told(_("Nothing is changed."), lines))
        return
    if await app.ask(Confirm(_("Set {field}?").format(field=field.title), lines, yes=_("Set it"))):
        await app.engine.write(lambda session: edit(session, planned))
        screen.list.clear_marks()
        await app.changed(record.name_in_code)
        app.say(_("Done; u takes it back."), "good")


async def assign_owner(screen: ListBody) -> None:
    """Choose one employee or several; leads are dealt out in turn, other records get the one."""
    app, record, targets = screen.app, screen.record, screen.targets()
    people = await app.engine.read(possible_owners)
    options = [
        Option(employee, f"{visible(initials)}  {visible(name)}", words=initials) for employee, initials, name in people
    ]
    if record.name_in_code == "lead":
        owners = await app.ask(SeveralMenu(_("Owner: one employee, or several who share"), options))
        if owners:
            await _deal_out(screen, owners)
        return
    owner = await app.ask(FilterMenu(_("Owner"), options))
    if owner is None:
        return

    def plan(session: Session) -> EditPlan:
        return plan_edit(session, record, targets(session), "owner", f"#{owner}")

    planned = await app.engine.read(plan)
    lines = [*await _hidden_lines(screen), *await app.engine.read(planned.sentences)]
    if await app.ask(Confirm(_("Assign?"), lines, yes=_("Assign"))):
        await app.engine.write(lambda session: edit(session, planned))
        screen.list.clear_marks()
        await app.changed(record.name_in_code)
        app.say(_("Done; u takes it back."), "good")


async def _deal_out(screen: ListBody, owners: Sequence[int]) -> None:
    from model.leads.assign import AssignPlan, assign, plan_assign

    app, targets = screen.app, screen.targets()

    async def plan(force: bool) -> AssignPlan:
        return await app.engine.read(lambda session: plan_assign(session, targets(session), owners, force=force))

    planned = await plan(False)
    choices = []
    if any(planned.shares.values()):
        choices.append(Choice("y", " ".join(planned.sentences()), False))
    if planned.kept:
        forced = await plan(True)
        choices.append(Choice("a", _("Also those that have an owner:") + " " + " ".join(forced.sentences()), True))
    if not choices:
        app.say(_("There is nothing to assign."))
        return
    title = ", ".join((_("Assign?"), *await _hidden_lines(screen)))
    force = await app.ask(Menu(title, choices))
    if force is None:
        return
    done = await app.engine.write(lambda session: assign(session, targets(session), owners, force=force))
    screen.list.clear_marks()
    await app.changed("lead")
    app.say(" ".join(done.sentences()), "good")
