"""Writing an e-mail: a form as all forms are, sent when it is saved, or put aside as a draft (COM-13, LEAD-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.activities.links import Place, places_of
from model.activities.records import Message
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.company.drafts import FoundDraft
from model.core.errors import NotFoundError
from model.core.fields.base import Field
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.texts import Note, Text
from model.core.language import N_, _
from model.core.text import visible
from model.documents import keeping
from model.mail.answers import (
    DOCUMENTED,
    Beginning,
    Mode,
    address_of,
    answered_by_draft,
    beginning_of_answer,
    beginning_of_draft,
    named_attachments,
    put_draft,
)
from model.mail.composition import addresses_in, whole_text
from model.mail.sending import SENDING, Written, put_on_its_way
from model.templates.choices import templates_of
from model.templates.merge import Filled, read_template
from model.templates.preview import fill_for, missing_sentence
from tui.mail.delivery import account_of, deliver
from tui.widgets.dialogs import Choice as MenuChoice
from tui.widgets.dialogs import Menu
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.form_layout import Description
from tui.widgets.form_messages import Saved
from tui.widgets.form_state import Saving
from tui.widgets.path_ask import PathAsk, path_of
from tui.widgets.record_form import RecordForm

if TYPE_CHECKING:
    from tui.base_app import BaseApp

MODES: tuple[Mode, ...] = ("reply", "all", "forward")
WHEN_DONE = (Choice(1, "send", N_("Send it")), Choice(2, "draft", N_("Keep it as a draft")))


class MessageForm(RecordForm):
    """An e-mail being written, on the record ``place``, as an answer to ``answers`` (an e-mail and how), or a draft.

    ``letter`` are the texts that its fields begin with (:class:`~model.mail.answers.Beginning`).
    """

    context: Sequence[str] = ("email_form", "form")
    record = Message
    # One heading: the text has the whole width of the screen.
    headings = ((N_("E-mail"), ("to", "cc", "bcc", "subject", "text", "quoted", "files", "priority", "when_done")),)

    def __init__(
        self,
        record_id: int | None = None,
        *,
        place: Place | None = None,
        about: str = "",
        draft: FoundDraft | None = None,
        answers: tuple[int, Mode] | None = None,
        letter: Mapping[str, str] | None = None,
        **prefill: Any,
    ) -> None:
        super().__init__(record_id, draft=draft, **prefill)
        self.place, self.answers = (place, answers) if draft is None else _of_draft(draft)
        self.about = about
        self.beginning = None if letter is None else Beginning(**letter)
        self._out: int | None = None

    # The draft of the form: it keeps with it whom it is about, and what it answers

    def draft_name(self) -> str:
        """Keep with the draft which record it is about, and what it answers."""
        name = super().draft_name()
        if self.answers is not None:
            return f"{name}@{self.answers[1]}:{self.answers[0]}"
        return f"{name}@{self.place[0]}:{self.place[1]}" if self.place else name

    def draft_title(self) -> str:
        """Name the record that it is about."""
        return f"{super().draft_title()} ({visible(self.about)})" if self.about else super().draft_title()

    # What it begins with; in the reader's thread

    def prepare(self, session: Session) -> None:
        """Read what it begins with: of an answer, of a draft, or the address of the record."""
        if self.record_id is not None:
            _refuse_sent(session, self.record_id)
            self.beginning = beginning_of_draft(session, self.record_id)
            places = places_of(session, self.record_id)
            self.place = places[0][:2] if places else None
        elif self.beginning is None and self.answers is not None:
            self.beginning = beginning_of_answer(session, *self.answers, self.app.settings.mail.address)
        elif self.beginning is None:
            self.beginning = Beginning(address_of(session, self.place))
        if self.place is not None and not self.about:
            self.about = session.names.title_of(*self.place)

    def description(self) -> Description:
        """What is quoted has a field of its own where something is: one writes above it."""
        if self.beginning is not None and self.beginning.quoted:
            return self.headings
        return tuple((heading, tuple(name for name in names if name != "quoted")) for heading, names in self.headings)

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin with the subject of what is answered, or with the draft."""
        beginning = self.beginning or Beginning()
        return {"subject": beginning.subject or None, "text": beginning.text or None}

    def extras(self, session: Session) -> dict[str, tuple[Field, Any]]:
        """Add to whom it goes, what goes along, and whether it is sent when it is saved."""
        beginning = self.beginning or Beginning()
        # A draft stays one unless somebody says that it is to be sent.
        sends = bool(self.app.settings.mail.smtp) and not self.app.demo and self.record_id is None
        extras: dict[str, tuple[Field, Any]] = {
            "to": (Text(N_("To")), beginning.to or None),
            "cc": (Text(N_("Cc")), beginning.cc or None),
            "bcc": (Text(N_("Bcc")), beginning.bcc or None),
            "files": (Note(N_("Attachments")), beginning.files or None),
            "when_done": (ChoiceField(N_("When saved"), WHEN_DONE, default="send"), "send" if sends else "draft"),
        }
        if beginning.quoted:
            extras["quoted"] = (Note(N_("Quoted")), beginning.quoted)
        return extras

    def passed_by(self) -> Sequence[str]:
        """Pass by what is seldom needed."""
        return ("bcc",)

    def begins_at(self) -> str:
        """Begin with what is not there yet."""
        beginning = self.beginning or Beginning()
        return "to" if not beginning.to else ("text" if beginning.subject else "subject")

    # Saving; in the writer's thread

    def name_of(self, values: Mapping[str, Any]) -> str:
        """Return the subject, or the beginning of the text."""
        return str(values.get("subject") or (values.get("text") or "").strip().split("\n")[0])[:80]

    def store(self, session: Session, saving: Saving) -> int:
        """Put it on file and on its way, or on file as a draft, as one change; return the ID."""
        now = {**saving.base, **saving.values}
        if self.record_id is not None:
            _refuse_sent(session, self.record_id)
        names = ("to", "cc", "subject", "text", "files", "quoted", "bcc")
        beginning = Beginning(*(str(now.get(name) or "") for name in names))
        places = [self.place] if self.place is not None and self.place[0] in _LINKED else []
        answers = self.answers
        if answers is not None:
            places += [place[:2] for place in places_of(session, answers[0])]
        elif self.record_id is not None:
            answers = answered_by_draft(session, self.record_id)
        priority = now.get("priority") or "normal"
        own = {name: value for name, value in saving.base.items() if name in Message.fields()}
        as_read: dict[str, Any] = {"version": saving.version, "base": own}
        if now.get("when_done") == "draft":
            with change(session, N_("Draft of e-mail {name}"), "add", name=self.name_of(now)) as made:
                return put_draft(made, self.record_id, beginning, priority, places, answers=answers, **as_read)
        answered = None if answers is None else answers[0]
        text = whole_text(beginning.text, self.app.settings.mail.signature, beginning.quoted)
        written = Written(
            addresses_in(beginning.to, "to"), beginning.subject, text, cc=addresses_in(beginning.cc, "cc"),
            bcc=addresses_in(beginning.bcc, "bcc"), priority=priority,
            attachments=named_attachments(session, beginning.files, self.place, answered),
            answers=answered if answers is not None and answers[1] != "forward" else None,
            draft=self.record_id, places=places,
        )  # fmt: skip
        account = account_of(self.app)
        with change(session, SENDING, "email", name=self.name_of(now)) as made:
            email, self._out = put_on_its_way(made, account, written, **as_read)
        return email

    def on_form_saved(self, message: Saved) -> None:
        """Send it while keys go on; Textual calls the base's handler, which closes the form, after this one."""
        if self._out is not None:
            deliver(self.app, self._out)

    def saved_text(self) -> str:
        """Say that it is on its way: what has been sent cannot be taken back."""
        return _("It is being sent …") if self._out is not None else super().saved_text()

    def do_send_now(self) -> None:
        """Send it, whatever is to happen when it is saved."""
        if self.form is not None:
            self.form.fill({"when_done": _(WHEN_DONE[0].label)}, over=True)
            self.form.save()

    # Files

    async def do_attach_file(self) -> None:
        """Ask for a file, or for a document of the record, and have it go along."""
        if self.form is None:
            return
        place = self.place
        names: list[str] = []
        if place is not None and place[0] in DOCUMENTED:
            found = await self.app.engine.read(lambda session: keeping.documents_of(session, place, limit=9))
            names = [document.name for document in found]
        chosen: str | None = ""
        if names:
            choices = [MenuChoice(str(number), visible(name), name) for number, name in enumerate(names, start=1)]
            chosen = await self.app.ask(Menu(_("Attach"), [MenuChoice("f", _("A file …"), ""), *choices]))
        if chosen == "":
            asked = PathAsk(_("Which file?"), f"{Path.cwd()}/", check=_missing)
            text = await self.app.ask(asked)
            chosen = str(path_of(text)) if text else None
        if chosen:
            there = self.form.state.inputs["files"].text.rstrip()
            self.form.fill({"files": f"{there}\n{chosen}" if there else chosen}, over=True)

    async def do_take_template(self) -> None:
        """Ask for a template, and put its text, filled from the record, where the cursor of the text stands."""
        form, place, company = self.form, self.place, self.app.settings.company
        if form is None:
            return
        templates = await self.app.engine.read(lambda session: templates_of(session, "email"))
        if not templates:
            self.app.say(_("There is no template of an e-mail yet: Z in the campaigns, then n, makes one."))
            return
        options = [Option(one.id, one.name, help=one.subject, words=one.subject) for one in templates]
        chosen = await self.app.ask(FilterMenu(_("Which template?"), options))
        if chosen is None:
            return

        def work(session: Session) -> tuple[Filled, str]:
            filled = fill_for(session, read_template(session, chosen, "email"), place, company)
            return filled, missing_sentence(session, filled.missing)

        filled, missing = await self.app.engine.read(work)
        form.fill({"subject": filled.subject})
        form.focus_field("text")
        form.state.inputs["text"].paste(filled.text.rstrip("\n"))
        form.typed("text")
        if missing:
            self.app.say(missing, "error")


