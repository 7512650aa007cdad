"""What one record has of a relation: its links, as whoever asks may see them."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.lists import list_queries
from model.core.records.record import Record
from model.core.records.relations import Item, RelationField
from model.core.storage.expressions import under_own_name
from model.core.storage.statements import Part, slot, statement


def relation_items(session: Session, record: type[Record], relation: RelationField, record_id: int) -> tuple[Item, ...]:
    """Return the items that a record has of a relation; none where the record is gone.

    What it leads to is left out where the person may not see it. The record itself is read whoever may see it, so that
    one can be told what a change has made of a record that it hides.
    """
    selected = session.store.statements.part(list_queries.columns(record, (relation.name,), ()), session)
    return tuple(relation.from_stored(session.value(_of_record(record, selected), id=record_id)) or ())


@statement
def _of_record(record: type[Record], selected: Part) -> Any:
    rows = under_own_name(record)
    return rows.select(selected).where(rows.id == slot("id"))
