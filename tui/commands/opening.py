"""``salg`` and ``salg demo``: opening the app. Textual is imported here, and only now."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.paths import Paths, make_folder
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console

_DEMO = "salg-demo-"
"""How the folders of demos begin; the number of the process follows."""


def run(console: Console, name: str, given: list[str]) -> int:
    """Open the app, on the database or on the demo's."""
    if name == "demo":
        return _demo(console, given)
    _refuse_without_terminal(console)
    session = console.session(create=True)
    _open(console, session, console.paths, session.store.title)
    return 0


def _refuse_without_terminal(console: Console) -> None:
    if not (console.on_terminal and sys.stdin is not None and sys.stdin.isatty()):
        raise UserError(_("The app needs a terminal; salg --help names the commands for scripts."))


def _open(console: Console, session: Session, paths: Paths, database: str, *, demo: bool = False) -> None:
    import logging
    import os

    if console.settings.keymap:
        from tui.actions import Keymap

        # Before anything is painted, as what is wrong with it must be read.
        Keymap(console.settings.keymap, file=str(console.paths.settings))
    if not console.settings.plain_output:
        from tui.terminal import first_picture

        # Textual takes a while to import; what does not depend on it is seen at once, and keys typed meanwhile wait.
        first_picture.paint([f" Salg  {_('Start page')}"])
    # Textual reads these when it is imported: nothing on the screen moves by itself, and what comes right after a key
    # (the hits of a search) does not wait for the next sixtieth of a second.
    os.environ.setdefault("TEXTUAL_FPS", "240")
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    from tui.app import open_app
    from tui.base_app import AppPaths

    _clear_away(session, paths)
    make_folder(paths.state_dir)
    log = logging.getLogger("salg")
    handler = logging.FileHandler(paths.log, delay=True, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    try:
        open_app(
            session,
            console.settings,
            AppPaths(paths.registry, paths.drafts, paths.log, console.paths.settings.parent),
            settings_file=str(console.paths.settings),
            database_id=database,
            demo=demo,
        )
    finally:
        log.removeHandler(handler)
        handler.close()
        gc.enable()


def _clear_away(session: Session, paths: Paths) -> None:
    """Remove what killed programs have left half written beside the database and the registry."""
    from model.core.filesystem import partial_file
    from model.registry import interrupted_load

    if isinstance(session.store.location, Path):
        partial_file.sweep(session.store.location.resolve().parent, session.clock().timestamp())
    interrupted_load.sweep(paths.registry)


def _demo(console: Console, given: list[str]) -> int:
    from model.demo.world import SEED

    arguments = Arguments(
        "salg demo", _("Open the app on made-up data, a registry included. All of it is thrown away afterwards.")
    )
    arguments.add_argument("--keep", metavar="FOLDER", help=_("put the data there and leave it there"))
    arguments.add_argument("--no-app", action="store_true", help=_("with --keep: make the data, do not open the app"))
    arguments.add_argument("--seed", metavar="N", type=int, default=SEED, help=_("another number makes other data"))
    options = parsed(arguments, given)
    if options.no_app and not options.keep:
        raise UserError(_("--no-app goes with --keep."), "--no-app")
    if not options.no_app:
        _refuse_without_terminal(console)
    with _folder(options.keep) as folder:
        paths = Paths.below(folder)
        session = _filled(console, paths, options.seed, app=not options.no_app)
        if not options.no_app:
            if not console.settings.company.name:
                from model.demo.company import HEAD

                console.settings = replace(console.settings, company=HEAD)
            _open(console, session, paths, str(paths.database), demo=True)
        if options.keep:
            console.line(
                _("The data is in {path}; to go on with it: {command}").format(
                    path=folder, command=f"SALG_HOME={folder} salg"
                )
            )
        # What lies in the folder must be closed before it goes.
        console.close()
    return 0


@contextlib.contextmanager
def _folder(kept: str | None) -> Iterator[Path]:
    if kept is not None:
        yield make_folder(Path(kept).expanduser().absolute())
        return
    import tempfile

    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=f"{_DEMO}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        with _gone_on_signals(Path(folder)):
            yield Path(folder)


@contextlib.contextmanager
def _gone_on_signals(folder: Path) -> Iterator[None]:
    """Remove the folder also where the line is lost or the program is told to end, and end by the signal as always."""
    import shutil
    import signal

    def end(number: int, _frame: object) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    # One that is ignored, as by nohup, stays so.
    numbers = [each for each in (signal.SIGHUP, signal.SIGTERM) if signal.getsignal(each) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def _sweep(folder: Path) -> None:
    """Throw away what demos of this account have left that were killed."""
    import shutil

    for left in folder.glob(f"{_DEMO}*-*"):
        process = left.name.removeprefix(_DEMO).partition("-")[0]
        try:
            if process.isdecimal() and left.stat().st_uid == os.getuid():
                os.kill(int(process), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (OSError, OverflowError):
            continue


def _say_what_takes_time(console: Console, *, app: bool) -> None:
    """Say that data are being made; where the app follows on a terminal, keys typed meanwhile wait for it unechoed."""
    from tui.terminal import first_picture

    making = _("Making up data …")
    if app and not console.settings.plain_output and first_picture.paint([" Salg", "", f"   {making}"]) is not None:
        return
    if console.streams.stderr.isatty():
        console.streams.stderr.write(making + "\n")


def _filled(console: Console, paths: Paths, seed: int, *, app: bool) -> Session:
    """Return a session on the made-up data, which is made if it is not there from an earlier time."""
    from model.demo.fill import fill, fill_registry
    from model.people.signing_in import account_name

    console.database = str(paths.database)
    if not paths.database.exists():
        _say_what_takes_time(console, app=app)
        store = console.store(create=True)
        try:
            world = fill(store, console.clock, seed, account=console.account or account_name())
            fill_registry(paths.registry, world, console.clock())
        except BaseException:
            store.close()
            for part in paths.data_dir.glob(f"{paths.database.name}*"):
                part.unlink(missing_ok=True)
            raise
    # What the demo shows does not depend on who has it shown.
    return console.session(as_set=False)
