"""``salg campaign send | stop | status | answer``: a campaign sent from the shell (CAMP-19)."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.conftest import StandingClock
from tests.standins.smtp import CLOSE, SmtpServer
from tests.tui.commands.shell import Shell


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def mailing(shell: Shell, server: SmtpServer) -> Shell:
    """The shell with an account that sends by the stand-in."""
    address = f'address = "kari@firma.example"\nsmtp = "smtp://127.0.0.1:{server.port}"\nthrottle = 100000\n'
    shell.write_settings(f"[mail]\n{address}")
    return shell


@pytest.fixture
def spring(mailing: Shell) -> str:
    """A campaign with three recipients, one of whom is deactivated."""
    template = mailing.add(
        "template", "name=Vår", "kind=email", "subject=Tilbud", "text=Hei {{ recipient.contact }}!", "language=nb"
    )
    campaign = str(mailing.add("campaign", "subject=Spring", f"template=#{template}"))
    for number, status in enumerate(("unconfirmed", "confirmed", "deactivated")):
        mailing.add(
            "recipient", f"campaign=#{campaign}", f"email=a{number}@kunde.example", f"contact=Nr. {number}",
            "country=NO", f"status={status}",
        )  # fmt: skip
    return campaign


def test_a_campaign_is_shown_tried_and_sent(mailing: Shell, server: SmtpServer, spring: str) -> None:
    assert mailing.done("campaign", "status", spring).lines == ["It has not been sent."]
    assert mailing.done("campaign", "send", spring, "--dry-run").lines == ["2 get the message.", "1 is deactivated."]
    plan = mailing.done("campaign", "send", spring, "--dry-run", "--json").json
    assert (plan["goes"], plan["counts"]) == (2, {"deactivated": 1})
    assert [(one["address"], one["reason"]) for one in plan["left_out"]] == [("a2@kunde.example", "deactivated")]
    assert server.taken == []
    tried = mailing.done("campaign", "send", spring, "--test", "meg@firma.example")
    assert tried.lines == ["Test sent to meg@firma.example."]
    done = mailing.done("campaign", "send", spring)
    assert done.lines == ["2 of 2 sent."]
    assert "1 is deactivated." in done.err
    assert [one.recipients for one in server.taken] == [
        ["meg@firma.example"], ["a0@kunde.example"], ["a1@kunde.example"],
    ]  # fmt: skip
    status = mailing.done("campaign", "status", spring, "--json").json
    assert (status["state"], status["counts"]["sent"], status["doubtful"]) == ("done", 2, [])
    again = mailing.refused("campaign", "send", spring)
    assert "There is nobody to send to. 1 is deactivated. 2 have got it already." in again
    assert mailing.done("campaign", "economy", spring, "--json").json["recipients"]["sent"] == 2
    assert "cannot be taken back" in mailing.refused("undo")


def test_the_message_to_one_is_printed(mailing: Shell, server: SmtpServer, spring: str) -> None:
    lines = mailing.done("campaign", "send", spring, "--preview", "Nr. 2").lines
    assert lines == ["Does not go: Deactivated.", "To: a2@kunde.example", "Subject: Tilbud", "", "Hei Nr. 2!"]
    assert server.taken == []


def test_what_is_put_off_waits_and_is_sent_by_the_next_call(
    mailing: Shell, server: SmtpServer, spring: str, clock: StandingClock
) -> None:
    server.plan.rcpt["a0@kunde.example"] = ["451 4.7.1 Come again"]
    first, second = mailing.done("campaign", "send", spring).lines
    assert first == "1 of 2 sent."
    assert second.startswith("1 waits; next ")
    clock.move(minutes=5)
    assert mailing.done("campaign", "send", spring, "--json").json["run"] == {"sent": 1}


def test_stopped_from_another_window(mailing: Shell, spring: str) -> None:
    assert "not being sent" in mailing.refused("campaign", "stop", spring)
    mailing.write_settings('[mail]\naddress = "kari@firma.example"\nsmtp = "smtp://127.0.0.1:1"\n')
    assert "is not reached" in mailing.refused("campaign", "send", spring)
    assert mailing.done("campaign", "stop", spring).lines[0] == "0 of 2 sent. Stopped."
    assert mailing.done("campaign", "status", spring, "--json").json["state"] == "stopped"


def test_ctrl_c_ends_it_after_the_message_that_is_being_sent(
    mailing: Shell, server: SmtpServer, spring: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.campaign_mail import queue

    recorded = queue.record_outcome

    def interrupted(*given: object) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        return recorded(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(queue, "record_outcome", interrupted)
    found = mailing.run("campaign", "send", spring)
    assert (found.code, found.lines[0]) == (1, "1 of 2 sent. Stopped.")
    monkeypatch.undo()
    assert mailing.done("campaign", "send", spring).lines == ["2 of 2 sent."]
    assert len(server.taken) == 2


def test_what_may_have_been_sent_is_answered_for(mailing: Shell, server: SmtpServer, spring: str) -> None:
    server.plan.after_data.append(CLOSE)
    lines = mailing.done("campaign", "send", spring).lines
    assert lines[0] == "1 of 2 sent. Sent or not?: 1."
    assert "a0@kunde.example" in lines[1]
    assert mailing.done("campaign", "answer", spring, "sent", "Nr. 0").lines == ["1 message answered for."]
    assert "no doubt" in mailing.refused("campaign", "answer", spring, "not-sent")
    assert mailing.run("campaign", "answer", spring, "perhaps").code == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--test", "nobody"), "no e-mail address"),
        (("--test", "a@b.example,c@d.example"), "one address"),
        (("--preview", "Nobody"), "Nobody"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    mailing: Shell, spring: str, given: tuple[str, ...], told: str
) -> None:
    assert told in mailing.refused("campaign", "send", spring, *given)


def test_without_a_server_in_the_settings_nothing_is_begun(mailing: Shell, spring: str) -> None:
    mailing.write_settings("")
    assert "no mail server" in mailing.refused("campaign", "send", spring)
    assert mailing.done("campaign", "status", spring, "--json").json["state"] is None


def test_what_came_of_it_is_taken_into_the_result_analysis(mailing: Shell, server: SmtpServer, spring: str) -> None:
    assert "No recipient is marked" in mailing.refused("campaign", "responses", spring)
    server.plan.rcpt["a0@kunde.example"] = "550 5.1.1 No such user"
    mailing.done("campaign", "send", spring)
    told = "Of 2 sent: 0 positive, 1 returned."
    assert mailing.done("campaign", "responses", spring, "--dry-run").lines == [told]
    assert mailing.done("campaign", "show", spring, "--json").json["actual_returns"] is None
    assert mailing.done("campaign", "responses", spring, "--json").json["returned"] == 1
    shown = mailing.done("campaign", "show", spring, "--json").json
    assert (shown["actual_responses"], shown["actual_returns"]) == (0, 1)
    mailing.done("undo")
    assert mailing.done("campaign", "show", spring, "--json").json["actual_returns"] is None


def test_marks_of_a_page_are_taken_as_wishes(mailing: Shell, server: SmtpServer, spring: str) -> None:
    mailing.done("campaign", "send", spring)
    mark = server.taken[0].message["x-campaign-recipient"]
    assert mailing.done("campaign", "unsubscribe", mark).lines == ["1 unsubscribed."]
    refused = mailing.run("campaign", "unsubscribe", mark, "1-0000")
    assert (refused.code, refused.lines) == (1, ["0 unsubscribed."])
    assert "no mark that was sent from here" in refused.err
    mailing.done("recipient", "set", "1", "sent=no")
    assert mailing.done("campaign", "send", spring, "--dry-run", "--json").json["counts"]["opted_out"] == 1
