"""A record's documents: added, found, renamed, taken out, deleted, each as a change that undo takes back (CUST-17).

Whoever may see the record may see its documents; of a hidden record there are none (W20). Bytes go only when nothing
on file, and nothing that can still be undone, refers to them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import update_where
from model.core.changes.change import Change, change, not_found
from model.core.dates import from_utc_text, utc_text
from model.core.errors import NotFoundError, UserError
from model.core.fields.texts import LOST_LETTER
from model.core.filesystem import partial_file
from model.core.history.undo import DAYS
from model.core.language import N_, _
from model.core.records.employee_table import EmployeeTable
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of, json_value
from model.core.storage.statements import slot, statement
from model.core.storage.store import Store
from model.core.text import fold, quotation, storable
from model.core.text import visible as shown
from model.documents import contents
from model.documents.records import Document
from model.files.new_file import new_file

Place = tuple[str, int]
"""A record: its word in code and its ID."""

KINDS = ("lead", "customer", "contact", "opportunity", "project", "campaign")
"""The records that have documents."""

LONGEST = 200
"""Characters of a name."""

_SEPARATORS = str.maketrans({"/": "-", "\\": "-"})
_SWEPT = "swept"
_DAY = 24 * 3600


class Kept(NamedTuple):
    """A document as its record's card lists it; what follows ``place`` is said of attachments."""

    id: int
    name: str
    size: int
    added_at: datetime
    added_by: str
    """Initials, '' where nobody is known."""
    digest: str
    place: Place
    title: str = ""
    content_id: str = ""
    goes_along: bool = False
    from_archive: bool = False
    keywords: str = ""
    description: str = ""
    width: int | None = None
    height: int | None = None
    depth: int | None = None
    changed_at: datetime | None = None
    changed_by: str = ""


def tidy_name(text: str) -> str:
    """Return a name as it is kept: no path, no control characters, not hidden, and not longer than :data:`LONGEST`.

    Raises :class:`UserError` where nothing is left of it.
    """
    plain = "".join(letter if letter.isprintable() else " " for letter in storable(text).translate(_SEPARATORS))
    name = " ".join(plain.replace(LOST_LETTER, "_").split()).lstrip(".- ")
    if len(name) > LONGEST:
        ending = Path(name).suffix[:20]
        name = name[: LONGEST - len(ending)].rstrip() + ending
    if not name:
        raise UserError(_("A document needs a name."), "name")
    return name


# Queries


@statement
def _seen(record: type[Record]) -> peewee.Query:
    return record.select(record.id).where(record.id == slot("id"), seen(record))


def _documents() -> peewee.ModelSelect[Document]:
    """Documents with who added and who last changed them, as :func:`_kept` reads them."""
    adder, changer = EmployeeTable.alias("adder"), EmployeeTable.alias("changer")
    columns = (
        Document.id, Document.name, Document.size, Document.added_at, adder.initials, Document.content,
        Document.record, Document.record_id, Document.title, Document.content_id, Document.goes_along,
        Document.from_archive, Document.keywords, Document.description, Document.width, Document.height,
        Document.depth, Document.changed_at, changer.initials,
    )  # fmt: skip
    return (
        Document.select(*columns)
        .join_from(Document, adder, peewee.JOIN.LEFT_OUTER, on=adder.id == Document.added_by)
        .join_from(Document, changer, peewee.JOIN.LEFT_OUTER, on=changer.id == Document.changed_by)
    )


def _of_place() -> Any:
    return (Document.record == slot("record")) & (Document.record_id == slot("record_id"))


@statement
def _all() -> peewee.Query:
    return _documents().order_by(Document.id.desc())


@statement
def _all_of_place() -> peewee.Query:
    return _documents().where(_of_place()).order_by(Document.id.desc())


@statement
def _one() -> peewee.Query:
    return _documents().where(Document.id == slot("id"))


@statement
def _number_of_place(limited: bool) -> peewee.Query:
    """How many documents a record has; where it is limited, at most ``limit``."""
    those = Document.select(Document.id).where(_of_place())
    some = (those.limit(slot("limit")) if limited else those).alias("some")
    return peewee.Select((some,), (peewee.fn.count(some.c.id),))


@statement
def _at_place() -> Any:
    return _of_place()


@statement
def _bytes() -> peewee.Query:
    columns = (
        Document.id, Document.name, Document.content, Document.size, Document.record, Document.record_id,
    )  # fmt: skip
    return Document.select(*columns).order_by(Document.id)


@statement
def _contents(row: type[Row]) -> peewee.Query:
    content = column_of(row, row.keeps_content)
    return row.select(content).where(content.is_null(False)).distinct()


