"""The made-up data in a real database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import phonenumbers
import pytest

from model.campaigns.economy import economy, implausible
from model.campaigns.figures import actual, planned
from model.campaigns.marks import doubles_of, marks_of
from model.campaigns.recipients import Recipient
from model.campaigns.records import STATUSES, TYPES, Campaign
from model.core.access.person import person_by_initials, person_of
from model.core.changes.change import read
from model.core.changes.opt_outs import CHANNELS
from model.core.dates import utc_text
from model.core.lists.criteria import Filter, parse_criterion
from model.core.lists.listing import Listing
from model.core.storage.store import Store
from model.core.text import fold
from model.customers.records import Customer
from model.demo.fill import fill, fill_registry
from model.demo.world import Volumes, World
from model.distribution_lists.members import counted, lists
from model.documents import contents
from model.leads.records import Lead
from model.mail.records import EmailAttachment, EmailMessage
from model.people.signing_in import sign_in
from tests import on_file
from tests.conftest import NOON, StandingClock
from tests.engines import Databases
from tests.plain_sql import plain_sql

SMALL = Volumes(units=900, customers=60, contacts=90, leads=400, opportunities=40, activities=200)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Iterator[Store]:
    """The database that all tests look at; none of them writes."""
    opened = shared_databases.open(tmp_path_factory.mktemp("demo") / "demo.db")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def world(store: Store) -> World:
    """What it was filled with, at the time at which the tests' clock stands."""
    return fill(store, StandingClock(NOON), account="someone", volumes=SMALL)


def count(store: Store, table: str, where: str = "1 = 1") -> int:
    return int(store.value(plain_sql(f"SELECT count(*) FROM {table} WHERE {where}")))


def test_everything_made_is_stored_and_the_database_is_sound(store: Store, world: World) -> None:
    for table, records in (
        ("employee", world.employees),
        ("lead", world.leads),
        ("customer", world.customers),
        ("contact", world.contacts),
        ("opportunity", world.opportunities),
        ("activity", world.activities),
    ):
        assert count(store, table) == len(records)
    assert count(store, "customer_contact") == sum(len(contact["customers"]) for contact in world.contacts)
    assert count(store, "opportunity_seller") == sum(len(made["sellers"]) for made in world.opportunities)
    assert count(store, "activity_link") == sum(len(activity["links"]) for activity in world.activities)
    assert store.check() == []


def test_the_account_given_is_the_administrators(store: Store, world: World) -> None:
    person = person_of(store, "someone")
    assert person is not None
    assert (person.initials, person.role) == ("KNO", "administrator")
    assert person_by_initials(store, "åli").role == "reader"


def test_records_stand_as_made_by_those_who_made_them(store: Store, world: World) -> None:
    rows = store.rows(
        plain_sql(
            "SELECT lead.name, status, owner.initials, lead.created_at, maker.initials, lead.created_by_key"
            " FROM lead LEFT JOIN employee owner ON owner.id = lead.owner"
            " JOIN employee maker ON maker.id = lead.created_by ORDER BY lead.id"
        )
    )
    for lead, row in zip(world.leads, rows, strict=True):
        assert row[0] == lead["name"]
        assert row[2:5] == (lead["owner"], utc_text(lead["created_at"]), lead["created_by"])
        assert row[5] == fold(lead["created_by"])


def test_links_lead_to_what_they_were_made_for(store: Store, world: World) -> None:
    rows = store.rows(
        plain_sql(
            "SELECT contact.last_name, customer.name, role FROM customer_contact link"
            " JOIN contact ON contact.id = link.contact JOIN customer ON customer.id = link.customer"
        )
    )
    made = [
        (contact["last_name"], world.customers[at]["name"], role)
        for contact in world.contacts
        for at, role in contact["customers"]
    ]
    assert sorted(rows) == sorted(made)
    for kind in ("lead", "customer", "contact", "opportunity"):
        loose = f"record = '{kind}' AND record_id NOT IN (SELECT id FROM {kind})"
        assert count(store, "activity_link", f"record = '{kind}'") > 0
        assert count(store, "activity_link", loose) == 0
    assert count(store, "opportunity", "stage IS NULL OR type IS NULL") == 0
    assert count(store, "opportunity", "status = 3 AND loss_reason IS NULL") == 0


def test_closed_sales_ended_when_they_ended(store: Store, world: World) -> None:
    rows = store.rows(plain_sql("SELECT closed_at FROM opportunity ORDER BY id"))
    made = [record["closed_at"] and utc_text(record["closed_at"]) for record in world.opportunities]
    assert [row[0] for row in rows] == made


def test_weighted_values_are_amount_times_probability(store: Store, world: World) -> None:
    """OPP-04, P02: half an øre goes up; not known while the amount is not."""
    stored = store.rows(plain_sql("SELECT weighted_value FROM opportunity ORDER BY id"))
    for record, (hundredths,) in zip(world.opportunities, stored, strict=True):
        if record["amount"] is None:
            assert hundredths is None
        else:
            assert abs(hundredths - record["amount"] * record["probability"]) <= Decimal("0.5")


