"""What a form offers below the customer typed in it: a new one, one of the registry, the contacts there are."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.lists.lookup import Found, find_titles
from model.core.text import fold, visible
from model.customers.links import LinkedContact, contacts_of
from tui.widgets.form_state import Offer

if TYPE_CHECKING:
    from model.registry.search import RegistryHit
    from tui.widgets.record_form import RecordForm

PAUSE = 0.2
"""Seconds that nothing is typed before anything is offered: half a word is like too much."""
MOST = 2
"""Companies of the registry, and contacts, that are offered; who wants others types on."""
LEAST = 3
"""Letters of a name before the registry is asked."""


class CustomerOffers:
    """Asked with the text of the customer field; the form is filled in with what is taken (OPP-01)."""

    def __init__(self, screen: RecordForm) -> None:
        self.screen = screen

    async def __call__(self, text: str, texts: Mapping[str, str]) -> Sequence[Offer]:
        """Return the contacts of the customer that is chosen, or ways to make the one that is typed."""
        customer = chosen(text)
        if customer is not None:
            if texts.get("contact", "").strip():
                return ()
            found = await self.screen.app.engine.read(lambda session: contacts_of(session, customer))
            return [self._contact(one) for one in found if one.active][:MOST]
        # The next key takes this question away.
        await asyncio.sleep(PAUSE)
        name = " ".join(text.split())
        hits = await self._registry(name) if len(name) >= LEAST else []
        return [*(self._unit(hit) for hit in hits), self._new(name)]

    def _contact(self, one: LinkedContact) -> Offer:
        role = f", {visible(one.role)}" if one.role else ""
        return Offer(
            _("Contact: {name}").format(name=visible(one.name)) + role, _("take"), fills={"contact": f"#{one.id}"}
        )

    async def _registry(self, name: str) -> list[RegistryHit]:
        """Return companies of the registry that are on file nowhere."""
        from model.search.everything import on_file

        app = self.screen.app

        def find(session: Session) -> list[RegistryHit]:
            found = app.registry().search(name, 3 * MOST)
            known = on_file(session, [(unit.country, unit.org_number) for unit in found])
            return [unit for unit in found if (unit.country, unit.org_number) not in known][:MOST]

        return await app.engine.latest("customer offers", find)

    def _unit(self, hit: RegistryHit) -> Offer:
        where = ", ".join(visible(part) for part in (hit.name, hit.town, hit.org_number) if part)
        told = _("In the registry: {name}").format(name=where)
        return Offer(told, _("add as customer"), action=lambda: self.screen.app.in_background(self._add(hit)))

    def _new(self, name: str) -> Offer:
        told = _("New customer: {name}").format(name=visible(name))

        return Offer(told, _("fill it in"), action=lambda: self.screen.app.in_background(self._make(name)))

    async def _make(self, name: str) -> None:
        made = await self.screen.app.open_form("customer", None, name=name)
        if made is not None:
            self._take(made)

    async def _add(self, hit: RegistryHit) -> None:
        from model.search.saving import save_from_registry

        app = self.screen.app
        # Looked up in the thread that reads the registry, saved in the one that writes.
        unit = await app.engine.read(lambda _session: app.registry().unit(hit.org_number, hit.country))
        if unit is None:
            raise UserError(_("It is in the registry no more."), "customer")
        self._take(await app.engine.write(lambda session: save_from_registry(session, unit)))
        await app.changed("customer")

    def _take(self, customer: int) -> None:
        if self.screen.form is not None:
            self.screen.form.fill({"customer": f"#{customer}"}, over=True)
            self.screen.form.focus_field("title")


def chosen(text: str) -> int | None:
    """Return the ID that a field of references holds ("#17"), None while something else is typed."""
    number = text.strip().removeprefix("#").partition(" ")[0]
    return int(number) if text.strip().startswith("#") and number.isdecimal() else None


def find_contacts(session: Session, text: str, texts: Mapping[str, str], limit: int) -> list[Found]:
    """Return contacts for what is typed: those of the customer in the form first, then everybody's (OPP-01)."""
    customer = chosen(texts.get("customer", ""))
    own: list[Found] = []
    if customer is not None:
        words = fold(text).split()
        own = [
            Found(one.id, one.name, visible(one.role or one.title or ""))
            for one in contacts_of(session, customer)
            if one.active and all(word in fold(one.name) for word in words)
        ]
    if len(own) >= limit or (own and not text.strip()):
        return own[:limit]
    seen = {one.id for one in own}
    return [*own, *(hit for hit in find_titles(session, "contact", text, limit) if hit.id not in seen)][:limit]
