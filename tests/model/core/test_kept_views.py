"""Kept views: what is typed stays as typed, what is gone is named, whose is whose (COM-03)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.core.access.session import Session
from model.core.changes.deletion import delete
from model.core.company.view_content import Arrangement, described, read_back, written
from model.core.company.view_storage import (
    KeptView,
    delete_view,
    find_view,
    keep,
    kept_views,
    overwrite,
    own_view,
    rename,
    share,
    view_on_file,
)
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history import past_changes, undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from tests.conftest import StandingClock
from tests.model import filing
from tests.model.core.conftest import colleague

MINE = Arrangement(
    Filter(("mine",), (Criterion("owner", "=", "me"), Criterion("first_contact", "<", "tomorrow")), "F", "as"),
    ("name:30", "owner"),
    Sort("changed_at", True),
)


def kept(session: Session, name: str, arrangement: Arrangement = MINE, **how: bool) -> KeptView:
    """Keep a view of leads and return it as it is on file."""
    found = view_on_file(session, keep(session, Lead, name, arrangement, **how))
    assert found is not None
    return found


def test_what_is_kept_comes_back(session: Session) -> None:
    """COM-03: criteria, views, letter, words, columns with their widths and order, sort."""
    back = kept(session, "Hot").read_back(session)
    assert back.arrangement == MINE
    assert back.told() == ""
    assert described(session, Lead, MINE) == (
        'Mine, Owner = me, First contact < tomorrow, begins with F, "as"; sorted by Changed, turned round'
    )


def test_relative_values_stay_relative(session: Session, kari: Session, clock: StandingClock) -> None:
    """ "due < tomorrow" is another day tomorrow, "owner = me" another person for who opens the shared view."""
    today = filing.lead(session, "Ask", first_contact=session.clock(), owner=session.person.id)
    hers = filing.lead(session, "Bjørk", first_contact=session.clock(), owner=kari.person.id)
    later = filing.lead(session, "Gran", first_contact=session.clock() + timedelta(days=1), owner=session.person.id)
    criteria = (Criterion("owner", "=", "me"), Criterion("first_contact", "<", "tomorrow"))
    view = kept(session, "Hot", Arrangement(Filter((), criteria)), shared=True)

    def ids(who: Session) -> list[int]:
        return [row.id for row in Listing(who, Lead, (), view.read_back(who).arrangement.filter).first(9)]

    assert ids(session) == [today]
    assert ids(kari) == [hers]
    clock.now += timedelta(days=1)
    assert ids(session) == [today, later]


def test_what_is_gone_is_left_out_and_named(session: Session) -> None:
    """A field, a stage, a column, an order, a ready-made view that there is no longer: the rest opens."""
    filing.option(session, "stage", "Tilbud")
    criteria = (
        Criterion("stage", "=", "Tilbud"),
        Criterion("colour", "=", "blue"),
        Criterion("amount", "~", "1"),
        Criterion("title", "~", "a%"),
    )
    content = written(Arrangement(Filter(("open", "gone"), criteria), ("title", "colour:9"), Sort("colour")))
    back = read_back(session, Opportunity, content)
    assert "the view gone, which there is not" in back.told()
    assert [c.field for c in back.arrangement.filter.criteria] == ["stage", "title"]
    assert back.arrangement.columns == ("title",)
    assert back.arrangement.sort is None
    for words in ("colour, which is no field", "the column colour", "the order by colour", "Amount : 1 (Amount takes"):
        assert words in back.told()
    filing.file(session, filing.Option, list="stage", name="Avtale")
    with undo.change(session, "x", "edit") as made:
        made.delete(
            filing.Option,
            session.store.value(filing.Option.select(filing.Option.id).where(filing.Option.name == "Tilbud")),
        )
    back = read_back(session, Opportunity, content)
    assert "Stage = Tilbud (There is no stage “Tilbud”; there are First meeting" in back.told()


def test_a_hidden_customer_does_not_show_through(session: Session, kari: Session) -> None:
    """W20: a shared view that names a customer hidden from who opens it tells nothing of it."""
    secret = filing.customer(kari, "Hemmelig AS", owner=kari.person.id, owner_only=True)
    filing.file(kari, Opportunity, title="Avtale", customer=secret, owner=kari.person.id)
    criteria = (Criterion("customer", "=", "Hemmelig AS"),)
    view_id = keep(kari, Opportunity, "Store", Arrangement(Filter((), criteria)), shared=True)
    mine, theirs = (view_on_file(who, view_id) for who in (kari, session))
    assert mine is not None
    assert theirs is not None
    assert mine.read_back(kari).arrangement.filter.criteria == criteria
    back = theirs.read_back(session)
    assert back.arrangement.filter.criteria == ()
    assert back.told() == "Shows nothing, cannot be asked: Customer: there is none of that name."
    # Not all that there is, either; nor where the view is kept anew as it opens.
    filing.file(session, Opportunity, title="Åpen", customer=filing.customer(session, "Kunde"))
    assert Listing(session, Opportunity, (), back.arrangement.filter).first(9) == []
    copy = view_on_file(session, keep(session, Opportunity, "Kopi", back.arrangement))
    assert copy is not None
    assert copy.read_back(session).arrangement.filter.nothing
    assert described(session, Opportunity, back.arrangement) == "nothing, as part of it cannot be asked"


HOSTILE = (
    "",
    "null",
    "[]",
    '"x"',
    "{",
    "[" * 5_000,
    '{"version": "x"}',
    '{"version": 99, "views": "mine"}',
    '{"version": 1, "views": [1, null, "mine", "mine"], "criteria": [["name"], [1, 2, 3], 7, ["name", "DROP", "x"]]}',
    '{"version": 1, "criteria": [["name; DROP TABLE lead", "=", "1"]], "columns": ["id; --", 7], "sort": "1; --"}',
    '{"version": 1, "criteria": [["first_contact", ">=", "2026-02-02"], ["first_contact", "<=", "2026-01-01"]]}',
    '{"version": 1, "criteria": [["name", "~", "\\u001b[31m\\u0000"]], "letter": {}, "text": ["x"]}',
)


@pytest.mark.parametrize("content", HOSTILE)
def test_content_by_another_hand_is_harmless(session: Session, content: str) -> None:
    """Whatever stands in the file: a list opens, nothing is raised, nothing could move a cursor."""
    lead = filing.lead(session)
    back = read_back(session, Lead, content)
    Listing(session, Lead, (), replace(back.arrangement.filter, criteria=(), letter="", text="")).first(3)
    assert back.told().isprintable()
    assert described(session, Lead, back.arrangement).isprintable()
    assert session.store.value(Lead.select(Lead.id)) == lead


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["version", "views", "criteria", "letter", "text", "columns", "sort"]), inner
            )
        ),
        max_leaves=12,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_read(session: Session, content: object) -> None:
    """No JSON at all raises."""
    arrangement = read_back(session, Lead, json.dumps(content)).arrangement
    assert read_back(session, Lead, written(arrangement)).arrangement == arrangement


def test_mine_and_somebody_elses_of_one_name_are_both_reached(session: Session, kari: Session, per: Session) -> None:
    """One's own comes first; the other by the maker's initials; two shared ones are both named."""
    hers = kept(kari, "Hot", shared=True)
    his = kept(per, "hot", shared=True)
    with pytest.raises(UserError, match=r"“Hot” may be any of “KOL: Hot”, “PHA: hot”"):
        find_view(session, Lead, "Hot")
    mine = kept(session, "HOT")
    assert find_view(session, Lead, "Hot") == mine
    assert find_view(session, Lead, "kol: hot") == hers
    assert find_view(session, Lead, "PHA:Hot") == his
    assert [view.id for view in kept_views(session, Lead)] == [mine.id, hers.id, his.id]
    assert [view.id for view in kept_views(kari)] == [hers.id, his.id]
    with pytest.raises(NotFoundError, match="There is no view “cold”: one of mine, "):
        find_view(session, Lead, "cold")


def test_who_may_change_a_view(session: Session, kari: Session, per: Session) -> None:
    """Its maker, and where it is shared an administrator; nobody else, and a reader none at all."""
    private, shared = kept(kari, "Private"), kept(kari, "Shared", shared=True)
    assert view_on_file(session, private.id) is None
    for doing in (
        lambda: rename(per, shared, "X"),
        lambda: share(per, shared, False),
        lambda: delete_view(per, shared),
    ):
        with pytest.raises(NotAllowedError, match="It is the view of KOL"):
            doing()
    with pytest.raises(NotFoundError):
        delete_view(session, private)
    rename(session, shared, "Delt")
    assert kept_views(kari, Lead)[0].name == "Delt"
    reader = colleague(session, "RRR", "Rita", "reader")
    with pytest.raises(NotAllowedError):
        keep(reader, Lead, "Hot", MINE)


def test_names(session: Session, kari: Session) -> None:
    """No name, one too long, a ready-made view's in any language, one that is taken: refused, each with a sentence."""
    kept(session, "Hot")
    other = kept(session, "Cold")
    for name, said in (
        (" \t", "Give the view a name"),
        ("x" * 61, "at most 60"),
        ("mine", "ready-made"),
        ("ALLE", "ready-made"),
        ("hÓt", "ROO has a view of that name already"),
    ):
        with pytest.raises(UserError, match=said):
            keep(session, Lead, name, MINE)
        with pytest.raises(UserError, match=said):
            rename(session, other, name)
    assert rename(session, other, "COLD") == "COLD"
    keep(kari, Lead, "Hot", MINE)
    keep(session, Customer, "Hot", Arrangement(Filter()))