def test_telephone_numbers_are_found_by_their_own_country(store: Store, world: World) -> None:
    for customer, (key,) in zip(
        world.customers, store.rows(plain_sql("SELECT mobile_key FROM customer ORDER BY id")), strict=True
    ):
        if customer["mobile"]:
            country = customer["addresses"]["visiting"]["country"]
            parsed = phonenumbers.parse(customer["mobile"], country)
            assert key == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def test_filling_leaves_no_change_and_colleagues_changes_have_a_history(
    store: Store, world: World, clock: StandingClock
) -> None:
    """Undo must not take the demo's data away (COM-08); every later change is there to be looked at (COM-07)."""
    assert count(store, "change", "kind = 'demo'") == 0
    assert count(store, "change_row", "action = 'insert'") == 0
    changes = store.rows(plain_sql("SELECT id, author, at, rows FROM change ORDER BY id"))
    assert len(changes) > 15
    assert len({author for _, author, _, _ in changes}) > 2
    times = [at for _, _, at, _ in changes]
    assert times == sorted(times)
    assert times[-1] < utc_text(clock())
    for number, author, at, rows in changes:
        touched = store.rows(
            plain_sql("SELECT record, record_id, before, after FROM change_row WHERE change = ?", number)
        )
        assert len(touched) == rows == 1
        record, lead, before, after = touched[0]
        assert record == "lead"
        assert json.loads(before)["changed_at"] < at
        assert json.loads(after)["changed_by"] == author
        assert store.value(plain_sql("SELECT version >= ? FROM lead WHERE id = ?", number, lead))


def test_the_same_clock_and_seed_give_the_same_database(
    tmp_path: Path, databases: Databases, store: Store, world: World, clock: StandingClock
) -> None:
    again = databases.open(tmp_path / "again.db")
    fill(again, clock, account="someone", volumes=SMALL)
    for table in ("lead", "customer", "contact", "opportunity", "activity", "change", "change_row"):
        assert again.rows(plain_sql(f"SELECT * FROM {table} ORDER BY id")) == store.rows(
            plain_sql(f"SELECT * FROM {table} ORDER BY id")
        )
    again.close()


def test_a_database_in_use_is_left_as_it_is(store: Store, world: World, clock: StandingClock) -> None:
    leads = count(store, "lead")
    with pytest.raises(ValueError, match="empty"):
        fill(store, clock)
    assert count(store, "lead") == leads


def test_the_clock_must_know_its_zone(tmp_path: Path, databases: Databases) -> None:
    store = databases.open(tmp_path / "empty.db")
    with pytest.raises(ValueError, match="zone"):
        fill(store, lambda: datetime(2026, 1, 1), volumes=SMALL)  # noqa: DTZ001
    assert count(store, "lead") == 0
    store.close()


def test_the_made_up_register_can_be_searched(tmp_path: Path, store: Store, world: World, clock: StandingClock) -> None:
    fill_registry(tmp_path / "registry.db", world, clock())
    with sqlite3.connect(tmp_path / "registry.db") as connection:
        numbers = connection.execute("SELECT country, org_number, name FROM unit").fetchall()
    assert sorted(numbers) == sorted((unit.country, unit.org_number, unit.name) for unit in world.units)
    connection.close()


def test_the_company_has_fields_of_its_own_with_values_that_they_read(
    store: Store, world: World, clock: StandingClock
) -> None:
    """COM-06: lists find the leads and customers by them, and show what they hold."""
    session = sign_in(store, "someone", clock)
    for record, name, wanted in (
        (Lead, "vehicles", ">=1"),
        (Lead, "contract_ends", ">01.01.2020"),
        (Lead, "fleet", "=Lastebiler"),
        (Customer, "chain", "=Byggmix"),
        (Customer, "credit_limit", ">=50 000"),
    ):
        criterion = parse_criterion(f"{name}{wanted}")
        rows = Listing(session, record, (f"custom.{name}",), Filter(criteria=(criterion,))).first(500)
        assert rows, name
        field = session.own_fields(record)[f"custom.{name}"]
        assert all(field.format(field.from_stored(row.values[0]), session.reading()) for row in rows)


def test_campaigns_of_every_state_and_type_have_figures_that_add_up(store: Store, world: World) -> None:
    """Each is over only where it says so, and what is over has actual figures; nothing of it is implausible."""
    session = sign_in(store, "someone", lambda: datetime(2026, 11, 21, 13, 0).astimezone())
    found = [read(session, Campaign, row[0]) for row in store.rows(plain_sql("SELECT id FROM campaign ORDER BY id"))]
    assert {one.status for one in found} == {choice.name for choice in STATUSES}
    assert {one.type for one in found} == {choice.name for choice in TYPES}
    today = session.reading().today
    for one in found:
        values = {name: getattr(one, name) for name in Campaign.fields()}
        assert economy(planned(values)).missing == ()
        assert implausible(planned(values)) == implausible(actual(values)) == ()
        assert (one.actual_responses is not None) == (one.status == "completed")
        assert one.status != "completed" or one.end < today
        assert one.status != "planned" or one.start > today


