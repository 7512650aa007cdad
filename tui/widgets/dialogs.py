"""Small questions: a menu of single keys, yes or no, a line of text, a text to read.

They stand at the foot of the screen they ask about, which stays in sight; nothing is dimmed, so that little is sent.
"""

from tui.widgets.dialog import Dialog
from tui.widgets.menu import Choice, Menu, SeenMenu
from tui.widgets.questions import Confirm, Told
from tui.widgets.text_prompt import Ask, typed_pieces

__all__ = ["Ask", "Choice", "Confirm", "Dialog", "Menu", "SeenMenu", "Told", "typed_pieces"]
