"""Templates in the shell: written, filled from records, and what they said before."""

from __future__ import annotations

import json

from tests.tui.commands.conftest import Shell


def test_templates(shell: Shell) -> None:
    """Added, refused where they cannot be read, filled, changed, brought back, exported and deleted."""
    shell.done("contact", "add", "first_name=Kari", "last_name=Nes", "email=kari@fjord.no")
    shell.done("template", "add", "name=Hello", "kind=email", "subject=Hi {{ contact.first_name }}",
               "text=Dear {{ contact.name }} of {{ customer.name }}")  # fmt: skip
    assert "Line 1: There is no merge field" in shell.refused("template", "add", "name=Bad", "text={{ contact.frist }}")
    found = shell.done("template", "fill", "Hello", "--from", "contact", "1").out
    assert found == "Left blank: Customer: Name.\nTo: kari@fjord.no\nSubject: Hi Kari\n\nDear Kari Nes of \n"
    document = json.loads(shell.done("template", "fill", "1", "--from", "contact", "Kari Nes", "--json").out)
    assert document == {
        "subject": "Hi Kari", "text": "Dear Kari Nes of ", "html": None, "missing": ["customer.name"],
        "email": "kari@fjord.no",
    }  # fmt: skip
    shell.done("template", "set", "1", "text=Other")
    versions = json.loads(shell.done("template", "versions", "Hello", "--json").out)
    assert [one["text"] for one in versions] == ["Other", "Dear {{ contact.name }} of {{ customer.name }}"]
    first = str(versions[1]["version"])
    asked = ("template", "fill", "1", "--from", "contact", "1", "--version", first)
    assert "Dear Kari Nes" in shell.done(*asked).out
    assert shell.done("template", "restore", "1", first).out == "Brought back.\n"
    assert shell.done("template", "restore", "1", first).out == "It says that already.\n"
    assert "There is no version 0" in shell.refused("template", "restore", "1", "0")
    assert "{{ contact.first_name }}               Contact: First name" in shell.done("template", "fields").out
    assert "There is no contact 9" in shell.refused("template", "fill", "1", "--from", "contact", "9")
    assert shell.run("template", "fill", "1", "--from", "shoe", "1").code == 2
    assert "Hello" in shell.done("template", "list").out
    shell.done("template", "delete", "1")
    assert "Hello" not in shell.done("template", "list").out
