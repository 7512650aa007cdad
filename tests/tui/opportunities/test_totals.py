"""Weighted totals over all made-up sales, worked out a second time with fractions, in each language (OPP-04, P02)."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from model.core import language
from model.core.settings import Settings
from model.core.storage.database import open_store
from model.customers.records import Customer
from model.demo.fill import fill
from model.demo.world import FULL, Volumes
from model.opportunities.records import Opportunity
from model.people.records import Employee
from model.people.signing_in import sign_in
from tests import on_file
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.tui.desk import OSLO, Hand
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.cli import main
from tui.commands.console import Streams
from tui.looks import Looks

SALES = Volumes(
    units=900, customers=FULL.customers, contacts=50, leads=20, opportunities=FULL.opportunities, activities=20
)
WRITTEN: dict[str, Callable[[int], str]] = {
    "en": lambda ore: f"{ore // 100:,}.{ore % 100:02}",
    "nb": lambda ore: f"{ore // 100:,}".replace(",", " ") + f",{ore % 100:02}",
    "da": lambda ore: f"{ore // 100:,}".replace(",", ".") + f",{ore % 100:02}",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path | str:
    """Where a database of the demo's sales is."""
    location = shared_databases.location(tmp_path_factory.mktemp("demo") / "salg.db")
    store = open_store(location)
    now = StandingClock(datetime(2026, 11, 21, 13, tzinfo=OSLO))
    fill(store, now, account="me", volumes=SALES)
    store.close()
    return location


def worked_out(location: Path | str) -> tuple[Counter[str], Counter[str], int]:
    """Return amounts and weighted values in øre by currency, and how many have none, from the bare columns."""
    amounts: Counter[str] = Counter()
    weighted: Counter[str] = Counter()
    unknown = 0
    store = open_store(location)
    me = on_file.value(store, Employee.id, Employee.account == "me")
    # Those of customers that only a colleague may see are absent (W20).
    customers = Customer.select(Customer.id).where(Customer.owner_only.no | (Customer.owner == me))
    seen = Opportunity.active.yes & Opportunity.customer.in_(customers)
    columns = Opportunity.amount, Opportunity.probability, Opportunity.currency
    for amount, percent, currency in on_file.rows(store, *columns, where=seen):
        amounts[currency] += amount or 0
        if amount is None or percent is None:
            unknown += 1
        else:
            # Half up, line by line; the total is that of the rounded lines.
            weighted[currency] += int(Fraction(amount * percent, 10_000) + Fraction(1, 2))
    store.close()
    return amounts, weighted, unknown


@pytest.mark.parametrize("wanted", ["en", "nb", "da"])
async def test_the_screen_says_what_fractions_say(made: Path | str, tmp_path: Path, wanted: str) -> None:
    """OPP-04: sum and weighted sum under the list, to the øre, as the language writes them."""
    language.use(wanted)
    amounts, weighted, unknown = worked_out(made)
    store = open_store(made)
    session = sign_in(store, "me", lambda: datetime(2026, 11, 21, 13, tzinfo=OSLO))
    paths = AppPaths(tmp_path / "registry.db", tmp_path / "drafts", tmp_path / "salg.log")
    app = SalgApp(session, Settings(), Keymap(), Looks(), paths, database_id="totals")
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        # All of them: the list opens on those that are open.
        await hand.press("5", "E")
        for sums in (amounts, weighted):
            for currency, ore in sums.items():
                await hand.sees(f"{WRITTEN[wanted](ore)} {currency}")
        if unknown:
            assert f"{unknown} " in hand.screen
    store.close()


@pytest.mark.parametrize("wanted", ["en", "nb", "da"])
def test_the_shell_says_what_fractions_say(made: Path | str, tmp_path: Path, wanted: str) -> None:
    """OPP-04, P02: line by line, and all lines added up."""
    _amounts, weighted, _unknown = worked_out(made)
    out, err = io.StringIO(), io.StringIO()
    words = ["--db", str(made), "--lang", wanted, "opportunity", "list", "--fields", "weighted_value,currency"]
    code = main(
        words, {"SALG_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}, Streams(out, err),
        now=lambda: datetime(2026, 11, 21, 13, tzinfo=OSLO), account="me",
    )  # fmt: skip
    assert (code, err.getvalue()) == (0, "")
    told: Counter[str] = Counter()
    lines = []
    for line in out.getvalue().splitlines():
        value, currency = line.replace("\xa0", " ").split("\t")
        if value:
            ore = int("".join(letter for letter in value if letter.isdigit()))
            lines.append(value == WRITTEN[wanted](ore))
            told[currency] += ore
    assert lines
    assert all(lines)
    assert told == weighted
