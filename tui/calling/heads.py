"""Who it is that a caller has in front, on a few lines: what one has to know of each kind of record (LEAD-33)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.calling.kinds import RecordRef
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import _
from model.core.records.record import Record
from model.core.text import visible
from model.customers.links import customers_of
from model.leads.records import Lead
from tui.looks import Looks
from tui.widgets.lines import Piece

Texts = dict[str, str]
"""The values of a record by field name, as they are shown."""
Head = list[list[Piece]]


def head_of(session: Session, ref: RecordRef, record: Record, texts: Texts, looks: Looks) -> Head:
    """Return who it is; a kind that has no head of its own is told by its fields."""
    return _HEADS.get(ref.type_name, _plain)(session, ref, record, texts, looks)


def _joined(texts: list[str], looks: Looks) -> str:
    return f" {looks.dot} ".join(text for text in texts if text)


def _labelled(record: type[Record], texts: Texts, names: tuple[str, ...]) -> list[str]:
    return [f"{record.field(name).title} {texts[name]}" for name in names if texts.get(name)]


def _first(strong: str, rest: str, looks: Looks) -> list[Piece]:
    return [(strong, "strong"), (f" {looks.dot} " if strong and rest else "", "dim"), (rest, "")]


def _owner(texts: Texts) -> str:
    return _("owner {initials}").format(initials=texts["owner"]) if texts.get("owner") else ""


def _lead(session: Session, ref: RecordRef, record: Any, texts: Texts, looks: Looks) -> Head:
    who = _joined([texts["person"], texts["title"]], looks)
    where = _joined([texts["industry"], texts["town"], texts["region"]], looks)
    more = [*_labelled(Lead, texts, ("employees", "revenue", "org_number")), texts["website"]]
    state = [texts["status"]]
    if Lead.field("classification").choice(record.classification).glyph:  # type: ignore[attr-defined]
        state.append(texts["classification"])
    return [
        _first(who, where, looks),
        [(_joined(more, looks), "")],
        [(_joined([texts["subject"], *state, _owner(texts), texts["source"]], looks), "dim")],
    ]


def _customer(session: Session, ref: RecordRef, record: Any, texts: Texts, looks: Looks) -> Head:
    kind = [texts["kind"], _("private person") if record.private else texts["company_form"]]
    where = _joined([texts["industry"], texts["visiting_town"], texts["visiting_region"]], looks)
    numbers = ("employees", "revenue", "org_number", "number")
    more = [*_labelled(type(record), texts, numbers), texts["email"], texts["website"]]
    return [
        _first(_joined(kind, looks), where, looks),
        [(_joined(more, looks), "")],
        [(_joined([_owner(texts), texts["source"]], looks), "dim")],
    ]


def _contact(session: Session, ref: RecordRef, record: Any, texts: Texts, looks: Looks) -> Head:
    companies = [
        visible(f"{customer.name} ({customer.role})" if customer.role else customer.name)
        for customer in customers_of(session, ref.record_id)
    ]
    return [
        _first(_joined(companies or [_("private person")], looks), texts["title"], looks),
        [(_joined([texts["email"], texts["visiting_town"] or texts["postal_town"]], looks), "")],
        [(_joined([_owner(texts), texts["source"]], looks), "dim")],
    ]


def _recipient(session: Session, ref: RecordRef, record: Any, texts: Texts, looks: Looks) -> Head:
    campaign: Any = read(session, Campaign, record.campaign)
    whose = _joined([visible(campaign.subject), visible(campaign.slogan or "")], looks)
    said = [texts["status"], _("response {response}").format(response=texts["response"].lower())]
    return [
        _first(
            _joined([texts["contact"], texts["company"]], looks),
            _joined([texts["industry"], texts["town"]], looks),
            looks,
        ),
        [(_("Campaign") + " ", "dim"), (whose, "")],
        [(_joined([*said, *_labelled(type(record), texts, ("org_number",)), texts["email"]], looks), "dim")],
    ]


def _plain(session: Session, ref: RecordRef, record: Record, texts: Texts, looks: Looks) -> Head:
    names = (name for name, field in type(record).typed().items() if field.searched and name in texts)
    return [[(_joined([texts[name] for name in names], looks), "")]]


_HEADS: dict[str, Callable[[Session, RecordRef, Any, Texts, Looks], Head]] = {
    "lead": _lead,
    "customer": _customer,
    "contact": _contact,
    "recipient": _recipient,
}
