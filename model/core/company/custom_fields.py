"""The fields that a company defines itself: what is defined, and the rules by which it is (COM-06).

Adding one is one row, however many records there are. Taking values along when a field is changed or deleted is in
:mod:`model.core.company.custom_field_changes`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.errors import NotFoundError, UserError
from model.core.fields.base import Field
from model.core.fields.custom import (
    KEY,
    KINDS,
    WITH_CHOICES,
    OwnOption,
    own_field,
    read_choices,
    written_choices,
)
from model.core.fields.texts import refuse_controls
from model.core.language import LANGUAGES, N_, _, translated
from model.core.records.options import CustomField
from model.core.records.record import Record, Row
from model.core.text import fold, quotation, storable
from model.core.text import visible as shown

_TAKEN = ("id", "custom", "where", "sort", "view", "limit", "fields")
"""Keys that would be taken for something else."""

_LONGEST_CHOICE = 200
_MOST_CHOICES = 500


@dataclass(frozen=True)
class Definition:
    """A field as the company has defined it."""

    id: int
    record: str
    key: str
    label: str
    kind: str
    choices: tuple[OwnOption, ...]
    position: int
    active: bool

    @property
    def field(self) -> Field:
        """The field itself."""
        return own_field(self.key, self.label, self.kind, self.choices)

    @property
    def kind_title(self) -> str:
        """The kind, in the language in use."""
        return _(KINDS.get(self.kind, self.kind))


_COLUMNS = "SELECT id, record, key, label, kind, choices, position, active FROM custom_field"


def _definition(row: tuple[Any, ...]) -> Definition:
    number, record, key, label, kind, choices, position, active = row
    return Definition(number, record, key, label, kind, read_choices(choices), position or 0, bool(active))


def customisable(session: Session) -> list[type[Record]]:
    """Return the records that can have fields of the company's own."""
    return [record for record in session.records.values() if issubclass(record, Record) and "custom" in record.fields()]


def customised(session: Session, name: str) -> type[Record]:
    """Return the record of that name in code; raise :class:`UserError` where it cannot have fields of its own."""
    for record in customisable(session):
        if record.name_in_code == name:
            return record
    names = ", ".join(record.name_in_code for record in customisable(session))
    raise UserError(_("{text} is none of {choices}.").format(text=quotation(name), choices=names), "record")


def definitions(session: Session, record: str = "") -> list[Definition]:
    """Return what is defined, for one record or for all, in the company's order, those not in use too."""
    where, parameters = (" WHERE record = ?", (record,)) if record else ("", ())
    rows = session.store.rows(f"{_COLUMNS}{where} ORDER BY record, position, id", parameters)
    return [_definition(row) for row in rows]


def definition(session: Session, field_id: int) -> Definition:
    """Return one definition; raise :class:`NotFoundError` where it is gone."""
    row = session.store.row(f"{_COLUMNS} WHERE id = ?", (field_id,))
    if row is None:
        raise NotFoundError(_("There is no such field any more."), "id")
    return _definition(row)


def find_definition(session: Session, record: str, name: str) -> Definition:
    """Return the definition of that key or label; raise :class:`UserError` naming those there are."""
    every = definitions(session, record)
    wanted = name.removeprefix("custom.")
    for each in every:
        if each.key == wanted or fold(each.label) == fold(name):
            return each
    keys = ", ".join(each.key for each in every) or _("(none)")
    raise UserError(_("There is no field {name}: {names}.").format(name=quotation(name), names=keys), "key")


# The rules that hold however a definition is written


