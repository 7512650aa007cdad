"""What an activity is about, in lists: the record it is linked to, by its title (COM-11, COM-12; W20)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from model.core.access.row_access import visible
from model.core.access.seen import seen
from model.core.fields.base import QueryContext
from model.core.fields.texts import Text
from model.core.storage.drivers import peewee
from model.core.storage.expressions import answer, column_of, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.core.access.session import Session

KINDS = ("lead", "customer", "contact", "opportunity", "project", "campaign")
"""What an activity can be linked to and is called by its title."""

NOBODY = -1
"""The ID of nobody: to them only what is hidden from none is shown."""


_LINK: Any = peewee.Table("activity_link", ("id", "activity", "record", "record_id"))


def _title(record: Any, record_id: Any) -> peewee.Select:
    """Return the query for the title of a record, as far as who asks may see it."""
    other = record.alias("other")
    title = column_of(other, getattr(record, "title_field", "name"))
    return peewee.Select((other,), (title,)).where(other.id == record_id, seen(record, other))


class AboutField(Text):
    """The title of the first record that an activity is linked to, of those that the person may see; else null.

    Worked out row by row as a list is read, by the index of the links.
    """

    operators = ()
    has_column = False

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, system=True, **options)
        self.name = "about"

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return the title for a list on ``rows``, as who asks may see it."""
        link = _LINK.alias("link")
        titles = peewee.Case(
            link.record,
            [(literal(kind), answer(_title(context.records[kind], link.record_id))) for kind in KINDS],
        )
        linked = (
            peewee.Select((link,), (link.id.alias("place"), titles.alias("about")))
            .where(link.activity == rows.id)
            .alias("linked")
        )
        named = peewee.Select((linked,), (linked.c.about,)).where(linked.c.about.is_null(False))
        return answer(named.order_by(linked.c.place).limit(1))

    def selected(self, session: QueryContext) -> tuple[str, list[Any]]:
        """Return the SQL for a list as the person of ``session`` sees it, and its parameters."""
        cases: list[str] = []
        parameters: list[Any] = []
        for kind in KINDS:
            record = session.records[kind]
            where, own = visible(record, session.person.id, "other")
            title = getattr(record, "title_field", "name")
            cases.append(
                f"WHEN '{kind}' THEN (SELECT other.{title} FROM {record.table()} other"
                f" WHERE other.id = link.record_id AND {where})"
            )
            parameters += own
        return (
            f"(SELECT about FROM (SELECT link.id AS place, CASE link.record {' '.join(cases)} END AS about"
            " FROM activity_link link WHERE link.activity = activity.id) WHERE about IS NOT NULL"
            " ORDER BY place LIMIT 1)"
        ), parameters

    def expression(self, rows: Any) -> Any:
        """Null: what it comes to depends on who asks."""
        return peewee.SQL("NULL")


def abouts(session: Session, activities: Iterable[int]) -> dict[int, str]:
    """Return what each of these activities is about; what is linked to nothing that the person may see is absent."""
    sql, parameters = AboutField("").selected(session)
    rows = session.store.rows(
        f"SELECT activity.id, {sql} FROM activity WHERE activity.id IN (SELECT value FROM json_each(?))",
        (*parameters, json.dumps([*activities])),
    )
    return {activity: about for activity, about in rows if about}
