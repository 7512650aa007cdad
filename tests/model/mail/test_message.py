"""Messages of all kinds are taken for what they are, and none stops the reading of mail (COM-13, COM-23)."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from model.mail.message import Address, Link, address_list, identity, parse, parse_headers

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "mail"


def _python_mail() -> list[Path]:
    found = importlib.util.find_spec("test.test_email")
    if found is None or found.origin is None:
        return []
    return sorted((Path(found.origin).parent / "data").glob("msg_*.txt"))


def test_headers_are_read():
    message = EmailMessage()
    message["From"] = "Kåre Åsen <Kare@Fjord.no>"
    message["To"] = '"Vik, Amy" <amy@vik.no>, Ola <ola@xn--blbr-roah.no>'
    message["Cc"] = "undisclosed-recipients:;"
    message["Subject"] = "Tilbud på ørret"
    message["Date"] = "Tue, 01 Dec 2026 09:30:00 +0100"
    message["Message-ID"] = "<one@fjord.no>"
    message["References"] = "<a@b> <c@d>"
    message["Importance"] = "High"
    message.set_content("Hei!\n")
    found = parse(message.as_bytes())
    assert found.senders == (Address("Kåre Åsen", "Kare@Fjord.no"),)
    assert [one.key for one in found.everybody] == ["kare@fjord.no", "amy@vik.no", "ola@blåbær.no"]
    assert str(found.to[0]) == '"Vik, Amy" <amy@vik.no>'
    assert found.subject == "Tilbud på ørret"
    assert found.sent == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
    assert found.message_id == "<one@fjord.no>"
    assert found.references == ("<a@b>", "<c@d>")
    assert found.priority == "high"
    assert found.text == "Hei!"
    assert parse_headers(message.as_bytes()).subject == found.subject


def test_bytes_without_a_charset_are_read():
    for charset in ("utf-8", "cp1252"):
        content = "From: Bjørn <b@x.no>\nSubject: Blåbær og rømme\n\nSmør".encode(charset)
        found = parse(content)
        assert (found.subject, found.senders[0].name, found.text) == ("Blåbær og rømme", "Bjørn", "Smør")


def test_encoded_words_that_are_wrong_stay_as_they_are():
    found = parse(b"Subject: =?utf-8?b?a?= =?nowhere?q?hei?=\nFrom: =?utf-8?q?=C3=98y?= <o@y.no>\n\n")
    assert found.senders[0].name == "Øy"
    assert found.subject


def test_of_alternatives_the_plain_text_is_read():
    message = EmailMessage()
    message["From"] = "a@b.no"
    message.set_content("Plain\n")
    message.add_alternative("<p>Rich <a href='https://x.no/1'>here</a></p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="../../etc/tilbud.pdf")
    found = parse(message.as_bytes())
    assert found.text == "Plain"
    assert [(one.name, one.content, one.inline) for one in found.attachments] == [("tilbud.pdf", b"%PDF-", False)]


def test_html_alone_is_text_with_its_links_and_nothing_else():
    html = (
        "<html><head><style>p{color:red}</style><title>x</title></head><body><p>Hei &aring; <b>du</b></p>"
        "<script>alert(1)</script><img src='https://track.er/1.gif'><a href='https://evil.no/x y'>bank.no</a>"
        "<a href='javascript:alert(1)'>no</a><table><tr><td>Pris</td><td>100</td></tr></table></body></html>"
    )
    message = EmailMessage()
    message.set_content(html, subtype="html")
    found = parse(message.as_bytes())
    assert "Hei å du" in found.text
    assert "alert" not in found.text
    assert "color" not in found.text
    assert "Pris" in found.text
    assert found.links == (Link("https://evil.no/x%20y", "bank.no"),)
    assert Link.from_stored(found.links[0].stored()) == found.links[0]


@pytest.mark.parametrize(
    "html", ["<div>" * 3_000 + "x", "<", "<p", "&#xD800;", "<?xml version='1.0' encoding='utf-16'?><p>x</p>", "<!-- "]
)
def test_broken_html_never_raises(html):
    message = EmailMessage()
    message.set_content(html, subtype="html")
    parse(message.as_bytes())


def test_pictures_of_the_text_are_no_attachments():
    message = EmailMessage()
    message.set_content("<img src='cid:logo'>", subtype="html")
    message.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    found = parse(message.as_bytes())
    assert [(one.content_id, one.inline, one.name) for one in found.attachments] == [("logo", True, "image.png")]


def test_a_message_within_is_a_file():
    inner = EmailMessage()
    inner["Subject"] = "Fakta: a/b"
    inner.set_content("inside")
    outer = EmailMessage()
    outer.set_content("outside")
    outer.add_attachment(inner)
    found = parse(outer.as_bytes())
    assert found.text == "outside"
    assert found.attachments[0].name == "Fakta a b.eml"
    assert b"inside" in found.attachments[0].content


def test_identity_is_that_of_the_message_and_its_sender():
    one = parse(b"From: a@b.no\nMessage-ID: <1@b>\nSubject: x\n\n")
    again = parse(b"From: A <A@B.no>\nMessage-ID: <1@b>\nSubject: [list] x\nReceived: y\n\n")
    forged = parse(b"From: c@d.no\nMessage-ID: <1@b>\n\n")
    without = parse(b"From: a@b.no\nSubject: x\n\n")
    assert identity(one) == identity(again)
    assert len({identity(one), identity(forged), identity(without)}) == 3


def test_long_lists_of_addresses_are_cut_between_two():
    people = [Address("", f"person{number}@firma.no") for number in range(1_000)]
    text = address_list(people, 200)
    assert len(text) <= 210
    assert text.endswith("firma.no, …")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\x00\xff\xfe",
        b"Content-Type: multipart/mixed\n\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 400,
        b'Content-Type: text/plain; charset="\xff"\n\n\xff',
        b"Content-Type: text/plain; charset=idna\n\nxn--\xff",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n====",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 666 x\n!!!!\n",
        b"From: " + b"(" * 5_000 + b"\n\n",
        b"From: " + b"a@b.no, " * 20_000 + b"\n\n",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n\n",
        b"Content-Disposition: attachment; filename*=utf-8'x'%ff%\n\n",
        b"Content-Disposition: attachment; filename*0*=x''a; filename*2=b\n\n",
        b"Subject: =?utf-8?q?" + b"=00=1b[31m" + b"?=\n\n\x1b[2J",
    ],
)
def test_nothing_raises(content):
    found = parse(content)
    parse_headers(content)
    identity(found)
    assert "\x00" not in found.text + found.subject


@pytest.mark.parametrize("path", _python_mail(), ids=lambda path: path.name)
def test_the_malformed_mail_of_pythons_own_tests_never_raises(path):
    content = path.read_bytes()
    found = parse(content)
    identity(found)
    head = parse_headers(content, found.size)
    assert head == replace(found, text="", links=(), attachments=())


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no samples here")
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.eml")), ids=lambda path: path.name)
def test_returned_mail_is_read(path):
    found = parse(path.read_bytes())
    assert found.senders or found.message_id or found.subject
    assert found.text or found.attachments


def test_an_answer_that_nobody_wrote_says_so():
    assert parse(b"Auto-Submitted: auto-replied (vacation)\n\n").automatic
    assert not parse(b"Auto-Submitted: no\n\n").automatic
