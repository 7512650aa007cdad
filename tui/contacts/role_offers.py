"""What the form of a contact offers below the role: those in use that begin like what is typed (CUST-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from model.core.language import _
from model.core.text import fold, visible
from model.customers.links import roles_in_use
from tui.widgets.form_state import Offer

if TYPE_CHECKING:
    from tui.widgets.record_form import RecordForm

MOST = 3
"""Roles that are offered; who wants others types on."""


class RoleOffers:
    """Asked with the text of the role; taking an offer puts that role in its place."""

    def __init__(self, screen: RecordForm) -> None:
        self._screen = screen

    async def __call__(self, text: str, texts: Mapping[str, str]) -> Sequence[Offer]:
        """Return the roles of which a word begins like the text, most common first; none where it is one of them."""
        wanted = fold(text.strip())
        roles = await self._screen.app.engine.read(roles_in_use)
        if any(fold(role) == wanted for role in roles):
            return ()
        found = [role for role in roles if f" {wanted}" in f" {fold(role)}"][:MOST]
        return [
            Offer(_("In use: {role}").format(role=visible(role)), _("take"), action=partial(self._take, role))
            for role in found
        ]

    def _take(self, role: str) -> None:
        if self._screen.form is not None:
            self._screen.form.fill({"role": role}, over=True)
