"""What a file says of a company or a person, and which field of a record takes which of it.

Cards and tables both say it in the same terms: names, numbers with their kinds, addresses with their kinds, and
whatever else there is. :func:`place` gives each to a field of the record; what finds none is a leftover (decision 24).
Addresses stay whole: never the street of one with the town of another (decision 16).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from model.core.fields.leftovers import ADDRESS_PARTS, Leftover, address_text
from model.core.language import N_, _
from model.core.legal_forms import is_company_name
from model.core.person_names import gender_of_address, is_mailbox_of, split_name
from model.core.records.relations import quoted
from model.core.text import fold

WORK, HOME, OTHER = "work", "home", "other"
PERSON = "person"
"""The kind of a number or an e-mail address that is said to be the contact person's, not the company's."""
POSTAL, VISITING, INVOICE, DELIVERY, ATTESTATION = "postal", "visiting", "invoice", "delivery", "attestation"
"""Kinds of an address; those of a number and of an e-mail address are the first three, '' where nothing is said."""

PHONE, MOBILE, DIRECT, FAX = "phone", "mobile", "direct", "fax"
"""What a number is for; any other word (pager) is one that no record has a field for."""


@dataclass(frozen=True)
class Number:
    """A telephone number: what it is for, where it rings, and the text."""

    use: str
    kind: str
    text: str
    label: str = ""
    """What the file calls it, for a note; '' for what its use and kind are called."""


@dataclass(frozen=True)
class Mail:
    """An e-mail address and its kind."""

    kind: str
    text: str


@dataclass(frozen=True)
class Address:
    """An address: its kind, and its parts by name (street, postcode, town, region, country)."""

    kind: str
    parts: Mapping[str, str]

    def telling(self) -> bool:
        """Whether it is an address at all: a country alone, which programs fill in by themselves, is none."""
        return any(self.parts.get(part) for part in ("street", "postcode", "town"))


@dataclass
class ContactDetails:
    """All that a card or a row of a table says of one company or person; texts, '' or empty where there is nothing.

    ``is_company`` is what the source says outright (KIND of a card), None where it says nothing. ``values`` are
    further texts by the name of the field that they are meant for; ``others`` have no field anywhere.
    """

    company: str = ""
    role: str = ""
    """What the person is at the company, besides the title."""
    more_companies: list[str] = field(default_factory=list)
    full_name: str = ""
    form_of_address: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    is_company: bool | None = None
    title: str = ""
    numbers: list[Number] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    others: list[Leftover] = field(default_factory=list)


@dataclass
class Placed:
    """The texts of a record's fields by name, what found no field, and what is wrong with the whole."""

    values: dict[str, str]
    leftovers: list[Leftover]
    trouble: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    """The person on a company's row, who becomes a contact of the customer: texts by the contact's fields, and role."""


_ADDRESS_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "lead": dict.fromkeys(("", WORK, VISITING, POSTAL, HOME, OTHER, INVOICE, DELIVERY, ATTESTATION), ("",)),
    "customer": {
        VISITING: ("visiting_",),
        POSTAL: ("postal_",),
        INVOICE: ("invoice_",),
        DELIVERY: ("delivery_",),
        ATTESTATION: ("attestation_",),
        WORK: ("visiting_", "postal_"),
        "": ("visiting_", "postal_"),
        OTHER: ("postal_",),
    },
    "contact": {
        VISITING: ("visiting_",),
        POSTAL: ("postal_",),
        WORK: ("visiting_",),
        HOME: ("postal_",),
        "": ("visiting_", "postal_"),
        OTHER: ("postal_",),
    },
}
"""Record → kind of address, the first to be placed first → where it may go, the best first."""
_PRIVATE_CUSTOMER: Mapping[str, tuple[str, ...]] = {
    **_ADDRESS_FIELDS["customer"], HOME: ("visiting_", "postal_"), WORK: ("postal_",),
}  # fmt: skip
_NUMBER_FIELDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (PHONE, WORK): ("phone", "direct_phone"),
    (PHONE, ""): ("phone", "direct_phone"),
    (DIRECT, WORK): ("direct_phone", "phone"),
    (DIRECT, ""): ("direct_phone", "phone"),
    (MOBILE, WORK): ("mobile",),
    (MOBILE, ""): ("mobile",),
    (FAX, WORK): ("fax",),
    (FAX, ""): ("fax",),
    (PHONE, PERSON): ("direct_phone", "phone"),
    (DIRECT, PERSON): ("direct_phone", "phone"),
    (MOBILE, PERSON): ("mobile",),
    (FAX, PERSON): ("fax",),
}
_REACHED_BY = ("phone", "direct_phone", "mobile")
_ADDRESS_LABELS: Mapping[str, str] = {
    "": N_("Address"), WORK: N_("Work address"), HOME: N_("Home address"), OTHER: N_("Other address"),
    POSTAL: N_("Postal address"), VISITING: N_("Visiting address"), INVOICE: N_("Invoice address"),
    DELIVERY: N_("Delivery address"), ATTESTATION: N_("Attestation address"),
}  # fmt: skip
_NUMBER_LABELS: Mapping[tuple[str, str], str] = {
    (PHONE, HOME): N_("Home telephone"), (PHONE, OTHER): N_("Other telephone"), (MOBILE, ""): N_("Mobile"),
    (DIRECT, ""): N_("Direct telephone"), (FAX, ""): N_("Fax"), (FAX, HOME): N_("Home fax"),
}  # fmt: skip


