"""The rules by which opportunities are saved (OPP-01 … OPP-04, OPP-07, OPP-08; P01 … P06)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.changes.ownership import refuse_hidden_customer
from model.core.errors import UserError
from model.core.fields.currency import home_currency
from model.core.fields.numbers import Percent
from model.core.language import _
from model.core.numbers import from_hundredths, round_half_up
from model.core.records.options import Option
from model.core.records.record import Row
from model.core.records.write_context import WriteContext
from model.core.storage.expressions import first
from model.core.storage.statements import slot, statement
from model.customers.records import Customer
from model.opportunities.seller_record import Seller

LOCKED = {"won": Decimal(100), "lost": Decimal(0)}
"""The probability that goes with a closed opportunity (OPP-02, P03)."""

_WATCHED = ("customer", "status", "stage", "probability", "amount", "currency", "loss_reason", "owner")


def weighted_value(amount: Decimal | None, probability: Decimal | None) -> Decimal | None:
    """Return amount × probability in per cent, half up to hundredths; None while either is not known (P02, P05)."""
    if amount is None or probability is None:
        return None
    return round_half_up(amount * probability.scaleb(-2))


def has_rules_for(values: Mapping[str, Any]) -> bool:
    """Whether these fields of an opportunity follow rules that look at each row."""
    return any(name in values for name in _WATCHED)


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of an opportunity with all that follows from them.

    Won sets the probability to 100, lost to 0; both keep it there and note the time. Opening it again, and another
    stage, set the stage's probability unless one is typed at the same time (OPP-02, OPP-03, P04). Raises
    :class:`UserError` for a loss without a reason (P06), for a reason on anything else, and for a probability typed
    into a closed one. A new one
    begins at the first stage, in the customer's currency; the first amount of one without any is in the country's.
    """
    refuse_hidden_customer(change, values, before)
    if before is None:
        values.setdefault("owner", change.session.person.id)
        values.setdefault("status", "open")
        if "stage" not in values and values["status"] == "open":
            values["stage"] = first_stage(change.session)
        if not values.get("currency"):
            values["currency"] = currency_of_customer(change.session, values.get("customer"))
    if isinstance(values.get("currency"), str):
        # One currency is one sum, however it was typed.
        values["currency"] = values["currency"].strip().upper() or None
    if _needs_currency(values, before):
        values["currency"] = home_currency(change.session.country)
    old: Mapping[str, Any] = before or {"status": "open", "stage": None, "probability": None}
    now = {**old, **values}
    status, changed = now["status"] or "open", now["status"] != old["status"]
    typed = "probability" in values and values["probability"] != old["probability"]
    if status != "lost" and values.get("loss_reason") is not None:
        raise UserError(_("A reason for loss stands only on what is lost."), "loss_reason")
    if status in LOCKED:
        _close(change, values, now, changed=changed, typed=typed)
    else:
        if changed:
            values.update(closed_at=None, loss_reason=None)
        if not typed and (changed or now["stage"] != old["stage"]):
            usual = _probability_of(change, now["stage"])
            # A stage without a probability of its own leaves the opportunity's, but never the 100 of a closed one.
            if usual is not None or changed:
                values["probability"] = usual
    now = {**old, **values}
    if before is None or "amount" in values or "probability" in values:
        amount, probability = now.get("amount"), now.get("probability")
        if amount is None or probability is None or (isinstance(amount, Decimal) and isinstance(probability, Decimal)):
            values["weighted_value"] = weighted_value(amount, probability)
    return values


def first_stage(session: Session) -> int | None:
    """Return the stage at which a new opportunity begins, None where the company has no stages."""
    found: int | None = session.store.value(_first_stage())
    return found


@statement
def _first_stage() -> Any:
    stage = Option
    query = stage.select(stage.id).where(stage.list == "stage", stage.active.yes)
    return query.order_by(first(stage.position), stage.id).limit(1)


def currency_of_customer(session: Session, customer: int | None) -> str | None:
    """Return the currency that a customer is dealt with in, None where none is set."""
    if customer is None:
        return None
    found: str | None = session.store.value(_currency(), id=customer)
    return found or None


@statement
def _currency() -> Any:
    return Customer.select(Customer.currency).where(Customer.id == slot("id"))


def _needs_currency(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    """Whether an amount was typed, and no currency: with a new opportunity, or where there was neither."""
    if values.get("amount") is None or values.get("currency"):
        return False
    return before is None or ("currency" not in values and before["amount"] is None and not before["currency"])


def _close(
    change: WriteContext[Session], values: dict[str, Any], now: Mapping[str, Any], *, changed: bool, typed: bool
) -> None:
    status = now["status"]
    if typed and not changed and values["probability"] != LOCKED[status]:
        raise UserError(
            _("A closed opportunity has a probability of {percent} %; open it again to change it.").format(
                percent=LOCKED[status]
            ),
            "probability",
        )
    if status == "lost" and now.get("loss_reason") is None:
        raise UserError(_("Say why it was lost: choose a reason."), "loss_reason")
    values["probability"] = LOCKED[status]
    if status == "won" and now.get("loss_reason") is not None:
        values["loss_reason"] = None
    if changed and values.get("closed_at") is None:
        values["closed_at"] = change.session.clock()


def _probability_of(change: WriteContext[Session], stage: int | None) -> Decimal | None:
    if stage is None:
        return None
    found = change.session.store.value(_probability(), id=stage)
    return None if found is None else from_hundredths(found)


@statement
def _probability() -> Any:
    return Option.select(Option.probability).where(Option.id == slot("id"))


def follow_owner(
    change: WriteContext[Session], seller: type[Row], opportunity: int, owner: int, before: Mapping[str, Any] | None
) -> None:
    """Give a new opportunity its owner as the one seller; one seller follows the owner, several stay (S01 … S04).

    What nobody owned has no seller, and gets its first owner as a new one does.
    """
    if before is not None and before["owner"] == owner:
        return
    rows = change.session.store.rows(_two_sellers(), opportunity=opportunity)
    if not rows:
        change.insert(seller, {"opportunity": opportunity, "employee": owner, "share": Percent.highest})
    elif len(rows) == 1:
        change.update(seller, rows[0][0], {"employee": owner})


@statement
def _two_sellers() -> Any:
    return Seller.select(Seller.id).where(Seller.opportunity == slot("opportunity")).limit(2)
