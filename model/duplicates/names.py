"""Names as they are compared: without legal form, case, accents, punctuation, order of words (LEAD-21, D01 … D03)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from model.core.legal_forms import LEGAL_FORMS, SLASHED_FORMS

_SLASHED = re.compile(r"(?<![^\W_])([^\W\d_])\s?/\s?([^\W\d_])(?![^\W_])")
_DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?")
_APOSTROPHES = re.compile(r"['’`´]")
_BETWEEN = re.compile(r"[^\w/]+|_+")
_JOINING = frozenset({"og", "and", "und"})
_LETTERS = str.maketrans(
    {
        "æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ß": "ss", "ð": "d", "đ": "d", "þ": "th", "ł": "l",
        "ŧ": "t", "ŋ": "n", "ħ": "h", "ı": "i", "œ": "oe",
    }
)  # fmt: skip


class Name(NamedTuple):
    """A name taken apart.

    ``words`` are its words in their order, in ASCII; ``key`` is the same sorted, so that "Bygg Nes" is "Nes Bygg";
    ``compact`` has no spaces ("Nord Bygg", "Nordbygg"). ``form`` is the legal form as it was written. A name that is
    nothing but a legal form has that as its key, and is not ``usable`` for matching (D03).
    """

    words: tuple[str, ...]
    key: str
    compact: str
    form: str
    usable: bool
    whole: tuple[str, ...] = ()
    """The words with a legal form that stands before them: in "As Bygg" it may be none (D13)."""


def plain(text: str) -> str:
    """Return ``text`` in lower case and ASCII, where å is aa, ø is oe and æ is ae (D13)."""
    text = text.lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _words(text: str) -> list[str]:
    text = plain(text)
    if not text.isalnum():
        if "/" in text:
            text = _SLASHED.sub(r" \1/\2 ", text)
        if "." in text:
            text = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
        text = _APOSTROPHES.sub("", text)
        text = _BETWEEN.sub(" ", text)
    words = []
    for word in text.split():
        if "/" in word and word not in SLASHED_FORMS:
            words += [part for part in word.split("/") if part]
        else:
            words.append(word)
    return words


def company_name(text: str | None) -> Name | None:
    """Return a company's name taken apart, None where there is none."""
    words = _words(text or "")
    if not words:
        return None
    begin, end = 0, len(words)
    forms = []
    while end > begin and _is_form(words[end - 1]):
        end -= 1
        forms.append(words[end])
    before = end
    while begin < end and _is_form(words[begin]):
        forms.append(words[begin])
        begin += 1
    rest = [word for word in words[begin:end] if word not in _JOINING] or words[begin:end]
    form = forms[0] if forms else ""
    if not rest:
        return Name(tuple(words), " ".join(sorted(words)), "".join(words), form, False)
    whole = tuple(words[:before]) if begin else ()
    compact = "".join(rest)
    return Name(tuple(rest), " ".join(sorted(rest)), compact, form, len(compact) > 1, whole)


def _is_form(word: str) -> bool:
    return word in LEGAL_FORMS or word in SLASHED_FORMS


def person_name(*parts: str | None) -> Name | None:
    """Return a person's name taken apart, None where there is none; "Nes, Kari" is "Kari Nes"."""
    words = [word for part in parts if part for word in _words(part)]
    if not words:
        return None
    compact = "".join(words)
    return Name(tuple(words), " ".join(sorted(words)), compact, "", len(compact) > 1)


_ratio: Callable[[str, str], float] | None = None


def _load() -> Callable[[str, str], float]:
    """Return the library's comparison of two texts, 0 to 100; imported with the first comparison, not before."""
    global _ratio
    from rapidfuzz.fuzz import ratio

    _ratio = ratio
    return ratio


def likeness(one: Name, other: Name) -> float:
    """Return how alike two names are, 0 to 1, the same either way round (D10).

    Names are alike when each word of the one has its like in the other; "Nes Invest" and "Nes Eiendom" have most of
    their letters in common and are two companies, and so are branches "Avd 1" and "Avd 2".
    """
    if one.key == other.key:
        return 1.0
    if one.compact == other.compact:
        return 0.99
    ratio = _ratio or _load()
    found = ratio(one.key, other.key) / 100
    joined = ratio(one.compact, other.compact) / 100
    # Nearly all that are compared have nothing in common: the words of the others alone are looked at one by one.
    found = _by_words(one.words, other.words, found, joined) if max(found, joined) >= _WORTH else found
    # "As Bygg" may be Ås Bygg, or the company Bygg: only as something like it, never as the same.
    for mine, theirs in ((one.whole, other.words), (other.whole, one.words)):
        if mine and mine[0] != theirs[0]:
            whole = ratio(" ".join(mine), " ".join(theirs)) / 100
            found = max(found, min(0.92, _by_words(mine, theirs, whole, 0.0)))
    return found


