"""``salg RECORD letter|labels``: letters and address labels from a template, as one PDF (CUST-15, CUST-22)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.letters.label_pdf import SHEETS, sheet_named
from model.letters.merge import (
    LetterPlan,
    plan_letters,
    recipients_of,
    write_planned_labels,
    write_planned_letters,
)
from model.templates.merge_plan import Targets
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console, command_name
from tui.commands.mail_merge import add_merge_arguments, left_out, template_and_ids
from tui.commands.mail_merge import targets_of as named_targets


def letter(console: Console, record: type[Record], given: list[str]) -> int:
    """Write a letter to each of these records to one PDF, or say who would get one."""
    arguments = Arguments(
        f"salg {command_name(record)} letter",
        _("A letter from a template to each of these, as one PDF; prints its path."),
        _("Nobody gets one who wants no letters, is excluded or has no postal address. Each is noted on its record."),
    )
    return _write(console, record, arguments, given, "letter")


def labels(console: Console, record: type[Record], given: list[str]) -> int:
    """Write an address label for each of these records to one PDF."""
    arguments = Arguments(
        f"salg {command_name(record)} labels",
        _("An address label from a template for each of these, as one PDF; prints its path."),
        _("Sheets, by their columns and rows: {names}.").format(names=", ".join(SHEETS)),
    )
    arguments.add_argument("--sheet", metavar="NAME", default="3x7", help=_("the sheet, such as 3x7"))
    arguments.add_argument("--start", metavar="NUMBER", type=int, default=1, help=_("the first label that is free"))
    return _write(console, record, arguments, given, "label")


def _write(console: Console, record: type[Record], arguments: Arguments, given: list[str], kind: str) -> int:
    add = arguments.add_argument
    add_merge_arguments(arguments, console, record, given)
    add("--out", metavar="FILE.pdf", help=_("into this file"))
    add("--force", action="store_true", help=_("overwrite a file that exists"))
    options = parsed(arguments, given)
    if not options.dry_run and not options.out:
        raise UsageError(_("write --out FILE.pdf, or --dry-run"), arguments.prog)
    session = console.session()
    if kind == "label":
        sheet_named(options.sheet)
    template_id, ids = template_and_ids(console, session, record, options, arguments.prog)
    if record.name_in_code == "campaign":
        targets: Targets = [("recipient", recipients_of(session, ids))]
    else:
        targets = named_targets(session, record, ids)
    plan = plan_letters(session, template_id, targets, console.settings.company, kind=kind, blank=options.blank)
    told = {} if options.dry_run else _written(console, session, plan, options, kind)
    if options.json:
        console.json({**_document(plan, dry_run=options.dry_run), **told})
        return 0
    sentences = plan.sentences(session)
    if options.dry_run:
        # Who is left out stands below each reason.
        blanks = [line for line in sentences if line.startswith(" ")]
        for line in (sentences[0], *plan.left_lines(), *blanks):
            console.line(line)
        return 0
    for line in sentences:
        console.remark(line)
    console.line(told["path"])
    return 0


def _written(console: Console, session: Session, plan: LetterPlan, options: Namespace, kind: str) -> dict[str, Any]:
    session.may_write()
    if plan.refusal:
        for line in plan.sentences(session):
            console.remark(line)
        raise UserError(plan.refusal)
    target, company = Path(options.out).expanduser(), console.settings.company
    if target.suffix.casefold() != ".pdf":
        raise UserError(_("The file must end in .pdf: {path}").format(path=target), "--out")
    if kind == "letter":
        pages = write_planned_letters(session, plan, target, company, console.settings.letters, force=options.force)
        return {"path": str(target), "pages": pages}
    cut = write_planned_labels(
        session, plan, target, company, sheet=options.sheet, start=options.start, force=options.force
    )
    for one in cut:
        console.remark(_("{name}: not all of it has room on the label.").format(name=one.name))
    return {"path": str(target), "cut": [one.id for one in cut]}


def _document(plan: LetterPlan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "template": plan.template.id,
        "dry_run": dry_run,
        "counts": plan.counts,
        "blank": dict(plan.blank_fields),
        "left_out": left_out(plan),
    }
