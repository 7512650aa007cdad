"""``salg order`` and ``salg opportunity order`` (OPP-17, OPP-18, CUST-11, P10; cli.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.commands.shell import Shell


@pytest.fixture
def filed(shell: Shell) -> Shell:
    """A customer with settings, and a won opportunity of it."""
    shell.done("customer", "add", "name=Fjord AS", "payment_terms=14", "invoice_reference=PO 7")
    shell.done("opportunity", "add", "title=Solar", "customer=Fjord AS", "amount=50000", "status=won")
    return shell


@pytest.mark.parametrize("verb", ["add", "set"])
def test_help_says_how_lines_are_written(shell: Shell, verb: str) -> None:
    """OPP-18: every field that can be set is named, those in tables of their own too."""
    assert 'lines="Consulting: 10 h @ 1250 -10 % 25 %;' in " ".join(shell.done("order", verb, "--help").out.split())


def test_lines_are_typed_shown_and_exported_as_the_same_text(filed: Shell, tmp_path: Path) -> None:
    made = filed.add("order", "customer=1", "title=Roof", "lines=Work: 10 h @ 1 250 -10 % 25 %; Book: 3 @ 99,90 0 %")
    shown = filed.done("order", "show", str(made), "--json").json
    assert shown["lines"] == [
        {"id": 1, "text": "Work", "quantity": "10", "unit": "h", "unit_price": "1250.00", "discount": "10.00",
         "vat_rate": "25.00", "amount": "11250.00"},
        {"id": 2, "text": "Book", "quantity": "3", "unit": None, "unit_price": "99.90", "discount": "0.00",
         "vat_rate": "0.00", "amount": "299.70"},
    ]  # fmt: skip
    assert (shown["total_net"], shown["total_vat"], shown["total"]) == ("11549.70", "2812.50", "14362.20")
    assert (shown["terms"], shown["reference"], shown["currency"], shown["status"]) == (14, "PO 7", "NOK", "draft")
    out = tmp_path / "orders.csv"
    filed.done("--lang", "nb", "order", "list", "--fields", "title,customer,lines", "--out", str(out))
    text = out.read_text("utf-8-sig")
    assert "Work: 10 h @ 1250,00 -10 % 25 %; Book: 3 @ 99,90 0 %" in text
    out.write_text(text.replace("Roof", "Roof 2"), "utf-8")
    filed.done("order", "import", str(out))
    again = filed.done("order", "show", "2", "--json").json
    assert (again["title"], again["total"]) == ("Roof 2", "14362.20")


def test_lines_are_set_filtered_by_and_undone(filed: Shell) -> None:
    made = str(filed.add("order", "customer=1", "lines=Work: 2 h @ 100 25 %"))
    assert "New order Order 1" in filed.done("history").out
    assert "There is no VAT rate of 17 %" in filed.refused("order", "set", made, "lines=A: 1 @ 1 17 %")
    filed.done("order", "set", made, "lines=Work: 3 h @ 100 25 %; Travel: 1 @ 50 0 %")
    assert filed.done("order", "show", made, "--json").json["total"] == "425.00"
    assert [one["id"] for one in filed.done("order", "list", "--where", "lines~trav", "--json").json] == [1]
    assert filed.done("order", "list", "--where", "lines~zz", "--json").json == []
    filed.done("undo")
    assert filed.done("order", "show", made, "--json").json["total"] == "250.00"


def test_what_is_won_becomes_one_order(filed: Shell) -> None:
    """P10: the second is refused with the number of the first; undone, it can be made again."""
    told = filed.done("opportunity", "order", "1", "--dry-run")
    assert "Payment terms (days): 14" in told.lines
    assert "Line: Solar: 1 at 50,000.00, VAT 25 %" in told.lines
    assert filed.done("order", "list", "--json").json == []
    assert filed.done("opportunity", "order", "1", "--json").json == {"opportunity": 1, "order": 1, "number": 1}
    assert "Solar has an order already: number 1" in filed.refused("opportunity", "order", "1")
    shown = filed.done("order", "show", "1", "--json").json
    assert (shown["opportunity"], shown["total"], shown["customer"]) == ("Solar", "62500.00", "Fjord AS")
    assert filed.done("opportunity", "order", "1", "--dry-run").lines == ["It has an order already: number 1."]
    filed.done("undo")
    assert filed.done("opportunity", "order", "1").out.strip() == "2"


def test_what_is_not_won_becomes_none(filed: Shell) -> None:
    filed.done("opportunity", "set", "1", "status=open")
    assert "Solar is not won" in filed.refused("opportunity", "order", "1")


def test_rates_of_the_settings_are_those_that_lines_may_have(filed: Shell) -> None:
    filed.write_settings('[orders]\nvat_rates = "17 0"\n')
    made = filed.add("order", "customer=1", "lines=A: 1 @ 100")
    assert filed.done("order", "show", str(made), "--json").json["total"] == "117.00"
    assert "there are 17 %, 0 %" in filed.refused("order", "set", str(made), "lines=A: 1 @ 100 25 %")


def test_a_bad_row_of_a_file_is_told_and_the_others_come_in(filed: Shell, tmp_path: Path) -> None:
    """Quantities beyond 64 bits, rates that do not exist, a delivery before the order: a sentence each."""
    file = tmp_path / "orders.csv"
    file.write_text(
        "Title;Customer;Order date;Delivery date;Lines\n"
        "A;Fjord AS;2026-11-01;2026-11-20;Work: 1 @ 100\n"
        "B;Fjord AS;2026-11-01;2026-10-20;Work: 1 @ 100\n"
        "C;Fjord AS;2026-11-01;;Work: 99999999999999999999 @ 100\n"
        "D;Fjord AS;2026-11-01;;Work: 1 @ 100 17 %\n"
        "E;Fjord AS;2026-11-01;;Work: 1 @ 100 -101 %\n"
    )
    said = filed.run("order", "import", str(file))
    told = said.out + said.err
    for sentence in ("before the order date", "too large", "no VAT rate of 17 %", "between 0 and 100"):
        assert sentence in told, told
    assert [one["title"] for one in filed.done("order", "list", "--json", "--fields", "title").json] == ["A"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("lines=A: 1 @ 1.12345678901234567", "lines: A: 1.12345678901234567 has more than 4 decimals"),
        ("lines=A: 12345678901234567890 @ 1", "lines: A: 12345678901234567890 is too large"),
        ("lines=A: 9999999999999 @ 999999999999", "lines: A: 9,999,999,999,989,000,000,000,001.00 is too large"),
        ("lines=A: 90 @ 9999999999999; B: 90 @ 9999999999999", "lines: 1,799,999,999,999,820.00 is too large"),
        ("lines=A: 1 @ 1 -120 %", "lines: A: Discount (%) must be between 0 and 100."),
        ("lines=A: 1 @ 1 17 %", "lines: A: There is no VAT rate of 17 %: there are 25 %, 15 %, 12 %, 0 %."),
        ("discount=120", "discount: Discount (%) must be between 0 and 100."),
        ("delivery=1.1.2020", "delivery: The delivery is before the order date"),
        ("currency=XXX", "currency: “XXX” is no currency"),
        ("number=0", "number: Order no. must be between 1 and"),
    ],
)
def test_what_no_order_can_be_is_refused_with_its_field(filed: Shell, typed: str, sentence: str) -> None:
    """OPP-18: the line is named, and nothing is made."""
    assert filed.refused("order", "add", "customer=1", typed).removeprefix("salg: ").startswith(sentence)
    assert filed.done("order", "list", "--json").json == []


def test_the_preview_of_an_import_says_what_lines_cannot_be(filed: Shell, tmp_path: Path) -> None:
    """OPP-18: before anything is written, the order that is locked too; a row that unlocks it may have new lines."""
    filed.done("order", "add", "customer=1", "title=Old", "status=invoiced", "lines=A: 1 @ 100")
    path = tmp_path / "orders.csv"
    path.write_text("ID;Customer;Title;Lines\n;Fjord AS;New;B: 1 @ 1 17 %\n1;Fjord AS;Old;A: 2 @ 100\n", "utf-8")
    preview = filed.done("order", "import", str(path), "--update", "--dry-run").out
    assert "Lines: B: There is no VAT rate of 17 %" in preview
    assert "Lines: Order 1 is invoiced or cancelled" in preview
    assert "2 rows: 2 error" in preview
    path.write_text("ID;Status;Lines\n1;draft;A: 2 @ 100\n", "utf-8")
    assert "1 row: 1 changed" in filed.done("order", "import", str(path), "--update", "--dry-run").out
    filed.done("order", "import", str(path), "--update")
    assert filed.done("order", "show", "1", "--json").json["total_net"] == "200.00"
