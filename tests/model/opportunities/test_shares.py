"""How sellers share an opportunity (OPP-07 … OPP-13; S01 … S16, S22 … S24)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import NotAllowedError, UserError
from model.core.history import past_changes, undo
from model.core.history.record_history import of_record
from model.opportunities import shares
from model.opportunities.money import shared_money
from model.opportunities.records import Opportunity
from model.opportunities.sellers import ADD, REMOVE, SET, Edit, SellersChanged, plan_sellers, save_sellers, sellers_of
from model.opportunities.shares import Share, Shares, read_share
from model.people.records import Employee
from tests.model.core.conftest import colleague
from tests.model.filing import contents, customer, file

A, B, C, D = 1, 2, 3, 4


def of(text: str) -> Shares:
    """Return the shares that "75 25" says, of A, B, C … in turn."""
    return tuple(Share(number, Decimal(part)) for number, part in enumerate(text.split(), start=1))


def said(found: Shares) -> str:
    """Return shares as text, in their order."""
    return " ".join(f"{'-ABCDEFG'[one.employee]}{one.share.normalize():f}" for one in found)


@pytest.mark.parametrize(
    ("case", "before", "employee", "share", "after"),
    [
        ("S05", "100", B, "25", "A75 B25"),
        ("S06", "75 25", C, "25", "A37.5 B37.5 C25"),
        ("S07", "40 30 30", D, "20", "A26.67 B26.67 C26.66 D20"),
        ("S08", "100", B, "0", "A100 B0"),
        ("S09", "100", B, "100", "A0 B100"),
    ],
)
def test_adding_one(case: str, before: str, employee: int, share: str, after: str) -> None:
    """OPP-09; S05, S06, S07, S08, S09: the others share the rest equally, the last ones the smaller part."""
    found = shares.add(of(before), employee, Decimal(share))
    assert said(found) == after, case
    assert shares.total(found) == 100


@pytest.mark.parametrize("text", ["101", "-1", "abc", "33,333", "33.333", "100,01", "", "%", "1e2", "NaN"])
def test_what_is_no_share_is_refused(text: str) -> None:
    """S10: out of range, letters, more than two decimals."""
    with pytest.raises(UserError) as refused:
        read_share(text)
    assert refused.value.field == "share"


@pytest.mark.parametrize(("text", "share"), [("33,33", "33.33"), ("33.33 %", "33.33"), ("0", "0"), ("100%", "100")])
def test_a_share_is_read_as_people_write_it(text: str, share: str) -> None:
    """OPP-12: decimals, with point or comma, with or without the sign."""
    assert read_share(text) == Decimal(share)


def test_nobody_is_a_seller_twice() -> None:
    """S11."""
    with pytest.raises(UserError, match="already"):
        shares.add(of("75 25"), B, Decimal(10))


def test_removing_one() -> None:
    """OPP-10; S12: the one that is left gets all; S13: several stay; S14: the last one cannot go."""
    assert said(shares.remove(of("70 30"), A)) == "B100"
    assert said(shares.remove(of("50 30 20"), A)) == "B30 C20"
    with pytest.raises(UserError, match="last seller"):
        shares.remove(of("100"), A)
    with pytest.raises(UserError, match="no seller"):
        shares.remove(of("100"), B)


def test_changing_one_changes_nobody_else() -> None:
    """OPP-11; S15: the total is 110, and is not put right unasked."""
    found = shares.set_share(of("50 50"), B, Decimal(60))
    assert (said(found), shares.total(found)) == ("A50 B60", 110)


def test_the_owner() -> None:
    """OPP-08; S02, S03, S04: a single seller follows, with the share there is; several stay."""
    assert said(shares.with_owner(of("100"), A, B)) == "B100"
    assert said(shares.with_owner(of("60"), A, B)) == "B60"
    assert said(shares.with_owner(of("75 25"), A, C)) == "A75 B25"


EDITS = some.lists(
    some.tuples(some.sampled_from((ADD, SET, REMOVE)), some.integers(1, 7), some.integers(0, 10_000)), max_size=40
)


@settings(max_examples=300)
@given(EDITS, some.integers(-(10**10), 10**10))
def test_the_rules_hold_through_any_edits(edits: list[tuple[str, int, int]], ore: int) -> None:
    """OPP-09 … OPP-12, decision 13: thousands of random edits; each rule by itself, and money to the øre."""
    present = of("100")
    amount = Decimal(ore).scaleb(-2)
    for kind, employee, hundredths in edits:
        share = Decimal(hundredths).scaleb(-2)
        there = {one.employee: one.share for one in present}
        if kind == ADD and employee not in there:
            present = shares.add(present, employee, share)
            others = [one.share for one in present[:-1]]
            assert present[-1] == Share(employee, share)
            assert sum(others) + share == 100
            assert max(others) - min(others) <= Decimal("0.01")
            assert others == sorted(others, reverse=True)
        elif kind == SET and employee in there:
            present = shares.set_share(present, employee, share)
            assert {one.employee: one.share for one in present} == {**there, employee: share}
        elif kind == REMOVE and employee in there and len(there) > 1:
            present = shares.remove(present, employee)
            left = {other: part for other, part in there.items() if other != employee}
            alone = {other: Decimal(100) for other in left}
            assert {one.employee: one.share for one in present} == (alone if len(left) == 1 else left)
        else:
            with pytest.raises(UserError):
                _do(present, kind, employee, share)
        parts, rest = shared_money(amount, [one.share for one in present])
        assert sum(parts) + rest == amount
        if shares.total(present) == 100:
            assert rest == 0
        assert len({one.employee for one in present}) == len(present) >= 1
        assert all(0 <= one.share <= 100 and one.share == round(one.share, 2) for one in present)


def _do(present: Shares, kind: str, employee: int, share: Decimal) -> Shares:
    if kind == ADD:
        return shares.add(present, employee, share)
    return shares.set_share(present, employee, share) if kind == SET else shares.remove(present, employee)


# On file


@pytest.fixture
def sale(session: Session) -> int:
    """An opportunity of ROO's over 1 000.00."""
    return file(session, Opportunity, title="Lager", customer=customer(session), amount=Decimal(1000), currency="NOK")


