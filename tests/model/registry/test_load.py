"""Loading the local copy: what is read, what is refused, and that the old copy stays in force until all is well."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from model.core.errors import StorageError, UserError
from model.registry.file import INDEX, Stopped, Writer
from model.registry.load import build, load
from model.registry.search import Registry
from model.registry.unit import Address, Unit
from tests.model.registry.units import HEADINGS, NAMES, NOW, bulk, invented, numbers, registry_of, rows, text_of


def names(path: Path) -> list[str]:
    with Registry(path) as registry:
        return [hit.name for hit in registry.search("%")]


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("registry"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_bulk_file(tmp_path: Path, packed: bool) -> None:
    """Plain or packed is told by the first bytes, not by the name."""
    source = bulk(tmp_path, text_of(rows()), packed=packed, name="whatever.txt")
    target = tmp_path / "deep" / "down" / "registry.sqlite"
    summary = load(source, target, now=NOW)
    assert (summary.units, summary.repeated, summary.path) == (len(NAMES), 0, target)
    with Registry(target) as registry:
        unit = registry.unit(numbers(1)[0])
        assert unit is not None
        assert (unit.country, unit.name, unit.company_form) == ("NO", "AS BYGG", "AS")
        assert unit.visiting.street == "c/o Moe, Gata 1"
        assert unit.staff == "1–4"
        assert unit.vat_registered is False
        status = registry.status()
        assert status.loaded
        assert (status.units, status.loaded_at, status.source) == (len(NAMES), NOW, "whatever.txt")
        assert "NLOD" in status.attribution
    assert sorted(names(target)) == sorted(NAMES)


def test_the_layout_of_2024(samples: Path, tmp_path: Path) -> None:
    """1 568 real units in 54 columns; every one is found by part of its name, in small letters."""
    target = tmp_path / "registry.sqlite"
    summary = load(samples / "brreg" / "enheter.csv", target, now=NOW)
    assert (summary.units, summary.repeated) == (1568, 0)
    assert summary.missing == ("deleted_on", "email", "phone", "mobile", "no_marketing")
    with Registry(target) as registry:
        unit = registry.unit("920024785")
        assert unit is not None
        assert unit == Unit(
            "NO",
            "920024785",
            "BERNHARD MOE AS",
            "AS",
            "Aksjeselskap",
            "46.694",
            "Engroshandel med maskiner og utstyr til handel, transport og tjenesteyting ellers",
            website="www.bemo.no",
            employees=6,
            staff_registered=True,
            visiting=Address("Vikelvfaret 2", "7054", "RANHEIM", "TRONDHEIM", "NO"),
            vat_registered=True,
            founded_on=date(2017, 10, 11),
            registered_on=date(2017, 12, 5),
            latest_accounts=2022,
        )
        everyone = registry.search("%", 2000)
        assert len(everyone) == 1568
        for hit in everyone:
            part = hit.name[1:-1].lower().replace("%", "\\%")
            assert hit.org_number in {found.org_number for found in registry.search(part, 2000)}
        bankrupt = [hit for hit in everyone if hit.warned]
        assert bankrupt
        assert all(registry.unit(hit.org_number).warning for hit in bankrupt)  # type: ignore[union-attr]
    connection = sqlite3.connect(target)
    INDEX.check(connection.execute)
    connection.close()


def test_the_layout_of_2026(samples: Path, tmp_path: Path) -> None:
    """90 headings in another order, with e-mail and telephones."""
    line = (samples / "brreg" / "enheter-headings-2026.csv").read_text(encoding="utf-8").strip()
    headings = [heading.strip('"') for heading in line.split(",")]
    assert len(headings) == 90
    values = dict.fromkeys(headings, "")
    values |= {
        "organisasjonsnummer": "923609016",
        "navn": "FJORD AS",
        "epostadresse": "post@fjord.no",
        "telefon": "51 99 00 00",
        "mobil": "90000000",
        "forretningsadresse.poststed": "DE-92711 Parkstein",
        "forretningsadresse.landkode": "DE",
        "konkurs": "true",
        "konkursdato": "2026-08-26",
        "registrertIMvaRegisteret": "true",
        "overordnetEnhet": "974760673",
    }
    source = bulk(tmp_path, text_of([list(values.values())], headings))
    summary = load(source, tmp_path / "registry.sqlite", now=NOW)
    assert summary.missing == ("deleted_on", "no_marketing")
    with Registry(tmp_path / "registry.sqlite") as registry:
        unit = registry.unit("923609016")
    assert unit is not None
    assert (unit.email, unit.phone, unit.mobile) == ("post@fjord.no", "51 99 00 00", "90000000")
    assert (unit.visiting.postcode, unit.visiting.town, unit.visiting.country) == ("92711", "Parkstein", "DE")
    assert (unit.bankrupt, unit.bankrupt_on, unit.warning) == (True, date(2026, 8, 26), "bankrupt")
    assert (unit.vat_registered, unit.parent, unit.employees, unit.staff) == (True, "974760673", None, "")


def test_what_does_not_matter(tmp_path: Path) -> None:
    """A byte order mark, CRLF, unknown and few columns, blank lines, other cases of letters in headings."""
    text = '\ufeffNAVN,noe nytt,organisasjonsnummer\r\n"FJORD, AS","x",923609016\r\n\r\n'
    load(bulk(tmp_path, text), tmp_path / "registry.sqlite", now=NOW)
    assert names(tmp_path / "registry.sqlite") == ["FJORD, AS"]


def test_of_repeated_numbers_the_last_one_stays(tmp_path: Path) -> None:
    content = rows()
    content += [[content[3][0], "NYTT NAVN AS", *content[3][2:]], [content[0][0], "OGSÅ NYTT", *content[0][2:]]]
    summary = load(bulk(tmp_path, text_of(content)), tmp_path / "registry.sqlite", now=NOW)
    assert (summary.units, summary.repeated) == (len(NAMES), 2)
    found = names(tmp_path / "registry.sqlite")
    assert len(found) == len(NAMES)
    assert {"NYTT NAVN AS", "OGSÅ NYTT"} <= set(found)
    assert "AS BYGG" not in found


def spoiled(kind: str) -> tuple[bytes, str]:
    """Return a bulk file that is wrong in one way, and what the refusal says of it."""
    content = rows()
    good = text_of(content).encode()
    # Each unit takes two lines, since its last field holds a line break; the headings are line 1.
    match kind:
        case "cut row":
            return good[: good.rindex(b'"Bygg')] + b'"By', f"line {2 * len(content)}:"
        case "cut between columns":
            return good[: good.rindex(b',"OSLO"')], f"line {2 * len(content)}: it has 6 columns"
        case "one column less":
            return text_of([*content[:4], content[4][:-1], *content[5:]]).encode(), "line 10: it has 9 columns"
        case "one column more":
            return text_of([*content[:4], [*content[4], "x"], *content[5:]]).encode(), "line 10: it has 11 columns"
        case "not UTF-8":
            return good.replace("ØSTFOLD".encode(), "ØSTFOLD".encode("latin-1")), "line 18: it is not UTF-8"
        case "a stray quotation mark":
            return good.replace(b"BASAR", b'BA"SAR'), "line 6: a quotation mark"
        case "an open quotation mark":
            return good.replace(b'"BASAR"', b'"BASAR'), "line 6: a quotation mark"
        case "no number":
            return good.replace(content[5][0].encode(), b"NO NUMBER"), "line 12: “NO NUMBER” is no organisation"
        case "no name column":
            return good.replace(b'"navn"', b'"name"'), "no column navn"
        case "neither column":
            return b"<html>\n<p>Hotel Fjord: log in</p>", "no column organisasjonsnummer, navn"
        case "half a packed file":
            packed = gzip.compress(good)
            return packed[: len(packed) // 2], "the packed file ends too soon"
        case "a damaged packed file":
            packed = gzip.compress(good)
            return packed[:40] + b"\x00\xff\x00" + packed[43:], "the packed file ends too soon or is damaged"
        case "headings only":
            return text_of([]).encode(), "no units"
    return b"", "is empty"


KINDS = [
    "cut row", "cut between columns", "one column less", "one column more", "not UTF-8", "a stray quotation mark",
    "an open quotation mark", "no number", "no name column", "neither column", "half a packed file",
    "a damaged packed file", "headings only", "empty",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_leaves_the_old_copy_in_force(tmp_path: Path, kind: str) -> None:
    """The refusal is one sentence that names the file, and the line where there is one."""
    target = registry_of(tmp_path, ["GAMMEL AS"])
    before = target.read_bytes()
    content, says = spoiled(kind)
    source = bulk(tmp_path, content)
    with pytest.raises(UserError) as refusal:
        load(source, target, now=NOW)
    assert says in refusal.value.message
    assert "enheter.csv" in refusal.value.message
    assert "\n" not in refusal.value.message
    assert target.read_bytes() == before
    assert left_over(tmp_path) == ["registry.sqlite"]


def test_a_broken_file_in_its_last_of_many_batches(tmp_path: Path) -> None:
    content = rows([f"NAVN {number} AS" for number in range(12_000)])
    content[11_990].append("one too many")
    with pytest.raises(UserError, match=f"line {2 + 2 * 11_990}: it has 11 columns"):
        load(bulk(tmp_path, text_of(content)), tmp_path / "registry.sqlite", now=NOW)
    assert left_over(tmp_path) == []


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file") as refusal:
        load(tmp_path / "nowhere.csv", tmp_path / "registry.sqlite", now=NOW)
    assert refusal.value.field == "file"
    with pytest.raises(UserError):
        load(tmp_path, tmp_path / "registry.sqlite", now=NOW)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        load(bulk(tmp_path, text_of(rows())), tmp_path / "file" / "registry.sqlite", now=NOW)


@pytest.mark.parametrize("asked", [1, 2, 3])
def test_stopped(tmp_path: Path, asked: int) -> None:
    """While reading or, for the last, while ordering and indexing."""
    target = registry_of(tmp_path, ["GAMMEL AS"])
    source = bulk(tmp_path, text_of(rows([f"NAVN {number} AS" for number in range(10_000)])))
    times = 0

    def stop() -> bool:
        nonlocal times
        times += 1
        return times >= asked

    with pytest.raises(Stopped):
        load(source, target, now=NOW, stop=stop)
    assert names(target) == ["GAMMEL AS"]
    assert left_over(tmp_path) == ["registry.sqlite"]


def test_progress(tmp_path: Path) -> None:
    told: list[tuple[int, float]] = []
    source = bulk(tmp_path, text_of(rows([f"NAVN {number} AS" for number in range(12_000)])), packed=True)
    load(source, tmp_path / "registry.sqlite", now=NOW, progress=lambda units, part: told.append((units, part)))
    assert [units for units, _part in told] == [5_000, 10_000, 12_000, 12_000]
    assert [part for _units, part in told] == sorted(part for _units, part in told)
    assert told[-1][1] == 1.0


def _killed_halfway(source: Path, target: Path) -> None:
    load(source, target, now=NOW, progress=lambda units, part: os.kill(os.getpid(), signal.SIGKILL))


def test_killed(tmp_path: Path) -> None:
    """What a killed load leaves behind is in nobody's way."""
    target = registry_of(tmp_path, ["GAMMEL AS"])
    source = bulk(tmp_path, text_of(rows()))
    process = multiprocessing.get_context("spawn").Process(target=_killed_halfway, args=(source, target))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert names(target) == ["GAMMEL AS"]
    load(source, target, now=NOW)
    assert sorted(names(target)) == sorted(NAMES)
    assert left_over(tmp_path) == ["registry.sqlite"]


