"""The sellers of an opportunity with their shares, as a field of it: ``KAN 60 %; KNO 40 %`` (OPP-07)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import QueryContext, Reading
from model.core.language import N_, _
from model.core.numbers import format_decimal
from model.core.records.relations import Item, RelationField, UnknownItem
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import all_of, answer, json_array, json_list, literal
from model.opportunities.seller_rows import set_sellers
from model.opportunities.shares import Share, read_share

_SELLER: Any = peewee.Table("opportunity_seller", ("id", "opportunity", "employee", "share"))
_EMPLOYEE: Any = peewee.Table("employee", ("id", "initials"))


def _shared(employee: int | None = None) -> peewee.Select:
    """Return the query for the opportunities that an employee shares, or that anybody does."""
    seller = _SELLER.alias("seller")
    query = peewee.Select((seller,), (seller.opportunity,))
    return query if employee is None else query.where(seller.employee == employee)


class SharesField(RelationField):
    """The employees who share an opportunity, each with a share in per cent; the detail of an item is the share."""

    operators = ("=", "!=")
    records = ("employee",)
    example = N_('initials and share: sellers="KAN 60 %; KNO 40 %"')

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the employee that ``text`` names, with the share after the initials."""
        assert reading.names is not None
        initials, _space, share = text.replace(":", " ").strip().partition(" ")
        found = reading.names.find_by_title("employee", initials)
        if len(found) != 1:
            raise UnknownItem(reading.names.none_found("employee", initials), "employee", text)
        try:
            return Item("employee", found[0][0], found[0][1], read_share(share))
        except UserError as error:
            raise UserError(error.message, self.name) from error

    def item_text(self, item: Item) -> str:
        """Return initials and share."""
        return f"{item.title} {format_decimal(item.detail)} %"

    def item_plain(self, item: Item) -> dict[str, Any]:
        """Return ID, initials and the share as text with two decimals."""
        return {"id": item.id, "employee": item.title, "share": f"{item.detail:.2f}"}

    def detail_of(self, stored: Any) -> Decimal:
        """Return the share."""
        return Decimal(str(stored))

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return the sellers in their order, as JSON."""
        seller, employee = _SELLER.alias("seller"), _EMPLOYEE.alias("employee")
        whole = seller.share / peewee.SQL("100")
        # Not by Peewee's %, which is LIKE on PostgreSQL.
        rest = seller.share - whole * peewee.SQL("100")
        decimals = peewee.fn.substr((rest + peewee.SQL("100")).cast("TEXT"), peewee.SQL("2"))
        share = peewee.NodeList((whole.cast("TEXT"), peewee.SQL("|| '.' ||"), decimals))
        item = json_array((literal("employee"), employee.id, employee.initials, share, peewee.SQL("1")))
        sellers = (
            peewee.Select(
                (peewee.Join(seller, employee, on=employee.id == seller.employee),),
                (seller.id.alias("place"), item.alias("item")),
            )
            .where(seller.opportunity == rows.id)
            .order_by(seller.id)
            .alias("sellers")
        )
        return answer(peewee.Select((sellers,), (json_list(sellers.c.item, (sellers.c.place,)),)))

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any:
        """Return the condition for opportunities that employees share, all of them."""
        if not text.strip():
            shared = _shared()
            return rows.id.not_in(shared) if operator == "=" else rows.id.in_(shared)
        names, ids = context.names, []
        for part in self.parts(text.replace(",", ";")):
            found = names.find_by_title("employee", part)
            if len(found) != 1:
                raise UserError(names.none_found("employee", part), self.name)
            ids.append(found[0][0])
        by_each = [_shared(each) for each in ids]
        return all_of(rows.id.not_in(those) if operator == "!=" else rows.id.in_(those) for those in by_each)

    def write(self, change: WriteContext[Session], record_id: int, value: Any) -> bool:
        """Make exactly these employees the sellers, with their shares; the last one cannot be taken away."""
        if not value:
            raise UserError(_("The last seller stays: name at least one."), self.name)
        return set_sellers(change, record_id, tuple(Share(item.id, item.detail) for item in value))
