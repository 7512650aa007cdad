"""Earlier versions of a template, read from its history and brought back."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotFoundError
from model.core.history.undo import undo
from model.templates.choices import templates_of
from model.templates.records import Template
from model.templates.versions import bring_back, version, versions
from tests.model import filing


def edit(session: Session, template_id: int, **values: object) -> None:
    with change(session, "Edit", "edit") as made:
        made.update(Template, template_id, values)


def test_versions_are_listed_and_brought_back(session: Session, per: Session) -> None:
    made = filing.file(session, Template, name="Hello", subject="One", text="First {{ name }}")
    edit(session, made, text="Second")
    edit(session, made, name="Hi")
    edit(per, made, subject="Two", html="<p>x</p>")
    found = versions(session, made)
    assert [(one.text.subject, one.text.text, one.text.html, one.author) for one in found] == [
        ("Two", "Second", "<p>x</p>", per.person.initials),
        ("One", "Second", "", session.person.initials),
        ("One", "First {{ name }}", "", session.person.initials),
    ]
    assert bring_back(session, made, found[2].number)
    row = read(session, Template, made)
    assert (row.name, row.subject, row.text, row.html) == ("Hi", "One", "First {{ name }}", None)
    assert not bring_back(session, made, found[2].number)
    undo(session, row.version)
    assert read(session, Template, made).subject == "Two"


def test_versions_that_there_never_were_and_what_is_hidden(session: Session, per: Session) -> None:
    made = filing.file(session, Template, name="Hello", owner_only=True)
    for number in (0, -1, 10**9):
        with pytest.raises(NotFoundError):
            version(session, made, number)
    with pytest.raises(NotFoundError):
        versions(per, made)


def test_templates_to_choose_from(session: Session, per: Session) -> None:
    filing.file(session, Template, name="Ærlig", language="nb")
    filing.file(session, Template, name="Brev", kind="letter")
    filing.file(session, Template, name="Mine", owner_only=True)
    filing.file(session, Template, name="Old", active=False)
    assert [(one.name, one.language) for one in templates_of(session, "email")] == [("Mine", "en"), ("Ærlig", "nb")]
    assert [one.name for one in templates_of(per, "email")] == ["Ærlig"]
