"""What a measurement says, and how two things are measured against each other.

A script of this folder is a module with a function ``measure()`` that yields :class:`Figure`; ``python -m tests.bench``
runs it and prints the table. ``measure(size)`` is also told how large the data shall be: 1.0 is the size the targets
are for, 0.01 is a hundredth of it, to try the script.

Targets are ratios to a floor measured in the same run, bytes, or rows a second; never milliseconds alone, which say
more of the machine than of the program.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    """What was done, to how much."""
    value: float
    unit: str = "×"
    """``×`` (times the floor), ``ms``, ``bytes``, ``rows/s``, ``MB`` …"""
    target: float | None = None
    """What is aimed at; None: only reported."""
    at_least: bool = False
    """Whether more is better (rows a second)."""
    note: str = ""
    """The two times behind a ratio, the floor, how many runs."""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


_clock: Callable[[], float] = time.perf_counter


def stopwatch() -> float:
    """Return seconds from some moment on, by the clock that measures."""
    return _clock()


def count_cpu_time() -> None:
    """Measure from now on the CPU time of this process, not the time that goes by.

    For a machine with other work on. What other processes do for a script, and what is waited for, is left out.
    """
    global _clock
    _clock = time.process_time


def interleaved(
    subjects: Mapping[str, Callable[[], object]], rounds: int = 7, warm_up: int = 1
) -> dict[str, list[float]]:
    """Run each subject in turn, ``rounds`` times over, and return the seconds of each run.

    In turn, so that a noisy moment of the machine meets all of them. A subject that returns a float has measured
    itself, in seconds.
    """
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    for number in range(rounds + warm_up):
        for name, subject in subjects.items():
            gc.collect()
            began = stopwatch()
            own = subject()
            took = own if isinstance(own, float) else stopwatch() - began
            if number >= warm_up:
                seconds[name].append(took)
    return seconds


def ratio(seconds: Mapping[str, list[float]], subject: str, floor: str) -> float:
    """Return the median of ``subject`` as times the median of ``floor``."""
    return statistics.median(seconds[subject]) / statistics.median(seconds[floor])


def times(seconds: Mapping[str, list[float]]) -> str:
    """Say the medians in milliseconds, for a note."""
    return ", ".join(f"{name} {milliseconds(statistics.median(runs))}" for name, runs in seconds.items())


def milliseconds(seconds: float) -> str:
    """Write seconds as milliseconds, as exactly as makes sense."""
    value = seconds * 1000
    return f"{value:.0f} ms" if value >= 100 else f"{value:.1f} ms" if value >= 1 else f"{value:.3f} ms"
