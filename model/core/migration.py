"""Bringing a database's schema up to date: numbered steps, each in one transaction, after a backup (COM-18)."""

from __future__ import annotations

import importlib
import time
from pathlib import Path

from model.core.backup import write_copy
from model.core.database import APPLICATION_ID, SCHEMA_VERSION_NEWEST, Store
from model.core.errors import StorageError
from model.core.language import _

STEPS = {
    1: "model.core.migrations.m0001_first",
    2: "model.core.migrations.m0002_duplicates",
    3: "model.core.migrations.m0003_calling",
    4: "model.core.migrations.m0004_customers_and_sales",
    5: "model.core.migrations.m0005_plain_signs",
    6: "model.core.migrations.m0006_never_empty",
    7: "model.core.migrations.m0007_campaigns",
    8: "model.core.migrations.m0008_noughts_in_brackets",
    9: "model.core.migrations.m0009_link_history",
    10: "model.core.migrations.m0010_campaign_of_sales",
    11: "model.core.migrations.m0011_countries",
    12: "model.core.migrations.m0012_opt_outs",
    13: "model.core.migrations.m0013_attachments",
    14: "model.core.migrations.m0014_recipients",
    15: "model.core.migrations.m0015_contact_links",
    16: "model.core.migrations.m0016_call_anything",
    17: "model.core.migrations.m0017_distribution_lists",
    18: "model.core.migrations.m0018_customer_timeline",
}
"""Version reached → module whose ``up(connection)`` reaches it from the version before."""


def migrate(store: Store, *, keep_copy: bool = True) -> None:
    """Run the steps between the database's version and the newest.

    A database with content is backed up beside itself first, unless it is a passing one (``keep_copy``); of several
    programs that start at once one does it while the others wait. Raises :class:`StorageError` with the database as it
    was.
    """
    with store.writing() as connection:
        reached = connection.execute("PRAGMA user_version").fetchone()[0]
        if reached >= SCHEMA_VERSION_NEWEST:
            return
        content = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if content and not reached:
            raise StorageError(_("{path} is not a Salg database; it was left as it is.").format(path=store.path))
        if content and keep_copy:
            # Two programs cannot be here at once, but an earlier attempt may have left a copy of this second.
            write_copy(store.path, backup_path(store.path, reached), new=True, check=False)
        for number in range(reached + 1, SCHEMA_VERSION_NEWEST + 1):
            importlib.import_module(STEPS[number]).up(connection)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def backup_path(path: Path, version: int) -> Path:
    """Return where the copy that is made before a migration goes."""
    return path.with_name(f"{path.name}.schema-{version}-{time.strftime('%Y%m%d-%H%M%S')}.backup")
