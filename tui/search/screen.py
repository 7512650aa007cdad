"""The global search: one field, groups of hits as you type, Tab between them, Enter opens (CUST-02 … CUST-06)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import events
from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.text import in_sentence
from model.registry.page import page_address
from model.search.everything import GROUPS, search
from model.search.found import Group, Hit
from model.search.saving import new_named, save_from_registry
from tui.frame import SalgScreen
from tui.latest_answer import LatestAnswer
from tui.search.registry_page import show_page, show_page_of
from tui.widgets.dialogs import Choice, Menu, typed_pieces
from tui.widgets.editors import LineEditor
from tui.widgets.label_strip import label_strip
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

ADDABLE = {"customers": "customer", "contacts": "contact", "leads": "lead"}
"""Groups whose last line makes a new record of what is typed (CUST-04)."""


class SearchScreen(SalgScreen):
    """Typing narrows, Tab goes round the groups, arrows through the hits, Enter opens or adds."""

    context = ("search", "parts")

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.editor = LineEditor(text)
        self.groups: list[Group] = []
        self.group = "customers"
        self._chosen = False
        self._latest: LatestAnswer[str, list[Group]] = LatestAnswer(
            self, "search", lambda: self.editor.text, self._search, self._came, lambda error: self.flash(error.message)
        )

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the screen."""
        return [(_("Search everything"), "strong")], []

    def body(self) -> ComposeResult:
        """Yield the field, the groups, and the hits of one of them."""
        yield Line(id="typed")
        yield Line(id="groups")
        yield Line(id="rule")
        yield LineList(self._pieces, id="hits")

    @property
    def hits(self) -> LineList:
        """The list of hits."""
        return self.query_one(LineList)

    def on_mount(self) -> None:
        """Show the empty field."""
        super().on_mount()
        self.query_one("#rule", Line).show([(self.app.looks.rule * 400, "dim")])
        self._draw()
        if self.editor.text:
            self._latest.ask()
        else:
            self.app.in_background(self._tell_of_registry(), keys_wait=False)

    async def _tell_of_registry(self) -> None:
        status = await self.app.engine.read(lambda _session: self.app.registry().status())
        if not status.loaded:
            self.flash(_("No registry is loaded; from the shell: salg registry load FILE"))
        elif status.attribution:
            self.flash(status.attribution, "dim")

    async def records_changed(self, record: str = "") -> None:
        """Search again: what was added is on file now."""
        self._latest.forget()
        self._latest.ask()

    # What is shown

    @property
    def current(self) -> Group | None:
        """The group in front."""
        return next((group for group in self.groups if group.name == self.group), None)

    @property
    def _found(self) -> Sequence[Hit]:
        group = self.current
        return group.hits if group is not None else ()

    @property
    def _adds(self) -> bool:
        """Whether the last line makes a new record of what is typed."""
        return self.group in ADDABLE and bool(self.editor.text.strip()) and self.app.session.person.role != "reader"

    def _rows(self) -> int:
        # Where nothing is found a line says so and has the cursor: a new record is one deliberate step away.
        return (len(self._found) or self._adds) + self._adds

    @property
    def _on_new(self) -> bool:
        return self._adds and self.hits.at == self._rows() - 1

    def _hit(self) -> Hit | None:
        return self._found[self.hits.at] if self.hits.at < len(self._found) else None

    def _pieces(self, row: int, width: int, chosen: bool) -> list[Piece]:
        looks = self.app.looks
        if row >= len(self._found) and row < self._rows() - 1:
            down = "Down" if looks.ascii else "↓"
            told = _("Nothing of that name here. {down} and Enter: a new one. Tab: next group.").format(down=down)
            return [(looks.fit(told, width), "dim")]
        if row >= len(self._found):
            label = {
                "customers": _("New customer: {name}"),
                "contacts": _("New contact: {name}"),
                "leads": _("New lead: {name}"),
            }[self.group].format(name=self.editor.text.strip())
            return [("+ ", "accent"), (looks.fit(label, width - 2), "accent")]
        hit = self._found[row]
        flag = ""
        sign = ("! " if looks.ascii else "⚠ ") if hit.warned else ""
        if hit.on_file is not None:
            flag = sign + _("on file: {record}").format(record=_record_label(self.app.session, hit.on_file.record))
        elif hit.warned:
            flag = sign + _("bankrupt or closed")
        elif not hit.active:
            flag = _("deactivated")
        left = max(20, width * 45 // 100)
        rest = width - left - 1
        flag_width = min(len(flag) + 1, rest // 2) if flag else 0
        return [
            (looks.fit(hit.title, left) + " ", "strong"),
            (looks.fit(hit.subtitle, rest - flag_width), "dim"),
            (looks.fit(flag, flag_width, right=True), "error" if hit.warned else "accent"),
        ]

    def _draw(self) -> None:
        self.query_one("#typed", Line).show([(" / ", "accent"), *typed_pieces(self.editor, self.size.width - 6)])
        found = {group.name: group for group in self.groups}
        labels: list[Piece] = []
        for name, label in GROUPS.items():
            count = found[name].total if name in found else "-"
            style = "cursor" if name == self.group else ("" if name in found and found[name].count else "dim")
            labels.append((f" {_(label)} {count} ", style))
        front = list(GROUPS).index(self.group)
        self.query_one("#groups", Line).show(label_strip(labels, front, self.size.width, self.app.looks, gap=1))
        if self.editor.text.strip():
            self.hits.empty = _("Nothing of that name here. Tab: next group.")
        else:
            self.hits.empty = _(
                "Type a name, a telephone or organisation number, an e-mail address. AS% begins with, %AS ends with."
            )

    def _search(self, text: str) -> Callable[[Session], list[Group]]:
        registry = self.app.registry
        return lambda session: search(session, registry(), text) if text.strip() else []

    def _came(self, groups: list[Group]) -> None:
        self.groups = groups
        if not self._chosen:
            self.group = next((group.name for group in self.groups if group.count), "customers")
        self.hits.at = self.hits.top = 0
        self.hits.set_length(self._rows())
        self._draw()
        self.show_hints()

    def still_coming(self, action: str) -> Awaitable[object] | None:
        """Have everything that acts on hits wait for those of the text that stands in the field."""
        acts = action in ("search_open", "search_more", "search_lead", "next_part", "previous_part")
        return self._latest.present() if acts and not self._latest.is_present else None

    # Keys

    def take_key(self, key: str, event: events.Key) -> bool:
        """Type, move among the hits, or leave the rest to the table."""
        if event.key in ("down", "up", "pagedown", "pageup"):
            if self._latest.is_present:
                self._move(event.key)
            else:
                self.app.in_background(self._move_later(event.key))
        elif event.key == "right" and self.editor.cursor < len(self.editor.text):
            self.editor.key("right", None)
            self._draw()
        elif event.is_printable or event.key not in ("right", "escape", "tab", "shift+tab", "enter"):
            if not self.editor.key(event.key, event.character if event.is_printable else None):
                return event.is_printable
            self.flash("")
            self._draw()
            self._latest.ask()
        else:
            return False
        return True

    async def _move_later(self, key: str) -> None:
        if await self._latest.present():
            self._move(key)

    def _move(self, key: str) -> None:
        if key in ("down", "up"):
            self.hits.move(1 if key == "down" else -1)
        else:
            self.hits.page(1 if key == "pagedown" else -1)

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text on one line."""
        event.stop()
        self.editor.insert(event.text)
        self._draw()
        self._latest.ask()

    def why_not(self, action: str) -> str:
        """Say which actions need a hit or a text."""
        if action == "search_lead" and self.group != "registry":
            return _("Only what is found in the registry can be added as a lead.")
        if action in ("search_new_customer", "search_new_contact") and not self.editor.text.strip():
            return _("Type a name first.")
        if action == "search_page":
            hit = self._hit()
            if hit is None or (hit.id is not None and hit.record not in ("lead", "customer")):
                return _("Only companies have a page in the register.")
        return super().why_not(action)

    def do_next_part(self) -> None:
        """Go to the next group."""
        self._turn(1)

    def do_previous_part(self) -> None:
        """Go to the previous group."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        names = list(GROUPS)
        self.group = names[(names.index(self.group) + step) % len(names)]
        self._chosen = True
        self.hits.at = self.hits.top = 0
        self.hits.set_length(self._rows())
        self._draw()
        self.show_hints()

    async def do_search_open(self) -> None:
        """Open the hit; a unit that is not on file is saved as a customer first (CUST-03)."""
        hit = self._hit()
        if hit is None:
            if self._on_new:
                await self._add(ADDABLE[self.group])
            return
        if hit.on_file is not None:
            await self.app.open_record(hit.on_file.record, hit.on_file.id)
        elif hit.id is None:
            await self._save(hit, "customer")
        elif hit.customer is not None:
            await self.app.open_record("customer", hit.customer, tab="opportunities", opportunity=hit.id)
        else:
            await self.app.open_record(hit.record, hit.id)

    async def do_search_lead(self) -> None:
        """Save the unit as a lead."""
        hit = self._hit()
        if hit is None or hit.id is not None:
            return
        if hit.on_file is not None:
            await self.app.open_record(hit.on_file.record, hit.on_file.id)
            return
        await self._save(hit, "lead")

    async def _save(self, hit: Hit, kind: str) -> None:
        registry = self.app.registry
        unit = await self.app.engine.read(lambda _session: registry().unit(hit.org_number, hit.country))
        if unit is None:
            raise UserError(_("The registry no longer has {name}.").format(name=hit.title))
        made = await self.app.engine.write(lambda session: save_from_registry(session, unit, kind))
        await self.app.changed(kind)
        await self.app.open_record(kind, made)

    async def do_search_new_customer(self) -> None:
        """Save a new customer of the name typed (CUST-04)."""
        await self._add("customer")

    async def do_search_new_contact(self) -> None:
        """Save a new contact of the name typed (CUST-04)."""
        await self._add("contact")

    async def _add(self, kind: str) -> None:
        text = self.editor.text.strip()
        made = await self.app.engine.write(lambda session: new_named(session, kind, text))
        await self.app.changed(kind)
        await self.app.open_record(kind, made)

    async def do_search_page(self) -> None:
        """Open the page of the hit in its public register (LEAD-01)."""
        hit = self._hit()
        if hit is None:
            return
        if hit.id is None:
            await show_page(self.app, page_address(hit.org_number, hit.country))
        else:
            await show_page_of(self.app, hit.record, hit.id)

    async def do_search_more(self) -> None:
        """Offer what else can be done with the hit or the text."""
        offered = (
            ("l", _("Add this unit of the registry as a lead"), "search_lead"),
            ("c", _("New customer of this name"), "search_new_customer"),
            ("p", _("New contact of this name"), "search_new_contact"),
            ("r", _("Page in the public register"), "search_page"),
        )
        choices = [Choice(key, label, action) for key, label, action in offered if not self.why_not(action)]
        if not choices:
            self.flash(_("Type a name first."))
            return
        action = await self.app.ask(Menu(_("More"), choices))
        if action:
            self.perform(action)


def _record_label(session: Session, name: str) -> str:
    return in_sentence(_(getattr(session.records[name], "label", name)))
