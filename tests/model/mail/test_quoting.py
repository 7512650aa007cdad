"""What a message quotes is told from what it says itself (COM-13)."""

from __future__ import annotations

import pytest

from model.mail.quoting import Section, is_forwarded, sections


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Hi\n\nOn Mon, 1 Dec 2025 at 10:00, Ola Nes <ola@nes.no> wrote:\n> one\n>\n> two", 4),
        ("Hei\n\nDen man. 1. des. 2025 kl. 10:00 skrev Ola Nes <ola@nes.no>:\n\n> en\n> to", 4),
        ("Hi\n\nOn Mon, 1 Dec 2025 at 10:00, Ola Nes\n<ola@nes.no> wrote:\n> one", 3),
        ("Hei\n\n-----Opprinnelig melding-----\nFra: Ola\n\nHei", 4),
        ("Hej\n\nFra: Ola Nes\nSendt: 1. december 2025\nTil: Kari\nEmne: Tilbud\n\nHej", 6),
        ("From: here to there it is far.\nNothing was sent.", 0),
        ("He said on Monday: no", 0),
        ("", 0),
    ],
)
def test_quoted_lines_are_known_by_their_signs_or_by_what_stands_before_them(text: str, quoted: int) -> None:
    found = sections(text)
    assert sum(len(part.lines) for part in found if part.quoted) == quoted
    if quoted:
        assert not found[0].quoted


def test_an_answer_between_quotes_is_its_own_section() -> None:
    assert sections("> When?\n\nOn Friday.\n\n> Where?\nHere.") == (
        Section(("> When?",), True),
        Section(("On Friday.",)),
        Section(("> Where?",), True),
        Section(("Here.",)),
    )


def test_signs_without_width_go_and_those_that_turn_the_writing_stay_to_be_seen() -> None:
    assert sections("a\u200b\u200cb\u00ad\u202ec") == (Section(("ab\u202ec",)),)


def test_a_long_text_takes_no_long_time() -> None:
    """No pattern goes over a line again and again."""
    for text in ("on " * 30_000, "> " * 45_000, "\n" * 90_000, "a:" * 45_000, ("on x wrote" + "\n") * 8_000):
        sections(text)


def test_what_is_forwarded_is_known_by_its_subject() -> None:
    assert [is_forwarded(text) for text in ("Fwd: x", "VS: x", "VB: x", "SV: x", "Re: x", "vs")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
