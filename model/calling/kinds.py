"""What can be called, and how: one declaration for each kind of record (LEAD-33, CAMP-20).

Leads, customers and contacts are declared here. A kind from a room above names its declaration on its class, as
``calling = "module.NAME"``; it is found there, so that this room need not know it. Conditions are on the record's own
table, without an alias.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, FALSE, column_of, folded
from model.core.storage.statements import slot, statement
from model.core.text import quotation
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead


class RecordRef(NamedTuple):
    """A record that is called: its word in code ("lead", "contact", …) and its ID."""

    type_name: str
    record_id: int


STARTED = "@started"
"""In :attr:`CallableKind.outcomes`: the time at which the call began, unless the field has a value already (K07)."""

DO_NOT_CALL, NO_NUMBER_LEFT = "do_not_call", "no_number_left"
"""Further keys of :attr:`CallableKind.outcomes`: a wish not to be called, and a wrong number that was the only one."""

Condition = Callable[[], Any]
"""Builds a condition of a query on the record's own table."""
CUSTOMERS = ("customer", "both")
"""The kinds of customer that are customers: people may call their own, whatever the register says (K02)."""


@dataclass(frozen=True, eq=False)
class CallableKind:
    """How records of one kind are called.

    ``numbers`` are the fields of its telephone numbers, in the order in which they are called; ``town`` is the field
    that says where it is. ``private`` is the condition for a private person, whom the hours of the law and the
    reservation register protect (K01, K02); ``own_customer`` the one for a customer of the company's own, whom the
    register does not; ``do_not_call`` the one for who is not to be called, its field of that name where there is none.
    ``refused`` are further conditions under which nobody calls it, each with the reason, a key of
    :data:`model.calling.rules.REASONS`. ``outcomes`` says what an outcome sets on the record: the name of the outcome,
    :data:`DO_NOT_CALL` or :data:`NO_NUMBER_LEFT` → field → value.

    A record may stand for another one (:attr:`Row.stands_for`), as a recipient does for a contact: calls are linked to
    that record, and a wish not to be called is kept on it. ``links`` are columns of further records that a call is
    linked to, each with the record's word in code. ``has_people`` says that people hang on it who have numbers of
    their own: a customer's contacts.
    """

    record: type[Record]
    numbers: tuple[str, ...]
    town: str
    private: Condition
    own_customer: Condition
    refused: Sequence[tuple[Condition, str]] = ()
    do_not_call: Condition | None = None
    outcomes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    has_people: bool = False

    @property
    def name(self) -> str:
        """The record's word in code."""
        return self.record.name_in_code

    @property
    def title(self) -> Any:
        """The column of the record's title."""
        return column_of(self.record, self.record.title_field)

    @property
    def keys(self) -> list[Any]:
        """The columns of its numbers in E.164, in the order in which they are called."""
        return [column_of(self.record, f"{name}_key") for name in self.numbers]

    def forbidden(self) -> Any:
        """Return the condition for who is not to be called."""
        return self.do_not_call() if self.do_not_call is not None else column_of(self.record, "do_not_call") == 1


def or_blank(column: Any) -> Any:
    """Return a column of text with '' for null."""
    return peewee.fn.coalesce(column, BLANK)


def _lead_is_private() -> Any:
    """It goes by the person's own name and has no organisation number."""
    first, last, space = or_blank(Lead.first_name), or_blank(Lead.last_name), peewee.SQL("' '")
    turned = last.concat(space).concat(first), last.concat(peewee.SQL("', '")).concat(first)
    longer = peewee.fn.length(Lead.name.folded) - peewee.fn.length(Lead.person.folded)
    return (
        (or_blank(Lead.org_number) == BLANK)
        & (Lead.person.folded != BLANK)
        # Nearly every company is told from its person by the length of the names alone, which costs nothing.
        & longer.in_((peewee.SQL("0"), peewee.SQL("1")))
        & Lead.name.folded.in_((Lead.person.folded, *(folded(name) for name in turned)))
    )


def _refuses(rows: Any) -> Any:
    return rows.do_not_call.yes


