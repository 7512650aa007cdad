"""Merging two leads: every field, all that refers to them, and what stands against it (LEAD-22, M01 … M26)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from model.activities.links import places_of
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError, NotFoundError
from model.core.history.record_history import of_record
from model.core.history.undo import plan_undo, undo
from model.leads.records import Lead
from model.merging import merge as room
from model.merging.merge import Merged, MergePlan, MergePlanChanged, MergeRefused, merge, merge_all, plan_merge
from model.merging.redirects import present_id
from tests.conftest import StandingClock
from tests.model.core.conftest import colleague
from tests.model.filing import activities, contents, counted, custom_field, lead, option
from tests.model.leads.converting import converted
from tests.plain_sql import plain_sql


def merged(session: Session, source: int, target: int, *take: str) -> Merged:
    """Merge two leads."""
    return merge(session, plan_merge(session, "lead", source, target, take))


def result(session: Session, source: int, target: int, *take: str) -> Lead:
    """Merge two leads and return what is left."""
    return read(session, Lead, merged(session, source, target, *take).id)


def line(plan: MergePlan, name: str) -> tuple[str, str, str]:
    """Return what the preview says of a field: source, target, result."""
    found = next(line for line in plan.lines if line.name == name)
    return found.source, found.target, found.result


def test_m01_what_the_target_has_not_comes_from_the_source(session: Session) -> None:
    target = lead(session, "Fjord AS")
    source = lead(
        session, "Fjord", phone="22 33 44 55", revenue=Decimal("12.50"), source=option(session, "source", "Fair")
    )
    done = result(session, source, target)
    assert (done.name, done.phone, done.revenue) == ("Fjord AS", "22 33 44 55", Decimal("12.50"))
    assert session.store.value(plain_sql("SELECT phone_key FROM lead WHERE id = ?", target)) == "+4722334455"
    assert done.source is not None


def test_m02_a_second_address_is_kept_in_the_note(session: Session) -> None:
    target = lead(session, email="kari@fjord.no", mobile="900 11 222", direct_phone="22 33 44 55")
    source = lead(session, email="post@fjord.no", mobile="+47 90011222", phone="22334455", direct_phone="900 33 444")
    done = result(session, source, target)
    assert (done.email, done.mobile, done.phone) == ("kari@fjord.no", "900 11 222", "22334455")
    assert done.note.splitlines() == [
        f"From lead Fjord AS ({source}), 21 Nov 2026:", "E-mail: post@fjord.no", "Direct telephone: 900 33 444",
    ]  # fmt: skip


def test_m02_the_same_in_another_spelling_is_not_a_second_one(session: Session) -> None:
    target = lead(session, "Fjord", email="Kari@fjord.no", phone="22 33 44 55")
    source = lead(session, "FJORD", email="kari@Fjord.no", phone="+47 22334455")
    assert result(session, source, target).note is None


def test_m03_spaces_are_nothing(session: Session) -> None:
    target = lead(session, mobile="   ")
    source = lead(session, mobile="900 11 222")
    assert result(session, source, target).mobile == "900 11 222"


def test_m04_zero_is_a_value(session: Session) -> None:
    target, source = lead(session, employees=0), lead(session, employees=25)
    assert result(session, source, target).employees == 0


def test_m05_swapping_turns_the_roles_round(session: Session) -> None:
    one, other = lead(session, "One", phone="22 33 44 55"), lead(session, "Other", phone="22 33 44 66")
    first = plan_merge(session, "lead", one, other)
    swapped = plan_merge(session, "lead", other, one)
    assert (line(first, "phone"), line(swapped, "phone")) == (
        ("22 33 44 55", "22 33 44 66", "22 33 44 66"),
        ("22 33 44 66", "22 33 44 55", "22 33 44 55"),
    )
    assert plan_merge(session, "lead", one, other) == first


def test_m06_an_address_goes_as_a_whole(session: Session) -> None:
    whole = {"street": "Storgata 1", "postcode": "5003", "town": "Bergen", "country": "Norge"}
    target = lead(session, postcode="0150")
    done = result(session, lead(session, **whole), target)
    assert (done.street, done.postcode, done.town, done.country) == (None, "0150", None, None)
    assert done.note.endswith("Address: Storgata 1, 5003 Bergen, Norway")
    # The country alone is no address.
    done = result(session, lead(session, **whole), lead(session, country="Danmark"))
    assert (done.street, done.postcode, done.town, done.country) == ("Storgata 1", "5003", "Bergen", "NO")
    assert done.note is None


def test_a_person_goes_as_a_whole(session: Session) -> None:
    """As M06: the title of one person is not given to another."""
    target = lead(session, first_name="Kari", last_name="Nes")
    done = result(session, lead(session, first_name="Per", last_name="Haug", title="Boss", gender="male"), target)
    assert (done.person, done.title, done.gender) == ("Kari Nes", None, None)
    assert done.note.endswith("Contact person: Per Haug, Boss")
    done = result(
        session,
        lead(session, first_name="Nes", last_name="Kari", title="Chief"),
        lead(session, first_name="Kari", last_name="Nes"),
    )
    assert (done.person, done.title, done.note) == ("Kari Nes", "Chief", None)
    done = result(session, lead(session, first_name="KARI", last_name="Nes", title="Boss"), target)
    assert (done.person, done.title) == ("Kari Nes", "Boss")
    done = result(session, lead(session, first_name="Per", last_name="Haug", title="Boss"), lead(session))
    assert (done.person, done.title, done.note) == ("Per Haug", "Boss", None)


def test_m07_m08_activities_go_over_and_stand_once(session: Session) -> None:
    target, source = lead(session), lead(session)
    kinds = ("task", "appointment", "note", "call", "email")
    activities(session, kinds, ("lead", source))
    activities(session, ("task",), ("lead", source), active=False)
    activities(session, kinds, ("lead", target))
    both = activities(session, ("appointment",), ("lead", source), ("lead", target))
    plan = plan_merge(session, "lead", source, target)
    assert plan.moved == {"appointment": 2, "call": 1, "email": 1, "note": 1, "task": 2}
    assert "2 appointments, 1 call, 1 e-mail, 1 note, 2 tasks" in "\n".join(plan.sentences())
    merge(session, plan)
    links = session.store.rows(plain_sql("SELECT record_id, count(*) FROM activity_link GROUP BY record_id"))
    assert links == [(target, 12)]
    assert [place[:2] for place in places_of(session, both[0])] == [("lead", target)]


def test_m09_a_record_is_not_merged_with_itself(session: Session) -> None:
    one = lead(session)
    before = contents(session.store)
    plan = plan_merge(session, "lead", one, one)
    assert [code for code, _message in plan.refusals] == ["same"]
    with pytest.raises(MergeRefused):
        merge(session, plan)
    assert contents(session.store) == before


def test_m10_m13_what_is_gone_is_not_merged(session: Session) -> None:
    one, other = lead(session, "One"), lead(session, "Other")
    plan = plan_merge(session, "lead", one, other)
    merge(session, plan)
    before = contents(session.store)
    for source, target in ((one, other), (other, one), (999, other), (other, 999)):
        with pytest.raises(NotFoundError):
            plan_merge(session, "lead", source, target)
    with pytest.raises(NotFoundError, match=f"Lead {one} has been merged into Other \\({other}\\) already."):
        merge(session, plan)
    assert contents(session.store) == before


def test_m12_a_chain_of_merges_is_followed_in_one_step(session: Session) -> None:
    a, b, c = (lead(session, name) for name in "ABC")
    merged(session, a, b)
    second = merged(session, b, c)
    assert [present_id(session, "lead", each) for each in (a, b, c)] == [c, c, c]
    undo(session, second.change)
    assert [present_id(session, "lead", each) for each in (a, b, c)] == [b, b, c]


def test_m14_notes_are_joined(session: Session) -> None:
    target, source = lead(session, note="Ringte.\n"), lead(session, "Fjord Rør", note="Vil ha tilbud.")
    assert result(session, source, target).note == (
        f"Ringte.\n\nFrom lead Fjord Rør ({source}), 21 Nov 2026:\nVil ha tilbud."
    )
    assert result(session, lead(session, note="Alone"), lead(session)).note == "Alone"


def test_m15_lists_of_choices_are_united_and_custom_fields_filled(session: Session) -> None:
    custom_field(session, "lead", "tags", "multi_choice", "Tags")
    custom_field(session, "lead", "size", "text", "Size")
    target = lead(session, custom={"tags": ["y", "z"], "size": "L"})
    source = lead(session, custom={"tags": ["x", "y"], "size": "S", "colour": "red"})
    plan = plan_merge(session, "lead", source, target)
    assert line(plan, "custom.tags") == ("x, y", "y, z", "y, z, x")
    merge(session, plan)
    done = read(session, Lead, target)
    assert done.custom == {"tags": ["y", "z", "x"], "size": "L", "colour": "red"}
    assert done.note.endswith("Size: S")


def test_m16_do_not_call_survives_from_either_side(session: Session) -> None:
    assert result(session, lead(session, do_not_call=True), lead(session)).do_not_call
    assert result(session, lead(session), lead(session, do_not_call=True)).do_not_call


def test_what_is_in_use_stays_in_use(session: Session) -> None:
    assert result(session, lead(session), lead(session, active=False)).active
    assert result(session, lead(session, active=False), lead(session)).active


def test_m17_the_older_making_stays_with_its_maker(session: Session, kari: Session, clock: StandingClock) -> None:
    source = lead(kari, "Old")
    clock.move(days=3)
    target = lead(session, "New")
    clock.move(days=1)
    done = result(session, source, target)
    assert done.created_at == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert (done.created_by, done.changed_by) == (kari.person.id, session.person.id)
    assert done.changed_at == clock()
    # Where nothing is filled the target is changed all the same.
    clock.move(days=1)
    assert result(session, lead(session, "New"), target).changed_at == clock()


def test_m18_not_set_is_empty_and_the_first_contact_the_earliest(session: Session) -> None:
    fifth, third = (datetime(2026, 5, day, 10, tzinfo=UTC) for day in (5, 3))
    target = lead(session, first_contact=fifth)
    done = result(session, lead(session, classification="hot", status="contacted", first_contact=third), target)
    assert (done.classification, done.status, done.first_contact) == ("hot", "contacted", third)
    done = result(session, lead(session, classification="cold", first_contact=fifth), target)
    assert (done.classification, done.first_contact) == ("hot", third)


def test_m19_a_reader_merges_nothing(session: Session) -> None:
    plan = plan_merge(session, "lead", lead(session), lead(session))
    reader = colleague(session, "RRR", "Reader", "reader")
    with pytest.raises(NotAllowedError):
        merge(reader, plan)


def test_hidden_records_are_not_merged(session: Session, kari: Session) -> None:
    """G05: what somebody may not see is gone for them."""
    secret, own = lead(kari, owner_only=True), lead(session)
    for pair in ((secret, own), (own, secret)):
        with pytest.raises(NotFoundError):
            plan_merge(session, "lead", *pair)
    assert "everybody" in plan_merge(kari, "lead", secret, own).warnings[0]


def test_m20_a_failure_leaves_everything_as_it_was(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    target, source = lead(session), lead(session, phone="22 33 44 55")
    activities(session, ("email", "call"), ("lead", source))
    before, changes = contents(session.store), session.store.value(plain_sql("SELECT count(*) FROM change"))
    plan = plan_merge(session, "lead", source, target)
    moving = room.move_all

    def fails(*given: Any) -> None:
        moving(*given)
        raise RuntimeError("while moving mails")

    monkeypatch.setattr(room, "move_all", fails)
    with pytest.raises(RuntimeError):
        merge(session, plan)
    assert contents(session.store) == before
    assert session.store.value(plain_sql("SELECT count(*) FROM change")) == changes


def test_m22_the_preview_is_the_result_and_writes_nothing(session: Session) -> None:
    target = lead(session, "Fjord AS", email="a@fjord.no", employees=3, note="One", classification="cold")
    source = lead(
        session, "Fjord ApS", email="b@fjord.no", phone="22 33 44 55", note="Two", industry="Fish", do_not_call=True,
        street="Storgata 1", town="Bergen", first_name="Kari", last_name="Nes", creditworthy=False,
    )  # fmt: skip
    before = contents(session.store)
    plan = plan_merge(session, "lead", source, target)
    assert contents(session.store) == before
    merge(session, plan)
    now = read(session, Lead, target)
    reading = session.reading()
    for shown in plan.lines:
        value = getattr(now, shown.name)
        text = (
            ""
            if value is False and shown.name not in ("creditworthy",)
            else Lead.field(shown.name).format(value, reading)
        )
        assert " ".join(text.split()) == " ".join(shown.result.split()), shown.name
    assert {name: getattr(now, name) for name in plan.values} == plan.values


def test_what_has_changed_since_the_preview_is_shown_again(session: Session, kari: Session) -> None:
    target, source = lead(session), lead(session, phone="22 33 44 55")
    plan = plan_merge(session, "lead", source, target)
    activities(kari, ("call",), ("lead", source))
    before = contents(session.store)
    with pytest.raises(MergePlanChanged) as raised:
        merge(session, plan)
    assert raised.value.plan.moved == {"call": 1}
    assert contents(session.store) == before
    merge(session, raised.value.plan)


def test_m24_the_history_of_others_is_untouched(session: Session) -> None:
    a, b, c = (lead(session, name) for name in "ABC")
    activities(session, ("call",), ("lead", c), ("lead", a))
    before = list(of_record(session, Lead, c)), session.store.row(plain_sql("SELECT * FROM lead WHERE id = ?", c))
    merged(session, a, b)
    assert (
        list(of_record(session, Lead, c)),
        session.store.row(plain_sql("SELECT * FROM lead WHERE id = ?", c)),
    ) == before


def test_m25_undo_brings_both_back(session: Session) -> None:
    target = lead(session, "Fjord AS", email="a@fjord.no")
    source = lead(session, "Fjord", email="b@fjord.no", phone="22 33 44 55", note="Two", custom={"a": 1})
    activities(session, ("task", "call"), ("lead", source))
    activities(session, ("note",), ("lead", source), ("lead", target))
    before = contents(session.store)
    done = merged(session, source, target)
    after = contents(session.store)
    assert before != after
    assert plan_undo(session, done.change).refusals == ()
    back = undo(session, done.change)
    assert contents(session.store) == before
    undo(session, back.id)
    assert contents(session.store) == after


def test_m26_the_converted_one_survives(session: Session) -> None:
    done, fresh = lead(session, "Fjord AS"), lead(session, "Fjord")
    customer = converted(session, done, contact=False).customer
    plan = plan_merge(session, "lead", done, fresh)
    assert [code for code, _message in plan.refusals] == ["converted"]
    with pytest.raises(MergeRefused, match="swap the two"):
        merge(session, plan)
    assert result(session, fresh, done).converted_customer == customer


def test_two_converted_ones_lose_nothing(session: Session) -> None:
    """M26: what the source became stands in the note."""
    one, other = lead(session, "Fjord AS"), lead(session, "Berg AS")
    for each in (one, other):
        converted(session, each, contact=False)
    done = result(session, one, other)
    assert "Became customer: Fjord AS" in done.note


def test_taking_the_source_instead(session: Session) -> None:
    """A field, or fields that go together, may be chosen; what gives way is kept in the note."""
    target = lead(session, "Fjord AS", email="a@fjord.no", employees=3, street="Here 1", town="Oslo")
    source = lead(session, "Fjord ApS", email="b@fjord.no", employees=5, street="There 2", town="Bergen")
    done = result(session, source, target, "name", "email", "street", "employees")
    assert (done.name, done.email, done.employees, done.street, done.town) == (
        "Fjord ApS", "b@fjord.no", 5, "There 2", "Bergen",
    )  # fmt: skip
    assert {"Name: Fjord AS", "E-mail: a@fjord.no", "Address: Here 1, Oslo"} <= set(done.note.splitlines())


def test_a_number_keeps_its_country(session: Session) -> None:
    """D07: 22334455 of a Danish lead is another number in Norway."""
    target = lead(session, country="Norge", street="Storgata 1")
    source = lead(session, country="Danmark", phone="22 33 44 55")
    done = result(session, source, target)
    assert done.phone == "+4522334455"
    assert session.store.value(plain_sql("SELECT phone_key FROM lead WHERE id = ?", target)) == "+4522334455"


def test_hostile_text_is_shown_harmless(session: Session) -> None:
    """COM-23."""
    source, target = lead(session, "[/]\x1b[31m{name}", phone="12\x1b34"), lead(session, "\u202eevil", phone="123")
    plan = plan_merge(session, "lead", source, target)
    texts = [*plan.sentences(), *(text for each in plan.lines for text in (each.source, each.target, each.result))]
    assert all(text.isprintable() for text in texts)
    merge(session, plan)


def test_a_group_becomes_one_in_one_change(session: Session) -> None:
    """LEAD-24: what is filled by the first source is kept against the second; one undo brings all back."""
    target = lead(session, "Fjord AS")
    sources = [lead(session, "Fjord", phone="22 33 44 55"), lead(session, "FJORD", phone="22 33 44 66", email="a@b.no")]
    activities(session, ("call", "task"), ("lead", sources[1]), ("lead", sources[0]))
    before = contents(session.store)
    done = merge_all(session, "lead", [target, *sources])
    now = read(session, Lead, target)
    assert (now.phone, now.email) == ("22 33 44 55", "a@b.no")
    assert "Telephone: 22 33 44 66" in now.note
    assert [present_id(session, "lead", each) for each in sources] == [target, target]
    assert counted(session.store)["activity_link"] == 2
    undo(session, done.change)
    assert contents(session.store) == before


def test_a_group_that_cannot_be_merged_whole_is_not_merged_at_all(session: Session) -> None:
    target, source, gone = (lead(session, name) for name in ("A", "B", "C"))
    merged(session, gone, source)
    before = contents(session.store)
    with pytest.raises(NotFoundError):
        merge_all(session, "lead", [target, source, gone])
    assert contents(session.store) == before


def test_merging_is_one_change_by_name(session: Session) -> None:
    one, other = lead(session, "One"), lead(session, "Other")
    done = merged(session, one, other)
    assert session.store.row(plain_sql("SELECT kind FROM change WHERE id = ?", done.change)) == ("merge",)
    assert plan_undo(session, done.change).change.name == "Merge One into Other"
