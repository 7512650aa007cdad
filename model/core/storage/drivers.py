"""Peewee, imported without the database drivers that it would load by itself.

Peewee imports every driver it finds installed; with one of PostgreSQL's or MySQL's on the machine that costs more than
all the rest of the start. An empty entry in ``sys.modules`` makes its import fail at once, as if it were not there.
Every other module takes Peewee from here.
"""

from __future__ import annotations

import sys

_DRIVERS = ("psycopg2", "psycopg2cffi", "psycopg", "pymysql", "MySQLdb")
_blocked = [name for name in _DRIVERS if name not in sys.modules]
for _name in _blocked:
    sys.modules[_name] = None  # type: ignore[assignment]
import peewee as peewee  # noqa: E402

for _name in _blocked:
    sys.modules.pop(_name, None)
