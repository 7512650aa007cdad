"""Conversion of many leads (LEAD-18; C17, C18), and undo as the exact reverse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import StorageError, UserError
from model.core.history import past_changes, undo
from model.core.storage.store import Store
from model.customers.links import contacts_of
from model.customers.records import Contact, Customer
from model.leads.bulk_conversion import BulkSummary, Tally, convert_bulk, plan_bulk
from model.leads.choices import CUSTOMER_CHOICES, THENS, ConversionChoices
from model.leads.convert import ConversionRefused, Writer, convert, plan_conversion
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.engines import Databases
from tests.model import catalog
from tests.model.core.conftest import colleague
from tests.model.filing import (
    BERG,
    FJORD,
    activities,
    contact,
    contents,
    counted,
    custom_field,
    customer,
    file,
    lead,
)
from tests.model.leads.converting import KARI, converted
from tests.plain_sql import plain_sql

DEFAULTS = ConversionChoices()


def numbers(tally: Tally) -> dict[str, Any]:
    """Return what a tally counts, without what only a preview or only a summary has."""
    left_out = {code: (reason.count, reason.examples) for code, reason in tally.left_out.items()}
    names = ("total", "converted", "customers_new", "customers_used", "contacts_new", "contacts_used", "links")
    more = ("without_contact", "opportunities", "moved", "custom_left", "stopped")
    return {**{name: getattr(tally, name) for name in names + more}, "left_out": left_out}


def test_fifty_leads(session: Session) -> None:
    """C17: the converted one and the rejected one are skipped, two of one company share it with two contacts."""
    ids = [lead(session, f"Firma {number}", last_name=f"Lie {number}") for number in range(46)]
    done = lead(session, "Ferdig AS")
    converted(session, done)
    rejected = lead(session, "Avvist AS", status="unreachable")
    one = lead(session, "Fjord AS", org_number=FJORD, first_name="Kari", last_name="Nes", email="kari@fjord.no")
    two = lead(session, "Fjord A/S", org_number="NO 923609016 MVA", last_name="Lie", email="per@fjord.no")
    ids += [done, rejected, one, two]
    planned = plan_bulk(session, ids, DEFAULTS)
    before = counted(session.store)
    summary = convert_bulk(session, ids, DEFAULTS)
    assert numbers(planned) == numbers(summary)
    assert (summary.total, summary.converted, summary.skipped, summary.failed) == (50, 48, 2, 0)
    assert (summary.customers_new, summary.customers_used, summary.contacts_new, summary.links) == (47, 1, 48, 48)
    assert {code: reason.examples for code, reason in summary.left_out.items()} == {
        "converted": [(done, "Ferdig AS")],
        "lost": [(rejected, "Avvist AS")],
    }
    shared = read(session, Lead, one).converted_customer
    assert shared == read(session, Lead, two).converted_customer
    assert sorted(row.name for row in contacts_of(session, shared)) == ["Kari Nes", "Lie"]
    after = counted(session.store)
    assert after["customer"] - before["customer"] == 47
    assert summary.sentences() == [
        "48 of 50 leads converted.",
        "New customers: 47.",
        "Customers on file used instead of a second one: 1.",
        "New contacts: 48.",
        "1 is converted already. Ferdig AS",
        "1 is marked lost. Avvist AS",
    ]
    assert past_changes.one(session, summary.change or 0).name == "Convert 48 leads"
    again = convert_bulk(session, [rejected], ConversionChoices(lost=True))
    assert again.converted == 1, "rejected only where ticked"


def test_original_and_duplicate_together(session: Session) -> None:
    """C18: both selected, one record left of each, no error; whatever becomes of the leads."""
    for then in THENS:
        person = {**KARI, "email": f"kari@{then}.no"}
        number = {"keep": FJORD, "deactivate": BERG, "delete": "13585628"}[then]
        ids = [lead(session, org_number=number, **person) for _ in range(2)]
        before = counted(session.store)
        summary = convert_bulk(session, ids, ConversionChoices(then=then))
        assert (summary.converted, summary.failed, summary.skipped) == (2, 0, 0)
        after = counted(session.store)
        assert [after[name] - before[name] for name in ("customer", "contact", "customer_contact")] == [1, 1, 1]


def test_no_link_by_a_like_name(session: Session) -> None:
    """C11: neither substrings nor the same name without a number make two leads one company."""
    customer(session, "casa depapel")
    ids = [lead(session, "Asa Depape"), lead(session, "Asa Depape")]
    summary = convert_bulk(session, ids, DEFAULTS)
    assert (summary.customers_new, summary.customers_used) == (2, 0)


def test_a_lead_named_twice_is_converted_once(session: Session) -> None:
    at = lead(session)
    assert convert_bulk(session, [at, at, 999], DEFAULTS).converted == 1
    assert counted(session.store)["customer"] == 1


def test_hidden_leads_are_not_there(session: Session) -> None:
    """C26: another's own lead among the IDs is as one that does not exist."""
    per = colleague(session, "PHA", "Per Haug")
    hidden = lead(session, "Hemmelig AS", owner_only=True)
    summary = convert_bulk(per, [hidden, 999], DEFAULTS)
    assert summary.left_out["gone"].examples == [(hidden, f"#{hidden}"), (999, "#999")]
    assert "Hemmelig" not in "".join(summary.sentences())
    assert summary.change is None
    assert session.store.value(plain_sql("SELECT count(*) FROM change WHERE kind = 'convert'")) == 0, (
        "no trace of nothing"
    )


