"""Texts that a spreadsheet would take for a formula, or an import for an order: an apostrophe makes them plain (I27).

``unguarded(guarded(text)) == text`` for every text; and a text from elsewhere that only looks as if it were guarded
("'t Hooft") is left as it is.
"""

from __future__ import annotations

CLEAR_WORDS = ("<empty>", "<tom>")
"""What empties a field when a record is updated (decision 5), in English, and in Norwegian and Danish."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARDED_STARTS = (*_STARTS_FORMULA, "'")


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula, nor an import for a word that empties."""
    return f"'{text}" if text.startswith(GUARDED_STARTS) or is_clear_word(text) else text


def escaped(text: str) -> str:
    """Return ``text`` for a cell that says itself that it is text: guarded only where :func:`unguarded` changes it."""
    return f"'{text}" if unguarded(text) != text or is_clear_word(text) else text


def unguarded(text: str) -> str:
    """Return the text without its guard, if it has one."""
    if text[:1] == "'" and (text.startswith(GUARDED_STARTS, 1) or is_clear_word(text[1:])):
        return text[1:]
    return text


def is_clear_word(text: str) -> bool:
    """Whether a cell says that its field is to be emptied."""
    return "<" in text and text.strip().casefold() in CLEAR_WORDS
