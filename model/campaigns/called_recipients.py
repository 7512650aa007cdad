"""How recipients of a campaign are called (CAMP-20).

A recipient is called by its mobile number, then its telephone. It is a private person where the lead, customer or
contact is for which it stands; one that was entered by hand is, where it names neither company nor organisation number.
What an outcome sets, beside what it sets on everybody:

| outcome | status | response | on whom it stands for |
| --- | --- | --- | --- |
| reached, meeting booked | confirmed | positive | a lead: contacted, first contact |
| not interested | confirmed | negative | – |
| wrong number, and no other | deactivated | returned | – |
| do not call again | deactivated | negative | do not call |
| no answer, busy, call back, wrong number of several | – | – | – |

Deactivated recipients, and those that have responded, are not called. A wish of somebody who is on no file is
remembered under the number.
"""

from __future__ import annotations

from typing import Any

from model.calling.kinds import CONTACT, CUSTOMER, DO_NOT_CALL, LEAD, NO_NUMBER_LEFT, CallableKind, Condition, or_blank
from model.campaigns.recipients import Recipient
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, FALSE, column_of

_KINDS = {"of_lead": LEAD, "of_customer": CUSTOMER, "of_contact": CONTACT}


def _of_whom(condition: str, otherwise: Condition) -> Any:
    """Return a condition that is asked of whom a recipient stands for; ``condition`` is what the kinds call it."""
    cases = []
    for name, kind in _KINDS.items():
        reference = column_of(Recipient, name)
        whom = kind.record.select(peewee.SQL("1")).where(kind.record.id == reference, getattr(kind, condition)())
        cases.append((reference.is_null(False), peewee.fn.EXISTS(whom)))
    return peewee.Case(None, cases, otherwise())


def _names_no_company() -> Any:
    return (or_blank(Recipient.company) == BLANK) & (or_blank(Recipient.org_number) == BLANK)


RECIPIENT = CallableKind(
    Recipient,
    numbers=("mobile", "phone"),
    town="town",
    private=lambda: _of_whom("private", _names_no_company),
    own_customer=lambda: _of_whom("own_customer", lambda: FALSE),
    do_not_call=lambda: _of_whom("forbidden", lambda: FALSE),
    refused=(
        (lambda: Recipient.status == "deactivated", "deactivated"),
        (lambda: Recipient.response != "none", "responded"),
    ),
    outcomes={
        "reached": {"status": "confirmed", "response": "positive"},
        "not_interested": {"status": "confirmed", "response": "negative"},
        NO_NUMBER_LEFT: {"status": "deactivated", "response": "returned"},
        DO_NOT_CALL: {"status": "deactivated", "response": "negative"},
    },
    links={"campaign": "campaign"},
)
