"""What a register says of a company that forbids selling to it (CUST-26).

The kinds of record know the rules without knowing a whole unit of a register.
"""

from __future__ import annotations

from typing import NamedTuple

from model.core.language import N_


class WarningRule(NamedTuple):
    """Something that forbids selling to a company: what the register says of it, in the column of that name.

    ``number`` and ``name`` tell it in code, ``label`` is the English of what it is called, ``told`` of what is said of
    the company.
    """

    number: int
    name: str
    label: str
    told: str
    column: str


WARNING_RULES = (
    WarningRule(1, "struck_off", N_("Struck off"), N_("struck off"), "deleted_on"),
    WarningRule(2, "bankrupt", N_("Bankrupt"), N_("bankrupt"), "bankrupt"),
    WarningRule(
        3, "forced_winding_up", N_("Wound up by court order"), N_("being wound up by court order"), "forced_winding_up"
    ),
    WarningRule(4, "winding_up", N_("Being wound up"), N_("being wound up"), "winding_up"),
)
"""The rules in their order: of a company that several are true of, the first is told (CUST-26)."""


def told_of(name: str) -> str:
    """Return the English of what a rule of :data:`WARNING_RULES` says of a company, by the rule's name."""
    return next(rule.told for rule in WARNING_RULES if rule.name == name)
