"""Distribution lists: who stands on them, put on, taken off, merged, deleted, hidden; following a view."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete
from model.core.company.view_content import Arrangement
from model.core.company.view_storage import keep
from model.core.errors import NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.lookup import find_titles
from model.customers.records import Contact, Customer
from model.distribution_lists.members import (
    add,
    counted,
    followed_view,
    ids_of,
    lists,
    member_condition,
    members,
    plan_add,
    take_off,
    told,
)
from model.distribution_lists.records import DistributionList
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from model.merging.merge import merge, plan_merge
from tests.model.core.conftest import colleague
from tests.model.filing import contact, contents, customer, file, lead


def news(session: Session, **values: object) -> int:
    return file(session, DistributionList, name="News", **values)


def titles(session: Session, list_id: int) -> list[str]:
    return [member.title for member in members(session, list_id)]


def test_all_three_kinds_stand_on_one_list_once(session: Session) -> None:
    """By name within each kind, each once however often it is put on; the whole is one change, undone as one."""
    number = news(session)
    firms = [customer(session, "Vik AS"), customer(session, "Ås AS", email="post@aas.no")]
    kari = contact(session, "Kari", "Nes", mobile="99887766")
    cold = lead(session, "Fjord AS")
    before = contents(session.store)
    assert plan_add(session, number, Customer, firms).count == 2
    done = add(session, number, Customer, [*firms, firms[0]])
    assert (done.count, done.there, done.sentence()) == (2, 0, "2 put on News.")
    again = add(session, number, Customer, firms)
    assert (again.count, again.there, again.change) == (0, 2, None)
    assert again.sentence() == "0 put on News, 2 were on it already."
    add(session, number, Contact, [kari])
    add(session, number, Lead, [cold])
    assert titles(session, number) == ["Vik AS", "Ås AS", "Kari Nes", "Fjord AS"]
    assert [(each.email, each.phone) for each in members(session, number, 3)][1:] == [
        ("post@aas.no", ""),
        ("", "99887766"),
    ]
    assert told(counted(session, number)) == "2 customers, 1 contact, 1 lead"
    assert take_off(session, number, Customer, firms) == 2
    assert titles(session, number) == ["Kari Nes", "Fjord AS"]
    for _each in range(4):
        past = latest_own(session)
        assert past is not None
        undo(session, past.id)
    assert contents(session.store) == before


def test_what_is_hidden_is_neither_shown_nor_counted_nor_put_on(session: Session) -> None:
    number = news(session)
    hidden = lead(session, "Hidden", owner_only=True, owner=session.person.id)
    add(session, number, Lead, [hidden])
    other = colleague(session, "SEL", "Seller")
    assert counted(other, number) == {}
    assert titles(other, number) == []
    assert add(other, number, Lead, [hidden]).count == 0
    assert take_off(other, number, Lead, [hidden]) == 0
    assert titles(session, number) == ["Hidden"]
    own = file(session, DistributionList, name="Own", owner_only=True, owner=session.person.id)
    assert lists(other) == [(number, "News")]
    with pytest.raises(NotFoundError):
        member_condition(other, own, Lead)


def test_members_follow_merging_and_deleting(session: Session) -> None:
    number = news(session)
    one, same, gone = customer(session, "Fjord AS"), customer(session, "Fjord A/S"), customer(session, "Berg AS")
    add(session, number, Customer, [one, same, gone])
    before = contents(session.store)
    merge(session, plan_merge(session, "customer", same, one))
    assert titles(session, number) == ["Berg AS", "Fjord AS"]
    delete(session, Customer, [gone])
    assert titles(session, number) == ["Fjord AS"]
    for _each in range(2):
        past = latest_own(session)
        assert past is not None
        undo(session, past.id)
    assert contents(session.store) == before


def test_a_list_follows_a_view(session: Session) -> None:
    """Whom the view shows at each moment; nobody is put on it by hand."""
    bergen = lead(session, "Berg AS", town="Bergen")
    lead(session, "Nord AS", town="Bodø")
    customer(session, "Vik AS")
    wanted = Filter(criteria=(Criterion("town", "=", "Bergen"),))
    view = keep(session, Lead, "Bergen", Arrangement(wanted))
    number = news(session, view=view)
    assert followed_view(session, number) == ("lead", "Bergen")
    assert counted(session, number) == {"lead": 1}
    assert ids_of(session, Lead, wanted) == [bergen]
    lead(session, "Sør AS", town="Bergen")
    assert titles(session, number) == ["Berg AS", "Sør AS"]
    with pytest.raises(UserError, match="follows a view"):
        add(session, number, Lead, [bergen])
    with pytest.raises(UserError, match="Name the view"):
        file(session, DistributionList, name="None", kind="view")
    assert lists(session, fixed=True) == []
    with change(session, "Change", "edit") as made:
        made.update(DistributionList, number, {"view": None})
    assert lists(session, fixed=True) == [(number, "News")]


def test_views_are_offered_by_their_beginnings(session: Session) -> None:
    """A colleague's own view is not; what is none is refused with a sentence."""
    other = colleague(session, "SEL", "Seller")
    view = keep(session, Lead, "Bergen", Arrangement(Filter()), shared=True)
    keep(session, Lead, "Berg alone", Arrangement(Filter()))
    assert [(each.id, each.title, each.detail) for each in find_titles(other, "saved_view", "be")] == [
        (view, "Bergen", "leads")
    ]
    with pytest.raises(UserError, match="There is no view “Berg alone”"):
        DistributionList.field("view").parse("Berg alone", other.reading())


@pytest.mark.parametrize("then", ["keep", "delete"])
def test_a_converted_lead_stands_on_it_as_what_it_became(session: Session, then: str) -> None:
    """C22: as the contact, once, also where the contact stood there already; undone it is the lead again."""
    number = news(session)
    there = contact(session, "Kari", "Nes", email="kari@fjord.no")
    both = lead(session, "Fjord AS", last_name="Nes", first_name="Kari", email="kari@fjord.no")
    alone = lead(session, "Berg AS")
    add(session, number, Contact, [there])
    add(session, number, Lead, [both, alone])
    before = contents(session.store)
    for one in (both, alone):
        convert(session, plan_conversion(session, one, ConversionChoices(then=then)))
    assert [(each.record, each.title) for each in members(session, number)] == [
        ("customer", "Berg AS"), ("contact", "Kari Nes"),
    ]  # fmt: skip
    for _each in range(2):
        past = latest_own(session)
        assert past is not None
        undo(session, past.id)
    assert contents(session.store) == before
