"""The order confirmation by keys: saved, opened, printed, confirmed with it (OPP-19); the campaign's side of orders.

Actions: `order_confirmation`, `take_orders`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from model.campaigns.records import Campaign
from model.core.settings import CompanySettings, MailSettings
from model.customers.records import Customer
from model.opportunities.records import Opportunity
from model.orders.records import Order
from tests import on_file
from tests.standins.smtp import SmtpServer
from tests.tui.desk import Desk, Hand, at

HEAD = CompanySettings(name="Fjordvik Handel AS", org_number="923609016", address="Sjøgata 14", account="8601 11 17947")


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no program of whoever runs the tests."""
    for name in ("SALG_OPENER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def sold(desk: Desk, **values: Any) -> int:
    """Put an order of one line on file."""
    of = desk.insert(Customer, name="Guovdageainnu Duodji AS", postal_country="NO")
    lines = Order.relations["lines"].parse("Čállin ŋ đ ŧ: 2 stk @ 1250 25 %", desk.me.reading())
    return desk.insert(Order, **{"title": "Roof", "customer": of, "lines": lines, **values})


def headed(hand: Hand, **different: Any) -> None:
    """Set the company's head."""
    hand.app.settings = replace(hand.app.settings, company=HEAD, **different)


def text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages).replace("\xa0", " ")


def command(tmp_path: Path, body: str) -> str:
    script = tmp_path / "print it.py"
    script.write_text(f"import shutil, sys\n{body}\n", encoding="utf-8")
    return f"{sys.executable} '{script}' --tray 2"


async def test_from_a_won_sale_to_a_saved_confirmation_in_six_keys(
    desk: Desk, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    of = desk.insert(Customer, name="Guovdageainnu Duodji AS")
    sale = desk.insert(Opportunity, customer=of, title="Roof", amount=D(50000), status="won")
    async with at(desk) as hand:
        headed(hand)
        await hand.open("opportunity", sale)
        await hand.press("c", "y", "p", "c", "s", "enter")
        await hand.sees("Saved as", "The order is confirmed")
        (target,) = tmp_path.glob("*.pdf")
        assert target.name == "order-confirmation-1.pdf"
        assert "50,000.00" in text(target)
        assert "Draft" not in text(target)
        assert desk.now(Order, 1).status == "confirmed"
        await hand.press("u", "y")
        await hand.until(lambda: desk.now(Order, 1).status == "draft")


async def test_a_draft_stays_one_unless_that_is_said(desk: Desk, tmp_path: Path) -> None:
    order = sold(desk)
    target = tmp_path / "draft.pdf"
    async with at(desk) as hand:
        headed(hand)
        await hand.open("order", order)
        await hand.press("p")
        await hand.sees("The order is a draft", "Leave it a draft")
        await hand.press("d", "s")
        await hand.sees("ordrebekreftelse-1.pdf")
        await hand.type(f"{target}\n")
        await hand.sees("Saved as")
        assert "Utkast" in text(target)
        assert "Čállin ŋ đ ŧ" in text(target)
        target.write_text("mine")
        await hand.press("p", "c", "s")
        await hand.type(f"{target}\n")
        await hand.sees("Overwrite draft.pdf?")
        await hand.press("escape")
        assert target.read_text() == "mine"
        assert desk.now(Order, order).status == "draft"


async def test_printed_by_the_users_command_as_one_argument(desk: Desk, tmp_path: Path) -> None:
    order = sold(desk, status="confirmed")
    seen = tmp_path / "seen.pdf"
    async with at(desk) as hand:
        headed(hand)
        await hand.open("order", order)
        await hand.press("p", "p")
        await hand.sees("print_command is not set in the settings")
        await hand.press("escape")
        headed(
            hand, print_command=command(tmp_path, f"assert len(sys.argv) == 4; shutil.copy(sys.argv[3], {str(seen)!r})")
        )
        await hand.press("p", "p")
        await hand.sees("Sent to the printer: ordrebekreftelse-1.pdf")
        assert "Ordrebekreftelse 1" in text(seen)
        headed(hand, print_command=command(tmp_path, "sys.exit('out of paper')"))
        await hand.press("p", "p")
        await hand.sees("Printing failed: out of paper")


async def test_opened_with_the_desktops_program(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = sold(desk, status="invoiced")
    seen = tmp_path / "seen.pdf"
    async with at(desk) as hand:
        headed(hand)
        await hand.press("O", "E")
        await hand.sees("Roof")
        await hand.press("p", "o")
        await hand.sees("there is no desktop here")
        await hand.press("escape")
        monkeypatch.setenv("SALG_OPENER", command(tmp_path, f"shutil.copy(sys.argv[3], {str(seen)!r})"))
        await hand.press("p", "o")
        await hand.sees("Opened: ordrebekreftelse-1.pdf")
        await hand.until(lambda: seen.exists() and seen.stat().st_size > 0)
        assert desk.now(Order, order).status == "invoiced"


async def test_what_is_missing_is_said(desk: Desk) -> None:
    order, empty = sold(desk), sold(desk, title="Empty", lines=())
    async with at(desk) as hand:
        await hand.open("order", order)
        await hand.press("p")
        await hand.sees("The company has no name yet", "[company]")
        headed(hand)
        await hand.open("order", empty)
        await hand.press("p")
        await hand.sees("Order 2 has no lines yet.")


async def test_a_reader_saves_it_and_confirms_nothing(desk: Desk, tmp_path: Path) -> None:
    order = sold(desk)
    async with at(desk, "RRR") as hand:
        headed(hand)
        await hand.open("order", order)
        await hand.press("p", "c", "s")
        await hand.type(f"{tmp_path / 'one.pdf'}\n")
        await hand.sees("RRR may read, but not change anything.")
        await hand.press("p", "d", "s")
        await hand.type(f"{tmp_path / 'two.pdf'}\n")
        await hand.sees("Saved as")
        assert [path.name for path in tmp_path.glob("*.pdf")] == ["two.pdf"]
        assert desk.now(Order, order).status == "draft"


async def test_a_code_typed_on_the_form_links_the_campaign_and_gives_its_discount(desk: Desk) -> None:
    """CAMP-08: also after the customer is chosen; a campaign that does not run is said before it is saved."""
    desk.insert(Customer, name="Fjord AS", discount=D(5))
    spring = desk.insert(Campaign, subject="Garden", code="SPR26", discount=D(10), status="active")
    over = desk.insert(
        Campaign, subject="Last winter", code="WIN25", discount=D(20), status="active", end=date(2026, 1, 1)
    )
    async with at(desk) as hand:
        await hand.press("O", "n")
        await hand.sees("Customer")
        await hand.type("Fjord AS")
        await hand.press("enter")
        await hand.sees("5.00")
        hand.app.screen.form.focus_field("campaign")
        await hand.type("spr26")
        await hand.sees("Garden")
        await hand.press("enter")
        await hand.sees("10.00")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Order) == 1)
        order = 1
        assert (desk.now(Order, order).campaign, desk.now(Order, order).discount) == (spring, D(10))
        await hand.open("order", order, tab="details")
        await hand.press("e")
        hand.app.screen.form.focus_field("campaign")
        await hand.press("ctrl+u")
        await hand.type("WIN25")
        await hand.sees("Last winter")
        await hand.press("enter", "f2")
        await hand.sees("No discount from campaign Last winter: it ended 1 Jan 2026.")
        await hand.press("y")
        await hand.until(lambda: desk.now(Order, order).campaign == over)
        assert desk.now(Order, order).discount == D(10)


