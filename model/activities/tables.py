"""The tables of activities, for queries that read several kinds at once."""

from __future__ import annotations

from typing import Any

from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement


class ActivityTable(peewee.Model):
    """Every kind of activity: ``kind`` is its word in code; what a kind has not is null."""

    id = peewee.AutoField()
    kind = peewee.TextField()
    subject = peewee.TextField(null=True)
    text = peewee.TextField(null=True)
    owner = peewee.BigIntegerField(null=True)
    at = peewee.TextField(null=True)
    end = peewee.TextField(null=True)
    done = peewee.SmallIntegerField(null=True)
    priority = peewee.SmallIntegerField(null=True)
    place = peewee.TextField(null=True)
    series = peewee.BigIntegerField(null=True)
    planned = peewee.TextField(null=True)
    recurrence = peewee.TextField(null=True)
    remind = peewee.BigIntegerField(null=True)
    direction = peewee.SmallIntegerField(null=True)
    number = peewee.TextField(null=True)
    number_key = peewee.TextField(null=True)
    outcome = peewee.SmallIntegerField(null=True)
    duration = peewee.BigIntegerField(null=True)
    sender = peewee.TextField(null=True)
    recipients = peewee.TextField(null=True)
    attachments = peewee.BigIntegerField(null=True)
    active = peewee.SmallIntegerField()
    created_at = peewee.TextField(null=True)
    changed_at = peewee.TextField(null=True)
    changed_by = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "activity"


class ActivityPlace(peewee.Model):
    """Where an activity stands in the order of a record's activities; kept by triggers.

    ``state`` is 0 for what has a time, 1 for a task without one, 2 for what is done, 3 for what is deactivated;
    ``moment`` the time (UTC text) that it is ordered by.
    """

    record = peewee.TextField()
    record_id = peewee.BigIntegerField()
    kind = peewee.TextField()
    state = peewee.SmallIntegerField()
    moment = peewee.TextField()
    activity = peewee.BigIntegerField()

    class Meta:
        table_name = "activity_place"
        primary_key = peewee.CompositeKey("record", "record_id", "kind", "state", "moment", "activity")


class PromisedCall(peewee.Model):
    """An entry of a call list as a task of this room stands for it: a call-back that was promised."""

    task = peewee.BigIntegerField(null=True)

    class Meta:
        table_name = "call_list_entry"


@statement
def planned_times() -> Any:
    """The query for the times that rows of a ``series`` stand for, each in the place of a coming one."""
    activity = ActivityTable
    return activity.select(activity.planned).where(activity.series == slot("series"), activity.planned.is_null(False))
