"""``salg calls``, ``salg lead assign`` and ``not-same``: what the calling screen and the lists do (cli.md)."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import StandingClock
from tests.tui.commands.shell import Shell

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day, at 10:30 in Oslo."""
    clock.now = MONDAY


@pytest.fixture
def leads(shell: Shell) -> list[int]:
    """Three companies with a number each."""
    return [shell.add("lead", f"name=Firma {number} AS", f"phone=22 33 44 5{number}") for number in range(3)]


def made(shell: Shell, *words: str) -> str:
    """Make a list called Høst and return its number."""
    return shell.done("calls", "make", "Høst", *words).out.strip()


def test_a_day_of_calls_in_the_shell(shell: Shell, leads: list[int], clock: StandingClock) -> None:
    """LEAD-33 … LEAD-37: made, handed out, logged, counted; the same rules as on the screen."""
    number = made(shell, *map(str, leads), "--shared", "--target", "40", "--script", "God dag")
    turn = shell.done("calls", "next", "høst", "--json").json
    assert (turn["id"], turn["kind"], turn["script"]) == (leads[0], "new", "God dag")
    assert turn["numbers"][0]["e164"] == "+4722334450"
    shell.done("calls", "outcome", str(leads[0]), "no_answer", "--seconds", "20", "--note", "Ringer igjen")
    assert shell.done("calls", "next", number).lines[0].split() == [str(leads[1]), "Firma", "1", "AS"]
    late = shell.done("calls", "outcome", str(leads[1]), "call_back", "--at", "in 10 min")
    assert "within the hour of this call" in late.err
    shell.done("calls", "outcome", str(leads[2]), "meeting", "--at", "wed 14:00")
    assert shell.done("calls", "next", number).lines == ["Nobody is to be called now.", "Next: 23 Nov 2026 10:40"]
    (row,) = shell.done("calls", "list", "--json").json
    assert {name: row[name] for name in ("left", "due", "parked", "today", "daily_target")} == {
        "left": 2, "due": 0, "parked": 0, "today": 3, "daily_target": 40,
    }  # fmt: skip
    assert shell.done("calls", "next", number, "--json").json["due"] == "2026-11-23T09:40:00Z"
    clock.move(minutes=10)
    assert shell.done("calls", "next", number).lines[1] == "Call back, promised for 23 Nov 2026 10:40"
    (call,) = shell.done("call", "list", "--where", "outcome=no_answer", "--json").json
    assert (call["duration"], call["text"], call["number"]) == (20, "Ringer igjen", "22 33 44 50")
    (meeting,) = shell.done("appointment", "list", "--json").json
    assert (meeting["subject"], meeting["start"]) == ("Meeting with Firma 2 AS", "2026-11-25T13:00:00Z")
    shown = shell.done("calls", "show", number, "--state", "retry", "--json").json
    assert [lead["name"] for lead in shown["records"]] == ["Firma 0 AS"]
    assert shown["outcomes"] == {"no_answer": 1, "call_back": 1, "reached": 1}


def test_do_not_call_and_skip(shell: Shell, leads: list[int]) -> None:
    """K08: the flag is set and the call logged in one change; a skipped lead comes again in an hour."""
    number = made(shell, *map(str, leads[:2]))
    shell.done("calls", "outcome", str(leads[0]), "do_not_call", "--note", "Vil ikke")
    assert shell.done("lead", "show", str(leads[0]), "--json").json["do_not_call"] is True
    shell.done("calls", "outcome", str(leads[1]), "skip", "--list", number)
    assert shell.done("calls", "next", number).lines == ["Nobody is to be called now.", "Next: 23 Nov 2026 11:30"]
    shell.done("undo")
    assert "Vil ikke" in shell.done("undo").err
    assert shell.done("lead", "show", str(leads[0]), "--json").json["do_not_call"] is False


