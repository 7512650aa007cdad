"""``salg field``: the fields that the company defines itself (COM-06)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.company.custom_field_changes import change_field, delete_field, plan_change_field, plan_delete_field
from model.core.company.custom_fields import add_field, move_field, use_field
from model.core.errors import UserError
from model.core.fields.custom import KINDS, WITH_CHOICES
from model.core.language import N_, _
from model.core.records.custom_field_definitions import (
    Definition,
    customisable,
    customised,
    definition,
    definitions,
    find_definition,
)
from model.core.text import visible
from tui.commands.arguments import Arguments, parsed, steps, verb_of
from tui.commands.console import Console

_VERBS = {
    "list": ("list [RECORD]", N_("show what is defined, for one kind of record or for all")),
    "add": ("add RECORD LABEL --kind KIND [--choices A;B] [--key KEY]", N_("define a field, at the end")),
    "set": (
        "set RECORD FIELD [--label L] [--kind KIND] [--choices A;B] [--rename OLD=NEW]… [--dry-run]",
        N_("change a field; values follow, and what cannot be read is kept beside"),
    ),
    "move": ("move RECORD FIELD up|down|N", N_("move a field among those of its record")),
    "deactivate": ("deactivate RECORD FIELD", N_("hide a field everywhere; its values are kept")),
    "activate": ("activate RECORD FIELD", N_("use a field again")),
    "delete": ("delete RECORD FIELD [--dry-run]", N_("delete a field with its values; undo brings both back")),
}


def run(console: Console, name: str, given: list[str]) -> int:
    """Carry out a verb on a field."""
    verb = verb_of(given, _VERBS, "field", _overview)
    options = parsed(_arguments(verb), given[1:])
    session = console.session(create=verb == "add")
    if verb == "list":
        return _list(console, session, options)
    record = customised(session, options.record).name_in_code
    if verb == "add":
        choices = _choices(options.choices) or ()
        made = add_field(session, record, options.label, options.kind, choices, key=options.key or "")
        return _told(console, made, options.json)
    seen = find_definition(session, record, options.field)
    if verb == "set":
        return _set(console, session, seen, options)
    if verb == "delete":
        return _delete(console, session, seen, options)
    if verb == "move":
        order = [each.id for each in definitions(session, seen.record)]
        move_field(session, seen.id, steps(options.where, order, seen.id))
    else:
        use_field(session, seen.id, verb == "activate")
    return _told(console, definition(session, seen.id), options.json)


def _overview() -> str:
    lines = [_("usage: ") + f"salg field {'|'.join(_VERBS)} …", ""]
    for usage, told in _VERBS.values():
        lines += [f"  {usage}", f"      {_(told)}"]
    lines += ["", _("Kinds:")]
    lines += [f"  {kind.ljust(14)}  {_(label)}" for kind, label in KINDS.items()]
    lines += ["", _("In criteria, field=value, --fields and --sort a field goes by its key."), ""]
    return "\n".join(lines)


def _arguments(verb: str) -> Arguments:
    arguments = Arguments(f"salg field {verb}", _(_VERBS[verb][1]))
    add = arguments.add_argument
    if verb == "list":
        add("record", metavar="RECORD", nargs="?", help=_("lead, customer, contact, opportunity or project"))
    else:
        add("record", metavar="RECORD", help=_("lead, customer, contact, opportunity or project"))
    if verb == "add":
        add("label", metavar="LABEL", help=_("what people see"))
        add("--kind", metavar="KIND", default="text", help=", ".join(KINDS))
        add("--key", metavar="KEY", help=_("its name in code; made of the label where it is not given"))
    elif verb != "list":
        add("field", metavar="FIELD", help=_("its key, or its label"))
    if verb == "set":
        add("--label", metavar="LABEL", help=_("what people see"))
        add("--kind", metavar="KIND", help=", ".join(KINDS))
        add("--rename", metavar="OLD=NEW", action="append", default=[], help=_("a choice's new name; values follow"))
    if verb in ("add", "set"):
        add("--choices", metavar="A;B", help=_("all choices in their order, with semicolons between"))
    if verb == "move":
        add("where", metavar="up|down|N", help=_("one place, or to place N"))
    if verb in ("set", "delete"):
        add("--dry-run", action="store_true", help=_("show what would be done, do nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))
    return arguments


def _choices(text: str | None) -> list[str] | None:
    return None if text is None else [part.strip() for part in text.split(";") if part.strip()]


def _plain(each: Definition) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": each.id, "record": each.record, "key": each.key, "label": each.label, "kind": each.kind,
        "active": each.active,
    }  # fmt: skip
    if each.kind in WITH_CHOICES:
        found["choices"] = [choice.name for choice in each.choices if choice.active]
        found["choices_not_offered"] = [choice.name for choice in each.choices if not choice.active]
    return found


def _told(console: Console, each: Definition, json: bool) -> int:
    if json:
        console.json(_plain(each))
    else:
        console.line(each.key)
    return 0


def _list(console: Console, session: Session, options: Any) -> int:
    records = [customised(session, options.record)] if options.record else customisable(session)
    found = [(record, definitions(session, record.name_in_code)) for record in records]
    if options.json:
        console.json([_plain(each) for _record, every in found for each in every])
        return 0
    for record, every in found:
        if every and len(found) > 1:
            console.line(f"{_(record.label_plural)} ({record.name_in_code})")
        for each in every:
            choices = ": " + ", ".join(choice.name for choice in each.choices if choice.active) if each.choices else ""
            state = "" if each.active else f"  ({_('deactivated')})"
            console.line(visible(f"  {each.key.ljust(20)}  {each.label}  {each.kind_title}{choices}{state}"))
    return 0


def _set(console: Console, session: Session, seen: Definition, options: Any) -> int:
    renamed = {}
    for pair in options.rename:
        old, equals, new = pair.partition("=")
        if not equals or not old.strip() or not new.strip():
            raise UserError(_("write OLD=NEW"), "--rename")
        renamed[old.strip()] = new.strip()
    plan = plan_change_field(
        session, seen.id, label=options.label, kind=options.kind, choices=_choices(options.choices), renamed=renamed
    )
    now = seen if options.dry_run else change_field(session, plan)
    if options.json:
        console.json(
            {**_plain(now), "values": plan.values, "carried": plan.carried, "kept_apart": plan.apart,
             "kept_in": plan.beside or None}
        )  # fmt: skip
        return 0
    for line in plan.sentences():
        console.line(line)
    if not options.dry_run:
        console.line(now.key)
    return 0


def _delete(console: Console, session: Session, seen: Definition, options: Any) -> int:
    plan = plan_delete_field(session, seen.id) if options.dry_run else delete_field(session, seen.id)
    if options.json:
        console.json({"deleted": not options.dry_run, "key": seen.key, "record": seen.record, "values": plan.values})
        return 0
    console.line(plan.sentences()[0])
    done = _("{name} would be deleted.") if options.dry_run else _("{name} is deleted; salg undo brings it back.")
    console.line(done.format(name=visible(seen.label)))
    return 0
