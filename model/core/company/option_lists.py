"""The company's lists of choices, as an administrator keeps them (OPP-01, OPP-03, CUST-12).

What is in use is never silently lost: such a choice is deactivated, or what has it is moved to another one first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from model.core.access.seen import linked_to_seen, seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, update_where
from model.core.changes.change import Change, change
from model.core.company.positions import move
from model.core.errors import NotFoundError, UserError
from model.core.fields.references import Reference
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole, from_hundredths
from model.core.records.option_rules import LISTS, list_of
from model.core.records.options import Option
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of, first
from model.core.storage.statements import slot, statement
from model.core.text import in_sentence, quotation
from model.core.text import visible as shown

_LONGEST = 200


@dataclass(frozen=True)
class ListedOption:
    """One choice as it is on file; ``used`` counts what refers to it."""

    id: int
    list: str
    name: str
    position: int
    probability: Any
    active: bool
    used: int = 0


@dataclass(frozen=True)
class DeleteOptionPlan:
    """What deleting a choice would do.

    ``used`` counts the records that have it, by the kind's name in code. ``to`` is the choice that they would be moved
    to. ``refusals`` say, one sentence each, why it cannot be done; empty when it can.
    """

    option: ListedOption
    used: dict[str, int]
    to: ListedOption | None
    refusals: tuple[str, ...]

    def what(self, session: Session) -> str:
        """Return how much has the choice, in the language in use."""
        return _counted(session, self.used)

    def sentences(self, session: Session) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        lines = [*self.refusals]
        what = self.what(session)
        if what and self.to is not None:
            lines.append(_("Moved to {name}: {what}.").format(name=shown(self.to.name), what=what))
            if self.option.list == "stage":
                lines.append(_("Open opportunities take over the probability of that stage."))
        return lines or [_("Nothing refers to it.")]


_COLUMNS = (Option.id, Option.list, Option.name, Option.position, Option.probability, Option.active)


@statement
def _of_list() -> peewee.Query:
    options = Option.select(*_COLUMNS).where(Option.list == slot("list"))
    return options.order_by(first(Option.position), Option.name.folded, Option.id)


@statement
def _one() -> peewee.Query:
    return Option.select(*_COLUMNS).where(Option.id == slot("id"))


@statement
def _ids_having(record: type[Record], name: str, whoever_sees: bool) -> peewee.Query:
    having = record.select(record.id).where(column_of(record, name) == slot("option")).order_by(record.id)
    return having if whoever_sees else having.where(seen(record))


@statement
def _rows_having(record: type[Row], name: str) -> Any:
    return column_of(record, name) == slot("option")


@statement
def _rows_having_both(record: type[Row], name: str) -> Any:
    """Rows with a choice beside which there is one that is alike but for ``other`` in its place."""
    other = record.alias("other")
    alike = [
        column_of(other, each) == column_of(record, each)
        for each, field in record.fields().items()
        if isinstance(field, Reference) and each != name
    ]
    beside = other.select(peewee.SQL("1")).where(column_of(other, name) == slot("other"), *alike)
    return (column_of(record, name) == slot("option")) & peewee.fn.EXISTS(beside)


@statement
def _number_having(record: type[Row], name: str) -> peewee.Query:
    return record.select(peewee.fn.count(record.id)).where(column_of(record, name) == slot("option"))


@statement
def _numbers_seen(record: type[Row], name: str) -> peewee.Query:
    """How many rows have each choice; what is shown to everybody counts what each may see (W20), a plan counts all."""
    option = column_of(record, name)
    visible = seen(record) if issubclass(record, Record) else linked_to_seen(record)
    rows = record.select(option, peewee.fn.count(record.id)).where(option.is_null(False), visible)
    return rows.group_by(option)


def options_of(session: Session, list_name: str) -> list[ListedOption]:
    """Return the choices of a list in the company's order, with how often each is used."""
    rows = session.store.rows(_of_list(), list=list_name)
    used = _used(session, list_name)
    return [_option(row, used.get(row[0], 0)) for row in rows]


def option(session: Session, option_id: int) -> ListedOption:
    """Return one choice; raise :class:`NotFoundError` where it is gone."""
    found = _on_file(session, option_id)
    return replace(found, used=sum(_uses(session, found.list, option_id).values()))


def _on_file(session: Session, option_id: int) -> ListedOption:
    """Return one choice without what refers to it, which may be looked for among a million leads."""
    row = session.store.row(_one(), id=option_id)
    if row is None:
        raise NotFoundError(_("There is no such choice any more."), "id")
    return _option(row, 0)


def find_option(session: Session, list_name: str, text: str) -> ListedOption:
    """Return the choice that ``text`` names: by its name in any case of letters, or its ID after a #."""
    found = session.names.find_by_title(f"option:{list_name}", text)
    found = [each for each in found if _in_list(session, each[0], list_name)]
    if len(found) != 1:
        names = ", ".join(shown(each.name) for each in options_of(session, list_name)) or _("(none)")
        raise UserError(
            _("{list} has no {text}: {names}.").format(list=_(LISTS[list_name][1]), text=quotation(text), names=names),
            "name",
        )
    return option(session, found[0][0])


def _in_list(session: Session, option_id: int, list_name: str) -> bool:
    row = session.store.row(_one(), id=option_id)
    return row is not None and row[1] == list_name


