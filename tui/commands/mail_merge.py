"""``salg RECORD email``: an e-mail from a template to each of many records (CUST-15, CUST-22)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.distribution_lists.members import member_ids
from model.mail.mail_merge import SENT, EmailMergePlan, plan_email_merge, send_email_merge
from model.templates.merge_plan import MergePlan, Targets
from tui.commands import selection, values
from tui.commands.arguments import Arguments, Namespace, parsed
from tui.commands.console import Console, command_name
from tui.commands.mail import account_of


def email(console: Console, record: type[Record], given: list[str]) -> int:
    """Send an e-mail from a template to records, or say who would get it."""
    program = f"salg {command_name(record)} email"
    arguments = Arguments(
        program,
        _("An e-mail from a template to each of these; what cannot be sent is told, and why."),
        _("Nobody gets one who has opted out or is excluded, has no right address, or has one that got it already."),
    )
    add = arguments.add_argument
    add_merge_arguments(arguments, console, record, given)
    add("--draft", action="store_true", help=_("keep them as drafts, and send nothing"))
    add("--later", action="store_true", help=_("leave it in the outbox for salg mail send"))
    options = parsed(arguments, given)
    session = console.session()
    if not options.dry_run:
        session.may_write()
    template_id, ids = template_and_ids(console, session, record, options, program)
    company = console.settings.company
    plan = plan_email_merge(session, template_id, targets_of(session, record, ids), company, send_blank=options.blank)
    if not options.dry_run:
        if plan.refusal:
            _tell(console, session, plan, options)
            raise UserError(plan.refusal)
        account = None if options.draft else account_of(console)
        send_email_merge(session, plan, company, account)
    _tell(console, session, plan, options)
    if not (options.dry_run or options.draft or options.later):
        _deliver(console, session)
    return 0


def add_merge_arguments(arguments: Arguments, console: Console, record: type[Record], given: list[str]) -> None:
    """Add what every mail merge is told: the template, the records, and whether it is only shown."""
    add = arguments.add_argument
    add("ids", metavar="ID", nargs="*", help=_("the records"))
    add("--template", metavar="NAME", required=True, help=_("the ID or the name of the template"))
    add("--blank", action="store_true", help=_("also to those for whom something in the text is blank"))
    selection.add_arguments(arguments, console, record, given)
    add("--dry-run", action="store_true", help=_("show what would be done, do nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))


def template_and_ids(
    console: Console, session: Session, record: type[Record], options: Namespace, program: str
) -> tuple[int, list[int]]:
    """Return the template and the records that were named."""
    kind = session.records["template"]
    assert issubclass(kind, Record)
    template_id = values.named(session, kind, options.template)
    ids, _filter = selection.record_ids(console, session, record, options, program)
    return template_id, ids


def left_out(plan: MergePlan) -> list[dict[str, Any]]:
    """Return who gets none and why, for a JSON document."""
    return [
        {"record": one.record, "id": one.id, "name": one.name, "reason": outcome, "detail": one.detail}
        for outcome, targets in plan.outcomes.items()
        if outcome != plan.gets
        for one in targets
    ]


def targets_of(session: Session, record: type[Record], ids: list[int]) -> Targets:
    """Return the records that are written to: those that are named, or that stand on the named distribution lists."""
    if record.name_in_code != "distribution_list":
        return [(record.name_in_code, ids)]
    found: dict[str, dict[int, None]] = {}
    for list_id in ids:
        for kind, members in member_ids(session, list_id).items():
            found.setdefault(kind, {}).update(dict.fromkeys(members))
    return [(kind, [*members]) for kind, members in found.items()]


def _deliver(console: Console, session: Session) -> None:
    from model.mail.copying import copy_to_sent_folder
    from model.mail.delivery import send_due

    account = account_of(console)
    done = send_due(session, account)
    if reason := copy_to_sent_folder(session, account):
        console.remark(_("Not copied to the sent folder: {reason}").format(reason=reason))
    if done.failure:
        raise UserError(done.failure)


def _tell(console: Console, session: Session, plan: EmailMergePlan, options: Namespace) -> None:
    if options.json:
        console.json(_document(plan, dry_run=options.dry_run))
    else:
        for line in plan.sentences(session):
            console.line(line)


def _document(plan: EmailMergePlan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "template": plan.template.id,
        "dry_run": dry_run,
        "counts": plan.counts,
        "blank": dict(plan.blank_fields),
        "sent": [
            {"record": one.record, "id": one.id, "name": one.name, "email": one.address}
            for one in plan.outcomes.get(SENT, ())
        ],
        "left_out": left_out(plan),
    }
