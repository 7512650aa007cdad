"""What somebody matched by hand is remembered, for files of the same columns and for headings like them (LEAD-26)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from model.core.access.preferences import read_preference, write_preference
from model.core.access.session import Session
from model.core.records.record import Record
from model.files.headings import ID, Matching, by_name, names_of, plain_heading

_MOST_REMEMBERED = 500
_MOST_FILES = 30


def _preference(record: type[Record]) -> str:
    return f"import.{record.name_in_code}"


def _kept(session: Session, record: type[Record]) -> dict[str, dict[str, Any]]:
    kept = read_preference(session, _preference(record))
    kept = kept if isinstance(kept, dict) else {}
    return {name: value if isinstance(value := kept.get(name), dict) else {} for name in ("files", "headings")}


def _layout(headings: Sequence[str]) -> str:
    """Return what a file of the same columns is known by."""
    return blake2b("\n".join(map(plain_heading, headings)).encode(), digest_size=12).hexdigest()


def remembered(session: Session, record: type[Record], headings: Sequence[str]) -> dict[str, str]:
    """Return plain heading → field as matched by hand: for a file of just these columns, else for any."""
    kept = _kept(session, record)
    return kept["files"].get(_layout(headings)) or kept["headings"]


def remember(session: Session, record: type[Record], mapping: Matching) -> None:
    """Keep for the person what was matched otherwise than by name, to match it so again.

    For files with the same columns all of it; for others what concerns headings that name no field themselves, so
    that Salg's own files are read as they are meant whatever was done with somebody else's.
    """
    usual_matching = by_name(session, record, mapping.headings, {})
    exact = names_of(session, record)
    chosen = {
        plain_heading(heading): name
        for heading, name, usual in zip(mapping.headings, mapping.fields, usual_matching.fields, strict=True)
        if name != usual and plain_heading(heading) and not (name == ID and plain_heading(heading) in exact)
    }
    kept = _kept(session, record)
    layout = _layout(mapping.headings)
    files, headings = dict(kept["files"]), dict(kept["headings"])
    files.pop(layout, None)
    if chosen:
        files[layout] = chosen
    headings.update({heading: name for heading, name in chosen.items() if heading not in exact})
    wanted = {
        "files": dict([*files.items()][-_MOST_FILES:]),
        "headings": dict([*headings.items()][-_MOST_REMEMBERED:]),
    }
    if wanted != kept:
        write_preference(session, _preference(record), wanted)
