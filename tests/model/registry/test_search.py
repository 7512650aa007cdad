"""Searching the local copy: names, wildcards, numbers, order, and a copy that is replaced or spoiled meanwhile."""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.core.errors import StorageError
from model.core.text import fold, use_aa
from model.core.wildcards import parse_pattern
from model.registry.load import build
from model.registry.search import Interrupted, Registry, RegistryHit
from model.registry.unit import Unit
from tests.model.registry.units import NAMES, NOW, invented, numbers, registry_of


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    opened = Registry(registry_of(tmp_path_factory.mktemp("registry")))
    opened.search("a")
    return opened


@pytest.fixture(scope="module", autouse=True)
def closed(registry: Registry) -> object:
    yield
    registry.close()


def found(registry: Registry, text: str) -> list[str]:
    return [hit.name for hit in registry.search(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as%", ["AS BYGG"]),
        ("%bygg", ["AS BYGG"]),
        ("a%as", ["ANDERS BYGG AS"]),
        ("fjord", ["FJORD AS", "FJORD  AS"]),
        ("bygg oslo", ["BYGG \"I\" OSLO AS", "OSLO BYGG OG EIENDOM AS"]),
        ("oslo bygg", ["OSLO BYGG OG EIENDOM AS", "BYGG \"I\" OSLO AS"]),
        ("bygg bygg oslo eien", ["OSLO BYGG OG EIENDOM AS"]),
        ("oslo bergen", []),
        ("%bygg og%", ["OSLO BYGG OG EIENDOM AS"]),
        ("%og bygg%", []),
        (r"50\%", ["50% RABATT"]),
        ("a_b", ["A_B DRIFT"]),
        ("ås", ["ÅS GÅRD"]),
        ("øst%", ["ØSTFOLD RØR AS"]),
        ("Ægir & søn", ["ÆGIR & SØNN ANS"]),
        (r"Mo\i Rana'; drop", [r"MO\I RANA'; DROP TABLE unit"]),
        ('"i"', ['BYGG "I" OSLO AS']),
        ("[/]", ["[/] OG \x1b[31mRØDT AS"]),
        ("本", ["日本 NUF"]),
        ("%nuf", ["日本 NUF"]),
        ("q", []),
        ("24 timer", ["24 TIMER AS"]),
        ("24", ["24 TIMER AS"]),
        ("", []),
        ("   ", []),
        ("\x00", []),
    ],
)  # fmt: skip
def test_names(registry: Registry, text: str, expected: list[str]) -> None:
    """CUST-02 and W01-W10."""
    assert found(registry, text) == expected
    assert registry.count(text) == (len(expected), False)


def test_names_come_in_the_order_of_the_alphabet(registry: Registry) -> None:
    """W19: æ, ø, å after z; the same in all that is found."""
    everything = found(registry, "%")
    assert len(everything) == len(NAMES)
    assert everything == sorted(everything, key=fold)
    assert everything.index("ÆGIR & SØNN ANS") < everything.index("ØSTFOLD RØR AS") < everything.index("ÅS GÅRD")
    assert everything.index("OSLO BYGG OG EIENDOM AS") < everything.index("ÆGIR & SØNN ANS")


def test_aa_is_two_letters_however_the_database_is_filed(tmp_path: Path) -> None:
    """W19: a copy is made once and serves whichever database is opened beside it; it goes on finding what it has."""
    names = ["AALBORG RØR AS", "ABEL AS", "ÅLESUND BYGG AS"]
    use_aa(True)
    try:
        made = registry_of(tmp_path, names)
        for aa_is_å in (True, False):
            use_aa(aa_is_å)
            with Registry(made) as copy:
                assert found(copy, "%") == names
                assert found(copy, "aalborg") == found(copy, "aal%") == found(copy, "aa%as") == names[:1]
                assert found(copy, "ål") == names[2:]
    finally:
        use_aa(False)


def test_a_page_at_a_time(registry: Registry) -> None:
    for text in ("as", "%", "b%", "%as", "8000", "9236", "fjord as"):
        pages: list[RegistryHit] = []
        after = None
        while page := registry.search(text, 2, after):
            pages += page
            after = page[-1]
        assert pages == registry.search(text, 100)
        assert len({hit.org_number for hit in pages}) == len(pages)
        assert registry.count(text) == (len(pages), False)


def test_counts_are_capped(registry: Registry) -> None:
    assert registry.count("%", 5) == (5, True)
    assert registry.count("%", len(NAMES)) == (len(NAMES), False)
    assert registry.count("8000", 5) == (5, True)


def spellings(number: str) -> list[str]:
    apart = f"{number[:3]} {number[3:6]} {number[6:]}"
    return [
        number,
        apart,
        f" {apart} ",
        f"NO {apart} MVA",
        f"no{number}mva",
        f"Org.nr. {number}",
        apart.replace(" ", "."),
    ]


def test_a_whole_number_in_any_spelling_finds_that_unit(registry: Registry) -> None:
    """CUST-06, D04."""
    unit = invented()[3]
    for text in spellings(unit.org_number):
        assert found(registry, text) == [unit.name], text
        assert registry.count(text) == (1, False)
        assert registry.unit(text) == unit
    assert registry.unit("923609016") is None
    assert registry.unit("Fjord AS") is None
    assert registry.unit(unit.org_number, "DK") is None


