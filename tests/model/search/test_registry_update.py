"""CUST-26: what is on file is brought in line with the register, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from model.core.access.session import Session
from model.core.changes.change import Conflict, change, read
from model.core.changes.opt_outs import CHANNELS, WISHES
from model.core.errors import NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.customers.records import Customer
from model.leads.records import Lead
from model.registry.unit import Address, Unit
from model.search.registry_update import KINDS, apply_updates, plan_update, plan_updates, warning_of
from tests.model import filing

FJORD = Unit(
    "NO", filing.FJORD, "FJORD NORD AS", "AS", industry="Fishing", phone="22 33 44 55", email="post@fjord.no",
    employees=12, visiting=Address("Kaigata 1", "5003", "BERGEN", "BERGEN", "NO"),
)  # fmt: skip


@dataclass
class Register:
    """A register of a few units."""

    units: list[Unit] = field(default_factory=lambda: [FJORD])

    def unit(self, org_number: str, country: str | None = None) -> Unit | None:
        return next((unit for unit in self.units if unit.org_number == org_number), None)


def fjord(session: Session, **values: object) -> int:
    return filing.customer(session, "Fjord AS", org_number=filing.FJORD, **values)


def test_old_beside_new_and_what_is_chosen_to_begin_with(session: Session) -> None:
    """Name and address go by the register; how it is reached only where nothing stands; the same number is the same."""
    customer = fjord(
        session, email="salg@fjord.no", phone="+47 22334455", visiting_street="Gamlegata 2", visiting_town="Oslo",
        invoice_street="Postboks 1", invoice_postcode="0301", invoice_town="Oslo",
    )  # fmt: skip
    update = plan_update(session, Register(), "customer", customer)
    told = {each.name: (each.before, each.after, each.chosen) for each in update.fields}
    assert told["name"] == ("Fjord AS", "FJORD NORD AS", True)
    assert told["visiting_street"] == ("Gamlegata 2", "Kaigata 1", True)
    assert told["employees"] == ("", "12", True)
    assert told["email"] == ("salg@fjord.no", "post@fjord.no", False)
    assert told["invoice_street"] == ("Postboks 1", "Kaigata 1", False)
    assert "phone" not in told
    change_id, count = apply_updates(session, [update])
    assert (count, change_id > 0) == (1, True)
    now = read(session, Customer, customer)
    assert (now.name, now.visiting_town, now.email, now.invoice_street) == (
        "FJORD NORD AS", "BERGEN", "salg@fjord.no", "Postboks 1",
    )  # fmt: skip
    left = plan_update(session, Register(), "customer", customer)
    assert not left.values()
    past = latest_own(session)
    assert past is not None
    assert past.name == "Refresh Fjord AS from the registry"
    undo(session, past.id)
    assert read(session, Customer, customer).name == "Fjord AS"


@pytest.mark.parametrize("street", ["Kaigata 1", "KAIGATA  1"])
def test_what_the_register_is_silent_on_stays_at_the_same_address(session: Session, street: str) -> None:
    """CVR's addresses have no region: the one on file is not emptied, unless the company has moved."""
    silent = replace(FJORD, visiting=Address("Kaigata 1", "5003", "BERGEN", "", "NO"))
    customer = fjord(
        session, visiting_street=street, visiting_postcode="5003", visiting_town="Bergen", visiting_region="Vestland"
    )
    names = [each.name for each in plan_update(session, Register([silent]), "customer", customer).fields]
    assert "visiting_region" not in names
    moved = replace(silent, visiting=Address("Kaigata 9", "5003", "BERGEN", "", "NO"))
    values = plan_update(session, Register([moved]), "customer", customer).values()
    assert (values["visiting_street"], values["visiting_region"]) == ("Kaigata 9", None)


def test_only_what_is_named(session: Session) -> None:
    customer = fjord(session, email="salg@fjord.no")
    update = plan_update(session, Register(), "customer", customer)
    apply_updates(session, [update], {"email"})
    now = read(session, Customer, customer)
    assert (now.name, now.email) == ("Fjord AS", "post@fjord.no")
    assert apply_updates(session, [update], set()) == (0, 0)


def test_who_saved_meanwhile_is_not_overwritten(session: Session, kari: Session) -> None:
    """COM-09."""
    update = plan_update(session, Register(), "customer", fjord(session))
    with change(kari, "Change", "edit") as made:
        made.update(Customer, update.id, {"name": "Fjord Sør AS"})
    with pytest.raises(Conflict):
        apply_updates(session, [update])
    assert read(session, Customer, update.id).name == "Fjord Sør AS"


def test_warnings_and_wishes(session: Session) -> None:
    """A bankrupt company is told of also where nothing differs; a wish not to be called is never taken back."""
    bankrupt = Register([replace(FJORD, name="Fjord AS", bankrupt=True, no_marketing=False)])
    customer = fjord(session, do_not_call=True)
    update = plan_update(session, bankrupt, "customer", customer)
    assert update.warning == "bankrupt"
    assert "do_not_call" not in {each.name for each in update.fields}
    assert warning_of(bankrupt, filing.FJORD) == "bankrupt"
    assert [each.id for each in plan_updates(session, bankrupt, "customer")] == [customer]
    assert warning_of(bankrupt, None) == warning_of(bankrupt, "974760673") == ""
    wish = plan_update(
        session, Register([replace(FJORD, no_marketing=True)]), "lead", filing.lead(session, org_number=filing.FJORD)
    )
    assert wish.values()["do_not_call"] is True


def test_what_cannot_be_compared(session: Session, kari: Session) -> None:
    with pytest.raises(UserError, match="no organisation number"):
        plan_update(session, Register(), "customer", filing.customer(session, "Uten"))
    with pytest.raises(UserError, match="The registry has no company"):
        plan_update(session, Register([]), "customer", fjord(session))
    hidden = filing.file(kari, Lead, name="Hemmelig", org_number=filing.FJORD, owner=kari.person.id, owner_only=True)
    with pytest.raises(NotFoundError):
        plan_update(session, Register(), "lead", hidden)
    assert not list(plan_updates(session, Register(), "lead"))


def test_capitals_of_the_register_are_no_difference(session: Session) -> None:
    """A name on file keeps its letters where the register has the same in capitals."""
    unit = replace(FJORD, name="FJORD AS", visiting=Address("Kaigata 1", "5003", "BERGEN", "BERGEN", "NO"))
    customer = fjord(session, visiting_street="Kaigata 1", visiting_postcode="5003", visiting_town="Bergen")
    names = {each.name for each in plan_update(session, Register([unit]), "customer", customer).fields}
    assert not names & {"name", "visiting_street", "visiting_postcode", "visiting_town"}


@pytest.mark.parametrize("kind", ["customer", "lead"])
def test_a_company_that_wants_no_marketing_gets_none_by_any_channel(session: Session, kind: str) -> None:
    """The register's word is chosen from the beginning, and says where it is from."""
    number = fjord(session) if kind == "customer" else filing.lead(session, org_number=filing.FJORD)
    update = plan_update(session, Register([replace(FJORD, no_marketing=True)]), kind, number)
    assert [channel.field for channel in CHANNELS.values() if update.values().get(channel.field)] == [*WISHES]
    apply_updates(session, [update])
    row = read(session, KINDS[kind], number)
    assert {getattr(row, channel.source) for channel in CHANNELS.values()} == {"register"}
