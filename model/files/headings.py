"""Which column of a file is which field: by name in any of the three languages, by hand, as last time (LEAD-26).

A file of Salg's own is read by its headings alone. Those of other programs say of a company or a person more than a
record has fields for: their columns have a :class:`~model.files.heading_meaning.Meaning` besides, by which
:mod:`model.files.arrangement` puts names, numbers and addresses together row by row.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.references import Joined
from model.core.language import LANGUAGES, N_, _, translated
from model.core.records.record import Record
from model.core.text import quotation
from model.files.heading_meaning import ADDRESS_PARTS, LABEL, NUMBERS, OTHER, OTHER_NUMBER, Meaning, meaning_of
from model.files.synonyms import IDS, SYNONYMS

ID = "id"
"""The name under which a column holds the numeric ID."""
NOTE = "note"

ROW_HEADING = N_("Row in the file")
REASON_HEADING = N_("What is wrong")
"""The two columns that an error file has besides those of its file; an import passes over them."""

DETAILED = ("lead", "customer", "contact")
"""Records of companies and persons, by their words in code."""
_ADDRESS_KINDS = ("", "visiting", "postal", "invoice", "delivery")
_OWN_MEANINGS: Mapping[str, Meaning] = {
    "name": Meaning("name"), "first_name": Meaning("first_name"), "last_name": Meaning("last_name"),
    "title": Meaning("title_or_address"), "private": Meaning("private"), "email": Meaning("email"),
    "phone": Meaning("phone"), "direct_phone": Meaning("direct"), "mobile": Meaning("mobile"), "fax": Meaning("fax"),
    "website": Meaning("website"),
    **{
        f"{kind}_{part}".lstrip("_"): Meaning(part, kind)
        for kind in _ADDRESS_KINDS
        for part in ("street", "postcode", "town", "region", "country")
    },
}  # fmt: skip
"""What Salg's own fields mean where they stand beside the columns of another program."""


