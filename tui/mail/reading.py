"""A message as it is read: headers, files, text, links, and the conversation that it belongs to (LEAD-10, COM-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from model.activities.records import DIRECTIONS, PRIORITIES, Message
from model.activities.timeline import by_ids
from model.core.access.session import Session
from model.core.language import N_, _
from model.mail.quoting import is_forwarded, sections
from model.mail.stored_message import StoredFile, StoredMessage, beside, stored_message
from tui.mail import message_lines
from tui.widgets.activity_places import links_missing, read_places
from tui.widgets.activity_rows import EMAIL, activity_row
from tui.widgets.card_details import Block, DetailLine, lay_out
from tui.widgets.card_rows import Row
from tui.widgets.card_shown import HISTORY, Headings, Shown, Tab
from tui.widgets.record_card import RecordCard

if TYPE_CHECKING:
    from tui.base_app import BaseApp

MESSAGE = Tab("details", N_("Message"))
CONVERSATION = Tab("conversation", N_("Conversation"), heads=EMAIL.heads, always=False)


class MessageCard(RecordCard):
    """An e-mail that is read."""

    record = Message
    tabs = (MESSAGE, CONVERSATION, HISTORY)
    headings: ClassVar[Headings] = ()
    acts_on_record = RecordCard.acts_on_record | {"save_mail_file", "put_among_documents"}

    def __init__(self, record_id: int, *, tab: str = "", **options: Any) -> None:
        super().__init__(record_id, tab=tab, **options)
        self.unfolded: bool | None = None
        """Whether quotes are shown, None where nobody has said: those of a forwarded message are."""
        self._laid_out: tuple[Shown | None, tuple[object, ...], list[DetailLine]] = (None, (), [])

    def contexts(self) -> tuple[str, ...]:
        """A message is read; notes and tasks are made on the records that it is linked to."""
        row = self.row if self.tab == MESSAGE.name else None
        file = ("mail_file",) if row is not None and isinstance(row.data, StoredFile) else ()
        return (*file, "message", "activity", *(name for name in super().contexts() if name != "activities"))

    @property
    def row(self) -> Row | None:
        """The row pointed at; of a long text none may be in sight, and keys act on nothing out of sight."""
        row, content = super().row, self.content
        if self.tab != MESSAGE.name or content.top <= content.at < content.top + max(1, content.size.height):
            return row
        return None

    # Reading: these run in the reader's thread

    def value_blocks(self, shown: Shown) -> list[Block]:
        """Return nothing: :meth:`fill` lays out the message itself."""
        return []

    def read_more(self, session: Session, shown: Shown) -> None:
        """Read headers, files and conversation, and the records that it is linked to."""
        message = stored_message(session, self.record_id, shown.values["text"] or "")
        shown.more["message"] = message
        shown.more["sections"] = sections(shown.values["text"] or "")
        shown.counts[CONVERSATION.name] = len(message.conversation)
        shown.blocks.append(read_places(session, self.record_id, shown))
        direction = next(choice for choice in DIRECTIONS if choice.name == (shown.values["direction"] or "draft"))
        shown.tell(f"{self.looks.symbol(direction)} {_(direction.label)}", "strong")
        shown.tell(shown.texts["at"])
        shown.tell(shown.texts["owner"], before=_("owner"))
        for choice in PRIORITIES:
            if choice.name == shown.values["priority"] and choice.glyph:
                style = "error" if choice.name == "high" else "dim"
                shown.tell(f"{self.looks.symbol(choice)} {_(choice.label)}", style, before=_("priority"))
        if message.automatic:
            shown.tell(_("written by a machine"), "dim")
        number = len(message.files) or shown.values["attachments"]
        shown.tell(str(number or ""), before=_("attachments"))

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the messages of the conversation, newest first, or the rows of another tab."""
        if tab.name != CONVERSATION.name:
            return super().read_rows(session, tab, limit)
        message = stored_message(session, self.record_id)
        reading = session.reading(ascii=self.looks.ascii)
        entries = by_ids(session, list(reversed(message.conversation))[:limit])
        return [activity_row(entry, reading, self.looks) for entry in entries]

    # Showing

    @property
    def shows_quotes(self) -> bool:
        """Whether what is quoted is shown: where somebody said so, or there is nothing else."""
        assert self.shown is not None
        if self.unfolded is not None:
            return self.unfolded
        own = any(not part.quoted for part in self.shown.more["sections"])
        return not own or is_forwarded(self.shown.values["subject"] or "")

    def fill(self, tab: Tab) -> None:
        """Lay the message out."""
        super().fill(tab)
        if tab.name != MESSAGE.name or self.shown is None:
            return
        content = self.content
        self._lines = self._message_lines()
        content.activate(any(line.row is not None for line in self._lines))
        content.set_length(len(self._lines))
        if content.active and (content.at >= len(self._lines) or self._lines[content.at].row is None):
            content.at = next(number for number, line in enumerate(self._lines) if line.row is not None)

    def _message_lines(self) -> list[DetailLine]:
        shown = self.shown
        assert shown is not None
        width, looks = self._width, self.looks
        key = (width, looks, self.shows_quotes)
        if self._laid_out[0] is not shown or self._laid_out[1] != key:
            message: StoredMessage = shown.more["message"]
            head = [message_lines.header_block(shown, message)]
            tail = [message_lines.links_block(message), message_lines.people_block(message), *shown.blocks]
            text = message_lines.text_lines(shown.more["sections"], width, looks, unfolded=self.shows_quotes)
            parts = (
                lay_out([*head, message_lines.files_block(message)], width, looks),
                text,
                lay_out(tail, width, looks),
            )
            lines: list[DetailLine] = []
            for part in parts:
                lines += [DetailLine(()), *part] if lines and part else part
            self._laid_out = (shown, key, lines)
        return self._laid_out[2]

    # Doing

    def why_not(self, action: str) -> str:
        """Messages stay as they were sent, and not every one has others beside it."""
        if reason := super().why_not(action):
            return reason
        if action == "edit":
            return _("A message stays as it was written.")
        if action in ("message_before", "message_after", "fold_quotes"):
            return self._not_there(action)
        return links_missing(action, self.shown)

    def _not_there(self, action: str) -> str:
        if self.shown is None:
            return _("It is still being read.")
        if action == "fold_quotes":
            quotes = any(part.quoted for part in self.shown.more["sections"])
            return "" if quotes else _("Nothing is quoted in it.")
        message: StoredMessage = self.shown.more["message"]
        if not message.conversation:
            return _("There is no other message in this conversation.")
        if beside(message, self.record_id, 1 if action == "message_after" else -1) is None:
            return (
                _("It is the last of the conversation.") if action == "message_after" else _("It is the first of it.")
            )
        return ""

    async def do_message_before(self) -> None:
        """Go to the message before in the conversation."""
        await self._go_beside(-1)

    async def do_message_after(self) -> None:
        """Go to the next message of the conversation."""
        await self._go_beside(1)

    async def _go_beside(self, step: int) -> None:
        assert self.shown is not None
        target = beside(self.shown.more["message"], self.record_id, step)
        if target is None:
            return
        self.record_id = target
        self.unfolded = None
        self._limits.clear()
        self.content.at = self.content.top = 0
        await self.records_changed()

    async def do_fold_quotes(self) -> None:
        """Show what is quoted, or fold it."""
        if self.shown is not None:
            self.unfolded = not self.shows_quotes
            self.show_tab()


async def fold_quotes(app: BaseApp) -> None:
    """Show what the message in front quotes, or fold it."""
    screen: Any = app.screen
    await screen.do_fold_quotes()
