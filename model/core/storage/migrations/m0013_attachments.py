"""Attachments: what a file of a campaign is called, is for, and whether it goes along; what is in a picture."""

from __future__ import annotations

from model.core.storage.ddl import AddColumn, Column, Execute, Kind, Operation, indexes, never_empty

OPERATIONS: tuple[Operation, ...] = (
    AddColumn("document", Column("title", Kind.TEXT)),
    AddColumn("document", Column("content_id", Kind.TEXT)),
    AddColumn("document", Column("goes_along", Kind.SMALLINT)),
    AddColumn("document", Column("from_archive", Kind.SMALLINT)),
    AddColumn("document", Column("keywords", Kind.TEXT)),
    AddColumn("document", Column("description", Kind.TEXT)),
    AddColumn("document", Column("width", Kind.BIGINT)),
    AddColumn("document", Column("height", Kind.BIGINT)),
    AddColumn("document", Column("depth", Kind.BIGINT)),
    AddColumn("document", Column("changed_at", Kind.TEXT)),
    AddColumn("document", Column("changed_by", Kind.BIGINT)),
    Execute("UPDATE document SET goes_along = 0, from_archive = 0"),
    *indexes("document", "content_id?"),
    *never_empty("document", "goes_along from_archive"),
)
