"""What a form says of an organisation number as it is typed: where it is on file, what the registry has (LEAD-12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.language import _
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing
from model.core.org_number import OrgNumber, parse_org_number
from model.core.records.record import Record
from model.core.text import visible
from model.customers.rules import refusal
from model.leads.records import Lead
from model.registry.unit import Unit
from model.search.saving import fields_from
from tui.widgets.form_state import Offer
from tui.widgets.inputs import typed_text

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_MOST = 3
"""Leads of one number that are named; more would push the form away."""

Place = tuple[str, str, int | None]
"""What is said of a record on file, and where it is; the ID is None for one that the person may not see."""


class NumberCheck:
    """Asked with the text of a number field; ``as_`` is "lead" or "customer", ``own`` the record that is filled in."""

    def __init__(self, app: BaseApp, record: type[Record], own: int | None) -> None:
        self.app = app
        self.record = record
        self.own = own

    async def __call__(self, text: str, texts: Mapping[str, str]) -> Sequence[Offer]:
        """Return what there is to be said of the number, with what taking it does."""
        number = parse_org_number(text)
        if number is None:
            return ()
        if not number.valid:
            return (Offer(_("The check digit is wrong; it is kept as it is typed"), _("look again")),)
        places, unit, fills = await self.app.engine.latest(
            f"number {id(self)}", lambda session: self._find(session, number)
        )
        offers = [
            Offer(told, _("go there"), action=self._going(record, record_id))
            if record_id is not None
            else Offer(told, _("ask its owner"))
            for told, record, record_id in places
        ]
        if unit is not None:
            warning = f", {unit.warning}" if unit.warning else ""
            where = ", ".join(part for part in (unit.name, unit.street_address.town) if part)
            told = _("In the registry: {name}").format(name=visible(where)) + warning
            offers.append(Offer(told, _("fill in what is empty"), fills))
        return offers

    def _find(self, session: Session, number: OrgNumber) -> tuple[list[Place], Unit | None, dict[str, str]]:
        places = self._on_file(session, number)
        unit = self.app.registry().unit(number.digits, number.country)
        if unit is None:
            return places, None, {}
        reading = session.reading()
        fields: Mapping[str, Field] = self.record.fields()
        known = fields_from(unit, self.record.name_in_code)
        return places, unit, {name: typed_text(fields[name], value, reading) for name, value in known.items()}

    def _on_file(self, session: Session, number: OrgNumber) -> list[Place]:
        places: list[Place] = []
        found = refusal(session, f"{number.country}{number.digits}")
        if found is not None and not (self.record.name_in_code == "customer" and found.record_id == self.own):
            places.append((visible(found.message.rstrip(".")), "customer", found.record_id))
        wanted = (Criterion("org_number", "=", number.digits),)
        for views in ((), ("deactivated",)):
            for row in Listing(session, Lead, ("name",), Filter(views, wanted)).first(_MOST):
                if self.record is not Lead or row.id != self.own:
                    told = _("The lead {name} has this number").format(name=visible(str(row.values[0])))
                    places.append((told, "lead", row.id))
        return places[: _MOST + 1]

    def _going(self, record: str, record_id: int) -> Callable[[], None]:
        def go() -> None:
            # The form waits below, with all that is typed in it.
            self.app.in_background(self.app.open_record(record, record_id))

        return go