def test_stopped_between_two_leads(session: Session) -> None:
    """LEAD-18: what is done by then is kept, and undone as one."""
    ids = [lead(session, f"Firma {number}") for number in range(10)]
    before = contents(session.store)
    seen: list[tuple[int, int]] = []
    summary = convert_bulk(
        session, ids, DEFAULTS, progress=lambda done, total: seen.append((done, total)), stop=lambda: len(seen) == 4
    )
    assert (summary.converted, summary.stopped, counted(session.store)["customer"]) == (4, True, 4)
    assert seen == [(0, 10), (1, 10), (2, 10), (3, 10)]
    assert "Stopped; what was done by then stays done, and can be undone." in summary.sentences()
    assert summary.change is not None
    undo.undo(session, summary.change)
    assert contents(session.store) == before


def test_progress_ends_at_the_total(session: Session) -> None:
    seen: list[tuple[int, int]] = []
    convert_bulk(session, [lead(session), lead(session)], DEFAULTS, progress=lambda *numbers: seen.append(numbers))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_stopped_leads_that_were_to_be_deleted_are_deleted(session: Session) -> None:
    """C15 with LEAD-18."""
    ids = [lead(session, f"Firma {number}") for number in range(5)]
    summary = convert_bulk(session, ids, ConversionChoices(then="delete"), stop=iter([False, False, True]).__next__)
    assert summary.converted == 2
    assert [row[0] for row in session.store.rows(plain_sql("SELECT id FROM lead"))] == ids[2:]


def test_one_that_fails_leaves_the_others(session: Session) -> None:
    """LEAD-17 in bulk: a lead that the tables refuse is left out wholly; the others are converted."""
    ids = [lead(session, f"Firma {number}", last_name=f"Lie {number}") for number in range(5)]
    activities(session, ["task"], ("lead", ids[2]))
    before = contents(session.store)
    with catalog.refusing(session.store, "INSERT", "contact", "no Lie 2", "new.last_name = 'Lie 2'"):
        summary = convert_bulk(session, ids, DEFAULTS)
    assert (summary.converted, summary.failed) == (4, 1)
    assert summary.left_out["failed"].examples == [(ids[2], "Firma 2")]
    assert "no Lie 2" in summary.left_out["failed"].message
    assert session.store.rows(plain_sql("SELECT record, record_id FROM activity_link")) == [("lead", ids[2])]
    assert read(session, Lead, ids[2]).converted_at is None
    assert session.store.value(plain_sql("SELECT count(*) FROM customer WHERE name = 'Firma 2'")) == 0
    rows = session.store.row(
        plain_sql(
            "SELECT rows, (SELECT count(*) FROM change_row WHERE change = change.id) FROM change ORDER BY id DESC"
        )
    )
    assert rows is not None
    assert rows[0] == rows[1], "history has no row of what was taken back"
    assert summary.change is not None
    undo.undo(session, summary.change)
    assert contents(session.store) == before


