"""``salg lead|customer|contact merge``: two records become one (LEAD-22, CUST-23)."""

from __future__ import annotations

from typing import Any

from model.core.language import _
from model.core.records.record import Record
from model.merging.merge import MergePlan, MergeRefused, plan_merge
from model.merging.merge import merge as merge_two
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console
from tui.commands.values import named


def merge(console: Console, record: type[Record], given: list[str]) -> int:
    """Merge the source into the target, or show field by field what would come of it."""
    name = record.name_in_code
    arguments = Arguments(
        f"salg {name} merge",
        _("The target stays and gets what it has not; the source ends. salg undo brings both back."),
    )
    arguments.add_argument("source", metavar="SOURCE", help=_("the ID of the record that ends"))
    arguments.add_argument("target", metavar="TARGET", help=_("the ID of the record that stays"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be, change nothing"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    source, target = (named(session, record, text) for text in (options.source, options.target))
    plan = plan_merge(session, name, source, target)
    for code, message in plan.refusals:
        raise MergeRefused(code, message)
    if options.dry_run:
        _tell_plan(console, plan, as_json=options.json)
        return 0
    done = merge_two(session, plan)
    if options.json:
        console.json({"change": done.change, "record": name, "id": done.id, "title": done.title, **_plain(plan)})
        return 0
    for sentence in plan.sentences():
        console.line(sentence)
    console.line(_("Merged into {name}; salg undo takes it back.").format(name=f"{done.title} ({done.id})"))
    return 0


def _tell_plan(console: Console, plan: MergePlan, *, as_json: bool) -> None:
    if as_json:
        console.json({"record": plan.record, "source": plan.source_id, "target": plan.target_id, **_plain(plan)})
        return
    width = max([0, *(len(line.title) for line in plan.lines)]) + 1
    for line in plan.lines:
        came = {"source": " ←", "both": " ↔"}.get(line.origin, "")
        console.line(f"{(line.title + ':').ljust(width)} {line.result}{came}".rstrip())
    for sentence in plan.sentences():
        console.line(sentence)


def _plain(plan: MergePlan) -> dict[str, Any]:
    fields = {
        line.name: {"source": line.source, "target": line.target, "result": line.result, "from": line.origin}
        for line in plan.lines
    }
    return {"fields": fields, "moved": dict(plan.moved), "warnings": list(plan.warnings), "united": list(plan.united)}
