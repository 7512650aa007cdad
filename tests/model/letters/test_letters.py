"""Letters and labels: who gets one, what stands on paper, what is noted (CUST-15, CUST-22, CAMP-20)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from model.activities.records import WrittenNote
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.history.past_changes import latest
from model.core.history.undo import undo
from model.core.settings import CompanySettings, LetterSettings
from model.customers.records import Contact
from model.letters.label_pdf import SHEETS, fit, sheet_named, write_labels
from model.letters.letter_pdf import Letter, write_letters
from model.letters.merge import (
    LettersChanged,
    plan_letters,
    recipients_of,
    write_planned_labels,
    write_planned_letters,
)
from model.templates.records import Template
from tests import on_file
from tests.model.filing import contact, customer, file

US = CompanySettings(name="Nordvik Service AS", address="Havnegata 12\n8006 Bodø", email="post@nordvik.example")
WINDOW = LetterSettings()
_MM = 72 / 25.4


def template(session: Session, **values: Any) -> int:
    given = {"name": "Hello", "kind": "letter", "subject": "Spring", "text": "Dear {{ contact.first_name }}"}
    return file(session, Template, **{**given, **values})


def person(session: Session, first: str = "Áilu", last: str = "Čáhppe", **values: Any) -> int:
    place = {"postal_street": f"Gata {last}", "postal_postcode": "9730", "postal_town": "Kárášjohka"}
    return contact(session, first, last, **{**place, **values})


def text_of(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def notes(session: Session) -> list[int]:
    return on_file.ids(session.store, WrittenNote)


def test_a_page_each_with_address_and_text_read_back(session: Session, tmp_path: Path) -> None:
    ids = [person(session), person(session, "Per", "Haug")]
    plan = plan_letters(session, template(session), [("contact", ids)], US)
    assert plan.counts == {"written": 2}
    assert write_planned_letters(session, plan, tmp_path / "l.pdf", US, WINDOW) == 2
    first, second = text_of(tmp_path / "l.pdf")
    for text in (
        "Áilu Čáhppe",
        "9730 Kárášjohka",
        "Dear Áilu",
        "Spring",
        "Nordvik Service AS, Havnegata 12, 8006 Bodø",
    ):
        assert text in first
    assert "Dear Per" in second


def test_letters_are_noted_in_one_change_that_is_undone(session: Session, tmp_path: Path) -> None:
    plan = plan_letters(session, template(session), [("contact", [person(session), person(session, "Per")])], US)
    write_planned_letters(session, plan, tmp_path / "l.pdf", US, WINDOW)
    found = [read(session, WrittenNote, number) for number in notes(session)]
    assert sorted((one.subject, one.text) for one in found) == [
        ("Letter: Spring", "Dear Per"), ("Letter: Spring", "Dear Áilu")
    ]  # fmt: skip
    undo(session, latest(session)[0].id)
    assert notes(session) == []


def test_where_the_file_cannot_be_written_nothing_is_noted(session: Session, tmp_path: Path) -> None:
    plan = plan_letters(session, template(session), [("contact", [person(session)])], US)
    (tmp_path / "there.pdf").write_bytes(b"mine")
    with pytest.raises(UserError):
        write_planned_letters(session, plan, tmp_path / "there.pdf", US, WINDOW)
    assert (tmp_path / "there.pdf").read_bytes() == b"mine"
    assert notes(session) == []


def test_who_gets_none_and_why(session: Session) -> None:
    ids = [
        person(session), person(session), contact(session, "No", "Address"), person(session, no_letter=True, last="X"),
        person(session, "", "Nameless"), 999_999,
    ]  # fmt: skip
    plan = plan_letters(session, template(session), [("contact", ids)], US)
    assert plan.counts == {"written": 1, "hidden": 1, "no_address": 1, "opted_out": 1, "double": 1, "blank": 1}
    assert plan.blank_fields == {"contact.first_name": 1}
    assert plan_letters(session, template(session), [("contact", ids)], US, blank=True).counts["written"] == 2


def test_what_changed_since_is_shown_anew(session: Session, tmp_path: Path) -> None:
    ids = [person(session), person(session, "Per")]
    plan = plan_letters(session, template(session), [("contact", ids)], US)
    with change(session, "Edit", "edit") as made:
        made.update(Contact, ids[0], {"no_letter": True})
    with pytest.raises(LettersChanged) as raised:
        write_planned_letters(session, plan, tmp_path / "l.pdf", US, WINDOW)
    assert raised.value.plan.counts == {"written": 1, "opted_out": 1}
    assert not (tmp_path / "l.pdf").exists()


def test_a_letter_campaign_marks_its_recipients(session: Session, tmp_path: Path) -> None:
    """CAMP-20: deactivated ones get none, nobody gets two; labels may be written again."""
    spring = file(session, Campaign, subject="Spring", type="letter")
    place = {"street": "Gata 1", "postcode": "0150", "town": "Oslo"}
    one = file(session, Recipient, campaign=spring, contact="Kari Nes", **place)
    file(session, Recipient, campaign=spring, contact="Red", status="deactivated", **place)
    targets = [("recipient", recipients_of(session, [spring]))]
    plan = plan_letters(session, template(session), targets, US)
    assert plan.counts == {"written": 1, "deactivated": 1}
    write_planned_letters(session, plan, tmp_path / "l.pdf", US, WINDOW)
    assert read(session, Recipient, one).sent
    assert plan_letters(session, template(session), targets, US).counts == {"sent": 1, "deactivated": 1}
    label = template(session, kind="label", text="{{ address }}")
    assert plan_letters(session, label, targets, US, kind="label").counts == {"written": 1, "deactivated": 1}


def test_a_template_of_another_kind_is_refused(session: Session) -> None:
    with pytest.raises(UserError, match="template of another kind"):
        plan_letters(session, template(session, kind="label"), [("contact", [])], US)


# On paper


def letter(**values: Any) -> Letter:
    return Letter(
        **{"address_lines": ["Fjord AS", "0150 Oslo"], "date": "1.12.2026", "subject": "", "text": "x", **values}
    )


def written(target: Path, *letters: Letter, settings: LetterSettings = WINDOW) -> int:
    return write_letters(target, letters, US, settings, title="Hello", language="nb")


def places(path: Path, page: int = 0) -> dict[str, tuple[float, float]]:
    """Return where each text stands, in millimetres from the left and from above."""
    found: dict[str, tuple[float, float]] = {}

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found[text.strip()] = (matrix[4] / _MM, 297 - matrix[5] / _MM)

    PdfReader(path).pages[page].extract_text(visitor_text=visit)
    return found


def test_the_address_stands_in_the_window(tmp_path: Path) -> None:
    lines = [f"Line {number}" for number in range(6)]
    written(tmp_path / "l.pdf", letter(address_lines=lines), settings=LetterSettings(25, 45, 80))
    found = places(tmp_path / "l.pdf")
    for line in lines:
        x, y = found[line]
        assert x == pytest.approx(25, abs=0.1)
        assert 45 <= y <= 45 + 40


def test_a_long_text_goes_on_with_numbered_pages_and_nothing_is_lost(tmp_path: Path) -> None:
    words = [f"word{number}" for number in range(4_000)]
    pages = written(tmp_path / "l.pdf", letter(text=" ".join(words)), letter(text="Next"))
    texts = text_of(tmp_path / "l.pdf")
    assert pages == len(texts) > 3
    assert " ".join(" ".join(texts[:-1]).split()).count("word") == 4_000
    assert "2 / " in texts[1]
    assert "Next" in texts[-1]
    assert " / " not in texts[-1]


@pytest.mark.parametrize(
    "text", ["\x1b[31mred\x07", "a" * 100_000, "\u202eabc\u2066", "<b>&lt;</b> {{ x }}", "\n" * 500, "中文 🎉 ŋ"]
)
def test_hostile_texts_are_text(tmp_path: Path, text: str) -> None:
    assert written(tmp_path / "l.pdf", letter(text=text, subject=text, address_lines=[text] * 12)) >= 1
    assert PdfReader(tmp_path / "l.pdf").pages


def test_equal_letters_are_equal_files(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        written(tmp_path / name, letter(text="Hei på deg"))
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


@pytest.mark.parametrize("values", [{"address_left": 0}, {"address_top": 300}, {"address_width": 1}])
def test_measures_that_no_paper_has_are_refused(values: dict[str, int]) -> None:
    with pytest.raises(UserError, match="must be between"):
        LetterSettings(**values).check()


# Labels


def test_labels_begin_where_a_sheet_is_free_and_go_on(tmp_path: Path) -> None:
    labels = [[f"Name {number}", "0150 Oslo"] for number in range(5)]
    assert write_labels(tmp_path / "l.pdf", labels, SHEETS["3x7"], start=19, title="x") == []
    first, second = text_of(tmp_path / "l.pdf")
    assert "Name 2" in first
    assert "Name 3" not in first
    assert "Name 3" in second
    assert places(tmp_path / "l.pdf")["Name 0"][1] > 240


@pytest.mark.parametrize("name", SHEETS)
def test_every_label_lies_on_the_paper_and_within_its_own_place(name: str) -> None:
    sheet = SHEETS[name]
    corners = [sheet.corner(place) for place in range(sheet.places)]
    assert len(set(corners)) == sheet.places
    for left, top in corners:
        assert left >= 0
        assert left + sheet.width <= 210.01
        assert sheet.height - 0.01 <= top <= 297


def test_what_does_not_fit_is_smaller_and_only_then_cut(tmp_path: Path) -> None:
    assert not fit(["Kari Nes", "0150 Oslo"], 150, 80).is_cut
    assert fit(["Kari Nes"] * 7, 150, 80).size < 11
    assert fit(["W" * 200], 150, 80).is_cut
    cut = write_labels(tmp_path / "l.pdf", [["a"], ["W" * 200], ["b"] * 40], SHEETS["3x8"], title="x")
    assert cut == [1, 2]


@pytest.mark.parametrize(("sheet", "start", "told"), [("9x9", 1, "no sheet of labels"), ("3x7", 22, "one of 1 to 21")])
def test_sheets_and_places_that_there_are_not(tmp_path: Path, sheet: str, start: int, told: str) -> None:
    with pytest.raises(UserError, match=told):
        write_labels(tmp_path / "l.pdf", [["x"]], sheet_named(sheet), start=start, title="x")


def test_labels_of_a_plan_name_those_that_are_cut(session: Session, tmp_path: Path) -> None:
    of = customer(session, "W" * 120, postal_street="Gata 1", postal_postcode="0150", postal_town="Oslo")
    label = template(session, kind="label", text="{% for line in address_lines %}\n{{ line }}\n{% endfor %}")
    plan = plan_letters(session, label, [("customer", [of])], US, kind="label")
    assert [one.id for one in write_planned_labels(session, plan, tmp_path / "l.pdf", US)] == [of]
    assert notes(session) == []
