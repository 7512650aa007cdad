"""Who owns a record, and who may hide it from others (CUST-09, decision 22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.errors import NotAllowedError, UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.employee_table import EmployeeTable
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Record
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of, differs, json_value, literal
from model.core.storage.statements import slot, statement, stored
from model.core.text import visible as shown


def owned(
    change: WriteContext[Session], record: type[Record], values: dict[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Give a new record the person at the keyboard as owner, unless an owner, or none, is named.

    Raises :class:`UserError` for a record that would be visible to an owner it has not got: nobody could open it; and
    :class:`NotAllowedError` for who hides what is a colleague's.
    """
    if before is None and "owner" not in values:
        values["owner"] = change.session.person.id
    if _now("owner_only", values, before):
        if _now("owner", values, before) is None:
            raise UserError(
                _("Without an owner nobody could see it: name the owner, or let everybody see it."), "owner"
            )
        if before is not None and not before["owner_only"]:
            _refuse_to_hide(change, record, before)
    return values


def _now(name: str, values: Mapping[str, Any], before: Mapping[str, Any] | None) -> Any:
    return values.get(name) if name in values or before is None else before.get(name)


def concerns_ownership(values: Mapping[str, Any]) -> bool:
    """Whether :func:`owned` has to see each row when these fields are written."""
    return bool(values.get("owner_only")) or ("owner" in values and values["owner"] is None)


def _refuse_to_hide(change: WriteContext[Session], record: type[Record], before: Mapping[str, Any]) -> None:
    """Raise :class:`NotAllowedError` unless an administrator hides a record, or its owner before this change.

    An owner is not who took it from a colleague just before: two steps are as good as one.
    """
    if change.person.role == "administrator":
        return
    owner = before["owner"]
    if owner != change.person.id:
        message = (
            _("Nobody owns it: only an owner or an administrator may hide it from others.")
            if owner is None
            else _("It is {owner}'s: only its owner or an administrator may hide it from others.").format(
                owner=_initials(change, owner)
            )
        )
        raise NotAllowedError(message, "owner_only")
    taken_from = _taken_from(change, record, before["id"]) or _merged_from(change, record, before["id"])
    if taken_from is not None:
        raise NotAllowedError(
            _("It was {owner}'s until you took it over: only an administrator may hide it from others.").format(
                owner=_initials(change, taken_from)
            ),
            "owner_only",
        )


def _taken_from(change: WriteContext[Session], record: type[Record], record_id: int) -> int | None:
    """Return the colleague whose record it was until the person made it somebody else's, None where others did that.

    Of the changes of owner those count that the person has made in a row, up to now.
    """
    change.flush()
    me = change.person.id
    for owner, author in change.session.store.each(_owners(), record=record.name_in_code, record_id=record_id):
        if author != me:
            return None
        if owner not in (None, me):
            return int(owner)
    return None


def _merged_from(change: WriteContext[Session], record: type[Record], record_id: int) -> int | None:
    """Return the colleague whose record the person has merged into this one, None where there is none."""
    owner = change.session.value(_merged_from_colleague(), record=record.name_in_code, record_id=record_id)
    return None if owner is None else int(owner)


@statement
def _owners() -> peewee.Query:
    """Return who owned a record before, and who made it somebody else's, the last time first."""
    before, after = (json_value(column, "owner", int) for column in (ChangeRow.before, ChangeRow.after))
    return (
        ChangeRow.select(before, ChangeEntry.author)
        .join(ChangeEntry, on=ChangeEntry.id == ChangeRow.change)
        .where(
            ChangeRow.record == slot("record"),
            ChangeRow.record_id == slot("record_id"),
            ChangeRow.action == literal("update"),
            differs(before, after),
        )
        .order_by(ChangeRow.id.desc())
    )


@statement
def _merged_from_colleague() -> peewee.Query:
    redirect: Any = peewee.Table("redirect", ("record", "record_id", "old_id"))
    owner = json_value(ChangeRow.before, "owner", int)
    lines = peewee.Join(
        redirect,
        ChangeRow,
        on=(ChangeRow.record == redirect.record) & (ChangeRow.record_id == redirect.old_id),
    )
    rows = peewee.Join(lines, ChangeEntry, on=ChangeEntry.id == ChangeRow.change)
    return (
        peewee.Select((rows,), (owner,))
        .where(
            redirect.record == slot("record"),
            redirect.record_id == slot("record_id"),
            ChangeRow.action == literal("delete"),
            ChangeEntry.author == ME,
            owner.is_null(False),
            owner != ChangeEntry.author,
            json_value(ChangeRow.before, "owner_only", int) == peewee.SQL("0"),
            ChangeEntry.undone_by.is_null(),
        )
        .limit(1)
    )


