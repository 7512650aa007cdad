"""Words typed over a list: in which fields of its rows they are looked for, and how few rows can hold them.

The fields with ``searched`` stand in the table's search index. What else the rows show – a town, a number, the name of
a customer – the record names in ``filtered_besides``; that is looked up through the key's own index or row by row.
"""

from __future__ import annotations

from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.references import Reference
from model.core.fields.texts import Email, OrgNumberText, Phone
from model.core.records.record import Record
from model.core.records.relations import RelationField
from model.core.records.stored_columns import searched
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, all_of, any_of, column_of, folded, like, under_own_name
from model.core.storage.search import SearchIndex, matches
from model.core.storage.statements import Part, slot, statement
from model.core.storage.store import Store
from model.core.wildcards import Pattern, parse_pattern

LEAST_DIGITS, LEAST_DIGITS_AMONG_LETTERS = 2, 4
"""Digits of a word for which numbers are looked through: of one that is all digits, and of any other."""


def index_of(store: Store, record: type[Record]) -> SearchIndex | None:
    """Return the search index over the record's table, None where it has none."""
    found = searched((record,)).get(record.table())
    return None if found is None else store.engine.search_index(record.table(), _all_searched(record.table()) or found)


def _all_searched(table: str) -> tuple[str, ...]:
    # Records that share a table share its index, and with it the columns of them all.
    return {"activity": ("subject_key",)}.get(table, ())


def word_condition(session: Session, record: type[Record], rows: Any, word: str, *, row_by_row: bool) -> Any:
    """Return what holds of rows that show ``word``; with ``row_by_row`` the search index is not asked."""
    pattern = parse_pattern(word)
    index = index_of(session.store, record)
    if pattern is None:
        return TRUE
    besides = conditions_besides(session, record, rows, word, pattern)
    if index is None:
        # Records of a kind without a search index are looked through among those that the other criteria leave.
        return any_of(besides) if besides else TRUE
    searched = [
        matches(column_of(rows, column), pattern) if row_by_row else index.condition(rows, column, pattern)
        for column in index.columns
    ]
    return any_of([*searched, *besides])


def conditions_besides(session: Session, record: type[Record], rows: Any, word: str, pattern: Pattern) -> list[Any]:
    """Return what holds of rows that show ``word`` in a field that is not in the search index."""
    found: list[Any] = []
    digits = "".join(letter for letter in word if letter.isdigit())
    all_digits = word.lstrip("+").replace("-", "").isdigit()
    if len(digits) >= (LEAST_DIGITS if all_digits else LEAST_DIGITS_AMONG_LETTERS):
        for name, field in record.fields().items():
            if isinstance(field, (Phone, OrgNumberText)):
                found.append(like(column_of(rows, f"{name}_key"), f"%{digits}%"))
    for name in record.filtered_besides:
        field = record.field(name)
        if isinstance(field, RelationField):
            found.append(field.condition(rows, session, "~", word))
        elif isinstance(field, Reference):
            found.append(_called(session, rows, field, pattern))
        elif field.key_column and not isinstance(field, Email):
            found.append(matches(column_of(rows, field.key_column), pattern))
        else:
            text = field.expression(rows)
            found.append(text.is_null(False) & like(folded(text), pattern.like()))
    return found


def _called(session: Session, rows: Any, field: Reference, pattern: Pattern) -> Any:
    """Return what holds where the record referred to is called so, and may be seen (W20)."""
    target = session.records[field.record]
    other = target.alias("other")
    title = getattr(target, "title_field", "name")
    called = other.select(other.id).where(like(column_of(other, f"{title}_key"), pattern.like()), seen(target, other))
    return column_of(rows, str(field.name)).in_(called)


def rows_with(session: Session, record: type[Record], word: str, most: int) -> set[int] | None:
    """Return the IDs of all rows that can show ``word``; None where they are more than ``most``, or cannot be told.

    The search index is asked for its own columns, every other field by itself, so that the engine can go along the
    index of that field's key instead of reading the rows.
    """
    pattern, index = parse_pattern(word), index_of(session.store, record)
    if pattern is None or index is None:
        return None
    narrowed = index.narrowed([(index.columns, pattern)])
    if not narrowed.narrows:
        return None
    found = set(index.ids(narrowed, most + 1))
    if len(found) > most:
        return None
    for condition in conditions_besides(session, record, under_own_name(record), word, pattern):
        part, values = session.store.statements.part_with_values(condition)
        found.update(row[0] for row in session.rows(_some(record, part), number=most + 1, **values))
        if len(found) > most:
            return None
    return found


@statement
def _some(record: type[Record], condition: Part) -> peewee.Query:
    """Return the query for the IDs of some rows for which a condition holds."""
    rows = under_own_name(record)
    return peewee.Select((rows,), (rows.id,)).where(all_of((TRUE, condition))).limit(slot("number"))
