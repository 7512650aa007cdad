"""``salg campaign send|stop|status|answer|unsubscribe``: an e-mail campaign that is sent (CAMP-19; cli.md)."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

from model.campaign_mail import queue
from model.campaign_mail.material import Material
from model.campaign_mail.plan import SendPlan, left_out, plan_sending
from model.campaign_mail.progress import Progress, doubtful, progress
from model.campaign_mail.sending import Run, send_campaign
from model.campaign_mail.tables import STATES
from model.campaign_mail.trial import preview, send_test
from model.core.access.session import Session
from model.core.dates import format_moment
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import quotation, visible
from model.mail.returns import recipient_of_mark
from model.mail.unsubscribed import opt_out
from tui.commands import values
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console
from tui.commands.mail import account_of


def send(console: Console, record: type[Record], given: list[str]) -> int:
    """Send a campaign, or go on with it; exit code 1 where it ended before all that is due was sent."""
    program = "salg campaign send"
    arguments = Arguments(
        program,
        _("Send an e-mail campaign to those who have not got it; called again, it goes on where it stopped."),
        _("Ctrl+C stops it. Two of these at once never send anybody two."),
    )
    add = arguments.add_argument
    add("id", metavar="ID", help=_("the ID of the campaign"))
    add("--test", metavar="ADDRESS", default=None, help=_("send it to that address alone, and mark nobody"))
    add("--preview", metavar="RECIPIENT", default=None, help=_("print the message to that recipient, and send nothing"))
    add("--blanks", action="store_true", help=_("also to those who have nothing in a merge field that the text uses"))
    add("--dry-run", action="store_true", help=_("say who would get it and who not, and send nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    campaign = values.named(session, record, options.id)
    if options.preview is not None:
        return _preview(console, session, campaign, options)
    if options.dry_run and options.test is None:
        return _dry_run(console, session, campaign, options)
    account = account_of(console)
    company = console.settings.company
    if options.test is not None:
        warnings = send_test(session, account, campaign, options.test, company=company)
        for warning in warnings:
            console.remark(warning)
        if options.json:
            console.json({"campaign": campaign, "test": options.test, "warnings": warnings})
        else:
            console.line(_("Test sent to {address}.").format(address=visible(options.test)))
        return 0
    plan = plan_sending(session, campaign, blanks=options.blanks, company=company)
    queue.start(session, plan, company)
    total = max(1, plan.goes)

    def told(run: Run) -> None:
        console.progress(_("Sending …"), sum(run.counts.values()) / total)

    with _until_interrupted() as interrupted:
        run = send_campaign(session, account, campaign, company=company, is_cancelled=interrupted.is_set, told=told)
    console.clear_progress()
    if interrupted.is_set():
        with contextlib.suppress(UserError):
            queue.stop(session, campaign)
    found = progress(session, campaign)
    if options.json:
        console.json({**_as_json(found), "run": dict(run.counts), "failure": run.failure or None})
    else:
        _tell(console, session, found)
    if run.failure:
        raise UserError(run.failure)
    for line in (*plan.left_sentences(), *plan.warnings):
        console.remark(line)
    return 1 if interrupted.is_set() else 0


def stop(console: Console, record: type[Record], given: list[str]) -> int:
    """Stop the sending of a campaign, whoever sends it."""
    arguments = Arguments(
        "salg campaign stop", _("Stop the sending of a campaign; salg campaign send goes on with it.")
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    options = parsed(arguments, given)
    session = console.session()
    campaign = values.named(session, record, options.id)
    queue.stop(session, campaign)
    _tell(console, session, progress(session, campaign))
    return 0


def status(console: Console, record: type[Record], given: list[str]) -> int:
    """Say how far the sending of a campaign has come."""
    arguments = Arguments("salg campaign status", _("How far the sending of a campaign has come."))
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    campaign = values.named(session, record, options.id)
    found = progress(session, campaign)
    if options.json:
        doubts = [
            {"recipient": one.recipient, "name": one.name, "address": one.address, "error": one.error}
            for one in doubtful(session, campaign)
        ]
        console.json({**_as_json(found), "doubtful": doubts})
    else:
        _tell(console, session, found)
    return 0


def answer(console: Console, record: type[Record], given: list[str]) -> int:
    """Answer for messages of which nobody knows whether they were sent."""
    program = "salg campaign answer"
    arguments = Arguments(
        program, _("Say of messages that may have been sent whether they were; those that were not are sent again.")
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    arguments.add_argument("said", metavar="sent|not-sent", help=_("whether they were sent"))
    arguments.add_argument("recipients", metavar="RECIPIENT", nargs="*", help=_("without any: all of the campaign"))
    options = parsed(arguments, given)
    if options.said not in ("sent", "not-sent"):
        raise UsageError(_("write {verbs}").format(verbs="sent, not-sent"), program)
    session = console.session()
    campaign = values.named(session, record, options.id)
    named = [_recipient(session, text) for text in options.recipients] or None
    count = queue.answer(session, campaign, was_sent=options.said == "sent", recipients=named)
    console.line(
        ngettext("{count} message answered for.", "{count} messages answered for.", count).format(
            count=format_whole(count, ascii=True)
        )
    )
    return 0


def unsubscribe(console: Console, record: type[Record], given: list[str]) -> int:
    """Take the wish of those whom a page for unsubscribing names by their marks."""
    arguments = Arguments(
        "salg campaign unsubscribe",
        _("Send no more to those who unsubscribed at the page of the settings, by the marks in its links."),
    )
    arguments.add_argument("marks", metavar="MARK", nargs="+", help=_("what stood for {mark} in the link"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    unknown = [mark for mark in options.marks if recipient_of_mark(session, mark) is None]
    count = opt_out(session, options.marks)
    text = ngettext("{count} unsubscribed.", "{count} unsubscribed.", count)
    console.line(text.format(count=format_whole(count, ascii=True)))
    for mark in unknown:
        console.remark(_("{text} is no mark that was sent from here.").format(text=quotation(mark)))
    return 1 if unknown else 0


def _dry_run(console: Console, session: Session, campaign: int, options: Namespace) -> int:
    company = console.settings.company
    plan = plan_sending(session, campaign, blanks=options.blanks, company=company)
    if options.json:
        console.json(_plan_as_json(console, session, plan))
    else:
        for line in plan.sentences():
            console.line(line)
    return 0


def _plan_as_json(console: Console, session: Session, plan: SendPlan) -> dict[str, Any]:
    company = console.settings.company
    left = [
        {
            "recipient": one.recipient if one.reason != "hidden" else None, "name": one.name or None,
            "address": one.address or None, "reason": one.reason, "detail": one.detail or None,
        }
        for one in left_out(session, plan.campaign, blanks=plan.blanks, company=company)
    ]  # fmt: skip
    return {
        "campaign": plan.campaign, "dry_run": True, "goes": plan.goes, "counts": dict(plan.counts),
        "with_blanks": plan.with_blanks, "left_out": left, "files": list(plan.files), "stays": list(plan.stays),
        "warnings": list(plan.warnings),
    }  # fmt: skip


def _preview(console: Console, session: Session, campaign: int, options: Namespace) -> int:
    material = Material(session, campaign, console.settings.company)
    found = preview(material, _recipient(session, options.preview))
    if options.json:
        console.json(
            {
                "recipient": found.recipient, "name": found.name, "address": found.address, "subject": found.subject,
                "text": found.text, "html": found.html or None, "blank": found.blank or None,
                "reason": found.reason or None, "files": list(found.files),
            }
        )  # fmt: skip
        return 0
    for line in found.lines():
        console.line(line)
    return 0


def _recipient(session: Session, text: str) -> int:
    kind = session.records["recipient"]
    assert issubclass(kind, Record)
    return values.named(session, kind, text)


def _tell(console: Console, session: Session, found: Progress) -> None:
    console.line(found.sentence(ascii=True))
    if found.next_attempt is not None:
        waiting = found.count("waiting")
        text = ngettext("{count} waits; next {when}.", "{count} wait; next {when}.", waiting)
        when = format_moment(found.next_attempt, console.zone)
        console.line(text.format(count=format_whole(waiting, ascii=True), when=when))
    if held := found.count("sending"):
        text = ngettext(
            "{count} is held by another program; what it leaves is sent by the next call.",
            "{count} are held by another program; what it leaves is sent by the next call.",
            held,
        )
        console.line(text.format(count=format_whole(held, ascii=True)))
    for one in doubtful(session, found.campaign, 20):
        console.line(f"{_(STATES['unsure'])} #{one.recipient} {visible(one.name)} {visible(one.address)}")


def _as_json(found: Progress) -> dict[str, Any]:
    return {
        "campaign": found.campaign, "state": found.state or None, "total": found.total,
        "counts": {state: found.count(state) for state in STATES},
        "next_attempt": found.next_attempt and found.next_attempt.isoformat(),
        "started_at": found.started_at and found.started_at.isoformat(), "by": found.who or None,
        "error": found.error or None,
    }  # fmt: skip


@contextlib.contextmanager
def _until_interrupted() -> Iterator[threading.Event]:
    """Have the first Ctrl+C end the work after the message that is being handed over: not in the midst of it."""
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return
    before = signal.getsignal(signal.SIGINT)

    def note(_number: int, _frame: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
