"""``salg view`` and ``--view``: kept views from the shell (COM-03, COM-19)."""

from __future__ import annotations

import pytest

from tests.tui.commands.shell import Shell


@pytest.fixture
def leads(shell: Shell) -> Shell:
    """A shell with a few leads, and the sellers KNO and OBE."""
    for name, town in (("Ask", "Voss"), ("Bjørk", "Voss"), ("Dal", "Oslo")):
        shell.add("lead", f"name={name}", f"town={town}")
    for initials in ("KNO", "OBE"):
        shell.add("employee", f"initials={initials}", f"name={initials} N", f"account={initials.lower()}")
    return shell


def names(shell: Shell, *words: str, account: str | None = None) -> list[str]:
    listed = shell.done("lead", "list", "--json", *words, account=account).json
    return [record["name"] for record in listed]


def test_add_list_show_and_use(leads: Shell) -> None:
    """A view is added, listed, shown and used; its columns and its order are those of the table."""
    view = leads.done(
        "view", "add", "lead", "Voss, mine", "--where", "town=Voss", "--view", "mine", "--sort", "-name",
        "--fields", "name:20,town",
    ).out.strip()  # fmt: skip
    assert names(leads, "--view", "Voss, mine") == ["Bjørk", "Ask"]
    assert names(leads, "--view", "voss, MINE", "--sort", "name", "--where", "name~a") == ["Ask"]
    assert leads.done("lead", "list", "--view", "Voss, mine").lines == ["2\tBjørk\tVoss", "1\tAsk\tVoss"]
    assert leads.done("view", "list").lines == [
        "lead          Voss, mine  (ROO)  Mine, Town = Voss; sorted by Name, turned round"
    ]
    assert "Columns: Name, Town" in leads.done("view", "show", "lead", "Voss, mine").lines
    shown = leads.done("view", "list", "lead", "--json").json
    assert shown == [
        {
            "id": int(view), "record": "lead", "name": "Voss, mine", "owner": "ROO", "owner_id": 1, "shared": False,
            "views": ["mine"], "criteria": ["town=Voss"], "letter": "", "text": "", "columns": ["name:20", "town"],
            "sort": "-name", "left_out": [],
        }
    ]  # fmt: skip
    assert leads.done("view", "show", "lead", "Voss, mine", "--json").json == shown[0]
    assert leads.done("view", "list", "customer").lines == []
    assert ", Voss, mine" in " ".join(leads.done("lead", "list", "--help").out.split())


def test_overwriting_renaming_sharing_deleting_and_undo(leads: Shell) -> None:
    """COM-08: each is a change; --force overwrites, --dry-run changes nothing, undo brings back."""
    leads.done("view", "add", "lead", "Voss", "--where", "town=Voss")
    assert "has a view of that name already" in leads.refused("view", "add", "lead", "voss")
    leads.done("view", "add", "lead", "voss", "--view", "Voss", "--letter", "B", "--force")
    assert names(leads, "--view", "Voss") == ["Bjørk"]
    leads.done("undo")
    assert names(leads, "--view", "Voss") == ["Ask", "Bjørk"]
    leads.done("view", "rename", "lead", "Voss", "Vestland")
    assert "There is no view “Voss”" in leads.refused("lead", "list", "--view", "Voss")
    leads.done("view", "share", "lead", "Vestland")
    assert names(leads, "--view", "Vestland", account="kno") == ["Ask", "Bjørk"]
    leads.done("view", "share", "lead", "Vestland", "--no")
    assert "There is no view" in leads.refused("lead", "list", "--view", "Vestland", account="kno")
    assert "Vestland" in leads.done("view", "delete", "lead", "Vestland", "--dry-run").out
    leads.done("view", "delete", "lead", "Vestland")
    assert "There is no view" in leads.refused("view", "show", "lead", "Vestland")
    assert "Delete view Vestland" in leads.done("undo").out
    assert names(leads, "--view", "Vestland") == ["Ask", "Bjørk"]


