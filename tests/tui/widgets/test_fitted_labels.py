"""Labels in languages that need more room than English: on two rows in forms, shortened together on a line (COM-19)."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from model.core import language
from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests import on_file
from tests.tui.desk import Desk, at
from tui.looks import Looks
from tui.widgets.fitted_labels import fitted_labels
from tui.widgets.form_layout import label_rows

DANISH = ("Kunder", "Kontaktpersoner", "CVR", "Leads", "Salgsmuligheder")


def test_the_longest_labels_give_way_and_the_one_in_front_last() -> None:
    assert fitted_labels(DANISH, 60, 0, Looks()) == list(DANISH)
    assert fitted_labels(DANISH, 36, 0, Looks()) == ["Kunder", "Kontaktper…", "CVR", "Leads", "Salgsmulig…"]
    assert fitted_labels(DANISH, 36, 4, Looks()) == ["Kunder", "Kontak…", "CVR", "Leads", "Salgsmuligheder"]
    assert fitted_labels(DANISH, 36, 4, Looks(ascii=True))[1] == "Kontak~"
    for room in range(80):
        made = fitted_labels(DANISH, room, 1, Looks())
        assert sum(cell_len(label) for label in made) <= max(room, 19)


def test_a_long_label_stands_on_two_rows() -> None:
    assert label_rows("Eier", 17) == ("Eier",)
    assert label_rows("Kun synlig for eier", 17) == ("Kun synlig for", "eier")
    assert label_rows("Betalingsanmerkninger", 17) == ("Betalingsanmerkninger",)
    assert label_rows("Et felt med mange flere ord enn to rader har", 17)[0] == "Et felt med mange"


@pytest.mark.parametrize(
    ("tongue", "first", "second"),
    [("en", "Visible to owner", "only"), ("nb", "Kun synlig for", "eier"), ("da", "Kun synlig for", "ejer")],
)
async def test_no_label_of_a_form_is_cut_at_80_columns(desk: Desk, tongue: str, first: str, second: str) -> None:
    """COM-19: what a field is called can be read; the input stays one row, and Tab goes through all fields."""
    language.use(tongue)
    async with at(desk) as hand:
        await hand.press("L")
        await hand.sees(first)
        rows = hand.screen.split("\n")
        place = next(number for number, row in enumerate(rows) if first in row)
        assert rows[place + 1].strip().startswith(second)
        await hand.type("Fjord AS")
        await hand.press("f2")
        await hand.until(lambda: on_file.value(desk.store, Lead.name) == "Fjord AS")


async def test_every_group_of_the_search_is_in_sight_with_its_number(desk: Desk) -> None:
    """CUST-02: in Danish at 80 columns too, however many hits there are."""
    for number in range(12):
        customer = desk.insert(Customer, name=f"Fjord {number}")
        desk.insert(Lead, name=f"Fjord {number}")
        desk.insert(Opportunity, title=f"Fjord {number}", customer=customer)
    language.use("da")
    async with at(desk) as hand:
        await hand.press("slash")
        await hand.type("fjord")
        await hand.until(lambda: hand.line("Kunder").count(" 12 ") == 3 and hand.line("Kunder").endswith(" 0"))
        assert "Kunder 12" in hand.line("Kunder")
        await hand.press("shift+tab")
        await hand.sees("CRM-sager 12")
