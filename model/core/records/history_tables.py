"""The two tables of history, for queries: which changes there were, and what each did to which rows."""

from __future__ import annotations

from model.core.storage.drivers import peewee


class ChangeEntry(peewee.Model):
    """A change: its name and maker, and whether it is undone."""

    id = peewee.AutoField()
    name = peewee.TextField()
    details = peewee.TextField(null=True)
    kind = peewee.TextField()
    author = peewee.BigIntegerField()
    at = peewee.TextField()
    rows = peewee.BigIntegerField()
    undoes = peewee.BigIntegerField(null=True)
    undone_by = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "change"


class ChangeRow(peewee.Model):
    """What a change did to one row: "insert", "update" or "delete", and the stored columns as JSON."""

    id = peewee.AutoField()
    change = peewee.BigIntegerField()
    record = peewee.TextField()
    record_id = peewee.BigIntegerField()
    action = peewee.TextField()
    before = peewee.TextField(null=True)
    after = peewee.TextField(null=True)

    class Meta:
        table_name = "change_row"
