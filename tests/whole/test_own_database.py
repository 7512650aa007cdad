"""The database that is open, named where a file is asked for: nothing of it is lost (COM-17)."""

from __future__ import annotations

import json
import os

import pytest

from model.core.storage.database import open_store
from tests.conftest import others_slow
from tests.whole.conftest import Home

pytestmark = pytest.mark.sqlite_only("the database is a file")


@pytest.mark.terminal
@pytest.mark.parametrize("how", others_slow("its own name", "hard link", "symbolic link"))
def test_the_open_database_chosen_as_a_file_to_import_is_not_harmed(home: Home, how: str) -> None:
    """SQLite's locks are the process's: opening and closing the file would drop them, and the next program's log."""
    home.done("lead", "add", "name=Before AS")
    database = home.paths.database
    named = database if how == "its own name" else database.with_name("customers.csv")
    if how == "hard link":
        os.link(database, named)
    elif how == "symbolic link":
        named.symlink_to(database)
    app = home.app().wait("On file").press("2").wait("Leads  ").wait_gone("On file")
    app.press("i").wait("Import from which file?").press("ctrl+u").type(str(named)).press("enter").wait(
        "database itself"
    )
    home.done("lead", "add", "name=Other Program AS")
    assert database.with_name("salg.db-wal").exists()
    app.press("escape").wait("On file").press("L").wait("Company").type("App AS").wait("App AS").press("f2").wait(
        "Saved."
    )
    home.done("lead", "add", "name=Last AS")
    app.press("ctrl+q")
    app.wait_end()
    store = open_store(database)
    assert store.check() == []
    store.close()
    leads = json.loads(home.done("lead", "list", "--json"))
    assert sorted(lead["name"] for lead in leads) == ["App AS", "Before AS", "Last AS", "Other Program AS"]
    assert len({lead["id"] for lead in leads}) == 4
    home.done("check")


@pytest.mark.terminal
@pytest.mark.parametrize("how", others_slow("replaced", "deleted", "restored"))
def test_a_database_that_is_taken_away_is_not_written_to_any_more(home: Home, how: str) -> None:
    """COM-10: nothing is said to be saved that is not, and what was typed is offered at the next start."""
    home.done("lead", "add", "name=Before AS")
    home.done("backup", str(home.folder / "copy.db"))
    app = home.app().wait("On file").press("L").wait("Company").type("Typed AS")
    app.wait("Typed AS")
    database = home.paths.database
    if how == "restored":
        home.done("restore", str(home.folder / "copy.db"))
    else:
        for part in database.parent.glob("salg.db*"):
            part.unlink()
        if how == "replaced":
            (home.folder / "copy.db").rename(database)
    app.press("f2").wait("Not saved")
    assert not app.shows("Saved.")
    app.kill()
    if how != "deleted":
        assert [lead["name"] for lead in json.loads(home.done("lead", "list", "--json"))] == ["Before AS"]
        home.done("check")
    app = home.app().wait("1 form was left unfinished").press("K").wait("Typed AS").press("enter")
    app.wait("This is how you left it").press("f2").wait("Saved.")
    assert "Typed AS" in home.done("lead", "list")
    app.press("ctrl+q")
    app.wait_end()
    home.done("check")
