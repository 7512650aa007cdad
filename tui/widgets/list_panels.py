"""What opens above a list and narrows it: the panel of criteria, and the alphabet (CAMP-05, CAMP-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from tui.widgets.criteria_panel import CriteriaPanel
    from tui.widgets.list_body import ListBody


async def turn_criteria(screen: ListBody) -> None:
    """Open the criteria panel, or hide it; criteria stay in force either way (W16)."""
    kind = _panel_class()
    own = screen.app.session.own_fields(screen.record)
    columns = [[*column] for column in screen.criteria_columns] or [[*screen.criteria_fields]]
    columns[screen.own_criteria_column] += own
    names = [name for column in columns for name in column]
    for old in screen.query("#criteria").results(kind):
        if not old.display and [*old.fields] != names:
            # The company has other fields of its own by now.
            await old.remove()
    if not screen.query("#criteria"):
        made = kind(
            screen.app.engine, screen.record, names, columns=columns, ascii=screen.app.looks.ascii, id="criteria"
        )
        made.display = False
        await screen.mount(made, before=screen.list)
    panel = screen.query_one("#criteria", kind)
    if panel.display:
        leave(panel)
        return
    panel.fill(screen.views.narrowing(screen.list.filter).criteria)
    panel.display = True
    panel.focus()


def empty_criteria(screen: ListBody) -> None:
    """Take away what stands in the criteria panel, if it was ever opened."""
    for panel in screen.query("#criteria").results(_panel_class()):
        panel.reset()


async def open_alphabet(screen: ListBody) -> None:
    """Show the alphabet; a letter typed there is the first letter of what the list shows (W11)."""
    from tui.widgets.alphabet import AlphabetStrip

    if not screen.query("#alphabet"):
        await screen.mount(AlphabetStrip(id="alphabet"), before=screen.list)
    strip = screen.query_one("#alphabet", AlphabetStrip)
    strip.show(screen.list.filter.letter)
    strip.display = True
    strip.focus()


def leave(panel: Widget) -> None:
    """Hide what is above the list, and go back to it."""
    panel.display = False
    panel.screen.set_focus(None)


def _panel_class() -> type[CriteriaPanel]:
    from tui.widgets.criteria_panel import CriteriaPanel

    return CriteriaPanel
