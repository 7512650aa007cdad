"""Recipients of campaigns: each address once, following their records, gone and back with their campaign."""

from __future__ import annotations

from typing import Any

import pytest

from model.calling.records import CallList, CallListEntry
from model.campaigns.followed_fields import FOLLOWED
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete, plan_delete
from model.core.changes.dependents import DEPENDENTS
from model.core.errors import NotFoundError, UserError
from model.core.history.undo import undo
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from model.merging.merge import merge, plan_merge
from tests.model import filing
from tests.plain_sql import plain_sql


def campaign(session: Session, subject: str = "Spring", **values: Any) -> int:
    return filing.file(session, Campaign, subject=subject, **values)


def recipient(session: Session, campaign: int, **values: Any) -> int:
    """Put a recipient on file; what stands for a record says what the record says."""
    with change(session, "Add", "add") as made:
        return made.insert(Recipient, {"campaign": campaign, **values})


def values_of(session: Session, recipient: int) -> dict[str, Any]:
    row = read(session, Recipient, recipient)
    return {name: getattr(row, name) for name in Recipient.fields()}


def set_(session: Session, record: type[Any], record_id: int, **values: Any) -> int:
    with change(session, "Change", "edit") as made:
        made.update(record, record_id, values)
    return made.id


def test_what_follows_is_what_is_declared() -> None:
    """The names by which a change finds followers are those that the followers declare."""
    from model.catalogue import ROWS

    declared: dict[str, set[str]] = {}
    for row in ROWS:
        for followed in row.follows:
            declared.setdefault(followed, set()).add(row.name_in_code)
    assert {name: set(followers) for name, followers in DEPENDENTS.items()} == declared


# Addresses


def test_an_address_stands_once_whatever_its_letters(session: Session) -> None:
    """R01: A@x.no is a@X.no; the sentence names who has it."""
    spring = campaign(session)
    recipient(session, spring, company="Fjord AS", email="A@x.no")
    with pytest.raises(UserError, match="Fjord AS has this e-mail address") as refused:
        recipient(session, spring, company="Berg AS", email="a@X.no")
    assert refused.value.field == "email"
    # Another campaign has addresses of its own.
    assert recipient(session, campaign(session, "Autumn"), email="a@X.no")
    other = recipient(session, spring, email="b@x.no")
    with pytest.raises(UserError, match="has this e-mail address"):
        set_(session, Recipient, other, email="A@X.NO")
    assert set_(session, Recipient, other, email="B@x.no")


def test_an_address_stands_twice_where_that_is_allowed(session: Session) -> None:
    """R02."""
    spring = campaign(session, allow_duplicate_emails=True)
    assert recipient(session, spring, email="A@x.no") != recipient(session, spring, email="a@X.no")


def test_no_address_is_equal_to_no_other(session: Session) -> None:
    """R03."""
    spring = campaign(session)
    assert recipient(session, spring, company="Fjord AS") != recipient(session, spring, company="Berg AS")


def test_the_same_address_twice_in_one_go_is_refused(session: Session) -> None:
    """Rows inserted by the thousand are not on file yet when the next one is asked about."""
    spring = campaign(session)
    rows = [{"campaign": spring, "email": email} for email in ("a@x.no", "b@x.no", "A@x.no")]
    with pytest.raises(UserError, match="stands there twice"), change(session, "Add", "add") as made:
        made.insert_many(Recipient, rows)


def test_who_has_the_address_is_not_told_where_it_is_hidden(session: Session, kari: Session, per: Session) -> None:
    """W20."""
    spring = campaign(session, owner=kari.person.id)
    lead = filing.lead(kari, "Secret AS", email="a@x.no", owner_only=True)
    recipient(kari, spring, of_lead=lead, email="a@x.no")
    with pytest.raises(UserError, match="A hidden recipient has this"):
        recipient(per, spring, email="a@x.no")


# Following


def test_a_recipient_says_what_its_lead_says(session: Session) -> None:
    """Name, numbers and address are the lead's, with the keys by which they are found."""
    lead = filing.lead(
        session, "Fjord AS", first_name="Kari", last_name="Ås", email="Kari@fjord.no", direct_phone="22 33 44 55",
        town="Bodø", postcode="8001", org_number=filing.FJORD,
    )  # fmt: skip
    one = recipient(session, campaign(session), of_lead=lead)
    found = values_of(session, one)
    assert found["source"] == "lead"
    assert (found["company"], found["contact"], found["name"]) == ("Fjord AS", "Kari Ås", "Fjord AS, Kari Ås")
    assert (found["email"], found["phone"], found["town"]) == ("Kari@fjord.no", "22 33 44 55", "Bodø")
    keys = session.store.row(
        plain_sql("SELECT name_key, email_key, phone_key, org_number_key FROM recipient WHERE id = ?", one)
    )
    assert keys == ("fjord as, kari }s", "kari@fjord.no", "+4722334455", f"NO{filing.FJORD}")


