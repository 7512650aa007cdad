"""``salg backup``, ``salg restore`` and ``salg check``."""

from __future__ import annotations

import contextlib
from pathlib import Path

from model.core.access.session import Session
from model.core.errors import DamagedError, StorageError, UserError
from model.core.filesystem.named_file import identity_of
from model.core.filesystem.partial_file import PartialFile
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.storage.database import open_store
from model.core.storage.sqlite import backup, restore
from model.core.storage.store import Store
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
    if console.on_server:
        raise UserError(
            _("A database on a server is backed up by the server's own tools; for a copy in a file: salg copy-to FILE"),
            "--db",
        )
    session = console.session()
    backup.refuse_target(target, force=options.force)
    backup.write_copy(session.store.path, target)
    console.line(_("{path}: {size} bytes, checked.").format(path=target, size=target.stat().st_size))
    _carry_documents(console, session.store.path, target)
    _tell_missing(console, session.store, session)
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
        console.line(text.format(count=format_whole(count), folder=folder))


def _tell_missing(console: Console, store: Store, session: Session | None) -> None:
    from model.documents.keeping import missing

    seen, hidden = missing(store, session)
    for number, name in seen:
        console.remark(_("What was in document {number}, {name}, is missing.").format(number=number, name=name))
    if hidden:
        console.remark(_unseen(hidden))


def _unseen(count: int) -> str:
    return ngettext(
        "What was in {count} document of other people is missing.",
        "What was in {count} documents of other people is missing.",
        count,
    ).format(count=format_whole(count))


def _restore(console: Console, given: list[str]) -> int:
    arguments = Arguments(
        "salg restore", _("Put a copy in the place of the database; the present one is kept beside it.")
    )
    arguments.add_argument("file", metavar="FILE", help=_("a copy that salg backup made"))
    arguments.add_argument(
        "--force", action="store_true", help=_("move a database aside that is damaged, so that nobody can sign in")
    )
    options = parsed(arguments, given)
    source = Path(options.file).expanduser().absolute()
    if console.database_path is None:
        raise UserError(
            _(
                "A database on a server is restored by the server's own tools; a file goes into an empty one by"
                " salg --db FILE copy-to URL"
            ),
            "--db",
        )
    path = console.database_path.resolve()
    if not source.is_file():
        raise UserError(_("There is no file {path}.").format(path=source), "file")
    if identity_of(source) == identity_of(path):
        raise UserError(_("{file} is the database itself.").format(file=source.name), "file")
    session = _administrator(console, path, force=options.force)
    with restore.prepared(source, path) as fresh:
        # Its documents go first: whoever reads a restored record finds them.
        _carry_documents(console, source, path)
        kept = _put(console, path, fresh, session)
    console.line(_("Restored from {path}.").format(path=source))
    if kept is not None:
        console.line(_("What was there before is in {path}.").format(path=kept))
        console.line(_("A Salg that is open saves nothing more: leave it and start it again."))
    _tell_what_is_missing(console, path)
    return 0


def _administrator(console: Console, path: Path, *, force: bool) -> Session | None:
    """Sign in as an administrator; None where nobody can, because there is no database or a damaged one."""
    if _is_free(path):
        return None
    try:
        session = console.session(as_set=False)
        session.may_administer()
        return session
    except DamagedError as error:
        # What is damaged is taken up below by its bytes: nobody may have it open then, this process neither.
        console.close()
        if force:
            return None
        raise DamagedError(
            _("{path} is damaged, and nobody can sign in to it. With --force it is moved aside.").format(path=path)
        ) from error


def _is_free(path: Path) -> bool:
    return not path.exists() or (path.is_file() and not path.stat().st_size)


def _put(console: Console, path: Path, fresh: PartialFile, session: Session | None) -> Path | None:
    """Put a prepared copy in the place of the database; return where what was there is kept, None for nothing."""
    aside = path.with_name(f"{path.name}.before-restore-{console.clock().strftime('%Y%m%d-%H%M%S')}")

    def keep_documents(kept: Path) -> None:
        # What was there before is not lost when its bytes are swept from beside the database some day.
        _carry_documents(console, path, kept, link=True)

    if session is not None:
        return restore.exchange(session.store, fresh.path, aside, keep_documents)
    if _is_free(path):
        restore.make(path, fresh)
        return None
    kept = restore.replace_damaged(path, fresh, aside)
    keep_documents(kept)
    return kept


def _tell_what_is_missing(console: Console, path: Path) -> None:
    """Say which documents of a restored database are missing, by name those that this account may see."""
    # Another person may be at the keyboard now, and what was held in memory was another database's.
    console.close()
    with contextlib.closing(open_store(path, create=False)) as store:
        try:
            session = console.signed_in(store)
        except UserError:
            session = None
        _tell_missing(console, store, session)


def _check(console: Console, given: list[str]) -> int:
    parsed(Arguments("salg check", _("Look whether the database, its search index and the registry are sound.")), given)
    session = console.session()
    problems = [(_("database"), problem) for problem in session.store.check()]
    if not problems:
        problems += _index_problems(session.store)
        problems += _missing_documents(session)
    try:
        from model.registry.search import Registry

        with Registry(console.paths.registry) as registry:
            status = registry.status()
    except UserError as error:
        problems.append((_("registry"), error.message))
    for part, problem in problems:
        console.line(f"{part}: {problem}")
    if problems:
        raise StorageError(
            _("The database is not sound; have it restored by the server's own tools, or load the registry again.")
            if session.store.is_shared
            else _("The database is not sound; restore a backup, or load the registry again."),
            "check",
        )
    console.line(_("The database is sound: {path}").format(path=session.store.title))
    if status.loaded:
        console.line(_("The registry is sound: {path}").format(path=status.path))
    return 0


def _missing_documents(session: Session) -> list[tuple[str, str]]:
    from model.documents.keeping import missing

    told = _("what was in {name} is missing or not whole")
    seen, hidden = missing(session.store, session)
    problems = [(_("document {number}").format(number=number), told.format(name=name)) for number, name in seen]
    return problems + ([(_("documents"), _unseen(hidden))] if hidden else [])


def _index_problems(store: Store) -> list[tuple[str, str]]:
    from model.catalogue import RECORDS
    from model.core.lists.index_check import index_problems

    told = _("search index of {table}")
    return [(told.format(table=table), problem) for table, problem in index_problems(store, RECORDS).items()]
