"""Reading SAF-T Financial: what is taken from a file, and what is refused, with the line named (CUST-20)."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from model.core.errors import UserError
from model.ledger.saft.contents import Account, Doubt, Header, PartyLine
from model.ledger.saft.contents import Party as ReadParty
from model.ledger.saft.reader import Item, SaftReader
from model.ledger.saft.source import is_xml, open_source
from tests.model.ledger.accounts_file import NAMESPACE, Accounts, Line, Party, Transaction, payment, sale

FJORD = Party("10000", "Fjord AS", "923609016", opening=100_00)
BERG = Party("10001", "Berg & Dal AS")
STROM = Party("50000", "Strøm AS", "974760673", opening=-50_00, supplier=True)
TRANSACTIONS = (
    sale("1", "2026-01-10", FJORD, 1250_00, "<ReferenceNumber>77</ReferenceNumber><DueDate>2026-01-24</DueDate>"),
    payment("2", "2026-01-20", FJORD, 1250_00, "<CID>00077</CID>"),
    sale("3", "2026-02-01", STROM, 500_00),
)


def accounts(*transactions: Transaction, **given: object) -> Accounts:
    """Return small accounts."""
    return Accounts((FJORD, BERG, STROM), lambda: transactions or TRANSACTIONS, **given)  # type: ignore[arg-type]


def read(path: Path) -> list[Item]:
    """Return all that a file says."""
    with open_source(path) as source:
        return [*SaftReader(source)]


def lines(items: list[Item]) -> list[PartyLine]:
    return [item for item in items if isinstance(item, PartyLine)]


def doubts(items: list[Item]) -> list[tuple[str, int]]:
    return [(item.kind, item.line) for item in items if isinstance(item, Doubt)]


def refused(path: Path) -> str:
    """Return the sentence that a file is refused with."""
    with pytest.raises(UserError) as caught:
        read(path)
    return caught.value.message


Changed = Callable[[str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Write the small file with a text in it replaced, once."""

    def write(old: str, new: str) -> Path:
        path = accounts().write(tmp_path / "changed.xml")
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("version", "prefix", "encoding"),
    [("1.10", "n1", "utf-8"), ("1.20", "", "iso-8859-1"), ("1.30", "", "utf-16"), ("1.30", "saft", "windows-1252")],
)
def test_what_a_file_says(tmp_path: Path, version: str, prefix: str, encoding: str) -> None:
    path = accounts(version=version, prefix=prefix, encoding=encoding).write(tmp_path / "accounts.xml")
    items = read(path)
    header = items[0]
    assert isinstance(header, Header)
    assert (header.company, header.currency, header.start, header.end) == ("923609016", "NOK", (2026, 1), (2026, 12))
    parties = [item for item in items if isinstance(item, ReadParty)]
    assert [(each.ledger, each.number, each.opening, each.closing) for each in parties] == [
        ("customer", "10000", 100_00, 100_00),
        ("customer", "10001", 0, 0),
        ("supplier", "50000", -50_00, -550_00),
    ]
    assert parties[1].values["Name"] == "Berg & Dal AS"
    assert parties[2].values["Name"] == "Strøm AS"
    assert [item.number for item in items if isinstance(item, Account)][:2] == ["1500", "2400"]
    found = lines(items)
    assert [(each.ledger, each.party, each.amount, each.date, each.due) for each in found] == [
        ("customer", "10000", 1250_00, "2026-01-10", "2026-01-24"),
        ("customer", "10000", -1250_00, "2026-01-20", ""),
        ("supplier", "50000", -500_00, "2026-02-01", ""),
    ]
    assert (found[0].reference, found[1].kid, found[0].text) == ("77", "00077", "Invoice 1")
    assert (found[0].journal, found[0].transaction, found[0].record, found[0].year, found[0].period) == (
        "GL", "1", "2", 2026, 1,
    )  # fmt: skip


def test_the_tax_administrations_own_example(samples: Path) -> None:
    (path,) = (samples / "saft").glob("*.xml")
    items = read(path)
    sums: dict[tuple[str, str], int] = {}
    for line in lines(items):
        sums[line.ledger, line.party] = sums.get((line.ledger, line.party), 0) + line.amount
    parties = [item for item in items if isinstance(item, ReadParty)]
    assert len(parties) == 12
    for party in parties:
        assert party.opening + sums.get((party.ledger, party.number), 0) == party.closing
    assert not doubts(items)


