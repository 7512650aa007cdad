"""A country that a file writes twice is one country (decision 16)."""

from __future__ import annotations

import pytest

from model.leads.records import Lead
from tests.model.files.conftest import Importing, Write
from tests.plain_sql import plain_sql

COLUMNS = ("adresse", "poststed", "land", "landkode")


@pytest.mark.parametrize(
    ("name", "code", "stored"),
    [("Norge", "NO", "NO"), ("NO", "Norge", "NO"), ("Narnia", "NA", "Narnia, NA"), ("", "SE", "SE")],
)
def test_a_country_and_its_code_are_one(importing: Importing, write: Write, name: str, code: str, stored: str) -> None:
    """The register has a column of each; what is not known to be one country is kept whole."""
    head = ";".join(["navn", *(f"forretningsadresse.{column}" for column in COLUMNS)])
    path = write(f"{head}\nFjord AS;Havnegata 1;Oslo;{name};{code}\n", "country.csv")
    importing.run(path, Lead)
    assert importing.session.store.value(plain_sql("SELECT country FROM lead")) == stored
