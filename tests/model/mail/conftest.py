"""A mailbox that stands in for a real one, and the account that leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from model.mail.settings import MailAccount, Secrets, Server
from tests.standins.imap import PASSWORD, USER, ImapServer


@pytest.fixture(scope="session")
def running_server() -> Iterator[ImapServer]:
    with ImapServer() as standin:
        yield standin


@pytest.fixture
def server(running_server: ImapServer) -> ImapServer:
    running_server.reset()
    return running_server


@pytest.fixture
def account(server: ImapServer) -> MailAccount:
    return account_at(server.port)


def account_at(port: int, password: str = PASSWORD, address: str = "kari@salg.example") -> MailAccount:
    secrets = Secrets(environment={"SALG_MAIL_PASSWORD": password})
    return MailAccount(address, Server("127.0.0.1", port, USER, "none"), None, secrets)


def with_password(account: MailAccount, password: str) -> MailAccount:
    return replace(account, secrets=Secrets(environment={"SALG_MAIL_PASSWORD": password}))
