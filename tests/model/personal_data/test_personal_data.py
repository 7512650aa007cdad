"""All that is on file about a person in one file, and erased everywhere (G01, G02)."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from model.activities.adding import add as add_activity
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotAllowedError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import plan_undo
from model.customers.records import Contact, Customer, CustomerContact
from model.distribution_lists.members import add, counted
from model.distribution_lists.records import DistributionList
from model.leads.records import Lead
from model.marketing.opted_out import address_left_out
from model.opportunities.records import Opportunity
from model.personal_data.erase import erase, plan_erase
from model.personal_data.export import export_person, personal_data
from model.personal_data.person import find_person
from tests.model import catalog
from tests.model.core.conftest import colleague
from tests.model.filing import contact, customer, file, lead

KARI = "kari@fjord.no"
NUMBER = "998 87 766"


@pytest.fixture
def kari(session: Session) -> int:
    """A contact of whom much is on file: her lead, a company, a campaign, a list, talks and a sale."""
    firm = customer(session, "Fjord AS", note="Ask for Kari Nes.")
    number = contact(session, "Kari", "Nes", email=KARI, mobile=NUMBER, note="Likes tea", no_letter=True)
    file(session, CustomerContact, customer=firm, contact=number, role="Manager")
    lead(session, "Fjord AS", first_name="Kari", last_name="Nes", email=KARI.upper(), phone="22334455", note="Met Kari")
    lead(session, "Berg AS", first_name="Per", last_name="Vik", email=KARI)
    spring = file(session, Campaign, subject="Spring")
    file(session, Recipient, campaign=spring, of_contact=number, source="contact", contact="Kari Nes", email=KARI)
    news = file(session, DistributionList, name="News")
    add(session, news, Contact, [number])
    moment = session.clock() - timedelta(hours=1)
    add_activity(
        session, "call", {"subject": "Talk with Kari Nes", "at": moment, "number": NUMBER}, [("contact", number)]
    )
    add_activity(session, "note", {"subject": "Tea", "text": "Kari will call back"}, [("contact", number)])
    file(session, Opportunity, title="Deal with KARI NES", customer=firm, contact=number, amount=Decimal(100))
    with change(session, "Change", "edit") as made:
        made.update(Contact, number, {"title": "Director", "email": "kari.nes@old.no"})
    with change(session, "Change", "edit") as made:
        made.update(Contact, number, {"email": KARI})
    return number


def everything(session: Session) -> str:
    """Return all that stands in the database's tables, history and search indexes among them, in lower case."""
    store = session.store
    return "\n".join(str(row) for table in catalog.tables(store) for row in catalog.rows(store, table)).lower()


def test_who_is_the_same_person(session: Session, kari: int) -> None:
    """By name and address together; a colleague who shares the address is somebody else."""
    found = find_person(session, Contact, kari)
    assert {kind: len(ids) for kind, ids in found.rows.items() if ids} == {
        "contact": 1, "lead": 1, "recipient": 1, "activity": 2, "customer_contact": 1, "distribution_list_member": 1,
    }  # fmt: skip
    assert found.emails == (KARI,)
    assert "+4799887766" in found.numbers
    assert "22334455" not in found.numbers
    assert find_person(session, Lead, found.rows["lead"][0]).rows == found.rows


def test_only_an_administrator_and_only_a_person(session: Session, kari: int) -> None:
    seller = colleague(session, "SEL", "Seller")
    for work in (plan_erase, personal_data):
        with pytest.raises(NotAllowedError):
            work(seller, Contact, kari)
    firm = session.store.value(Customer.select(Customer.id))
    with pytest.raises(UserError, match="It is a company"):
        plan_erase(session, session.records["customer"], firm)
    with pytest.raises(UserError, match="names no person"):
        plan_erase(session, Lead, lead(session, "Nobody AS"))


def test_letters_beyond_z_are_erased_in_capitals_too(session: Session) -> None:
    """The engine takes capitals for small letters from a to z alone."""
    number = contact(session, "Åse", "Østerås", email="ase@fjord.no")
    firm = customer(session, "Fjord AS", note="ÅSE ØSTERÅS, or åse østerås.")
    erase(session, plan_erase(session, Contact, number))
    note = session.store.value(Customer.select(Customer.note).where(Customer.id == firm))
    assert note == "[erased], or [erased]."