@statement
def _contents_undone(row: type[Row]) -> peewee.Query:
    """What rows of a kind referred to before the changes since ``since``, which can still be undone."""
    lines = ChangeRow.select(json_value(ChangeRow.before, row.keeps_content, str)).distinct()
    return lines.join(ChangeEntry, on=ChangeEntry.id == ChangeRow.change).where(
        ChangeRow.record == row.name_in_code,
        ChangeRow.action.in_(("delete", "update")),
        ChangeEntry.at >= slot("since"),
    )


# Reading


def check_place(session: Session, place: Place) -> None:
    """Raise :class:`NotFoundError` where the record is gone or hidden, or has no documents."""
    record = session.records.get(place[0]) if place[0] in KINDS else None
    if record is None or not issubclass(record, Record):
        raise NotFoundError(_("There are no documents of {record}.").format(record=quotation(place[0])), "record")
    if session.row(_seen(record), id=place[1]) is None:
        raise not_found(record, place[1])


def _kept(row: tuple[Any, ...]) -> Kept:
    number, name, size, at, initials, digest, record, record_id, *more = row
    title, content_id, goes_along, from_archive, keywords, description, width, height, depth, changed_at, changer = more
    return Kept(
        number, name, size or 0, from_utc_text(at), initials or "", digest, (record, record_id),
        title or "", content_id or "", bool(goes_along), bool(from_archive), keywords or "", description or "",
        width, height, depth, None if changed_at is None else from_utc_text(changed_at), changer or "",
    )  # fmt: skip


def documents_of(session: Session, place: Place, *, text: str = "", limit: int = 1_000) -> list[Kept]:
    """Return a record's documents, newest first; with ``text`` those whose name has all of its words.

    Raises :class:`NotFoundError` for a record that is gone or hidden.
    """
    check_place(session, place)
    words = fold(text).split()
    found = []
    for row in session.store.each(_all_of_place(), record=place[0], record_id=place[1]):
        if not words or all(word in fold(str(row[1])) for word in words):
            found.append(_kept(row))
            if len(found) == limit:
                break
    return found


def every(session: Session) -> Iterator[Kept]:
    """Yield all documents, newest first; the caller leaves out those of records that the person may not see."""
    yield from map(_kept, session.store.each(_all()))


def count_of(session: Session, place: Place, most: int | None = 1_001) -> int:
    """Return how many documents a record has; the caller may see the record.

    They are counted no further than ``most``, where that is not None.
    """
    query = _number_of_place(most is not None)
    return int(session.store.value(query, record=place[0], record_id=place[1], limit=most))


def one(session: Session, document: int) -> Kept:
    """Return a document by its ID; raise :class:`NotFoundError` where there is none to see."""
    row = session.store.row(_one(), id=document)
    if row is not None:
        found = _kept(row)
        with contextlib.suppress(NotFoundError):
            check_place(session, found.place)
            return found
    raise NotFoundError(_("There is no document {number}.").format(number=document), "id")


def content_of(session: Session, document: int) -> Path:
    """Return where a document's bytes are, to be read only; raise :class:`StorageError` where they are missing."""
    found = one(session, document)
    return contents.stored_path(contents.folder_of_store(session.store), found.digest, found.name)


def save_copy(session: Session, document: int, target: Path, *, force: bool = False) -> Path:
    """Write a copy of a document to ``target``, in a folder under its own name, and return where it went.

    Raises :class:`UserError` for a file that exists unless ``force``, :class:`StorageError` for missing bytes and for
    what cannot be written.
    """
    found, source = one(session, document), content_of(session, document)
    return copy_to(source, found.name, target, force=force)


def copy_to(source: Path, name: str, target: Path, *, force: bool = False) -> Path:
    """Write a copy of bytes that are kept to ``target``, in a folder under ``name``, and return where it went.

    Raises as :func:`save_copy` does.
    """
    if target.is_dir():
        target = target / tidy_name(name)
    with contents.reading(source) as chunks, new_file(target, force=force, text=False) as out:
        for chunk in chunks:
            out.write(chunk)
    return target


# Writing


def add(session: Session, place: Place, source: Path, name: str = "") -> int:
    """Add a file to a record and return the document's ID; the file itself stays where it is.

    Raises :class:`UserError` for what is no file, :class:`StorageError` for what cannot be read or kept,
    :class:`NotFoundError` for a record that is gone or hidden, :class:`NotAllowedError` for a reader.
    """
    session.may_write()
    check_place(session, place)
    called = tidy_name(name or source.name)
    taken = contents.take_in(contents.folder_of_store(session.store), source)
    return put(session, place, called, {"content": taken.digest, "size": taken.size})


