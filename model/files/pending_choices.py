"""Choices and customers that a file names and that are still to be made, each once however often it is named (I18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.records.record import Record
from model.core.text import fold, visible
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.relation_column import CUSTOMER
from model.files.trial import NewChoice


class PendingChoices:
    """What a file would add to the company's lists, and the customers that it would bring."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.wanted: dict[NewChoice, None] = {}
        """Those that rows which go in would bring, in the order in which they were met."""
        self._met: dict[tuple[str, str], NewChoice] = {}

    def __bool__(self) -> bool:
        """Whether any has been met."""
        return bool(self._met)

    def customer(self, name: str) -> NewChoice:
        """Return what stands for a customer to be made; it is made with the first row that goes in with it."""
        return self._meet(CUSTOMER, " ".join(name.split()))

    def choice(self, reference: Reference, name: str) -> NewChoice:
        """Return what stands for a choice to be made; raise :class:`NotAllowedError` for who may not make any."""
        self.session.may_administer()
        return self._meet(reference.scope, name)

    def category(self, name: str) -> NewChoice:
        """Return what stands for a category to be made, as :meth:`choice` does."""
        self.session.may_administer()
        return self._meet("category", " ".join(name.split()))

    def _meet(self, list_name: str, name: str) -> NewChoice:
        key = (list_name, fold(name))
        if key not in self._met:
            self._met[key] = NewChoice(len(self._met) + 1, list_name, name)
        return self._met[key]

    def called(self, number: int) -> NewChoice:
        """Return what stands in columns under a negative number."""
        return next(choice for choice in self._met.values() if int(choice) == number)

    def put_back(self, columns: dict[str, list[Any]], fields: Mapping[str, Field]) -> None:
        """Put them into columns of stored values in which their numbers stand."""
        made_up = {int(choice): choice for choice in self._met.values()}
        for name, field in fields.items() if made_up else ():
            if isinstance(field, Reference) and name in columns:
                columns[name] = [made_up.get(value, value) for value in columns[name]]

    def remember(self, classified: ClassifiedRows, record: type[Record], fields: Mapping[str, Field]) -> None:
        """Take note of those that rows which go in would bring."""
        if not self._met:
            return
        choosing = [name for name, field in fields.items() if isinstance(field, Reference)]
        related = [name for name in fields if name in record.relations]
        for place, outcome in enumerate(classified.outcomes):
            if outcome not in (Outcome.CREATE, Outcome.UPDATE):
                continue
            for name in choosing:
                value = classified.columns[name][place]
                if isinstance(value, NewChoice):
                    self.wanted.setdefault(value)
            for name in related:
                for item in fields[name].from_stored(classified.columns[name][place]) or ():
                    if item.id < 0:
                        self.wanted.setdefault(self.called(item.id))


def choice_names(choices: Sequence[NewChoice]) -> tuple[str, ...]:
    """Return what choices of the company's lists are called, safe to show."""
    return tuple(visible(choice.name) for choice in choices if choice.list_name != CUSTOMER)


def customer_names(choices: Sequence[NewChoice]) -> tuple[str, ...]:
    """Return what customers to be made are called, safe to show."""
    return tuple(visible(choice.name) for choice in choices if choice.list_name == CUSTOMER)
