"""W01–W20 on every kind of record: what criteria find, in which order, for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from model.catalogue import RECORDS
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.numbers import Money, Percent, Whole
from model.core.lists.criteria import Criterion, Filter, refuse_empty_interval
from model.core.lists.listing import Listing, Sort
from model.core.records.record import Record
from tests.model.every_kind import called, file_called

pytestmark = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name_in_code)
Found = Callable[..., set[str]]


@pytest.fixture
def found(session: Session, record: type[Record]) -> Found:
    """Return what the names are of what a filter finds, besides the person at the keyboard."""

    def names(*criteria: Criterion, **more: str) -> set[str]:
        listing = Listing(session, record, (called(record),), Filter(("all",), criteria, **more))
        rows = listing.first(50)
        assert listing.count() == len(rows)
        return {row.values[0] for row in rows if row.values[0] not in ("root", "Root", session.person.name)}

    return names


NAMES = (
    "AS Bygg",
    "Fjord AS",
    "Basar",
    "Anders Bygg AS",
    "50% rabatt",
    "a_b",
    "axb",
    "ÅS",
    "Østfold",
    "Mo\\i Rana'; drop",
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("AS%", {"AS Bygg"}, id="W01"),
        pytest.param("%AS", {"Fjord AS", "Anders Bygg AS"}, id="W02"),
        pytest.param("AS", {"AS Bygg", "Fjord AS", "Basar", "Anders Bygg AS"}, id="W03"),
        pytest.param("%as%", {"AS Bygg", "Fjord AS", "Basar", "Anders Bygg AS"}, id="W04"),
        pytest.param("A%AS", {"Anders Bygg AS"}, id="W05"),
        pytest.param("%", set(NAMES), id="W06"),
        pytest.param("", set(NAMES), id="W06-empty"),
        pytest.param("50\\%", {"50% rabatt"}, id="W07"),
        pytest.param("a_b", {"a_b"}, id="W08"),
        pytest.param("ås", {"ÅS"}, id="W09"),
        pytest.param("ØST%", {"Østfold"}, id="W09-prefix"),
        pytest.param("Mo\\i Rana'; drop", {"Mo\\i Rana'; drop"}, id="W10"),
    ],
)
def test_wildcards(session: Session, record: type[Record], found: Found, text: str, wanted: set[str]) -> None:
    """W01 … W10, on the name of what it is."""
    for name in NAMES:
        file_called(session, record, name)
    assert found(Criterion(called(record), "~", text)) & set(NAMES) == wanted


def test_first_letter_order_and_all_together(session: Session, record: type[Record], found: Found) -> None:
    """W11, W15, W19: a letter, an order after the alphabet, and all conditions at once."""
    field = called(record)
    names = ("Zebra", "Ærlig", "Østre", "Åsen", "Aasen", "Ask")
    for name in names:
        file_called(session, record, name)
    for descending in (False, True):
        rows = Listing(session, record, (field,), Filter(("all",)), Sort(field, descending)).first(50)
        order = [row.values[0] for row in rows if row.values[0] in names]
        wanted = ["Aasen", "Ask", "Zebra", "Ærlig", "Østre", "Åsen"]
        assert order == (wanted[::-1] if descending else wanted)
    if field == record.title_field:
        assert found(letter="Å") == {"Åsen"}
        assert found(Criterion(field, "~", "%n"), letter="Å", text="se") == {"Åsen"}
        assert found(Criterion(field, "~", "%k"), letter="Å") == set()
    assert found(Criterion(field, "~", "a%"), Criterion(field, "!=", "ASK")) >= {"Aasen"}
    assert "Ask" not in found(Criterion(field, "!=", "ASK"))


def test_numbers_not_known_are_neither_equal_nor_unequal(session: Session, record: type[Record], found: Found) -> None:
    """W12: what has no number is left out by ≥ and by ≠ alike."""
    numbers = [
        name
        for name, field in record.typed().items()
        if isinstance(field, (Whole, Money)) and not isinstance(field, Percent) and not field.required
        and field.default is None and name not in ("number", "series", "seconds", "terms")
    ]  # fmt: skip
    if not numbers:
        pytest.skip("it has no number of its own")
    for name, value in (("Ti", "10000"), ("Tjue", "20000"), ("Tretti", "30000"), ("Ukjent", "")):
        given = record.field(numbers[0]).parse(value, session.reading())
        file_called(session, record, name, **{numbers[0]: given})
    assert found(Criterion(numbers[0], ">=", "10 000"), Criterion(numbers[0], "!=", "20000")) == {"Ti", "Tretti"}
    assert found(Criterion(numbers[0], "!=", "20000")) == {"Ti", "Tretti"}
    assert found(Criterion(numbers[0], "=", "")) >= {"Ukjent"}


def test_days(session: Session, record: type[Record], found: Found) -> None:
    """W13, W14: to a day includes its last second; from after to is refused, naming the field."""
    file_called(session, record, "I dag")
    day = session.clock()
    for text, wanted in ((f"{day:%Y-%m-%d}", {"I dag"}), (f"{day - timedelta(days=1):%Y-%m-%d}", set())):
        assert found(Criterion("created_at", "<=", text)) == wanted
    both = (Criterion("created_at", ">=", "2026-05-06"), Criterion("created_at", "<=", "2026-05-05"))
    with pytest.raises(UserError, match="from is after to") as told:
        refuse_empty_interval(record, both, session.reading())
    assert told.value.field == "created_at"
