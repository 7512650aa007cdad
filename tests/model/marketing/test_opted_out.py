"""Who gets no marketing: by a wish of their own, by that of their company, or by a list (R08, R09, R15, M16)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.opt_outs import CHANNELS, told
from model.core.records.record import Record
from model.core.storage.expressions import column_of
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from model.marketing.opted_out import address_left_out, excluded, opted_out
from model.marketing.records import CampaignExclusion, Exclusion, ExclusionList
from model.merging.merge import merge, plan_merge
from tests.model.filing import BERG, contact, customer, file, lead
from tests.plain_sql import plain_sql

KARI = "kari@fjord.no"


def who(session: Session, record: type[Record], condition: Any) -> list[int]:
    record_id = column_of(record, "id")
    return [row[0] for row in session.rows(record.select(record_id).where(condition).order_by(record_id))]


def wishes(session: Session, record: type[Record], number: int) -> dict[str, tuple[date, str]]:
    """Return what a record has said no to, with day and source."""
    row = read(session, record, number)
    return {
        channel.name: (getattr(row, channel.since), getattr(row, channel.source))
        for channel in CHANNELS.values()
        if getattr(row, channel.field)
    }


def set_to(session: Session, record: type[Record], number: int, **values: object) -> None:
    with change(session, "Change", "edit") as made:
        made.update(record, number, values)


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_a_wish_has_its_day_and_its_source(session: Session, channel: object) -> None:
    """Also one among many; it keeps its day when it is said again, and loses it when it is taken back."""
    today = session.reading().today
    earlier = contact(session, "Kari", "Nes", **{channel.field: True, channel.since: date(2020, 5, 3)})
    other = contact(session, "Per", "Vik")
    with change(session, "Edit", "edit") as made:
        made.update_many(Contact, [earlier, other], {channel.field: True})
    assert wishes(session, Contact, earlier) == {channel.name: (date(2020, 5, 3), "typed")}
    assert wishes(session, Contact, other) == {channel.name: (today, "typed")}
    row = read(session, Contact, earlier)
    assert told(Contact, {name: getattr(row, name) for name in Contact.fields()})[0].endswith("2020, typed in")
    set_to(session, Contact, other, **{channel.field: False})
    assert getattr(read(session, Contact, other), channel.since) is None


def test_an_address_that_said_no_is_left_out_wherever_it_stands(session: Session) -> None:
    """A lead with the address of a contact that unsubscribed; a company's wish holds for its people."""
    kari = contact(session, "Kari", "Nes", email=KARI, no_email=True, no_email_source="unsubscribe")
    same = lead(session, "Fjord", email=KARI.upper())
    lead(session, "Berg", email="per@berg.no")
    company = customer(session, "Nord AS", do_not_call=True)
    member = contact(session, "Ola", "Lie", phone="22334455")
    file(session, CustomerContact, customer=company, contact=member)
    open_company = customer(session, "Sør AS", email="post@sor.no")
    file(session, CustomerContact, customer=open_company, contact=kari)
    assert who(session, Contact, opted_out(Contact, "email")) == [kari]
    assert who(session, Lead, opted_out(Lead, "email")) == [same]
    assert who(session, Customer, opted_out(Customer, "email")) == []
    assert who(session, Customer, opted_out(Customer, "telephone")) == [company]
    assert who(session, Contact, opted_out(Contact, "telephone")) == [member]
    assert who(session, Contact, opted_out(Contact, "letter")) == []
    found = address_left_out(session, "email", KARI)
    assert found is not None
    assert (found.reason, found.source) == ("opted_out", "unsubscribe")
    assert found.sentence.endswith(", unsubscribed")
    assert address_left_out(session, "email", "per@berg.no") is None
    assert address_left_out(session, "telephone", "+4722334455") is None


def test_a_list_holds_for_the_address_and_its_domain(session: Session) -> None:
    """R08, R09: for all campaigns, or for those that it is chosen for; folded, and for domains under the domain."""
    spring = file(session, Campaign, subject="Spring")
    autumn = file(session, Campaign, subject="Autumn")
    everywhere = file(session, ExclusionList, name="Never")
    there = file(session, ExclusionList, name="Competitors", holds_for="chosen")
    file(session, CampaignExclusion, campaign=spring, exclusion_list=there)
    file(session, Exclusion, exclusion_list=everywhere, value=KARI)
    file(session, Exclusion, exclusion_list=everywhere, value="+4722334455")
    file(session, Exclusion, exclusion_list=there, value="berg.no")
    one = contact(session, "Kari", "Nes", email="Kari@Fjord.no")
    other = contact(session, "Per", "Vik", email="per@post.berg.no", phone="22 33 44 55")
    contact(session, "Ida", "Dal", email="ida@stenberg.no")
    assert who(session, Contact, excluded(Contact, "email")) == [one]
    assert who(session, Contact, excluded(Contact, "email", spring)) == [one, other]
    assert who(session, Contact, excluded(Contact, "email", autumn)) == [one]
    assert who(session, Contact, excluded(Contact, "telephone")) == [other]
    assert who(session, Contact, excluded(Contact, "letter", spring)) == []
    assert address_left_out(session, "email", "x@berg.no") is None
    found = address_left_out(session, "email", "x@berg.no", spring)
    assert found is not None
    assert found.reason == "excluded"
    set_to(session, ExclusionList, everywhere, active=False)
    assert who(session, Contact, excluded(Contact, "email")) == []


@pytest.mark.parametrize("swapped", [False, True])
def test_a_merge_keeps_the_earlier_day_and_its_source(session: Session, swapped: bool) -> None:
    """M16: whichever of the two is kept, and by every channel."""
    early = customer(session, "Fjord", no_email=True, no_email_since=date(2024, 1, 2), no_email_source="register")
    late = customer(session, "Fjord", no_email=True, no_email_since=date(2025, 1, 2), no_letter=True, org_number=BERG)
    source, target = (early, late) if swapped else (late, early)
    merge(session, plan_merge(session, "customer", source, target))
    assert wishes(session, Customer, target) == {
        "email": (date(2024, 1, 2), "register"),
        "letter": (session.reading().today, "typed"),
    }


def test_a_conversion_carries_them(session: Session) -> None:
    """To what is made, and to what is on file already: the earlier day holds."""
    on_file = contact(session, "Kari", "Nes", email=KARI, no_email=True, no_email_since=date(2025, 5, 5))
    number = lead(
        session, "Fjord AS", last_name="Nes", email=KARI, no_email=True, no_email_since=date(2024, 4, 4),
        no_email_source="call", no_letter=True, no_letter_since=date(2023, 3, 3),
    )  # fmt: skip
    convert(session, plan_conversion(session, number, ConversionChoices()))
    expected = {"email": (date(2024, 4, 4), "call"), "letter": (date(2023, 3, 3), "typed")}
    assert wishes(session, Contact, on_file) == expected
    assert wishes(session, Customer, session.store.value(plain_sql("SELECT max(id) FROM customer"))) == expected


def test_what_was_said_together_is_told_together(session: Session) -> None:
    day = date(2026, 5, 3)
    said = {f"{name}{ending}": value for name in ("no_email", "no_letter")
            for ending, value in (("", True), ("_since", day), ("_source", "unsubscribe"))}  # fmt: skip
    row = read(session, Contact, contact(session, "Kari", "Nes", do_not_call=True, **said))
    values = {name: getattr(row, name) for name in Contact.fields()}
    together, alone = told(Contact, values)
    assert together == "No e-mail, no letters since 3 May 2026, unsubscribed"
    assert alone.startswith("Not to be called since ")
