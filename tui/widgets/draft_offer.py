"""Unfinished forms that were left behind: offered, gone on with, or thrown away (COM-10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.core.company import drafts
from model.core.company.drafts import FoundDraft
from model.core.dates import format_moment_short
from model.core.language import _
from model.core.text import visible
from tui.rooms import CARDS
from tui.widgets.dialogs import Choice, Confirm, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class DraftMenu(Menu):
    """The drafts, newest first; Enter answers the one pointed at, x answers it to be thrown away."""

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Go on")), ("x", _("Throw away")), (_("Esc"), _("Later")))

    def take_key(self, key: str) -> None:
        """Take x for throwing away, and the rest as every menu does."""
        if key == "x" and self.choices:
            self.dismiss((self.choices[self.at].value, False))
        else:
            super().take_key(key)

    def take(self, choice: Choice) -> None:
        """Answer the draft to go on with."""
        self.dismiss((choice.value, True))


async def found_drafts(app: BaseApp) -> list[FoundDraft]:
    """Return what the person at the keyboard left unfinished on this database, newest first."""
    place, database, person = app.paths.drafts, app.database_id, app.session.person.id
    return await app.engine.read(lambda _session: drafts.found(place, database, person))


async def ask_left_before(app: BaseApp, name: str, record_id: int) -> FoundDraft | None:
    """Ask whether to go on with what was left unfinished on a record in the form called ``name``, if anything.

    Returns None where there is nothing, or where the person begins with what is on file.
    """
    left = next((one for one in await found_drafts(app) if (one.record, one.record_id) == (name, record_id)), None)
    if left is None:
        return None
    when = format_moment_short(left.saved_at, app.session.clock())
    choices = [
        Choice("g", _("Go on with it: {words}").format(words=words(left)), left),
        Choice("b", _("Begin with what is on file; it is kept"), None),
    ]
    title = _("You left this form unfinished, {when}").format(when=when)
    answer: FoundDraft | None = await app.ask(Menu(title, choices))
    return answer


async def offer_drafts(app: BaseApp) -> None:
    """Show the drafts until one is gone on with or the person leaves."""
    while True:
        kept = await found_drafts(app)
        if not kept:
            app.say(_("There are no unfinished forms."))
            return
        now = app.session.clock()
        choices = [
            Choice(
                str(number) if number < 10 else "",
                visible(f"{format_moment_short(one.saved_at, now)}  {one.title}: {words(one)}"),
                one,
            )
            for number, one in enumerate(kept, start=1)
        ]
        answer: tuple[FoundDraft, bool] | None = await app.ask(DraftMenu(_("Unfinished forms"), choices))
        if answer is None:
            return
        draft, wanted = answer
        if wanted:
            await go_on(app, draft)
            return
        if await app.ask(
            Confirm(_("Throw away what was typed?"), [visible(draft.title), words(draft)], yes=_("Throw away"))
        ):
            draft.discard()
            await app.changed()


async def go_on(app: BaseApp, draft: FoundDraft) -> None:
    """Open the form of a draft as it was left, and the card of what is new once it is saved."""
    record = draft.record.partition("@")[0]
    saved = await app.open_form(record, draft.record_id, draft=draft)
    if saved is not None:
        await app.changed(record)
        if draft.record_id is None and record in CARDS:
            await app.open_record(record, saved)


def words(draft: FoundDraft) -> str:
    """Return the beginning of what was typed, on one line."""
    typed = (text.strip() for name, text in draft.values.items() if text.strip() and not text.startswith("#"))
    return visible(" · ".join(typed))[:200]
