"""The names of days and months, as headings of calendars and sentences about days have them (COM-22)."""

from __future__ import annotations

from model.core import language as languages

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "da": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "nb": (
        "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
        "desember",
    ),
    "da": (
        "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
        "december",
    ),
}  # fmt: skip


def weekday_name(weekday: int, language: str | None = None) -> str:
    """Return the name of a day of the week, Monday being 0, in ``language`` (None: the one in force)."""
    return _WEEKDAYS[language or languages.current()][weekday]


def weekday_short(weekday: int, language: str | None = None) -> str:
    """Return the first three letters of its name."""
    return weekday_name(weekday, language)[:3]


def month_name(month: int, language: str | None = None) -> str:
    """Return the name of a month, January being 1."""
    return _MONTHS[language or languages.current()][month - 1]
