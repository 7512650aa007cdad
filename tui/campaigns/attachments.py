"""The attachments of a campaign: the tab of its card, the form, and what the tab's keys do (CAMP-14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.company.drafts import FoundDraft
from model.core.fields.base import Field, Reading
from model.core.fields.numbers import YesNo
from model.core.fields.texts import Note, Text
from model.core.language import N_, _
from model.core.lists.lookup import Found
from model.core.numbers import format_whole
from model.core.text import visible
from model.documents import attachments
from model.documents.images import media_type
from model.documents.keeping import Kept, documents_of, one
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Tab, short
from tui.widgets.contents import Contents
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.document_rows import size_text
from tui.widgets.finder import MOST, Finder, Picked
from tui.widgets.form_state import Saving
from tui.widgets.lines import Line, Piece
from tui.widgets.path_ask import ask_file, path_of
from tui.widgets.record_form import RecordForm

if TYPE_CHECKING:
    from tui.base_app import BaseApp

ATTACHMENTS = Tab(
    "documents",
    N_("Attachments"),
    ("attachments_tab", "documents_tab"),
    heads=(
        Cell("", 1), Cell(N_("Title")), Cell(N_("File name")), Cell(N_("Type"), 5), Cell(N_("Size"), 9, right=True),
        Cell(N_("Content ID"), 11), Cell(N_("Changed"), 9), Cell(N_("By"), 4), Cell("", 1),
    ),
    empty=N_("No attachments. n adds one."),
)  # fmt: skip
"""It stands in place of the documents of other records, and their keys work on it."""


def attachment_rows(session: Session, campaign: int, limit: int, text: str, looks: Looks) -> list[Row]:
    """Return a campaign's attachments as rows, newest first; with ``text`` those with its words in their name."""
    reading = session.reading(ascii=looks.ascii)
    found = documents_of(session, ("campaign", campaign), text=text, limit=limit)
    return [_row(each, reading, looks) for each in found]


def _row(found: Kept, reading: Reading, looks: Looks) -> Row:
    changed = (found.changed_at or found.added_at).astimezone(reading.zone)
    goes, stays = ("v", "x") if looks.ascii else ("✓", "✗")
    cells = (
        Cell(goes if found.goes_along else stays, 1, "good" if found.goes_along else "error"),
        Cell(visible(found.title or found.name), 0, "" if found.title else "dim"),
        Cell(found.name, 0),
        Cell(PurePath(found.name).suffix[1:].upper(), 5, "dim"),
        Cell(size_text(found.size), 9, "dim", right=True),
        Cell(found.content_id, 11),
        Cell(short(changed, reading), 9, "dim"),
        Cell(found.changed_by or found.added_by, 4),
        Cell(("a" if looks.ascii else "▤") if found.from_archive else "", 1, "dim"),
    )
    return Row(cells, data=found, work="open_document")


def described(found: Kept, reading: Reading, looks: Looks) -> str:
    """Return what a file is and who put it on file and changed it, on one line."""
    times = "x" if looks.ascii else "×"
    parts = [media_type(found.name), size_text(found.size)]
    if found.width and found.height:
        width, height = (format_whole(number, ascii=looks.ascii) for number in (found.width, found.height))
        parts.append(f"{width} {times} {height}")
    if found.depth:
        parts.append(_("{count} bit").format(count=format_whole(found.depth)))
    if found.from_archive:
        parts.append(_("from documents on file"))
    parts.append(_("added {when} {who}").format(when=short(found.added_at, reading), who=found.added_by).rstrip())
    if found.changed_at is not None:
        changed = _("changed {when} {who}").format(when=short(found.changed_at, reading), who=found.changed_by)
        parts.append(changed.rstrip())
    return f" {looks.dot} ".join(parts)


