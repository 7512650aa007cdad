"""Whether two records are of the same company or person, and why (LEAD-21, decision 15, cases D01 … D13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from model.core.language import N_, _
from model.duplicates.identity import Identity
from model.duplicates.names import Name, likeness, person_likeness

REASONS: Mapping[str, str] = {
    "org_number": N_("same organisation number"),
    "email": N_("same e-mail"),
    "name": N_("same name"),
    "legal_form": N_("same name, legal form differs"),
    "like_name": N_("like name"),
    "part_of_name": N_("name begins alike"),
    "phone": N_("same telephone number"),
    "person": N_("same person"),
    "like_person": N_("like person"),
    "domain": N_("same mail domain"),
    "address": N_("same address"),
    "other_org_number": N_("but another organisation number"),
}
"""Why two records match, strongest first; the last speaks against it."""

_BRIEFLY: Mapping[str, str] = {
    "org_number": N_("org. no."),
    "email": N_("e-mail"),
    "name": N_("name"),
    "legal_form": N_("name, other legal form"),
    "like_name": N_("like name"),
    "part_of_name": N_("name begins alike"),
    "phone": N_("telephone"),
    "person": N_("person"),
    "like_person": N_("like person"),
    "domain": N_("mail domain"),
    "address": N_("address"),
    "other_org_number": N_("OTHER ORG. NO."),
}
_OF_NAMES = ("like_name", "legal_form", "name")

_WEIGHTS: Mapping[str, float] = {
    "org_number": 0.97, "email": 0.88, "name": 0.72, "legal_form": 0.68, "phone": 0.55, "domain": 0.3, "address": 0.35,
    "part_of_name": 0.3,
}  # fmt: skip
_ALIKE = 0.84
"""Names as like as this are shown as such."""
_LEAST = 0.7
"""Names less alike than this are never likely the same, whatever else is."""
ENOUGH = 0.29
"""Matches weaker than this are not shown."""


def told_briefly(reasons: Collection[str]) -> str:
    """Return reasons in few words, in the language in use; of several about names the weakest."""
    weakest = next((reason for reason in _OF_NAMES if reason in reasons), "")
    kept = [reason for reason in reasons if reason not in _OF_NAMES or reason == weakest]
    return ", ".join(_(_BRIEFLY[reason]) for reason in kept)


class Verdict(NamedTuple):
    """What two records have in common: reasons (keys of :data:`REASONS`), and 0 to 1 how much that says."""

    score: float
    reasons: tuple[str, ...]
    likeness: float
    """Of the companies' names, or the persons' where only they have one; 0 where either has none."""


def compare(one: Identity, other: Identity) -> Verdict:
    """Return what two records have in common; the same either way round (D10)."""
    reasons: list[str] = []
    against = 1.0
    doubt = 1.0

    def found(reason: str, weight: float | None = None) -> None:
        nonlocal doubt
        reasons.append(reason)
        doubt *= 1 - (_WEIGHTS[reason] if weight is None else weight)

    if one.org_number and other.org_number:
        if one.org_number == other.org_number:
            found("org_number")
        else:
            against = 0.5
    if one.email and one.email == other.email:
        found("email")
    alike = _names(one, other, found)
    if one.phones and other.phones and not set(one.phones).isdisjoint(other.phones):
        found("phone")
    alike = max(alike, _persons(one, other, found))
    if "email" not in reasons and one.domain and one.domain == other.domain:
        found("domain")
    if reasons and one.street and one.street == other.street and _same_town(one, other):
        found("address")
    if against < 1 and reasons:
        reasons.append("other_org_number")
    return Verdict((1 - doubt) * against, tuple(reasons), alike)


def _names(one: Identity, other: Identity, found: _Found) -> float:
    if one.name is None or other.name is None or not (one.name.usable and other.name.usable):
        return 0.0
    alike = likeness(one.name, other.name)
    if alike == 1:
        found("name" if one.name.form == other.name.form else "legal_form")
    elif alike >= _ALIKE:
        found("like_name", 0.3 + 2 * (alike - _ALIKE))
    elif _begins(one.name.words, other.name.words):
        found("part_of_name")
    return alike


def _begins(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the one's words begin the other's, and are long enough to say something (D10)."""
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short and len("".join(short)) > 3


def _persons(one: Identity, other: Identity, found: _Found) -> float:
    if one.person is None or other.person is None:
        return 0.0
    # A person's name says who a contact is; of a lead it only says who answers there.
    people = one.name is None or other.name is None
    if len(one.person.words) < 2 or len(other.person.words) < 2:
        if people and one.person.key == other.person.key:
            found("person", 0.4)
        elif people and _begins(one.person.words, other.person.words):
            found("like_person", 0.3)
        return 0.0
    alike = person_likeness(one.person, other.person)
    if alike == 1:
        found("person", 0.6 if people else 0.3)
    elif alike >= 0.86 and people:
        found("like_person", 0.4)
    return alike if people else 0.0


def _same_town(one: Identity, other: Identity) -> bool:
    if one.postcode and other.postcode:
        return one.postcode == other.postcode
    return bool(one.town) and one.town == other.town


class _Found(Protocol):
    """Takes a reason and its weight."""

    def __call__(self, reason: str, weight: float | None = None) -> None: ...


