"""The categories of a record from its card: each turned on or off, or one taken away (CUST-12, CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.company.option_choices import active_options
from model.core.language import N_, _
from model.customers.categories import categories_of, change_categories
from tui.widgets.dialogs import Choice, Confirm, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class CategoriesMenu(Menu):
    """Space turns a category on or off, Enter keeps what is chosen; answers the IDs of those that are on."""

    def __init__(self, title: str, options: Sequence[tuple[int, str]], on: set[int]) -> None:
        super().__init__(title, [Choice("", name, option, option in on) for option, name in options])
        self.at = 0

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Space"), _("In, or out")), (_("Enter"), _("Done")), (_("Esc"), _("Back")))

    def take_key(self, key: str) -> None:
        """Turn, move, or answer."""
        if key in ("space", " ") and self.choices:
            here = self.choices[self.at]
            self.choices[self.at] = Choice("", here.label, here.value, not here.on)
            self.draw()
        elif key == "enter":
            self.dismiss({choice.value for choice in self.choices if choice.on})
        else:
            super().take_key(key)


async def choose_categories(app: BaseApp) -> None:
    """Turn categories of the record in front on and off; what a colleague does meanwhile stays."""
    screen: Any = app.screen
    record, record_id, name = screen.kind, screen.record_id, screen.shown.title

    def ask(session: Session) -> tuple[list[tuple[int, str]], set[int]]:
        present = categories_of(session, record, record_id)
        active = active_options(session, "category")
        gone = [one for one in present if one[0] not in {option for option, _name in active}]
        return [*active, *gone], {option for option, _name in present}

    options, before = await app.engine.read(ask)
    if not options:
        app.say(_("No categories yet: an administrator makes them, under 9."))
        return
    chosen = await app.ask(CategoriesMenu(_("Categories of {name}").format(name=name), options, before))
    if chosen is None or chosen == before:
        return
    await _set(app, record, record_id, name, chosen - before, before - chosen)


async def drop_category(app: BaseApp) -> None:
    """Take the record in front out of a category, after asking which and y."""
    screen: Any = app.screen
    record, record_id, name = screen.kind, screen.record_id, screen.shown.title
    present = await app.engine.read(lambda session: categories_of(session, record, record_id))
    if not present:
        app.say(_("It stands in no category; n puts it into one."))
        return
    choices = [
        Choice(str(number) if number < 10 else "", label, (option, label))
        for number, (option, label) in enumerate(present, start=1)
    ]
    picked = choices[0].value if len(choices) == 1 else await app.ask(Menu(_("Out of which category?"), choices))
    if picked is None:
        return
    title = _("Take {name} out of {category}?").format(name=name, category=picked[1])
    if await app.ask(Confirm(title, [_("u brings it back.")], yes=_("Take out"))):
        await _set(app, record, record_id, name, set(), {picked[0]})


async def _set(app: BaseApp, record: str, record_id: int, name: str, added: set[int], taken: set[int]) -> None:
    def work(session: Session) -> None:
        with change(session, N_("Categories of {name}"), "edit", name=name) as made:
            change_categories(made, record, record_id, added, taken)

    await app.engine.write(work)
    await app.changed(record)
    app.say(_("Saved. u undoes it."), "good")
