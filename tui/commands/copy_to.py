"""``salg copy-to``: the whole database in another place, on a server or in a file (COM-17)."""

from __future__ import annotations

from pathlib import Path

from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.storage.database import open_store
from model.core.storage.store import Store
from model.core.storage.transfer import copy_all
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console, location_of


def run(console: Console, name: str, given: list[str]) -> int:
    """Carry out ``salg copy-to``."""
    arguments = Arguments(
        "salg copy-to",
        _(
            "Copy every row, history included, to an empty database of a server or to a new file, and the documents to"
            " where that one has them; then compare all of it. Administrators only."
        ),
    )
    arguments.add_argument("target", metavar="URL|FILE", help=_("where the copy goes"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_administer()
    source = session.store
    location = location_of(options.target, "target")
    _refuse_same(source, location)
    target = open_store(location, create=True)
    done = False
    try:
        target.shared_documents = console.shared_documents
        copied = copy_all(source, target, lambda table, rows: console.progress(f"{table} {format_whole(rows)}", 0))
        done = True
        console.clear_progress()
        count = copied.count
        told = ngettext("{count} row copied and compared.", "{count} rows copied and compared.", count)
        console.line(told.format(count=format_whole(count)))
        _copy_documents(console, source, target)
    finally:
        console.clear_progress()
        target.close()
        if not done and isinstance(location, Path):
            # It was made for the copy, and nothing stands in it.
            for ending in ("", "-wal", "-shm"):
                location.with_name(location.name + ending).unlink(missing_ok=True)
    return 0


def _refuse_same(source: Store, location: Path | str) -> None:
    if isinstance(location, Path) and location.exists():
        raise UserError(_("{path} exists already; give the copy another name.").format(path=location), "target")
    if location == source.location:
        raise UserError(_("{path} is the database itself.").format(path=source.title), "target")


def _copy_documents(console: Console, source: Store, target: Store) -> None:
    """Copy the documents, and say which are not whole in the copy."""
    from model.documents.contents import carry, folder_of_store
    from model.documents.keeping import count_all, damaged

    if not count_all(source):
        return
    folder, into = folder_of_store(source), folder_of_store(target)
    count = 0 if folder == into else carry(folder, into, told=lambda done: console.progress(_("Documents"), done))
    console.clear_progress()
    told = ngettext("{count} document copied to {folder}.", "{count} documents copied to {folder}.", count)
    console.line(told.format(count=format_whole(count), folder=into))
    others = damaged(target)
    if others:
        told = ngettext(
            "What was in {count} document is not whole there.",
            "What was in {count} documents is not whole there.",
            others,
        )
        console.remark(told.format(count=format_whole(others)))
