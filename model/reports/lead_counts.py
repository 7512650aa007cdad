"""Leads put on file in an interval, and how many of them were converted, by what they have in common (LEAD-16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.access.session import Session
from model.core.fields.choices import ChoiceField
from model.core.language import _
from model.core.storage.drivers import peewee
from model.leads.records import Lead
from model.reports.answers import Asked, Line, Section
from model.reports.declared import Part, Report
from model.reports.labels import Labels
from model.reports.record_counts import number_where, rate, section_by_record, within


def sections(session: Session, report: Report, part: Part, asked: Asked, labels: Labels) -> list[Section]:
    """Return the leads by source, owner, status or campaign; those that are deactivated or converted among them."""
    numbers = [
        number_where(condition)
        for condition in (Lead.status == "contacted", Lead.status == "unreachable", Lead.converted_at.is_null(False))
    ]
    rows = session.rows(
        Lead.select(Lead.fields()[part.by], peewee.fn.count(peewee.SQL("*")), *numbers)
        .where(within(session, Lead, asked, report.day))
        .group_by(peewee.SQL("1"))
    )
    counted = {row[0]: _values(row[1:]) for row in rows}
    total = _values([sum(row[place] for row in rows) for place in range(1, 5)])
    if part.by != "status":
        return section_by_record(part, counted, labels, total)
    status = Lead.field("status")
    assert isinstance(status, ChoiceField)
    lines = [
        Line(choice.name, _(choice.label), tuple(counted[choice.number]))
        for choice in status.options
        if choice.number in counted
    ]
    return [Section(part, None, tuple(lines), tuple(total))] if lines else []


def _values(numbers: Sequence[int]) -> list[Any]:
    leads, contacted, lost, converted = numbers
    return [leads, contacted, lost, converted, rate(converted, leads)]


def left_out(session: Session, report: Report, asked: Asked) -> tuple[list[str], dict[str, Any]]:
    """Return how the figures are to be read; nothing is left out."""
    return [_("Leads that were converted or deactivated since are counted too.")], {}
