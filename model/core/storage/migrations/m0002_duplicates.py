"""Pairs that are not the same though they look it, and where a record that was merged has gone."""

from __future__ import annotations

from model.core.storage.ddl import ID, Kind, Operation, Table, indexes, required, unique

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "not_duplicate",
        (
            ID,
            *required("record"),
            *required("record_id", Kind.BIGINT),
            *required("other_record"),
            *required("other_record_id", Kind.BIGINT),
        ),
    ),
    unique("not_duplicate", "record record_id other_record other_record_id"),
    *indexes("not_duplicate", "other_record other_record_id"),
    Table("redirect", (ID, *required("record"), *required("old_id record_id", Kind.BIGINT))),
    unique("redirect", "record old_id"),
    *indexes("redirect", "record record_id"),
)
