"""``salg order confirm`` (OPP-19)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.tui.commands.shell import Shell

HEAD = """
[company]
name = "Fjordvik Handel AS"
org_number = "923609016"
vat_registered = true
address = "Sjøgata 14\\n9008 Tromsø"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that one stands in."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def head(shell: Shell, text: str = HEAD) -> None:
    """Write the settings."""
    shell.write_settings(text)


def sold(shell: Shell, *given: str, country: str = "NO") -> str:
    """Put a customer with an order of one line on file."""
    customer = shell.add(
        "customer", "name=Guovdageainnu Duodji AS", "postal_street=Bredbuktnesveien 6", "postal_postcode=9520",
        "postal_town=Guovdageaidnu", f"postal_country={country}", "payment_terms=14", "invoice_reference=PO 88",
    )  # fmt: skip
    return str(shell.add("order", f"customer=#{customer}", "lines=Čállin ŋ đ ŧ: 2 stk @ 1250 -10 % 25 %", *given))


def text(path: Path) -> str:
    """Return the text of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(path).pages).replace("\xa0", " ")


def test_a_confirmation_in_the_customers_language(shell: Shell, folder: Path) -> None:
    head(shell)
    said = shell.done("order", "confirm", sold(shell))
    target = folder / "ordrebekreftelse-1.pdf"
    assert said.out.strip() == str(target)
    assert "account" in said.err
    read = text(target)
    for words in ("Ordrebekreftelse 1", "Utkast", "Guovdageainnu Duodji AS", "9520 Guovdageaidnu", "Čállin ŋ đ ŧ"):
        assert words in read
    for words in ("2 250,00", "562,50", "2 812,50", "PO 88", "14 dager netto", "923 609 016 MVA"):
        assert words in read
    assert "exists already" in shell.refused("order", "confirm", "1")
    shell.done("order", "confirm", "1", "--force")
    shell.done("order", "confirm", "1", "--out", str(folder / "own.pdf"), "--language", "da")
    assert "Ordrebekræftelse 1" in text(folder / "own.pdf")
    assert "must end in .pdf" in shell.refused("order", "confirm", "1", "--out", "own.txt")


@pytest.mark.parametrize(
    ("country", "title"), [("DK", "Ordrebekræftelse"), ("DE", "Order confirmation"), ("", "Order")]
)
def test_the_country_says_which_language(shell: Shell, folder: Path, country: str, title: str) -> None:
    head(shell)
    shell.done("order", "confirm", sold(shell, country=country), "--out", "found.pdf")
    assert title in text(folder / "found.pdf")


def test_a_draft_is_confirmed_when_asked_for_and_undone(shell: Shell, folder: Path) -> None:
    head(shell)
    order = sold(shell)
    shell.done("order", "confirm", order)
    assert shell.done("order", "show", order, "--json").json["status"] == "draft"
    found = shell.done("order", "confirm", order, "--set-confirmed", "--force", "--json").json
    assert (found["status"], found["number"]) == ("confirmed", "1")
    assert "Utkast" not in text(folder / "ordrebekreftelse-1.pdf")
    shell.done("undo")
    assert shell.done("order", "show", order, "--json").json["status"] == "draft"
    shell.done("order", "set", order, "status=cancelled")
    assert "is cancelled" in shell.refused("order", "confirm", order, "--set-confirmed", "--force")


def test_what_is_missing_is_said_and_nothing_is_written(shell: Shell, folder: Path) -> None:
    order = sold(shell)
    assert shell.refused("order", "confirm", order, "--set-confirmed").startswith("company.name: ")
    head(shell)
    customer = shell.add("customer", "name=Berg AS")
    empty = str(shell.add("order", f"customer=#{customer}"))
    assert "has no lines" in shell.refused("order", "confirm", empty)
    assert "There is no order" in shell.refused("order", "confirm", "#99")
    head(shell, HEAD + 'logo = "/nowhere/logo.png"\n')
    assert shell.refused("order", "confirm", order, "--set-confirmed").startswith("company.logo: ")
    assert shell.done("order", "show", order, "--json").json["status"] == "draft"
    assert list(folder.iterdir()) == []


def test_the_doctor_says_what_the_head_lacks(shell: Shell) -> None:
    assert "company.name: The company has no name yet" in shell.done("doctor").out
    head(shell, HEAD + 'logo = "logo.png"\n')
    said = shell.done("doctor").out
    assert "not set: account" in said
    assert "company.logo: The path of the logo must begin with / or ~: logo.png" in said
