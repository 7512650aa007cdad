"""Help and palette: the actions there are, and what the signs on the screen mean; found by typing, run by Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from model.core.fields.base import Field
from model.core.language import _
from tui.actions import Action, shown_key
from tui.looks import Looks
from tui.widgets.filter_menu import FilterMenu, Option


class Chooser(FilterMenu):
    """Actions by group with their keys; Enter answers with the ID of the one pointed at."""

    def __init__(
        self,
        title: str,
        actions: Sequence[Action],
        why_not: Callable[[str], str],
        looks: Looks,
        signs: Sequence[Option] = (),
    ) -> None:
        options = [
            Option(
                action.id,
                _(action.label),
                keys=" ".join(shown_key(key, ascii=looks.ascii) for key in action.keys),
                group=_(action.group),
                help=_(action.help),
                words=action.id,
                disabled_reason=why_not(action.id),
            )
            for action in sorted(actions, key=lambda action: _GROUPS.get(action.group, 9))
        ]
        super().__init__(title, [*options, *signs], verb=_("Do it"))


def sign_options(fields: Sequence[Field], looks: Looks) -> list[Option]:
    """Return what the signs in the columns of ``fields`` mean, as lines to read: from the choices' own declarations."""
    found = []
    for field in fields:
        for choice in field.signs:
            sign = looks.symbol(choice) or _("blank")
            label = f"{field.heading[:1]}  {field.title}: {_(choice.label)}"
            found.append(Option(None, label, keys=sign, group=_("Signs"), words=choice.name, takes=False))
    return found


_GROUPS = {"Calling": -1, "Records": 0, "Many at once": 1, "Finding": 2, "Moving": 3, "Screens": 4, "Program": 5}
