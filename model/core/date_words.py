"""The words people use for days, times and spans, in English, Norwegian and Danish at once (COM-12, COM-22).

All are understood whatever language is in use. The three languages do not contradict each other in these words.
They are kept as :func:`plain` leaves them: lower case, å as a, ø as o, æ as ae.
"""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"å": "a", "ø": "o", "ö": "o", "æ": "ae", "ä": "ae", "\u2212": "-", "\u2013": "-"})


def plain(text: str) -> str:
    """Return typed text as it stands in these tables: ``I GÅR``, ``i gaar`` and ``i gar`` come out alike."""
    lowered = unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS)
    return " ".join(lowered.replace("aa", "a").replace("oe", "o").replace(",", " ").split())


def _table(rows: str, first: int) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows.strip().splitlines(), first) for word in row.split()}


DAYS: dict[str, int] = {
    "today": 0, "i dag": 0, "idag": 0,
    "tomorrow": 1, "tmr": 1, "i morgen": 1, "imorgen": 1,
    "yesterday": -1, "i gar": -1, "igar": -1,
    "day after tomorrow": 2, "the day after tomorrow": 2, "i overmorgen": 2, "overmorgen": 2,
    "day before yesterday": -2, "the day before yesterday": -2, "i forgars": -2, "forgars": -2,
}  # fmt: skip
"""Days counted from today."""

WEEKDAYS = _table(
    """
    monday mon mandag man
    tuesday tue tues tirsdag tir tirs
    wednesday wed onsdag ons
    thursday thu thur thurs torsdag tor tors
    friday fri fredag fre
    saturday sat lordag lor
    sunday sun sondag son
    """,
    0,
)
"""Monday is 0."""

MONTHS = _table(
    """
    january januar jan
    february februar feb
    march mars marts mar
    april apr
    may mai maj
    june juni jun
    july juli jul
    august aug
    september sep sept
    october oktober oct okt
    november nov
    december desember dec des
    """,
    1,
)

NEXT = frozenset({"next", "neste", "naeste"})
THIS = frozenset({"this", "denne", "dette"})
COMING = THIS | {"on", "coming", "pa", "kommende", "forstkommende"}
LAST = frozenset({"last", "previous", "forrige", "sist", "siste", "sidste"})

NUMBERS: dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "en": 1, "ei": 1, "et": 1, "ett": 1, "two": 2, "to": 2, "three": 3, "tre": 3,
    "four": 4, "fire": 4, "five": 5, "fem": 5, "six": 6, "seks": 6, "seven": 7, "sju": 7, "syv": 7, "eight": 8,
    "atte": 8, "otte": 8, "nine": 9, "ni": 9, "ten": 10, "ti": 10, "eleven": 11, "elleve": 11, "twelve": 12, "tolv": 12,
    "fourteen": 14, "fjorten": 14, "fifteen": 15, "femten": 15, "twenty": 20, "tjue": 20, "tyve": 20,
}  # fmt: skip
HOURS: dict[str, int] = {
    word: number for word, number in NUMBERS.items() if number <= 12 and word not in ("a", "an", "en", "ei", "et")
} | {"en": 1, "ett": 1, "et": 1}
"""Hours as they are spoken."""

UNITS: dict[str, str] = {
    word: unit
    for unit, words in {
        "minute": "m min mins minute minutes minutt minutter minut",
        "hour": "h hr hrs hour hours t time timer",
        "day": "d day days dag dager dage",
        "workday": "workday workdays weekday weekdays virkedag virkedager arbeidsdag arbeidsdager arbejdsdag"
        " arbejdsdage hverdag hverdager hverdage",
        "week": "w week weeks u uke uken uka uker uge ugen uger",
        "month": "mo month months maned maneden maneder mnd md mdr",
        "quarter": "quarter quarters kvartal kvartalet kvartaler",
        "year": "y year years ar aret",
    }.items()
    for word in words.split()
}

PLACES = {
    "first": 1, "forste": 1, "second": 2, "andre": 2, "annen": 2, "anden": 2, "third": 3, "tredje": 3, "fourth": 4,
    "fjerde": 4, "last": -1, "siste": -1, "sidste": -1, "1.": 1, "2.": 2, "3.": 3, "4.": 4, "1st": 1, "2nd": 2,
    "3rd": 3, "4th": 4,
}  # fmt: skip
"""Which of the weekdays of a month is meant; -1 is the last."""

WEEK = frozenset({"week", "wk", "w", "uke", "uge", "u"})
WEEKEND = frozenset({"weekend", "weekenden", "helg", "helgen", "helga"})
END = frozenset(
    {"end", "the end", "slutten", "slutningen", "utgangen", "ved utgangen", "ved udgangen", "udgangen", "ultimo"}
)
START = frozenset(
    {"start", "the start", "beginning", "the beginning", "starten", "begynnelsen", "begyndelsen", "primo"}
)
MIDDLE = frozenset({"medio", "mid"})
IN_WORDS = {
    "half an hour": "30 min", "en halv time": "30 min", "halvannen time": "90 min", "halvanden time": "90 min",
    "an hour and a half": "90 min", "a quarter of an hour": "15 min", "et kvarter": "15 min", "ett kvarter": "15 min",
}  # fmt: skip
"""Lengths of time that are said in several words, as they are counted."""
NOW = frozenset({"now", "na", "nu"})
AT = frozenset({"at", "kl", "kl.", "klokken", "klokka"})
PAST = frozenset({"past", "over", "after"})
BEFORE = frozenset({"to", "before", "pa", "i", "for"})
QUARTER = frozenset({"quarter", "a quarter", "kvart", "kvarter", "et kvarter"})
CLOCK = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0, "midnatt": 0, "midnat": 0}
"""Times of day with a name, in minutes."""
FORWARD = frozenset({"in", "om"})
BACK = frozenset({"ago", "siden"})
"""Stand after the span; ``for`` may stand before it as well."""