_LINKED = ("lead", "customer", "contact", "opportunity", "project", "campaign")
"""What an e-mail can be linked to."""


def _missing(text: str) -> str:
    return "" if path_of(text).is_file() else _("There is no file {name}.").format(name=visible(text))


def _of_draft(draft: FoundDraft) -> tuple[Place | None, tuple[int, Mode] | None]:
    """Return what an unfinished form is about, and what it answers."""
    word, _colon, number = draft.record.partition("@")[2].partition(":")
    if not number.isdecimal():
        return None, None
    if word in MODES:
        return None, (int(number), word)
    return (word, int(number)), None


def _refuse_sent(session: Session, email: int) -> None:
    """Raise :class:`NotFoundError` for what is no draft any more, or never was one."""
    if read(session, Message, email).direction != "draft":
        raise NotFoundError(_("A message stays as it was written."))


# From cards and lists


async def write_email(app: BaseApp) -> None:
    """Write an e-mail about the record of the card in front, or of the row of the list."""
    screen: Any = app.screen
    listed = getattr(screen, "list", None)
    kind = screen.record.name_in_code
    record_id = screen.record_id if listed is None else listed.record_id
    if record_id is None:
        app.say(_("The list is empty."))
    elif await app.open_form("email", None, place=(kind, record_id)) is not None:
        await app.changed("email")


async def answer_email(app: BaseApp) -> None:
    """Ask how the message in front is to be answered, and write it; a draft is gone on with."""
    screen: Any = app.screen
    email = screen.record_id
    if screen.shown.values["direction"] == "draft":
        if await app.open_form("email", email) is not None:
            await app.changed("email")
        return
    choices = [
        MenuChoice("r", _("Reply"), "reply"),
        MenuChoice("a", _("Reply to all"), "all"),
        MenuChoice("f", _("Forward"), "forward"),
    ]
    mode = await app.ask(Menu(_("E-mail"), choices))
    if mode is not None and await app.open_form("email", None, answers=(email, mode)) is not None:
        await app.changed("email")
