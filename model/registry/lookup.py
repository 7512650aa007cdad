"""Who answers a look-up by organisation number: the sources that are configured, in their order (CUST-08, CUST-24).

A source is anything with :meth:`Source.unit`: the local copy is one, a register's live interface another. The first
that knows the number answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from model.core.org_number import OrgNumber, parse_org_number
from model.registry.unit import Unit


class Source(Protocol):
    """Somewhere a unit can be asked for; :class:`model.registry.search.Registry` is one."""

    def unit(self, org_number: str, country: str | None = None) -> Unit | None:
        """Return the unit with this number, None if the source does not know it."""


@dataclass(frozen=True)
class Answer:
    """What a look-up found: ``number`` is None if the text is no organisation number, ``unit`` if nobody knows it."""

    number: OrgNumber | None
    unit: Unit | None


def look_up(text: str, sources: Sequence[Source], country: str | None = None) -> Answer:
    """Ask ``sources`` for the number in ``text``, in any spelling; one with a wrong check digit is not asked for."""
    number = parse_org_number(text, country)
    if number is None or not number.valid:
        return Answer(number, None)
    for source in sources:
        unit = source.unit(number.digits, number.country)
        if unit is not None:
            return Answer(number, unit)
    return Answer(number, None)
