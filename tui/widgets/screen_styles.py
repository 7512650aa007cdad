"""How often the style sheet is applied to a screen."""

from __future__ import annotations

from weakref import WeakSet

from textual.events import ScreenResume
from textual.screen import Screen

_shown: WeakSet[Screen] = WeakSet()
"""The screens that have been in front."""


def style_once(screen: Screen, event: ScreenResume) -> None:
    """Spare a screen that comes to the front for the first time to be styled again.

    Its widgets were styled as they were made, a moment ago. Textual does it over for all of them, which is a third of
    the time that opening a dialog takes. A screen that was left is styled anew: the theme may be another by now.
    """
    if screen not in _shown:
        _shown.add(screen)
        event.refresh_styles = False