async def test_a_campaign_shows_its_orders_and_takes_its_revenue_from_them(desk: Desk) -> None:
    """CAMP-16, E15, E20: counted once, cancelled ones not; typed figures give way only when they are saved."""
    spring = desk.insert(Campaign, subject="Spring", code="SPR", actual_cost_planning=D(5000), actual_responses=7)
    for status in ("confirmed", "draft", "cancelled"):
        order = sold(desk, title=status.title(), campaign=spring, status=status)
    async with at(desk) as hand:
        await hand.open("campaign", spring, tab="orders")
        await hand.sees("Orders 3", "Confirmed", "Cancelled, locked", "3,125.00")
        await hand.press("y")
        await hand.sees("Deviation")
        await hand.press("f5")
        await hand.sees("2 orders: 5,000.00 NOK before VAT. 1 of them is a draft. Not counted: 1 cancelled.")
        assert desk.now(Campaign, spring).actual_income is None
        await hand.press("f2")
        await hand.until(lambda: desk.now(Campaign, spring).actual_income == D(5000))
        assert (desk.now(Campaign, spring).actual_orders, desk.now(Campaign, spring).actual_responses) == (2, 7)
        await hand.press("u", "y")
        await hand.until(lambda: desk.now(Campaign, spring).actual_income is None)
        await hand.open("campaign", spring, tab="details")
        await hand.press("d", "y")
        await hand.until(lambda: desk.now(Order, order).campaign is None)
        await hand.open("order", order, tab="details")
        await hand.sees("SPR Spring")


async def test_it_is_sent_by_e_mail_in_the_customers_language(desk: Desk) -> None:
    of = desk.insert(Customer, name="Fjord AS", postal_country="NO", postal_street="Kaia 1", email="post@kunde.example")
    order = sold(desk, customer=of)
    with SmtpServer() as server:
        async with at(desk) as hand:
            mail = MailSettings(address="kari@firma.example", smtp=f"smtp://127.0.0.1:{server.port}")
            headed(hand, mail=mail)
            await hand.open("order", order)
            await hand.press("p", "c", "e")
            await hand.sees("post@kunde.example", "Ordrebekreftelse", "Hei Fjord AS")
            await hand.press("ctrl+s")
            await hand.sees("Sent: Ordrebekreftelse")
            assert desk.now(Order, order).status == "confirmed"
    (taken,) = server.taken
    (part,) = taken.message.iter_attachments()
    assert part.get_filename() == "ordrebekreftelse-1.pdf"
    assert part.get_content().startswith(b"%PDF")
