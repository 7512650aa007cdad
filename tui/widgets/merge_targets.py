"""Whom a mail merge is for that begins at the screen in front: marks, a filter, a card, its contacts, a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.language import _
from model.core.text import visible
from model.distribution_lists.members import member_ids
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.list_body import ListBody

if TYPE_CHECKING:
    from tui.base_app import BaseApp

Targets = tuple[tuple[str, tuple[int, ...]], ...]
"""Kinds of record with their IDs."""


@dataclass(frozen=True)
class MergeTargets:
    """Whom it is for, in words, and what gives their IDs, in a thread of the database."""

    described: str
    read: Callable[[Session], Targets]


async def merge_targets(app: BaseApp) -> MergeTargets | None:
    """Return whom the screen in front is about; None where nobody is, or the question was left.

    In a list these are the marked, or without marks all that the filter shows; on a card its record; on a customer's
    tab of contacts, it is asked whether it is the customer, all its contacts, or the one pointed at.
    """
    screen: Any = app.screen
    kind = screen.record.name_in_code
    if isinstance(screen, ListBody):
        found, described = await screen.marked_or_shown()
        if kind == "distribution_list":
            return MergeTargets(described, lambda session: _members(session, found(session)))
        return MergeTargets(described, lambda session: ((kind, tuple(found(session))),))
    record_id, title = screen.record_id, str(screen.shown.title)
    if kind == "distribution_list":
        return MergeTargets(title, lambda session: _members(session, [record_id]))
    if screen.tab == "contacts":
        return await _of_contacts(app, screen, title)
    return _one(kind, record_id, title)


async def _of_contacts(app: BaseApp, screen: Any, title: str) -> MergeTargets | None:
    contacts = [row.record_id for row in screen.rows.get("contacts", ()) if row.record == "contact"]
    row = screen.row
    choices = []
    if row is not None and row.record == "contact":
        pointed = _one("contact", row.record_id, row.cells[0].text)
        choices.append(Choice("p", visible(pointed.described), pointed))
    if contacts:
        everybody = MergeTargets(
            _("all contacts of {name}").format(name=title), lambda _session: (("contact", tuple(contacts)),)
        )
        choices.append(Choice("a", everybody.described, everybody))
    choices.append(Choice("c", title, _one(screen.kind, screen.record_id, title)))
    found: MergeTargets | None = await app.ask(Menu(_("Write to whom?"), choices))
    return found


def _one(kind: str, record_id: int, title: str) -> MergeTargets:
    return MergeTargets(title, lambda _session: ((kind, (record_id,)),))


def _members(session: Session, lists: Iterable[int]) -> Targets:
    found: dict[str, dict[int, None]] = {}
    for list_id in lists:
        members: Mapping[str, Iterable[int]] = member_ids(session, list_id)
        for kind, ids in members.items():
            found.setdefault(kind, {}).update(dict.fromkeys(ids))
    return tuple((kind, tuple(ids)) for kind, ids in found.items())
