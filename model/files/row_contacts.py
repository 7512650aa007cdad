"""The person on a row of a company: a contact of that customer, made with it and found again, never a line of its note.

Among the contacts of one customer somebody is the same who has the same e-mail address, or the same name where not
both have an address. Who is on file elsewhere with that address becomes a contact of the customer, and is not doubled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.base import Reading
from model.core.fields.references import Joined
from model.core.language import ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.records.relations import Item
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.files.classified_rows import ClassifiedRows, RowContact
from model.files.columns import CellError, ColumnReader
from model.files.seen import Seen

CONTACT, CUSTOMER = "contact", "customer"
FIELDS = ("first_name", "last_name", "title", "gender", "email", "direct_phone", "mobile")
"""The fields of a contact that a company's row can fill."""
ROLE = "role"
"""What the person is at the company: it stands in the link."""


@dataclass
class _Known:
    """Who the contacts of a customer are: e-mail addresses, names, and names of those without an address."""

    mails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    nameless: set[str] = field(default_factory=set)


class RowContacts:
    """Reads the persons of rows, tells who is known, and makes contacts of the others."""

    def __init__(self, session: Session, reading: Reading, seen: Seen) -> None:
        self.session = session
        self.record = cast(type[Record], session.records[CONTACT])
        self._seen = seen
        title = self.record.fields()[self.record.title_field]
        assert isinstance(title, Joined)
        self._title = title
        self._readers = {name: ColumnReader(session, self.record.field(name), reading) for name in FIELDS}

    # Reading

    def read(self, persons: Mapping[int, Mapping[str, str]]) -> tuple[dict[int, RowContact], dict[int, CellError]]:
        """Return the persons of rows as they are stored, and what cannot be read, by place."""
        found = {place: RowContact({}, texts.get(ROLE, "")) for place, texts in persons.items()}
        errors: dict[int, CellError] = {}
        places = list(persons)
        for name, reader in self._readers.items():
            column = reader.read([persons[place].get(name, "") for place in places])
            for place, value in zip(places, column.stored, strict=True):
                if value is not None:
                    found[place].values[name] = value
            for at, error in column.errors:
                errors.setdefault(places[at], CellError("", error.text, error.reason))
        return found, errors

    def text(self, contact: RowContact) -> str:
        """Return a person as a preview shows them: the name, and what else there is."""
        rest = (contact.values.get(name) for name in FIELDS[2:] if name != "gender")
        return ", ".join(filter(None, (self._name(contact), contact.role, *rest)))

    def _name(self, contact: RowContact) -> str:
        return str(self._title.join(contact.values) or "")

    # Who is known

    def find_known(self, classified: ClassifiedRows, owners: Mapping[int, tuple[str, int]]) -> None:
        """Mark the contacts that their customers have.

        ``owners`` are the customers of the rows: ("row", number of the row that makes it) or ("record", its ID).
        """
        on_file = self._on_file([number for kind, number in owners.values() if kind == "record"])
        for place in sorted(owners):
            contact, owner = classified.contacts[place], owners[place]
            mail, name = self._keys(contact)
            known = on_file.get(owner[1]) if owner[0] == "record" else None
            there = known is not None and _is_among(mail, name, known)
            contact.known = self._is_further_up(classified.rows[place].number, owner, mail, name) or there

    def _keys(self, contact: RowContact) -> tuple[str, str]:
        return (contact.values.get("email") or "").casefold(), fold(self._name(contact))

    def _is_further_up(self, number: int, owner: tuple[str, int], mail: str, name: str) -> bool:
        """Whether a row further up gives the same customer the same person; keep this one for those further down."""
        whose = f"{owner[0]}{owner[1]}"
        named, nameless = f"contact {whose} {name}", f"contact {whose} {name} alone"
        asked = [f"mail {whose} {mail}", nameless] if mail else [named]
        kept = [f"mail {whose} {mail}", named] if mail else [named, nameless]
        return bool(self._seen.ask({0: (number, asked, kept)}))

    def _on_file(self, customers: Sequence[int]) -> dict[int, _Known]:
        """Return who the contacts of these customers are, as far as the person may see them."""
        found: dict[int, _Known] = {}
        if not customers:
            return found
        for customer, mail, name in self.session.rows(_contacts(self.record), ids={*customers}):
            known = found.setdefault(customer, _Known())
            known.names.add(name)
            (known.mails if mail else known.nameless).add(mail or name)
        return found

    # Writing

    def put(self, made: WriteContext[Session], customer: int, title: str, contact: RowContact) -> bool:
        """Make the person a contact of a customer within a change; return False where they are one by now."""
        mail, name = self._keys(contact)
        if (known := self._on_file([customer]).get(customer)) is not None and _is_among(mail, name, known):
            return False
        link = (Item(CUSTOMER, customer, title, contact.role or None),)
        elsewhere = self._called(mail) if mail else None
        if elsewhere is not None:
            made.update(self.record, elsewhere, {"customer": link})
        else:
            fields = self.record.fields()
            values = {name: fields[name].from_stored(value) for name, value in contact.values.items()}
            made.insert(self.record, {**values, "customer": link})
        made.flush()
        return True

    def _called(self, mail: str) -> int | None:
        """Return the one contact on file that has this e-mail address."""
        rows = self.session.rows(_with_address(self.record), mail=mail)
        return int(rows[0][0]) if len(rows) == 1 else None


def _is_among(mail: str, name: str, known: _Known) -> bool:
    if mail:
        return mail in known.mails or name in known.nameless
    return name in known.names


def customers_and_contacts(customers: int, contacts: int) -> str:
    """Return "10 customers, 12 contacts", in the language in use."""
    first = ngettext("{count} customer", "{count} customers", customers).format(count=format_whole(customers))
    second = ngettext("{count} contact", "{count} contacts", contacts).format(count=format_whole(contacts))
    return f"{first}, {second}"


@statement
def _contacts(record: type[Record]) -> Any:
    """The contacts (of class ``record``) of some customers."""
    link: Any = peewee.Table("customer_contact", ("customer", "contact"))
    columns = (link.customer, column_of(record, "email_key"), column_of(record, "name_key"))
    joined = peewee.Join(link, record, on=record.id == link.contact)
    return peewee.Select((joined,), columns).where(among(link.customer, slot("ids")), seen(record))


@statement
def _with_address(record: type[Record]) -> Any:
    has_address = column_of(record, "email_key") == slot("mail")
    return record.select(record.id).where(has_address, record.active.yes, seen(record)).limit(2)
