"""Invented units, and bulk files of them, for the tests of the registry."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

from model.core.org_number import with_check_digit
from model.registry.load import build
from model.registry.unit import Unit

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

NAMES = [
    "AS BYGG", "FJORD AS", "BASAR", "ANDERS BYGG AS", "50% RABATT", "A_B DRIFT", "AXB DRIFT", "ÅS GÅRD",
    "ØSTFOLD RØR AS",
    "ÆGIR & SØNN ANS", "MO\\I RANA'; DROP TABLE unit", "OSLO BYGG OG EIENDOM AS", "BERGEN BYGG AS", "24 TIMER AS",
    "[/] OG \x1b[31mRØDT AS", "日本 NUF", "BYGG \"I\" OSLO AS", "FJORD  AS", "9236 DRIFT AS",
]  # fmt: skip

HEADINGS = ["organisasjonsnummer", "navn", "organisasjonsform.kode", "antallAnsatte", "harRegistrertAntallAnsatte",
            "forretningsadresse.adresse", "forretningsadresse.poststed", "konkurs", "konkursdato",
            "aktivitet"]  # fmt: skip


def numbers(count: int) -> list[str]:
    """Return the first ``count`` Norwegian numbers from 800 000 00x on."""
    found: list[str] = []
    base = 80_000_000
    while len(found) < count:
        number = with_check_digit("NO", str(base))
        base += 1
        if number is not None:
            found.append(number)
    return found


def invented(names: list[str] | None = None) -> list[Unit]:
    """Return one Norwegian unit a name."""
    names = NAMES if names is None else names
    return [Unit("NO", number, name, "AS") for number, name in zip(numbers(len(names)), names, strict=True)]


def registry_of(folder: Path, names: list[str] | None = None) -> Path:
    """Build a copy of :func:`invented` units and return where it is."""
    path = folder / "registry.sqlite"
    build(path, invented(names), now=NOW)
    return path


def rows(names: list[str] | None = None) -> list[list[str]]:
    """Return the rows of a bulk file with :data:`HEADINGS`."""
    return [
        [unit.org_number, unit.name, "AS", "", "true", "c/o Moe/nGata 1", "OSLO", "false", "", "Bygg,\nog mer"]
        for unit in invented(names)
    ]


def text_of(content: list[list[str]], headings: list[str] | None = None) -> str:
    """Return the bulk file's text: comma, LF, all fields quoted."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADINGS if headings is None else headings)
    writer.writerows(content)
    return file.getvalue()


def bulk(folder: Path, text: str | bytes, *, packed: bool = False, name: str = "enheter.csv") -> Path:
    """Write ``text`` as a bulk file and return where it is."""
    content = text.encode() if isinstance(text, str) else text
    path = folder / name
    path.write_bytes(gzip.compress(content) if packed else content)
    return path
