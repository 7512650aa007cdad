"""The record of mail that came back (CAMP-19, R11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.fields.base import Reading
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records.record import Row

RETURN_KINDS = (
    Choice(1, "hard", N_("For good")),
    Choice(2, "soft", N_("For now")),
)


class EmailReturn(Row):
    """That a message did not reach an address: the log of returns.

    ``identity`` is that of the message that said so (64 characters), which may lie in several mailboxes. ``recipient``
    is the recipient of a campaign, ``email`` the e-mail that was sent from a card; one of them is set. ``invalid``
    says that ``address`` (:func:`model.mail.addresses.key_of`) is held to be wrong by this: it belongs to the address
    and not to a record, so that a corrected record is not concerned any more.
    """

    name_in_code = "email_return"
    label = N_("Returned e-mail")
    free_texts = ("address", "reason")
    unique = (("identity", "address"),)
    indexes = (("address", "at"), ("recipient?",), ("email?",))

    identity = Text(N_("Identity"), required=True, longest=64)
    address = Text(N_("E-mail address"), required=True, longest=320)
    kind = ChoiceField(N_("Returned"), RETURN_KINDS, required=True)
    status = Text(N_("Status"), longest=20)
    reason = Text(N_("Reason"), longest=300)
    at = Moment(N_("Time"), required=True)
    recipient = Reference(N_("Recipient"), "recipient")
    email = Reference(N_("E-mail"), "email")
    invalid = YesNo(N_("Invalid address"))

    class Meta:
        table_name = "email_return"

    @classmethod
    def describe(cls, stored: Mapping[str, Any], reading: Reading) -> str:
        """Return the address."""
        return str(stored.get("address") or "")
