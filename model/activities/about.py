"""What an activity is about, in lists: the record it is linked to, by its title (COM-11, COM-12; W20)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from model.core.access.row_access import visible
from model.core.fields.base import QueryContext
from model.core.fields.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.core.access.session import Session

KINDS = ("lead", "customer", "contact", "opportunity", "project", "campaign")
"""What an activity can be linked to and is called by its title."""

NOBODY = -1
"""The ID of nobody: to them only what is hidden from none is shown."""


class AboutField(Text):
    """The title of the first record that an activity is linked to, of those that the person may see; else null.

    Worked out row by row as a list is read, by the index of the links.
    """

    operators = ()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, system=True, **options)
        self.name = "about"

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

    @property
    def sql(self) -> str:
        """Null: what it comes to depends on who asks."""
        return "NULL"

    @property
    def order_column(self) -> str:
        """Null: no list is sorted by it."""
        return self.sql


def abouts(session: Session, activities: Iterable[int]) -> dict[int, str]:
    """Return what each of these activities is about; what is linked to nothing that the person may see is absent."""
    sql, parameters = AboutField("").selected(session)
    rows = session.store.rows(
        f"SELECT activity.id, {sql} FROM activity WHERE activity.id IN (SELECT value FROM json_each(?))",
        (*parameters, json.dumps([*activities])),
    )
    return {activity: about for activity, about in rows if about}
