"""The mailbox is read beside the work (COM-13)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from model.core.settings import MailSettings
from model.customers.records import Customer
from tests.model.mail.mails import mail
from tests.standins.imap import PASSWORD, USER, ImapServer
from tests.tui.desk import Desk, at
from tui.app import SalgApp
from tui.mail import watch


@pytest.fixture(scope="module")
def running() -> Iterator[ImapServer]:
    with ImapServer() as standin:
        yield standin


@pytest.fixture
def server(running: ImapServer, monkeypatch: pytest.MonkeyPatch) -> ImapServer:
    running.reset()
    # It is read when a test says so.
    monkeypatch.setattr(watch.MailWatch.__init__, "__defaults__", (10_000.0,))
    monkeypatch.setenv("SALG_MAIL_PASSWORD", PASSWORD)
    return running


class Mailing(Desk):
    """The desk with the stand-in's mailbox in the settings."""

    def __init__(self, desk: Desk, port: int) -> None:
        self.__dict__.update(desk.__dict__)
        self._mail = MailSettings(address="adm@salg.example", imap=f"imap://{USER}@127.0.0.1:{port}")

    def app(self, who: str = "", *, ascii: bool = False) -> SalgApp:
        app = super().app(who, ascii=ascii)
        app.settings = replace(app.settings, mail=self._mail)
        return app


async def read(hand) -> None:
    """Read the mailbox, and wait until it is done."""
    before = hand.app.mail.readings
    hand.app.mail.read_now()
    await hand.until(lambda: hand.app.mail.readings > before)


async def test_new_mail_stands_on_the_card_that_is_open(desk: Desk, server: ImapServer) -> None:
    customer = desk.insert(Customer, name="Fjord AS", email="amy@fjord.no")
    server.put(mail(subject="Tilbudet"))
    async with at(Mailing(desk, server.port)) as hand:
        await hand.app.open_record("customer", customer)
        await read(hand)
        await hand.sees("1 new e-mail on file.")
        await hand.app.show_list("email")
        await hand.sees("Tilbudet")


async def test_a_line_that_is_unplugged_is_said_once(desk: Desk, server: ImapServer) -> None:
    async with at(Mailing(desk, 9)) as hand:
        await read(hand)
        await hand.sees("E-mail is not read: 127.0.0.1:9 cannot be reached")
        await hand.press("2")
        await read(hand)
        assert "not read" not in hand.screen


async def test_who_leaves_does_not_wait_for_a_silent_server(desk: Desk, server: ImapServer) -> None:
    server.fault("LIST", "silence")
    async with at(Mailing(desk, server.port)) as hand:
        hand.app.mail.read_now()
        await hand.until(lambda: server.count("LIST"))
        began = time.monotonic()
    assert time.monotonic() - began < 10
    assert not hand.app.mail.is_reading
    # The next one need not wait for the lease of the one that was broken off.
    server.faults.clear()
    async with at(Mailing(desk, server.port)) as hand:
        await read(hand)
        assert "Another program" not in hand.screen


async def test_a_reader_reads_no_mailbox(desk: Desk, server: ImapServer) -> None:
    async with at(Mailing(desk, server.port), "RRR") as hand:
        await read(hand)
        assert "not read" not in hand.screen
    assert not server.commands


async def test_without_a_mailbox_there_is_nothing_to_read(desk: Desk) -> None:
    """`fetch_mail` says so."""
    async with at(desk) as hand:
        assert hand.app.mail is None
        await hand.press("colon")
        await hand.type("read the mailbox")
        await hand.press("enter")
        await hand.sees("The settings name no mail server")


async def test_read_now_says_what_came_of_it(desk: Desk, server: ImapServer) -> None:
    """`fetch_mail` by its name."""
    async with at(Mailing(desk, server.port)) as hand:
        await hand.press("colon")
        await hand.type("read the mailbox")
        await hand.press("enter")
        await hand.sees("No new e-mail.")
