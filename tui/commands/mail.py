"""``salg mail …``: the mailbox, and what is on its way out."""

from __future__ import annotations

from importlib import import_module

from model.core.language import N_, _
from model.mail.settings import MailAccount, MailSettingsError, mail_account
from tui.commands.arguments import verb_of
from tui.commands.console import Console

_VERBS = {
    "check": ("mailbox", "check", N_("sign in to the servers of the settings, and say what works")),
    "sync": ("mailbox", "sync", N_("read what is new in the mailbox; for a timer")),
    "outbox": (
        "outbox",
        "outbox [cancel|retry|sent|not-sent ID]",
        N_("what is on its way out, and how far it has come"),
    ),
    "send": ("outbox", "send", N_("send what is due; for a timer")),
    "write": ("outbox", "write --to ADDRESS --subject TEXT", N_("write an e-mail and send it")),
}
"""Each verb: the module whose function of that name carries it out, its usage, what it does."""


def run(console: Console, name: str, arguments: list[str]) -> int:
    """Carry out a verb."""
    verb = verb_of(arguments, _VERBS, name, _overview)
    module = import_module(f"tui.commands.{_VERBS[verb][0]}")
    code: int = getattr(module, verb)(console, arguments[1:])
    return code


def _overview() -> str:
    width = max(len(usage) for _module, usage, _told in _VERBS.values())
    lines = [_("usage: ") + f"salg mail {'|'.join(_VERBS)} …", ""]
    lines += [f"  {usage.ljust(width)}  {_(told)}" for _module, usage, told in _VERBS.values()]
    return "\n".join(lines) + "\n"


def account_of(console: Console) -> MailAccount:
    """Return the account that the settings describe; raise :class:`MailSettingsError` where they name none."""
    found = mail_account(console.settings.mail, console.paths.settings.parent, console.environment)
    if found is None:
        raise MailSettingsError(
            _("The settings name no mail server: see [mail] in the output of salg settings."), "mail"
        )
    return found
