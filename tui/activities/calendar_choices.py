"""What a calendar asks: which day, which of several, whose it is (COM-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from model.activities.agenda import Item
from model.core.dates import parse_day
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible
from model.people.directory import active_employees
from tui.widgets.dialogs import Ask, Choice, Menu
from tui.widgets.understood import as_day

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def ask_day(app: BaseApp, today: date) -> date | None:
    """Ask for a day as people say it, None where nothing was typed; a day that does not exist is refused there."""

    def check(text: str) -> str:
        try:
            parse_day(text, today)
        except UserError as error:
            return error.message
        return ""

    hint = _("next friday, 21.11, in 3 weeks, week 48")
    text = await app.ask(Ask(_("Which day?"), hint=hint, check=check, understood=as_day(today)))
    return parse_day(text, today) if text else None


async def choose_item(app: BaseApp, items: Sequence[Item], lines: Sequence[str]) -> Item | None:
    """Ask which of several is meant; ``lines`` say what they are."""
    choices = [
        Choice(str(number) if number < 10 else "", line, item)
        for number, (item, line) in enumerate(zip(items, lines, strict=True), start=1)
    ]
    chosen: Item | None = await app.ask(Menu(_("Which one?"), choices))
    return chosen


async def choose_whose(app: BaseApp, owner: int | None) -> tuple[int | None] | None:
    """Ask whose calendar is to be shown: an employee's ID, None for everybody's; None where nothing was chosen."""
    people = await app.engine.read(active_employees)
    choices = [Choice("0", _("Everybody's"), (None,), owner is None)]
    for number, (person, initials, name) in enumerate(people, start=1):
        called = f"{initials}  {visible(name or '')}"
        choices.append(Choice(str(number) if number < 10 else "", called, (person,), person == owner))
    chosen: tuple[int | None] | None = await app.ask(Menu(_("Whose calendar?"), choices))
    return chosen
