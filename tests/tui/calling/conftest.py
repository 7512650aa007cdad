"""A desk with leads to be called, on a working day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.conftest import StandingClock
from tests.tui.conftest import desk

__all__ = ["desk"]

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""10:30 in Oslo."""


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day."""
    clock.now = MONDAY
