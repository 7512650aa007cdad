"""What goes into a field but looks wrong: shown in the preview, refused nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from model.core.fields.base import Field
from model.core.fields.texts import OrgNumberText, Phone
from model.core.language import _
from model.core.org_number import read_org_number
from model.files.conventions import DATES, Conventions
from model.files.judging import Judged, Outcome


def doubts_of(fields: Mapping[str, Field], judged: Judged, place: int) -> Iterator[tuple[str, str, str]]:
    """Yield field name, text and reason for each value of a row that looks wrong."""
    for name, value in judged.given(place).items():
        field = fields[name]
        if not isinstance(value, str):
            continue
        if isinstance(field, OrgNumberText):
            number = read_org_number(value)
            if number is not None and not number.valid:
                yield name, value, _("The check digit is wrong.")
        elif name.endswith("postcode") and not any(map(str.isdigit, value)):
            yield name, value, _("A postcode has digits; is this the town?")
        elif (
            name.endswith("postcode")
            and value[:4].isdigit()
            and value[4:].replace(" ", "").isalpha()
            and len(value) > 7
        ):
            yield name, value, _("The town stands in the postcode column too.")
        elif name.endswith("town") and value.strip().isdigit():
            yield name, value, _("A town has letters; is this the postcode?")
        elif "@" in value and (isinstance(field, Phone) or name in ("name", "last_name", "first_name")):
            yield name, value, _("This looks like an e-mail address.")
        elif name == "name" and " " in value and value.isupper() and not _is_short(value):
            yield name, value, _("All in capital letters.")


def of_namesakes(judged: Judged, place: int, title_field: str) -> Iterator[tuple[str, str, str]]:
    """Yield what there is to say of a record on file that is called as the new one is (decision 14)."""
    if place in judged.namesakes:
        told = _("#{number} is called the same: compare the two, or leave the row out.")
        yield title_field, "", told.format(number=judged.namesakes[place])


def _is_word(text: str) -> bool:
    return text.replace(" ", "").isalpha()


def in_two_ways(conventions: Conventions, judged: Judged, place: int) -> Iterator[tuple[str, str, str]]:
    """Yield field name, text and reason for each cell that may mean two things, where its column proves neither."""
    for convention in conventions.columns():
        text = judged.texts[convention.field][place]
        if convention.in_doubt(text):
            if convention.kind == DATES:
                yield convention.field, text, _("Read with the day first; nothing in the column says so.")
            else:
                yield convention.field, text, _("Read with a comma before decimals; nothing in the column says so.")


def labels_doubted(fields: Mapping[str, Field], judged: Judged) -> list[str]:
    """Return what looks wrong of the rows that go in, field and reason, once for each value."""
    found = []
    for place in sorted(_looked_at(fields, judged)):
        if judged.outcomes[place] in (Outcome.CREATE, Outcome.UPDATE):
            found += [f"{fields[name].title}: {reason}" for name, _text, reason in doubts_of(fields, judged, place)]
    return found


def _looked_at(fields: Mapping[str, Field], judged: Judged) -> set[int]:
    """Return the rows that are worth a look, found a column at a time: nearly all of them are not."""
    places: set[int] = set()
    for name, values in judged.columns.items():
        field = fields[name]
        if isinstance(field, OrgNumberText):
            keys = judged.keys.get(name) or [None] * len(values)
            places.update(at for at, value in enumerate(values) if value and keys[at] is None)
        elif name.endswith("postcode"):
            places.update(at for at, value in enumerate(values) if value and not value.isdigit())
        elif name.endswith("town"):
            places.update(at for at, value in enumerate(values) if value and value.strip().isdigit())
        elif isinstance(field, Phone) or name in ("name", "last_name", "first_name"):
            places.update(at for at, value in enumerate(values) if value and ("@" in value or value.isupper()))
    return places


_LONGEST_INITIALS = 4


def _is_short(name: str) -> bool:
    """Whether every word of a name may be initials or a legal form: "NRK AS" is written so."""
    return all(len(word) <= _LONGEST_INITIALS for word in name.split())
