"""Who is at the keyboard: the operating system's account, never what the client says of itself (COM-14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from model.catalogue import Kinds
from model.core.access.person import Person, person_of
from model.core.access.session import Session
from model.core.dates import utc_text
from model.core.errors import NotAllowedError
from model.core.language import N_, _
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.statements import statement
from model.core.storage.store import Store
from model.core.text import fold, storable, visible
from model.people.accounts import account_name, full_name, names_by_account

__all__ = ["account_name", "full_name", "initials_for", "sign_in"]

STARTING_STAGES = (
    (N_("First meeting"), 10), (N_("Quote"), 30), (N_("Negotiation"), 60), (N_("Final phase"), 80), (N_("Closed"), 100),
)  # fmt: skip
"""The example set of OPP-03, with which a new database begins; they are the company's own to change.

They are filed in the language of the first start: from then on they are names, which nothing translates.
"""


def initials_for(name: str) -> str:
    """Return initials for a name: the first letters of up to four words, or of the only one its first three."""
    words = [word for word in name.replace(".", " ").replace("-", " ").replace("_", " ").split() if word[0].isalnum()]
    if len(words) >= 2:
        return "".join(word[0] for word in words[:4]).upper()
    return (words[0] if words else "ADM")[:3].upper()


def sign_in(store: Store, account: str, clock: Callable[[], datetime], *, country: str = "NO") -> Session:
    """Return the session of the employee behind ``account``, an account of this host.

    In a database that several hosts share, an employee's account may name its host (:func:`names_by_account`), and the
    account of no other host signs in by it. In a database without employees the account becomes its first, an
    administrator; later ones must be made by an administrator. Raises :class:`NotAllowedError` for an account that
    belongs to nobody.
    """
    names = names_by_account(account, shared=store.is_shared)
    person = _known(store, names) or _first(store, account, names, clock)
    if person is None:
        raise NotAllowedError(
            _("The account {account} belongs to no employee; an administrator can add it: salg employee add").format(
                account=names[0]
            )
        )
    return Session(store, Kinds(), person, clock, country)


@statement
def _anybody() -> peewee.Query:
    return EmployeeTable.select(EmployeeTable.id).limit(1)


def _known(store: Store, names: Sequence[str]) -> Person | None:
    return next((person for name in names if (person := person_of(store, name)) is not None), None)


def _first(store: Store, account: str, names: Sequence[str], clock: Callable[[], datetime]) -> Person | None:
    name = storable(visible(full_name(account)))
    initials = initials_for(name)
    at = utc_text(clock())
    key = fold(initials)
    with store.writing():
        if store.row(_anybody()) is not None:
            return _known(store, names)
        employee = {
            "active": 1, "created_at": at, "created_by": 1, "changed_at": at, "changed_by": 1, "version": 0,
            "initials": initials, "initials_key": key, "name": name, "name_key": fold(name), "role": 1,
            "account": names[0], "created_by_key": key, "changed_by_key": key,
        }  # fmt: skip
        store.insert("employee", employee)
        for position, (example, probability) in enumerate(STARTING_STAGES, start=1):
            stage = {"list": "stage", "name": _(example), "name_key": fold(_(example)), "active": 1}
            store.insert("option", {**stage, "position": position, "probability": probability * 100})
    return _known(store, names)
