"""The ready-made filters that a kind of record declares for its list (LEAD-04)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """A ready-made filter of a list with a name and one key; of each ``group`` one is in force (LEAD-04).

    ``where`` is a predicate of the program's own; ``?`` in it stands for the person at the keyboard, ``@now`` for the
    present moment, ``@today`` for the first moment of the day, ``@day`` for the day itself, ``@warned`` for the keys of
    the organisation numbers that the register warns of, as JSON.
    """

    name: str
    label: str
    where: str
    group: str = "state"
