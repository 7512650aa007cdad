"""What becomes of each field when two records become one (decision 16, M01 … M06, M14 … M18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.core.changes.opt_outs import Channel, channels_of, stricter
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.leftovers import ADDRESS_PARTS, Leftover, address_text, note_with, unplaced
from model.core.fields.numbers import YesNo, YesNoUnknown
from model.core.fields.references import Joined
from model.core.fields.texts import LOST_LETTER, Email, Note, Phone, Text
from model.core.language import _
from model.core.records.record import Record
from model.core.text import fold
from model.core.text import visible as shown

Values = Mapping[str, Any]
"""Values of a record by field name."""

SAME, SOURCE, TARGET, BOTH = "same", "source", "target", "both"

_PERSON = ("first_name", "last_name", "title", "gender")


def _addresses(*kinds: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(f"{kind}{part}" for part in ADDRESS_PARTS) for kind in kinds)


BLOCKS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "lead": (_PERSON, *_addresses("")),
    "customer": _addresses("invoice_", "postal_", "delivery_", "visiting_", "attestation_"),
    "contact": _addresses("postal_", "visiting_"),
}
"""Fields that go together or not at all: half of one address and half of another is none (M06)."""
_UNSET: Mapping[tuple[str, str], str] = {("lead", "classification"): "none", ("lead", "status"): "not_contacted"}
"""Choices that say that nothing has been chosen (M18)."""
_EITHER = frozenset({"active"})
"""What is true of the result where it is of one of them: nobody in use vanishes."""
_EARLIEST = frozenset({"first_contact"})
_NEVER = frozenset({"version", "changed_at", "changed_by", "created_at", "created_by", "number", "note", "custom"})
_CONVERTED = "converted_"


@dataclass(frozen=True)
class Line:
    """One field, as both have it and as the result has it; texts are safe to show."""

    name: str
    title: str
    source: str
    target: str
    result: str
    origin: str
    """same, source, target or both: where the result is from."""
    block: str = ""
    """The first field of the block it belongs to, '' for one of its own: what ``take`` calls it."""

    @property
    def choice(self) -> str:
        """What to put into ``take`` to have the source's value instead."""
        return self.block or self.name


