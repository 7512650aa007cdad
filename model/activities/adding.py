"""Adding an activity to records (LEAD-10, CUST-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from model.activities.links import Place, link
from model.activities.records import activity_kind
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.text import visible as shown

_ADDED = {
    "task": N_("New task {name}"),
    "appointment": N_("New appointment {name}"),
    "note": N_("New note {name}"),
    "call": N_("New call {name}"),
    "email": N_("New e-mail {name}"),
}
_SUBJECT_FROM_TEXT = 80
"""Letters of a text's first line that stand for a subject nobody has written."""


def add(session: Session, kind: str, values: Mapping[str, Any], links: Iterable[Place]) -> int:
    """Add an activity of ``kind`` ("task", "note", …) linked to records, as a change of its own; return its ID.

    A note or message without a subject is called by the first line of its text; the owner is the person at the
    keyboard unless another is named. Raises :class:`UserError` for what cannot be saved, :class:`NotFoundError` for
    a record that is gone or hidden, :class:`NotAllowedError` for a reader.
    """
    completed = completed_values(session, kind, values)
    with change(session, _ADDED[kind], "add", name=completed["subject"]) as made:
        return insert(made, kind, completed, links)


def insert(made: Change, kind: str, values: Mapping[str, Any], links: Iterable[Place]) -> int:
    """Do what :func:`add` does within a change under way."""
    activity = made.insert(activity_kind(kind), completed_values(made.session, kind, values))
    for place in links:
        link(made, activity, place)
    return activity


def completed_values(session: Session, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values`` with subject, owner and time where they follow from the rest."""
    completed = dict(values)
    if not (completed.get("subject") or "").strip():
        first = next((line.strip() for line in (completed.get("text") or "").splitlines() if line.strip()), "")
        if not first:
            raise UserError(_("Write a subject or a text."), "subject")
        first = shown(first)
        completed["subject"] = first if len(first) <= _SUBJECT_FROM_TEXT else first[: _SUBJECT_FROM_TEXT - 1] + "…"
    start, end = completed.get("at"), completed.get("end")
    if start is not None and end is not None and end < start:
        raise UserError(_("It ends before it begins."), "end")
    return completed
