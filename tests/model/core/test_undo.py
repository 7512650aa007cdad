"""History and undo: COM-07, COM-08, decision 18, cases C24, C25, W20."""

from __future__ import annotations

from typing import Any

import pytest

from model.activities.link_record import ActivityLink
from model.activities.records import WrittenNote
from model.core import language
from model.core.access.person import Person
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete
from model.core.company.option_lists import delete_option
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.past_changes import PastChange, latest, latest_own, latest_undone, one
from model.core.history.record_history import of_record
from model.core.history.undo import plan_undo, undo
from model.core.lists.listing import Listing
from model.core.records.history_tables import ChangeEntry
from model.core.records.record import Row
from model.core.storage.drivers import peewee
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from tests.conftest import StandingClock
from tests.model.core.conftest import colleague
from tests.model.core.whole import content, hold


def new(session: Session, record: type[Row], **values: Any) -> int:
    """Insert one row as one change."""
    with change(session, "New {name}", "add", name=values.get("name", record.name_in_code)) as made:
        return made.insert(record, values)


def edit(session: Session, record: type[Row], record_id: int, **values: Any) -> PastChange:
    """Change one row as one change, and return that."""
    with change(session, "Change {name}", "edit", name=str(record_id)) as made:
        assert made.update(record, record_id, values)
    return one(session, made.id)


def last(session: Session) -> int:
    """Return the ID of the latest change."""
    return int(session.store.value(ChangeEntry.select(peewee.fn.max(ChangeEntry.id))))


# One change


def test_each_reads_what_was_undone_in_their_own_language(session: Session) -> None:
    """The history of a firm with people of two countries is in one language for each; names are as they are."""
    made = new(session, Lead, name="New {name}")
    delete(session, Lead, [made])
    language.use("nb")
    undone = undo(session, last(session))
    assert undone.name == "Angre: Slett New {name}"
    language.use("da")
    assert one(session, undone.id).name == "Fortryd: Slet New {name}"
    language.use("en")
    assert [each.name for each in latest(session, 1)] == ["Undo: Delete New {name}"]


def test_a_new_record_is_removed_and_comes_back(session: Session) -> None:
    empty = content(session.store)
    lead = new(session, Lead, name="Fjord AS", first_name="Kari", last_name="Nes")
    full = content(session.store)
    undone = undo(session, last(session))
    assert content(session.store) == empty
    assert (undone.kind, undone.name, undone.undoes) == ("undo", "Undo: New Fjord AS", undone.id - 1)
    again = undo(session, undone.id)
    assert content(session.store) == full
    assert (again.kind, again.name) == ("redo", "Redo: New Fjord AS")
    assert read(session, Lead, lead).name == "Fjord AS"
    hold(session)


def test_a_deleted_record_comes_back_with_its_id_and_search_text(session: Session) -> None:
    lead = new(session, Lead, name="Fjord AS")
    full = content(session.store)
    with change(session, "Delete", "delete") as made:
        made.delete(Lead, lead)
    assert Listing(session, Lead, ("name",)).count() == 0
    plan = plan_undo(session, made.id)
    assert (plan.recreated, plan.restored, plan.removed, plan.refusals) == ({"lead": 1}, {}, {}, ())
    undo(session, made.id)
    assert content(session.store) == full
    hold(session)


def test_ids_are_never_used_twice(session: Session) -> None:
    lead = new(session, Lead, name="Fjord AS")
    undo(session, last(session))
    assert new(session, Lead, name="Vik AS") > lead


def test_one_change_that_writes_a_row_several_times(session: Session) -> None:
    lead = new(session, Lead, name="Fjord AS", subject="one")
    before = content(session.store)
    with change(session, "Much", "edit") as made:
        made.update(Lead, lead, {"subject": "two", "town": "Moss"})
        made.update_many(Lead, [lead], {"subject": "three"})
        made.update(Lead, lead, {"subject": "four"})
        other = made.insert(Lead, {"name": "Vik AS"})
        made.update(Lead, other, {"subject": "five"})
        made.delete(Lead, lead)
    after = content(session.store)
    undone = undo(session, made.id)
    assert content(session.store) == before
    undo(session, undone.id)
    assert content(session.store) == after
    hold(session)


def test_undo_of_thousands(session: Session) -> None:
    with change(session, "Import", "import") as made:
        made.insert_many(Lead, ({"name": f"Lead {number}"} for number in range(2_500)))
    before = content(session.store)
    with change(session, "Hot", "edit") as hot:
        assert hot.update_many(Lead, range(1, 2_501), {"classification": "hot"}) == 2_500
    undo(session, hot.id)
    assert content(session.store) == before
    undo(session, made.id)
    assert session.store.rows(Lead.select(Lead.id)) == []
    hold(session)


