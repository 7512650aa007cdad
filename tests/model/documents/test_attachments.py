"""Attachments of campaigns: what is said of them, pictures, content IDs, copies, deletion and undo (CAMP-14, R13)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from model.campaigns.copies import copy_campaign
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.changes.conflicts import Conflict
from model.core.changes.deletion import delete, plan_delete
from model.core.errors import NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.documents import attachments, contents, images, keeping
from model.documents.keeping import Kept
from model.documents.records import Document
from tests.conftest import StandingClock
from tests.model.filing import contents as on_file
from tests.model.filing import customer, file


@pytest.fixture
def place(session: Session) -> tuple[str, int]:
    return "campaign", file(session, Campaign, subject="Spring")


def picture(folder: Path, name: str = "logo.png", mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> Path:
    path = folder / name
    Image.new(mode, size).save(path)
    return path


def listed(session: Session, place: tuple[str, int]) -> list[Kept]:
    return keeping.documents_of(session, place)


@pytest.mark.parametrize(
    ("name", "mode", "depth"),
    [("logo.png", "RGB", 24), ("logo.PNG", "RGBA", 32), ("mark.gif", "P", 8), ("scan.tiff", "1", 1), ("a.jpg", "L", 8)],
)
def test_a_picture_says_how_large_and_deep_it_is(
    session: Session, place: tuple[str, int], tmp_path: Path, name: str, mode: str, depth: int
) -> None:
    number = attachments.add_file(
        session, place, picture(tmp_path, name, mode), {"title": "Logo", "content_id": "logo"}
    )
    found = keeping.one(session, number)
    assert (found.width, found.height, found.depth) == (40, 30, depth)
    assert (found.name, found.title, found.content_id) == (name, "Logo", "logo")
    assert (found.goes_along, found.from_archive) == (True, False)


def test_any_other_file_has_no_measures(session: Session, place: tuple[str, int], tmp_path: Path) -> None:
    (tmp_path / "offer.pdf").write_text("An offer")
    number = attachments.add_file(session, place, tmp_path / "offer.pdf", {"goes_along": False})
    found = keeping.one(session, number)
    assert (found.width, found.size, found.goes_along) == (None, 8, False)
    assert (images.media_type("offer.pdf"), images.media_type("what.xyzzy")) == (
        "application/pdf",
        "application/octet-stream",
    )


@pytest.mark.parametrize(
    "damaged", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 20]
)
def test_a_picture_that_is_none_is_refused(
    session: Session, place: tuple[str, int], tmp_path: Path, damaged: bytes
) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(damaged)
    with pytest.raises(UserError, match="logo.png") as refused:
        attachments.add_file(session, place, path, {})
    assert refused.value.field == "file"
    assert listed(session, place) == []


def test_a_picture_that_would_fill_the_memory_is_refused(
    session: Session, place: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = picture(tmp_path, size=(40, 40))
    for limit in (1_000, 100):  # what Pillow warns of, and what it refuses itself
        monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
        with pytest.raises(UserError, match="more than") as refused:
            attachments.add_file(session, place, path, {})
        assert refused.value.field == "file"


def test_r13_two_with_one_content_id_are_refused(session: Session, place: tuple[str, int], tmp_path: Path) -> None:
    """In one campaign, however it is written and by whatever way it comes; another campaign has its own."""
    path = picture(tmp_path)
    first = attachments.add_file(session, place, path, {"content_id": "<Logo>"})
    second = attachments.add_file(session, place, path, {})
    for attempt in (
        lambda: attachments.add_file(session, place, path, {"content_id": "cid:logo"}),
        lambda: attachments.change_attachment(session, second, {"content_id": "LOGO"}),
    ):
        with pytest.raises(UserError, match="has the content ID") as refused:
            attempt()
        assert refused.value.field == "content_id"
    assert [one.content_id for one in listed(session, place)] == ["", "Logo"]
    other = ("campaign", file(session, Campaign, subject="Autumn"))
    attachments.add_file(session, other, path, {"content_id": "logo"})
    keeping.delete(session, first)
    gone = latest_own(session)
    attachments.change_attachment(session, second, {"content_id": "logo"})
    with pytest.raises(UserError):
        undo(session, gone.id)
    with pytest.raises(UserError, match="no content ID"):
        attachments.change_attachment(session, second, {"content_id": "two words"})


def test_what_is_said_of_it_is_changed_and_undone(session: Session, place: tuple[str, int], tmp_path: Path) -> None:
    number = attachments.add_file(session, place, picture(tmp_path), {})
    before = on_file(session.store)
    values: dict[str, Any] = {
        "name": "../firm.png", "title": "Mark", "goes_along": False, "keywords": "a b", "description": "x\ny",
    }  # fmt: skip
    assert attachments.change_attachment(session, number, values, base={"name": "logo.png", "title": None})
    found = keeping.one(session, number)
    assert (found.name, found.title, found.goes_along, found.keywords) == ("firm.png", "Mark", False, "a b")
    assert (found.description, found.changed_by) == ("x\ny", session.person.initials)
    assert not attachments.change_attachment(session, number, {"title": "Mark"})
    with pytest.raises(Conflict) as conflict:
        attachments.change_attachment(session, number, {"title": "x"}, base={"title": None, "name": "logo.png"})
    assert [(one.field, one.theirs, one.disagrees) for one in conflict.value.fields] == [
        ("name", "firm.png", False),
        ("title", "Mark", True),
    ]
    undo(session, latest_own(session).id)
    assert on_file(session.store) == before


def test_a_file_is_replaced_and_the_old_one_is_kept_for_undo(
    session: Session, place: tuple[str, int], tmp_path: Path, clock: StandingClock
) -> None:
    number = attachments.add_file(session, place, picture(tmp_path), {"title": "Logo", "content_id": "logo"})
    newer = picture(tmp_path, "new.gif", "P", (8, 9))
    attachments.change_attachment(session, number, {}, source=newer)
    found = keeping.one(session, number)
    assert (found.name, found.title, found.content_id, found.width, found.depth) == ("new.gif", "Logo", "logo", 8, 8)
    folder = contents.folder_of_store(session.store)
    for _digest, path in contents.digests(folder):
        moment = (session.clock() - timedelta(days=2)).timestamp()
        os.utime(path, (moment, moment))
    keeping.sweep(session, always=True)
    undo(session, latest_own(session).id)
    assert keeping.one(session, number).width == 40
    assert keeping.missing(session.store, session) == ([], 0)


def test_documents_on_file_are_attached_and_found_by_word(
    session: Session, kari: Session, place: tuple[str, int], tmp_path: Path
) -> None:
    """The bytes are kept once; a document of a record that the person may not see is not offered (W20)."""
    of = customer(session, "Fjord AS")
    hidden = customer(session, "Secret AS", owner_only=True, owner=session.person.id)
    (tmp_path / "offer.pdf").write_text("An offer")
    source = keeping.add(session, ("customer", of), tmp_path / "offer.pdf")
    secret = keeping.add(session, ("customer", hidden), tmp_path / "offer.pdf")
    found = attachments.find_on_file(session, "fjord offer", but=place, limit=9)
    assert [(one.id, title) for one, title in found] == [(source, "Fjord AS")]
    assert [one.id for one, _title in attachments.find_on_file(kari, "", but=place, limit=9)] == [source]
    with pytest.raises(NotFoundError):
        attachments.add_from_archive(kari, place, secret, {})
    number = attachments.add_from_archive(session, place, source, {"title": "The offer"})
    keeping.delete(session, source)
    assert keeping.content_of(session, number).read_text() == "An offer"
    assert keeping.one(session, number).from_archive
    assert attachments.find_on_file(session, "", but=place, limit=9)[0][0].id == secret


def test_e19_a_copy_of_the_campaign_has_them_too(session: Session, place: tuple[str, int], tmp_path: Path) -> None:
    attachments.add_file(session, place, picture(tmp_path), {"title": "Logo", "content_id": "logo"})
    attachments.add_file(session, place, picture(tmp_path, "b.png"), {"goes_along": False})
    before = on_file(session.store)
    copy = copy_campaign(session, place[1], {"subject": "Again"})
    both = [[(one.name, one.title, one.content_id, one.goes_along, one.width) for one in listed(session, of)]
            for of in (place, ("campaign", copy))]  # fmt: skip
    assert both[0] == both[1]
    undo(session, latest_own(session).id)
    assert on_file(session.store) == before


def test_e20_deleting_the_campaign_counts_and_takes_them_and_undo_brings_them_back(
    session: Session, place: tuple[str, int], tmp_path: Path
) -> None:
    for number in range(3):
        attachments.add_file(session, place, picture(tmp_path), {"content_id": f"c{number}"})
    before = on_file(session.store)
    assert plan_delete(session, Campaign, [place[1]]).along["document"] == 3
    delete(session, Campaign, [place[1]])
    assert session.store.rows(Document.select(Document.id)) == []
    undo(session, latest_own(session).id)
    assert on_file(session.store) == before
    assert read(session, Campaign, place[1]).subject == "Spring"
    assert keeping.missing(session.store, session) == ([], 0)
