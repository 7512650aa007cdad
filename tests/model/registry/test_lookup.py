"""Who answers a look-up (CUST-08)."""

from __future__ import annotations

from pathlib import Path

from model.core.org_number import OrgNumber
from model.registry.lookup import look_up
from model.registry.search import Registry
from model.registry.unit import Unit
from tests.model.registry.units import invented, registry_of


class Elsewhere:
    """A source that knows one unit and tells what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    def unit(self, org_number: str, country: str | None = None) -> Unit | None:
        self.asked.append((org_number, country))
        return Unit("DK", "13585628", "Fjord A/S") if org_number == "13585628" else None


def test_the_first_that_knows_answers(tmp_path: Path) -> None:
    elsewhere = Elsewhere()
    with Registry(registry_of(tmp_path)) as registry:
        here = invented()[0]
        answer = look_up(f"NO {here.org_number} MVA", [registry, elsewhere])
        assert (answer.number, answer.unit) == (OrgNumber("NO", here.org_number, True), here)
        assert elsewhere.asked == []
        answer = look_up("DK-13585628", [registry, elsewhere])
        assert answer.unit is not None
        assert answer.unit.name == "Fjord A/S"
        assert elsewhere.asked == [("13585628", "DK")]


def test_nobody_is_asked_for_what_cannot_be() -> None:
    """D05."""
    elsewhere = Elsewhere()
    assert look_up("923609017", [elsewhere]).number == OrgNumber("NO", "923609017", False)
    assert look_up("Fjord AS", [elsewhere]).number is None
    assert elsewhere.asked == []
    assert look_up("923609016", [elsewhere]).unit is None
    assert elsewhere.asked == [("923609016", "NO")]
