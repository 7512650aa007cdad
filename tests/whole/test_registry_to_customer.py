"""From an empty home to a customer out of the registry, by keys alone."""

from __future__ import annotations

import json

import pytest

from tests.model.registry.units import bulk, numbers, text_of
from tests.whole.conftest import Home

HEADINGS = [
    "organisasjonsnummer", "navn", "organisasjonsform.kode", "organisasjonsform.beskrivelse", "naeringskode1.kode",
    "naeringskode1.beskrivelse", "antallAnsatte", "harRegistrertAntallAnsatte", "forretningsadresse.adresse",
    "forretningsadresse.postnummer", "forretningsadresse.poststed", "forretningsadresse.kommune",
    "forretningsadresse.landkode", "postadresse.adresse", "postadresse.postnummer", "postadresse.poststed",
    "postadresse.kommune", "postadresse.landkode",
]  # fmt: skip
NAMES = ("TYTTEBÆRSKOGEN AS", "TYTTEBÆR & LYNG AS", "STEINRØYSA ANS")


def units() -> str:
    """Three invented units as the bulk file has them."""
    return text_of(
        [
            [number, name, "AS", "Aksjeselskap", "02.100", "Skogskjøtsel og andre skogbruksaktiviteter", "17", "true",
             "Lyngveien 3", "2630", "RINGEBU", "RINGEBU", "NO", "Postboks 9", "2631", "RINGEBU", "RINGEBU", "NO"]
            for number, name in zip(numbers(len(NAMES)), NAMES, strict=True)
        ],
        HEADINGS,
    )  # fmt: skip


@pytest.mark.terminal
def test_first_start_makes_the_administrator(home: Home) -> None:
    """COM-14: who starts first is the administrator; the empty start page says what to press."""
    app = home.app().wait("Nothing is on file yet. Press L").wait("company up.")
    people = json.loads(home.done("employee", "list", "--json"))
    assert [person["role"] for person in people] == ["administrator"]
    assert people[0]["initials"] in app.lines[0]
    assert app.press("Q").wait_end() == 0
    # Once is enough: the second start finds the person.
    assert home.app().wait("Nothing is on file yet. Press L").press("Q").wait_end() == 0
    assert len(json.loads(home.done("employee", "list", "--json"))) == 1


@pytest.mark.terminal
def test_search_with_tab_between_groups_and_enter_makes_the_customer(home: Home) -> None:
    """CUST-02, CUST-03: name, number, form, industry, addresses and staff come from the registry."""
    home.folder.mkdir(exist_ok=True)
    assert "3 companies loaded" in home.done("registry", "load", str(bulk(home.folder, units())))
    home.done("customer", "add", "name=Tyttebær Kiosk")
    app = home.app().wait("Customers")
    app.press("/").wait("Search everything").type("tyttebæ").wait("Registry 2").wait("Tyttebær Kiosk")
    app.press("tab").wait_gone("Tyttebær Kiosk").press("tab").wait("TYTTEBÆRSKOGEN")
    app.press("shift+tab").wait_gone("TYTTEBÆRSKOGEN").press("tab").wait("TYTTEBÆRSKOGEN")
    row = next(number for number, line in enumerate(app.lines) if "TYTTEBÆRSKOGEN" in line)
    first = min(number for number, line in enumerate(app.lines) if number > 3 and "TYTTEBÆR" in line)
    app.press(*["down"] * (row - first), "enter")
    number = numbers(1)[0]
    app.wait("Details")
    for shown in ("TYTTEBÆRSKOGEN AS", number, "Lyngveien 3", "2630 RINGEBU"):
        app.wait(shown)
    app.press("tab").wait("Employees").wait("17")
    made = next(
        customer for customer in json.loads(home.done("customer", "list", "--json")) if "SKOGEN" in customer["name"]
    )
    assert (made["org_number"], made["company_form"], made["employees"]) == (number, "AS", 17)
    assert "02.100" in made["industry"] or "Skogskjøtsel" in made["industry"]
    assert "Postboks 9" in json.dumps(made, ensure_ascii=False)
    app.press("Q").wait_end()
