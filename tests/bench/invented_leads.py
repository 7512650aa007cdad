"""A Salg database of any number of invented leads, six employees, and the account at the keyboard as administrator.

Same number, same leads. They come in no order, so that an index has something to do.
"""

from __future__ import annotations

import functools
import getpass
import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from model.core.lists.word_search import index_of
from model.core.records.record import Row
from model.core.storage.store import Store
from model.core.text import fold
from model.leads.records import Lead
from model.people.records import Employee
from tests.bench import invented_rows
from tests.bench.invented_rows import NOW

EMPLOYEES = (("ADM", "Anne Dam"), ("KOL", "Kari Olsen"), ("PHA", "Per Haug"), ("LJO", "Liv Jo"), ("ØBR", "Øyvind Bru"))
INITIALS = tuple(initials for initials, _name in EMPLOYEES)
_PATTERNS = 4_000
_PLAIN = str.maketrans("{|}", "aoa")
_SYLLABLES = (
    "fjo rd nor vik sol ber gen mar ka tro nd hei ås ølv sæt kry st lin de hav bru sten ho lm ek ra sø nær".split()
)
_TRADES = (
    "Bygg Eiendom Invest Holding Service Elektro Rør Transport Consulting Maskin Regnskap Data Energi Helse".split()
)


def database(leads: int) -> Path:
    """Return a database of that many leads. Scripts share it: work on a copy where you change it."""
    return invented_rows.database(f"leads-{leads}", __file__, functools.partial(fill, leads=leads))


def stored(record: type[Row], /, **given: Any) -> dict[str, Any]:
    """Return the stored columns of a row of this company."""
    return invented_rows.stored(record, INITIALS, **given)


def fill(store: Store, leads: int) -> None:
    """Put the employees and ``leads`` leads into an empty database, with its search index."""
    with store.writing():
        for number, (initials, name) in enumerate(EMPLOYEES, 1):
            account = getpass.getuser() if number == 1 else None
            role = "administrator" if number == 1 else "seller"
            employee = stored(Employee, initials=initials, name=name, account=account, role=role)
            store.insert_many("employee", tuple(employee), [tuple(employee.values())])
        index = index_of(store, Lead)
        assert index is not None
        index.lay_aside()
        store.insert_many("lead", *_leads(leads))
        index.make_anew()


def _leads(count: int) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Return the columns and the rows: a few thousand patterns, each many times with a name and numbers of its own."""
    chance = random.Random(7)
    patterns = [_pattern(chance, number) for number in range(min(count, _PATTERNS))]
    columns = list(patterns[0])
    place = {column: number for number, column in enumerate(columns)}
    words = sorted({_word(chance) for _ in range(30_000)})
    chance.shuffle(words)
    weights = list(accumulate(1 / (rank + 20) for rank in range(len(words))))

    def rows() -> Iterator[tuple[Any, ...]]:
        tuples = [tuple(pattern[column] for column in columns) for pattern in patterns]
        varied = [place[name] for name in ("name", "name_key", "email", "email_key", "phone", "phone_key")]
        for begin in range(0, count, 10_000):
            many = min(10_000, count - begin)
            firsts, seconds = (chance.choices(words, cum_weights=weights, k=many) for _ in range(2))
            for offset, (first, second) in enumerate(zip(firsts, seconds, strict=True)):
                row = list(tuples[(begin + offset) % len(tuples)])
                name = f"{first} {chance.choice(_TRADES)} AS" if offset % 3 else f"{first} {second} AS"
                name = name.upper() if offset % 5 else name
                email = f"post{begin + offset}@{fold(first).translate(_PLAIN)}.example"
                phone = f"+47{20_000_000 + (begin + offset) * 7 % 79_999_999}"
                for where, value in zip(varied, (name, fold(name), email, email, phone, phone), strict=True):
                    row[where] = value
                yield tuple(row)

    return columns, rows()


def _pattern(chance: random.Random, number: int) -> dict[str, Any]:
    moment = NOW - timedelta(minutes=chance.randrange(1_000_000))
    return stored(
        Lead,
        name=f"Pattern {number}",
        subject=chance.choice(["Økonomisystem", "Kontormøbler", "Nettside", "Vaktavtale", None]),
        industry=chance.choice(_TRADES),
        employees=chance.choice([None, 1, 5, 12, 40, 250]),
        revenue=None,
        owner=chance.choice([None, 1, 2, 3, 4, 5]),
        owner_only=chance.random() < 0.02,
        status=chance.choice(["not_contacted", "not_contacted", "contacted", "unreachable"]),
        classification=chance.choice(["none", "none", "hot", "cold"]),
        first_name=chance.choice(["Kari", "Ola", "Åse", "Søren", "Liv"]),
        last_name=_word(chance).title() + "sen",
        email="post@firma.example",
        phone="+4722222222",
        street=f"{_word(chance).title()}veien {chance.randrange(1, 90)}",
        postcode=f"{chance.randrange(10_000):04d}",
        town=_word(chance).title(),
        country="Norge",
        note=chance.choice([None, "Ringte, vil ha tilbud."]),
        active=chance.random() < 0.95,
        created_at=moment - timedelta(days=chance.randrange(300)),
        changed_at=moment,
        changed_by=chance.randrange(1, 6),
    )


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randrange(2, 4))).title()
