"""COM-06, I25, I26: an own field of any kind goes form → list → CSV and workbook → import → JSON unchanged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from model.core import language
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.company.custom_fields import add_field
from model.core.language import LANGUAGES
from model.core.lists.listing import Listing
from model.core.storage.store import Store
from model.files.exporting import export, fields_for
from model.files.import_options import ImportOptions
from model.files.import_plan import plan_import
from model.files.import_run import apply_import
from model.files.plain import all_told_fields, as_plain
from model.files.rows import Rows
from model.files.table_reader import read_table
from model.files.template import headings_as_csv
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.plain_sql import plain_sql

CHOICES = ("gold", "Ærlig [/]", "=HYPERLINK(1)", "-5", "x" * 200)
FIELDS: dict[str, tuple[str, str]] = {
    "text": ("=Motto", "text"),
    "number": ("Shoe size", "number"),
    "money": ("Budsjett øl", "money"),
    "date": ("Siden", "date"),
    "yes_no": ("[/] Member?", "yes_no"),
    "choice": ("Tier", "choice"),
    "multi_choice": ("Tags", "multi_choice"),
    "group": ("Group [/b]", "group"),
}
_NUMBERS = st.decimals(-(10**12), 10**12, places=2)
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30)


def _on_one_line(text: str) -> str:
    return " ".join(text.split()) or "x"


def _in_order(some: set[str]) -> list[str]:
    return [choice for choice in CHOICES if choice in some]


_TEXT = st.sampled_from(["=1+1", "'=x", "1.5", "yes", "- a", "+47 22"]) | _TEXTS.map(_on_one_line)
VALUES = st.fixed_dictionaries(
    {
        "text": st.none() | _TEXT,
        "number": st.none() | st.integers(-(10**9), 10**9).map(Decimal) | _NUMBERS,
        "money": st.none() | _NUMBERS,
        "date": st.none() | st.dates(date(1900, 1, 1), date(2099, 12, 31)),
        "yes_no": st.none() | st.booleans(),
        "choice": st.none() | st.sampled_from(CHOICES),
        "multi_choice": st.none() | st.sets(st.sampled_from(CHOICES), min_size=1).map(_in_order),
        "group": st.none() | st.sampled_from(CHOICES),
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path:
    """A database with a field of each kind, to be copied."""
    path = tmp_path_factory.mktemp("own") / "base.db"
    session = at_work(shared_databases.open(path))
    for key, (label, kind) in FIELDS.items():
        choices = CHOICES if kind in ("choice", "multi_choice", "group") else ()
        add_field(session, "lead", label, kind, choices, key=f"own_{key}")
    session.store.close()
    return path


def at_work(store: Store) -> Session:
    """The administrator at work in a database."""
    return sign_in(store, "root", StandingClock(datetime(2026, 11, 21, 12, tzinfo=UTC)))


def copied(databases: Databases, base: Path, name: str) -> Session:
    """A fresh copy; one of this name is written over."""
    return at_work(databases.open_copy(base, base.parent / name))


def told(session: Session) -> list[dict[str, Any]]:
    """All leads as JSON, their own fields alone."""
    rows = Rows(session, Lead, all_told_fields(session, Lead))
    plain = [as_plain(Lead, rows.fields, row) for row in rows]
    return [{key: value for key, value in each.items() if key.startswith("own_") or key == "name"} for each in plain]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(
    max_examples=20,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(VALUES, min_size=1, max_size=4), tongue=st.sampled_from(LANGUAGES))
def test_any_value_of_any_kind_goes_all_the_way_round(
    base: Path, shared_databases: Databases, form: str, rows: list[dict[str, Any]], tongue: str
) -> None:
    language.use(tongue)
    session = copied(shared_databases, base, "here.db")
    fields = session.own_fields(Lead)
    reading = session.reading()
    with change(session, "File", "add") as made:
        for number, values in enumerate(rows):
            own = {f"custom.own_{key}": value for key, value in values.items()}
            # As a form has it: the text of the value is read back as the value.
            read_back = {
                name: fields[name].parse(fields[name].edit(value, reading), reading) for name, value in own.items()
            }
            assert read_back == own
            made.insert(Lead, {"name": f"Firma {number}", **read_back})
    # As a list has it: the stored value of the engine's own.
    listed = Listing(session, Lead, [*fields]).first(10)
    assert [
        [each.from_stored(value) for each, value in zip(fields.values(), row.values, strict=True)] for row in listed
    ] == [[values[key] for key in FIELDS] for values in rows]
    target = base.parent / f"out.{form}"
    export(session, Rows(session, Lead, fields_for(session, Lead, form, ())), target, force=True)
    same = plan_import(session, Lead, read_table(target), ImportOptions(update=True, overwrite_note=True))
    assert same.tally().same == len(rows), [(row.errors, row.fields) for row in same.preview(0, 9)]
    same.close()
    other = copied(shared_databases, base, "there.db")
    table = read_table(target)
    matching = plan_import(other, Lead, table, ImportOptions(duplicates=True)).matching
    matching = matching.with_column(matching.fields.index("id"), "")
    again = plan_import(other, Lead, table, ImportOptions(duplicates=True), matching)
    assert again.tally().create == len(rows), [row.errors for row in again.preview(0, 9)]
    apply_import(again)
    again.close()
    assert told(other) == told(session)
    session.store.close()
    other.store.close()


def test_the_template_names_own_fields_and_takes_label_and_key(base: Path, shared_databases: Databases) -> None:
    """I25: labels in the template; an import takes the label or the key; I18: an unknown choice is an error row."""
    session = copied(shared_databases, base, "template.db")
    assert "Shoe size" in headings_as_csv(session, Lead)
    target = base.parent / "keys.csv"
    target.write_text("Name;own_number;Tier;Tags\nFjord;43,5;GOLD;-5, gold\nBerg;44;bronze;\n", encoding="utf-8")
    plan = plan_import(session, Lead, read_table(target), ImportOptions())
    told_now = plan.tally()
    assert (told_now.create, told_now.error) == (1, 1)
    [reason] = [error.reason for row in plan.preview(0, 9) for error in row.errors]
    assert "gold" in reason
    apply_import(plan)
    plan.close()
    stored = session.store.value(plain_sql("SELECT custom FROM lead"))
    assert stored == '{"own_choice":"gold","own_multi_choice":["gold","-5"],"own_number":"43.50"}'
