"""``salg RECORD documents``: the files of a lead, customer, contact, opportunity or project (CUST-17)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.dates import format_moment, utc_text
from model.core.errors import NotFoundError
from model.core.language import _
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import quotation, visible
from model.documents import keeping
from tui.commands import merged
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console
from tui.commands.values import named, record_id


def documents(console: Console, record: type[Record], given: list[str]) -> int:
    """List a record's documents, add files to it, save, rename or delete one."""
    name = record.name_in_code
    program = f"salg {name} documents"
    arguments = Arguments(
        program,
        _("The files of a record, kept beside the database; without a verb they are listed."),
        "\n".join(
            f"{program} ID {words}"
            for words in ("", "add FILE…", "save DOCUMENT PATH", "rename DOCUMENT NAME", "delete DOCUMENT")
        ),
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the record"))
    arguments.add_argument("words", metavar="VERB", nargs="*", help=_("add, save, rename or delete, and what"))
    arguments.add_argument("--find", metavar="TEXT", default="", help=_("list those whose name has these words"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    verb, rest = (options.words[0], options.words[1:]) if options.words else ("list", [])
    needed = {"list": 0, "add": 1, "save": 2, "rename": 2, "delete": 1}
    if verb not in needed:
        verbs = ", ".join(needed)
        raise UsageError(_("there is no {verb}: {verbs}").format(verb=quotation(verb), verbs=verbs), program)
    if len(rest) < needed[verb] or (verb != "add" and len(rest) > needed[verb]):
        raise UsageError(_("{verb} takes something else").format(verb=verb), program)
    session = console.session()
    (now,) = merged.followed(console, session, record, [named(session, record, options.id)])
    place = (name, now)
    keeping.check_place(session, place)
    if verb == "list":
        _list(console, session, place, options)
    elif verb == "add":
        _add(console, session, place, rest, options)
    else:
        with_one(console, session, of_place(session, place, rest[0]), verb, rest, options)
    return 0


def _list(console: Console, session: Session, place: keeping.Place, options: Namespace) -> None:
    found = keeping.documents_of(session, place, text=options.find, limit=2**31)
    if options.json:
        console.json([_plain(one) for one in found])
        return
    zone = session.reading().zone
    for one in found:
        size = format_whole(one.size)
        when = format_moment(one.added_at, zone)
        console.line(f"{one.id:>7}  {when}  {one.added_by:<4}  {size:>13}  {one.name}")
    if not found:
        console.remark(_("No documents."))


def _add(console: Console, session: Session, place: keeping.Place, files: list[str], options: Namespace) -> None:
    made = []
    for file in files:
        number = keeping.add(session, place, Path(file).expanduser().absolute())
        made.append(keeping.one(session, number))
        if not options.json:
            console.line(str(number))
    keeping.sweep(session)
    if options.json:
        console.json([_plain(one) for one in made])


def with_one(
    console: Console, session: Session, found: keeping.Kept, verb: str, rest: list[str], options: Namespace
) -> None:
    """Save, rename or delete one document, and say so; ``rest`` are the words after the verb."""
    if verb == "save":
        target = Path(rest[1]).expanduser().absolute()
        path = keeping.save_copy(session, found.id, target, force=options.force)
        told: Any = {**_plain(found), "path": str(path)}
        line = _("Saved as {path}.").format(path=path)
    elif verb == "rename":
        keeping.rename(session, found.id, rest[1], base=found.name)
        found = keeping.one(session, found.id)
        told = _plain(found)
        line = _("It is called {name} now.").format(name=visible(found.name))
    else:
        keeping.delete(session, found.id, base=found.name)
        keeping.sweep(session)
        told = _plain(found)
        line = _("Deleted: {name}; salg undo brings it back.").format(name=visible(found.name))
    if options.json:
        console.json(told)
    else:
        console.line(line)


def of_place(session: Session, place: keeping.Place, number: str) -> keeping.Kept:
    """Return the document of that ID; raise :class:`NotFoundError` where it belongs to another record."""
    found = keeping.one(session, record_id(number))
    if found.place != place:
        raise NotFoundError(_("Document {number} belongs to another record.").format(number=found.id), "id")
    return found


def _plain(one: keeping.Kept) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "size": one.size,
        "added_at": utc_text(one.added_at),
        "added_by": one.added_by,
        "sha256": one.digest,
    }
