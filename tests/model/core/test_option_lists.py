"""OPP-01, OPP-03, CUST-12: the company's lists; what is in use is never silently lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.company.option_choices import active_options, all_options
from model.core.company.option_lists import (
    add_option,
    change_option,
    delete_option,
    find_option,
    move_option,
    option,
    options_of,
    plan_delete_option,
)
from model.core.errors import NotAllowedError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.lookup import find_titles
from model.core.records.option_rules import list_of
from model.core.storage.statements import Compiled, Query
from model.customers.records import CustomerCategory
from model.opportunities.records import Opportunity
from tests.model.filing import contents, customer, file


def names(session: Session, list_name: str) -> list[str]:
    """Return the names of a list in its order."""
    return [each.name for each in options_of(session, list_name)]


def test_stages_have_an_order_and_a_probability(session: Session, kari: Session) -> None:
    """OPP-03: added at the end, moved, renamed; at once in what others can choose."""
    made = add_option(session, "stage", "Signing", probability=Decimal(90))
    assert names(session, "stage")[-1] == "Signing"
    assert "Signing" in [hit.title for hit in find_titles(kari, "option:stage", "")]
    assert move_option(session, made, -2)
    assert names(session, "stage")[-3] == "Signing"
    assert not move_option(session, options_of(session, "stage")[0].id, -1)
    assert change_option(session, option(session, made), {"name": "Signature", "probability": Decimal(95)})
    assert find_option(session, "stage", "signature").probability == Decimal(95)
    assert change_option(session, option(session, made), {"active": False})
    assert "Signature" not in [hit.title for hit in find_titles(kari, "option:stage", "")]


@pytest.mark.parametrize(
    ("list_name", "name", "probability", "wrong"),
    [
        ("stage", "QUOTE", None, "name"),
        ("stage", "  ", None, "name"),
        ("stage", "x" * 201, None, "name"),
        ("stage", "New", Decimal(101), "probability"),
        ("source", "New", Decimal(10), "probability"),
        ("colour", "New", None, "list"),
    ],
)
def test_what_is_no_choice_is_refused(
    session: Session, list_name: str, name: str, probability: Decimal | None, wrong: str
) -> None:
    before = contents(session.store)
    with pytest.raises(UserError) as caught:
        add_option(session, list_name, name, probability=probability)
    assert caught.value.field == wrong
    assert contents(session.store) == before


def test_administrators_alone(session: Session, kari: Session) -> None:
    """COM-14."""
    stage = options_of(session, "stage")[0]
    for forbidden in (
        lambda: add_option(kari, "stage", "Mine"),
        lambda: change_option(kari, stage, {"name": "Mine"}),
        lambda: move_option(kari, stage.id, 1),
        lambda: delete_option(kari, stage.id),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    with pytest.raises(UserError):
        list_of("colour")
    assert list_of("type") == "opportunity_type"


def test_a_stage_in_use_is_moved_from_and_deleted_in_one(session: Session) -> None:
    """A stage that is deleted while in use: refused, or its opportunities get another, with its probability."""
    meeting, quote = (each.id for each in options_of(session, "stage")[:2])
    company = customer(session)
    sale = file(session, Opportunity, title="Sale", customer=company, stage=meeting)
    before = contents(session.store)
    plan = plan_delete_option(session, meeting)
    assert plan.used == {"opportunity": 1}
    assert "in use" in plan.refusals[0]
    with pytest.raises(UserError):
        delete_option(session, meeting)
    assert contents(session.store) == before
    assert "Moved to Quote: 1 opportunity" in plan_delete_option(session, meeting, quote).sentences(session)[0]
    delete_option(session, meeting, quote)
    now = read(session, Opportunity, sale)
    assert (now.stage, now.probability) == (quote, Decimal(30))
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert contents(session.store) == before


def test_a_category_moved_to_one_that_the_customer_has_already(session: Session) -> None:
    a, b = add_option(session, "category", "A"), add_option(session, "category", "B")
    both, one = customer(session, "Both"), customer(session, "One")
    for company, category in ((both, a), (both, b), (one, a)):
        file(session, CustomerCategory, customer=company, category=category)
    delete_option(session, a, b)
    rows = session.store.rows(
        CustomerCategory.select(CustomerCategory.customer, CustomerCategory.category).order_by(
            CustomerCategory.customer
        )
    )
    assert rows == [(both, b), (one, b)]


def test_a_choice_that_another_administrator_has_changed(session: Session) -> None:
    seen = options_of(session, "stage")[0]
    change_option(session, seen, {"name": "Talk"})
    with pytest.raises(UserError, match="meanwhile"):
        change_option(session, seen, {"name": "Chat"})
    assert names(session, "stage")[0] == "Talk"


def test_unused_ones_go_without_more_ado(session: Session) -> None:
    made = add_option(session, "source", "Fair")
    assert plan_delete_option(session, made).sentences(session) == ["Nothing refers to it."]
    delete_option(session, made)
    assert names(session, "source") == []
    with change(session, "x", "edit"):
        pass


def test_nobody_waits_while_it_is_counted_what_has_a_choice(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPP-03: to rename or to move a choice, with the database to oneself, nothing goes through a million leads."""
    first, _second = (add_option(session, "source", name) for name in ("A", "B"))
    seen = option(session, first)
    asked: list[str] = []
    compiled = session.store.statements.compiled

    def noted(query: Query) -> Compiled:
        found = compiled(query)
        asked.append(found.text)
        return found

    monkeypatch.setattr(session.store.statements, "compiled", noted)
    assert move_option(session, first, 1)
    assert change_option(session, seen, {"name": "Z"})
    assert any('"option"' in text for text in asked)
    assert not [text for text in asked if '"lead"' in text]


def test_choices_are_offered_in_the_company_s_order(session: Session) -> None:
    """CUST-12: those in use; where what was chosen long ago must be named, the others after them."""
    first, second, third = (add_option(session, "category", name) for name in ("Zinc", "Iron", "Gold"))
    change_option(session, option(session, first), {"active": False})
    known = [each for each in active_options(session, "category") if each.id not in (second, third)]
    assert active_options(session, "category") == [*known, (second, "Iron"), (third, "Gold")]
    assert all_options(session, "category")[-1] == (first, "Zinc")
    assert {*active_options(session, "category")} < {*all_options(session, "category")}
