"""Templates in the shell: written, filled from records, and what they said before."""

from __future__ import annotations

import json

from tests.standins.smtp import SmtpServer
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


def test_mail_merge(shell: Shell) -> None:
    """What would be sent is told with who is left out; without an account drafts are kept."""
    for name, email in (("Fjord AS", "post@fjord.no"), ("Berg AS", ""), ("Dal AS", "post@fjord.no")):
        shell.done("lead", "add", f"name={name}", f"email={email}")
    shell.done("template", "add", "name=Hello", "subject=Hi {{ customer.name }}", "text=News")
    asked = ("lead", "email", "--template", "Hello", "--view", "all")
    told = "1 gets it.\n1 has no e-mail address.\n1 has an address that gets it already.\n"
    assert shell.done(*asked, "--dry-run").out == told
    document = json.loads(shell.done(*asked, "--dry-run", "--json").out)
    assert document["counts"] == {"sent": 1, "no_address": 1, "double": 1}
    assert "The settings name no mail server" in shell.refused(*asked)
    assert shell.done(*asked, "--draft").out == told
    assert "Hi Fjord AS" in shell.done("email", "list").out or "Hi Dal AS" in shell.done("email", "list").out
    assert "There is nobody to send it to." in shell.refused("lead", "email", "2", "--template", "Hello", "--draft")
    assert "There is no template Nope" in shell.refused("lead", "email", "1", "--template", "Nope").replace(
        "“", ""
    ).replace("”", "")
    shell.done("distribution-list", "add", "name=News")
    shell.done("distribution-list", "put-on", "News", "--from", "lead", "1")
    assert shell.done("distribution-list", "email", "News", "--template", "Hello", "--dry-run").out == "1 gets it.\n"
    assert shell.run("lead", "email", "--template", "Hello").code == 2


def test_a_mail_merge_is_sent(shell: Shell) -> None:
    """To each its own, in letters that few alphabets have; later ones wait, and are cancelled together."""
    for first, email in (("Áilu", "ailu@fjord.no"), ("Čáhce", "cahce@fjord.no")):
        shell.done("contact", "add", f"first_name={first}", "last_name=Nes", f"email={email}")
    shell.done(
        "template", "add", "name=Hello", "subject=Buorre beaivi {{ kontakt.fornavn }}", "text=Hi", "html=<p>Hi</p>"
    )
    with SmtpServer() as server:
        shell.write_settings(f'[mail]\naddress = "kari@firma.example"\nsmtp = "smtp://127.0.0.1:{server.port}"\n')
        asked = ("contact", "email", "--template", "Hello", "--view", "all")
        assert shell.done(*asked).out == "2 get it.\n"
        assert sorted(one.message["subject"] for one in server.taken) == ["Buorre beaivi Áilu", "Buorre beaivi Čáhce"]
        assert all(one.message.get_body(("html",)) is not None for one in server.taken)
        shell.done(*asked, "--later")
        assert len(server.taken) == 2
        assert shell.done("mail", "outbox", "cancel", "all").out == "2 e-mails cancelled.\n"
        shell.done("mail", "send")
        assert len(server.taken) == 2
