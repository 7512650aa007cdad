"""Filling exclusion lists: typed and from files, folded, each once, undone as a whole (R09)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.marketing.exclusions import (
    campaigns_of,
    choose,
    count_entries,
    entries,
    load,
    plan_load,
    take_off,
    typed,
    value_of,
)
from model.marketing.records import ExclusionList
from tests.model.filing import contents, file


@pytest.fixture
def never(session: Session) -> int:
    return file(session, ExclusionList, name="Never")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Kari@Fjord.NO", "kari@fjord.no"), ("Amy Wong <Amy@Fjord.no>", "amy@fjord.no"), ("Fjord.no", "fjord.no"),
        ("@fjord.no", "fjord.no"), ("*.Fjord.no", "fjord.no"), ("blåbær.no", "blåbær.no"),
        ("22 33 44 55", "+4722334455"), ("+45 22 33 44 55", "+4522334455"), ("kari@", None), ("Kari Nes", None),
        ("12", None), ("3.50", None), ("2026-11-21", None), ("", None),
    ],
)  # fmt: skip
def test_what_is_kept_of_a_text(session: Session, text: str, value: str | None) -> None:
    assert value_of(text, session.reading()) == value


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", "Tlf;Navn;E-post\n22334455;Kari;Kari@fjord.no\n; Per ;\n;;berg.no\n;Ola;KARI@FJORD.NO\n"),
        ("list.txt", "E-post\nkari@fjord.no\nPer\nberg.no\nkari@fjord.no\n"),
    ],
)
def test_a_file_is_shown_before_it_is_kept(
    session: Session, never: int, tmp_path: Path, name: str, content: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    before = contents(session.store)
    plan = plan_load(session, never, path)
    assert plan.new == ("kari@fjord.no", "berg.no")
    assert plan.sentences() == [
        "2 are left out from now on.",
        "1 stands on it already.",
        "1 row has no address, domain or number: 3 (Per).",
    ]
    assert contents(session.store) == before
    assert load(session, plan) == 2
    assert entries(session, never, 10) == ["berg.no", "kari@fjord.no"]
    assert plan_load(session, never, path).new == ()
    past = latest_own(session)
    assert past is not None
    assert past.name == f"Exclude 2 from {name}"
    undo(session, past.id)
    assert contents(session.store) == before


def test_typed_and_taken_off(session: Session, never: int) -> None:
    with pytest.raises(UserError, match="“Per” is no e-mail address, no domain and no telephone number"):
        typed(session, never, ["kari@fjord.no", "Per"])
    assert count_entries(session, never) == 0
    assert typed(session, never, ["kari@fjord.no", "@berg.no"]) == 2
    assert typed(session, never, ["KARI@fjord.no"]) == 0
    assert entries(session, never, 10, "BERG") == ["berg.no"]
    assert take_off(session, never, ["berg.no", "nord.no"]) == 1
    assert count_entries(session, never) == 1


def test_chosen_for_campaigns(session: Session, never: int) -> None:
    spring = file(session, Campaign, subject="Spring")
    assert choose(session, never, spring, on=True)
    assert not choose(session, never, spring, on=True)
    assert campaigns_of(session, never) == [(spring, "Spring")]
    assert choose(session, never, spring, on=False)
    assert campaigns_of(session, never) == []
