"""What a card says of one company or person (LEAD-30): all of it, in the terms that tables are read in too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.leftovers import ADDRESS_PARTS, Leftover
from model.core.fields.texts import Email, OrgNumberText, Phone, Website
from model.core.language import N_, _
from model.core.records.relations import quoted
from model.core.text import fold
from model.files.contact_details import (
    ATTESTATION,
    DELIVERY,
    DIRECT,
    FAX,
    HOME,
    INVOICE,
    MOBILE,
    PHONE,
    POSTAL,
    WORK,
    Address,
    ContactDetails,
    Mail,
    Number,
)
from model.files.vcard_properties import KNOWN, Property

_GENDERS = {
    "M": "male", "F": "female", "O": "other", "N": "other", "MALE": "male", "FEMALE": "female", "OTHER": "other",
}  # fmt: skip
_ADDRESS_KINDS = {
    "WORK": WORK, "HOME": HOME, "POSTAL": POSTAL, "PARCEL": DELIVERY, "X-INVOICE": INVOICE,
    "X-ATTESTATION": ATTESTATION,
}  # fmt: skip
_LABELS: Mapping[str, str] = {
    "BDAY": N_("Birthday"), "ANNIVERSARY": N_("Anniversary"), "NICKNAME": N_("Nickname"),
    "IMPP": N_("Chat"), "RELATED": N_("Related to"), "IMADDRESS": N_("Chat"),
    "SPOUSE": N_("Spouse"), "MANAGER": N_("Manager"), "ASSISTANT": N_("Assistant"),
}  # fmt: skip
"""What properties without a field are called in a note."""
_MAKERS = re.compile(r"X-(?:MS-(?:OL-)?|EVOLUTION-|KADDRESSBOOK-(?:X-)?|MOZILLA-)?")
"""What the programs that make cards set before names of their own: X-MS-MANAGER of Outlook is a manager."""
_COMPANIES = ("org", "organization", "company", "group")
_READING = Reading(datetime.fromtimestamp(0, UTC))
"""What texts are tried by: whether they are numbers and addresses depends on no moment and no person."""
_EMAIL, _PHONE, _WEBSITE, _ORG_NUMBER = Email("E-mail"), Phone("Telephone"), Website("Web page"), OrgNumberText("")


def details_of(card: Sequence[Property]) -> ContactDetails:
    """Return what the properties of a card say; what a field of its kind would refuse goes into the note."""
    return _Card(card).details()


def _own_label(name: str) -> str:
    """Return what a property that is not of the standard is called in a note."""
    plain = _MAKERS.sub("", name, count=1)
    return _(_LABELS[plain]) if plain in _LABELS else plain.replace("-", " ").capitalize()


class _Card:
    def __init__(self, card: Sequence[Property]) -> None:
        self._by_name: dict[str, list[Property]] = {}
        for each in card:
            self._by_name.setdefault(each.name, []).append(each)
        self._found = ContactDetails()

    def details(self) -> ContactDetails:
        found = self._found
        self._names()
        self._titles()
        self._mails()
        self._websites()
        self._numbers()
        self._addresses()
        self._org_number()
        gender = self._text("GENDER") or self._text("X-GENDER")
        if known := _GENDERS.get(gender.partition(";")[0].strip().upper()):
            found.values["gender"] = known
        categories = dict.fromkeys(part for each in self._by_name.get("CATEGORIES", ()) for part in each.parts if part)
        found.values["categories"] = ", ".join(map(quoted, categories))
        for name in ("BDAY", "ANNIVERSARY", "NICKNAME", "IMPP", "RELATED"):
            for each in self._by_name.get(name, ()):
                self._other(_(_LABELS[name]), each.text)
        for name, properties in self._by_name.items():
            if name not in KNOWN:
                for each in properties:
                    self._other(_own_label(name), each.text)
        found.values["note"] = "\n".join(filter(None, (each.text for each in self._by_name.get("NOTE", ()))))
        return found

    def _other(self, label: str, text: str) -> None:
        if text.strip():
            self._found.others.append(Leftover(label, " ".join(text.split())))

    def _text(self, name: str) -> str:
        return next((each.text for each in self._by_name.get(name, ()) if each.text), "")

    def _preferred(self, name: str) -> list[Property]:
        return sorted(self._by_name.get(name, ()), key=lambda each: "PREF" not in each.types)

    # Names

    def _names(self) -> None:
        found = self._found
        units = list(filter(None, self._by_name["ORG"][0].parts)) if "ORG" in self._by_name else []
        company, departments = (units[0], units[1:]) if units else ("", [])
        for each in self._by_name.get("ORG", ())[1:]:
            found.more_companies.append(each.parts[0])
            for department in filter(None, each.parts[1:]):
                self._other(_("Department"), department)
        for department in [*departments, *(each.text for each in self._by_name.get("X-DEPARTMENT", ()))]:
            self._other(_("Department"), department)
        last, first, middle, before, after = self._by_name["N"][0].parts if "N" in self._by_name else [""] * 5
        full = self._text("FN")
        kind = self._text("KIND").lower() or ("org" if self._text("X-ABSHOWAS").upper() == "COMPANY" else "")
        if kind in _COMPANIES:
            found.is_company = True
            company = company or full or " ".join(filter(None, (first, middle, last)))
            if fold(full) == fold(company):
                first = middle = last = ""
        elif kind == "individual":
            found.is_company = False
        if company and fold(" ".join(filter(None, (first, middle, last)))) == fold(company):
            # Programs that know no companies put their names where a person's stand.
            first = middle = last = ""
        found.company, found.first_name, found.middle_name, found.last_name = company, first, middle, last
        found.form_of_address = before
        self._other(_("Name ends in"), after)
        if not (first or middle or last):
            found.full_name = "" if company and (fold(full) == fold(company) or found.is_company) else full
        elif self._says_more(full, company, (before, first, middle, last, after)):
            self._other(_("Name"), full)

    def _says_more(self, full: str, company: str, parts: Iterable[str]) -> bool:
        """Whether the name as it is shown holds words that stand in no part of it."""
        known = {word for part in (*parts, company) for word in fold(part).replace(",", " ").split()}
        return not set(fold(full).replace(",", " ").split()) <= known

    def _titles(self) -> None:
        titles = [each.text for each in self._by_name.get("TITLE", ()) if each.text]
        roles = [each.text for each in self._by_name.get("ROLE", ()) if each.text]
        self._found.title = titles[0] if titles else roles.pop(0) if roles else ""
        roles = [role for role in roles if fold(role) != fold(self._found.title)]
        self._found.role = ", ".join(dict.fromkeys(roles))
        for title in titles[1:]:
            self._other(_("Title"), title)

    # Where to find them

    def _readable(self, field: Field, text: str) -> bool:
        try:
            field.check(field.parse(text, _READING))
        except UserError:
            return False
        return True

    def _mails(self) -> None:
        for each in self._preferred("EMAIL"):
            if not each.text:
                continue
            if self._readable(_EMAIL, each.text):
                kind = WORK if "WORK" in each.types else HOME if "HOME" in each.types else ""
                self._found.mails.append(Mail(kind if "PREF" not in each.types else "", each.text))
            else:
                self._other(_("E-mail"), each.text)

    def _websites(self) -> None:
        for each in self._preferred("URL"):
            text = each.text.replace("\\:", ":")
            if not text:
                continue
            if self._readable(_WEBSITE, text) and self._found.values.setdefault("website", text) == text:
                continue
            self._other(_("Web page"), text)

    def _org_number(self) -> None:
        text = self._text("X-ORGNR")
        if text and self._readable(_ORG_NUMBER, text):
            self._found.values["org_number"] = text
        else:
            self._other(_("Org. no."), text)

    def _numbers(self) -> None:
        numbers = []
        for each in self._preferred("TEL"):
            use, kind = _use_of(set(each.types))
            if not self._readable(_PHONE, each.text):
                label = _("Fax") if use == FAX else _("Pager") if use == _PAGER else _("Telephone")
                self._other(label, each.text)
                continue
            numbers.append(Number(use, kind, each.text, _("Pager") if use == _PAGER else ""))
        # What is said to be of the work goes before what says nothing, the preferred first among its like.
        order = {WORK: 0, "": 1, HOME: 2}
        self._found.numbers = sorted(numbers, key=lambda number: order.get(number.kind, 1))

    def _addresses(self) -> None:
        for each in self._preferred("ADR"):
            box, extended, street, town, region, postcode, country = (" ".join(part.split()) for part in each.parts)
            whole = ", ".join(filter(None, (street, extended, _box(box))))
            parts = dict(zip(ADDRESS_PARTS, (whole, postcode, town, region, country), strict=True))
            kind = next((kind for word, kind in _ADDRESS_KINDS.items() if word in each.types and word != "POSTAL"), "")
            if not kind and "POSTAL" in each.types and "PARCEL" not in each.types:
                kind = POSTAL
            if any(parts.values()):
                self._found.addresses.append(Address(kind, parts))


_PAGER = "pager"


def _use_of(types: set[str]) -> tuple[str, str]:
    """Return what a number with these types is for, and where it rings."""
    kind = WORK if "WORK" in types else HOME if "HOME" in types else ""
    if "PAGER" in types:
        return _PAGER, kind
    if "FAX" in types:
        return FAX, kind
    if types & {"CELL", "IPHONE", "MOBILE"}:
        return MOBILE, "" if kind == HOME else kind
    return (DIRECT, kind) if "X-DIRECT" in types else (PHONE, kind)


def _box(box: str) -> str:
    return _("PO Box {number}").format(number=box) if box.isdigit() else box
