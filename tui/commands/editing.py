"""``salg RECORD add``, ``set`` and ``delete``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from model.activities.adding import completed_values
from model.activities.records import Activity
from model.core.access.custom_values import value_of
from model.core.access.session import Session
from model.core.changes.change import Change, change, read
from model.core.changes.deletion import DeletePlan, plan_delete
from model.core.changes.deletion import delete as delete_records
from model.core.changes.opt_outs import holders, kept_sentence, question, taken_back
from model.core.changes.ownership import lost_from_sight, only_seen_by, unseen_sentence, unseen_sentences
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.references import Joined
from model.core.language import N_, _, ngettext
from model.core.lists.relation_items import relation_items
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.records.relations import RelationField
from model.core.text import visible
from tui.commands import merged, relations, showing, values
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console, command_name

_ADDED = {
    "lead": N_("New lead {name}"),
    "customer": N_("New customer {name}"),
    "contact": N_("New contact {name}"),
    "opportunity": N_("New opportunity {name}"),
    "task": N_("New task {name}"),
    "appointment": N_("New appointment {name}"),
    "note": N_("New note {name}"),
    "call": N_("New call {name}"),
    "email": N_("New e-mail {name}"),
    "project": N_("New project {name}"),
    "order": N_("New order {name}"),
    "ledger_entry": N_("New ledger entry {name}"),
    "campaign": N_("New campaign {name}"),
    "recipient": N_("New recipient {name}"),
    "distribution_list": N_("New distribution list {name}"),
    "exclusion_list": N_("New exclusion list {name}"),
    "template": N_("New template {name}"),
    "employee": N_("New employee {name}"),
}


class _Rehearsed(Exception):
    """All was done; now it is taken back."""


def add(console: Console, record: type[Record], given: list[str]) -> int:
    """Add a record and print its ID."""
    program = f"salg {command_name(record)} add"
    arguments = Arguments(program, _("Add a record; prints its ID."), _fields_help(record))
    arguments.add_argument("values", metavar="FIELD=VALUE", nargs="*", help=_("the values of fields"))
    arguments.add_argument("--json", action="store_true", help=_("print the whole record"))
    options = parsed(arguments, given)
    names, pairs = values.split(options.values)
    if names or not pairs:
        raise UsageError(_("write field=value"), program)
    session = console.session(create=True)
    typed = values.read(session, record, pairs)
    with values.as_typed(record, pairs):
        if issubclass(record, Activity):
            typed = completed_values(session, record.name_in_code, typed)
        title = str(typed.get(record.title_field) or _joined_title(record, typed) or "")
        with change(session, _ADDED[record.name_in_code], "add", name=title) as made:
            made_id = made.insert(record, typed)
            if not title:
                made.tell_title(record, made_id)
    for doubt in values.doubts(session, record, typed):
        console.remark(doubt)
    hidden_for = only_seen_by(session, record, typed, None)
    if not options.json:
        console.line(str(made_id))
    else:
        console.json({"id": made_id} if hidden_for else showing.whole(session, record, made_id))
    if hidden_for:
        console.remark(unseen_sentence(hidden_for))
    return 0


def set_(console: Console, record: type[Record], given: list[str]) -> int:
    """Change fields of one record or many, all in one change."""
    program = f"salg {command_name(record)} set"
    arguments = Arguments(program, _("Change fields; an empty value clears a field."), _fields_help(record))
    arguments.add_argument("values", metavar="ID | FIELD=VALUE", nargs="+", help=_("the records, and the values"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be changed, change nothing"))
    arguments.add_argument(
        "--allow-contact", action="store_true", help=_("take back a wish not to be contacted, of one record")
    )
    options = parsed(arguments, given)
    names, pairs = values.split(options.values)
    if not names or not pairs:
        raise UsageError(_("write at least one ID and one field=value"), program)
    session = console.session()
    ids = merged.followed(console, session, record, values.all_named(session, record, names))
    before = {record_id: read(session, record, record_id) for record_id in ids}
    typed = values.read(session, record, pairs, _values(record, before[ids[0]]))
    wishes = holders(session, record, ids, taken_back(record, typed))
    if len(ids) == 1 and not options.allow_contact:
        _refuse_taking_back(session, record, ids[0], wishes)
    followed: dict[int, list[_Difference]] = {}
    unseen = lost_from_sight(session, record, ids, typed)
    try:
        with values.as_typed(record, pairs):
            different = _set(session, record, ids, typed, followed, rehearse=options.dry_run)
    except _Rehearsed as rehearsed:
        changed: dict[int, list[_Difference]] = rehearsed.args[0]
        for record_id, lines in changed.items():
            console.line(f"{_(record.label)} {record_id} {_title(record, before[record_id])}".rstrip())
            for line in lines:
                console.line(f"  {line}")
        different = len(changed)
    for doubt in values.doubts(session, record, typed, ids[0] if len(ids) == 1 else None):
        console.remark(doubt)
    console.line(
        _counted(
            ngettext("{count} record would be changed.", "{count} records would be changed.", different), different
        )
        if options.dry_run
        else _counted(ngettext("{count} record changed.", "{count} records changed.", different), different)
    )
    for name, kept in wishes.items():
        if kept and len(ids) > 1:
            console.remark(kept_sentence(record.field(name).title, len(kept)))
    for record_id, lines in followed.items():
        for line in lines:
            console.remark(f"#{record_id}: {line}")
    remarks = unseen_sentences(unseen, len(ids))
    if not options.dry_run:
        remarks += relations.remarks(session, record, ids, pairs)
    for remark in remarks:
        console.remark(remark)
    return 0


class _Difference(NamedTuple):
    """What is different of one field: label, before and after."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before or '–'} → {self.after or '–'}"


