"""What the list of campaigns can be narrowed by (CAMP-04 … CAMP-06; W11 … W18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.lists.criteria import Filter, parse_criterion
from model.core.lists.listing import Listing, Sort
from tests.conftest import StandingClock
from tests.model.filing import custom_field, file


def found(session: Session, *criteria: str, views: Sequence[str] = (), letter: str = "") -> list[str]:
    """Return the subjects that are left, in their order."""
    wanted = Filter(tuple(views), tuple(parse_criterion(text) for text in criteria), letter)
    rows = Listing(session, Campaign, ["subject"], wanted, Sort.natural(Campaign)).first(99)
    return [row.values[0] for row in rows]


def test_w17_free_text_is_in_any_of_four_texts(session: Session) -> None:
    file(session, Campaign, subject="A", description="Alt om sommeren")
    file(session, Campaign, subject="Sommerfest", note="x")
    file(session, Campaign, subject="C", slogan="SOMMER!")
    file(session, Campaign, subject="D", code="sommer27")
    file(session, Campaign, subject="E", note="sommer", objective="sommer")
    assert found(session, "free_text~sommer") == ["A", "C", "D", "Sommerfest"]
    assert found(session, "subject~sommer") == ["Sommerfest"]
    assert found(session, "free_text~sommer%") == ["C", "D", "Sommerfest"]
    assert found(session, "free_text~%sommer") == []
    assert found(session, "free_text~sommer", "subject~fest") == ["Sommerfest"]
    assert found(session, "free_text~Mo\\i Rana'; drop") == []


def test_w12_an_unknown_budget_is_neither_above_nor_unequal(session: Session) -> None:
    for subject, budget in (("A", 5_000), ("B", 10_000), ("C", 20_000), ("D", None)):
        file(session, Campaign, subject=subject, budget=None if budget is None else Decimal(budget))
    assert found(session, "budget>=10 000") == ["B", "C"]
    assert found(session, "budget>=10 000", "budget!=20 000") == ["B"]
    assert found(session, "budget!=20000") == ["A", "B"]
    assert found(session, "budget<=5000") == ["A"]
    assert found(session, "budget=") == ["D"]


def test_w13_w14_days_of_creation_and_change(session: Session, clock: StandingClock) -> None:
    """The last day counts to its last second; an interval that ends before it begins is refused."""
    first = file(session, Campaign, subject="First")
    clock.move(days=2)
    file(session, Campaign, subject="Second")
    with change(session, "Change", "edit") as made:
        made.update(Campaign, first, {"code": "X"})
    day = session.reading().today
    before = date.fromordinal(day.toordinal() - 2).isoformat()
    assert found(session, f"created_at<={before}") == ["First"]
    assert found(session, f"created_at>={day.isoformat()}") == ["Second"]
    assert found(session, f"changed_at>={day.isoformat()}", f"changed_at<={day.isoformat()}") == ["First", "Second"]
    with pytest.raises(UserError, match="from is after to"):
        found(session, f"created_at>={day.isoformat()}", f"created_at<={before}")


def test_w15_w18_criteria_go_with_views_letters_and_own_fields(session: Session, kari: Session) -> None:
    custom_field(session, "campaign", "group1", "group")
    custom_field(session, "campaign", "group2", "group")
    a = file(session, Campaign, subject="Arne", custom={"group1": "x", "group2": "y"})
    file(session, Campaign, subject="Åse", custom={"group1": "x", "group2": "z"})
    file(kari, Campaign, subject="Aase", custom={"group1": "x"})
    assert found(session, "custom.group1=x") == ["Aase", "Arne", "Åse"]
    assert found(session, "custom.group1=x", "custom.group2=y") == ["Arne"]
    assert found(session, "custom.group1=x", views=["mine"]) == ["Arne", "Åse"]
    assert found(session, "custom.group1=x", views=["not_mine"]) == ["Aase"]
    assert found(session, letter="Å") == ["Åse"]
    with change(session, "Change", "edit") as made:
        made.update(Campaign, a, {"active": False})
    assert found(session) == ["Aase", "Åse"]
    assert found(session, views=["deactivated"]) == ["Arne"]