def test_one_campaign_has_recipients_in_every_state(store: Store, world: World) -> None:
    """Three thousand from everywhere, as many answers as its analysis has typed; no address twice."""
    (campaign,) = store.row(plain_sql("SELECT campaign FROM recipient WHERE sent = 1 LIMIT 1")) or (None,)
    session = sign_in(store, "someone", lambda: datetime(2026, 11, 21, 13, 0).astimezone())
    found = read(session, Campaign, campaign)
    marks = marks_of(session, campaign)
    assert (
        store.value(plain_sql(f"SELECT count(*) FROM recipient WHERE campaign = {campaign}"))
        == found.recipients_planned
        == 3000
    )
    assert (marks.positive, marks.returned) == (found.actual_responses, found.actual_returns)
    for field in ("source", "status", "response"):
        kind = Recipient.field(field)
        numbers = {row[0] for row in store.rows(plain_sql(f"SELECT DISTINCT {field} FROM recipient"))}
        assert numbers == {choice.number for choice in kind.signs} | {1}
    assert doubles_of(session, campaign) == []
    assert (
        store.value(plain_sql("SELECT count(*) FROM recipient WHERE of_contact IS NOT NULL AND company IS NOT NULL"))
        > 50
    )
    assert store.value(plain_sql("SELECT count(*) FROM recipient WHERE (sent = 1) <> (sent_at IS NOT NULL)")) == 0


def test_there_are_lists_and_wishes(store: Store, world: World, clock: StandingClock) -> None:
    """Three distribution lists, one of them following a view; who wants no mail, each with a day and a source."""
    session = sign_in(store, "someone", clock)
    found = {name: counted(session, number) for number, name in lists(session)}
    assert set(found["Newsletter"]) == {"customer", "contact", "lead"}
    assert set(found["Christmas greeting"]) == {"customer"}
    assert set(found["Hot leads"]) == {"lead"}
    for table in ("lead", "customer", "contact"):
        for channel in CHANNELS.values():
            unsaid = f"{channel.field} = 1 AND ({channel.since} IS NULL OR {channel.source} IS NULL)"
            assert count(store, table, unsaid) == 0
        assert count(store, table, "no_email = 1") > 0
    assert count(store, "exclusion") == 4


def test_orders_stand_in_every_state_and_come_to_their_lines(store: Store, world: World) -> None:
    """OPP-17, OPP-18: of won sales each once, of their own customer; and direct ones."""
    states = plain_sql("SELECT DISTINCT status FROM sales_order")
    assert {row[0] for row in store.rows(states)} == {1, 2, 3, 4, 5}
    assert count(store, "sales_order", "opportunity IS NULL") > 20
    assert count(store, "sales_order", "opportunity IS NOT NULL") > 3
    sale = "SELECT sale.customer FROM opportunity sale WHERE sale.id = sales_order.opportunity"
    assert count(store, "sales_order", f"opportunity IS NOT NULL AND customer <> ({sale})") == 0
    lines = "SELECT sum(amount) FROM order_line WHERE of_order = sales_order.id"
    summed = store.rows(plain_sql(f"SELECT total_net, ({lines}) FROM sales_order"))
    assert all(net == of_lines for net, of_lines in summed)
    assert count(store, "sales_order", "delivery < order_date OR created_at > changed_at") == 0


def test_accounts_have_open_paid_and_overdue_entries(store: Store, world: World) -> None:
    """CUST-20: balances add up to the amounts, and a link is closed where nothing is left of it."""
    assert count(store, "ledger_entry", "closed = 1") > 100
    assert count(store, "ledger_entry", "closed = 0 AND link_id IS NULL") > 10
    assert count(store, "ledger_entry", "closed = 0 AND link_id IS NOT NULL AND balance <> 0") > 3
    assert count(store, "ledger_entry", "ledger = 2") > 3
    assert count(store, "ledger_entry", "closed = 0 AND balance > 0 AND due < date") == 0
    of_links = plain_sql(
        "SELECT sum(amount), sum(balance), max(closed), min(closed) FROM ledger_entry"
        " WHERE link_id IS NOT NULL GROUP BY link_id"
    )
    assert all(
        amount == balance and least == most == int(amount == 0) for amount, balance, most, least in store.rows(of_links)
    )


def test_e_mails_have_their_headers_files_and_conversations(store: Store, world: World) -> None:
    """COM-13: an answer stands in the conversation of what it answers; the files are kept."""
    threads = on_file.values(store, EmailMessage.thread)
    emails = [one for one in world.activities if one["kind"] == "email" and one["direction"] != "draft"]
    assert len(threads) == len(emails)
    assert len(set(threads)) == len(emails) - sum(one["answers"] is not None for one in emails) < len(emails)
    assert on_file.count(store, EmailAttachment) == count(store, "activity", "attachments = 1") > 0
    if isinstance(store.location, Path):
        folder = contents.folder_of_store(store)
        digests = on_file.values(store, EmailAttachment.content)
        assert all(contents.place_of(folder, digest).is_file() for digest in digests)