def test_parked_leads_are_taken_up_again(shell: Shell, leads: list[int], clock: StandingClock) -> None:
    number = made(shell, *map(str, leads), "--tries", "1")
    for lead in leads:
        shell.done("calls", "outcome", str(lead), "no_answer")
    assert "parked 3" in shell.done("calls", "list").out
    clock.move(hours=2)
    assert shell.done("calls", "take-up", number, str(leads[1])).lines == ["1 is called again."]
    assert shell.done("calls", "next", number).lines[0].split()[0] == str(leads[1])
    assert shell.done("calls", "take-up", "Høst").lines == ["2 are called again."]
    assert "None of them is parked on Høst." in shell.refused("calls", "take-up", number)


def test_lists_are_made_of_a_filter_added_to_changed_and_deleted(shell: Shell, leads: list[int]) -> None:
    number = made(shell, "--where", "name~Firma 0%", "--mine")
    assert shell.done("calls", "add", number, "--where", "name~Firma%", "--sort", "-name", "--dry-run").lines == [
        "2 more on Høst."
    ]
    assert len(shell.done("calls", "show", number, "--json").json["records"]) == 1
    shell.done("calls", "add", number, "--where", "name~Firma%", "--sort", "-name")
    shown = shell.done("calls", "show", number, "--json").json
    assert [lead["name"] for lead in shown["records"]] == ["Firma 0 AS", "Firma 2 AS", "Firma 1 AS"]
    shell.add("lead", "name=Firma 0 B AS", "phone=22 33 44 59")
    assert shell.done("calls", "resume", number).lines == ["1 has come to the list."]
    shell.done("calls", "set", number, "--name", "Vår", "--tries", "3", "--shared")
    (row,) = shell.done("calls", "list", "--json").json
    assert (row["name"], row["tries"], row["shared"]) == ("Vår", 3, True)
    shell.done("calls", "delete", "vår")
    assert shell.done("calls", "list").out == ""
    shell.done("undo")
    assert "Vår" in shell.done("calls", "list").out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("make", "Høst"), 2, "write IDs, or --where or --view"),
        (("make", " ", "1"), 1, "Give the call list a name."),
        (("next", "Nowhere"), 1, "There is no call list “Nowhere”."),
        (("next", "77"), 1, "There is no"),
        (("outcome", "1", "call_back"), 2, "call_back needs --at"),
        (("outcome", "1", "reached", "--at", "tomorrow"), 2, "reached takes no --at"),
        (("outcome", "1", "call_back", "--at", "yesterday"), 1, "--at: "),
        (("outcome", "1", "asleep"), 2, "asleep"),
        (("outcome", "77", "reached"), 1, "There is no lead 77"),
        (("outcome", "1", "reached", "--number", "99"), 1, "is none of 22 33 44 50"),
        (("set", "1"), 2, "say what to change"),
        (("reservations", "/no/such/file"), 1, "There is no file of that name."),
        (("wash",), 2, "there is no “wash” for calls"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    shell: Shell, leads: list[int], words: tuple[str, ...], code: int, told: str
) -> None:
    assert told in shell.refused("calls", *words, code=code)


def test_two_lists_of_one_name_are_told_apart(shell: Shell, leads: list[int]) -> None:
    numbers = [made(shell, str(lead)) for lead in leads[:2]]
    assert f"Several call lists are called “Høst”: {numbers[1]}, {numbers[0]}." in shell.refused(
        "calls", "next", "Høst"
    )


def test_dialling_is_refused_where_the_screen_would_ask(shell: Shell, leads: list[int], tmp_path: Path) -> None:
    """LEAD-36: do not call, and orders to the exchange, need a flag; without a command nothing is done."""
    assert "No dial_command is set." in shell.refused("calls", "dial", str(leads[0]))
    out = tmp_path / "dialled"
    script = tmp_path / "phone.py"
    script.write_text(f"import sys\nopen({str(out)!r}, 'a').write(sys.argv[1] + '\\n')\n", encoding="utf-8")
    shell.write_settings(f"dial_command = '{sys.executable} {script}'\n")
    shell.done("calls", "dial", str(leads[0]))
    order = shell.add("lead", "name=Feller AS", "phone=*21*90000000#")
    assert "order to the telephone exchange" in shell.refused("calls", "dial", str(order))
    shell.done("calls", "dial", str(order), "--codes")
    shell.done("lead", "set", str(leads[1]), "do_not_call=yes")
    assert "do not call" in shell.refused("calls", "dial", str(leads[1]))
    shell.done("calls", "dial", str(leads[1]), "--all-the-same", "--number", "+47 22334451")
    assert out.read_text().split() == ["+4722334450", "*21*90000000#", "+4722334451"]


