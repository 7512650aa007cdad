"""Turning the dialects of vCard into one that the vCard library reads (design: integrations, vCard).

Versions 2.1, 3.0 and 4.0 as mail programs and telephones write them: lines folded with spaces or tabs, quoted-printable
with its own line ends, character sets named or not, types bare, in lists or in quotes, grouped properties, cards within
cards. Each card comes out by itself, so that a bad one does not stop the good ones.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

KEPT = (
    "FN",
    "N",
    "ORG",
    "TITLE",
    "ROLE",
    "TEL",
    "EMAIL",
    "URL",
    "ADR",
    "NOTE",
    "GENDER",
    "X-GENDER",
    "X-ORGNR",
    "KIND",
)
"""The properties that Salg has a place for; others (pictures, keys, calendars …) are passed over."""

_STRUCTURED = {"N": 5, "ADR": 7, "ORG": 0}
"""Properties whose values have parts, with their number (0: any)."""

_LONGEST_CARD = 5_000_000
_HEAD = re.compile(r"(?:[A-Za-z0-9_-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:[^\":;]|\"[^\"]*\")*)*):")


@dataclass
class Card:
    """One card of a file: its text as it stood, and its lines in the one dialect; ``trouble`` says what is wrong."""

    number: int
    text: str
    lines: list[str]
    trouble: bool = False


class Property(NamedTuple):
    """A property in parts: upper-case name, upper-case types, and the value's components, unescaped."""

    name: str
    types: tuple[str, ...]
    parts: tuple[str, ...]

    def line(self) -> str:
        """Return it as one line of version 3.0, not folded."""
        types = f";TYPE={','.join(self.types)}" if self.types else ""
        return f"{self.name}{types}:{';'.join(map(_escaped, self.parts))}"


def cards(lines: Iterable[bytes]) -> Iterator[Card]:
    """Yield every card of a file; text between cards is passed over."""
    number, depth = 0, 0
    raw: list[str] = []
    properties: list[str] = []
    length = 0
    for line in unfolded(lines):
        begins, ends = _is(line, "BEGIN"), _is(line, "END")
        if begins and depth and not (properties and re.match(r"(?i)(?:[a-z0-9-]+\.)?agent\b", properties[-1])):
            # A card that was never ended.
            yield Card(number, "\n".join(raw)[:10_000], [], trouble=True)
            depth = 0
        if begins:
            depth += 1
            if depth == 1:
                number, raw, properties, length = number + 1, [], [], 0
        if not depth:
            continue
        length += len(line)
        if length > _LONGEST_CARD:
            continue
        raw.append(line)
        if depth == 1 and not begins and not ends:
            properties.append(line)
        if ends:
            depth -= 1
            if not depth:
                yield _normal(number, raw, properties, too_long=length > _LONGEST_CARD)
    if depth:
        yield Card(number, "\n".join(raw)[:10_000], [], trouble=True)


def _is(line: str, word: str) -> bool:
    return line.strip().upper() == f"{word}:VCARD"


def _normal(number: int, raw: list[str], lines: list[str], *, too_long: bool) -> Card:
    version = next((line.partition(":")[2].strip() for line in lines if line.upper().startswith("VERSION:")), "3.0")
    found = []
    for line in lines:
        try:
            read = read_property(line, version)
        except (ValueError, LookupError):
            return Card(number, "\n".join(raw)[:10_000], [], trouble=True)
        if read is not None:
            found.append(read.line())
    return Card(number, "\n".join(raw)[:10_000], found, trouble=too_long or not found)


def unfolded(lines: Iterable[bytes]) -> Iterator[str]:
    """Yield logical lines: folded ones joined, quoted-printable ones whole, each decoded as best it can be."""
    held: bytes | None = None
    soft = packed = False
    for line in lines:
        line = line.rstrip(b"\r\n")
        if held is not None and soft:
            held = held.rstrip(b" \t")[:-1] + (line[1:] if line[:1] in (b" ", b"\t") else line)
        elif held is not None and line[:1] in (b" ", b"\t"):
            held += line[1:]
        elif held is not None and packed and line.strip() and b":" not in line and b";" not in line:
            # Pictures of some telephones go on without the space.
            held += line.strip()
        else:
            if held is not None:
                yield _decoded(held)
            held = line
        head = held.partition(b":")[0].upper()
        soft = b"QUOTED-PRINTABLE" in head and held.rstrip(b" \t").endswith(b"=")
        packed = b"BASE64" in head or b"ENCODING=B" in head
        if len(held) > _LONGEST_CARD:
            held = held[:_LONGEST_CARD]
    if held is not None:
        yield _decoded(held)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        named = re.search(rb"(?i)charset=\"?([A-Za-z0-9_-]+)", line.partition(b":")[0])
        try:
            return line.decode(named[1].decode() if named else "cp1252", "replace")
        except LookupError:
            return line.decode("cp1252", "replace")


def read_property(line: str, version: str) -> Property | None:
    """Return a property of a card of that version, None for one that is not kept; raise ValueError for what is none."""
    if not line.strip():
        return None
    head = _HEAD.match(line)
    if head is None:
        name = re.split(r"[;:]", line, maxsplit=1)[0].rpartition(".")[2].upper()
        if name in KEPT:
            raise ValueError(line)
        return None
    name = head["name"].upper()
    if name not in KEPT:
        return None
    value = line[head.end() :]
    types: list[str] = []
    charset, quoted, preferred = "utf-8", False, False
    for parameter in re.findall(r";((?:[^\";]|\"[^\"]*\")*)", head["parameters"]):
        key, equals, given = parameter.partition("=")
        key, given = key.strip().upper(), given.strip().strip('"')
        if not equals:
            if key == "QUOTED-PRINTABLE":
                quoted = True
            elif key and key not in ("BASE64", "8BIT", "7BIT", "URL", "INLINE"):
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
    if quoted:
        value = quopri.decodestring(value.encode("utf-8", "surrogateescape")).decode(charset, "replace")
        value = value.replace("\r\n", "\n")
    if name in _STRUCTURED:
        parts = [_unescaped(part, version) for part in re.split(r"(?<!\\)(?:\\\\)*;", _kept_slashes(value))]
        count = _STRUCTURED[name]
        if count:
            parts = [*parts[:count], *[""] * (count - len(parts))]
    else:
        parts = [_unescaped(value, version)]
    if name == "TEL" and parts[0].lower().startswith("tel:"):
        number, _semicolon, extra = parts[0][4:].partition(";")
        extension = re.search(r"ext=([0-9]+)", extra)
        parts = [f"{number} ext. {extension[1]}" if extension else number]
    if name == "EMAIL" and parts[0].lower().startswith("mailto:"):
        parts = [parts[0][7:]]
    return Property(name, tuple(re.sub(r"[^A-Z0-9-]", "", word) for word in types if word), tuple(parts))


_SLASH = "\ue000"
"""Stands for an escaped backslash while a value is taken apart."""


def _kept_slashes(value: str) -> str:
    return value.replace("\\\\", _SLASH)


def _unescaped(text: str, version: str) -> str:
    text = _kept_slashes(text)
    text = text.replace("\\;", ";").replace("\\,", ",").replace("\\:", ":").replace('\\"', '"')
    if not version.startswith("2"):
        text = text.replace("\\n", "\n").replace("\\N", "\n")
    return text.replace(_SLASH, "\\").strip()


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
