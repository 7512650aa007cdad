"""Arguments of the command line: argparse in the language in use, with errors raised instead of an exit."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from model.core import language
from model.core.errors import UserError
from model.core.language import N_
from model.core.text import quotation

ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
)
"""What argparse says, so that it can be translated."""


class UsageError(Exception):
    """The arguments are not what the command takes; ``usage`` is one line on what it takes."""

    def __init__(self, message: str, program: str) -> None:
        super().__init__(message)
        self.message = message
        self.program = program


class Helped(Exception):
    """Help was asked for; ``text`` is it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Lays help out for 80 columns; asking for the terminal's width would import half of the file tools first."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=79)


class Arguments(argparse.ArgumentParser):
    """A parser that speaks the language in use and raises :class:`UsageError`."""

    def __init__(self, program: str, description: str = "", epilog: str = "") -> None:
        argparse._ = language._  # type: ignore[attr-defined]
        argparse.ngettext = language.ngettext  # type: ignore[attr-defined]
        super().__init__(
            prog=program,
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            allow_abbrev=False,
        )

    def joined(self, given: list[str]) -> list[str]:
        """Return the arguments with values that begin with "-" joined to their options: ``--sort -name``."""
        options = self._option_string_actions
        words: list[str] = []
        rest = iter(given)
        for word in rest:
            if word == "--":
                return [*words, word, *rest]
            action = options.get(word)
            value = next(rest, None) if action is not None and action.nargs is None else None
            if value is None:
                words.append(word)
            elif value in options:
                words += [word, value]
            else:
                words.append(f"{word}={value}")
        return words

    def _get_values(self, action: argparse.Action, arg_strings: list[str]) -> Any:
        value = super()._get_values(action, arg_strings)
        if action.nargs is None and isinstance(value, list):
            # argparse takes a value of "--" away and goes on without one.
            raise argparse.ArgumentError(action, language._("expected one argument"))
        return value

    def print_help(self, file: object = None) -> NoReturn:
        """Raise the help."""
        raise Helped(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Raise the usage error."""
        raise UsageError(message, self.prog)


def parsed(arguments: Arguments, given: list[str]) -> argparse.Namespace:
    """Return what was given; raise :class:`UsageError`, or :class:`Helped` where help was asked for."""
    # Left to itself, argparse takes the word "usage: " off by its length in English.
    arguments.usage = arguments.format_usage()[len(language._("usage: ")) :].rstrip()
    return arguments.parse_intermixed_args(arguments.joined(given))


def verb_of(given: list[str], verbs: Iterable[str], name: str, overview: Callable[[], str]) -> str:
    """Return the verb that the arguments of ``salg NAME`` begin with.

    Raises :class:`Helped` with the overview where help is asked for, :class:`UsageError` for none of the verbs.
    """
    known = list(verbs)
    if not given:
        raise UsageError(language._("say what to do: {verbs}").format(verbs=", ".join(known)), f"salg {name}")
    if given[0] in ("-h", "--help"):
        raise Helped(overview())
    if given[0] not in known:
        raise UsageError(
            language._("there is no {verb} for {record}: {verbs}").format(
                verb=quotation(given[0]), record=name, verbs=", ".join(known)
            ),
            f"salg {name}",
        )
    return given[0]


def steps(where: str, order: Sequence[int], moved: int) -> int:
    """Return by how many places "up", "down" or a place from 1 on moves one of a row of IDs; negative is up.

    Raises :class:`UserError` for anything else.
    """
    if where in ("up", "down"):
        return -1 if where == "up" else 1
    if not where.isdecimal() or not 0 < int(where) < 10**6:
        raise UserError(
            language._("{text} is none of {choices}.").format(text=quotation(where), choices="up, down, 1, 2 …"),
            "where",
        )
    return int(where) - 1 - order.index(moved)


def number(text: str) -> int:
    """Return a whole number above nought."""
    if not text.isdecimal() or int(text) < 1 or len(text) > 15:
        raise argparse.ArgumentTypeError(language._("{text} is no whole number above 0").format(text=quotation(text)))
    return int(text)


Namespace = argparse.Namespace
__all__ = ["Arguments", "Helped", "Namespace", "UsageError", "number", "parsed", "steps", "verb_of"]
