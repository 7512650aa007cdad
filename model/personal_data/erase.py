"""Erasing a person: name, addresses and numbers are blanked everywhere, also in the history (G01).

It cannot be undone: what undo brings back would have to be kept. So it is shown before, with counts, to an
administrator, who says yes to that. Figures stay: campaigns keep their recipients and what came of them, sales their
amounts, under nobody's name. What the person did not want to get is kept as a keyed hash of each address, by every
channel, so that a file that brings them again brings no mail. Backups and files that were written before lie outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from model.core.access.session import Session
from model.core.changes import kept_opt_outs
from model.core.changes.change import Change, change
from model.core.changes.opt_outs import channels_of
from model.core.dates import format_day
from model.core.errors import UserError
from model.core.fields.choices import ChoiceField
from model.core.fields.texts import Text
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, among
from model.core.storage.statements import slot, statement
from model.core.text import fold, visible
from model.customers.records import CustomerContact
from model.personal_data.person import KINDS, PersonFound, find_person, kind_of_activity, stored_row
from model.personal_data.scrub import Scrubber, free_texts, history, scrubber, write
from model.personal_data.sent_messages import forget_sent_messages

_LEAD_PERSON = ("last_name", "first_name", "title", "gender", "email", "direct_phone", "mobile")
_LEAD_ADDRESS = ("street", "postcode", "town", "region", "country")
_RECIPIENT = ("contact", "email", "phone", "mobile", "fax", "website", "street", "postcode", "town", "region", "note")
_KEPT_OF_CUSTOMER = ("price_list", "supplier_account", "currency")

_TOLD = {
    "contact": lambda n: ngettext("{count} contact", "{count} contacts", n),
    "lead": lambda n: ngettext("{count} lead", "{count} leads", n),
    "customer": lambda n: ngettext("{count} private customer", "{count} private customers", n),
    "recipient": lambda n: ngettext("{count} recipient", "{count} recipients", n),
    "activity": lambda n: ngettext("{count} activity", "{count} activities", n),
    "document": lambda n: ngettext("{count} document", "{count} documents", n),
    "customer_contact": lambda n: ngettext("{count} role", "{count} roles", n),
    "contact_category": lambda n: ngettext("{count} category", "{count} categories", n),
    "project_contact": lambda n: ngettext("{count} link to a project", "{count} links to projects", n),
    "distribution_list_member": lambda n: ngettext("{count} distribution list", "{count} distribution lists", n),
    "call_list_entry": lambda n: ngettext("{count} call list", "{count} call lists", n),
}


@dataclass(frozen=True)
class ErasePlan:
    """What erasing a person would do; nothing is written yet."""

    record: str
    id: int
    name: str
    """Safe to show."""
    counts: Mapping[str, int]
    """Rows about the person, by kind."""
    notes: int
    """Texts that somebody has to read, as they may say more of the person than a name."""
    orders: int = 0
    """Orders of the person, which stay as the ledger entries do."""
    entries: int = 0
    """Ledger entries of a private customer, which stay: books are kept for years, whoever is named in them."""

    def sentences(self) -> list[str]:
        """Return what would be done, a line each, in the language in use."""
        parts = [_TOLD[kind](count).format(count=format_whole(count)) for kind, count in self.counts.items() if count]
        lines = [
            _("Blanked: name, addresses and numbers in {what}, and in the history.").format(what=", ".join(parts)),
        ]
        if self.notes:
            told = ngettext(
                "{count} text is marked for somebody to read: it may say more.",
                "{count} texts are marked for somebody to read: they may say more.",
                self.notes,
            )
            lines.append(told.format(count=format_whole(self.notes)))
        if self.counts.get("document"):
            lines.append(_("Files lose their names; read what stands in them, and delete what is the person's."))
        if self.orders:
            told = ngettext(
                "{count} order stays, under nobody's name: bookkeeping must keep it.",
                "{count} orders stay, under nobody's name: bookkeeping must keep them.",
                self.orders,
            )
            lines.append(told.format(count=format_whole(self.orders)))
        if self.entries:
            told = ngettext(
                "{count} ledger entry stays, under nobody's name: bookkeeping must keep it.",
                "{count} ledger entries stay, under nobody's name: bookkeeping must keep them.",
                self.entries,
            )
            lines.append(told.format(count=format_whole(self.entries)))
        lines += [
            _("Figures of sales and campaigns stay. The addresses stay excluded, as hashes that tell nobody's."),
            _("This cannot be undone. Backups and files written before are not touched: they lie outside Salg."),
        ]
        return lines


@statement
def _texts_in(table: str, column: str) -> peewee.Query:
    """How many of the rows have a text there that is not blank."""
    rows = peewee.Table(table)
    text = peewee.fn.trim(peewee.fn.coalesce(peewee.Column(rows, column), BLANK))
    return peewee.Select((rows,), (peewee.fn.count(rows.c.id),)).where(among(rows.c.id, slot("ids")), text != BLANK)


@statement
def _forgetting_roles() -> peewee.Query:
    return CustomerContact.update(role=None).where(among(CustomerContact.id, slot("ids")))


@statement
def _deleting(table: str) -> peewee.Query:
    rows = peewee.Table(table)
    return peewee.Delete(rows).where(among(rows.c.id, slot("ids")))


@statement
def _deleting_leases() -> peewee.Query:
    leases = peewee.Table("call_lease")
    return peewee.Delete(leases).where(leases.c.record == slot("record"), among(leases.c.record_id, slot("ids")))


@statement
def _deleting_reservations() -> peewee.Query:
    reservations = peewee.Table("reservation")
    return peewee.Delete(reservations).where(among(reservations.c.number, slot("numbers")))


def plan_erase(session: Session, record_type: type[Record], record_id: int) -> ErasePlan:
    """Return what erasing the person of a record would do; raises as :func:`find_person` does."""
    return _plan(session, record_type, record_id, find_person(session, record_type, record_id))


def _plan(session: Session, record_type: type[Record], record_id: int, found: PersonFound) -> ErasePlan:
    counts = {kind: len(found.rows.get(kind, ())) for kind in _TOLD}
    notes = session.store.value(_texts_in("activity", "text"), ids=found.ids("activity"))
    notes += session.store.value(_texts_in("lead", "note"), ids=found.ids("lead"))
    orders, entries = len(found.ids("order")), len(found.ids("ledger_entry"))
    return ErasePlan(record_type.name_in_code, record_id, visible(found.name), counts, notes, orders, entries)


def erase(session: Session, plan: ErasePlan) -> None:
    """Do what a plan says, all of it or nothing.

    Raises :class:`UserError` where there is more or less about the person by now than the plan showed, and as
    :func:`find_person` does.
    """
    record_type = KINDS[plan.record]
    with change(session, N_("Erase a person's data"), "erase") as made:
        found = find_person(session, record_type, plan.id)
        if _plan(session, record_type, plan.id, found) != plan:
            raise UserError(_("What is on file has changed in the meantime; look at the new preview."), "id")
        with session.store.overwriting_deleted():
            _Erasing(made, found).carry_out()


class _Erasing:
    def __init__(self, made: Change, found: PersonFound) -> None:
        self.made = made
        self.found = found
        self.mark = _("[erased]")
        self.scrub: Scrubber = scrubber(found, self.mark)

    def carry_out(self) -> None:
        """Do all of it; the history last, so that nothing of it is left there either."""
        for kind, record in KINDS.items():
            for record_id in self.found.rows.get(kind, ()):
                row = stored_row(self.made.session, record, record_id)
                if row is not None:
                    self._keep_excluded(record, row)
                    write(
                        self.made, record, record_id, {**self._blank(kind, record, row), **self._says_no(record, row)}
                    )
        for record_id in self.found.rows.get("recipient", ()):
            self._recipient(record_id)
        forget_sent_messages(self.made.session, self.found.emails, self.found.rows.get("recipient", ()))
        self._links()
        free_texts(self.made, self.scrub)
        for activity in self.found.rows.get("activity", ()):
            self._activity(activity)
        for document in self.found.rows.get("document", ()):
            self._document(document)
        self.made.flush()
        personal = {"contact": self._texts("contact"), "lead": _LEAD_PERSON, "customer": self._texts("customer"),
                    "recipient": _RECIPIENT}  # fmt: skip
        history(self.made, self.found, personal, self.scrub)

    # The person's own records

    def _texts(self, kind: str) -> tuple[str, ...]:
        """Return the fields of a contact or of a private customer that say who it is."""
        kept = _KEPT_OF_CUSTOMER if kind == "customer" else ()
        return tuple(
            name
            for name, field in KINDS[kind].fields().items()
            if (isinstance(field, Text) and name not in kept and not field.system) or name in ("gender", "custom")
        )

    def _blank(self, kind: str, record: type[Record], row: Mapping[str, Any]) -> dict[str, Any]:
        fields = record.fields()
        if kind == "lead":
            values: dict[str, Any] = dict.fromkeys(_LEAD_PERSON)
            if fold(str(row["name"])) == fold(self.found.name):
                values.update({**dict.fromkeys(_LEAD_ADDRESS), "name": self.mark})
            for name in ("phone", "fax"):
                if row[name] and (row[name] in self.found.numbers or row[f"{name}_key"] in self.found.numbers):
                    values[name] = None
            if str(row["note"] or "").strip():
                values["note"] = self._flagged(self.scrub.text(str(row["note"])))
            return {**values, "custom": None}
        values = dict.fromkeys(self._texts(kind))
        title = "last_name" if kind == "contact" else "name"
        values[title] = self.mark
        values["active"] = False
        return {name: value for name, value in values.items() if name in fields}

    def _says_no(self, record: type[Record], row: Mapping[str, Any]) -> dict[str, Any]:
        if record.name_in_code == "lead":
            return {}
        fields = record.fields()
        values: dict[str, Any] = {}
        for channel in channels_of(record):
            since = fields[channel.since].from_stored(row[channel.since]) or self.made.reading.today
            source = fields[channel.source].from_stored(row[channel.source]) or "typed"
            values.update({channel.field: True, channel.since: since, channel.source: source})
        return values

    def _keep_excluded(self, record: type[Record], row: Mapping[str, Any]) -> None:
        """Remember, by every channel, that nobody is to write to these addresses or call these numbers."""
        today = self.made.reading.today.isoformat()
        stored = dict(row)
        for channel in channels_of(record):
            stored.update(
                {channel.field: 1, channel.since: row[channel.since] or today, channel.source: row[channel.source] or 1}
            )
        if record.name_in_code == "lead":
            # The company, and what is the company's, may be written to.
            stored.update(org_number_key=None, phone_key=None)
        kept_opt_outs.keep_of_row(self.made, record, stored)

    # What stands for the person, or belongs to them

    def _recipient(self, record_id: int) -> None:
        record = self.made.session.records["recipient"]
        row = stored_row(self.made.session, record, record_id)
        if row is None:
            return
        values: dict[str, Any] = {name: None for name in _RECIPIENT if name in record.fields()}
        values["contact"] = self.mark
        values["company"] = None if fold(str(row["company"] or "")) == fold(self.found.name) else row["company"]
        status = record.fields()["status"]
        assert isinstance(status, ChoiceField)
        write(self.made, record, record_id, {**values, "status": "deactivated"})

    def _links(self) -> None:
        store, found = self.made.session.store, self.found
        store.run(_forgetting_roles(), ids=found.ids("customer_contact"))
        for table in ("contact_category", "project_contact", "distribution_list_member", "call_list_entry"):
            store.run(_deleting(table), ids=found.ids(table))
        for kind in KINDS:
            store.run(_deleting_leases(), record=kind, ids=found.ids(kind))
        store.run(_deleting_reservations(), numbers=found.numbers)

    def _activity(self, activity: int) -> None:
        made = self.made
        record = kind_of_activity(made.session, activity)
        row = stored_row(made.session, record, activity)
        assert row is not None
        values: dict[str, Any] = {}
        if str(row["text"] or "").strip():
            values["text"] = self._flagged(str(row["text"]))
        if row["number"] and (row["number"] in self.found.numbers or row["number_key"] in self.found.numbers):
            values["number"] = None
        values = {name: value for name, value in values.items() if name in record.fields()}
        if values:
            write(made, record, activity, values)

    def _flagged(self, text: str) -> str:
        day = format_day(self.made.reading.today)
        flag = _("READ THIS: it may name somebody whose data were erased on {day}.").format(day=day)
        return f"{flag}\n{text}"

    def _document(self, document: int) -> None:
        record = self.made.session.records["document"]
        row = stored_row(self.made.session, record, document)
        assert row is not None
        ending = PurePath(str(row["name"])).suffix
        values: dict[str, Any] = {"name": f"{self.mark}{ending if len(ending) < 8 else ''}"}
        values.update({name: None for name in ("title", "keywords", "description") if name in record.fields()})
        write(self.made, record, document, values)
