"""Answers of a reservation register, as it gives them back for a list of numbers: a file of two columns (K02)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from model.calling.rules import record_checks
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.numbers import YesNo
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import fold, quotation, visible
from model.files.table_reader import read_table
from model.leads.records import Lead

NUMBERS = ("number", "nummer", "telephone", "telefon", "telefonnummer", "phone", "mobile", "mobil", "tlf", "tlf.")
RESERVED = ("reserved", "reservert", "reserveret", "reservation", "reservasjon", "robinson", "status")
_RESERVED_WORDS = ("reserved", "reservert", "reserveret", "r")
_FREE_WORDS = ("free", "fri", "not reserved", "ikke reservert", "ikke reserveret", "ikke-reservert")


class Checks(NamedTuple):
    """What a file holds: numbers with whether they are reserved, and the rows that could not be read."""

    numbers: list[tuple[str, bool]]
    """E.164 and whether it is reserved; the last word on a number counts."""
    unread: list[tuple[int, str]]
    """Row number and why."""


def register_of(number: str) -> str:
    """Return the name of the register that a number (E.164) is looked up in."""
    return "Robinsonlisten" if number.startswith("+45") else "Reservasjonsregisteret"


def read_checks(session: Session, path: Path) -> Checks:
    """Read a file of numbers and answers; nothing is written.

    One column holds numbers, as people write them, another whether each is reserved (yes, no, or in words); their
    headings say which, in any of the three languages. Raises :class:`UserError` for a file that has not both.
    """
    table = read_table(path)
    try:
        headings = [fold(heading) for heading in table.headings]
        places = [
            next((place for place, heading in enumerate(headings) if heading in {fold(word) for word in words}), None)
            for words in (NUMBERS, RESERVED)
        ]
        number_at, reserved_at = places
        if number_at is None or reserved_at is None:
            raise UserError(
                _("{file} needs a column Number and a column Reserved; it has: {headings}.").format(
                    file=path.name, headings=visible(", ".join(table.headings)) or "–"
                ),
                "file",
            )
        reading = session.reading()
        numbers: dict[str, bool] = {}
        unread: list[tuple[int, str]] = []
        for row in table.rows(table.start()):
            if not any(cell.strip() for cell in row.cells) and not row.trouble:
                continue
            number, answer = (row.cells[at].strip() if at < len(row.cells) else "" for at in (number_at, reserved_at))
            try:
                key = Lead.field("phone").key(number, reading)
                if row.trouble or not key:
                    raise UserError(row.trouble or _("{text} is no telephone number.").format(text=quotation(number)))
                numbers[key] = _is_reserved(answer, reading)
            except UserError as error:
                unread.append((row.number, error.message))
        return Checks([*numbers.items()], unread)
    finally:
        table.close()


def keep_checks(session: Session, checks: Checks) -> int:
    """Keep what a file says, as looked up at this moment; return how many numbers it was."""
    kept = 0
    for register in sorted({register_of(number) for number, _reserved in checks.numbers}):
        kept += record_checks(session, register, [line for line in checks.numbers if register_of(line[0]) == register])
    return kept


def told(checks: Checks) -> list[str]:
    """Return what a file says in a few lines, with the first rows that could not be read."""
    reserved = sum(answer for _number, answer in checks.numbers)
    count = len(checks.numbers)
    lines = [
        ngettext("{count} number, {reserved} of them reserved.", "{count} numbers, {reserved} of them reserved.", count)
        .format(count=format_whole(count), reserved=reserved)
    ]  # fmt: skip
    if checks.unread:
        lines.append(
            ngettext("{count} row cannot be read:", "{count} rows cannot be read:", len(checks.unread)).format(
                count=format_whole(len(checks.unread))
            )
        )
        row = _("row {number}: {reason}")
        lines += [row.format(number=number, reason=reason) for number, reason in checks.unread[:10]]
    return lines


def _is_reserved(answer: str, reading: object) -> bool:
    word = answer.casefold()
    if word in _RESERVED_WORDS:
        return True
    if word in _FREE_WORDS:
        return False
    if not word:
        raise UserError(_("it does not say whether it is reserved."))
    return bool(YesNo(_("Reserved")).read(word, reading))  # type: ignore[arg-type]
