"""The call lists: making one of what a list shows, going on with one, changing or deleting it (LEAD-33)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from model.calling import lists
from model.calling.entries import promised_by
from model.calling.export import export
from model.calling.lists import ListRow, Made
from model.calling.progress import Standing, standings
from model.calling.rules import reason_text
from model.campaigns.call_groups import call_group
from model.core.access.session import Session
from model.core.dates import format_day_short
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.lists.criteria import Filter
from model.core.numbers import format_whole
from model.core.text import visible
from model.files.table_export import ENDINGS
from tui.calling.checking import import_checks
from tui.calling.dialog import ListDialog, ListValues
from tui.calling.parked import take_up_parked
from tui.widgets.dialogs import Choice, Confirm, Menu
from tui.widgets.progress import export_with_progress
from tui.widgets.target_file import ask_target

if TYPE_CHECKING:
    from tui.base_app import BaseApp


@dataclass(frozen=True)
class Offered:
    """What a call list can be made of: what gives the records, how they are told of, the filter where it is all.

    ``name`` and ``script`` are what a new list is called, and what the caller says, until somebody writes otherwise.
    """

    records: Callable[[Session], Iterable[tuple[str, int]]]
    told: str
    filter: Filter | None = None
    filter_type: str = "lead"
    name: str = ""
    script: str = ""


class ListMenu(Menu):
    """The lists, newest first; Enter goes on with one, e changes it, d deletes it. Answers the list and the deed.

    t shows who is parked, x writes the list to a file, k takes the answers of a reservation register from a file (K02).

    Where records are offered, ``adds`` is true: a puts them on a list that there is.
    """

    adds = False

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys; those that act on a list only while one is pointed at."""
        deeds: tuple[tuple[str, str], ...] = ()
        if self.points_at_list:
            add = (("a", _("Add to it")),) if self.adds else ()
            deeds = (*add, ("t", _("Parked")), ("e", _("Change")), ("d", _("Delete")), ("x", _("Export")))
        return ((_("Enter"), _("Go on")), *deeds, ("k", _("Register's answers")), (_("Esc"), _("Back")))

    @property
    def points_at_list(self) -> bool:
        """Whether the line pointed at is a list, not the offer of a new one."""
        return bool(self.choices) and self.choices[self.at].value is not None

    def draw(self) -> None:
        """Name the keys of the line pointed at."""
        super().draw()
        self.show_keys()

    def take_key(self, key: str) -> None:
        """Take a, e, d, t and x for the list pointed at, and the rest as every menu does."""
        deeds = ("a", "e", "d", "t", "x") if self.adds else ("e", "d", "t", "x")
        if key in deeds and self.points_at_list:
            self.dismiss((self.choices[self.at].value, key))
        elif key == "k":
            self.dismiss((None, key))
        else:
            super().take_key(key)

    def take(self, choice: Choice) -> None:
        """Answer what to go on with."""
        self.dismiss((choice.value, ""))


async def call_list_here(app: BaseApp) -> None:
    """Make a call list of what is marked in the list in front, or of all that it shows; or go on with one (LEAD-33)."""
    screen: Any = app.screen
    rows, type_name = screen.list, screen.record.name_in_code
    marked, wanted = bool(rows.marks), rows.filter
    ids, told = await screen.marked_or_shown()

    def records(session: Session) -> Iterable[tuple[str, int]]:
        return lists.refs(type_name, ids(session))

    if not marked:
        await call_lists(app, records, told, wanted=wanted, wanted_type=type_name)
    elif await call_lists(app, records, told):
        rows.clear_marks()


async def call_group_here(app: BaseApp) -> None:
    """Make a call list of the recipients of the campaign in front, or of who is on the distribution list (CAMP-20)."""
    screen: Any = app.screen
    record_id = screen.list.record_id if hasattr(screen, "list") else screen.record_id
    if record_id is None:
        raise UserError(_("The list is empty."))
    type_name = screen.record.name_in_code
    group = await app.engine.read(lambda session: call_group(session, type_name, record_id))
    if not group.count:
        app.say(_("There is nobody to put on the list."))
        return
    told = ngettext("{count} of {name}", "{count} of {name}", group.count).format(
        count=format_whole(group.count, ascii=app.looks.ascii), name=visible(group.name)
    )
    await call_lists(
        app, group.records, told, wanted=group.filter, wanted_type=group.filter_type, name=group.name,
        script=group.script,
    )  # fmt: skip