def _option(row: tuple[Any, ...], used: int) -> ListedOption:
    probability = None if row[4] is None else from_hundredths(row[4])
    return ListedOption(row[0], row[1], row[2], row[3] or 0, probability, bool(row[5]), used)


# Changing them


def add_option(session: Session, list_name: str, name: str, *, probability: Any = None) -> int:
    """Add a choice at the end of a list and return its ID; raise :class:`UserError` for a name that is taken."""
    session.may_administer()
    name = _tidy(name)
    values = {"list": list_of(list_name), "name": name, "probability": probability}
    with change(session, N_("New choice {name}"), "add", name=name) as made:
        return made.insert(Option, values)


def change_option(session: Session, seen: ListedOption, values: Mapping[str, Any]) -> bool:
    """Change the name, the probability or the use of a choice as ``seen``; return whether it was different.

    Raises :class:`UserError` where somebody else has changed it since.
    """
    session.may_administer()
    if "name" in values:
        values = {**values, "name": _tidy(str(values["name"] or ""))}
    with change(session, N_("Change choice {name}"), "edit", name=seen.name) as made:
        _unchanged(session, seen)
        return made.update(Option, seen.id, values)


def _tidy(name: str) -> str:
    """Return a name on one line; raise :class:`UserError` for one that no list could show."""
    name = " ".join(name.split())
    if len(name) > _LONGEST:
        raise UserError(
            _("A choice has at most {count} letters: {text}").format(count=_LONGEST, text=shown(name[:40])), "name"
        )
    return name


def _unchanged(session: Session, seen: ListedOption) -> None:
    now = _on_file(session, seen.id)
    if (now.name, now.probability, now.active) != (seen.name, seen.probability, seen.active):
        raise UserError(
            _("Somebody else has changed {name} meanwhile: look at it again.").format(name=shown(seen.name)), "name"
        )


def move_option(session: Session, option_id: int, steps: int) -> bool:
    """Move a choice up (negative) or down in its list; return whether it moved."""
    session.may_administer()
    seen = _on_file(session, option_id)
    with change(session, N_("Move choice {name}"), "edit", name=seen.name) as made:
        order = [row[0] for row in session.store.rows(_of_list(), list=seen.list)]
        return move(made, Option, order, option_id, steps)


def plan_delete_option(session: Session, option_id: int, to: int | None = None) -> DeleteOptionPlan:
    """Return what deleting a choice would do, with what has it moved ``to`` another; nothing is written."""
    session.may_administer()
    seen = option(session, option_id)
    used = _uses(session, seen.list, option_id)
    target = None if to is None else option(session, to)
    refusals: list[str] = []
    if target is not None and (target.id == seen.id or target.list != seen.list):
        refusals.append(_("Choose another one of the same list."))
    elif used and target is None:
        refusals.append(
            _("{name} is in use ({what}): deactivate it, or move these to another one.").format(
                name=shown(seen.name), what=_counted(session, used)
            )
        )
    return DeleteOptionPlan(seen, used, target, tuple(refusals))


def delete_option(session: Session, option_id: int, to: int | None = None) -> DeleteOptionPlan:
    """Delete a choice, with what has it moved first, in one change that undo takes back whole.

    Raises :class:`UserError` with the reason where the plan refuses it; nothing is changed then.
    """
    plan = plan_delete_option(session, option_id, to)
    with change(session, N_("Delete choice {name}"), "delete", name=plan.option.name) as made:
        # Once more, now that nobody else can write.
        plan = plan_delete_option(session, option_id, to)
        if plan.refusals:
            raise UserError(plan.refusals[0], "id")
        if plan.to is not None:
            for record, name in _references(session, plan.option.list):
                _move(made, record, name, option_id, plan.to.id)
        made.delete(Option, option_id)
    return plan


def _move(made: Change, record: type[Row], name: str, old: int, new: int) -> None:
    if not issubclass(record, Record):
        # What a record has already it is not given a second time.
        delete_where(made, record, _rows_having_both(record, name), option=old, other=new)
        update_where(made, record, _rows_having(record, name), {name: new}, option=old)
        return
    ids = [row[0] for row in made.session.rows(_ids_having(record, name, False), option=old)]
    made.update_many(record, ids, {name: new})
    # What the administrator may not see refers to it all the same.
    hidden = [row[0] for row in made.session.rows(_ids_having(record, name, True), option=old)]
    made.update_whoever_sees(record, hidden, {name: new})


# Who refers to them


def _references(session: Session, list_name: str) -> Iterator[tuple[type[Row], str]]:
    for record in session.records.values():
        for name, field in record.fields().items():
            if isinstance(field, Reference) and field.record == "option" and field.scope == list_name:
                yield record, name


def _uses(session: Session, list_name: str, option_id: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for record, name in _references(session, list_name):
        count = session.store.value(_number_having(record, name), option=option_id)
        if count:
            found[record.name_in_code] = count
    return found


def _used(session: Session, list_name: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for record, name in _references(session, list_name):
        for option_id, count in session.rows(_numbers_seen(record, name)):
            found[option_id] = found.get(option_id, 0) + count
    return found


def _counted(session: Session, used: Mapping[str, int]) -> str:
    parts = []
    for kind, count in used.items():
        record = session.records[kind]
        if issubclass(record, Record):
            label = in_sentence(_(record.label if count == 1 else record.label_plural))
            parts.append(f"{format_whole(count)} {label}")
        else:
            parts.append(ngettext("{count} customer", "{count} customers", count).format(count=format_whole(count)))
    return ", ".join(parts)