def test_an_archive_with_one_file_is_read(tmp_path: Path) -> None:
    plain = accounts().write(tmp_path / "accounts.xml")
    archive = tmp_path / "accounts.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.write(plain, "folder/accounts.xml")
        made.writestr("readme.txt", "hello")
    assert read(archive) == read(plain)
    assert is_xml(archive)
    with zipfile.ZipFile(archive, "a") as made:
        made.write(plain, "second.xml")
    assert refused(archive) == (
        "accounts.zip holds 2 XML files: unpack it, and import them one by one, the oldest first."
    )


def test_archives_that_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", "hello")
    assert refused(path) == "a.zip is an archive without an XML file in it."
    plain = accounts().write(tmp_path / "accounts.xml")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.write(plain, "a.xml")
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + b"\0\0\0\0" + whole[64:])
    assert refused(path) == "The archive is damaged: what it holds cannot be unpacked."
    path.write_bytes(whole[:-30])
    assert refused(path) == "a.zip is a damaged archive."
    path.write_bytes(whole)
    monkeypatch.setattr("model.ledger.saft.source.MOST_UNPACKED", 1024)
    assert refused(path).startswith("a.zip unpacks to 0 MB; at most 0 are read.")


BOMB = """<?xml version="1.0"?>
<!DOCTYPE AuditFile [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<AuditFile xmlns="{namespace}"><Header><AuditFileVersion>&b;</AuditFileVersion></Header></AuditFile>
"""


@pytest.mark.parametrize(
    ("declaration", "line"),
    [
        (BOMB, 2),
        ('<?xml version="1.0"?>\n<!DOCTYPE AuditFile SYSTEM "file:///etc/passwd">\n<AuditFile/>', 2),
        ('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>\n<AuditFile/>', 1),
    ],
)
def test_nothing_unfolds_and_no_other_file_is_read(tmp_path: Path, declaration: str, line: int) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text(declaration.replace("{namespace}", NAMESPACE))
    assert refused(path) == (
        f"Line {line} of the file: the file has a DTD or entities, which can make it grow without end. It is not read."
    )


NO_ENCODING = "the file names an encoding that cannot be read"
OTHER_FILE = "The file is an audit file, but not SAF-T Financial of Norway: it says "
OTHER_FILE += "“urn:OECD:StandardAuditFile-Tax:PT_1.04_…”."
NO_AMOUNT = "“{}” is no amount of SAF-T, which writes 1234.50."
NO_DATE = "“{}” is no date of SAF-T, which writes 2027-01-31."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<AuditFileVersion>1.30", "<AuditFileVersion>2.00", "the file is of version “2.00”; 1.10 to 1.30 are read."),
        ("<AuditFileCountry>NO", "<AuditFileCountry>DK", "the accounts are of another country (DK)."),
        ("<Amount>1250.00", "<Amount>1250,00", NO_AMOUNT.format("1250,00")),
        ("<Amount>1250.00", "<Amount>1e5", NO_AMOUNT.format("1e5")),
        ("<Amount>1250.00", "<Amount>-", NO_AMOUNT.format("-")),
        ("<Amount>1250.00", f"<Amount>{'9' * 20}", f"the amount {'9' * 20} is too large."),
        ("<OpeningDebitBalance>100.00", "<OpeningDebitBalance>ett", NO_AMOUNT.format("ett")),
        ("<TransactionDate>2026-01-10", "<TransactionDate>10.01.2026", NO_DATE.format("10.01.2026")),
        ("<DueDate>2026-01-24", "<DueDate>2026-02-30", NO_DATE.format("2026-02-30")),
        ("<PeriodYear>2026", "<PeriodYear>MMXXVI", "“MMXXVI” is no year or period."),
        ("<Journal>", "<Journal <", "that is no well-formed XML: not well-formed (invalid token)."),
        ("</Journal>", "</Jornal>", "that is no well-formed XML: mismatched tag."),
        ('encoding="UTF-8"', 'encoding="UTF-16"', "the file names an encoding that it is not written in."),
        ('encoding="UTF-8"', 'encoding="klingon"', f"{NO_ENCODING}: unknown encoding: klingon."),
        ('encoding="UTF-8"', 'encoding="big5"', f"{NO_ENCODING}: multi-byte encodings are not supported."),
    ],
)  # fmt: skip
def test_what_is_broken_is_named_with_its_line(changed: Changed, old: str, new: str, sentence: str) -> None:
    path = changed(old, new)
    (line,) = [number for number, text in enumerate(path.read_text().splitlines(), 1) if new in text][:1]
    assert refused(path) == f"Line {line} of the file: {sentence}"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Financial:NO", "Financial:DK", "The file is SAF-T of another country (DK); only that of Norway is read."),
        ("Financial:NO", "CashRegister:NO",
         "The file is SAF-T of a cash register; what is read here is SAF-T Financial."),
        ("urn:StandardAuditFile-Taxation-Financial:NO", "urn:OECD:StandardAuditFile-Tax:PT_1.04_01",
         OTHER_FILE),
        ("<RegistrationNumber>923609016</RegistrationNumber>\n<Name>Vik", "<Name>Vik",
         "Line 17 of the file: the header names no company by its organisation number."),
        ("<TransactionID>1</TransactionID>", "",
         "Line 143 of the file: the transaction of the line has no number or no date."),
        ("</AuditFile>\n", "", "Line 235 of the file: the file ends there, in the middle: it was cut off."),
    ],
)  # fmt: skip
def test_files_that_are_refused(changed: Changed, old: str, new: str, sentence: str) -> None:
    assert refused(changed(old, new)) == sentence


