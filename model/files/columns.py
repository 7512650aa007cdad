"""Reading the cells of a column: a thousand at a time, each kind of field by what is usual in it first.

The usual case goes by without a call for each cell; whatever is unusual is read by the field itself, so that an import
takes exactly what a form takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.countries import country_code
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.currency import Amount
from model.core.fields.custom import PREFIX, to_plain
from model.core.fields.numbers import Exact, Money, Whole
from model.core.fields.references import Joined, Reference
from model.core.fields.texts import LOST_LETTER, Email, OrgNumberText, Phone, Text, Website, country_of
from model.core.language import _
from model.core.org_number import is_valid
from model.core.phone_numbers import e164
from model.core.records.options import Option
from model.core.records.relations import UnknownItem
from model.core.storage.expressions import first
from model.core.text import excerpt, fold, fold_all, quotation
from model.files.conventions import Convention
from model.files.guarding import is_clear_word, unguarded
from model.files.synonyms import UNSAID, VALUES

CLEARED = object()
"""What stands for a cell that empties its field (decision 5)."""

_MOST_KEPT = 20_000
"""Texts of a column whose values are remembered."""

_NUL = "\x00"
_ADDRESS = re.compile(
    r"[A-Za-z0-9_+-]{1,32}(?:\.[A-Za-z0-9_+-]{1,15}){0,2}@(?:[A-Za-z0-9]{1,40}(?:-[A-Za-z0-9]{1,20})?\.){1,3}"
    r"(?:no|dk|se|com|net|org|eu|io)"
)
"""E-mail addresses that need no closer look: plain ASCII below the usual domains; all others are looked at."""
_UNDECODED = re.compile(f"[\ud800-\udfff{LOST_LETTER}]")
"""What stands for bytes that mean nothing in the encoding of a file."""
_POWER = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]+")
_SPREADSHEET_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)", re.IGNORECASE)
_AMOUNT = re.compile(r"(-?[0-9]{1,13})(?:[.,]([0-9]{1,2}))?")
_DIGITS = re.compile(r"[^0-9]*[0-9][^0-9]*[0-9][^0-9]*[0-9]")


_ADDRESSES = re.compile(rf"(?:(?:{_ADDRESS.pattern})?\n)*")
_PHONES = re.compile(r"(?:(?:\+?(?:[0-9] ?){3,20})?\n)*")
_NINE_DIGITS = re.compile(r"(?:(?:[0-9]{9})?\n)*")
_WEBSITES = re.compile(r"(?:(?:[^\s#][^\s]*\.[^\s]*)?\n)*")
_POSTCODES = re.compile(r"(?:(?:[0-9]{4})?\n)*")
_AMOUNTS = re.compile(r"(?:(?:-?[0-9]{1,13}(?:[.,][0-9]{2})?)?\n)*")
"""Columns of usual cells, a line each."""
_SIGNS = (",", ".")
_FOUR_DIGITS = ("NO", "DK", "CH", "AT", "BE", "AU", "NZ", "LU", "HU", "SI", "BG")
"""Countries whose postcodes are four digits, so that none has lost a nought."""

_NOUGHTS = {"NO": (3, 4), "DE": (4, 5), "FI": (3, 5)}
"""Country → the fewest digits that a postcode has without its first noughts, and how many it has with them."""


class CellError(NamedTuple):
    """A cell that cannot be read: the field's name ('' for the whole row), the text, and why."""

    field: str
    text: str
    reason: str


class ReadColumn(NamedTuple):
    """The values of a column as they are stored, None where the cell was empty or cannot be read."""

    stored: list[Any]
    errors: list[tuple[int, CellError]]
    cleared: set[int]
    """Places of the cells that empty the field."""
    unknown: dict[int, list[UnknownItem]] = {}
    """For cells that name other records: what they name that is not on file, by place."""


def refuse_lost_letters(column: str, text: str) -> None:
    """Raise :class:`UserError` where a letter of ``text`` could not be read, by this program or by an earlier one."""
    if _UNDECODED.search(text):
        raise UserError(_("{field} holds a letter that is not in the encoding of the file.").format(field=column))


