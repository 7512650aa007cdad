"""Merging leads, customers or contacts: the target stays, the source ends (LEAD-22, LEAD-23, CUST-23, M01 … M26)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.core import dates
from model.core.access.custom_values import own_text
from model.core.access.session import Session
from model.core.changes.change import Change, change, not_found, read
from model.core.changes.doubles import move_all
from model.core.errors import NotFoundError, UserError
from model.core.fields.leftovers import Leftover
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.options import CustomField
from model.core.records.record import Record
from model.core.storage.statements import slot, statement
from model.core.text import in_sentence
from model.core.text import visible as shown
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.merging.combining import BOTH, SAME, Combining, Line, blank, joined_note, united_custom
from model.merging.pointing import counted, united_texts
from model.merging.records import Redirect
from model.merging.redirects import present_id

KINDS: Mapping[str, type[Record]] = {"lead": Lead, "customer": Customer, "contact": Contact}
"""The records that can be merged, by their words in code."""


class MergeRefused(UserError):
    """Two records that cannot be merged so; ``code`` is same, converted, parent or hides."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, "id")
        self.code = code


class MergePlanChanged(UserError):
    """What stands on file has changed since the plan was shown: ``plan`` is what would happen now."""

    def __init__(self, plan: MergePlan) -> None:
        super().__init__(_("What is on file has changed in the meantime; look at the new preview."))
        self.plan = plan