# What stands in the way


def test_c25_a_later_change_stands_in_the_way_and_is_named(
    session: Session, kari: Session, clock: StandingClock
) -> None:
    """C25, decision 18."""
    lead = new(session, Lead, name="Fjord AS")
    first = edit(session, Lead, lead, subject="one")
    clock.move(minutes=5)
    edit(kari, Lead, lead, town="Moss")
    before = content(session.store)
    (refusal,) = plan_undo(session, first.id).refusals
    assert refusal.startswith("Lead Fjord AS has been changed since by KOL, 21 Nov 2026 12:05: Change")
    assert refusal.endswith("."), "what is offered instead follows it on the same line"
    with pytest.raises(UserError, match="has been changed since by KOL"):
        undo(session, first.id)
    assert content(session.store) == before


def test_a_change_that_was_undone_does_not_stand_in_the_way(session: Session) -> None:
    lead = new(session, Lead, name="Fjord AS")
    made = last(session)
    later = edit(session, Lead, lead, subject="one")
    undo(session, later.id)
    undo(session, made)
    assert session.store.rows(Lead.select(Lead.id)) == []


def test_redo_waits_for_what_it_stands_on(session: Session) -> None:
    """A redone change would else write on a row that is not what it was."""
    lead = new(session, Lead, name="Fjord AS")
    first = edit(session, Lead, lead, subject="one")
    second = edit(session, Lead, lead, town="Moss")
    both = content(session.store)
    undone_second = undo(session, second.id)
    undone_first = undo(session, first.id)
    assert plan_undo(session, undone_second.id).refusals
    undo(session, undone_first.id)
    undo(session, undone_second.id)
    assert content(session.store) == both


def test_undo_redo_undo_redo(session: Session) -> None:
    lead = new(session, Lead, name="Fjord AS")
    before = content(session.store)
    edited = edit(session, Lead, lead, subject="one")
    after = content(session.store)
    step = edited.id
    for number in range(4):
        step = undo(session, step).id
        assert content(session.store) == (after if number % 2 else before)
        assert (one(session, edited.id).undone_by is None) == bool(number % 2)


def test_redos_come_back_in_order(session: Session) -> None:
    lead = new(session, Lead, name="Fjord AS")
    first, second = edit(session, Lead, lead, subject="one"), edit(session, Lead, lead, subject="two")
    for expected in (second, first):
        own = latest_own(session)
        assert own is not None
        assert own.id == expected.id
        undo(session, own.id)
    for subject in ("one", "two"):
        undone = latest_undone(session)
        assert undone is not None
        undo(session, undone.id)
        assert read(session, Lead, lead).subject == subject
    assert latest_undone(session) is None


def test_something_else_done_ends_redo(session: Session) -> None:
    lead = new(session, Lead, name="Fjord AS")
    undo(session, edit(session, Lead, lead, subject="one").id)
    assert latest_undone(session) is not None
    new(session, Lead, name="Vik AS")
    assert latest_undone(session) is None


def test_the_same_change_is_undone_once(session: Session) -> None:
    new(session, Lead, name="Fjord AS")
    made = last(session)
    undo(session, made)
    with pytest.raises(UserError, match="undone already"):
        undo(session, made)


def test_thirty_days(session: Session, clock: StandingClock) -> None:
    """COM-08."""
    new(session, Lead, name="Fjord AS")
    made = last(session)
    clock.move(days=30)
    assert plan_undo(session, made).refusals == ()
    clock.move(seconds=1)
    with pytest.raises(UserError, match="more than 30 days"):
        undo(session, made)


def test_somebody_elses_change_is_for_the_administrator(session: Session, kari: Session, per: Session) -> None:
    new(kari, Lead, name="Fjord AS")
    made = last(session)
    with pytest.raises(UserError, match="made by KOL"):
        undo(per, made)
    undo(session, made)


def test_a_reader_undoes_nothing(session: Session) -> None:
    reader = colleague(session, "LES", "Lise Es", "reader")
    new(session, Lead, name="Fjord AS")
    with pytest.raises(NotAllowedError):
        undo(reader, last(session))


def test_what_refers_to_a_new_record_stands_in_the_way(session: Session, kari: Session) -> None:
    """Undo leaves no opportunity, contact or note without what it belongs to."""
    customer = new(session, Customer, name="Fjord AS")
    made = last(session)
    with change(kari, "Note", "add") as noted:
        note = noted.insert(WrittenNote, {"subject": "Rang"})
        noted.insert(ActivityLink, {"activity": note, "record": "customer", "record_id": customer})
    assert plan_undo(session, made).refusals == ("A link refers to what it made.",)
    undo(kari, noted.id)
    with change(kari, "Sale", "add") as sale:
        sale.insert(Opportunity, {"title": "Storage", "customer": customer})
    assert "Opportunity Storage refers to what it made." in plan_undo(session, made).refusals
    undo(kari, sale.id)
    undo(session, made)
    assert session.store.rows(Customer.select(Customer.id)) == []