def _set(
    session: Session,
    record: type[Record],
    ids: Sequence[int],
    typed: Mapping[str, Any],
    followed: dict[int, list[_Difference]],
    *,
    rehearse: bool,
) -> int:
    """Set the values on all of the records; put into ``followed`` what changed of itself with them, by record."""
    first = read(session, record, ids[0])
    name, details = N_("Change {name}"), {"name": _title(record, first) or f"#{ids[0]}"}
    if len(ids) > 1:
        name, details = N_("Change {count} records"), {"count": str(len(ids))}
    with change(session, name, "edit", **details) as made:
        found = {record_id: made.read(record, record_id) for record_id in ids} if rehearse else {}
        before = {record_id: _related(session, record, record_id) for record_id in ids}
        if len(ids) == 1:
            count = int(made.update(record, ids[0], typed))
        else:
            count = _set_many(made, record, ids, typed)
        related = {record_id: _related_differences(session, record, record_id, before) for record_id in ids}
        if rehearse:
            raise _Rehearsed(_differences(made, record, found, related))
    given = {record.relations[name].title for name in typed if name in record.relations}
    for record_id, lines in related.items():
        if not given and lines:
            followed[record_id] = lines
    return count


def _set_many(made: Change, record: type[Record], ids: Sequence[int], typed: Mapping[str, Any]) -> int:
    """Set the values on records, but take back nobody's wish not to be contacted."""
    names = taken_back(record, typed)
    keeping = set().union(*holders(made.session, record, ids, names).values())
    count = made.update_many(record, [each for each in ids if each not in keeping], typed)
    others = {name: value for name, value in typed.items() if name not in names}
    if keeping and others:
        count += made.update_many(record, [each for each in ids if each in keeping], others)
    return count


def _refuse_taking_back(
    session: Session, record: type[Record], record_id: int, wishes: Mapping[str, Collection[int]]
) -> None:
    """Raise :class:`UserError` where a record's wish not to be contacted would be taken back without a second word."""
    for name, kept in wishes.items():
        if kept:
            title = session.names.title_of(record.name_in_code, record_id)
            asked = question(record.field(name).title, visible(title))
            raise UserError(f"{asked} {_('Write --allow-contact too if that is meant.')}", name)


def _differences(
    made: Change,
    record: type[Record],
    found: Mapping[int, Mapping[str, Any]],
    related: Mapping[int, list[_Difference]],
) -> dict[int, list[_Difference]]:
    """Return what is different now, by record."""
    reading = made.session.reading()
    changed: dict[int, list[_Difference]] = {}

    def shown(field: Field, stored: Mapping[str, Any]) -> str:
        return visible(field.format(value_of(field, stored), reading))

    for record_id, before in found.items():
        # The change may hide it from the person.
        now = made.read_whoever_sees(record, record_id)
        lines = [
            _Difference(field.title, shown(field, before), shown(field, now))
            for name, field in made.session.fields(record).items()
            if value_of(field, before) != value_of(field, now)
            and name not in ("version", "changed_at", "changed_by", "custom")
        ]
        lines += related[record_id]
        if lines:
            changed[record_id] = lines
    return changed


