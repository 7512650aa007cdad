"""A campaign's message looked at before it is sent: to one recipient on the screen, or to oneself (CAMP-19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.campaign_mail.material import TEST_MARK, Material
from model.campaign_mail.plan import field_labels, prepared
from model.campaign_mail.verdicts import LABELS
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.settings import CompanySettings
from model.core.text import visible
from model.mail.composition import addresses_in, new_message_id
from model.mail.settings import MailAccount
from model.mail.smtp import SmtpConnection
from model.templates.merge import Filled


@dataclass(frozen=True)
class Preview:
    """The message to a recipient: ``reason`` is why it does not go, '' where it does, as people are told."""

    recipient: int
    name: str
    address: str
    subject: str
    text: str
    html: str
    blank: str
    reason: str
    files: Sequence[str]

    def lines(self) -> list[str]:
        """Return it as lines to be read: why it does not go and what is blank first, then the message."""
        found = []
        if self.reason:
            found.append(_("Does not go: {reason}.").format(reason=self.reason))
        if self.blank:
            found.append(_("Left blank: {fields}.").format(fields=self.blank))
        found.append(_("To: {address}").format(address=visible(self.address) or _("no e-mail address")))
        found.append(_("Subject: {subject}").format(subject=visible(self.subject)))
        if self.files:
            found.append(_("Goes along: {files}.").format(files=", ".join(self.files)))
        found += ["", *(visible(line) for line in self.text.splitlines())]
        if self.html:
            found += ["", _("As HTML:"), *(visible(line) for line in self.html.splitlines())]
        return found


def preview(material: Material, recipient: int) -> Preview:
    """Return the message to a recipient as it would be now; raise :class:`UserError` for one who is gone or hidden."""
    for verdict, filled, name in prepared(material, [recipient], always=True):
        if filled is not None:
            return Preview(
                recipient, visible(name), verdict.address, material.subject(filled), filled.text, filled.html or "",
                field_labels(material.session, filled.missing), LABELS[verdict.reason]() if verdict.reason else "",
                material.files,
            )  # fmt: skip
    raise UserError(_("The recipient is gone or hidden."), "recipient")


def send_test(
    session: Session,
    account: MailAccount,
    campaign: int,
    address: str,
    *,
    recipient: int | None = None,
    company: CompanySettings | None = None,
) -> list[str]:
    """Send the message as a recipient would get it to somebody else, and return the warnings (R13).

    Without ``recipient`` it is filled for the first one who gets it, else for the first at all. Nothing is marked, and
    what comes back counts for nobody. Raises :class:`UserError` for what cannot be sent, and where the server does
    not take it.
    """
    session.may_write()
    people = addresses_in(address, "test")
    if len(people) != 1:
        raise UserError(_("A test goes to one address."), "test")
    material = Material(session, campaign, company)
    filled = _sample(material, recipient)
    content = material.message(account, filled, people[0], TEST_MARK, new_message_id(account.address), session.clock())
    with SmtpConnection(account) as connection:
        outcome = connection.deliver(account.address, [people[0].address], content, lambda accepted: True)
    if outcome.result != "sent":
        raise UserError(_("The test was not sent: {reason}").format(reason=outcome.error), "test")
    return material.warnings


def _sample(material: Material, recipient: int | None) -> Filled:
    first: Filled | None = None
    asked = None if recipient is None else [recipient]
    for verdict, filled, _name in prepared(material, asked, always=True):
        if filled is None:
            continue
        if not verdict.reason:
            return filled
        first = first or filled
        if recipient is None:
            continue
    if first is None:
        raise UserError(_("The campaign has no recipient whose data could be filled in."), "recipients")
    return first
