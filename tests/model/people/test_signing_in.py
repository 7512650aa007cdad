"""Who is at the keyboard (COM-14)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model.core.access.person import Person
from model.core.changes.change import change
from model.core.errors import NotAllowedError
from model.core.records.options import Option
from model.core.storage.drivers import peewee
from model.core.storage.store import Store
from model.people import accounts, signing_in
from model.people.records import Employee
from model.people.signing_in import STARTING_STAGES, account_name, full_name, initials_for, sign_in
from tests.conftest import StandingClock
from tests.engines import Databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = databases.open(tmp_path / "salg.db")
    yield opened
    opened.close()


def filed(store: Store, account: str) -> str:
    """How an account of this machine is filed: on a server, which others use too, with the name of the machine."""
    return accounts.names_by_account(account, shared=store.is_shared)[0]


def _stages(*columns: Any) -> peewee.Query:
    return Option.select(*columns).where(Option.list == "stage").order_by(Option.position)


def test_the_first_start_makes_an_administrator_with_initials(
    store: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "full_name", lambda account: "Kari Østby Nes")
    session = sign_in(store, "kari", clock)
    assert session.person == Person(1, "KØN", "Kari Østby Nes", "administrator")
    columns = (
        Employee.account, Employee.created_by, Employee.created_by.folded, Employee.changed_by.folded,
        Employee.name.folded, Employee.active,
    )  # fmt: skip
    assert store.row(Employee.select(*columns)) == (filed(store, "kari"), 1, "k|n", "k|n", "kari |stby nes", 1)
    assert session.names.title_of("employee", 1) == "KØN"


def test_a_new_database_has_the_stages_of_the_example(store: Store, clock: StandingClock) -> None:
    """OPP-03."""
    sign_in(store, "kari", clock)
    probability = Option.fields()["probability"]
    rows = store.rows(_stages(Option.name, Option.probability))
    assert [(name, probability.from_stored(stored)) for name, stored in rows] == list(STARTING_STAGES)


def test_the_stages_of_a_new_database_are_in_the_language_of_the_first_start(
    tmp_path: Path, databases: Databases, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OPP-03: whoever starts first in Danish does not find English names on file; later starts change nothing."""
    monkeypatch.setattr(signing_in, "_", lambda text: f"dansk {text}")
    with contextlib.closing(databases.open(tmp_path / "dansk.db")) as store:
        sign_in(store, "root", clock)
        monkeypatch.undo()
        sign_in(store, "root", clock)
        rows = store.rows(_stages(Option.name, Option.name.folded))
    assert rows[0] == ("dansk First meeting", "dansk first meeting")
    assert [name for name, _key in rows] == [f"dansk {name}" for name, _probability in STARTING_STAGES]


def test_the_same_account_comes_back_as_the_same_person(store: Store, clock: StandingClock) -> None:
    first = sign_in(store, "kari", clock)
    again = sign_in(store, "kari", clock)
    assert again.person == first.person
    assert len(store.rows(Employee.select(Employee.id))) == 1
    assert len(store.rows(Option.select(Option.id))) == len(STARTING_STAGES)


def test_a_second_account_is_refused(store: Store, clock: StandingClock) -> None:
    sign_in(store, "kari", clock)
    refused = f"The account {filed(store, 'per')} belongs to no employee; an administrator can add it"
    with pytest.raises(NotAllowedError, match=refused):
        sign_in(store, "per", clock)
    assert len(store.rows(Employee.select(Employee.id))) == 1


def test_an_employee_who_has_left_is_refused(store: Store, clock: StandingClock) -> None:
    session = sign_in(store, "kari", clock)
    with change(session, "New", "add") as made:
        per = made.insert(Employee, {"initials": "PER", "name": "Per", "account": "per"})
    assert sign_in(store, "per", clock).person == Person(per, "PER", "Per", "seller")
    with change(session, "Gone", "edit") as made:
        made.update(Employee, per, {"active": False})
    with pytest.raises(NotAllowedError, match="belongs to no employee"):
        sign_in(store, "per", clock)


