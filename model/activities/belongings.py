"""What was done on the opportunities and projects of a customer or a contact: their timelines tell it (CUST-14).

A customer's stand in the kept order of its own activities (``activity_place``): whoever sees the customer sees what
belongs to it. Of a contact's some may belong to customers that are hidden from the person: they are read by what
belongs to the contact, once for all that a card asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.tables import ActivityPlace
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of, then
from model.core.storage.statements import slot, statement

_BELONG: Mapping[str, tuple[str, ...]] = {
    "customer": ("opportunity", "project"),
    "contact": ("opportunity", "project"),
}
"""Record → what belongs to it."""
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
        for kind in _BELONG.get(record, ()) if record != _KEPT else ():
            rows = session.rows(_places_of_belonging(record, session.records[kind]), id=record_id)
            for activity_kind, state, moment, activity in rows:
                if activity not in known:
                    known.add(activity)
                    self._by_kind.setdefault((activity_kind, state), []).append((moment, activity))
        for places in self._by_kind.values():
            places.sort()

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
        record, record_id = self._place
        rows = self._session.store.rows(_linked_of_kind(), record=record, record_id=record_id, kind=kind)
        return {row[0] for row in rows}

    def owners(self, activities: Collection[int]) -> dict[int, str]:
        """Return what the opportunity or project is called that these were done on, if not on the record itself."""
        record, record_id = self._place
        if record not in _BELONG or not activities:
            return {}
        values = {"ids": activities, "record": record, "id": record_id}
        own = {row[0] for row in self._session.store.rows(_linked_among(), **values)}
        found: dict[int, str] = {}
        for kind in _BELONG[record]:
            owned = self._session.records[kind]
            assert issubclass(owned, Record)
            rows = self._session.rows(_owners(record, owned), ids=activities, id=record_id)
            for activity, title in rows:
                if activity not in own:
                    found.setdefault(activity, str(title or ""))
        return found


def _belongs(record: str, owned: Any) -> Any:
    """Return the condition that a row of ``owned`` belongs to the record of that kind that slot ``id`` names."""
    if record == "customer":
        return owned.customer == slot("id")
    if owned.name_in_code == "opportunity":
        return owned.contact == slot("id")
    link: Any = peewee.Table("project_contact", ("project", "contact"))
    return owned.id.in_(peewee.Select((link,), (link.project,)).where(link.contact == slot("id")))


@statement
def _places_of_belonging(record: str, owned: type[Row]) -> Any:
    place = ActivityPlace.alias("place")
    source = then(owned, place, (place.record == owned.name_in_code) & (place.record_id == owned.id))
    columns = (place.kind, place.state, place.moment, place.activity)
    return peewee.Select((source,), columns).where(_belongs(record, owned), seen(owned))


@statement
def _linked_of_kind() -> Any:
    place = ActivityPlace
    return (
        place.select(place.activity)
        .where(place.record == slot("record"), place.record_id == slot("record_id"), place.kind == slot("kind"))
        .limit(MOST_LINKED)
    )


@statement
def _linked_among() -> Any:
    link = ActivityLink
    return link.select(link.activity).where(
        link.record == slot("record"), link.record_id == slot("id"), among(link.activity, slot("ids"))
    )


@statement
def _owners(record: str, owned: type[Record]) -> Any:
    link = ActivityLink
    return (
        link.select(link.activity, column_of(owned, owned.title_field))
        .join(owned, on=owned.id == link.record_id)
        .where(
            among(link.activity, slot("ids")),
            link.record == owned.name_in_code,
            _belongs(record, owned),
            seen(owned),
        )
        .order_by(owned.id)
    )
