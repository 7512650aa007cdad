"""The ledger on a customer's card: its tab, and what is owed as facts (CUST-20)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from model.core.access.session import Session
from model.core.language import N_, _
from model.core.numbers import format_decimal
from model.ledger.balances import Balance, balances_of
from tui.looks import Looks
from tui.widgets.card_details import Block, Fact
from tui.widgets.card_parts import Part, count_text
from tui.widgets.card_shown import Shown, Tab
from tui.widgets.lines import Piece

LEDGER = Tab("ledger", N_("Ledger"), ("ledger_tab",), panel="ledger")
AGES = (N_("not due"), N_("1–30 days"), N_("31–60 days"), N_("61–90 days"), N_("over 90 days"))
"""What each of :attr:`model.ledger.balances.Balance.ages` is called."""
_SHORT_AGES = ("", "1–30", "31–60", "61–90", "90+")
"""The same in a line where room is scarce: days; '' is written out."""
_OWED = {"customer": N_("Balance"), "supplier": N_("We owe")}


def amount_text(amount: Decimal, currency: str, looks: Looks) -> str:
    """Return an amount with its currency."""
    return f"{format_decimal(amount, ascii=looks.ascii)} {currency}".rstrip()


def read_ledger(session: Session, shown: Shown, customer: int, looks: Looks) -> None:
    """Read what stands open on a customer's account: for the tab's label, the details and the overview."""
    found = balances_of(session, customer)
    shown.more["ledger"] = found
    shown.counts["ledger"] = sum(balance.entries for balance in found)
    if found:
        shown.blocks.append(
            Block(_("Ledger"), tuple(fact for each in found for fact in _facts(each, looks, ages=True)))
        )


def ledger_part(shown: Shown, looks: Looks, column: int) -> list[Part]:
    """Return what is owed as a part of the overview; none where nothing stands open."""
    found: Sequence[Balance] = shown.more["ledger"]
    facts = tuple(fact for balance in found for fact in _facts(balance, looks))
    if not facts:
        return []
    more = count_text(shown.counts["ledger"])
    return [Part("ledger", _("Ledger"), column, "ledger", facts=facts, more=more)]


def _facts(balance: Balance, looks: Looks, *, ages: bool = False) -> list[Fact]:
    def text(amount: Decimal) -> str:
        return amount_text(amount, balance.currency, looks)

    facts = [Fact(_(_OWED[balance.ledger]), text(balance.amount), "strong")]
    if balance.overdue:
        facts.append(Fact(_("Overdue"), text(balance.overdue), "error"))
    if ages:
        facts += [Fact(_(label), text(part)) for label, part in zip(AGES, balance.ages, strict=True) if part]
    return facts


def owed_pieces(balance: Balance, width: int, looks: Looks) -> list[list[Piece]]:
    """Return what stands open in one currency and how old it is, on as many lines as ``width`` asks for."""

    def text(amount: Decimal) -> str:
        return format_decimal(amount, ascii=looks.ascii)

    parts: list[tuple[Piece, Piece]] = [
        ((_(_OWED[balance.ledger]), "dim"), (amount_text(balance.amount, balance.currency, looks), "strong")),
        ((_("Overdue"), "dim"), (text(balance.overdue), "error" if balance.overdue else "")),
    ]
    for short, age, part in zip(_SHORT_AGES, AGES, balance.ages, strict=True):
        if part:
            parts.append(((short or _(age), "dim"), (text(part), "")))
    lines: list[list[Piece]] = [[]]
    used = 0
    for label, amount in parts:
        size = len(label[0]) + len(amount[0]) + 3
        if lines[-1] and used + size > width:
            lines.append([])
            used = 0
        lines[-1] += [(" " if not used else "  ", ""), label, (" ", ""), amount]
        used += size
    return lines
