"""One property of a vCard: read in any of the dialects, written in version 3.0 (RFC 2426; LEAD-30, LEAD-31, I28)."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

PASSED_OVER = frozenset({
    "BEGIN", "END", "VERSION", "AGENT", "PHOTO", "LOGO", "SOUND", "KEY", "UID", "REV", "PRODID", "SOURCE", "NAME",
    "PROFILE", "MAILER", "TZ", "GEO", "SORT-STRING", "CLASS", "LABEL", "LANG", "XML", "CLIENTPIDMAP", "MEMBER",
    "FBURL", "CALURI", "CALADRURI", "X-ABLABEL", "X-ABADR", "X-ABUID", "X-ABORDER", "X-WAB-GENDER",
    "X-MS-OL-DESIGN", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "X-MS-CARDPICTURE", "X-EVOLUTION-FILE-AS",
    "X-EVOLUTION-WEBDAV-ETAG", "X-COUCHDB-APPLICATION-ANNOTATIONS", "X-MOZILLA-HTML", "X-IMAGETYPE", "X-IMAGEHASH",
})  # fmt: skip
"""What tells how a card was made, repeats what another property says, or is no text: keys, pictures, sounds."""
KNOWN = frozenset({
    "FN", "N", "ORG", "TITLE", "ROLE", "TEL", "EMAIL", "URL", "ADR", "NOTE", "GENDER", "X-GENDER", "X-ORGNR", "KIND",
    "X-ABSHOWAS", "X-DEPARTMENT", "BDAY", "ANNIVERSARY", "NICKNAME", "CATEGORIES", "IMPP", "RELATED",
})  # fmt: skip
"""What Salg knows the meaning of; of others the text goes into the note, under their names."""

_LISTS = frozenset({"CATEGORIES", "NICKNAME"})
"""Properties whose values are lists, with commas between."""
_STRUCTURED = {"N": 5, "ADR": 7, "ORG": 0}
"""Properties whose values have parts, with their number (0: any)."""
_LINES = frozenset({"NOTE", "ADR", "ORG"})
"""In version 2.1 a backslash is a backslash, but in texts of several lines people find ``\\n`` all the same."""
_HEAD = re.compile(r"(?:[A-Za-z0-9_-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:[^\":;]|\"[^\"]*\")*)*):")
_LOST = "\ufffd"
_LONGEST_LINE = 75
"""Octets of a line of a card (RFC 2426, 2.6)."""


class LostLetters(ValueError):
    """A property with letters that are not in its character set."""


class Property(NamedTuple):
    """A property in parts: upper-case name, upper-case types, and the value's components, unescaped."""

    name: str
    types: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole value, its parts with commas between them."""
        return ", ".join(part for part in self.parts if part)


def folded(line: str) -> str:
    """Return a line of a card as lines of at most 75 octets, no letter cut in two, each with its end."""
    return "".join(f"{' ' if number else ''}{part}\r\n" for number, part in enumerate(_folds(line)))


def _folds(line: str) -> Iterator[str]:
    if len(line) * 4 <= _LONGEST_LINE or (line.isascii() and len(line) <= _LONGEST_LINE):
        yield line
        return
    room, start, used = _LONGEST_LINE, 0, 0
    for place, letter in enumerate(line):
        octets = len(letter.encode("utf-8", "replace"))
        if used + octets > room:
            yield line[start:place]
            # The blank that folds the next line counts.
            start, used, room = place, 0, _LONGEST_LINE - 1
        used += octets
    yield line[start:]


def read_property(line: str, version: str, usual_charset: str = "") -> Property | None:
    """Return a property of a card of that version, None for one that is passed over.

    ``usual_charset`` is that of quoted-printable values that name none; '' for UTF-8, or else that of Windows. Raises
    ValueError for what is no property, and :class:`LostLetters`.
    """
    if not line.strip():
        return None
    head = _HEAD.match(line)
    if head is None:
        name = re.split(r"[;:]", line, maxsplit=1)[0].rpartition(".")[2].upper()
        if name in KNOWN:
            raise ValueError(line)
        return None
    name = head["name"].upper()
    if name in PASSED_OVER:
        return None
    parameters = _parameters(head["parameters"])
    if parameters is None:
        return None
    types, charset, quoted = parameters
    value = line[head.end() :]
    if quoted:
        octets = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
        value = _decoded(octets, charset) if charset or not usual_charset else _strictly(octets, usual_charset)
        value = value.replace("\r\n", "\n")
    if _LOST in value:
        raise LostLetters(name)
    escapes = not version.startswith("2") or (name in _LINES and not quoted)
    if name in _STRUCTURED:
        parts = [_unescaped(part, escapes) for part in re.split(r"(?<!\\)(?:\\\\)*;", _kept_slashes(value))]
        count = _STRUCTURED[name]
        if count:
            parts = [*parts[:count], *[""] * (count - len(parts))]
    elif name in _LISTS:
        parts = [_unescaped(part, escapes) for part in re.split(r"(?<!\\),", _kept_slashes(value))]
    else:
        parts = [_unescaped(value, escapes)]
    if name in ("TEL", "EMAIL", "IMPP", "RELATED"):
        parts = [_of_uri(parts[0])]
    return Property(name, tuple(re.sub(r"[^A-Z0-9-]", "", word) for word in types if word), tuple(parts))


def _parameters(text: str) -> tuple[list[str], str, bool] | None:
    """Return types, character set and whether the value is quoted-printable; None for what is no text."""
    types: list[str] = []
    charset, quoted, preferred = "", False, False
    for parameter in re.findall(r";((?:[^\";]|\"[^\"]*\")*)", text):
        key, equals, given = parameter.partition("=")
        key, given = key.strip().upper(), given.strip().strip('"')
        if not equals:
            if key == "QUOTED-PRINTABLE":
                quoted = True
            elif key == "BASE64":
                return None
            elif key and key not in ("8BIT", "7BIT", "URL", "INLINE"):
                types.append(key)
        elif key == "TYPE":
            types += [word.strip().upper() for word in given.split(",")]
        elif key == "ENCODING":
            quoted = given.upper() == "QUOTED-PRINTABLE"
            if given.upper() in ("B", "BASE64"):
                return None
        elif key == "CHARSET":
            charset = given
        elif key == "PREF":
            preferred = given in ("1", "100")
    if preferred and "PREF" not in types:
        types.append("PREF")
    return types, charset, quoted


def _decoded(octets: bytes, charset: str) -> str:
    """Return text in the character set named, else in UTF-8, else in that of Windows, as raw letters are read."""
    try:
        return octets.decode(charset or "utf-8")
    except UnicodeDecodeError:
        if charset and charset.lower().replace("_", "-") not in ("utf-8", "utf8"):
            raise LostLetters(charset) from None
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        raise LostLetters(charset) from None


def _strictly(octets: bytes, charset: str) -> str:
    """Return text in the character set that somebody has named for the whole file."""
    try:
        return octets.decode(charset)
    except UnicodeDecodeError:
        raise LostLetters(charset) from None


def _of_uri(text: str) -> str:
    """Return what a URI names: a telephone number with its extension, an address."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in ("tel", "mailto"):
        return text
    if scheme.lower() == "mailto":
        return rest.partition("?")[0]
    number, _semicolon, extra = rest.partition(";")
    extension = re.search(r"ext=([0-9]+)", extra)
    return f"{number} ext. {extension[1]}" if extension else number


_SLASH = "\ue000"
"""Stands for an escaped backslash while a value is taken apart."""


def _kept_slashes(value: str) -> str:
    return value.replace("\\\\", _SLASH)


def _unescaped(text: str, breaks: bool) -> str:
    text = _kept_slashes(text)
    text = text.replace("\\;", ";").replace("\\,", ",").replace("\\:", ":").replace('\\"', '"')
    if breaks:
        text = text.replace("\\n", "\n").replace("\\N", "\n")
    return text.replace(_SLASH, "\\").strip()