def place(record: str, fields: Collection[str], details: ContactDetails) -> Placed:
    """Return which field of a record (its word in code, and the names it has) takes what of the details.

    A person beside a company is a contact of that customer, and has the numbers and addresses that are theirs; a person
    without a company makes a private customer. ``trouble`` says why there can be no such record at all: a company among
    contacts.
    """
    placed = Placed(dict(details.values), [])
    _Placing(record, frozenset(fields), details, placed).place()
    placed.values = {name: text for name, text in placed.values.items() if text}
    return placed


class _Placing:
    def __init__(self, record: str, fields: frozenset[str], details: ContactDetails, placed: Placed) -> None:
        self.record = record
        self.fields = fields
        self.details = details
        self.values = placed.values
        self.placed = placed
        self.private = False
        self.contact = placed.contact

    def place(self) -> None:
        self._names()
        self._mails()
        self._numbers()
        self._addresses()
        if self.record != "contact" or "customer" not in self.fields:
            for company in self.details.more_companies:
                self._left(_("Company"), company)
            if not self.contact:
                self._left(_("Role"), self.details.role)
        elif not self.values.get("customer"):
            self._left(_("Role"), self.details.role)
        self.placed.leftovers += self.details.others
        for name in [name for name in self.values if name not in self.fields]:
            text = self.values.pop(name)
            if text:
                self.placed.leftovers.append(Leftover(_(_OTHER_LABELS.get(name, name)), text))

    def _left(self, label: str, text: str) -> None:
        if text:
            self.placed.leftovers.append(Leftover(label, text))

    # Names

    def _names(self) -> None:
        details = self.details
        company = details.company.strip()
        if company and details.is_company is False and not (details.first_name or details.last_name):
            company, details.full_name = "", details.full_name or company
        first, last, address = self._person()
        person = " ".join(filter(None, (first, last)))
        if not company and self._is_company(person):
            company, first, last, person = details.full_name.strip() or person, "", "", ""
        if company and fold(person) == fold(company):
            # The same in both: a company, unless somebody has taken a person's name apart.
            if details.last_name and not is_company_name(company):
                company = ""
            else:
                first = last = person = ""
        gender = gender_of_address(address) if address else None
        told = ""
        if self.record == "customer" and company and person:
            self._contact_of(company, first, last, gender)
            told = "" if gender else address
        elif gender and "gender" in self.fields and person and not self.values.get("gender"):
            self.values["gender"] = gender
        elif address:
            told = address
        if self.record == "contact":
            self._contact(company, first, last)
        elif self.record == "customer":
            self._customer(company, first, last, person)
        else:
            self.values["name"] = company or person
            if person:
                self.values.update(first_name=first, last_name=last)
            self.values["title"] = details.title
        if told and person and (self.record != "customer" or self.contact):
            self._left(_("Form of address"), told)

    def _person(self) -> tuple[str, str, str]:
        details = self.details
        first = " ".join(filter(None, (details.first_name.strip(), details.middle_name.strip())))
        last, address = details.last_name.strip(), details.form_of_address.strip()
        of_person = details.is_company is not True or bool(details.company.strip())
        if not first and not last and details.full_name.strip() and of_person:
            name = split_name(details.full_name)
            first, last, address = name.first, name.last, address or name.address
        elif first and not last:
            # A sole name counts as the last (C05); two words in the field of the first name are a whole name.
            first, last, _address = split_name(first)
        return first, last, address

    def _is_company(self, person: str) -> bool:
        details = self.details
        if details.is_company is not None:
            return details.is_company
        return not (details.first_name or details.last_name) and bool(person) and is_company_name(details.full_name)

    def _contact(self, company: str, first: str, last: str) -> None:
        if company and not (first or last):
            self.placed.trouble = _("This is a company, not a person: {name}.").format(name=company)
        self.values.update(first_name=first, last_name=last, title=self.details.title)
        if "customer" in self.fields:
            self.values.setdefault("customer", self._companies(company))
        elif company:
            self._left(_("Company"), company)

    def _companies(self, company: str) -> str:
        """Return the companies as the field takes them: a single name as it stands, several or a role set apart."""
        details = self.details
        if not company or not (details.role or details.more_companies):
            return company
        first = f"{quoted(company)}: {quoted(details.role)}" if details.role else quoted(company)
        return "; ".join((first, *map(quoted, details.more_companies)))

    def _contact_of(self, company: str, first: str, last: str, gender: str | None) -> None:
        """Take the person beside a company for a contact of the customer."""
        details = self.details
        self.values["name"] = company
        gender = self.values.pop("gender", "") or gender or ""
        found = {
            "first_name": first, "last_name": last, "title": details.title.strip(), "gender": gender,
            "role": details.role.strip(),
        }  # fmt: skip
        self.contact.update({name: text for name, text in found.items() if text})

    def _customer(self, company: str, first: str, last: str, person: str) -> None:
        title = self.details.title.strip()
        if company or not person:
            self.values["name"] = company
            if not self.contact:
                self._left(_("Contact person"), title)
            return
        self.private = True
        self.values["name"] = last or first
        if first and last:
            self.values["first_name"] = first
            self.values["private"] = "yes"
        self._left(_("Title"), title)

    # Numbers and addresses

    def _mails(self) -> None:
        order = ("", WORK, PERSON, HOME, OTHER)
        seen = {fold(self.values.get("email", ""))}
        for mail in sorted(self.details.mails, key=lambda mail: _rank(order, mail.kind)):
            key = fold(mail.text)
            if not key or key in seen:
                continue
            seen.add(key)
            taken_by = self.contact if self._is_of_contact(mail) else self.values
            if (taken_by is self.contact or "email" in self.fields) and not taken_by.get("email"):
                taken_by["email"] = mail.text
            else:
                self._left(_("E-mail"), mail.text)

    def _is_of_contact(self, mail: Mail) -> bool:
        """Whether an address is the contact's: its column says so, or what stands before the @ names the person."""
        if not self.contact:
            return False
        name = f"{self.contact.get('first_name', '')} {self.contact.get('last_name', '')}"
        return mail.kind == PERSON or is_mailbox_of(mail.text.partition("@")[0], name)

    def _numbers(self) -> None:
        left: list[Number] = []
        seen = {_digits(self.values[name]) for name in (*_REACHED_BY, "fax") if self.values.get(name)}
        for number in self.details.numbers:
            if _digits(number.text) in seen and number.use != FAX:
                continue
            seen.add(_digits(number.text))
            taken = self._put_to_contact(number)
            if taken is None:
                taken = self._put(_NUMBER_FIELDS.get((number.use, number.kind), ()), number.text)
            if not taken:
                left.append(number)
        reachable = any({**self.values, **self.contact}.get(name) for name in _REACHED_BY)
        for number in left:
            # A number of the home, or of nobody knows what, is better than none to call.
            other = number.use == PHONE and number.kind == OTHER
            if other and self._put(("phone", "direct_phone"), number.text):
                continue
            if number.use in (PHONE, MOBILE, DIRECT) and not reachable and self._put(_REACHED_BY[::2], number.text):
                reachable = True
                continue
            self._left(number.label or _number_label(number), number.text)

    def _put_to_contact(self, number: Number) -> bool | None:
        """Give the contact what is the person's: the direct line, the mobile, what is said to be of the person.

        Return whether there was room for it; None for a number of the company.
        """
        if not self.contact or number.kind not in (WORK, "", PERSON):
            return None
        use = DIRECT if number.kind == PERSON and number.use == PHONE else number.use
        name = {DIRECT: "direct_phone", MOBILE: "mobile"}.get(use)
        if name is None:
            return None
        return self.contact.setdefault(name, number.text) == number.text

    def _put(self, names: Iterable[str], text: str) -> bool:
        name = next((name for name in names if name in self.fields and not self.values.get(name)), None)
        if name is None:
            return False
        self.values[name] = text
        return True

    def _addresses(self) -> None:
        where = _PRIVATE_CUSTOMER if self.private and self.record == "customer" else _ADDRESS_FIELDS[self.record]
        order = tuple(where)
        for address in sorted(self.details.addresses, key=lambda address: _rank(order, address.kind)):
            if not any(address.parts.values()):
                continue
            before = next((each for each in where.get(address.kind, ()) if self._free(each)), None)
            if before is None or not (address.telling() or self._sole(address)):
                # What is said already is said again by many programs.
                if address.telling():
                    self._left(_(_ADDRESS_LABELS.get(address.kind, N_("Address"))), address_text(address.parts))
                continue
            for part in ADDRESS_PARTS:
                self.values[f"{before}{part}"] = address.parts.get(part, "")

    def _sole(self, address: Address) -> bool:
        return not any(other.telling() for other in self.details.addresses if other is not address)

    def _free(self, before: str) -> bool:
        return f"{before}street" in self.fields and not any(
            self.values.get(f"{before}{part}") for part in ADDRESS_PARTS[:-1]
        )


_OTHER_LABELS: Mapping[str, str] = {
    "website": N_("Web page"), "fax": N_("Fax"), "title": N_("Title"), "categories": N_("Categories"),
}  # fmt: skip


def _rank(order: Sequence[str], kind: str) -> int:
    return order.index(kind) if kind in order else len(order)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit()) or text


def _number_label(number: Number) -> str:
    return _(_NUMBER_LABELS.get((number.use, number.kind)) or _NUMBER_LABELS.get((number.use, ""), N_("Telephone")))
