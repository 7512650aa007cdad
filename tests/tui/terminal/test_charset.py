"""What a terminal's character set lacks is written in letters that it has, cell for cell (COM-20)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.conftest import ROOT
from tui.terminal import charset


@pytest.mark.parametrize(
    ("text", "ascii_", "latin"),
    [
        ("Kløver Ærø ÅS", "Klover Aro AS", "Kløver Ærø ÅS"),
        ("Łódź, Şebnem", "Lodz, Sebnem", "Lódz, Sebnem"),
        ("“Ola’s” – …", '"Ola\'s" - ~', '"Ola\'s" - ~'),
        ("漢字 AS", "???? AS", "???? AS"),
        ("e\u0301te\u0301", "ete", "ete"),
        ("10 €", "10 E", "10 E"),
        ("│─┼█▲", "|-+#^", "|-+#^"),
        ("\x1b[31mrød\x1b[m", "\x1b[31mrod\x1b[m", "\x1b[31mrød\x1b[m"),
        ("a\udcffb", "a?b", "a?b"),
        ("👍🏻 ok", "?? ok", "?? ok"),
    ],
)
def test_letters(text: str, ascii_: str, latin: str) -> None:
    assert text.encode("ascii", charset.PLAIN) == ascii_.encode("ascii")
    assert text.encode("latin-1", charset.PLAIN) == latin.encode("latin-1")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=40))
def test_columns_stay_where_they_are(text: str) -> None:
    """No letter takes more cells than it did, so that nothing is pushed off the line; those of our own take as many."""
    for letter in text:
        assert len(letter.encode("ascii", charset.PLAIN)) <= cell_len(letter)
    assert len("æøåÆØÅéüß–€".encode("ascii", charset.PLAIN)) == cell_len("æøåÆØÅéüß–€")


@pytest.mark.parametrize(
    ("locale", "codec", "sent"),
    [("C", "ascii", b"Klover"), ("POSIX", "ascii", b"Klover"), ("C.UTF-8", "utf-8", "Kløver".encode())],
)
def test_the_locale_says_which(locale: str, codec: str, sent: bytes) -> None:
    code = (
        "import sys; from tui.terminal import charset; sys.stdout.buffer.write("
        "charset.of_terminal().encode() + b' ' + charset.encoded('Kløver'))"
    )
    environment = {"LC_ALL": locale, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert done.stdout == codec.encode() + b" " + sent


def test_a_byte_that_makes_no_letter_stops_nothing() -> None:
    read = charset.decoder()
    assert read.decode(b"a\xe5b") + read.decode(b"", final=True) == "a\ufffdb"
