"""``salg mail outbox | send | write``: e-mails on their way out (COM-13)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from model.core.dates import format_moment, from_utc_text
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import quotation, visible
from tui.commands.arguments import Arguments, UsageError, parsed
from tui.commands.console import Console
from tui.commands.mail import account_of

_DONE_TO_ONE = ("cancel", "retry", "sent", "not-sent")


def outbox(console: Console, given: list[str]) -> int:
    """List what is on its way out, or do something about one message."""
    from model.mail import outbox as room

    program = "salg mail outbox"
    arguments = Arguments(
        program,
        _("What is on its way out: one message a line. sent and not-sent answer for one that may have been sent."),
        "\n".join([*(f"{program} {verb} ID" for verb in _DONE_TO_ONE), f"{program} cancel all"]),
    )
    arguments.add_argument(
        "words", metavar="VERB", nargs="*", help=_("cancel, retry, sent or not-sent, and the number")
    )
    arguments.add_argument("--all", action="store_true", help=_("also what was sent and cancelled"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    if options.words:
        verb, *rest = options.words
        if (verb, rest) == ("cancel", ["all"]):
            count = room.cancel_waiting(console.session())
            cancelled = ngettext("{count} e-mail cancelled.", "{count} e-mails cancelled.", count)
            console.line(cancelled.format(count=format_whole(count)))
            return 0
        if verb not in _DONE_TO_ONE or len(rest) != 1 or not rest[0].isdecimal():
            raise UsageError(_("write {verbs}, and a number").format(verbs=", ".join(_DONE_TO_ONE)), program)
        out = int(rest[0])
        session = console.session()
        if verb == "cancel":
            room.cancel(session, out)
        elif verb == "retry":
            room.try_again(session, out)
        else:
            room.answer(session, out, was_sent=verb == "sent")
        return 0
    session = console.session()
    found = room.outbox(session, everything=options.all)
    if options.json:
        console.json([_as_json(message) for message in found])
        return 0
    for message in found:
        console.line("  ".join(_line(console, message)))
    return 0


def send(console: Console, given: list[str]) -> int:
    """Send all that is due; exit code 1 where a server was not reached, or a message failed."""
    from model.mail.copying import copy_to_sent_folder
    from model.mail.delivery import send_due

    arguments = Arguments("salg mail send", _("Send what is due. Two of these at once never send the same."))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    account = account_of(console)
    session = console.session()
    done = send_due(session, account)
    if reason := copy_to_sent_folder(session, account):
        console.remark(_("Not copied to the sent folder: {reason}").format(reason=reason))
    if options.json:
        console.json([_as_json(message) for message in done.messages])
    else:
        sent = done.count("sent")
        console.line(ngettext("{count} sent.", "{count} sent.", sent).format(count=format_whole(sent)))
        for message in done.messages:
            if message.state != "sent" or message.refused:
                console.remark(" ".join(_line(console, message)))
    if done.failure:
        raise UserError(done.failure)
    return 1 if done.count("failed") + done.count("unsure") else 0


def write(console: Console, given: list[str]) -> int:
    """Write an e-mail, put it on file and send it; print the ID of the e-mail."""
    from model.mail.composition import addresses_in
    from model.mail.copying import copy_to_sent_folder
    from model.mail.delivery import send_due
    from model.mail.sending import Written, file_attachment
    from model.mail.sending import send as put

    program = "salg mail write"
    arguments = Arguments(
        program, _("Write an e-mail and send it. The text is read from standard input without --text.")
    )
    add = arguments.add_argument
    add("--to", metavar="ADDRESS", action="append", default=[], help=_("to whom; several with commas, or --to again"))
    add("--cc", metavar="ADDRESS", action="append", default=[], help=_("who gets a copy"))
    add("--bcc", metavar="ADDRESS", action="append", default=[], help=_("who gets a copy that the others do not see"))
    add("--subject", metavar="TEXT", default="", help=_("the subject; without, the first line of the text"))
    add("--text", metavar="TEXT", default=None, help=_("the text"))
    add("--attach", metavar="FILE", action="append", default=[], help=_("a file that goes along"))
    add("--priority", choices=("high", "normal", "low"), default="normal", help=_("how urgent it is"))
    add("--about", metavar="RECORD:ID", action="append", default=[], help=_("link it to that record too"))
    add("--later", action="store_true", help=_("leave it in the outbox for salg mail send"))
    add("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    account = account_of(console)
    session = console.session()
    written = Written(
        addresses_in(", ".join(options.to), "--to"),
        options.subject,
        options.text if options.text is not None else sys.stdin.read(),
        cc=addresses_in(", ".join(options.cc), "--cc"),
        bcc=addresses_in(", ".join(options.bcc), "--bcc"),
        priority=options.priority,
        attachments=[file_attachment(Path(name).expanduser()) for name in options.attach],
        places=[_place(text, program) for text in options.about],
    )
    email, out = put(session, account, written)
    failure = ""
    if not options.later:
        failure = send_due(session, account, only=out).failure
        if reason := copy_to_sent_folder(session, account):
            console.remark(_("Not copied to the sent folder: {reason}").format(reason=reason))
    from model.mail.outbox import one

    message = one(session, out)
    if options.json:
        console.json({"id": email, **_as_json(message)})
    else:
        console.line(str(email))
    if failure:
        raise UserError(failure)
    if message.state in ("failed", "unsure"):
        raise UserError(" ".join(_line(console, message)))
    if message.state != "sent" or message.refused:
        console.remark(" ".join(_line(console, message)))
    return 0


def _place(text: str, program: str) -> tuple[str, int]:
    record, _colon, record_id = text.partition(":")
    if not record_id.isdecimal():
        raise UsageError(_("{text} is no record; write it as customer:12").format(text=quotation(text)), program)
    return record, int(record_id)


def _line(console: Console, message: Any) -> list[str]:
    from model.mail.outgoing import STATES

    to = ", ".join(message.everybody)
    parts = [str(message.id), _(STATES[message.state]), visible(to), visible(message.subject)]
    if message.state == "waiting" and message.attempts and message.next_attempt:
        when = format_moment(from_utc_text(message.next_attempt), console.zone)
        parts.append(_("tried again {when}").format(when=when))
    parts += [f"{address}: {visible(sentence)}" for address, sentence in message.refused.items()]
    if message.error and not message.refused:
        parts.append(visible(message.error))
    return parts


def _as_json(message: Any) -> dict[str, Any]:
    return {
        "number": message.id, "email": message.email, "state": message.state, "subject": message.subject,
        "recipients": list(message.recipients), "delivered": list(message.delivered), "refused": dict(message.refused),
        "attempts": message.attempts, "error": message.error,
        "next_attempt": message.next_attempt if message.state == "waiting" else None,
        "sent": message.sent_at,
    }  # fmt: skip
