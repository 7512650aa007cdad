"""A campaign is looked at, tried, sent, stopped and gone on with by keys (CAMP-19).

Actions: `send_campaign`, `take_marks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from model.campaign_mail import queue
from model.campaign_mail.plan import plan_sending
from model.campaign_mail.progress import progress
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.settings import MailSettings
from model.customers.records import Customer
from model.templates.records import Template
from tests.standins.smtp import CLOSE, SmtpServer
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui.mail.campaign_watch import CampaignWatch


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def with_account(hand: Hand, server: SmtpServer, **more: Any) -> None:
    """Have the settings name the stand-in."""
    given = {"address": "kari@firma.example", "smtp": f"smtp://127.0.0.1:{server.port}", "throttle": 100_000, **more}
    hand.app.settings = replace(hand.app.settings, mail=MailSettings(**given))


def spring(desk: Desk, *people: str, text: str = "Hei {{ recipient.contact }}!", **values: Any) -> int:
    """Put a campaign with recipients on file."""
    template = desk.insert(Template, name="Vår", kind="email", language="nb", subject="Tilbud", text=text)
    campaign = desk.insert(Campaign, **{"subject": "Spring", "template": template, **values})
    for number, name in enumerate(people):
        desk.insert(Recipient, campaign=campaign, email=f"a{number}@kunde.example", contact=name, country="NO")
    return campaign


def to(server: SmtpServer) -> list[str]:
    return [address for taken in server.taken for address in taken.recipients]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_from_the_card_it_is_looked_at_and_sent(desk: Desk, server: SmtpServer, size: tuple[int, int]) -> None:
    campaign = spring(desk, "Kari", "Ola")
    desk.insert(Recipient, campaign=campaign, email="red@kunde.example", contact="Red", status="deactivated")
    desk.insert(Recipient, campaign=campaign, email="blank@kunde.example", company="Kunde AS", country="NO")
    async with at(desk, size=size) as hand:
        with_account(hand, server)
        await hand.open("campaign", campaign)
        await hand.press("#")
        await hand.sees("Spring – It has not been sent.")
        await hand.press("s")
        await hand.sees("2 get the message.", "1 is deactivated.", "1 has nothing in a merge field")
        await hand.press("f3")
        await hand.sees("Left out", "Red red@kunde.example", "Kunde AS blank@kunde.example", "Contact person")
        await hand.press("escape", "right")
        await hand.sees("3 get the message.")
        await hand.press("left")
        await hand.sees("2 get the message.")
        await hand.press("enter")
        await hand.sees("2 of 2 sent.")
        await hand.until(lambda: not hand.app.campaigns.is_sending)
    assert to(server) == ["a0@kunde.example", "a1@kunde.example"]
    assert progress(desk.me, campaign).state == "done"


async def test_each_message_is_looked_at_one_recipient_after_the_other(desk: Desk, server: SmtpServer) -> None:
    campaign = spring(desk, "Kari", HOSTILE, "Per")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("campaign", campaign)
        await hand.press("#", "p")
        await hand.sees("1 of 3: Kari", "To: a0@kunde.example", "Hei Kari!")
        await hand.press("down")
        await hand.sees("2 of 3:")
        assert nothing_moves(hand.screen)
        await hand.press("down", "down", "down")
        await hand.sees("3 of 3: Per", "Hei Per!")
        await hand.press("up", "up", "up")
        await hand.sees("1 of 3: Kari")
        await hand.press("escape")
    assert server.taken == []


async def test_it_is_tried_at_ones_own_address(desk: Desk, server: SmtpServer) -> None:
    campaign = spring(desk, "Kari")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("campaign", campaign)
        await hand.press("#", "t")
        await hand.sees("to which address?", "kari@firma.example")
        await hand.press("enter")
        await hand.sees("Test sent to kari@firma.example.")
        await hand.press("#", "t")
        await hand.sees("to which address?")
        await hand.type("x y")
        await hand.press("enter")
        await hand.sees("no e-mail address")
    assert to(server) == ["kari@firma.example"]
    assert plan_sending(desk.me, campaign).goes == 1


async def test_it_is_stopped_and_gone_on_with(desk: Desk, server: SmtpServer) -> None:
    """At one a minute the second waits, and what is stopped then waits until it is started again."""
    campaign = spring(desk, "Kari", "Ola", "Per")
    async with at(desk) as hand:
        with_account(hand, server, throttle=1)
        await hand.open("campaign", campaign)
        await hand.press("#", "s")
        await hand.sees("3 get the message.")
        await hand.press("enter")
        await hand.until(lambda: progress(desk.me, campaign).count("sent") == 1)
        await hand.sees("1 of 3 sent.")
        await hand.press("#")
        await hand.sees("Spring – 1 of 3 sent.", "Stop sending")
        await hand.press("x")
        await hand.sees("Stopped; s goes on with it.")
        await hand.until(lambda: not hand.app.campaigns.is_sending)
        assert progress(desk.me, campaign).state == "stopped"
        with_account(hand, server)
        desk.overwrite("campaign_dispatch", 1, next_at="2020-01-01T00:00:00Z")
        await hand.press("#", "s")
        await hand.sees("2 get the message.", "1 has got it already.")
        await hand.press("enter")
        await hand.sees("3 of 3 sent.")
    assert to(server) == [f"a{number}@kunde.example" for number in range(3)]


async def test_what_was_begun_goes_on_when_the_app_is_opened(desk: Desk, server: SmtpServer) -> None:
    campaign = spring(desk, "Kari")
    queue.start(desk.me, plan_sending(desk.me, campaign))
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("campaign", campaign)
        watch = CampaignWatch(hand.app, first=0.01)
        await hand.until(lambda: watch.runs == 1)
        await hand.sees("1 of 1 sent.")
        watch.close()
    assert len(server.taken) == 1


async def test_what_is_in_doubt_is_asked(desk: Desk, server: SmtpServer) -> None:
    server.plan.after_data.append(CLOSE)
    campaign = spring(desk, "Kari")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("campaign", campaign)
        await hand.press("#", "s")
        await hand.sees("1 gets the message.")
        await hand.press("enter")
        await hand.sees("Sent or not?: 1.")
        await hand.press("#", "n")
        await hand.sees("1 of 1 sent.")
    assert len(server.taken) == 2


async def test_what_stands_in_the_way_is_said(desk: Desk, server: SmtpServer) -> None:
    mine = spring(desk, "Kari", subject="Mine")
    letter = spring(desk, "Kari", type="letter")
    nobody = spring(desk, subject="Empty")
    async with at(desk) as hand:
        await hand.open("campaign", mine)
        await hand.press("#", "s")
        await hand.sees("Nothing says where mail is sent", "1 gets the message.")
        await hand.press("enter")
        await hand.sees("Nothing says where mail is sent")
        await hand.press("escape", "#", "t")
        await hand.sees("Nothing says where mail is sent")
        with_account(hand, server)
        await hand.open("campaign", letter)
        await hand.press("#", "s")
        await hand.sees("This is no e-mail campaign")
        await hand.press("enter", "escape", "#", "x")
        await hand.sees("It is not being sent.")
        await hand.press("escape")
        await hand.open("campaign", nobody)
        await hand.press("#", "s")
        await hand.sees("There is nobody to send to.")
        await hand.press("escape", "#", "p")
        await hand.sees("no recipient whose data could be filled in")


async def test_a_server_that_is_not_there_is_told_once_and_all_of_it_waits(desk: Desk) -> None:
    campaign = spring(desk, "Kari")
    with SmtpServer() as gone:
        pass
    async with at(desk) as hand:
        hand.app.settings = replace(
            hand.app.settings, mail=MailSettings(address="kari@firma.example", smtp="smtp://127.0.0.1:1")
        )
        assert gone
        await hand.open("campaign", campaign)
        await hand.press("#", "s")
        await hand.sees("1 gets the message.")
        await hand.press("enter")
        await hand.sees("The campaign is not sent:", "not reached")
    assert progress(desk.me, campaign).count("waiting") == 1


async def test_a_reader_sends_none(desk: Desk) -> None:
    campaign = spring(desk, "Kari")
    async with at(desk, "RRR") as hand:
        await hand.open("campaign", campaign)
        await hand.press("#")
        await hand.sees("Readers may look")


async def test_from_the_list(desk: Desk, server: SmtpServer) -> None:
    spring(desk, "Kari")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.press("6")
        await hand.sees("Spring")
        await hand.press("V")
        await hand.press("escape", "#")
        await hand.sees("It has not been sent.")


@pytest.mark.parametrize("ascii", [False, True])
async def test_what_was_sent_stands_among_the_e_mails_on_the_card(desk: Desk, ascii: bool) -> None:
    campaign = spring(desk)
    fjord = desk.insert(Customer, name="Fjord AS", email="post@fjord.no")
    desk.insert(Recipient, campaign=campaign, of_customer=fjord, email="post@fjord.no", sent=True, response="returned")
    async with at(desk, ascii=ascii) as hand:
        await hand.open("customer", fjord, tab="email")
        await hand.sees("Campaign", "Spring (came back)")
        await hand.press("down", "enter")
        await hand.sees("Recipient", "post@fjord.no")


async def test_responses_and_returns_are_taken_as_they_are_marked(desk: Desk) -> None:
    campaign = spring(desk, actual_returns=7)
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("y")
        await hand.sees("Result analysis")
        await hand.press("f4")
        await hand.sees("No recipient is marked as sent")
        for number, response in enumerate(("none", "positive", "returned")):
            desk.insert(Recipient, campaign=campaign, email=f"a{number}@b.example", sent=True, response=response)
        await hand.press("f4")
        await hand.sees("Of 3 sent: 1 positive, 1 returned.")
        await hand.press("ctrl+s")
        await hand.until(lambda: desk.now(Campaign, campaign).actual_returns == 1)
    assert desk.now(Campaign, campaign).actual_responses == 1
