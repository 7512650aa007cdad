"""COM-06: a field that is changed or deleted while there are values in it: nothing is lost, all is undone."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.company.custom_field_changes import change_field, delete_field, plan_change_field, plan_delete_field
from model.core.company.custom_fields import add_field, use_field
from model.core.errors import NotAllowedError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.records.custom_field_definitions import definition, definitions
from model.core.records.options import CustomField
from model.leads.records import Lead
from tests.model.filing import contents, lead


def customs(session: Session, *ids: int) -> list[object]:
    """Return what stands in ``custom`` of these leads."""
    return [read(session, Lead, number).custom for number in ids]


def taken_back(session: Session) -> None:
    """Undo the latest change."""
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)


def test_text_becomes_a_number_and_what_is_none_is_kept_beside(session: Session) -> None:
    field = add_field(session, "lead", "Shoe size", "text")
    ids = [lead(session, custom={"shoe_size": text}) for text in ("43", "1 234,5", "big", "[/]")]
    before = contents(session.store)
    plan = plan_change_field(session, field.id, kind="number")
    assert (plan.values, plan.carried, plan.apart, plan.beside) == (4, 2, 2, "Shoe size (text)")
    said = " ".join(plan.sentences())
    assert "2 values are carried over" in said
    assert "“big”" in said
    assert contents(session.store) == before
    assert change_field(session, plan).kind == "number"
    assert customs(session, *ids) == [
        {"shoe_size": 43}, {"shoe_size": "1234.50"}, {"shoe_size_text": "big"}, {"shoe_size_text": "[/]"},
    ]  # fmt: skip
    assert [each.label for each in definitions(session)] == ["Shoe size", "Shoe size (text)"]
    taken_back(session)
    assert contents(session.store) == before


@pytest.mark.parametrize(
    ("kind", "plain", "to", "becomes"),
    [
        ("number", 43, "text", "43"),
        ("number", "12.50", "money", "12.50"),
        ("number", 1, "yes_no", True),
        ("date", "2026-11-21", "text", "21 Nov 2026"),
        ("yes_no", True, "text", "yes"),
        ("yes_no", False, "choice", "no"),
        ("choice", "a", "multi_choice", ["a"]),
        ("multi_choice", ["a"], "group", "a"),
        ("group", "b", "choice", "b"),
        ("text", "21.11.2026", "date", "2026-11-21"),
        ("text", "maybe", "choice", "maybe"),
        ("money", "100.00", "number", 100),
    ],
)
def test_values_are_carried_over(session: Session, kind: str, plain: object, to: str, becomes: object) -> None:
    choices = ("a", "b") if kind in ("choice", "multi_choice", "group") else ()
    field = add_field(session, "lead", "Mine", kind, choices)
    number = lead(session, custom={"mine": plain, "other": "x"})
    plan = plan_change_field(session, field.id, kind=to)
    assert (plan.carried, plan.apart) == (1, 0)
    change_field(session, plan)
    assert customs(session, number) == [{"mine": becomes, "other": "x"}]


def test_several_choices_do_not_fit_into_one(session: Session) -> None:
    field = add_field(session, "lead", "Tags", "multi_choice", ("a", "b"))
    ids = [lead(session, custom={"tags": tags}) for tags in (["a"], ["a", "b"])]
    change_field(session, plan_change_field(session, field.id, kind="choice"))
    assert customs(session, *ids) == [{"tags": "a"}, {"tags_text": "a, b"}]


def test_values_follow_a_choice_that_is_renamed_and_used_ones_stay(session: Session) -> None:
    field = add_field(session, "lead", "Size", "choice", ("small", "big", "huge", "none"))
    ids = [lead(session, custom={"size": size}) for size in ("small", "big", "huge")]
    plan = plan_change_field(session, field.id, choices=["tiny", "big"], renamed={"small": "tiny"})
    assert plan.resting == ("huge",)
    assert "huge" in " ".join(plan.sentences())
    assert "“tiny”" in " ".join(plan.sentences())
    now = change_field(session, plan)
    assert customs(session, *ids) == [{"size": "tiny"}, {"size": "big"}, {"size": "huge"}]
    assert [(choice.name, choice.active) for choice in now.choices] == [("tiny", True), ("big", True), ("huge", False)]
    own = session.own_fields(Lead)["custom.size"]
    assert own.offered == ["tiny", "big"]  # type: ignore[attr-defined]
    with pytest.raises(UserError), change(session, "Change", "edit") as made:
        made.update(Lead, ids[0], {"custom.size": "gone"})


def test_values_of_what_is_hidden_from_the_administrator_are_carried_too(session: Session, kari: Session) -> None:
    """A lead that its owner alone may see has values as well."""
    field = add_field(session, "lead", "Shoe", "text")
    number = lead(kari, owner=kari.person.id, owner_only=True, custom={"shoe": "43"})
    change_field(session, plan_change_field(session, field.id, kind="number"))
    assert read(kari, Lead, number).custom == {"shoe": 43}


def test_two_administrators_at_once(session: Session) -> None:
    """The second to save is told that the field is another one now."""
    field = add_field(session, "lead", "Shoe", "text")
    first = plan_change_field(session, field.id, label="Boot")
    second = plan_change_field(session, field.id, kind="number")
    change_field(session, first)
    with pytest.raises(UserError, match="meanwhile"):
        change_field(session, second)
    assert (definition(session, field.id).label, definition(session, field.id).kind) == ("Boot", "text")


def test_a_kind_is_not_changed_behind_the_values_back(session: Session, kari: Session) -> None:
    field = add_field(session, "lead", "Shoe", "text")
    with pytest.raises(UserError), change(session, "Change", "edit") as made:
        made.update(CustomField, field.id, {"kind": "number"})
    for forbidden in (plan_change_field, plan_delete_field):
        with pytest.raises(NotAllowedError):
            forbidden(kari, field.id)
    with pytest.raises(NotAllowedError):
        use_field(kari, field.id, False)


def test_deleting_says_how_many_values_go_and_is_undone(session: Session) -> None:
    field = add_field(session, "lead", "Shoe", "text")
    ids = [lead(session, custom={"shoe": "43", "hat": "x"}), lead(session, custom={"shoe": "44"}), lead(session)]
    before = contents(session.store)
    plan = plan_delete_field(session, field.id)
    assert plan.values == 2
    assert "2 values go with it" in plan.sentences()[0]
    delete_field(session, field.id)
    assert customs(session, *ids) == [{"hat": "x"}, None, None]
    assert session.own_fields(Lead) == {}
    taken_back(session)
    assert contents(session.store) == before
    assert [*session.own_fields(Lead)] == ["custom.shoe"]


def test_a_field_deleted_while_a_form_with_it_is_open(session: Session, kari: Session) -> None:
    """What was typed is refused with a sentence at its field; the rest can be saved without it."""
    field = add_field(session, "lead", "Shoe", "text")
    number = lead(session)
    version = read(kari, Lead, number).version
    delete_field(session, field.id)
    values = {"custom.shoe": "43", "subject": "Sale"}
    with pytest.raises(UserError, match="has been deleted meanwhile") as caught, change(kari, "Change", "edit") as made:
        made.update(Lead, number, values, version=version, base={"custom.shoe": None, "subject": None})
    assert caught.value.field == "custom.shoe"


def test_what_is_hidden_is_counted_but_never_quoted(session: Session, kari: Session) -> None:
    """W20: the values of somebody's own record are carried, and its words are in no example and no choice."""
    field = add_field(session, "lead", "Shoe", "text")
    lead(kari, owner=kari.person.id, owner_only=True, custom={"shoe": "secret"})
    lead(session, custom={"shoe": "open"})
    plan = plan_change_field(session, field.id, kind="number")
    assert (plan.apart, plan.examples) == (2, ("“open”",))
    assert plan_delete_field(session, field.id).examples == ("“open”",)
    taken = plan_change_field(session, field.id, kind="choice")
    assert ([choice.name for choice in taken.choices], taken.carried, taken.apart) == (["open"], 1, 1)