def test_the_beginning_of_a_number_while_it_is_typed(registry: Registry) -> None:
    """Each key from the fourth on leaves the unit among the hits; eight digits are not yet taken for a Danish one."""
    number = invented()[7].org_number
    for length in range(4, 10):
        for text in (number[:length], f"{number[:3]} {number[3:length]}"):
            assert NAMES[7] in found(registry, text), text
    assert len(found(registry, number[:8])) <= 2


def test_digits_find_numbers_and_names(tmp_path: Path) -> None:
    units = [Unit("NO", "923609016", "AAA"), Unit("NO", "974760673", "9236 DRIFT"), Unit("DK", "13585628", "1358 ApS")]
    build(tmp_path / "r", units, now=NOW)
    with Registry(tmp_path / "r") as registry:
        assert found(registry, "9236") == ["AAA", "9236 DRIFT"]
        assert found(registry, "DK 13585628") == found(registry, "13585628") == ["1358 ApS"]
        # Its number and its name both begin so: it is one hit.
        assert found(registry, "1358") == ["1358 ApS"]
        assert registry.count("1358") == (1, False)


def test_the_same_number_in_two_countries_is_two_units(tmp_path: Path) -> None:
    build(tmp_path / "r", [Unit("NO", "13585628", "N"), Unit("DK", "13585628", "D")], now=NOW)
    with Registry(tmp_path / "r") as registry:
        assert registry.unit("13585628") == Unit("DK", "13585628", "D")
        assert registry.unit("13585628", "NO") == Unit("NO", "13585628", "N")
        assert found(registry, "DK13585628") == ["D"]


def test_no_copy(tmp_path: Path) -> None:
    """CUST-24: with no registry everything else works."""
    with Registry(tmp_path / "nowhere.sqlite") as registry:
        assert registry.search("fjord") == []
        assert registry.count("fjord") == (0, False)
        assert registry.unit("923609016") is None
        assert registry.status().loaded is False
        registry.interrupt()
        registry_of(tmp_path).rename(tmp_path / "nowhere.sqlite")
        assert found(registry, "basar") == ["BASAR"]
        (tmp_path / "nowhere.sqlite").unlink()
        assert registry.search("basar") == []


def test_a_new_copy_is_noticed(tmp_path: Path) -> None:
    with Registry(registry_of(tmp_path)) as registry:
        assert found(registry, "%fold%") == ["ØSTFOLD RØR AS"]
        build(tmp_path / "registry.sqlite", invented(["NY FOLD AS"]), now=NOW)
        assert found(registry, "%fold%") == ["NY FOLD AS"]
        assert registry.status().units == 1


