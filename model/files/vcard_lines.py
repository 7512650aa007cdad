"""Finding the cards in a file of vCards, whatever their dialect (LEAD-30).

Versions 2.1, 3.0 and 4.0 as mail programs and telephones write them: lines folded with spaces or tabs, quoted-printable
with its own line ends, character sets named or not, types bare, in lists or in quotes, grouped properties, cards within
cards. Each card comes out by itself, so that a bad one does not stop the good ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.files.vcard_properties import KNOWN, LostLetters, Property, read_property

LONGEST_VALUE = 1_000_000
"""Bytes of a property that is kept; a card with more is refused. Pictures and keys are passed over at any length."""
_LONGEST_CARD = 5_000_000
"""Letters of a card without what is passed over."""
_LONGEST_HEAD = 10_000
"""Bytes that are kept of a property that is passed over, and of what stands before its colon."""
_STRUCTURE = ("BEGIN", "END", "VERSION", "AGENT")


@dataclass
class Card:
    """One card of a file: its text as it stood, and its properties; ``trouble`` is whether it cannot be read."""

    number: int
    text: str
    properties: list[Property]
    trouble: bool = False
    too_long: bool = False
    """Whether it is refused because it is longer than any card of a person or a company."""
    lost_letters: bool = False
    """Whether it is refused because it holds letters that are not in its character set."""
    following: int = 0
    """Where in the file reading goes on after it."""


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


def cards_at(lines: Iterable[Physical], number: int = 0, charset: str = "") -> Iterator[Card]:
    """Yield every card from a place in a file on, with where reading goes on after it; ``number`` came before.

    ``charset`` is that of quoted-printable values that name none, '' for UTF-8 or else that of Windows.
    """
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
                    yield _read(number, raw, properties, line.following, charset)
    if depth:
        yield Card(number, _shown(raw), [], trouble=True, following=line.following)


def _shown(raw: Sequence[str]) -> str:
    """Return the beginning of a card as it stood."""
    return "\n".join(raw)[:10_000]


def _is(line: str, word: str) -> bool:
    return line.strip().upper() == f"{word}:VCARD"


def _read(number: int, raw: list[str], lines: list[str], following: int, charset: str) -> Card:
    version = next((line.partition(":")[2].strip() for line in lines if line.upper().startswith("VERSION:")), "3.0")
    found = []
    for line in lines:
        try:
            read = read_property(line, version, charset)
        except LostLetters:
            return Card(number, _shown(raw), [], trouble=True, lost_letters=True, following=following)
        except (ValueError, LookupError):
            return Card(number, _shown(raw), [], trouble=True, following=following)
        if read is not None:
            found.append(read)
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
        if self.packed or (name not in KNOWN and name not in _STRUCTURE):
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
        if held is not None and held.soft:
            # After a soft break of quoted-printable a blank belongs to the text.
            held.add(line)
        elif held is not None and line[:1] in (b" ", b"\t"):
            held.add(line[1:])
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
