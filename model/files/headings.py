"""Which column of a file is which field: by name in any of the three languages, by hand, as last time (LEAD-26)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from model.core.access import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import LANGUAGES, N_, _, translated
from model.core.preferences import read_preference, write_preference
from model.core.records import Record
from model.files.synonyms import ADDRESSED, IDS, PARTS, SYNONYMS

ID = "id"
"""The name under which a column holds the numeric ID."""

ROW_HEADING = N_("Row in the file")
REASON_HEADING = N_("What is wrong")
"""The two columns that an error file has besides those of its file; an import passes over them."""

_MOST_REMEMBERED = 500
_MOST_FILES = 30


@dataclass(frozen=True)
class Matching:
    """For each column of a file the name of its field, '' where it is passed over.

    Several columns may go into one field: the first that holds something in a row counts.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]

    def with_column(self, place: int, field: str) -> Matching:
        """Return the matching with the column at ``place`` going into ``field`` ('' for none)."""
        names = list(self.fields)
        names[place] = field
        return replace(self, fields=tuple(names))

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
                        heading=repr(heading), headings=", ".join(self.headings)
                    ),
                    "map",
                )
            name = names.get(plain_heading(field), "") if field.strip() else ""
            if field.strip() and not name:
                raise UserError(
                    _("{record} has no field {name}.").format(record=_(record.label), name=repr(field)), "map"
                )
            found = found.with_column(place, name)
        return found

    def columns(self) -> dict[str, tuple[int, ...]]:
        """Return the places of the columns of each field, in the order of the file."""
        places: dict[str, tuple[int, ...]] = {}
        for place, name in enumerate(self.fields):
            if name:
                places[name] = (*places.get(name, ()), place)
        return places

    def ignored(self) -> list[str]:
        """Return the headings of the columns that are passed over (I19)."""
        own = {
            plain_heading(translated(text, language))
            for text in (ROW_HEADING, REASON_HEADING)
            for language in LANGUAGES
        }
        return [
            heading
            for heading, name in zip(self.headings, self.fields, strict=True)
            if not name and heading and plain_heading(heading) not in own
        ]


def plain_heading(text: str) -> str:
    """Return what headings are compared by: letters and digits alone, without case; æ, ø and å stay what they are."""
    text = unicodedata.normalize("NFC", text).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def importable(session: Session, record: type[Record]) -> dict[str, Field]:
    """Return the fields that an import may fill in, by name: those that people type, and the company's own."""
    return session.typed(record)


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


def match_columns(session: Session, record: type[Record], headings: Sequence[str], *, header: bool = True) -> Matching:
    """Return which column is which field: as matched by hand before, else by name.

    Names in code and labels go before the names that other programs use. Without headings the columns are those of the
    template, in its order.
    """
    if not header:
        order = [ID, *template_fields(session, record)]
        names = [*order[: len(headings)], *[""] * (len(headings) - len(order))]
        return Matching(tuple(headings), tuple(names))
    return _by_name(session, record, headings, _remembered(session, record, headings))


def _by_name(
    session: Session, record: type[Record], headings: Sequence[str], remembered: Mapping[str, str]
) -> Matching:
    exact = names_of(session, record)
    fields = importable(session, record)
    synonyms = _synonyms(record, fields)
    found = [""] * len(headings)
    taken: set[str] = set()
    plain = [plain_heading(heading) for heading in headings]
    for place, heading in enumerate(plain):
        name = remembered.get(heading)
        if name is None:
            name = exact.get(heading, "")
            if name in taken:
                name = ""
        if name == ID or name in fields:
            found[place] = name
            taken.add(name)
    # Of two columns for one field that only their usual names tell, the first in the list of names goes first.
    for place, heading in enumerate(plain):
        if not found[place] and heading not in remembered and heading not in exact and heading in synonyms:
            name = next((each for each in synonyms[heading] if each not in taken), "")
            name = name or next((each for each in synonyms[heading] if _joined(found, plain, each, synonyms)), "")
            found[place] = name
            taken.add(name)
    return Matching(tuple(headings), tuple(found))


