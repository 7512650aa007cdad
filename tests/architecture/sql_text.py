"""Where SQL stands as text, and the list of the files that still have some.

Queries are written with Peewee's builder; only storage, the registry's own file and the scratch file of an import
speak SQL. The files of ``sql_text.txt`` are older than that rule. A file leaves the list for good once its last text
is gone::

    python -m tests.architecture.sql_text

writes the list anew without such files. It never adds one.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tests.architecture.house import PACKAGES, ROOT, files, nodes, place

LIST = Path(__file__).with_name("sql_text.txt")

ALLOWED = ("model/core/storage/", "model/registry/", "model/files/seen.py")
"""Storage, and the two SQLite files that are the program's own and not the store."""

_HEADING = """\
# Files with SQL text that are to be rewritten with the query builder; a section per room, so that two people who take
# files away seldom meet. `python -m tests.architecture.sql_text` takes away those that have none left.
"""

SQL = re.compile(
    r"""
    # statements
      \bSELECT\s | \bINSERT\s+(OR|INTO)\s | \bREPLACE\s+INTO\s | \bUPDATE\s+\S+\s+SET\s | ^\s*UPDATE\s
    | \bDELETE\s+FROM\s
    | \bPRAGMA\s | \b(CREATE|DROP|ALTER)\s+(TEMP|TABLE|UNIQUE|INDEX|VIRTUAL|TRIGGER|VIEW)\b
    | ^\s*WITH\s+(RECURSIVE\s)?\s*\w+ | \bBEGIN\s+(IMMEDIATE|DEFERRED|EXCLUSIVE)\b
    | ^(COMMIT|ROLLBACK|SAVEPOINT\s.*|VACUUM|ANALYZE|REINDEX)$
    # clauses
    | \b(ORDER|GROUP|INDEXED|PARTITION)\s+BY\b | \b(LEFT|CROSS|INNER|OUTER)\s+JOIN\b | \bJOIN\s+\w+\s
    | \bUNION\s+(ALL|SELECT)
    | \bFROM\s+[\w{] | \bWHERE\s | \bLIMIT\s+[?\d]
    # conditions
    | \sAND\s | \sOR\s | \bIS\s+(NOT\s+)?NULL\b | \bNOT\s+NULL\b | \bEXISTS\s*\( | \bIN\s*\(
    | \bCASE\s+WHEN\b | \bESCAPE\s+'
    | \s(=|<>|<=|>=|<|>|IS|LIKE|MATCH)\s\? | \b[a-z_]+\s(=|<>|IS)\s('|\d+$) | \bNULLS\s+(FIRST|LAST)\b | \bCOLLATE\s
    # functions and tables of an engine
    | \bjson_\w+\( | \bsalg_\w+\( | \bsqlite_\w+ | \bcoalesce\( | \bcount\(\*\) | \bgroup_concat\(
    """,
    re.VERBOSE,
)
"""A statement, or a piece of one, written in capitals as SQL is here; no sentence of the screens looks so."""


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of every piece of SQL in a file; documentation is not SQL."""
    documentation = {id(node.value) for node in nodes(file) if isinstance(node, ast.Expr)}
    for node in nodes(file):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
            and SQL.search(node.value)
        ):
            yield node.lineno, node.value


def with_sql() -> set[str]:
    """Return the files of the two packages that have SQL text where it should not be."""
    return {
        place(file)
        for package in PACKAGES
        for file in files(package)
        if not place(file).startswith(ALLOWED) and any(texts(file))
    }


def listed() -> set[str]:
    """Return the files that may still have some."""
    return {line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}


def write(names: set[str]) -> None:
    """Write the list anew."""
    sections = [
        f"\n# {room}\n" + "".join(f"{name}\n" for name in rows)
        for room, rows in groupby(sorted(names, key=lambda name: (_room(name), name)), _room)
    ]
    LIST.write_text(_HEADING + "".join(sections), encoding="utf-8")


def _room(name: str) -> str:
    """Return the folder a file stands in."""
    return name.rpartition("/")[0]


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(f"usage: python -m {__spec__.name}")
    gone = listed() - with_sql()
    write(listed() - gone)
    for name in sorted(gone):
        print(name, "" if (ROOT / name).exists() else "(not there any more)")
    print(f"{len(gone)} files taken away, {len(listed())} left")
