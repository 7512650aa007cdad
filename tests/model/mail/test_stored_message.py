"""What is on file of an e-mail: its headers, its files, its conversation, for whom may see it (LEAD-10, COM-13)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.core.errors import NotAllowedError, NotFoundError, StorageError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.documents import keeping
from model.mail import invalid_addresses
from model.mail import stored_message as stored_message_room
from model.mail.html_text import Link
from model.mail.stored_message import (
    beside,
    file_name,
    file_on_file,
    misleads,
    path_of_file,
    places_for_documents,
    put_among_documents,
    save_file,
    stored_message,
)
from model.people.records import Employee
from tests.model.filing import customer, file
from tests.model.mail.filed import filed


def colleague(session: Session, role: str = "seller") -> Session:
    """Return the session of somebody else."""
    initials = "RRR" if role == "reader" else "KNO"
    file(session, Employee, initials=initials, name=f"{initials} Person", role=role)
    return session.as_person(person_by_initials(session.store, initials))


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_headers_links_and_files_stand_with_the_message(session: Session) -> None:
    fjord = customer(session, name="Fjord AS")
    email = filed(
        session, [("customer", fjord)], files={"a.pdf": b"A", "b.pdf": b""}, addressed="Kari <kari@firma.example>",
        cc="c@d.example", links="https://x.example the words\nhttps://y.example",
    )  # fmt: skip
    found = stored_message(session, email)
    assert (found.to, found.cc) == ("Kari <kari@firma.example>", "c@d.example")
    assert found.links == (Link("https://x.example", "the words"), Link("https://y.example"))
    assert [(file.name, file.size, bool(file.digest)) for file in found.files] == [
        ("a.pdf", 1, True), ("b.pdf", 0, False),
    ]  # fmt: skip
    assert path_of_file(session, found.files[0].id).read_bytes() == b"A"
    with pytest.raises(StorageError, match=r"b\.pdf was not kept"):
        path_of_file(session, found.files[1].id)


def test_one_that_was_written_down_by_hand_has_the_links_of_its_text(session: Session) -> None:
    found = stored_message(session, 4_711, "See https://x.example/a.")
    assert (found.links, found.files, found.conversation) == ((Link("https://x.example/a"),), (), ())


def test_the_conversation_is_in_the_order_of_time_and_without_what_is_hidden(session: Session) -> None:
    """W20: mail of a hidden record is not gone to either."""
    fjord = customer(session, name="Fjord AS")
    secret = customer(session, name="Secret AS", owner_only=True, owner=session.person.id)
    times = [NOW, NOW + timedelta(hours=2), NOW + timedelta(hours=1)]
    first, third, second = (
        filed(session, [("customer", place)], thread="t", at=at)
        for place, at in zip((fjord, fjord, secret), times, strict=True)
    )
    message = stored_message(session, first)
    assert message.conversation == (first, second, third)
    assert [beside(message, second, step) for step in (-1, 1)] == [first, third]
    assert beside(message, third, 1) is None
    theirs = colleague(session)
    assert stored_message(theirs, first).conversation == (first, third)
    assert stored_message(session, filed(session, [], thread="alone")).conversation == ()


def test_files_of_a_hidden_message_are_nobody_elses(session: Session, tmp_path: Path) -> None:
    secret = customer(session, name="Secret AS", owner_only=True, owner=session.person.id)
    email = filed(session, [("customer", secret)], files={"a.pdf": b"A"})
    (stored,) = stored_message(session, email).files
    theirs = colleague(session)
    for attempt in (
        lambda: file_on_file(theirs, stored.id),
        lambda: save_file(theirs, stored.id, tmp_path / "x"),
        lambda: put_among_documents(theirs, stored.id, ("customer", secret)),
        lambda: places_for_documents(theirs, email),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def test_a_file_is_put_among_the_documents_as_one_change(session: Session) -> None:
    fjord = customer(session, name="Fjord AS")
    email = filed(session, [("customer", fjord)], files={"../../Off\u202eer\x1b[31m.pdf": b"A"})
    (stored,) = stored_message(session, email).files
    assert [place[:2] for place in places_for_documents(session, email)] == [("customer", fjord)]
    put_among_documents(session, stored.id, ("customer", fjord))
    (document,) = keeping.documents_of(session, ("customer", fjord))
    assert keeping.content_of(session, document.id).read_bytes() == b"A"
    assert document.name.isprintable()
    assert "/" not in document.name
    undo(session, latest_own(session).id)
    assert keeping.documents_of(session, ("customer", fjord)) == []
    with pytest.raises(NotAllowedError):
        put_among_documents(colleague(session, "reader"), stored.id, ("customer", fjord))


def test_a_copy_is_saved_under_a_name_without_a_path(session: Session, tmp_path: Path) -> None:
    email = filed(session, [], files={"/etc/../.bashrc": b"A", "\x07": b"B"})
    first, second = stored_message(session, email).files
    folder = tmp_path / "out"
    folder.mkdir()
    saved = save_file(session, first.id, folder)
    assert saved.parent == folder
    assert not saved.name.startswith(".")
    assert file_name(second) == "attachment"
    with pytest.raises(UserError):
        save_file(session, first.id, folder)


@pytest.mark.parametrize(
    ("target", "words", "wrong"),
    [
        ("https://bank.example/login", "bank.example", False),
        ("https://www.bank.example/login", "Bank.example", False),
        ("https://login.bank.example/", "https://bank.example", False),
        ("https://evil.example/bank.example", "www.bank.example", True),
        ("https://bank.example@evil.example/", "bank.example", True),
        ("https://[broken", "words", True),
        ("https://evil.example", "Click here", False),
        ("mailto:ola@nes.example", "ola@nes.example", False),
        ("https://track.example/1", "ola@nes.example", False),
    ],
)
def test_a_link_whose_words_name_another_place_is_known(target: str, words: str, wrong: bool) -> None:
    assert misleads(Link(target, words)) is wrong


@pytest.mark.sqlite_only("SQLite's plan")
def test_what_a_card_asks_goes_along_indexes(session: Session) -> None:
    """A message, its conversation and a wrong address are found without going through all that is on file."""
    shapes = (
        stored_message_room._headers(), stored_message_room._files(), stored_message_room._conversation(),
        invalid_addresses._invalid(),
    )  # fmt: skip
    values = {"email": 1, "thread": "t", "limit": 9, "keys": ["a@b.example"], "me": 1}
    for shape in shapes:
        compiled = session.store.compiled(shape)
        plan = session.store.engine.rows(f"EXPLAIN QUERY PLAN {compiled.text}", compiled.parameters(values))
        steps = [row[3] for row in plan]
        assert not any(step.startswith("SCAN") and "VIRTUAL" not in step for step in steps), steps
