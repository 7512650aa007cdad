"""Sending a campaign: whatever breaks, and whenever, each gets it once, and it can be seen who did (CAMP-19)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from model.campaign_mail import queue
from model.campaign_mail.holder import is_gone, new_holder
from model.campaign_mail.plan import SendingChanged, plan_sending
from model.campaign_mail.progress import doubtful, progress
from model.campaign_mail.sending import send_campaign
from model.campaigns.marks import marks_of
from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotAllowedError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.storage.store import Store
from model.mail.invalid_addresses import invalid_addresses
from model.mail.returns import recipient_mark
from model.mail.smtp import SmtpConnection
from tests.model.campaign_mail.campaigning import account_at, campaign, recipient, template
from tests.model.filing import customer
from tests.model.mail.test_stored_message import colleague
from tests.standins.smtp import CLOSE, SILENCE, SmtpServer


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def begun(session: Session, count: int, **values: object) -> tuple[int, list[int]]:
    """Put a campaign with recipients on file and start it."""
    spring = campaign(session)
    people = [recipient(session, spring, f"a{number}@kunde.example", **values) for number in range(count)]
    queue.start(session, plan_sending(session, spring))
    return spring, people


def later(session: Session, **delta: float) -> Session:
    return replace(session, clock=lambda: session.clock() + timedelta(**delta))


def to(server: SmtpServer) -> list[str]:
    return [address for taken in server.taken for address in taken.recipients]


def quick(account: object) -> SmtpConnection:
    return SmtpConnection(account, seconds=0.3, at_end=0.3)  # type: ignore[arg-type]


def test_each_gets_its_own_message_and_is_marked_sent(session: Session, server: SmtpServer) -> None:
    spring = campaign(session, template(session, subject="Tilbud til {{ name }}", text="Hei {{ recipient.contact }}!"))
    kari = recipient(session, spring, "kari@kunde.example", contact="Kari Moe")
    recipient(session, spring, "ola@kunde.example", contact="Ola Ås")
    queue.start(session, plan_sending(session, spring))
    account = account_at(server)
    assert send_campaign(session, account, spring).counts == {"sent": 2}
    first, second = (taken.message for taken in server.taken)
    assert (first["subject"], second["to"]) == ("Tilbud til Kari Moe", "Ola Ås <ola@kunde.example>")
    assert "Hei Kari Moe!" in first.get_body().get_content()
    assert first["X-Campaign-Recipient"] == recipient_mark(session, kari)
    assert first["Message-ID"] == f"<campaign.{spring}.{recipient_mark(session, kari)}.1@firma.example>"
    assert first["List-Unsubscribe"].strip().startswith("<mailto:kari@firma.example?subject=unsubscribe%20")
    assert first["List-Unsubscribe-Post"] is None
    assert server.connections == 1
    found = read(session, Recipient, kari)
    assert found.sent
    assert found.sent_at == session.clock().replace(microsecond=found.sent_at.microsecond)
    assert marks_of(session, spring).sent == 2
    assert progress(session, spring).state == "done"
    assert send_campaign(session, account, spring).counts == {}


def test_r10_what_was_sent_is_not_undone_nor_sent_again_until_it_is_reset(session: Session, server: SmtpServer) -> None:
    spring, (one,) = begun(session, 1)
    account = account_at(server)
    send_campaign(session, account, spring)
    with pytest.raises(UserError, match="has been sent"):
        undo(session, latest_own(session).id)
    with pytest.raises(UserError):
        queue.start(session, plan_sending(session, spring))
    with change(session, "Reset", "edit") as made:
        made.update(Recipient, one, {"sent": False})
    queue.start(session, plan_sending(session, spring))
    assert send_campaign(session, account, spring).sent == 1
    assert [taken.message["message-id"].rpartition("@")[0][-2:] for taken in server.taken] == [".1", ".2"]


def test_an_address_that_is_refused_counts_as_returned_and_the_others_get_it(
    session: Session, server: SmtpServer
) -> None:
    server.plan.rcpt["a1@kunde.example"] = "550 5.1.1 No such user"
    server.plan.rcpt["a2@kunde.example"] = "554 5.7.1 We do not like you"
    spring, people = begun(session, 4)
    run = send_campaign(session, account_at(server), spring)
    assert run.counts == {"sent": 2, "returned": 2}
    assert to(server) == ["a0@kunde.example", "a3@kunde.example"]
    assert [read(session, Recipient, one).response for one in people] == ["none", "returned", "returned", "none"]
    assert (marks_of(session, spring).sent, marks_of(session, spring).returned) == (4, 2)
    assert [*invalid_addresses(session, ["a1@kunde.example", "a2@kunde.example"])] == ["a1@kunde.example"]
    assert send_campaign(session, account_at(server), spring).counts == {}


def test_who_is_put_off_gets_it_later(session: Session, server: SmtpServer) -> None:
    server.plan.rcpt["a0@kunde.example"] = ["451 4.7.1 Greylisted, come again", "451 4.7.1 Greylisted"]
    spring, (first, _second) = begun(session, 2)
    account = account_at(server)
    assert send_campaign(session, account, spring).counts == {"waiting": 1, "sent": 1}
    assert not read(session, Recipient, first).sent
    assert progress(session, spring).count("waiting") == 1
    assert send_campaign(session, account, spring).counts == {}
    assert send_campaign(later(session, minutes=2), account, spring).counts == {"waiting": 1}
    assert send_campaign(later(session, minutes=10), account, spring).sent == 1
    assert to(server) == ["a1@kunde.example", "a0@kunde.example"]


def test_one_who_is_put_off_for_days_is_given_up(session: Session, server: SmtpServer) -> None:
    server.plan.rcpt["a0@kunde.example"] = "451 4.7.1 Never today"
    spring, _people = begun(session, 1)
    account = account_at(server)
    send_campaign(session, account, spring)
    assert send_campaign(later(session, days=3), account, spring).counts == {"failed": 1}
    assert progress(session, spring).state == "done"
    assert plan_sending(session, spring).goes == 1


@pytest.mark.parametrize("wrong", [CLOSE, SILENCE])
def test_no_answer_after_the_end_asks_and_is_never_sent_again_by_itself(
    session: Session, server: SmtpServer, wrong: str
) -> None:
    server.plan.after_data.append(wrong)
    spring, (first, _second) = begun(session, 2)
    account = account_at(server)
    assert send_campaign(session, account, spring, connect=quick).counts == {"unsure": 1, "sent": 1}
    assert send_campaign(later(session, days=9), account, spring).counts == {}
    assert [one.recipient for one in doubtful(session, spring)] == [first]
    plan = plan_sending(session, spring)
    assert (plan.goes, plan.counts) == (0, {"unsure": 1, "sent": 1})
    assert queue.answer(session, spring, was_sent=True) == 1
    with pytest.raises(UserError):
        queue.answer(session, spring, was_sent=True)
    assert send_campaign(session, account, spring).counts == {}
    assert read(session, Recipient, first).sent
    assert len(server.taken) == 2


def test_what_was_not_sent_after_all_is_sent(session: Session, server: SmtpServer) -> None:
    server.plan.after_data.append(CLOSE)
    spring, people = begun(session, 1)
    account = account_at(server)
    send_campaign(session, account, spring, connect=quick)
    assert queue.answer(session, spring, was_sent=False, recipients=people) == 1
    assert send_campaign(session, account, spring).sent == 1


@pytest.mark.parametrize("wrong", [CLOSE, SILENCE])
def test_a_line_that_breaks_before_the_end_is_tried_again(session: Session, server: SmtpServer, wrong: str) -> None:
    server.plan.mail.append(wrong)
    spring, _people = begun(session, 2)
    assert send_campaign(session, account_at(server), spring, connect=quick).counts == {"waiting": 1, "sent": 1}
    assert send_campaign(later(session, minutes=5), account_at(server), spring).sent == 1
    assert sorted(to(server)) == ["a0@kunde.example", "a1@kunde.example"]


def test_a_server_that_refuses_whatever_it_is_given_stops_the_campaign(session: Session, server: SmtpServer) -> None:
    server.plan.data += ["554 5.7.1 Spam"] * 9
    spring, _people = begun(session, 9)
    run = send_campaign(session, account_at(server), spring)
    assert (run.counts, run.failure) == ({"failed": 3}, "554 5.7.1 Spam")
    found = progress(session, spring)
    assert (found.state, found.count("waiting"), found.error) == ("stopped", 6, "554 5.7.1 Spam")
    server.plan.data.clear()
    queue.start(session, plan_sending(session, spring))
    assert send_campaign(session, account_at(server), spring).sent == 9


def test_a_server_that_is_busy_is_left_alone_and_everything_waits(session: Session, server: SmtpServer) -> None:
    server.plan.mail += ["451 4.3.2 Busy"] * 9
    spring, _people = begun(session, 9)
    run = send_campaign(session, account_at(server), spring)
    assert (run.counts, run.failure) == ({"waiting": 3}, "451 4.3.2 Busy")
    assert progress(session, spring).state == "running"


def test_nothing_is_held_where_no_server_is_reached(session: Session, server: SmtpServer) -> None:
    spring, _people = begun(session, 2)
    with SmtpServer() as gone:
        account = account_at(gone)
    run = send_campaign(session, account, spring)
    assert run.counts == {}
    assert "not reached" in run.failure
    assert progress(session, spring).count("waiting") == 2
    assert send_campaign(session, account_at(server), spring).sent == 2


def test_stopped_it_sends_nothing_until_it_is_started_again(session: Session, server: SmtpServer) -> None:
    spring, _people = begun(session, 5)
    account = account_at(server)

    def stop(run: object) -> None:
        if len(server.taken) == 2:
            queue.stop(session, spring)

    assert send_campaign(session, account, spring, told=stop).sent == 2
    assert (progress(session, spring).state, progress(session, spring).count("waiting")) == ("stopped", 3)
    assert send_campaign(session, account, spring).sent == 0
    with pytest.raises(UserError):
        queue.stop(session, spring)
    plan = plan_sending(session, spring)
    assert (plan.goes, plan.counts) == (3, {"sent": 2})
    queue.start(session, plan)
    assert send_campaign(session, account, spring).sent == 3
    assert len(set(to(server))) == 5


def test_two_at_once_send_each_once(session: Session, server: SmtpServer) -> None:
    spring, _people = begun(session, 60)
    account = account_at(server)
    other = replace(session, store=Store(session.store.location))
    taking_turns = send_campaign(
        session, account, spring, told=lambda run: run.sent == 3 and send_campaign(other, account, spring)
    )
    other.store.close()
    assert taking_turns.sent < 60
    assert sorted(to(server)) == sorted(f"a{number}@kunde.example" for number in range(60))
    assert marks_of(session, spring).sent == 60


def test_what_a_program_that_was_killed_held_is_taken_up(session: Session, server: SmtpServer) -> None:
    """Before the end of a message it goes again; after it a person is asked."""
    spring, people = begun(session, 3)
    first, second, _third = queue.claim(session, spring, "killed", 100_000)
    assert queue.may_end(session, first.id, "killed")
    account = account_at(server)
    assert send_campaign(session, account, spring).counts == {}
    after = later(session, minutes=20)
    assert progress(after, spring).counts == {"unsure": 1, "waiting": 2}
    assert [one.recipient for one in doubtful(after, spring)] == [people[0]]
    assert send_campaign(after, account, spring).sent == 2
    assert not queue.may_end(session, second.id, "killed")
    assert to(server) == ["a1@kunde.example", "a2@kunde.example"]


def test_recipients_that_a_killed_program_did_not_come_to_mark_are_marked_by_the_next(
    session: Session, server: SmtpServer
) -> None:
    from model.mail.smtp import Outcome

    spring, people = begun(session, 1)
    (claimed,) = queue.claim(session, spring, "killed", 100_000)
    assert queue.may_end(session, claimed.id, "killed")
    assert queue.record_outcome(session, claimed, "killed", Outcome("sent", ("a0@kunde.example",))) == "sent"
    assert plan_sending(session, spring).counts == {"sent": 1}
    assert queue.running(session) == [spring]
    assert send_campaign(session, account_at(server), spring).counts == {}
    assert read(session, Recipient, people[0]).sent
    assert server.taken == []
    assert queue.running(session) == []


def test_who_opts_out_after_the_start_gets_nothing(session: Session, server: SmtpServer) -> None:
    spring, (first, _second) = begun(session, 2)
    customer(session, "Nei AS", email="a0@kunde.example", no_email=True)
    assert send_campaign(session, account_at(server), spring).counts == {"left_out": 1, "sent": 1}
    assert not read(session, Recipient, first).sent
    assert to(server) == ["a1@kunde.example"]


def test_of_two_that_come_to_have_one_address_the_first_gets_it(session: Session, server: SmtpServer) -> None:
    from model.campaigns.records import Campaign

    spring, (_first, second) = begun(session, 2)
    with change(session, "Same", "edit") as made:
        made.update(Campaign, spring, {"allow_duplicate_emails": True})
        made.update(Recipient, second, {"email": "A0@kunde.example"})
        made.update(Campaign, spring, {"allow_duplicate_emails": False})
    assert send_campaign(session, account_at(server), spring).counts == {"left_out": 1, "sent": 1}
    assert to(server) == ["a0@kunde.example"]


def test_what_is_started_is_what_was_shown(session: Session) -> None:
    spring = campaign(session)
    recipient(session, spring, "a@kunde.example")
    plan = plan_sending(session, spring)
    recipient(session, spring, "b@kunde.example")
    with pytest.raises(SendingChanged) as changed:
        queue.start(session, plan)
    assert changed.value.plan.goes == 2
    assert queue.start(session, changed.value.plan) == 2


def test_a_reader_starts_nothing_and_a_colleague_takes_over(session: Session, server: SmtpServer) -> None:
    spring, _people = begun(session, 2)
    with pytest.raises(NotAllowedError):
        queue.start(colleague(session, "reader"), plan_sending(session, spring))
    other = colleague(session)
    account = account_at(server)
    assert send_campaign(other, account, spring).counts == {}
    queue.start(other, plan_sending(other, spring))
    assert send_campaign(session, account, spring).counts == {}
    assert send_campaign(other, account, spring).sent == 2


def test_so_many_go_out_in_a_minute_whatever_number_of_programs_sends(session: Session) -> None:
    spring, _people = begun(session, 10)
    first = queue.claim(session, spring, "one", 60)
    second = queue.claim(session, spring, "two", 60)
    seconds = [(each.at - session.clock()).total_seconds() for each in (*first, *second)]
    assert [round(each) for each in seconds] == list(range(10))
    assert len(first) == 5


def test_what_a_killed_program_of_this_computer_held_is_taken_over_at_once(
    session: Session, server: SmtpServer
) -> None:
    """No lease is waited for; what a server may have is asked."""
    spring, _people = begun(session, 3)
    dead = f"{socket.gethostname()} 999999999 1 1"
    held = queue.claim(session, spring, dead, 6_000)
    assert len(held) == 3
    assert queue.may_end(session, held[0].id, dead)
    done = send_campaign(session, account_at(server), spring)
    assert done.sent == 2
    assert len(doubtful(session, spring)) == 1


def test_what_a_program_that_runs_or_is_elsewhere_holds_is_left_to_it(session: Session) -> None:
    spring, _people = begun(session, 2)
    assert queue.claim(session, spring, new_holder(), 12)
    assert queue.claim(session, spring, "another-host 999999999 1 1", 12)
    assert queue.claim(session, spring, "third 1 1 1", 6_000) == []


def test_a_process_number_that_was_given_again_is_another_program() -> None:
    mine = new_holder()
    assert not is_gone(mine)
    host, number, _began, run = mine.split(" ")
    assert is_gone(f"{host} {number} 1 {run}")
    assert not is_gone("not a holder at all")


def test_what_could_end_a_header_is_a_blank_in_it(session: Session, server: SmtpServer) -> None:
    spring = campaign(session, template(session, subject="Til {{ recipient.contact }}"))
    recipient(session, spring, "a@kunde.example", contact="Evil \x1b[31m\u2028Bcc: x@y.example")
    queue.start(session, plan_sending(session, spring))
    assert send_campaign(session, account_at(server), spring).sent == 1
    message = server.taken[0].message
    assert message["bcc"] is None
    assert "\x1b" not in str(message["subject"]) + str(message["to"])


def test_a_campaign_that_is_over_or_gone_is_not_sent_on(session: Session, server: SmtpServer) -> None:
    from model.campaigns.records import Campaign

    spring, _people = begun(session, 60)

    def cancel(run: object) -> None:
        if len(server.taken) == 1:
            with change(session, "Cancel", "edit") as made:
                made.update(Campaign, spring, {"status": "cancelled"})

    with pytest.raises(UserError, match="over"):
        send_campaign(session, account_at(server), spring, told=cancel)
    assert len(server.taken) == queue.MOST
    assert marks_of(session, spring).sent == queue.MOST
    with change(session, "Delete", "delete") as made:
        made.delete(Campaign, spring)
    assert queue.running(session) == []
