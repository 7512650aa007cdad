"""Rows of another program's columns into the fields of a record, a thousand at a time.

Columns with one field each are taken as they are. Those with a :class:`~model.files.heading_meaning.Meaning` are put
together row by row: a name from its parts, numbers and e-mail addresses by their kinds (their labels stand in columns
of their own in some files), an address from all its columns or not at all. What finds no field is a leftover.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.countries import country_code
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.leftovers import ADDRESS_PARTS, Leftover
from model.core.fields.numbers import NO, YES
from model.core.fields.texts import Email
from model.core.language import _
from model.core.records.record import Record
from model.core.text import fold, visible
from model.files.address_columns import AddressColumn, address_columns
from model.files.columns import refuse_lost_letters
from model.files.contact_details import Address, ContactDetails, Mail, Number, place
from model.files.guarding import is_clear_word, unguarded
from model.files.heading_meaning import ADDRESS_PARTS as ADDRESS_WORDS
from model.files.heading_meaning import LABEL, NUMBERS, OTHER_NUMBER, Meaning, kind_of_label
from model.files.headings import ID, NOTE, Matching, importable, plain_heading
from model.files.synonyms import SYNONYMS, UNSAID

_SEVERAL = re.compile(r"\s*:::\s*")
"""Between the values of a cell of Google's."""
_BETWEEN_MAILS = re.compile(r"\s*(?:[;,|/]|:::)\s*|\s+(?=\S+@)")
_BETWEEN_NUMBERS = re.compile(r"\s*(?:[;|]|:::|\s/\s)\s*")
_PERSONS = frozenset({"person", "private", "privat", "individual", "privatperson", "b2c", "privatkunde", *YES})
_COMPANIES = frozenset(
    {"company", "firma", "bedrift", "business", "organization", "b2b", "virksomhed", "erhverv", "bedriftskunde", *NO}
)


@dataclass
class Arranged:
    """A batch of rows as texts by field name; leftovers and troubles by place in the batch."""

    texts: dict[str, Sequence[str]]
    leftovers: dict[int, list[Leftover]] = field(default_factory=dict)
    contacts: dict[int, dict[str, str]] = field(default_factory=dict)
    """The persons on rows of companies, as texts by the fields of a contact."""
    troubles: dict[int, str] = field(default_factory=dict)


class _Column(NamedTuple):
    place: int
    meaning: Meaning
    label: int | None
    """The place of the column that says what this one's value is called."""
    heading: str
    address: AddressColumn | None