def test_two_at_one_view(session: Session, kari: Session) -> None:
    """COM-09: who stands on what was read before a colleague's change is told, and nothing is lost."""
    read_first = kept(kari, "Hot", shared=True)
    overwrite(session, read_first, Arrangement(Filter(("all",))))
    for doing in (lambda: rename(kari, read_first, "X"), lambda: delete_view(kari, read_first)):
        with pytest.raises(UserError, match="changed by somebody else meanwhile"):
            doing()
    now = find_view(kari, Lead, "Hot")
    delete_view(kari, now)
    with pytest.raises(NotFoundError, match="The view Hot is gone"):
        overwrite(session, now, MINE)


def test_each_is_a_change_that_undo_takes_back(session: Session, kari: Session) -> None:
    """COM-07, COM-08: keeping, overwriting, renaming, sharing, deleting; one after the other back to nothing."""
    states: list[list[KeptView]] = [kept_views(kari)]
    doings = (
        lambda: keep(kari, Lead, "Hot", MINE),
        lambda: overwrite(kari, find_view(kari, Lead, "Hot"), Arrangement(Filter())),
        lambda: rename(kari, find_view(kari, Lead, "Hot"), "Hotter"),
        lambda: share(kari, find_view(kari, Lead, "Hotter"), True),
        lambda: share(kari, find_view(kari, Lead, "Hotter"), False),
        lambda: delete_view(kari, find_view(kari, Lead, "Hotter")),
    )
    for doing in doings:
        doing()
        states.append(kept_views(kari))
    assert [change.name for change in past_changes.latest(kari, 6)] == [
        "Delete view Hotter",
        "Share view Hotter no longer",
        "Share view Hotter",
        "Rename view Hot",
        "Change view Hot",
        "Keep view Hot",
    ]
    for state in reversed(states[:-1]):
        past = past_changes.latest_own(kari)
        assert past is not None
        undo.undo(kari, past.id)
        assert kept_views(kari) == state
    assert own_view(kari, Lead, "Hot") is None


