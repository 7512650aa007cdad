"""Criteria → predicates: what a list shows, as data that can be kept, shared, shown and reset (LEAD-19, CAMP-05/06).

A :class:`Filter` is plain data. :func:`predicate` turns it into SQL with bound parameters, always together with what
the person may see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from model.core import dates
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.countries import codes_matching, spellings
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Joined, Reference
from model.core.fields.texts import Country, Email, OrgNumberText, Phone, Text
from model.core.fields.times import Moment
from model.core.language import N_, _
from model.core.lists.word_search import cached_terms, index_of, word_clause
from model.core.records.record import Record
from model.core.records.views import View
from model.core.storage.sqlite.fulltext import matching
from model.core.text import fold, quotation
from model.core.wildcards import parse_pattern

OPERATORS = ("!=", ">=", "<=", "=", ">", "<", "~")
_EXPRESSION = re.compile(r"\s*([A-Za-z_][\w.]*)\s*(!=|>=|<=|=|>|<|~|≠|≥|≤)(.*)", re.DOTALL)
_HIGHEST = "\U0010ffff"
_STANDING = re.compile(r"\?|@now|@today|@day|@warned")
_SIGNS = {"≠": "!=", "≥": ">=", "≤": "<="}


CHANGE = Whole(N_("Change no."), system=True, grouped=False, highest=2**62)
"""The change that made or altered a record, while it is not undone: criteria ask for it, no column shows it."""
CHANGE.name = "change"
CHANGE.operators = ("=",)


@dataclass(frozen=True)
class Criterion:
    """One condition: a field's code name, an operator of :data:`OPERATORS`, and the value as it was typed."""

    field: str
    operator: str
    text: str

    def describe(self, record: type[Record], session: Session | None = None) -> str:
        """Return the condition as people read it, in the language in use."""
        sign = {"!=": "≠", ">=": "≥", "<=": "≤", "~": ":"}.get(self.operator, self.operator)
        field, text = criterion_field(record, self.field, session), self.text
        if isinstance(field, ChoiceField) and text in [choice.name for choice in field.options]:
            text = _(field.choice(text).label)
        return f"{field.title} {sign} {text}"


@dataclass(frozen=True)
class Filter:
    """What a list is limited to: views, criteria, a first letter, and words that must occur; all combine with and."""

    views: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    letter: str = ""
    text: str = ""
    nothing: bool = False
    """Whether no row is shown: something that a kept view is limited to cannot be asked by who looks (W20)."""

    @property
    def narrows(self) -> bool:
        """Whether anything but views is in force: what the mark on a list tells of (W16)."""
        return bool(self.criteria or self.letter or self.text or self.nothing)

    def with_view(self, record: type[Record], name: str) -> Filter:
        """Return the filter with that view in force in place of the others of its group; again turns it off."""
        views = views_of(record)
        if name in self.views:
            return replace(self, views=tuple(other for other in self.views if other != name))
        group = views[name].group
        return replace(self, views=(*(other for other in self.views if views[other].group != group), name))

    def reset(self) -> Filter:
        """Return the filter with its views alone."""
        return Filter(self.views)


IN_USE = View("all", "All", "active = 1")


def views_of(record: type[Record]) -> dict[str, View]:
    """Return the views of a record's list by name."""
    return {view.name: view for view in record.views}


def parse_criterion(expression: str) -> Criterion:
    """Read ``field=value``, ``field>=value``, ``field~text`` (cli.md); raise :class:`UserError` for anything else."""
    found = _EXPRESSION.fullmatch(expression)
    if found is None:
        raise UserError(
            _("{text} is no criterion: write field=value, with one of {operators} between them.").format(
                text=quotation(expression), operators=" ".join(OPERATORS)
            )
        )
    return Criterion(found[1], _SIGNS.get(found[2], found[2]), found[3].strip())


def find_field(record: type[Record], name: str, session: Session | None = None) -> Field:
    """Return the field of that code name; raise :class:`UserError` naming the nearest for one that there is not.

    With ``session`` the company's own fields are found as well, by ``custom.key`` or by their key alone.
    """
    try:
        found = record.field(name)
        on = getattr(found, "on", None)
        return found if on is None or session is None else cast(Field, on(session.reading().today))
    except KeyError:
        own = session.own_fields(record) if session is not None else {}
        for asked in (name, f"custom.{name}"):
            if asked in own:
                return own[asked]
        import difflib

        keys = [field.own_key for field in own.values()]
        known = [*record.fields(), *record.worked_out, *record.related(), *record.aliases, *keys]
        near = difflib.get_close_matches(name, known, 1)
        hint = " " + _("Did you mean {name}?").format(name=near[0]) if near else ""
        raise UserError(
            _("{record} has no field {name}.").format(record=_(record.label), name=quotation(name)) + hint, name
        ) from None


def criterion_field(record: type[Record], name: str, session: Session | None = None) -> Field:
    """Return what a criterion of that name asks about: a field, or the change that made or altered a record."""
    return CHANGE if name == CHANGE.name else find_field(record, name, session)


