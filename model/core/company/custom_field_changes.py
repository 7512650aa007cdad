"""Changing and deleting a field of the company's own, with the values in it; shown before it is done (COM-06).

A value that cannot be read as the new kind is kept as text in a field beside it. A choice that is in use and named no
more stays where it was chosen, and is offered no more. All of it is one change, which undo takes back whole.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_rows import set_rows
from model.core.changes.bulk_sql import update_where
from model.core.changes.change import Change, change
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.custom import (
    KINDS,
    WITH_CHOICES,
    OwnChoice,
    OwnNumber,
    OwnOption,
    from_plain,
    own_field,
    to_plain,
    written_choices,
)
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.custom_field_definitions import Definition, customised, definition, definitions
from model.core.records.custom_field_rules import free_key
from model.core.records.options import CustomField
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of, custom_patched, json_has, json_text
from model.core.storage.statements import slot, statement
from model.core.text import excerpt, fold, quotation
from model.core.text import visible as shown

_EXAMPLES = 3
_BATCH = 1_000
"""Rows whose values are carried over at a time."""
_MOST_TAKEN = 50
"""Different texts that become the choices by themselves when nobody names any."""


@dataclass(frozen=True)
class FieldPlan:
    """What changing a field would do.

    ``values`` records have one; ``carried`` of these are read as the new kind or follow a choice's new name, ``apart``
    cannot be and are kept as text in a field called ``beside``. ``resting`` are choices that are in use but offered no
    more. ``refusals`` say, one sentence each, why it cannot be done; empty when it can.
    """

    seen: Definition
    label: str
    kind: str
    choices: tuple[OwnOption, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)
    values: int = 0
    carried: int = 0
    apart: int = 0
    examples: tuple[str, ...] = ()
    beside: str = ""
    resting: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether values are touched."""
        return bool(self.values and (self.kind != self.seen.kind or self.renamed))

    @property
    def different(self) -> bool:
        """Whether anything is."""
        seen = self.seen
        return (self.label, self.kind, self.choices) != (seen.label, seen.kind, seen.choices)

    def sentences(self) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        lines = [*self.refusals]
        if self.kind != self.seen.kind:
            lines.append(
                _("{old} becomes {new}.").format(old=self.seen.kind_title, new=_(KINDS.get(self.kind, self.kind)))
            )
            if self.carried:
                lines.append(
                    ngettext("{count} value is carried over.", "{count} values are carried over.", self.carried).format(
                        count=format_whole(self.carried)
                    )
                )
        for old, new in self.renamed.items():
            lines.append(
                _("{old} is called {new} from now on.").format(old=quotation(shown(old)), new=quotation(shown(new)))
            )
        if self.apart:
            lines.append(
                ngettext(
                    "{count} value cannot be read so and is kept in a field of its own, {beside}: {examples}",
                    "{count} values cannot be read so and are kept in a field of their own, {beside}: {examples}",
                    self.apart,
                ).format(
                    count=format_whole(self.apart),
                    beside=quotation(shown(self.beside)),
                    examples=", ".join(self.examples) or "…",
                )
            )
        if self.resting:
            names = ", ".join(map(shown, self.resting))
            lines.append(_("Stays where it was chosen, and is offered no more: {names}.").format(names=names))
        return lines


@dataclass(frozen=True)
class DeleteFieldPlan:
    """What deleting a field would do: how many values would go with it, with some of them."""

    seen: Definition
    values: int
    examples: tuple[str, ...]

    def sentences(self) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        if not self.values:
            return [_("No record has a value in it.")]
        line = ngettext("{count} value goes with it: {examples}", "{count} values go with it: {examples}", self.values)
        return [
            line.format(count=format_whole(self.values), examples=", ".join(self.examples) or "…"),
            _("Deactivated instead, it is hidden everywhere and keeps them."),
        ]


@statement
def _values(record: type[Record], key: str, as_seen: bool) -> peewee.Query:
    """The different values of a field, as JSON, null among them, and how many rows have each."""
    custom = column_of(record, "custom")
    rows = record.select(json_text(custom, key), peewee.fn.count(record.id)).where(json_has(custom, key))
    return (rows.where(seen(record)) if as_seen else rows).group_by(peewee.SQL("1"))


@statement
def _rows_with_value(record: type[Record], key: str) -> peewee.Query:
    """ID and ``custom`` of the next rows with a value of the field, be it null, after the ID ``after``."""
    custom = column_of(record, "custom")
    rows = record.select(record.id, custom).where(record.id > slot("after"), json_has(custom, key))
    return rows.order_by(record.id).limit(_BATCH)


@statement
def _having_key(record: type[Record], key: str) -> Any:
    return json_has(column_of(record, "custom"), key)


def _tally(session: Session, field: Definition, *, as_seen: bool = False) -> list[tuple[Any, int]]:
    """Return the different values of a field, as ``custom`` holds them, with how many records have each.

    With ``as_seen`` those alone of records that the person may see: an example must not tell of a hidden one (W20).
    The most frequent come first, then numbers before texts.
    """
    record = customised(session, field.record)
    rows = session.rows(_values(record, field.key, as_seen))
    return sorted(((json.loads(value), count) for value, count in rows if value is not None), key=_frequency)


