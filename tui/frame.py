"""What every screen of Salg has: title line, message line, hint line, and keys that come from the table of actions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from model.core.fields.base import Field
from model.core.language import _
from model.core.text import visible
from tui.actions import EVERYWHERE, Action, shown_key
from tui.paint_gate import PaintGate
from tui.rooms import WORK, screen_class
from tui.widgets.keys import typed_key
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.screen_styles import style_once

if TYPE_CHECKING:
    from tui.base_app import BaseApp


WRITING = frozenset(
    "registry_refresh sellers close_sale stage_on stage_back seller_add seller_share seller_remove"
    " new import_file run_import edit edit_row convert convert_one delete delete_one deactivate add_note add_task"
    " new_any new_here tick"
    " skip link_record unlink_record calendar_new calendar_task calendar_edit calendar_delete"
    " edit_here delete_here unlink_here new_project choose_categories drop_category add_document rename_document"
    " delete_document new_appointment new_call"
    " link_contact link_customer unlink set_role new_opportunity new_lead undo redo assign set_field search_lead"
    " link_project link_participant unlink_project"
    " search_new_customer search_new_contact merge merge_alike not_same call_list call_lists call_recipients"
    " call_members call_reached call_no_answer call_busy call_wrong call_not_interested call_later call_skip"
    " call_convert call_edit call_meeting call_never call_parked call_note keep_view"
    " budget analysis edit_budget edit_analysis add_to_campaign add_recipients add_further_recipients new_recipient"
    " send_campaign copy_campaign new_campaign_lead add_attachment edit_attachment replace_attachment turn_goes_along"
    " put_on_list erase_person add_member take_member_off add_exclusion load_exclusions take_exclusion_off"
    " choose_exclusion_campaign drop_exclusion_campaign"
    " link_entries take_out_of_link unlink_whole propose_links link_proposals turn_proposal turn_proposals"
    " put_among_documents trust_this_address write_email write_email_here answer_email attach_file"
    " send_now insert_merge_field bring_back_version mail_merge campaign_letters take_template".split()
)
"""Actions that a reader has no use of."""

ON_RECORD = WRITING - frozenset(
    "import_file run_import new new_any new_here new_project new_appointment new_call new_opportunity new_lead"
    " new_campaign_lead new_recipient add_recipients add_further_recipients"
    " undo redo search_lead search_new_customer search_new_contact calendar_new calendar_task"
    " keep_view call_list call_lists call_note put_on_list write_email_here attach_file send_now"
    " insert_merge_field take_template".split()
) | frozenset("entry_edit entry_value entry_up entry_down entry_use entry_delete".split())
"""What acts on the record in front."""


class SalgScreen(Screen[Any], inherit_bindings=False):
    """A screen with the frame round it.

    Subclasses give :meth:`body`, ``context`` (most particular first) and a ``do_<action>`` for what they do.
    """

    AUTO_FOCUS = ""
    context: Sequence[str] = ()
    acts_on_record: ClassVar[frozenset[str]] = ON_RECORD
    """Actions that act on the record in front: a key for one of them counts only once that record has been painted."""

    app: BaseApp
    said: tuple[str, str] = ("", "")
    """The message that stands there, with its style."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = PaintGate(self)
        # Held rather than looked up: they are written to also before they stand on the screen.
        self._title_line = Line(id="title")
        self.message_line = Line(id="flash")
        self._long_message = Paragraphs(id="flash-more", indent=1, most=lambda: max(1, self.app.size.height - 3))
        self._hint_line = Line(id="hints")

    def compose(self) -> ComposeResult:
        """Lay out title, body, message and hints."""
        yield self._title_line
        yield from self.body()
        yield self.message_line
        yield self._long_message
        yield self._hint_line

    def body(self) -> ComposeResult:
        """Yield what stands between title and message line."""
        yield Widget()

    # What stands in the lines

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Return the pieces on the left and on the right of the title line."""
        return [], []

    def show_title(self) -> None:
        """Write the title line; who is at the keyboard stands at its right end."""
        if not self._title_line.is_attached:
            # What it tells of is not there yet; it is written as soon as the screen is.
            return
        left, right = self.title_pieces()
        who = [("  " + self.app.session.person.initials, "dim")]
        if self.app.demo:
            who.append((" " + _("demo"), "accent"))
        # A line whose right side takes more than half leaves that out: a sign must do where there is no room for more.
        taken = sum(cell_len(text) for text, _style in (*right, *who)) + 1
        room = (self.size.width or self.app.size.width) // 2 - taken
        sight = [(text if cell_len(text) <= room else text[:4].rstrip(), style) for text, style in self.app.in_sight]
        if self.app.is_waiting:
            sight.insert(0, ("  " + _("No answer"), "error"))
        self._title_line.show([(" ", ""), *left], [*right, *sight, *who, (" ", "")])

    def flash(self, message: str, style: str = "strong") -> None:
        """Say something until the next key: on the message line, or over the lines above it where it needs more."""
        self.said = message, style
        long = cell_len(self.app.looks.plain(visible(message))) + 1 > (self.size.width or self.app.size.width)
        self.message_line.show([(f" {message}", style)] if message and not long else [])
        more = self._long_message
        if long or more.display:
            more.show([(message, style)] if long else [])
            more.display = long

    def show_hints(self) -> None:
        """Write the hint line: as many keys as there is room for, those that cannot be used now dim."""
        if not self._hint_line.is_attached:
            return
        ascii = self.app.looks.ascii
        pieces: list[Piece] = [(" ", "")]
        if (mode := self.mode_keys()) is not None:
            for key, label in mode:
                pieces += [(key, "accent"), (f" {label}  ", "")]
            self._hint_line.show(pieces)
            return
        room = self.size.width - 2
        hinted = ((action, self.hint_label(action)) for action in self.actions_here() if action.keys)
        actions = sorted(
            ((action, label) for action, label in hinted if label), key=lambda pair: self.hint_rank(pair[0])
        )
        kept: list[tuple[Action, str, str]] = []
        for action, label in actions:
            key, label = shown_key(action.keys[0], ascii=ascii), _(label)
            width = len(key) + len(label) + 3
            # Back and help must always be seen: what comes before them gives way.
            kept.append((action, key, label))
            room -= width
        while room < 0 and len(kept) > 1:
            droppable = [entry for entry in kept if entry[0].id not in ("back", "help")]
            if not droppable:
                break
            entry = droppable[-1]
            kept.remove(entry)
            room += len(entry[1]) + len(entry[2]) + 3
        for action, key, label in kept:
            why_not = self.why_not(action.id)
            pieces += [(key, "dim" if why_not else "accent"), (f" {label}  ", "dim" if why_not else "")]
        self._hint_line.show(pieces)

    def mode_keys(self) -> Sequence[tuple[str, str]] | None:
        """Return the keys, with what they do, that work in place of the table's while something else takes them.

        That is so while a word is typed over a list, or a panel is in focus, which says so by ``hint_keys``; None where
        the table's keys work.
        """
        hint_keys = getattr(self.focused, "hint_keys", None)
        return None if hint_keys is None else hint_keys()

    def hint_label(self, action: Action) -> str:
        """Return what the hint line calls an action, '' where it is not to stand there."""
        # What a person's role never allows is no hint; what cannot be done just now is one, dimmed.
        return "" if action.id in WRITING and self.reads_only else action.short

    def hint_rank(self, action: Action) -> int:
        """Return where an action stands in the hint line, lowest first."""
        return action.rank

    @property
    def reads_only(self) -> bool:
        """Whether the person may look, but not change anything."""
        return self.app.session.person.role == "reader"

    def sign_fields(self) -> Sequence[Field]:
        """Return the fields whose signs stand on the screen, for the legend in the help."""
        return ()

    def actions_here(self) -> list[Action]:
        """Return the actions that work here now, as the keymap has them."""
        return self.app.keymap.here(self.contexts())

    def contexts(self) -> tuple[str, ...]:
        """Return where the person stands, most particular first."""
        return (*self.context, *(("demo",) if self.app.demo else ()), EVERYWHERE)

    def why_not(self, action: str) -> str:
        """Return why an action cannot be used now, '' where it can."""
        if action in WRITING and self.reads_only:
            return _("Readers may look, but not change anything.")
        return ""

    # Life

    @property
    def is_open(self) -> bool:
        """Whether the screen is on the pile; what was asked for it may be answered after it has been left."""
        return self.is_attached and self in self.app.screen_stack

    def on_mount(self) -> None:
        """Write the lines."""
        self.show_title()
        self.show_hints()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Write the lines anew: the person or the marks may be others than when the screen was left."""
        style_once(self, event)
        self.show_title()
        self.show_hints()

    def on_resize(self) -> None:
        """Fit title and hints to the new width."""
        self.call_after_refresh(self.show_title)
        self.call_after_refresh(self.show_hints)

    def on_descendant_focus(self) -> None:
        """Name the keys of what has the focus now."""
        self.show_hints()

    def on_descendant_blur(self) -> None:
        """Name the table's keys again."""
        self.call_later(self.show_hints)

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Do what the table says of the key; widgets in focus have taken theirs already."""
        if self.app.hold(event, answered=self.app.screen is not self):
            event.stop()
            return
        key = typed_key(event)
        if self.gate.refuses(event.time):
            # What follows a key that was dropped was typed in the same belief: the words of a note, a second key.
            event.stop()
            return
        if self.take_key(key, event):
            event.stop()
            return
        action = self.app.keymap.find(key, self.contexts())
        if action is None:
            return
        event.stop()
        event.prevent_default()
        self.flash("")
        self._act(action.id, key, event.time)

    def _act(self, action: str, key: str, typed_at: float) -> None:
        coming = self.still_coming(action)
        if coming is not None:
            self.app.in_background(self._act_after(coming, action, key, typed_at))
        elif self.needs_painted(action) and not self.gate.lets_through(typed_at):
            self.gate.refuse(typed_at)
            shown = shown_key(key, ascii=self.app.looks.ascii)
            self.flash(_("{key} was typed before this was on the screen: it was not done.").format(key=shown))
        else:
            self.perform(action)

    def needs_painted(self, action: str) -> bool:
        """Whether an action acts on the record in front, which must have been painted before the key was typed."""
        return action in self.acts_on_record

    async def _act_after(self, coming: Awaitable[object], action: str, key: str, typed_at: float) -> None:
        await coming
        if self.is_attached:
            self._act(action, key, typed_at)

    def still_coming(self, action: str) -> Awaitable[object] | None:
        """Return what an action must wait for, because what it acts on is still being read; None where it is there."""
        return None

    async def records_changed(self, record: str = "") -> None:
        """Read anew what is shown: records have changed, of the kind ``record`` where that is known."""

    def record_in_front(self) -> object:
        """Return which record the keys of :attr:`acts_on_record` act on, None where that is none or not known."""
        return None

    async def read_again(self, record: str = "") -> None:
        """Read anew what is shown; keys typed before another record that this puts in front is seen are dropped."""
        if not self.is_open:
            return
        before = self.record_in_front()
        await self.records_changed(record)
        if before is not None and self.is_open and self.record_in_front() != before:
            self.put_next()

    def put_next(self) -> None:
        """Say that the program has just put another record where the last one acted on stood.

        To be called when the new record has been given to the widgets; :meth:`read_again` does it. Keys of
        :attr:`acts_on_record` that were typed before it stands on the terminal are dropped; a record that the person
        goes to by a key is no such case.
        """
        self.gate.close()

    def take_key(self, key: str, event: events.Key) -> bool:
        """Use a key before the table is asked; return whether it was used."""
        return False

    def perform(self, action: str) -> None:
        """Carry out an action, or say why it cannot be."""
        if reason := self.why_not(action):
            self.flash(reason)
            return
        method = self.work_of(action)
        if method is None:
            self.flash(_("Not here."))
            return
        self.app.carry_out(method)

    def work_of(self, action: str) -> Callable[[], Awaitable[None] | None] | None:
        """Return what carries out an action here: the screen's own method, one for everywhere, or a room's; or None."""
        for able in (self, self.app.everywhere, self.app):
            if (method := getattr(able, f"do_{action}", None)) is not None:
                return cast("Callable[[], Awaitable[None] | None]", method)
        return partial(screen_class(WORK, action), self.app) if action in WORK else None

    def do_back(self) -> Awaitable[None] | None:
        """Leave the screen."""
        self.app.go_back()
        return None
