"""Killed at any moment: nothing typed is lost, nothing is half done (COM-10)."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from model.core.changes.change import change
from model.core.language import N_
from model.leads.records import Lead
from model.people.signing_in import account_name, sign_in
from tests.conftest import others_slow
from tests.model.core.whole import content, hold
from tests.terminal.session import Session
from tests.whole.conftest import Home

WORDS = {"name": "Kløver Gartneri", "subject": "drivhus [/] æ %s", "last_name": "Østergård", "note": "linje to"}


LABELS = {"name": "Name", "subject": "Subject", "last_name": "Last name", "note": "Note"}


def fill_in(app: Session) -> None:
    """Open the form of a new lead and type in four of its fields."""
    app.wait("On file").press("L").wait("›Name")
    fill_in_fields(app, WORDS)


def fill_in_fields(app: Session, names: Iterable[str]) -> None:
    """Type in fields of the form that is open, as they follow each other from the one that has the focus."""
    for name in names:
        for _field in range(40):
            if app.shows(f"›{LABELS[name]}"):
                break
            app.press("tab").settle(0.05)
        app.type(WORDS[name]).wait(WORDS[name])


@pytest.mark.terminal
@pytest.mark.parametrize("how", others_slow("SIGKILL", "SIGHUP", "line lost"))
def test_a_form_being_typed_is_offered_again_with_every_word(home: Home, how: str) -> None:
    app = home.app()
    fill_in(app)
    if how == "line lost":
        app.hang_up()
    else:
        app.kill(signal.Signals[how])
    app = home.app().wait("1 form was left unfinished")
    assert json.loads(home.done("lead", "list", "--json")) == []
    app.press("K").wait("Kløver").press("enter").wait("This is how you left it")
    for words in WORDS.values():
        app.wait(words)
    app.press("f2").wait("Saved. u undoes it.")
    (lead,) = json.loads(home.done("lead", "list", "--json"))
    assert {name: lead[name] for name in WORDS} == WORDS
    app.wait_gone("left unfinished")


@pytest.mark.terminal
def test_killed_while_converting_many(home: Home) -> None:
    """LEAD-18: all or nothing, and what is derived agrees."""
    store = home.open()
    session = sign_in(store, account_name(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    with change(session, N_("Leads"), "add") as made:
        made.insert_many(Lead, [{"name": f"Firma {number:04}", "last_name": f"Nes {number}"} for number in range(1500)])
    before = content(store)
    store.close()
    app = home.app().wait("On file").press("2").wait("Firma 0001").press("*").wait("1,500 marked").press("c")
    app.wait("1,500 of 1,500 leads would be converted").press("enter").wait("█")
    app.kill()
    store = home.open()
    # How the list was left is kept for the person; it is no record.
    assert {**content(store), "preference": []} == {**before, "preference": []}
    hold(sign_in(store, account_name(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC)))
    store.close()
    app = home.app().wait("On file").press("2").wait("Firma 0001").wait("1,500")