def predicate(
    session: Session, record: type[Record], wanted: Filter, *, row_by_row: bool = False
) -> tuple[str, list[Any]]:
    """Return the SQL predicate for ``wanted`` on rows that the person may see, with its parameters.

    With ``row_by_row`` it asks nothing of the search index: for rows that are gone through anyway, one after another.
    Raises :class:`UserError`, naming the field, for a criterion that cannot be read, and for an interval that ends
    before it begins.
    """
    parts: list[str] = []
    parameters: list[Any] = []

    def add(clause: tuple[str, Sequence[Any]]) -> None:
        parts.append(f"({clause[0]})")
        parameters.extend(clause[1])

    # First of all: it takes over how the keys on file are folded, which the patterns below must be too.
    reading = session.reading()
    add(visible(record, session.person.id))
    if wanted.nothing:
        add(("0", ()))
    for view in _views_in_force(record, wanted):
        add(_view_predicate(session, view))
    title = record.fields()[record.title_field]
    if wanted.letter and title.key_column:
        letter = fold(wanted.letter)
        add((f"{title.key_column} >= ? AND {title.key_column} < ?", (letter, letter + _HIGHEST)))
    for word in wanted.text.split():
        add(word_clause(session, record, word, row_by_row=row_by_row))
    refuse_empty_interval(record, wanted.criteria, reading, session)
    for criterion in wanted.criteria:
        clause = _clause(session, record, criterion, row_by_row)
        if clause is not None:
            add(clause)
    return " AND ".join(parts), parameters


def _views_in_force(record: type[Record], wanted: Filter) -> list[View]:
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


def _view_predicate(session: Session, view: View) -> tuple[str, list[Any]]:
    """Return the predicate of a view with its parameters."""
    values: dict[str, Any] = {"?": session.person.id}
    if "@" in view.where:
        reading = session.reading()
        values["@now"] = dates.utc_text(reading.now)
        values["@today"] = dates.day_bounds_utc(reading.today, reading.zone)[0]
        values["@day"] = reading.today.isoformat()
    if "@warned" in view.where:
        values["@warned"] = json.dumps([*session.register_warnings()])
    return _STANDING.sub("?", view.where), [values[sign] for sign in _STANDING.findall(view.where)]


_EQUAL = re.compile(r"(\w+) = (\?|[0-9]+)")


def fixed_columns(session: Session, record: type[Record], wanted: Filter) -> dict[str, Any]:
    """Return the columns, as an index would hold them, that ``wanted`` fixes to one value: owner, status …

    For a reference that is the key that stands beside it: asked for together with the reference itself it changes
    nothing, but an index on it can be gone along.
    """
    found: dict[str, Any] = {}
    fields = record.fields()
    reading = session.reading()

    def fix(field: Field, value: Any) -> None:
        # Whether it is in use is asked of nearly every list, and by no index.
        if isinstance(field, (ChoiceField, Reference, YesNo)) and value is not None and field.name != "active":
            key = field.key(value, reading) if field.has_key else None
            found[field.order_column] = field.to_stored(value) if key is None else key

    for view in _views_in_force(record, wanted):
        for part in view.where.split(" AND "):
            equal = _EQUAL.fullmatch(part)
            field = fields.get(equal[1]) if equal else None
            if equal and field is not None:
                fix(field, session.person.id if equal[2] == "?" else field.from_stored(int(equal[2])))
    for criterion in wanted.criteria:
        if criterion.operator == "=" and criterion.text.strip():
            field = criterion_field(record, criterion.field, session)
            if isinstance(field, (ChoiceField, Reference)):
                fix(field, field.parse(criterion.text, reading))
    return found


def search_expression(session: Session, record: type[Record], wanted: Filter) -> str | None:
    """Return what the search index can be asked for the criteria in ``wanted``; None where it cannot narrow them.

    It finds all that match and more; '' stands for nothing at all.
    """
    index = index_of(record)
    if index is None:
        return None
    terms = cached_terms(session, index)
    found: list[str] = []
    for criterion in wanted.criteria:
        field = criterion_field(record, criterion.field, session)
        pattern = parse_pattern(criterion.text) if criterion.operator == "~" else None
        if pattern is not None and field.key_column in index.columns:
            narrowing = index.narrow(str(field.key_column), [pattern], terms)
            if narrowing.rows == 0:
                return ""
            if narrowing.match is not None:
                found.append(narrowing.match)
    return " AND ".join(f"({expression})" for expression in found) or None


