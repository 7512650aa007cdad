"""The actual income of a campaign, taken from the orders that name it (CAMP-15; E15, E16).

Counted is each order once, for the one campaign that it names itself, whatever its opportunity came of. Its amount is
its net, before VAT, as costs are. Left out are cancelled and deactivated orders, and those in another currency than the
company's own, in which the figures of campaigns are. The figures are those of what the person may see.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.campaigns.records import Campaign
from model.core.access.fetch import title_of
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.fields.currency import home_currency
from model.core.language import N_, _, ngettext
from model.core.numbers import format_decimal, format_whole, from_hundredths
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import visible
from model.opportunities.totals import halves, together
from model.orders.records import Order


@dataclass(frozen=True)
class OrderIncome:
    """What the orders of a campaign come to, in ``currency``; ``drafts`` are those among ``orders`` not confirmed yet.

    ``foreign`` are the numbers of orders in other currencies, by currency; they, the cancelled and the deactivated ones
    are not among ``orders``.
    """

    currency: str
    orders: int
    income: Decimal
    drafts: int
    cancelled: int
    deactivated: int
    foreign: Mapping[str, int]

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the result analysis that say it."""
        return {"actual_orders": self.orders, "actual_income": self.income}

    def refuse_none(self) -> None:
        """Raise :class:`UserError` where no order is counted: a revenue of nothing is no answer then."""
        if not self.orders:
            raise UserError(" ".join((_("There is no order to count."), self._left_out())).rstrip(), "id")

    def sentence(self, *, ascii: bool = False) -> str:
        """Return what is counted and what is not, in words."""
        said = ngettext(
            "{count} order: {amount} {currency} before VAT.",
            "{count} orders: {amount} {currency} before VAT.",
            self.orders,
        )
        parts = [
            said.format(
                count=format_whole(self.orders, ascii=ascii),
                amount=format_decimal(self.income, ascii=ascii),
                currency=self.currency,
            )
        ]
        if self.drafts:
            drafts = ngettext("{count} of them is a draft.", "{count} of them are drafts.", self.drafts)
            parts.append(drafts.format(count=format_whole(self.drafts, ascii=ascii)))
        if left_out := self._left_out(ascii=ascii):
            parts.append(left_out)
        return " ".join(parts)

    def _left_out(self, *, ascii: bool = False) -> str:
        """Return the sentence on what is not counted, '' where all is."""
        left_out = []
        if self.cancelled:
            left_out.append(_("{count} cancelled").format(count=format_whole(self.cancelled, ascii=ascii)))
        if self.deactivated:
            left_out.append(_("{count} deactivated").format(count=format_whole(self.deactivated, ascii=ascii)))
        for currency, count in self.foreign.items():
            left_out.append(
                _("{count} in {currency}").format(count=format_whole(count, ascii=ascii), currency=visible(currency))
            )
        return _("Not counted: {orders}.").format(orders=", ".join(left_out)) if left_out else ""


def income_of_orders(session: Session, campaign: int) -> OrderIncome:
    """Return what the orders come to that name a campaign.

    Raises :class:`~model.core.errors.NotFoundError` for a campaign that is gone or hidden.
    """
    read(session, Campaign, campaign)
    home = home_currency(session.country) or ""
    orders = income = drafts = cancelled = deactivated = 0
    foreign: dict[str, int] = {}
    status = Order.field("status")
    for active, stored_status, currency, count, *sums in session.rows(_orders_of_campaign(), campaign=campaign):
        named = (currency or home).strip().upper()
        if status.from_stored(stored_status) == "cancelled":
            cancelled += count
        elif not active:
            deactivated += count
        elif named != home:
            foreign[named] = foreign.get(named, 0) + count
        else:
            orders += count
            income += together(*sums)
            drafts += count if status.from_stored(stored_status) == "draft" else 0
    return OrderIncome(
        home, orders, from_hundredths(income), drafts, cancelled, deactivated, dict(sorted(foreign.items()))
    )


@statement
def _orders_of_campaign() -> Any:
    count = peewee.fn.count(peewee.SQL("*"))
    return (
        Order.select(Order.active, Order.status, Order.currency, count, *halves(Order.total_net))
        .where(Order.campaign == slot("campaign"), seen(Order))
        .group_by(peewee.SQL("1"), peewee.SQL("2"), peewee.SQL("3"))
    )


def take_income(session: Session, campaign: int) -> OrderIncome:
    """Put what the orders come to into the result analysis of a campaign, as one change; return it.

    Raises :class:`UserError` where there is no order to count.
    """
    name = title_of(Campaign, read(session, Campaign, campaign))
    with change(session, N_("Actual revenue of campaign {name} from its orders"), "edit", name=name) as made:
        # Counted now that nobody else can write.
        found = income_of_orders(session, campaign)
        found.refuse_none()
        made.update(Campaign, campaign, found.values)
    return found
