"""Which lines of a message are its own, and which are quoted from the one that it answers (COM-13)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = re.compile(r"^ ?(?:>|\|(?= ))")
_INTRODUCTION = re.compile(
    r"^(?:(?:on|den|le|am|il)\b.{4,300}\b(?:wrote|skrev|schrieb|écrit)\b.{0,120}:"
    r"|.{4,300}\b(?:wrote|skrev(?: følgende)?):)\s*$",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"(?:on|den|le|am|il)\b.*\d", re.IGNORECASE)
_DIVIDER = re.compile(
    r"^\s*-{2,} ?(?:original message|opprinnelig melding|oprindelig (?:meddelelse|besked)|ursprungligt meddelande)"
    r" ?-{2,}\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(?:from|fra|från|von)\s*:\*?\s*\S", re.IGNORECASE)
_SENT = re.compile(r"^\s*\*?(?:sent|sendt|date|dato|skickat|datum|gesendet)\s*:\*?\s*\S", re.IGNORECASE)
_HEADER_LINES = 4
"""Lines below From within which the other headers of a quoted message stand."""
_FORWARDED = re.compile(r"^\s*(?:fwd?|vs|vb|vid|wg|tr)\s*:", re.IGNORECASE)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff"))
"""Signs without width that newsletters fill their texts with, none of which turns the writing round."""


@dataclass(frozen=True)
class Section:
    """Lines that follow each other; ``quoted`` where they are from the message that is answered or forwarded."""

    lines: tuple[str, ...]
    quoted: bool = False


def is_forwarded(subject: str) -> bool:
    """Whether a message was forwarded by its subject: what it quotes is what it was sent for."""
    return _FORWARDED.match(subject) is not None


def sections(text: str) -> tuple[Section, ...]:
    """Return a text in sections, own and quoted in turn, without blank lines where one ends and the next begins."""
    lines = text.translate(_UNSEEN).split("\n")
    marks = _quoted_lines(lines)
    found: list[Section] = []
    start = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or marks[number] != marks[start]:
            part = _without_blank_ends(lines[start:number])
            if part:
                found.append(Section(tuple(part), marks[start]))
            start = number
    return tuple(found)


def _quoted_lines(lines: list[str]) -> list[bool]:
    """Return for each line whether it is quoted; a blank line is where both its neighbours are."""
    marks = [_QUOTED.match(line) is not None for line in lines]
    for number, line in enumerate(lines):
        if _DIVIDER.match(line) or _begins_message(lines, number):
            marks[number:] = [True] * (len(lines) - number)
            break
    following = False
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if marks[number]:
            following = True
        elif not line.strip():
            # It is decided by what stands above it, for which `following` goes on to hold.
            marks[number] = following and number > 0 and (marks[number - 1] or _introduces(lines, number - 1))
        else:
            marks[number] = following and (_introduces(lines, number) or _goes_on_to_introduce(lines, marks, number))
            following = marks[number]
    return marks


def _introduces(lines: list[str], number: int) -> bool:
    """Whether a line says who wrote what follows."""
    return _INTRODUCTION.match(lines[number].strip()) is not None


def _goes_on_to_introduce(lines: list[str], marks: list[bool], number: int) -> bool:
    """Whether a line and the one below it, which was broken off it, together say who wrote what follows."""
    if number + 1 >= len(lines) or not marks[number + 1] or not _BEGINNING.match(lines[number].strip()):
        return False
    below = lines[number + 1].strip()
    return below.endswith(":") and _INTRODUCTION.match(f"{lines[number].strip()} {below}") is not None


def _begins_message(lines: list[str], number: int) -> bool:
    """Whether the headers of another message begin in a line, as some programs quote."""
    return bool(_FROM.match(lines[number])) and any(
        _SENT.match(line) for line in lines[number + 1 : number + 1 + _HEADER_LINES]
    )


def _without_blank_ends(lines: list[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    return lines[first:last]
