"""Opportunities from the shell: criteria that no column holds, won and lost, deleting (OPP-02, OPP-14, OPP-20)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.commands.shell import Shell


@pytest.fixture
def sales(shell: Shell) -> list[int]:
    """Three: shared with KOL; overdue; won."""
    shell.add("employee", "initials=KOL", "name=Kari Olsen", "role=seller")
    shell.add("customer", "name=Fjord AS")
    made = [
        shell.add("opportunity", f"title={title}", "customer=Fjord AS", *more)
        for title, *more in (
            ("Shared", "amount=100", "expected_close=2026-12-01"),
            ("Late", "amount=200", "follow_up=2026-11-20", "stage="),
            ("Won", "amount=300", "status=won", "expected_close=2026-01-01"),
        )
    ]
    shell.done("opportunity", "sellers", str(made[0]), "add", "KOL", "40")
    return made


def titles(shell: Shell, *where: str) -> set[str]:
    """Return the titles that criteria leave."""
    words = [word for one in where for word in ("--where", one)]
    return {row["title"] for row in shell.done("opportunity", "list", "--json", *words).json}


def test_by_seller_and_by_what_is_overdue(shell: Shell, sales: list[int]) -> None:
    """OPP-14, P09: seller=, seller!=, overdue=yes, together with fields; a view; refused in a sentence."""
    assert titles(shell, "seller=KOL") == {"Shared"}
    assert titles(shell, "seller=kari olsen") == {"Shared"}
    assert titles(shell, "seller!=KOL") == {"Late", "Won"}
    assert titles(shell, "seller=ROO", "amount>=200") == {"Late", "Won"}
    assert titles(shell, "overdue=yes") == {"Late"}
    assert titles(shell, "overdue=no") == {"Shared", "Won"}
    assert {row["title"] for row in shell.done("opportunity", "list", "--json", "--view", "overdue").json} == {"Late"}
    assert "There is no employee “XYZ”" in shell.refused("opportunity", "list", "--where", "seller=XYZ")
    assert "seller" in shell.refused("opportunity", "list", "--where", "seller>KOL")
    assert "Did you mean seller?" in shell.refused("opportunity", "list", "--where", "sellr=KOL")


def test_as_columns(shell: Shell, sales: list[int], tmp_path: Path) -> None:
    """OPP-14: sellers and what is overdue are told where they are asked for, on the screen and in files."""
    told = shell.done("opportunity", "list", "--fields", "title,seller,overdue", "--sort", "title").lines
    assert told == ["Late\tROO\tyes", "Shared\tROO, KOL\tno", "Won\tROO\tno"]
    rows = shell.done("opportunity", "list", "--fields", "title,seller,overdue", "--json", "--sort", "-overdue").json
    assert rows[0] == {"id": sales[1], "title": "Late", "seller": "ROO", "overdue": True}
    for ending in ("csv", "xlsx", "pdf"):
        target = tmp_path / f"sales.{ending}"
        shell.done("opportunity", "list", "--fields", "title,seller,overdue", "--out", str(target))
        assert target.stat().st_size > 0
    assert "is kept by Salg" in shell.refused("opportunity", "set", str(sales[0]), "overdue=no")


def test_won_lost_and_open_again(shell: Shell, sales: list[int]) -> None:
    """OPP-02; P03, P04, P06: the rules are those of the screen; undo takes each back."""
    first = str(sales[0])
    assert shell.refused("opportunity", "set", first, "status=lost").startswith("loss_reason: Say why it was lost")
    shell.done("opportunity", "set", first, "status=won")
    told = shell.done("opportunity", "show", first, "--json").json
    assert (told["status"], told["probability"], told["weighted_value"]) == ("won", "100.00", "100.00")
    assert shell.refused("opportunity", "set", first, "probability=50").startswith("probability: ")
    shell.done("opportunity", "set", first, "status=open", "stage=Quote")
    assert shell.done("opportunity", "show", first, "--json").json["probability"] == "30.00"
    shell.done("undo")
    assert shell.done("opportunity", "show", first, "--json").json["status"] == "won"


def test_deleting_suggests_closing_instead(shell: Shell, sales: list[int]) -> None:
    """OPP-20: said by a dry run."""
    told = shell.done("opportunity", "delete", str(sales[0]), "--dry-run")
    assert "cannot be traced" in told.err
    assert f"salg opportunity set {sales[0]} status=lost" in told.err
    assert "Esc" not in told.err
    assert "deleted with it: 2 ×" in told.out


def test_what_the_list_comes_to(shell: Shell, sales: list[int]) -> None:
    """OPP-04: under a table on a terminal, over what the criteria leave; never among the rows of a pipe."""
    shell.done("opportunity", "set", str(sales[0]), "probability=33")
    told = shell.done("opportunity", "list", terminal=True)
    assert told.err.strip() == "Sum 600.00 NOK  Weighted 333.00 NOK  1 not estimated"
    told = shell.done("opportunity", "list", "--where", "seller=KOL", terminal=True)
    assert told.err.strip() == "Sum 100.00 NOK  Weighted 33.00 NOK"
    assert shell.done("opportunity", "list").err == ""


def test_a_new_one_begins_as_in_the_form(shell: Shell) -> None:
    """OPP-03: at the first stage with its probability, in the customer's currency, else in the country's."""
    shell.add("customer", "name=Fjord AS", "currency=€")
    shell.add("customer", "name=Berg AS")
    first = shell.add("opportunity", "title=A", "customer=Fjord AS", "amount=100")
    told = shell.done("opportunity", "show", str(first), "--json").json
    assert (told["stage"], told["probability"], told["currency"]) == ("First meeting", "10.00", "EUR")
    second = shell.add("opportunity", "title=B", "customer=Berg AS", "amount=100", "stage=Quote")
    told = shell.done("opportunity", "show", str(second), "--json").json
    assert (told["stage"], told["probability"], told["currency"]) == ("Quote", "30.00", "NOK")
    assert shell.add("opportunity", "title=C", "customer=Fjord AS", "currency=nok", "status=won")
    assert shell.done("opportunity", "show", "3", "--json").json["stage"] is None


def test_a_currency_is_one_of_iso_4217(shell: Shell) -> None:
    """At every door: an unknown code would be a currency of its own in every sum."""
    shell.add("customer", "name=Fjord AS")
    made = str(shell.add("opportunity", "title=A", "customer=1"))
    for typed, meant in (("€", "EUR"), ("eur", "EUR"), ("kr", "NOK"), ("kr.", "NOK"), ("dkk", "DKK"), ("$", "USD")):
        shell.done("opportunity", "set", made, f"currency={typed}")
        shell.done("customer", "set", "1", f"currency={typed}")
        assert shell.done("opportunity", "show", made, "--json").json["currency"] == meant
        assert shell.done("customer", "show", "1", "--json").json["currency"] == meant
    for wrong in ("XX", "KRO", "XYZ", "1"):
        assert shell.refused("opportunity", "set", made, f"currency={wrong}").startswith("currency: ")
        assert "NOK, DKK, SEK or EUR" in shell.refused("customer", "set", "1", f"currency={wrong}")


def test_an_amount_in_another_currency_says_so_where_amounts_stand_under_each_other(
    shell: Shell, tmp_path: Path
) -> None:
    shell.add("customer", "name=Fjord AS")
    for title, currency in (("Roof", "EUR"), ("Wall", "NOK"), ("Door", "€")):
        shell.add("opportunity", f"title={title}", "customer=1", "amount=1000", f"currency={currency}", "stage=")
    rows = [line.split("\t") for line in shell.done("opportunity", "list").lines]
    assert {row[1]: row[5] for row in rows} == {"Roof": "1,000.00 EUR", "Wall": "1,000.00", "Door": "1,000.00 EUR"}
    # What a script has asked for is a number.
    assert shell.done("opportunity", "list", "--fields", "amount").lines == ["1,000.00"] * 3
    said = shell.done("opportunity", "list", "--fields", "title,amount", terminal=True)
    assert sum("1,000.00 EUR" in line for line in said.lines) == 2
    assert said.err.split()[:7] == ["Sum", "2,000.00", "EUR", "+", "1,000.00", "NOK", "Weighted"]
