"""Lists of words as they are easiest to read in a source file."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, parted by white space."""
    return tuple(text.split())


def listed(text: str) -> tuple[str, ...]:
    """Return the entries of ``text``, parted by commas; white space around them falls away."""
    return tuple(entry.strip() for entry in text.split(","))
