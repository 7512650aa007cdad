"""Tables of the room that are no rows of history: who has what open, and what the registers say of a number."""

from __future__ import annotations

from model.core.storage.drivers import peewee


class CallLease(peewee.Model):
    """Who has a record, and its number, open at this moment; ``holder`` is one screen of one person."""

    record = peewee.TextField()
    record_id = peewee.BigIntegerField()
    number = peewee.TextField(null=True)
    list = peewee.BigIntegerField()
    holder = peewee.TextField()
    employee = peewee.BigIntegerField()
    until = peewee.TextField()

    class Meta:
        table_name = "call_lease"
        primary_key = peewee.CompositeKey("record", "record_id")


class Reservation(peewee.Model):
    """What a reservation register said of a number (E.164), and when."""

    number = peewee.TextField(primary_key=True)
    reserved = peewee.SmallIntegerField()
    checked_at = peewee.TextField()
    register = peewee.TextField(null=True)

    class Meta:
        table_name = "reservation"