def completed(made: Change, values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of a definition; raise :class:`NotAllowedError` for all but administrators.

    Raises :class:`UserError`, naming the field, for a key or a label that something else has already, an unknown kind,
    and choices that could not be told apart.
    """
    session = made.session
    session.may_administer()
    now = {**(before or {}), **values}
    record = customised(session, str(now.get("record") or ""))
    mine = (before or {}).get("id")
    if "label" in values or before is None:
        values["label"] = " ".join(storable(str(values.get("label") or "")).split())
        _check_label(session, record, values["label"], mine)
    if before is None:
        values["key"] = str(values.get("key") or "") or free_key(session, record, values["label"])
        _check_key(session, record, values["key"])
        if not values.get("position"):
            values["position"] = 1 + max(
                (each.position for each in definitions(session, record.name_in_code)), default=0
            )
    elif (
        values.get("key", before["key"]) != before["key"] or values.get("record", before["record"]) != before["record"]
    ):
        raise UserError(_("A field keeps its key and its record."), "key")
    kind = str(now.get("kind") or "")
    if kind not in KINDS:
        raise UserError(
            _("{text} is none of {choices}.").format(text=quotation(kind), choices=", ".join(KINDS)), "kind"
        )
    if before is not None and kind != before["kind"] and made.kept.get("kind_change") != mine:
        raise UserError(_("The kind is changed together with the values: salg field set, or the screen."), "kind")
    if kind in WITH_CHOICES:
        values["choices"] = written_choices(
            _checked_choices(read_choices(now.get("choices")), kind, (before or {}).get("choices"))
        )
    elif "kind" in values or values.get("choices"):
        values["choices"] = None
    return values


def _check_label(session: Session, record: type[Row], label: str, mine: int | None) -> None:
    if not shown(label).strip():
        raise UserError(_("{field} must be filled in.").format(field=CustomField.fields()["label"].title), "label")
    wanted = fold(label)
    for field in record.fields().values():
        if any(fold(translated(field.label, language)) == wanted for language in LANGUAGES) and field.name != "custom":
            raise UserError(
                _("Every record of this kind has a field {label} already.").format(label=quotation(label)), "label"
            )
    for each in definitions(session, record.name_in_code):
        if fold(each.label) == wanted and each.id != mine:
            raise UserError(_("There is a field {label} already.").format(label=quotation(shown(each.label))), "label")


def _check_key(session: Session, record: type[Record], key: str) -> None:
    if not KEY.fullmatch(key):
        raise UserError(
            _("{key} is no key: a small letter a–z first, then small letters, digits and _, at most 40.").format(
                key=quotation(key)
            ),
            "key",
        )
    if key in record.fields() or key in record.aliases or key in _TAKEN:
        raise UserError(_("Every record of this kind has a field {label} already.").format(label=quotation(key)), "key")
    if any(each.key == key for each in definitions(session, record.name_in_code)):
        raise UserError(_("There is a field {label} already.").format(label=quotation(key)), "key")


def free_key(session: Session, record: type[Record], label: str) -> str:
    """Return a key for a label, in plain letters, that nothing else has."""
    plain = label.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "aa").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", plain)
    words = "".join(
        letter if letter.isascii() and letter.isalnum() else " "
        for letter in plain
        if not unicodedata.combining(letter)
    ).split()
    key = "_".join(words)[:36].rstrip("_")
    if not key[:1].isalpha():
        key = f"field_{key}".rstrip("_")[:36]
    taken = {
        *record.fields(),
        *record.aliases,
        *_TAKEN,
        *(each.key for each in definitions(session, record.name_in_code)),
    }
    found, number = key, 2
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found


def _checked_choices(choices: Sequence[OwnOption], kind: str, before: str | None) -> list[OwnOption]:
    known = {choice.name for choice in read_choices(before)}
    found: dict[str, OwnOption] = {}
    for choice in choices:
        name = " ".join(storable(choice.name).split())
        if not shown(name).strip():
            continue
        if choice.name not in known:
            # One of old stays as it is until it is renamed.
            refuse_controls(name, _("A choice"), "choices")
        if len(name) > _LONGEST_CHOICE:
            raise UserError(
                _("A choice has at most {count} letters: {text}").format(count=_LONGEST_CHOICE, text=shown(name[:40])),
                "choices",
            )
        if kind == "multi_choice" and ("," in name or ";" in name):
            raise UserError(
                _("Where several can be chosen, none has a comma or a semicolon in it: {text}").format(
                    text=shown(name)
                ),
                "choices",
            )
        if fold(name) in found:
            raise UserError(_("{text} stands there twice.").format(text=quotation(shown(name))), "choices")
        found[fold(name)] = replace(choice, name=name)
    if not any(choice.active for choice in found.values()):
        raise UserError(_("Name at least one choice."), "choices")
    if len(found) > _MOST_CHOICES:
        raise UserError(_("At most {count} choices are kept.").format(count=_MOST_CHOICES), "choices")
    return list(found.values())


# Adding one, and its place and use


def add_field(
    session: Session, record: str, label: str, kind: str, choices: Sequence[str] = (), *, key: str = ""
) -> Definition:
    """Define a field, at the end; raise :class:`UserError`, naming what is wrong."""
    session.may_administer()
    values = {
        "record": record, "label": label, "kind": kind, "key": key,
        "choices": written_choices([OwnOption(name) for name in choices]) if choices else None,
    }  # fmt: skip
    with change(session, N_("New field {name}"), "add", name=label) as made:
        return definition(session, made.insert(CustomField, values))


def move_field(session: Session, field_id: int, steps: int) -> bool:
    """Move a field up (negative) or down among those of its record; return whether it moved."""
    session.may_administer()
    seen = definition(session, field_id)
    with change(session, N_("Move field {name}"), "edit", name=seen.label) as made:
        order = [each.id for each in definitions(session, seen.record)]
        at = order.index(field_id)
        to = max(0, min(len(order) - 1, at + steps))
        if to == at:
            return False
        order.insert(to, order.pop(at))
        for position, each in enumerate(order, start=1):
            made.update(CustomField, each, {"position": position})
    return True


def use_field(session: Session, field_id: int, active: bool) -> bool:
    """Take a field out of use, or into use again; its values stay as they are. Return whether it was different."""
    session.may_administer()
    seen = definition(session, field_id)
    name = N_("Use field {name} again") if active else N_("Deactivate field {name}")
    with change(session, name, "edit", name=seen.label) as made:
        return made.update(CustomField, field_id, {"active": active})
