"""Which record a command of ``salg calls`` is about: a lead by its ID, any other as ``contact:12``."""

from __future__ import annotations

from collections.abc import Sequence

from model.calling.kinds import HERE, RecordRef, callable_kinds, kind_of
from model.core.access import Session
from model.core.language import _
from model.core.records import Record
from tui.commands import merged, values
from tui.commands.console import Console


def from_type(console: Console, given: Sequence[str]) -> type[Record]:
    """Return the kind of record that ``--from`` names, the lead where it is not given.

    It is looked for before the arguments are parsed: what ``--where`` and ``--view`` may say hangs on it. Raises
    :class:`UserError` for a kind that cannot be called.
    """
    name = "lead"
    for place, word in enumerate(given):
        if word == "--from" and place + 1 < len(given):
            name = given[place + 1]
        elif word.startswith("--from="):
            name = word.partition("=")[2]
    if name == "lead":
        # The usual one needs no database to tell of itself.
        from model.leads.records import Lead

        return Lead
    return kind_of(console.session(), name.replace("-", "_")).record


def callable_names() -> str:
    """Return the words of all kinds that can be called, as a help text has them."""
    from model.catalogue import RECORDS

    names = [record.name_in_code for record in RECORDS if hasattr(record, "calling")]
    return ", ".join([*HERE, *(name.replace("_", "-") for name in names)])


def called(console: Console, session: Session, text: str) -> RecordRef:
    """Return the record that ``text`` names: ``17`` or a lead's name, or another kind as ``contact:12``.

    A record that was merged is followed to what it has become. Raises :class:`UserError` for none, and for several.
    """
    kind, rest = kind_of(session, "lead"), text
    word, colon, after = text.partition(":")
    for each in callable_kinds(session):
        if colon and word.strip().lower().replace("-", "_") == each.name:
            kind, rest = each, after
    (record_id,) = merged.followed(console, session, kind.record, [values.named(session, kind.record, rest.strip())])
    return RecordRef(kind.name, record_id)


def written(ref: RecordRef) -> str:
    """Return a record as :func:`called` reads it."""
    return str(ref.record_id) if ref.type_name == "lead" else f"{ref.type_name}:{ref.record_id}"


def record_help() -> str:
    """Return the help text of an argument that names a record, in the language in use."""
    return _("a lead by its ID or name; others with their kind: contact:12, customer:7")
