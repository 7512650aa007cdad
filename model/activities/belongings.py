"""What was done on the opportunities and projects of a customer or a contact: their timelines tell it (CUST-14).

A customer's stand in the kept order of its own activities (``activity_place``): whoever sees the customer sees what
belongs to it. Of a contact's some may belong to customers that are hidden from the person: they are read by what
belongs to the contact, once for all that a card asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.records.record import Record

_BELONG: Mapping[str, Mapping[str, str]] = {
    "customer": {"opportunity": "opportunity.customer = ?", "project": "project.customer = ?"},
    "contact": {
        "opportunity": "opportunity.contact = ?",
        "project": "project.id IN (SELECT project FROM project_contact WHERE contact = ?)",
    },
}
"""Record → what belongs to it, with the test by which it does."""
_KEPT = "customer"
"""The record whose order of activities holds those of what belongs to it."""

Moment = tuple[str, int]
"""The place of an activity in the order of a timeline: its moment (UTC text) and its ID."""
MOST_LINKED = 1_001
"""Activities of a kind that are looked at one by one; more than a thousand are told as "1 000+" in any case."""


class Belongings:
    """The activities of what belongs to a record, also those that are linked to the record itself as well.

    The caller may see the record; opportunities and projects of customers that are hidden from the person are absent
    (W20).
    """

    def __init__(self, session: Session, record: str, record_id: int) -> None:
        self._session = session
        self._place = (record, record_id)
        self._by_kind: dict[tuple[str, int], list[Moment]] = {}
        known: set[int] = set()
        for kind, belongs in _BELONG.get(record, {}).items() if record != _KEPT else ():
            table, where, parameters = self._seen(kind)
            rows = session.store.rows(
                f"SELECT place.kind, place.state, place.moment, place.activity FROM {table} CROSS JOIN activity_place"
                f" place ON place.record = '{kind}' AND place.record_id = {table}.id WHERE {belongs} AND {where}",
                (record_id, *parameters),
            )
            for activity_kind, state, moment, activity in rows:
                if activity not in known:
                    known.add(activity)
                    self._by_kind.setdefault((activity_kind, state), []).append((moment, activity))
        for places in self._by_kind.values():
            places.sort()

    def _seen(self, kind: str) -> tuple[str, str, list[Any]]:
        """Return the table of a kind of record, and the test for those that the person may see."""
        owned = self._session.records[kind]
        return (owned.table(), *visible(owned, self._session.person.id))

    def first(
        self,
        kinds: Sequence[str],
        states: Sequence[int],
        limit: int,
        *,
        before: Moment | None = None,
        since: str = "",
        soonest: bool = False,
    ) -> list[Moment]:
        """Return the places of the newest ``limit`` of certain kinds and states, or of the ``soonest``, in no order.

        They are those that the kept order of the record does not hold. ``before`` is a place that they come before,
        ``since`` a moment from which they are.
        """
        found: list[Moment] = []
        for kind in kinds:
            for state in states:
                places = self._by_kind.get((kind, state), [])
                if before is not None or since:
                    places = [place for place in places if (before is None or place < before) and place[0] >= since]
                found += places[:limit] if soonest else places[-limit:]
        return found

    def counts(self, kinds: Iterable[str]) -> dict[str, int]:
        """Return how many of each kind, but for deactivated ones, the kept order of the record does not hold."""
        found = {}
        for kind in kinds:
            ids = {activity for state in (0, 1, 2) for _moment, activity in self._by_kind.get((kind, state), ())}
            found[kind] = len(ids - self._linked(kind)) if ids else 0
        return found

    def _linked(self, kind: str) -> set[int]:
        """Return those of a kind that are linked to the record itself; of very many the first."""
        rows = self._session.store.rows(
            "SELECT activity FROM activity_place WHERE record = ? AND record_id = ? AND kind = ? LIMIT ?",
            (*self._place, kind, MOST_LINKED),
        )
        return {row[0] for row in rows}

    def owners(self, activities: Collection[int]) -> dict[int, str]:
        """Return what the opportunity or project is called that these were done on, if not on the record itself."""
        record, record_id = self._place
        if record not in _BELONG or not activities:
            return {}
        these = f"link.activity IN ({', '.join('?' * len(activities))})"
        sql = f"SELECT link.activity FROM activity_link link WHERE link.record = ? AND link.record_id = ? AND {these}"
        own = {row[0] for row in self._session.store.rows(sql, (record, record_id, *activities))}
        found: dict[int, str] = {}
        for kind, belongs in _BELONG[record].items():
            table, where, parameters = self._seen(kind)
            owned: Any = self._session.records[kind]
            assert issubclass(owned, Record)
            rows = self._session.store.rows(
                f"SELECT link.activity, {table}.{owned.title_field} FROM activity_link link JOIN {table}"
                f" ON {table}.id = link.record_id WHERE {these} AND link.record = '{kind}' AND {belongs} AND {where}"
                f" ORDER BY {table}.id",
                (*activities, record_id, *parameters),
            )
            for activity, title in rows:
                if activity not in own:
                    found.setdefault(activity, str(title or ""))
        return found
