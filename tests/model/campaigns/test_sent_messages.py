"""The campaigns that somebody has been sent stand on their card (CAMP-19, CUST-16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.campaigns.sent_messages import count_sent_messages, sent_messages
from model.core.access.session import Session
from tests.model.filing import contact, customer, file, lead
from tests.model.mail.test_stored_message import colleague


@pytest.mark.parametrize("kind", ["customer", "contact", "lead"])
def test_the_newest_stands_first_and_letters_and_what_was_not_sent_are_none(session: Session, kind: str) -> None:
    made = {
        "customer": lambda: customer(session, email="a@fjord.no"),
        "contact": lambda: contact(session, "Amy", "Fjord", email="a@fjord.no"),
        "lead": lambda: lead(session, email="a@fjord.no"),
    }[kind]()
    now = session.clock()
    spring, autumn, letter, later = (
        file(session, Campaign, subject=subject, type=sort)
        for subject, sort in (("Spring", "email"), ("Autumn", "email"), ("Letter", "letter"), ("Later", "email"))
    )
    for number, (campaign, days, response) in enumerate(
        ((spring, 9, "returned"), (autumn, 2, "none"), (letter, 1, "none"))
    ):
        assert number >= 0
        values = {"sent": True, "sent_at": now - timedelta(days=days), "response": response}
        file(session, Recipient, campaign=campaign, email="a@fjord.no", **{f"of_{kind}": made}, **values)
    file(session, Recipient, campaign=later, email="a@fjord.no", **{f"of_{kind}": made})
    found = sent_messages(session, kind, made, 10)
    assert [(one.campaign, one.response) for one in found] == [("Autumn", "none"), ("Spring", "returned")]
    assert found[0].address == "a@fjord.no"
    assert [count_sent_messages(session, kind, made, most) for most in (10, 1)] == [2, 1]
    assert len(sent_messages(session, kind, made, 1)) == 1


def test_of_a_hidden_campaign_nothing_is_told(session: Session) -> None:
    fjord = customer(session, email="a@fjord.no")
    hidden = file(session, Campaign, subject="Secret", owner_only=True, owner=session.person.id)
    file(session, Recipient, campaign=hidden, email="a@fjord.no", of_customer=fjord, sent=True)
    assert count_sent_messages(session, "customer", fjord, 10) == 1
    assert sent_messages(colleague(session), "customer", fjord, 10) == []
