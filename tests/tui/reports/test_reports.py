"""Screen 8 at 80×24, by its keys: reports, parts, intervals, what stands behind a figure, export (OPP-21 … OPP-24)."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from textual import events

from model.activities.adding import add
from model.campaigns.records import Campaign
from model.core import language
from model.core.changes.change import change
from model.core.settings import Settings
from model.customers.records import Customer
from model.demo.fill import fill
from model.demo.world import Volumes
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from model.orders.records import Order
from model.people.records import Employee
from model.people.signing_in import sign_in
from model.reports.declared import REPORTS
from tests import on_file
from tests.conftest import StandingClock, others_slow
from tests.engines import Databases
from tests.model.reports import by_hand
from tests.model.reports.by_hand import written
from tests.tui.desk import HOSTILE, OSLO, Desk, Hand, at, nothing_moves
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks
from tui.reports import report as report_screen
from tui.reports.report import ReportScreen

D = Decimal


def sale(desk: Desk, amount: str | None, closed: str = "", **values: Any) -> int:
    """File an opportunity; ``closed`` is when it was, as stored."""
    customer = values.pop("customer", None) or desk.insert(Customer, name=values.pop("of", "Kunde AS"))
    values.setdefault("status", "won" if closed else "open")
    values.setdefault("title", "Sale")
    values.setdefault("stage", None)
    made = desk.insert(Opportunity, customer=customer, amount=None if amount is None else D(amount), **values)
    if closed:
        on_file.overwrite(desk.store, Opportunity, Opportunity.id == made, closed_at=closed)
    return made


@pytest.fixture
def sold(desk: Desk) -> Desk:
    """Three sales won in spring, one lost in June, one won last year; two open ones."""
    price = desk.option("loss_reason", "Price")
    sale(desk, "1000.50", "2026-03-31T21:59:59Z", of="Fjord AS")
    sale(desk, "250", "2026-03-31T22:00:00Z", of="Berg AS")
    sale(desk, "250", "2026-04-20T10:00:00Z", of="Berg AS")
    sale(desk, "9999", "2026-06-01T10:00:00Z", of="Dal AS", status="lost", loss_reason=price)
    sale(desk, "7", "2025-12-01T10:00:00Z", of="Fjord AS")
    sale(desk, "400", probability=D(50), expected_close=date(2026, 12, 1), of="Dal AS")
    sale(desk, None, of="Dal AS")
    return desk


async def to_report(hand: Hand, name: str = "won-lost") -> ReportScreen:
    """Open a report by its name in code."""
    number = [report.name for report in REPORTS].index(name)
    await hand.press("8")
    await hand.sees("Won and lost", "Commission")
    await hand.press(*["down"] * number, "enter")
    return await whole(hand)


async def whole(hand: Hand) -> ReportScreen:
    """Wait until the part in front is shown."""
    screen = hand.app.screen
    assert isinstance(screen, ReportScreen)
    await hand.until(lambda: screen.shown is not None and screen.shown.part is screen.part and not screen.reading)
    await hand.pilot.pause()
    return screen


def cells(line: str) -> list[str]:
    """Return the words of a line."""
    return line.split()


async def test_key_8_lists_the_reports(sold: Desk) -> None:
    """`screen_reports`: from anywhere, with what each tells; Esc goes back to the start page."""
    async with at(sold) as hand:
        await hand.press("2", "8")
        await hand.sees("Reports", "Pipeline per stage", "Numbers, amounts and hit rate")
        await hand.press("down")
        await hand.sees("Open opportunities per stage")
        await hand.press("end")
        await hand.sees("what is owed to suppliers")
        await hand.press("home", "escape")
        await hand.sees("Start page")


async def test_won_and_lost_part_by_part(sold: Desk) -> None:
    """OPP-21: months with totals and bars, then customers, sellers, sources, reasons, with Tab and back."""
    async with at(sold) as hand:
        await to_report(hand)
        assert cells(hand.line("Mar 2026"))[-5:] == ["1", "1,000.50", "0", "0.00", "100.00"]
        assert cells(hand.line("Apr 2026"))[-5:] == ["2", "500.00", "0", "0.00", "100.00"]
        assert cells(hand.line("May 2026"))[-4:] == ["0", "0.00", "0", "0.00"]
        assert cells(hand.line("Total"))[-5:] == ["3", "1,500.50", "1", "9,999.00", "75.00"]
        assert "1 Jan 2026 – 31 Dec 2026" in hand.screen
        bars = [line for line in hand.screen.split("\n") if "█" in line]
        assert [cells(line)[0] for line in bars] == ["Mar", "Apr"]
        await hand.press("tab")
        await hand.sees("Berg AS")
        assert cells(hand.line("Fjord AS"))[-5:] == ["1", "1,000.50", "0", "0.00", "100.00"]
        await hand.press("tab")
        await hand.sees("ADM  adm")
        await hand.press("tab")
        await hand.sees("No source")
        await hand.press("tab")
        await hand.sees("Price")
        assert cells(hand.line("Price"))[-2:] == ["1", "9,999.00"]
        await hand.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await hand.sees("Mar 2026")
        await hand.press("escape")
        await hand.sees("Pipeline per stage")


async def test_another_interval_is_typed(sold: Desk) -> None:
    """`report_options`, W13, W14: words fill both days; what is wrong is said beside it; Esc changes nothing."""
    async with at(sold) as hand:
        screen = await to_report(hand)
        await hand.press("equals_sign")
        await hand.sees("Interval", "From", "To", "Currency")
        await hand.type("last year")
        await hand.sees("1 Jan 2025", "31 Dec 2025")
        await hand.press("enter")
        await hand.sees("Dec 2025")
        assert cells(hand.line("Total"))[-5:-3] == ["1", "7.00"]
        await hand.press("equals_sign", "tab", "ctrl+u")
        await hand.type("1.6.2026")
        await hand.press("tab", "ctrl+u")
        await hand.type("1.5.2026")
        await hand.press("enter")
        await hand.sees("1 Jun 2026 is after 1 May 2026")
        await hand.press("ctrl+u")
        await hand.type("31.2.2026")
        await hand.press("enter")
        await hand.sees("31.02.2026 does not exist")
        await hand.press("escape")
        assert screen.asked is not None
        assert screen.asked.period.first == date(2025, 1, 1)
        await hand.press("equals_sign")
        await hand.type("31.3.2026")
        await hand.press("enter")
        await hand.sees("31 Mar 2026")
        assert cells(hand.line("Total"))[-5:-3] == ["1", "1,000.50"]
        await hand.press("equals_sign")
        await hand.type("2024")
        await hand.press("enter")
        await hand.sees("Nothing was closed in this interval")


async def test_nonsense_is_answered_in_the_dialog(sold: Desk) -> None:
    """What is no interval stays as it was typed, with a sentence on what would be read; a paste is taken."""
    async with at(sold) as hand:
        await to_report(hand)
        await hand.press("equals_sign")
        await hand.type("when we sold [/] much")
        await hand.press("enter")
        await hand.sees("is no interval: write last month, 2026")
        assert nothing_moves(hand.screen)
        await hand.press("ctrl+u")
        await hand.type("Q1 2026")
        await hand.press("enter")
        await hand.sees("31 Mar 2026")


async def test_enter_shows_what_stands_behind_a_figure(sold: Desk) -> None:
    """The list of opportunities with the same number and the same sum, and back to the report as it was."""
    async with at(sold) as hand:
        screen = await to_report(hand)
        await hand.press("down")
        await hand.press("enter")
        await hand.sees("Opportunities", "Berg AS", "2 of 7")
        assert "Fjord AS" not in hand.screen
        await hand.press("escape")
        await hand.until(lambda: hand.app.screen is screen)
        await hand.press("home", "enter")
        await hand.sees("Put the cursor on a figure first")
        await hand.press("tab")
        await hand.sees("Dal AS")
        await hand.press("enter")
        await hand.sees("Fjord AS", "1 of 7")
        await hand.press("escape", "tab", "tab", "tab")
        await hand.sees("Price")
        await hand.press("enter")
        await hand.sees("Dal AS", "1 of 7")


async def test_commission_sale_by_sale(sold: Desk) -> None:
    """OPP-23, S19: what falls to each seller; sale by sale with shares; Enter opens the sale."""
    on_file.overwrite(sold.store, Seller, Seller.opportunity == 1, share=3333)
    async with at(sold) as hand:
        await to_report(hand, "commission")
        assert cells(hand.line("ADM  adm"))[-2:] == ["3", "833.46"]
        assert cells(hand.line("Unassigned"))[-2:] == ["1", "667.04"]
        assert cells(hand.line("Total"))[-2:] == ["3", "1,500.50"]
        await hand.press("down", "enter")
        await hand.sees("names these")
        await hand.press("tab")
        await hand.sees("unassigned", "33.33")
        await hand.press("enter")
        await hand.sees("Details", "Fjord AS")


async def test_pipeline_active_and_expected(sold: Desk) -> None:
    """OPP-22, P05, P07: by stage, by seller, by month; what has no amount is counted and said to be so."""
    async with at(sold) as hand:
        await to_report(hand, "pipeline")
        assert cells(hand.line("No stage"))[-4:] == ["2", "400.00", "200.00", "1"]
        await hand.sees("1 without an amount is counted")
        await hand.press("tab")
        await hand.sees("This report has one part")
        await hand.press("enter")
        await hand.sees("2 of 7")
        await hand.press("escape", "escape")
        await to_report(hand, "active")
        assert cells(hand.line("ADM  adm"))[-3:] == ["2", "400.00", "200.00"]
        await hand.press("escape")
        await to_report(hand, "expected")
        assert cells(hand.line("Dec 2026"))[-4:] == ["1", "400.00", "200.00", "0"]
        assert cells(hand.line("Without a day"))[-4:] == ["1", "0.00", "0.00", "1"]
        await hand.press("down", "enter")
        await hand.sees("1 of 7", "Opportunities")


async def test_currencies_are_chosen_in_the_dialog(sold: Desk) -> None:
    """Each currency is a section with its own bars; one of them can be asked for alone."""
    sale(sold, "70", "2026-05-05T10:00:00Z", currency="DKK")
    async with at(sold) as hand:
        await to_report(hand)
        await hand.sees("NOK", "DKK", "Amount won, NOK")
        await hand.press("end")
        await hand.sees("Amount won, DKK")
        await hand.press("home")
        await hand.sees("Amount won, NOK")
        await hand.press("equals_sign", "tab", "tab", "tab", "space", "space", "enter")
        await hand.sees("· DKK", "70.00")
        assert "1,000.50" not in hand.screen


async def paste(hand: Hand, path: Path) -> None:
    """Paste a path where one is asked for."""
    hand.app.screen.post_message(events.Paste(str(path)))
    await hand.pilot.pause()


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf"])
async def test_export(sold: Desk, tmp_path: Path, form: str) -> None:
    """`export_report`, COM-04: whole, or the part in front; a file that is there is overwritten only after y."""
    target = tmp_path / f"out.{form}"
    target.write_text("mine")
    async with at(sold) as hand:
        await to_report(hand)
        await hand.press("x")
        await hand.sees("all parts", "only: Per month")
        await hand.press(form[0].upper(), "ctrl+u")
        await paste(hand, tmp_path / "out.txt")
        await hand.press("enter")
        await hand.sees("must end in")
        await hand.press("ctrl+u")
        await paste(hand, target)
        await hand.press("enter")
        await hand.sees("Overwrite")
        assert target.read_text() == "mine"
        await hand.press("y")
        await hand.sees("written to")
    if form == "xlsx":
        book = load_workbook(target)
        assert book.sheetnames == ["Per month"]
        rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[1] == "NOK"]
        assert rows[0][:7] == ("Mar 2026", "NOK", 1, 1000.5, 0, 0, 100)
        assert rows[-1][:7] == ("Total", "NOK", 3, 1500.5, 1, 9999, 75)
    assert target.read_bytes()[:4] != b"mine"


async def test_another_person_sees_other_figures(sold: Desk) -> None:
    """W20: what belongs to a customer that only its owner may see is in no figure of anybody else."""
    with change(sold.me, "Edit", "edit") as made:
        made.update(Customer, 1, {"owner": sold.me.person.id, "owner_only": True})
    async with at(sold, "KNO") as hand:
        await to_report(hand)
        assert "Mar 2026" not in hand.screen
        assert cells(hand.line("Total"))[-5:-3] == ["2", "500.00"]
        await hand.press("tab")
        await hand.sees("Berg AS")
        assert "Fjord AS" not in hand.screen


async def test_what_a_colleague_wins_is_there_after_coming_back(sold: Desk) -> None:
    """Figures are read again when records change."""
    async with at(sold) as hand:
        await to_report(hand)
        sale(sold, "100", "2026-04-21T10:00:00Z")
        await hand.app.changed("opportunity")
        await hand.until(lambda: cells(hand.line("Apr 2026"))[-5:-3] == ["3", "600.00"])


async def test_reading_can_be_stopped_and_stale_answers_are_dropped(
    sold: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc stops a long read and the report stays; another Tab reads another part, whose answer alone is shown."""
    go_on, begun = threading.Event(), threading.Event()
    real = report_screen.run

    def slow(session: Any, report: Any, asked: Any, stop: Any = None) -> Any:
        if asked.parts == ("customer",):
            begun.set()
            # What an interrupted query does: it goes on until it meets the database again.
            go_on.wait(10)
        return real(session, report, asked, stop)

    monkeypatch.setattr(report_screen, "run", slow)
    async with at(sold) as hand:
        screen = await to_report(hand)
        monkeypatch.setattr(report_screen, "PATIENCE", 0.01)
        await hand.pilot.press("tab")
        await hand.until(begun.is_set)
        assert screen.reading
        await hand.sees("Reading … Esc stops it.")
        assert "Mar 2026" not in hand.screen
        await hand.pilot.press("escape")
        await hand.pilot.press("tab")
        go_on.set()
        await hand.sees("ADM  adm")
        assert "Berg AS" not in hand.screen
        assert hand.app.screen is screen