class AttachmentForm(RecordForm):
    """What is said of an attachment, being filled in: of the one called ``document``, or of a new one.

    A new one is the file at the path ``source``, or what the document ``archive`` holds. ``record_id`` is the campaign.
    """

    record = Campaign

    def __init__(
        self,
        record_id: int | None = None,
        *,
        document: int = 0,
        source: str = "",
        archive: int = 0,
        draft: FoundDraft | None = None,
        **prefill: Any,
    ) -> None:
        super().__init__(record_id, draft=draft, **prefill)
        if draft is not None:
            document, archive = (int(number) for number in draft.record.split("@")[1:])
        self.document = document
        self.archive = archive
        self.source = source
        self.file: Kept | None = None
        """The document that it is, or begins with."""
        self.facts = ""

    def description(self) -> Any:
        """Return the fields; one that is made of a document on file has no path."""
        file = () if self.archive else ("file",)
        return (
            (N_("Attachment"), (*file, "name", "title", "content_id", "goes_along", "keywords")),
            (N_("File description"), ("description",)),
        )

    def whole(self) -> Any:
        """Return these alone: the company's own fields stand on the campaign's form."""
        return self.description()

    def prepare(self, session: Session) -> None:
        """Look up the document."""
        number = self.document or self.archive
        self.file = one(session, number) if number else None
        if self.file is not None:
            self.facts = described(self.file, session.reading(), self.app.looks)

    def extras(self, session: Session) -> dict[str, tuple[Field, Any]]:
        """Return the fields: none is the campaign's own."""
        found, new = self.file, not self.document
        name = found.name if found is not None else path_of(self.source).name if self.source else None
        fields: dict[str, tuple[Field, Any]] = {
            "file": (Text(N_("File")), self.source or None) if new else (Text(N_("Replaced by")), None),
            "name": (Text(N_("File name")), name),
            "title": (Text(N_("Title"), longest=200), (found.title if found else None) or None),
            "content_id": (Text(N_("Content ID"), longest=100), (found.content_id if found else None) or None),
            "goes_along": (YesNo(N_("Goes along")), found.goes_along if found is not None and not new else True),
            "keywords": (Text(N_("Keywords")), (found.keywords if found else None) or None),
            "description": (Note(N_("File description")), (found.description if found else None) or None),
        }
        if self.archive:
            del fields["file"]
        return fields

    def contents(self, session: Session) -> Contents:
        """Begin a new one as if all that is known of the file had just been typed, so that it is saved."""
        found = super().contents(session)
        if self.document:
            return found
        return replace(
            found,
            base=dict.fromkeys(found.base),
            texts=dict.fromkeys(found.texts, ""),
            typed={**{name: text for name, text in found.texts.items() if text}, **found.typed},
        )

    def store(self, session: Session, saving: Saving) -> int:
        """Save as one change."""
        values = dict(saving.values)
        typed = values.pop("file", None)
        source = path_of(typed) if typed else None
        if self.document:
            base = {name: saving.base.get(name) for name in attachments.TYPED}
            attachments.change_attachment(session, self.document, values, source=source, base=base)
            return self.document
        place = ("campaign", saving.record_id or 0)
        if not values.get("name"):
            values.pop("name", None)
        if self.archive:
            return attachments.add_from_archive(session, place, self.archive, values)
        return attachments.add_file(session, place, source or path_of(""), values)

    def draft_name(self) -> str:
        """Keep in mind which one it is, or what it is made of."""
        return f"campaign-attachment@{self.document}@{self.archive}"

    def draft_title(self) -> str:
        """Return what the form is called where drafts are offered."""
        return f"{_('Attachment')}: {self.file.name if self.file is not None else self.called}"

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the file and the campaign."""
        room = max(10, (self.size.width or self.app.size.width) - 40)
        name = visible(self.file.name) if self.file is not None else ""
        called = self.app.looks.fit(name or self.called, room).rstrip()
        left = _("Attachment") if self.document else _("New: {record}").format(record=_("Attachment").lower())
        return [(left, "accent"), (f"  {called}", "strong")], [(f"#{self.record_id}", "dim")]

    def body(self) -> ComposeResult:
        """Yield what the file is above the fields."""
        yield Line(id="attachment-facts")
        yield from super().body()

    def show_title(self) -> None:
        """Show what the file is too."""
        super().show_title()
        width = self.size.width or self.app.size.width
        for line in self.query("#attachment-facts").results(Line):
            line.display = bool(self.facts)
            line.show([(f" {self.app.looks.fit(self.facts, width - 2).rstrip()}", "dim")])


class DocumentFinder(Finder):
    """Chooses a document on file by words of its name, or of the record that it belongs to."""

    def __init__(self, title: str, campaign: int) -> None:
        super().__init__(title, "document")
        self.campaign = campaign

    def _find(self, text: str) -> Callable[[Session], list[Found]]:
        place = ("campaign", self.campaign)
        return lambda session: [
            Found(kept.id, visible(kept.title or kept.name), visible(title))
            for kept, title in attachments.find_on_file(session, text, but=place, limit=MOST)
        ]


async def add_attachment(app: BaseApp, campaign: int, title: str) -> None:
    """Ask whether it is a file or a document on file, which, and what is to be said of it."""
    choices = [
        Choice("f", _("A file …"), "file"),
        Choice("d", _("A document that is on file here …"), "archive"),
    ]
    chosen = await app.ask(Menu(_("Attach"), choices))
    if chosen is None:
        return
    begun: dict[str, Any]
    if chosen == "file":
        hint = _("The file is copied; the original may go. Tab completes a name.")
        path = await ask_file(app, _("Which file is to be attached to {name}?").format(name=title), hint=hint)
        begun = {"source": str(path)} if path is not None else {}
    else:
        picked = await app.ask(DocumentFinder(_("Which document?"), campaign))
        begun = {"archive": picked.id} if isinstance(picked, Picked) else {}
    if begun and await app.open_form("campaign-attachment", campaign, **begun) is not None:
        await app.changed("document")


async def edit_attachment(app: BaseApp, campaign: int, found: Kept) -> None:
    """Open the form of an attachment."""
    if await app.open_form("campaign-attachment", campaign, document=found.id) is not None:
        await app.changed("document")


async def replace_attachment(app: BaseApp, found: Kept) -> None:
    """Ask for a file and put it in the place of the one that is attached; what is said of it stays."""
    hint = _("Title, content ID and all that is said of it stay.")
    path = await ask_file(app, _("Which file takes the place of {name}?").format(name=visible(found.name)), hint=hint)
    if path is None:
        return
    await app.engine.write(lambda session: attachments.change_attachment(session, found.id, {}, source=path))
    await app.changed("document")
    app.say(_("Replaced by {name}. u undoes it.").format(name=visible(path.name)), "good")


async def turn_goes_along(app: BaseApp, found: Kept) -> None:
    """Have an attachment go along with what is sent, or stay here."""
    now, base = not found.goes_along, {"goes_along": found.goes_along}
    await app.engine.write(
        lambda session: attachments.change_attachment(session, found.id, {"goes_along": now}, base=base)
    )
    await app.changed("document")
    said = _("{name} goes along with what is sent.") if now else _("{name} stays here when the others are sent.")
    app.say(said.format(name=visible(found.name)), "good")