@dataclass(frozen=True)
class MergePlan:
    """What merging would do; nothing is written until :func:`merge`."""

    record: str
    source_id: int
    target_id: int
    source_title: str
    target_title: str
    take: frozenset[str] = frozenset()
    """Fields in which the source's value is wanted though the target has one."""
    lines: tuple[Line, ...] = ()
    """Field by field, what both have and what will be."""
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What is written to the target, by field name."""
    moved: Mapping[str, int] = field(default_factory=dict)
    """Rows that refer to the source and will refer to the target, by kind."""
    warnings: tuple[str, ...] = ()
    united: tuple[str, ...] = ()
    """What becomes of links that both have and that say something of their own: roles at the same customer."""
    refusals: tuple[tuple[str, str], ...] = ()
    """(Code, sentence) of why it cannot be done; the code is that of :class:`MergeRefused`."""

    def sentences(self) -> list[str]:
        """Return what would happen besides the fields, a line each, in the language in use."""
        if self.refusals:
            return [message for _code, message in self.refusals]
        lines = list(self.warnings)
        moved = told_moved(self.moved)
        if moved:
            lines.append(_("Goes over: {what}.").format(what=moved))
        lines += self.united
        lines.append(
            _("{source} ends; its number {number} leads to {target}.").format(
                source=self.source_title, number=self.source_id, target=self.target_title
            )
        )
        return lines


@dataclass(frozen=True)
class Merged:
    """A merge that was done: the change, by which it can be undone, and the record that is left."""

    change: int
    record: str
    id: int
    title: str


def plan_merge(session: Session, record: str, source_id: int, target_id: int, take: Collection[str] = ()) -> MergePlan:
    """Return what merging the source into the target would do; nothing is written (M22).

    ``record`` is "lead", "customer" or "contact"; ``take`` names fields, or the first of fields that go together, in
    which the source's value shall stay where both have one. What stands against it is in ``refusals``. Raises
    :class:`NotFoundError` for a record that is gone, merged already, or hidden (M10, M13).
    """
    kind = KINDS[record]
    source, target = (_values(session, kind, record_id) for record_id in (source_id, target_id))
    titles = [shown(str(side[kind.title_field] or "")) or f"#{side['id']}" for side in (source, target)]
    chosen = frozenset(take)
    refusals = tuple(_refusals(session, kind, source, target, titles))
    if refusals:
        return MergePlan(record, source_id, target_id, titles[0], titles[1], chosen, refusals=refusals)
    reading = session.reading()
    combining = Combining(kind, source, target, chosen, reading)
    combining.combine()
    custom, origins, lost = united_custom(source["custom"], target["custom"], chosen)
    labels = _custom_labels(session, record)
    dropped = [
        *combining.lost,
        *(Leftover(labels.get(key, key), shown(own_text(session, kind, key, value))) for key, value in lost.items()),
    ]
    note = joined_note(target["note"], source["note"], _header(session, kind, source, titles[0]), dropped)
    values = dict(combining.values)
    if custom != (target["custom"] or {}):
        values["custom"] = custom
    if note != target["note"]:
        values["note"] = note
    lines = list(combining.lines())
    for key, origin in origins.items():
        texts = [
            shown(own_text(session, kind, key, (side or {}).get(key)))
            for side in (source["custom"], target["custom"], custom)
        ]
        lines.append(Line(f"custom.{key}", labels.get(key, key), texts[0], texts[1], texts[2], origin))
    if not (blank(source["note"]) and blank(target["note"]) and blank(note)):
        texts = [shown(str(text or "")) for text in (source["note"], target["note"], note)]
        origin = SAME if note == target["note"] else BOTH
        lines.append(Line("note", kind.field("note").title, texts[0], texts[1], texts[2], origin))
    return MergePlan(
        record, source_id, target_id, titles[0], titles[1], chosen, tuple(lines), values,
        counted(session, kind, source_id), tuple(_warnings(kind, source, target)),
        tuple(united_texts(session, kind, source_id, target_id)),
    )  # fmt: skip


def merge(session: Session, plan: MergePlan) -> Merged:
    """Do what the plan says, all of it or nothing, as one change that can be undone (LEAD-23, M20, M25).

    It is planned again where nobody else can write: raises :class:`MergeRefused` where it cannot be any more,
    :class:`MergePlanChanged` where something else would come of it than was shown, :class:`NotFoundError` where one
    of the two is gone, :class:`NotAllowedError` for a reader (M19).
    """
    name = N_("Merge {source} into {target}")
    with change(session, name, "merge", source=plan.source_title, target=plan.target_title) as made:
        now = plan_merge(session, plan.record, plan.source_id, plan.target_id, plan.take)
        _refuse(now)
        if now != plan:
            raise MergePlanChanged(now)
        _carry_out(made, now)
        title = session.names.title_of(plan.record, plan.target_id)
    return Merged(made.id, plan.record, plan.target_id, shown(title))


def merge_all(session: Session, record: str, ids: Sequence[int]) -> Merged:
    """Merge several records into the first of ``ids``, one after the other, as one change (LEAD-24).

    Each merge keeps and fills what :func:`plan_merge` says of it. Raises as :func:`merge` does; nothing is merged then.
    """
    target, *sources = dict.fromkeys(ids)
    kind = KINDS[record]
    title = shown(str(_values(session, kind, target)[kind.title_field] or ""))
    if len(sources) == 1:
        source_title = shown(str(_values(session, kind, sources[0])[kind.title_field] or ""))
        begun = change(session, N_("Merge {source} into {target}"), "merge", source=source_title, target=title)
    else:
        begun = change(session, N_("Merge {count} records into {target}"), "merge", count=len(sources), target=title)
    with begun as made:
        for source in sources:
            plan = plan_merge(session, record, source, target)
            _refuse(plan)
            _carry_out(made, plan)
        title = session.names.title_of(record, target)
    return Merged(made.id, record, target, shown(title))


def _refuse(plan: MergePlan) -> None:
    for code, message in plan.refusals:
        raise MergeRefused(code, message)


def _carry_out(made: Change, plan: MergePlan) -> None:
    """Do what a plan says that was made within the same change."""
    kind = KINDS[plan.record]
    move_all(made, kind, plan.source_id, plan.target_id)
    # The source goes first: a number that may stand once is free for the target then.
    made.delete(kind, plan.source_id)
    if not (plan.values and made.update(kind, plan.target_id, plan.values)):
        made.restore_stored(kind, plan.target_id, made.stamp())
    made.insert(Redirect, {"record": plan.record, "old_id": plan.source_id, "record_id": plan.target_id})


# Reading


def _values(session: Session, kind: type[Record], record_id: int) -> dict[str, Any]:
    try:
        row = read(session, kind, record_id)
    except NotFoundError:
        record = kind.name_in_code
        now = present_id(session, record, record_id)
        title = session.names.title_of(record, now) if now != record_id else ""
        if not title:
            raise not_found(kind, record_id) from None
        message = _("{record} {number} has been merged into {name} ({now}) already.")
        raise NotFoundError(
            message.format(record=_(kind.label), number=record_id, name=shown(title), now=now), "id"
        ) from None
    return {"id": record_id, **{name: getattr(row, name) for name in kind.fields()}}


def _custom_labels(session: Session, record: str) -> dict[str, str]:
    return dict(session.store.rows(_labels(), record=record))


@statement
def _labels() -> Any:
    return CustomField.select(CustomField.key, CustomField.label).where(CustomField.record == slot("record"))


def _header(session: Session, kind: type[Record], source: Mapping[str, Any], title: str) -> str:
    number = source["number"] if kind is Customer else source["id"]
    return _("From {record} {name} ({number}), {day}:").format(
        record=in_sentence(_(kind.label)), name=title, number=number, day=dates.format_day(session.reading().today)
    )


# What stands against it, and what is worth saying


def _refusals(
    session: Session, kind: type[Record], source: Mapping[str, Any], target: Mapping[str, Any], titles: list[str]
) -> Iterator[tuple[str, str]]:
    if source["id"] == target["id"]:
        yield "same", _("A record cannot be merged with itself.")
        return
    if kind is Lead and source["converted_at"] is not None and target["converted_at"] is None:
        yield (
            "converted",
            _("{name} has been converted, and is the one to be kept: swap the two.").format(name=titles[0]),
        )
    if kind is Customer and (
        _under(session, source["id"], target["id"]) or _under(session, target["id"], source["id"])
    ):
        yield "parent", _("One of the two belongs to the other as its parent company.")
    theirs = source["owner"] != session.person.id and not session.administers()
    if target["owner_only"] and not source["owner_only"] and theirs:
        message = _("{name} would be hidden with {other}: only its own owner or an administrator may do that.")
        yield "hides", message.format(name=titles[0], other=titles[1])


def _under(session: Session, customer: int, parent: int) -> bool:
    """Whether a customer belongs to another one, directly or through others (M11)."""
    above: set[int] = set()
    following = session.store.value(_parent(), id=customer)
    while following is not None and following not in above:
        above.add(following)
        following = session.store.value(_parent(), id=following)
    return parent in above


@statement
def _parent() -> Any:
    return Customer.select(Customer.parent).where(Customer.id == slot("id"))


def _warnings(kind: type[Record], source: Mapping[str, Any], target: Mapping[str, Any]) -> Iterator[str]:
    if kind is not Contact:
        numbers = [side["org_number"] for side in (source, target)]
        if all(numbers) and numbers[0] != numbers[1]:
            yield _("They have different organisation numbers ({numbers}): two companies?").format(
                numbers=", ".join(shown(number) for number in numbers)
            )
    if kind is Customer and bool(source["private"]) != bool(target["private"]):
        yield _("One of them is a private person, the other a company.")
    if bool(source["owner_only"]) != bool(target["owner_only"]):
        yield (
            _("The source is visible to its owner only; what goes over becomes visible to everybody.")
            if source["owner_only"]
            else _("The target is visible to its owner only; what goes over can be seen by nobody else then.")
        )


# What goes over

_COUNTED = {
    "appointment": lambda number: ngettext("{count} appointment", "{count} appointments", number),
    "call": lambda number: ngettext("{count} call", "{count} calls", number),
    "task": lambda number: ngettext("{count} task", "{count} tasks", number),
    "note": lambda number: ngettext("{count} note", "{count} notes", number),
    "email": lambda number: ngettext("{count} e-mail", "{count} e-mails", number),
    "opportunity": lambda number: ngettext("{count} opportunity", "{count} opportunities", number),
    "order": lambda number: ngettext("{count} order", "{count} orders", number),
    "project": lambda number: ngettext("{count} project", "{count} projects", number),
    "ledger_entry": lambda number: ngettext("{count} ledger entry", "{count} ledger entries", number),
    "document": lambda number: ngettext("{count} document", "{count} documents", number),
    "lead": lambda number: ngettext("{count} lead", "{count} leads", number),
    "customer": lambda number: ngettext("{count} customer under it", "{count} customers under it", number),
    "customer_contact": lambda number: ngettext("{count} link to a contact", "{count} links to contacts", number),
    "customer_category": lambda number: ngettext("{count} category", "{count} categories", number),
    "contact_category": lambda number: ngettext("{count} category", "{count} categories", number),
    "project_contact": lambda number: ngettext("{count} link to a project", "{count} links to projects", number),
}
_UNTOLD = frozenset({"redirect", "not_duplicate"})


def told_moved(moved: Mapping[str, int]) -> str:
    """Return "5 calls, 1 opportunity" for counts by kind, '' for none."""
    told = [
        _COUNTED[kind](count).format(count=format_whole(count)) for kind, count in moved.items() if kind in _COUNTED
    ]
    others = sum(count for kind, count in moved.items() if kind not in _COUNTED and kind not in _UNTOLD)
    if others:
        told.append(ngettext("{count} other link", "{count} other links", others).format(count=format_whole(others)))
    return ", ".join(told)
