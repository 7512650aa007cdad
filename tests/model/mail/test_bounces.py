"""Returned mail is told from vacation answers and abuse reports, by real messages and by small ones (CAMP-19, R11)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.mail.bounces import Return, may_be_return, return_in, returns_in

SAMPLES = {
    "arf-01": None,
    "lhost-domino-01": ("hard", "kijitora@example.jp", "", True),
    "lhost-exim-29": ("hard", "kijitora@example.co.jp", "5.0.0", True),
    "lhost-googlegroups-01": ("hard", "libsisimai@googlegroups.com", "", True),
    "lhost-office365-03": ("hard", "kijitora@example.com", "5.1.0", True),
    "lhost-postfix-01": ("hard", "kijitora@example.org", "5.1.1", True),
    # What is refused is who sends, or a mailbox is full: the address may be right.
    "lhost-qmail-09": ("hard", "neko@example.co.jp", "5.7.606", False),
    "lhost-yahoo-08": ("hard", "mailboxfull@libsisimai.org", "5.2.2", False),
    "rfc3834-02": None,
    "rhost-google-05": ("hard", "kijitora@google.example.com", "5.2.2", False),
}


def test_every_sample_is_taken_for_what_it_is(samples: Path) -> None:
    taken = {}
    for path in sorted((samples / "mail").glob("*.eml")):
        found = returns_in(path.read_bytes())
        assert len(found) <= 1, path
        one = found[0] if found else None
        taken[path.stem] = one and (one.kind, one.address, one.status, one.condemns_address)
        head = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        assert may_be_return(head) or not found, path
    assert taken == SAMPLES


def report(status: str, *, headers: str = "", returned: str = "") -> bytes:
    """Return returned mail with one block about a recipient."""
    return f"""From: MAILER-DAEMON@mx.example.no
To: kari@firma.example
Subject: Undelivered Mail Returned to Sender
{headers}MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.no

{status}
--b
Content-Type: message/rfc822

From: kari@firma.example
Message-ID: <one@firma.example>
{returned}Subject: Offer

Hello
--b--
""".encode()


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("Final-Recipient: rfc822; a@b.no\nAction: failed\nStatus: 5.1.1\n", ("hard", "a@b.no", "5.1.1")),
        ("Final-Recipient: rfc822; a@b.no\nAction: delayed\nStatus: 4.4.1\n", ("soft", "a@b.no", "4.4.1")),
        ("Final-Recipient: rfc822; a@b.no\nAction: failed\nStatus: 4.2.2\n", ("soft", "a@b.no", "4.2.2")),
        (
            "Original-Recipient: rfc822;old@b.no\nFinal-Recipient: rfc822; new@c.no\nAction: failed\nStatus: 5.1.1\n",
            ("hard", "old@b.no", "5.1.1"),
        ),
        ("Final-Recipient: rfc822; a@b.no\nAction: delivered\nStatus: 2.0.0\n", None),
        ("Final-Recipient: rfc822; a@b.no\nAction: relayed\nStatus: 2.0.0\n", None),
        ("nonsense", None),
    ],
)
def test_the_status_says_hard_or_soft(block: str, expected: tuple[str, str, str] | None) -> None:
    found = return_in(report(block))
    assert (found and (found.kind, found.address, found.status)) == expected


def test_every_recipient_of_a_report_is_named() -> None:
    block = "Final-Recipient: rfc822; {}\nAction: failed\nStatus: {}\n"
    found = returns_in(report(block.format("a@b.no", "5.1.1") + "\n" + block.format("c@d.no", "4.0.0")))
    assert [(one.kind, one.address) for one in found] == [("hard", "a@b.no"), ("soft", "c@d.no")]


def test_the_recipient_of_a_campaign_comes_back_in_the_message_or_in_the_address() -> None:
    block = "Final-Recipient: rfc822; a@b.no\nAction: failed\nStatus: 5.1.1\n"
    found = return_in(report(block, returned="X-Campaign-Recipient: 17-a0b1\n"))
    assert found is not None
    assert (found.campaign_recipient, found.message_id) == ("17-a0b1", "<one@firma.example>")
    found = return_in(report(block, headers="Delivered-To: kari+bounce-17-a0b1@firma.example\n"))
    assert found is not None
    assert found.campaign_recipient == "17-a0b1"
    found = return_in(report(block, returned="X-Campaign-Recipient: 17'; drop\n"))
    assert found is not None
    assert found.campaign_recipient == ""


def test_the_header_comes_back_in_text_too() -> None:
    found = return_in(
        b"From: MAILER-DAEMON@mx.example.no\nTo: kari@firma.example\nSubject: failure notice\n\n"
        b"<a@b.no>:\n550 5.1.1 No such user\n\n--- Below this line is a copy of the message.\n\n"
        b"From: kari@firma.example\nMessage-ID: <two@firma.example>\nX-Campaign-Recipient: 4-ff\n\nHello <z@z.no>:\n"
    )
    assert found == Return("hard", "a@b.no", "5.1.1", "4-ff", "<two@firma.example>", "550 5.1.1 No such user")


@pytest.mark.parametrize(
    "message",
    [
        # Anybody may write such words, a mail server's name stands in front of them only where it wrote them.
        b"From: ola@b.no\nTo: kari@firma.example\nSubject: Undelivered\n\n<a@b.no>: 550 5.1.1 no such user\n",
        b"From: ola@b.no\nAuto-Submitted: auto-replied\nSubject: Automatic reply\n\nAway, not delivered.\n",
        b"From: MAILER-DAEMON@b.no\nTo: kari@firma.example\nSubject: Successful delivery\n\n<a@b.no>: 250 2.0.0 fine\n",
        b"",
        b"\x00\xff" * 200,
        b"From: MAILER-DAEMON@b.no\nContent-Type: multipart/report; boundary=\n\n--\n--",
        b"From: MAILER-DAEMON@b.no\nContent-Type: message/delivery-status\n\n\n\n:\n",
        b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 3_000,
    ],
)
def test_no_returned_mail(message: bytes) -> None:
    assert returns_in(message) == ()


def test_a_warning_of_a_server_is_soft() -> None:
    found = return_in(
        b"From: Mailer-Daemon@b.no\nTo: kari@firma.example\nSubject: Warning: message delayed 24 hours\n\n"
        b"This message could not be delivered yet and will be retried:\n\n  a@b.no\n    451 greylisted\n"
    )
    assert found is not None
    assert (found.kind, found.address, found.condemns_address) == ("soft", "a@b.no", False)
