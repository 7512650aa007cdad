"""The table of employees as queries of every room read it: who somebody is by initials and name.

The record itself, :class:`model.people.records.Employee`, stands above the rooms whose records employees own.
"""

from __future__ import annotations

from model.core.storage.drivers import peewee


class EmployeeTable(peewee.Model):
    """Who works in the company; ``role`` is 1 for an administrator, 2 for a seller, 3 for a reader."""

    id = peewee.AutoField()
    initials = peewee.TextField()
    initials_key = peewee.TextField()
    name = peewee.TextField()
    name_key = peewee.TextField()
    email = peewee.TextField(null=True)
    phone = peewee.TextField(null=True)
    role = peewee.SmallIntegerField()
    account = peewee.TextField(null=True)
    active = peewee.SmallIntegerField()

    class Meta:
        table_name = "employee"
