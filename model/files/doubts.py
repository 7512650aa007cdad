"""What goes into a field but looks wrong: shown in the preview, refused nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from model.core.fields.base import Field
from model.core.fields.texts import OrgNumberText, Phone
from model.core.language import _
from model.core.org_number import read_org_number
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.conventions import DATES, Conventions


def doubts_of(fields: Mapping[str, Field], classified: ClassifiedRows, place: int) -> Iterator[tuple[str, str, str]]:
    """Yield field name, text and reason for each value of a row that looks wrong."""
    for name, value in classified.given(place).items():
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


def of_namesakes(classified: ClassifiedRows, place: int, title_field: str) -> Iterator[tuple[str, str, str]]:
    """Yield what there is to say of a record on file, or further up, that is called as the new one (decision 14)."""
    if place in classified.namesakes:
        told = _("#{number} is called the same: compare the two, or leave the row out.")
        yield title_field, "", told.format(number=classified.namesakes[place])
    if place in classified.namesakes_above:
        told = _("Row {number} is called the same: compare the two, or leave one out.")
        yield title_field, "", told.format(number=classified.namesakes_above[place])


def _is_word(text: str) -> bool:
    return text.replace(" ", "").isalpha()


def in_two_ways(conventions: Conventions, classified: ClassifiedRows, place: int) -> Iterator[tuple[str, str, str]]:
    """Yield field name, text and reason for each cell that may mean two things, where its column proves neither."""
    for convention in conventions.columns():
        text = classified.texts[convention.field][place]
        if convention.in_doubt(text):
            if convention.kind == DATES:
                yield convention.field, text, _("Read with the day first; nothing in the column says so.")
            else:
                yield convention.field, text, _("Read with a comma before decimals; nothing in the column says so.")


def labels_doubted(fields: Mapping[str, Field], classified: ClassifiedRows, title_field: str) -> list[str]:
    """Return what looks wrong of the rows that go in, field and reason, once for each value."""
    found = []
    called = {**classified.namesakes, **classified.namesakes_above}
    if namesakes := sum(classified.outcomes[place] is Outcome.CREATE for place in called):
        title = fields[title_field].title if title_field in fields else _("Name")
        found += [f"{title}: {_('Called the same as another.')}"] * namesakes
    for place in sorted(_looked_at(fields, classified)):
        if classified.outcomes[place] in (Outcome.CREATE, Outcome.UPDATE):
            found += [f"{fields[name].title}: {reason}" for name, _text, reason in doubts_of(fields, classified, place)]
    return found


def _looked_at(fields: Mapping[str, Field], classified: ClassifiedRows) -> set[int]:
    """Return the rows that are worth a look, found a column at a time: nearly all of them are not."""
    places: set[int] = set()
    for name, values in classified.columns.items():
        field = fields[name]
        if isinstance(field, OrgNumberText):
            keys = classified.keys.get(name) or [None] * len(values)
            places.update(at for at, (value, key) in enumerate(zip(values, keys, strict=True)) if key is None and value)
            continue
        postcode, town, named = name.endswith("postcode"), name.endswith("town"), name in _NAMES
        if not (postcode or town or named or isinstance(field, Phone)):
            continue
        given = list(filter(None, values))
        whole = "".join(given)
        if postcode:
            if whole and not whole.isdigit():
                places.update(at for at, value in enumerate(values) if value and not value.isdigit())
        elif town:
            if _DIGIT.search(whole):
                places.update(at for at, value in enumerate(values) if value and value.strip().isdigit())
        elif "@" in whole or (named and any(map(str.isupper, given))):
            places.update(
                at for at, value in enumerate(values) if value and ("@" in value or (named and value.isupper()))
            )
    return places


_NAMES = ("name", "last_name", "first_name")
_DIGIT = re.compile(r"[0-9²³¹]|[^\x00-\xff]")
"""The digits of Latin 1, and all letters beyond it, any of which may be one."""


_LONGEST_INITIALS = 4


def _is_short(name: str) -> bool:
    """Whether every word of a name may be initials or a legal form: "NRK AS" is written so."""
    return all(len(word) <= _LONGEST_INITIALS for word in name.split())
