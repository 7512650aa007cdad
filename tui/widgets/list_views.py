"""The named views of a list on the screen: which one is shown, and whether it was altered since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from model.core.lists.criteria import Criterion, Filter, views_of
from model.core.lists.listing import Sort
from model.core.text import visible
from tui.widgets.columns import from_texts

if TYPE_CHECKING:
    from model.core.company.view_content import Arrangement
    from model.core.company.view_storage import KeptView
    from tui.widgets.list_declarations import ListDeclarations


@dataclass(frozen=True)
class Passing:
    """What a list shows that is opened from elsewhere for certain rows (a bar of a chart, a box of the start page)."""

    filter: Filter
    title: str
    sort: Sort | None
    fixed: tuple[Criterion, ...] = ()
    """Criteria by which the list is what it is (the recipients of one campaign): nothing takes them away."""


@dataclass(frozen=True)
class InUse:
    """The kept view that a list shows: as it is on file, as it was put on the screen, and how the list was before."""

    kept: KeptView
    shown: Arrangement
    before: Arrangement


class ListViews:
    """What is named of what one list shows."""

    def __init__(self, screen: ListDeclarations, passing: Passing | None) -> None:
        self.screen = screen
        self.passing = passing
        self.in_use: InUse | None = None

    @property
    def arrangement(self) -> Arrangement:
        """What the list shows, and how."""
        from model.core.company.view_content import Arrangement

        shown = self.screen.list
        return Arrangement(shown.filter, tuple(column.as_text() for column in shown.columns), shown.sort)

    @property
    def of_its_own(self) -> bool:
        """Whether columns and order are the person's choice for the list itself, to be remembered as such."""
        return self.passing is None and self.in_use is None

    def name(self) -> tuple[str, bool]:
        """Return what the view is called, '' where it has no name, and whether it has been altered since."""
        if self.in_use is not None:
            return visible(self.in_use.kept.name), self.arrangement != self.in_use.shown
        if self.passing is not None and self.passing.title:
            return visible(self.passing.title), self.screen.list.filter != self.passing.filter
        return "", False

    def show(self, wanted: Filter, texts: Sequence[str], sort: Sort) -> Arrangement:
        """Show these rows in these columns and in this order, and return what that comes to."""
        from model.core.company.view_content import Arrangement

        screen = self.screen
        columns = from_texts(texts, screen.record, screen.default_columns, screen.app.session)
        screen.list.put(columns, wanted, sort)
        return Arrangement(wanted, tuple(column.as_text() for column in columns), sort)

    @property
    def at_first(self) -> Filter:
        """What the list shows when it is opened: of a passing one its views, of another the ready-made ones."""
        if self.passing is not None:
            return replace(self.passing.filter.reset(), criteria=self.passing.fixed)
        known = views_of(self.screen.record)
        return Filter(tuple(name for name in self.screen.default_views if name in known))

    def reset(self) -> None:
        """Take away all that narrows the list beyond what it opens with; a kept view is left with its columns."""
        self._go(self.at_first)

    def everything(self) -> None:
        """Show all there is in use: no view but that one, no criteria, no letter, no word."""
        fixed = () if self.passing is None else self.passing.fixed
        self._go(Filter(("all",) if "all" in views_of(self.screen.record) else (), fixed))

    def narrowing(self, wanted: Filter) -> Filter:
        """Return what of a filter narrows the list beyond what it is."""
        fixed = () if self.passing is None else self.passing.fixed
        return replace(wanted, criteria=tuple(each for each in wanted.criteria if each not in fixed))

    def _go(self, wanted: Filter) -> None:
        if self.in_use is None:
            self.screen.list.set_filter(wanted)
        else:
            self.leave(wanted)

    def leave(self, wanted: Filter) -> None:
        """Show ``wanted`` in the columns and the order that were there before the view."""
        assert self.in_use is not None
        before, self.in_use = self.in_use.before, None
        self.show(wanted, before.columns, before.sort or Sort.natural(self.screen.record))
