"""COM-06: fields that the company defines are fields like any other: criteria, order, changes, conflicts, bulk edit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.changes.change import Conflict, change, read
from model.core.company.custom_fields import add_field, move_field, use_field
from model.core.errors import NotAllowedError, UserError
from model.core.history.record_history import of_record
from model.core.history.undo import undo
from model.core.lists.criteria import Filter, find_field, parse_criterion
from model.core.lists.listing import Listing, Sort
from model.core.records.custom_field_definitions import definitions
from model.leads.records import Lead
from tests.model.filing import contents, lead

KINDS: dict[str, tuple[str, Any]] = {
    "text": ("Åse [/] x", "Åse [/] x"),
    "number": ("12,5", Decimal("12.50")),
    "money": ("1 234,50", Decimal("1234.50")),
    "date": ("2026-11-21", date(2026, 11, 21)),
    "yes_no": ("yes", True),
    "choice": ("gold", "gold"),
    "multi_choice": ("silver, gold", ["gold", "silver"]),
    "group": ("silver", "silver"),
}
CHOICES = ("gold", "silver")


def define(session: Session, label: str, kind: str = "text", **more: Any) -> str:
    """Define a field on leads and return its name."""
    choices = more.pop("choices", CHOICES if kind in ("choice", "multi_choice", "group") else ())
    return f"custom.{add_field(session, 'lead', label, kind, choices, **more).key}"


def found(session: Session, *expressions: str) -> list[str]:
    """Return the names of the leads that all of these leave."""
    wanted = Filter((), tuple(parse_criterion(each) for each in expressions))
    return [str(row.values[0]) for row in Listing(session, Lead, ["name"], wanted).first(50)]


def by(session: Session, name: str, *, descending: bool = False) -> list[str]:
    """Return the names of all leads in an order."""
    return [str(row.values[0]) for row in Listing(session, Lead, ["name"], None, Sort(name, descending)).first(50)]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_written_read_listed_found_and_emptied(session: Session, kind: str) -> None:
    name = define(session, "Mine", kind)
    text, value = KINDS[kind]
    field = find_field(Lead, "mine", session)
    assert field.name == name
    assert field.title == "Mine"
    assert field.parse(text, session.reading()) == value
    with change(session, "New", "add") as made:
        number = made.insert(Lead, {"name": "Fjord", name: value})
    lead(session, "Other")
    row = Listing(session, Lead, [name], None, Sort(name)).row(number)
    assert row is not None
    assert field.from_stored(row.values[0]) == value
    assert found(session, f"mine={text}") == ["Fjord"]
    assert found(session, f"mine!={text}") == []
    assert found(session, "mine=") == ["Other"]
    assert found(session, "mine!=") == ["Fjord"]
    assert by(session, name, descending=True)[0] == "Fjord"
    with change(session, "Empty", "edit") as made:
        assert made.update(Lead, number, {name: None})
    assert read(session, Lead, number).custom is None


def test_w12_what_is_not_known_is_neither_more_nor_less_nor_other(session: Session) -> None:
    """W12: ≥ 10 000 and ≠ 20 000, null in neither; amounts compare as numbers, not as text."""
    name = define(session, "Budget", "money")
    with change(session, "New", "add") as made:
        for title, value in (("a", "9000"), ("b", "20000"), ("c", "100000.25"), ("d", None)):
            made.insert(Lead, {"name": title, name: value and Decimal(value)})
    assert found(session, "budget>=10000", "budget!=20000") == ["c"]
    assert found(session, "budget<10000") == ["a"]
    assert by(session, name) == ["d", "a", "b", "c"]
    assert Listing(session, Lead, ["name"], Filter((), (parse_criterion("budget!=20000"),))).count() == 2


def test_w18_two_groups_combine_with_and(session: Session) -> None:
    """W18: group field 1 = A and 2 = B leaves those in both; of several choices all that are asked for."""
    one = define(session, "Chain", "group", choices=("A", "B"))
    two = define(session, "Region group", "group", choices=("A", "B"))
    many = define(session, "Tags", "multi_choice", choices=("red", "green", "blue"))
    with change(session, "New", "add") as made:
        made.insert(Lead, {"name": "both", one: "A", two: "B", many: ["red", "blue"]})
        made.insert(Lead, {"name": "first", one: "A", two: "A", many: ["red"]})
        made.insert(Lead, {"name": "none"})
    assert found(session, "chain=a", "region_group=B") == ["both"]
    assert found(session, "tags=red") == ["both", "first"]
    assert found(session, "tags=red, blue") == ["both"]
    assert found(session, "tags!=blue") == ["first"]


def test_texts_sort_and_match_after_the_alphabet(session: Session) -> None:
    """W09, W19: å after z, no regard to case; wildcards as on other texts."""
    name = define(session, "Nick")
    with change(session, "New", "add") as made:
        for nick in ("Ås", "zeta", "Alfa"):
            made.insert(Lead, {"name": nick, name: nick})
    assert by(session, name) == ["Alfa", "zeta", "Ås"]
    assert found(session, "nick~ås%") == ["Ås"]
    assert found(session, "nick=ZETA") == ["zeta"]


def test_two_people_change_two_own_fields_and_then_the_same(session: Session, kari: Session) -> None:
    """G03: different fields are both kept, the same one is a conflict that names it."""
    shoe, hat = define(session, "Shoe", "number"), define(session, "Hat")
    number = lead(session, custom={"shoe": 40, "hat": "a"})
    version = read(session, Lead, number).version
    base = {shoe: Decimal(40), hat: "a"}
    with change(kari, "Change", "edit") as made:
        made.update(Lead, number, {shoe: Decimal(41)})
    with change(session, "Change", "edit") as made:
        made.update(Lead, number, {hat: "b"}, version=version, base=base)
    assert read(session, Lead, number).custom == {"shoe": 41, "hat": "b"}
    with pytest.raises(Conflict) as caught, change(session, "Change", "edit") as made:
        made.update(Lead, number, {shoe: Decimal(42)}, version=version, base=base)
    assert [one.field for one in caught.value.fields if one.disagrees] == [shoe]
    assert [one.theirs for one in caught.value.fields if one.disagrees] == [Decimal(41)]


def test_the_history_tells_of_each_own_field(session: Session) -> None:
    """COM-07: from what to what, by its label."""
    shoe, _hat = define(session, "Shoe", "number"), define(session, "Hat")
    number = lead(session, custom={"shoe": 40, "hat": "a"})
    with change(session, "Change", "edit") as made:
        made.update(Lead, number, {shoe: Decimal("41.5")})
    told = [(past.field, past.before, past.after) for past in of_record(session, Lead, number) if past.field]
    assert told == [(shoe, "40", "41.5")]


def test_a_field_of_many_is_set_in_sets_and_undone(session: Session) -> None:
    """LEAD-05, COM-08."""
    many = define(session, "Tags", "multi_choice")
    ids = [lead(session, f"L{number}", custom={"other": number} if number else None) for number in range(5)]
    before = contents(session.store)
    plan = plan_edit(session, Lead, ids, "tags", "silver")
    assert len(plan.ids) == 5
    assert "silver" in plan.sentences(session)[0]
    done = edit(session, plan)
    assert read(session, Lead, ids[3]).custom == {"other": 3, "tags": ["silver"]}
    assert plan_edit(session, Lead, ids, many, "silver").same == 5
    assert done is not None
    undo(session, done)
    assert contents(session.store) == before


def test_a_field_is_defined_by_administrators_alone(session: Session, kari: Session) -> None:
    with pytest.raises(NotAllowedError):
        add_field(kari, "lead", "Shoe", "number")
    assert definitions(session) == []


@pytest.mark.parametrize(
    ("label", "kind", "key", "choices", "wrong"),
    [
        ("Telefon", "text", "", (), "label"),
        ("Source", "text", "", (), "label"),
        ("shoe SIZE", "text", "", (), "label"),
        ("  ", "text", "", (), "label"),
        ("Å" * 201, "text", "", (), "label"),
        ("Good", "text", "name", (), "key"),
        ("Good", "text", "Shoe-size", (), "key"),
        ("Good", "text", "shoe_size", (), "key"),
        ("Good", "text", "x'); DROP", (), "key"),
        ("Good", "colour", "", (), "kind"),
        ("Good", "choice", "", (), "choices"),
        ("Good", "choice", "", ("a", "A"), "choices"),
        ("Good", "multi_choice", "", ("a, b",), "choices"),
        ("Good", "choice", "", ("x" * 201,), "choices"),
    ],
)
def test_what_could_not_be_told_apart_is_refused(
    session: Session, label: str, kind: str, key: str, choices: tuple[str, ...], wrong: str
) -> None:
    define(session, "Shoe size", "number")
    with pytest.raises(UserError) as caught:
        add_field(session, "lead", label, kind, choices, key=key)
    assert caught.value.field == wrong
    with pytest.raises(UserError):
        add_field(session, "task", "Good", "text")


@pytest.mark.parametrize("label", ['=HYPERLINK("x")', "[/] [bold]", "Ærlig øl å", "漢字", "1st", "x" * 200])
def test_a_label_may_be_anything(session: Session, label: str) -> None:
    name = define(session, label)
    number = lead(session)
    with change(session, "Change", "edit") as made:
        made.update(Lead, number, {name: label})
    assert found(session, f"{name}={label}") == ["Fjord AS"]


def test_order_use_and_the_one_set_of_fields(session: Session, kari: Session) -> None:
    """A field out of use is hidden everywhere and keeps its values; others see a new one at once."""
    define(session, "One"), define(session, "Two")
    assert [*kari.own_fields(Lead)] == ["custom.one", "custom.two"]
    second = definitions(session)[1].id
    assert move_field(session, second, -1)
    assert not move_field(session, second, -1)
    assert [*kari.own_fields(Lead)] == ["custom.two", "custom.one"]
    number = lead(session, custom={"two": "kept"})
    assert use_field(session, second, False)
    assert [*kari.own_fields(Lead)] == ["custom.one"]
    with pytest.raises(UserError):
        find_field(Lead, "two", session)
    assert read(session, Lead, number).custom == {"two": "kept"}
    # A form that was open meanwhile: what is typed in it goes on file all the same.
    with change(session, "Change", "edit") as made:
        made.update(Lead, number, {"custom.two": "typed"})
    assert read(session, Lead, number).custom == {"two": "typed"}
