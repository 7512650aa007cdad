"""What a typed text may be the beginning of (CUST-06)."""

from __future__ import annotations

import pytest

from model.core.typed_numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("22 33 44", ("+47223344", "+45223344", "+223344")),
        ("+47 22 33", ("+472233",)),
        ("0047 22 33", ("+472233",)),
        ("00 47 22 33", ("+472233",)),
        ("(+47) 22-33.44", ("+47223344",)),
        ("tlf. 22 33 44 55", ("+4722334455", "+4522334455", "+22334455")),
        ("223", ("+47223", "+45223")),
        ("22", ()),
        ("+4", ()),
        ("4722334455", ("+474722334455", "+454722334455", "+4722334455")),
        ("22 33 x", ()),
        ("fjord", ()),
        ("", ()),
        ("1" * 400, ()),
    ],
)
def test_telephone_numbers(text: str, phones: tuple[str, ...]) -> None:
    assert numbers_in(text, "NO").phones == phones


def test_numbers_without_prefix_belong_to_ones_own_country_first() -> None:
    assert numbers_in("2030", "DK").phones == ("+452030", "+472030")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("923 609 016", ("NO923609016", "DK923609016")),
        ("NO 923609016 MVA", ("NO923609016",)),
        ("no923", ("NO923",)),
        ("DK-1358", ("DK1358",)),
        ("CVR 13585628", ("NO13585628", "DK13585628")),
        ("org.nr. 923 609", ("NO923609", "DK923609")),
        ("92", ()),
        ("1234567890", ()),
        ("9236 drift", ()),
    ],
)
def test_organisation_numbers(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text, "NO").org_numbers == numbers


@pytest.mark.parametrize(
    ("text", "email"),
    [("Kari@Fjord.NO", "kari@fjord.no"), ("kari@", "kari@"), ("kari.nes", "kari.nes"), ("kari", ""), ("@fjord.no", ""),
     ("kari @", ""), ("a@", ""), ("x" * 321 + "@", "")],
)  # fmt: skip
def test_email_addresses(text: str, email: str) -> None:
    assert numbers_in(text, "NO").email == email


@pytest.mark.parametrize(("text", "number"), [("1042", 1042), ("7", 7), ("10 42", None), ("²", None), ("1" * 13, None)])
def test_customer_numbers_are_whole(text: str, number: int | None) -> None:
    assert numbers_in(text, "NO").customer == number
