"""Orders in every state: of most won sales, and direct ones of customers who order without a sale before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from model.demo.customers import Record
from model.demo.dice import Dice
from model.demo.texts import SUBJECTS
from model.demo.times import moment, working_day
from model.orders.totals import Line

_GOODS = {
    "NO": (
        ("Montering", "t", "890"), ("Oppmøte", "stk", "650"), ("Frakt", "stk", "349.50"),
        ("Arbeidsbukse", "stk", "799"),
        ("Etiketter, rull", "rull", "64.90"), ("Håndskanner", "stk", "4290"), ("Opplæring", "t", "1150"),
        ("Ladekabel 5 m", "stk", "2195"), ("Pallereol, seksjon", "stk", "3480"), ("Lisens, per måned", "mnd", "249"),
    ),
    "DK": (
        ("Montering", "t", "595"), ("Udkald", "stk", "450"), ("Fragt", "stk", "249.50"),
        ("Arbejdsbukser", "stk", "549"),
        ("Etiketter, rulle", "rulle", "44.90"), ("Håndscanner", "stk", "2990"), ("Undervisning", "t", "795"),
        ("Ladekabel 5 m", "stk", "1495"), ("Pallereol, sektion", "stk", "2380"), ("Licens, pr. måned", "md", "169"),
    ),
}  # fmt: skip
"""What is sold by the piece: text, unit and price without VAT, by country."""
_FREE_OF_TAX = {"NO": ("Kursbok", Decimal("395")), "DK": ("Forsikring", Decimal("310"))}
"""What is sold without VAT, by country."""
_OVERDUE, _CANCELLED = 0.12, 0.05


def orders(seed: int, today: date, sales: Sequence[Record], firms: Sequence[Record]) -> list[Record]:
    """Return the orders, oldest first; ``customer``, ``contact`` and ``opportunity`` are places, ``lines`` lines."""
    dice = Dice(seed, "orders")
    won = [(at, sale) for at, sale in enumerate(sales) if sale["status"] == "won"]
    made = [_of_sale(dice, today, at, sale, firms) for at, sale in won if dice.chance(0.85)]
    buyers = [at for at, firm in enumerate(firms) if firm["kind"] in ("customer", "both") and firm["active"]]
    made += [_direct(dice, today, dice.pick(buyers), firms) for _ in range(len(firms) * 3 // 4)]
    return sorted(made, key=lambda order: (order["created_at"], order["title"]))


def _country(firm: Record) -> str:
    return "DK" if firm["addresses"]["visiting"]["country"] == "DK" else "NO"


def _of_sale(dice: Dice, today: date, at: int, sale: Record, firms: Sequence[Record]) -> Record:
    """Return the order of a sale: the lines come to the amount that it was won at."""
    country = _country(firms[sale["customer"]])
    besides = [_line(dice, country) for _ in range(dice.whole(0, 2))]
    left = sale["amount"] - sum((one.quantity * one.unit_price for one in besides), Decimal(0))
    if left <= 0:
        besides, left = [], sale["amount"]
    lines = [Line(sale["title"], Decimal(1), "", left, Decimal(0), Decimal(25)), *besides]
    return {
        **_order(dice, today, sale["closed_at"], firms[sale["customer"]]),
        "title": sale["title"], "customer": sale["customer"], "contact": sale["contact"], "opportunity": at,
        "owner": sale["owner"], "currency": sale["currency"], "lines": lines,
    }  # fmt: skip


def _direct(dice: Dice, today: date, at: int, firms: Sequence[Record]) -> Record:
    """Return an order that came by itself, of the last two years or as long as the customer is one."""
    firm = firms[at]
    country = _country(firm)
    lines = [_line(dice, country, discount=dice.chance(0.3)) for _ in range(dice.whole(1, 6))]
    if dice.chance(0.15):
        text, price = _FREE_OF_TAX[country]
        lines.append(Line(text, Decimal(dice.whole(1, 4)), "stk", price, Decimal(0), Decimal(0)))
    if dice.chance(0.06):
        # Something of an earlier order came back.
        lines.append(lines[0]._replace(quantity=Decimal(-1)))
    longest = max(1, min(730, (today - firm["created_at"].date()).days))
    return {
        **_order(dice, today, moment(dice, today, dice.whole(0, longest)), firm),
        "title": dice.pick(SUBJECTS[country]), "customer": at, "contact": None, "opportunity": None,
        "owner": firm["owner"], "currency": "DKK" if country == "DK" else "NOK", "lines": lines,
    }  # fmt: skip


def _line(dice: Dice, country: str, *, discount: bool = False) -> Line:
    text, unit, price = dice.pick(_GOODS[country])
    quantity = Decimal(dice.whole(1, 12)) + (Decimal("0.5") if unit == "t" and dice.chance(0.4) else 0)
    less = Decimal(dice.pick((5, 7.5, 10))) if discount and dice.chance(0.5) else Decimal(0)
    return Line(text, quantity, unit, Decimal(price), less, Decimal(25))


def _order(dice: Dice, today: date, made: datetime, firm: Record) -> dict[str, Any]:
    """Return dates and status of an order that was made at a moment."""
    ordered = made.date()
    start = working_day(ordered + timedelta(days=dice.whole(2, 10)))
    start = max(ordered, start)
    delivery = max(start, working_day(start + timedelta(days=dice.whole(0, 45))))
    owner = firm["owner"]
    return {
        "order_date": ordered,
        "start": start if dice.chance(0.7) else None,
        "delivery": delivery,
        "status": _status(dice, today, ordered, delivery),
        "reference": dice.pick((None, None, f"PO {dice.whole(1000, 9999)}")),
        "created_at": made,
        "created_by": owner,
        "changed_at": made,
        "changed_by": owner,
    }


def _status(dice: Dice, today: date, ordered: date, delivery: date) -> str:
    if dice.chance(_CANCELLED):
        return "cancelled"
    if delivery >= today:
        return "draft" if (today - ordered).days < 10 and dice.chance(0.5) else "confirmed"
    if (today - delivery).days < 90 and dice.chance(_OVERDUE):
        return "confirmed"
    return "delivered" if (today - delivery).days < 25 and dice.chance(0.5) else "invoiced"
