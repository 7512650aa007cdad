"""Adding recipients by sets: what is added, what is left out and why, all of it undone (CAMP-12, R01 … R06)."""

from __future__ import annotations

from typing import Any

import pytest

from model.campaigns.additions import (
    AdditionChanged,
    AdditionPlan,
    Selection,
    add_recipients,
    left_out,
    of_list,
    plan_addition,
)
from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotAllowedError, NotFoundError
from model.core.history.undo import undo
from model.core.lists.criteria import Filter, parse_criterion
from model.customers.records import Contact, Customer, CustomerContact
from model.distribution_lists.records import DistributionList, DistributionListMember
from model.leads.records import Lead
from model.marketing.records import CampaignExclusion, Exclusion, ExclusionList
from tests.model import catalog, filing
from tests.model.campaigns.test_recipients import campaign, recipient
from tests.plain_sql import plain_sql


def everything(record: type[Any], *criteria: str) -> Selection:
    return Selection(record, Filter((), tuple(parse_criterion(each) for each in criteria)))


def added(session: Session, plan: AdditionPlan) -> list[str]:
    """Carry a plan out and return the names of all recipients."""
    add_recipients(session, plan)
    return [name for (name,) in session.store.rows(plain_sql("SELECT name FROM recipient ORDER BY id"))]


def test_leads_of_a_filter_are_added_each_once(session: Session) -> None:
    """CAMP-12: what the plan says is what is done, with the leads' own data, and undone."""
    for name, town in (("Ask AS", "Moss"), ("Bjørk AS", "Bodø"), ("Eik AS", "Moss")):
        filing.lead(session, name, town=town, email=f"{name[:3]}@x.no".lower(), first_name="Kari", last_name="Å")
    spring = campaign(session)
    before = filing.contents(session.store)
    plan = plan_addition(session, spring, [everything(Lead, "town=moss")])
    assert plan.counts == {"added": 2}
    assert plan.sentences() == ["2 are added."]
    assert added(session, plan) == ["Ask AS, Kari Å", "Eik AS, Kari Å"]
    row = read(session, Recipient, 1)
    latest = session.store.value(plain_sql("SELECT max(id) FROM change"))
    assert (row.campaign, row.of_lead, row.source, row.status) == (spring, 1, "lead", "unconfirmed")
    assert (row.sent, row.response, row.created_by, row.version) == (False, "none", session.person.id, latest)
    again = plan_addition(session, spring, [everything(Lead)])
    assert again.counts == {"added": 1, "there": 2}
    assert again.sentences() == ["1 is added.", "2 are there already."]
    undo(session, row.version)
    assert filing.contents(session.store) == before


def test_addresses_that_are_there_or_stand_twice_are_left_out(session: Session) -> None:
    """R01, R03, R06: by the folded address, in the campaign and among those to be added; none is equal to none."""
    customer = filing.customer(session, "Fjord AS", email="Post@Fjord.no")
    filing.contact(session, "Kari", "Olsen", email="post@fjord.NO")
    filing.contact(session, "Per", "Berg")
    filing.contact(session, "Åse", "Øye")
    filing.lead(session, "Vik AS", email="vik@x.no")
    spring = campaign(session)
    recipient(session, spring, company="Somebody", email="VIK@x.no")
    both = [everything(Customer), everything(Contact), everything(Lead)]
    plan = plan_addition(session, spring, both)
    assert plan.counts == {"added": 3, "double": 2}
    assert plan.without == 2
    assert plan.sentences() == [
        "3 are added.",
        "2 of them have no e-mail address.",
        "2 have an e-mail address that is there already.",
    ]
    assert list(left_out(session, plan, "double")) == [("contact", 1, "Kari Olsen"), ("lead", 1, "Vik AS")]
    assert added(session, plan) == ["Somebody", "Fjord AS", "Per Berg", "Åse Øye"]
    assert read(session, Recipient, 2).of_customer == customer


