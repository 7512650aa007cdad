"""Which transactions of a file are called as one before them; a sound file has none."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict

from model.ledger.saft.contents import Period

_MOST_DIGITS = 18
"""A number of so many digits is one of 64 bits."""
_Journal = tuple[Period, str]


class Repetition:
    """The transactions that have been met, eight bytes for each that has a number; they mostly come in order."""

    def __init__(self) -> None:
        self._numbers: dict[_Journal, array[int]] = defaultdict(lambda: array("q"))
        """By period and journal, the numbers in their order."""
        self._names: set[tuple[_Journal, str]] = set()
        """Those that are called by something else than a number."""
        self._repeated: dict[tuple[_Journal, str], int] = {}

    def count(self, period: Period, journal: str, transaction: str) -> int:
        """Note a transaction; return how many before it are called the same, of the same journal and period."""
        where = (period, journal)
        if self._is_new(where, transaction):
            return 0
        key = (where, transaction)
        self._repeated[key] = self._repeated.get(key, 0) + 1
        return self._repeated[key]

    def _is_new(self, where: _Journal, transaction: str) -> bool:
        # 7 and 007 are two.
        numbered = transaction.isascii() and transaction.isdecimal() and len(transaction) <= _MOST_DIGITS
        if numbered and (transaction[0] != "0" or transaction == "0"):
            return _insert(self._numbers[where], int(transaction))
        if (where, transaction) in self._names:
            return False
        self._names.add((where, transaction))
        return True


def _insert(numbers: array[int], number: int) -> bool:
    """Put a number among others in order; return whether it was not there."""
    if not numbers or number > numbers[-1]:
        numbers.append(number)
        return True
    place = bisect_left(numbers, number)
    if numbers[place] == number:
        return False
    numbers.insert(place, number)
    return True
