"""Choosing, keeping and changing the views of a list; imported when somebody does (COM-03)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.company.view_content import Arrangement, described
from model.core.company.view_storage import (
    KeptView,
    checked_name,
    delete_view,
    keep,
    kept_views,
    overwrite,
    own_view,
    rename,
    share,
    view_on_file,
)
from model.core.language import _
from model.core.lists.listing import Sort
from model.core.text import visible
from tui.widgets.columns import from_texts
from tui.widgets.dialogs import Ask, Choice, Confirm, Menu
from tui.widgets.list_views import InUse, ListViews
from tui.widgets.view_dialogs import KeepView, Offered, ViewChooser, Wanted


class ViewWork:
    """What is done with the views of one list."""

    def __init__(self, views: ListViews) -> None:
        self._views = views
        self._screen = views.screen

    # Choosing

    async def choose(self) -> None:
        """Choose among all views; kept ones can be changed and deleted on the way (`e`, `d`)."""
        screen, at = self._screen, None
        while True:
            offered = await screen.app.engine.read(self._offered)
            why_no_change = screen.why_not("keep_view")
            wanted: Wanted | None = await screen.app.ask(
                ViewChooser(offered, screen.app.session.person, why_no_change, at)
            )
            if wanted is None:
                return
            view, at = wanted.view, offered.index(wanted.view)
            if wanted.doing == "take":
                await self._take(view)
                return
            assert view.kept is not None
            if wanted.doing == "change":
                await self._change(view.kept)
            elif await screen.app.ask(
                Confirm(_("Delete the view {name}?").format(name=visible(view.kept.name)), [view.told], yes=_("Delete"))
            ):
                await self._write(delete_view, view.kept)
                screen.app.say(_("Deleted; u brings it back."), "good")

    def _offered(self, session: Session) -> list[Offered]:
        record, in_force = self._screen.record, self._screen.list.filter.views
        in_use = self._views.in_use
        offered = [
            Offered(view.name, _(view.label), on=view.name in in_force and self._views.in_use is None)
            for view in record.views
        ]
        for kept in kept_views(session, record):
            if kept.is_of(session.person):
                whose = _("yours, shared") if kept.shared else _("yours")
            else:
                whose = _("shared by {who}").format(who=kept.initials)
            back = kept.read_back(session)
            on = in_use is not None and in_use.kept.id == kept.id
            told = described(session, record, back.arrangement)
            offered.append(Offered("", visible(kept.name), whose, told, back.told(), on, kept))
        return offered

    async def _take(self, view: Offered) -> None:
        in_use = self._views.in_use
        if view.kept is None:
            shown = self._screen.list
            shown.set_filter(shown.filter.with_view(self._screen.record, view.name))
        elif in_use is not None and in_use.kept.id == view.kept.id and not self._views.name()[1]:
            self._views.leave(in_use.before.filter)
        else:
            await self.put(view.kept)

    async def put(self, kept: KeptView) -> None:
        """Show a kept view, and say what of it had to be left out."""
        back = await self._screen.app.engine.read(kept.read_back)
        before = self._views.in_use.before if self._views.in_use is not None else self._views.arrangement
        wanted = back.arrangement
        shown = self._views.show(wanted.filter, wanted.columns, wanted.sort or Sort.natural(self._screen.record))
        self._views.in_use = InUse(kept, shown, before)
        self._screen.show_title()
        if back.left_out:
            self._screen.flash(back.told(), "error")

    # Keeping and changing

    async def keep(self) -> None:
        """Keep what the list shows under a name, one's own or shared."""
        screen, shown = self._screen, self._views.arrangement
        mine = self._views.in_use is not None and self._views.in_use.kept.is_of(screen.app.session.person)
        kept = self._views.in_use.kept if self._views.in_use is not None and mine else None
        told = await self._described(shown)
        answer: tuple[str, bool] | None = await screen.app.ask(
            KeepView(
                screen.record,
                kept.name if kept else "",
                told,
                shared=bool(kept and kept.shared),
            )
        )
        if answer is None:
            return
        name, shared = checked_name(screen.record, answer[0]), answer[1]
        there = await screen.app.engine.read(lambda session: own_view(session, screen.record, name))
        if there is None:
            view_id = await screen.app.engine.write(
                lambda session: keep(session, screen.record, name, shown, shared=shared)
            )
        else:
            question = _("You have a view of that name: {name}. Overwrite it?").format(name=visible(there.name))
            before = (await screen.app.engine.read(there.read_back)).arrangement
            lines = [
                _("before: {what}").format(what=await self._described(before)),
                _("now: {what}").format(what=told),
            ]
            if not await screen.app.ask(Confirm(question, lines, yes=_("Overwrite"))):
                return
            view_id = there.id
            await screen.app.engine.write(lambda session: overwrite(session, there, shown, shared=shared))
        now = await screen.app.engine.read(lambda session: view_on_file(session, view_id))
        if now is not None:
            own = self._views.in_use.before if self._views.in_use is not None else shown
            self._views.in_use = InUse(now, self._views.arrangement, own)
        screen.show_title()
        screen.app.say(_("Kept as {name}; V shows all views.").format(name=visible(name)), "good")

    async def _change(self, kept: KeptView) -> None:
        app, name = self._screen.app, visible(kept.name)
        shared = _("Show it to its maker alone") if kept.shared else _("Share it: everybody sees it")
        doing = await app.ask(
            Menu(
                _("View {name}").format(name=name),
                [
                    Choice("1", _("Rename …"), "rename"),
                    Choice("2", _("Overwrite with what the list shows now"), "overwrite"),
                    Choice("3", shared, "share"),
                ],
            )
        )
        if doing == "rename":
            text = await app.ask(Ask(_("What is it to be called?"), kept.name))
            if text is not None:
                await self._write(rename, kept, text)
        elif doing == "share":
            await self._write(share, kept, not kept.shared)
        elif doing == "overwrite":
            shown = self._views.arrangement
            lines = [await self._described(shown)]
            if await app.ask(Confirm(_("Overwrite {name}?").format(name=name), lines, yes=_("Overwrite"))):
                await self._write(overwrite, kept, shown)

    async def _described(self, arrangement: Arrangement) -> str:
        return await self._screen.app.engine.read(lambda session: described(session, self._screen.record, arrangement))

    async def _write(self, doing: Any, kept: KeptView, *more: Any) -> None:
        await self._screen.app.engine.write(lambda session: doing(session, kept, *more))
        await self.look_again()

    async def look_again(self) -> None:
        """See whether the view in use is still kept, and as what."""
        if self._views.in_use is None:
            return
        old = self._views.in_use
        kept, back = await self._screen.app.engine.read(lambda session: _again(session, old.kept.id))
        if self._views.in_use is not old or kept == old.kept:
            return
        if kept is None:
            self._views.in_use = None
        else:
            shown = old.shown
            if back is not None and kept.content != old.kept.content:
                columns = from_texts(
                    back.columns,
                    self._screen.record,
                    self._screen.default_columns,
                    self._screen.app.session,
                )
                texts = tuple(column.as_text() for column in columns)
                shown = Arrangement(back.filter, texts, back.sort or Sort.natural(self._screen.record))
            self._views.in_use = InUse(kept, shown, old.before)
        self._screen.show_title()


def _again(session: Session, view_id: int) -> tuple[KeptView | None, Arrangement | None]:
    kept = view_on_file(session, view_id)
    return kept, None if kept is None else kept.read_back(session).arrangement
