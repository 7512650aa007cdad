"""The fields that the made-up company has defined itself, and their values on some of its leads and customers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from model.core.changes.change import Change
from model.core.fields.custom import OwnOption, written_choices
from model.core.records.options import CustomField
from model.demo.dice import Dice

_FLEETS = ("Varebiler", "Lastebiler", "Personbiler", "Maskiner")
_CHAINS = ("Byggmix", "Nordkjeden", "Frittstående")

_FIELDS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("lead", "contract_ends", "Avtale utløper", "date", ()),
    ("lead", "vehicles", "Antall kjøretøy", "number", ()),
    ("lead", "fleet", "Kjøretøytyper", "multi_choice", _FLEETS),
    ("customer", "chain", "Kjede", "group", _CHAINS),
    ("customer", "credit_limit", "Kredittgrense", "money", ()),
)
"""Record, key, label, kind, choices."""


def define(made: Change) -> None:
    """Define the fields."""
    for position, (record, key, label, kind, choices) in enumerate(_FIELDS, 1):
        written = written_choices([OwnOption(name) for name in choices]) if choices else None
        made.insert(
            CustomField,
            {"record": record, "key": key, "label": label, "kind": kind, "choices": written, "position": position},
        )


def fill_in(made: Change, leads: Sequence[int], customers: Sequence[int], today: date, seed: int) -> None:
    """Give a third of the leads and half of the customers values in these fields."""
    dice = Dice(seed, "own fields")
    for table, ids, share, values in (
        ("lead", leads, 0.3, _of_leads(dice, today)),
        ("customer", customers, 0.5, _of_customers(dice)),
    ):
        made.session.store.update_rows(
            table,
            ("custom",),
            (
                (json.dumps(next(values), ensure_ascii=False, sort_keys=True, separators=(",", ":")), at)
                for at in ids
                if dice.random() < share
            ),
        )


def _of_leads(dice: Dice, today: date) -> Iterator[dict[str, Any]]:
    while True:
        first = dice.pick(_FLEETS)
        second = dice.pick(_FLEETS)
        yield {
            "contract_ends": (today + timedelta(days=dice.whole(-60, 720))).isoformat(),
            "vehicles": dice.whole(1, 60),
            "fleet": sorted({first, second}, key=_FLEETS.index),
        }


def _of_customers(dice: Dice) -> Iterator[dict[str, Any]]:
    while True:
        yield {"chain": dice.pick(_CHAINS), "credit_limit": f"{dice.whole(2, 40) * 25_000}.00"}