def test_the_account_of_an_employee_can_be_another(store: Store, clock: StandingClock) -> None:
    session = sign_in(store, "kari", clock)
    with change(session, "Moved", "edit") as made:
        made.update(Employee, session.person.id, {"account": "daemon"})
    assert sign_in(store, "daemon", clock).person == session.person
    with pytest.raises(NotAllowedError):
        sign_in(store, "kari", clock)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Kari Nes", "KN"),
        ("Åse-Marie von Østby Sæther", "ÅMVØ"),
        ("root", "ROO"),
        ("kari.nes", "KN"),
        ("svc_salg", "SS"),
        ("x", "X"),
        ("", "ADM"),
        ("--- …", "ADM"),
        ("ß", "SS"),
    ],
)
def test_initials(name: str, initials: str) -> None:
    assert initials_for(name) == initials
    assert len(initials) <= 8


def test_this_account() -> None:
    assert account_name()
    assert full_name(account_name())
    assert full_name("there is no such account") == "there is no such account"


def test_a_name_of_another_encoding_is_stored(
    store: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "full_name", lambda account: "J\udcf8rgen\x1b Nes")
    assert sign_in(store, "kari", clock).person.initials == "JN"


@pytest.fixture
def shared(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A database that several hosts use; this one is called terminal1."""
    monkeypatch.setattr(Store, "is_shared", property(lambda store: True))
    monkeypatch.setattr(accounts, "host_name", lambda: "terminal1")
    return store


def test_an_account_of_one_host_is_nobody_on_another(
    shared: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COM-14: the account goes with its host; the first one is filed so."""
    session = sign_in(shared, "kari", clock)
    assert shared.value(Employee.select(Employee.account)) == "kari@terminal1"
    assert sign_in(shared, "kari", clock).present_person() == session.person
    monkeypatch.setattr(accounts, "host_name", lambda: "terminal2")
    with pytest.raises(NotAllowedError, match="kari@terminal2"):
        sign_in(shared, "kari", clock)


def test_an_account_without_a_host_is_one_on_each_of_them(
    shared: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator files it so for who has the same account everywhere; one of a host goes before it."""
    session = sign_in(shared, "kari", clock)
    with change(session, "Add", "add") as made:
        made.insert(Employee, {"initials": "OLA", "name": "Ola", "account": "ola", "role": "seller"})
        made.insert(Employee, {"initials": "ONE", "name": "Ola Nes", "account": "ola@terminal2", "role": "seller"})
    assert sign_in(shared, "ola", clock).person.initials == "OLA"
    monkeypatch.setattr(accounts, "host_name", lambda: "terminal2")
    ola = sign_in(shared, "ola", clock)
    assert ola.person.initials == "ONE"
    assert ola.present_person().account == "ola@terminal2"
    monkeypatch.setattr(accounts, "host_name", lambda: "terminal3")
    assert sign_in(shared, "ola", clock).person.initials == "OLA"


def test_whether_an_account_exists_is_known_of_this_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "host_name", lambda: "terminal1")
    assert accounts.account_exists("root@terminal1")
    assert not accounts.account_exists("root@terminal2")
    assert not accounts.account_exists("nobody knows@terminal1")


def test_a_file_copied_from_a_server_lets_in_who_is_at_home_on_this_host(
    store: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "host_name", lambda: "terminal1")
    with monkeypatch.context() as patch:
        patch.setattr(Store, "is_shared", property(lambda store: True))
        session = sign_in(store, "kari", clock)
    monkeypatch.setattr(Store, "is_shared", property(lambda store: False))
    assert sign_in(store, "kari", clock).person == session.person
    monkeypatch.setattr(accounts, "host_name", lambda: "terminal2")
    with pytest.raises(NotAllowedError):
        sign_in(store, "kari", clock)