@pytest.mark.parametrize(
    ("kind", "source"), [("customer", "customer"), ("supplier", "supplier"), ("both", "both"), ("neither", "customer")]
)
def test_the_source_of_a_company_is_its_kind(session: Session, kind: str, source: str) -> None:
    """R05: a company that is customer and supplier is both."""
    customer = filing.customer(session, "Fjord AS", kind=kind, company_form="AS")
    one = recipient(session, campaign(session), of_customer=customer)
    assert values_of(session, one)["source"] == source
    assert values_of(session, one)["company_form"] == "AS"


def test_a_private_customer_is_a_person(session: Session) -> None:
    customer = filing.customer(session, "Øye", first_name="Åse", private=True, visiting_town="Moss")
    found = values_of(session, recipient(session, campaign(session), of_customer=customer))
    assert (found["company"], found["contact"], found["name"], found["town"]) == (None, "Åse Øye", "Åse Øye", "Moss")


def test_the_first_address_that_is_one_goes_whole(session: Session) -> None:
    """Half of one address and half of another is none."""
    customer = filing.customer(
        session, postal_country="Norge", visiting_street="Lia 4", visiting_town="Asker", invoice_street="Boks 1"
    )
    found = values_of(session, recipient(session, campaign(session), of_customer=customer))
    assert [found[name] for name in ("street", "postcode", "town", "country")] == ["Lia 4", None, "Asker", None]


def test_a_contact_stands_at_its_company_unless_that_is_hidden(session: Session) -> None:
    """What a recipient says everybody may read: a company hidden from some gives it nothing."""
    contact = filing.contact(session, "Kari", "Olsen")
    hidden = filing.customer(session, "Secret AS", owner_only=True)
    company = filing.customer(session, "Fjord AS", phone="22 33 44 55", visiting_street="Lia 4")
    filing.file(session, CustomerContact, customer=hidden, contact=contact)
    one = recipient(session, campaign(session), of_contact=contact)
    assert values_of(session, one)["name"] == "Kari Olsen"
    link = filing.file(session, CustomerContact, customer=company, contact=contact)
    found = values_of(session, one)
    assert (found["name"], found["phone"], found["street"]) == ("Fjord AS, Kari Olsen", "22 33 44 55", "Lia 4")
    set_(session, Customer, company, name="Fjorden AS")
    assert values_of(session, one)["company"] == "Fjorden AS"
    with change(session, "Unlink", "edit") as made:
        made.delete(CustomerContact, link)
    assert values_of(session, one)["company"] is None


def test_an_address_that_changes_before_it_is_sent_is_followed(session: Session) -> None:
    """By one edit, by many at once, and by undo; it is no change of the recipient's own."""
    lead = filing.lead(session, email="old@x.no")
    one = recipient(session, campaign(session), of_lead=lead)
    version = read(session, Recipient, one).version
    edited = set_(session, Lead, lead, email="new@x.no")
    assert values_of(session, one)["email"] == "new@x.no"
    with change(session, "All", "edit") as made:
        made.update_many(Lead, [lead], {"email": "all@x.no"})
    assert values_of(session, one)["email"] == "all@x.no"
    undo(session, made.id)
    undo(session, edited)
    assert values_of(session, one)["email"] == "old@x.no"
    assert read(session, Recipient, one).version == version


def test_adding_is_undone_though_the_lead_was_changed_since(session: Session) -> None:
    lead = filing.lead(session, email="old@x.no")
    spring = campaign(session)
    one = recipient(session, spring, of_lead=lead)
    set_(session, Lead, lead, email="new@x.no")
    undo(session, read(session, Recipient, one).version)
    assert session.store.value(plain_sql("SELECT count(*) FROM recipient")) == 0


def test_what_is_sent_keeps_what_it_was_sent_with(session: Session) -> None:
    """Taken back, it follows again."""
    lead = filing.lead(session, email="old@x.no")
    one = recipient(session, campaign(session), of_lead=lead)
    sent = set_(session, Recipient, one, sent=True)
    assert values_of(session, one)["sent_at"] == session.clock()
    set_(session, Lead, lead, email="new@x.no", name="Berg AS")
    assert (values_of(session, one)["email"], values_of(session, one)["company"]) == ("old@x.no", "Fjord AS")
    undo(session, sent)
    assert (values_of(session, one)["email"], values_of(session, one)["company"]) == ("new@x.no", "Berg AS")
    assert values_of(session, one)["sent_at"] is None


