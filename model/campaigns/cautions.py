"""What is said of a campaign that may be saved all the same: doubled addresses, figures that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.campaigns.economy import Economy, Figures, break_even, implausible
from model.campaigns.figures import BUDGET_FIELDS, RESULT_FIELDS, actual, planned
from model.campaigns.marks import NO_MARKS, doubles_of, marks_of
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import _, ngettext
from model.core.numbers import format_decimal, format_whole
from model.core.text import visible as shown

_NAMED = 20
"""Addresses that are named."""


def cautions(session: Session, record_id: int | None, values: Mapping[str, Any]) -> list[str]:
    """Return what is to be said before ``values`` of a campaign are saved, a sentence each (R04, E05, E06)."""
    found: list[str] = []
    if record_id is not None and values.get("allow_duplicate_emails") is False:
        found += doubles_sentences(session, record_id)
    if not values.keys().isdisjoint((*BUDGET_FIELDS, *RESULT_FIELDS)):
        present: dict[str, Any] = {}
        if record_id is not None:
            record = session.records["campaign"]
            campaign = read(session, record, record_id)
            present = {name: getattr(campaign, name) for name in record.fields()}
        marks = NO_MARKS if record_id is None else marks_of(session, record_id)
        now = {**present, **values}
        names = dict.fromkeys((*implausible(planned(now)), *implausible(actual(now, marks))))
        found += implausible_sentences([*names])
    return found


def break_even_sentence(figures: Figures, *, ascii: bool = False) -> str:
    """Return how many responses a plan needs, '' where no revenue is known (E17, E18)."""
    if figures.revenue is None:
        return ""
    responses = break_even(figures)
    if responses is None:
        return _("Break-even: never, a response costs as much as it brings.")
    text = ngettext("Break-even: {count} response.", "Break-even: {count} responses.", responses)
    return text.format(count=format_whole(responses, ascii=ascii))


def over_budget_sentence(found: Economy, *, ascii: bool = False) -> str:
    """Return by how much a plan costs more than its budget, '' where it does not, or has none (E08, E09)."""
    if found.over_budget is None:
        return ""
    return _("Over the budget by {amount}.").format(amount=format_decimal(found.over_budget, ascii=ascii))


def implausible_sentences(names: Sequence[str]) -> list[str]:
    """Return the sentences for what cannot be, as :func:`~model.campaigns.economy.implausible` names it."""
    sentences = {
        "responses": _("There are more responses than recipients."),
        "responses_and_returns": _("There are more responses and returns than recipients."),
    }
    return [sentences[name] for name in names]


def doubles_sentences(session: Session, campaign: int) -> list[str]:
    """Return a line for the addresses that stand twice on the list, and the addresses; none where none does (R04)."""
    doubles = doubles_of(session, campaign, _NAMED + 1)
    if not doubles:
        return []
    named = [f"{shown(address)} ({format_whole(count)})" for address, count in doubles[:_NAMED]]
    more = ", …" if len(doubles) > _NAMED else "."
    first = ngettext(
        "{count} address stands there more than once; nothing is removed.",
        "{count} addresses stand there more than once; nothing is removed.",
        len(doubles),
    )
    return [first.format(count=format_whole(len(doubles))), ", ".join(named) + more]
