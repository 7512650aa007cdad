"""Every message is translated into every language, with the same blanks to fill, and what is compiled is the newest."""

from __future__ import annotations

import string
from types import ModuleType
from typing import Any

import pytest

from tests.architecture.house import translations

LANGUAGES = ("nb", "da")


@pytest.fixture
def tool() -> ModuleType:
    """The project's own script for translations."""
    return translations


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, tool: ModuleType) -> Any:
    """Each language that has a catalogue."""
    if not tool.path(request.param, "po").exists():
        pytest.skip(f"no catalogue of {request.param} yet: .ci/translations.py update")
    return request.param


def blanks(text: str) -> set[str]:
    """The names in braces that a text has; raises ValueError where its braces do not match."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_messages_are_found(tool: ModuleType) -> None:
    found = {message.id for message in tool.template() if message.id}
    assert "The disk is full; nothing was changed." in found


def test_messages_have_blanks_with_names(tool: ModuleType) -> None:
    """``{}`` and ``{0}`` tell a translator nothing, and cannot change places."""
    for message in tool.template():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            assert all(name.isidentifier() for name in blanks(text)), text


def test_every_message_is_translated(tool: ModuleType, language: str) -> None:
    assert tool.untranslated(language) == []


def test_nothing_is_translated_that_is_not_said(tool: ModuleType, language: str) -> None:
    said = {message.id for message in tool.template()}
    assert [message.id for message in tool.translations(language) if message.id not in said] == []


def test_blanks_agree(tool: ModuleType, language: str) -> None:
    """One of a counted message may leave its number out, the others must have all blanks."""
    wrong = []
    for message in tool.translations(language):
        if not message.id:
            continue
        counted = isinstance(message.id, tuple)
        ids = message.id if counted else (message.id,)
        forms = [form for form in tool.texts(message) if form]
        wanted = blanks(ids[-1])
        for index, form in enumerate(forms):
            found = blanks(form)
            may_leave_out = counted and index < len(forms) - 1
            if not (found <= wanted | blanks(ids[0]) if may_leave_out else found == wanted):
                wrong.append((ids[0], form))
    assert wrong == []


def test_edges_agree(tool: ModuleType, language: str) -> None:
    """Spaces and line ends at the edges are part of the layout."""
    wrong = []
    for message in tool.translations(language):
        if message.id:
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            wrong += [
                (first, form)
                for form in tool.texts(message)
                if form and (first[:1].isspace(), first[-1:].isspace()) != (form[:1].isspace(), form[-1:].isspace())
            ]
    assert wrong == []


def test_compiled_is_up_to_date(tool: ModuleType, language: str) -> None:
    def content(catalog: Any) -> dict[Any, Any]:
        return {
            tuple(message.id) if isinstance(message.id, list | tuple) else message.id: tool.texts(message)
            for message in catalog
            if message.id and all(tool.texts(message))
        }

    assert tool.path(language, "mo").exists(), "no compiled catalogue: .ci/translations.py compile"
    assert content(tool.compiled(language)) == content(tool.translations(language))
