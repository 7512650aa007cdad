"""How a file writes days and amounts: an order of day and month, and a decimal sign, belong to a column (decision 21).

"02/03/2026" may be either, "1.000" too. What proves how a column is meant is sought in the whole of it: the file is
read through once, when the first cell turns up that could be read in two ways. A column that contradicts itself, and
one that proves nothing, is asked about, and nothing of it goes in before it is answered. Headings in Norwegian or
Danish are an answer: there the day stands first, and the decimal sign is a comma. The language of the screen is none.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.numbers import Hundredths
from model.core.fields.times import Day, Moment
from model.core.language import LANGUAGES, _, translated
from model.core.text import excerpt, quotation, visible
from model.files.headings import Matching, plain_heading
from model.files.table import Table
from model.files.table_reader import read_table

DATES, DECIMAL = "dates", "decimal"
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
COMMA, POINT = "comma", "point"
CHOICES: Mapping[str, tuple[str, str]] = {DATES: (DAY_FIRST, MONTH_FIRST), DECIMAL: (COMMA, POINT)}
"""What a column can be asked about, and the answers."""

_DAY = re.compile(r"\s*([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})(?![0-9])(.*)", re.DOTALL)
_AMOUNT = re.compile(r"[0-9][0-9., '\u00a0\u202f\u2019]*")
_USUAL = re.compile(r"-?[0-9]+([.,])[0-9]{1,2}")
"""An amount as most files have it: its sign is followed by one or two decimals, so that it can be nothing else."""
_WITH_COMMAS = re.compile(r"(?:(?:-?[0-9]+(?:,[0-9]{1,2})?)?\n)*")
_WITH_POINTS = re.compile(r"(?:(?:-?[0-9]+(?:\.[0-9]{1,2})?)?\n)*")
"""Columns of such amounts, a line each."""
_AT_A_TIME = 1_000
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_PLAIN = re.compile(r"[0-9]+\.[0-9]+")


@dataclass(frozen=True)
class Question:
    """What has to be said of a column before it can be read: which field, by which heading, and the sentence."""

    kind: str
    """One of :data:`CHOICES`."""
    field: str
    heading: str
    text: str


class Conventions:
    """The conventions of a file's columns; ``answers`` are (kind, heading or '' for all columns) → answer.

    Raises :class:`UserError` for an answer about a column that the file has not got.
    """

    def __init__(
        self,
        fields: Mapping[str, Field],
        table: Table,
        matching: Matching,
        answers: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self._table = table
        self._lock = threading.Lock()
        self._scanned = False
        nordic = _is_nordic(fields, matching.headings)
        given = {(kind, plain_heading(heading)): answer for kind, heading, answer in answers}
        known = {plain_heading(heading) for heading in matching.headings} | {""}
        for kind, heading in given:
            if heading not in known:
                raise UserError(
                    _("The file has no column {heading}; there are {headings}.").format(
                        heading=quotation(heading), headings=", ".join(matching.headings)
                    ),
                    kind,
                )
        self._columns: dict[str, Convention] = {}
        for name, places in matching.columns().items():
            kind = _kind_of(fields.get(name))
            if kind:
                heading = matching.headings[places[0]]
                answer = given.get((kind, plain_heading(heading))) or given.get((kind, ""), "")
                typed = table.kind == "xlsx"
                self._columns[name] = Convention(kind, name, heading, places, answer, nordic, typed, self._scan)

    def of(self, name: str) -> Convention | None:
        """Return the convention of a field's column, None for a field that is written in one way only."""
        return self._columns.get(name)

    def columns(self) -> Sequence[Convention]:
        """Return the columns that have a convention, in the order of the file."""
        return list(self._columns.values())

    def questions(self) -> list[Question]:
        """Return what has to be answered of the columns that have been read so far."""
        return [question for column in self._columns.values() if (question := column.question()) is not None]

    def refuse_open(self) -> None:
        """Raise :class:`UserError` where a question is open: a column is read as a whole or not at all."""
        for question in self.questions():
            raise UserError(question.text, question.kind)

    def _scan(self) -> None:
        """Look at all cells of these columns once."""
        with self._lock:
            if self._scanned:
                return
            columns = self._columns.values()
            table = read_table(self._table.path, self._table.options)
            try:
                rows = table.rows(self._table.start())
                while batch := [row.cells for row in islice(rows, _AT_A_TIME)]:
                    for column in columns:
                        for at in column.places:
                            column.see_all([cells[at] for cells in batch if at < len(cells)])
            finally:
                table.close()
            self._scanned = True


