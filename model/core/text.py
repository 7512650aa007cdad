"""Text as it is compared, sorted and shown.

One folded form serves order, letter jumps, prefixes, wildcards and the search index (decision 17, COM-22):
case and accents are dropped, typographic signs become plain ones, white space is collapsed, and æ, ø and å become
the three ASCII characters that follow ``z``, so that plain byte order is the order of the Norwegian and Danish
alphabets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from model.core import language

_QUOTATION_MARKS = {"en": ("“", "”"), "nb": ("«", "»"), "da": ("»", "«")}

_BRACES = str.maketrans({"{": "\x1d", "|": "\x1e", "}": "\x1f"})
"""Typed braces give way to æ, ø and å; as separators they still match themselves and nothing else."""

_LETTERS = str.maketrans(
    {
        "æ": "{", "ä": "{", "ǽ": "{",
        "ø": "|", "ö": "|", "ǿ": "|", "ő": "|",
        "å": "}",
        "ß": "ss", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ŧ": "t", "ŋ": "n", "ħ": "h", "ı": "i", "œ": "oe",
    }
)  # fmt: skip


SIGNS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛‹›′‵ʹʻʼʽˈ´`＇", "'"),
        **dict.fromkeys("“”„‟«»″‶ʺ〝〞＂", '"'),
        **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),
        "⁄": "/", "∕": "/", "×": "x",
    }
)  # fmt: skip
"""Signs that a text processor or a telephone puts for those on the keyboard: whoever searches types the plain ones."""


class _InForce:
    aa_is_å = False


def use_aa(is_å: bool) -> None:
    """Fold "aa" as å from now on, or as two letters: as the keys of the open database are folded (W19, W11)."""
    _InForce.aa_is_å = is_å


def fold(text: str, *, aa_is_å: bool | None = None) -> str:
    """Return the key under which ``text`` sorts and matches; fold(fold(x)) need not equal fold(x).

    ``aa_is_å`` reads "aa" as å, for those who file Aalborg under Å (W19, W11); None reads it as :func:`use_aa` says.
    """
    if "{" in text or "|" in text or "}" in text:
        text = text.translate(_BRACES)
    if "`" in text:
        text = text.replace("`", "'")
    key = text.lower()
    if not key.isascii():
        # Composed æøå are nearly all that is not ASCII here: three replacements beat a table look-up a letter.
        key = key.replace("æ", "{").replace("ø", "|").replace("å", "}")
        if not key.isascii():
            key = _fold_rare(key)
    if not key.isprintable() or "  " in key or key[:1] == " " or key[-1:] == " ":
        key = _collapse(key)
    if "aa" in key and (_InForce.aa_is_å if aa_is_å is None else aa_is_å):
        key = key.replace("aa", "}")
    return key


def fold_all(texts: Iterable[str | None]) -> list[str]:
    """Return the keys of many texts, '' for None: for each the one that :func:`fold` returns.

    Nearly every text is plain, so that all of them are folded at once, a line each.
    """
    given = [text or "" for text in texts]
    joined = "\n".join(given)
    if joined.count("\n") != len(given) - 1 or any(sign in joined for sign in "{|}`"):
        return [fold(text) if text else "" for text in given]
    key = joined.lower()
    if not key.isascii():
        key = key.replace("æ", "{").replace("ø", "|").replace("å", "}")
    blanks = "  " in key or " \n" in key or "\n " in key or key[:1] == " " or key[-1:] == " "
    if blanks or not key.isascii() or not key.replace("\n", "").isprintable():
        return [fold(text) if text else "" for text in given]
    if _InForce.aa_is_å:
        key = key.replace("aa", "}")
    return key.split("\n")


def _fold_rare(key: str) -> str:
    # Before they are normalised: that makes a blank and an accent of the apostrophe ´.
    key = unicodedata.normalize("NFKC", key.translate(SIGNS)).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", key)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _collapse(key: str) -> str:
    kept = "".join(
        " " if letter.isspace() and letter not in "\x1d\x1e\x1f" else letter
        for letter in key
        if letter.isprintable() or letter.isspace()
    )
    return " ".join(part for part in kept.split(" ") if part)


def visible(text: str) -> str:
    """Return ``text`` with every control character made visible, on one line (COM-23).

    What comes from imports, mail or registries can then not move the cursor, change colours or reorder what
    stands beside it. Line breaks and tabs become a space, other controls their Unicode picture (␛),
    marks that change the direction of writing become ``␦``. That is not the sign of a lost letter: a text made of
    what is shown, such as the note that a merge leaves, can be stored.
    """
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _picture(letter) for letter in text)


def _picture(letter: str) -> str:
    if letter in "\n\r\t\x0b\x0c\x85\u2028\u2029" or unicodedata.category(letter) == "Zs":
        return " "
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "␦"


_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
"""What changes the direction of writing, or begins a line."""


def steers(text: str) -> bool:
    """Whether a text holds what could steer a terminal: control characters, or marks that turn the writing round."""
    return not text.isprintable() and any(
        letter in _TURNS or unicodedata.category(letter) in ("Cc", "Cs") for letter in text
    )


def on_terminal(text: str) -> str:
    """Return whole lines as a terminal gets them: what could steer it made visible, line breaks and tabs as they are.

    A carriage return stays at the very beginning, where a line of progress goes over the one before, and before a line
    break.
    """
    if text.isprintable():
        return text
    start = "\r" if text.startswith("\r") else ""
    lines = text[len(start) :].replace("\r\n", "\n").split("\n")
    return start + "\n".join("\t".join(visible(part) for part in line.split("\t")) for line in lines)


def storable(text: str) -> str:
    """Return ``text`` without what no database holds: NUL, and halves of characters from input that is no UTF-8."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter != "\x00" and not "\ud800" <= letter <= "\udfff")


def quotation(text: object) -> str:
    """Return what a sentence quotes, visible and between the quotation marks of the language in use."""
    first, last = _QUOTATION_MARKS[language.current()]
    return f"{first}{visible(str(text))}{last}"


def excerpt(text: str, most: int = 40) -> str:
    """Return typed text as an error message quotes it: visible, and at most ``most`` letters of it."""
    text = visible(text.strip()[: most + 1])
    return text if len(text) <= most else text[: most - 1] + "…"


def in_sentence(label: str) -> str:
    """Return what something is called as it stands within a sentence: begun small, unless by an abbreviation (CRM)."""
    begin = label[:2]
    return label if begin.isalpha() and begin.isupper() else label[:1].lower() + label[1:]
