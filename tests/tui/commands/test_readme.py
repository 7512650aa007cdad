"""The README's shell section is done as it stands, command by command."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.tui.commands.shell import Shell

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("## From the shell", 1)[1].split("\n## ", 1)[0]
COMMANDS = re.findall(r"^salg .+$", SECTION, re.MULTILINE)


@pytest.fixture
def office(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """What the commands name: two more employees, 17 leads, 12 opportunities, 3 customers, a file in the folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contract.pdf").write_bytes(b"%PDF-1.4")
    for initials in ("KNO", "OBE"):
        shell.add("employee", f"initials={initials}", f"name={initials}", f"account={initials.lower()}", "role=seller")
    for number in range(1, 18):
        owner = "me" if number % 2 else ""
        shell.add("lead", f"name=Lead {number}", "industry=Bygg", f"phone=22 33 44 {number + 10}", f"owner={owner}")
    for name in ("Aune AS", "Berg AS", "Fjord AS"):
        shell.add("customer", f"name={name}", "postal_street=Gata 1", "postal_postcode=0150", "postal_town=Oslo")
    shell.add("template", "name=Newsletter", "kind=email", "subject=News", "text=Hello")
    shell.add("template", "name=Welcome", "kind=letter", "subject=Welcome", "text=Dear {{ name }}")
    shell.add("template", "name=Address", "kind=label", "text={{ address }}")
    for number in range(1, 13):
        shell.add("opportunity", f"title=Sale {number}", "customer=1", "amount=1000")
    return shell


def test_every_command_is_done(office: Shell, tmp_path: Path) -> None:
    """One after the other, in one folder, as somebody who tries them does; and the files that they name are there."""
    assert len(COMMANDS) >= 15
    for command in COMMANDS:
        # A server's database is backed up by copying it to a file.
        words = command.replace("salg backup", "salg copy-to") if isinstance(office.location, str) else command
        office.done(*shlex.split(words)[1:])
    written = re.findall(r"(?:--out|backup) (\S+)", SECTION)
    assert len(written) >= 4
    assert [name for name in written if not (tmp_path / name).is_file()] == []
