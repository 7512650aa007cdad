"""Campaigns from the shell: figures and copies (CAMP-09, CAMP-15, CAMP-18)."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.tui.commands.shell import Shell

BASE = (
    "recipients_planned=1000", "responses_expected=50", "returns_expected=20", "cost_planning=5000",
    "cost_audience=2000", "cost_material=4,50", "cost_distribution=3", "cost_response=25", "cost_return=10",
    "cost_measurement=1500", "cost_other=500", "revenue_per_response=800", "variable_cost=300", "budget=15000",
)  # fmt: skip
ACTUAL = (
    "actual_responses=38", "actual_returns=31", "actual_cost_planning=5600", "actual_cost_audience=2000",
    "actual_cost_material=4,75", "actual_cost_distribution=3,10", "actual_cost_response=25", "actual_cost_return=10",
    "actual_cost_measurement=0", "actual_cost_other=750", "actual_revenue_per_response=790",
    "actual_variable_cost=300",
)  # fmt: skip


def test_economy_as_json(shell: Shell) -> None:
    """E01, E02, E08, E10, E17."""
    campaign = shell.add("campaign", "subject=Spring", *BASE)
    found = shell.done("campaign", "economy", str(campaign), "--json").json
    plan = found["planned"]
    assert (plan["total_cost"], plan["result"], plan["percent"]) == ("17950.00", "7050.00", "39.28")
    assert (plan["response_rate"], plan["return_rate"]) == ("5.00", "2.00")
    assert (found["break_even"], found["over_budget"]) == (36, "2950.00")
    assert found["actual"]["result"] is None
    assert found["deviation"]["result"] == {"difference": None, "favourable": None}
    shell.done("campaign", "set", str(campaign), *ACTUAL)
    found = shell.done("campaign", "economy", str(campaign), "--json").json
    assert (found["actual"]["total_cost"], found["actual"]["percent"]) == ("17460.00", "6.64")
    assert found["deviation"]["result"] == {"difference": "-5890.00", "favourable": False}
    assert found["deviation"]["measurement"] == {"difference": "-1500.00", "favourable": True}


def test_economy_as_a_table(shell: Shell) -> None:
    campaign = shell.add("campaign", "subject=Spring", *BASE, *ACTUAL)
    said = shell.done("campaign", "economy", str(campaign))
    result = next(line for line in said.lines if line.startswith("Result "))
    assert result.split() == ["Result", "7,050.00", "1,160.00", "-5,890.00", "!"]
    assert "Over the budget by 2,950.00." in said.err


@pytest.mark.parametrize(
    "given", ["recipients_planned=-1", "cost_planning=-5", "responses_expected=x", "cost_material=1,23456"]
)
def test_e22_figures_that_are_none_are_refused(shell: Shell, given: str) -> None:
    assert shell.refused("campaign", "add", "subject=Spring", given).startswith(f"{given.partition('=')[0]}: ")


def test_e21_an_end_before_the_start(shell: Shell) -> None:
    assert shell.refused("campaign", "add", "subject=S", "start=2.3.2027", "end=1.3.2027").startswith("end: ")


def test_e19_copy(shell: Shell) -> None:
    further = ("start=1.3.2027", "status=completed", "code=SPR", "discount=10", "actual_orders=2", "actual_income=5")
    campaign = shell.add("campaign", "subject=Spring", *BASE, *ACTUAL, *further)
    copy = int(shell.done("campaign", "copy", str(campaign), "start=1.3.2028", "subject=Spring 2028").out)
    shown = shell.done("campaign", "show", str(copy), "--json").json
    assert (shown["subject"], shown["start"], shown["end"]) == ("Spring 2028", "2028-03-01", None)
    assert (shown["cost_material"], shown["actual_responses"], shown["status"]) == ("4.50", None, "planned")
    assert (shown["code"], shown["discount"], shown["actual_orders"], shown["actual_income"]) == (
        None, "10.00", None, None,
    )  # fmt: skip
    shell.done("undo")
    assert shell.run("campaign", "show", str(copy)).code == 1
    assert "There is no campaign 99" in shell.refused("campaign", "copy", "99")


def test_unit_prices_have_four_decimals_and_go_out_and_in(shell: Shell) -> None:
    shell.add("campaign", "subject=Spring", "cost_material=4,3331", "recipients_planned=3")
    path = shell.home / "out.csv"
    shell.done("campaign", "list", "--out", str(path))
    said = shell.done("campaign", "import", str(path), "--update")
    assert "1 unchanged" in said.out + said.err
    assert shell.done("campaign", "economy", "1", "--json").json["planned"]["costs"]["material"] == "13.00"


def test_leads_and_opportunities_name_their_campaign(shell: Shell) -> None:
    """OPP-01: set, listed, narrowed by, and out and in again by its name."""
    shell.add("campaign", "subject=Spring")
    lead = shell.add("lead", "name=Fjord AS", "campaign=Spring")
    shell.add("lead", "name=Berg AS")
    assert shell.done("lead", "show", str(lead), "--json").json["campaign"] == "Spring"
    assert "Fjord AS" in shell.done("lead", "list", "--where", "campaign=spring").out
    assert "Berg AS" not in shell.done("lead", "list", "--where", "campaign=spring").out
    path = shell.home / "leads.csv"
    shell.done("lead", "list", "--out", str(path))
    said = shell.done("lead", "import", str(path), "--update")
    assert "2 unchanged" in said.out + said.err
    assert shell.refused("lead", "set", str(lead), "campaign=Autumn").startswith("campaign: ")


def test_attachments(shell: Shell) -> None:
    """CAMP-14, R13: added from a file and from what is on file, described, replaced, saved and deleted."""
    campaign = str(shell.add("campaign", "subject=Spring"))
    of = ("campaign", "attachments", campaign)
    customer = str(shell.add("customer", "name=Fjord AS"))
    logo, offer = shell.home / "logo.png", shell.home / "offer.pdf"
    Image.new("RGB", (40, 30)).save(logo)
    offer.write_text("An offer")
    document = shell.done("customer", "documents", customer, "add", str(offer)).out.strip()
    first = shell.done(
        "campaign", "attachments", campaign, "add", str(logo), "title=Logo", "content_id=logo"
    ).out.strip()
    second = shell.done(*of, "attach", document, "goes_along=no").out.strip()
    shell.done(*of, "set", second, "keywords=price list")
    assert shell.refused(*of, "set", second, "content_id=LOGO").startswith("content_id: ")
    assert shell.refused(*of, "set", second, "size=3").startswith("size: ")
    (shell.home / "none.png").write_text("no picture")
    assert "none.png" in shell.refused(*of, "replace", first, str(shell.home / "none.png"))
    newest, oldest = shell.done(*of, "--json").json
    assert (oldest["width"], oldest["height"], oldest["depth"], oldest["media_type"]) == (40, 30, 24, "image/png")
    assert (newest["from_archive"], newest["goes_along"], newest["keywords"]) == (True, False, "price list")
    shell.done(*of, "save", second, str(shell.home / "saved.pdf"))
    assert (shell.home / "saved.pdf").read_text() == "An offer"
    shell.done(*of, "delete", first)
    assert "logo.png" not in shell.done(*of).out
    copy = shell.done("campaign", "copy", campaign).out.strip()
    assert "offer.pdf" in shell.done("campaign", "attachments", copy).out
    assert shell.refused("campaign", "attachments", copy, "delete", second)


def test_a_share_of_the_recipients_is_kept_as_a_count(shell: Shell) -> None:
    """CAMP-09: whichever of the two is given first, and of the number on file."""
    campaign = str(shell.add("campaign", "subject=Spring", "responses_expected=2,5 %", "recipients_planned=1000"))
    assert shell.done("campaign", "show", campaign, "--json").json["responses_expected"] == 25
    shell.done("campaign", "set", campaign, "returns_expected=1%")
    assert shell.done("campaign", "show", campaign, "--json").json["returns_expected"] == 10
    assert "of what?" in shell.refused("campaign", "add", "subject=Autumn", "responses_expected=5%")


def test_e15_e16_income_from_orders(shell: Shell) -> None:
    """Two orders of 10 000 and costs of 5 000 are 300 %; each counts once, for the campaign that it names itself."""
    spring = shell.add("campaign", "subject=Spring", "code=SPR", "actual_cost_planning=5000")
    autumn = shell.add("campaign", "subject=Autumn")
    customer = shell.add("customer", "name=Fjord AS")
    sale = shell.add("opportunity", "title=Sale", f"customer=#{customer}", "campaign=Autumn")
    of = (f"customer=#{customer}", "lines=Goods: 1 @ 10000")
    shell.add("order", *of, "campaign=spr", f"opportunity=#{sale}")
    shell.add("order", *of, "campaign=SPR", "status=confirmed")
    shell.add("order", *of, "campaign=spr", "status=cancelled")
    shell.add("order", *of, "campaign=spr", "currency=EUR")
    said = shell.done("campaign", "income", "Spring", "--dry-run").out
    sentences = "2 orders: 20,000.00 NOK before VAT. 1 of them is a draft. Not counted: 1 cancelled, 1 in EUR."
    assert said.strip() == sentences
    assert shell.done("campaign", "economy", str(spring), "--json").json["actual"]["income"] is None
    taken = shell.done("campaign", "income", str(spring), "--json").json
    assert (taken["orders"], taken["income"], taken["foreign"]) == (2, "20000.00", {"EUR": 1})
    actual = shell.done("campaign", "economy", str(spring), "--json").json["actual"]
    assert (actual["income"], actual["result"], actual["percent"]) == ("20000.00", "15000.00", "300.00")
    assert "There is no order to count." in shell.refused("campaign", "income", str(autumn))
    shell.done("undo")
    assert shell.done("campaign", "economy", str(spring), "--json").json["actual"]["income"] is None


def test_e20_orders_go_on_to_say_which_campaign_they_came_of(shell: Shell) -> None:
    spring = shell.add("campaign", "subject=Spring", "code=SPR")
    customer = shell.add("customer", "name=Fjord AS")
    order = shell.add("order", f"customer=#{customer}", "campaign=spr")
    shell.done("campaign", "delete", str(spring))
    shown = shell.done("order", "show", str(order), "--json").json
    assert (shown["campaign"], shown["campaign_text"]) == (None, "SPR Spring")
    shell.done("undo")
    assert shell.done("order", "show", str(order), "--json").json["campaign"] == "Spring"
    shell.done("order", "set", str(order), "campaign=")
    assert shell.done("order", "show", str(order), "--json").json["campaign_text"] is None


def test_an_order_names_no_campaign_that_is_hidden(shell: Shell) -> None:
    """W20: whoever sees the order need not see its campaign."""
    secret = shell.add("campaign", "subject=Secret", "owner_only=yes")
    customer = shell.add("customer", "name=Fjord AS")
    order = shell.add("order", f"customer=#{customer}", f"campaign=#{secret}")
    shown = shell.done("order", "show", str(order), "--json").json
    assert (shown["campaign"], shown["campaign_text"]) == ("Secret", None)


def test_a_code_on_an_order_gives_the_discount_of_its_campaign(shell: Shell) -> None:
    """CAMP-08: while it runs; where the order has a higher one, or one is typed, that one stays."""
    shell.add(
        "campaign", "subject=Spring", "code=SPR", "discount=10", "status=active", "start=1.1.2026", "end=31.12.2026"
    )
    shell.add("campaign", "subject=Winter", "code=WIN", "discount=10", "status=active", "end=1.2.2026")
    shell.add("campaign", "subject=Plan", "code=PLAN", "discount=10")
    plain = shell.add("customer", "name=Fjord AS")
    better = shell.add("customer", "name=Berg AS", "discount=15")

    def discount(customer: int, *given: str, day: str = "21.11.2026") -> str | None:
        order = shell.add("order", f"customer=#{customer}", f"order_date={day}", *given)
        found: str | None = shell.done("order", "show", str(order), "--json").json["discount"]
        return found

    assert discount(plain, "campaign=spr") == "10.00"
    assert discount(better, "campaign=spr") == "15.00"
    assert discount(plain, "campaign=spr", "discount=5") == "5.00"
    assert discount(plain, "campaign=win") is None
    assert discount(plain, "campaign=plan") is None
    assert discount(plain, "campaign=win", day="1.2.2026") == "10.00"
    said = shell.done("order", "add", f"customer=#{plain}", "order_date=21.11.2026", "campaign=WIN")
    assert "No discount from campaign Winter: it ended 1 Feb 2026." in said.err
    order = shell.add("order", f"customer=#{plain}", "order_date=21.11.2026")
    shell.done("order", "set", str(order), "campaign=Spr")
    assert shell.done("order", "show", str(order), "--json").json["discount"] == "10.00"