def test_a_file_without_a_header_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bare.xml"
    path.write_text(f'<AuditFile xmlns="{NAMESPACE}"/>')
    assert refused(path) == "The file does not say whose accounts it holds: it has no header."


def test_letters_of_another_encoding_than_it_says(tmp_path: Path) -> None:
    path = accounts().write(tmp_path / "latin.xml")
    path.write_bytes(path.read_bytes().replace("Strøm".encode(), "Strøm".encode("latin-1")))
    assert refused(path).endswith("the letters there are written in another encoding than the file says.")
    assert refused(path).startswith("Line 95 of the file:")


@pytest.mark.parametrize("content", [b"", b"   \n", b"<html><body/></html>", b"navn;nummer\n", b"\x00\x01\x02" * 30])
def test_what_is_no_saft_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.xml"
    path.write_bytes(content)
    assert refused(path)
    assert not is_xml(path)


def test_a_file_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = accounts().write(tmp_path / "whole.xml").read_bytes()
    path = tmp_path / "cut.xml"
    for length in range(0, len(whole.rstrip()), 97):
        path.write_bytes(whole[:length])
        assert refused(path)


def test_lines_in_doubt_are_named_and_passed_over(tmp_path: Path) -> None:
    both = "<SupplierID>50000</SupplierID>"
    transactions = (
        Transaction("1", "2026-01-10", "Nobody", [Line("1500", 10_00), Line("3000", -10_00)]),
        Transaction("2", "2026-01-10", "Income of a customer", [Line("3000", -10_00, FJORD)]),
        Transaction("3", "2026-01-10", "Both, the account decides", [Line("1500", 10_00, FJORD, both)]),
        Transaction("4", "2026-01-10", "Customer on the suppliers' account", [Line("2400", 10_00, FJORD)]),
        Transaction("5", "2026-01-10", "Whole", [Line("1500", 7_00)], more="<CustomerID>10000</CustomerID>\n"),
    )
    items = read(accounts(*transactions).write(tmp_path / "accounts.xml"))
    assert [(each.transaction, each.party, each.amount) for each in lines(items)] == [
        ("3", "10000", 10_00), ("5", "10000", 7_00),
    ]  # fmt: skip
    assert [kind for kind, _line in doubts(items)] == ["no party", "no party"]
    text = (tmp_path / "accounts.xml").read_text().splitlines()
    assert all(text[line - 1] == "</Line>" for _kind, line in doubts(items))


