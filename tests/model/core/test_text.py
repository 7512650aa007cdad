"""Text as it is compared, sorted and shown (decision 17, COM-22, COM-23, cases W09, W19)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.text import excerpt, fold, fold_all, in_sentence, storable, use_aa, visible

ANY = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ÅS", "ås"),
        ("ØSTFOLD", "Østfold"),
        ("Ærø", "ÆRØ"),
        ("Café", "cafe"),
        ("A\u030as", "Ås"),
        ("Straße", "STRASSE"),
        ("Müller", "muller"),
        ("Łódź", "lodz"),
        ("Göteborg", "Gøteborg"),
        ("  Fjord \t AS\n", "fjord as"),
        ("Fjord\u00a0AS", "fjord as"),
        ("Fjord\u200bAS", "fjordas"),
        ("Ｆｊｏｒｄ", "fjord"),
        ("İstanbul", "istanbul"),
        ("\x1b[2JFjord", "[2jfjord"),
        ("", "\x00\ud800"),
        ("O’Brien", "o'brien"),
        ("O´Brien", "O`Brien"),
        ("Fjord–Berg", "fjord-berg"),
        ("Fjord‑Berg", "fjord‐berg"),
        ("“Kafé”", '"kafe"'),
        ("«Kafé»", '"kafe"'),
        ("5″ rør", '5" rør'),
        ("2×4", "2x4"),
        ("Fjord­berg", "fjordberg"),
        ("Berg …", "berg ..."),
    ],
)
def test_what_is_the_same_name(one: str, other: str) -> None:
    """W09: case and accents are dropped in every alphabet, white space is collapsed."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("As", "Ås"), ("Ost", "Øst"), ("Ar", "Ær"), ("{", "æ"), ("}", "å"), ("a b", "ab")]
)
def test_what_is_another_name(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_w19_order_of_the_alphabet() -> None:
    """W19: z æ ø å; Swedish and German letters stand with their Nordic sisters; aa is å where that is asked for."""
    names = ["Zebra", "Ære", "Øre", "Ål", "Aal", "Az", "a", "Ätran", "Öland", "1"]
    assert sorted(names, key=fold) == ["1", "a", "Aal", "Az", "Zebra", "Ære", "Ätran", "Öland", "Øre", "Ål"]
    assert fold("Aalborg", aa_is_å=True) == fold("Ålborg")
    assert fold("Aalborg") != fold("Ålborg")


@given(ANY)
def test_keys_hold_nothing_that_cannot_be_typed_or_indexed(text: str) -> None:
    key = fold(text)
    assert not set(key) & set("\x00\x01\x02\x03\n\t\r")
    assert key == key.strip(" ")
    assert "  " not in key
    assert fold(text.upper()) == fold(text.upper().lower())
    key.encode()


@given(ANY)
def test_what_is_shown_cannot_move_the_cursor(text: str) -> None:
    """COM-23."""
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(letter.isprintable() for letter in shown)
    assert not any(unicodedata.bidirectional(letter) in ("LRE", "RLE", "LRO", "RLO", "PDF") for letter in shown)
    assert visible(shown) == shown


def test_controls_are_shown_as_pictures() -> None:
    assert visible("\x1b[2J\x07\x7f\x9b") == "␛[2J␇␡␦"
    assert visible("a\nb\tc\u2028d\u00a0e") == "a b c d e"
    assert visible("\u202eevil") == "␦evil"
    assert visible("[/] {name} %s") == "[/] {name} %s"


@given(ANY)
def test_what_is_stored_is_all_that_a_database_holds(text: str) -> None:
    kept = storable(text)
    assert kept.encode().decode() == kept
    assert "\x00" not in kept
    assert fold(kept) == fold(text)
    assert storable(kept) == kept


def test_a_quotation_is_short() -> None:
    assert excerpt("  Fjord AS ") == "Fjord AS"
    assert excerpt("x" * 99, 10) == "x" * 9 + "…"
    assert excerpt("\x1b[2J") == "␛[2J"


PLAIN = st.text(st.sampled_from("abAÅæØøaa  {|}`'\n\t\u2028Ééß"), max_size=8)


@given(st.lists(st.none() | ANY | PLAIN, max_size=12), st.booleans())
def test_many_texts_are_folded_as_each_of_them(texts: list[str | None], aa_is_å: bool) -> None:
    use_aa(aa_is_å)
    try:
        assert fold_all(texts) == [fold(text) if text else "" for text in texts]
    finally:
        use_aa(False)


def test_columns_of_plain_names_are_folded_at_once() -> None:
    assert fold_all(["Åse Nordby", None, "FJORD og Aa", ""]) == ["}se nordby", "", "fjord og aa", ""]
    assert fold_all([]) == []


@pytest.mark.parametrize(
    ("label", "told"),
    [("Orders", "orders"), ("CRM-sager", "CRM-sager"), ("E-mails", "e-mails"), ("Øvrige", "øvrige"), ("", "")],
)
def test_a_label_within_a_sentence_begins_small(label: str, told: str) -> None:
    """Words do, abbreviations stay as they are."""
    assert in_sentence(label) == told
