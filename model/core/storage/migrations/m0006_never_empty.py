"""What is never empty is so in the database too: what was emptied gets the value that new records have."""

from __future__ import annotations

from collections.abc import Iterator

from model.core.storage.ddl import Execute, Operation, never_empty

_ALL: tuple[str, ...] = ()

_NEVER_EMPTY: dict[str, dict[str, tuple[int, tuple[str, ...]]]] = {
    "lead": {
        "owner_only": (0, _ALL),
        "status": (2, _ALL),
        "classification": (2, _ALL),
        "do_not_call": (0, _ALL),
        "active": (1, _ALL),
    },
    "customer": {
        "kind": (1, _ALL),
        "private": (0, _ALL),
        "owner_only": (0, _ALL),
        "do_not_call": (0, _ALL),
        "active": (1, _ALL),
    },
    "contact": {"owner_only": (0, _ALL), "do_not_call": (0, _ALL), "active": (1, _ALL)},
    "opportunity": {"status": (1, _ALL), "active": (1, _ALL)},
    "activity": {
        "done": (0, ("task", "appointment")),
        "priority": (2, ("task", "email")),
        "active": (1, _ALL),
        "direction": (1, ("call", "email")),
    },
    "project": {"status": (1, _ALL), "active": (1, _ALL)},
    "employee": {"role": (2, _ALL), "active": (1, _ALL)},
    "call_list": {"shared": (0, _ALL)},
    "call_list_entry": {"private": (0, _ALL), "state": (1, _ALL)},
    "saved_view": {"shared": (0, _ALL)},
    "option": {"active": (1, _ALL)},
    "custom_field": {"active": (1, _ALL)},
}
"""By table and column: what stands where nothing did, and the kinds of row it is for where not for all of the table."""


def _fill(table: str, name: str, value: int, kinds: tuple[str, ...]) -> Execute:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    scope = f" AND kind IN ({listed})" if listed else ""
    return Execute(f"UPDATE {table} SET {name} = {value} WHERE {name} IS NULL{scope}")


def _filled() -> Iterator[Operation]:
    # An e-mail without a direction is a draft; a call was made from here.
    yield Execute("UPDATE activity SET direction = 3 WHERE direction IS NULL AND kind = 'email'")
    for table, columns in _NEVER_EMPTY.items():
        for name, (value, kinds) in columns.items():
            yield _fill(table, name, value, kinds)
        yield from never_empty(table, {name: kinds for name, (_value, kinds) in columns.items()})


OPERATIONS: tuple[Operation, ...] = tuple(_filled())