def test_nothing_is_written_to_it(tmp_path: Path) -> None:
    path = registry_of(tmp_path)
    before = path.read_bytes()
    with Registry(path) as registry:
        registry.search("bygg")
        assert sorted(os.listdir(tmp_path)) == ["home", "registry.sqlite"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("spoil", ["no database", "another database", "cut", "empty", "folder"])
def test_a_spoilt_copy(tmp_path: Path, spoil: str) -> None:
    path = registry_of(tmp_path, [f"NAVN {number} AS" for number in range(3000)])
    content = path.read_bytes()
    path.unlink()
    match spoil:
        case "no database":
            path.write_bytes(b"hello" * 1000)
        case "another database":
            connection = sqlite3.connect(path)
            connection.execute("CREATE TABLE unit (id)")
            connection.close()
        case "cut":
            path.write_bytes(content[: len(content) // 3])
        case "empty":
            path.write_bytes(b"")
        case _:
            path.mkdir()
    with Registry(path) as registry:
        with pytest.raises(StorageError, match="load"):
            registry.search("navn 2999 as")
        with pytest.raises(StorageError, match="load"):
            registry.search("navn 2999 as")


def test_interrupted(tmp_path: Path) -> None:
    """A search that is given up says so, and the next one is answered."""
    names = [f"{number} " + "ab" * 40 for number in range(4000)]
    with Registry(registry_of(tmp_path, names)) as registry:
        assert len(registry.search("%ab%ab%", 10)) == 10
        outcome: list[Exception] = []
        started = threading.Event()

        def search() -> None:
            started.set()
            try:
                while True:
                    registry.search("%ba%ba%0 a%", 10)
            except Exception as error:
                outcome.append(error)

        thread = threading.Thread(target=search)
        thread.start()
        started.wait()
        while thread.is_alive():
            registry.interrupt()
            thread.join(0.001)
        assert [type(error) for error in outcome] == [Interrupted], outcome
        assert len(registry.search("%ab%ab%", 10)) == 10


def naive(names: list[str], text: str) -> list[str]:
    whole = parse_pattern(text)
    if whole is None:
        return []
    beginning = None
    if re.search(r"(?<!\\)%", text):
        patterns = [whole]
    else:
        patterns = [pattern for word in text.split() if (pattern := parse_pattern(word)) is not None]
        beginning = whole.parts[0]
    return sorted(
        (name for name in names if all(pattern.matches(fold(name)) for pattern in patterns)),
        key=lambda name: (beginning is None or not fold(name).startswith(beginning), fold(name)),
    )


@settings(max_examples=40)
@given(texts=st.lists(st.text(alphabet="abdegABDEGåÅ% \\_\"'*日", max_size=6), min_size=1, max_size=20), data=st.data())
def test_agrees_with_looking_at_every_name(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    """Any text, any names, any page size."""
    names = data.draw(st.lists(st.text(alphabet="abdegABDEGåÅ% \\_\"'*日", max_size=8), min_size=1, max_size=15))
    path = tmp_path_factory.mktemp("r") / "r"
    build(path, invented(names), now=NOW)
    with Registry(path) as registry:
        for text in texts:
            hits = [hit.name for hit in registry.search(text, 100)]
            assert [fold(name) for name in hits] == [fold(name) for name in naive(names, text)]
            pages: list[RegistryHit] = []
            while page := registry.search(text, 2, pages[-1] if pages else None):
                pages += page
            assert [hit.name for hit in pages] == hits
            assert sorted(hits) == sorted(naive(names, text))
            assert registry.count(text) == (len(hits), False)


def test_numbers_are_there_to_be_found() -> None:
    assert len(set(numbers(50))) == 50


REACHED = [
    Unit("NO", "923609016", "FJORD AS", phone="22 33 44 55", mobile="+47 911 22 333", email="Post@Fjord.no"),
    Unit("NO", "974761076", "BERG AS", phone="0047 22334466", email="post@berg.no"),
    Unit("DK", "24256790", "DAL A/S", phone="33 44 55 66", email="post@fjord.dk"),
    Unit("NO", "915933149", "ELV AS", phone="22334455", mobile="22 33 44 55"),
    Unit("NO", "912345678", "22334455 DRIFT AS"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22 33 44 55", ["FJORD AS", "ELV AS", "22334455 DRIFT AS"]),
        ("+47 22 33 44", ["FJORD AS", "ELV AS", "BERG AS"]),
        ("0047 22334466", ["BERG AS"]),
        ("tlf. 911 22 333", ["FJORD AS"]),
        ("33445566", ["DAL A/S"]),
        ("post@fjord", ["DAL A/S", "FJORD AS"]),
        ("POST@FJORD.NO", ["FJORD AS"]),
        ("post@", []),
    ],
)
def test_a_unit_is_found_by_telephone_and_email(tmp_path: Path, text: str, expected: list[str]) -> None:
    """CUST-06: in any spelling, from its beginning, the whole ones first, each unit once."""
    build(tmp_path / "r", REACHED, now=NOW)
    with Registry(tmp_path / "r") as registry:
        assert [hit.name for hit in registry.search(text)] == expected
        assert registry.count(text)[0] >= len(expected)
        pages: list[RegistryHit] = []
        while page := registry.search(text, 1, pages[-1] if pages else None):
            pages += page
        assert [hit.name for hit in pages] == expected


def test_a_copy_of_the_version_before_finds_by_name_and_number(tmp_path: Path) -> None:
    """It was made by an older program: what it does not hold is not found, everything else is."""
    path = tmp_path / "r"
    build(path, REACHED, now=NOW)
    connection = sqlite3.connect(path)
    connection.executescript("DROP TABLE reached; PRAGMA user_version = 1")
    connection.close()
    with Registry(path) as registry:
        assert [hit.name for hit in registry.search("fjord")] == ["FJORD AS"]
        assert [hit.name for hit in registry.search("923 609 016")] == ["FJORD AS"]
        assert registry.search("post@fjord.no") == []


def test_typographic_signs_are_plain_ones(tmp_path: Path) -> None:
    """Whoever searches types what is on the keyboard, whatever the register has, and the other way round."""
    names = ["O’BRIEN & SØNN AS", "L'ORÉAL NORGE AS", "FJORD – BERG AS", "“KAFÉ” AS"]
    build(tmp_path / "r", invented(names), now=NOW)
    with Registry(tmp_path / "r") as registry:
        for text, name in (
            ("o'brien", names[0]),
            ("L’Oréal", names[1]),
            ("fjord - berg", names[2]),
            ('"kafe"', names[3]),
        ):
            assert [hit.name for hit in registry.search(text)] == [name]


def test_what_is_called_so_comes_before_what_has_it_somewhere(tmp_path: Path) -> None:
    """The exact name, then beginnings, then the alphabet."""
    names = ["AAS FJORD AS", "BERG FJORD", "FJORD", "FJORD AS", "FJORDBRU AS"]
    build(tmp_path / "r", invented(names), now=NOW)
    with Registry(tmp_path / "r") as registry:
        assert [hit.name for hit in registry.search("fjord")] == [
            "FJORD",
            "FJORD AS",
            "FJORDBRU AS",
            "AAS FJORD AS",
            "BERG FJORD",
        ]
        assert [hit.name for hit in registry.search("fjord", 4)] == ["FJORD", "FJORD AS", "FJORDBRU AS", "AAS FJORD AS"]
