"""Finding records by what is typed."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotFoundError, UserError
from model.core.history.snapshot import values_at
from model.core.history.undo import undo
from model.core.language import N_
from model.core.lists.lookup import find_titles, resolve
from model.core.records.options import Option
from model.core.storage.store import Store
from model.customers.links import link
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from model.people.signing_in import sign_in


@pytest.fixture
def session(store: Store, clock: Any) -> Session:
    """A new database with Kari signed in."""
    zone = ZoneInfo("Europe/Oslo")
    return sign_in(store, "kari", lambda: clock().astimezone(zone))


def insert(session: Session, record: Any, **values: Any) -> int:
    """Put a row on file."""
    with change(session, N_("New"), "add") as made:
        return made.insert(record, values)


def update(session: Session, record: Any, record_id: int, **values: Any) -> int:
    """Change a row and return the change's ID."""
    with change(session, N_("Change"), "edit") as made:
        made.update(record, record_id, values)
        return made.id


def test_titles_that_begin_with_the_text_come_first(session: Session) -> None:
    """Then those that hold it anywhere; deactivated ones and those of somebody else alone never."""
    insert(session, Customer, name="Store Fjord AS", visiting_town="Voss")
    first = insert(session, Customer, name="Fjord AS", visiting_town="Bergen")
    insert(session, Customer, name="Fjord gone", active=False)
    other = insert(session, Employee, initials="OLA", name="Ola Nordmann", role="seller")
    insert(session, Customer, name="Fjord hidden", owner=other, owner_only=True)
    found = find_titles(session, "customer", "fjo")
    assert [(hit.title, hit.detail) for hit in found] == [("Fjord AS", "Bergen"), ("Store Fjord AS", "Voss")]
    assert found[0].id == first
    assert len(find_titles(session, "customer", "")) == 2


def test_a_copy_is_told_from_its_original(session: Session) -> None:
    """CAMP-18: by the day it starts; where nothing else differs, by the ID."""
    for start in (date(2027, 2, 1), date(2028, 2, 1), None, None):
        insert(session, Campaign, subject="Spring", start=start)
    found = find_titles(session, "campaign", "spring")
    assert {hit.id: hit.detail for hit in found} == {1: "1 Feb 2027", 2: "1 Feb 2028", 3: "#3", 4: "#4"}


def test_namesakes_are_told_apart_by_what_they_belong_to(session: Session) -> None:
    """A town, a customer, an e-mail address: the first of them that there is."""
    company = insert(session, Customer, name="Fjord AS", email="post@fjord.no")
    assert [hit.detail for hit in find_titles(session, "customer", "fjord")] == ["post@fjord.no"]
    for email in ("kari@en.no", "kari@to.no", None):
        insert(session, Contact, first_name="Kari", last_name="Nes", email=email)
    with change(session, N_("Link"), "link") as made:
        link(made, company, 2, None)
    insert(session, Opportunity, title="Kari", customer=company)
    found = find_titles(session, "contact", "kari")
    assert sorted((hit.id, hit.detail) for hit in found) == [(1, "kari@en.no"), (2, "Fjord AS"), (3, "")]
    assert [hit.detail for hit in find_titles(session, "opportunity", "kari")] == ["Fjord AS"]


def test_employees_are_found_by_initials_and_any_part_of_their_name(session: Session) -> None:
    """CUST-09: initials first."""
    insert(session, Employee, initials="NOR", name="Ola Vik", role="seller")
    insert(session, Employee, initials="OLA", name="Ola Nordmann", role="seller")
    assert [hit.title for hit in find_titles(session, "employee", "nor")] == ["NOR", "OLA"]
    assert [hit.title for hit in find_titles(session, "employee", "nordm")] == ["OLA"]


def test_text_resolves_to_the_one_record_it_can_mean(session: Session) -> None:
    """A whole title, a clear part, a number after #; not what may be two, and not what is in another list."""
    web = insert(session, Option, list="source", name="Web")
    insert(session, Option, list="source", name="Fair in Oslo")
    insert(session, Option, list="source", name="Fair in Bergen")
    insert(session, Option, list="stage", name="Won")
    source = Lead.fields()["source"]
    for text in ("Web", "we", f"#{web}"):
        found = resolve(session, source, text)
        assert found is not None
        assert found.id == web
    assert resolve(session, source, " ") is None
    for text in ("Fair", "Won", "#999"):
        with pytest.raises(UserError) as caught:
            resolve(session, source, text)
        assert caught.value.field == "source"


def test_values_at_a_version_are_those_that_were_read_then(session: Session) -> None:
    """COM-09: whatever was changed since, undone, or changed back."""
    lead = insert(session, Lead, name="Fjord AS", town="Bergen", employees=3)
    seen = []
    for values in ({"town": "Oslo"}, {"town": "Voss", "employees": 4}, {"name": "Vik"}, {"town": "Bergen"}):
        row = read(session, Lead, lead)
        seen.append((row.version, {name: getattr(row, name) for name in Lead.fields()}))
        last = update(session, Lead, lead, **values)
    undo(session, last)
    for version, values in seen:
        assert values_at(session, Lead, lead, version) == values
    with pytest.raises(NotFoundError):
        values_at(session, Lead, 99, 1)


def test_what_is_called_so_comes_first(session: Session) -> None:
    """The exact name, then beginnings, then the rest, of records and of the company's lists alike."""
    firm = insert(session, Customer, name="Fjord AS")
    for title in ("Roof and walls", "New roof", "Roof"):
        insert(session, Opportunity, title=title, customer=firm)
    assert find_titles(session, "opportunity", "roof")[0].title == "Roof"
    for position, name in enumerate(("Fair in Oslo", "The fair", "Fair")):
        insert(session, Option, list="source", name=name, position=position + 100)
    assert [found.title for found in find_titles(session, "option:source", "fair")] == [
        "Fair",
        "Fair in Oslo",
        "The fair",
    ]


def test_a_code_names_a_campaign_as_its_subject_does(session: Session) -> None:
    """CAMP-08: in any case of letters; a code that two have is refused with both, as a name would be."""
    summer = insert(session, Campaign, subject="Light in the garden", code="Summer26")
    insert(session, Campaign, subject="Others")
    campaign = Opportunity.fields()["campaign"]
    assert campaign.parse("SUMMER26", session.reading()) == summer
    assert [found.id for found in find_titles(session, "campaign", "summer26")] == [summer]
    again = insert(session, Campaign, subject="Light in the winter", code="SUMMER26")
    with pytest.raises(UserError, match=f"may be any of #{summer} Light in the garden, #{again} Light in the winter"):
        campaign.parse("summer26", session.reading())
    insert(session, Campaign, subject="All of summer26")
    assert [found.id for found in find_titles(session, "campaign", "summer26", 2)] == [summer, again]
    with pytest.raises(UserError, match="write its name, its code, or # and its ID"):
        campaign.parse("summer27", session.reading())
