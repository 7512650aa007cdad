"""Criteria → conditions: what a filter asks of the rows of a query (LEAD-19, CAMP-05/06).

:func:`condition` turns a :class:`~model.core.lists.filters.Filter` into a condition of Peewee's builder, always
together with what the person may see.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from model.core import dates
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.access.session_slots import ME
from model.core.countries import codes_matching, spellings
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.numbers import YesNo
from model.core.fields.references import Joined, Reference
from model.core.fields.texts import Country, Email, OrgNumberText, Phone, Text
from model.core.fields.times import Moment
from model.core.language import _
from model.core.lists.filters import CHANGE as CHANGE
from model.core.lists.filters import IN_USE as IN_USE
from model.core.lists.filters import OPERATORS as OPERATORS
from model.core.lists.filters import Criterion as Criterion
from model.core.lists.filters import Filter as Filter
from model.core.lists.filters import criterion_field as criterion_field
from model.core.lists.filters import find_field as find_field
from model.core.lists.filters import parse_criterion as parse_criterion
from model.core.lists.filters import views_of as views_of
from model.core.lists.word_search import index_of, word_condition
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Record
from model.core.records.views import View
from model.core.storage.drivers import peewee
from model.core.storage.expression_tree import parts_of
from model.core.storage.expressions import (
    FALSE,
    Rows,
    all_of,
    as_stored,
    column_of,
    differs,
    folded,
    like,
)
from model.core.storage.search import Asked, Narrowed, beginning_with, matches
from model.core.text import fold, quotation
from model.core.wildcards import parse_pattern


def condition(
    session: Session, record: type[Record], wanted: Filter, rows: Rows = None, *, row_by_row: bool = False
) -> Any:
    """Return the condition for ``wanted`` on rows that the person may see.

    ``rows`` is the alias that the query reads the record's table under, the record itself where it is left out. To be
    run by ``session``, which fills in what the conditions of views ask of the person and the moment; what people typed
    stands in it as values. With ``row_by_row`` it asks nothing of the search index: for rows that are gone through
    anyway, one after another.

    Raises :class:`UserError`, naming the field, for a criterion that cannot be read, and for an interval that ends
    before it begins.
    """
    rows = record if rows is None else rows
    typed = typed_condition(session, record, wanted, rows, row_by_row=row_by_row)
    base = base_condition(record, views_in_force(record, wanted), rows)
    return base if typed is None else all_of((base, typed))


def base_condition(record: type[Record], views: Iterable[View], rows: Rows) -> Any:
    """Return the condition for what the person may see and the views show: the same for everybody, but for slots."""
    return all_of([seen(record, rows), *(view.where(rows) for view in views)])


def typed_condition(
    session: Session, record: type[Record], wanted: Filter, rows: Rows, *, row_by_row: bool
) -> Any | None:
    """Return the condition for what people typed: criteria, words, a letter; None where that is nothing."""
    # First of all: it takes over how the keys on file are folded, which the patterns below must be too.
    session.names.refresh()
    found: list[Any] = [FALSE] if wanted.nothing else []
    title = record.fields()[record.title_field]
    if wanted.letter and title.key_column:
        found.append(beginning_with(column_of(rows, title.key_column), fold(wanted.letter)))
    for word in wanted.text.split():
        found.append(word_condition(session, record, rows, word, row_by_row=row_by_row))
    if wanted.criteria:
        # The moment is asked for only where it may count: a list without criteria is begun without the zone's rules.
        refuse_empty_interval(record, wanted.criteria, session.reading(), session)
    asked = [criterion_condition(session, record, rows, one, row_by_row=row_by_row) for one in wanted.criteria]
    found += [one for one in asked if one is not None]
    return all_of(found) if found else None


def views_in_force(record: type[Record], wanted: Filter) -> list[View]:
    """Return the views of a filter, with the one for what is in use where nothing else says which state is asked for.

    Raises :class:`UserError` for a view there is not.
    """
    views = views_of(record)
    found = []
    for name in wanted.views:
        if name not in views:
            raise UserError(
                _("There is no view {name}: one of {views}.").format(name=quotation(name), views=", ".join(views)),
                "view",
            )
        found.append(views[name])
    asked = {record.aliases.get(criterion.field, criterion.field) for criterion in wanted.criteria}
    if not any(view.group == "state" for view in found) and asked.isdisjoint(("active", CHANGE.name)):
        found.append(IN_USE)
    return found


def fixed_columns(session: Session, record: type[Record], wanted: Filter) -> dict[str, Any]:
    """Return the columns, as an index would hold them, that ``wanted`` fixes to one value: owner, status …

    For a reference that is also the key that stands beside it: asked for together with the reference itself it changes
    nothing, but an index on it can be gone along.
    """
    found: dict[str, Any] = {}

    def fix(field: Field, value: Any) -> None:
        # Whether it is in use is asked of nearly every list, and by no index.
        if isinstance(field, (ChoiceField, Reference, YesNo)) and value is not None and field.name != "active":
            key = field.key(value, session.reading()) if field.has_key else None
            found[field.order_column] = field.to_stored(value) if key is None else key
            if isinstance(field, Reference):
                found[str(field.column_name)] = field.to_stored(value)

    for view in views_in_force(record, wanted):
        for part in parts_of(view.where(record)):
            if isinstance(part, peewee.Expression) and part.op == peewee.OP.EQ and isinstance(part.lhs, Field):
                fix(part.lhs, session.person.id if part.rhs is ME else part.rhs)
    for criterion in wanted.criteria:
        if criterion.operator == "=" and criterion.text.strip():
            field = criterion_field(record, criterion.field, session)
            if isinstance(field, (ChoiceField, Reference, YesNo)):
                fix(field, field.parse(criterion.text, session.reading()))
    return found


def has_column_of(columns: Container[str], field: Field) -> bool:
    """Return whether one of the columns is among these by which an index can hold what is asked of a field."""
    return field.order_column in columns or str(field.column_name) in columns


def is_fixed_by(fixed: Mapping[str, Any], record: type[Record], view: View) -> bool:
    """Return whether a view asks for nothing but single values of these columns, and for what is in use."""
    return all(
        isinstance(part, peewee.Expression)
        and part.op == peewee.OP.EQ
        and isinstance(part.lhs, Field)
        and (_is_in_use(part) or has_column_of(fixed, part.lhs))
        for part in parts_of(view.where(record))
    )


def _is_in_use(part: Any) -> bool:
    return part.lhs.name == "active" and bool(part.rhs)


def narrowed_by_criteria(session: Session, record: type[Record], wanted: Filter) -> Narrowed | None:
    """Return what the search index knows of the rows that the criteria leave; None where there is no such index."""
    index = index_of(session.store, record)
    if index is None:
        return None
    asked: list[Asked] = []
    for criterion in wanted.criteria:
        column = criterion_field(record, criterion.field, session).key_column
        pattern = parse_pattern(criterion.text) if criterion.operator == "~" else None
        if pattern is not None and column in index.columns:
            asked.append(((str(column),), pattern))
    return index.narrowed(asked)


def criterion_condition(
    session: Session, record: type[Record], rows: Rows, criterion: Criterion, *, row_by_row: bool
) -> Any | None:
    """Return what one criterion asks of rows, None where it asks nothing."""
    found = criterion_field(record, criterion.field, session)
    if not found.operators:
        raise UserError(f"{found.title}: {_('a criterion that cannot be read')}", criterion.field)
    if criterion.operator not in found.operators:
        raise UserError(
            _("{field} takes {operators}.").format(field=found.title, operators=" ".join(found.operators)),
            criterion.field,
        )
    if found is CHANGE:
        return _in_change(session, record, rows, criterion.text)
    own = found.condition(rows, session, criterion.operator, criterion.text)
    if own is not None:
        return own
    if criterion.operator == "~":
        return _text_condition(session, record, rows, found, criterion.text, row_by_row)
    if not criterion.text.strip():
        return _is_blank(rows, found, criterion.operator)
    reading = session.reading()
    if isinstance(found, Moment) and (bounds := _day_bounds(rows, found, criterion, reading)) is not None:
        return bounds
    value: Any = criterion.text if isinstance(found, Joined) else found.parse(criterion.text, reading)
    if isinstance(value, list):
        return _having(rows, found, criterion, value)
    if isinstance(found, (Text, Joined)):
        return _equality(rows, found, criterion, reading, value)
    column = found.expression(rows)
    if value is None:
        return column.is_null(criterion.operator != "!=")
    return peewee.Expression(column, criterion.operator, as_stored(found.to_stored(value)))


def _in_change(session: Session, record: type[Record], rows: Rows, text: str) -> Any | None:
    number = CHANGE.parse(text, session.reading())
    if number is None:
        return None
    line, entry = ChangeRow.alias("line"), ChangeEntry.alias("entry")
    written = peewee.Select((peewee.Join(line, entry, on=entry.id == line.change),), (line.record_id,)).where(
        line.change == number,
        line.record == record.name_in_code,
        line.action != "delete",
        entry.undone_by.is_null(),
    )
    return rows.id.in_(written)


def _is_blank(rows: Rows, found: Field, operator: str) -> Any | None:
    """Nothing asked for is asked with an operator all the same: "source=" is "no source"."""
    if operator not in ("=", "!="):
        return None
    column = found.expression(rows)
    if found.sql_type != "TEXT":
        return column.is_null(operator == "=")
    blank = as_stored("")
    return column.is_null() | (column == blank) if operator == "=" else column.is_null(False) & (column != blank)


def _having(rows: Rows, found: Any, criterion: Criterion, values: list[str]) -> Any:
    """Several choices: equal is having all that are asked for among others; unequal is lacking one (W12, W18)."""
    having = all_of(found.having(rows, fold(value)) for value in values)
    return found.expression(rows).is_null(False) & ~having if criterion.operator == "!=" else having


def _equality(rows: Rows, found: Field, criterion: Criterion, reading: Reading, value: Any) -> Any:
    """Text is equal without regard to case; numbers and addresses are equal in any spelling (CUST-06).

    What is not known is neither equal nor unequal to anything (W12).
    """
    negated = criterion.operator == "!="
    column = found.expression(rows)
    if isinstance(found, (Email, Phone, OrgNumberText)):
        key = found.key(value, reading)
        if key is None:
            return column != as_stored(value) if negated else column == as_stored(value)
        key_column = column_of(rows, f"{found.name}_key")
        if negated:
            return column.is_null(False) & differs(key_column, as_stored(key))
        return key_column == as_stored(key)
    if found.key_column is None:
        alike = [as_stored(one) for one in (spellings(value) if isinstance(found, Country) else (fold(value),))]
        text = folded(column)
        return column.is_null(False) & (text.not_in(alike) if negated else text.in_(alike))
    key_column = column_of(rows, found.key_column)
    if negated:
        return (key_column != as_stored(fold(value))) & (key_column != as_stored(""))
    return key_column == as_stored(fold(value))


def _text_condition(
    session: Session, record: type[Record], rows: Rows, found: Field, text: str, row_by_row: bool
) -> Any | None:
    pattern = parse_pattern(text)
    if pattern is None:
        return None
    index = None if row_by_row else index_of(session.store, record)
    if index is not None and found.key_column in index.columns:
        return index.condition(rows, str(found.key_column), pattern)
    if isinstance(found, (Phone, OrgNumberText)):
        digits = "".join(letter for letter in text if letter.isdigit() or letter == "%")
        number, key = parse_pattern(digits), column_of(rows, f"{found.name}_key")
        # The country that an organisation number begins with stands there in capitals, which LIKE counts on PostgreSQL.
        return matches(folded(key), pattern) if number is None else matches(key, number)
    if found.key_column and not isinstance(found, Email):
        return matches(column_of(rows, found.key_column), pattern)
    column = found.expression(rows)
    key = folded(column)
    if not pattern.parts:
        return column.is_null(False) & (key > as_stored(""))
    fits = like(key, pattern.like())
    if isinstance(found, Country):
        return column.in_([as_stored(code) for code in codes_matching(pattern)]) | (column.is_null(False) & fits)
    return column.is_null(False) & fits


def _day_bounds(rows: Rows, found: Field, criterion: Criterion, reading: Any) -> Any | None:
    """Compare a moment with a whole day: "to 5 May" includes its last second, in the person's zone (W14)."""
    try:
        day = dates.parse_day(criterion.text, reading.today, past=getattr(found, "past", False))
    except UserError:
        return None
    start, end = map(as_stored, dates.day_bounds_utc(day, reading.zone))
    column = found.expression(rows)
    match criterion.operator:
        case "=":
            return (column >= start) & (column < end)
        case "!=":
            return (column < start) | (column >= end)
        case ">":
            return column >= end
        case ">=":
            return column >= start
        case "<":
            return column < start
        case _:
            return column < end


def refuse_empty_interval(
    record: type[Record], criteria: Sequence[Criterion], reading: Any, session: Session | None = None
) -> None:
    """Raise :class:`UserError` where a field must be after one value and before an earlier one (W13)."""
    lowest: dict[str, Any] = {}
    highest: dict[str, Any] = {}
    for criterion in criteria:
        found = criterion_field(record, criterion.field, session)
        if criterion.operator not in (">", ">=", "<", "<=") or not criterion.text.strip():
            continue
        value = found.parse(criterion.text, reading)
        bound = lowest if criterion.operator[0] == ">" else highest
        bound[criterion.field] = value
    for name in lowest.keys() & highest.keys():
        if lowest[name] > highest[name]:
            title = criterion_field(record, name, session).title
            raise UserError(_("{field}: from is after to.").format(field=title), name)
