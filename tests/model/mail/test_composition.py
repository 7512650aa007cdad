"""Messages that are written here, read back by Python's own parser (COM-13, COM-23)."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default

import pytest

from model.core.errors import UserError
from model.mail.composition import (
    Composition,
    addresses_in,
    answer_subject,
    message_bytes,
    new_message_id,
    quoted,
    whole_text,
)
from model.mail.headers import Address
from model.mail.message import Attachment, parse

KARI = Address("Kari Ærlig", "kari@blåbær.example")
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def written(**more):
    values = {"sender": KARI, "to": [Address("Per", "per@kunde.example")], "subject": "Hei", "text": "Hei\n"}
    return Composition(**{**values, **more})


def read_back(composition):
    content = message_bytes(composition, new_message_id(KARI.address), AT)
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    return email.message_from_bytes(content, policy=default)


def test_letters_of_all_languages_come_back():
    found = read_back(
        written(subject="Tilbud på blåbærsyltetøy – čŋ " * 5, text="Kjære Åse,\n.\nhei – đ\n" + "x" * 2000)
    )
    assert found["subject"] == ("Tilbud på blåbærsyltetøy – čŋ " * 5).strip() or "blåbærsyltetøy" in found["subject"]
    assert found["from"].addresses[0].display_name == "Kari Ærlig"
    assert found["from"].addresses[0].addr_spec == "kari@xn--blbr-roah.example"
    body = found.get_body().get_content().replace("\r\n", "\n")
    assert "Kjære Åse,\n.\nhei – đ\n" in body
    assert "x" * 2000 in body


def test_answers_name_what_they_answer():
    found = read_back(written(in_reply_to="<a@b>", references=("<x@b>", "<a@b>"), priority="high"))
    assert (found["in-reply-to"], found["references"]) == ("<a@b>", "<x@b> <a@b>")
    assert found["x-priority"] == "1"
    assert found["message-id"].endswith("@xn--blbr-roah.example>")
    assert found["date"].datetime == AT


@pytest.mark.parametrize("name", ["subject", "in_reply_to"])
def test_no_header_is_smuggled_in(name):
    with pytest.raises(UserError):
        message_bytes(written(**{name: "Hei\r\nBcc: alle@kunde.example"}), "<a@b>", AT)


def test_no_header_is_smuggled_in_by_a_name_or_a_file():
    with pytest.raises(UserError):
        message_bytes(written(to=[Address("Per\nBcc: x@y.example", "per@kunde.example")]), "<a@b>", AT)
    with pytest.raises(UserError):
        message_bytes(written(attachments=[Attachment("a\nb.pdf", "application/pdf", b"x")]), "<a@b>", AT)


def test_files_come_back_byte_by_byte():
    files = [
        Attachment("Tilbud på øl.pdf", "application/pdf", bytes(range(256)) * 10),
        Attachment("tekst.txt", "", "æøå\nlinje".encode("latin-1")),
        Attachment("brev.eml", "message/rfc822", b"Subject: x\r\n\r\nhei"),
        Attachment("odd", "no type at all", b"\0"),
    ]
    found = parse(message_bytes(written(attachments=files), "<a@b>", AT))
    assert [(one.name, one.content) for one in found.attachments] == [(one.name, one.content) for one in files]


def test_pictures_of_a_html_text_stand_in_it():
    logo = Attachment("logo.png", "image/png", b"PNG", content_id="logo", inline=True)
    found = read_back(written(html='<p>Hei <img src="cid:logo"></p>', attachments=[logo]))
    assert found.get_body(("plain",)).get_content().strip() == "Hei"
    related = next(part for part in found.walk() if part.get_content_type() == "multipart/related")
    assert [part["content-id"] for part in related.iter_attachments()] == ["<logo>"]


def test_people_as_they_are_typed():
    text = 'Kari Nordmann <kari@firma.example>; per@firma.example, "Ås, Ola" <ola@firma.example>\nPER@firma.example'
    found = addresses_in(text, "to")
    assert [(one.name, one.address) for one in found] == [
        ("Kari Nordmann", "kari@firma.example"),
        ("", "per@firma.example"),
        ("Ås, Ola", "ola@firma.example"),
    ]


@pytest.mark.parametrize(
    "text", ["kari", "kari@", "@firma.example", "a b@firma.example", "kari@@x.example", "kåre@x.example", "a@b..c"]
)
def test_what_is_no_address_is_named(text):
    with pytest.raises(UserError) as error:
        addresses_in(f"per@firma.example, {text}", "cc")
    assert error.value.field == "cc"


def test_nobody_and_too_many():
    with pytest.raises(UserError):
        message_bytes(written(to=[]), "<a@b>", AT)
    with pytest.raises(UserError):
        message_bytes(written(to=[Address("", f"a{n}@b.example") for n in range(501)]), "<a@b>", AT)


def test_an_answer_has_one_mark():
    assert answer_subject("SV: Re: Tilbud") == "Re: Tilbud"
    assert answer_subject("Tilbud", forward=True) == "Fwd: Tilbud"


def test_a_text_is_quoted_below_who_wrote_it():
    assert quoted("Hei\n> før\n", "Per", "21.11.2026").splitlines() == ["Per wrote on 21.11.2026:", "> Hei", ">> før"]


def test_the_signature_stands_above_what_is_quoted():
    assert whole_text("Hei\n", "Kari\nFirma", "Per wrote") == "Hei\n\n-- \nKari\nFirma\n\nPer wrote\n"
    assert whole_text("Hei") == "Hei\n"
