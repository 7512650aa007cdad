"""Persons of whom it is known who is who: the same written down twice, and others that only look the same.

What makes two rows the same person, and what only looks so, is spelled out in :data:`AGAIN` and in :func:`_people`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

_FIRST = (
    "Kari Ola Per Anne Nils Ingrid Bjørn Åse Søren Liv Jan Eva Knut Marit Odd Tone Rolf Siri Geir Hege Torunn Vidar"
    " Solveig Håkon Randi Egil Berit Trond Unni Arne Gro Leif Mona Stig Turid Roar Wenche Terje Laila Morten"
).split()
_MIDDLE = "Marie Johan Sofie Martin Helene Andreas Louise Henrik Elise Viktor".split()
_LAST = [
    begin + end
    for begin in "Ber Dal Fos Gran Hau Hov Hus Kvam Land Lund Mos Nor Nyg Ras Rog Sand Skar Sol Stor Tveit".split()
    for end in "vik rud set heim stad lien dahl berg gård haug moen nes tun ås eide øy".split()
]
"""So many that nobody has another's name by chance."""
_STREETS = "Storgata Kirkeveien Industriveien Havnegata Skoleveien Ringveien Torggata Fjordveien".split()
_TOWNS = [("0150", "Oslo"), ("5003", "Bergen"), ("7010", "Trondheim"), ("4006", "Stavanger"), ("9008", "Tromsø"),
          ("6002", "Ålesund"), ("8006", "Bodø"), ("2317", "Hamar")]  # fmt: skip


@dataclass
class People:
    """Rows by field name, and for each the number of the person that it is of."""

    rows: list[Row] = field(default_factory=list)
    persons: list[int] = field(default_factory=list)


def invent_people(count: int, seed: int = 1) -> People:
    """Return about ``count`` persons' records, one person in five written down again, in no order."""
    chance = random.Random(seed)
    rows: list[tuple[int, Row]] = []
    person = 0
    while len(rows) < count:
        for row in _people(chance):
            person += 1
            rows.append((person, row))
            if chance.random() < 1 / 5:
                rows.append((person, chance.choice(AGAIN)(chance, row)))
    chance.shuffle(rows)
    return People([row for _person, row in rows[:count]], [person for person, _row in rows[:count]])


def _people(chance: random.Random) -> Iterator[Row]:
    """Yield a person, or several that have something in common and are not the same."""
    kind = chance.random()
    if kind < 0.70:
        yield _person(chance)
    elif kind < 0.78:  # colleagues: one switchboard, one mail domain, one street
        first = _person(chance)
        for _number in range(chance.choice((3, 6, 50))):
            yield {**_person(chance), "phone": first["phone"], **_address(first)}
    elif kind < 0.86:  # a family: one name, one street, one telephone, one mailbox that all of them read
        first = _person(chance)
        for name in chance.sample(_FIRST, 3):
            other = _person(chance)
            yield {**other, "first_name": name, "last_name": first["last_name"], "phone": first["phone"],
                   "email": first["email"] if chance.random() < 0.5 else other["email"], **_address(first)}  # fmt: skip
    elif kind < 0.95:  # namesakes: in other towns, or in other streets of one town
        first = _person(chance)
        yield first
        town = _address(first) if chance.random() < 0.5 else {}
        for _number in range(2):
            other = {**_person(chance), **town}
            yield {**other, "first_name": first["first_name"], "last_name": first["last_name"],
                   "street": _street(chance, first["street"])}  # fmt: skip
    else:  # initials: Kari and Knut of one name at one switchboard
        first = _person(chance)
        yield first
        same = [name for name in _FIRST if name[0] == first["first_name"][0] and name != first["first_name"]]
        yield {**_person(chance), "first_name": chance.choice(same or _FIRST), "last_name": first["last_name"],
               "phone": first["phone"], **_address(first)}  # fmt: skip


def _address(row: Row) -> Row:
    return {name: row[name] for name in ("street", "postcode", "town")}


def _street(chance: random.Random, other: str = "") -> str:
    while (found := f"{chance.choice(_STREETS)} {chance.randrange(1, 200)}") == other:
        pass
    return found


def _person(chance: random.Random) -> Row:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    postcode, town = chance.choice(_TOWNS)
    number = chance.randrange(10**6)  # an address belongs to one person alone
    email = f"{first}.{last}{number}@{chance.choice(('gmail.com', 'firma.no', 'online.no'))}".lower()
    return {
        "first_name": first if chance.random() < 0.8 else f"{first} {chance.choice(_MIDDLE)}",
        "last_name": last,
        "email": email.translate(str.maketrans("æøå", "eoa")) if chance.random() < 0.8 else None,
        "phone": f"{chance.choice('2567')}{chance.randrange(10**7):07d}",
        "mobile": f"9{chance.randrange(10**7):07d}" if chance.random() < 0.6 else None,
        "street": _street(chance),
        "postcode": postcode,
        "town": town,
    }


# The same person again


def _with_middle_initial(chance: random.Random, row: Row) -> Row:
    first = row["first_name"].split()
    initial = first[1][0] if len(first) > 1 else chance.choice("AEHJKLMST")
    return {**_less(chance, row), "first_name": f"{first[0]} {initial}."}


def _without_middle_name(chance: random.Random, row: Row) -> Row:
    return {**_less(chance, row), "first_name": row["first_name"].split()[0]}


def _with_initial_alone(chance: random.Random, row: Row) -> Row:
    return {**row, "first_name": f"{row['first_name'][0]}.", "mobile": None}


def _turned_round(chance: random.Random, row: Row) -> Row:
    return {**_less(chance, row), "first_name": row["last_name"], "last_name": row["first_name"]}


def _with_a_slip(chance: random.Random, row: Row) -> Row:
    last = row["last_name"]
    place = chance.randrange(1, len(last)) if len(last) > 4 else 0
    return {**row, "last_name": last[:place] + last[place + 1 :] if place else last.upper()}


def _in_capitals(chance: random.Random, row: Row) -> Row:
    again = _less(chance, row)
    return {**again, "first_name": row["first_name"].upper(), "last_name": row["last_name"].upper(),
            "email": again["email"].upper() if again["email"] else None}  # fmt: skip


def _moved(chance: random.Random, row: Row) -> Row:
    postcode, town = chance.choice(_TOWNS)
    return {**row, "street": _street(chance), "postcode": postcode, "town": town}


def _married(chance: random.Random, row: Row) -> Row:
    return {**row, "last_name": chance.choice(_LAST)} if row["email"] else dict(row)


def _number_elsewhere(chance: random.Random, row: Row) -> Row:
    return (
        {**row, "phone": row["mobile"], "mobile": None}
        if row["mobile"]
        else {**row, "mobile": row["phone"], "phone": None}
    )


AGAIN: tuple[Callable[[random.Random, Row], Row], ...] = (
    _with_middle_initial, _with_middle_initial, _without_middle_name, _with_initial_alone, _turned_round, _with_a_slip,
    _in_capitals, _moved, _married, _number_elsewhere,
)  # fmt: skip
"""The ways in which a person is written down again."""


def _less(chance: random.Random, row: Row) -> Row:
    """Return a row of which some is left out; how to reach the person stays in one way at least."""
    again = dict(row)
    if again["email"] and chance.random() < 0.5:
        again["phone" if chance.random() < 0.5 else "mobile"] = None
    elif chance.random() < 0.3:
        again["email"] = None
    if chance.random() < 0.3:
        again.update(street=None, postcode=None, town=None)
    return again
