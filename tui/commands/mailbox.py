"""``salg mail check | sync``: whether the servers take what the settings say, and reading the mailbox (COM-13)."""

from __future__ import annotations

from collections.abc import Callable

from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import visible
from model.mail.settings import MailAccount
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console
from tui.commands.mail import account_of

_USES = ("inbox", "sent", "drafts", "archive", "all")


def check(console: Console, given: list[str]) -> int:
    """Sign in to both servers and tell what there is; 1 where one of them does not work."""
    arguments = Arguments("salg mail check", _("Sign in to the servers of [mail] and say what works. Nothing is sent."))
    parsed(arguments, given)
    account = account_of(console)
    console.line(f"{_('Address') + ':':<12} {account.address}")
    sound = _checked(console, "IMAP", account.imap is not None, lambda: _mailbox(account))
    return 0 if _checked(console, "SMTP", account.smtp is not None, lambda: _way_out(account)) and sound else 1


def _checked(console: Console, label: str, is_named: bool, work: Callable[[], list[str]]) -> bool:
    """Write what ``work`` finds, or why it finds nothing; return whether it went well."""
    heading = f"{label + ':':<12} "
    if not is_named:
        console.line(heading + _("not set"))
        return True
    try:
        first, *more = work()
    except UserError as error:
        console.line(f"{heading}! {error.message}")
        return False
    console.line(heading + first)
    for line in more:
        console.line(" " * len(heading) + line)
    return True


def _mailbox(account: MailAccount) -> list[str]:
    from model.mail.folders import folders_to_read
    from model.mail.mailbox import open_mailbox

    assert account.imap is not None
    with open_mailbox(account) as mailbox:
        folders = mailbox.folders()
        inbox = next((folder for folder in folders if folder.use == "inbox"), None)
        messages = mailbox.state(inbox.name).messages if inbox is not None else 0
    lines = [
        _("{server} takes {user} ({encryption})").format(
            server=account.imap.name, user=visible(account.imap.user), encryption=account.imap.encryption
        ),
        ngettext("{count} message in the inbox", "{count} messages in the inbox", messages).format(
            count=format_whole(messages)
        ),
    ]
    lines += [f"{folder.use}: {visible(folder.name)}" for folder in folders if folder.use in _USES]
    read = [visible(folder.name) for folder in folders_to_read(folders)]
    lines.append(_("read: {folders}").format(folders=", ".join(read)))
    if not account.links:
        lines.append(_("This mailbox is not linked: link = false under [mail]."))
    return lines


def _way_out(account: MailAccount) -> list[str]:
    from model.mail.smtp import SmtpConnection

    assert account.smtp is not None
    SmtpConnection(account).close()
    return [
        _("{server} takes {user} ({encryption})").format(
            server=account.smtp.name, user=visible(account.smtp.user) or "–", encryption=account.smtp.encryption
        )
    ]


def sync(console: Console, given: list[str]) -> int:
    """Bring the mailbox and the cards into line, and tell what was done."""
    arguments = Arguments(
        "salg mail sync",
        _("Read what is new in the mailbox, and put on the cards what concerns somebody on file; for a timer."),
    )
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    account = account_of(console)
    session = console.session()
    from model.mail.sync import SyncResult
    from model.mail.sync import sync as read_mailbox

    def progress(result: SyncResult) -> None:
        said = _("{count} messages looked at …").format(count=format_whole(result.seen))
        console.progress(said, result.seen / max(1, result.expected))

    try:
        result = read_mailbox(session, account, progress=progress)
    finally:
        console.clear_progress()
    if options.json:
        counts = ("seen", "stored", "links", "gone", "returned")
        console.json({name: getattr(result, name) for name in counts})
        return 0
    told = [
        ngettext("{count} e-mail put on file.", "{count} e-mails put on file.", result.stored).format(
            count=format_whole(result.stored)
        )
    ]
    if result.links:
        said = ngettext("{count} link added.", "{count} links added.", result.links)
        told.append(said.format(count=format_whole(result.links)))
    if result.gone:
        said = ngettext(
            "{count} e-mail deleted in the mailbox was removed.",
            "{count} e-mails deleted in the mailbox were removed.",
            result.gone,
        )
        told.append(said.format(count=format_whole(result.gone)))
    if result.returned:
        said = ngettext("{count} e-mail came back.", "{count} e-mails came back.", result.returned)
        told.append(said.format(count=format_whole(result.returned)))
    console.line(" ".join(told))
    return 0
