"""Countries, however they are written: "NO", "Norge", "Norway", "Norwegen" and "NOR" are one.

What is kept is the code of two letters of ISO 3166, and what is shown its name in the language in use. A part of a
country ("Scotland") and what is no known country are kept as they are written.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from model.core import language
from model.core.country_names import NAMES, PARTS, SPELLINGS
from model.core.text import fold
from model.core.wildcards import Pattern


def _key(text: str) -> str:
    """Return the text as names of countries are compared, however the open database files "aa"."""
    return fold(text, aa_is_å=False)


def _lines(table: str) -> Iterator[tuple[str, list[str]]]:
    for line in table.strip().splitlines():
        code, *names = line.split("|")
        yield code, names


@functools.cache
def names_by_language() -> dict[str, dict[str, str]]:
    """Return the names of all countries: code → language → name."""
    found = {}
    for code, names in _lines(NAMES):
        filled = [*names, *[names[-1]] * (len(language.LANGUAGES) - len(names))]
        found[code] = dict(zip(language.LANGUAGES, filled, strict=True))
    return found


@functools.cache
def _codes() -> dict[str, str]:
    """Return what names a country as a whole, folded, to its code: codes go before names."""
    found = {_key(code): code for code, _names in _lines(NAMES)}
    for table in (NAMES, SPELLINGS):
        for code, names in _lines(table):
            for name in names:
                found.setdefault(_key(name), code)
    return found


@functools.cache
def _parts() -> dict[str, str]:
    """Return what names a part of a country, folded, to the country's code."""
    return {_key(name): code for code, names in _lines(PARTS) for name in names}


def _whole(text: str) -> str | None:
    """Return the code of the country that ``text`` names as a whole."""
    return _codes().get(_key(text)) or _codes().get(_key(text.strip(". ")))


@functools.lru_cache(1024)
def country_code(text: str) -> str | None:
    """Return the code of the country that ``text`` names, or names a part of, in any usual way; None for none."""
    return (_whole(text) or _parts().get(_key(text))) if text.strip() else None


@functools.lru_cache(4096)
def stored_country(text: str) -> str:
    """Return the one form in which a country is kept: its code; ``text`` where it names none as a whole."""
    return _whole(text) or text


def country_name(stored: str) -> str:
    """Return what a country as it is kept is called in the language in use; what is no code is itself."""
    names = names_by_language().get(stored)
    return stored if names is None else names[language.current()]


@functools.cache
def spellings(text: str) -> tuple[str, ...]:
    """Return all folded texts that name the country that ``text`` names; the text alone where it names none known."""
    code = country_code(text)
    known = {**_codes(), **_parts()}
    found = [name for name, of in known.items() if of == code] if code else []
    return tuple(dict.fromkeys([fold(text), *found]))


def codes_matching(pattern: Pattern) -> list[str]:
    """Return the codes of the countries that are called as ``pattern`` asks in any language."""
    return list(dict.fromkeys(code for name, code in _codes().items() if pattern.matches(name)))
