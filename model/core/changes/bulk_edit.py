"""Setting a field of many records at once, shown before it is done (LEAD-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from typing import Any

from model.core.access.custom_values import value_of
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.opt_outs import kept_sentence, taken_back
from model.core.changes.ownership import lost_from_sight, unseen_sentences
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import find_field
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown


@dataclass(frozen=True)
class EditPlan:
    """What setting a field of many records would do."""

    record: type[Record]
    field: str
    text: str
    value: Any
    ids: tuple[int, ...]
    """Those that would be different."""
    same: int
    """Those that have this value already."""
    missing: int
    """Those that are gone or hidden."""
    kept: int = 0
    """Those that keep a wish not to be contacted, which is taken back on the record itself alone."""
    unseen: Mapping[str, int] = made_by(default_factory=dict)
    """How many would be seen by one employee alone, who is not the person, by initials."""

    def sentences(self, session: Session) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        kind = find_field(self.record, self.field, session)
        value = shown(kind.format(self.value, session.reading())) or _("(empty)")
        count = len(self.ids)
        lines = []
        if count or not self.kept:
            lines.append(
                _("{field} of {count} becomes {value}.").format(
                    field=kind.title, count=format_whole(count), value=value
                )
            )
        if self.kept:
            lines.append(kept_sentence(kind.title, self.kept))
        for number, sentence in (
            (self.same, ngettext("{count} is so already.", "{count} are so already.", self.same)),
            (self.missing, ngettext("{count} is no longer there.", "{count} are no longer there.", self.missing)),
        ):
            if number:
                lines.append(sentence.format(count=format_whole(number)))
        return [*lines, *unseen_sentences(self.unseen, count)]


@statement
def _present(record: type[Record], column: str) -> peewee.Query:
    row_id = column_of(record, "id")
    return record.select(row_id, column_of(record, column)).where(among(row_id, slot("ids")), seen(record))


def plan_edit(session: Session, record: type[Record], ids: Iterable[int], field: str, text: str) -> EditPlan:
    """Return what setting a field to ``text``, as people write it ('' empties it), would do; nothing is written.

    Raises :class:`UserError` for what the field cannot hold, and for one that is kept by the program.
    """
    found = find_field(record, field, session)
    if found.system:
        raise UserError(_("{field} is kept by the program.").format(field=found.title), found.name)
    value = found.parse(text, session.reading())
    found.check(value)
    asked = list(dict.fromkeys(ids))
    column = "custom" if found.own_key else str(found.name)
    rows = {
        record_id: value_of(found, {column: stored}) != value
        for record_id, stored in session.rows(_present(record, column), ids=asked)
    }
    different = tuple(record_id for record_id in asked if rows.get(record_id))
    same, missing, kept = len(rows) - len(different), len(asked) - len(rows), 0
    if taken_back(record, {found.name: value}):
        different, kept = (), len(different)
    return EditPlan(
        record, found.name, text, value, different, same, missing, kept,
        lost_from_sight(session, record, different, {found.name: value}),
    )  # fmt: skip


def edit(session: Session, plan: EditPlan) -> int | None:
    """Do what the plan says as one change, and return its ID, None where nothing was different any more.

    Raises :class:`UserError` for what a record's rules refuse, with nothing changed.
    """
    if not plan.ids:
        return None
    name = N_("Change {field} of {count} {records}")
    count = len(plan.ids)
    records = plan.record.label if count == 1 else plan.record.label_plural
    label = find_field(plan.record, plan.field, session).label
    with change(session, name, "edit", field=label, records=records, count=count) as made:
        made.update_many(plan.record, plan.ids, {plan.field: plan.value})
    return made.id if made.rows else None
