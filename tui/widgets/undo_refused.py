"""Why a change cannot be undone, with the offer to take back all the others (decision 19)."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.language import _
from tui.widgets.dialogs import Told


class UndoRefused(Told):
    """What stands in the way of undo; answers True where all the others are to be taken back."""

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys, the deliberate one first."""
        return (("a", _("Take back the others")), *super().keys())

    def take_key(self, key: str) -> None:
        """Take the offer, or leave."""
        if key in ("a", "A"):
            self.dismiss(True)
        else:
            super().take_key(key)