def filed(session: Session, sale: int) -> str:
    """Return initials and shares on file."""
    names = session.names
    return " ".join(
        f"{names.title_of('employee', one.employee)} {one.share.normalize():f}" for one in sellers_of(session, sale)
    )


def edit(session: Session, sale: int, *edits: tuple[str, Session, str]) -> list[str]:
    """Save edits and return what is said of the result."""
    plan = plan_sellers(
        session, sale, [Edit(kind, who.person.id, Decimal(share) if share else None) for kind, who, share in edits]
    )
    save_sellers(session, plan)
    return plan.messages()


def test_the_plan_says_what_the_save_does(session: Session, sale: int, kari: Session, per: Session) -> None:
    """OPP-09, OPP-13; S01, S05, S06: shown for everybody before anything is written, with the amounts to the øre."""
    before = contents(session.store)
    plan = plan_sellers(session, sale, [Edit(ADD, kari.person.id, Decimal(25))])
    assert contents(session.store) == before
    assert [(line.initials, line.before, line.after, line.amount) for line in plan.lines] == [
        ("ROO", Decimal(100), Decimal(75), Decimal(750)),
        ("KOL", None, Decimal(25), Decimal(250)),
    ]
    assert plan.sentences() == ["ROO: 100.00 % becomes 75.00 %.", "KOL is added at 25.00 %."]
    save_sellers(session, plan)
    assert filed(session, sale) == "ROO 75 KOL 25"
    edit(session, sale, (ADD, per, "25"))
    assert filed(session, sale) == "ROO 37.5 KOL 37.5 PHA 25"


def test_a_total_that_is_not_100_is_told(session: Session, sale: int, kari: Session, per: Session) -> None:
    """OPP-10, OPP-11; S03, S13, S15, S16, S19: told with what is nobody's, and saved all the same."""
    (told,) = edit(session, sale, (SET, session, "60"))
    assert told == "The shares are 60.00 % in total, not 100 %: 400.00 NOK is nobody's."
    edit(session, sale, (SET, session, "50"), (ADD, kari, "30"), (SET, session, "50"), (ADD, per, "20"))
    assert edit(session, sale, (SET, session, "33.33"), (SET, kari, "33.33"), (SET, per, "33.33")) == [
        "The shares are 99.99 % in total, not 100 %: 0.10 NOK is nobody's."
    ]
    assert filed(session, sale) == "ROO 33.33 KOL 33.33 PHA 33.33"
    assert edit(session, sale, (SET, per, "43.34")) == [
        "The shares are 110.00 % in total, not 100 %: 100.00 NOK too much."
    ]
    assert edit(session, sale, (REMOVE, per, "")) == [
        "The shares are 66.66 % in total, not 100 %: 333.40 NOK is nobody's."
    ]
    assert edit(session, sale, (REMOVE, session, "")) == []
    assert filed(session, sale) == "KOL 100"


