"""Which record a command of ``salg calls`` is about: a lead by its ID, any other as ``contact:12``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from model.calling.kinds import HERE, RecordRef, callable_kinds, kind_of
from model.calling.lists import refs
from model.campaigns.call_groups import GROUPS, call_group
from model.core.access.session import Session
from model.core.language import _
from model.core.lists.criteria import Filter
from model.core.records.record import Record
from tui.commands import merged, selection, values
from tui.commands.arguments import Namespace
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
    name = name.replace("-", "_")
    session = console.session()
    return session.records[name] if name in GROUPS else kind_of(session, name).record  # type: ignore[return-value]


def chosen(
    console: Console, given: Sequence[str], session: Session, options: Namespace, program: str
) -> tuple[Iterable[tuple[str, int]], Filter | None, str]:
    """Return who goes on a call list, with the filter to follow and the kind of record that it is for.

    Of campaigns and distribution lists it is those who are called there: recipients and members. Raises
    :class:`UsageError` for neither IDs nor a filter, and for both.
    """
    record = from_type(console, given)
    ids, wanted = selection.record_ids(console, session, record, options, program)
    type_name = record.name_in_code
    if type_name not in GROUPS:
        return refs(type_name, ids), wanted, type_name
    groups = [call_group(session, type_name, record_id) for record_id in ids]
    followed = groups[0].filter if len(groups) == 1 else None
    return chain.from_iterable(group.records(session) for group in groups), followed, "recipient"


def callable_names() -> str:
    """Return the words of all kinds that can be called, as a help text has them."""
    from model.catalogue import RECORDS

    names = [record.name_in_code for record in RECORDS if hasattr(record, "calling")]
    return ", ".join(name.replace("_", "-") for name in (*HERE, *names, *GROUPS))


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
