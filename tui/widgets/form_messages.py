"""What a form tells the screen it stands on; handlers are called ``on_form_…``."""

from __future__ import annotations

from typing import Any

from textual.message import Message
from textual.widget import Widget


class Told(Message):
    """What a form tells."""

    def __init__(self, form: Widget) -> None:
        super().__init__()
        self.form = form


class Saved(Told, namespace="form"):
    """The form was saved, or there was nothing to save (``changed`` False)."""

    def __init__(self, form: Widget, result: Any, changed: bool) -> None:
        super().__init__(form)
        self.result = result
        self.changed = changed


class Cancelled(Told, namespace="form"):
    """The person leaves without saving; ``kept`` if what was typed stays behind as a draft."""

    def __init__(self, form: Widget, kept: bool) -> None:
        super().__init__(form)
        self.kept = kept


class Offered(Told, namespace="form"):
    """There is something to take below a field, or nothing any more."""


class Failed(Told, namespace="form"):
    """A fault, already told to the person in one sentence; for the log."""

    def __init__(self, form: Widget, error: Exception) -> None:
        super().__init__(form)
        self.error = error