def test_addresses_stand_twice_where_the_campaign_allows_it(session: Session) -> None:
    """R02."""
    for name in ("Ask AS", "Bjørk AS"):
        filing.lead(session, name, email="same@x.no")
    plan = plan_addition(session, campaign(session, allow_duplicate_emails=True), [everything(Lead)])
    assert plan.counts == {"added": 2}
    assert added(session, plan) == ["Ask AS", "Bjørk AS"]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("email", {"email": "a@x.no"}),
        ("letter", {"town": "Moss"}),
        ("telephone", {"mobile": "91 23 45 67"}),
        ("fax", {"fax": "22 33 44 55"}),
    ],
)
def test_whom_the_campaign_cannot_reach_is_counted_and_left_out_if_wished(
    session: Session, kind: str, values: dict[str, Any]
) -> None:
    filing.lead(session, "Ask AS", **values)
    filing.lead(session, "Bjørk AS")
    spring = campaign(session, type=kind)
    plan = plan_addition(session, spring, [everything(Lead)])
    assert (plan.counts, plan.without) == ({"added": 2}, 1)
    plan = plan_addition(session, spring, [everything(Lead)], reachable_only=True)
    assert (plan.counts, plan.without) == ({"added": 1, "unreachable": 1}, 0)
    assert plan.sentences()[1] == "1 without an address is left out."
    assert added(session, plan) == ["Ask AS"]


def test_a_campaign_on_the_air_needs_no_address(session: Session) -> None:
    filing.lead(session, "Ask AS")
    plan = plan_addition(session, campaign(session, type="radio"), [everything(Lead)], reachable_only=True)
    assert (plan.counts, plan.without) == ({"added": 1}, 0)


def test_who_has_opted_out_is_left_out_of_that_channel(session: Session) -> None:
    """R08: a wish not to be called is none against letters."""
    filing.lead(session, "Ask AS", do_not_call=True, phone="22 33 44 55", town="Moss")
    calls = plan_addition(session, campaign(session, type="telephone"), [everything(Lead)])
    assert calls.counts == {"opted_out": 1}
    assert calls.sentences() == ["0 are added.", "1 has opted out."]
    assert add_recipients(session, calls) is None
    letters = plan_addition(session, campaign(session, type="letter"), [everything(Lead)])
    assert letters.counts == {"added": 1}


def test_hidden_records_are_counted_and_never_named(session: Session, kari: Session, per: Session) -> None:
    """W20: those of a filter are not there at all; of chosen ones it is said how many."""
    hidden = filing.lead(kari, "Secret AS", owner_only=True)
    seen = filing.lead(kari, "Ask AS")
    spring = campaign(kari)
    assert plan_addition(per, spring, [everything(Lead)]).counts == {"added": 1}
    plan = plan_addition(per, spring, [Selection(Lead, ids=(hidden, seen, 999))])
    assert plan.counts == {"added": 1, "hidden": 2}
    assert list(left_out(per, plan, "hidden")) == []
    assert added(per, plan) == ["Ask AS"]
    with pytest.raises(NotFoundError):
        plan_addition(per, campaign(kari, "Mine", owner_only=True), [everything(Lead)])


def test_marks_are_all_of_a_filter_but_some(session: Session) -> None:
    ids = [filing.lead(session, name) for name in ("Ask AS", "Bjørk AS", "Eik AS")]
    selection = Selection(Lead, Filter((), (parse_criterion("name~%k AS"),)), but=(ids[1],))
    assert added(session, plan_addition(session, campaign(session), [selection])) == ["Ask AS", "Eik AS"]


def test_contacts_come_with_their_company(session: Session) -> None:
    company, contact = filing.customer(session, "Fjord AS"), filing.contact(session, "Kari", "Olsen")
    filing.file(session, CustomerContact, customer=company, contact=contact)
    assert added(session, plan_addition(session, campaign(session), [everything(Contact)])) == ["Fjord AS, Kari Olsen"]


def test_a_lead_that_became_a_recipient_is_there(session: Session) -> None:
    """C22: the contact stands for it by now."""
    contact = filing.contact(session, "Kari", "Olsen")
    lead = filing.lead(session, "Ask AS")
    with change(session, "Convert", "convert") as made:
        made.restore_stored(Lead, lead, {"converted_contact": contact, "converted_at": made.at})
    spring = campaign(session)
    recipient(session, spring, of_contact=contact)
    assert plan_addition(session, spring, [everything(Lead)]).counts == {"there": 1}


