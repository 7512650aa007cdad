"""Dialling a number: by a command of the user's own, or as a link that the user's terminal follows (LEAD-38)."""

from __future__ import annotations

import re

from model.core.errors import UserError
from model.core.language import _
from model.core.text import excerpt, quotation
from model.files.user_command import run_user_command

_DIALLED = re.compile(r"\+?[0-9*#]{3,20}")
_SILENT = str.maketrans("", "", " \xa0-.()")


def service_code(number: str, key: str | None = None) -> bool:
    """Whether a number holds ``*`` or ``#``: an order to the exchange (call forwarding), which may cost money.

    Such text may have come with an imported list. ``key`` is the E.164 form, which never holds either.
    """
    return not key and any(sign in number for sign in "*#")


def dialled(number: str, key: str | None = None, *, codes: bool = False) -> str:
    """Return what is dialled for a number as it is on file: ``+`` and digits, and nothing else.

    ``key`` is its E.164 form where the number plans know it. With ``codes``, which a person has said yes to, ``*`` and
    ``#`` are dialled as well. Raises :class:`UserError` for text that is no one number, and without ``codes`` for a
    service code; what a command gets can therefore never be an option, a path or two words.
    """
    if service_code(number, key) and not codes:
        message = _("{text} holds * or #: that is an order to the telephone exchange, and is not dialled unasked.")
        raise UserError(message.format(text=quotation(excerpt(number))), "phone")
    text = number.strip()
    if text.startswith(("+", "00")):
        # The nought in brackets is for calls within the country.
        text = text.replace("(0)", "")
    found = key or text.translate(_SILENT)
    if not _DIALLED.fullmatch(found):
        message = _("{text} cannot be dialled: it is not one number.")
        raise UserError(message.format(text=quotation(excerpt(number))), "phone")
    return found


def telephone_link(number: str, key: str | None = None) -> str:
    """Return the address that terminals, browsers and telephones take for a call: ``tel:+4722334455``.

    '' for what is no number, and for service codes: a link is followed without a question.
    """
    try:
        return f"tel:{dialled(number, key)}"
    except UserError:
        return ""


def dial(command: str, number: str, *, codes: bool = False) -> None:
    """Run ``command`` (the setting ``dial_command``) with ``number`` as its last argument; ``codes`` as in ``dialled``.

    The command is split into words as a shell would, but no shell sees it or the number. It gets no input, and what
    it prints is not shown. Raises :class:`UserError` for a command that cannot be run, or that ends with an error
    within :data:`~model.files.user_command.PATIENCE` seconds, with its last line.
    """
    found = dialled(number, codes=codes)
    run_user_command("dial_command", command, found, failed=_("Dialling failed: {reason}"))
