"""No door is forgotten: a file that a person names is opened by one function, or written by one (COM-17).

A process that opens and closes its own database file drops the locks of SQLite, and the database is lost. So whoever
opens a file by its path stands in the list below with the reason why nobody can name that path; everything else goes
through ``open_named``, ``new_file`` or ``write_copy``, which compare the file with the database first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import PACKAGES, ROOT, files, nodes, place

OPENERS = {
    "model/core/filesystem/named_file.py": "compares before it opens",
    "model/core/storage/sqlite/database_file.py": "the database itself, by SQLite",
    "model/core/storage/sqlite/backup.py": "the database and its copy, by SQLite; the target was compared",
    "model/core/storage/sqlite/restore.py": (
        "the database and its copy, by SQLite; the damaged one only while nobody has it open"
    ),
    "model/core/filesystem/file_mode.py": "makes a database where there is none",
    "model/core/filesystem/partial_file.py": "new files under names of its own",
    "model/core/company/drafts.py": "the folder of drafts, under names of its own",
    "model/campaign_mail/holder.py": "what the system says of a process",
    "model/core/dates.py": "the system's zone file",
    "model/files/seen.py": "a scratch database without a name",
    "model/files/zone_rules.py": "the system's zone files",
    "model/registry/file.py": "the registry, which lies where Salg keeps it",
    "model/registry/interrupted_load.py": "what a killed load has left beside it",
    "model/registry/search.py": "the registry, which lies where Salg keeps it",
    "tui/commands/dispatch.py": "the log",
    "tui/commands/streams.py": "/dev/null",
    "tui/widgets/external_editor.py": "a text in a folder that was made for it",
    "tui/widgets/file_opening.py": "a copy in a folder that was made for it",
    "tui/terminal/line.py": "the terminal",
    "tui/terminal/capabilities.py": "the system's descriptions of terminals",
}
"""File → why no path that a person names is opened in it unseen."""

ATTRIBUTES = {
    "read_bytes", "read_text", "write_bytes", "write_text", "copyfile", "copy2", "copytree", "load_workbook",
}  # fmt: skip
"""Methods and functions that open a file by its path, whatever they belong to."""

OF_MODULES = {
    "os": {"open", "truncate"}, "io": {"open", "FileIO"}, "gzip": {"open", "GzipFile"}, "bz2": {"open"},
    "lzma": {"open"}, "codecs": {"open"}, "zipfile": {"ZipFile"}, "sqlite3": {"connect"}, "shutil": {"copy", "move"},
    "tokenize": {"open"}, "fileinput": {"input"}, "mmap": {"mmap"},
}  # fmt: skip


def opens(call: ast.Call) -> bool:
    """Whether a call opens a file by a path: not the descriptor, nor the stream, that somebody else has opened."""
    first = call.args[0] if call.args else None
    match call.func:
        case ast.Name(id="open"):
            return True
        case ast.Attribute(value=ast.Name(id="gzip" | "zipfile"), attr=name):
            given = [keyword.value for keyword in call.keywords if keyword.arg == "fileobj"] or [first]
            return name in ("open", "GzipFile", "ZipFile") and not (
                isinstance(given[0], ast.Name) and given[0].id == "file"
            )
        case ast.Attribute(attr="load_workbook"):
            return not (isinstance(first, ast.Attribute) and first.attr == "_file")
        case ast.Attribute(value=ast.Name(id=module), attr=name) if name in OF_MODULES.get(module, ()):
            return True
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            return True
        case ast.Attribute(attr="open"):
            # A path is opened in a mode; a list or a draft is opened without.
            mode = first.value if isinstance(first, ast.Constant) else None
            named = ast.unparse(call.func.value).lower()
            return isinstance(mode, str) or any(word in named for word in ("path", "file", "source", "target"))
    return False


def places() -> Iterator[tuple[str, int]]:
    for package in PACKAGES:
        for file in files(package):
            for node in nodes(file):
                if isinstance(node, ast.Call) and opens(node):
                    yield place(file), node.lineno


def test_no_file_is_opened_but_by_those_that_compare_it_first() -> None:
    found = [f"{name}:{line}" for name, line in places() if name not in OPENERS]
    assert not found, (
        f"open it by model.core.filesystem.named_file.open_named, or write it by model.files.new_file: {found}"
    )


def test_every_exception_is_still_one() -> None:
    assert {name for name, _line in places()} >= set(OPENERS)


def test_the_test_sees_an_opening() -> None:
    seen = {
        "open(path)", "path.open('rb')", "os.open(path, 0)", "zipfile.ZipFile(path)", "self.path.open()",
        "gzip.open(name)", "Path(x).read_text()", "shutil.copyfile(a, b)", "sqlite3.connect(a)",
        "openpyxl.load_workbook(path)",
    }  # fmt: skip
    unseen = {"Draft.open(folder, 'a', 1)", "self.list.open()", "zipfile.ZipFile(file)", "gzip.GzipFile(fileobj=file)"}

    def is_seen(text: str) -> bool:
        return any(isinstance(node, ast.Call) and opens(node) for node in ast.walk(ast.parse(text, mode="eval")))

    assert {text for text in seen | unseen if is_seen(text)} == seen


def test_every_writer_of_a_named_file_compares_it_first() -> None:
    """The two that others go through ask before they write."""
    for name in ("model/files/new_file.py", "model/core/storage/sqlite/backup.py"):
        assert "refuse_own" in Path(ROOT / name).read_text(encoding="utf-8")