def _joined(found: Sequence[str], plain: Sequence[str], name: str, synonyms: Mapping[str, Sequence[str]]) -> bool:
    """Whether a further column may go into a field: telephone numbers and e-mail addresses, of which one is enough."""
    return name in ("email", "phone") and all(
        heading in synonyms for heading, other in zip(plain, found, strict=True) if other == name
    )


def _synonyms(record: type[Record], fields: Mapping[str, Field]) -> dict[str, list[str]]:
    """Return plain heading → names of fields that it may stand for, the likeliest first."""
    found: dict[str, list[str]] = {}

    def add(text: str, name: str) -> None:
        names = found.setdefault(plain_heading(text), [])
        if name in fields and name not in names:
            names.append(name)

    for text in (*IDS, f"{record.name_in_code} id"):
        found[plain_heading(text)] = [ID]
    for part, texts in SYNONYMS.items():
        if part in fields:
            for text in texts:
                add(text, part)
            continue
        for text in texts:
            plain = plain_heading(text)
            for kind, words in ADDRESSED.items():
                if plain.startswith(tuple(map(plain_heading, words))):
                    add(text, f"{kind}_{part}")
            for name in PARTS.get(part, ()):
                add(text, name)
        for kind, words in ADDRESSED.items():
            for word in words:
                for text in (part, *texts):
                    add(f"{word} {text}", f"{kind}_{part}")
        for name in PARTS.get(part, ()):
            add(part, name)
    if record.title_field != "name" and "name" not in fields:
        for text in ("name", "navn"):
            add(text, record.title_field)
    return {text: names for text, names in found.items() if names}


def template_fields(session: Session, record: type[Record]) -> list[str]:
    """Return the fields of the template file, in its order: all that can be imported."""
    return list(importable(session, record))


# What was matched by hand


def _preference(record: type[Record]) -> str:
    return f"import.{record.name_in_code}"


def _kept(session: Session, record: type[Record]) -> dict[str, dict[str, Any]]:
    kept = read_preference(session, _preference(record))
    kept = kept if isinstance(kept, dict) else {}
    return {name: value if isinstance(value := kept.get(name), dict) else {} for name in ("files", "headings")}


def _layout(headings: Sequence[str]) -> str:
    """Return what a file of the same columns is known by."""
    return blake2b("\n".join(map(plain_heading, headings)).encode(), digest_size=12).hexdigest()


def _remembered(session: Session, record: type[Record], headings: Sequence[str]) -> dict[str, str]:
    """Return plain heading → field as matched by hand: for a file of just these columns, else for any."""
    kept = _kept(session, record)
    return kept["files"].get(_layout(headings)) or kept["headings"]


def remember(session: Session, record: type[Record], mapping: Matching) -> None:
    """Keep for the person what was matched otherwise than by name, to match it so again.

    For files with the same columns all of it; for others what concerns headings that name no field themselves, so
    that Salg's own files are read as they are meant whatever was done with somebody else's.
    """
    by_name = _by_name(session, record, mapping.headings, {})
    exact = names_of(session, record)
    chosen = {
        plain_heading(heading): name
        for heading, name, usual in zip(mapping.headings, mapping.fields, by_name.fields, strict=True)
        if name != usual and plain_heading(heading)
    }
    kept = _kept(session, record)
    layout = _layout(mapping.headings)
    files, headings = dict(kept["files"]), dict(kept["headings"])
    files.pop(layout, None)
    if chosen:
        files[layout] = chosen
    headings.update({heading: name for heading, name in chosen.items() if heading not in exact})
    wanted = {
        "files": dict([*files.items()][-_MOST_FILES:]),
        "headings": dict([*headings.items()][-_MOST_REMEMBERED:]),
    }
    if wanted != kept:
        write_preference(session, _preference(record), wanted)


def titles(session: Session, record: type[Record], names: Sequence[str]) -> Iterator[str]:
    """Yield the headings of fields in the language in use."""
    fields = {**session.fields(record), **record.relations}
    for name in names:
        yield _("ID") if name == ID else fields[name].title
