"""Mail merge by e-mail: who gets it and who does not, what is sent, all of it undone (CUST-15, CUST-22)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from model.activities.links import places_of
from model.activities.records import Message
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.past_changes import latest
from model.core.history.undo import undo
from model.core.settings import CompanySettings, MailSettings
from model.customers.records import CustomerContact
from model.mail import mail_merge, outbox
from model.mail.delivery import send_due
from model.mail.mail_merge import EmailMergeChanged, EmailMergePlan, plan_email_merge, send_email_merge
from model.mail.return_record import EmailReturn
from model.mail.settings import MailAccount, mail_account
from model.marketing.records import Exclusion, ExclusionList
from model.opportunities.records import Opportunity
from model.orders.records import Order
from model.templates.records import Template
from tests import on_file
from tests.model import filing
from tests.standins.smtp import SmtpServer

COMPANY = CompanySettings(name="Vi AS")


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def account(server: SmtpServer, tmp_path: Path) -> MailAccount:
    settings = MailSettings(address="kari@firma.example", smtp=f"smtp://127.0.0.1:{server.port}")
    found = mail_account(settings, tmp_path, {})
    assert found is not None
    return found


def template(session: Session, text: str = "Hei {{ name }}\n", subject: str = "Nytt", **values: Any) -> int:
    return filing.file(session, Template, name="News", subject=subject, text=text, **values)


def planned(session: Session, template_id: int, *targets: tuple[str, list[int]], **options: Any) -> EmailMergePlan:
    return plan_email_merge(session, template_id, targets, COMPANY, **options)


def test_each_gets_its_own_on_its_card(session: Session, account: MailAccount, server: SmtpServer) -> None:
    fjord = filing.customer(session, "Fjord AS", email="post@fjord.example")
    per = filing.contact(session, "Áilu", "Čáhcesuolu", email="ailu@fjord.example")
    filing.file(session, CustomerContact, customer=fjord, contact=per)
    news = template(session, "Hei {{ name }} hos {{ customer.name }}\n", html="<p>{{ name }} & co</p>")
    before = filing.contents(session.store)
    plan = planned(session, news, ("customer", [fjord]), ("contact", [per]))
    assert plan.sentences(session) == ["2 get it."]
    assert filing.contents(session.store) == before
    assert send_email_merge(session, plan, COMPANY, account) == 2
    emails = sorted(on_file.ids(session.store, Message))
    assert [read(session, Message, one).direction for one in emails] == ["out", "out"]
    links = [{place[:2] for place in places_of(session, one)} for one in emails]
    assert links == [{("customer", fjord)}, {("customer", fjord), ("contact", per)}]
    assert send_due(session, account).count("sent") == 2
    first, second = (taken.message for taken in server.taken)
    assert (first["to"], second["subject"]) == ("Fjord AS <post@fjord.example>", "Nytt")
    body, html = second.get_body(("plain",)), second.get_body(("html",))
    assert body is not None
    assert html is not None
    assert body.get_content().strip() == "Hei Áilu Čáhcesuolu hos Fjord AS"
    assert html.get_content().strip() == "<p>Áilu Čáhcesuolu & co</p>"


def test_undone_while_it_waits_nothing_is_sent(session: Session, account: MailAccount, server: SmtpServer) -> None:
    leads = [filing.lead(session, f"L{number}", email=f"l{number}@x.example") for number in range(3)]
    plan = planned(session, template(session), ("lead", leads))
    before = filing.contents(session.store)
    send_email_merge(session, plan, COMPANY, account)
    assert len(outbox.outbox(session)) == 3
    past = next(iter(latest(session)))
    assert past.name == "Send 3 e-mails: News"
    undo(session, past.id)
    changed = filing.contents(session.store)
    # What waits in the outbox has no history: it is left where it is, and is not sent.
    changed.pop("outgoing_email", None)
    before.pop("outgoing_email", None)
    assert changed == before
    assert send_due(session, account).messages == []
    assert server.taken == []


def test_what_still_waits_is_cancelled_together(session: Session, account: MailAccount, server: SmtpServer) -> None:
    """Where some have left, undo refuses; the others are stopped."""
    leads = [filing.lead(session, f"L{number}", email=f"l{number}@x.example") for number in range(5)]
    send_email_merge(session, planned(session, template(session), ("lead", leads)), COMPANY, account)
    first = min(message.id for message in outbox.outbox(session))
    send_due(session, account, only=first)
    assert outbox.cancel_waiting(session) == 4
    assert send_due(session, account).messages == []
    assert len(server.taken) == 1
    assert sorted(one.state for one in outbox.outbox(session, everything=True)) == ["cancelled"] * 4 + ["sent"]
    assert outbox.cancel_waiting(session) == 0


def test_nobody_cancels_what_is_a_colleagues(session: Session, per: Session, account: MailAccount) -> None:
    lead = filing.lead(session, "A", email="a@x.example")
    send_email_merge(session, planned(session, template(session), ("lead", [lead])), COMPANY, account)
    assert outbox.cancel_waiting(per) == 0
    assert [one.state for one in outbox.outbox(session)] == ["waiting"]


def test_sent_it_is_not_undone(session: Session, account: MailAccount, server: SmtpServer) -> None:
    leads = [filing.lead(session, f"L{number}", email=f"l{number}@x.example") for number in range(2)]
    send_email_merge(session, planned(session, template(session), ("lead", leads)), COMPANY, account)
    send_due(session, account)
    with pytest.raises(UserError, match="cannot be taken back"):
        undo(session, next(iter(latest(session))).id)


def test_who_gets_none_and_why(session: Session, per: Session, account: MailAccount) -> None:
    """R08, R09, R11: opted out, on a list, no or a wrong address, twice, hidden, or something would be blank."""
    lists = filing.file(session, ExclusionList, name="Never")
    filing.file(session, Exclusion, exclusion_list=lists, value="berg.example")
    filing.file(
        session, EmailReturn, identity="x", address="gone@x.example", kind="hard", at=session.clock(), invalid=True
    )
    made = {
        "sent": filing.lead(session, "A", first_name="Kari", last_name="Å", email="a@x.example"),
        "no_address": filing.lead(session, "B"),
        "invalid": filing.lead(session, "C", email="gone@x.example"),
        "opted_out": filing.lead(session, "D", email="d@x.example", no_email=True),
        "excluded": filing.lead(session, "E", email="e@berg.example"),
        "double": filing.lead(session, "F", first_name="Per", last_name="Å", email="A@X.example"),
        "blank": filing.lead(session, "G", email="g@x.example"),
        "hidden": filing.lead(session, "H", email="h@x.example", owner_only=True),
    }
    news = template(session, "Hei {{ contact.first_name }}")
    plan = planned(per, news, ("lead", [*made.values(), 999]))
    assert plan.counts == {**dict.fromkeys(made, 1), "hidden": 2}
    found = {outcome: [one.id for one in targets] for outcome, targets in plan.outcomes.items()}
    assert found == {outcome: [lead] for outcome, lead in made.items() if outcome != "hidden"}
    lines = plan.sentences(per)
    assert lines[0] == "1 gets it."
    assert "1 is left out: something in the text would be blank." in lines
    assert "  Contact: First name: blank for 1." in lines
    left = plan.left_lines()
    assert "  G: Contact: First name" in left
    assert "  C: gone@x.example" in left
    assert not [line for line in left if "H" in line.split()]
    plan = planned(per, news, ("lead", [*made.values()]), send_blank=True)
    assert plan.counts["sent"] == 2
    assert "blank" not in plan.counts


def test_sales_and_orders_reach_their_contact(session: Session, account: MailAccount) -> None:
    fjord = filing.customer(session, "Fjord AS", email="post@fjord.example")
    per = filing.contact(session, "Per", "Å", email="per@fjord.example")
    sale = filing.file(session, Opportunity, title="Båt", customer=fjord, contact=per)
    order = filing.file(session, Order, title="Båt", customer=fjord)
    news = template(session, "{{ opportunity.title }}{{ order.title }}")
    plan = planned(session, news, ("opportunity", [sale]), ("order", [order]), send_blank=True)
    assert [one.address for one in plan.outcomes["sent"]] == ["per@fjord.example", "post@fjord.example"]
    send_email_merge(session, plan, COMPANY, account)
    first = min(on_file.ids(session.store, Message))
    assert {place[:2] for place in places_of(session, first)} == {("opportunity", sale), ("contact", per)}


def test_what_changed_meanwhile_is_shown_anew(session: Session, per: Session, account: MailAccount) -> None:
    lead = filing.lead(session, "A", email="a@x.example")
    news = template(session)
    plan = planned(session, news, ("lead", [lead]))
    with change(per, "Edit", "edit") as made:
        made.update(Template, news, {"text": "Other"})
    before = filing.contents(session.store)
    with pytest.raises(EmailMergeChanged) as caught:
        send_email_merge(session, plan, COMPANY, account)
    assert caught.value.plan.template.text == "Other"
    assert filing.contents(session.store) == before
    assert send_email_merge(session, caught.value.plan, COMPANY, account) == 1


def test_what_cannot_be_is_a_sentence(session: Session, account: MailAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    leads = [filing.lead(session, f"L{number}", email=f"l{number}@x.example") for number in range(3)]
    plan = planned(session, template(session), ("lead", []))
    assert plan.refusal == "There is nobody to send it to."
    with pytest.raises(UserError, match="nobody to send it to"):
        send_email_merge(session, plan, COMPANY, account)
    with pytest.raises(UserError, match="template is empty"):
        planned(session, template(session, "", subject=""), ("lead", leads))
    with pytest.raises(UserError, match="another kind"):
        planned(session, template(session, kind="letter"), ("lead", leads))
    with pytest.raises(NotFoundError):
        planned(session, 99, ("lead", leads))
    monkeypatch.setattr(mail_merge, "MOST", 2)
    assert "for more there are campaigns" in planned(session, template(session), ("lead", leads)).refusal
    with pytest.raises(UserError, match="for more there are campaigns"):
        planned(session, template(session), ("lead", [*range(20_001)]))


def test_a_reader_sends_nothing(session: Session, account: MailAccount) -> None:
    lead = filing.lead(session, "A", email="a@x.example")
    plan = planned(session, template(session), ("lead", [lead]))
    with change(session, "Role", "edit") as made:
        made.store.update_row("employee", session.person.id, {"role": 3})
    with pytest.raises(NotAllowedError):
        send_email_merge(session, plan, COMPANY, account)


def test_kept_as_drafts_they_are_undone(session: Session) -> None:
    leads = [filing.lead(session, f"L{number}", email=f"l{number}@x.example") for number in range(2)]
    plan = planned(session, template(session), ("lead", leads))
    before = filing.contents(session.store)
    assert send_email_merge(session, plan, COMPANY, None) == 2
    emails = on_file.ids(session.store, Message)
    assert {read(session, Message, one).direction for one in emails} == {"draft"}
    undo(session, next(iter(latest(session))).id)
    assert filing.contents(session.store) == before