def blank(value: Any) -> bool:
    """Whether a value says nothing; spaces do not (M03), 0 and no do (M04)."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


class Combining:
    """Combines the values of two records of one kind."""

    def __init__(
        self, record: type[Record], source: Values, target: Values, take: frozenset[str], reading: Reading
    ) -> None:
        self.record = record
        self.kind = record.name_in_code
        self.source = source
        self.target = target
        self.take = take
        self.reading = reading
        self.values: dict[str, Any] = {}
        """What is different in the result from the target."""
        self.origins: dict[str, str] = {}
        self.lost: list[Leftover] = []
        """What the source had and the result has not."""
        self._blocks = {name: block for block in BLOCKS.get(self.kind, ()) for name in block}

    def combine(self) -> None:
        """Decide every field but the note and the custom fields."""
        done: set[tuple[str, ...]] = set()
        wishes = {name for channel in channels_of(self.record) for name in channel.fields}
        for channel in channels_of(self.record):
            self._wish(channel)
        for name, field in self.record.fields().items():
            if name in _NEVER or isinstance(field, Joined):
                continue
            block = self._blocks.get(name)
            if name in wishes:
                continue
            if block is None:
                self._field(name, field)
            elif block not in done:
                done.add(block)
                self._block(block)
        self._created()
        self._lose_contact_data()

    # Fields

    def _wish(self, channel: Channel) -> None:
        """Keep a wish of either, with the earlier day and its source: it is no value to be chosen against (M16)."""
        kept = stricter(channel, self.target, self.source)
        for name in channel.fields:
            value = kept.get(name, self.target[name])
            mine, theirs = self.source[name], self.target[name]
            self._set(name, value, SAME if mine == theirs else TARGET if value == theirs else SOURCE)

    def _has(self, side: Values, name: str) -> bool:
        value = side[name]
        return not blank(value) and value != _UNSET.get((self.kind, name), _NOTHING)

    def _field(self, name: str, field: Field) -> None:
        mine, theirs = self.source[name], self.target[name]
        if self._alike(name, field):
            self._keep(name, SAME)
        elif name in _EARLIEST and mine is not None and theirs is not None:
            self._set(name, min(mine, theirs), SOURCE if mine < theirs else TARGET)
        elif name == "kind" and isinstance(field, ChoiceField):
            self._set(name, _united_kind(mine, theirs), BOTH)
        elif isinstance(field, YesNo) and not isinstance(field, YesNoUnknown):
            either = name in _EITHER and bool(mine)
            self._set(name, True if either else self._chosen(name), SOURCE if either else TARGET)
        elif not self._has(self.source, name):
            self._keep(name, TARGET)
        elif name == "first_name" and self._of_another_name() and name not in self.take:
            self._keep(name, TARGET)
            self._lose(name, self.source)
        elif not self._has(self.target, name):
            self._set(name, self._moved(name, field), SOURCE)
        elif name in self.take:
            self._set(name, self._moved(name, field), SOURCE)
            self._lose(name, self.target)
        else:
            self._keep(name, TARGET)
            self._lose(name, self.source)

    def _of_another_name(self) -> bool:
        """Whether the first name belongs to another last name: it is not put before this one."""
        last = {"contact": "last_name", "customer": "name"}.get(self.kind)
        return last is not None and not self._alike(last, self.record.field(last))

    def _chosen(self, name: str) -> Any:
        return self.source[name] if name in self.take else self.target[name]

    def _block(self, block: tuple[str, ...]) -> None:
        # The country alone, which forms fill in by themselves, is no address; a title alone is no person.
        telling = block[:2] if block == _PERSON else block[:-1]
        fields = self.record.fields()
        mine = any(self._has(self.source, name) for name in telling)
        theirs = any(self._has(self.target, name) for name in telling)
        alike = mine and theirs and all(self._alike(name, fields[name]) for name in telling)
        if block == _PERSON and mine and theirs and _person(self.source) == _person(self.target):
            # The same person, first and last name in each other's place: the target's stay.
            for name in block:
                if name in telling:
                    self._keep(name, TARGET)
                else:
                    self._field(name, fields[name])
            return
        if alike or not mine:
            for name in block:
                self._field(name, fields[name])
        elif not theirs or block[0] in self.take:
            for name in block:
                stays = block == _PERSON and name not in telling and not self._has(self.source, name)
                self._set(name, self.target[name] if stays else self.source[name], SOURCE)
            if theirs:
                self._lose_block(block, self.target)
        else:
            for name in block:
                self._keep(name, SAME if self._alike(name, fields[name]) else TARGET)
            self._lose_block(block, self.source)

    def _moved(self, name: str, field: Field) -> Any:
        """Return the source's value; a number that would be one of another country there is written out whole."""
        value = self.source[name]
        if isinstance(field, Phone):
            there = replace(self.reading, row=self.target)
            key = field.key(value, replace(self.reading, row=self.source))
            if key is not None and field.key(value, there) != key:
                return key
        return value

    def _alike(self, name: str, field: Field) -> bool:
        mine, theirs = self.source[name], self.target[name]
        if mine == theirs or (blank(mine) and blank(theirs)):
            return True
        if blank(mine) or blank(theirs):
            return False
        if isinstance(field, (Email, Phone)):
            keys = [field.key(side[name], replace(self.reading, row=side)) for side in (self.source, self.target)]
            if None not in keys:
                return keys[0] == keys[1]
        return isinstance(field, Text) and not isinstance(field, Note) and fold(str(mine)) == fold(str(theirs))

    def _set(self, name: str, value: Any, origin: str) -> None:
        self.origins[name] = origin
        if value != self.target[name]:
            self.values[name] = value

    def _keep(self, name: str, origin: str) -> None:
        self.origins[name] = origin

    def _created(self) -> None:
        """Keep the older making, with its maker (M17)."""
        mine, theirs = self.source["created_at"], self.target["created_at"]
        older = mine is not None and (theirs is None or mine < theirs)
        for name in ("created_at", "created_by"):
            self._set(name, (self.source if older else self.target)[name], SOURCE if older else TARGET)

    # What would be lost

    def _lose(self, name: str, side: Values) -> None:
        field = self.record.fields()[name]
        if name == self.record.title_field and side is self.source:
            return  # the note says from what it is
        if isinstance(field, Text) or name.startswith(_CONVERTED):
            text = shown(field.format(side[name], self.reading))
            if text:
                self.lost.append(Leftover(field.title, text))

    def _lose_block(self, block: tuple[str, ...], side: Values) -> None:
        fields = self.record.fields()
        texts = {name: shown(fields[name].format(side[name], self.reading)).strip() for name in block}
        if block == _PERSON:
            name = " ".join(texts[part] for part in block[:2] if texts[part])
            text = ", ".join(part for part in (name, texts["title"]) if part)
            label = fields["person"].title if "person" in fields else fields[block[1]].title
            self.lost.append(Leftover(label, text))
            return
        parts = dict(zip(ADDRESS_PARTS, (texts[name] for name in block), strict=True))
        label = _("Address") if block[0] == "street" else fields[block[0]].title
        self.lost.append(Leftover(label, address_text(parts)))

    def _lose_contact_data(self) -> None:
        """Take from what is lost what stands in another field of the result."""
        result = {**self.target, **self.values}
        self.lost = unplaced(self.lost, self.record.fields(), result, self.reading, self.source)

    # What is shown

    def lines(self) -> Iterator[Line]:
        """Yield what is shown of each field that one of them has something in."""
        result = {**self.target, **self.values}
        for name, field in self.record.fields().items():
            if name not in self.origins:
                continue
            texts = [self._text(field, side[name]) for side in (self.source, self.target, result)]
            if any(texts):
                block = self._blocks.get(name, ("",))[0]
                yield Line(name, field.title, texts[0], texts[1], texts[2], self.origins[name], block)

    def _text(self, field: Field, value: Any) -> str:
        if (
            isinstance(field, YesNo)
            and not isinstance(field, YesNoUnknown)
            and value is False
            and field.name != "active"
        ):
            return ""
        return shown(field.format(value, self.reading)).strip()


