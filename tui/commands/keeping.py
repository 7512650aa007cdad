"""``salg backup``, ``salg restore`` and ``salg check``."""

from __future__ import annotations

from pathlib import Path

from model.core.database import Store, open_store
from model.core.errors import StorageError, UserError
from model.core.language import _, ngettext
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console


def run(console: Console, name: str, given: list[str]) -> int:
    """Carry out one of the three."""
    return {"backup": _backup, "restore": _restore, "check": _check}[name](console, given)


def _backup(console: Console, given: list[str]) -> int:
    arguments = Arguments(
        "salg backup",
        _("Write a whole copy of the database, documents in a folder beside it; it may be in use meanwhile."),
    )
    arguments.add_argument("file", metavar="FILE", help=_("where the copy goes"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    options = parsed(arguments, given)
    target = Path(options.file).expanduser().absolute()
    if target.is_dir():
        raise UserError(_("{path} is a folder.").format(path=target), "file")
    if target.exists() and not options.force:
        raise UserError(_("{path} exists; --force overwrites it.").format(path=target), "file")
    if target == console.database_path:
        raise UserError(_("{path} is the database itself.").format(path=target), "file")
    session = console.session()
    session.store.backup(target)
    copy = Store(target, read_only=True)
    try:
        if wrong := copy.check():
            raise StorageError(_("The copy is damaged: {problem}").format(problem=wrong[0]), "file")
    finally:
        copy.close()
    console.line(_("{path}: {size} bytes, checked.").format(path=target, size=target.stat().st_size))
    _carry_documents(console, session.store.path, target)
    _tell_missing(console, session.store)
    return 0


def _carry_documents(console: Console, source: Path, target: Path, *, link: bool = False) -> None:
    """Put the documents of one database beside the other as well, those that are not there yet (CUST-17)."""
    from model.documents.contents import carry, folder_of

    folder = folder_of(target)
    told = _("Documents")
    count = carry(folder_of(source), folder, link=link, told=lambda done: console.progress(f"{told} {done}", 0))
    console.clear_progress()
    if count and not link:
        text = ngettext("{count} document copied to {folder}.", "{count} documents copied to {folder}.", count)
        console.line(text.format(count=count, folder=folder))


def _tell_missing(console: Console, store: Store) -> None:
    from model.documents.keeping import missing

    for number, name in missing(store):
        console.remark(_("What was in document {number}, {name}, is missing.").format(number=number, name=name))


def _restore(console: Console, given: list[str]) -> int:
    arguments = Arguments(
        "salg restore", _("Put a copy in the place of the database; the present one is kept beside it.")
    )
    arguments.add_argument("file", metavar="FILE", help=_("a copy that salg backup made"))
    options = parsed(arguments, given)
    source = Path(options.file).expanduser().absolute()
    path = console.database_path
    if not source.is_file():
        raise UserError(_("There is no file {path}.").format(path=source), "file")
    if source == path:
        raise UserError(_("{path} is the database itself.").format(path=source), "file")
    aside = _beside(console, path)
    if not path.exists():
        _anew(source, path)
    else:
        try:
            session = console.session()
        except StorageError:
            _refuse_damaged(source)
            _move_aside(path, aside)
            _carry_documents(console, path, aside, link=True)
            _anew(source, path)
        else:
            session.may_administer()
            session.store.backup(aside)
            # What was there before is not lost when its bytes are swept from beside the database some day.
            _carry_documents(console, path, aside, link=True)
            session.store.restore(source)
    # A copy of an older schema is brought up to date; one that cannot be opened says so now.
    store = open_store(path, create=False)
    console.line(_("Restored from {path}.").format(path=source))
    _carry_documents(console, source, path)
    _tell_missing(console, store)
    store.close()
    if aside.exists():
        console.line(_("What was there before is in {path}.").format(path=aside))
    return 0


def _beside(console: Console, path: Path) -> Path:
    """Return a name beside the database that no file has: what was put aside before may be what is restored."""
    stamp = console.clock().strftime("%Y%m%d-%H%M%S")
    wanted = path.with_name(f"{path.name}.before-restore-{stamp}")
    number = 2
    while wanted.exists():
        wanted = path.with_name(f"{path.name}.before-restore-{stamp}-{number}")
        number += 1
    return wanted


def _refuse_damaged(source: Path) -> None:
    """Raise :class:`StorageError` for a copy that cannot be used, before anything is moved."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        _anew(source, Path(folder) / "trial.db")


def _anew(source: Path, path: Path) -> None:
    """Make a database at ``path``, where none is, with the content of ``source``."""
    fresh = open_store(path)
    try:
        fresh.restore(source)
    except BaseException:
        fresh.close()
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        raise
    fresh.close()


def _move_aside(path: Path, aside: Path) -> None:
    try:
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
    except OSError as error:
        raise StorageError(
            _("{path} cannot be moved: {error}").format(path=path, error=error.strerror or error)
        ) from error


def _check(console: Console, given: list[str]) -> int:
    parsed(Arguments("salg check", _("Look whether the database, its search index and the registry are sound.")), given)
    session = console.session()
    problems = [(_("database"), problem) for problem in session.store.check()]
    if not problems:
        problems += _index_problems(session.store)
        problems += _missing_documents(session.store)
    try:
        from model.registry.search import Registry

        with Registry(console.paths.registry) as registry:
            status = registry.status()
    except UserError as error:
        problems.append((_("registry"), error.message))
    for part, problem in problems:
        console.line(f"{part}: {problem}")
    if problems:
        raise StorageError(_("The database is not sound; restore a backup, or load the registry again."), "check")
    console.line(_("The database is sound: {path}").format(path=session.store.path))
    if status.loaded:
        console.line(_("The registry is sound: {path}").format(path=status.path))
    return 0


def _missing_documents(store: Store) -> list[tuple[str, str]]:
    from model.documents.keeping import missing

    told = _("what was in {name} is missing or not whole")
    return [(_("document {number}").format(number=number), told.format(name=name)) for number, name in missing(store)]


def _index_problems(store: Store) -> list[tuple[str, str]]:
    from model.catalogue import RECORDS
    from model.core.criteria import index_of

    found: dict[str, str] = {}
    for record in RECORDS:
        index = index_of(record)
        if index is None or record.table() in found:
            continue
        try:
            index.check(store.connection().execute)
        except Exception as error:  # the engine's own, which nobody here may name
            found[record.table()] = str(error)
    return [(_("search index of {table}").format(table=table), problem) for table, problem in found.items()]