def test_several_of_one_name(leads: Shell) -> None:
    """One's own first; of two that others share both are named, and each is reached by its maker's initials."""
    for account, letter in (("kno", "A"), ("obe", "B")):
        leads.done("view", "add", "lead", "Hot", "--letter", letter, "--shared", account=account)
    said = leads.refused("lead", "list", "--view", "Hot")
    assert said == "view: “Hot” may be any of “KNO: Hot”, “OBE: Hot”."
    assert names(leads, "--view", "obe:hot") == ["Bjørk"]
    leads.done("view", "add", "lead", "Hot", "--letter", "D")
    assert names(leads, "--view", "Hot") == ["Dal"]
    assert names(leads, "--view", "KNO: Hot") == ["Ask"]
    assert names(leads, "--view", "KNO: Hot,mine") == ["Ask"]
    assert "It is the view of KNO" in leads.refused("view", "delete", "lead", "KNO: Hot", account="obe")
    leads.done("view", "rename", "lead", "KNO: Hot", "Het")
    assert [view["name"] for view in leads.done("view", "list", "--json").json] == ["Hot", "Het", "Hot"]


def test_bad_input(leads: Shell) -> None:
    """One line on stderr, naming what is wrong; nothing is kept."""
    for words, said in (
        (("lead", " "), "Give the view a name"),
        (("lead", "lost"), "ready-made"),
        (("lead", "X", "--where", "colour=blue"), "Lead has no field “colour”"),
        (("lead", "X", "--where", "employees=many"), "employees"),
        (("lead", "X", "--where", "employees>=9", "--where", "employees<=2"), "from is after to"),
        (("lead", "X", "--sort", "colour"), "colour"),
        (("lead", "X", "--fields", "name:wide"), "no width"),
        (("lead", "X", "--view", "nowhere"), "There is no view “nowhere”"),
    ):
        assert said in leads.refused("view", "add", *words), words
    leads.refused("view", "add", "hamster", "X", code=2)
    leads.refused("view", "paint", code=2)
    assert leads.done("view", "list").lines == []
    assert "share RECORD NAME" in leads.done("view", "--help").out


def test_what_is_gone_is_told_on_the_error_stream(leads: Shell) -> None:
    """Without what limits it there would be too many rows, of which a script might delete all: it is an error."""
    leads.add("employee", "initials=NN", "name=Nina N")
    leads.done("view", "add", "lead", "Ninas", "--where", "owner!=NN", "--where", "town=Voss")
    employee = leads.done("employee", "list", "--where", "initials=NN", "--json").json[0]["id"]
    leads.done("employee", "delete", str(employee))
    said = leads.run("lead", "list", "--view", "Ninas", "--json")
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        "salg: --view: Ninas: Shows nothing, cannot be asked:"
        " Owner ≠ NN (There is no owner “NN”; there are KNO, OBE, ROO).\n"
    )
    # What is missing of columns and order alone limits nothing.
    leads.done("field", "add", "lead", "Colour")
    leads.done("view", "add", "lead", "Colours", "--where", "town=Voss", "--fields", "name,colour", "--sort", "colour")
    leads.done("field", "deactivate", "lead", "colour")
    said = leads.done("lead", "list", "--view", "Colours", "--json")
    assert [record["name"] for record in said.json] == ["Ask", "Bjørk"]
    assert said.err.startswith("Colours: Left out: the column")


def test_a_hidden_customer_does_not_show_through(leads: Shell) -> None:
    """W20: what a colleague cannot see is not told by a view that names it."""
    leads.add("customer", "name=Hemmelig AS", "owner_only=yes", account="kno")
    leads.add("opportunity", "title=Avtale", "customer=Hemmelig AS", account="kno")
    leads.done("view", "add", "opportunity", "Store", "--where", "customer=Hemmelig AS", "--shared", account="kno")
    assert "Hemmelig" in leads.done("view", "list", account="kno").out
    for words in (("view", "list"), ("view", "list", "--json"), ("view", "show", "opportunity", "Store", "--json")):
        said = leads.done(*words)
        assert "Hemmelig" not in said.out + said.err
    said = leads.run("opportunity", "list", "--view", "Store", "--json")
    assert (said.code, said.out) == (1, "")
    assert said.err.endswith("Store: Shows nothing, cannot be asked: Customer: there is none of that name.\n")
