"""The call log of a record: its calls, and any other call with one of its numbers, or its contacts' (CUST-18)."""

from __future__ import annotations

import json

from model.activities.belongings import Belongings
from model.activities.links import check_place
from model.activities.records import Call
from model.activities.timeline import Entry, by_ids, told_of
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.customers.records import Contact, Customer

_MOST_CONTACTS = 1_000
"""Contacts of a customer whose numbers are looked for."""
_OWN = {"customer": ("phone", "mobile", "fax"), "contact": ("phone", "direct_phone", "mobile")}


def numbers_of(session: Session, record: str, record_id: int) -> list[str]:
    """Return the telephone numbers (E.164) of a customer and its contacts, or of a contact, each once.

    Of contacts those that the person may see. Other records have none here.
    """
    if record not in _OWN:
        return []
    columns = ", ".join(f"{record}.{name}_key" for name in _OWN[record])
    own, parameters = visible(Customer if record == "customer" else Contact, session.person.id)
    rows = session.store.rows(f"SELECT {columns} FROM {record} WHERE id = ? AND {own}", (record_id, *parameters))
    if record == "customer":
        where, more = visible(Contact, session.person.id)
        theirs = ", ".join(f"contact.{name}_key" for name in _OWN["contact"])
        rows += session.store.rows(
            f"SELECT {theirs} FROM customer_contact link JOIN contact ON contact.id = link.contact"
            f" WHERE link.customer = ? AND {where} LIMIT ?",
            (record_id, *more, _MOST_CONTACTS),
        )
    return list(dict.fromkeys(number for row in rows for number in row if number))


def calls_of(
    session: Session, record: str, record_id: int, limit: int, *, further: Belongings | None = None
) -> list[Entry]:
    """Return the calls of a record, newest first: those linked to it or to its opportunities and projects, and those in
    or out with any of its numbers; ``further`` is as in :func:`of_record <model.activities.timeline.of_record>`.

    Calls that belong to nothing but records hidden from the person are absent. Raises :class:`NotFoundError` for a
    record that is gone or hidden.
    """
    check_place(session, (record, record_id))
    further = Belongings(session, record, record_id) if further is None else further
    rows = session.store.rows(*_ids(session, record, record_id, limit, further))
    return told_of(by_ids(session, [row[0] for row in rows]), further)


def count_calls(session: Session, record: str, record_id: int, most: int, *, further: Belongings | None = None) -> int:
    """Return how many calls :func:`calls_of` would tell of, counted no further than ``most``."""
    further = Belongings(session, record, record_id) if further is None else further
    sql, parameters = _ids(session, record, record_id, most, further, ordered=False)
    return int(session.store.value(f"SELECT count(*) FROM ({sql})", parameters))


def _ids(
    session: Session, record: str, record_id: int, limit: int, further: Belongings, *, ordered: bool = True
) -> tuple[str, list[object]]:
    order = " ORDER BY moment DESC, activity DESC" if ordered else ""
    linked = (
        "SELECT activity, moment FROM activity_place WHERE record = ? AND record_id = ? AND kind = 'call' AND state < 3"
    )
    sql, parameters = f"SELECT * FROM ({linked}{order} LIMIT ?)", [record, record_id, limit]
    if calls := further.first(("call",), (0, 1, 2), limit):
        sql += " UNION SELECT value ->> 1, value ->> 0 FROM json_each(?)"
        parameters.append(json.dumps(calls))
    numbers = numbers_of(session, record, record_id)
    if numbers:
        seen, more = visible(Call, session.person.id)
        # From the numbers to the calls: there may be many more calls than numbers.
        sql += (
            " UNION SELECT * FROM (SELECT activity.id, coalesce(activity.at, activity.created_at) AS moment"
            " FROM json_each(?) wanted CROSS JOIN activity INDEXED BY activity_number_key"
            " ON activity.number_key = wanted.value"
            f" WHERE activity.number_key IS NOT NULL AND activity.active = 1 AND {seen}{order.replace('activity', '1')}"
            " LIMIT ?)"
        )
        parameters += [json.dumps(numbers), *more, limit]
    return f"{sql}{order} LIMIT ?", [*parameters, limit]
