"""Which rows a person may see (CUST-09, W20).

Every read begins with :func:`visible`; what somebody may not see is absent everywhere, as if it were not on file.
"""

from __future__ import annotations

from typing import Any

from model.core.records.record import Row


def visible(record: type[Row], person_id: int, alias: str = "") -> tuple[str, list[Any]]:
    """Return a predicate on the rows of ``record``'s table, under its own name or ``alias``, for what may be seen.

    Records that are visible to their owner only are left out for everyone else; so is what is seen only through such a
    record (the opportunities of a customer, the recipients of a campaign), and other people's activities that are
    linked to nothing but hidden records (W20, G05).
    """
    alias = alias or record.table()
    parts: list[str] = []
    parameters: list[Any] = []
    for column, value in record.scope.items():
        parts.append(f"{alias}.{column} = ?")
        parameters.append(value)
    if getattr(record, "hides", False):
        parts.append(_own_or_open(alias))
        parameters.append(person_id)
    elif through := getattr(record, "visible_through", ()):
        for name in through:
            kind = getattr(record.fields()[name], "record")  # noqa: B009
            parts.append(_of_seen(alias, name, kind))
            parameters.append(person_id)
    elif record.table() == "activity":
        seen = " ".join(
            f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {kind} linked WHERE linked.id = link.record_id AND {test})"
            for kind, test in (
                *((kind, _own_or_open("linked")) for kind in ("lead", "customer", "contact", "campaign")),
                *((kind, _of_seen_customer("linked")) for kind in ("opportunity", "project")),
            )
        )
        links = f"FROM activity_link link WHERE link.activity = {alias}.id"
        parts.append(
            f"({alias}.owner = ? OR EXISTS (SELECT 1 {links} AND CASE link.record {seen} ELSE 1 END)"
            f" OR NOT EXISTS (SELECT 1 {links}))"
        )
        parameters.extend([person_id] * 7)
    return (" AND ".join(parts) or "1"), parameters


def linked_to_seen(link: type[Row], person_id: int) -> tuple[str, list[Any]]:
    """Return a predicate on the rows of a link table for those of which the person may see what they link."""
    table = link.table()
    parts: list[str] = []
    for name, declared in link.fields().items():
        kind = getattr(declared, "record", "")
        if kind in ("lead", "customer", "contact"):
            test = _own_or_open("linked")
        elif kind in ("opportunity", "project"):
            test = _of_seen_customer("linked")
        else:
            continue
        parts.append(f"EXISTS (SELECT 1 FROM {kind} linked WHERE linked.id = {table}.{name} AND {test})")
    return (" AND ".join(parts) or "1"), [person_id] * len(parts)


HIDDEN_LEADS = "SELECT id FROM lead WHERE owner_only = 1 AND owner IS NOT ?"
"""The leads that a person may not see; ``?`` is that person."""

HIDDEN_CUSTOMERS = "SELECT id FROM customer WHERE owner_only = 1 AND owner IS NOT ?"
"""The customers that a person may not see; ``?`` is that person."""


def visible_among_many(record: type[Row], person_id: int, alias: str) -> tuple[str, list[Any]]:
    """Return the predicate of :func:`visible` for opportunities and projects, for a query that goes through most rows.

    The few customers that are hidden are then read once, instead of each row's customer.
    """
    if record.name_in_code not in ("opportunity", "project"):
        return visible(record, person_id, alias)
    return f"{alias}.customer NOT IN ({HIDDEN_CUSTOMERS})", [person_id]


def _own_or_open(alias: str) -> str:
    # The plus keeps the engine from reading two ranges of an index for what is true of nearly every row.
    return f"(+{alias}.owner_only = 0 OR +{alias}.owner = ?)"


def _of_seen_customer(alias: str) -> str:
    return _of_seen(alias, "customer", "customer")


def _of_seen(alias: str, name: str, kind: str) -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM {kind} hidden WHERE hidden.id = {alias}.{name}"
        " AND hidden.owner_only = 1 AND hidden.owner IS NOT ?)"
    )