def test_a_customer_and_a_supplier_on_one_account_are_in_doubt(tmp_path: Path) -> None:
    path = accounts(
        Transaction("1", "2026-01-10", "Both", [Line("1500", 10_00, FJORD, "<SupplierID>50000</SupplierID>")])
    ).write(tmp_path / "accounts.xml")
    path.write_text(
        path.read_text().replace("<AccountID>2400</AccountID>\n<Opening", "<AccountID>1500</AccountID>\n<Opening")
    )
    items = read(path)
    assert not lines(items)
    assert [kind for kind, _line in doubts(items)] == ["two parties"]


def test_amounts(changed: Changed) -> None:
    items = read(changed("<Amount>1250.00", "<Amount>1250.0050"))
    assert lines(items)[0].amount == 1250_01
    assert [kind for kind, _line in doubts(items)] == ["rounded"]
    for text, amount in (("1250", 1250_00), ("+12.5", 12_50), (".5", 50), ("-3.10", -3_10), ("7.2500000", 7_25)):
        items = read(changed("<Amount>1250.00", f"<Amount>{text}"))
        assert lines(items)[0].amount == amount
        assert not doubts(items)
    items = read(changed("<Amount>1250.00</Amount>", ""))
    assert [kind for kind, _line in doubts(items)] == ["no amount"]


def test_foreign_currency_is_read_beside_the_amount(changed: Changed) -> None:
    foreign = (
        "<CurrencyCode>EUR</CurrencyCode><CurrencyAmount>108.51</CurrencyAmount><ExchangeRate>11.52</ExchangeRate>"
    )
    items = read(changed("<Amount>1250.00</Amount>", f"<Amount>1250.00</Amount>{foreign}"))
    assert (lines(items)[0].amount, lines(items)[0].foreign) == (1250_00, "EUR 108.51 11.52")
    own = foreign.replace("EUR", "NOK")
    assert lines(read(changed("<Amount>1250.00</Amount>", f"<Amount>1250.00</Amount>{own}")))[0].foreign == ""


def test_dates_with_a_zone_or_a_time(changed: Changed) -> None:
    for text in ("2026-01-10+01:00", "2026-01-10Z", "2026-01-10T00:00:00"):
        assert lines(read(changed("<TransactionDate>2026-01-10", f"<TransactionDate>{text}")))[0].date == "2026-01-10"


def test_lines_of_one_number_in_a_transaction_are_told_apart(tmp_path: Path) -> None:
    twice = Transaction(
        "1", "2026-01-10", "A", [Line("1500", 1_00, FJORD, record="1"), Line("1500", 2_00, BERG, record="1")]
    )
    items = read(accounts(twice).write(tmp_path / "accounts.xml"))
    assert [each.record for each in lines(items)] == ["1", "1.2"]


def test_parties_that_name_no_account_stand_on_those_of_the_standard_chart(tmp_path: Path) -> None:
    path = accounts().write(tmp_path / "accounts.xml")
    text = path.read_text()
    for account in ("1500", "2400"):
        text = text.replace(f"<AccountID>{account}</AccountID>\n<Opening", "<Opening")
    path.write_text(text)
    assert [each.amount for each in lines(read(path))] == [1250_00, -1250_00, -500_00]


def test_texts_tags_and_elements_without_end_are_refused(changed: Changed) -> None:
    assert "a text is longer" in refused(changed("<Description>Invoice 1", "<Description>" + "a" * 400_000))
    assert "a tag goes on" in refused(changed("<Journal>", "<Journal " + "a" * 2_500_000))
    assert "deep in each other" in refused(changed("<Journal>", "<a>" * 200 + "</a>" * 200 + "<Journal>"))
    deep = "<b>" * 2_000_000
    income = "<AccountID>3000</AccountID>\n<ValueDate>"
    assert "goes on without end" in refused(changed(income, income.replace("<Value", f"{deep}<Value")))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def most(count: int) -> int:
        many = [sale(str(number), "2026-01-10", FJORD, 100_00) for number in range(count)]
        path = accounts(*many).write(tmp_path / f"{count}.xml")
        tracemalloc.start()
        with open_source(path) as source:
            assert sum(1 for item in SaftReader(source) if isinstance(item, PartyLine)) == count
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    assert most(4_000) < most(400) + 200_000
