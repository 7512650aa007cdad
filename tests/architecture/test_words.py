"""One word for one thing in each language: what the catalogues must not say, and what they say instead."""

from __future__ import annotations

import re

import pytest

from tests.architecture.house import translations

WORDS = {
    "nb": {
        r"oppføring": "post: a record",
        r"arbeidsbok": "regneark: a workbook",
        r"selgere av": "selgere på: sellers of an opportunity",
        r"\bring tilbake": "ring igjen: call back",
        r"kontaktpersoner": "kontakter: contacts",
        r"en regneark": "et regneark",
    },
    "da": {
        r"salgsmulighed": "CRM-sag: an opportunity",
        r"ny kontakt\b": "kontaktperson: a contact",
        r"\bansatte?\b": "medarbejder: an employee",
        r"vægtet værdi": "værdi vægtet: the weighted value",
        r"\bregistre(t|ts)\b": "registeret: the registry",
        r"^hvis( kalender)?\??$": "ejer: whose; by itself the word reads as if",
        r"^mangler$": "skal gøres: to do",
        r"^(ret|skift) (?!af)": "ændr: change",
    },
}
"""Language → words that are another's, as patterns, with the one word that is said."""
WHOLE = {"da": {"Change": "Ændr", "Contact": "Kontaktperson", "Opportunity": "CRM-sag", "Employees": "Medarbejdere"},
         "nb": {"Opportunity": "Salgsmulighet", "Call back": "Ring igjen", "Record": "Post"}}  # fmt: skip


@pytest.mark.parametrize(("language", "pattern"), [(tongue, each) for tongue, words in WORDS.items() for each in words])
def test_no_second_word_for_a_thing(language: str, pattern: str) -> None:
    """Every translated sentence, in every form of number."""
    said = [
        (message.id, text)
        for message in translations.translations(language)
        if message.id
        for text in translations.texts(message)
        if re.search(pattern, text, re.IGNORECASE)
    ]
    assert said == [], WORDS[language][pattern]


@pytest.mark.parametrize("language", WHOLE)
def test_the_word_itself(language: str) -> None:
    """The labels that everything else follows."""
    catalogue = translations.translations(language)
    assert {key: catalogue.get(key).string for key in WHOLE[language]} == WHOLE[language]
