"""Intervals as people type them (OPP-21, W13, W14)."""

from __future__ import annotations

from datetime import date

import pytest

from model.core import language
from model.core.errors import UserError
from model.reports.periods import Period, format_month, period_between, read_period
from tests.model.reports.by_hand import OSLO

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("this year", "2026-01-01", "2026-12-31"),
        ("i år", "2026-01-01", "2026-12-31"),
        ("dette året", "2026-01-01", "2026-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("i fjor", "2025-01-01", "2025-12-31"),
        ("sidste år", "2025-01-01", "2025-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("this quarter", "2026-10-01", "2026-12-31"),
        ("dette kvartal", "2026-10-01", "2026-12-31"),
        ("forrige kvartal", "2026-07-01", "2026-09-30"),
        ("next quarter", "2027-01-01", "2027-03-31"),
        ("Q1 2026", "2026-01-01", "2026-03-31"),
        ("q3", "2026-07-01", "2026-09-30"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2. kvartal 2026", "2026-04-01", "2026-06-30"),
        ("this month", "2026-11-01", "2026-11-30"),
        ("denne måneden", "2026-11-01", "2026-11-30"),
        ("sidste måned", "2026-10-01", "2026-10-31"),
        ("next month", "2026-12-01", "2026-12-31"),
        ("feb", "2026-02-01", "2026-02-28"),
        ("december", "2025-12-01", "2025-12-31"),
        ("februar 2024", "2024-02-01", "2024-02-29"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("02.2026", "2026-02-01", "2026-02-28"),
        ("this week", "2026-11-16", "2026-11-22"),
        ("sidste uge", "2026-11-09", "2026-11-15"),
        ("today", "2026-11-21", "2026-11-21"),
        ("last 30 days", "2026-10-23", "2026-11-21"),
        ("siste 3 måneder", "2026-08-22", "2026-11-21"),
        ("neste 2 uker", "2026-11-21", "2026-12-04"),
        ("1.5.2026", "2026-05-01", "2026-05-01"),
        ("1.5 - 31.5", "2026-05-01", "2026-05-31"),
        ("1.5.2025 til 31.5.2026", "2025-05-01", "2026-05-31"),
        ("2026-05-01..2026-05-31", "2026-05-01", "2026-05-31"),
        ("last month - today", "2026-10-01", "2026-11-21"),
        ("all", None, None),
        ("", None, None),
    ],
)
def test_what_people_type(text: str, first: str | None, last: str | None) -> None:
    """Words of three languages, quarters, months, years, and one day to another; with a year or the latest."""
    wanted = Period(first and date.fromisoformat(first), last and date.fromisoformat(last))  # type: ignore[arg-type]
    assert read_period(text, TODAY) == wanted


def test_what_is_ahead_reads_months_forwards() -> None:
    """Of what is expected, March is the next one; of what was closed, the latest."""
    assert read_period("march", TODAY, past=False).first == date(2027, 3, 1)
    assert read_period("march", TODAY).first == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "blah",
        "31.2.2026",
        "2026-13",
        "q5",
        "9999",
        "next blah",
        "1.5 - 1.4",
        "1 - 2 - 3",
        "last 0 days",
        "next 0 months",
    ],
)
def test_what_is_none_is_refused_with_what_would_be_read(text: str) -> None:
    """W13: and an interval that ends before it begins is one of these."""
    with pytest.raises(UserError) as refused:
        read_period(text, TODAY)
    assert refused.value.field in ("period", "from", "to", None)
    assert refused.value.message


@pytest.mark.parametrize(
    ("first", "last", "field"), [("1.6.2026", "1.5.2026", "to"), ("x", "", "from"), ("", "31.2.2026", "to")]
)
def test_from_and_to_are_refused_where_they_were_typed(first: str, last: str, field: str) -> None:
    """W13: from after to is refused beside "to", what cannot be read beside what it is."""
    with pytest.raises(UserError) as refused:
        period_between(first, last, TODAY)
    assert refused.value.field == field


def test_the_last_day_ends_with_its_last_second() -> None:
    """W14: to 5 May includes 23:59:59 in the person's zone; days of 23 and 25 hours are whole days."""
    assert Period(date(2026, 5, 5), date(2026, 5, 5)).bounds(OSLO) == ("2026-05-04T22:00:00Z", "2026-05-05T22:00:00Z")
    assert Period(date(2026, 3, 29), date(2026, 3, 29)).bounds(OSLO) == (
        "2026-03-28T23:00:00Z",
        "2026-03-29T22:00:00Z",
    )
    assert Period(date(2026, 10, 25), date(2026, 10, 25)).bounds(OSLO) == (
        "2026-10-24T22:00:00Z",
        "2026-10-25T23:00:00Z",
    )
    assert Period().bounds(OSLO) == ("", "")


@pytest.mark.parametrize(("code", "month"), [("en", "Nov 2026"), ("nb", "11.2026"), ("da", "11-2026")])
def test_months_are_written_as_the_language_writes_days(code: str, month: str) -> None:
    """COM-22."""
    language.use(code)
    assert format_month(TODAY) == month
    assert Period(TODAY, TODAY).told() in ("21 Nov 2026", "21.11.2026", "21-11-2026")
