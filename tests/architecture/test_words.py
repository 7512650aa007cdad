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
        r"\b(bedrift|virksomhet)": "firma: a company",
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
        r"\bfirma(?!\.dk)": "virksomhed: a company",
    },
}
"""Language → words that are another's, as patterns, with the one word that is said."""
QUOTES = {"en": "“”", "nb": "«»", "da": "»«"}
"""Language → its quotation marks; straight ones stand in what is typed in a shell or a file."""
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


def sentences() -> list[tuple[str, str]]:
    """Every text of the program, with its language."""
    found = [
        (language, text)
        for language in WORDS
        for message in translations.translations(language)
        if message.id
        for text in translations.texts(message)
    ]
    english = [part for message in translations.translations("nb") for part in _forms(message.id)]
    return [*found, *(("en", text) for text in english)]


def _forms(message_id: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message_id,) if isinstance(message_id, str) else tuple(message_id)


def test_quotation_marks_are_those_of_the_language() -> None:
    """What is quoted in a sentence stands between the language's own marks, each opened and closed."""
    wrong = []
    for language, text in sentences():
        first, last = QUOTES[language]
        others = set("".join(QUOTES.values())) - {first, last}
        marks = [letter for letter in text if letter in (first, last)]
        paired = marks == [first, last] * (len(marks) // 2)
        if not paired or others & set(text) or re.search(r'(?<!=)"\{\w+\}"', text):
            wrong.append((language, text))
    assert wrong == []


def test_what_is_typed_in_a_shell_stands_between_straight_quotes() -> None:
    """A word that follows an option or an equals sign is copied from the help as it is."""
    wrong = [(language, text) for language, text in sentences() if re.search(r"(--[a-z-]+ |=)[“”«»]", text)]
    assert wrong == []
