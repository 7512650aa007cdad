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

from model.calling.kinds import CONTACT, CUSTOMER, DO_NOT_CALL, LEAD, NO_NUMBER_LEFT, CallableKind
from model.campaigns.recipients import DEACTIVATED, NONE, Recipient

_KINDS = {"of_lead": LEAD, "of_customer": CUSTOMER, "of_contact": CONTACT}


def _of_whom(condition: str, otherwise: str) -> str:
    """Return the SQL of a condition that is asked of whom a recipient stands for; ``condition`` is its attribute."""
    cases = "".join(
        f" WHEN recipient.{column} IS NOT NULL THEN EXISTS (SELECT 1 FROM {kind.name}"
        f" WHERE {kind.name}.id = recipient.{column} AND {getattr(kind, condition)})"
        for column, kind in _KINDS.items()
    )
    return f"(CASE{cases} ELSE {otherwise} END)"


_BY_ITSELF = "coalesce(recipient.company, '') = '' AND coalesce(recipient.org_number, '') = ''"

RECIPIENT = CallableKind(
    Recipient,
    numbers=("mobile", "phone"),
    town="town",
    private=_of_whom("private", _BY_ITSELF),
    own_customer=_of_whom("own_customer", "0"),
    do_not_call=_of_whom("forbidden", "0"),
    refused=(
        (f"recipient.status = {DEACTIVATED}", "deactivated"),
        (f"recipient.response <> {NONE}", "responded"),
    ),
    outcomes={
        "reached": {"status": "confirmed", "response": "positive"},
        "not_interested": {"status": "confirmed", "response": "negative"},
        NO_NUMBER_LEFT: {"status": "deactivated", "response": "returned"},
        DO_NOT_CALL: {"status": "deactivated", "response": "negative"},
    },
    links={"campaign": "campaign"},
)