def test_everything_in_one_file(session: Session, kari: int, tmp_path: Path) -> None:
    """JSON holds what every row says, and the history; the PDF is one that can be read."""
    count = export_person(session, Contact, kari, tmp_path / "kari.json")
    document = json.loads((tmp_path / "kari.json").read_text(encoding="utf-8"))
    assert document["name"] == "Kari Nes"
    assert document["contact"][0]["note"] == "Likes tea"
    assert document["contact"][0]["no_letter_source"] == "typed"
    assert document["lead"][0]["email"] == KARI.upper()
    assert document["customer_contact"][0]["role"] == "Manager"
    assert [one["subject"] for one in document["activity"]] == ["Talk with Kari Nes", "Tea"]
    assert document["distribution_list_member"][0]["distribution_list"] == "News"
    assert {"before": None, "after": "Director"} in [
        line["fields"].get("title") for line in document["history"]
    ]  # fmt: skip
    assert export_person(session, Contact, kari, tmp_path / "kari.pdf") == count
    assert (tmp_path / "kari.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(UserError, match="must end in .json, .pdf"):
        export_person(session, Contact, kari, tmp_path / "kari.txt")


def test_erased_everywhere(session: Session, kari: int) -> None:
    """Nothing names her any more, the history least of all; figures stay, and the address stays excluded."""
    plan = plan_erase(session, Contact, kari)
    said = " ".join(plan.sentences())
    assert "1 contact, 1 lead, 1 recipient, 2 activities" in said
    assert "2 texts are marked for somebody to read" in said
    assert "This cannot be undone. Backups and files" in said
    assert "kari nes" in everything(session)
    erase(session, plan)
    left = everything(session)
    for secret in (
        KARI.replace(KARI, "kari nes"),
        "kari.nes@old",
        "99887766",
        NUMBER,
        "likes tea",
        "director",
        "manager",
    ):
        assert secret not in left, secret
    # The colleague who shares the address keeps it; nobody may send to it any more.
    assert left.count(KARI) == 2
    assert address_left_out(session, "email", KARI) is not None
    assert address_left_out(session, "telephone", "+4799887766") is not None
    row = read(session, Contact, kari)
    assert (row.name, row.email, row.active, row.no_email) == ("[erased]", None, False, True)
    cold = session.store.row(
        Lead.select(Lead.name, Lead.phone, Lead.last_name, Lead.note).where(Lead.name == "Fjord AS")
    )
    assert cold is not None
    assert cold[:3] == ("Fjord AS", "22334455", None)
    assert cold[3].startswith("READ THIS: it may name somebody whose data were erased on")
    assert session.store.row(Opportunity.select(Opportunity.title, Opportunity.amount)) == (
        "Deal with [erased]",
        10_000,
    )
    assert len(session.store.rows(Recipient.select(Recipient.id))) == 1
    assert counted(session, session.store.value(DistributionList.select(DistributionList.id))) == {}
    assert session.store.value(Customer.select(Customer.note)) == "Ask for [erased]."
    assert session.store.check() == []


def test_it_cannot_be_undone_nor_what_came_before(session: Session, kari: int) -> None:
    """What undo brings back would have to be kept: it says so, and earlier changes of her records refuse as well."""
    before = latest_own(session)
    assert before is not None
    erase(session, plan_erase(session, Contact, kari))
    past = latest_own(session)
    assert past is not None
    assert plan_undo(session, past.id).refusals == (
        "What was erased of a person is kept nowhere: it cannot be brought back.",
    )
    assert plan_undo(session, before.id).refusals


def test_two_at_once(session: Session, kari: int) -> None:
    """What came to it since the plan was shown is shown first."""
    plan = plan_erase(session, Contact, kari)
    add_activity(session, "note", {"subject": "More", "text": "Of Kari"}, [("contact", kari)])
    with pytest.raises(UserError, match="look at the new preview"):
        erase(session, plan)
    assert read(session, Contact, kari).name == "Kari Nes"
