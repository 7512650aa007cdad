"""Names as they are compared (D01 … D03, D09, D13)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.duplicates.names import Name, company_domain, company_name, likeness, person_name


def name(text: str) -> Name:
    """Return a company's name taken apart, which must be one."""
    found = company_name(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text", ["Fjord AS", "FJORD A/S", "Fjord ApS", "fjord", "  fjord,  a.s. ", "AS Fjord", "Fjørd"]
)
def test_d01_legal_forms_case_and_punctuation_are_left_out(text: str) -> None:
    assert name(text).key == ("fjoerd" if "ø" in text else "fjord")


def test_d02_the_form_may_stand_before_or_after() -> None:
    assert name("AS Norsk Bygg").key == name("Norsk Bygg AS").key == name("A/S Norsk Bygg").key


@pytest.mark.parametrize("text", ["AS", "Oy", "A/S", "as asa"])
def test_d03_a_name_that_is_a_form_alone_matches_nothing(text: str) -> None:
    assert name(text).key
    assert not name(text).usable


def test_d13_å_is_aa_and_a_is_only_like_it() -> None:
    assert likeness(name("Aas Bygg"), name("Ås Bygg")) == 1
    assert 0.8 < likeness(name("As Bygg"), name("Ås Bygg")) < 1
    assert likeness(name("As Bygg"), name("Bygg")) == 1


def test_the_order_of_words_does_not_hide_a_match() -> None:
    """LEAD-21."""
    assert likeness(name("Nes Bygg AS"), name("Bygg Nes")) == 1
    assert likeness(name("Nord Bygg"), name("Nordbygg AS")) > 0.98
    assert likeness(name("Bakke & Sønn"), name("Bakke og Sønn AS")) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SpareBank 1 Nord avd Fauske", "SpareBank 1 Nord avd Leknes"), ("Nes Invest AS", "Nes Eiendom AS"),
        ("Avd 1 Fjord", "Avd 2 Fjord"), ("Fjord AS", "Fjell AS"),
    ],
)  # fmt: skip
def test_names_with_another_word_in_them_are_not_alike(one: str, other: str) -> None:
    assert likeness(name(one), name(other)) < 0.7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nordlys Regnskap AS", "Nordlys Regnskpa"), ("Østfold Transport", "Ostfold Transport AS"),
        ("Bergen Rør AS", "Bergen Rör"), ("Hansen Elektro", "Hanssen Elektro"),
    ],
)  # fmt: skip
def test_slips_and_accents_are_seen_through(one: str, other: str) -> None:
    assert likeness(name(one), name(other)) > 0.84


def test_ice_is_no_legal_form_and_i_s_is() -> None:
    assert name("Norsk Is AS").words == ("norsk", "is")
    assert name("Hansen I/S").words == ("hansen",)


def test_names_of_people_may_be_turned_round() -> None:
    assert person_name("Kari", "Nes").key == person_name("Nes, Kari").key  # type: ignore[union-attr]
    assert person_name(None, " ") is None


def test_d09_a_public_mailbox_says_nothing_of_a_company() -> None:
    assert company_domain("kari@gmail.com") == ""
    assert company_domain("kari@fjord.no") == "fjord.no"


@given(st.text(max_size=30), st.text(max_size=30))
def test_d10_likeness_is_the_same_either_way_round(one: str, other: str) -> None:
    mine, theirs = company_name(one), company_name(other)
    if mine is not None and theirs is not None:
        assert likeness(mine, theirs) == likeness(theirs, mine)
        assert 0 <= likeness(mine, theirs) <= 1
        assert likeness(mine, mine) == 1


@given(st.text(max_size=40))
def test_a_key_is_never_empty_where_there_is_a_name(text: str) -> None:
    """D03."""
    found = company_name(text)
    assert found is None or (found.key and found.words and found.compact)