class Convention:
    """How one column writes its days or its amounts."""

    def __init__(
        self,
        kind: str,
        field: str,
        heading: str,
        places: tuple[int, ...],
        answer: str,
        nordic: bool,
        typed: bool,
        scan: Callable[[], None],
    ) -> None:
        self.kind = kind
        self.field = field
        self.heading = heading
        self.places = places
        self.answer = answer
        self._nordic = nordic
        self._typed = typed
        """Whether numbers are written with a point whatever the column does, as those of a workbook are."""
        self._scan = scan
        self._proofs: dict[str, str] = {}
        """Answer → a cell that proves it."""
        self._example = ""
        """A cell that may mean either."""
        self._dots_only = True
        self._settled: str | None = answer or None
        self._asked = False

    def see_all(self, texts: Sequence[str]) -> None:
        """Take notice of many cells; a column of amounts is nearly always of one mind, which is seen at once."""
        if self.kind == DECIMAL:
            joined = "\n".join(texts) + "\n"
            if _WITH_COMMAS.fullmatch(joined) and "," in joined:
                self._proofs.setdefault(COMMA, next(text for text in texts if "," in text))
                return
            if not self._typed and _WITH_POINTS.fullmatch(joined) and "." in joined:
                self._proofs.setdefault(POINT, next(text for text in texts if "." in text))
                return
        for text in dict.fromkeys(texts):
            if text:
                self.see(text)

    def see(self, text: str) -> None:
        """Take notice of a cell."""
        if self.kind == DATES:
            proof, either = _day_proof(text)
            self._dots_only = self._dots_only and (not either or "." in text)
        else:
            proof, either = _amount_proof(text, typed=self._typed)
        if proof:
            self._proofs.setdefault(proof, text)
        if either and not self._example:
            self._example = text

    @property
    def is_one(self) -> bool:
        """Whether all cells that prove anything prove the same, and nobody has said otherwise."""
        return not self.answer and self._settled not in (None, "") and len(self._proofs) == 1

    def settled(self) -> str:
        """Return how the column is meant, '' where that has to be asked."""
        if self._settled is None:
            self._scan()
            if len(self._proofs) == 1:
                self._settled = next(iter(self._proofs))
            elif not self._proofs and (self._nordic or (self.kind == DATES and self._dots_only)):
                self._settled = CHOICES[self.kind][0]
            else:
                self._settled = ""
        return self._settled

    def question(self) -> Question | None:
        """Return what has to be asked, None where nothing has, or no cell has needed it yet."""
        if not self._asked or self._settled != "":
            return None
        return Question(self.kind, self.field, self.heading, f"{visible(self.heading)}: {self._sentence()}")

    def _sentence(self) -> str:
        if self._proofs:
            first, second = (quotation(excerpt(self._proofs.get(choice, ""))) for choice in CHOICES[self.kind])
            if self.kind == DATES:
                told = _("In {one} the day stands first, in {other} the month: say which it is.")
            else:
                told = _("In {one} the decimal sign is a comma, in {other} a point: say which it is.")
            return told.format(one=first, other=second)
        if self.kind == DATES:
            told = _("{text} may have the day or the month first: say which it is.")
        else:
            told = _("{text} may be thousands or decimals: say whether the decimal sign is a comma or a point.")
        return told.format(text=quotation(excerpt(self._example)))

    def read(self, text: str) -> str:
        """Return a cell as it is read in every language; raise :class:`UserError` where the column is open."""
        return self._read_day(text) if self.kind == DATES else self._read_amount(text)

    def in_doubt(self, text: str) -> bool:
        """Whether a cell may mean either, and nothing in its column proves which: it is pointed out."""
        if self.answer or self._proofs or not self._settled:
            return False
        either = _day_proof(text)[1] if self.kind == DATES else _amount_proof(text, typed=self._typed)[1]
        return either and not (self.kind == DATES and "." in text)

    def _read_day(self, text: str) -> str:
        found = _DAY.fullmatch(text)
        if found is None:
            return text
        self._ask()
        if self.settled() != MONTH_FIRST:
            return text
        month, sign, day, year, rest = found.groups()
        return f"{day}{sign}{month}{sign}{year}{rest}"

    def _read_amount(self, text: str) -> str:
        proof, either = _amount_proof(text, typed=self._typed)
        if not proof and not either:
            return text
        self._ask()
        settled = self.settled()
        if proof and self.answer and proof != settled:
            signs = {COMMA: _("a comma"), POINT: _("a point")}
            raise UserError(
                _("{text}: the decimal sign of the column is {sign}.").format(
                    text=quotation(excerpt(text)), sign=signs[settled]
                )
            )
        if not either:
            return text
        found = _EITHER.search(text)
        assert found is not None
        number = found[0]
        sign = number[-4]
        # Three decimals alone could be read as thousands.
        plain = f"{number[:-4]}.{number[-3:]}0" if (sign == ",") == (settled == COMMA) else number[:-4] + number[-3:]
        return text.replace(number, plain, 1)

    def _ask(self) -> None:
        """Raise where nobody knows how to read the column."""
        self._asked = True
        if not self.settled():
            raise UserError(self._sentence())