@statement
def _is_hidden() -> peewee.Query:
    customer: Any = peewee.Table("customer", ("id", "owner_only"))
    return peewee.Select((customer,), (customer.owner_only,)).where(customer.id == slot("id"))


def refuse_hidden_customer(
    change: WriteContext[Session], values: Mapping[str, Any], before: Mapping[str, Any] | None
) -> None:
    """Raise :class:`NotAllowedError` for who hides what belongs to a customer by giving it a hidden customer.

    For opportunities and projects, which are seen where their customer is: only the owner or an administrator does it.
    """
    if before is None or values.get("customer") in (None, before["customer"]):
        return
    if change.person.role == "administrator" or before.get("owner") == change.person.id:
        return
    hidden = [
        change.session.store.value(_is_hidden(), id=customer) for customer in (before["customer"], values["customer"])
    ]
    if hidden[1] and not hidden[0]:
        raise NotAllowedError(
            _(
                "The customer is visible to its owner only: only the owner of what goes there, or an administrator,"
                " may hide it so."
            ),
            "customer",
        )


def lost_from_sight(
    session: Session, record: type[Record], ids: Iterable[int], values: Mapping[str, Any]
) -> dict[str, int]:
    """Return who alone would see how many of these records once ``values`` are written, by initials.

    Those that stay in the person's own sight are not counted; nor is anything where no record can be hidden.
    """
    if not record.hides or values.keys().isdisjoint(("owner", "owner_only")):
        return {}
    query = _alone_in_seeing(record, "owner" in values, "owner_only" in values)
    given = {"owner": values.get("owner"), "owner_only": int(bool(values.get("owner_only")))}
    return {shown(initials): count for initials, count in session.rows(query, ids=[*ids], **given)}


@statement
def _alone_in_seeing(record: type[Record], owner_given: bool, owner_only_given: bool) -> peewee.Query:
    """Return the initials of who alone would see records, and how many; what is given is written into all of them."""
    owner = stored("owner") if owner_given else column_of(record, "owner")
    alone = stored("owner_only") if owner_only_given else column_of(record, "owner_only")
    rows = peewee.Join(record, EmployeeTable, on=EmployeeTable.id == owner)
    return (
        peewee.Select((rows,), (EmployeeTable.initials, peewee.fn.count(peewee.SQL("*"))))
        .where(
            among(column_of(record, "id"), slot("ids")),
            peewee.Expression(alone, "=", peewee.SQL("1")),
            EmployeeTable.id != ME,
        )
        .group_by(EmployeeTable.id, EmployeeTable.initials, EmployeeTable.initials_key)
        .order_by(EmployeeTable.initials_key)
    )


def only_seen_by(
    session: Session, record: type[Record], values: Mapping[str, Any], before: Mapping[str, Any] | None
) -> str:
    """Return the initials of who alone will see a record, once it is saved so, '' where the person will too."""
    if not record.hides or not _now("owner_only", values, before):
        return ""
    owner = _now("owner", values, before) if before is not None or "owner" in values else session.person.id
    if owner in (None, session.person.id):
        return ""
    return shown(session.names.title_of("employee", owner))


def unseen_sentence(initials: str) -> str:
    """Return what is said before a record is hidden from the person who does it."""
    return _("Only {initials} will see it, and you no longer.").format(initials=initials)


def unseen_sentences(unseen: Mapping[str, int], total: int) -> list[str]:
    """Return a line for each who alone would see some of ``total`` records (:func:`lost_from_sight`)."""
    if total == 1:
        return [unseen_sentence(initials) for initials in unseen]
    return [
        ngettext(
            "Only {initials} will see {count} of them, and you no longer.",
            "Only {initials} will see {count} of them, and you no longer.",
            count,
        ).format(initials=initials, count=format_whole(count))
        for initials, count in unseen.items()
    ]


def _initials(change: WriteContext[Session], employee: int) -> str:
    return shown(change.session.names.title_of("employee", employee))
