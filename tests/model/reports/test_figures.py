"""Shares, edges of intervals, currencies and what is hidden, over a few opportunities (S17 … S24, W14, W20)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.lists.listing import Listing
from model.customers.records import Customer
from model.files.stopping import Stopped
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from model.people.records import Employee
from model.reports.answers import Answer, Asked, Section, plain
from model.reports.behind import behind
from model.reports.declared import REPORTS, report_named
from model.reports.periods import Period, read_period
from model.reports.running import run
from tests.conftest import StandingClock
from tests.model.filing import customer, file, option
from tests.model.reports.by_hand import OSLO
from tests.plain_sql import plain_sql

D = Decimal


@pytest.fixture
def session(session: Session, clock: StandingClock) -> Session:
    """ROO at work in Oslo."""
    object.__setattr__(session, "clock", lambda: clock().astimezone(OSLO))
    return session


SALES = [report for report in REPORTS if report.record == "opportunity"]
"""The reports that are about opportunities."""


def sale(session: Session, amount: str | None, *shares: tuple[int, str], closed: str = "", **values: Any) -> int:
    """File a sale that is won, with these sellers; ``closed`` is stored as it stands."""
    at = values.pop("customer", None) or customer(session)
    values.setdefault("status", "won")
    made = file(session, Opportunity, title="Sale", customer=at, amount=None if amount is None else D(amount), **values)
    with session.store.writing():
        if shares:
            session.store.run(plain_sql("DELETE FROM opportunity_seller WHERE opportunity = ?", made))
            session.store.insert_many(
                "opportunity_seller", ("opportunity", "employee", "share"),
                [(made, who, int(D(share) * 100)) for who, share in shares],
            )  # fmt: skip
        if closed:
            session.store.run(plain_sql("UPDATE opportunity SET closed_at = ? WHERE id = ?", closed, made))
    return made


def sellers(session: Session, count: int) -> list[int]:
    """Return employees A, B, C …"""
    return [
        file(session, Employee, initials="ABC"[number] * 3, name=f"Seller {number}", role="seller")
        for number in range(count)
    ]


def commission(session: Session, part: str = "seller", period: str = "all") -> list[Section]:
    """Return the commission."""
    asked = Asked(read_period(period, session.reading().today), (part,))
    return list(run(session, report_named("commission"), asked).sections)


def parts(session: Session) -> dict[str, Decimal]:
    """Return what each gets, by initials; what is left over under its own name."""
    (section,) = commission(session)
    return {line.key or line.special: line.values[1] for line in section.lines}


@pytest.mark.parametrize(
    ("amount", "shares", "wanted"),
    [
        ("10000.01", ("33.33", "33.33", "33.34"), ("3333.00", "3333.00", "3334.01")),
        ("0.01", ("50", "50"), ("0.01", "0.00")),
        ("0", ("75", "25"), ("0.00", "0.00")),
        (None, ("75", "25"), ("0.00", "0.00")),
        ("-500", ("75", "25"), ("-375.00", "-125.00")),
        ("100", ("100",), ("100.00",)),
    ],
    ids=["S17", "S18", "S20 nought", "S20 empty", "S21", "one"],
)
def test_money_by_shares(
    session: Session, amount: str | None, shares: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    """S17, S18, S20, S21: largest remainder, sum exact, first seller first, sign kept."""
    people = sellers(session, len(shares))
    sale(session, amount, *zip(people, shares, strict=True))
    (section,) = commission(session)
    got = {line.key: line.values[1] for line in section.lines}
    assert got == dict(zip(("AAA", "BBB", "CCC"), map(D, wanted), strict=False))
    assert section.total[1] == D(amount or 0)
    assert section.without_amount == (amount is None)


def test_what_shares_leave_over_is_shown(session: Session) -> None:
    """S19: three times 33.33 of 100 credit 99.99; the last øre is assigned to nobody, and the total is 100."""
    sale(session, "100", *((who, "33.33") for who in sellers(session, 3)))
    assert parts(session) == {"AAA": D("33.33"), "BBB": D("33.33"), "CCC": D("33.33"), "unassigned": D("0.01")}
    (section,) = commission(session)
    assert section.total == (1, D("100.00"))
    (detail,) = commission(session, "sale")
    assert [line.values[2:] for line in detail.lines][-1] == (None, D("100.00"), D("0.01"))


def test_what_is_given_away_beyond_all_is_taken_off(session: Session) -> None:
    """Shares of 110 % together (S15 allows it) add up to the amount again with a line of their own."""
    one, other = sellers(session, 2)
    sale(session, "1000", (one, "50"), (other, "60"))
    sale(session, "300")
    assert parts(session) == {
        "AAA": D("500.00"),
        "BBB": D("600.00"),
        "ROO": D("300.00"),
        "beyond": D("-100.00"),
    }
    assert commission(session)[0].total == (2, D("1300.00"))


@pytest.mark.parametrize("turned", [False, True])
def test_one_with_all_and_another_besides_is_no_sole_seller(session: Session, turned: bool) -> None:
    """S15: 100 % and 20 % are 120 %, whoever of them was employed first."""
    one, other = sellers(session, 2)
    first, second = (other, one) if turned else (one, other)
    sale(session, "1000", (first, "100"), (second, "20"))
    names = ("BBB", "AAA") if turned else ("AAA", "BBB")
    assert parts(session) == {names[0]: D("1000.00"), names[1]: D("200.00"), "beyond": D("-200.00")}


def test_sellers_stand_in_for_the_owner(session: Session) -> None:
    """S22: the owner who is no seller gets nothing; without any seller, nobody does."""
    (other,) = sellers(session, 1)
    sale(session, "1000", (other, "100"))
    assert parts(session) == {"AAA": D("1000.00")}
    lonely = sale(session, "50")
    with session.store.writing():
        session.store.run(plain_sql("DELETE FROM opportunity_seller WHERE opportunity = ?", lonely))
    assert parts(session) == {"AAA": D("1000.00"), "unassigned": D("50.00")}


def test_the_percentage_is_the_truth(session: Session) -> None:
    """S23: another amount after the split is shared by the same percentages."""
    one, other = sellers(session, 2)
    made = sale(session, "1000", (one, "75"), (other, "25"))
    with change(session, "Edit", "edit") as edited:
        edited.update(Opportunity, made, {"amount": D("2000.02")})
    assert parts(session) == {"AAA": D("1500.02"), "BBB": D("500.00")}


def test_who_has_left_is_still_told(session: Session) -> None:
    """S24: the part of a seller who is deactivated stays, and it is said that he is."""
    (one,) = sellers(session, 1)
    sale(session, "1000", (one, "100"))
    with change(session, "Edit", "edit") as edited:
        edited.update(Employee, one, {"active": False})
    (section,) = commission(session)
    assert [(line.key, line.label, line.values) for line in section.lines] == [
        ("AAA", "AAA  Seller 0 (deactivated)", (1, D("1000.00")))
    ]


# Intervals


@pytest.mark.parametrize(
    ("closed", "month"),
    [
        ("2026-05-31T21:59:59Z", "2026-05"),
        ("2026-05-31T22:00:00Z", "2026-06"),
        ("2026-03-28T23:00:00Z", "2026-03"),
        ("2026-03-31T21:59:59Z", "2026-03"),
        ("2026-03-31T22:00:00Z", "2026-04"),
        ("2026-10-31T22:59:59Z", "2026-10"),
        ("2026-10-31T23:00:00Z", "2026-11"),
        ("2025-12-31T23:00:00Z", "2026-01"),
    ],
)
def test_months_begin_at_midnight_of_the_person(session: Session, closed: str, month: str) -> None:
    """W14: months are those of the person's zone, also on either side of the change to and from summer time."""
    sale(session, "10", closed=closed)
    report = report_named("won-lost")
    (section,) = run(session, report, Asked(Period(), ("month",))).sections
    assert [line.key for line in section.lines] == [month]
    (whole,) = run(session, report, Asked(read_period(month, session.reading().today), ("customer",))).sections
    assert whole.total[0] == 1
    other = read_period("2026-07", session.reading().today)
    assert run(session, report, Asked(other)).sections == ()


