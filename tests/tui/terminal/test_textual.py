"""What the layer stands on in Textual: a change there must be looked at before it is taken."""

from __future__ import annotations

import hashlib
import importlib
import inspect
import subprocess
import sys
from typing import Any

import pytest
import textual
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.widgets import Input, TextArea

from tui.terminal import driver as layer_driver
from tui.terminal.driver import PRIVATE_NAMES, FrugalDriver, driver_class

DIGESTS = {
    "App._begin_update": "74b869c65286",
    "App._display": "4b78dff6669a",
    "App._end_update": "1ecb7ab2a36d",
    "ChopsUpdate.render_segments": "4c1cdb567e0b",
    "LayoutUpdate.render_segments": "ff329c722506",
    "LinuxDriver._get_terminal_size": "7e80e59356c6",
    "LinuxDriver._query_in_band_window_resize": "6281785be6a9",
    "LinuxDriver._request_terminal_sync_mode_support": "8b0a2153af3c",
    "LinuxDriver.disable_input": "6154c5a7c174",
    "LinuxDriver.process_message": "685f4c56ecfc",
    "LinuxDriver.start_application_mode": "7c41f5ba11a8",
    "LinuxDriver.stop_application_mode": "9a7e99c8d4bd",
    "Strip.render_style": "749d890bb5c4",
}
"""The first digits of the SHA-256 of the source. When one differs, read what changed, see that the driver still fits,
and write the new digits here."""


def source(name: str) -> str:
    modules = {
        "App": "textual.app",
        "ChopsUpdate": "textual._compositor",
        "LayoutUpdate": "textual._compositor",
        "LinuxDriver": "textual.drivers.linux_driver",
        "Strip": "textual.strip",
    }
    owner, _, attribute = name.partition(".")
    return inspect.getsource(getattr(getattr(importlib.import_module(modules[owner]), owner), attribute))


@pytest.mark.parametrize("name", DIGESTS)
def test_textual_is_as_it_was(name: str) -> None:
    digest = hashlib.sha256(source(name).encode()).hexdigest()[:12]
    assert digest == DIGESTS[name], f"{name} differs in Textual {textual.__version__}"


def test_every_private_name_is_declared_and_there() -> None:
    for module, owner, attribute in PRIVATE_NAMES:
        assert hasattr(getattr(importlib.import_module(module), owner), attribute), attribute
    declared = {attribute for _, _, attribute in PRIVATE_NAMES} | {"_driver", "_loop", "_app", "_mouse"}
    own = set(vars(FrugalDriver)) | set(inspect.getsource(layer_driver).split("def __init__")[1].split())
    for word in set(inspect.getsource(layer_driver).replace("(", " ").replace(".", " ").split()):
        if word.startswith("_") and word.isidentifier() and hasattr(LinuxDriver, word):
            assert word in declared | own, word


def test_where_typed_text_goes_is_told_by_this_name() -> None:
    assert isinstance(Input.cursor_screen_offset, property)
    assert isinstance(TextArea.cursor_screen_offset, property)


def test_switched_off_and_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    assert driver_class({}) is None, "the tests have no terminal"
    monkeypatch.setattr(sys, "__stdin__", Terminal())
    monkeypatch.setattr(sys, "__stderr__", Terminal())
    assert driver_class({}) is FrugalDriver
    assert driver_class({"SALG_PLAIN_OUTPUT": "0"}) is FrugalDriver
    assert driver_class({"SALG_PLAIN_OUTPUT": "1"}) is None
    chosen: type[Driver] | None = driver_class({"TEXTUAL_DRIVER": "somewhere:Driver"})
    assert chosen is None


async def test_repaint_with_another_driver_does_no_harm() -> None:
    app: App[Any] = App()
    async with app.run_test():
        layer_driver.repaint(app)


def test_the_first_picture_imports_nothing_heavy() -> None:
    code = (
        "import sys; from tui.terminal import first_picture; "
        "print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'textual', 'rich', 'asyncio', 're', 'typing_extensions', 'peewee', 'sqlite3'} - {'re'}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
