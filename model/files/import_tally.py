"""What all rows of a file come to: how many would do what, and what there is to say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model.core.fields.leftovers import labels_of
from model.core.language import _
from model.core.numbers import format_whole
from model.core.text import visible
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.doubts import labels_doubted
from model.files.row_classifier import RowClassifier


@dataclass(frozen=True)
class Tally:
    """How many rows of a file would do what; ``rows`` is the sum of the others."""

    rows: int
    create: int
    update: int
    same: int
    duplicate: int
    error: int
    blank: int
    contact: int = 0
    """Rows that bring nothing but a contact of a customer that is on file, or further up."""
    new_choices: tuple[str, ...] = ()
    """Choices that would be added to the company's lists."""
    new_customers: tuple[str, ...] = ()
    """Companies that rows name, that are not on file and would be made."""
    passed_over: tuple[tuple[str, int], ...] = ()
    """What no field takes of rows that concern records on file: what it is called, and in how many rows."""
    kept: tuple[tuple[str, int], ...] = ()
    """Wishes not to be contacted that rows would take back, and that stay: what they are called, in how many rows."""
    unknown: tuple[tuple[str, int], ...] = ()
    """What new records name that is not on file, and is kept in their notes: its name, and in how many rows."""
    doubts: tuple[tuple[str, int], ...] = ()
    """What goes in but looks wrong: field and reason, and how often."""
    contacts: int = 0
    """Contacts that are made of the persons on rows of customers, or linked to these."""

    @property
    def writes(self) -> bool:
        """Whether any row would change anything."""
        return bool(self.create or self.update or self.contact)


Remark = tuple[str, str]
"""What is said of rows: "passed over", "kept", "unknown", "contact" or "doubt", and of what."""


def remarks_on(classifier: RowClassifier, classified: ClassifiedRows) -> list[Remark]:
    """Return what has to be said of a batch of rows, once for each row that it is said of."""
    outcomes = classified.outcomes
    found = [
        ("passed over", label) for place in classified.leftovers for label in labels_of(classified.passed_over(place))
    ]
    found += [
        ("kept", classifier.fields[name].title)
        for place in sorted(classified.kept)
        if outcomes[place] in (Outcome.UPDATE, Outcome.SAME)
        for name in classified.kept[place]
    ]
    found += [
        ("unknown", visible(item.title))
        for place in sorted(classified.unknown)
        if outcomes[place] is Outcome.CREATE
        for _name, item in classified.unknown[place]
    ]
    found += [("contact", "")] * len(classified.contacts)
    found += [
        ("doubt", label) for label in labels_doubted(classifier.fields, classified, classifier.record.title_field)
    ]
    return found


def tally_of(
    counts: Counter[Outcome],
    new_choices: tuple[str, ...],
    new_customers: tuple[str, ...],
    remarks: Counter[Remark],
) -> Tally:
    """Return the tally for the outcomes and the remarks that were counted."""

    def counted(kind: str) -> tuple[tuple[str, int], ...]:
        return tuple((what, count) for (found, what), count in remarks.most_common() if found == kind and count > 0)

    return Tally(
        counts.total(),
        counts[Outcome.CREATE],
        counts[Outcome.UPDATE],
        counts[Outcome.SAME],
        counts[Outcome.DUPLICATE],
        counts[Outcome.ERROR],
        counts[Outcome.BLANK],
        counts[Outcome.CONTACT],
        new_choices,
        new_customers,
        counted("passed over"),
        counted("kept"),
        counted("unknown"),
        counted("doubt"),
        remarks["contact", ""],
    )


def outcome_label(outcome: Outcome) -> str:
    """Return what an outcome is called, in the language in use."""
    return {
        Outcome.CREATE: _("new"),
        Outcome.UPDATE: _("changed"),
        Outcome.SAME: _("unchanged"),
        Outcome.DUPLICATE: _("duplicate"),
        Outcome.ERROR: _("error"),
        Outcome.BLANK: _("blank"),
        Outcome.CONTACT: _("contact"),
    }[outcome]


def tally_remarks(tally: Tally) -> list[str]:
    """Return what has to be said besides the numbers, a sentence each, in the language in use."""
    sentences = (
        (_("Passed over for what is on file: {what}"), tally.passed_over),
        (_("Kept as it is on file, and taken back on the record alone: {what}"), tally.kept),
        (_("Not on file, and kept in the note: {what}"), tally.unknown),
        (_("Looks wrong, and goes in all the same: {what}"), tally.doubts),
    )
    said = [_("New customers: {names}").format(names=", ".join(tally.new_customers))] if tally.new_customers else []
    return said + [sentence.format(what=_listed(found)) for sentence, found in sentences if found]


_MOST_LISTED = 8
"""Things that a sentence names; a file may name hundreds of companies that are not on file."""


def _listed(found: Sequence[tuple[str, int]]) -> str:
    listed = ", ".join(f"{label} ({rows})" for label, rows in found[:_MOST_LISTED])
    if len(found) <= _MOST_LISTED:
        return listed
    return f"{listed} {_('… and {count} more').format(count=format_whole(len(found) - _MOST_LISTED))}"
