"""Dialling by a command of the user's own (LEAD-38)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from model.core.errors import UserError
from model.files import user_command
from model.telephony.dialling import dial, dialled, telephone_link


def command(tmp_path: Path, body: str) -> str:
    """Return a command that runs Python code with the words it got."""
    script = tmp_path / "my phone.py"
    script.write_text(f"import json, sys\nfrom pathlib import Path\n{body}\n", encoding="utf-8")
    return f"{sys.executable} '{script}' --line 2"


def test_the_number_is_the_last_argument_and_no_shell_sees_it(tmp_path: Path) -> None:
    """LEAD-38: words are split as a shell would, nothing else is interpreted."""
    out = tmp_path / "out"
    body = f"Path({str(out)!r}).write_text(json.dumps(sys.argv[1:]))"
    dial(command(tmp_path, body) + " '$HOME; touch x' `id`", "+47 22 33 44 55")
    assert json.loads(out.read_text()) == ["--line", "2", "$HOME; touch x", "`id`", "+4722334455"]


@pytest.mark.parametrize(
    "number", ["", "-rf", "22334455; reboot", "$(id)", "../../etc", "+47 22 33 44 55 / 99", "ring meg", "22\n334455"]
)
def test_what_is_no_number_is_not_dialled(tmp_path: Path, number: str) -> None:
    out = tmp_path / "out"
    with pytest.raises(UserError):
        dial(command(tmp_path, f"Path({str(out)!r}).touch()"), number)
    assert not out.exists()


def test_the_number_plans_form_is_dialled_where_there_is_one() -> None:
    assert dialled("22 33 44 55 (sentralbord)", "+4722334455") == "+4722334455"
    assert telephone_link("22 33 44 55", "+4722334455") == "tel:+4722334455"
    assert telephone_link("ring meg") == ""


@pytest.mark.parametrize("number", ["*21*90000000#", "#31#22334455", "22334455*1"])
def test_orders_to_the_exchange_are_dialled_only_where_somebody_said_yes(tmp_path: Path, number: str) -> None:
    """A number of an imported list must not set up call forwarding to a paid one; no link does either."""
    out = tmp_path / "out"
    line = command(tmp_path, f"Path({str(out)!r}).write_text(sys.argv[-1])")
    with pytest.raises(UserError, match=r"order to the telephone exchange"):
        dial(line, number)
    assert not out.exists()
    assert telephone_link(number) == ""
    dial(line, number, codes=True)
    assert out.read_text() == number


@pytest.mark.parametrize(
    ("number", "right"),
    [("+47 (0) 22 33 44 55", "+4722334455"), ("0046(0)8-123 456 78", "0046812345678"), ("(0) 22 33", "02233")],
)
def test_the_nought_in_brackets_is_for_calls_within_the_country(number: str, right: str) -> None:
    assert dialled(number) == right


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "No dial_command"),
        ("'unclosed", "cannot be read"),
        ("/no/such/program", "No such file"),
        ("/", "cannot be run"),
    ],
)
def test_a_command_that_cannot_be_run_is_said(line: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        dial(line, "22334455")


def test_a_command_that_fails_says_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="line is busy"):
        dial(command(tmp_path, "sys.stderr.write('oh\\nline is busy\\n'); sys.exit(3)"), "22334455")


def test_a_command_that_stays_is_left_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A softphone that runs for the length of the call does not hold the caller up."""
    monkeypatch.setattr(user_command, "PATIENCE", 0.05)
    stop = tmp_path / "stop"
    body = f"import time\nfor _ in range(2000):\n    if Path({str(stop)!r}).exists(): break\n    time.sleep(0.005)"
    dial(command(tmp_path, body), "22334455")
    stop.touch()
