"""Numbers and addresses that a typed text may be the beginning of (CUST-06)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIALLED = re.compile(
    r"(?:tel|tlf|telefon|mob|mobil|phone)?[\s.:(]*(\+|00)?[\s.()/-]*([0-9](?:[\s.()/-]*[0-9])*)[\s.()/-]*", re.I
)
_REGISTERED = re.compile(
    r"(?:(?:org|cvr|organisasjons|foretaks)?[\s.:-]*(?:nr|no|nummer)?[\s.:-]*)??(NO|DK)?[\s.:-]*"
    r"([0-9](?:[\s.-]*[0-9])*)[\s.-]*(MVA)?",
    re.IGNORECASE,
)
_PREFIXES = {"NO": "+47", "DK": "+45"}
_SHORTEST = 3
"""Digits from which a text is looked for among telephone and organisation numbers."""
_LONGEST = 60
"""Letters beyond which a text is no number, however it is spelt."""


@dataclass(frozen=True)
class Numbers:
    """What a text is the beginning of, as beginnings of the keys that are on file.

    ``phones`` are beginnings of E.164 numbers, the likeliest first; ``org_numbers`` begin with the country;
    ``email`` is the beginning of an address in lower case, ``customer`` the whole number of a customer or an order.
    """

    phones: tuple[str, ...] = ()
    org_numbers: tuple[str, ...] = ()
    email: str = ""
    customer: int | None = None

    def __bool__(self) -> bool:
        return bool(self.phones or self.org_numbers or self.email or self.customer is not None)


def numbers_in(text: str, country: str) -> Numbers:
    """Return what ``text`` may be the beginning of; ``country`` is where telephone numbers without prefix belong first.

    "22 33 44", "+47 22 33" and "0047 2233" are beginnings of telephone numbers, "923 609", "NO 923609016 MVA" of
    organisation numbers, "kari@" of an e-mail address, "1042" of all of these and a customer number besides.
    """
    text = text.strip()
    if not text or len(text) > 320:
        return Numbers()
    email = ""
    if (
        len(text) >= _SHORTEST
        and not any(letter.isspace() for letter in text)
        and any(letter in text for letter in "@.")
    ):
        email = "" if text.startswith(("@", ".")) else text.casefold()
    if len(text) > _LONGEST:
        return Numbers(email=email)
    return Numbers(
        _phones(text, country), _org_numbers(text), email, int(text) if text.isdecimal() and len(text) < 13 else None
    )


def _phones(text: str, country: str) -> tuple[str, ...]:
    found = _DIALLED.fullmatch(text)
    if found is None:
        return ()
    digits = re.sub(r"[^0-9]", "", found[2])
    if found[1]:
        return (f"+{digits}",) if len(digits) >= 2 else ()
    if len(digits) < _SHORTEST:
        return ()
    own = _PREFIXES.get(country, "+47")
    others = [prefix for prefix in _PREFIXES.values() if prefix != own]
    # Somebody may leave out the plus, but hardly of fewer digits than the country and a few more.
    bare = [f"+{digits}"] if len(digits) >= 6 else []
    return (own + digits, *(other + digits for other in others), *bare)


def _org_numbers(text: str) -> tuple[str, ...]:
    found = _REGISTERED.fullmatch(text)
    if found is None:
        return ()
    digits = re.sub(r"[^0-9]", "", found[2])
    if not _SHORTEST <= len(digits) <= 9:
        return ()
    named = "NO" if found[3] else found[1]
    return tuple(f"{country}{digits}" for country in ((named.upper(),) if named else ("NO", "DK")))
