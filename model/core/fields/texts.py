"""Kinds of text: plain, note, web address, e-mail address, telephone number, organisation number."""

from __future__ import annotations

from typing import Any

from model.core.countries import country_code, country_name, stored_country
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import _
from model.core.phone_numbers import e164
from model.core.storage.expressions import country_key
from model.core.text import excerpt, fold, quotation, steers, storable

LOST_LETTER = "\ufffd"
"""What some program has put in the place of a letter that it could not read; it is never stored."""


def refuse_lost_letters(text: str, title: str, field: str) -> None:
    """Raise :class:`UserError` for a text that has lost a letter, naming ``field``; ``title`` is what it is called."""
    if LOST_LETTER in text:
        raise UserError(
            _("{field} has lost a letter on the way here: {text}. Write it again.").format(
                field=title, text=quotation(excerpt(text))
            ),
            field,
        )


class Text(Field):
    """One line of text of at most ``longest`` characters.

    With ``keyed`` its folded form is stored beside it, so that it sorts after the alphabet and matches without
    regard to case at any number of rows.
    """

    operators: tuple[str, ...] = ("~", "=", "!=")

    def __init__(self, label: str, *, keyed: bool = False, longest: int = 5_000, **options: Any) -> None:
        super().__init__(label, **options)
        self.has_key = keyed or self.searched
        self.longest = longest

    def read(self, text: str, reading: Reading) -> str:
        """Return the text on one line, without white space around it."""
        self._check_length(text)
        return " ".join(storable(text).split()) if not text.isprintable() else text

    def _check_length(self, text: str) -> None:
        if len(text) > self.longest:
            raise UserError(
                _("{field} is {length} characters long; at most {longest} are kept.").format(
                    field=self.title, length=len(text), longest=self.longest
                ),
                self.name,
            )

    def check(self, value: Any) -> None:
        """Refuse what is too long, and what has lost a letter on its way here."""
        super().check(value)
        if value:
            self._check_length(value)
            refuse_lost_letters(value, self.title, self.name)

    def adapt_in(self, value: Any) -> Any:
        """Return the text without what no database holds."""
        return storable(value)

    def key(self, value: Any, reading: Reading) -> str:
        """Return the folded text, '' for None, so that a list sorted by it needs no rule for nulls."""
        return fold(value) if value else ""


class Label(Text):
    """What the company calls something that stands in headings, menus and names of files: no control characters."""

    def check(self, value: Any) -> None:
        """Refuse what could steer a terminal."""
        super().check(value)
        refuse_controls(value or "", self.title, self.name)


def refuse_controls(text: str, title: str, field: str) -> None:
    """Raise :class:`UserError` for a name with control characters, naming ``field``; ``title`` is what it is called."""
    if steers(text):
        raise UserError(
            _("{field} takes no control characters: {text}").format(field=title, text=quotation(excerpt(text))), field
        )


class Note(Text):
    """Text of many lines."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, longest=100_000, **options)

    def read(self, text: str, reading: Reading) -> str:
        """Return the text with its line breaks."""
        self._check_length(text)
        return storable(text.replace("\r\n", "\n").replace("\r", "\n"))


class Website(Text):
    """A web address as people give it, with or without a scheme."""

    def read(self, text: str, reading: Reading) -> str:
        """Return the address; refuse one with white space or without a dot."""
        text = super().read(text, reading)
        if " " in text or "." not in text:
            raise UserError(_("{text} is no web address; write it as www.example.no.").format(text=quotation(text)))
        return text


class Email(Text):
    """An e-mail address; its key is the address in lower case (D08)."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, keyed=True, longest=320, **options)

    def read(self, text: str, reading: Reading) -> str:
        """Return the bare address, also of "Amy Wong <amy@fjord.no>"; refuse what cannot be one."""
        text = super().read(text, reading)
        if text.endswith(">") and "<" in text:
            text = text[text.rindex("<") + 1 : -1].strip()
        if not _is_address(text):
            raise UserError(_("{text} is no e-mail address; write it as name@company.no.").format(text=quotation(text)))
        return text

    def key(self, value: Any, reading: Reading) -> str | None:  # type: ignore[override]
        """Return the address in lower case, None where there is none."""
        return value.strip().casefold() if value else None


