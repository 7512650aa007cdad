"""``salg mail check | sync``, what ``salg doctor`` says of mail, and ``salg email list | show`` (COM-13)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.model.mail.mails import mail
from tests.standins.imap import PASSWORD, USER, ImapServer
from tests.standins.smtp import SmtpServer
from tests.tui.commands.shell import Shell


@pytest.fixture(scope="module")
def running() -> Iterator[ImapServer]:
    with ImapServer() as standin:
        yield standin


@pytest.fixture
def server(running: ImapServer) -> ImapServer:
    running.reset()
    return running


@pytest.fixture
def mailing(shell: Shell, server: ImapServer) -> Shell:
    """The shell with an account of the stand-in."""
    settings(shell, server)
    return shell


def settings(shell: Shell, server: ImapServer, more: str = "", password: str = PASSWORD) -> None:
    shell.write_settings(
        f'[mail]\naddress = "kari@salg.example"\nimap = "imap://{USER}@127.0.0.1:{server.port}"\n'
        f'password_command = "echo {password}"\n{more}'
    )


def test_the_mailbox_is_read_and_what_concerns_somebody_is_listed(mailing: Shell, server: ImapServer) -> None:
    customer = mailing.add("customer", "name=Fjord AS", "email=amy@fjord.no")
    server.put(mail(subject="Tilbud", text="Hei \x1b[2J"), mail("x@y.no"))
    assert mailing.done("mail", "sync").lines == ["1 e-mail put on file."]
    assert mailing.done("mail", "sync", "--json").json == dict.fromkeys(
        ("seen", "stored", "links", "gone", "returned"), 0
    )
    (listed,) = mailing.done("email", "list", "--json").json
    assert (listed["subject"], listed["direction"]) == ("Tilbud", "in")
    shown = mailing.done("email", "show", str(listed["id"]), terminal=True).out
    assert "Tilbud" in shown
    assert "Fjord AS" in shown
    assert "\x1b" not in shown
    assert mailing.done("email", "list", "--where", f"customer=#{customer}", "--json").json
    with server.client() as box:
        box.delete(box.uids())
    assert "1 e-mail deleted in the mailbox was removed." in mailing.done("mail", "sync").out
    mailing.done("undo")
    assert len(mailing.done("email", "list", "--json").json) == 1


def test_check_tells_what_works_and_no_secret(shell: Shell, server: ImapServer) -> None:
    server.put(mail(), folder="Sendte elementer")
    with SmtpServer() as smtp:
        settings(shell, server, f'smtp = "smtp://127.0.0.1:{smtp.port}"\n')
        said = shell.done("mail", "check").out
    assert "takes kari" in said
    assert "sent: Sendte elementer" in said
    assert PASSWORD not in said
    settings(shell, server, password="galt-ord")
    said = shell.run("mail", "check")
    assert said.code == 1
    assert "does not take the user kari" in said.out
    assert "galt-ord" not in said.out + said.err


def test_what_goes_wrong_is_one_line(mailing: Shell, server: ImapServer) -> None:
    mailing.add("customer", "name=Fjord AS", "email=amy@fjord.no")
    server.put(mail())
    server.fault("EXAMINE", "close")
    refused = mailing.refused("mail", "sync")
    assert refused.startswith("mail.imap: ")
    assert "closed the line" in mailing.done("doctor").out
    assert mailing.done("mail", "sync").lines == ["1 e-mail put on file."]
    assert "closed the line" not in mailing.done("doctor").out


def test_doctor_tells_what_is_set_and_reachable(shell: Shell, server: ImapServer) -> None:
    shell.add("customer", "name=Fjord AS")
    assert "not set: [mail]" in shell.done("doctor").out
    settings(shell, server, 'smtp = "smtp://127.0.0.1:9"\n')
    said = shell.done("doctor").out
    assert f"127.0.0.1:{server.port} (none) – answers" in said
    assert "127.0.0.1:9 (none) – cannot be reached" in said
    assert "never" in said


def test_without_an_account(shell: Shell) -> None:
    assert "salg settings" in shell.refused("mail", "sync")
    assert "salg settings" in shell.refused("mail", "check")