def likely(one: Identity, other: Identity) -> Verdict | None:
    """Return the verdict where a person would nearly always say that both are the same, None otherwise (LEAD-24).

    Two organisation numbers are two companies. A like name alone is not enough, and neither is a number alone: offices
    share switchboards. What differs counts as well as what is the same.
    """
    if one.org_number and other.org_number and one.org_number != other.org_number:
        return None
    same_number = one.org_number is not None and one.org_number == other.org_number
    persons = _as_persons(one, other)
    # Most pairs end here: nothing makes up for a name that is quite another.
    if not same_number and _of_names(one, other, persons) < _LEAST and not _renamed(one, other, persons):
        return None
    verdict = compare(one, other)
    reasons = verdict.reasons
    if "org_number" in reasons:
        return verdict
    same_mail, same_phone = "email" in reasons, "phone" in reasons
    same_address, same_domain = "address" in reasons, "domain" in reasons
    if persons is not None:
        alike = person_likeness(*persons)
        same = _same_person(alike, same_mail, same_phone, same_address, same_domain) or _renamed(one, other, persons)
        return verdict if same else None
    if one.name is None or other.name is None:
        return None
    alike = verdict.likeness
    against = _against(one, other)
    # Two of a person's name are as many as two of a company's: in another place, with other numbers, they are others.
    same_person = "person" in reasons and (against < 2 or _same_town(one, other))
    support = 2 * same_mail + same_phone + same_address + same_domain + same_person
    if alike >= 0.99:
        return verdict if support or _no_other_place(one, other, against) else None
    if alike >= 0.9 and (support or (_same_town(one, other) and against == 0)):
        return verdict
    if alike >= _ALIKE and (same_mail or support >= 2 or (same_phone and against == 0)):
        return verdict
    if alike > 0.7 and support >= 3 and same_mail:
        return verdict
    return None


def apart(one: Identity, other: Identity) -> bool:
    """Whether two records speak against being the same: then nothing that is like both makes them one.

    What says nothing (no place, no number) speaks against nothing.
    """
    if one.org_number and other.org_number:
        return one.org_number != other.org_number
    if one.email and one.email == other.email:
        return False
    if _of_names(one, other, _as_persons(one, other)) < _LEAST:
        return True
    if not set(one.phones).isdisjoint(other.phones):
        return False
    places = (one.postcode or one.town) and (other.postcode or other.town)
    return bool(places and not _same_town(one, other)) or _against(one, other) > 1


def says_nothing(one: Identity) -> bool:
    """Whether nothing but its name tells a record from others of that name."""
    return not (one.org_number or one.email or one.phones or one.domain or one.street or one.postcode or one.town)


def _as_persons(one: Identity, other: Identity) -> tuple[Name, Name] | None:
    """Return the names as which two records are compared where both are of persons, None where one is of a company.

    A lead or customer that is called as its person is that person: of that name there are many, in other streets.
    """
    if one.name is None or other.name is None:
        return (one.person, other.person) if one.person is not None and other.person is not None else None
    if not (_is_called_as_person(one) or _is_called_as_person(other)):
        return None
    mine, theirs = (
        each.person if _is_called_as_person(each) else each.name if each.person is None and not each.name.form else None
        for each in (one, other)
        if each.name is not None
    )
    return (mine, theirs) if mine is not None and theirs is not None else None


def _is_called_as_person(one: Identity) -> bool:
    return (
        one.name is not None and one.person is not None and len(one.person.words) > 1 and one.name.key == one.person.key
    )


def _of_names(one: Identity, other: Identity, persons: tuple[Name, Name] | None) -> float:
    """Return how alike two records are called."""
    if persons is not None:
        return person_likeness(*persons)
    return likeness(one.name, other.name) if one.name is not None and other.name is not None else 0.0


def _renamed(one: Identity, other: Identity, persons: tuple[Name, Name] | None) -> bool:
    """Whether two persons have one address and one first name: who marries keeps both."""
    if persons is None or not one.email or one.email != other.email:
        return False
    mine, theirs = (name.words for name in persons)
    return len(mine) > 1 and len(theirs) > 1 and len(mine[0]) > 2 and mine[0] == theirs[0]


def _same_person(alike: float, mail: bool, phone: bool, address: bool, domain: bool) -> bool:
    if alike >= 0.99:
        return mail or phone or address or domain
    if alike >= 0.94:
        return mail or phone or address
    return (alike >= 0.86 and (mail or phone)) or (alike >= 0.7 and mail and phone)


def _against(one: Identity, other: Identity) -> int:
    """Return how many things two records both have, and not the same: numbers, mail domains, streets."""
    return (
        bool(one.phones and other.phones and set(one.phones).isdisjoint(other.phones))
        + bool(one.domain and other.domain and one.domain != other.domain)
        + bool(one.street and other.street and one.street != other.street)
    )


def _no_other_place(one: Identity, other: Identity, against: int) -> bool:
    """Whether two of the same name, that share nothing else, may well sit in one place: else they are namesakes."""
    if one.postcode and one.postcode == other.postcode:
        return against <= 1
    if one.postcode and other.postcode:
        return False
    known = (one.town or one.postcode) and (other.town or other.postcode)
    return against == 0 and (not known or bool(one.town and one.town == other.town))