async def test_an_empty_database_says_what_to_do(desk: Desk) -> None:
    """COM-02: a sentence in each report, and keys that say why they do nothing."""
    async with at(desk) as hand:
        await to_report(hand)
        await hand.sees("Nothing was closed in this interval. = asks for another one.")
        await hand.press("enter")
        await hand.sees("Put the cursor on a figure first")
        for name in ("pipeline", "active", "expected"):
            await hand.press("escape")
            await to_report(hand, name)
            await hand.sees("There are no open opportunities")


@pytest.mark.parametrize(("size", "ascii"), [((80, 24), True), ((120, 40), False)])
async def test_hostile_names_and_every_size(desk: Desk, size: tuple[int, int], ascii: bool) -> None:
    """COM-20, COM-23: names from outside move nothing; figures are whole; nothing is wider than the screen."""
    who = desk.insert(Employee, initials="EVL", name=HOSTILE, role="seller")
    for number in range(12):
        sale(desk, "123456789.01", "2026-04-20T10:00:00Z", of=f"{HOSTILE} {number}", owner=who, title=HOSTILE)
    async with at(desk, size=size, ascii=ascii) as hand:
        await to_report(hand)
        for _part in range(5):
            await hand.press("tab")
            await whole(hand)
            await hand.press("end")
            assert nothing_moves(hand.screen)
            assert len(hand.screen.split("\n")) == size[1]
            if ascii:
                assert all(sign not in hand.screen for sign in "█─·")
        await hand.press("tab", "home")
        await whole(hand)
        await hand.press("down")
        assert "123,456,789.01" in hand.screen
        await hand.press("enter")
        await hand.sees("1 of 12")
        await hand.press("escape", "escape")
        await to_report(hand, "commission")
        await hand.press("tab")
        await hand.sees("EVL")
        assert nothing_moves(hand.screen)


