"""A campaign's attachments: its documents, with what is said of them, from a file or from what is on file (CAMP-14)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.changes.conflicts import Conflict, ConflictField
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.text import excerpt, fold, quotation
from model.documents import contents, images, keeping
from model.documents.keeping import Kept, Place
from model.documents.records import Document

TYPED = ("name", "title", "content_id", "goes_along", "keywords", "description")
"""The fields that people fill in; what a file is they cannot say."""

_CONTENT_ID = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~@-]+")
_COPIED = (*TYPED, "content", "size", "from_archive", "width", "height", "depth")


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of :data:`TYPED` as they are kept: the name without a path, the content ID without ``<>``.

    Raises :class:`UserError`, naming the field, for a name of nothing, and for a content ID that no message can hold.
    """
    kept = {name: values[name] for name in TYPED if name in values}
    if "name" in kept:
        kept["name"] = keeping.tidy_name(kept["name"] or "")
    if "content_id" in kept:
        text = (kept["content_id"] or "").strip().removeprefix("cid:").removeprefix("<").removesuffix(">")
        if text and not _CONTENT_ID.fullmatch(text):
            raise UserError(
                _("{text} is no content ID: letters, digits and signs without spaces, such as logo1.").format(
                    text=quotation(excerpt(text))
                ),
                "content_id",
            )
        kept["content_id"] = text or None
    return kept


def add_file(session: Session, place: Place, source: Path, values: Mapping[str, Any]) -> int:
    """Attach a file and return the ID; it goes along unless ``values`` say otherwise.

    Raises :class:`UserError` for the field ``file`` where it is no file, or a picture that is none; for the others as
    :func:`tidy` does, and for a content ID that another has (R13).
    """
    session.may_write()
    keeping.check_place(session, place)
    more = {"goes_along": True, **tidy({"name": source.name, **values})}
    return keeping.put(session, place, more.pop("name"), {**_taken_in(session, source, source.name), **more})


def add_from_archive(session: Session, place: Place, document: int, values: Mapping[str, Any]) -> int:
    """Attach what a document on file holds and return the ID; both are kept once, and each stays without the other."""
    session.may_write()
    keeping.check_place(session, place)
    found = keeping.one(session, document)
    content = keeping.content_of(session, document)
    with contents.opened(content) as file:
        picture = images.look_at(file, found.name)
    more = {"goes_along": True, **tidy({"name": found.name, **values})}
    what = {"content": found.digest, "size": found.size, "from_archive": True, **_measures(picture)}
    return keeping.put(session, place, more.pop("name"), {**what, **more})


def change_attachment(
    session: Session,
    document: int,
    values: Mapping[str, Any],
    *,
    source: Path | None = None,
    base: Mapping[str, Any] | None = None,
) -> bool:
    """Change what is said of an attachment, or replace its file by ``source``; return whether anything was different.

    ``base`` are the values as they stood where the person looked: raises
    :class:`~model.core.changes.conflicts.Conflict` where a colleague has changed the same one since (COM-09), else as
    :func:`add_file` does.
    """
    session.may_write()
    found = keeping.one(session, document)
    more = tidy(values)
    if source is not None:
        more |= {**_taken_in(session, source, source.name), "from_archive": False}
        more.setdefault("name", keeping.tidy_name(source.name))
    with change(session, N_("Change attachment {file}"), "edit", file=found.name) as made:
        now = keeping.one(session, document)
        made.tell(file=now.name)
        kinds = Document.fields()
        stored = made.read(Document, document)
        present = {name: kinds[name].from_stored(stored[name]) for name in kinds}
        _refuse_conflict(now, present, more, base or {})
        different = {name: value for name, value in more.items() if value != present[name]}
        if not different:
            return False
        different |= {"changed_at": session.clock(), "changed_by": session.person.id}
        return made.update(Document, document, different)


def _refuse_conflict(now: Kept, present: Mapping[str, Any], values: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    others = [
        ConflictField(name, base[name], present[name], values.get(name, base[name]))
        for name in TYPED
        if name in base and (base[name] or None) != (present[name] or None)
    ]
    if any(one.disagrees for one in others):
        raise Conflict("document", now.id, now.changed_by or now.added_by, now.changed_at or now.added_at, others, 0)


def copy_all(made: Change, source: Place, target: Place) -> int:
    """Give the attachments of one campaign to its copy within a change too, and return how many that was."""
    session = made.session
    kinds = Document.fields()
    count = 0
    for found in keeping.documents_of(session, source, limit=2**31)[::-1]:
        stored = made.read(Document, found.id)
        values = {name: kinds[name].from_stored(stored[name]) for name in _COPIED}
        stamps = {"added_at": session.clock(), "added_by": session.person.id}
        made.insert(Document, {**values, **stamps, "record": target[0], "record_id": target[1]})
        count += 1
    return count


def find_on_file(session: Session, text: str, *, but: Place, limit: int) -> list[tuple[Kept, str]]:
    """Return documents whose name, or whose record, has all words of ``text``, newest first, with that record's title.

    Those of ``but``, and those of records that the person may not see, are left out.
    """
    words = fold(text).split()
    found = []
    for kept in keeping.every(session):
        if kept.place == but:
            continue
        title = session.names.title_of(*kept.place)
        if title and all(word in fold(f"{kept.name} {kept.title} {title}") for word in words):
            found.append((kept, title))
            if len(found) == limit:
                break
    return found


def _taken_in(session: Session, source: Path, name: str) -> dict[str, Any]:
    """Keep the bytes of a file and return the columns that tell what they are."""
    folder = contents.folder_of_store(session.store)
    taken = contents.take_in(folder, source)
    with contents.opened(contents.place_of(folder, taken.digest)) as file:
        # Bytes that are refused here are kept by nothing, and swept.
        picture = images.look_at(file, name)
    return {"content": taken.digest, "size": taken.size, **_measures(picture)}


def _measures(picture: images.Picture | None) -> dict[str, Any]:
    if picture is None:
        return {"width": None, "height": None, "depth": None}
    return {"width": picture.width, "height": picture.height, "depth": picture.depth}