def test_two_loads_at_once(tmp_path: Path) -> None:
    target = tmp_path / "registry.sqlite"
    with Writer(target) as writer:
        with pytest.raises(StorageError, match="Another load"):
            build(target, invented(), now=NOW)
        writer.add(writer.insert_statement(("country", "org_number", "name"), {}), [("NO", "923609016", "X")], ["X"])
        writer.finish({"loaded_at": NOW.isoformat(), "source": "", "countries": "NO", "attribution": ""})
    assert names(target) == ["X"]


def test_built_from_units(tmp_path: Path) -> None:
    """Every field comes back as it was given, of both countries; a number may occur in each."""
    full = Unit(
        "DK", "13585628", "Fjord A/S", "A/S", "Aktieselskab", "692000", "Revision", "fjord.dk", "a@fjord.dk",
        "33 12 34 56", "20 12 34 56", 17, True,
        Address("Vej 1", "8541", "Skødstrup", "Aarhus", "DK"), Address("Boks 1", "1119", "København"),
        True, True, date(2026, 1, 2), True, date(2026, 2, 3), True, "89563518", date(1980, 4, 23), date(1981, 5, 6),
        2025, True, date(2026, 3, 4),
    )  # fmt: skip
    bare = Unit("NO", "923609016", "FJORD AS")
    path = tmp_path / "registry.sqlite"
    summary = build(path, iter([full, bare]), now=datetime(2026, 1, 1, tzinfo=UTC), source="made up", attribution="")
    assert summary.units == 2
    with Registry(path) as registry:
        assert registry.unit("13585628") == full
        assert registry.unit("923 609 016") == bare
        status = registry.status()
        assert (status.countries, status.source, status.attribution) == (("DK", "NO"), "made up", "")