def _firm_of_contact(condition: Any) -> Any:
    """Return the condition that one of the companies of a contact meets ``condition``."""
    return peewee.fn.EXISTS(
        CustomerContact.select(peewee.SQL("1"))
        .join(Customer, on=Customer.id == CustomerContact.customer)
        .where(CustomerContact.contact == Contact.id, condition)
    )


LEAD = CallableKind(
    Lead,
    numbers=("direct_phone", "mobile", "phone"),
    town="town",
    private=_lead_is_private,
    own_customer=lambda: FALSE,
    refused=(
        (lambda: Lead.converted_at.is_null(False), "converted"),
        (lambda: Lead.status == "unreachable", "lost"),
    ),
    outcomes={
        "reached": {"status": "contacted", "first_contact": STARTED},
        "not_interested": {"status": "unreachable", "classification": "cold"},
        NO_NUMBER_LEFT: {"status": "unreachable"},
        DO_NOT_CALL: {"do_not_call": True},
    },
)
CUSTOMER = CallableKind(
    Customer,
    numbers=("phone", "mobile"),
    town="visiting_town",
    private=lambda: Customer.private.yes,
    own_customer=lambda: Customer.kind.in_(CUSTOMERS),
    outcomes={DO_NOT_CALL: {"do_not_call": True}},
    has_people=True,
)
CONTACT = CallableKind(
    Contact,
    numbers=("direct_phone", "mobile", "phone"),
    town="visiting_town",
    # Who belongs to a company is called as its employee.
    private=lambda: ~_firm_of_contact(Customer.private.no),
    own_customer=lambda: _firm_of_contact(Customer.active.yes & Customer.kind.in_(CUSTOMERS)),
    # A company's wish holds for its people.
    do_not_call=lambda: _refuses(Contact) | _firm_of_contact(_refuses(Customer)),
    outcomes={DO_NOT_CALL: {"do_not_call": True}},
)
HERE = {kind.name: kind for kind in (LEAD, CUSTOMER, CONTACT)}
"""The kinds that this room declares itself, by their words in code."""


@functools.cache
def _declared_on(record: type[Row]) -> CallableKind | None:
    module, _dot, name = getattr(record, "calling", "").rpartition(".")
    if not module:
        return None
    declared = getattr(import_module(module), name)
    assert isinstance(declared, CallableKind)
    return declared


def callable_kinds(session: Session) -> list[CallableKind]:
    """Return every kind of record that can be called."""
    others = (_declared_on(record) for record in session.records.values())
    return [*HERE.values(), *(kind for kind in others if kind is not None)]


def kind_of(session: Session, type_name: str) -> CallableKind:
    """Return how records of that word in code are called; raise :class:`UserError` where they are not."""
    if type_name in HERE:
        return HERE[type_name]
    record = session.records.get(type_name)
    kind = _declared_on(record) if record is not None else None
    if kind is None:
        raise UserError(_("{record} cannot be called.").format(record=quotation(type_name)), "record")
    return kind


@statement
def _columns_of(record: type[Record], columns: tuple[str, ...]) -> peewee.Query:
    return record.select(*(column_of(record, name) for name in columns)).where(record.id == slot("id"))


def subject_of(session: Session, ref: RecordRef) -> RecordRef:
    """Return the record that a record stands for, and itself where it stands for none."""
    record = kind_of(session, ref.type_name).record
    if not record.stands_for:
        return ref
    row = session.store.row(_columns_of(record, tuple(record.stands_for.values())), id=ref.record_id)
    pairs = zip(record.stands_for, row or (), strict=False)
    return next((RecordRef(type_name, record_id) for type_name, record_id in pairs if record_id), ref)


def linked_records(session: Session, ref: RecordRef) -> list[RecordRef]:
    """Return the records that a call is linked to: the one that is called, or that it stands for, and further ones."""
    kind = kind_of(session, ref.type_name)
    subject = subject_of(session, ref)
    found = [subject] if not kind.record.stands_for or subject != ref else []
    if kind.links:
        row = session.store.row(_columns_of(kind.record, tuple(kind.links)), id=ref.record_id)
        pairs = zip(kind.links.values(), row or (), strict=False)
        found += [RecordRef(name, record_id) for name, record_id in pairs if record_id]
    return found
