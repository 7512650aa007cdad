"""The campaign that a lead or an opportunity came of."""

from __future__ import annotations

import sqlite3


def up(connection: sqlite3.Connection) -> None:
    """Add the reference to both, and the index by which a campaign finds them."""
    for table in ("lead", "opportunity"):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN campaign BIGINT")
        connection.execute(f"CREATE INDEX {table}_campaign ON {table} (campaign) WHERE campaign IS NOT NULL")