async def call_lists(
    app: BaseApp,
    records: Callable[[Session], Iterable[tuple[str, int]]] | None = None,
    told: str = "",
    *,
    wanted: Filter | None = None,
    wanted_type: str = "lead",
    name: str = "",
    script: str = "",
) -> bool:
    """Show the call lists until one is gone on with; return whether what is offered was put on one.

    ``records`` gives what a new one can be made of, as pairs of a record's word in code and its ID, and ``told`` says
    what that is; None offers nothing. ``wanted`` is the filter where it is all that the filter leaves of the kind
    ``wanted_type``. ``name`` and ``script`` stand in the dialog of a new list until somebody writes otherwise.
    """
    offered = None if records is None else Offered(records, told, wanted, wanted_type, name, script)
    at = 0
    while True:
        rows, standing = await app.engine.read(lambda session: (lists.lists(session), standings(session)))
        if not rows and offered is None:
            app.say(_("There is no call list yet: mark or filter leads, customers or contacts, and press p there."))
            return False
        choices = [] if offered is None else [Choice("n", _("New: {told}").format(told=offered.told), None)]
        choices += [
            _choice(app, number, row, standing.get(row.id, Standing())) for number, row in enumerate(rows, start=1)
        ]
        menu = ListMenu(_("Call lists"), choices)
        menu.adds = offered is not None
        menu.at = min(at, len(choices) - 1)
        answer: tuple[ListRow | None, str] | None = await app.ask(menu)
        if answer is None:
            return False
        row, deed = answer
        at = menu.at
        if deed == "k":
            await import_checks(app)
        elif row is None:
            assert offered is not None
            if await _make(app, offered):
                return True
        elif deed == "a":
            assert offered is not None
            if await _add(app, row, offered):
                return True
        elif deed == "t":
            await take_up_parked(app, row.id)
        elif deed == "x":
            await _export(app, row)
        elif deed == "e":
            await _change(app, row)
        elif deed == "d":
            await _delete(app, row)
        else:
            await _go_on(app, row.id)
            return False


def _choice(app: BaseApp, number: int, row: ListRow, stands: Standing) -> Choice:
    """Return the line of a list: what is left of it, due now and done today; a long name gives way to these."""
    dot, ascii = app.looks.dot, app.looks.ascii
    today = app.session.clock().date()
    made = format_day_short(row.made_at.astimezone(app.session.clock().tzinfo).date(), today)
    numbers = [_("left {count}").format(count=format_whole(stands.left, ascii=ascii))]
    if stands.due:
        numbers.append(_("due {count}").format(count=format_whole(stands.due, ascii=ascii)))
    if stands.done:
        numbers.append(_("done {count}").format(count=format_whole(stands.done, ascii=ascii)))
    if stands.parked:
        numbers.append(_("parked {count}").format(count=format_whole(stands.parked, ascii=ascii)))
    if stands.today:
        numbers.append(_("today {calls}").format(calls=format_whole(stands.today, ascii=ascii)))
    whose = row.initials if row.shared else _("only mine")
    rest = f"  {dot} " + f" {dot} ".join([*numbers, f"{whose} {made}"])
    name = app.looks.fit(row.name, max(12, app.size.width - 10 - cell_len(rest))).rstrip()
    return Choice(str(number) if number < 10 else "", name + rest, row)


