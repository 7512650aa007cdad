"""What a record that goes out of one's own sight is told of in the shell (CUST-09, COM-19)."""

from __future__ import annotations

from tests.tui.commands.shell import Shell


def staff(shell: Shell) -> None:
    """Let the sellers KNO and OBE sign in."""
    for initials in ("KNO", "OBE"):
        shell.done("employee", "add", f"initials={initials}", f"name={initials}", f"account={initials.lower()}")


def test_an_administrator_hides_a_colleagues_record(shell: Shell) -> None:
    """Said before and after; the preview shows the difference; history and undo go by the number."""
    staff(shell)
    number = shell.done("customer", "add", "name=Fjord AS", account="kno").out.strip()
    planned = shell.done("customer", "set", number, "owner_only=yes", "--dry-run")
    assert planned.lines[1:] == ["  Visible to owner only: no → yes", "1 record would be changed."]
    assert planned.err == "Only KNO will see it, and you no longer.\n"
    done = shell.done("customer", "set", number, "owner_only=yes")
    assert (done.out, done.err) == ("1 record changed.\n", "Only KNO will see it, and you no longer.\n")
    assert shell.refused("customer", "show", number).endswith(f"There is no customer {number}.")
    shell.done("undo")
    assert "Fjord AS" in shell.done("customer", "show", number).out


def test_a_seller_does_not_and_an_administrator_is_told_of_what_an_owner_hides(shell: Shell) -> None:
    staff(shell)
    theirs = shell.done("customer", "add", "name=Fjord AS", account="obe").out.strip()
    own = shell.done("customer", "add", "name=Hemmelig AS", account="kno").out.strip()
    refused = shell.refused("customer", "set", theirs, own, "owner=me", "owner_only=yes", account="kno")
    assert "It is OBE's" in refused
    shell.done("customer", "set", own, "owner_only=yes", account="kno")
    changes = shell.done("history", "--json").json
    assert (changes[0]["name"], changes[0]["hidden"]) == ("Change … (1 record hidden)", 1)
    assert "Hemmelig" not in shell.done("history").out
    assert "hidden" not in shell.done("history", account="obe").out
    shell.done("undo", str(changes[0]["id"]))
    assert "Hemmelig AS" in shell.done("customer", "show", own, account="obe").out


def test_a_new_record_for_a_colleague_alone(shell: Shell) -> None:
    staff(shell)
    made = shell.done("lead", "add", "name=Fjord AS", "owner=KNO", "owner_only=yes", "--json")
    assert made.json == {"id": 1}
    assert made.err == "Only KNO will see it, and you no longer.\n"
