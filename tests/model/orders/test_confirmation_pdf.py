"""The order confirmation on paper, read back from the file (OPP-19)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4

from model.core.errors import UserError
from model.files.pdf_text import register_fonts, text_width
from model.orders.confirmation import Address, Confirmation, ConfirmationLine
from model.orders.confirmation_layout import Text, lay_out
from model.orders.confirmation_pdf import write_confirmation
from tests.model.orders.confirmations import COMPANY, confirmation, line


def pages(folder: Path, made: Confirmation) -> list[str]:
    """Write a confirmation and return the text of its pages, no-break spaces as spaces."""
    target = folder / "confirmation.pdf"
    write_confirmation(target, made, force=True)
    return [page.extract_text().replace("\xa0", " ") for page in PdfReader(target).pages]


WORDS = {
    "nb": ("Ordrebekreftelse 1042", "30.11.2026", "14 dager netto", "12 999,90", "MVA 25 % av 52 912,20", "Sum NOK"),
    "da": ("Ordrebekræftelse 1042", "30-11-2026", "14 dage netto", "12.999,90", "Moms 25 % af 52.912,20", "I alt NOK"),
    "en": ("Order confirmation 1042", "30 Nov 2026", "14 days net", "12,999.90", "VAT 25 % of 52,912.20", "Total NOK"),
}


@pytest.mark.parametrize("language", WORDS)
def test_all_of_it_in_the_language_of_the_customer(tmp_path: Path, language: str) -> None:
    (text,) = pages(tmp_path, confirmation(language))
    for words in WORDS[language]:
        assert words in text
    for words in (
        "Čállinbierggas ŋ đ ŧ",
        "Guovdageainnu Duodji AS",
        "Áilu Máret Gaup",
        "923 609 016 MVA",
        "PO 88-1234",
    ):
        assert words in text
    for words in ("Sjøgata 14", "8601 11 17947", "ordre@fjordvik.no", "+47 77 60 00 00", "Ola Nordmann", "timer"):
        assert words in text
    assert ("NO 923" in text) == (language != "nb")
    assert "1 of 1" not in text


def test_equal_confirmations_are_equal_files(tmp_path: Path) -> None:
    one, other, between = (tmp_path / f"{name}.pdf" for name in ("one", "other", "between"))
    write_confirmation(one, confirmation())
    write_confirmation(between, confirmation("da", (line("ÆØÅ 中 жук", "7"),)))
    write_confirmation(other, confirmation())
    assert one.read_bytes() == other.read_bytes()
    with pytest.raises(UserError, match="exists already"):
        write_confirmation(one, confirmation())


def test_every_page_has_its_head_and_number_and_the_totals_stand_with_the_last_line(tmp_path: Path) -> None:
    for count in range(20, 30):
        found = pages(tmp_path, confirmation("en", tuple(line(f"Item {n:03}.") for n in range(count))))
        for number, text in enumerate(found, 1):
            assert "Order confirmation 1042" in text
            assert "Quantity" in text
            assert (f"Page {number} of {len(found)}" in text) == (len(found) > 1)
        assert [n for n in range(count) if not any(f"Item {n:03}." in text for text in found)] == []
        for words in ("Net amount", "VAT 25 %", "Total NOK", f"Item {count - 1:03}."):
            assert words in found[-1]
        assert not any("Total NOK" in text for text in found[:-1])


@pytest.mark.parametrize(
    ("status", "mark"), [("draft", "Utkast: ikke bekreftet ennå"), ("cancelled", "Annullert ordre")]
)
def test_what_nobody_is_to_deliver_says_so_on_every_page(tmp_path: Path, status: str, mark: str) -> None:
    found = pages(tmp_path, confirmation(lines=(line(),) * 40, status=status))
    assert all(mark in text for text in found)
    assert mark not in pages(tmp_path, confirmation(status="delivered"))[0]


def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    made = confirmation(reference="", seller="", contact="", delivery=None, terms=0, currency="")
    (text,) = pages(tmp_path, replace(made, lines=(line("Varer", "1", "100"),)))
    for words in ("Deres ref.", "Vår ref.", "Att.", "Levering", "Rabatt", "Enhet"):
        assert words not in text
    assert "Ved mottak av faktura" in text


def test_addresses_name_a_country_where_it_is_another(tmp_path: Path) -> None:
    abroad = Address("Vesterbrogade 1", "1620", "København V", "Hovedstaden", "DK")
    (text,) = pages(tmp_path, confirmation("da", address=abroad, delivery_address=Address("Lager B", "9008", "Tromsø")))
    assert "Danmark" in text
    assert "Hovedstaden" not in text
    assert "Lager B" in text
    assert "Norge" not in text


@pytest.mark.parametrize(
    ("number", "registered", "said"),
    [
        ("923609016", False, "Org.nr. 923 609 016"),
        ("NO 923 609 016 mva", False, "Org.nr. 923 609 016 MVA"),
        ("DK13585628", False, "CVR-nr. 13 58 56 28"),
        ("FN 1234 b", True, "Org.nr. FN 1234 b"),
    ],
)
def test_the_senders_number_as_it_is_written(number: str, registered: bool, said: str) -> None:
    company = replace(COMPANY, org_number=number, vat_registered=registered)
    assert confirmation(company=company).company_number == said


def test_a_logo_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    text = tmp_path / "logo.png"
    text.write_text("no picture")
    cut = tmp_path / "logo.jpg"
    Image.new("RGB", (300, 300), (200, 0, 0)).save(cut)
    cut.write_bytes(cut.read_bytes()[:700])
    for path, sentence in (
        ("logo.png", "must begin with /"),
        (str(tmp_path / "logo.svg"), "PNG or JPEG"),
        (str(tmp_path / "none.png"), "There is no file"),
        (str(text), "there is none in it"),
        (str(cut), "is damaged"),
    ):
        with pytest.raises(UserError, match=sentence) as refusal:
            write_confirmation(tmp_path / "x.pdf", confirmation(company=replace(COMPANY, logo=path)))
        assert refusal.value.field == "company.logo"
    assert not (tmp_path / "x.pdf").exists()


def test_the_logo_is_on_it_at_a_size_that_fits(tmp_path: Path) -> None:
    path = tmp_path / "Logo.PNG"
    Image.new("RGBA", (3000, 300), (200, 0, 0, 128)).save(path)
    made = confirmation(company=replace(COMPANY, logo=str(path)))
    write_confirmation(tmp_path / "one.pdf", made)
    write_confirmation(tmp_path / "two.pdf", made)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    (image,) = PdfReader(tmp_path / "one.pdf").pages[0].images
    assert image.image is not None
    assert image.image.size == (1200, 120)


_NUMBERS = st.decimals(min_value=Decimal("-999999999999"), max_value=Decimal("999999999999"), places=4)
_LINES = st.builds(
    line,
    text=st.text(max_size=500),
    quantity=_NUMBERS.map(str),
    price=_NUMBERS.map(lambda number: str(abs(number))),
    discount=st.sampled_from(["0", "12.5", "100"]),
    rate=st.sampled_from(["25", "15", "12", "0"]),
    unit=st.text(max_size=20),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=12), st.sampled_from(["nb", "da", "en"]))
def test_nothing_runs_off_the_paper_or_into_the_next_column(lines: list[ConfirmationLine], language: str) -> None:
    register_fonts()
    width = A4[0]
    for page in lay_out(confirmation(language, tuple(lines)), A4):
        by_row: dict[float, list[tuple[float, float]]] = {}
        for part in page:
            if isinstance(part, Text) and part.text.strip():
                wide = text_width(part.text, part.font, part.size)
                begins, ends = (part.x - wide, part.x) if part.right else (part.x, part.x + wide)
                assert begins >= 40
                assert ends <= width - 40
                assert part.y >= 20
                by_row.setdefault(round(part.y, 2), []).append((begins, ends))
        for spans in by_row.values():
            spans.sort()
            assert all(one[1] <= following[0] + 0.1 for one, following in pairwise(spans))