def test_what_was_added_follows_its_record(session: Session) -> None:
    lead = filing.lead(session, "Ask AS", email="old@x.no")
    add_recipients(session, plan_addition(session, campaign(session), [everything(Lead)]))
    with change(session, "Change", "edit") as made:
        made.update(Lead, lead, {"email": "new@x.no"})
    assert read(session, Recipient, 1).email == "new@x.no"


def test_a_plan_that_holds_no_longer_is_not_carried_out(session: Session) -> None:
    """Somebody adds a lead between the look and Enter: the new plan is shown instead."""
    filing.lead(session, "Ask AS")
    plan = plan_addition(session, campaign(session), [everything(Lead)])
    filing.lead(session, "Bjørk AS")
    with pytest.raises(AdditionChanged) as refused:
        add_recipients(session, plan)
    assert refused.value.plan.counts == {"added": 2}
    assert session.store.value(plain_sql("SELECT count(*) FROM recipient")) == 0


def test_a_reader_adds_nobody(session: Session, per: Session) -> None:
    filing.lead(session, "Ask AS")
    plan = plan_addition(per, campaign(session), [everything(Lead)])
    with session.store.writing():
        session.store.run(plain_sql("UPDATE employee SET role = 3 WHERE id = ?", per.person.id))
    with pytest.raises(NotAllowedError):
        add_recipients(per, plan)


def test_thousands_are_added_with_their_indexes_and_undone_by_sets(session: Session) -> None:
    """So many that indexes are laid aside: they are there afterwards, and every table is as before after undo."""
    with change(session, "Leads", "add") as made:
        made.insert_many(Lead, ({"name": f"Lead {n}", "email": f"{n // 2}@x.no"} for n in range(10_400)))
    spring = campaign(session)
    schema = catalog.objects(session.store)
    before = filing.contents(session.store)
    plan = plan_addition(session, spring, [everything(Lead)])
    assert plan.counts == {"added": 5_200, "double": 5_200}
    change_id = add_recipients(session, plan)
    assert session.store.value(plain_sql("SELECT count(*) FROM change_row WHERE change = ?", change_id)) == 5_200
    assert catalog.objects(session.store) == schema
    assert session.store.value(plain_sql("SELECT rows FROM change WHERE id = ?", change_id)) == 5_200
    assert change_id is not None
    undo(session, change_id)
    assert filing.contents(session.store) == before


def test_a_distribution_list_is_added_each_once(session: Session, kari: Session, per: Session) -> None:
    """R06: it overlaps chosen leads; who is on it and hidden from the person is counted, never named."""
    ask, eik = filing.lead(kari, "Ask AS", email="post@ask.no"), filing.lead(kari, "Eik AS")
    hidden = filing.lead(kari, "Secret AS", owner_only=True)
    company = filing.customer(kari, "Furu AS", email="POST@ask.no")
    kept = filing.file(kari, DistributionList, name="Friends")
    for kind, of in (("lead", ask), ("lead", hidden), ("customer", company)):
        filing.file(kari, DistributionListMember, distribution_list=kept, **{kind: of})
    spring = campaign(kari)
    plan = plan_addition(per, spring, [Selection(Lead, ids=(ask, eik)), *of_list(per, kept)])
    assert plan.counts == {"added": 2, "double": 1, "hidden": 1}
    assert added(per, plan) == ["Ask AS", "Eik AS"]


def test_whom_an_exclusion_list_names_is_left_out(session: Session) -> None:
    """R09: the list holds the address, whatever record has it; one that is chosen for another campaign does not."""
    filing.lead(session, "Ask AS", email="post@Ask.no")
    filing.lead(session, "Eik AS", email="post@eik.no")
    spring, autumn = campaign(session), campaign(session, "Autumn")
    for name, value, scope in (("Stop", "ask.no", "all"), ("Chosen", "post@eik.no", "chosen")):
        of = filing.file(session, ExclusionList, name=name, holds_for=scope)
        filing.file(session, Exclusion, exclusion_list=of, value=value)
    filing.file(session, CampaignExclusion, campaign=autumn, exclusion_list=2)
    plan = plan_addition(session, spring, [everything(Lead)])
    assert plan.counts == {"added": 1, "excluded": 1}
    assert list(left_out(session, plan, "excluded")) == [("lead", 1, "Ask AS")]
    assert plan_addition(session, autumn, [everything(Lead)]).counts == {"excluded": 2}
