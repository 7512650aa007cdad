"""Which columns are of one address: by their kind and number, and by what stands beside what (decision 16).

"Business Street 2" is a second line, "Address 2 - City" a second address. "Postadresse; Postnr; Poststed" is one
address, though only the first says which: parts that say nothing join the street that they stand beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from model.files.heading_meaning import Meaning

_PLACED = frozenset({"postcode", "town"})
_STREETS = frozenset({"street", "extended", "box", "formatted"})


class AddressColumn(NamedTuple):
    """The address that a column is of, the address's kind, and which part of it the column holds."""

    block: str
    kind: str
    part: str


def address_columns(columns: Sequence[tuple[int, Meaning]]) -> Mapping[int, AddressColumn]:
    """Return the address of each column; ``columns`` are (place, meaning) in the order of the file."""
    blocks: dict[tuple[str, int], dict[int, str]] = {}
    for at, meaning in columns:
        blocks.setdefault((meaning.kind, meaning.number), {})[at] = meaning.part
    blocks = _lines_joined(blocks)
    blocks = _unsaid_joined(blocks)
    return {
        at: AddressColumn(f"{kind}{number}", kind, part)
        for (kind, number), parts in blocks.items()
        for at, part in parts.items()
    }


def _lines_joined(blocks: dict[tuple[str, int], dict[int, str]]) -> dict[tuple[str, int], dict[int, str]]:
    """Return the blocks with numbered lines of a street in the address that they are lines of."""
    found: dict[tuple[str, int], dict[int, str]] = {}
    for kind in dict.fromkeys(kind for kind, _number in blocks):
        numbers = {number: parts for (each, number), parts in blocks.items() if each == kind}
        whole = sorted(number for number, parts in numbers.items() if _PLACED & set(parts.values()))
        base = whole[0] if whole else min(numbers)
        for number, parts in sorted(numbers.items()):
            found.setdefault((kind, number if number in whole else base), {}).update(parts)
    return found


def _unsaid_joined(blocks: dict[tuple[str, int], dict[int, str]]) -> dict[tuple[str, int], dict[int, str]]:
    """Return the blocks with parts that say nothing of which address they are of joined to another one."""
    for key in [key for key in blocks if not key[0]]:
        parts = blocks[key]
        others = {other: theirs for other, theirs in blocks.items() if other[0]}
        if _STREETS & set(parts.values()) or not others:
            continue
        lacking = [other for other, theirs in others.items() if not set(parts.values()) & set(theirs.values())]
        if not lacking:
            continue
        first = min(parts)
        before = [other for other in lacking if min(others[other]) < first]
        # The nearest before them, else the first that comes.
        chosen = max(before, key=lambda other: min(others[other])) if before else lacking[0]
        blocks[chosen].update(blocks.pop(key))
    return blocks
