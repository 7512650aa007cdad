"""Filing all keys anew when the company decides that aa is å, or that it is two letters (COM-22, W11, W19)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import explained
from model.core.errors import StorageError, UserError
from model.core.fields.references import Reference
from model.core.language import _
from model.core.records.record import Row
from model.core.records.stored_columns import folded
from model.core.storage.drivers import peewee
from model.core.storage.expressions import FALSE, like
from model.core.storage.statements import Query, slot, statement
from model.core.storage.store import AA_IS_Å
from model.core.text import fold

_PAGE = 2_000
"""Rows that are read before they are written."""


def refold(session: Session, aa_is_å: bool) -> bool:
    """File every key of the database with "aa" as å, or as two letters; return False where it is so already.

    Keys follow from the values, so it is no change in history and records keep their versions; the search index
    follows by its triggers. Others who have the database open take it over before they next write or search. Raises
    :class:`NotAllowedError` for anybody but an administrator, and :class:`UserError`, with all as it was, where two
    that must not have the same name would come to have it.
    """
    session.may_administer()
    if session.store.aa_is_å == aa_is_å:
        return False
    try:
        with explained(session.records), session.writing():
            session.may_administer()
            if session.store.aa_is_å == aa_is_å:
                return False
            session.store.set_setting(AA_IS_Å, str(int(aa_is_å)))
            _file_anew(session, aa_is_å)
    except StorageError:
        raise
    except UserError as error:
        raise UserError(
            _("aa cannot be filed otherwise: {reason} Rename one of the two first.").format(reason=error.message),
            "aa_as_aring",
        ) from error
    session.store.fold_as_filed()
    session.names.forget()
    return True


def _file_anew(session: Session, aa_is_å: bool) -> None:
    """Bring every key into step: texts by themselves, then references by the titles of their records."""
    records = [*session.records.values()]
    texts: dict[str, dict[str, None]] = {}
    for record in records:
        texts.setdefault(record.table(), {}).update(dict.fromkeys(folded(record)))
    for table, names in texts.items():
        if names:
            _fold(session, table, tuple(names), _texts(table, tuple(names)), aa_is_å)
    for table, name, other, title in _references(records):
        _fold(session, table, (name,), _titles(table, name, other, title), aa_is_å)


def _references(records: Iterable[type[Row]]) -> Iterable[tuple[str, str, str, str]]:
    """Return (table, column, table of the records referred to, their title) for references with a key."""
    records = list(records)
    tables = {record.name_in_code: record for record in records}
    found: dict[tuple[str, str, str, str], None] = {}
    for record in records:
        for name, field in record.keyed().items():
            if isinstance(field, Reference):
                target = tables[field.record]
                found[record.table(), name, target.table(), str(getattr(target, "title_field", "name"))] = None
    return found


def _fold(session: Session, table: str, names: Sequence[str], query: Query, aa_is_å: bool) -> None:
    """Write the keys of these columns anew where they differ; ``query`` selects IDs, texts and keys, page by page."""
    # Keys in which nothing of the kind stands are the same either way, and are passed over unread.
    sign = "aa" if aa_is_å else fold("å")
    keys = [f"{name}_key" for name in names]
    last = 0
    while rows := session.store.rows(query, after=last, sign=f"%{sign}%"):
        last = rows[-1][0]
        different = []
        for record_id, *values in rows:
            texts, present = values[: len(names)], values[len(names) :]
            anew = [fold(text, aa_is_å=aa_is_å) if isinstance(text, str) else "" for text in texts]
            if anew != present:
                different.append((*anew, record_id))
        session.store.update_rows(table, keys, different)


@statement
def _texts(table: str, names: tuple[str, ...]) -> peewee.Query:
    rows: Any = peewee.Table(table)
    keys = [peewee.Column(rows, f"{name}_key") for name in names]
    columns = [peewee.Column(rows, "id"), *(peewee.Column(rows, name) for name in names), *keys]
    return _page(peewee.Select((rows,), columns), rows, keys)


@statement
def _titles(table: str, name: str, other: str, title: str) -> peewee.Query:
    rows: Any = peewee.Table(table)
    target: Any = peewee.Table(other).alias("target")
    key = peewee.Column(rows, f"{name}_key")
    joined = peewee.Join(rows, target, on=peewee.Column(target, "id") == peewee.Column(rows, name))
    columns = [peewee.Column(rows, "id"), peewee.Column(target, title), key]
    return _page(peewee.Select((joined,), columns), rows, [key])


def _page(query: peewee.Select, rows: Any, keys: Sequence[Any]) -> peewee.Query:
    """Return the query for the next rows with the sign in one of their keys."""
    with_sign: Any = FALSE
    for key in keys:
        with_sign |= like(key, slot("sign"))
    row_id = peewee.Column(rows, "id")
    found: peewee.Query = query.where((row_id > slot("after")) & with_sign).order_by(row_id).limit(_PAGE)
    return found
