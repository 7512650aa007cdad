"""What a form says while a new record is typed: who is on file already by such a name, number or address (LEAD-21)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.language import _
from model.core.records.record import Record
from model.core.text import in_sentence
from tui.widgets.form_state import Check, Offer

if TYPE_CHECKING:
    from model.duplicates.check import Match
    from tui.base_app import BaseApp

PAUSE = 0.2
"""Seconds that nothing is typed before anybody is asked: half a word is like too much."""
MOST = 2
"""Records that are named below a field; the whole list is a key away."""
_NAMES = frozenset({"name", "legal_form", "like_name", "person", "like_person"})
_REASONS: Mapping[str, frozenset[str]] = {
    "name": _NAMES,
    "first_name": _NAMES,
    "last_name": _NAMES,
    "email": frozenset({"email"}),
    "phone": frozenset({"phone"}),
    "direct_phone": frozenset({"phone"}),
    "mobile": frozenset({"phone"}),
}
"""Field → reasons of :mod:`model.duplicates.matching` that are told below it."""
_MEANING = frozenset(
    ("country", "visiting_country", "postal_country", "invoice_country", "private", "first_name", "last_name")
)
"""Fields that say what another one means: a number's country, the other half of a person's name."""
_ENOUGH = 40
"""Score below which nobody is held up."""


def duplicate_checks(app: BaseApp, record: type[Record], own: int | None, names: Sequence[str]) -> dict[str, Check]:
    """Return the checks of a new record's form, by field; none for a record that is on file already."""
    if own is not None:
        return {}
    return {name: DuplicateGuard(app, record, name) for name in names}


class DuplicateGuard:
    """Asked with the text of one field; offers to go to what is on file already."""

    def __init__(self, app: BaseApp, record: type[Record], name: str) -> None:
        self.app = app
        self.record = record
        self.name = name

    async def __call__(self, text: str, texts: Mapping[str, str]) -> Sequence[Offer]:
        """Return what on file is like it, best first."""
        # The next key takes this question away.
        await asyncio.sleep(PAUSE)
        kept = dict(texts)
        matches = await self.app.engine.count(f"duplicates {self.name}", lambda session: self._find(session, kept))
        return [Offer(self._told(match), _("go there"), action=self._going(match)) for match in matches]

    def _find(self, session: Session, texts: Mapping[str, str]) -> list[Match]:
        from model.duplicates.check import check_typed
        from model.duplicates.typed import read_typed

        # This field alone, and what says what it means: the answer must be there before the next field is.
        asked = {name: text for name, text in texts.items() if name == self.name or name in _MEANING}
        values = read_typed(session, self.record, asked)
        if self.record.name_in_code == "lead":
            values = {name: value for name, value in values.items() if name not in ("first_name", "last_name")}
        wanted = _REASONS[self.name]
        found = [
            match
            for match in check_typed(session, self.record.name_in_code, values).matches
            if match.score >= _ENOUGH and not wanted.isdisjoint(match.reasons)
        ]
        return found[:MOST]

    def _told(self, match: Match) -> str:
        from model.duplicates.identity import KINDS

        record = in_sentence(_(KINDS[match.record].label))
        where = f", {match.where}" if match.where else ""
        return _("On file: {record} {name} ({reason})").format(
            record=record, name=match.title + where, reason=match.why()
        )

    def _going(self, match: Match) -> Callable[[], None]:
        # The form waits below, with all that is typed in it.
        return partial(self._go, match.record, match.id)

    def _go(self, record: str, record_id: int) -> None:
        self.app.in_background(self.app.open_record(record, record_id))
