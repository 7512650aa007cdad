"""An e-mail is written, answered, put aside and sent by keys; the outbox (COM-13, LEAD-10).

Actions: `write_email`, `write_email_here`, `answer_email`, `attach_file`, `send_now`, `show_outbox`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.activities.records import Message
from model.core.settings import MailSettings
from model.customers.records import Contact, Customer
from model.mail import outbox
from model.mail.composition import addresses_in
from model.mail.sending import Written, send
from model.mail.settings import mail_account
from tests import on_file
from tests.model.mail.filed import filed
from tests.standins.smtp import SmtpServer
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui.mail.delivery import OutboxWatch


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def with_account(hand: Hand, server: SmtpServer, **more: Any) -> None:
    """Have the settings name the stand-in."""
    mail = MailSettings(address="kari@firma.example", smtp=f"smtp://127.0.0.1:{server.port}", **more)
    hand.app.settings = replace(hand.app.settings, mail=mail)


async def write(hand: Hand, subject: str = "Offer", text: str = "Hello") -> None:
    """Fill in subject and text of the form in front, and save."""
    await hand.type(subject)
    await hand.press("tab")
    await hand.type(text)
    await hand.press("ctrl+s")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_written_from_a_card_it_is_sent_and_on_the_card(
    desk: Desk, server: SmtpServer, size: tuple[int, int]
) -> None:
    per = desk.insert(Contact, first_name="Per", last_name="Haug", email="per@kunde.example")
    async with at(desk, size=size) as hand:
        with_account(hand, server, signature="Kari\nFirma")
        await hand.open("contact", per)
        await hand.press(",")
        await hand.sees("per@kunde.example", "Subject")
        await write(hand)
        await hand.sees("Sent: Offer.")
    (taken,) = server.taken
    assert taken.recipients == ["per@kunde.example"]
    body = taken.message.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["Hello", "", "-- ", "Kari", "Firma"]
    (email,) = on_file.ids(desk.store, Message)
    assert desk.now(Message, email).direction == "out"


async def test_keys_typed_ahead_write_a_whole_message(desk: Desk, server: SmtpServer) -> None:
    fjord = desk.insert(Customer, name="Fjord AS", email="post@kunde.example")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("customer", fjord)
        for key in (",", *"Hei", "tab", *"Tekst", "ctrl+s"):
            await hand.pilot.press(key)
        await hand.sees("Sent: Hei.")
    assert server.taken[0].message["subject"] == "Hei"


async def test_a_draft_stands_on_the_tab_is_gone_on_with_and_sent(desk: Desk, server: SmtpServer) -> None:
    fjord = desk.insert(Customer, name="Fjord AS", email="post@kunde.example")
    async with at(desk) as hand:
        await hand.open("customer", fjord)
        # Without an account nothing can be sent: it is a draft.
        await hand.press(",")
        await hand.sees("post@kunde.example", "Keep it as a draft")
        await write(hand, "Later")
        await hand.sees("Saved.")
        (email,) = on_file.ids(desk.store, Message)
        assert desk.now(Message, email).direction == "draft"
        with_account(hand, server)
        await hand.open("email", email)
        await hand.press(",")
        await hand.sees("Later", "Hello", "Keep it as a draft")
        await hand.press("f8")
        await hand.sees("Sent: Later.")
    assert [one.recipients for one in server.taken] == [["post@kunde.example"]]
    assert desk.now(Message, email).direction == "out"


async def test_a_reply_quotes_and_goes_to_who_wrote(desk: Desk, server: SmtpServer) -> None:
    fjord = desk.insert(Customer, name="Fjord AS")
    email = filed(
        desk.me, [("customer", fjord)], subject="Offer?", text="What does it cost?", sender="Ola Nes <ola@nes.example>",
        addressed="Kari <kari@firma.example>, Per <per@firma.example>",
    )  # fmt: skip
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("email", email)
        await hand.press(",", "a")
        await hand.sees("Re: Offer?", "> What does it cost?")
        await hand.press("ctrl+s")
        await hand.sees("Sent: Re: Offer?.")
    assert server.taken[0].recipients == ["ola@nes.example", "per@firma.example"]


@pytest.mark.parametrize(("mode", "parent"), [("r", "<q1@nes.example>"), ("f", None)])
async def test_a_draft_of_an_answer_is_still_one_when_it_is_sent(
    desk: Desk, server: SmtpServer, tmp_path: Path, mode: str, parent: str | None
) -> None:
    """It is threaded, and a forward has its files, however long it lay as a draft."""
    desk.store.documents = tmp_path
    fjord = desk.insert(Customer, name="Fjord AS")
    email = filed(
        desk.me, [("customer", fjord)], subject="Offer?", files={"Plan.txt": b"Plan"}, message_id="<q1@nes.example>"
    )
    async with at(desk) as hand:
        await hand.open("email", email)
        await hand.press(",", mode)
        await hand.sees("Offer?", "Keep it as a draft")
        if mode == "f":
            await hand.type("post@kunde.example")
        await hand.press("ctrl+s")
        await hand.sees("Saved.")
        draft = max(on_file.ids(desk.store, Message))
        with_account(hand, server)
        for key in ("ctrl+s", "f8"):  # saved as a draft once more, then sent
            await hand.open("email", draft)
            await hand.press(",")
            await hand.sees("Edit", "Keep it as a draft")
            await hand.type(" now")
            await hand.press(key)
            await hand.until(lambda: "Keep it as a draft" not in hand.screen)
        await hand.until(lambda: server.taken)
    sent = server.taken[0].message
    assert sent["in-reply-to"] == parent
    assert [part.get_filename() for part in sent.iter_attachments()] == ([] if parent else ["Plan.txt"])


async def test_who_gets_a_blind_copy_is_in_the_envelope_alone(desk: Desk, server: SmtpServer) -> None:
    fjord = desk.insert(Customer, name="Fjord AS", email="post@kunde.example")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("customer", fjord)
        await hand.press(",")
        await hand.sees("post@kunde.example", "Bcc")
        await hand.press("up")
        await hand.type("chef@firma.example")
        await hand.press("tab")
        await write(hand)
        await hand.sees("Sent: Offer.")
    assert server.taken[0].recipients == ["post@kunde.example", "chef@firma.example"]
    assert server.taken[0].message["bcc"] is None


async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(desk: Desk, server: SmtpServer) -> None:
    fjord = desk.insert(Customer, name="Fjord AS", email="post@kunde.example")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("customer", fjord)
        await hand.press(",")
        await hand.sees("post@kunde.example")
        await hand.press("shift+tab", "shift+tab")
        await hand.type(", nobody")
        await hand.press("tab", "tab")
        await write(hand)
        await hand.sees("“nobody” is no e-mail address.")
    assert server.taken == []
    assert on_file.ids(desk.store, Message) == []


async def test_a_file_goes_along(desk: Desk, server: SmtpServer, tmp_path: Path) -> None:
    fjord = desk.insert(Customer, name="Fjord AS", email="post@kunde.example")
    (tmp_path / "Plan.pdf").write_bytes(b"%PDF")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("customer", fjord)
        await hand.press(",")
        await hand.sees("post@kunde.example")
        await hand.press("f6")
        await hand.sees("Which file?")
        await hand.press("ctrl+u")
        await hand.type(str(tmp_path / "Plan.pdf"))
        await hand.press("enter")
        # A path that is longer than a line is broken anywhere, also within the file's name.
        await hand.until(lambda: "Plan.pdf" in "".join(hand.screen.split()))
        await write(hand)
        await hand.sees("Sent: Offer.")
    assert [part.get_filename() for part in server.taken[0].message.iter_attachments()] == ["Plan.pdf"]


async def test_what_is_unsure_is_asked_in_the_outbox(desk: Desk, server: SmtpServer) -> None:
    server.plan.after_data.append("close")
    fjord = desk.insert(Customer, name="Fjord AS", email="post@kunde.example")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("customer", fjord)
        await hand.press(",")
        await hand.sees("post@kunde.example")
        await write(hand)
        await hand.sees("may have been sent or not")
        await hand.press("b")
        await hand.sees("Outbox", "Sent or not?")
        await hand.press("1")
        await hand.sees("It was sent")
        await hand.press("y")
        await hand.sees("Outbox", "Sent ")
        (message,) = outbox.outbox(desk.me, everything=True)
        assert message.state == "sent"
    assert len(server.taken) == 1


async def test_what_was_refused_is_cancelled_in_the_outbox(desk: Desk, server: SmtpServer) -> None:
    server.plan.rcpt["post@kunde.example"] = "550 No such user"
    fjord = desk.insert(Customer, name=HOSTILE, email="post@kunde.example")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("customer", fjord)
        await hand.press(",")
        await hand.sees("post@kunde.example")
        await write(hand)
        await hand.sees("550 No such user")
        assert nothing_moves(hand.screen)
        await hand.press("b", "1", "c")
        await hand.sees("Cancelled")


async def test_a_reader_writes_none(desk: Desk) -> None:
    fjord = desk.insert(Customer, name="Fjord AS")
    async with at(desk, "RRR") as hand:
        await hand.open("customer", fjord)
        await hand.press(",")
        await hand.sees("Readers may look")


async def test_what_waits_is_sent_beside_the_work(desk: Desk, server: SmtpServer) -> None:
    mail = MailSettings(address="kari@firma.example", smtp=f"smtp://127.0.0.1:{server.port}")
    account = mail_account(mail, Path(), {})
    assert account is not None
    send(desk.me, account, Written(addresses_in("per@kunde.example", "to"), "Waits", "Hello"))
    async with at(desk) as hand:
        with_account(hand, server)
        OutboxWatch(hand.app, first=0.01)
        await hand.sees("Sent: Waits.")
    assert len(server.taken) == 1