async def _make(app: BaseApp, offered: Offered) -> bool:
    """Ask what the new list shall be, make it, say who is skipped, and go to it; return whether it was made."""
    reading = await app.engine.read(lambda session: session.reading(ascii=app.looks.ascii))
    values = await app.ask(
        ListDialog(
            _("New call list"),
            reading,
            ListValues(offered.name, True, None, 5, offered.script),
            lines=[offered.told],
        )
    )
    if values is None:
        return False

    def work(session: Session) -> tuple[Made, dict[str, int]]:
        made = lists.create(
            session, values.name, offered.records(session), wanted=offered.filter, wanted_type=offered.filter_type,
            shared=values.shared, script=values.script, daily_target=values.daily_target,
            highest_tries=values.highest_tries,
        )  # fmt: skip
        return made, {reason_text(code, session): count for code, count in made.skipped.items()}

    app.say(_("Making the call list …"), "dim")
    made, skipped = await app.engine.write(work)
    app.say("")
    told = ngettext("{count} on the list.", "{count} on the list.", made.count).format(
        count=format_whole(made.count, ascii=app.looks.ascii)
    )
    if skipped:
        reasons = ", ".join(
            f"{format_whole(count, ascii=app.looks.ascii)} {reason}" for reason, count in skipped.items()
        )
        told += " " + _("Skipped: {reasons}.").format(reasons=reasons)
    await _go_on(app, made.id, told)
    return True


async def _add(app: BaseApp, row: ListRow, offered: Offered) -> bool:
    """Put what is offered on a list that there is (LEAD-05), once the person has seen how many that is."""

    def look(session: Session) -> int:
        return lists.count_new(session, row.id, offered.records(session))

    name = visible(row.name)
    count = await app.engine.write(look)
    if not count:
        app.say(_("All of them are on {name} already.").format(name=name))
        return False
    title = ngettext("Add {count} to {name}?", "Add {count} to {name}?", count)
    title = title.format(count=format_whole(count, ascii=app.looks.ascii), name=name)
    if not await app.ask(Confirm(title, [offered.told], yes=_("Add"))):
        return False
    done = await app.engine.write(lambda session: lists.add(session, row.id, offered.records(session)))
    told = ngettext("{count} more on {name}.", "{count} more on {name}.", done)
    app.say(told.format(count=format_whole(done, ascii=app.looks.ascii), name=name), "good")
    return True


async def _export(app: BaseApp, row: ListRow) -> None:
    """Ask for the file, and write who is on the list to it."""
    target = await ask_target(app, f"{row.name}.xlsx".replace("/", "-"), ENDINGS)
    if target is None:
        return

    def work(session: Session, told: Callable[[int, int], None], stop: Callable[[], bool]) -> object:
        return export(session, row.id, target.path, force=target.force, progress=told, stop=stop)

    answer = await export_with_progress(app, work)
    if isinstance(answer, int):
        said = ngettext("{count} row written to {path}", "{count} rows written to {path}", answer)
        app.say(said.format(count=format_whole(answer, ascii=app.looks.ascii), path=target.path), "good")


async def _change(app: BaseApp, row: ListRow) -> None:
    reading = await app.engine.read(lambda session: session.reading(ascii=app.looks.ascii))
    before = ListValues(row.name, row.shared, row.daily_target, row.highest_tries, row.script)
    after = await app.ask(ListDialog(_("Call list"), reading, before))
    if after is not None and after != before:
        await app.engine.write(
            lambda session: lists.change_list(
                session, row.id, name=after.name, shared=after.shared, daily_target=after.daily_target,
                highest_tries=after.highest_tries, script=after.script or None,
            )
        )  # fmt: skip


async def _delete(app: BaseApp, row: ListRow) -> None:
    lines = [_("Who is on it stays on file, and so do the calls that were logged.")]
    if await app.ask(Confirm(_("Delete {name}?").format(name=visible(row.name)), lines, yes=_("Delete"))):
        await app.engine.write(lambda session: lists.delete(session, row.id))
        app.say(_("Deleted; u brings it back."), "good")


async def _go_on(app: BaseApp, list_id: int, told: str = "") -> None:
    from tui.calling.screen import CallingScreen

    await app.show(CallingScreen(list_id, told=told))


async def open_call_back(app: BaseApp, task: int) -> bool:
    """Open the call list of a call-back at its record; return whether there was one to be made."""
    promised = await app.engine.read(lambda session: promised_by(session, task))
    if promised is None or app.session.person.role == "reader":
        return False
    from tui.calling.screen import CallingScreen

    list_id, ref = promised
    await app.show(CallingScreen(list_id, first=ref))
    return True