class Arrangement:
    """Arranges the rows of one file; ``fields`` are the names of those that it may fill in."""

    def __init__(self, session: Session, record: type[Record], matching: Matching) -> None:
        self.record = record.name_in_code
        self._importable = importable(session, record)
        self._headings = [visible(heading) for heading in matching.headings]
        meant = [(at, meaning) for at, meaning in enumerate(matching.meanings) if meaning is not None]
        self._columns = _columns_of(meant, self._headings)
        self._plain = {
            name: tuple(at for at in places if matching.meaning(at) is None)
            for name, places in matching.columns().items()
        }
        self._plain = {name: places for name, places in self._plain.items() if places}
        self._detailed = _detailed(self._columns, self._importable) if self._columns else []
        self._fixed = [(name, at) for name in self._detailed for at in self._plain.pop(name, ())]
        self._note = record.note_field
        notes = self._plain.get(self._note, ())
        self._lines = tuple(at for at in notes if self._note == NOTE and not _is_note(matching.headings[at]))
        """Columns that somebody sends into the note though they are called something else: lines of it."""
        if self._lines:
            self._plain[self._note] = tuple(at for at in notes if at not in self._lines)
        self._mails = [name for name in self._plain if type(self._importable.get(name)) is Email]
        self.ignored = matching.ignored()
        """The headings of the columns that are passed over."""
        fields = [name for name in matching.columns() if name != ID and (name in self._plain or name in self._detailed)]
        self.fields = fields
        if self._detailed:
            self.fields = [name for name in self._importable if name in {*fields, *self._detailed}]
        if self._note in self._importable and self._note not in self.fields:
            self.fields.append(self._note)
        parts = {column.meaning.part for column in self._columns}
        self.gives_contacts = self.record == "customer" and bool(parts & _PERSON)
        """Whether a row may name a person beside a company, who becomes a contact of that customer."""

    def arrange(self, rows: Sequence[Sequence[str]], by_column: Sequence[Sequence[str]]) -> Arranged:
        """Return rows of cells, all of one width, as texts of fields; ``by_column`` is the same a column at a time."""
        found = Arranged({})
        blank = [""] * len(rows)
        for name, places in self._plain.items():
            found.texts[name] = (by_column[places[0]] if by_column else blank) if places else blank
            if len(places) > 1 and by_column:
                found.texts[name] = self._first_filled(found, [by_column[at] for at in places], places)
        for at in self._lines if by_column else ():
            for row, text in enumerate(by_column[at]):
                if text.strip():
                    self._leave(found, row, self._headings[at], text)
        for name in self._mails:
            self._one_mail_each(found, name)
        if self._columns:
            # Most columns of a mail program hold nothing in most files.
            filled = [each for each in self._columns if by_column and any(map(str.strip, by_column[each.place]))]
            self._put_together(found, rows, filled)
        found.texts.setdefault(self._note, blank)
        return found

    def _leave(self, found: Arranged, row: int, label: str, text: str) -> None:
        text = unguarded(text.strip())
        try:
            refuse_lost_letters(label, text)
        except UserError as error:
            found.troubles.setdefault(row, error.message)
            return
        if text and not is_clear_word(text):
            found.leftovers.setdefault(row, []).append(Leftover(label, visible(text)))

    # Columns with a field each

    def _first_filled(self, found: Arranged, columns: Sequence[Sequence[str]], places: Sequence[int]) -> Sequence[str]:
        texts: list[str] = []
        for row, cells in enumerate(zip(*columns, strict=True)):
            filled = [(at, cell) for at, cell in zip(places, cells, strict=True) if cell.strip()]
            texts.append(filled[0][1] if filled else "")
            for at, cell in filled[1:]:
                if fold(cell) != fold(filled[0][1]):
                    self._leave(found, row, self._headings[at], cell)
        return texts

    def _one_mail_each(self, found: Arranged, name: str) -> None:
        cells = found.texts[name]
        if not any(cell.count("@") > 1 for cell in cells):
            return
        texts = list(cells)
        for row, cell in enumerate(cells):
            first, *others = mails_in(cell) or [cell]
            texts[row] = first
            for other in others:
                self._leave(found, row, _("E-mail"), other)
        found.texts[name] = texts

    # What is put together

    def _put_together(self, found: Arranged, rows: Sequence[Sequence[str]], filled: Sequence[_Column]) -> None:
        columns = {name: [""] * len(rows) for name in self._detailed}
        for at, row in enumerate(rows):
            details = self._details(row, filled)
            if details is None:
                continue
            placed = place(self.record, self._importable.keys(), details)
            for name, text in placed.values.items():
                if name in columns:
                    columns[name][at] = text
            for leftover in placed.leftovers:
                self._leave(found, at, leftover.label, leftover.text)
            if placed.contact:
                found.contacts[at] = placed.contact
            if placed.trouble:
                found.troubles[at] = placed.trouble
        found.texts.update(columns)

    def _details(self, row: Sequence[str], filled: Sequence[_Column]) -> ContactDetails | None:
        """Return what a row says in the ``filled`` columns and in those sent by hand; None where it says nothing."""
        details = ContactDetails()
        blocks: dict[str, _Block] = {}
        said = False
        for name, at in self._fixed:
            text = row[at].strip()
            if text and not (name == "gender" and fold(text) in UNSAID):
                said = True
                self._fix(details, name, text, self._headings[at])
        for column in filled:
            text = row[column.place].strip()
            if not text or (column.meaning.part != "company" and fold(text) in UNSAID):
                continue
            said = True
            label = row[column.label].strip() if column.label is not None else ""
            if column.address is not None:
                block = blocks.setdefault(column.address.block, _Block(column.address.kind))
                block.add(column.address.part, text, label)
            else:
                self._take(details, column, text, label)
        if not said:
            return None
        details.addresses = [block.address() for block in blocks.values()]
        return details

    def _fix(self, details: ContactDetails, name: str, text: str, heading: str) -> None:
        """Take what somebody has sent into a field by hand."""
        part = "company" if name == "name" else name
        if part in _NAMES:
            present, missing = getattr(details, part), not getattr(details, part)
            if missing:
                setattr(details, part, text)
        elif name == "private":
            details.is_company, present, missing = _company_or_person(text), text, False
        else:
            present, missing = details.values.setdefault(name, text), False
        if not missing and present != text:
            self._other(details, heading, text)

    def _take(self, details: ContactDetails, column: _Column, text: str, label: str) -> None:
        part, kind = column.meaning.part, column.meaning.kind
        if part in NUMBERS or part == OTHER_NUMBER:
            use, labelled = kind_of_label(label) if label else ("", "")
            for each in numbers_in(text):
                if part == OTHER_NUMBER:
                    details.numbers.append(Number(part, kind, each, column.heading))
                elif use:
                    details.numbers.append(Number(use, labelled, each))
                else:
                    told = label.strip("* ") if label else ""
                    details.numbers.append(Number(part, "other" if told else kind, each, told))
        elif part == "email":
            kind = kind_of_label(label)[1] or kind
            details.mails += [Mail(kind, each) for each in mails_in(text) or [text]]
        elif part == "private":
            details.is_company = _company_or_person(text)
        elif part == "website":
            for each in _SEVERAL.split(text):
                if details.values.setdefault("website", each) != each:
                    self._other(details, column.heading, each)
        elif part in _NAMES:
            if not getattr(details, part):
                setattr(details, part, text)
            elif fold(getattr(details, part)) != fold(text):
                self._other(details, column.heading, text)
        else:
            self._other(details, label.strip("* ") or column.heading, _SEVERAL.sub(", ", text))

    def _other(self, details: ContactDetails, label: str, text: str) -> None:
        details.others.append(Leftover(label, text))


