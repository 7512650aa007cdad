"""Files that are kept: opened to be read, or saved as a copy where the person says (CUST-17, COM-23)."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.language import _
from model.core.text import visible
from tui.widgets.desktop import opener
from tui.widgets.dialogs import Choice, Confirm, Menu
from tui.widgets.file_opening import may_run, open_copy
from tui.widgets.path_ask import PathAsk, path_of

if TYPE_CHECKING:
    from tui.base_app import BaseApp


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept.

    ``name`` is what it is called, ``safe_name`` the name under which it is written, ``find`` returns where its bytes
    are, and ``save`` writes a copy to a path (overwriting, where its last argument says so) and returns where it went.
    """

    name: str
    safe_name: str
    find: Callable[[Session], Path]
    save: Callable[[Session, Path, bool], Path]


async def open_file(app: BaseApp, file: StoredFile) -> None:
    """Open a copy of a file to be read; with nothing to open it, and of what may be a program, offer a copy."""
    command = opener(os.environ)
    name = visible(file.name)
    if not command:
        await _offer_copy(app, file, _("There is no desktop here to open {name} with.").format(name=name))
        return
    if may_run(file.safe_name):
        await _offer_copy(app, file, _("{name} may be a program: it is not opened from here.").format(name=name))
        return
    await app.engine.read(lambda session: _open(command, file.find(session), file.safe_name))
    app.say(_("Opened, to be read: {name}. What you change there is not kept here.").format(name=name))


def _open(command: list[str], source: Path, name: str) -> None:
    open_copy(command, source, name)


async def _offer_copy(app: BaseApp, file: StoredFile, reason: str) -> None:
    choices = [Choice("x", _("Save a copy …"), True), Choice("b", _("Back"), None)]
    if await app.ask(Menu(reason, choices)):
        await save_file(app, file)


async def save_file(app: BaseApp, file: StoredFile) -> None:
    """Save a copy of a file; one that is there is overwritten only after y."""
    suggested = str(Path.cwd() / file.safe_name)
    title = _("Where is the copy of {name} to go?").format(name=visible(file.name))

    def check(text: str) -> str:
        path = path_of(text)
        if not text.strip():
            return _("Name a file or a folder.")
        return "" if path.is_dir() or path.parent.is_dir() else _("There is no folder of that name.")

    text = await app.ask(PathAsk(title, suggested, check=check))
    if text is None:
        return
    path = path_of(text)
    if path.is_dir():
        path = path / file.safe_name
    question = _("Overwrite {file}?").format(file=path.name)
    if path.exists() and not await app.ask(Confirm(question, [str(path)], yes=_("Overwrite"))):
        return
    force = path.exists()
    saved = await app.engine.read(lambda session: file.save(session, path, force))
    app.say(_("Saved as {path}.").format(path=visible(str(saved))), "good")