def test_answers_of_a_register_come_from_a_file(shell: Shell, tmp_path: Path) -> None:
    """K02: looked up and free, a private person comes on lists."""
    lead = shell.add("lead", "name=Kari Nes", "first_name=Kari", "last_name=Nes", "phone=22 33 44 50")
    path = tmp_path / "svar.csv"
    path.write_text("Nummer;Reservert\n22 33 44 50;nei\nabc;ja\n", "utf-8")
    said = shell.done("calls", "reservations", str(path), "--dry-run")
    assert said.lines[0] == "1 number, 0 of them reserved."
    assert "Skipped: 1 private person" in shell.done("calls", "make", "Før", str(lead)).err
    shell.done("calls", "reservations", str(path))
    assert "Skipped" not in shell.done("calls", "make", "Etter", str(lead)).err


def test_leads_are_dealt_out(shell: Shell, leads: list[int]) -> None:
    """LEAD-05, C19: one to each in turn; who has an owner keeps it, unless all are asked for."""
    for initials in ("KOL", "PHA"):
        shell.add("employee", f"initials={initials}", f"name={initials} Person", "role=seller")
    shell.done("lead", "set", *map(str, leads), "owner=")
    told = shell.done("lead", "assign", "--where", "name~Firma%", "--to", "kol,PHA", "--dry-run").lines
    assert told == ["KOL gets 2 leads.", "PHA gets 1 lead."]
    assert shell.done("lead", "list", "--where", "owner=KOL").out == ""
    shares = shell.done("lead", "assign", *map(str, leads), "--to", "kol,PHA", "--json").json["shares"]
    assert shares == {"KOL": [leads[0], leads[2]], "PHA": [leads[1]]}
    assert shell.done("lead", "assign", str(leads[0]), "--to", "PHA").lines[-1] == "1 has an owner and keeps it."
    shell.done("lead", "assign", str(leads[0]), "--to", "PHA", "--all")
    assert len(shell.done("lead", "list", "--where", "owner=PHA", "--json").json) == 2
    assert "XXX" in shell.refused("lead", "assign", str(leads[0]), "--to", "XXX")
    assert "write IDs" in shell.refused("lead", "assign", "--to", "PHA", code=2)


def test_what_is_not_the_same_is_not_shown_again(shell: Shell) -> None:
    """LEAD-21, LEAD-24: O of the screens; also of two kinds of record."""
    one, other = shell.add("lead", "name=Fjordlys AS"), shell.add("lead", "name=Fjordlys A/S")
    customer = shell.add("customer", "name=Fjordlys")
    assert len(shell.done("lead", "duplicates", str(one), "--json").json["matches"]) == 2
    shell.done("lead", "not-same", str(one), str(other))
    shell.done("lead", "not-same", str(one), f"customer:{customer}")
    assert shell.done("lead", "duplicates", str(one), "--json").json["matches"] == []
    shell.done("undo")
    assert len(shell.done("lead", "duplicates", str(one), "--json").json["matches"]) == 1
    assert "write at least two records" in shell.refused("lead", "not-same", str(one), code=2)
    assert "There is no lead 77" in shell.refused("lead", "not-same", str(one), "77")
    assert "is none of" in shell.refused("lead", "not-same", str(one), "order:1")


def test_a_reader_makes_no_list_and_logs_no_call(shell: Shell, leads: list[int]) -> None:
    number = made(shell, *map(str, leads), "--shared")
    shell.add("employee", "initials=RRR", "name=Reader", "role=reader", "account=reader")
    for words in (
        ("calls", "make", "Ny", str(leads[0])), ("calls", "next", number), ("calls", "resume", number),
        ("calls", "outcome", str(leads[0]), "reached"), ("lead", "assign", str(leads[0]), "--to", "ROO"),
        ("lead", "not-same", str(leads[0]), str(leads[1])),
    ):  # fmt: skip
        shell.refused(*words, account="reader")
    assert shell.done("calls", "list", account="reader").out != ""