def person_likeness(one: Name, other: Name) -> float:
    """Return how alike two names of persons are, 0 to 1, the same either way round.

    As :func:`likeness`; besides, a name may be written with or without what stands in its middle, or with an initial:
    "Kari Nes", "Kari M. Nes", "Kari Marie Nes" (0.95), and "K. Nes", "K. M. Nes" (0.87), who may be Knut as well.
    """
    if one.key == other.key:
        return 1.0
    mine, theirs = _besides(one.words, other.words)
    short, long = sorted((mine, theirs), key=len)
    # "Kari M. Nes" and "Kari Marie Nes" have two whole names in common, "K. Nes" and "Kari Nes" one.
    whole = sum(len(word) > 1 for word in one.words) - sum(len(word) > 1 for word in mine)
    left = _without_initials(short, long)
    if left is not None and whole > 1:
        return 0.95
    # The one whole name is the family's, or nothing but initials stands beside it.
    family = one.words[-1] == other.words[-1]
    if left is not None and whole and short and (family or all(len(word) == 1 for word in left)):
        return 0.87
    return likeness(one, other)


def _without_initials(short: list[str], long: list[str]) -> list[str] | None:
    """Return ``long`` without the words of which ``short`` has the initial, or that are the initial of one of it.

    None where a word of ``short`` has no such match.
    """
    left = list(long)
    for word in short:
        fits = next((each for each in left if each[0] == word[0] and 1 in (len(each), len(word))), None)
        if fits is None:
            return None
        left.remove(fits)
    return left


def _besides(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the words of each that the other has not got."""
    mine, theirs = list(one), list(other)
    for word in one:
        if word in theirs:
            theirs.remove(word)
            mine.remove(word)
    return mine, theirs


_WORTH = 0.6


def _by_words(one: tuple[str, ...], other: tuple[str, ...], found: float, joined: float) -> float:
    """Return how alike two names are that have most of their letters in common, by the words that differ."""
    mine, theirs = _besides(one, other)
    if not mine or not theirs:
        return min(max(found, 0.6), 0.8) if one[: len(other)] == other or other[: len(one)] == one else min(found, 0.7)
    if any(word.isdigit() for word in (*mine, *theirs)):
        return min(found, 0.5)
    if len(mine) == len(theirs) and all(map(_is_slip, sorted(mine), sorted(theirs))):
        return max(found, joined)
    # Two words written as one, with a slip besides.
    return joined if joined >= 0.92 and len(one) != len(other) else min(found, 0.6)


def _is_slip(one: str, other: str) -> bool:
    """Whether two words may be one: a letter too many, too few, another or in another place; in long words two."""
    from rapidfuzz.distance import OSA

    one, other = _flat(one), _flat(other)
    longest = max(len(one), len(other))
    allowed = 0 if longest < 3 else 1 if longest < _LONG else 2
    return bool(OSA.distance(one, other, score_cutoff=allowed) <= allowed)


def _flat(word: str) -> str:
    """Return a word as somebody types it who has no æ, ø and å, and does not make up for them."""
    return word.replace("aa", "a").replace("oe", "o").replace("ae", "a")


_LONG = 9
"""Letters of a word in which two may be wrong: Hansen and Johansen are two names."""

PUBLIC_MAILBOXES = frozenset(
    "gmail.com googlemail.com hotmail.com hotmail.no hotmail.dk hotmail.se outlook.com outlook.no outlook.dk live.com"
    " live.no live.dk msn.com yahoo.com yahoo.no yahoo.dk icloud.com me.com mac.com aol.com proton.me protonmail.com"
    " gmx.com gmx.net gmx.de web.de mail.com online.no getmail.no frisurf.no broadpark.no start.no c2i.net lyse.net"
    " altibox.no bluezone.no ebnett.no mail.dk jubii.dk ofir.dk stofanet.dk tdcadsl.dk webspeed.dk youmail.dk"
    " mail.tele.dk get2net.dk privat.dk".split()
)
"""Where anybody can have an address: two such addresses say nothing of a company (D09)."""


def company_domain(email: str | None) -> str:
    """Return the domain of an address at a company's own, '' for none and for a public mailbox (D09)."""
    domain = (email or "").rpartition("@")[2]
    return "" if domain in PUBLIC_MAILBOXES else domain