def test_nothing_left_is_told(session: Session, sale: int, kari: Session) -> None:
    """S09: the one who had all has nothing; S08: who is added at 0 % has that by choice."""
    assert edit(session, sale, (ADD, kari, "100")) == ["ROO is left with 0 %."]
    edit(session, sale, (REMOVE, kari, ""))
    assert edit(session, sale, (ADD, kari, "0")) == []


def test_who_is_deactivated_stays_and_is_not_added(session: Session, sale: int, kari: Session, per: Session) -> None:
    """S24: history is kept; not newly added; also when that happens between plan and save."""
    edit(session, sale, (ADD, kari, "25"))
    plan = plan_sellers(session, sale, [Edit(ADD, per.person.id, Decimal(10))])
    with change(session, "Gone", "edit") as made:
        for gone in (kari, per):
            made.update(Employee, gone.person.id, {"active": False})
    assert filed(session, sale) == "ROO 75 KOL 25"
    edit(session, sale, (SET, kari, "30"))
    with pytest.raises(UserError, match="PHA is deactivated"):
        plan_sellers(session, sale, [Edit(ADD, per.person.id, Decimal(10))])
    with pytest.raises(UserError):
        save_sellers(session, plan)
    edit(session, sale, (REMOVE, kari, ""))
    with pytest.raises(UserError, match="KOL is deactivated"):
        edit(session, sale, (ADD, kari, "25"))


def test_two_at_once(session: Session, sale: int, kari: Session, per: Session) -> None:
    """COM-09: the second sees what the first has made of it, and nothing is written over."""
    mine = plan_sellers(session, sale, [Edit(ADD, kari.person.id, Decimal(25))])
    edit(kari, sale, (ADD, per, "40"))
    with pytest.raises(SellersChanged) as refused:
        save_sellers(session, mine)
    assert "KOL has changed the sellers" in refused.value.message
    assert "ROO 60.00 %, PHA 40.00 %" in refused.value.message
    assert filed(session, sale) == "ROO 60 PHA 40"
    again = plan_sellers(session, sale, [Edit(ADD, kari.person.id, Decimal(25))], base=refused.value.now)
    save_sellers(session, again)
    assert filed(session, sale) == "ROO 37.5 PHA 37.5 KOL 25"


def test_history_names_it_and_undo_restores_it(session: Session, sale: int, kari: Session, per: Session) -> None:
    """COM-07, COM-08: one change; the opportunity's history tells of it; undo and redo to the last column."""
    before = contents(session.store)
    edit(session, sale, (ADD, kari, "25"), (ADD, per, "25"), (REMOVE, session, ""), (SET, kari, "50"))
    after = contents(session.store)
    assert before != after
    latest = past_changes.latest(session, 1)[0]
    assert latest.name == "Sellers of Lager: KOL 50.00 %, PHA 25.00 %"
    told = [past for past in of_record(session, Opportunity, sale) if past.change.id == latest.id]
    assert [(past.action, past.label, past.before, past.after) for past in told] == [
        ("link", "Seller", "", "PHA (25.00 %)"),
        ("link", "Seller", "", "KOL (50.00 %)"),
        ("link", "Seller", "ROO (100.00 %)", ""),
    ]
    undone = undo.undo(session, latest.id)
    assert contents(session.store) == before
    undo.undo(session, undone.id)
    assert contents(session.store) == after


def test_a_reader_may_not(session: Session, sale: int) -> None:
    """COM-14."""
    reader = colleague(session, "LES", "Les Er", "reader")
    with pytest.raises(NotAllowedError):
        save_sellers(reader, plan_sellers(reader, sale, [Edit(SET, session.person.id, Decimal(5))]))


def test_nothing_different_is_no_change(session: Session, sale: int) -> None:
    """An edit that comes to nothing leaves no trace."""
    before = past_changes.latest(session, 1)[0].id
    assert save_sellers(session, plan_sellers(session, sale, [Edit(SET, session.person.id, Decimal(100))])) is None
    assert past_changes.latest(session, 1)[0].id == before


def test_the_owner_gets_nothing_by_owning(session: Session, sale: int, kari: Session) -> None:
    """OPP-13; S22, S23: sellers have all of it; when the amount changes, so does each part."""
    edit(session, sale, (ADD, kari, "25"), (REMOVE, session, ""))
    (line,) = plan_sellers(session, sale).lines
    assert (line.initials, line.amount) == ("KOL", 1000)
    edit(session, sale, (ADD, session, "33.33"))
    with change(session, "More", "edit") as made:
        made.update(Opportunity, sale, {"amount": Decimal("2000.01")})
    assert [one.amount for one in plan_sellers(session, sale).lines] == [Decimal("1333.41"), Decimal("666.60")]
