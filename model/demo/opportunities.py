"""Sales in progress, won and lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from model.demo.customers import Record
from model.demo.dice import Dice, spread
from model.demo.employees import SELLERS
from model.demo.texts import LOSS_REASONS, OPPORTUNITY_TYPES, SOURCES, STAGES, SUBJECTS
from model.demo.times import moment

_STATUS = spread((("open", 11), ("won", 5), ("lost", 4)))
_OPEN_STAGE = spread(((0, 5), (1, 6), (2, 4), (3, 2)))
_AMOUNTS = (
    4_900,
    12_500,
    18_000,
    24_900,
    35_000,
    48_000,
    64_500,
    89_000,
    120_000,
    175_000,
    260_000,
    480_000,
    1_250_000,
)
_SHARES = ((100,), (100,), (100,), (100,), (75, 25), (60, 40), (50, 25, 25))


def opportunities(
    dice: Dice, today: date, firms: Sequence[Record], people: Sequence[Record], count: int
) -> list[Record]:
    """Return ``count`` opportunities, oldest first.

    ``customer`` and ``contact`` are places in ``firms`` and ``people``; ``sellers`` is a list of (initials, share
    in per cent), the owner first.
    """
    buyers = [i for i, firm in enumerate(firms) if firm["kind"] in ("customer", "both") and firm["active"]]
    contacts: dict[int, list[int]] = {}
    for at, contact in enumerate(people):
        for customer, _ in contact["customers"]:
            contacts.setdefault(customer, []).append(at)
    records = [_opportunity(dice, today, firms, dice.pick(buyers), contacts) for _ in range(count)]
    return sorted(records, key=lambda record: (record["created_at"], record["title"]))


def _opportunity(dice: Dice, today: date, firms: Sequence[Record], at: int, contacts: dict[int, list[int]]) -> Record:
    firm = firms[at]
    country = firm["addresses"]["visiting"]["country"]
    owner = firm["owner"]
    status = dice.pick(_STATUS)
    closed = None if status == "open" else dice.whole(1, 330)
    made = dice.whole(2, 150) if closed is None else closed + dice.whole(5, 120)
    created_at = moment(dice, today, made)
    closed_at = None if closed is None else moment(dice, today, closed)
    if status == "won":
        stage, percent = len(STAGES) - 1, 100
    else:
        stage = dice.pick(_OPEN_STAGE)
        percent = STAGES[stage][1]
        if status == "lost":
            percent = 0
        elif dice.chance(0.15):
            percent += dice.pick((-5, 5, 10))
    amount = Decimal(dice.pick(_AMOUNTS)) + (Decimal(dice.whole(0, 99_999)) / 100 if dice.chance(0.2) else 0)
    # One in five of the open ones is behind its dates (OPP-05).
    follow_up = today + timedelta(days=dice.whole(-15, 45)) if status == "open" else None
    expected = today + timedelta(days=dice.whole(-20, 120)) if closed is None else today - timedelta(days=closed)
    shares = dice.pick(_SHARES)
    others = [initials for initials in dict.fromkeys(SELLERS[country]) if initials != owner]
    sellers = [owner, *dice.some(others, len(shares) - 1)]
    subject = dice.pick(SUBJECTS[country])
    return {
        "title": f"{subject} {firm['name'].partition(' ')[0]}" if dice.chance(0.4) else subject,
        "customer": at,
        "contact": dice.pick(contacts[at]) if at in contacts and dice.chance(0.8) else None,
        "owner": owner,
        "type": dice.pick(OPPORTUNITY_TYPES),
        "source": dice.pick(SOURCES[country]),
        "stage": STAGES[stage][0],
        "status": status,
        "amount": amount if status == "won" or dice.chance(0.95) else None,
        "currency": "DKK" if country == "DK" else "NOK",
        "probability": Decimal(percent),
        "follow_up": follow_up if dice.chance(0.85) else None,
        "expected_close": expected,
        "closed_at": closed_at,
        "loss_reason": dice.pick(LOSS_REASONS) if status == "lost" else None,
        "sellers": [(initials, Decimal(share)) for initials, share in zip(sellers, shares, strict=True)],
        "note": None,
        "active": True,
        "created_at": created_at,
        "created_by": owner,
        "changed_at": closed_at or max(created_at, moment(dice, today, dice.whole(1, max(1, made - 1)))),
        "changed_by": owner,
    }
