"""A database with its first employee at the keyboard, for the tests of the core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from model.core.access.person import Person
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.storage.database import open_store
from model.core.storage.store import Store
from model.people.records import Employee
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.engines import Databases


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database's file, where SQLite has it."""
    return tmp_path / "salg.db"


@pytest.fixture
def location(path: Path, databases: Databases) -> Path | str:
    """Where the database is: the file, or the URL of one that stands for it."""
    return databases.location(path)


@pytest.fixture
def store(location: Path | str, tmp_path: Path) -> Iterator[Store]:
    """A fresh database."""
    opened = open_store(location)
    opened.shared_documents = tmp_path / "documents"
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store, clock: StandingClock) -> Session:
    """The administrator ROO at work."""
    return sign_in(store, "root", clock)


@pytest.fixture
def kari(session: Session) -> Session:
    """The seller KOL at work in the same database."""
    return colleague(session, "KOL", "Kari Olsen")


@pytest.fixture
def per(session: Session) -> Session:
    """The seller PHA at work in the same database."""
    return colleague(session, "PHA", "Per Haug")


def colleague(session: Session, initials: str, name: str, role: str = "seller") -> Session:
    """Add an employee and return that person's session."""
    with change(session, "New employee {name}", "add", name=name) as made:
        number = made.insert(Employee, {"initials": initials, "name": name, "role": role})
    return session.as_person(Person(number, initials, name, role))
