"""What an activity is about, in lists: the record it is linked to, by its title (COM-11, COM-12; W20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access.seen import seen
from model.core.fields.base import QueryContext
from model.core.fields.texts import Text
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, answer, column_of, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from model.core.access.session import Session

KINDS = ("lead", "customer", "contact", "opportunity", "project", "campaign")
"""What an activity can be linked to and is called by its title."""

NOBODY = -1
"""The ID of nobody: to them only what is hidden from none is shown."""

_ACTIVITY: Any = peewee.Table("activity", ("id",))
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

    def expression(self, rows: Any) -> Any:
        """Null: what it comes to depends on who asks."""
        return peewee.SQL("NULL")


def abouts(session: Session, activities: Iterable[int]) -> dict[int, str]:
    """Return what each of these activities is about; what is linked to nothing that the person may see is absent."""
    rows = _ACTIVITY.alias("activity")
    about = AboutField("").listed(rows, session)
    found = session.rows(peewee.Select((rows,), (rows.id, about)).where(among(rows.id, activities)))
    return {activity: about for activity, about in found if about}