DEMO = Volumes(units=1_500, customers=150, contacts=40, leads=10, opportunities=120, activities=10)


@pytest.mark.parametrize("code", others_slow("nb", "en", "da"))
async def test_figures_on_the_screen_are_those_worked_out_by_hand(
    tmp_path: Path, clock: StandingClock, databases: Databases, code: str
) -> None:
    """OPP-21 … OPP-23: won and lost, commission and weighted values over the demo, in each language."""
    store = databases.open(tmp_path / "salg.db")
    fill(store, lambda: clock().astimezone(OSLO), account="adm", volumes=DEMO)
    language.use(code)
    session = sign_in(store, "adm", lambda: clock().astimezone(OSLO))
    sales = by_hand.read(store, session.person.id)
    first, last = date(2026, 1, 1), date(2026, 12, 31)

    def months(each: by_hand.Sale) -> int:
        return each.closed.month if each.closed else 0

    paths = AppPaths(tmp_path / "registry.db", tmp_path / "drafts", tmp_path / "log")
    app = SalgApp(session, Settings(), Keymap(), Looks(False), paths)
    async with app.run_test(size=(110, 90)) as pilot:
        hand = Hand(app, pilot)
        await pilot.pause()

        def holds(wanted: by_hand.Figures) -> None:
            """Every row of figures stands on the screen as the language writes it."""
            lines = [" ".join(line.replace("\u00a0", " ").split()) for line in hand.screen.split("\n")]
            for (currency, key), row in wanted.items():
                text = " ".join(" ".join(written(value, code) for value in row).replace("\u00a0", " ").split())
                assert any(line.endswith(" " + text) for line in lines), (currency, key, text)

        for number, parts in (
            (0, [by_hand.won_lost(sales, first, last, months), None, by_hand.won_lost_by_seller(sales, first, last)]),
            (1, [by_hand.pipeline(sales, lambda each: each.stage)]),
            (2, [by_hand.active(sales)]),
            (3, [by_hand.pipeline(sales, by_hand.due(session.reading().today))]),
            (4, [by_hand.commission(sales, first, last)]),
        ):
            await hand.press("8", *["down"] * number, "enter")
            for turn, wanted in enumerate(parts):
                if turn:
                    await hand.press("tab")
                await whole(hand)
                if wanted is not None:
                    holds({key: row for key, row in wanted.items() if key[1] is not None or any(row)})
    store.close()