_PERSON = frozenset({"full_name", "first_name", "last_name"})
_NAMES = frozenset({"company", "full_name", "form_of_address", "first_name", "middle_name", "last_name", "title"})


def _is_same(part: str, one: str, other: str) -> bool:
    """Whether two columns say the same of an address: the register writes "Norge" and "NO" beside each other."""
    if fold(one) == fold(other):
        return True
    return part == "country" and country_code(one) is not None and country_code(one) == country_code(other)


class _Block:
    """The columns of one address in one row."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.parts: dict[str, list[str]] = {}

    def add(self, part: str, text: str, label: str) -> None:
        if label and kind_of_label(label)[1]:
            self.kind = kind_of_label(label)[1]
        lines = (" ".join(line.split()) for line in text.splitlines())
        there, written = self.parts.setdefault(part, []), ", ".join(filter(None, lines))
        if not any(_is_same(part, each, written) for each in there):
            there.append(written)

    def address(self) -> Address:
        parts = {part: ", ".join(self.parts.get(part, ())) for part in ADDRESS_PARTS}
        box = ", ".join(self.parts.get("box", ()))
        if box.isdigit():
            box = _("PO Box {number}").format(number=box)
        lines = [parts["street"], *self.parts.get("extended", ()), box]
        parts["street"] = ", ".join(filter(None, lines))
        if not any(parts[part] for part in ("street", "postcode", "town")):
            parts["street"] = ", ".join(self.parts.get("formatted", ()))
        return Address(self.kind, parts)


def _company_or_person(text: str) -> bool | None:
    """Return whether a cell says that it is a company: True, False, or None where it says neither."""
    word = text.casefold()
    return False if word in _PERSONS else True if word in _COMPANIES else None


def mails_in(text: str) -> list[str]:
    """Return the e-mail addresses of a cell that holds several; the whole of it where it holds one."""
    if text.count("@") < 2:
        return [text] if text else []
    return [each for each in _BETWEEN_MAILS.split(text.strip()) if "@" in each]


def numbers_in(text: str) -> Iterator[str]:
    """Yield the telephone numbers of a cell that holds several; the whole of it where it holds one."""
    parts = _BETWEEN_NUMBERS.split(text)
    if all(sum(letter.isdigit() for letter in part) > 4 for part in parts):
        yield from parts
    else:
        yield text


def _is_note(heading: str) -> bool:
    plain = plain_heading(heading)
    return plain == NOTE or plain in {plain_heading(text) for text in SYNONYMS[NOTE]}


def _columns_of(meant: Sequence[tuple[int, Meaning]], headings: Sequence[str]) -> list[_Column]:
    labels = {(meaning.family, meaning.number): at for at, meaning in meant if meaning.role == LABEL}
    values = [(at, meaning) for at, meaning in meant if meaning.role != LABEL]
    addresses = address_columns([(at, meaning) for at, meaning in values if meaning.part in ADDRESS_WORDS])
    return [
        _Column(at, meaning, labels.get((meaning.family, meaning.number)), headings[at], addresses.get(at))
        for at, meaning in values
    ]


def _detailed(columns: Sequence[_Column], fields: Mapping[str, Field]) -> list[str]:
    """Return the fields that the columns may come to fill in."""
    found: dict[str, Any] = {}
    parts = {column.meaning.part for column in columns}
    if parts & (_NAMES | {"private"}):
        found |= dict.fromkeys(("name", "first_name", "last_name", "title", "gender", "private", "customer"))
    if parts & NUMBERS:
        found |= dict.fromkeys(("phone", "direct_phone", "mobile", "fax"))
    if parts & {"email", "website"}:
        found |= dict.fromkeys(parts & {"email", "website"})
    if parts & ADDRESS_WORDS:
        for kind in ("", "visiting_", "postal_", "invoice_", "delivery_"):
            found |= dict.fromkeys(f"{kind}{part}" for part in ADDRESS_PARTS)
    return [name for name in found if name in fields]
