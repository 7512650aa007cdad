"""The values that templates are filled with, read from many records with few queries.

A template is written for groups of fields (``contact.first_name``) and not for one kind of record: whatever it is
filled from has the groups that go with it. A lead has its own person as ``contact`` and itself as ``customer``; an
opportunity and an order have their customer and contact; a contact has the first company that it belongs to, and a
private customer is its own contact; a recipient has whom it stands for. What the person may not see is blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.dates import format_day
from model.core.language import current
from model.core.person_names import split_name
from model.core.settings import CompanySettings
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.customers.records import Customer, CustomerContact
from model.templates import addressees
from model.templates.addressees import Addressee
from model.templates.merge_fields import COMPANY
from model.templates.merge_values import AliasRow, AnyRow, MergeRow, TextRow, Writing, day_in_words, rows_by_id

WINDOW = 500
"""Records that are read at once."""

_OF_SALE = {"customer": "customer", "contact": "contact", "campaign": "campaign"}
_LINKS: Mapping[str, Mapping[str, str]] = {
    "lead": {"campaign": "campaign"},
    "customer": {},
    "contact": {},
    "opportunity": _OF_SALE,
    "order": {**_OF_SALE, "opportunity": "opportunity"},
    "recipient": {"campaign": "campaign", "customer": "of_customer", "contact": "of_contact", "lead": "of_lead"},
}
"""Kind of record that templates are filled from → group → the reference to the record that the group is read from."""

SOURCES = tuple(_LINKS)
"""The kinds of record that templates are filled from, by their names in code."""

_LEAD_AS_CONTACT = {
    "first_name": "first_name", "last_name": "last_name", "name": "person", "title": "title", "gender": "gender",
    "email": "email", "phone": "phone", "direct_phone": "direct_phone", "mobile": "mobile", "owner": "owner",
}  # fmt: skip
_LEAD_AS_CUSTOMER = {
    **{each: each for each in ("name", "org_number", "industry", "website", "email", "phone", "mobile", "fax", "owner",
                               "employees", "revenue", "source")},
    **{f"{kind}_{part}": part for kind in ("postal", "visiting")
       for part in ("street", "postcode", "town", "region", "country")},
}  # fmt: skip
_CUSTOMER_AS_CONTACT = {
    "first_name": "first_name", "last_name": "name", "email": "email", "phone": "phone", "mobile": "mobile",
    "owner": "owner",
}  # fmt: skip
_RECIPIENT_AS_CUSTOMER = {
    "name": "company", **{each: each for each in ("org_number", "industry", "website", "phone", "fax", "company_form")},
}  # fmt: skip

Groups = dict[str, AnyRow]


class MergeReader:
    """Reads what templates are filled with from records of one kind (one of :data:`SOURCES`).

    ``names`` are the merge fields that are wanted, in code; ``language`` that in which days, numbers and choices are
    written, '' for that in use; ``company`` the sender's own head.
    """

    def __init__(
        self,
        session: Session,
        type_name: str,
        names: Iterable[str],
        *,
        language: str = "",
        company: CompanySettings | None = None,
    ) -> None:
        if type_name not in _LINKS:
            raise ValueError(f"{type_name}: templates are filled from {', '.join(SOURCES)}")
        self._session = session
        self._type = type_name
        self._names = tuple(names)
        self._language = language or current()
        head = company or CompanySettings()
        self._company = TextRow({name: str(getattr(head, name)) for name in COMPANY})

    def values(self, ids: Iterable[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the ID and the values of each record that the person may see, in the order of ``ids``.

        Besides the names asked for there are always ``name``, ``email``, ``address_lines`` (a list of texts, empty
        where there is no address), ``postcode``, ``wants_email`` and ``wants_letters`` (bool), ``why_no_email`` and
        ``why_no_letters`` (opted_out, excluded or ''), and ``addressee``: (kind, ID) of whom it goes to, or None.
        """
        rest = iter(ids)
        while window := [*islice(rest, WINDOW)]:
            yield from self._window(window)

    def _window(self, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        session = self._session
        writing = Writing(session.reading(), self._language)
        rows = rows_by_id(session, self._type, ids)
        linked = self._linked(rows)
        employees = self._employees(rows)
        found: list[tuple[int, Groups, Addressee]] = []
        for record_id in ids:
            if record_id in rows:
                groups, addressee = self._groups(record_id, rows[record_id], linked, writing)
                owner = rows[record_id].value("owner") if self._type != "recipient" else None
                _put(groups, "owner", employees.get(owner or 0))
                _put(groups, "sender", employees.get(session.person.id))
                groups["company"] = self._company
                found.append((record_id, groups, addressee))
        no_mail = addressees.unwanted(session, (addressee for _id, _groups, addressee in found))
        for record_id, groups, addressee in found:
            values: dict[str, Any] = {name: _text(groups, name, writing) for name in self._names if "." in name}
            why_no_email, why_no_letters = (no_mail.reason(channel, addressee) for channel in ("email", "letter"))
            values |= {
                **_days(writing),
                "name": addressee.name, "email": addressee.email, "address_lines": [*addressee.address_lines],
                "address": "\n".join(addressee.address_lines), "postcode": addressee.postcode,
                "wants_email": not why_no_email, "wants_letters": not why_no_letters,
                "why_no_email": why_no_email, "why_no_letters": why_no_letters, "addressee": addressee.record,
            }  # fmt: skip
            yield record_id, values

    def of_nobody(self) -> dict[str, Any]:
        """Return the values of the day, the sender and the company, for what is filled from no record."""
        session = self._session
        writing = Writing(session.reading(), self._language)
        groups: Groups = {"company": self._company}
        _put(groups, "sender", rows_by_id(session, "employee", [session.person.id]).get(session.person.id))
        values: dict[str, Any] = {name: _text(groups, name, writing) for name in self._names if "." in name}
        return {**values, **_days(writing)}

    # What belongs to the records of a window

    def _linked(self, rows: Mapping[int, MergeRow]) -> dict[str, dict[int, Any]]:
        """Return the records that those of a window refer to, by kind and ID, and the contacts' companies."""
        session = self._session
        ids = {
            group: {number for row in rows.values() if (number := row.value(reference)) is not None}
            for group, reference in _LINKS[self._type].items()
        }
        linked: dict[str, dict[int, Any]] = {
            group: rows_by_id(session, group, sorted(wanted)) for group, wanted in ids.items()
        }
        contacts = rows if self._type == "contact" else linked.get("contact", {})
        companies = dict(reversed(session.rows(_companies(), ids=[*contacts]))) if contacts else {}
        linked["company_of"] = companies
        missing = set(companies.values()) - set(linked.get("customer", {}))
        linked["customer"] = {**linked.get("customer", {}), **rows_by_id(session, "customer", sorted(missing))}
        return linked

    def _employees(self, rows: Mapping[int, MergeRow]) -> dict[int, MergeRow]:
        wanted = {self._session.person.id}
        if self._type != "recipient":
            wanted |= {owner for row in rows.values() if (owner := row.value("owner")) is not None}
        return rows_by_id(self._session, "employee", sorted(wanted))

    def _groups(
        self, record_id: int, row: MergeRow, linked: Mapping[str, Mapping[int, Any]], writing: Writing
    ) -> tuple[Groups, Addressee]:
        """Return the groups of one record, and to whom what is filled goes."""
        groups: Groups = {self._type: row}
        at: dict[str, int] = {self._type: record_id}
        for group, reference in _LINKS[self._type].items():
            number = row.value(reference)
            if number is not None and number in linked[group]:
                groups[group] = linked[group][number]
                at[group] = number
        if "contact" in at and "customer" not in at:
            company = linked["company_of"].get(at["contact"])
            if company is not None:
                groups["customer"], at["customer"] = linked["customer"][company], company
        addressee = self._addressee(row, groups, at, writing)
        _stand_in(groups, addressee, writing)
        return groups, addressee

    def _addressee(self, row: MergeRow, groups: Groups, at: Mapping[str, int], writing: Writing) -> Addressee:
        if self._type == "recipient":
            # The record that the recipient stands for: a contact's company is none.
            kind = next((kind for kind in addressees.ADDRESSEES if row.value(f"of_{kind}") is not None), "")
            return addressees.of_recipient(row, (kind, row.value(f"of_{kind}")) if kind else None, writing)
        if self._type == "lead":
            return addressees.of_lead(at["lead"], row, writing)
        contact, customer = groups.get("contact"), groups.get("customer")
        company = customer if isinstance(customer, MergeRow) else None
        to_customer = None if company is None else addressees.of_customer(at["customer"], company, writing)
        if not isinstance(contact, MergeRow):
            return to_customer or Addressee()
        to_contact = addressees.of_contact(at["contact"], contact, company, writing)
        if to_contact.email or to_customer is None or self._type == "contact":
            return to_contact
        # A sale's contact without an address of its own is reached at the customer's.
        return Addressee(
            to_customer.record, to_contact.name, to_customer.email, to_contact.address_lines, to_contact.postcode
        )


def _stand_in(groups: Groups, addressee: Addressee, writing: Writing) -> None:
    """Give a record the groups that it has in another shape: a lead's person as contact, say."""
    lead, customer, recipient = groups.get("lead"), groups.get("customer"), groups.get("recipient")
    if isinstance(lead, MergeRow):
        groups.setdefault("contact", AliasRow(lead, _LEAD_AS_CONTACT))
        groups.setdefault("customer", AliasRow(lead, _LEAD_AS_CUSTOMER))
    if isinstance(customer, MergeRow) and customer.value("private") and "contact" not in groups:
        named = {"name": addressee.name}
        own = {name: customer.text(column, writing) for name, column in _CUSTOMER_AS_CONTACT.items()}
        groups["contact"] = TextRow({**own, **named})
    if isinstance(recipient, MergeRow):
        groups.setdefault("customer", AliasRow(recipient, _RECIPIENT_AS_CUSTOMER))
        if "contact" not in groups and (name := recipient.value("contact")):
            parts = split_name(name)
            own = {each: recipient.text(each, writing) for each in ("email", "phone", "mobile")}
            groups["contact"] = TextRow({**own, "name": name, "first_name": parts.first, "last_name": parts.last})


def _days(writing: Writing) -> dict[str, str]:
    today, language = writing.reading.today, writing.language
    return {"today": format_day(today, language), "today_in_words": day_in_words(today, language)}


def _put(groups: Groups, group: str, row: MergeRow | None) -> None:
    if row is not None:
        groups[group] = row


def _text(groups: Groups, name: str, writing: Writing) -> str:
    group, _point, field = name.partition(".")
    row = groups.get(group)
    return "" if row is None else row.text(field, writing)


@statement
def _companies() -> peewee.Query:
    """Return each contact with the companies that the person may see, the first one first."""
    link = CustomerContact
    return (
        link.select(link.contact, link.customer)
        .join(Customer, on=Customer.id == link.customer)
        .where(among(link.contact, slot("ids")), seen(Customer))
        .order_by(link.id)
    )