def _is_address(text: str) -> bool:
    """Whether the library takes ``text`` for an address, if need be of a private network (kari@fjord.local)."""
    from email_validator import EmailNotValidError, validate_email

    for asked in (text, f"{text}.test"):
        try:
            validate_email(asked, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            # Names such as .local and .invalid are nobody's on the Internet, but stand in address lists all the same.
            if text.rpartition(".")[2].casefold() not in ("local", "invalid", "lan", "internal"):
                return False
        else:
            return True
    return False


class Country(Text):
    """A country: kept as the code of ISO 3166 however it is written, shown by its name in the language in use.

    A part of a country, and what is no country that is known, are kept as they are written.
    """

    @property
    def order_column(self) -> str:
        """No column: the name in the language in use is worked out."""
        return ""

    def order_expression(self, rows: Any) -> Any:
        """Return the name in the language in use, folded."""
        return country_key(self.expression(rows))

    def read(self, text: str, reading: Reading) -> str:
        """Return the country as it is kept."""
        return stored_country(super().read(text, reading))

    def adapt_in(self, value: Any) -> Any:
        """Return the country as it is kept, whatever door it comes by."""
        return stored_country(super().adapt_in(value))

    def format(self, value: Any, reading: Reading) -> str:
        """Return the name in the language in use."""
        return country_name(value) if value else ""

    def key(self, value: Any, reading: Reading) -> str:
        """Return the name in the language in use, folded: that by which lists are sorted."""
        return fold(country_name(value)) if value else ""


COUNTRIES = ("country", "visiting_country", "postal_country", "invoice_country")
"""The fields that say where a record is at home; the first that is filled in counts."""


class Phone(Text):
    """A telephone number, kept as typed; its key is the E.164 form where it is a valid number (D07)."""

    operators = ("=", "!=", "~")
    key_from = COUNTRIES

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, keyed=True, longest=80, **options)

    def read(self, text: str, reading: Reading) -> str:
        """Return the number as typed; refuse text with fewer than three digits."""
        text = super().read(text, reading)
        if sum(letter.isdigit() for letter in text) < 3:
            raise UserError(_("{text} is no telephone number.").format(text=quotation(text)))
        return text

    def key(self, value: Any, reading: Reading) -> str | None:  # type: ignore[override]
        """Return the number as +4722334455; None for none and for what no number plan knows."""
        if not value:
            return None
        return e164(value, country_of(reading))


def country_of(reading: Reading) -> str:
    """Return the code of the country that a record is at home in; the person's own where the record names none."""
    return named_country(reading) or reading.country


def named_country(reading: Reading) -> str | None:
    """Return the code of the country that the record itself names, None where it names none that is known."""
    given = (reading.row.get(name) for name in COUNTRIES)
    country = str(next(filter(None, given), ""))
    return country_code(country) if country else None


class OrgNumberText(Text):
    """An organisation number: digits, of other countries than Norway and Denmark with the country's code before them.

    Its key has the country before it always, and is None where the check digit is wrong.
    """

    operators = ("=", "!=", "~")

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, keyed=True, longest=40, **options)

    def read(self, text: str, reading: Reading) -> str:
        """Return the digits of a number in any spelling ("NO 923 609 016 MVA"); one with a wrong check digit is kept
        as it is, since a form warns of it and does not forbid it (D05)."""
        from model.core.org_number import kept_as_given, read_org_number

        country = named_country(reading)
        number = read_org_number(text, country)
        if number is None:
            if kept_as_given(text, country):
                return text
            raise UserError(
                _("{text} is no organisation number: 9 digits in Norway, 8 in Denmark.").format(text=quotation(text))
            )
        return number.stored

    def key(self, value: Any, reading: Reading) -> str | None:  # type: ignore[override]
        """Return country and digits, as NO923609016; None where there is no number or its check digit is wrong."""
        if not value:
            return None
        from model.core.org_number import read_org_number

        number = read_org_number(value)
        return f"{number.country}{number.digits}" if number is not None and number.valid else None
