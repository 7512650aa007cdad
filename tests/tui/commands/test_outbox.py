"""``salg mail outbox | send | write``: e-mails written, sent and looked after in the shell (COM-13)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import StandingClock
from tests.standins.smtp import SmtpServer
from tests.tui.commands.shell import Shell

WRITE = ("mail", "write", "--to", "Per <per@kunde.example>", "--subject", "Tilbud", "--text", "Hei")


@pytest.fixture
def server():
    with SmtpServer() as running:
        yield running


@pytest.fixture
def mailing(shell: Shell, server: SmtpServer) -> Shell:
    """The shell with an account that sends by the stand-in."""
    shell.write_settings(f'[mail]\naddress = "kari@firma.example"\nsmtp = "smtp://127.0.0.1:{server.port}"\n')
    return shell


def test_an_e_mail_is_written_sent_and_on_the_card(mailing: Shell, server: SmtpServer, tmp_path: Path) -> None:
    fjord = mailing.add("customer", "name=Fjord AS")
    mailing.add("contact", "first_name=Per", "last_name=Haug", "email=per@kunde.example")
    (tmp_path / "tilbud.pdf").write_bytes(b"%PDF")
    more = ("--attach", str(tmp_path / "tilbud.pdf"), "--about", f"customer:{fjord}", "--priority", "high", "--json")
    made = mailing.done(*WRITE, *more).json
    assert (made["state"], made["delivered"]) == ("sent", ["per@kunde.example"])
    (email,) = mailing.done("email", "list", "--json").json
    assert (email["id"], email["subject"], email["direction"], email["priority"]) == (
        made["id"],
        "Tilbud",
        "out",
        "high",
    )
    assert email["attachments"] == 1
    assert [part.get_filename() for part in server.taken[0].message.iter_attachments()] == ["tilbud.pdf"]
    assert mailing.done("mail", "outbox").out == ""
    refused = mailing.refused("undo")
    assert "cannot be taken back" in refused


def test_what_waits_is_shown_cancelled_and_sent(mailing: Shell, server: SmtpServer, clock: StandingClock) -> None:
    server.plan.rcpt["per@kunde.example"] = ["451 Come again"]
    put_off = mailing.done(*WRITE)
    assert "Come again" in put_off.err
    assert mailing.done("mail", "send").lines == ["0 sent."]
    mailing.done(*WRITE, "--later")
    first, second = (line.split()[0] for line in reversed(mailing.done("mail", "outbox").lines))
    mailing.done("mail", "outbox", "cancel", second)
    clock.move(minutes=10)
    assert mailing.done("mail", "send").lines == ["1 sent."]
    states = {one["number"]: one["state"] for one in mailing.done("mail", "outbox", "--all", "--json").json}
    assert states == {int(first): "sent", int(second): "cancelled"}
    assert "taken back" in mailing.refused("mail", "outbox", "cancel", first)


def test_what_is_unsure_is_asked_about(mailing: Shell, server: SmtpServer) -> None:
    server.plan.after_data.append("close")
    told = mailing.refused(*WRITE)
    assert "Sent or not?" in told
    (line,) = mailing.done("mail", "outbox").lines
    number = line.split()[0]
    mailing.refused("mail", "outbox", "retry", number)
    mailing.done("mail", "outbox", "not-sent", number)
    assert mailing.done("mail", "send").lines == ["1 sent."]
    assert len(server.taken) == 2


def test_a_server_that_is_not_there_is_told_and_nothing_is_lost(mailing: Shell, server: SmtpServer) -> None:
    mailing.write_settings('[mail]\naddress = "kari@firma.example"\nsmtp = "smtp://127.0.0.1:1"\n')
    assert "127.0.0.1:1 is not reached" in mailing.refused(*WRITE)
    assert len(mailing.done("mail", "outbox").lines) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("mail", "write", "--to", "per", "--text", "Hei"), "--to: “per” is no e-mail address."),
        (("mail", "write", "--text", "Hei"), "to: Write to whom it goes."),
        ((*WRITE, "--attach", "/nowhere/x.pdf"), "files: "),
        ((*WRITE, "--about", "customer:999"), "customer"),
        (("mail", "outbox", "cancel", "999"), "no such message"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_on_file(mailing: Shell, words: tuple[str, ...], told: str) -> None:
    assert told in mailing.refused(*words)
    assert mailing.done("email", "list", "--json").json == []


def test_without_an_account_it_says_where_it_is_set(shell: Shell) -> None:
    assert "salg settings" in shell.refused(*WRITE)