def test_an_interval_cuts_months(session: Session) -> None:
    """W14: from 10 to 20 May counts both of these days, the second to its last second, and none beside them."""
    for closed in ("2026-05-09T21:59:59Z", "2026-05-09T22:00:00Z", "2026-05-20T21:59:59Z", "2026-05-20T22:00:00Z"):
        sale(session, "10", closed=closed)
    asked = Asked(read_period("10.5 - 20.5", session.reading().today))
    answer = run(session, report_named("won-lost"), asked)
    assert {section.total[0] for section in answer.sections if section.part.by != "loss_reason"} == {2}


def test_months_between_are_shown_as_empty(session: Session) -> None:
    """A month in which nothing was closed is a line of noughts, so that bars stand for a span of time."""
    sale(session, "10", closed="2026-02-10T12:00:00Z")
    sale(session, "10", closed="2026-05-10T12:00:00Z")
    (section,) = run(session, report_named("won-lost"), Asked(Period(), ("month",))).sections
    assert [line.key for line in section.lines] == ["2026-02", "2026-03", "2026-04", "2026-05"]
    assert section.lines[1].values == (0, D(0), 0, D(0), None)


def test_expected_is_overdue_in_a_month_or_without_a_day(session: Session) -> None:
    """OPP-22, P07: yesterday is overdue, today is not; what is lost adds nothing."""
    at = customer(session)
    reason = option(session, "loss_reason", "Price")
    for day in ("2026-11-20", "2026-11-21", "2027-01-05", None):
        values = {"expected_close": None if day is None else day, "probability": D(50), "status": "open"}
        made = sale(session, "100", customer=at, **{**values, "expected_close": None})
        with session.store.writing():
            session.store.run(plain_sql("UPDATE opportunity SET expected_close = ? WHERE id = ?", day, made))
    sale(session, "9999", customer=at, status="lost", loss_reason=reason, expected_close=None)
    answer = run(session, report_named("expected"), Asked(Period()))
    (section,) = answer.sections
    assert [(line.special or line.key, line.values[:3]) for line in section.lines] == [
        ("overdue", (1, D(100), D(50))),
        ("2026-11", (1, D(100), D(50))),
        ("2026-12", (0, D(0), D(0))),
        ("2027-01", (1, D(100), D(50))),
        ("none", (1, D(100), D(50))),
    ]
    assert section.total[:3] == (4, D(400), D(200))
    cut = run(session, report_named("expected"), Asked(read_period("2027", session.reading().today, past=False)))
    assert cut.told["outside"] == 3
    assert any("3 outside the interval" in remark for remark in cut.remarks)


