"""Editing a long text in an editor of the user's own, such as vim (setting ``editor_command``; COM-13).

The editor has the terminal to itself until it ends. It is offered only where the settings name one: most editors can
start a shell, which a kiosk must not.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from model.core.errors import UserError
from model.core.fields.texts import Note
from model.core.language import _
from model.core.text import excerpt

if TYPE_CHECKING:
    from typing import Any

    from textual.app import App

    from tui.base_app import BaseApp
    from tui.widgets.form import Form

LARGEST_TEXT = 1_000_000
"""Bytes that are taken back from the editor."""


def editor_words(command: str) -> list[str]:
    """Return the words of the setting ``editor_command``; ``$EDITOR`` stands for that variable's words.

    Raises :class:`UserError` for the field ``editor_command``: for what is not set or cannot be read.
    """
    if command.strip() == "$EDITOR":
        command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(command)
    except ValueError as error:
        message = _("{setting} cannot be read: {error}").format(setting="editor_command", error=error)
        raise UserError(message, "editor_command") from None
    if not words:
        raise UserError(_("No {setting} is set.").format(setting="editor_command"), "editor_command")
    return words


def edit_in_editor(app: App[Any], command: str, text: str) -> str:
    """Show ``text`` in the editor that ``command`` names, as a file that only its user reads; return what it left.

    A line break at the end that the editor added is taken away. Raises :class:`UserError` where the editor cannot be
    started or ends with an error, and for what it leaves that is no text in UTF-8 or too long: the text is then
    as it was.
    """
    words = editor_words(command)
    with tempfile.TemporaryDirectory(prefix="salg-") as folder:
        file = Path(folder, "text.txt")
        file.write_text(text + "\n", encoding="utf-8")
        failure, code = "", 0
        with app.suspend():
            # Nothing may be raised in here: the terminal would stay the editor's.
            try:
                code = subprocess.call([*words, str(file)])
            except (OSError, ValueError) as error:
                failure = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        if failure:
            message = _("{command} cannot be run: {error}").format(command=excerpt(words[0]), error=failure)
            raise UserError(message, "editor_command")
        if code:
            message = _("{command} ended with {code}; the text is as it was.").format(
                command=excerpt(words[0]), code=code
            )
            raise UserError(message, "editor_command")
        return _left_in(file)


def _left_in(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_TEXT + 1)
        if len(content) > LARGEST_TEXT:
            raise UserError(_("What the editor left is too long; the text is as it was."), "editor_command")
        left = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(
            _("What the editor left is no text in UTF-8; the text is as it was."), "editor_command"
        ) from None
    return left.replace("\r\n", "\n").removesuffix("\n")


def why_not_edited(command: str, form: Form | None) -> str:
    """Say why the field pointed at is not edited so: no ``command`` is set, or it takes one line only."""
    if not command.strip():
        return _("No {setting} is set.").format(setting="editor_command")
    return "" if _long_text(form) else _("Go to a field that takes a long text.")


def edit_long_text(app: BaseApp, form: Form | None) -> None:
    """Edit the long text pointed at; what the editor leaves stands in the form as if it were typed."""
    name = _long_text(form)
    if form is None or not name:
        return
    text = form.state.inputs[name].text
    try:
        edited = edit_in_editor(app, app.settings.editor_command, text)
    except UserError as error:
        app.say(error.message)
        return
    if edited != text:
        form.replace_text(name, edited)


def _long_text(form: Form | None) -> str:
    """Return the field of several lines in which the person is, '' in another one."""
    if form is None or not form.current or not isinstance(form.state.inputs[form.current].field, Note):
        return ""
    return form.current
