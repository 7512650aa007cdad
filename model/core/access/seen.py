"""What a person may see, as a condition of a query (W20, G05).

Records that are visible to their owner only are left out for everyone else; so is what is seen only through such a
record (the opportunities of a customer, the recipients of a campaign), and other people's activities that are linked
to nothing but hidden records. An e-mail that is linked to a hidden record is hidden with it, whatever else it is
linked to.
"""

from __future__ import annotations

from typing import Any

from model.core.access.session_slots import ME as ME
from model.core.records.record import Row
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import FALSE, TRUE, Rows, aside, column_of, differs, row_by_row

_OWNED = ("lead", "customer", "contact", "campaign")
"""What an activity is linked to and has an owner."""
_OF_CUSTOMER = ("opportunity", "project")
"""What an activity is linked to and is seen through its customer."""


def seen(record: type[Row], rows: Rows = None) -> Any:
    """Return the condition that the person who asks may see a row of ``record``.

    ``rows`` is the alias that the query reads the record's table under, the record itself where it is left out.
    """
    rows = record if rows is None else rows
    found = None
    for condition in _conditions(record, rows):
        found = condition if found is None else found & condition
    return TRUE if found is None else found


def _conditions(record: type[Row], rows: Rows) -> list[Any]:
    found: list[Any] = [in_scope(record, rows)] if record.scope else []
    if getattr(record, "hides", False):
        found.append(_own_or_open(rows))
    elif through := getattr(record, "visible_through", ()):
        for name in through:
            found.append(_of_seen(rows, name, getattr(record.fields()[name], "record")))  # noqa: B009
    elif record.table() == "activity":
        found.append(_own_or_linked(rows, hidden_by_any=getattr(record, "hidden_by_any", False)))
    return found


def linked_to_seen(link: type[Row], rows: Rows = None) -> Any:
    """Return the condition on the rows of a link table that the person may see what they link."""
    rows = link if rows is None else rows
    found: Any = None
    for name, field in link.fields().items():
        kind = getattr(field, "record", "")
        if kind in _OWNED or kind in _OF_CUSTOMER:
            linked = _table(kind)
            condition = peewee.fn.EXISTS(
                peewee.Select((linked,), (peewee.SQL("1"),)).where(
                    linked.id == column_of(rows, name), _seen_linked(kind, linked)
                )
            )
            found = condition if found is None else found & condition
    return TRUE if found is None else found


def hidden_ids(kind: str) -> peewee.Select:
    """Return the query for the IDs of a kind of record with an owner that the person may not see."""
    rows = _table(kind)
    return peewee.Select((rows,), (rows.id,)).where(rows.owner_only == 1, differs(rows.owner, ME))


def seen_among_many(record: type[Row], rows: Rows = None) -> Any:
    """Return what :func:`seen` does, for a query that goes through most rows of what is seen through its customer.

    The few customers that are hidden are then read once, instead of each row's customer.
    """
    if getattr(record, "visible_through", ()) != ("customer",):
        return seen(record, rows)
    return column_of(record if rows is None else rows, "customer").not_in(hidden_ids("customer"))


def _own_or_open(rows: Rows) -> Any:
    # Aside: or the engine reads two ranges of an index for what is true of nearly every row.
    return (aside(rows.owner_only) == peewee.SQL("0")) | (aside(rows.owner) == ME)


def _of_seen(rows: Rows, name: str, kind: str) -> Any:
    """Return the condition that the record which column ``name`` refers to is not hidden."""
    hidden = _table(kind)
    is_hidden = peewee.fn.EXISTS(
        peewee.Select((hidden,), (peewee.SQL("1"),)).where(
            hidden.id == column_of(rows, name), hidden.owner_only == 1, differs(hidden.owner, ME)
        )
    )
    return row_by_row(~is_hidden)


def _own_or_linked(rows: Rows, *, hidden_by_any: bool = False) -> Any:
    """An activity is seen by its owner, by who sees something that it is linked to, and by all where it has no link.

    With ``hidden_by_any`` by who sees all that it is linked to.
    """
    link: Any = peewee.Table("activity_link", ("activity", "record", "record_id"))
    links = peewee.Select((link,), (peewee.SQL("1"),)).where(link.activity == rows.id)
    cases = []
    for kind in (*_OWNED, *_OF_CUSTOMER):
        linked = _table(kind)
        condition = peewee.Select((linked,), (peewee.SQL("1"),)).where(
            linked.id == link.record_id, _seen_linked(kind, linked)
        )
        cases.append((link.record == kind, peewee.fn.EXISTS(condition)))
    if hidden_by_any:
        hidden = links.where(peewee.Case(None, [(kind, ~is_seen) for kind, is_seen in cases], FALSE))
        return (rows.owner == ME) | ~peewee.fn.EXISTS(hidden)
    visible = links.where(peewee.Case(None, cases, TRUE))
    return (rows.owner == ME) | peewee.fn.EXISTS(visible) | ~peewee.fn.EXISTS(links)


def _seen_linked(kind: str, rows: Rows) -> Any:
    return _own_or_open(rows) if kind in _OWNED else _of_seen(rows, "customer", "customer")


def _table(kind: str) -> Any:
    return peewee.Table(kind, ("id", "owner", "owner_only", "customer"))
