"""A host is lost: under Patroni another one goes on, nothing is lost that was said to be saved, and nothing typed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from tests import patroni_cluster
from tests.model.core.processes import Program
from tests.patroni_cluster import Cluster
from tests.whole.conftest import Home
from tests.whole.test_killed import WORDS, fill_in_fields

pytest.importorskip("psycopg")
REASON = patroni_cluster.missing()

SAVES = """
import itertools, time
from model.core.errors import StorageError
from model.core.storage.retry import retried
from model.people.signing_in import account_name
session = sign_in(open_store(location), account_name(), clock)
for number in itertools.count():
    def save():
        with change(session, "New lead {name}", "add", name=f"W {number}") as made:
            made.insert(Lead, {"name": f"W {number}"})
    try:
        retried(save)
    except StorageError as error:
        say(f"{number} {error}")
    else:
        say(number)
    time.sleep(0.02)
"""
"""A seller who types one lead after the other: the number of each when it has been saved, or why it was not."""


class Saver:
    """A program that saves all the time, and what it has said so far."""

    def __init__(self, url: str) -> None:
        self.program = Program(url, SAVES)
        self.program.ready()
        self.program.go()
        self.said: list[str] = []
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.program.process.stdout is not None
        for line in self.program.process.stdout:
            self.said.append(line.strip())

    def stop(self) -> list[str]:
        """Kill it and return all that it has said."""
        with self.program.process as process:
            process.kill()
        self._reading.join(20)
        return self.said


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Two hosts, with an empty database ``salg``."""
    import psycopg

    with Cluster.running() as started:
        with psycopg.connect(started.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE salg TEMPLATE template0")
        yield started


@pytest.mark.slow
@pytest.mark.terminal
@pytest.mark.timeout(400)
@pytest.mark.skipif(bool(REASON), reason=REASON)
def test_the_primary_is_killed_under_a_form_that_is_half_typed(home: Home, cluster: Cluster) -> None:
    url = cluster.url("salg")
    app = home.app("--db", url).wait("On file")
    saver = Saver(url)
    cluster.wait(lambda: len(saver.said) > 20, "others save")
    app.press("L").wait("›Name")
    first, *rest = WORDS
    fill_in_fields(app, [first])
    left = cluster.kill_primary()
    # While nobody answers one goes on typing, and saves.
    fill_in_fields(app, rest)
    app.press("f2").wait("The database does not answer; trying again.")
    before = len(saver.said)
    cluster.wait(left.is_primary, "the other host goes on")
    app.wait("No answer").wait("Saved. u undoes it.").wait_gone("No answer")
    cluster.wait(lambda: len(saver.said) > before + 20, "others save again")
    said = saver.stop()

    leads = json.loads(home.done("--db", url, "lead", "list", "--json"))
    (typed,) = (lead for lead in leads if lead["name"] == WORDS["name"])
    assert {name: typed[name] for name in WORDS} == WORDS
    saved = [line for line in said if line.isdigit()]
    names = sorted(lead["name"] for lead in leads if lead["name"].startswith("W "))
    assert len(names) == len({*names})
    assert {f"W {number}" for number in saved} - {*names} == set()
    # One more may have been saved that it could not say any more.
    assert len(names) - len(said) in (0, 1)
    assert [line for line in said if not line.isdigit()] == []
