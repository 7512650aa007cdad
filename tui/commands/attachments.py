"""``salg campaign attachments``: the files of a campaign, with what is said of them (CAMP-14)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.dates import utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import quotation, visible
from model.documents import attachments as room
from model.documents import keeping
from model.documents.images import media_type
from model.documents.records import Document
from tui.commands import documents, values
from tui.commands.arguments import Arguments, UsageError, parsed
from tui.commands.console import Console

_NEEDED = {"list": (0, 0), "add": (1, 1), "attach": (1, 1), "set": (1, 1), "replace": (2, 2), "save": (2, 2),
           "delete": (1, 1)}  # fmt: skip
"""Verb → how many words it takes at least and at most, besides ``field=value``."""


def attachments(console: Console, record: type[Record], given: list[str]) -> int:
    """List a campaign's attachments, add one, change what is said of one, replace, save or delete it."""
    program = "salg campaign attachments"
    arguments = Arguments(
        program,
        _("The files of a campaign, and what is said of them; without a verb they are listed."),
        "\n".join(
            f"{program} ID {words}"
            for words in (
                "", "add FILE [FIELD=VALUE …]", "attach DOCUMENT [FIELD=VALUE …]", "set DOCUMENT FIELD=VALUE …",
                "replace DOCUMENT FILE", "save DOCUMENT PATH", "delete DOCUMENT", "",
            )
        )
        + _("fields: {names}").format(names=", ".join(room.TYPED)),
    )  # fmt: skip
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    arguments.add_argument("words", metavar="VERB", nargs="*", help=_("add, attach, set, replace, save or delete"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    verb, *rest = options.words or ["list"]
    if verb not in _NEEDED:
        raise UsageError(
            _("there is no {verb}: {verbs}").format(verb=quotation(verb), verbs=", ".join(_NEEDED)), program
        )
    session = console.session()
    names, pairs = values.split(rest) if verb in ("add", "attach", "set") else (rest, {})
    least, most = _NEEDED[verb]
    if not least <= len(names) <= most or (verb == "set" and not pairs):
        raise UsageError(_("{verb} takes something else").format(verb=verb), program)
    place = ("campaign", values.named(session, record, options.id))
    keeping.check_place(session, place)
    if verb == "list":
        _print(console, session, keeping.documents_of(session, place, limit=2**31), json=options.json)
        return 0
    if verb in ("save", "delete"):
        documents.with_one(console, session, documents.of_place(session, place, names[0]), verb, names, options)
        return 0
    number = _written(session, place, verb, names, _typed(session, pairs))
    keeping.sweep(session)
    if options.json:
        console.json(_plain(keeping.one(session, number)))
    elif verb in ("add", "attach"):
        console.line(str(number))
    else:
        _print(console, session, [keeping.one(session, number)], json=False)
    return 0


def _written(session: Session, place: keeping.Place, verb: str, names: list[str], typed: Mapping[str, Any]) -> int:
    if verb == "add":
        return room.add_file(session, place, _path(names[0]), typed)
    if verb == "attach":
        return room.add_from_archive(session, place, values.record_id(names[0]), typed)
    found = documents.of_place(session, place, names[0])
    room.change_attachment(session, found.id, typed, source=_path(names[1]) if verb == "replace" else None)
    return found.id


def _path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _typed(session: Session, pairs: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name, text in pairs.items():
        if name not in room.TYPED:
            raise UserError(
                _("{text} is none of {choices}.").format(text=quotation(name), choices=", ".join(room.TYPED)), name
            )
        field = Document.fields()[name]
        try:
            found[name] = field.parse(text, session.reading())
            field.check(found[name])
        except UserError as error:
            error.field = name
            raise
    return found


def _print(console: Console, session: Session, found: list[keeping.Kept], *, json: bool) -> None:
    if json:
        console.json([_plain(one) for one in found])
        return
    for one in found:
        size = format_whole(one.size)
        sign = "+" if one.goes_along else "-"
        measures = f"{one.width} x {one.height}, {one.depth or '?'}" if one.width else ""
        parts = (
            f"{one.id:>7}",
            sign,
            f"{size:>13}",
            media_type(one.name),
            measures,
            one.content_id,
            one.name,
            one.title,
        )
        console.line("  ".join(visible(part) for part in parts if part))
    if not found:
        console.remark(_("No attachments."))


def _plain(one: keeping.Kept) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "title": one.title,
        "media_type": media_type(one.name),
        "size": one.size,
        "width": one.width,
        "height": one.height,
        "depth": one.depth,
        "content_id": one.content_id,
        "goes_along": one.goes_along,
        "from_archive": one.from_archive,
        "keywords": one.keywords,
        "description": one.description,
        "added_at": utc_text(one.added_at),
        "added_by": one.added_by,
        "changed_at": None if one.changed_at is None else utc_text(one.changed_at),
        "changed_by": one.changed_by,
        "sha256": one.digest,
    }
