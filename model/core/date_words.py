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
COMING = frozenset({"this", "on", "coming", "denne", "pa", "kommende", "forstkommende"})
LAST = frozenset({"last", "previous", "forrige", "sist", "siste", "sidste"})

NUMBERS: dict[str, int] = {
    "a": 1, "an": 1, "one": 1, "en": 1, "ei": 1, "et": 1, "ett": 1, "two": 2, "to": 2, "three": 3, "tre": 3,
    "four": 4, "fire": 4, "five": 5, "fem": 5, "six": 6, "seks": 6,
}  # fmt: skip

UNITS: dict[str, str] = {
    word: unit
    for unit, words in {
        "minute": "m min mins minute minutes minutt minutter minut",
        "hour": "h hr hrs hour hours t time timer",
        "day": "d day days dag dager dage",
        "week": "w week weeks u uke uken uka uker uge ugen uger",
        "month": "mo month months maned maneden maneder mnd md mdr",
        "year": "y year years ar aret",
    }.items()
    for word in words.split()
}

WEEK = frozenset({"week", "wk", "w", "uke", "uge", "u"})
NOW = frozenset({"now", "na", "nu"})
AT = frozenset({"at", "kl", "kl.", "klokken", "klokka"})
FORWARD = frozenset({"in", "om"})
BACK = frozenset({"ago", "siden"})
"""Stand after the span; ``for`` may stand before it as well."""
