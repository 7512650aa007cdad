"""Repeatable chance.

Only ``Random.random`` is drawn on: its sequence for a seed is promised to stay the same in every Python version,
which that of ``choice``, ``sample`` and ``shuffle`` is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Chance that depends on the seed and the part of the data it is thrown for, and on nothing else.

    Each part has a sequence of its own, so that a change to how contacts are made leaves the leads as they were.
    """

    __slots__ = ("random",)

    def __init__(self, seed: int, part: str) -> None:
        self.random = Random(f"{seed}/{part}").random
        """The next number in [0, 1)."""

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of ``choices``, each as likely as the others; repeat a choice to make it likelier."""
        return choices[int(self.random() * len(choices))]

    def chance(self, likelihood: float) -> bool:
        """Return True in ``likelihood`` (0 to 1) of all throws."""
        return self.random() < likelihood

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self.random() * (high - low + 1))

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return ``count`` different ones of ``choices`` (all of them, if there are no more), in random order."""
        left = list(choices)
        count = min(count, len(left))
        for i in range(count):
            j = i + int(self.random() * (len(left) - i))
            left[i], left[j] = left[j], left[i]
        return left[:count]


def spread(weights: Sequence[tuple[T, int]]) -> tuple[T, ...]:
    """Return each choice as many times as its weight says, for :meth:`Dice.pick`."""
    return tuple(choice for choice, weight in weights for _ in range(weight))
