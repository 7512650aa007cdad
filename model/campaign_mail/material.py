"""What a campaign sends: its template, its pictures and files, and the message to one recipient (CAMP-14, CAMP-19).

The message is text and, where the template has HTML, HTML with it; the pictures that the HTML shows by their content
ID lie within. Each message says how one unsubscribes, in a header that mail programs make a button of, and in a line at
its end.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote, unquote

from model.campaign_mail.message_frame import MessageFrame
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import StorageError, UserError
from model.core.language import N_, _, translated
from model.core.settings import CompanySettings
from model.core.text import quotation, visible
from model.documents import contents, keeping
from model.mail.bounces import CAMPAIGN_HEADER
from model.mail.composition import on_the_wire
from model.mail.headers import Address
from model.mail.message import Attachment
from model.mail.sending import attachment_of
from model.mail.settings import MailAccount
from model.templates.merge import Filled, MergeReader, MergeTemplate, TemplateText, read_template

TEST_MARK = "test"
"""What stands for the mark of a recipient in a message to oneself: nothing comes of it."""
_CID = re.compile(r"""\bcid:([^\s"'<>)]+)""", re.IGNORECASE)
_UNSUBSCRIBE = N_("Unsubscribe")
_NO_HEADER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_OVER = ("cancelled", "completed")


@dataclass(frozen=True)
class Ready:
    """A message that can be handed over; ``missing`` names the merge fields that are blank in it."""

    address: str
    subject: str
    text: str
    html: str
    missing: tuple[str, ...]


class Material:
    """What a campaign sends.

    ``warnings`` are sentences on what is probably not meant, ``files`` the names of what goes along and ``stays`` of
    what does not (R12, R13).
    """

    def __init__(self, session: Session, campaign_id: int, company: CompanySettings | None = None) -> None:
        """Read campaign, template and attachments.

        Raises :class:`~model.core.errors.NotFoundError` for a campaign or template that is gone or hidden,
        :class:`UserError` for a campaign that is sent in another way or not at all, or has no template.
        """
        self.session = session
        self.campaign = read(session, Campaign, campaign_id)
        self._refuse()
        self.template: TemplateText = read_template(session, self.campaign.template, "email")
        self.merge = MergeTemplate(session, self.template)
        self._reader = MergeReader(
            session, "recipient", self.merge.fields, language=self.template.language, company=company
        )
        found = keeping.documents_of(session, ("campaign", campaign_id), limit=2**31)[::-1]
        self._going = [each for each in found if each.goes_along]
        self.files = [visible(each.name) for each in self._going]
        self.stays = [visible(each.name) for each in found if not each.goes_along]
        self.warnings = [*self._warnings()]
        self._attachments: list[Attachment] | None = None
        self._frames: dict[tuple[str, bool], MessageFrame] = {}

    def _refuse(self) -> None:
        campaign = self.campaign
        if campaign.type != "email":
            raise UserError(_("This is no e-mail campaign: its type is another."), "type")
        if campaign.status in _OVER or not campaign.active:
            raise UserError(_("The campaign is over: make it active to send it."), "status")
        if campaign.template is None:
            raise UserError(_("The campaign has no template: choose what is sent."), "template")

    def _warnings(self) -> Iterator[str]:
        shown = {unquote(each).casefold() for each in _CID.findall(self.template.html)}
        held: dict[str, str] = {}
        for each in self._going:
            key = each.content_id.casefold()
            if not key:
                continue
            if key in held:
                yield _("{name} and {other} have the same content ID: {text}.").format(
                    name=visible(each.name), other=held[key], text=visible(each.content_id)
                )
            elif key not in shown:
                yield _("{name} goes as a file: no text shows cid:{text}.").format(
                    name=visible(each.name), text=visible(each.content_id)
                )
            held.setdefault(key, visible(each.name))
        for missing in sorted(shown - held.keys()):
            yield _("No attachment that goes along has the content ID {text}: the picture will be missing.").format(
                text=quotation(visible(missing))
            )

    @property
    def attachments(self) -> list[Attachment]:
        """What goes along, read once; raises :class:`UserError` for a file that is not there or too large."""
        if self._attachments is None:
            shown = {unquote(each).casefold() for each in _CID.findall(self.template.html)}
            self._attachments = [self._read(each, shown) for each in self._going]
        return self._attachments

    def _read(self, kept: keeping.Kept, shown: set[str]) -> Attachment:
        try:
            with contents.opened(keeping.content_of(self.session, kept.id)) as file:
                found = attachment_of(kept.name, file)
        except StorageError as error:
            raise UserError(error.message, "attachments") from error
        if kept.content_id and kept.content_id.casefold() in shown:
            return replace(found, content_id=kept.content_id, inline=True)
        return found

    def filled(self, ids: Sequence[int]) -> Iterator[tuple[int, Filled, str]]:
        """Yield each of the recipients that may be seen, with its texts and its name, in the order of ``ids``."""
        for recipient, values in self._reader.values(ids):
            yield recipient, self.merge.fill(values), str(values["name"])

    def message(
        self,
        account: MailAccount,
        filled: Filled,
        to: Address,
        mark: str,
        message_id: str,
        at: datetime,
    ) -> bytes:
        """Return the message to one recipient; raise :class:`UserError` for what cannot be sent."""
        link, lines = unsubscribing(account, mark)
        text, page = self._with_link(filled, link)
        if mark != TEST_MARK:
            lines = [*lines, f"{CAMPAIGN_HEADER}: {mark}"]
        texts = (text, page) if page else (text,)
        frame = self._frame(account, bool(page), at)
        return frame.filled(to, self.subject(filled), message_id, at, lines, *texts)

    def _frame(self, account: MailAccount, with_html: bool, at: datetime) -> MessageFrame:
        key = (account.address, with_html)
        if key not in self._frames:
            sender = Address(self.session.person.name, account.address)
            self._frames[key] = MessageFrame(sender, self.attachments, with_html=with_html, at=at)
        return self._frames[key]

    def subject(self, filled: Filled) -> str:
        """Return the subject; where the template has none, that of the campaign."""
        return one_line_of(filled.subject or str(self.campaign.subject))

    def look_again(self) -> None:
        """Raise as the material does where the campaign is gone or over by now, or not sent by e-mail any more."""
        self.campaign = read(self.session, Campaign, int(self.campaign.id))
        self._refuse()

    def _with_link(self, filled: Filled, link: str) -> tuple[str, str]:
        word = translated(_UNSUBSCRIBE, self.template.language)
        text, page = filled.text.rstrip("\n"), filled.html or ""
        if not text and page:
            from model.mail.html_text import html_text

            text = html_text(page)[0]
        text = f"{text}\n\n{word}: {link}\n"
        if page:
            line = f'<p><a href="{html.escape(link)}">{html.escape(word)}</a></p>'
            before, body, rest = page.rpartition("</body>")
            page = f"{before}{line}\n{body}{rest}" if body else f"{page.rstrip()}\n{line}\n"
        return text, page


def one_line_of(text: str) -> str:
    """Return what records say as a header has it: what would end a line, or could not stand in one, is a blank."""
    return " ".join(_NO_HEADER.sub(" ", text).split())


def unsubscribing(account: MailAccount, mark: str) -> tuple[str, Sequence[str]]:
    """Return the link by which a recipient unsubscribes, and the headers that say so (RFC 2369, RFC 8058)."""
    subject = quote(f"unsubscribe {mark}")
    by_mail = f"mailto:{on_the_wire(account.address)}?subject={subject}"
    if not account.unsubscribe:
        return by_mail, [f"List-Unsubscribe: <{by_mail}>"]
    page = account.unsubscribe.replace("{mark}", quote(mark))
    lines = [f"List-Unsubscribe: <{page}>,", f" <{by_mail}>"]
    if page.startswith("https:"):
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return page, lines


def message_id_of(account: MailAccount, campaign: int, mark: str, turn: int) -> str:
    """Return the ID of the message to the recipient of a mark: the same each time that it is tried."""
    domain = on_the_wire(account.address).rpartition("@")[2]
    return f"<campaign.{campaign}.{mark}.{turn}@{domain}>"
