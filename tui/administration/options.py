"""A list of choices as an administrator keeps it: stages with their probability, types, sources, reasons …"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.company.option_lists import (
    ListedOption,
    add_option,
    change_option,
    delete_option,
    move_option,
    options_of,
    plan_delete_option,
)
from model.core.fields.numbers import Percent
from model.core.language import _
from model.core.numbers import format_decimal
from model.core.records.option_rules import LISTS
from model.core.text import visible
from tui.administration.entries import Cell, EntriesScreen, Entry, ask_until
from tui.widgets.dialogs import Choice, Confirm, Menu

_PROBABILITY = Percent("Probability")


def _short(value: Decimal) -> str:
    """Return a percentage without decimals that say nothing."""
    whole = value == value.to_integral_value()
    return format_decimal(value.quantize(Decimal(1)) if whole else value, None)


class OptionsScreen(EntriesScreen):
    """The choices of one list, in the company's order (OPP-01, OPP-03, CUST-12)."""

    def __init__(self, list_name: str) -> None:
        super().__init__()
        self.list_name = list_name
        if list_name == "stage":
            self.context = ("stages", *self.context)

    def called(self) -> str:
        """Return what the list is called."""
        return _(LISTS[self.list_name][1])

    def heads(self) -> tuple[Cell, ...]:
        """Return what stands above the columns."""
        probability = (Cell(_("Probability"), 13, right=True),) if self.list_name == "stage" else ()
        return (Cell(_("Name")), *probability, Cell(_("Used"), 9, right=True), Cell("", 12))

    def read_entries(self, session: Session) -> Sequence[Entry]:
        """Return the choices."""
        return [self._entry(option) for option in options_of(session, self.list_name)]

    def _entry(self, option: ListedOption) -> Entry:
        per_cent: tuple[Cell, ...] = ()
        if self.list_name == "stage":
            known = option.probability
            per_cent = (Cell("-" if known is None else f"{_short(known)} %", 13, right=True),)
        state = "" if option.active else _("deactivated")
        cells = (
            Cell(option.name),
            *per_cent,
            Cell(str(option.used or ""), 9, "dim", right=True),
            Cell(state, 12, "dim"),
        )
        return Entry(option.name, cells, option, dim=not option.active)

    @property
    def option(self) -> ListedOption:
        """The choice pointed at."""
        assert self.entry is not None
        found: ListedOption = self.entry.of
        return found

    # What is done

    async def do_entry_new(self) -> None:
        """Add a choice at the end."""

        async def add(text: str) -> str:
            await self.write(lambda session: add_option(session, self.list_name, text))
            return " ".join(text.split())

        name = await ask_until(self.app, _("New: {list}").format(list=_(LISTS[self.list_name][0]).lower()), "", add)
        if name is None:
            return
        await self.done(_("Added: {name}").format(name=visible(name)), "option")
        self.point_at(name)
        if self.list_name == "stage":
            await self.do_entry_value()

    async def do_open(self) -> None:
        """Change the name."""
        if self.entry is not None and not self.why_not("entry_edit"):
            await self.do_entry_edit()

    async def do_entry_edit(self) -> None:
        """Change the name; what has it goes by the new one."""
        option = self.option
        if await self._asked(_("Name"), option.name, lambda text: {"name": text}):
            await self.done(_("Changed."), "option")

    async def do_entry_value(self) -> None:
        """Set the probability that a stage begins with."""
        option = self.option
        text = "" if option.probability is None else _short(option.probability)

        def read(typed: str) -> Mapping[str, Any]:
            return {"probability": _PROBABILITY.parse(typed, self.app.session.reading())}

        hint = _("Per cent, 0 to 100; opportunities get it when they come to this stage.")
        if await self._asked(_("Probability of {name}").format(name=visible(option.name)), text, read, hint):
            await self.done(_("Changed."), "option")

    async def _asked(self, title: str, text: str, read: Any, hint: str = "") -> bool:
        option = self.option

        async def change(typed: str) -> bool:
            values = read(typed)
            return await self.write(lambda session: change_option(session, option, values))

        found = await ask_until(self.app, title, text, change, hint=hint)
        return bool(found)

    async def do_entry_up(self) -> None:
        """Move it up."""
        await self._move(-1)

    async def do_entry_down(self) -> None:
        """Move it down."""
        await self._move(1)

    async def _move(self, steps: int) -> None:
        number = self.option.id
        if await self.write(lambda session: move_option(session, number, steps)):
            await self.app.changed("option")

    async def do_entry_use(self) -> None:
        """Take it out of use, or into use again; what has it keeps it."""
        option = self.option
        await self.write(lambda session: change_option(session, option, {"active": not option.active}))
        told = _("Deactivated: {name}; what has it keeps it.") if option.active else _("In use again: {name}")
        await self.done(told.format(name=visible(option.name)), "option")

    async def do_entry_delete(self) -> None:
        """Delete it; where it is in use, deactivate it or move what has it."""
        option, to = self.option, None
        plan = await self.app.engine.read(lambda session: plan_delete_option(session, option.id))
        if plan.refusals:
            choices = [
                Choice(
                    "-", _("Deactivate it; what has it keeps it"), "rest", why_not="" if option.active else _("it is")
                )
            ]
            for number, entry in enumerate(each for each in self.entries if each.of.id != option.id):
                label = _("Move to {name}, and delete").format(name=visible(entry.title))
                choices.append(Choice(str(number + 1) if number < 9 else "", label, entry.of.id))
            title = _("{name} is in use: {what}").format(name=visible(option.name), what=plan.what(self.app.session))
            answer = await self.app.ask(Menu(title, choices))
            if answer is None:
                return
            if answer == "rest":
                await self.do_entry_use()
                return
            to = int(answer)
            plan = await self.app.engine.read(lambda session: plan_delete_option(session, option.id, to))
        lines = [*plan.sentences(self.app.session), _("u brings it back, for 30 days.")]
        if await self.app.ask(Confirm(_("Delete {name}?").format(name=visible(option.name)), lines, yes=_("Delete"))):
            await self.write(lambda session: delete_option(session, option.id, to))
            await self.done(_("Deleted: {name}. u brings it back.").format(name=visible(option.name)), "option")
