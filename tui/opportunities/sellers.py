"""The dialog of sellers and shares: what an edit does to each stands there before it is saved (OPP-07 … OPP-13)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_decimal
from model.opportunities.sellers import (
    ADD,
    REMOVE,
    SET,
    Edit,
    SellerLine,
    SellersChanged,
    SellersPlan,
    plan_sellers,
    save_sellers,
)
from model.opportunities.shares import WHOLE, Shares, read_share
from tui.widgets.dialogs import Confirm, Dialog, typed_pieces
from tui.widgets.editors import LineEditor
from tui.widgets.finder import Finder
from tui.widgets.keys import typed_key
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from tui.base_app import BaseApp

NUMBER = 9
"""Cells of a share."""
AMOUNT = 18
FRAME = 8
"""Lines of the dialog besides the sellers, and of the screen above it that must stay in sight."""


async def edit_sellers(app: BaseApp, opportunity: int, *, start: str = "", employee: int = 0) -> None:
    """Open the dialog; ``start`` is what to begin with: add, set or remove, the last two for ``employee``."""
    plan = await app.engine.read(lambda session: plan_sellers(session, opportunity))
    saved = await app.ask(SellersDialog(plan, start=start, employee=employee))
    if saved is not None:
        await app.changed("opportunity")
        app.say(" ".join([_("Sellers saved; u takes it back."), *saved.messages()]), "good")


class SellersDialog(Dialog):
    """Sellers with their shares before and after, amounts by share, and the total; answers the plan once saved.

    Nothing is written until Enter or F2. While a share is typed every line follows it.
    """

    def __init__(self, plan: SellersPlan, *, start: str = "", employee: int = 0) -> None:
        super().__init__(_("Sellers of {name}").format(name=plan.title))
        self.plan = plan
        self.start = (start, employee)
        self.base: Shares = plan.before
        self.edits: list[Edit] = []
        self.at = 0
        self.top = 0
        self.editor: LineEditor | None = None
        self.typing: tuple[str, int, str] = ("", 0, "")
        """What the share being typed is for: add or set, the employee, and the initials."""
        self._lines: list[Line] = []
        self._saving = False

    # The picture

    def body(self) -> ComposeResult:
        """Yield the headings, a line for each seller, the total, and the line for a share being typed."""
        yield Line(id="sellers-heads")
        self._lines = [Line() for _line in range(self._room(len(self.plan.lines)))]
        with Vertical(id="sellers-rows"):
            yield from self._lines
        yield Line(id="sellers-total")
        yield Line(id="typed")

    def _room(self, wanted: int) -> int:
        return max(1, min(wanted, self.app.size.height - FRAME))

    def on_mount(self) -> None:
        """Show the sellers, and begin with what was asked for."""
        super().on_mount()
        self.query_one("#sellers-rows").styles.height = "auto"
        self.query_one("#typed").display = False
        self.draw()
        kind, employee = self.start
        self.at = next((place for place, line in enumerate(self.plan.lines) if line.employee == employee), 0)
        if kind == ADD:
            self.app.in_background(self._add())
        elif kind:
            self.app.in_background(self._begin(kind))

    async def _begin(self, kind: str) -> None:
        if kind == SET:
            self._type_share(SET, self.plan.lines[self.at])
        elif kind == REMOVE:
            await self._replan([*self.edits, Edit(REMOVE, self.plan.lines[self.at].employee)])

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the dialog, or those of typing a share."""
        if self.editor is not None:
            return ((_("Enter"), _("Take")), (_("Esc"), _("Give up")))
        own = (("n", _("Add")), ("e", _("Share")), ("d", _("Take away")))
        return (*own, (_("Enter"), _("Save")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write everything as the plan has it."""
        plan, looks = self.plan, self.app.looks
        lines = plan.lines
        self.at = max(0, min(self.at, len(lines) - 1))
        room = len(self._lines)
        self.top = min(max(self.top, self.at - room + 1), self.at)
        width = self.app.size.width - 2
        amount = _("Amount") + (f" ({plan.currency})" if plan.currency else "")
        self.query_one("#sellers-heads", Line).show(
            [(self._row("   ", _("Seller"), "", _("Share now"), _("After"), amount, width), "dim")]
        )
        for place, line in enumerate(self._lines, start=self.top):
            line.show(self._seller(lines[place], place == self.at, width) if place < len(lines) else [])
            line.display = place < len(lines)
        whole = plan.total == WHOLE
        amounts = sum((line.amount for line in lines), Decimal(0))
        total = self._row(
            "   ", _("In total"), "", self._share(sum((one.share for one in plan.before), Decimal(0))),
            self._share(plan.total), "" if plan.amount is None else format_decimal(amounts, ascii=looks.ascii), width,
        )  # fmt: skip
        self.query_one("#sellers-total", Line).show([(total, "strong" if whole else "error")])
        if self.editor is not None:
            told = _("Share of {seller} in per cent").format(seller=self.typing[2])
            self.query_one("#typed", Line).show([(f"   {told}: ", "accent"), *typed_pieces(self.editor, 12)])
        self.query_one("#typed").display = self.editor is not None
        self.show_keys()

    def _row(self, pointer: str, initials: str, name: str, before: str, after: str, amount: str, width: int) -> str:
        looks = self.app.looks
        left = f"{initials:<7}{name}" if name else initials
        room = max(8, width - len(pointer) - 2 * NUMBER - 4 - 2 - AMOUNT)
        arrow = f" {looks.arrow:>2} " if name else "    "
        return (
            pointer
            + looks.fit(left, room)
            + looks.fit(before, NUMBER + 2, right=True)
            + arrow
            + looks.fit(after, NUMBER, right=True)
            + looks.fit(amount, AMOUNT, right=True)
        )

    def _seller(self, line: SellerLine, here: bool, width: int) -> list[Piece]:
        looks = self.app.looks
        name = line.name + ("" if line.active else f" ({_('deactivated')})")
        after = _("goes") if line.after is None else self._share(line.after)
        amount = (
            "" if line.after is None or self.plan.amount is None else format_decimal(line.amount, ascii=looks.ascii)
        )
        pointer = f" {'>' if looks.ascii else '›'} " if here else "   "
        row = self._row(pointer, line.initials, name, self._share(line.before), after, amount, width)
        style = "accent" if line.differs else ("strong" if here else "")
        return [(row[:3], "accent"), (row[3:], style)]

    def _share(self, share: Decimal | None) -> str:
        ascii = self.app.looks.ascii
        return ("-" if ascii else "–") if share is None else f"{format_decimal(share, ascii=ascii)} %"

    # Planning: what is typed is worked out anew at each key

    async def _replan(self, edits: list[Edit], *, keep: bool = True) -> bool:
        """Show what ``edits`` would do, or say why they cannot be; ``keep`` makes them those of the dialog."""

        def work(session: Session) -> SellersPlan:
            return plan_sellers(session, self.plan.opportunity, edits, base=self.base)

        try:
            plan = await self.app.engine.read(work)
        except UserError as error:
            self.complain(error.message)
            return False
        if keep:
            self.edits = edits
        if len(plan.lines) > len(self._lines) and self._room(len(plan.lines)) > len(self._lines):
            more = [Line() for _line in range(self._room(len(plan.lines)) - len(self._lines))]
            self._lines += more
            await self.query_one("#sellers-rows").mount_all(more)
        self.plan = plan
        self.complain(" ".join(plan.messages()))
        self.draw()
        return True

    def _tried(self) -> list[Edit]:
        """Return the edits with the share that stands in the line; raise :class:`UserError` where it is none."""
        assert self.editor is not None
        kind, employee, _initials = self.typing
        return [*self.edits, Edit(kind, employee, read_share(self.editor.text))]

    async def _preview(self) -> None:
        try:
            edits = self._tried()
        except UserError as error:
            self.complain(error.message if self.editor is not None and self.editor.text.strip() else "")
            edits = self.edits
            if self.plan.differs:
                await self._quietly(edits)
            self.draw()
            return
        await self._replan(edits, keep=False)

    async def _quietly(self, edits: list[Edit]) -> None:
        self.plan = await self.app.engine.read(
            lambda session: plan_sellers(session, self.plan.opportunity, edits, base=self.base)
        )

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Type a share, or do what a key of the dialog does."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        if self._saving:
            return
        if self.editor is not None:
            self._edit(event)
            return
        key = typed_key(event)
        if key == "escape":
            self.app.in_background(self._leave())
        elif key in ("down", "j", "up", "k"):
            self.at += 1 if key in ("down", "j") else -1
            self.draw()
        elif key in ("n", "+"):
            self.app.in_background(self._add())
        elif key in ("enter", "f2", "ctrl+s"):
            self.app.in_background(self._save())
        elif key in ("e", "d", "w", "%"):
            self._on_line("e" if key == "%" else key)

    def _on_line(self, key: str) -> None:
        line = self.plan.lines[self.at]
        if line.after is None:
            self.complain(_("{seller} is taken away already; n adds again.").format(seller=line.initials))
        elif key == "e":
            self._type_share(SET, line)
        else:
            self.app.in_background(self._replan([*self.edits, Edit(REMOVE, line.employee)]))

    def _type_share(self, kind: str, line: SellerLine) -> None:
        self.typing = (kind, line.employee, line.initials)
        self.editor = LineEditor("")
        self.complain("")
        self.draw()

    def _edit(self, event: events.Key) -> None:
        assert self.editor is not None
        if event.key == "escape":
            self.editor = None
            self.app.in_background(self._replan(self.edits))
        elif event.key in ("enter", "f2", "ctrl+s", "tab"):
            self.app.in_background(self._take())
        elif self.editor.key(event.key, event.character if event.is_printable else None):
            self.app.in_background(self._preview())

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted share."""
        event.stop()
        if self.editor is not None:
            self.editor.insert(event.text)
            self.app.in_background(self._preview())

    async def _take(self) -> None:
        try:
            edits = self._tried()
        except UserError as error:
            self.complain(error.message)
            return
        employee = self.typing[1]
        editor, self.editor = self.editor, None
        if not await self._replan(edits):
            self.editor = editor
            self.draw()
            return
        self.at = next((place for place, line in enumerate(self.plan.lines) if line.employee == employee), self.at)
        self.draw()

    async def _add(self) -> None:
        picked = await self.app.ask(Finder(_("Which employee sells it too?"), "employee"))
        if picked is None:
            return
        present = {line.employee: place for place, line in enumerate(self.plan.lines) if line.after is not None}
        if picked.id in present:
            # Not offering them would say of a colleague that there is no such person (S11).
            self.at = present[picked.id]
            self.draw()
            self.complain(_("{seller} is a seller of it already; e changes the share.").format(seller=picked.title))
        else:
            self.typing = (ADD, picked.id, picked.title)
            self.editor = LineEditor("")
            self.complain("")
            self.draw()

    async def _save(self) -> None:
        plan = self.plan
        if not plan.differs:
            self.dismiss(None)
            return
        self._saving = True
        try:
            await self.app.engine.write(lambda session: save_sellers(session, plan))
        except SellersChanged as error:
            await self._stand_on(error.now)
            self.complain(error.message)
        except UserError as error:
            self.complain(error.message)
        else:
            self.dismiss(plan)
        finally:
            self._saving = False

    async def _stand_on(self, now: Shares) -> None:
        """Go on from what somebody else has made of it, with those of one's own edits that still can be."""
        self.base = now
        kept: list[Edit] = []
        for edit in self.edits:
            try:
                await self._quietly([*kept, edit])
            except UserError:
                continue
            kept.append(edit)
        self.edits = kept
        await self._replan(kept)

    async def _leave(self) -> None:
        if not self.plan.differs or await self.app.ask(
            Confirm(_("Leave without saving?"), self.plan.sentences(), yes=_("Leave"))
        ):
            self.dismiss(None)
