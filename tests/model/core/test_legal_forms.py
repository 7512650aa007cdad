"""Which names can only be a company's (decision 15)."""

from __future__ import annotations

import pytest

from model.core.legal_forms import is_company_name


@pytest.mark.parametrize(
    "name",
    [
        "Boligsameiet Torjusbakken", "Borettslaget Rosenli", "Aspliveien Veiforening", "Andelsselskapet Nord",
        "André Aslaksen Konkursbo", "Bardu kommune", "Torsnes Regnskap AS", "Bergen Idrettslag",
    ],
)  # fmt: skip
def test_companies(name: str) -> None:
    assert is_company_name(name)


@pytest.mark.parametrize("name", ["As Bjerke", "Ida Solberg", "Per Foren", "Nils Laget", "Eva Komune"])
def test_persons(name: str) -> None:
    assert not is_company_name(name)