def test_the_history_of_a_private_view_is_its_makers(session: Session, kari: Session) -> None:
    """A view that is not shared shows through no change that a colleague can read."""
    private = kept(kari, "Sikre penger")
    rename(kari, private, "Usikre penger")
    assert not [change for change in past_changes.latest(session, 9) if "penger" in change.name]
    assert len([change for change in past_changes.latest(kari, 9) if "penger" in change.name]) == 2
    delete_view(kari, find_view(kari, Lead, "Usikre penger"))
    assert not [change for change in past_changes.latest(session, 9) if "penger" in change.name]
    kept(kari, "Delt", shared=True)
    assert past_changes.latest(session, 1)[0].name == "Keep view Delt"


def test_a_field_of_the_company_in_a_view(session: Session) -> None:
    """COM-06: criteria, column and order by an own field; once it is out of use no row is shown, and it is named."""
    field = filing.custom_field(session, "lead", "colour", "text", "Colour")
    filing.lead(session, "Ask", **{"custom.colour": "blue"})
    red = filing.lead(session, "Bjørk", **{"custom.colour": "red"})
    wanted = Arrangement(
        Filter((), (Criterion("custom.colour", "=", "red"),)), ("name", "custom.colour:9"), Sort("custom.colour")
    )
    view = kept(session, "Red", wanted)
    back = view.read_back(session)
    assert (back.arrangement, back.left_out) == (wanted, ())
    assert described(session, Lead, wanted) == "Colour = red; sorted by Colour"
    assert [row.id for row in Listing(session, Lead, (), back.arrangement.filter, back.arrangement.sort).first(9)] == [
        red
    ]
    with undo.change(session, "x", "edit") as made:
        made.update(filing.CustomField, field, {"active": False})
    back = view.read_back(session)
    assert back.arrangement == Arrangement(Filter(nothing=True), ("name",))
    assert back.told().count("custom.colour, which is no field any longer") == 3
    assert described(session, Lead, back.arrangement) == "nothing, as part of it cannot be asked"


def test_who_has_kept_views_is_deactivated_and_the_shared_ones_stay(session: Session, kari: Session) -> None:
    """COM-05: the history names who kept a view, so nobody loses one by a deletion; an administrator looks after it."""
    view = kept(kari, "Hot", shared=True)
    with pytest.raises(UserError, match="The history names this employee; deactivate it instead"):
        delete(session, Employee, [kari.person.id])
    with undo.change(session, "x", "edit") as made:
        made.update(Employee, kari.person.id, {"active": False})
    assert kept_views(session) == [view]
    rename(session, view, "Hotter")
