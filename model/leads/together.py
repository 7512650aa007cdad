"""Leads planned together: what one of them would put on file, another one finds (C17, C18)."""

from __future__ import annotations

from bisect import insort
from typing import Any, NamedTuple

from model.leads.carrying import blank
from model.leads.conversion import Outcome
from model.leads.on_file import StoredRow

_Identity = tuple[str, int]
"""("file", its ID) for a record on file already, else ("lead", the ID of the lead from which it would be made)."""


class Found(NamedTuple):
    """A record that an earlier lead would put on file, or would give the key by which it is found."""

    rank: tuple[bool, bool, int]
    """Its place in the order in which look-ups prefer records: in use first, then the oldest."""
    title: str
    identity: tuple[str, int]


class Together:
    """What the leads planned so far would put on file: the keys of customers and contacts, and what hangs on them."""

    def __init__(self) -> None:
        self._made = 0
        self._twin = True
        self._keys: dict[_Identity, dict[str, Any]] = {}
        """Organisation number and e-mail of customers, as they would be by now."""
        self._by_org: dict[str, Found] = {}
        self._by_email: dict[str, list[Found]] = {}
        self._filled: dict[str, dict[int, str]] = {}
        """E-mail → customers on file with it that have got an organisation number."""
        self._contacts: dict[str, Found] = {}
        self._custom: dict[tuple[str, str, int], str] = {}
        self._linked: set[tuple[_Identity, _Identity]] = set()

    # What a lead would find

    def customer(self, lead: StoredRow) -> tuple[Found, str] | None:
        """Return the customer that the lead would find, and why."""
        found = self._by_org.get(lead["org_number_key"])
        if found is not None:
            return found, "org_number"
        found = self._first_by_email(lead)
        return None if found is None else (found, "email")

    def _first_by_email(self, lead: StoredRow) -> Found | None:
        org = lead["org_number_key"]
        for found in self._by_email.get(lead["email_key"], ()):
            if org is None or self._keys[found.identity]["org_number_key"] is None:
                return found
        return None

    def others(self, lead: StoredRow) -> tuple[int, ...]:
        """Return customers on file with the lead's e-mail that would have another organisation number by now."""
        org = lead["org_number_key"]
        filled = self._filled.get(lead["email_key"], {}) if org is not None else {}
        return tuple(customer for customer, number in filled.items() if number != org)

    def outdoes(self, lead: StoredRow, present: StoredRow, reason: str) -> bool:
        """Whether the customer that the lead finds on file by its address would not be the one it found by now.

        One that has the lead's organisation number by then goes before it, and so does one in use before one that is
        not.
        """
        if reason != "email":
            return False
        if lead["org_number_key"] in self._by_org:
            return True
        found = self._first_by_email(lead)
        return found is not None and found.rank < (not present["active"], False, present["id"])

    def contact(self, lead: StoredRow) -> Found | None:
        """Return the contact that the lead would find."""
        return self._contacts.get(lead["email_key"]) if lead["email_key"] else None

    def custom(self, lead: StoredRow, outcome: Outcome) -> str | None:
        """Return the custom values, as they are stored, that a record would have by now, None where as on file."""
        return self._custom.get((outcome.record, *_identity(lead, outcome)))

    # What a lead would put on file

    def begin(self, twin: bool) -> None:
        """Turn to the next lead, of which is said whether another one has the same organisation number or e-mail.

        Where none has, nobody finds by its keys what it makes: nothing of it is kept, so that a million leads take no
        more memory than a few.
        """
        self._twin = twin
        self._made += 1

    def remember(self, lead: StoredRow, customer: Outcome | None, contact: Outcome | None) -> None:
        """Take note of what the lead would put on file."""
        twin = self._twin
        if customer is not None and twin:
            self._remember_customer(lead, customer)
        if contact is not None and twin and contact.stored.get("email_key"):
            self._contacts.setdefault(contact.stored["email_key"], self._found(lead, contact))
        for outcome in (customer, contact):
            if outcome is None or not (twin or outcome.id is not None):
                continue
            place = (outcome.record, *_identity(lead, outcome))
            if outcome.stored.get("custom"):
                self._custom[place] = outcome.stored["custom"]
            elif outcome.present.get("custom"):
                self._custom.setdefault(place, outcome.present["custom"])

    def _found(self, lead: StoredRow, outcome: Outcome) -> Found:
        identity = _identity(lead, outcome)
        on_file = identity[0] == "file"
        return Found((not outcome.active, not on_file, identity[1] if on_file else self._made), outcome.title, identity)

    def _remember_customer(self, lead: StoredRow, customer: Outcome) -> None:
        found = self._found(lead, customer)
        keys = self._keys.get(found.identity)
        if keys is None:
            names = ("org_number", "org_number_key", "email", "email_key")
            keys = self._keys[found.identity] = {name: customer.present.get(name) for name in names}
        for name in ("org_number", "email"):
            if blank(keys[name]) and not blank(customer.stored.get(name)):
                key = customer.stored[f"{name}_key"]
                keys[name], keys[f"{name}_key"] = customer.stored[name], key
                if name == "email" and key:
                    insort(self._by_email.setdefault(key, []), found)
                elif key:
                    self._by_org.setdefault(key, found)
                    if found.identity[0] == "file" and keys["email_key"]:
                        self._filled.setdefault(keys["email_key"], {})[found.identity[1]] = key

    def links(self, lead: StoredRow, customer: Outcome, contact: Outcome) -> bool:
        """Whether none of the leads so far would have linked the two; from now on one has."""
        if not self._twin and customer.is_new and contact.is_new:
            return True
        pair = (_identity(lead, customer), _identity(lead, contact))
        if pair in self._linked:
            return False
        self._linked.add(pair)
        return True


def _identity(lead: StoredRow, outcome: Outcome) -> _Identity:
    if outcome.shared is not None:
        return outcome.shared
    return ("lead", lead["id"]) if outcome.id is None else ("file", outcome.id)
