"""What a search gives back: groups of hits, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from model.core.language import _
from model.core.numbers import format_whole

CAP = 1_000
"""Hits beyond which a group's number is no longer counted."""


@dataclass(frozen=True)
class OnFile:
    """A record on file that a hit leads to: the kind of record by its code name, its ID, and what it is called."""

    record: str
    id: int
    title: str


@dataclass(frozen=True)
class Hit:
    """One line of results; all text in it comes from outside.

    ``id`` is the record's, None for a unit of the registry, which ``country`` and ``org_number`` name; ``on_file``
    is then the record that Enter opens in place of saving the unit anew (CUST-03). ``subtitle`` is a few words that
    tell it from others of its name, parted by " · ". ``warned`` units and records are bankrupt, being wound up or
    struck off, by the register;
    ``active`` is false for a record that is out of use.
    """

    record: str
    id: int | None
    title: str
    subtitle: str = ""
    country: str = ""
    org_number: str = ""
    on_file: OnFile | None = None
    warned: bool = False
    active: bool = True
    customer: int | None = None
    """The customer that an opportunity opens with (CUST-05)."""


@dataclass(frozen=True)
class Group:
    """The hits of one kind, best first. ``count`` is how many there are in all, or :data:`CAP` if ``capped``."""

    name: str
    label: str
    hits: tuple[Hit, ...]
    count: int
    capped: bool = False

    @property
    def total(self) -> str:
        """The count as a heading shows it: "17", "1 000+"."""
        return format_whole(self.count) + ("+" if self.capped else "")

    @property
    def title(self) -> str:
        """The group's name in the language in use."""
        return _(self.label)
