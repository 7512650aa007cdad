"""The message of a campaign is what Python's e-mail package would make, whatever is put into it."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.campaign_mail.message_frame import MessageFrame
from model.core.errors import UserError
from model.mail.headers import Address
from model.mail.message import Attachment

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
KARI = Address("Kari Øst", "kari@firma.example")
LOGO = Attachment("logo.png", "image/png", b"\x89PNG\r\n.\r\n", "logo", inline=True)
PLAIN, RICH = (MessageFrame(KARI, [LOGO], with_html=html, at=AT) for html in (False, True))
ONE_LINE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=300)


def read(content: bytes):  # type: ignore[no-untyped-def]
    return email.message_from_bytes(content, policy=default)


@given(name=ONE_LINE, subject=ONE_LINE, text=st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_what_is_put_in_comes_out(name: str, subject: str, text: str) -> None:
    text = text.replace("\r", "\n").replace("\x00", "")
    for frame, texts in ((PLAIN, (text,)), (RICH, (text, f"<p>{text}</p>"))):
        content = frame.filled(Address(name, "ola@kunde.example"), subject, "<1@firma.example>", AT, ["X-A: b"], *texts)
        assert content.isascii()
        assert all(len(line) < 998 for line in content.split(b"\r\n"))
        assert b"\n" not in content.replace(b"\r\n", b"")
        message = read(content)
        assert " ".join(str(message["subject"]).split()) == " ".join(subject.split())
        (to,) = message["to"].addresses
        # Python's own parser leaves a blank between two encoded words of a name, which no mail program does.
        assert (to.addr_spec, "".join(to.display_name.split())) == ("ola@kunde.example", "".join(name.split()))
        assert (message["x-a"], message["message-id"]) == ("b", "<1@firma.example>")
        assert message["date"].datetime == AT
        assert message["from"] == "Kari Øst <kari@firma.example>"
        body = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        assert body.rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(("name", "subject"), [("Ola\r\nBcc: x@y.example", "Hei"), ("Ola", "Hei\nBcc: x@y.example")])
def test_no_header_comes_in_by_a_value(name: str, subject: str) -> None:
    with pytest.raises(UserError):
        PLAIN.filled(Address(name, "ola@kunde.example"), subject, "<1@firma.example>", AT, [], "Hei")
