"""Criteria as they are typed into one line a field: ``>=10 000 !=20 000``, ``1.5..31.5``, ``AS%``, ``!=KOL``, ``=``.

Each kind of field takes the operators it has (CAMP-05, LEAD-19); without one it is "contains, with wildcards" for text
and "equals" for the rest. With nothing after it ``=`` asks for fields without a value, ``!=`` for those with any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from model.core.dates import parse_day, spell_day
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.custom import OwnChoice
from model.core.fields.numbers import YesNo
from model.core.fields.references import Reference
from model.core.fields.times import Day, Moment
from model.core.language import _
from model.core.lists.criteria import Criterion

_SIGNS = {"≠": "!=", "<>": "!=", "≥": ">=", "=>": ">=", "≤": "<=", "=<": "<=", "!": "!="}
_SHOWN = {">=": "≥", "<=": "≤", "!=": "≠"}
_OPERATOR = re.compile(r"(!=|<>|>=|=>|<=|=<|≠|≥|≤|=|>|<|!)")
_RANGE = re.compile(r"(.*?)\s*(?:\.\.+|…)\s*(.*)", re.DOTALL)


def compares(field: Field) -> bool:
    """Whether the field's values are larger and smaller."""
    return ">=" in field.operators


def read_criteria(field: Field, text: str) -> tuple[Criterion, ...]:
    """Return what ``text`` asks of the field, nothing for blank; raise :class:`UserError` for what cannot be meant."""
    text = text.strip()
    name = str(field.name)
    if not text:
        return ()
    if compares(field):
        return tuple(_comparisons(field, text))
    found = _OPERATOR.match(text)
    sign = "" if found is None else _SIGNS.get(found[0], found[0])
    if found is not None and sign in field.operators:
        return (Criterion(name, sign, text[found.end() :].strip()),)
    return (Criterion(name, "~" if "~" in field.operators else "=", text),)


def _comparisons(field: Field, text: str) -> Iterable[Criterion]:
    name = str(field.name)
    between = _RANGE.fullmatch(text)
    if between is not None and not _OPERATOR.search(text):
        for sign, bound in ((">=", between[1].strip()), ("<=", between[2].strip())):
            if bound:
                yield Criterion(name, sign, bound)
        return
    first, *rest = _OPERATOR.split(text)
    if first.strip():
        yield Criterion(name, "=", first.strip())
    for sign, value in zip(rest[::2], rest[1::2], strict=True):
        sign = _SIGNS.get(sign, sign)
        value = value.strip().rstrip(";,").strip()
        if not value and sign not in ("=", "!="):
            raise UserError(_("What comes after {operator}?").format(operator=sign), name)
        yield Criterion(name, sign, value)


def written(field: Field, criteria: Iterable[Criterion]) -> str:
    """Return the text that :func:`read_criteria` reads as ``criteria``, all of which are on this field."""
    plain = "~" if "~" in field.operators else "="
    parts: list[str] = []
    for criterion in criteria:
        bare = criterion.operator == plain and criterion.text and not _OPERATOR.match(criterion.text)
        parts.append(criterion.text if bare and not parts else criterion.operator + criterion.text)
    return " ".join(parts)


def hint(field: Field) -> str:
    """Return what can be typed for a kind of field."""
    if isinstance(field, (ChoiceField, YesNo, OwnChoice)):
        return _("left and right choose, ! turns it into: anything but")
    if isinstance(field, Reference):
        if field.record == "employee":
            return _("initials, a name or: me    != anybody but    = nobody")
        return _("the name or how it begins    != anything but    = none")
    if isinstance(field, (Day, Moment)):
        return _("a day    >=1.5    <=31.5    1.5..31.5    != not    = unknown")
    if compares(field):
        return _("10    >=10    <=50    10..50    !=20 not    = unknown")
    return _("AS% begins with    %AS ends with    AS contains    =AS is    = blank")


def understood(field: Field, text: str, reading: Reading) -> str:
    """Return the days and times in ``text`` as they are understood, '' where there are none or not all are read yet."""
    if not isinstance(field, (Day, Moment)):
        return ""
    try:
        criteria = read_criteria(field, text)
        past = getattr(field, "past", False)
        days = [(one.operator, parse_day(one.text, reading.today, past=past)) for one in criteria if one.text]
    except UserError:
        return ""
    return "  ".join(f"{_SHOWN.get(sign, sign)} {spell_day(day)}" for sign, day in days)