def test_what_the_same_change_made_is_not_in_the_way(session: Session) -> None:
    with change(session, "Convert", "convert") as made:
        customer = made.insert(Customer, {"name": "Fjord AS"})
        contact = made.insert(Contact, {"last_name": "Nes"})
        made.insert(CustomerContact, {"customer": customer, "contact": contact})
        made.insert(Opportunity, {"title": "Storage", "customer": customer, "contact": contact})
    assert plan_undo(session, made.id).refusals == ()
    undo(session, made.id)
    assert session.store.rows(CustomerContact.select(CustomerContact.id)) == []


def test_what_is_gone_is_not_referred_to_again(session: Session) -> None:
    customer = new(session, Customer, name="Fjord AS")
    one_contact, other = new(session, Contact, last_name="Nes"), new(session, Contact, last_name="Vik")
    sale = new(session, Opportunity, title="Storage", customer=customer, contact=one_contact)
    moved = edit(session, Opportunity, sale, contact=other)
    with change(session, "Delete", "delete") as made:
        made.delete(Contact, one_contact)
    (refusal,) = plan_undo(session, moved.id).refusals
    assert refusal == f"Contact {one_contact} was deleted in the meantime."
    with pytest.raises(UserError, match="was deleted"):
        undo(session, moved.id)


def test_a_number_used_again_since_is_a_sentence(session: Session) -> None:
    """What must be unique is refused with its field, and nothing is changed."""
    first = new(session, Employee, initials="ABC", name="Anne B. Carlsen")
    with change(session, "Delete", "delete") as made:
        made.delete(Employee, first)
    new(session, Employee, initials="abc", name="Arne B. Christensen")
    before = content(session.store)
    with pytest.raises(UserError, match="There is another employee with the same initials") as raised:
        undo(session, made.id)
    assert raised.value.field == "initials"
    assert content(session.store) == before
    assert one(session, made.id).undone_by is None


# Titles that others are sorted by


def test_keys_follow_new_initials_there_and_back(session: Session, kari: Session) -> None:
    lead = new(kari, Lead, name="Fjord AS", owner=kari.person.id)
    edited = edit(kari, Lead, lead, subject="one")
    before = content(session.store)
    renamed = edit(session, Employee, kari.person.id, initials="ØLS")
    hold(session)
    assert (
        session.store.row(Lead.select(Lead.owner.folded, Lead.created_by.folded, Lead.changed_by.folded))
        == ("|ls",) * 3
    )
    undone = undo(session, renamed.id)
    assert content(session.store) == before
    undo(session, undone.id)
    # The undone change kept the key of the old initials; what is written is the key of today's.
    undo(session.as_person(Person(kari.person.id, "ØLS", "Kari Olsen", "seller")), edited.id)
    hold(session)


def test_keys_follow_a_renamed_and_a_deleted_customer(session: Session) -> None:
    old, other = new(session, Customer, name="Fjord AS"), new(session, Customer, name="Vik AS")
    sale = new(session, Opportunity, title="Storage", customer=old)
    moved = edit(session, Opportunity, sale, customer=other)
    edit(session, Customer, old, name="Ås AS")
    undo(session, moved.id)
    assert session.store.value(Opportunity.select(Opportunity.customer.folded)) == "}s as"
    hold(session)
    before = content(session.store)
    with change(session, "Delete", "delete") as made:
        made.delete(Customer, old)
    hold(session)
    undo(session, made.id)
    assert content(session.store) == before
    hold(session)


# What is seen of it


def test_the_history_of_a_record(session: Session, kari: Session, clock: StandingClock) -> None:
    """COM-07: every change, by whom, when, from what to what."""
    lead = new(session, Lead, name="Fjord AS", employees=1200)
    clock.move(hours=1)
    edit(kari, Lead, lead, employees=None, owner=kari.person.id, first_name="Åse", last_name="Nes")
    with change(kari, "Many", "edit") as made:
        made.update_many(Lead, [lead], {"status": "contacted"})
    lines = [
        (line.change.author, line.action, line.field, line.before, line.after)
        for line in of_record(session, Lead, lead)
    ]
    assert lines[0] == ("KOL", "update", "status", "Not contacted", "Contacted")
    assert set(lines[1:-1]) == {
        ("KOL", "update", "employees", "1,200", ""),
        ("KOL", "update", "owner", "ROO", "KOL"),
        ("KOL", "update", "first_name", "", "Åse"),
        ("KOL", "update", "last_name", "", "Nes"),
    }
    assert lines[-1] == ("ROO", "insert", "", None, None)