def test_what_was_typed_on_the_recipient_stays(session: Session) -> None:
    """Until what the record has is typed there: then it follows again."""
    lead = filing.lead(session, email="old@x.no", town="Moss")
    one = recipient(session, campaign(session), of_lead=lead)
    typed = set_(session, Recipient, one, email="own@x.no")
    set_(session, Lead, lead, email="new@x.no", town="Bodø")
    assert (values_of(session, one)["email"], values_of(session, one)["town"]) == ("own@x.no", "Bodø")
    undo(session, typed)
    assert values_of(session, one)["email"] == "new@x.no"
    set_(session, Recipient, one, email="own@x.no", contact="Per")
    set_(session, Recipient, one, email="new@x.no")
    assert values_of(session, one)["typed_over"] == ",contact,"
    set_(session, Lead, lead, email="newer@x.no")
    assert (values_of(session, one)["email"], values_of(session, one)["contact"]) == ("newer@x.no", "Per")


@pytest.mark.parametrize("record", ["lead", "customer", "contact"])
def test_deleting_the_record_keeps_what_the_recipient_says(session: Session, record: str) -> None:
    """The recipient stands by itself then; undo has it follow again."""
    kind = {"lead": Lead, "customer": Customer, "contact": Contact}[record]
    own = {"lead": {"name": "Fjord AS"}, "customer": {"name": "Fjord AS"}, "contact": {"last_name": "Olsen"}}[record]
    of = filing.file(session, kind, email="a@x.no", **own)
    one = recipient(session, campaign(session), **{f"of_{record}": of})
    before = filing.contents(session.store)
    assert plan_delete(session, kind, [of]).emptied == {"recipient": 1}
    delete(session, kind, [of])
    found = values_of(session, one)
    assert found[f"of_{record}"] is None
    assert (found["email"], found["source"]) == ("a@x.no", record)
    undo(session, session.store.value(plain_sql("SELECT max(id) FROM change")))
    assert filing.contents(session.store) == before


# Converting and merging


@pytest.mark.parametrize(("contact", "became"), [(True, "of_contact"), (False, "of_customer")])
def test_a_converted_lead_leaves_its_recipient_to_what_it_became(session: Session, contact: bool, became: str) -> None:
    """C22: the row is kept and points to the contact or the company, sent flag and all."""
    lead = filing.lead(session, "Fjord AS", last_name="Olsen", first_name="Kari", email="kari@fjord.no")
    one = recipient(session, campaign(session), of_lead=lead)
    set_(session, Recipient, one, sent=True, status="confirmed")
    before = filing.contents(session.store)
    plan = plan_conversion(session, lead, ConversionChoices(contact=contact))
    done = convert(session, plan)
    found = values_of(session, one)
    assert found["of_lead"] is None
    assert found[became] == {"of_contact": done.contact, "of_customer": done.customer}[became]
    assert (found["sent"], found["status"], found["email"]) == (True, "confirmed", "kari@fjord.no")
    undo(session, done.change)
    assert filing.contents(session.store) == before


def test_converting_to_a_recipient_on_file_leaves_one(session: Session) -> None:
    """The customer was a recipient already: one row, sent as either was."""
    customer = filing.customer(session, "Fjord AS", org_number=filing.FJORD)
    lead = filing.lead(session, "Fjord", org_number=filing.FJORD)
    spring = campaign(session)
    kept = recipient(session, spring, of_customer=customer)
    set_(session, Recipient, recipient(session, spring, of_lead=lead), sent=True)
    before = filing.contents(session.store)
    done = convert(session, plan_conversion(session, lead, ConversionChoices(contact=False)))
    assert done.customer == customer
    assert session.store.rows(plain_sql("SELECT id, sent, of_customer, of_lead FROM recipient")) == [
        (kept, 1, customer, None)
    ]
    undo(session, done.change)
    assert filing.contents(session.store) == before


@pytest.mark.parametrize("sent", ["source", "target"])
@pytest.mark.parametrize("record", ["lead", "customer", "contact"])
def test_merged_records_are_one_recipient(session: Session, record: str, sent: str) -> None:
    """M23: one recipient, sent = either; undo brings both back."""
    kind = {"lead": Lead, "customer": Customer, "contact": Contact}[record]
    title = "last_name" if record == "contact" else "name"
    spring, autumn = campaign(session), campaign(session, "Autumn")
    ids = {side: filing.file(session, kind, **{title: f"Fjord {side}"}) for side in ("source", "target")}
    rows = {side: recipient(session, spring, **{f"of_{record}": ids[side]}) for side in ids}
    other = recipient(session, autumn, **{f"of_{record}": ids["source"]})
    set_(session, Recipient, rows[sent], sent=True, response="positive")
    before = filing.contents(session.store)
    done = merge(session, plan_merge(session, record, ids["source"], ids["target"]))
    found = session.store.rows(plain_sql(f"SELECT id, sent, response, of_{record} FROM recipient ORDER BY id"))
    assert sorted(found) == sorted([(rows["target"], 1, 2, ids["target"]), (other, 0, 1, ids["target"])])
    # What was sent was sent to whom it was sent to.
    called = "contact" if record == "contact" else "company"
    assert values_of(session, rows["target"])[called] == f"Fjord {sent}"
    assert values_of(session, other)[called] == "Fjord target"
    undo(session, done.change)
    assert filing.contents(session.store) == before


