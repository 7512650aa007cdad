"""Attachments of a campaign by keyboard (CAMP-14, R13).

Actions: `add_attachment`, `edit_attachment`, `replace_attachment`, `turn_goes_along`.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from model.campaigns.records import Campaign
from model.customers.records import Customer
from model.documents import attachments, keeping
from model.documents.keeping import Kept
from tests.tui.desk import Desk, Hand, at


def picture(folder: Path, name: str = "logo.png") -> Path:
    path = folder / name
    Image.new("RGB", (40, 30)).save(path)
    return path


def attached(desk: Desk, campaign: int) -> list[Kept]:
    return keeping.documents_of(desk.me, ("campaign", campaign))


async def typed_at(hand: Hand, field: str, text: str) -> None:
    """Type in place of what stands in a field."""
    form = hand.app.screen.form  # type: ignore[attr-defined]
    form.focus_field(field)
    await hand.press("end", "ctrl+u")
    await hand.type(text)


async def test_a_picture_is_attached_described_replaced_and_held_back(desk: Desk, tmp_path: Path) -> None:
    """From the path to the row with its content ID; what is no picture is said beside the field."""
    campaign = desk.insert(Campaign, subject="Spring")
    none = tmp_path / "none.png"
    none.write_text("no picture")
    path, newer = picture(tmp_path), picture(tmp_path, "new.png")
    async with at(desk) as hand:
        await hand.open("campaign", campaign, tab="documents")
        await hand.sees("No attachments. n adds one.")
        await hand.press("n", "f", "ctrl+u")
        await hand.type(f"{path}\n")
        await hand.sees("New: attachment", "logo.png", "F2 Save")
        await typed_at(hand, "file", str(none))
        await hand.press("f2")
        await hand.sees("none.png is called a picture")
        await typed_at(hand, "file", str(path))
        await typed_at(hand, "title", "Our logo")
        await typed_at(hand, "content_id", "logo")
        await hand.press("f2")
        await hand.sees("Attachments 1", "Our logo", "PNG")
        assert [(one.title, one.content_id, one.width, one.goes_along) for one in attached(desk, campaign)] == [
            ("Our logo", "logo", 40, True)
        ]
        await hand.press("space")
        await hand.sees("logo.png stays here when the others are sent.")
        await hand.press("=", "ctrl+u")
        await hand.type(f"{newer}\n")
        await hand.sees("Replaced by new.png.")
        await hand.press("e")
        await hand.sees("image/png", "40 × 30", "24 bit", "added")
        await typed_at(hand, "keywords", "firm")
        await hand.press("f2")
        await hand.sees("Saved. u undoes it.")
        await hand.press("u")
        await hand.sees("Undo")
        await hand.press("y")
        await hand.until(lambda: attached(desk, campaign)[0].keywords == "")
    (found,) = attached(desk, campaign)
    assert (found.name, found.title, found.goes_along, found.width) == ("new.png", "Our logo", False, 40)


async def test_a_document_on_file_is_attached_and_a_content_id_stands_once(desk: Desk, tmp_path: Path) -> None:
    campaign = desk.insert(Campaign, subject="Spring")
    attachments.add_file(desk.me, ("campaign", campaign), picture(tmp_path), {"content_id": "logo"})
    customer = desk.insert(Customer, name="Fjord AS")
    keeping.add(desk.me, ("customer", customer), picture(tmp_path, "photo.png"))
    async with at(desk, ascii=True) as hand:
        await hand.open("campaign", campaign, tab="documents")
        await hand.press("n", "d")
        await hand.sees("Which document?", "photo.png", "Fjord AS")
        await hand.type("fjord")
        await hand.press("enter")
        await hand.sees("New: attachment", "photo.png", "F2 Save")
        await typed_at(hand, "content_id", "LOGO")
        await hand.press("f2")
        await hand.sees("has the content ID")
        await typed_at(hand, "content_id", "photo")
        await hand.press("f2")
        await hand.sees("Attachments 2", "photo")
        assert hand.line("photo.png").split()[-1] == "a"
    assert [(one.name, one.from_archive) for one in attached(desk, campaign)] == [
        ("photo.png", True), ("logo.png", False),
    ]  # fmt: skip


async def test_an_attachment_left_unfinished_is_offered_again(desk: Desk, tmp_path: Path) -> None:
    """COM-10."""
    campaign = desk.insert(Campaign, subject="Spring")
    attachments.add_file(desk.me, ("campaign", campaign), picture(tmp_path), {})
    async with at(desk) as hand:
        await hand.open("campaign", campaign, tab="documents")
        await hand.press("e")
        await hand.sees("image/png", "F2 Save")
        await typed_at(hand, "title", "Half a ti")
    async with at(desk) as hand:
        await hand.open("campaign", campaign, tab="documents")
        await hand.press("e")
        await hand.sees("You left this form unfinished")
        await hand.press("g")
        await hand.sees("Half a ti", "image/png")
        await hand.press("f2")
        await hand.until(lambda: attached(desk, campaign)[0].title == "Half a ti")