def test_control_characters_in_the_history_are_shown(session: Session) -> None:
    """COM-23."""
    lead = new(session, Lead, name="Fjord\x1b[2J AS")
    edit(session, Lead, lead, subject="\x1b[31mred")
    assert latest(session)[1].name == "New Fjord␛[2J AS"
    assert next(of_record(session, Lead, lead)).after == "␛[31mred"


def test_w20_changes_of_hidden_records_are_absent(session: Session, kari: Session, per: Session) -> None:
    """W20: nobody reads of a hidden record in the history, however it was touched."""
    new(kari, Lead, name="Secret AS", owner=kari.person.id, owner_only=True)
    hidden = last(session)
    new(kari, Lead, name="Open AS")
    assert [past.name for past in latest(per) if past.author == "KOL"] == ["New Open AS"]
    assert len([past for past in latest(kari) if past.author == "KOL"]) == 2
    for anybody in (per, session):
        for ask in (one, plan_undo, undo):
            with pytest.raises(NotFoundError):
                ask(anybody, hidden)
    assert list(of_record(per, Lead, 1)) == []
    # A change of an open and a hidden record is told of without names.
    with change(kari, "Merge {one} into {other}", "merge", one="Secret AS", other="Open AS") as made:
        made.update(Lead, 1, {"town": "Moss"})
        made.update(Lead, 2, {"town": "Moss"})
    assert one(per, made.id).name == "Merge … into …"
    assert one(kari, made.id).name == "Merge Secret AS into Open AS"
    # Gone, it is as hidden as it was.
    with change(kari, "Delete {name}", "delete", name="Secret AS") as made:
        made.delete(Lead, 1)
    assert "Secret" not in " ".join(past.name for past in latest(per))
    undo(kari, made.id)
    assert "Secret" not in " ".join(past.name for past in latest(session))


def test_w20_what_stands_in_the_way_keeps_hidden_names(session: Session, kari: Session, per: Session) -> None:
    lead = new(per, Lead, name="Open AS")
    made = last(session)
    with change(session, "Hide {name}", "edit", name="Secret AS") as hiding:
        hiding.update(Lead, lead, {"name": "Secret AS", "owner": kari.person.id, "owner_only": True})
    (refusal,) = plan_undo(per, made).refusals
    assert refusal == f"Lead {lead} has been changed since by ROO, 21 Nov 2026 12:00: Hide …."


def test_w20_notes_and_links_of_hidden_records(session: Session, kari: Session, per: Session) -> None:
    customer = new(kari, Customer, name="Secret AS", owner=kari.person.id, owner_only=True)
    with change(kari, "Note {name}", "add", name="on Secret") as noted:
        note = noted.insert(WrittenNote, {"subject": "Rang", "owner": kari.person.id})
        link = noted.insert(ActivityLink, {"activity": note, "record": "customer", "record_id": customer})
    with change(kari, "Unlink {name}", "edit", name="Secret") as unlinked:
        unlinked.delete(ActivityLink, link)
        unlinked.delete(WrittenNote, note)
    with change(kari, "Sale {name}", "add", name="to Secret") as sale:
        sale.insert(Opportunity, {"title": "Storage", "customer": customer})
    contact = new(kari, Contact, last_name="Nes")
    with change(kari, "Link {name}", "edit", name="Secret") as linked:
        linked.insert(CustomerContact, {"customer": customer, "contact": contact})
    assert [past.name for past in latest(per) if past.author == "KOL"] == ["New contact"]


def test_the_history_of_a_record_names_no_hidden_one(session: Session, kari: Session, per: Session) -> None:
    """W20, COM-07: that a hidden contact was deleted from an opportunity is told without its name."""
    secret = new(kari, Contact, first_name="Hemmelig", last_name="Person", owner_only=True)
    sale = new(kari, Opportunity, title="Sale", customer=new(session, Customer, name="Fjord"), contact=secret)
    delete(kari, Contact, [secret])
    for who, name in ((kari, "Delete Hemmelig Person"), (per, "Delete …")):
        told = dict.fromkeys(past.change.name for past in of_record(who, Opportunity, sale))
        assert list(told) == [name, "New opportunity"]


def test_the_history_of_a_record_names_what_administrators_did_to_many(
    session: Session, kari: Session, per: Session
) -> None:
    """COM-07: that a choice went is told by its name, though hidden records had it too."""
    sales = [
        new(kari, Opportunity, title="Sale", customer=new(kari, Customer, name="Fjord", owner_only=secret), stage=1)
        for secret in (False, True)
    ]
    delete_option(session, 1, 2)
    assert next(of_record(per, Opportunity, sales[0])).change.name == "Delete choice First meeting"
