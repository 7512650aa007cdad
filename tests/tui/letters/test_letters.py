"""Letters and labels by keyboard: who gets one, who does not, where the PDF goes (CUST-15, CUST-22, CAMP-20).

Actions: `campaign_letters`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from model.activities.records import WrittenNote
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.customers.records import Contact
from model.templates.records import Template
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, at

PLACE = {"postal_street": "Gata 1", "postal_postcode": "0150", "postal_town": "Oslo"}


def template(desk: Desk, kind: str = "letter", text: str = "Dear {{ contact.first_name }}", **values: str) -> int:
    return desk.insert(Template, **{"name": "Spring", "kind": kind, "text": text, **values})


def person(desk: Desk, first: str, **values: str) -> int:
    return desk.insert(
        Contact, first_name=first, last_name="Nes", **{**PLACE, "postal_street": f"Gata {first}", **values}
    )


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_letters_to_the_marked(desk: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    """Shown, looked at, written, noted, undone."""
    template(desk)
    for name in ("Ask", "Bo"):
        person(desk, name)
    desk.insert(Contact, first_name="Cay", last_name="Nowhere")
    async with at(desk, size=size) as hand:
        await hand.press("4")
        await hand.sees("Ask Nes", "Cay Nowhere")
        await hand.press("*", "#", "l")
        await hand.sees("Letter: ", "Spring", "2 get one.", "1 has no postal address.")
        await hand.press("f3")
        await hand.sees("Left out", "Cay Nowhere")
        await hand.press("enter", "f6")
        await hand.sees("Preview: Ask Nes", "Gata Ask", "0150 Oslo", "Dear Ask")
        await hand.press("enter", "enter")
        await hand.sees("Spring.pdf")
        await hand.press("ctrl+u")
        await hand.type(str(tmp_path / "out.pdf"))
        await hand.press("enter")
        await hand.sees("2 letters, noted; u takes the notes back.")
        assert "Dear Bo" in text_of(tmp_path / "out.pdf")
        assert len(on_file.ids(desk.store, WrittenNote)) == 2
        await hand.press("u", "y")
        await hand.until(lambda: not on_file.ids(desk.store, WrittenNote))


async def test_labels_from_a_card_begin_where_the_sheet_is_free(desk: Desk, tmp_path: Path) -> None:
    template(desk, "label", "{{ address }}")
    kari = person(desk, "Kari")
    async with at(desk) as hand:
        await hand.open("contact", kari)
        await hand.press("#", "a")
        await hand.sees("Address labels: Kari Nes", "1 gets one.", "First label")
        await hand.press("down", "down", "down", "backspace", "9", "9")
        await hand.sees("must be one of 1 to 21")
        await hand.press("backspace")
        await hand.sees("1 gets one.")
        await hand.press("enter")
        await hand.sees("Spring.pdf")
        await hand.press("ctrl+u")
        await hand.type(str(tmp_path / "labels.pdf"))
        await hand.press("enter")
        await hand.sees("1 label.")
    assert "Kari Nes" in text_of(tmp_path / "labels.pdf")
    assert on_file.ids(desk.store, WrittenNote) == []


async def test_the_letters_of_a_campaign_mark_its_recipients(desk: Desk, tmp_path: Path) -> None:
    """`campaign_letters`: nobody gets two."""
    template(desk)
    spring = desk.insert(Campaign, subject="Spring", type="letter")
    ola = desk.insert(Recipient, campaign=spring, contact="Ola Berg", street="Gata 1", postcode="0150", town="Oslo")
    async with at(desk) as hand:
        await hand.open("campaign", spring)
        await hand.press("W", "l")
        await hand.sees("1 gets one.")
        await hand.press("enter")
        await hand.sees("Spring.pdf")
        await hand.press("ctrl+u")
        await hand.type(str(tmp_path / "l.pdf"))
        await hand.press("enter")
        await hand.sees("1 letter, noted")
        assert desk.now(Recipient, ola).sent
        await hand.press("W", "l")
        await hand.sees("1 has been sent to already.", "There is nobody to write to.")


async def test_without_a_template_it_is_said_where_one_is_made(desk: Desk) -> None:
    kari = person(desk, "Kari")
    async with at(desk) as hand:
        await hand.open("contact", kari)
        await hand.press("#", "l")
        await hand.sees("There is no template of a letter yet")
        await hand.press("#", "a")
        await hand.sees("There is no template of a label yet")


async def test_hostile_names_stay_text(desk: Desk) -> None:
    template(desk, name=HOSTILE, text=HOSTILE.replace("{", "(").replace("}", ")"))
    kari = desk.insert(Contact, first_name=HOSTILE, last_name=HOSTILE, **PLACE)
    async with at(desk) as hand:
        await hand.open("contact", kari)
        await hand.press("#", "l")
        await hand.sees("1 gets one.")
        await hand.press("f6")
        await hand.sees("Preview")
