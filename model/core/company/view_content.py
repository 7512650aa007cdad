"""What a kept view holds: a filter, columns and an order as JSON by field names, read back with care (COM-03).

Values stay as they were typed, so that "due < tomorrow" and "owner = me" mean another day and another person each
time. What is read back may name fields and choices that are gone, or have been written by another hand: what cannot
be used is left out and told, never an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.language import _
from model.core.lists.criteria import OPERATORS, Criterion, Filter, condition, criterion_field, find_field, views_of
from model.core.lists.listing import Sort
from model.core.records.record import Record
from model.core.text import visible

VERSION = 1
_MOST = 200
"""Criteria, views or columns that are read back at most."""
_LONGEST = 2_000
"""Characters of one text that is read back."""
_FEW = ("employee", "option")
"""Kinds whose titles everybody may know."""


class Arrangement(NamedTuple):
    """What a list shows, and how: its filter, its columns as ``field`` or ``field:width``, its order.

    Without columns or order it is shown in those that it has.
    """

    filter: Filter
    columns: tuple[str, ...] = ()
    sort: Sort | None = None

    def narrowed(self, more: Filter) -> Filter:
        """Return its filter with what is asked for besides."""
        mine = self.filter
        views = (*mine.views, *(name for name in more.views if name not in mine.views))
        return Filter(
            views, (*mine.criteria, *more.criteria), more.letter or mine.letter, f"{mine.text} {more.text}".strip(),
            mine.nothing or more.nothing,
        )  # fmt: skip


class ReadBack(NamedTuple):
    """What of a kept view can be shown now, and a few words on each thing that had to be left out."""

    arrangement: Arrangement
    left_out: tuple[str, ...] = ()

    def told(self) -> str:
        """Return the sentence on what was left out, '' where nothing was."""
        if self.arrangement.filter.nothing:
            # What is left of it would show more than it was to: of all those the wrong ones could be deleted.
            return _("Shows nothing, cannot be asked: {what}.").format(what="; ".join(self.left_out))
        return _("Left out: {what}.").format(what="; ".join(self.left_out)) if self.left_out else ""


def written(arrangement: Arrangement) -> str:
    """Return the JSON that :func:`read_back` reads."""
    wanted, sort = arrangement.filter, arrangement.sort
    content: dict[str, Any] = {
        "version": VERSION,
        "views": list(wanted.views),
        "criteria": [[criterion.field, criterion.operator, criterion.text] for criterion in wanted.criteria],
        "letter": wanted.letter,
        "text": wanted.text,
        "nothing": wanted.nothing,
        "columns": list(arrangement.columns),
        "sort": "" if sort is None else f"{'-' if sort.descending else ''}{sort.field}",
    }
    return json.dumps(content, ensure_ascii=False)


def read_back(session: Session, record: type[Record], content: str) -> ReadBack:
    """Return what the JSON says that can be shown on the list of ``record`` by the person at the keyboard.

    Where something that limits the rows cannot be asked, no row is shown: without it there would be too many.
    """
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        plain = None
    left_out: list[str] = []
    if not isinstance(plain, dict):
        return ReadBack(Arrangement(Filter(nothing=True)), (_("everything: it cannot be read"),))
    if not isinstance(plain.get("version"), int) or plain["version"] > VERSION:
        left_out.append(_("what a later version of Salg has kept with it"))
    views = tuple(_views(record, _texts(plain.get("views")), left_out))
    criteria = tuple(_criteria(session, record, plain.get("criteria"), left_out))
    nothing = bool(left_out) or plain.get("nothing") is True
    wanted = Filter(views, criteria, _text(plain.get("letter")), _text(plain.get("text")), nothing)
    try:
        condition(session, record, wanted, row_by_row=True)
    except UserError as error:
        # Each for itself can be read, but not together: an interval that ends before it begins.
        left_out.append(error.message.rstrip("."))
        wanted = Filter(views, (), wanted.letter, wanted.text, nothing=True)
    columns = tuple(_columns(session, record, _texts(plain.get("columns")), left_out))
    return ReadBack(
        Arrangement(wanted, columns, _sort(session, record, _text(plain.get("sort")), left_out)), tuple(left_out)
    )


def _text(value: Any) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [_text(each) for each in value[:_MOST] if _text(each)] if isinstance(value, list) else []


def _views(record: type[Record], names: list[str], left_out: list[str]) -> Iterator[str]:
    known, groups = views_of(record), set()
    for name in names:
        if name not in known:
            left_out.append(_("the view {name}, which there is not").format(name=visible(name)))
        elif known[name].group not in groups:
            groups.add(known[name].group)
            yield name


def _criteria(session: Session, record: type[Record], value: Any, left_out: list[str]) -> Iterator[Criterion]:
    for each in value[:_MOST] if isinstance(value, list) else ():
        if not (isinstance(each, list) and len(each) == 3 and all(isinstance(part, str) for part in each)):
            left_out.append(_("a criterion that cannot be read"))
            continue
        criterion = Criterion(*(_text(part) for part in each))
        reason = _why_not(session, record, criterion)
        if reason:
            left_out.append(reason)
        else:
            yield criterion


def _why_not(session: Session, record: type[Record], criterion: Criterion) -> str:
    """Return why a criterion cannot be asked, '' where it can."""
    try:
        field = criterion_field(record, criterion.field, session)
    except UserError:
        return _("{field}, which is no field any longer").format(field=visible(criterion.field))
    if criterion.operator not in OPERATORS:
        return _("a criterion that cannot be read")
    try:
        condition(session, record, Filter((), (criterion,)), row_by_row=True)
    except UserError as error:
        if isinstance(field, Reference) and field.record not in _FEW:
            # The name may be that of a record which somebody keeps to themselves: it is not told (W20).
            return _("{field}: there is none of that name").format(field=field.title)
        return f"{visible(criterion.describe(record, session))} ({visible(error.message).rstrip('.')})"
    return ""


def _columns(session: Session, record: type[Record], texts: list[str], left_out: list[str]) -> Iterator[str]:
    for text in texts:
        name = text.partition(":")[0]
        try:
            find_field(record, name, session)
        except UserError:
            left_out.append(_("the column {field}, which is no field any longer").format(field=visible(name)))
        else:
            yield text


def _sort(session: Session, record: type[Record], text: str, left_out: list[str]) -> Sort | None:
    if not text:
        return None
    name = text.removeprefix("-")
    try:
        found = str(find_field(record, name, session).name)
        if found in session.fields(record):
            return Sort(found, text.startswith("-"))
    except UserError:
        pass
    left_out.append(_("the order by {field}, which is no field any longer").format(field=visible(name)))
    return None


def described(session: Session, record: type[Record], arrangement: Arrangement) -> str:
    """Return what a view shows as people read it, on one line: what it leaves, then the order."""
    wanted, known = arrangement.filter, views_of(record)
    parts = [_(known[name].label) for name in wanted.views]
    parts += [criterion.describe(record, session) for criterion in wanted.criteria]
    if wanted.letter:
        parts.append(_("begins with {letter}").format(letter=wanted.letter))
    if wanted.text:
        parts.append(f'"{wanted.text}"')
    if wanted.nothing:
        parts.append(_("nothing, as part of it cannot be asked"))
    told = ", ".join(parts) or _("All")
    if arrangement.sort is not None:
        title = find_field(record, arrangement.sort.field, session).title
        turned = _("{field}, turned round") if arrangement.sort.descending else "{field}"
        told += "; " + _("sorted by {field}").format(field=turned.format(field=title))
    return visible(told)
