"""Rows that repeat one further up in the file, and those that are only called as one further up (I21, decision 14)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from model.core.text import fold
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.existing_records import Keys
from model.files.row_values import RowValues
from model.files.seen import Seen

Numbered = dict[int, tuple[int, Sequence[str]]]
"""Place of a row → its number in the file, and the keys by which it is known."""


class RepeatedRows:
    """Knows the rows of a file again; ``passed_over`` are the places of the columns that no field takes."""

    def __init__(self, values: RowValues, seen: Seen, passed_over: Sequence[int]) -> None:
        self.values = values
        self.seen = seen
        self._passed_over = passed_over
        self._some_alone = False
        """Whether a row that nothing identifies has been met: before that none of the others has to ask."""

    def known_by(self, classified: ClassifiedRows, keys: Keys) -> Numbered:
        """Return by what each new row is known further down: its identifying keys, else all that it says."""
        found: Numbered = {}
        new, targets = Outcome.CREATE, classified.targets
        for place, (row, outcome) in enumerate(zip(classified.rows, classified.outcomes, strict=True)):
            if outcome is new and place not in targets:
                own = keys.get(place)
                known = [f"{name}:{key}" for name, key in own] if own else [self._digest(classified, place)]
                found[place] = row.number, known
        return found

    def _digest(self, classified: ClassifiedRows, place: int) -> str:
        """Return what all that a row says comes to, as it is compared; columns that are passed over tell apart too."""
        given = classified.given(place)
        values = [self.values.compared(name, given.get(name), given) for name in classified.columns]
        values += self.unread(classified, place)
        return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def unread(self, classified: ClassifiedRows, place: int) -> list[str]:
        """Return what a row says in columns that no field takes, and that do not go into the note."""
        cells = classified.rows[place].cells
        return [fold(cells[at]) for at in self._passed_over if at < len(cells) and cells[at].strip()]

    def find(self, classified: ClassifiedRows, numbered: Numbered) -> None:
        """Turn the rows that repeat one further up to duplicates; remember the others."""
        for place, twin in self.seen.meet(numbered).items():
            classified.outcomes[place] = Outcome.DUPLICATE
            classified.twins[place] = twin

    def find_namesakes(self, classified: ClassifiedRows, titles: Sequence[str], keys: Keys) -> None:
        """Note the new rows that are called as one further up, where nothing that identifies tells the two apart."""
        asked: dict[int, tuple[int, Sequence[str], Sequence[str]]] = {}
        new = Outcome.CREATE
        for place, (row, outcome, title) in enumerate(zip(classified.rows, classified.outcomes, titles, strict=True)):
            if outcome is not new or not title:
                continue
            called = f"called {title}"
            if place not in keys:
                self._some_alone = True
                asked[place] = row.number, (called,), (called, f"{called} alone")
            else:
                asked[place] = row.number, (f"{called} alone",) if self._some_alone else (), (called,)
        classified.namesakes_above.update(self.seen.ask(asked))

    def forget(self, number: int, keys: Sequence[str]) -> None:
        """Let go of the keys of a row that does not go in after all."""
        self.seen.forget(number, keys)
