"""Defining the fields of a company's own, their order and their use (COM-06).

Adding one is one row, however many records there are. Taking values along when a field is changed or deleted is in
:mod:`model.core.company.custom_field_changes`.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.company.positions import move
from model.core.fields.custom import (
    OwnOption,
    written_choices,
)
from model.core.language import N_
from model.core.records.custom_field_definitions import Definition, definition, definitions
from model.core.records.options import CustomField


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
        return move(made, CustomField, order, field_id, steps)


def use_field(session: Session, field_id: int, active: bool) -> bool:
    """Take a field out of use, or into use again; its values stay as they are. Return whether it was different."""
    session.may_administer()
    seen = definition(session, field_id)
    name = N_("Use field {name} again") if active else N_("Deactivate field {name}")
    with change(session, name, "edit", name=seen.label) as made:
        return made.update(CustomField, field_id, {"active": active})