def test_merging_unites_recipients_of_a_hidden_campaign(session: Session, kari: Session, per: Session) -> None:
    """Who merges need not see the campaign."""
    hidden = campaign(session, owner=kari.person.id, owner_only=True)
    source, target = filing.lead(per, "Fjord"), filing.lead(per, "Fjord AS")
    recipient(kari, hidden, of_lead=source)
    kept = recipient(kari, hidden, of_lead=target)
    merge(per, plan_merge(per, "lead", source, target))
    assert session.store.rows(plain_sql("SELECT id, of_lead FROM recipient")) == [(kept, target)]


# With the campaign


def test_a_campaign_takes_its_recipients_along(session: Session) -> None:
    """CAMP-18, E20: they are counted before, and come back with undo."""
    spring, autumn = campaign(session), campaign(session, "Autumn")
    lead = filing.lead(session)
    for number in range(40):
        recipient(session, spring, company=f"Company {number}")
    recipient(session, spring, of_lead=lead)
    other = recipient(session, autumn, of_lead=lead)
    before = filing.contents(session.store)
    plan = plan_delete(session, Campaign, [spring])
    assert (plan.along, plan.refusals) == ({"recipient": 41}, ())
    delete(session, Campaign, [spring])
    assert session.store.rows(plain_sql("SELECT id FROM recipient")) == [(other,)]
    undo(session, session.store.value(plain_sql("SELECT max(id) FROM change")))
    assert filing.contents(session.store) == before


@pytest.mark.parametrize("hides", ["campaign", "lead", "customer", "contact"])
def test_a_recipient_is_seen_where_its_campaign_and_its_record_are(session: Session, per: Session, hides: str) -> None:
    """CUST-09, W20."""
    spring = campaign(session, owner_only=hides == "campaign")
    records: dict[str, tuple[type[Any], str]] = {
        "lead": (Lead, "name"), "customer": (Customer, "name"), "contact": (Contact, "last_name")
    }  # fmt: skip
    rows = {}
    for kind, (record, title) in records.items():
        of = filing.file(session, record, **{title: f"Of {kind}", "owner_only": hides == kind})
        rows[kind] = recipient(session, spring, **{f"of_{kind}": of})
    found = {row[0] for row in per.rows(Recipient.select(Recipient.id).where(seen(Recipient)))}
    assert found == (set() if hides == "campaign" else set(rows.values()) - {rows[hides]})
    with pytest.raises(NotFoundError):
        set_(per, Recipient, rows.get(hides, rows["lead"]), note="mine")


def test_every_followed_field_is_one_of_the_recipient() -> None:
    assert set(FOLLOWED) <= Recipient.typed().keys()


@pytest.mark.parametrize("way", ["merge", "convert"])
def test_what_refers_to_a_recipient_that_ends_refers_to_the_one_that_stays(session: Session, way: str) -> None:
    """A call list has the recipient whose lead was merged, or became a customer that is a recipient as well."""
    spring = campaign(session)
    lead = filing.lead(session, "Fjord", org_number=filing.FJORD)
    if way == "merge":
        other = filing.lead(session, "Fjord AS")
        kept = recipient(session, spring, of_lead=other)
    else:
        other = filing.customer(session, "Fjord AS", org_number=filing.FJORD)
        kept = recipient(session, spring, of_customer=other)
    ends = recipient(session, spring, of_lead=lead)
    calls = filing.file(session, CallList, name="Spring", owner=session.person.id)
    entry = filing.file(session, CallListEntry, list=calls, record="recipient", record_id=ends)
    before = filing.contents(session.store)
    if way == "merge":
        change_id = merge(session, plan_merge(session, "lead", lead, other)).change
    else:
        change_id = convert(session, plan_conversion(session, lead, ConversionChoices(contact=False))).change
    assert session.store.rows(plain_sql("SELECT id FROM recipient")) == [(kept,)]
    assert session.store.rows(plain_sql("SELECT id, record, record_id FROM call_list_entry")) == [
        (entry, "recipient", kept)
    ]
    undo(session, change_id)
    assert filing.contents(session.store) == before