def put(session: Session, place: Place, name: str, values: Mapping[str, Any]) -> int:
    """Write down as one change that a file whose bytes are kept belongs to a record; return the document's ID."""
    title = session.names.title_of(*place)
    with change(session, N_("Add document {file} to {name}"), "add", file=name, name=title) as made:
        check_place(session, place)
        first = {
            "record": place[0], "record_id": place[1], "name": name,
            "added_at": session.clock(), "added_by": session.person.id,
        }  # fmt: skip
        return made.insert(Document, {**first, **values})


def rename(session: Session, document: int, name: str, *, base: str | None = None) -> bool:
    """Call a document something else; return whether it was called otherwise.

    ``base`` is what it was called where the person looked: raises :class:`UserError` where a colleague has renamed it
    since (COM-09), and :class:`NotFoundError` where it is gone.
    """
    called = tidy_name(name)
    with change(session, N_("Rename document {file} to {name}"), "edit", file=base or "", name=called) as made:
        found = _unchanged(session, document, base)
        made.tell(file=found.name)
        return made.update(Document, found.id, {"name": called})


def delete(session: Session, document: int, *, base: str | None = None) -> Kept:
    """Take a document off its record and return what it was; undo brings it back, bytes and all.

    Raises as :func:`rename` does.
    """
    with change(session, N_("Delete document {file}"), "delete", file=base or "") as made:
        found = _unchanged(session, document, base)
        made.tell(file=found.name)
        made.delete(Document, found.id)
    return found


def move(made: Change, source: Place, target: Place) -> int:
    """Move the documents of one record to another within a change, and return how many that was."""
    values = {"record": target[0], "record_id": target[1]}
    return update_where(made, Document, _at_place(), values, record=source[0], record_id=source[1])


def _unchanged(session: Session, document: int, base: str | None) -> Kept:
    found = one(session, document)
    if base is not None and found.name != base:
        raise UserError(
            _("A colleague has called it {name} in the meantime; look again.").format(name=shown(found.name)), "name"
        )
    return found


# Bytes that nobody needs any more


def missing(store: Store, session: Session | None) -> tuple[list[tuple[int, str]], int]:
    """Return the documents whose bytes are not there or not as many as they were, and how many more there are.

    ID and name are those of documents of records that the person of ``session`` may see; the others are counted.
    """
    shown_ones, others = [], 0
    for number, name, digest, size, record, record_id in store.each(_bytes()):
        if not _is_whole(contents.folder_of_store(store), digest, size):
            if session is not None and _is_seen(session, (record, record_id)):
                shown_ones.append((number, name))
            else:
                others += 1
    return shown_ones, others


def damaged(store: Store) -> int:
    """Return how many documents have not the bytes by whose hash they are kept; every byte is read."""
    folder = contents.folder_of_store(store)
    kept = {digest for _number, _name, digest, _size, _record, _record_id in store.each(_bytes())}
    return sum(not contents.is_what_it_says(folder, digest) for digest in kept)


def count_all(store: Store) -> int:
    """Return how many documents there are, whoever may see them."""
    return int(store.value(_number()))


@statement
def _number() -> peewee.Query:
    return Document.select(peewee.fn.count(peewee.SQL("*")))


def _is_whole(folder: Path, digest: str, size: int) -> bool:
    try:
        path = contents.place_of(folder, digest)
        return path.is_file() and path.stat().st_size == size
    except (OSError, ValueError):
        return False


def _is_seen(session: Session, place: Place) -> bool:
    try:
        check_place(session, place)
    except NotFoundError:
        return False
    return True


def sweep(session: Session, *, always: bool = False) -> int:
    """Delete bytes that nothing refers to, on file or in what can still be undone; return how many files that was.

    It is done once a day at most, unless ``always``. What is younger than a day stays: somebody may be adding it.
    """
    folder = contents.folder_of_store(session.store)
    mark, now = folder / _SWEPT, session.clock().timestamp()
    try:
        if not folder.is_dir() or (not always and mark.exists() and now - mark.stat().st_mtime < _DAY):
            return 0
        # Its time is set on one that was just made: only the owner of a file may set that, and others sweep too.
        mark.unlink(missing_ok=True)
        mark.touch()
        os.utime(mark, (now, now))
        since = utc_text(session.clock() - timedelta(days=DAYS + 1))
        needed: set[str] = set()
        for keeper in session.records.values():
            if keeper.keeps_content:
                needed.update(row[0] for row in session.store.each(_contents(keeper)))
                needed.update(row[0] for row in session.store.each(_contents_undone(keeper), since=since))
        count = 0
        for digest, path in contents.digests(folder):
            if digest not in needed and now - path.stat().st_mtime > _DAY:
                path.unlink()
                count += 1
        for path in folder.glob(".adding-*"):
            # What versions before this one left of files that were being added.
            if now - path.stat().st_mtime > _DAY:
                path.unlink()
        partial_file.sweep(folder, now)
        return count
    except OSError:
        # Somebody else sweeps, or may not delete here: what is too much does no harm.
        return 0