def _kind_of(field: Field | None) -> str:
    if isinstance(field, (Day, Moment)):
        return DATES
    return DECIMAL if isinstance(field, Hundredths) else ""


def _day_proof(text: str) -> tuple[str, bool]:
    """Return what a cell proves ('' for nothing), and whether it may mean two days."""
    found = _DAY.fullmatch(text)
    if found is None:
        return "", False
    one, other = int(found[1]), int(found[3])
    if one > 12 >= other:
        return DAY_FIRST, False
    if other > 12 >= one:
        return MONTH_FIRST, False
    return "", one != other and one <= 12


def _amount_proof(text: str, *, typed: bool) -> tuple[str, bool]:
    """Return what an amount proves of its column ('' for nothing), and whether it may be two amounts."""
    if "," not in text and "." not in text:
        return "", False
    if usual := _USUAL.fullmatch(text):
        if typed and usual[1] == ".":
            return "", False
        return (COMMA if usual[1] == "," else POINT), False
    found = _AMOUNT.search(text)
    if found is None:
        return "", False
    number = found[0].rstrip(" ,.'\u00a0\u202f\u2019")
    if _EITHER.fullmatch(number):
        return "", True
    if typed and _PLAIN.fullmatch(number):
        return "", False
    commas, points = number.count(","), number.count(".")
    if not commas and not points:
        return "", False
    if commas and points:
        return (COMMA if number.rindex(",") > number.rindex(".") else POINT), False
    # A sign that stands several times parts thousands; one that stands once begins the decimals.
    comma = bool(commas) == (commas + points == 1)
    return (COMMA if comma else POINT), False


def _is_nordic(fields: Mapping[str, Field], headings: Sequence[str]) -> bool:
    """Whether headings are Norwegian or Danish: called as Salg calls its fields there and not in English."""
    plain = {plain_heading(heading) for heading in headings}
    own: set[str] = set()
    english: set[str] = set()
    for name, field in fields.items():
        if not field.own_key:
            english |= {plain_heading(field.label), plain_heading(name)}
            own |= {plain_heading(translated(field.label, language)) for language in LANGUAGES}
    return bool(plain & (own - english)) or any(letter in heading for heading in plain for letter in "æøå")