def _person(side: Values) -> list[str]:
    return sorted(fold(f"{side['first_name'] or ''} {side['last_name'] or ''}").split())


_NOTHING = object()


def _united_kind(mine: str | None, theirs: str | None) -> str:
    parts = {part for kind in (mine, theirs) for part in _KIND_PARTS.get(kind or "", ())}
    return next(kind for kind, having in _KIND_PARTS.items() if set(having) == parts)


_KIND_PARTS = {"customer": ("c",), "supplier": ("s",), "both": ("c", "s"), "neither": ()}


def joined_note(target: str | None, source: str | None, header: str, lost: Sequence[Leftover]) -> str | None:
    """Return the note of the result: the target's, then the source's with where it is from, and what else it had."""
    if blank(source) and not lost:
        return target
    if blank(target) and not lost:
        return source
    own = [] if blank(source) else [Leftover("", str(source).strip())]
    # What steers a terminal is shown as a lost letter in names and values; no note is stored with one.
    left = [Leftover(one.label, one.text.replace(LOST_LETTER, "")) for one in (*lost, *own)]
    return note_with(target, left, header.replace(LOST_LETTER, ""))


def united_custom(
    source: Mapping[str, Any] | None, target: Mapping[str, Any] | None, take: frozenset[str]
) -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    """Return the custom values of the result, where each is from, and what is lost; lists are united (M15)."""
    mine, theirs = dict(source or {}), dict(target or {})
    result: dict[str, Any] = dict(theirs)
    origins: dict[str, str] = {}
    lost: dict[str, Any] = {}
    for key in {**theirs, **mine}:
        one, other = mine.get(key), theirs.get(key)
        if one == other or blank(one):
            origins[key] = SAME if one == other else TARGET
        elif blank(other):
            result[key], origins[key] = one, SOURCE
        elif isinstance(one, list) and isinstance(other, list):
            result[key], origins[key] = [*other, *(each for each in one if each not in other)], BOTH
        elif f"custom.{key}" in take:
            result[key], origins[key], lost[key] = one, SOURCE, other
        else:
            origins[key], lost[key] = TARGET, one
    return result, origins, lost
