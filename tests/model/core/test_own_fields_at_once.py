"""COM-06, COM-09: several processes' worth of connections define, fill and read own fields at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.company.custom_fields import add_field
from model.core.errors import UserError
from model.core.records.custom_field_definitions import definitions
from model.core.storage.database import open_store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.model.filing import lead


def test_another_connection_sees_a_new_field_at_its_next_look(
    location: Path | str, session: Session, clock: StandingClock
) -> None:
    """Each program keeps what is defined in memory; what another has written since is seen all the same."""
    other = sign_in(open_store(location), "root", clock)
    assert other.own_fields(Lead) == {}
    add_field(session, "lead", "Shoe", "number")
    assert [*other.own_fields(Lead)] == ["custom.shoe"]
    add_field(other, "lead", "Hat", "text")
    assert [*session.own_fields(Lead)] == ["custom.shoe", "custom.hat"]
    other.store.close()


def test_eight_administrators_define_the_same_field_once(
    location: Path | str, session: Session, clock: StandingClock
) -> None:
    """One wins; the others are told that there is one already; nothing is half done."""

    def define(_number: int) -> str:
        mine = sign_in(open_store(location), "root", clock)
        try:
            return add_field(mine, "lead", "Shoe", "number").key
        except UserError as error:
            return error.message
        finally:
            mine.store.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(define, range(8)))
    assert said.count("shoe") == 1
    assert all("already" in each for each in said if each != "shoe")
    assert len(definitions(session)) == 1


def test_two_fields_of_one_lead_written_at_once_are_both_kept(
    location: Path | str, session: Session, clock: StandingClock
) -> None:
    """G03: each writes its own field of ``custom``, again and again; neither loses the other's."""
    for label in ("Left", "Right"):
        add_field(session, "lead", label, "number")
    number = lead(session)

    def write(name: str) -> None:
        mine = sign_in(open_store(location), "root", clock)
        for value in range(1, 26):
            with change(mine, "Change", "edit") as made:
                made.update(Lead, number, {name: Decimal(value)})
        mine.store.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ("custom.left", "custom.right")))
    assert read(session, Lead, number).custom == {"left": 25, "right": 25}
