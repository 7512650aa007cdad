"""What a campaign sends: text, HTML, pictures by their content ID, files, and the way to unsubscribe (R12, R13)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.campaign_mail import queue
from model.campaign_mail.material import Material
from model.campaign_mail.plan import plan_sending
from model.campaign_mail.sending import send_campaign
from model.campaign_mail.trial import preview, send_test
from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import UserError
from model.documents import attachments
from model.mail.settings import MailSettingsError
from tests.model.campaign_mail.campaigning import account_at, campaign, recipient, template
from tests.model.filing import customer
from tests.model.mail.test_stored_message import colleague
from tests.standins.smtp import SmtpServer

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HTML = '<html><body><p>Hei {{ recipient.contact }}</p><img src="cid:logo"></body></html>'


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def attach(
    session: Session, campaign_id: int, folder: Path, name: str, content: bytes = PIXEL, **values: object
) -> int:
    path = folder / name
    path.write_bytes(content)
    return attachments.add_file(session, ("campaign", campaign_id), path, values)


def sent(session: Session, spring: int, server: SmtpServer, **settings: object):  # type: ignore[no-untyped-def]
    queue.start(session, plan_sending(session, spring))
    send_campaign(session, account_at(server, **settings), spring)
    return server.taken[-1].message


def shape(part: object) -> object:
    kind = part.get_content_type()  # type: ignore[attr-defined]
    return (kind, [shape(each) for each in part.iter_parts()]) if kind.startswith("multipart") else kind  # type: ignore[attr-defined]


def test_pictures_lie_within_the_html_and_files_beside_it(session: Session, server: SmtpServer, tmp_path: Path) -> None:
    spring = campaign(session, template(session, html=HTML))
    recipient(session, spring, "kari@kunde.example", contact="Kari <3")
    attach(session, spring, tmp_path, "logo.png", content_id="Logo")
    attach(session, spring, tmp_path, "pris.pdf", b"%PDF-1.4")
    message = sent(session, spring, server)
    related = ("multipart/related", ["text/html", "image/png"])
    assert shape(message) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", related]), "application/pdf"],
    )
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert (picture["content-id"], picture.get_content()) == ("<Logo>", PIXEL)
    html = message.get_body(("html",)).get_content()
    assert "Hei Kari &lt;3" in html
    assert html.replace("\r", "").rstrip().endswith("Meld deg av</a></p>\n</body></html>")
    assert [part.get_filename() for part in message.iter_attachments()] == ["pris.pdf"]


def test_r12_what_does_not_go_along_is_not_attached(session: Session, server: SmtpServer, tmp_path: Path) -> None:
    spring = campaign(session)
    recipient(session, spring, "kari@kunde.example")
    attach(session, spring, tmp_path, "internal.pdf", b"%PDF-1.4", goes_along=False)
    plan = plan_sending(session, spring)
    assert (plan.files, plan.stays) == ((), ("internal.pdf",))
    assert [*sent(session, spring, server).iter_attachments()] == []


def test_r13_content_ids_that_miss_each_other_are_warned_of(
    session: Session, server: SmtpServer, tmp_path: Path
) -> None:
    spring = campaign(session, template(session, html='<img src="cid:banner"><img src=cid:hidden>'))
    recipient(session, spring, "kari@kunde.example")
    attach(session, spring, tmp_path, "logo.png", content_id="logo1")
    attach(session, spring, tmp_path, "hidden.png", content_id="hidden", goes_along=False)
    warnings = send_test(session, account_at(server), spring, "meg@firma.example")
    assert len(warnings) == 3
    assert "logo.png" in warnings[0]
    assert "banner" in warnings[1]
    assert "hidden" in warnings[2]
    assert [part.get_filename() for part in server.taken[0].message.iter_attachments()] == ["logo.png"]


def test_r13_two_with_one_content_id_are_refused(session: Session, tmp_path: Path) -> None:
    spring = campaign(session)
    attach(session, spring, tmp_path, "a.png", content_id="logo")
    with pytest.raises(UserError):
        attach(session, spring, tmp_path, "b.png", content_id="LOGO")


def test_where_there_is_a_page_mail_programs_make_a_button_of_it(session: Session, server: SmtpServer) -> None:
    spring = campaign(session)
    one = recipient(session, spring, "kari@kunde.example")
    message = sent(session, spring, server, unsubscribe="https://firma.example/u?who={mark}")
    page, by_mail = str(message["list-unsubscribe"]).split(", ")
    assert page.startswith(f"<https://firma.example/u?who={one}-")
    assert by_mail.startswith("<mailto:kari@firma.example")
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert f"Meld deg av: {page.strip('<>')}" in message.get_content()


def test_headers_of_long_addresses_are_not_encoded(session: Session, server: SmtpServer) -> None:
    spring = campaign(session)
    recipient(session, spring, "kari@kunde.example")
    long = "kari.nordmann-med-langt-navn@avdelingen.for.lange.navn.firma.example"
    sent(session, spring, server, address=long)
    assert b"=?utf-8" not in server.taken[0].content
    assert b"List-Unsubscribe: <mailto:" + long.encode() in server.taken[0].content


def test_a_page_that_is_no_web_address_is_refused(server: SmtpServer) -> None:
    with pytest.raises(MailSettingsError) as refused:
        account_at(server, unsubscribe="javascript:alert(1)")
    assert refused.value.field == "mail.unsubscribe"


def test_a_test_goes_to_oneself_and_marks_nobody(session: Session, server: SmtpServer) -> None:
    spring = campaign(session, template(session, text="Hei {{ recipient.contact }}"))
    recipient(session, spring, "red@kunde.example", contact="Red", status="deactivated")
    one = recipient(session, spring, "kari@kunde.example", contact="Kari")
    assert send_test(session, account_at(server), spring, "Meg <meg@firma.example>") == []
    (taken,) = server.taken
    assert taken.recipients == ["meg@firma.example"]
    assert "Hei Kari" in taken.message.get_content()
    assert taken.message["x-campaign-recipient"] is None
    assert "unsubscribe%20test" in str(taken.message["list-unsubscribe"])
    assert not read(session, Recipient, one).sent
    assert plan_sending(session, spring).goes == 1


@pytest.mark.parametrize("address", ["", "meg", "a@b.example, c@d.example"])
def test_a_test_to_no_address_or_several_is_refused(session: Session, server: SmtpServer, address: str) -> None:
    spring = campaign(session)
    recipient(session, spring, "kari@kunde.example")
    with pytest.raises(UserError):
        send_test(session, account_at(server), spring, address)
    assert server.taken == []


def test_what_a_server_says_of_a_test_is_told(session: Session, server: SmtpServer) -> None:
    server.plan.rcpt["meg@firma.example"] = "550 5.1.1 Not you"
    spring = campaign(session)
    recipient(session, spring, "kari@kunde.example")
    with pytest.raises(UserError, match="Not you"):
        send_test(session, account_at(server), spring, "meg@firma.example")


def test_a_campaign_without_anybody_to_fill_it_with_has_no_test(session: Session, server: SmtpServer) -> None:
    with pytest.raises(UserError):
        send_test(session, account_at(server), campaign(session), "meg@firma.example")


def test_each_recipient_is_looked_at_before(session: Session) -> None:
    spring = campaign(session, template(session, subject=None, text="Hei {{ recipient.contact }}"))
    good = recipient(session, spring, "kari@kunde.example", contact="Kari")
    red = recipient(session, spring, "red@kunde.example", contact="Red", status="deactivated")
    blank = recipient(session, spring, "firma@kunde.example", company="Kunde AS")
    material = Material(session, spring)
    found = preview(material, good)
    assert (found.address, found.subject, found.text, found.reason) == ("kari@kunde.example", "Spring", "Hei Kari", "")
    assert preview(material, red).reason == "Deactivated"
    assert preview(material, blank).blank == "Recipient: Contact person"
    hidden = customer(session, "Hemmelig AS", owner_only=True, owner=session.person.id)
    of_hidden = recipient(session, spring, "h@kunde.example", of_customer=hidden)
    with pytest.raises(UserError):
        preview(Material(colleague(session), spring), of_hidden)
