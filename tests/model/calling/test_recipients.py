"""Recipients of a campaign are called as everybody is, and the outcome is their response (CAMP-20, K01 … K08)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from model.calling.entries import entries
from model.calling.kinds import RecordRef, subject_of
from model.calling.lists import create, skipped
from model.calling.progress import progress
from model.calling.rules import is_private, objections, record_checks
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from tests.conftest import StandingClock
from tests.model.calling.calling import called, offered
from tests.model.filing import contact, contents, customer, file, lead
from tests.plain_sql import plain_sql

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day, at 10:30 in Oslo."""
    clock.now = MONDAY


def recipient(session: Session, **values: object) -> RecordRef:
    """Put a recipient of a telephone campaign on file."""
    campaign = session.store.value(plain_sql("SELECT max(id) FROM campaign")) or file(
        session, Campaign, subject="Høst", type="telephone"
    )
    return RecordRef("recipient", file(session, Recipient, campaign=campaign, **values))


def of_lead(session: Session, phone: str = "22334450", **values: object) -> tuple[RecordRef, int]:
    """Put a recipient on file that stands for a lead; return it and the lead."""
    one = lead(session, "Fjord AS", phone=phone, **values)
    return recipient(session, of_lead=one), one


def listed(session: Session, *records: RecordRef) -> int:
    """Make a shared list."""
    return create(session, "Høst", records, shared=True).id


@pytest.mark.parametrize(
    ("outcome", "values", "expected", "lead_status"),
    [
        ("reached", {}, ("confirmed", "positive"), "contacted"),
        ("reached", {"appointment_at": MONDAY + timedelta(days=1)}, ("confirmed", "positive"), "contacted"),
        ("not_interested", {}, ("confirmed", "negative"), "not_contacted"),
        ("wrong_number", {}, ("deactivated", "returned"), "not_contacted"),
        ("not_interested", {"do_not_call": True}, ("deactivated", "negative"), "not_contacted"),
        ("no_answer", {}, ("unconfirmed", "none"), "not_contacted"),
        ("busy", {}, ("unconfirmed", "none"), "not_contacted"),
        ("call_back", {"call_back_at": MONDAY + timedelta(days=1)}, ("unconfirmed", "none"), "not_contacted"),
    ],
)
def test_an_outcome_sets_status_and_response(
    session: Session, outcome: str, values: dict[str, object], expected: tuple[str, str], lead_status: str
) -> None:
    """CAMP-20: on the recipient, what counts for the lead on the lead, the call on lead and campaign; undone whole."""
    ref, one = of_lead(session)
    made = listed(session, ref)
    before = contents(session.store)
    assert offered(session, made).record == ref
    done = called(session, made, ref, outcome, **values)
    now = read(session, Recipient, ref.record_id)
    assert (now.status, now.response) == expected
    its = read(session, Lead, one)
    assert (its.status, bool(its.do_not_call)) == (lead_status, bool(values.get("do_not_call")))
    links = session.store.rows(plain_sql("SELECT record, record_id FROM activity_link WHERE activity = ?", done.call))
    assert set(links) == {("lead", one), ("campaign", now.campaign)}
    assert progress(session, made).called == 1
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert contents(session.store) == before


def test_a_recipient_has_the_rules_of_whom_it_stands_for(session: Session, clock: StandingClock) -> None:
    """K01, K02, K08: private where the record is; not to be called where it is not; its number is the record's."""
    kari = lead(session, "Kari Nes", first_name="Kari", last_name="Nes", mobile="90123456")
    private, firm = (
        recipient(session, of_lead=kari),
        recipient(session, of_customer=customer(session, phone="22334451")),
    )
    silent = recipient(session, of_contact=contact(session, "Per", "Haug", mobile="90123457", do_not_call=True))
    hand = recipient(session, contact="Ola Li", mobile="90123458")
    shop = recipient(session, company="Bua", phone="22334452")
    assert [is_private(session, each) for each in (private, firm, hand, shop)] == [True, False, True, False]
    made = listed(session, private, firm, silent, hand, shop)
    assert skipped(session, made) == {"reservation": 2, "do_not_call": 1}
    record_checks(session, "Reservasjonsregisteret", [("+4790123456", False)])
    assert objections(session, private) == []
    assert subject_of(session, private) == ("lead", kari)
    # The lead itself, on another list, is the same person with the same number.
    other = create(session, "Other", [("lead", kari)], shared=True).id
    called(session, other, kari, "reached")
    assert [each.code for each in objections(session, private)] == ["hour"]


def test_who_is_deactivated_or_has_responded_is_not_called(session: Session) -> None:
    out = recipient(session, company="A", phone="22334451", status="deactivated")
    said = recipient(session, company="B", phone="22334452", response="positive")
    left = recipient(session, company="C", phone="22334453")
    made = listed(session, out, said, left)
    assert skipped(session, made) == {"deactivated": 1, "responded": 1}
    assert offered(session, made).record == left


def test_k08_the_wish_of_somebody_on_no_file_is_remembered_by_the_number(session: Session) -> None:
    hand = recipient(session, company="Bua", phone="22334452")
    made = listed(session, hand)
    before = contents(session.store)
    called(session, made, hand, "not_interested", do_not_call=True)
    other = listed(session, RecordRef("customer", customer(session, "Bua AS", phone="22 33 44 52")))
    assert offered(session, other).record is None
    undo(session, [row[0] for row in session.store.rows(plain_sql("SELECT id FROM change WHERE kind = 'call'"))][-1])
    assert contents(session.store)["kept_opt_out"] == before["kept_opt_out"] == []


def test_a_converted_leads_recipient_stays_on_its_list(session: Session) -> None:
    """C22: the recipient stands for the contact or customer from then on, and is called once."""
    ref, one = of_lead(session)
    made = listed(session, ref)
    done = convert(session, plan_conversion(session, one, ConversionChoices(then="delete")))
    assert [each.record for each in entries(session, made)] == [ref]
    assert subject_of(session, ref) == ("customer", done.customer)
    assert offered(session, made).record == ref


def test_what_is_hidden_is_not_called(session: Session, kari: Session) -> None:
    """CUST-09: a recipient is seen where its campaign and its record are."""
    ref, one = of_lead(session)
    made = listed(session, ref)
    with change(session, "Hide", "edit") as tx:
        tx.update(Lead, one, {"owner_only": True})
    assert offered(kari, made).record is None
    assert progress(kari, made).total == 0
    assert offered(session, made).record == ref


def test_a_deleted_campaigns_recipients_leave_their_lists_and_come_back(session: Session) -> None:
    ref, one = of_lead(session)
    made = listed(session, ref, RecordRef("lead", one))
    before = contents(session.store)
    delete(session, Campaign, [read(session, Recipient, ref.record_id).campaign])
    assert [each.record for each in entries(session, made)] == [("lead", one)]
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert contents(session.store) == before


def test_what_was_put_on_a_list_is_not_undone_beneath_it(session: Session) -> None:
    """Adding a recipient stays while it stands on a call list: undoing that comes first."""
    ref, _one = of_lead(session)
    added = session.store.value(plain_sql("SELECT max(change) FROM change_row WHERE record = 'recipient'"))
    listed(session, ref)
    with pytest.raises(UserError, match="refers to what it made"):
        undo(session, added)