def _related(session: Session, record: type[Record], record_id: int) -> dict[str, str]:
    def told(relation: RelationField) -> str:
        items = relation_items(session, record, relation, record_id)
        return visible("; ".join(relation.item_text(item) for item in items))

    return {name: told(record.relations[name]) for name in record.related()}


def _related_differences(
    session: Session, record: type[Record], record_id: int, before: Mapping[int, Mapping[str, str]]
) -> list[_Difference]:
    now = _related(session, record, record_id)
    return [
        _Difference(record.relations[name].title, before[record_id][name], text)
        for name, text in now.items()
        if text != before[record_id][name]
    ]


def delete(console: Console, record: type[Record], given: list[str]) -> int:
    """Delete records, or show what that would do."""
    program = f"salg {command_name(record)} delete"
    arguments = Arguments(program, _("Delete records; salg undo brings them back."))
    arguments.add_argument("ids", metavar="ID", nargs="+", help=_("the IDs of the records"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be deleted, delete nothing"))
    options: Namespace = parsed(arguments, given)
    session = console.session()
    ids = values.all_named(session, record, options.ids)
    merged.refuse(session, record, ids)
    if not options.dry_run:
        _tell(console, delete_records(session, record, ids), done=True)
        return 0
    session.may_write()
    plan = plan_delete(session, record, ids)
    _tell(console, plan, done=False)
    if plan.refusals:
        raise UserError(plan.refusals[0], "id")
    return 0


def _tell(console: Console, plan: DeletePlan, *, done: bool) -> None:
    for record_id, title in plan.titles.items():
        console.line(f"{_(plan.record.label)} {record_id} {title}".rstrip())
    for kind, number in plan.along.items():
        console.line(
            "  " + _("deleted with it: {count} × {kind}").format(count=format_whole(number), kind=kind_label(kind))
        )
    for kind, number in plan.emptied.items():
        console.line(
            "  " + _("no longer named by: {count} × {kind}").format(count=format_whole(number), kind=kind_label(kind))
        )
    count = len(plan.titles)
    if plan.record.delete_warning and not done:
        console.remark(_(plan.record.delete_warning[0]))
        if plan.record.set_instead:
            ids = " ".join(str(record_id) for record_id in plan.titles)
            console.remark(f"salg {command_name(plan.record)} set {ids} {plan.record.set_instead}")
    console.line(
        _counted(ngettext("{count} record deleted.", "{count} records deleted.", count), count)
        if done
        else _counted(ngettext("{count} record would be deleted.", "{count} records would be deleted.", count), count)
    )


def _counted(sentence: str, count: int) -> str:
    return sentence.format(count=format_whole(count))


_KINDS = {
    "customer_contact": N_("Link to a contact"),
    "customer_category": N_("Category"),
    "contact_category": N_("Category"),
    "project_contact": N_("Contact of a project"),
    "order_line": N_("Line of an order"),
    "ledger_account": N_("Account no."),
    "seller": N_("Seller"),
    "activity_link": N_("Link to an activity"),
    "call_list": N_("Call list"),
    "call_list_entry": N_("Entry of a call list"),
    "call_list_call": N_("Call of a call list"),
    "campaign_exclusion": N_("Exclusion list of a campaign"),
    "custom_field": N_("Custom field"),
    "distribution_list_member": N_("Member of a distribution list"),
    "document": N_("Document"),
    "exclusion": N_("Entry of an exclusion list"),
    "kept_opt_out": N_("Opt-out"),
    "not_duplicate": N_("Not the same"),
    "option": N_("Choice of a list"),
    "redirect": N_("Merged record"),
    "saved_view": N_("View"),
}


def kind_label(name: str) -> str:
    from model.catalogue import ROWS

    labels = {row.name_in_code: row.label for row in ROWS if row.label}
    return _(_KINDS.get(name) or labels.get(name, name))


def _values(record: type[Record], row: Record) -> dict[str, Any]:
    return {name: getattr(row, name) for name in record.fields()}


def _title(record: type[Record], row: Record) -> str:
    return visible(str(getattr(row, record.title_field) or ""))


def _joined_title(record: type[Record], typed: Mapping[str, Any]) -> str:
    title = record.fields()[record.title_field]
    return title.join(typed) if isinstance(title, Joined) else ""


def _fields_help(record: type[Record]) -> str:
    from tui.commands.records import field_lines

    lines = [_("Fields (* must be filled in):"), *field_lines(record, system=False)]
    return "\n".join([*lines, *relations.help_lines(record)])
