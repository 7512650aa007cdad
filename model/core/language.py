"""The language in use: gettext catalogues, and the few things that follow from the language (COM-22).

Strings at module level are marked with :func:`N_` and translated when they are shown; strings in functions go
through :func:`_` or :func:`ngettext`. One process serves one person, so one language is in force at a time;
:func:`use` sets it, and :func:`translated` reads a string in another one (headings of an import may be in any).
"""

from __future__ import annotations

import functools
import gettext
import os
from pathlib import Path

LANGUAGES: tuple[str, ...] = ("en", "nb", "da")

_LOCALE = Path(__file__).parent.parent / "locale"


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("salg", _LOCALE, [language], fallback=True)


class _InUse:
    language = "en"
    catalogue = gettext.NullTranslations()


def use(language: str) -> None:
    """Put ``language`` (one of :data:`LANGUAGES`) in force; raise ValueError for any other."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: one of {', '.join(LANGUAGES)}")
    _InUse.language = language
    _InUse.catalogue = _catalogue(language)


def current() -> str:
    """Return the code of the language in force."""
    return _InUse.language


def N_(message: str) -> str:
    """Mark ``message`` for translation and return it as it stands."""
    return message


def _(message: str) -> str:
    """Return ``message`` in the language in force."""
    return _InUse.catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of the message that goes with ``number``, in the language in force."""
    return _InUse.catalogue.ngettext(singular, plural, number)


def translated(message: str, language: str) -> str:
    """Return ``message`` in ``language`` whatever is in force."""
    return _catalogue(language).gettext(message) if message else ""


def from_environment(environment: os._Environ[str] | dict[str, str]) -> str:
    """Return the language that the locale variables ask for, ``en`` where they ask for none that we have.

    ``no``, ``nn`` and ``nb`` all give Norwegian bokmål.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            code = value.split(".")[0].split("_")[0].lower()
            if code in ("nb", "no", "nn"):
                return "nb"
            return code if code in LANGUAGES else "en"
    return "en"
