"""Which merge fields there are, and by which names they are called in a template.

A merge field is ``group.field`` (``contact.first_name``) or a bare word (``today``). Each has one name in code and may
be called by its label in each of the three languages as well: ``kontakt.fornavn`` is ``contact.first_name``. Custom
fields are called by their key: ``customer.custom.segment``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.custom import KEY, PREFIX
from model.core.fields.numbers import OptOut, YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Note
from model.core.fields.times import Moment
from model.core.language import LANGUAGES, N_, _, translated
from model.core.text import excerpt, quotation

GROUPS: Mapping[str, str] = {
    "contact": "contact",
    "customer": "customer",
    "lead": "lead",
    "opportunity": "opportunity",
    "order": "order",
    "campaign": "campaign",
    "recipient": "recipient",
    "owner": "employee",
    "sender": "employee",
}
"""Group → the kind of record that it is read from."""

BARE: Mapping[str, str] = {
    "today": N_("Today's date"),
    "today_in_words": N_("Today's date, in words"),
    "name": N_("Name of whom it goes to"),
    "email": N_("E-mail address of whom it goes to"),
    "address": N_("Postal address, with line breaks"),
    "address_lines": N_("Postal address, line by line"),
}
"""Bare merge field → what it is called."""

LISTS = frozenset({"address_lines"})
"""Merge fields with several values, which {% for %} goes through."""

COMPANY: Mapping[str, str] = {
    "name": N_("Name"),
    "org_number": N_("Org. no."),
    "address": N_("Address"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "account": N_("Bank account"),
}
"""What ``company`` has: the sender's own head, from the settings."""

_GROUP_LABELS = {"owner": N_("Owner"), "sender": N_("Sender"), "company": N_("Your company")}
_EMPLOYEE = ("name", "initials", "email", "phone")
_NEVER = frozenset({"active", "version", "owner_only", "custom", "typed_over", "changed_at", "created_at", "note"})
"""What is the house's own affair, and stands in no letter."""


@dataclass(frozen=True)
class MergeField:
    """A merge field: its name in code, and what its group and itself are called in the language in use."""

    name: str
    group: str
    label: str


def merge_fields(session: Session) -> list[MergeField]:
    """Return all merge fields, the bare ones first, in the order in which they are offered."""
    found = [MergeField(name, _("In general"), _(label)) for name, label in BARE.items()]
    for group in GROUPS:
        label = _group_label(session, group)
        found += [MergeField(f"{group}.{name}", label, field.title) for name, field in fields_of(session, group)]
    company = _group_label(session, "company")
    return found + [MergeField(f"company.{name}", company, _(label)) for name, label in COMPANY.items()]


def fields_of(session: Session, group: str) -> Iterator[tuple[str, Field]]:
    """Yield the name and the field of all that a group has, the company's own fields last (``custom.key``)."""
    record_type = session.records[GROUPS[group]]
    for name, field in record_type.fields().items():
        if GROUPS[group] == "employee":
            if name in _EMPLOYEE:
                yield name, field
        elif name not in _NEVER and not isinstance(field, OptOut | Moment | YesNo | Note) and _is_small(field):
            yield name, field
    yield from session.own_fields(record_type).items()


def _is_small(field: Field) -> bool:
    """Whether a field is no reference to another record with fields of its own."""
    return not isinstance(field, Reference) or field.record in ("employee", "option")


def _group_label(session: Session, group: str) -> str:
    return _(_GROUP_LABELS.get(group) or session.records[GROUPS[group]].label)


class MergeNames:
    """The names by which merge fields are called, in code and in the three languages."""

    def __init__(self, session: Session) -> None:
        self._groups: dict[str, str] = {}
        self._names: dict[str, dict[str, str]] = {}
        labels = {group: _GROUP_LABELS.get(group) or session.records[GROUPS[group]].label for group in GROUPS}
        _put(self._groups, {**labels, "company": _GROUP_LABELS["company"]})
        for group in GROUPS:
            own = {name: field.label for name, field in fields_of(session, group)}
            _put(self._names.setdefault(group, {}), own)
        _put(self._names.setdefault("company", {}), COMPANY)
        _put(self._names.setdefault("", {}), BARE)

    def resolve(self, parts: tuple[str, ...]) -> str:
        """Return the name in code of what stands in a template, taken apart at the points.

        Raises :class:`UserError` for what is no merge field, with the nearest name that is one.
        """
        if len(parts) == 1:
            found = self._names[""].get(parts[0].casefold())
            if found is not None:
                return found
        else:
            group = self._groups.get(parts[0].casefold())
            if group is not None and len(parts) == 3 and parts[1] == "custom" and KEY.fullmatch(parts[2]):
                # A field that is defined no more leaves a blank, as one that is not filled in does.
                return f"{group}.{PREFIX}{parts[2]}"
            if group is not None and len(parts) == 2 and (name := self._names[group].get(parts[1].casefold())):
                return f"{group}.{name}"
        raise UserError(self._unknown(parts))

    def _unknown(self, parts: tuple[str, ...]) -> str:
        text = ".".join(parts)
        sentence = _("There is no merge field {name}.").format(name=quotation(excerpt(text)))
        known = [*self._names[""].values()]
        known += [f"{group}.{name}" for group, names in self._names.items() if group for name in names.values()]
        near = difflib.get_close_matches(text[:80], known, 1)
        return sentence + (" " + _("Did you mean {name}?").format(name=near[0]) if near else "")


def _put(names: dict[str, str], labels: Mapping[str, str]) -> None:
    """Put in what each is called; a name in code goes before a label, and a label before one in another language."""
    for name in labels:
        names.setdefault(name, name)
    for language in LANGUAGES:
        for name, label in labels.items():
            if word := _word(translated(label, language)):
                names.setdefault(word, name)


def _word(label: str) -> str:
    """Return a label as it is written in a template: "E-mail" is e_mail."""
    return re.sub(r"\W+", "_", label.casefold()).strip("_")
