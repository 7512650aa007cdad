"""C21, M15: own fields carried by conversion and by merging, as they are defined."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.company.custom_fields import add_field
from model.customers.records import Customer
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from model.merging.merge import merge, plan_merge
from tests.model.filing import lead


def test_a_choice_that_the_other_field_has_not_is_left_and_told(session: Session) -> None:
    """C21: the same key and kind, but no such choice there."""
    add_field(session, "lead", "Tier", "choice", ("gold", "odd"))
    add_field(session, "customer", "Tier", "choice", ("gold", "silver"))
    for tier, carried in (("gold", {"tier": "gold"}), ("odd", None)):
        number = lead(session, f"Firma {tier}", custom={"tier": tier})
        plan = plan_conversion(session, number, ConversionChoices())
        done = convert(session, plan)
        assert done.customer is not None
        assert read(session, Customer, done.customer).custom == carried
        reasons = [each.reason for each in plan.custom if each.reason]
        assert reasons == ([] if carried else ["the field there has no such choice"])


def test_merging_shows_values_as_people_read_them(session: Session) -> None:
    """M15: lists are united; amounts, days and yes are told in the language in use."""
    add_field(session, "lead", "Budget", "money")
    add_field(session, "lead", "Since", "date")
    add_field(session, "lead", "Tags", "multi_choice", ("a", "b", "c"))
    target = lead(session, "Fjord", custom={"budget": "1000.00", "tags": ["a"]})
    source = lead(session, "Fjord AS", custom={"budget": "2500.50", "since": "2026-11-21", "tags": ["b"]})
    plan = plan_merge(session, "lead", source, target)
    told = {line.name: (line.source, line.target, line.result) for line in plan.lines}
    assert told["custom.budget"] == ("2,500.50", "1,000.00", "1,000.00")
    assert told["custom.since"] == ("21 Nov 2026", "", "21 Nov 2026")
    merge(session, plan)
    now = read(session, Lead, target)
    assert now.custom == {"budget": "1000.00", "since": "2026-11-21", "tags": ["a", "b"]}
    assert "Budget: 2,500.50" in now.note
