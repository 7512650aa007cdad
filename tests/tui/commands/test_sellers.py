"""``salg opportunity sellers`` (OPP-07 … OPP-13; cli.md; S01, S05, S10 … S14, S24)."""

from __future__ import annotations

import pytest

from tests.tui.commands.shell import Shell


@pytest.fixture
def sale(shell: Shell) -> str:
    """An opportunity of ROO's over 10 000.01; KOL and PHA are there too."""
    for initials in ("KOL", "PHA"):
        assert shell.run("employee", "add", f"initials={initials}", f"name={initials} Person", "role=seller").code == 0
    shell.run("customer", "add", "name=Fjord AS")
    return shell.run("opportunity", "add", "title=Lager", "customer=Fjord AS", "amount=10000.01").out.strip()


def shares(shell: Shell, sale: str) -> str:
    """Return initials and shares on file."""
    told = shell.run("opportunity", "sellers", sale, "--json").json["sellers"]
    return " ".join(f"{one['employee']} {one['share']}" for one in told)


def test_one_adds_changes_and_removes(shell: Shell, sale: str) -> None:
    """OPP-09 … OPP-11; S01, S05, S12."""
    assert shares(shell, sale) == "ROO 100.00"
    added = shell.run("opportunity", "sellers", sale, "add", "KOL", "25")
    assert (added.code, added.err) == (0, "")
    assert added.lines[0].split()[:5] == ["ROO", "75.00", "%", "7,500.01", "NOK"]
    assert shares(shell, sale) == "ROO 75.00 KOL 25.00"
    assert shell.run("opportunity", "sellers", sale, "show").out == added.out
    changed = shell.run("opportunity", "sellers", sale, "set", "kol", "35,5")
    assert "110.50 % in total" in changed.err
    shell.run("opportunity", "sellers", sale, "remove", "ROO")
    assert shares(shell, sale) == "KOL 100.00"
    assert shell.run("undo").code == 0
    assert shares(shell, sale) == "ROO 75.00 KOL 35.50"


def test_a_dry_run_says_it_and_does_nothing(shell: Shell, sale: str) -> None:
    """What happens to the others is said before it is done."""
    told = shell.run("opportunity", "sellers", sale, "add", "KOL", "25", "--dry-run")
    assert told.lines[-2:] == ["ROO: 100.00 % becomes 75.00 %.", "KOL is added at 25.00 %."]
    assert shares(shell, sale) == "ROO 100.00"


def test_as_json(shell: Shell, sale: str) -> None:
    """OPP-12, cli.md: money as strings with two decimals; S17: to the øre."""
    shell.run("opportunity", "sellers", sale, "add", "KOL", "33.33")
    shell.run("opportunity", "sellers", sale, "add", "PHA", "33.34")
    for initials in ("ROO", "KOL"):
        shell.run("opportunity", "sellers", sale, "set", initials, "33.33")
    told = shell.run("opportunity", "sellers", sale, "--json").json
    assert [one["amount"] for one in told["sellers"]] == ["3333.00", "3333.00", "3334.01"]
    assert (told["total"], told["unassigned"], told["amount"], told["currency"]) == (
        "100.00",
        "0.00",
        "10000.01",
        "NOK",
    )
    assert told["messages"] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "KOL", "101"), "share: A share is from 0 to 100 %"),
        (("add", "KOL", "-1"), "share: A share is from 0 to 100 %"),
        (("add", "KOL", "abc"), "share: "),
        (("set", "ROO", "33.333"), "more than two decimals"),
        (("add", "XYZ", "10"), "seller: There is no employee “XYZ”"),
        (("add", "ROO", "10"), "a seller already"),
        (("set", "KOL", "10"), "no seller of this opportunity"),
        (("remove", "ROO"), "The last seller cannot be removed"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    shell: Shell, sale: str, arguments: tuple[str, ...], sentence: str
) -> None:
    """S10, S11, S14: one line naming the field, exit code 1, nothing changed."""
    told = shell.run("opportunity", "sellers", sale, *arguments)
    assert (told.code, told.out) == (1, "")
    assert sentence in told.err
    assert len(told.err.splitlines()) == 1
    assert shares(shell, sale) == "ROO 100.00"


@pytest.mark.parametrize(
    "arguments", [("add",), ("add", "KOL"), ("set", "ROO"), ("remove", "ROO", "5"), ("share",), ("show", "ROO")]
)
def test_what_is_missing_is_usage(shell: Shell, sale: str, arguments: tuple[str, ...]) -> None:
    """cli.md: exit code 2."""
    assert shell.run("opportunity", "sellers", sale, *arguments).code == 2


def test_who_is_deactivated_and_what_is_gone(shell: Shell, sale: str) -> None:
    """S24; an opportunity there is not."""
    shell.run("employee", "set", "2", "active=no")
    told = shell.run("opportunity", "sellers", sale, "add", "KOL", "10")
    assert (told.code, "KOL is deactivated" in told.err) == (1, True)
    assert shell.run("opportunity", "sellers", "999").code == 1


def test_only_opportunities_have_sellers(shell: Shell, sale: str) -> None:
    """The verb is offered where it applies."""
    assert shell.run("lead", "sellers", "1").code == 2
    assert "sellers ID" in shell.run("opportunity", "--help").out


def test_a_new_owner_becomes_the_single_seller(shell: Shell, sale: str) -> None:
    """OPP-08; S02, S03, S04: and what is nobody's is told."""
    dry = shell.done("opportunity", "set", sale, "owner=KOL", "--dry-run").lines
    assert "  Sellers: ROO 100.00 % → KOL 100.00 %" in dry
    said = shell.done("opportunity", "set", sale, "owner=KOL")
    assert said.err == f"#{sale}: Sellers: ROO 100.00 % → KOL 100.00 %\n"
    assert shares(shell, sale) == "KOL 100.00"
    shell.done("opportunity", "sellers", sale, "set", "KOL", "60")
    told = shell.done("opportunity", "set", sale, "owner=PHA").err
    assert told.splitlines() == [
        f"#{sale}: Sellers: KOL 60.00 % → PHA 60.00 %",
        f"#{sale}: The shares are 60.00 % in total, not 100 %: 4,000.01 NOK is nobody's.",
    ]
    assert shares(shell, sale) == "PHA 60.00"
    shell.done("opportunity", "sellers", sale, "add", "ROO", "25")
    shell.done("opportunity", "set", sale, "owner=KOL")
    assert shares(shell, sale) == "PHA 75.00 ROO 25.00"


def test_per_cents_are_written_as_the_language_does(shell: Shell, sale: str) -> None:
    """COM-22, OPP-12: where an opportunity is shown, and in the list of the stages."""
    assert "ROO 100.00 %" in shell.run("opportunity", "show", sale).out
    assert "ROO 100,00 %" in shell.run("--lang", "nb", "opportunity", "show", sale).out
    assert "10,00 %" in shell.run("--lang", "nb", "option", "list", "stage").out