class ColumnReader:
    """Reads the cells of one field.

    ``new_choice`` makes a choice that a list of the company's own has not got yet and returns what is stored for it;
    None where unknown choices are errors (I18). ``convention`` is how the column writes days or amounts.
    """

    def __init__(
        self,
        session: Session,
        field: Field,
        reading: Reading,
        *,
        new_choice: Callable[[Reference, str], Any] | None = None,
        convention: Convention | None = None,
        new_customer: Callable[[str], Any] | None = None,
    ) -> None:
        self.session = session
        self.field = field
        self.reading = reading
        self.own = field.name.startswith(PREFIX)
        self._new_choice = new_choice
        self._convention = convention
        self._new_customer = new_customer

        self._row_country: str | None = None
        """The country that the row being read names."""
        self._kept: dict[str, Any] = {}
        kind = type(field)
        self._usual: Callable[[list[str], str], list[Any] | None] | None = {
            Text: None if self.own else self._usual_texts,
            Email: self._usual_addresses,
            Phone: self._usual_phones,
            OrgNumberText: self._usual_org_numbers,
            Website: self._usual_websites,
            Money: self._usual_amounts,
            Amount: self._usual_amounts,
        }.get(kind)
        self._one: Callable[[str], Any] = {
            Email: self._email,
            Phone: self._phone,
            OrgNumberText: self._org_number,
            Money: self._money,
            Amount: self._money,
            Whole: self._whole,
            Website: self._website,
        }.get(kind, self._any)
        self._keeps = kind not in (Text, Email, Phone, OrgNumberText, Website)
        if field.name.rpartition("_")[2] == "postcode" or field.name == "postcode":
            self._usual, self._one = self._usual_postcodes, self._postcode

    def read(self, cells: Sequence[str], countries: Sequence[str] | None = None) -> ReadColumn:
        """Return what the cells hold; ``countries`` are those of the rows as the file names them, '' for none."""
        whole = "".join(cells)
        if not whole:
            return ReadColumn([None] * len(cells), [], set())
        cleared: set[int] = set()
        joined = "\n".join(cells)
        # Of what is printable the blank alone is white space.
        bare = whole.isprintable() and not (" \n" in joined or "\n " in joined or " " in (joined[0], joined[-1]))
        texts = [*cells] if bare else [cell.strip() for cell in cells]
        if "<" in whole:
            for place, text in enumerate(texts):
                if is_clear_word(text):
                    cleared.add(place)
                    texts[place] = ""
        if "'" in whole:
            texts = [unguarded(text) for text in texts]
        lost = LOST_LETTER in whole
        if self._usual is not None and not lost and self._is_one_country(countries):
            joined = "\n".join(texts) + "\n"
            # A line break within a cell would make two lines of it.
            usual = self._usual(texts, joined) if joined.count("\n") == len(texts) else None
            if usual is not None:
                return ReadColumn(usual, [], cleared)
        if self._keeps and countries is None:
            return self._read_each_once(cells, texts, cleared, lost=lost)
        return self._read_each(cells, texts, cleared, countries, lost=lost)

    def _is_one_country(self, countries: Sequence[str] | None) -> bool:
        """Whether all rows are of one country, or of none; it is that of the row being read then."""
        named = {None} if countries is None else set(map(country_code, set(countries)))
        self._row_country = next(iter(named), None)
        return len(named) < 2

    def _read_each(
        self,
        cells: Sequence[str],
        texts: Sequence[str],
        cleared: set[int],
        countries: Sequence[str] | None,
        *,
        lost: bool,
    ) -> ReadColumn:
        stored: list[Any] = []
        errors: list[tuple[int, CellError]] = []
        for place, text in enumerate(texts):
            if not text:
                stored.append(None)
                continue
            if countries is not None:
                self._row_country = country_code(countries[place])
            try:
                if lost:
                    refuse_lost_letters(self.field.title, text)
                stored.append(self._one(text))
            except UserError as error:
                stored.append(None)
                errors.append((place, CellError(self.field.name, cells[place], error.message)))
        return ReadColumn(stored, errors, cleared)

    def _read_each_once(
        self, cells: Sequence[str], texts: Sequence[str], cleared: set[int], *, lost: bool
    ) -> ReadColumn:
        """Read texts of which many are the same: each but once in the whole file."""
        kept, wrong = self._kept, {}
        if len(kept) > _MOST_KEPT:
            kept.clear()
        for text in dict.fromkeys(texts):
            if text and text not in kept:
                try:
                    if lost:
                        refuse_lost_letters(self.field.title, text)
                    kept[text] = self._one(text)
                except UserError as error:
                    wrong[text] = error.message
        errors = [
            (place, CellError(self.field.name, cells[place], wrong[text]))
            for place, text in enumerate(texts if wrong else ())
            if text in wrong
        ]
        return ReadColumn([kept.get(text) if text else None for text in texts], errors, cleared)

    # The usual: a whole column at a time

    def _usual_texts(self, texts: list[str], joined: str) -> list[Any] | None:
        field = self.field
        assert isinstance(field, Text)
        if "#" in joined or max(map(len, texts)) > field.longest or not "".join(texts).isprintable():
            return None
        return _or_none(texts, joined)

    def _usual_addresses(self, texts: list[str], joined: str) -> list[Any] | None:
        return _or_none(texts, joined) if _ADDRESSES.fullmatch(joined) else None

    def _usual_phones(self, texts: list[str], joined: str) -> list[Any] | None:
        return _or_none(texts, joined) if _PHONES.fullmatch(joined) else None

    def _usual_org_numbers(self, texts: list[str], joined: str) -> list[Any] | None:
        if (self._row_country or self.reading.country) != "NO" or not _NINE_DIGITS.fullmatch(joined):
            return None
        return _or_none(texts, joined)

    def _usual_websites(self, texts: list[str], joined: str) -> list[Any] | None:
        if not _WEBSITES.fullmatch(joined) or max(map(len, texts)) > 200 or not "".join(texts).isprintable():
            return None
        return _or_none(texts, joined)

    def _usual_postcodes(self, texts: list[str], joined: str) -> list[Any] | None:
        if (self._row_country or self.reading.country) in _FOUR_DIGITS and _POSTCODES.fullmatch(joined):
            return _or_none(texts, joined)
        return None

    def _usual_amounts(self, texts: list[str], joined: str) -> list[Any] | None:
        field, convention = self.field, self._convention
        assert isinstance(field, Exact)
        one_sign = convention is None or convention.is_one
        if self.own or field.lowest is not None or not one_sign or not _AMOUNTS.fullmatch(joined):
            return None
        return [
            None if not text else int(text[:-3] + text[-2:]) if text[-3:-2] in _SIGNS else int(text) * 100
            for text in texts
        ]

    # The usual: a cell at a time

    def _email(self, text: str) -> Any:
        return text if _ADDRESS.fullmatch(text) else self._any(text)

    def _phone(self, text: str) -> Any:
        if _POWER.fullmatch(text):
            raise self._lost_digits(text)
        return text if len(text) <= 80 and text.isprintable() and _DIGITS.match(text) else self._any(text)

    def _org_number(self, text: str) -> Any:
        norwegian = (self._row_country or self.reading.country) == "NO"
        if norwegian and len(text) == 9 and text.isascii() and text.isdigit():
            return text
        if _POWER.fullmatch(text):
            raise self._lost_digits(text)
        return self._any(text)

    def _website(self, text: str) -> Any:
        usual = "." in text and " " not in text and len(text) <= 200 and text.isprintable() and text[0] != "#"
        return text if usual else self._any(text)

    def _lost_digits(self, text: str) -> UserError:
        return UserError(
            _("{text} has lost digits to a spreadsheet: make the column text, and save it again.").format(
                text=quotation(text)
            )
        )

    def _money(self, text: str) -> Any:
        found = _AMOUNT.fullmatch(text)
        assert isinstance(self.field, Exact)
        if found is None or self.own or self.field.lowest is not None:
            return self._any(text)
        whole, fraction = found.groups()
        if fraction and self._convention is not None and not self._convention.is_one:
            self._convention.read(text)
        hundredths = int(whole) * 100
        if fraction:
            part = int(fraction) if len(fraction) == 2 else int(fraction) * 10
            hundredths += -part if whole[0] == "-" else part
        return hundredths

    def _whole(self, text: str) -> Any:
        field = self.field
        assert isinstance(field, Whole)
        if len(text) <= 12 and text.isascii() and text.isdigit():
            value = int(text)
            if field.lowest <= value <= field.highest:
                return value
        return self._any(text)

    def _postcode(self, text: str) -> Any:
        """Give back the noughts that a spreadsheet takes off: Oslo's 0150, Dresden's 01067, Helsinki's 00100."""
        least, length = _NOUGHTS.get(self._row_country or self.reading.country, (0, 0))
        if least <= len(text) < length and text.isascii() and text.isdigit():
            text = text.zfill(length)
        # Nothing in it that a form would read otherwise, or refuse.
        return text if text.isalnum() and len(text) <= _LONGEST_USUAL_POSTCODE else self._any(text)

    # The rest, as a form reads it

    def _any(self, text: str) -> Any:
        field = self.field
        if _NUL in text:
            raise UserError(_("{field} holds a zero character.").format(field=field.title))
        if not text.isprintable():
            refuse_lost_letters(field.title, text)
        if _SPREADSHEET_ERROR.fullmatch(text):
            raise UserError(_("{text} is an error of the spreadsheet.").format(text=text))
        if isinstance(field, ChoiceField):
            folded = fold(text)
            text = VALUES.get(field.name, {}).get(folded, text)
            if folded in UNSAID and folded not in VALUES.get(field.name, {}):
                return None
        if self._convention is not None:
            text = self._convention.read(text)
        try:
            value = field.parse(text, self._row_reading())
            field.check(value)
            self._refuse_bare_number(text, value)
        except UserError as error:
            if isinstance(field, Reference) and field.record == "option":
                if self._new_choice is not None and len(text) <= 200:
                    return self._new_choice(field, " ".join(text.split()))
                raise UserError(self._known_choices(field, text)) from error
            if self._new_customer is not None and self._may_be_made(text):
                return self._new_customer(" ".join(text.split()))
            raise
        return to_plain(field, value) if self.own else field.to_stored(value)

    def _may_be_made(self, text: str) -> bool:
        """Whether a text is the name of a customer that is not on file."""
        field, names = self.field, self.reading.names
        if not isinstance(field, Reference) or field.record != "customer" or names is None or text.startswith("#"):
            return False
        return not text.isdecimal() and len(text) <= 200 and not names.find_by_title("customer", text)

    def _refuse_bare_number(self, text: str, value: Any) -> None:
        """Refuse a number that only happens to be the ID of an employee or a choice: another program has its own."""
        field = self.field
        if not isinstance(field, Reference) or field.record not in ("employee", "option") or not text.isdecimal():
            return
        if fold(field.format(value, self.reading)) != fold(text):
            assert self.reading.names is not None
            raise UserError(self.reading.names.none_found(field.target, text, field.title.lower()))

    def _row_reading(self) -> Reading:
        """Return the reading with the row's country, where that matters."""
        if self._row_country is None or not isinstance(self.field, OrgNumberText):
            return self.reading
        return replace(self.reading, row={"country": self._row_country})

    def _known_choices(self, field: Reference, text: str) -> str:
        choice = Option
        query = choice.select(choice.name).where(choice.list == field.scope, choice.active.yes)
        query = query.order_by(first(choice.position), choice.name.folded).limit(30)
        names = [name for (name,) in self.session.store.rows(query)]
        return _("{text} is none of {choices}.").format(text=quotation(excerpt(text)), choices=", ".join(names) or "–")


