"""The rules by which a company defines fields of its own, however a definition is written (COM-06)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from model.core.errors import UserError
from model.core.fields.custom import KEY, KINDS, WITH_CHOICES, OwnOption, read_choices, written_choices
from model.core.fields.texts import refuse_controls
from model.core.language import LANGUAGES, _, translated
from model.core.records.custom_field_definitions import RecordStore, customised, definitions
from model.core.records.record import Record, Row
from model.core.records.write_context import WriteContext
from model.core.text import fold, quotation, storable
from model.core.text import visible as shown

_TAKEN = ("id", "custom", "where", "sort", "view", "limit", "fields")
"""Keys that would be taken for something else."""

_LONGEST_CHOICE = 200
_MOST_CHOICES = 500


def completed(change: WriteContext[Any], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of a definition; raise :class:`NotAllowedError` for all but administrators.

    Raises :class:`UserError`, naming the field, for a key or a label that something else has already, an unknown kind,
    and choices that could not be told apart.
    """
    session = change.session
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
    if before is not None and kind != before["kind"] and change.kept.get("kind_change") != mine:
        raise UserError(_("The kind is changed together with the values: salg field set, or the screen."), "kind")
    if kind in WITH_CHOICES:
        values["choices"] = written_choices(
            _checked_choices(read_choices(now.get("choices")), kind, (before or {}).get("choices"))
        )
    elif "kind" in values or values.get("choices"):
        values["choices"] = None
    return values


def _check_label(session: RecordStore, record: type[Row], label: str, mine: int | None) -> None:
    if not shown(label).strip():
        raise UserError(_("{field} must be filled in.").format(field=_("Label")), "label")
    wanted = fold(label)
    for field in record.fields().values():
        if any(fold(translated(field.label, language)) == wanted for language in LANGUAGES) and field.name != "custom":
            raise UserError(
                _("Every record of this kind has a field {label} already.").format(label=quotation(label)), "label"
            )
    for each in definitions(session, record.name_in_code):
        if fold(each.label) == wanted and each.id != mine:
            raise UserError(_("There is a field {label} already.").format(label=quotation(shown(each.label))), "label")


def _check_key(session: RecordStore, record: type[Record], key: str) -> None:
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


def free_key(session: RecordStore, record: type[Record], label: str) -> str:
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
        found[fold(name)] = choice._replace(name=name)
    if not any(choice.active for choice in found.values()):
        raise UserError(_("Name at least one choice."), "choices")
    if len(found) > _MOST_CHOICES:
        raise UserError(_("At most {count} choices are kept.").format(count=_MOST_CHOICES), "choices")
    return list(found.values())
