"""Turning the dialects of vCard into one that the vCard library reads (design: integrations, vCard).

Versions 2.1, 3.0 and 4.0 as mail programs and telephones write them: lines folded with spaces or tabs, quoted-printable
with its own line ends, character sets named or not, types bare, in lists or in quotes, grouped properties, cards within
cards. Each card comes out by itself, so that a bad one does not stop the good ones.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
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

LONGEST_VALUE = 1_000_000
"""Bytes of a property that is kept; a card with more is refused. Pictures and keys are passed over at any length."""
_LONGEST_CARD = 5_000_000
"""Letters of a card without what is passed over."""
_LONGEST_HEAD = 10_000
"""Bytes that are kept of a property that is passed over, and of what stands before its colon."""
_STRUCTURE = ("BEGIN", "END", "VERSION", "AGENT")
_HEAD = re.compile(r"(?:[A-Za-z0-9_-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;(?:[^\":;]|\"[^\"]*\")*)*):")


@dataclass
class Card:
    """One card of a file: its text as it stood, and its lines in the one dialect; ``trouble`` says what is wrong."""

    number: int
    text: str
    lines: list[str]
    trouble: bool = False
    too_long: bool = False
    """Whether it is refused because it is longer than any card of a person or a company."""
    following: int = 0
    """Where in the file reading goes on after it."""


class Property(NamedTuple):
    """A property in parts: upper-case name, upper-case types, and the value's components, unescaped."""

    name: str
    types: tuple[str, ...]
    parts: tuple[str, ...]

    def line(self) -> str:
        """Return it as one line of version 3.0, not folded."""
        types = f";TYPE={','.join(self.types)}" if self.types else ""
        return f"{self.name}{types}:{';'.join(map(_escaped, self.parts))}"


Physical = tuple[int, bytes]
"""A line of a file as it stands, and the offset where it begins."""


class Logical(NamedTuple):
    """A line put together of those that were folded: where it begins, where the next one does, whether it was cut."""

    begins: int
    following: int
    text: str
    cut: bool


def cards(lines: Iterable[bytes]) -> Iterator[Card]:
    """Yield every card of some lines; text between cards is passed over."""
    return cards_at(placed(lines))


def placed(lines: Iterable[bytes], start: int = 0) -> Iterator[Physical]:
    """Yield lines with the offsets where they begin, the first at ``start``."""
    for line in lines:
        yield start, line
        start += len(line)


def cards_at(lines: Iterable[Physical], number: int = 0) -> Iterator[Card]:
    """Yield every card from a place in a file on, with where reading goes on after it; ``number`` came before."""
    depth = length = 0
    cut = False
    raw: list[str] = []
    properties: list[str] = []
    for line in unfolded(lines):
        text = line.text
        begins, ends = _is(text, "BEGIN"), _is(text, "END")
        if begins and depth and not (properties and re.match(r"(?i)(?:[a-z0-9-]+\.)?agent\b", properties[-1])):
            # A card that was never ended.
            yield Card(number, _shown(raw), [], trouble=True, following=line.begins)
            depth = 0
        if begins:
            depth += 1
            if depth == 1:
                number, raw, properties, length, cut = number + 1, [], [], 0, False
        if not depth:
            continue
        length += len(text)
        cut = cut or line.cut
        if length <= _LONGEST_CARD:
            raw.append(text)
            if depth == 1 and not begins and not ends:
                properties.append(text)
        if ends:
            depth -= 1
            if not depth:
                if cut or length > _LONGEST_CARD:
                    yield Card(number, _shown(raw), [], trouble=True, too_long=True, following=line.following)
                else:
                    yield _normal(number, raw, properties, line.following)
    if depth:
        yield Card(number, _shown(raw), [], trouble=True, following=line.following)


def _shown(raw: Sequence[str]) -> str:
    """Return the beginning of a card as it stood."""
    return "\n".join(raw)[:10_000]


def _is(line: str, word: str) -> bool:
    return line.strip().upper() == f"{word}:VCARD"


def _normal(number: int, raw: list[str], lines: list[str], following: int) -> Card:
    version = next((line.partition(":")[2].strip() for line in lines if line.upper().startswith("VERSION:")), "3.0")
    found = []
    for line in lines:
        try:
            read = read_property(line, version)
        except (ValueError, LookupError):
            return Card(number, _shown(raw), [], trouble=True, following=following)
        if read is not None:
            found.append(read.line())
    return Card(number, _shown(raw), found, trouble=not found, following=following)


class _Folded:
    """A logical line that is being put together, each part looked at once."""

    def __init__(self, begins: int, line: bytes) -> None:
        self.begins = begins
        self.soft = self.packed = False
        self._cut = self._passed_over = False
        self._head = b""
        self._head_seen = bytearray()
        self._room = LONGEST_VALUE
        self._kept: list[bytes] = []
        self.add(line)

    def add(self, part: bytes) -> None:
        """Put the next part after the others, as far as it is kept."""
        if not self._head:
            self._look_for_head(part)
        self.soft = b"QUOTED-PRINTABLE" in self._head and part.rstrip(b" \t").endswith(b"=")
        if self.soft:
            part = part.rstrip(b" \t")[:-1]
        if len(part) > self._room:
            self._cut = True
            part = part[: self._room]
        self._room -= len(part)
        if part:
            self._kept.append(part)

    def _look_for_head(self, part: bytes) -> None:
        """Find out, once the colon is there, what property it is: only what Salg has a place for may be long."""
        self._head_seen += part[: _LONGEST_HEAD - len(self._head_seen)]
        if b":" not in part and len(self._head_seen) < _LONGEST_HEAD:
            return
        self._head = bytes(self._head_seen).partition(b":")[0].upper() or b" "
        self.packed = b"BASE64" in self._head or b"ENCODING=B" in self._head
        name = re.split(rb"[;:]", self._head, maxsplit=1)[0].rpartition(b".")[2].strip().decode("ascii", "replace")
        if name not in KEPT and name not in _STRUCTURE:
            self._passed_over = True
            self._room = max(0, self._room + _LONGEST_HEAD - LONGEST_VALUE)

    def whole(self, following: int) -> Logical:
        """Return what was put together."""
        cut = self._cut and not self._passed_over
        return Logical(self.begins, following, _decoded(b"".join(self._kept)), cut)


def unfolded(lines: Iterable[Physical]) -> Iterator[Logical]:
    """Yield logical lines: folded ones joined, quoted-printable ones whole, each decoded as best it can be.

    The work grows with the length of the file, whatever the lines are like.
    """
    held: _Folded | None = None
    end = 0
    for offset, physical in lines:
        end = offset + len(physical)
        line = physical.rstrip(b"\r\n")
        if held is not None and (held.soft or line[:1] in (b" ", b"\t")):
            held.add(line[1:] if line[:1] in (b" ", b"\t") else line)
        elif held is not None and held.packed and line.strip() and b":" not in line and b";" not in line:
            # Pictures of some telephones go on without the space.
            held.add(line.strip())
        else:
            if held is not None:
                yield held.whole(offset)
            held = _Folded(offset, line)
    if held is not None:
        yield held.whole(end)


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
