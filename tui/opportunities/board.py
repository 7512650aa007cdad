"""The pipeline board: stages as columns, open opportunities as cards, moved with < and > (OPP-16)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.currency import home_currency
from model.core.language import _
from model.core.numbers import format_whole
from model.opportunities.board import Card, Whose, card, columns
from model.opportunities.stages import plan_step, step
from model.people.directory import active_sellers
from tui.frame import SalgScreen
from tui.opportunities.board_picture import Board, Picture
from tui.opportunities.board_window import ColumnWindow, around, first, last
from tui.opportunities.deeds import close_sales
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.lines import Piece


class BoardScreen(SalgScreen):
    """The board with its keys."""

    context = ("board", "sales", "list")

    def __init__(self) -> None:
        super().__init__()
        self.whose = Whose()
        self._own_move = False

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Say whose opportunities these are, and how many."""
        whose = self.whose
        told = _("Mine") if whose.mine else whose.seller or _("All")
        left: list[Piece] = [(_("Pipeline"), "strong"), (f" {self.app.looks.dot} {told}", "")]
        if not self.is_mounted or not (found := self.query(Board)):
            return left, []
        count = sum(column.count for column in found.first().picture.columns)
        return left, [(format_whole(count, ascii=self.app.looks.ascii), "strong")]

    def body(self) -> ComposeResult:
        """Yield the board."""
        yield Board(self.app.looks, home_currency(self.app.session.country) or "")

    @property
    def board(self) -> Board:
        """The board."""
        return self.query_one(Board)

    @property
    def picture(self) -> Picture:
        """What the board shows."""
        return self.board.picture

    def on_mount(self) -> None:
        """Read the columns."""
        super().on_mount()
        self.app.in_background(self.records_changed())

    def on_resize(self) -> None:
        """Show as many columns and cards as there is room for."""
        super().on_resize()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        for window in self.picture.windows:
            window.go(window.at, self.board.room)
        self.board.show(self.picture)

    # Reading

    def record_in_front(self) -> object:
        """Return the opportunity pointed at."""
        return self.picture.card.id if self.picture.card is not None else None

    async def records_changed(self, record: str = "") -> None:
        """Read what is shown anew; the card pointed at, or the one next to it, stays pointed at."""
        if self._own_move:
            return
        before, whose = self.picture, self.whose

        def work(session: Session) -> Picture:
            return _read(session, whose, before)

        self._show(await self.app.engine.read(work))

    def _show(self, picture: Picture) -> None:
        if not self.is_open:
            return
        self.board.measure(picture)
        room = self.board.room
        for window in picture.windows:
            if window.at_start and window.at < room:
                window.top = 0
            window.go(window.at, room)
        self.board.show(picture)
        self.show_title()
        self.show_hints()

    async def _show_whose(self, whose: Whose) -> None:
        self.whose = whose
        at = self.picture.at
        picture = await self.app.engine.read(lambda session: _read(session, whose, Picture(at=at)))
        self._show(picture)

    # Moving about

    async def _move(self, step_by: int) -> None:
        picture = self.picture
        if not picture.windows:
            return
        window, stage, whose = picture.windows[picture.at], picture.columns[picture.at].stage, self.whose
        if window.wants(step_by):
            await self.app.engine.read(lambda session: window.read_on(session, whose, stage, step_by))
        window.go(window.at + step_by, self.board.room)
        self.board.refresh()

    async def do_down(self) -> None:
        """Next card."""
        await self._move(1)

    async def do_up(self) -> None:
        """Previous card."""
        await self._move(-1)

    async def do_page_down(self) -> None:
        """Next page of the column."""
        await self._move(self.board.room)

    async def do_page_up(self) -> None:
        """Previous page of the column."""
        await self._move(-self.board.room)

    async def do_half_down(self) -> None:
        """Half a page."""
        await self._move(max(1, self.board.room // 2))

    async def do_half_up(self) -> None:
        """Half a page back."""
        await self._move(-max(1, self.board.room // 2))

    async def do_first(self) -> None:
        """First card of the column."""
        await self._jump(first)

    async def do_last(self) -> None:
        """Last card of the column."""
        await self._jump(last)

    async def _jump(self, window: Callable[[Session, Whose, int | None], ColumnWindow]) -> None:
        picture, whose = self.picture, self.whose
        if picture.windows:
            stage = picture.columns[picture.at].stage
            picture.windows[picture.at] = await self.app.engine.read(lambda session: window(session, whose, stage))
            self._fit()

    def _turn(self, step_by: int) -> None:
        picture = self.picture
        to = max(0, min(picture.at + step_by, len(picture.columns) - 1))
        if to != picture.at:
            line = picture.windows[picture.at].at - picture.windows[picture.at].top
            picture.at = to
            window = picture.windows[to]
            window.go(window.top + line, self.board.room)
            self.board.show(picture)
            self.show_hints()

    def do_board_left(self) -> None:
        """Stage to the left, on the same line."""
        self._turn(-1)

    def do_board_right(self) -> None:
        """Stage to the right, on the same line."""
        self._turn(1)

    # Whose

    async def do_board_mine(self) -> None:
        """Mine, or everybody's."""
        await self._show_whose(Whose(mine=not self.whose.mine))

    async def do_board_view(self) -> None:
        """Everybody's, mine, or those of one seller."""
        people = await self.app.engine.read(active_sellers)
        now = self.whose
        choices = [
            Choice("a", _("All"), Whose(), now == Whose()),
            Choice("m", _("Mine"), Whose(mine=True), now.mine),
        ]
        for number, (_id, initials, name) in enumerate(people, start=1):
            key = str(number) if number < 10 else ""
            choices.append(Choice(key, f"{initials}  {name}", Whose(seller=initials), now.seller == initials))
        chosen = await self.app.ask(Menu(_("Whose?"), choices))
        if chosen is not None:
            await self._show_whose(chosen)

    # Doing

    def why_not(self, action: str) -> str:
        """Say which actions need a card."""
        if action in ("open", "sellers", "close_sale", "stage_on", "stage_back") and (
            not self.is_mounted or self.picture.card is None
        ):
            return _("There is no card here.")
        return super().why_not(action)

    async def do_open(self) -> None:
        """Open the card of the opportunity."""
        if (one := self.picture.card) is not None:
            await self.app.open_record("opportunity", one.id)

    async def do_sellers(self) -> None:
        """Change sellers and shares."""
        from tui.opportunities.sellers import edit_sellers

        if (one := self.picture.card) is not None:
            await edit_sellers(self.app, one.id)

    async def do_close_sale(self) -> None:
        """Win it or lose it; it then leaves the board."""
        if (one := self.picture.card) is not None:
            number = one.id
            await close_sales(self.app, lambda _session: [number])

    async def do_stage_on(self) -> None:
        """Move the card to the next stage, where it is then pointed at."""
        await self._carry(1)

    async def do_stage_back(self) -> None:
        """Move the card to the stage before."""
        await self._carry(-1)

    async def _carry(self, direction: int) -> None:
        one = self.picture.card
        if one is None:
            return
        number = one.id
        planned = await self.app.engine.read(lambda session: plan_step(session, [number], direction))
        if not planned.moves:
            self.app.say(" ".join(planned.skipped))
            return
        try:
            await self.app.engine.write(lambda session: step(session, planned))
        except UserError:
            # Somebody else was quicker: what they have made of it is shown, with who it was.
            await self.records_changed()
            raise
        before, whose = self.picture, self.whose
        picture = await self.app.engine.read(
            lambda session: _carried(session, whose, before, one, planned.moves[0].after.id)
        )
        self._show(picture)
        self._own_move = True
        try:
            # The list below reads anew; what the board shows has been worked out already.
            await self.app.changed("opportunity")
        finally:
            self._own_move = False
        told, back = planned.moves[0].sentence(), _("u puts it back.")
        self.app.say(f"{told} {back}" if len(told) + len(back) + 3 < self.size.width else told, "good")


def _read(session: Session, whose: Whose, before: Picture) -> Picture:
    """Return the board as it is now, each column about where it was; the card pointed at is followed where it went."""
    made = Picture(columns(session, whose), left=before.left)
    kept = {column.stage: window for column, window in zip(before.columns, before.windows, strict=True)}
    one = card(session, before.card.id) if before.card is not None else None
    stage = one.stage if one is not None else before.columns[before.at].stage if before.columns else None
    for column in made.columns:
        window = kept.get(column.stage)
        there = window.card if window is not None else None
        if one is not None and column.stage == one.stage:
            offset = 0 if window is None else window.at - window.top
            made.windows.append(around(session, whose, column.stage, one.place, offset))
        elif window is None or there is None:
            made.windows.append(first(session, whose, column.stage))
        else:
            made.windows.append(around(session, whose, column.stage, there.place, window.at - window.top))
    found = (place for place, column in enumerate(made.columns) if before.columns and column.stage == stage)
    made.at = max(0, min(next(found, before.at), len(made.columns) - 1))
    return made


def _carried(session: Session, whose: Whose, before: Picture, one: Card, stage: int) -> Picture:
    """Return the board after a card has gone to ``stage``: two columns are read, the sums are worked out."""
    to = next((place for place, column in enumerate(before.columns) if column.stage == stage), None)
    now = card(session, one.id)
    if to is None or now is None:
        return _read(session, whose, before)
    made = replace(before, columns=list(before.columns), windows=list(before.windows), at=to)
    made.columns[before.at] = made.columns[before.at].with_card(one, -1)
    made.columns[to] = made.columns[to].with_card(now, 1)
    left = before.windows[before.at]
    made.windows[before.at] = around(session, whose, before.columns[before.at].stage, one.place, left.at - left.top)
    there = before.windows[to]
    made.windows[to] = around(session, whose, stage, now.place)
    _keep_in_sight(made.windows[to], there)
    return made


def _keep_in_sight(window: ColumnWindow, before: ColumnWindow) -> None:
    """Leave the column scrolled as it was where that is possible, so that little of it moves."""
    top = before.cards[before.top].id if before.top < len(before.cards) else 0
    place = next((number for number, one in enumerate(window.cards) if one.id == top), None)
    if place is not None:
        window.top = min(place, window.at)
