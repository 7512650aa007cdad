"""The plan of sending a campaign: who gets it, and who does not and why (R07 … R10, R14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model.campaign_mail.plan import SendPlan, left_out, plan_sending
from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.customers.records import Customer
from model.mail.return_record import EmailReturn
from model.marketing.exclusions import choose
from model.marketing.records import Exclusion, ExclusionList
from tests.model.campaign_mail.campaigning import campaign, recipient, template
from tests.model.filing import contact, customer, file, lead
from tests.model.mail.test_stored_message import colleague


def reasons(session: Session, campaign_id: int, **more: bool) -> dict[int, str]:
    return {verdict.recipient: verdict.reason for verdict in left_out(session, campaign_id, **more)}


def excluded(session: Session, value: str, holds_for: str = "all") -> int:
    list_id = file(session, ExclusionList, name="Never", holds_for=holds_for)
    file(session, Exclusion, exclusion_list=list_id, value=value)
    return list_id


def test_r07_a_deactivated_recipient_gets_nothing(session: Session) -> None:
    spring = campaign(session)
    red = recipient(session, spring, "a@kunde.example", status="deactivated")
    recipient(session, spring, "b@kunde.example", status="confirmed")
    plan = plan_sending(session, spring)
    assert (plan.goes, plan.counts) == (1, {"deactivated": 1})
    assert [verdict.recipient for verdict in plan.named["deactivated"]] == [red]


def test_r08_who_has_opted_out_gets_nothing_and_a_list_for_another_campaign_does_not_count(session: Session) -> None:
    spring, autumn = campaign(session), campaign(session, subject="Autumn")
    said_no = recipient(
        session,
        spring,
        "nei@kunde.example",
        of_customer=customer(session, "Nei AS", email="nei@kunde.example", no_email=True),
    )
    other = customer(session, "Byttet AS", email="gammel@kunde.example", no_email=True)
    same_address = recipient(session, spring, "Gammel@kunde.example")
    asked = recipient(session, spring, "ja@kunde.example")
    there = excluded(session, "ja@kunde.example", "chosen")
    choose(session, there, autumn, on=True)
    assert reasons(session, spring) == {said_no: "opted_out", same_address: "opted_out"}
    choose(session, there, spring, on=True)
    assert reasons(session, spring)[asked] == "excluded"
    assert read(session, Customer, other).no_email


def test_a_companys_wish_holds_for_its_people(session: Session) -> None:
    spring = campaign(session)
    company = customer(session, "Nei AS", email="nei@kunde.example", no_email=True)
    person = contact(session, "Kari", "Nordmann", email="kari@nei.example")
    from model.customers.records import CustomerContact

    file(session, CustomerContact, customer=company, contact=person)
    of_person = recipient(session, spring, "kari@nei.example", of_contact=person)
    assert reasons(session, spring) == {of_person: "opted_out"}


@pytest.mark.parametrize("value", ["info@kunde.example", "kunde.example"])
def test_r09_an_excluded_address_or_domain_gets_nothing_on_whatever_record(session: Session, value: str) -> None:
    spring = campaign(session)
    excluded(session, value)
    of_lead = lead(session, "Kunde AS", email="INFO@kunde.example")
    mine = recipient(session, spring, "INFO@kunde.example", of_lead=of_lead)
    recipient(session, spring, "info@annen.example")
    assert reasons(session, spring) == {mine: "excluded"}


def test_r10_who_has_got_it_is_skipped_until_that_is_taken_back_on_the_recipient(session: Session) -> None:
    spring = campaign(session)
    got = recipient(session, spring, "a@kunde.example", sent=True)
    assert reasons(session, spring) == {got: "sent"}
    with change(session, "Reset", "edit") as made:
        made.update(Recipient, got, {"sent": False})
    assert plan_sending(session, spring).goes == 1


def test_r11_an_address_that_mail_came_back_from_gets_nothing(session: Session) -> None:
    spring = campaign(session)
    gone = recipient(session, spring, "Borte@kunde.example")
    values = {"address": "borte@kunde.example", "at": session.clock() - timedelta(days=3), "identity": "1"}
    soft = file(session, EmailReturn, kind="soft", invalid=False, **values)
    assert soft
    assert plan_sending(session, spring).goes == 1
    file(session, EmailReturn, kind="hard", invalid=True, reason="No such user", **{**values, "identity": "2"})
    plan = plan_sending(session, spring)
    assert plan.counts == {"invalid": 1}
    assert [(each.recipient, each.detail) for each in plan.named["invalid"]] == [(gone, "No such user")]


@pytest.mark.parametrize(
    ("email", "values", "reason"),
    [
        ("post@firma.dk", {"country": "DK"}, "no_consent"),
        ("post@firma.dk", {"country": None}, "no_consent"),
        ("post@firma.example", {"country": "Danmark"}, "no_consent"),
        ("post@firma.dk", {"country": "DK", "status": "confirmed"}, None),
        ("post@firma.no", {"country": "NO"}, None),
        ("post@firma.no", {"country": None}, None),
        ("post@firma.com", {"country": None}, None),
    ],
)
def test_r14_a_danish_firm_is_written_to_where_it_has_said_yes(
    session: Session, email: str, values: dict[str, object], reason: str | None
) -> None:
    spring = campaign(session)
    found = recipient(session, spring, email, **values)
    assert reasons(session, spring).get(found) == reason


def test_addresses_that_cannot_be_and_none_at_all(session: Session) -> None:
    spring = campaign(session)
    none = recipient(session, spring, None, contact="Kari")
    wrong = recipient(session, spring, "kari.kunde.example")
    assert reasons(session, spring) == {none: "no_address", wrong: "no_such_address"}


def test_each_address_gets_it_once_unless_the_campaign_allows_more(session: Session) -> None:
    spring = campaign(session, allow_duplicate_emails=True)
    recipient(session, spring, "a@kunde.example")
    second = recipient(session, spring, "A@kunde.example")
    assert plan_sending(session, spring).goes == 2
    from model.campaigns.records import Campaign

    with change(session, "Once", "edit") as made:
        made.update(Campaign, spring, {"allow_duplicate_emails": False})
    assert reasons(session, spring) == {second: "double"}
    with change(session, "Sent", "edit") as made:
        made.update(Recipient, second, {"sent": True})
    assert plan_sending(session, spring).counts == {"double": 1, "sent": 1}


def test_blank_merge_fields_hold_a_message_back_unless_one_says_so(session: Session) -> None:
    spring = campaign(session, template(session, text="Hei {{ recipient.contact }}"))
    blank = recipient(session, spring, "a@kunde.example", company="Kunde AS")
    recipient(session, spring, "b@kunde.example", contact="Kari")
    plan = plan_sending(session, spring)
    assert (plan.goes, plan.counts) == (1, {"blank": 1})
    (told,) = plan.named["blank"]
    assert (told.recipient, told.detail) == (blank, "Recipient: Contact person")
    plan = plan_sending(session, spring, blanks=True)
    assert (plan.goes, plan.counts, plan.with_blanks) == (2, {}, 1)


def test_who_is_hidden_is_counted_and_not_named(session: Session) -> None:
    spring = campaign(session)
    hidden = customer(session, "Hemmelig AS", email="h@hemmelig.example", owner_only=True, owner=session.person.id)
    recipient(session, spring, "h@hemmelig.example", company="Hemmelig AS", of_customer=hidden)
    other = colleague(session)
    plan = plan_sending(other, spring)
    assert (plan.goes, plan.counts, plan.named) == (0, {"hidden": 1}, {})
    assert "Hemmelig" not in str(plan)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"type": "letter"}, "type"), ({"status": "cancelled"}, "status"), ({"active": False}, "status")],
)
def test_what_is_no_e_mail_campaign_or_over_is_refused(session: Session, values: dict[str, object], field: str) -> None:
    spring = campaign(session, **values)
    with pytest.raises(UserError) as refused:
        plan_sending(session, spring)
    assert refused.value.field == field


def test_a_template_is_asked_for_and_one_that_is_gone_is_told(session: Session) -> None:
    from model.campaigns.records import Campaign

    without = file(session, Campaign, subject="No text")
    with pytest.raises(UserError) as refused:
        plan_sending(session, without)
    assert refused.value.field == "template"
    letter = campaign(session, template(session, kind="letter", subject=None))
    with pytest.raises(UserError):
        plan_sending(session, letter)
    with pytest.raises(NotFoundError):
        plan_sending(session, 12345)


def test_the_plan_says_it_in_words(session: Session) -> None:
    plan = SendPlan(1, "Spring", "Spring", 1_200, {"opted_out": 2, "deactivated": 1}, files=("a.pdf",))
    lines = plan.sentences()
    assert lines[0].startswith("1")
    assert [line.split()[0] for line in lines[1:3]] == ["1", "2"]
    assert lines[-1] == "Goes along: a.pdf."


def test_a_sent_mark_that_is_undone_is_no_reset(session: Session) -> None:
    """A change of one's own may be undone, and the recipient may get it then: it was a mark set by hand."""
    spring = campaign(session)
    got = recipient(session, spring, "a@kunde.example")
    with change(session, "Sent", "edit") as made:
        made.update(Recipient, got, {"sent": True})
    undo(session, latest_own(session).id)
    assert plan_sending(session, spring).goes == 1
