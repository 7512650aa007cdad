"""That mail to an address has come back is seen on the card, and taken back there (R11).

Action: `trust_this_address`.
"""

from __future__ import annotations

import pytest

from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.records.record import Record
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.mail.returns import note_returned_mail
from tests.model.mail.test_returns import HARD, returned
from tests.tui.desk import Desk, at

WHO = [(Customer, "name"), (Lead, "name"), (Contact, "last_name"), (Recipient, "company")]


@pytest.mark.parametrize(("record", "name"), WHO, ids=lambda value: getattr(value, "name_in_code", ""))
async def test_a_wrong_address_is_seen_on_every_card_and_trusted_again(
    desk: Desk, record: type[Record], name: str
) -> None:
    campaign = desk.insert(Campaign, subject="Spring")
    sent = desk.insert(Recipient, campaign=campaign, email="ola@nes.example", sent=True)
    more = {"campaign": desk.insert(Campaign, subject="Autumn")} if record is Recipient else {}
    number = desk.insert(record, email="Ola@nes.example", **{name: "Nes"}, **more)
    note_returned_mail(desk.me, [returned(desk.me, sent, HARD)])
    async with at(desk) as hand:
        await hand.open(record.name_in_code, number)
        await hand.sees("came back on", "5.1.1")
        hand.app.screen.perform("trust_this_address")
        await hand.sees("Mail is sent to Ola@nes.example again.")
        await hand.until(lambda: "came back on" not in hand.screen)
        assert "returned_mail" not in hand.app.screen.contexts()
        await hand.press("u", "y")
        await hand.sees("came back on")
