"""Running a command of the user's own (dial_command, print_command) with one further argument, and without a shell."""

from __future__ import annotations

import shlex
import subprocess
import tempfile

from model.core.errors import UserError
from model.core.filesystem.child_process import reap_at_end
from model.core.language import _
from model.core.text import excerpt

PATIENCE = 5.0
"""Seconds that a command has to fail in; one that still runs then is left to itself."""


def run_user_command(setting: str, command: str, argument: str, *, failed: str) -> None:
    """Run ``command``, the value of ``setting``, with ``argument`` as its last argument.

    The command is split into words as a shell would, but no shell sees it or the argument. It gets no input, and what
    it prints is not shown. Raises :class:`UserError` for the field ``setting``: for a command that is not set or cannot
    be run, and, with the sentence ``failed`` that has a place for the {reason}, for one that ends with an error within
    :data:`PATIENCE` seconds: the reason is the last line it wrote.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UserError(_("{setting} cannot be read: {error}").format(setting=setting, error=error), setting) from None
    if not words:
        raise UserError(_("No {setting} is set.").format(setting=setting), setting)
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                [*words, argument],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            message = _("{command} cannot be run: {error}").format(command=excerpt(words[0]), error=reason)
            raise UserError(message, setting) from None
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            reap_at_end(process)
            return
        if code:
            errors.seek(0)
            said = errors.read(10_000).decode("utf-8", "replace").strip().splitlines()
            reason = excerpt(said[-1], 200) if said else _("it ended with {code}").format(code=code)
            raise UserError(failed.format(reason=reason), setting)