# Currencies, and what is left out


def test_currencies_are_never_added(session: Session) -> None:
    """Amounts of each currency are a section; what has neither amount nor currency counts where most others are."""
    sale(session, "100", currency="NOK")
    sale(session, "100", currency="NOK")
    sale(session, "70", currency="DKK")
    sale(session, None)
    odd = sale(session, "5")
    with session.store.writing():
        session.store.run(plain_sql("UPDATE opportunity SET currency = NULL WHERE id = ?", odd))
    answer = run(session, report_named("won-lost"), Asked(Period()))
    for part in ("month", "customer", "seller", "source"):
        told = [(section.currency, section.total[:2], section.without_amount) for section in answer.of_part(part)]
        assert told == [("NOK", (3, D(200)), 1), ("DKK", (1, D(70)), 0), (None, (1, D(5)), 0)], part
    assert any("never added" in remark for remark in answer.remarks)
    sold = commission(session, "sale")
    assert [(section.currency, len(section.lines), section.total[-1]) for section in sold] == [
        ("NOK", 3, D(200)),
        ("DKK", 1, D(70)),
        (None, 1, D(5)),
    ]
    only = run(session, report_named("won-lost"), Asked(Period(), ("month",), "DKK"))
    assert [section.currency for section in only.sections] == ["DKK"]
    assert only.told["other_currencies"] == ["", "NOK"]


def test_a_currency_is_one_however_it_was_typed(session: Session) -> None:
    """Small letters and blanks make no other currency of it."""
    for text in ("NOK", "nok", "Nok"):
        sale(session, "100", currency=text)
    for report in ("won-lost", "commission"):
        for section in run(session, report_named(report), Asked(Period())).sections:
            if section.part.by != "loss_reason":
                assert section.currency == "NOK"
                assert D(300) in section.total
    assert len({section.currency for section in run(session, report_named("won-lost"), Asked(Period())).sections}) == 1


def test_deactivated_ones_are_left_out_and_counted(session: Session) -> None:
    """As in the lists, and as on the start page."""
    made = sale(session, "100")
    sale(session, "10")
    with change(session, "Edit", "edit") as edited:
        edited.update(Opportunity, made, {"active": False})
    answer = run(session, report_named("commission"), Asked(Period(), ("seller",)))
    assert answer.sections[0].total == (1, D(10))
    assert answer.told["deactivated"] == 1


def test_what_is_hidden_is_in_no_figure(session: Session, kari: Session) -> None:
    """W20: opportunities of customers that only their owner may see are absent for everybody else, in every report."""
    mine = customer(session, "Secret AS")
    with change(session, "Edit", "edit") as edited:
        edited.update(Customer, mine, {"owner": session.person.id, "owner_only": True})
    reason = option(session, "loss_reason", "Price")
    for values in (
        {"status": "won"},
        {"status": "lost", "loss_reason": reason},
        {"status": "open", "probability": D(50)},
    ):
        sale(session, "1000", customer=mine, currency="SEK", **values)
    other = customer(session, "Open AS")
    sale(session, "7", customer=other)
    sale(session, "7", customer=other, status="open")
    for report in SALES:
        own = run(session, report, Asked(Period()))
        assert any(section.currency == "SEK" for section in own.sections), report.name
        seen = run(kari, report, Asked(Period()))
        text = str(plain(seen))
        assert "SEK" not in text
        assert "Secret" not in text
        assert "1000" not in text
        assert {section.total[0] for section in seen.sections if section.part.by != "sale"} == {1}
        assert not seen.told["deactivated"]