def _frequency(counted: tuple[Any, int]) -> tuple[int, bool, float, str]:
    plain, count = counted
    if isinstance(plain, (int, float)):
        return -count, False, plain, ""
    return -count, True, 0, plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def _text(old: Field, plain: Any, reading: Reading) -> str:
    """Return a value as people read it; what does not fit its own kind as it stands."""
    value = from_plain(old, plain)
    return old.edit(value, reading) if value is not None else ("" if plain is None else str(plain))


def _carried(old: Field, new: Field, plain: Any, reading: Reading) -> Any:
    """Return a value as the new field holds it; raise :class:`UserError` where it cannot be read so."""
    value = from_plain(old, plain)
    if isinstance(old, OwnNumber) and isinstance(new, OwnNumber) and value is not None:
        new.check(value)
        return to_plain(new, value)
    if isinstance(old, OwnChoice) and isinstance(new, OwnChoice) and isinstance(value, list) and not new.several:
        if len(value) > 1:
            raise UserError(_("{field} has room for one.").format(field=shown(new.label)))
        value = value[0]
    text = value if isinstance(value, str) else _text(old, plain, reading)
    found = new.parse(text, reading)
    new.check(found)
    return to_plain(new, found)


def plan_change_field(
    session: Session,
    field_id: int,
    *,
    label: str | None = None,
    kind: str | None = None,
    choices: Sequence[str] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> FieldPlan:
    """Return what changing a field would do; what is not named stays. Nothing is written.

    ``choices`` are all that are to be offered, in their order; ``renamed`` are old names to new ones, which also
    stand among ``choices`` where these are given. Raises :class:`NotAllowedError` and :class:`UserError`.
    """
    session.may_administer()
    seen = definition(session, field_id)
    reading = session.reading()
    kind = seen.kind if kind is None else kind
    if kind not in KINDS:
        raise UserError(
            _("{text} is none of {choices}.").format(text=quotation(kind), choices=", ".join(KINDS)), "kind"
        )
    new_names = _renaming(seen, renamed or {})
    tally = _tally(session, seen)
    open_to_me = [plain for plain, _count in _tally(session, seen, as_seen=True)]
    options, resting = _options(seen, kind, choices, new_names, tally, open_to_me, reading)
    new = own_field(seen.key, label or seen.label, kind, options)
    carry = _carrier(seen, new, new_names, reading)
    carried = apart = 0
    examples: list[str] = []
    if kind != seen.kind or new_names:
        for plain, count in tally:
            if carry(plain) is not None:
                carried += count
            else:
                apart += count
                if plain in open_to_me:
                    examples.append(quotation(excerpt(_text(seen.field, plain, reading))))
    beside = _free_label(session, seen) if apart else ""
    return FieldPlan(
        seen, seen.label if label is None else label, kind, options, new_names, sum(count for _v, count in tally),
        carried, apart, tuple(examples[:_EXAMPLES]), beside, resting,
    )  # fmt: skip


def _renaming(seen: Definition, renamed: Mapping[str, str]) -> dict[str, str]:
    known = {fold(choice.name): choice.name for choice in seen.choices}
    found = {}
    for old, new in renamed.items():
        if fold(old) not in known:
            names = ", ".join(shown(choice.name) for choice in seen.choices)
            raise UserError(
                _("{text} is none of {choices}.").format(text=quotation(shown(old)), choices=names), "choices"
            )
        if known[fold(old)] != new:
            found[known[fold(old)]] = new
    return found


def _options(
    seen: Definition,
    kind: str,
    choices: Sequence[str] | None,
    renamed: Mapping[str, str],
    tally: Sequence[tuple[Any, int]],
    open_to_me: Sequence[Any],
    reading: Reading,
) -> tuple[tuple[OwnOption, ...], tuple[str, ...]]:
    """Return the choices that the field would have, and those in use that are offered no more."""
    if kind not in WITH_CHOICES:
        return (), ()
    present = [OwnOption(renamed.get(choice.name, choice.name), choice.active) for choice in seen.choices]
    if choices is None:
        if present:
            return tuple(present), ()
        texts = list(dict.fromkeys(_text(seen.field, plain, reading) for plain in open_to_me))
        if not texts or len(texts) > _MOST_TAKEN:
            raise UserError(_("Name at least one choice."), "choices")
        return tuple(OwnOption(text) for text in texts), ()
    offered = {fold(name): OwnOption(name) for name in choices if name.strip()}
    used = {
        fold(renamed.get(str(name), str(name)))
        for plain, _count in tally
        for name in (plain if isinstance(plain, list) else [plain])
    }
    gone = [choice for choice in present if fold(choice.name) not in offered]
    kept = [OwnOption(choice.name, False) for choice in gone if fold(choice.name) in used]
    active = {fold(choice.name) for choice in present if choice.active}
    return (*offered.values(), *kept), tuple(choice.name for choice in kept if fold(choice.name) in active)


def _carrier(seen: Definition, new: Field, renamed: Mapping[str, str], reading: Reading) -> Callable[[Any], Any]:
    """Return what makes the new value of an old one, None for one that cannot be read."""
    old = seen.field
    names = {fold(before): after for before, after in renamed.items()}

    def follow(plain: Any) -> Any:
        if isinstance(plain, list):
            return [follow(each) for each in plain]
        return names.get(fold(plain), plain) if isinstance(plain, str) else plain

    # What is read is read by the names as they were.
    renaming = own_field(seen.key, seen.label, seen.kind, [OwnOption(follow(each.name)) for each in seen.choices])
    same = old.__class__ is new.__class__ and all(
        getattr(old, name, None) == getattr(new, name, None) for name in ("several", "money")
    )

    def carry(plain: Any) -> Any:
        plain = follow(plain)
        if same:
            return plain
        try:
            return _carried(renaming, new, plain, reading)
        except UserError:
            return None

    return carry


def _free_label(session: Session, seen: Definition) -> str:
    taken = {fold(each.label) for each in definitions(session, seen.record)}
    label = found = _("{label} (text)").format(label=seen.label[:180])
    number = 2
    while fold(found) in taken:
        found, number = f"{label} {number}", number + 1
    return found


def change_field(session: Session, plan: FieldPlan) -> Definition:
    """Do what the plan says as one change, and return the field as it is now.

    Raises :class:`UserError` where somebody else has changed the field since it was planned.
    """
    seen = plan.seen
    with change(session, N_("Change field {name}"), "edit", name=seen.label) as made:
        _unchanged(session, seen)
        # Once more, now that nobody else can write: there may be values that were not there before.
        offered = [choice.name for choice in plan.choices if choice.active] if plan.choices else None
        plan = plan_change_field(
            session, seen.id, label=plan.label, kind=plan.kind, choices=offered, renamed=plan.renamed
        )
        made.kept["kind_change"] = seen.id
        beside = ""
        if plan.apart:
            record = customised(session, seen.record)
            beside = free_key(session, record, f"{seen.key}_text")
            values = {"record": seen.record, "key": beside, "label": plan.beside, "kind": "text"}
            made.insert(CustomField, values)
        choices = written_choices(plan.choices) if plan.choices else None
        made.update(CustomField, seen.id, {"label": plan.label, "kind": plan.kind, "choices": choices})
        if plan.moves:
            _carry_over(made, plan, definition(session, seen.id).field, beside)
    return definition(session, seen.id)


def _unchanged(session: Session, seen: Definition) -> None:
    now = definition(session, seen.id)
    if (now.label, now.kind, now.choices, now.active) != (seen.label, seen.kind, seen.choices, seen.active):
        raise UserError(
            _("Somebody else has changed {name} meanwhile: look at it again.").format(name=shown(seen.label)), "label"
        )


def _carry_over(made: Change, plan: FieldPlan, new: Field, beside: str) -> None:
    """Write the values of all records anew, whoever may see them."""
    session, key = made.session, plan.seen.key
    reading = session.reading()
    carry = _carrier(plan.seen, new, plan.renamed, reading)
    old = plan.seen.field

    @functools.lru_cache(maxsize=100_000)
    def whole(custom: str) -> str:
        held = json.loads(custom)
        plain = held.pop(key)
        if plain is None:
            return custom
        found = carry(plain)
        if found is not None:
            held[key] = found
        elif beside:
            held[beside] = _text(old, plain, reading)
        return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    record = customised(session, plan.seen.record)
    stamp, last = made.stamp(), 0
    while rows := session.store.rows(_rows_with_value(record, key), after=last):
        last = rows[-1][0]
        written = ((row_id, custom, whole(custom)) for row_id, custom in rows)
        set_rows(
            made, record, ((row_id, {"custom": after, **stamp}) for row_id, before, after in written if after != before)
        )
    made.changed_titles(record)


def plan_delete_field(session: Session, field_id: int) -> DeleteFieldPlan:
    """Return what deleting a field would do; nothing is written."""
    session.may_administer()
    seen = definition(session, field_id)
    reading = session.reading()
    open_to_me = _tally(session, seen, as_seen=True)[:_EXAMPLES]
    examples = tuple(quotation(excerpt(_text(seen.field, plain, reading))) for plain, _count in open_to_me)
    return DeleteFieldPlan(seen, sum(count for _value, count in _tally(session, seen)), examples)


def delete_field(session: Session, field_id: int) -> DeleteFieldPlan:
    """Delete a field with all values in it, in one change that undo takes back whole; return what was done."""
    plan = plan_delete_field(session, field_id)
    seen = plan.seen
    with change(session, N_("Delete field {name}"), "delete", name=seen.label) as made:
        plan = plan_delete_field(session, field_id)
        record = customised(session, seen.record)
        without = custom_patched(column_of(record, "custom"), json.dumps({seen.key: None}))
        update_where(made, record, _having_key(record, seen.key), {"custom": without})
        made.delete(CustomField, field_id)
    return plan