_LONGEST_USUAL_POSTCODE = 10
_UNREAD = object()


def _or_none(texts: list[str], joined: str) -> list[Any]:
    """Return the texts with None for those that are empty; ``joined`` has each of them on a line."""
    every = "\n\n" not in joined and joined[0] != "\n"
    return [*texts] if every else [text or None for text in texts]


class KeyMaker:
    """Makes the companion column of a field from its stored values."""

    def __init__(self, field: Field, reading: Reading) -> None:
        self.field = field
        self.reading = reading
        self._kept: dict[Any, Any] = {}

    def keys(self, stored: Sequence[Any], readings: Sequence[Reading] | None) -> list[Any]:
        """Return the keys of stored values; ``readings`` are those of the rows where the key depends on the row."""
        field, kept = self.field, self._kept
        if type(field) in (Text, Joined):
            return [*fold_all(stored)]
        if type(field) is Email:
            return [value.casefold() if value else None for value in stored]
        if isinstance(field, Phone):
            # A field that looks at the row's other fields is asked row by row.
            if readings is None:
                return [field.key(value, self.reading) if value else None for value in stored]
            # Few readings serve all rows, and each names one country.
            countries = {id(reading): country_of(reading) for reading in {id(each): each for each in readings}.values()}
            return [
                e164(value, countries[id(reading)]) if value else None
                for value, reading in zip(stored, readings, strict=True)
            ]
        if type(field) is OrgNumberText:
            return [self._org_number(value) for value in stored]
        found = []
        for value in stored:
            key = kept.get(value, _UNREAD)
            if key is _UNREAD:
                key = field.key(field.from_stored(value), self.reading)
                if len(kept) >= _MOST_KEPT:
                    kept.clear()
                kept[value] = key
            found.append(key)
        return found

    def _org_number(self, value: str | None) -> str | None:
        if not value:
            return None
        if len(value) == 9 and value.isascii() and value.isdigit():
            return f"NO{value}" if is_valid("NO", value) else None
        key: str | None = self.field.key(value, self.reading)
        return key
