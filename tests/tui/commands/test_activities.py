"""Tasks, appointments, notes and calls at a shell (COM-11, COM-12, COM-19)."""

from __future__ import annotations

from pathlib import Path

import pytest
from icalendar import Calendar

from tests.tui.commands.shell import Shell


@pytest.fixture
def fjord(shell: Shell) -> int:
    """A customer and a contact to link to."""
    shell.add("contact", "first_name=Kari", "last_name=Nes")
    return shell.add("customer", "name=Fjord AS")


def test_an_activity_is_linked_to_several_records(shell: Shell, fjord: int) -> None:
    """COM-11: by name or number, one more or all of them; what is no record is refused at its own name."""
    task = shell.add("task", "subject=Call", "customer=Fjord AS", "contact=Kari Nes")
    links = [(link["record"], link["title"]) for link in shell.done("task", "show", str(task), "--json").json["links"]]
    assert links == [("customer", "Fjord AS"), ("contact", "Kari Nes")]
    other = shell.add("customer", "name=Berg AS")
    shell.done("task", "set", str(task), f"customer={other}")
    assert len(shell.done("task", "show", str(task), "--json").json["links"]) == 3
    shell.done("task", "set", str(task), "links=")
    assert shell.done("task", "show", str(task), "--json").json["links"] == []
    assert shell.refused("task", "set", str(task), "customer=Nobody").startswith("customer: There is no customer")
    for kind in ("note", "call", "appointment"):
        shell.add(kind, "subject=About", "text=it", "customer=Fjord AS")


def test_what_comes_again(shell: Shell, fjord: int) -> None:
    """COM-12: a rule in any of the languages; done makes the next with the same links; undo takes both back."""
    task = shell.add("task", "subject=Report", "due=i morgen 9", "recurrence=hver 2. uke", f"customer={fjord}")
    assert shell.done("task", "list", "--fields", "due,recurrence").out == "22 Nov 2026 09:00\tevery 2 weeks\n"
    shell.done("task", "set", str(task), "done=ja")
    rows = shell.done("task", "list", "--fields", "due,done,recurrence").lines
    assert rows == ["22 Nov 2026 09:00\tyes\t", "6 Dec 2026 09:00\tno\tevery 2 weeks"]
    following = shell.done("task", "list", "--view", "open", "--json").json[0]["id"]
    assert shell.done("task", "show", str(following), "--json").json["links"][0]["title"] == "Fjord AS"
    shell.done("undo")
    assert len(shell.done("task", "list").lines) == 1
    assert shell.done("task", "skip", str(task)).out == "Skipped; the next one: 6 Dec 2026 09:00\n"
    assert "20 Dec 2026 09:00" in shell.done("task", "alone", str(task)).out
    assert "is no rule" in shell.refused("task", "set", str(task), "recurrence=now and then")
    assert shell.refused("task", "alone", str(task)).startswith("recurrence: It is of no series")
    assert "Nothing follows" in shell.refused("task", "skip", str(task))


def test_times_as_people_type_them(shell: Shell) -> None:
    """COM-12: an end as a time of that day or as how long it lasts; never before the beginning, never no day."""
    meeting = shell.add("appointment", "subject=Meeting", "end=1h", "start=fre 14:30", "place=Oslo")
    told = shell.done("appointment", "list", "--fields", "at,end").out
    assert told == "27 Nov 2026 14:30\t27 Nov 2026 15:30\n"
    shell.done("appointment", "set", str(meeting), "end=16")
    assert shell.done("appointment", "list", "--fields", "end").out == "27 Nov 2026 16:00\n"
    assert shell.refused("appointment", "set", str(meeting), "end=fre 10") == "end: It ends before it begins."
    assert "31.02.2027 does not exist" in shell.refused("appointment", "set", str(meeting), "at=31.02.2027")
    assert shell.refused("task", "add", "subject=X", "recurrence=daily").startswith(
        "due: What comes again needs a time"
    )


def test_overdue(shell: Shell) -> None:
    """COM-12: overdue is what should have been done; a task of today without a time of day is not yet."""
    for subject, due in (("Late", "yesterday 9"), ("Today", "today"), ("Earlier", "today 9"), ("Soon", "tomorrow")):
        shell.add("task", f"subject={subject}", f"due={due}")
    shell.add("task", "subject=Done", "due=yesterday 9", "done=yes")
    overdue = shell.done("task", "list", "--view", "overdue,mine", "--fields", "subject").lines
    assert overdue == ["Late", "Earlier"]


def test_as_icalendar(shell: Shell, tmp_path: Path) -> None:
    """COM-12: from the lists and from the calendar; a list of leads is none."""
    shell.add("task", "subject=Report", "due=tomorrow 9", "recurrence=every week", "remind=10")
    shell.add("appointment", "subject=Meeting", "start=tomorrow 10", "end=1h")
    for words, name in ((("task", "list"), "Report"), (("appointment", "list"), "Meeting")):
        target = tmp_path / f"{words[0]}.ics"
        shell.done(*words, "--out", str(target))
        found = Calendar.from_ical(target.read_bytes())
        assert [str(part["summary"]) for part in found.walk() if "summary" in part] == [name]
        assert "exists" in shell.refused(*words, "--out", str(target))
    target = tmp_path / "week.ics"
    shell.done("calendar", "tomorrow", "--out", str(target))
    found = Calendar.from_ical(target.read_bytes())
    assert [str(part["summary"]) for part in found.walk() if "summary" in part] == ["Meeting", "Report"]
    assert "--out: " in shell.refused("calendar", "--out", str(target))
    assert "must end in" in shell.refused("lead", "list", "--out", str(tmp_path / "x.ics"))
    assert "must end in" in shell.refused("calendar", "--out", str(tmp_path / "x.csv"))


def test_the_calendar(shell: Shell) -> None:
    """COM-12, COM-19: a day, a week, a month, with what is to come of series."""
    shell.add(
        "appointment", "subject=Weekly", "start=2026-11-16 10:00", "end=1h", "recurrence=every week", "place=Oslo"
    )
    shell.add("task", "subject=Call", "due=20.11.2026")
    assert shell.done("calendar").lines == [
        "16 Nov\t10:00\t11:00\tappointment\t1\tWeekly\tOslo\tROO\t",
        "20 Nov\t\t\ttask\t2\tCall\t\tROO\tlate",
    ]
    (coming,) = shell.done("calendar", "neste mandag", "--day", "--json").json
    assert (coming["id"], coming["at"], coming["coming"]) == (1, "2026-11-23T09:00:00Z", True)
    assert len(shell.done("calendar", "--month", "--whose", "all").lines) == 4
    assert "to come" in shell.done("calendar", "23.11", terminal=True).out
    assert "does not exist" in shell.refused("calendar", "31.02.2027")
    assert "There is no employee" in shell.refused("calendar", "--whose", "XXX")
