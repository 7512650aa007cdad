"""Finding the command, running it, and turning whatever happens into one line and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from model.catalogue import COMMAND_NAMES
from model.core import language
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.paths import Paths
from model.core.text import on_terminal, quotation, visible
from tui.commands.console import Console, Streams
from tui.commands.streams import ClosedError, drop, standard_streams

DONE, REFUSED, USAGE, INTERRUPTED = 0, 1, 2, 130


class Command(NamedTuple):
    """One command: the module whose ``run(console, name, arguments)`` carries it out, its usage, what it does."""

    module: str
    usage: str
    help: str


RECORD_NAMES = tuple(COMMAND_NAMES.values())
"""What the command line calls the kinds of record."""

COMMANDS: dict[str, Command] = {
    "demo": Command("opening", "demo", N_("open the app on a throw-away database of made-up data")),
    **{name: Command("records", "", "") for name in RECORD_NAMES},
    "search": Command(
        "searching", "search TEXT", N_("search customers, contacts, registry, leads, opportunities and orders")
    ),
    "calendar": Command(
        "calendar", "calendar [DAY]", N_("appointments and tasks of a day, a week or a month; also as iCalendar")
    ),
    "calls": Command("calls", "calls list|make|next|…", N_("call lists: make them, get the next lead, log calls")),
    "mail": Command(
        "mail", "mail check|sync|outbox|…", N_("e-mail: read the mailbox, write, send, see what is on its way out")
    ),
    "registry": Command("registry", "registry load|show|status", N_("the local copy of the public register")),
    "view": Command("views", "view list|show|add|…", N_("views of lists that are kept under a name")),
    "report": Command(
        "reporting", "report [NAME]", N_("won and lost, pipeline, expected, commission; also into a file")
    ),
    "option": Command("options", "option list|add|…", N_("the company's lists: stages, types, sources …")),
    "field": Command("own_fields", "field list|add|…", N_("the fields that the company defines itself")),
    "history": Command("history", "history [RECORD ID]", N_("what was changed, by whom and when")),
    "undo": Command("history", "undo [CHANGE]", N_("take back a change: one's own latest, or the one of that number")),
    "backup": Command("keeping", "backup FILE", N_("write a copy of the database, also while it is in use")),
    "restore": Command("keeping", "restore FILE", N_("put a copy in the place of the database")),
    "copy-to": Command(
        "copy_to", "copy-to URL|FILE", N_("copy the whole database to a server or to a file, and compare every row")
    ),
    "check": Command("keeping", "check", N_("look whether the database is sound")),
    "settings": Command("settings", "settings", N_("show an example of the settings file, every setting explained")),
    "doctor": Command("doctor", "doctor", N_("terminal, paths, database, and what is configured")),
}


def run(argv: Sequence[str], environment: Mapping[str, str], streams: Streams | None, more: dict[str, Any]) -> int:
    """Run the command in ``argv`` and return the exit code; ``more`` are further fields of :class:`Console`."""
    paths: Paths | None = None
    language.use(language.from_environment(dict(environment)))
    try:
        streams = (streams or standard_streams()).cleaned()
    except ClosedError as error:
        return _tell(error.streams, error.message, REFUSED)
    try:
        paths = Paths.of_user(environment)
        return _run(list(argv), environment, streams, paths, more)
    except UserError as error:
        return _tell(streams, f"{error.field}: {error.message}" if error.field else error.message, REFUSED)
    except KeyboardInterrupt:
        return _tell(streams, "", INTERRUPTED)
    except BrokenPipeError:
        # The reader has had enough (| head): nothing is wrong. What Python still holds must not fail at exit either.
        drop(streams)
        return DONE
    except Exception as fault:
        return _tell(streams, _fault(fault, paths), REFUSED)


def _run(argv: list[str], environment: Mapping[str, str], streams: Streams, paths: Paths, more: dict[str, Any]) -> int:
    globals_, name, rest = _globals(argv)
    if isinstance(name, int):
        return _tell(streams, f"{globals_['wrong']} (salg --help)", USAGE)
    from model.core.settings import Settings, load

    # The file is looked for first: most people have none, and reading TOML is not free.
    settings = load(paths.settings) if paths.settings.exists() else Settings()
    if settings.language:
        language.use(settings.language)
    if globals_.get("--lang"):
        if globals_["--lang"] not in language.LANGUAGES:
            wrong = _("--lang takes {languages}").format(languages=", ".join(language.LANGUAGES))
            return _tell(streams, f"{wrong} (salg --help)", USAGE)
        language.use(globals_["--lang"])
    console = Console(environment, streams, paths, settings, globals_.get("--db"), **more)
    if "--help" in globals_:
        streams.stdout.write(overview())
        return _flushed(streams)
    if "--version" in globals_:
        return _version(streams)
    if name and name.replace("_", "-") in COMMANDS:
        name = name.replace("_", "-")
    if name and name not in COMMANDS:
        import difflib

        near = difflib.get_close_matches(name, COMMANDS, 1)
        hint = " " + _("Did you mean {name}?").format(name=near[0]) if near else ""
        return _tell(
            streams, _("there is no command {name}.").format(name=quotation(name)) + hint + " (salg --help)", USAGE
        )
    return _carry_out(console, name, rest)


def _carry_out(console: Console, name: str, rest: list[str]) -> int:
    from importlib import import_module

    from tui.commands.arguments import Helped, UsageError

    module = import_module(f"tui.commands.{COMMANDS[name].module if name else 'opening'}")
    run: Callable[[Console, str, list[str]], int] = module.run
    try:
        code = _run_on_server(console, run, name, rest) if name and console.on_server else run(console, name, rest)
        console.streams.stdout.flush()
        return code
    except Helped as help_:
        # Names that people gave stand in it, and it is read through a pager too.
        console.streams.stdout.write(on_terminal(help_.text))
        return _flushed(console.streams)
    except UsageError as error:
        return _tell(console.streams, f"{error.message} ({error.program} --help)", USAGE)
    finally:
        console.clear_progress()
        console.close()


def _run_on_server(console: Console, run: Callable[[Console, str, list[str]], int], name: str, rest: list[str]) -> int:
    """Run a command on a server's database; from its beginning again where the connection is lost before it did any.

    The app has threads that try again by themselves, and lives on.
    """
    from model.core.storage.retry import retried

    def begin() -> int:
        console.close()
        return run(console, name, rest)

    def say(waiting: bool) -> None:
        if waiting:
            console.remark(_("The database does not answer; trying again."))

    console.watch_output()
    return retried(begin, wanted=lambda: console.may_begin_again, unanswered=say)


_GLOBAL = ("--db", "--lang")


def _globals(argv: list[str]) -> tuple[dict[str, str], Any, list[str]]:
    """Return the options for all commands, the command ("" for none), and what follows it without these options.

    They may stand before the command and after it, up to a "--". In place of the command 2 stands for arguments that
    cannot be read, with the reason under "wrong".
    """
    found: dict[str, str] = {}
    place = 0
    while place < len(argv):
        word = argv[place]
        place += 1
        if word.partition("=")[0] in _GLOBAL:
            place = _take_global(found, argv, place - 1)
        elif word in ("-h", "--help"):
            found["--help"] = ""
        elif word == "--version":
            found[word] = ""
        elif word.startswith("-"):
            return {"wrong": _("there is no option {option}").format(option=word)}, USAGE, []
        else:
            rest = _after_command(found, argv[place:])
            return found, USAGE if "wrong" in found else word, rest
        if "wrong" in found:
            return found, USAGE, []
    return found, "", []


def _take_global(found: dict[str, str], argv: list[str], place: int) -> int:
    """Take the option at ``place``, with its value, and return the place after it."""
    option, equals, value = argv[place].partition("=")
    place += 1
    if not equals:
        if place == len(argv):
            found["wrong"] = _("{option} needs a value").format(option=option)
            return place
        value = argv[place]
        place += 1
    found[option] = value
    return place


def _after_command(found: dict[str, str], rest: list[str]) -> list[str]:
    """Return what follows a command, with the options for all commands taken out."""
    kept: list[str] = []
    place = 0
    while place < len(rest):
        if rest[place] == "--":
            return [*kept, *rest[place:]]
        if rest[place].partition("=")[0] in _GLOBAL:
            place = _take_global(found, rest, place)
        else:
            kept.append(rest[place])
            place += 1
    return kept


# What is said


def overview() -> str:
    """Return the help of the whole command line."""
    lines = [
        _("usage: ") + "salg [--db PATH|URL] [--lang en|nb|da] [COMMAND]",
        "",
        _("Salg, a CRM for the terminal. Without a command the app opens."),
        "",
        _("Records:") + " " + " ".join(RECORD_NAMES),
    ]
    lines += _table(
        ("RECORD list", _("list records: as a table, as JSON or as CSV, on the screen or into a file")),
        ("RECORD show ID", _("show one record with all its fields")),
        ("RECORD add FIELD=VALUE…", _("add a record; prints its ID")),
        ("RECORD set ID… FIELD=VALUE…", _("change fields of one record or of many at once")),
        ("RECORD delete ID…", _("delete records; undo brings them back")),
        ("RECORD import FILE", _("bring in a list: CSV, XLSX or vCards; --dry-run shows what would happen")),
        ("RECORD template", _("write a file to be filled in and imported")),
        ("lead convert ID…", _("make customers, contacts and opportunities of leads")),
        ("RECORD duplicates [ID]", _("what may be the same as one lead, customer or contact, or groups among all")),
        ("RECORD not-same ID ID…", _("remember that records which look alike are not the same")),
        ("lead assign ID… --to A,B", _("give leads an owner, or deal them out among several")),
        ("RECORD merge SOURCE TARGET", _("make two leads, customers or contacts into one")),
        ("opportunity sellers ID …", _("who shares an opportunity: show, add, set, remove")),
        ("opportunity order ID", _("make the order of an opportunity that is won")),
        ("order confirm ID", _("write an order confirmation to a PDF")),
        ("ledger link ID ID…", _("link ledger entries that settle each other; also unlink, remove, propose")),
        ("ledger import FILE.xml", _("bring in a SAF-T file of an accounting program")),
        ("RECORD documents ID", _("the files of a record: list, add, save, rename, delete")),
    )
    lines += ["", _("Commands:")]
    lines += _table(*((command.usage, _(command.help)) for command in COMMANDS.values() if command.usage))
    lines += ["", _("Options:")]
    lines += _table(
        ("--db PATH|URL", _("the database to use instead of one's own: a file or postgresql://…")),
        ("--lang en|nb|da", _("the language of what is shown and of labels")),
        ("--help, --version", _("show this help, or the version")),
    )
    lines += ["", _("Each command tells more: salg lead list --help, salg registry --help"), ""]
    return "\n".join(lines)


def _table(*rows: tuple[str, str]) -> list[str]:
    width = max(len(row[0]) for row in rows)
    return [f"  {left.ljust(width)}  {right}" for left, right in rows]


def _version(streams: Streams) -> int:
    from importlib import metadata

    try:
        version = metadata.version("salg")
    except metadata.PackageNotFoundError:
        version = _("not installed, run from its folder")
    streams.stdout.write(f"salg {version}\n")
    return _flushed(streams)


def _flushed(streams: Streams) -> int:
    streams.stdout.flush()
    return DONE


def _tell(streams: Streams, message: str, code: int) -> int:
    try:
        streams.stdout.flush()
        if message:
            streams.stderr.write(f"salg: {visible(message)}\n")
            streams.stderr.flush()
    except OSError:
        drop(streams)
    return code


# When something is wrong with the program or its surroundings


def _fault(fault: Exception, paths: Paths | None) -> str:
    """Keep the traceback in the log and return the sentence for it."""
    import traceback
    from datetime import datetime

    if isinstance(fault, OSError):
        import errno

        if fault.errno == errno.ENOSPC:
            return _("The disk is full; nothing was changed.")
    sentence = _("Something went wrong inside Salg ({kind}). Nothing was changed half.").format(
        kind=type(fault).__name__
    )
    if paths is None:
        return sentence
    try:
        from model.core.paths import make_folder

        make_folder(paths.state_dir)
        with paths.log.open("a", encoding="utf-8") as log:
            moment = datetime.now().astimezone().isoformat(timespec="seconds")
            log.write(f"{moment} {' '.join(sys.argv[:3])}\n{''.join(traceback.format_exception(fault))}\n")
    except (OSError, UserError):
        return sentence
    return sentence + " " + _("The details are in {path}.").format(path=paths.log)
