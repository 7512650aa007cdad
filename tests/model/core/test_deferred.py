"""Modules that are imported when something in them is used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.core.deferred import defer

SOURCE = "import sys\nsys.loaded = getattr(sys, 'loaded', 0) + 1\n__all__ = ['one']\none, two = 1, 2\n"


@pytest.fixture
def unheard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a module that counts how often it is loaded."""
    name = "salg_unheard_of"
    (tmp_path / f"{name}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "loaded", 0, raising=False)
    monkeypatch.delitem(sys.modules, name, raising=False)
    yield name
    sys.modules.pop(name, None)


def test_it_is_loaded_at_the_first_look_and_once(unheard: str) -> None:
    defer(unheard)
    import salg_unheard_of as module

    assert (sys.loaded, hasattr(module, "__path__")) == (0, False)
    assert module.one == 1
    assert module.two == 2
    import salg_unheard_of as again

    assert again.one == 1
    assert sys.loaded == 1
    with pytest.raises(AttributeError):
        _ = module.three


def test_names_can_be_imported_from_it(unheard: str) -> None:
    defer(unheard)
    names: dict[str, object] = {}
    exec(f"from {unheard} import *", names)
    assert names["one"] == 1
    assert "two" not in names


def test_what_is_at_hand_loads_nothing(unheard: str) -> None:
    defer(unheard, two=22)
    from salg_unheard_of import two

    assert (two, sys.loaded) == (22, 0)
    from salg_unheard_of import one

    assert (one, sys.loaded) == (1, 1)


def test_what_is_there_already_stays() -> None:
    defer("json", dumps=None)
    import json

    assert json.dumps(1) == "1"