def test_nothing_on_file_is_an_empty_answer(session: Session) -> None:
    """Every report over an empty database has no section, and fails nowhere."""
    for report in REPORTS:
        answer = run(session, report, Asked(Period()))
        assert (answer.sections, plain(answer)["report"]) == ((), report.name)


def test_reports_and_parts_that_do_not_exist(session: Session) -> None:
    """Refused with what there is."""
    with pytest.raises(UserError, match="won-lost"):
        report_named("wonlost")
    with pytest.raises(UserError, match="reason"):
        run(session, report_named("won-lost"), Asked(Period(), ("nothing",)))


def test_a_report_can_be_stopped(session: Session) -> None:
    """Between two parts, with nothing left of it."""
    with pytest.raises(Stopped):
        run(session, report_named("won-lost"), Asked(Period()), lambda: True)
    assert not session.store.engine.in_transaction()


# What stands behind


def listed(session: Session, answer: Answer, section: Section, line: Any) -> list[int]:
    """Return the opportunities of the list behind a figure."""
    wanted = behind(answer, section, line, session.reading().today)
    assert wanted is not None
    return list(Listing(session, Opportunity, (), wanted).ids())


def test_the_list_behind_a_figure_holds_as_many(session: Session) -> None:
    """Each number of every report is that of the list that Enter opens."""
    reason, source = option(session, "loss_reason", "Price"), option(session, "source", "Web")
    one, other = sellers(session, 2)
    stages = [row[0] for row in session.store.rows(plain_sql("SELECT id FROM option WHERE list = 'stage'"))]
    for number in range(24):
        status = ("open", "won", "lost")[number % 3]
        made = sale(
            session,
            None if number == 7 else str(100 + number),
            *([(one, "60"), (other, "40")] if number % 4 else [(one, "100")]),
            closed="" if status == "open" else f"2026-{number % 9 + 1:02}-{number + 1:02}T23:30:00Z",
            customer=customer(session, f"Kunde {number % 5}"),
            status=status,
            currency=("NOK", "DKK")[number % 5 == 0],
            source=source if number % 2 else None,
            stage=stages[number % len(stages)],
            probability=D(40) if status == "open" else None,
            loss_reason=reason if status == "lost" else None,
        )
        with session.store.writing():
            day = (None, "2026-11-01", "2026-11-21", "2026-12-24", "2027-02-02")[number % 5]
            session.store.run(plain_sql("UPDATE opportunity SET expected_close = ? WHERE id = ?", day, made))
    looked = 0
    for report in SALES:
        for text in ("all", "2026", "q1 2026") if report.day else ("all",):
            answer = run(session, report, Asked(read_period(text, session.reading().today)))
            for section in answer.sections:
                if section.part.by == "sale":
                    continue
                for line in (*section.lines, None):
                    if line is not None and line.special in ("unassigned", "beyond"):
                        continue
                    values = section.total if line is None else line.values
                    names = [column.field.name for column in section.part.columns]
                    number = sum(
                        values[names.index(name)] for name in ("won", "lost", "opportunities", "deals") if name in names
                    )
                    assert len(listed(session, answer, section, line)) == number, (report.name, section, line)
                    looked += 1
    assert looked > 60


def test_seller_rows_are_of_the_table_of_sellers(session: Session) -> None:
    """OPP-13: the shares come from the sellers on file, whichever way they were put there."""
    made = sale(session, "100")
    (one,) = sellers(session, 1)
    with change(session, "Share", "edit") as edited:
        own = session.store.value(plain_sql("SELECT id FROM opportunity_seller WHERE opportunity = ?", made))
        edited.update(Seller, own, {"share": D(30)})
        edited.insert(Seller, {"opportunity": made, "employee": one, "share": D(70)})
    assert parts(session) == {"AAA": D("70.00"), "ROO": D("30.00")}


def test_sums_of_the_largest_amounts_are_exact(session: Session) -> None:
    """OPP-21 … OPP-23: a report is not refused for sums beyond the engine's numbers."""
    most = D(10**15 - 1)
    values = {"title": "Sale", "customer": customer(session), "amount": most, "probability": D(100)}
    reason = option(session, "loss_reason", "Price")
    with change(session, "Many", "add") as made:
        for status in ("open", "won", "lost"):
            lost = {"loss_reason": reason} if status == "lost" else {}
            made.insert_many(Opportunity, [{**values, **lost, "status": status}] * 100)
    for report in SALES:
        for section in run(session, report, Asked(Period())).sections:
            amounts = [amount for amount in section.total if isinstance(amount, D) and amount > 100]
            assert amounts, section.part.name
            assert set(amounts) == {100 * most}