@dataclass(frozen=True)
class Matching:
    """For each column of a file the name of its field, '' where it is passed over.

    Several columns may go into one field: the first that holds something in a row counts, and what the others say goes
    into the note. ``meanings`` are those of the columns that are put together row by row, None for all others.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    meanings: tuple[Meaning | None, ...] = dataclasses.field(default=(), compare=False)

    def meaning(self, place: int) -> Meaning | None:
        """Return what the column at ``place`` means, None where it simply goes into its field."""
        return self.meanings[place] if self.meanings else None

    def with_column(self, place: int, field: str) -> Matching:
        """Return the matching with the column at ``place`` going into ``field`` ('' for none)."""
        names, meanings = list(self.fields), list(self.meanings)
        names[place] = field
        if meanings:
            meanings[place] = None
        return replace(self, fields=tuple(names), meanings=tuple(meanings))

    def with_headings(self, session: Session, record: type[Record], wanted: Mapping[str, str]) -> Matching:
        """Return the matching with columns named by their headings going into fields by name or label ('' for none).

        Raises :class:`UserError` for a heading that the file has not got, and for a field there is not.
        """
        found = self
        known = {plain_heading(heading): place for place, heading in reversed([*enumerate(self.headings)])}
        names = names_of(session, record)
        for heading, field in wanted.items():
            place = known.get(plain_heading(heading))
            if place is None:
                raise UserError(
                    _("The file has no column {heading}; there are {headings}.").format(
                        heading=quotation(heading), headings=", ".join(self.headings)
                    ),
                    "map",
                )
            name = names.get(plain_heading(field), "") if field.strip() else ""
            if field.strip() and not name:
                raise UserError(
                    _("{record} has no field {name}.").format(record=_(record.label), name=quotation(field)), "map"
                )
            found = found.with_column(place, name)
        return found

    def columns(self) -> dict[str, tuple[int, ...]]:
        """Return the places of the columns of each field, in the order of the file."""
        places: dict[str, tuple[int, ...]] = {}
        for place, name in enumerate(self.fields):
            meaning = self.meaning(place)
            if name and not (meaning is not None and meaning.role == LABEL):
                places[name] = (*places.get(name, ()), place)
        return places

    def ignored(self) -> list[str]:
        """Return the headings of the columns that are passed over (I19)."""
        own = _own_columns()
        return [
            heading
            for heading, name in zip(self.headings, self.fields, strict=True)
            if not name and heading and plain_heading(heading) not in own
        ]


def _own_columns() -> set[str]:
    texts = (ROW_HEADING, REASON_HEADING)
    return {plain_heading(translated(text, language)) for text in texts for language in LANGUAGES}


def plain_heading(text: str) -> str:
    """Return what headings are compared by: letters and digits alone, without case; æ, ø and å stay what they are."""
    text = unicodedata.normalize("NFC", text).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def importable(session: Session, record: type[Record]) -> dict[str, Field]:
    """Return the fields that an import may fill in, by name: those that people type, the company's own, relations.

    A number that the program gives (a customer's) may come along with a new record, and stays what it is after that.
    """
    relations = {name: relation for name, relation in record.relations.items() if not relation.system}
    given = {"number": record.field("number")} if record.numbered else {}
    return {**given, **session.typed(record), **relations}


def names_of(session: Session, record: type[Record]) -> dict[str, str]:
    """Return what names a field of the record, plain, to the field's name: code names and labels in every language."""
    names: dict[str, str] = {plain_heading(ID): ID}
    fields = importable(session, record)
    for name, field in fields.items():
        names.setdefault(plain_heading(name), name)
        if field.own_key:
            names.setdefault(plain_heading(field.own_key), name)
    for alias, name in record.aliases.items():
        if name in fields:
            names.setdefault(plain_heading(alias), name)
    for language in LANGUAGES:
        names.setdefault(plain_heading(translated("ID", language)), ID)
        for name, field in fields.items():
            label = field.label if field.own_key else translated(field.label, language)
            names.setdefault(plain_heading(label), name)
    return names


def by_name(
    session: Session,
    record: type[Record],
    headings: Sequence[str],
    remembered: Mapping[str, str],
    *,
    update: bool = False,
) -> Matching:
    """Return which column is which field by the headings alone, but for those remembered (plain heading → field)."""
    names = _Names(session, record)
    plain = [plain_heading(heading) for heading in headings]
    meanings = _meanings(names, record.name_in_code, plain, headings, remembered)
    columns = _Columns(names, plain, remembered, meanings or [None] * len(headings))
    columns.take_meant()
    columns.take_usual()
    if not update and not _ids_are_own(plain, columns.fields, remembered, names, foreign=bool(meanings)):
        columns.pass_ids_over()
    return Matching(tuple(headings), tuple(columns.fields), tuple(meanings))


def _meanings(
    names: _Names, record: str, plain: Sequence[str], headings: Sequence[str], remembered: Mapping[str, str]
) -> list[Meaning | None]:
    """Return what the columns of another program's file mean, None for each that simply goes into its field.

    None at all for a file of Salg's own: one without a heading that only another program would write.
    """
    kept = names.kept_by_program(plain)
    foreign = record in DETAILED and any(
        heading not in remembered and heading not in names.exact and heading not in kept and meaning_of(text)
        for heading, text in zip(plain, headings, strict=True)
    )
    if not foreign:
        return []
    found = [
        None if heading in remembered or kept.get(heading) else names.meaning(heading, text)
        for heading, text in zip(plain, headings, strict=True)
    ]
    return _told_apart(record, found)


class _Columns:
    """The columns of a file while their fields are found; ``fields`` has one for each, '' for none."""

    def __init__(
        self,
        names: _Names,
        plain: Sequence[str],
        remembered: Mapping[str, str],
        meanings: Sequence[Meaning | None],
    ) -> None:
        self.names = names
        self.plain = plain
        self.remembered = remembered
        self.meanings = meanings
        self.fields = [""] * len(plain)
        self._taken: set[str] = set()

    def take_meant(self) -> None:
        """Find the fields of columns by their meaning, as matched by hand before, or by the fields' own names."""
        for place, heading in enumerate(self.plain):
            meaning = self.meanings[place]
            if meaning is not None:
                self.fields[place] = self.names.field_of(meaning)
                continue
            name = self.remembered.get(heading)
            if name is None:
                name = self.names.exact.get(heading, "")
                name = "" if name in self._taken else name
            if name == ID or name in self.names.fields:
                self._take(place, name)

    def take_usual(self) -> None:
        """Find the fields of the rest by what other programs call them.

        Of two columns for one field that only their usual names tell, the first in the file goes first.
        """
        for place, heading in enumerate(self.plain):
            known = heading in self.remembered or heading in self.names.exact
            if not self.fields[place] and self.meanings[place] is None and not known:
                name = self.names.synonyms.get(heading, "")
                if name not in self._taken or name == NOTE:
                    self._take(place, name)

    def pass_ids_over(self) -> None:
        """Pass over columns of IDs that are another program's."""
        certain = self.names.certain_ids
        for place, heading in enumerate(self.plain):
            if self.fields[place] == ID and heading not in self.remembered and heading not in certain:
                self.fields[place] = ""

    def _take(self, place: int, name: str) -> None:
        self.fields[place] = name
        self._taken.add(name)


def heading_test(session: Session, record: type[Record]) -> Callable[[str], bool]:
    """Return a function that says whether a cell is called as a field of the record, or as other programs call one."""
    names = _Names(session, record)

    def known(text: str) -> bool:
        heading = plain_heading(text)
        if not heading or len(text) > 80:
            return False
        detailed = record.name_in_code in DETAILED and meaning_of(text) is not None
        return detailed or heading in names.exact or heading in names.synonyms

    return known


class _Names:
    """What names the fields of a record: built once for a file."""

    def __init__(self, session: Session, record: type[Record]) -> None:
        self.record = record.name_in_code
        self.exact = names_of(session, record)
        self.fields = importable(session, record)
        self._system = {
            plain_heading(text): field
            for name, field in {**record.fields(), **record.relations}.items()
            if name not in self.fields
            for text in (name, *(translated(field.label, language) for language in LANGUAGES))
        }
        self.certain_ids = {plain_heading(text) for text in IDS}
        self.synonyms = {plain_heading(text): ID for text in (*IDS, f"{self.record} id")}
        for name, texts in SYNONYMS.items():
            if name in self.fields:
                for text in texts:
                    self.synonyms.setdefault(plain_heading(text), name)
        if self.record not in DETAILED:
            self.synonyms = _Usual(self.synonyms, self.fields)

    def kept_by_program(self, plain: Sequence[str]) -> dict[str, bool]:
        """Return the headings of what the program itself keeps in every record, as its exports have them.

        The value is whether another program cannot mean more by it: "Contact person" says nothing new where the names
        that it is joined from stand beside it, and is a name anywhere else.
        """
        present = {self.exact.get(heading) for heading in plain}
        return {
            heading: isinstance(field, Joined)
            for heading, field in self._system.items()
            if not isinstance(field, Joined) or any(part in present for part in field.parts)
        }

    def meaning(self, heading: str, text: str) -> Meaning | None:
        """Return the meaning of a column of another program's file; None where it simply goes into a field."""
        own = self.exact.get(heading)
        if own is not None:
            return _OWN_MEANINGS.get(own)
        meaning = meaning_of(text)
        # A word for a field goes before a line of the note.
        if meaning is not None and meaning.part == OTHER and heading in self.synonyms:
            return None
        return meaning

    def field_of(self, meaning: Meaning) -> str:
        """Return the field that a column of that meaning goes into first; the note where there is none."""
        if meaning.part in ADDRESS_PARTS:
            kinds = {"work": "visiting", "home": "postal"}
            kind = kinds.get(meaning.kind, meaning.kind)
            part = meaning.part if meaning.part in ("postcode", "town", "region", "country") else "street"
            names: Sequence[str] = (f"{kind}_{part}", part, f"visiting_{part}")
        elif meaning.part in NUMBERS:
            names = {"direct": ("direct_phone", "phone")}.get(meaning.part, (meaning.part,))
        elif meaning.part == "form_of_address":
            names = ("gender",)
        elif meaning.part == "company":
            names = ("name", "customer", "customers")
        elif meaning.part == "full_name":
            names = ("last_name",)
        elif meaning.part in (OTHER, OTHER_NUMBER):
            names = ()
        else:
            names = (meaning.part,)
        return next((name for name in names if name in self.fields), NOTE)


class _Usual(dict[str, str]):
    """The usual names of a record that has details of nobody: an employee's e-mail address is called as any other."""

    _PARTS = {"name": "name", "full_name": "name", "email": "email", "phone": "phone", "website": "website"}

    def __init__(self, known: Mapping[str, str], fields: Mapping[str, Field]) -> None:
        super().__init__(known)
        from model.files.heading_words import PARTS

        for part, name in self._PARTS.items():
            if name in fields:
                for text in PARTS[part]:
                    self.setdefault(plain_heading(text), name)


def _told_apart(record: str, meanings: list[Meaning | None]) -> list[Meaning | None]:
    """Return the meanings with those settled that the other columns decide: whose name it is, and what title."""
    parts = {meaning.part for meaning in meanings if meaning is not None}
    if "company" in parts or (record == "contact" and "full_name" not in parts):
        name = "full_name"
    elif record == "customer" and "first_name" in parts and "last_name" not in parts:
        # As Salg itself has private customers: the name is the last name.
        name = "last_name"
    else:
        name = "company"
    title = "form_of_address" if "title" in parts else "title"
    settled = {"name": name, "title_or_address": title}
    return [
        meaning if meaning is None else meaning._replace(part=settled.get(meaning.part, meaning.part))
        for meaning in meanings
    ]


def _ids_are_own(
    plain: Sequence[str], found: Sequence[str], remembered: Mapping[str, str], names: _Names, *, foreign: bool
) -> bool:
    """Whether a column "ID" can be Salg's: the other columns are called as Salg calls them."""
    own = _own_columns()
    others = [
        heading
        for heading, name in zip(plain, found, strict=True)
        if heading and name != ID and heading not in own and heading not in remembered
    ]
    exact = sum(heading in names.exact for heading in others)
    return not foreign and 2 * exact >= len(others)


def template_fields(session: Session, record: type[Record]) -> list[str]:
    """Return the fields of the template file, in its order: all that can be imported."""
    return list(importable(session, record))
