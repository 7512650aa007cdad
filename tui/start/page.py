"""The start page: what is on file, what is mine, what was done last, and what to press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from textual.app import ComposeResult

from model.core.access import Session
from model.core.criteria import Filter, predicate
from model.core.dates import format_moment_short
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import fold
from model.core.undo import PastChange, latest
from model.customers.records import Contact, Customer
from model.leads.records import STATUSES, Lead
from model.opportunities.records import Opportunity
from tui import rooms
from tui.frame import SalgScreen
from tui.widgets.line_list import LineList
from tui.widgets.lines import Piece

SOON = 1_000
"""Up to this many records are counted for the first picture; what is more is "1 000+" until it has been counted."""

Listed = type[Lead] | type[Customer] | type[Contact] | type[Opportunity]
LISTS: tuple[tuple[str, Listed], ...] = (("2", Lead), ("3", Customer), ("4", Contact), ("5", Opportunity))


@dataclass(frozen=True)
class Numbers:
    """What the start page says of the database, as one person sees it; nothing is counted beyond ``cap``, if any."""

    rows: tuple[tuple[str, str, int, int], ...]
    """Key, plural label, how many there are, how many are the person's own."""
    statuses: tuple[tuple[str, int], ...]
    """Label of a status with the number of the person's own leads that have it; none while there are too many."""
    changes: tuple[PastChange, ...]
    cap: int = 0


def numbers_of(session: Session, cap: int = 0) -> Numbers:
    """Count what the start page shows, with ``cap`` no further than one beyond it: a million rows cost no more then."""
    limit = f" LIMIT {cap + 1}" if cap else ""

    def counted(record: Listed, where: str, parameters: Sequence[object]) -> int:
        table = record.table()
        return int(
            session.store.value(f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where}{limit})", parameters)
        )

    own = "owner_key = ? AND owner = ? AND active = 1"
    me = (fold(session.person.initials), session.person.id)
    rows = tuple(
        (key, record.label_plural, counted(record, *predicate(session, record, Filter())), counted(record, own, me))
        for key, record in LISTS
    )
    statuses: tuple[tuple[str, int], ...] = ()
    if not cap or rows[0][3] <= cap:
        by_status = dict(
            session.store.rows(
                f"SELECT status, count(*) FROM lead WHERE {own} AND converted_at IS NULL GROUP BY status", me
            )
        )
        statuses = tuple((choice.label, by_status.get(choice.number, 0)) for choice in STATUSES)
    return Numbers(rows, statuses, tuple(latest(session, 6)), cap)


class StartPage(SalgScreen):
    """Screen 1."""

    context = ("start",)

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Greet the person by name."""
        return [("Salg", "accent"), (f"  {_('Start page')}", "strong")], []

    def body(self) -> ComposeResult:
        """Yield the lines; they are filled once the numbers are there."""
        self._shown: list[list[Piece]] = []
        yield LineList(lambda number, _width, _chosen: self._shown[number], id="body")

    def on_mount(self) -> None:
        """Ask for the numbers."""
        super().on_mount()
        self.app.in_background(self.records_changed(), keys_wait=False)

    def on_screen_resume(self) -> None:
        """Ask again: something may have been done since."""
        super().on_screen_resume()
        self.app.in_background(self.records_changed(), keys_wait=False)

    async def records_changed(self, record: str = "") -> None:
        """Show the numbers as they are now."""
        kept = await self._unfinished()
        soon = await self.app.engine.count("start", lambda session: numbers_of(session, SOON))
        self._show(soon, kept)
        if any(number > SOON for row in soon.rows for number in row[2:]):
            self._show(await self.app.engine.count("start", numbers_of), kept)

    def _show(self, found: Numbers, kept: int) -> None:
        lines = self._lines(found, kept)
        if lines != self._shown:
            self._shown = lines
            body = self.query_one(LineList)
            body.active = False
            body.set_length(len(lines))

    async def do_call_lists(self) -> None:
        """Go on with a call list."""
        await rooms.screen_class(rooms.WORK, "call_lists")(self.app)

    async def do_drafts(self) -> None:
        """Offer the forms that were left unfinished."""
        from tui.widgets.draft_offer import offer_drafts

        await offer_drafts(self.app)

    async def _unfinished(self) -> int:
        """Return how many forms were left unfinished; where there are no drafts at all, nothing is imported to know."""
        drafts = self.app.place.drafts
        if not await self.app.engine.read(lambda _session: drafts.is_dir() and any(drafts.iterdir())):
            return 0
        from tui.widgets.draft_offer import found_drafts

        return len(await found_drafts(self.app))

    def _lines(self, found: Numbers, kept: int = 0) -> list[list[Piece]]:
        looks, session = self.app.looks, self.app.session

        def shown(number: int) -> str:
            if found.cap and number > found.cap:
                return format_whole(found.cap, ascii=looks.ascii) + "+"
            return format_whole(number, ascii=looks.ascii)

        width = max(len(shown(total)) for _key, _label, total, _mine in found.rows)
        lines: list[list[Piece]] = [[]]
        if kept:
            left = ngettext("{number} form was left unfinished", "{number} forms were left unfinished", kept)
            lines += [[("   K  ", "accent"), (left.format(number=kept), "strong")], []]
        lines.append([("   ", ""), (_("On file"), "strong")])
        for key, label, total, mine in found.rows:
            lines.append(
                [
                    (f"   {key}  ", "accent"),
                    (looks.fit(_(label), 18), ""),
                    (f"{shown(total):>{width}}", "strong"),
                    (f"   {_('mine')} {shown(mine)}" if mine else "", "dim"),
                ]
            )
        if not any(total for _key, _label, total, _mine in found.rows):
            lines += [
                [],
                *([(f"   {line}", "")] for text in self._first_steps() for line in wrap(text, self.size.width - 6)),
            ]
        else:
            lines += [[], [("   ", ""), (_("My leads"), "strong")]]
            lines.append(
                [
                    ("   ", ""),
                    (
                        f"  {looks.dot}  ".join(f"{_(label)} {shown(number)}" for label, number in found.statuses)
                        or looks.ellipsis,
                        "",
                    ),
                ]
            )
        lines += [[], [("   ", ""), (_("Done last"), "strong"), ("   H ", "accent"), (_("all changes"), "dim")]]
        now = session.clock()
        for past in found.changes:
            when = format_moment_short(past.at, now)
            lines.append(
                [
                    (f"   {looks.fit(when, 12)} ", "dim"),
                    (looks.fit(past.author, 5), ""),
                    (looks.fit(past.name, max(20, self.size.width - 24)).rstrip(), "dim" if past.undone_by else ""),
                ]
            )
        if not found.changes:
            lines.append([("   ", ""), (_("Nothing yet."), "dim")])
        return lines

    def _first_steps(self) -> list[str]:
        return [
            _("Nothing is on file yet. Press L to type the first lead, or / to look a company up."),
            _("The public registry is loaded from the shell: salg registry load FILE"),
        ]
