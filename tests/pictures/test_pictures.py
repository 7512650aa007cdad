"""The pictures of the README are what the app shows now."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "screenshots"


def _make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("salg_pictures", FOLDER / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


make = _make()


def words(drawn: str) -> str:
    """Return the picture without what says nothing of the screen: the number that its styles are called by."""
    return re.sub(r"terminal-\d+", "terminal", drawn)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The demo's database and registry, made once."""
    folder = tmp_path_factory.mktemp("pictures")
    return (folder, *make.prepare(folder))


@pytest.mark.slow
@pytest.mark.xdist_group("pictures")
@pytest.mark.parametrize("picture", make.PICTURES, ids=lambda picture: picture.file)
async def test_picture_is_what_the_app_shows(picture: object, demo: tuple[Path, Path, Path]) -> None:
    """After a change of the screens: python screenshots/make.py."""
    folder, database, registry = demo
    drawn = await make.take(picture, folder, database, registry)
    kept = FOLDER / picture.file  # type: ignore[attr-defined]
    assert kept.exists(), "make it with: python screenshots/make.py"
    if words(drawn) != words(kept.read_text(encoding="utf-8")):
        lines = [
            pair
            for pair in zip(shown(drawn), shown(kept.read_text(encoding="utf-8")), strict=False)
            if pair[0] != pair[1]
        ]
        pytest.fail(f"{kept.name} is not what the app shows; make it anew: python screenshots/make.py\n{lines}")


def shown(drawn: str) -> list[str]:
    """Return the pieces of text in a picture."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


def test_no_picture_is_left_over() -> None:
    """What the script no longer makes goes."""
    assert {path.name for path in FOLDER.glob("*.svg")} == {picture.file for picture in make.PICTURES}


def test_blanks_are_kept_by_every_renderer() -> None:
    """Without xml:space they are trimmed by all but browsers, and what stands after them moves to the left."""
    for path in FOLDER.glob("*.svg"):
        texts = re.findall(r"<text[^>]*>", path.read_text(encoding="utf-8"))
        assert texts
        assert all('xml:space="preserve"' in text for text in texts), path.name
