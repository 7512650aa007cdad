"""What importing may bring along: no screens in the model, nothing heavy before its time, nothing done at import."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.house import PACKAGES, ROOT, files, modules, nodes, place

SCREENS = ("textual", "rich")
DRIVERS = ("psycopg", "psycopg2", "psycopg2cffi", "pymysql", "MySQLdb")
"""Peewee imports any of these that is installed, at a price of 150 ms, if it is let."""
HEAVY = (
    *DRIVERS, "openpyxl", "phonenumbers", "stdnum", "email_validator", "dns", "idna", "rapidfuzz", "babel",
    "reportlab", "lxml", "inscriptis", "imap_tools", "fpdf", "jinja2", "markupsafe",
    "xlsxwriter", "httpx", "requests", "pydantic", "hypothesis", "pytest",
)  # fmt: skip
"""Libraries that only the action that needs them may import."""
ON_THE_COMMAND_LINE = (*SCREENS, *HEAVY, "urllib.request", "http.client", "ssl", "xml.dom", "xml.sax", "platformdirs")
"""What would make ``salg lead list`` slow."""

PROBE = """
import importlib, json, os, sys
modules, watched, home = json.loads(sys.argv[1])
deeds = []
def watch(event, args):
    if event == "open":
        path, mode, flags = args
        if (isinstance(mode, str) and set(mode) & set("wax+")) or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            deeds.append(f"opens {path} for writing")
    elif event in ("sqlite3.connect", "os.mkdir", "os.remove", "os.rename", "socket.connect", "subprocess.Popen"):
        deeds.append(f"{event} {args}")
sys.addaudithook(watch)
told, seen = {}, set()
for module in modules:
    importlib.import_module(module)
    new = [name for name in watched if name in sys.modules and name not in seen]
    seen.update(new)
    found = [f"imports {name}" for name in new] + deeds
    if found:
        told[module] = found
    deeds = []
print(json.dumps(told))
"""


def on_import(names: list[str], watched: tuple[str, ...], folder: Path) -> dict[str, list[str]]:
    """Import modules one after the other in a fresh process; return what each brought along or did first."""
    drivers = folder / "drivers"  # stand-ins, so that a driver that is not installed is missed here too
    drivers.mkdir()
    for driver in DRIVERS:
        (drivers / f"{driver}.py").write_text("")
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(drivers)]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps([names, watched, str(folder)])],
        capture_output=True, text=True, env=environment, cwd=folder, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer


def test_model_imports_no_screens_and_does_nothing(tmp_path: Path) -> None:
    assert on_import(modules("model"), (*SCREENS, *HEAVY), tmp_path) == {}


def test_tui_imports_nothing_heavy_and_does_nothing(tmp_path: Path) -> None:
    assert on_import(modules("tui"), HEAVY, tmp_path) == {}


def test_command_line_imports_no_screens_and_nothing_slow(tmp_path: Path) -> None:
    if not (ROOT / "tui" / "cli.py").exists():
        pytest.skip("tui/cli.py is not there yet")
    assert on_import(["tui.cli"], ON_THE_COMMAND_LINE, tmp_path) == {}


def test_the_probe_sees_what_it_should(tmp_path: Path) -> None:
    (tmp_path / "offender.py").write_text(
        "import rich, sqlite3\nopen('x', 'w').close()\nsqlite3.connect('y').close()\n"
    )
    told = on_import(["json", "offender"], SCREENS, tmp_path)
    assert list(told) == ["offender"]
    assert "imports rich" in told["offender"]
    assert "opens x for writing" in told["offender"]
    assert any(deed.startswith("sqlite3.connect") for deed in told["offender"])


def test_peewee_is_imported_in_one_place() -> None:
    """Imported anywhere else it might come first, and bring along every driver that is installed."""
    found = [
        f"{place(file)}:{node.lineno}"
        for package in PACKAGES
        for file in files(package)
        if place(file) != "model/core/storage/drivers.py"
        for node in nodes(file)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("peewee", "playhouse"))
        or (
            isinstance(node, ast.Import)
            and any(alias.name.partition(".")[0] in ("peewee", "playhouse") for alias in node.names)
        )
    ]
    assert found == [], "from model.core.storage.drivers import peewee"


@cache
def calls(file: Path) -> list[tuple[int, str]]:
    """Every call of a dotted name in a file, with its line."""
    found: list[tuple[int, str]] = []
    for node in nodes(file):
        if isinstance(node, ast.Call):
            found.append((node.lineno, ast.unparse(node.func)))
    return found


@pytest.mark.parametrize(
    "from_outside",
    [
        {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"},
        {"Path.home", "os.getcwd", "Path.cwd", "os.path.expanduser"},
        {"getpass.getuser", "pwd.getpwuid", "os.getlogin"},
        {"random.random", "random.seed", "random.choice", "random.randint", "random.shuffle"},
    ],
    ids=["clock", "folders", "person", "chance"],
)
def test_model_is_told_the_time_the_place_and_the_person(from_outside: set[Any]) -> None:
    """Design, rule 7: the clock, the person, paths and chance come in from outside.

    The two modules left out are where the user's folders and account are looked up, when the program starts.
    """
    may = ("model/core/paths.py", "model/people/accounts.py")
    asked = [
        f"{place(file)}:{line} calls {name}()"
        for file in files("model")
        if not place(file).startswith(may)
        for line, name in calls(file)
        if name in from_outside
    ]
    assert asked == []