def test_half_up_is_what_the_hand_does() -> None:
    """P02: 12 345.67 at 33 % weighs 4 074.07."""
    assert by_hand.half_up(Fraction("12345.67") * 33 / 100) == Fraction("4074.07")


async def test_leads_calls_and_campaigns_with_what_stands_behind_them(desk: Desk) -> None:
    """CAMP-15, LEAD-37: figures and bars without a currency; Enter opens the list, or the campaign."""
    spring = desk.insert(
        Campaign, subject="Spring fair", recipients_planned=100, responses_expected=9, cost_planning=D(5000),
        revenue_per_response=D(800), actual_responses=12, actual_cost_planning=D(5600),
        actual_revenue_per_response=D(800),
    )  # fmt: skip
    for number in range(3):
        desk.insert(Lead, name=f"Fjord {number}", campaign=spring if number else None)
    add(desk.me, "call", {"subject": "Call", "outcome": "reached", "duration": 90}, [])
    async with at(desk) as hand:
        await to_report(hand, "leads")
        await hand.sees("No source")
        assert cells(hand.line("Total"))[-5:] == ["3", "0", "0", "0", "0.00"]
        assert "Without currency" not in hand.screen
        await hand.press("tab", "tab", "tab")
        await hand.sees("Spring fair")
        assert any("█" in line for line in hand.screen.split("\n"))
        await hand.press("enter")
        await hand.sees("Fjord 1", "Fjord 2")
        assert "Fjord 0" not in hand.screen
        await to_report(hand, "calls")
        await hand.sees("ADM  adm")
        assert cells(hand.line("Total"))[-7:] == ["1", "1", "0", "0", "0", "100.00", "2"]
        await hand.press("=")
        await hand.sees("Interval")
        assert "Currency" not in hand.screen
        await hand.press("escape")
        await to_report(hand, "campaigns")
        await hand.sees("Spring fair")
        assert cells(hand.line("Spring fair"))[-4:] == ["2,200.00", "4,000.00", "44.00", "71.43"]
        await hand.press("tab")
        await hand.until(lambda: cells(hand.line("Spring fair"))[-3:] == ["5,000.00", "5,600.00", "600.00"])
        await hand.press("tab")
        await hand.until(lambda: cells(hand.line("Spring fair"))[-5:] == ["100", "9", "12", "9.00", "12.00"])
        await hand.press("tab")
        await hand.until(lambda: cells(hand.line("Spring fair"))[-5:] == ["2", "0", "0", "0", "0"])
        await hand.press("enter")
        await hand.sees("Campaign  Spring fair")


async def test_orders_with_a_bar_for_each_month_and_what_stands_behind_it(desk: Desk) -> None:
    """Parts, currencies and bars as with opportunities; Enter opens the list of what is counted."""
    of = desk.insert(Customer, name="Fjord AS")
    for number, status in enumerate(("confirmed", "draft", "cancelled")):
        lines = Order.relations["lines"].parse(f"Goods: 1 @ {number + 1}00 25 %", desk.me.reading())
        day = date(2026, 10 + number % 2, 3)
        desk.insert(Order, title=f"Roof {number}", customer=of, status=status, order_date=day, lines=lines)
    async with at(desk) as hand:
        await to_report(hand, "orders")
        assert cells(hand.line("Oct 2026"))[-4:] == ["1", "100.00", "25.00", "125.00"]
        assert cells(hand.line("Total  "))[-4:] == ["2", "300.00", "75.00", "375.00"]
        await hand.sees("1 of them is a draft.", "1 cancelled is left out.", "█")
        await hand.press("down", "enter")
        await hand.sees("Roof 1")
        assert "Roof 0" not in hand.screen
        await hand.press("escape", "tab", "tab")
        await hand.sees("ADM  adm", "An order is its owner's")