@pytest.mark.parametrize("error", [StorageError("The disk is full; nothing was changed."), RuntimeError("fault")])
def test_what_the_engine_cannot_do_converts_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A full disk half-way, or a fault of ours, leaves everything as it was."""
    ids = [lead(session, f"Firma {number}") for number in range(5)]
    before = contents(session.store)
    write = Writer.write

    def fail(self: Writer, plan: Any) -> Any:
        if plan.lead_id == ids[3]:
            raise error
        return write(self, plan)

    monkeypatch.setattr(Writer, "write", fail)
    with pytest.raises(type(error)):
        convert_bulk(session, ids, DEFAULTS)
    assert contents(session.store) == before


def test_choices_that_cannot_be_are_refused_at_once(session: Session) -> None:
    """C04, C14 in bulk: no lead is looked at."""
    ids = [lead(session)]
    for choices in (
        ConversionChoices(customer="no", contact=False),
        ConversionChoices(opportunity=True, opportunity_amount="12a"),
        ConversionChoices(category="Gull"),
    ):
        for operation in (plan_bulk, convert_bulk):
            with pytest.raises(ConversionRefused):
                operation(session, ids, choices)


def test_preview_of_many_names_what_is_left_out(session: Session) -> None:
    """LEAD-14 for many, C05: also those without a person, and custom fields that go nowhere."""
    custom_field(session, "lead", "shoe", "text")
    ids = [lead(session, f"Firma {number}", custom={"shoe": "43"}) for number in range(30)]
    ids += [lead(session, f"Av {number}", active=False) for number in range(30)]
    plan = plan_bulk(session, ids, ConversionChoices(then="deactivate"))
    assert plan.sentences() == [
        "30 of 60 leads would be converted.",
        "New customers: 30.",
        "Without contact, as no person is named: 30.",
        "Custom field Shoe is not carried over for 30 leads.",
        "The leads are deactivated.",
        "30 are deactivated. Av 0, Av 1, Av 2, …",
    ]
    assert len(plan.left_out["deactivated"].examples) == 20


# Any small database

NUMBERS = ("", FJORD, BERG, "923609017", "13585628")
EMAILS = (None, "a@x.no", "A@X.no", "b@x.no")
texts = st.sampled_from([None, "", "22334455", "90807060"])
some = st.integers(0, 9).map(lambda number: number == 0)
leads = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Fjord AS", "Berg", "Å"]),
        "org_number": st.sampled_from(NUMBERS).map(lambda text: text or None),
        "email": st.sampled_from(EMAILS),
        "last_name": st.sampled_from([None, "Nes", "Lie"]),
        "first_name": st.sampled_from([None, "Kari"]),
        "phone": texts,
        "mobile": texts,
        "note": st.sampled_from([None, "Notat"]),
        "street": st.sampled_from([None, "Kaia 1"]),
        "owner": st.sampled_from([None, 1, 2]),
        "owner_only": some,
        "active": some.map(lambda it: not it),
        "status": st.sampled_from(["not_contacted", "contacted", "unreachable"]),
        "do_not_call": some,
        "custom": st.sampled_from([None, {"a": 1}, {"a": 1, "b": "x"}]),
    }
).filter(lambda values: values["owner"] or not values["owner_only"])
customers = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Fjord AS", "Berg"]),
        "org_number": st.sampled_from(NUMBERS).map(lambda text: text or None),
        "email": st.sampled_from(EMAILS),
        "phone": texts,
        "visiting_postcode": st.sampled_from([None, "5003"]),
        "owner": st.sampled_from([1, 2]),
        "owner_only": some,
        "active": some.map(lambda it: not it),
        "kind": st.sampled_from(["customer", "supplier", "neither"]),
        "custom": st.sampled_from([None, {"a": 2}]),
    }
)
contacts = st.fixed_dictionaries(
    {
        "last_name": st.just("Nes"),
        "email": st.sampled_from(EMAILS),
        "owner": st.sampled_from([1, 2]),
        "owner_only": some,
    }
)
choices = st.builds(
    ConversionChoices,
    customer=st.sampled_from(CUSTOMER_CHOICES),
    contact=st.sampled_from([None, True, False]),
    opportunity=st.booleans(),
    opportunity_amount=st.sampled_from([None, "100,50"]),
    then=st.sampled_from(THENS),
    lost=st.booleans(),
).filter(lambda made: made.customer != "no" or made.contact is not False or made.opportunity)


@st.composite
def worlds(draw: Any) -> dict[str, Any]:
    """Leads, customers and contacts, links between them, and activities that hang on several at once."""
    world = {
        "leads": draw(st.lists(leads, min_size=1, max_size=6)),
        "customers": draw(st.lists(customers, max_size=3)),
        "contacts": draw(st.lists(contacts, max_size=3)),
    }
    place = st.tuples(st.sampled_from(["lead", "customer", "contact"]), st.integers(0, 5))
    world["activities"] = draw(
        st.lists(
            st.tuples(st.sampled_from(["task", "note", "email"]), st.booleans(), st.lists(place, max_size=4)),
            max_size=5,
        )
    )
    return world


@pytest.fixture(scope="module")
def begin(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Begin:
    """Return a function that opens, as its administrator, a copy of a database with employees and custom fields."""
    folder = tmp_path_factory.mktemp("worlds")
    session = enter(shared_databases.open(folder / "template.db"))
    colleague(session, "PHA", "Per Haug")
    for record in ("lead", "customer", "opportunity"):
        custom_field(session, record, "a", "number")
    custom_field(session, "customer", "b", "date")
    custom_field(session, "lead", "b", "text")
    session.store.close()
    return lambda name: enter(shared_databases.open_copy(folder / "template.db", folder / name))


Begin = Callable[[str], Session]


def enter(store: Store) -> Session:
    """Sign in to a database as its administrator."""
    return sign_in(store, "root", lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))


def build(session: Session, world: dict[str, Any]) -> list[int]:
    """Put the world on file and return the IDs of its leads."""
    ids: dict[str, list[int]] = {"lead": [], "customer": [], "contact": []}
    for record, name in ((Customer, "customers"), (Contact, "contacts"), (Lead, "leads")):
        for values in world[name]:
            try:
                ids[record.name_in_code].append(file(session, record, **values))
            except UserError:
                pass  # a second one of a number
    for kind, active, wanted in world["activities"]:
        places = {(record, ids[record][at % len(ids[record])]) for record, at in wanted if ids[record]}
        try:
            (number,) = activities(session, [kind], *sorted(places))
        except UserError:
            continue  # of something hidden
        with session.store.writing():
            session.store.run(plain_sql("UPDATE activity SET active = ? WHERE id = ?", int(active), number))
    return ids["lead"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(world=worlds(), choice=choices)
def test_bulk_does_what_it_said_and_undo_is_its_reverse(begin: Begin, world: dict[str, Any], choice: Any) -> None:
    """C17, C20, C24: the preview counts what then happens; undo gives the same database, redo the converted one."""
    session = begin("bulk.db")
    ids = build(session, world)
    before = contents(session.store)
    planned = plan_bulk(session, ids, choice)
    assert contents(session.store) == before
    summary = convert_bulk(session, ids, choice)
    assert numbers(planned) == numbers(summary)
    assert summary.failed == 0
    check_sound(session, before, summary)
    if summary.change is not None:
        after = contents(session.store)
        undone = undo.undo(session, summary.change)
        assert contents(session.store) == before
        undo.undo(session, undone.id)
        assert contents(session.store) == after
    session.store.close()


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(world=worlds(), choice=choices)
def test_many_at_once_is_one_after_the_other(begin: Begin, world: dict[str, Any], choice: Any) -> None:
    """Converting leads in bulk gives the rows that converting them one by one gives, stamps apart."""
    bulk = begin("bulk.db")
    ids = build(bulk, world)
    convert_bulk(bulk, ids, choice)
    single = begin("single.db")
    assert build(single, world) == ids
    for lead_id in ids:
        try:
            plan = plan_conversion(single, lead_id, choice)
            if single.store.value(plain_sql("SELECT status FROM lead WHERE id = ?", lead_id)) != 3 or choice.lost:
                convert(single, plan)
        except UserError:
            pass
    for table in ("customer", "contact", "customer_contact", "opportunity", "activity_link", "lead"):
        apart = "version" if table not in ("customer_contact", "activity_link") else ""
        columns = [name for name in catalog.columns(bulk.store, table) if name != apart]
        sql = plain_sql(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")
        assert bulk.store.rows(sql) == single.store.rows(sql)
    bulk.store.close()
    single.store.close()


def check_sound(session: Session, before: dict[str, list[tuple[Any, ...]]], summary: BulkSummary) -> None:
    """No activity lost, no link to nothing, no number twice, nothing on a converted lead."""
    store = session.store
    assert store.value(plain_sql("SELECT count(*) FROM activity WHERE active = 1")) == sum(
        row[columns(session, "activity").index("active")] for row in before["activity"]
    )
    for record in ("lead", "customer", "contact", "opportunity"):
        sql = f"SELECT count(*) FROM activity_link WHERE record = ? AND record_id NOT IN (SELECT id FROM {record})"
        assert store.value(plain_sql(sql, record)) == 0
    assert (
        store.rows(
            plain_sql(
                "SELECT org_number_key FROM customer WHERE org_number_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
            )
        )
        == []
    )
    assert (
        store.value(
            plain_sql(
                "SELECT count(*) FROM activity_link link JOIN lead ON lead.id = link.record_id JOIN activity"
                " ON activity.id = link.activity"
                " WHERE link.record = 'lead' AND converted_at IS NOT NULL AND activity.active = 1"
            )
        )
        == 0
    )
    if summary.change is not None:
        noted = store.value(plain_sql("SELECT count(*) FROM change_row WHERE change = ?", summary.change))
        assert noted == store.value(plain_sql("SELECT rows FROM change WHERE id = ?", summary.change))


def columns(session: Session, table: str) -> list[str]:
    """Return the names of a table's columns."""
    return catalog.columns(session.store, table)


def test_a_change_of_many_is_one(session: Session) -> None:
    """LEAD-18, COM-08: one entry in history, one undo, refused once one of its records was edited."""
    ids = [lead(session, f"Firma {number}") for number in range(3)]
    summary = convert_bulk(session, ids, DEFAULTS)
    made = read(session, Lead, ids[1]).converted_customer
    with change(session, "Change", "edit") as edited:
        edited.update(Customer, made, {"phone": "22334455"})
    assert summary.change is not None
    with pytest.raises(UserError, match="Firma 1 has been changed since"):
        undo.undo(session, summary.change)
    assert counted(session.store)["customer"] == 3


def test_contacts_on_file_are_used(session: Session) -> None:
    """C09 in bulk."""
    person = contact(session, "Kari", "Nes", email="KARI@fjord.no")
    summary = convert_bulk(session, [lead(session, **KARI), lead(session, "Berg", **KARI)], DEFAULTS)
    assert (summary.contacts_new, summary.contacts_used, summary.links) == (0, 2, 2)
    assert session.store.rows(plain_sql("SELECT contact FROM customer_contact")) == [(person,), (person,)]
