"""What was linked to a record is found in the history, also when it is linked no more."""

from __future__ import annotations

import sqlite3


def up(connection: sqlite3.Connection) -> None:
    """Make an index of the few lines that took links off, or changed them."""
    connection.execute(
        "CREATE INDEX change_row_links ON change_row (record) WHERE action <> 'insert' AND record IN"
        " ('customer_contact', 'customer_category', 'seller', 'activity_link', 'document', 'project', 'opportunity')"
    )
