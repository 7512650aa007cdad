"""When private persons may be called, and when somebody is tried again (K01, K04)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from model.calling import hours

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)]
)
def test_easter(year: int, month: int, day: int) -> None:
    assert hours.easter(year) == datetime(year, month, day).date()  # noqa: DTZ001


def test_the_next_permitted_hour() -> None:
    assert hours.opens(datetime(2026, 11, 20, 20, 30, tzinfo=UTC)) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert hours.opens(datetime(2026, 5, 16, 12, tzinfo=UTC)) == datetime(2026, 5, 18, 7, tzinfo=UTC)
    assert hours.opens(MONDAY) == MONDAY


def test_tries_fall_into_office_hours() -> None:
    """K04: three hours, a day, two, four; what would fall on an evening or a weekend waits for the next morning."""
    assert hours.next_try(MONDAY, 1) == MONDAY + timedelta(hours=3)
    assert hours.next_try(MONDAY + timedelta(hours=4), 1) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert hours.next_try(datetime(2026, 11, 27, 10, tzinfo=UTC), 2) == datetime(2026, 11, 30, 8, tzinfo=UTC)
    assert hours.next_try(MONDAY, 3) == MONDAY + timedelta(days=2)
    assert hours.next_try(MONDAY, 9) == MONDAY + timedelta(days=4)
