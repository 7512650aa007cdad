"""What a file of accounts says, as it is read: amounts in hundredths, debit above zero, whatever the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from model.ledger.saft.element_reader import Values

CUSTOMER, SUPPLIER = "customer", "supplier"
"""The two ledgers."""

Period = tuple[int, int]
"""A year, and a period of it: from 1 to 12 in most accounts, above that for what closes the year."""


@dataclass(frozen=True)
class Header:
    """Whose accounts the file holds, and of which time."""

    version: str
    company: str
    """The organisation number of the company whose accounts they are, digits alone."""
    company_name: str
    currency: str
    start: Period | None
    """The first period in the file, None where the file does not say it."""
    end: Period | None
    software: str


@dataclass(frozen=True)
class Account:
    """An account of the general ledger."""

    number: str
    standard: str
    """Its number in the standard chart of accounts, or its group; '' where the file names none."""
    opening: int
    closing: int


@dataclass(frozen=True)
class Party:
    """A customer or a supplier, with its balances at the beginning and the end of the time that the file is of."""

    ledger: str
    number: str
    values: Values
    """All that the file says of it, by the names of the format."""
    accounts: tuple[str, ...]
    opening: int
    closing: int
    balanced: bool
    """Whether the file states its balances."""
    line: int


class PartyLine(NamedTuple):
    """A line of a transaction on the account of a customer or a supplier."""

    ledger: str
    party: str
    journal: str
    serial: int
    """Which of the file's transactions the line belongs to, counted from 1; some are called the same."""
    transaction: str
    record: str
    year: int
    period: int
    date: str
    due: str
    text: str
    reference: str
    kid: str
    document: str
    amount: int
    foreign: str
    """The amount in a foreign currency, as it is written in the file: "EUR 100.00, 11.52"; '' for none."""
    line: int


@dataclass(frozen=True)
class Doubt:
    """Something that looks wrong and does not keep the file from being read; ``kind`` says what."""

    kind: str
    line: int = 0
    what: str = ""


@dataclass
class Doubts:
    """The doubts that a file has raised: how many of each kind, and where the first ones are."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[Doubt]] = field(default_factory=dict)

    MOST = 20
    """Examples that are remembered of a kind."""

    def add(self, doubt: Doubt) -> None:
        """Count a doubt."""
        self.counts[doubt.kind] = self.counts.get(doubt.kind, 0) + 1
        examples = self.examples.setdefault(doubt.kind, [])
        if len(examples) < self.MOST:
            examples.append(doubt)
