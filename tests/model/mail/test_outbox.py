"""The outbox: whatever breaks, and whenever, nothing is lost and nothing goes out twice (COM-13)."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from model.core.changes.change import change
from model.core.errors import UserError
from model.core.settings import MailSettings
from model.mail import outbox
from model.mail.composition import Composition, message_bytes, new_message_id
from model.mail.delivery import send_due
from model.mail.headers import Address
from model.mail.settings import MailAccount, MailSettingsError, mail_account
from model.mail.smtp import SmtpConnection
from tests.standins.smtp import CLOSE, SILENCE, SmtpServer

KARI = "kari@firma.example"
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def server():
    with SmtpServer() as running:
        yield running


def account_of(server, tmp_path, scheme="smtp", user="", **more) -> MailAccount:
    url = f"{scheme}://{user + '@' if user else ''}127.0.0.1:{server.port}"
    found = mail_account(MailSettings(address=KARI, smtp=url), tmp_path, more)
    assert found is not None
    return found


def put(session, *to, subject="Tilbud") -> int:
    written = Composition(
        Address("Kari", KARI), [Address("", one) for one in to or ("per@kunde.example",)], subject, "Hei"
    )
    message_id = new_message_id(KARI)
    with change(session, "Sending", "email") as made:
        return outbox.put(made, message_bytes(written, message_id, AT), message_id, KARI, written.envelope)


def later(session, minutes):
    return replace(session, clock=lambda: session.clock() + timedelta(minutes=minutes))


def quick(seconds=0.3):
    return lambda account: SmtpConnection(account, seconds=seconds, at_end=seconds)


def test_what_is_due_goes_out_once(session, server, tmp_path):
    put(session)
    account = account_of(server, tmp_path)
    assert send_due(session, account).count("sent") == 1
    assert send_due(session, account).messages == []
    assert [one.recipients for one in server.taken] == [["per@kunde.example"]]
    assert server.taken[0].message["subject"] == "Tilbud"


def test_one_connection_for_many(session, server, tmp_path):
    for number in range(5):
        put(session, subject=f"Nr. {number}")
    assert send_due(session, account_of(server, tmp_path)).count("sent") == 5
    assert server.connections == 1


def test_what_is_refused_for_now_waits_and_is_sent_later(session, server, tmp_path):
    server.plan.rcpt["per@kunde.example"] = ["451 4.7.1 Greylisted, come again"]
    out = put(session)
    account = account_of(server, tmp_path)
    (found,) = send_due(session, account).messages
    assert (found.state, found.attempts) == ("waiting", 1)
    assert "Greylisted" in found.error
    assert send_due(session, account).messages == []
    assert send_due(later(session, 10), account).count("sent") == 1
    assert outbox.one(session, out).error == ""
    assert len(server.taken) == 1


def test_what_is_refused_for_good_has_failed_with_the_servers_words(session, server, tmp_path):
    server.plan.data.append("554 5.7.1 We do not like it")
    out = put(session)
    account = account_of(server, tmp_path)
    (found,) = send_due(session, account).messages
    assert (found.state, found.error) == ("failed", "554 5.7.1 We do not like it")
    outbox.try_again(session, out)
    assert send_due(session, account).count("sent") == 1


def test_one_refused_of_several_is_told_and_the_others_get_it(session, server, tmp_path):
    server.plan.rcpt["borte@kunde.example"] = "550 5.1.1 No such user"
    put(session, "per@kunde.example", "borte@kunde.example", "ola@kunde.example")
    (found,) = send_due(session, account_of(server, tmp_path)).messages
    assert found.state == "sent"
    assert dict(found.refused) == {"borte@kunde.example": "550 5.1.1 No such user"}
    assert found.delivered == ("per@kunde.example", "ola@kunde.example")


def test_one_put_off_of_several_gets_it_later_and_the_others_not_again(session, server, tmp_path):
    server.plan.rcpt["treg@kunde.example"] = ["450 Mailbox busy"]
    put(session, "per@kunde.example", "treg@kunde.example")
    account = account_of(server, tmp_path)
    (found,) = send_due(session, account).messages
    assert (found.state, found.recipients) == ("waiting", ("treg@kunde.example",))
    assert send_due(later(session, 10), account).count("sent") == 1
    assert [one.recipients for one in server.taken] == [["per@kunde.example"], ["treg@kunde.example"]]


@pytest.mark.parametrize("wrong", [CLOSE, SILENCE])
def test_no_answer_after_the_end_is_unsure_and_asks(session, server, tmp_path, wrong):
    server.plan.after_data.append(wrong)
    out = put(session)
    account = account_of(server, tmp_path)
    assert send_due(session, account, connect=quick()).count("unsure") == 1
    assert send_due(later(session, 10_000), account).messages == []
    with pytest.raises(UserError):
        outbox.try_again(session, out)
    assert outbox.answer(session, out, was_sent=True).state == "sent"
    assert len(server.taken) == 1


def test_what_was_not_sent_after_all_is_sent_again(session, server, tmp_path):
    server.plan.after_data.append(CLOSE)
    out = put(session)
    account = account_of(server, tmp_path)
    send_due(session, account, connect=quick())
    assert outbox.answer(session, out, was_sent=False).state == "waiting"
    assert send_due(session, account).count("sent") == 1


@pytest.mark.parametrize("wrong", [CLOSE, SILENCE])
def test_a_line_that_breaks_before_waits(session, server, tmp_path, wrong):
    server.plan.mail.append(wrong)
    put(session)
    account = account_of(server, tmp_path)
    (found,) = send_due(session, account, connect=quick()).messages
    assert found.state == "waiting"
    assert send_due(later(session, 10), account).count("sent") == 1


def test_a_server_that_is_not_there_leaves_all_waiting(session, tmp_path):
    put(session)
    with SmtpServer() as gone:
        account = account_of(gone, tmp_path)
    done = send_due(session, account)
    assert [one.state for one in done.messages] == ["waiting"]
    assert "127.0.0.1" in done.failure


def test_two_programs_never_have_the_same(session, tmp_path):
    out = put(session)
    first, second = outbox.new_holder(), outbox.new_holder()
    assert outbox.claim(session, first).id == out
    assert outbox.claim(session, second) is None


def test_a_program_that_died_before_the_end_leaves_it_to_another(session, server, tmp_path):
    out = put(session)
    dead, other = outbox.new_holder(), outbox.new_holder()
    outbox.claim(session, dead)
    assert outbox.claim(later(session, 20), other).id == out
    # The first was slow only: it does not send the end any more.
    assert not outbox.may_end(session, out, dead, ["per@kunde.example"])
    assert outbox.may_end(session, out, other, ["per@kunde.example"])


def test_a_program_that_died_after_the_end_leaves_a_question(session, server, tmp_path):
    out = put(session)
    dead = outbox.new_holder()
    outbox.claim(session, dead)
    assert outbox.may_end(session, out, dead, ["per@kunde.example"])
    assert outbox.claim(later(session, 20), outbox.new_holder()) is None
    assert outbox.one(session, out).state == "unsure"


def test_what_a_dead_program_held_is_counted_as_waiting(session):
    put(session)
    outbox.claim(session, outbox.new_holder())
    assert outbox.count_due(session)[0] == 0
    assert outbox.count_due(later(session, 20))[0] == 1


def test_the_lost_one_ends_no_message(session, server, tmp_path):
    out = put(session)
    mine = outbox.claim(session, outbox.new_holder())
    with SmtpConnection(account_of(server, tmp_path)) as line:
        outcome = line.deliver(KARI, mine.recipients, mine.message.encode(), lambda _accepted: False)
    assert outcome.result == "lost"
    assert server.taken == []
    assert outbox.one(session, out).state == "sending"


def test_cancelled_does_not_go(session, server, tmp_path):
    out = put(session)
    outbox.cancel(session, out)
    assert send_due(session, account_of(server, tmp_path)).messages == []
    assert outbox.outbox(session) == []
    assert [one.state for one in outbox.outbox(session, everything=True)] == ["cancelled"]


def test_the_outbox_is_its_owners(session, per, server, tmp_path):
    put(session)
    other = per
    assert outbox.outbox(other) == []
    assert send_due(other, account_of(server, tmp_path)).messages == []


def test_two_days_are_enough(session, server, tmp_path):
    server.plan.rcpt["per@kunde.example"] = "451 Not today"
    put(session)
    account = account_of(server, tmp_path)
    send_due(session, account)
    (found,) = send_due(later(session, 60 * 49), account).messages
    assert found.state == "failed"


def test_a_message_that_is_too_large_is_not_carried_over(session, tmp_path):
    with SmtpServer(size=300) as small:
        out = put(session, subject="x" * 400)
        (found,) = send_due(session, account_of(small, tmp_path)).messages
    assert found.state == "failed"
    assert found.error.startswith("552")
    assert outbox.one(session, out).recipients == ("per@kunde.example",)


# Signing in


def test_signing_in_by_password_and_the_wrong_one(session, tmp_path):
    with SmtpServer(users={"kari": "hemmelig ø"}) as server:
        put(session)
        wrong = send_due(session, account_of(server, tmp_path, user="kari", SALG_MAIL_PASSWORD="Feil-Ord"))
        assert "kari" in wrong.failure
        assert "Feil-Ord" not in wrong.failure
        right = account_of(server, tmp_path, user="kari", SALG_MAIL_PASSWORD="hemmelig ø")
        assert send_due(later(session, 10), right).count("sent") == 1
        assert server.taken[0].user == "kari"


def test_signing_in_by_token(session, tmp_path):
    with SmtpServer(tokens={"kari": "abc123"}) as server:
        put(session)
        account = account_of(server, tmp_path, user="kari")
        for token, state in (("wrong", "waiting"), ("abc123", "sent")):
            secrets = replace(account.secrets, token_command=f"echo {token}")
            found = send_due(later(session, 10), replace(account, secrets=secrets))
            assert found.count(state) == 1
            session = later(session, 20)


def test_without_a_password_nothing_is_held(session, server, tmp_path):
    with SmtpServer(users={"kari": "x"}) as server:
        out = put(session)
        with pytest.raises(MailSettingsError):
            send_due(session, account_of(server, tmp_path, user="kari"))
    assert outbox.one(session, out).state == "waiting"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    if shutil.which("openssl") is None:
        pytest.skip("makes its certificate by openssl")
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
    names, files = "subjectAltName=DNS:localhost,IP:127.0.0.1", ["-keyout", path, "-out", path.with_suffix(".crt")]
    subprocess.run([*command.split(), names, *files], check=True, capture_output=True)
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_an_encrypted_line(session, tmp_path, certificate, monkeypatch, tls):
    with SmtpServer(certificate=certificate, tls=tls) as server:
        out = put(session)
        account = account_of(server, tmp_path, "smtps")
        account = replace(account, smtp=replace(account.smtp, encryption=tls))
        refused = send_due(session, account)
        assert refused.count("waiting") == 1
        assert "itself" in refused.failure
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send_due(later(session, 10), account).count("sent") == 1
    assert outbox.one(session, out).state == "sent"


def test_without_encryption_nothing_is_sent_where_it_is_required(session, server, tmp_path):
    put(session)
    account = account_of(server, tmp_path)
    done = send_due(session, replace(account, smtp=replace(account.smtp, encryption="starttls")))
    assert "STARTTLS" in done.failure
    assert server.taken == []
