"""Labels in languages that need more room than English: on two rows in forms, whole on a strip (COM-19)."""

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
from tui.widgets.form_layout import label_rows
from tui.widgets.label_strip import label_strip

DANISH = ("Kunder", "Kontaktpersoner", "CVR", "Leads", "Salgsmuligheder")


@pytest.mark.parametrize("front", range(5))
@pytest.mark.parametrize("ascii", [False, True])
def test_no_label_of_a_strip_is_cut(front: int, ascii: bool) -> None:
    """Blanks between them go first, then those furthest from the one in front, with a sign on their side."""
    labels = [(f" {label} 12 ", "cursor" if number == front else "") for number, label in enumerate(DANISH)]
    for width in range(26, 90):
        pieces = label_strip(labels, front, width, Looks(ascii), gap=1)
        text = "".join(text for text, _style in pieces)
        assert cell_len(text) <= width
        assert labels[front] in pieces
        assert {text for text, _style in pieces} - {" ", "< ", " >", "‹ ", " ›"} <= {text for text, _style in labels}
        assert text.startswith("<" if ascii else "‹") == (labels[0] not in pieces)
        assert text.endswith(">" if ascii else "›") == (labels[-1] not in pieces)
    assert "Kunder 12   Kontakt" in "".join(text for text, _style in label_strip(labels, front, 90, Looks(), gap=1))


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


async def test_no_group_of_the_search_is_cut(desk: Desk) -> None:
    """CUST-02: in Danish at 80 columns too, however many hits there are; Tab brings those beyond the edge."""
    for number in range(12):
        customer = desk.insert(Customer, name=f"Fjord {number}")
        desk.insert(Lead, name=f"Fjord {number}")
        desk.insert(Opportunity, title=f"Fjord {number}", customer=customer)
    language.use("da")
    async with at(desk) as hand:
        await hand.press("slash")
        await hand.type("fjord")
        await hand.until(lambda: "Kunder 12  Kontaktpersoner 0  Registeret 0  Leads 12" in hand.line("Kunder"))
        assert "…" not in hand.line("Kunder")
        await hand.press("shift+tab")
        await hand.until(lambda: "CRM-sager 12  Ordrer 0" in hand.line("Ordrer"))
        assert "…" not in hand.line("Ordrer")