def _clause(
    session: Session, record: type[Record], criterion: Criterion, row_by_row: bool
) -> tuple[str, list[Any]] | None:
    found = criterion_field(record, criterion.field, session)
    if not found.operators:
        raise UserError(f"{found.title}: {_('a criterion that cannot be read')}", criterion.field)
    if criterion.operator not in found.operators:
        raise UserError(
            _("{field} takes {operators}.").format(field=found.title, operators=" ".join(found.operators)),
            criterion.field,
        )
    if found is CHANGE:
        return _in_change(session, record, criterion.text)
    own = found.predicate(session, criterion.operator, criterion.text)
    if own is not None:
        return own
    if criterion.operator == "~":
        return _text_clause(session, record, found, criterion.text, row_by_row)
    if not criterion.text.strip():
        # Nothing asked for is asked with an operator all the same: "source=" is "no source".
        empty = f"({found.sql} IS NULL OR {found.sql} = '')"
        return (
            (empty if criterion.operator == "=" else f"NOT {empty}", []) if criterion.operator in ("=", "!=") else None
        )
    reading = session.reading()
    if isinstance(found, Moment) and (bounds := _day_bounds(found, criterion, reading)) is not None:
        return bounds
    if isinstance(found, Joined):
        value: Any = criterion.text
    else:
        value = found.parse(criterion.text, reading)
    if isinstance(value, list):
        return _having(found, criterion, value)
    if isinstance(found, (Text, Joined)):
        return _equality(found, criterion, reading, value)
    sign = {"!=": "<>"}.get(criterion.operator, criterion.operator)
    if value is None:
        return f"{found.sql} IS {'NOT ' if criterion.operator == '!=' else ''}NULL", []
    return f"{found.sql} {sign} ?", [found.to_stored(value)]


def _in_change(session: Session, record: type[Record], text: str) -> tuple[str, list[Any]] | None:
    number = CHANGE.parse(text, session.reading())
    if number is None:
        return None
    return (
        "id IN (SELECT line.record_id FROM change_row line JOIN change made ON made.id = line.change"
        " WHERE line.change = ? AND line.record = ? AND line.action <> 'delete' AND made.undone_by IS NULL)"
    ), [number, record.name_in_code]


def _having(found: Any, criterion: Criterion, values: list[str]) -> tuple[str, list[Any]]:
    """Several choices: equal is having all that are asked for among others; unequal is lacking one (W12, W18)."""
    having = " AND ".join([found.having()] * len(values))
    keys = [fold(value) for value in values]
    if criterion.operator == "!=":
        return f"{found.sql} IS NOT NULL AND NOT ({having})", keys
    return having, keys


def _equality(found: Field, criterion: Criterion, reading: Reading, value: Any) -> tuple[str, list[Any]]:
    """Text is equal without regard to case; numbers and addresses are equal in any spelling (CUST-06).

    What is not known is neither equal nor unequal to anything (W12).
    """
    negated = criterion.operator == "!="
    if isinstance(found, (Email, Phone, OrgNumberText)):
        key = found.key(value, reading)
        if key is None:
            return f"{found.name} {'<>' if negated else '='} ?", [value]
        if negated:
            return f"{found.name} IS NOT NULL AND {found.name}_key IS NOT ?", [key]
        return f"{found.name}_key = ?", [key]
    if found.key_column is None:
        same = spellings(value) if isinstance(found, Country) else (fold(value),)
        among = f"{'NOT ' if negated else ''}IN ({', '.join('?' * len(same))})"
        return f"{found.sql} IS NOT NULL AND salg_fold({found.sql}) {among}", list(same)
    column = found.key_column
    if negated:
        return f"{column} <> ? AND {column} <> ''", [fold(value)]
    return f"{column} = ?", [fold(value)]


def _text_clause(
    session: Session, record: type[Record], found: Field, text: str, row_by_row: bool
) -> tuple[str, list[Any]] | None:
    pattern = parse_pattern(text)
    if pattern is None:
        return None
    index = None if row_by_row else index_of(record)
    if index is not None and found.key_column in index.columns:
        return index.clause(found.key_column, pattern, index.live(session.store.each))
    if isinstance(found, (Phone, OrgNumberText)):
        digits = "".join(letter for letter in text if letter.isdigit() or letter == "%")
        return matching(f"{found.name}_key", parse_pattern(digits) or pattern, record.table())
    if found.key_column and not isinstance(found, Email):
        return matching(found.key_column, pattern, record.table())
    column = f"{found.sql} IS NOT NULL AND salg_fold({found.sql})"
    if not pattern.parts:
        return f"{column} > ''", []
    if isinstance(found, Country):
        codes = codes_matching(pattern)
        among = f"{found.sql} IN ({', '.join('?' * len(codes))})"
        return f"({among} OR ({column} LIKE ? ESCAPE '\\'))", [*codes, pattern.like()]
    return f"{column} LIKE ? ESCAPE '\\'", [pattern.like()]


def _day_bounds(found: Field, criterion: Criterion, reading: Any) -> tuple[str, list[Any]] | None:
    """Compare a moment with a whole day: "to 5 May" includes its last second, in the person's zone (W14)."""
    try:
        day = dates.parse_day(criterion.text, reading.today, past=getattr(found, "past", False))
    except UserError:
        return None
    start, end = dates.day_bounds_utc(day, reading.zone)
    name = found.name
    clauses: dict[str, tuple[str, list[Any]]] = {
        "=": (f"{name} >= ? AND {name} < ?", [start, end]),
        "!=": (f"{name} < ? OR {name} >= ?", [start, end]),
        ">": (f"{name} >= ?", [end]),
        ">=": (f"{name} >= ?", [start]),
        "<": (f"{name} < ?", [start]),
        "<=": (f"{name} < ?", [end]),
    }
    return clauses[criterion.operator]


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