def test_show_names_the_page_in_the_public_register(shell: Shell) -> None:
    """LEAD-01: of leads and customers, as text and as JSON; none where the number cannot be."""
    lead = shell.add("lead", "name=Fjordlys AS", "org_number=923 609 016")
    customer = shell.add("customer", "name=Dansk A/S", "org_number=13585628")
    unknown = shell.add("lead", "name=Ukjent AS")
    address = "https://virksomhet.brreg.no/nb/oppslag/enheter/923609016"
    assert f"Register: {address}" in " ".join(shell.done("lead", "show", str(lead)).out.split())
    assert shell.done("lead", "show", str(lead), "--json").json["register"] == [{"address": address}]
    assert "https://datacvr.virk.dk/enhed/virksomhed/13585628" in shell.done("customer", "show", str(customer)).out
    assert "Register" not in shell.done("lead", "show", str(unknown)).out


def test_other_kinds_are_called_from_the_shell(shell: Shell, leads: list[int], tmp_path: Path) -> None:
    """LEAD-33: made --from a kind, others added, named as contact:1; exported."""
    firm = shell.add("customer", "name=Fjord AS", "phone=22 33 44 70")
    boss = shell.add("contact", "last_name=Nes", "mobile=90 11 22 33", "customer=Fjord AS")
    number = made(shell, "--from", "customer", "--where", "name~Fjord%")
    assert shell.done("calls", "add", number, "--from=contact", str(boss)).lines == ["1 more on Høst."]
    assert shell.done("calls", "add", number, str(leads[0])).lines == ["1 more on Høst."]
    turn = shell.done("calls", "next", number, "--json").json
    assert (turn["record"], turn["id"], [each["person"] for each in turn["numbers"]]) == (
        "customer",
        firm,
        [None, "Nes"],
    )
    shell.done("calls", "outcome", f"customer:{firm}", "reached")
    assert shell.done("calls", "next", number).lines == [f"contact:{boss}  Nes", "  90 11 22 33  mobile"]
    shell.done("calls", "outcome", f"contact:{boss}", "do_not_call")
    assert shell.done("contact", "show", str(boss), "--json").json["do_not_call"] is True
    shown = shell.done("calls", "show", number).lines
    assert [line.split()[0] for line in shown[1:]] == [f"customer:{firm}", f"contact:{boss}", str(leads[0])]
    shell.done("calls", "export", number, str(tmp_path / "list.csv"))
    assert (tmp_path / "list.csv").read_text(encoding="utf-8-sig").count("\n") == 4
    assert "“opportunity” cannot be called" in shell.refused("calls", "make", "x", "--from", "opportunity", "1")
    assert "lead, customer, contact, recipient" in " ".join(shell.done("calls", "make", "--help").out.split())


def test_campaigns_and_distribution_lists_are_called_from_the_shell(shell: Shell, leads: list[int]) -> None:
    """CAMP-20: --from campaign calls its recipients, --from distribution-list who is on it."""
    campaign = shell.add("campaign", "subject=Vinter", "type=telephone")
    recipient = shell.add("recipient", f"campaign=#{campaign}", "company=Bua AS", "phone=22 33 44 70")
    number = made(shell, "--from", "campaign", str(campaign))
    assert shell.done("calls", "next", number).lines[0] == f"recipient:{recipient}  Bua AS"
    shell.done("calls", "outcome", f"recipient:{recipient}", "not_interested")
    assert shell.done("recipient", "show", str(recipient), "--json").json["response"] == "negative"
    on = shell.add("distribution-list", "name=Julekort")
    shell.done("distribution-list", "put-on", str(on), *map(str, leads[:2]), "--from", "lead")
    assert shell.done("calls", "add", number, "--from", "distribution-list", "Julekort").lines == ["2 more on Høst."]