def test_no_units_is_no_registry(tmp_path: Path) -> None:
    build(tmp_path / "registry.sqlite", [], now=NOW)
    with Registry(tmp_path / "registry.sqlite") as registry:
        assert registry.search("a") == []
        assert registry.status().units == 0


def test_headings_alone_are_enough(tmp_path: Path) -> None:
    assert HEADINGS[:2] == ["organisasjonsnummer", "navn"]
    content = [row[:2] for row in rows()]
    load(bulk(tmp_path, text_of(content, HEADINGS[:2])), tmp_path / "registry.sqlite", now=NOW)
    assert sorted(names(tmp_path / "registry.sqlite")) == sorted(NAMES)


def test_a_pipe_is_read_as_a_file_is(tmp_path: Path) -> None:
    """``zcat … | salg registry load /dev/stdin``: what cannot be wound back is not."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    text = '"organisasjonsnummer","navn"\n"923609016","FJORD AS"\n'
    with ThreadPoolExecutor(1) as other:
        other.submit(pipe.write_text, text, "utf-8")
        assert load(pipe, tmp_path / "registry.db", now=NOW).units == 1
    with ThreadPoolExecutor(1) as other:
        other.submit(pipe.write_text, text + '"923609016"\n', "utf-8")
        with pytest.raises(UserError, match="line"):
            load(pipe, tmp_path / "registry.db", now=NOW)


def test_what_a_killed_load_left_is_removed_unless_one_is_going_on(tmp_path: Path) -> None:
    from model.registry.file import Writer
    from model.registry.interrupted_load import sweep

    target, left = tmp_path / "registry.db", tmp_path / "registry.db.new"
    assert not sweep(target)
    left.write_bytes(b"half")
    assert sweep(target)
    assert not left.exists()
    with Writer(target):
        assert not sweep(target)
        assert left.exists()
    assert not left.exists()
