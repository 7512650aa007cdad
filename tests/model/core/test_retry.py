"""What fails only for a moment is tried again."""

from __future__ import annotations

import pytest

from model.core.errors import ConnectionLostError, StorageError, TransientError
from model.core.storage import retry
from model.core.storage.retry import retried


class Work:
    """Work that fails with each of ``errors`` in turn, and then answers how often it was called."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = [*errors]
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.calls


def lost() -> ConnectionLostError:
    return ConnectionLostError("gone")


def test_a_lost_connection_is_told_once_and_when_it_is_over() -> None:
    told: list[bool] = []
    pauses: list[float] = []
    assert retried(Work(lost(), lost(), lost()), unanswered=told.append, sleep=pauses.append) == 4
    assert told == [True, False]
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


def test_two_writers_who_met_are_nobodys_business() -> None:
    told: list[bool] = []
    assert retried(Work(TransientError("met")), unanswered=told.append, sleep=lambda pause: None) == 2
    assert told == []


@pytest.mark.parametrize("error", [StorageError("full"), ValueError("fault")])
def test_what_would_fail_again_is_not_tried_again(error: Exception) -> None:
    work = Work(error)
    with pytest.raises(type(error)):
        retried(work, sleep=lambda pause: None)
    assert work.calls == 1


def test_it_ends_when_nobody_wants_the_answer() -> None:
    work, told = Work(lost(), lost()), list[bool]()
    with pytest.raises(ConnectionLostError):
        retried(work, wanted=lambda: work.calls < 2, unanswered=told.append, sleep=lambda pause: None)
    assert told == [True, False]


def test_it_ends_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PATIENCE", 0.0)
    work = Work(lost())
    with pytest.raises(ConnectionLostError):
        retried(work)
    assert work.calls == 1
