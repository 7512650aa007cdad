"""Which folder of a mailbox is which: by its special use (RFC 6154), else by its name in four languages (COM-13)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Use = Literal["", "inbox", "sent", "drafts", "trash", "junk", "archive", "all"]

_FLAGS: dict[str, Use] = {
    r"\sent": "sent",
    r"\drafts": "drafts",
    r"\trash": "trash",
    r"\junk": "junk",
    r"\archive": "archive",
    r"\all": "all",
}
_VIEWS = (r"\flagged", r"\important")
"""Folders that show messages of others once more."""
_CLOSED = (r"\noselect", r"\nonexistent")
_WORDS: dict[Use, str] = {
    "sent": "sent|sent items|sent messages|sent mail|sendt|sendte|sendte elementer|sendt post|sendte meldinger"
    "|sendt e-post|sendte e-poster|sendte mails|sendte e-mails|sendte beskeder|skickat|skickade",
    "drafts": "drafts|draft|utkast|kladder|kladde|kladd|udkast",
    "trash": "trash|deleted|deleted items|deleted messages|bin|papirkurv|papirkorg|slettet|slettede elementer"
    "|slettet post|slettede meldinger|slettede mails|slettede beskeder|papperskorgen",
    "junk": "junk|spam|junk e-mail|junk email|bulk mail|søppelpost|uønsket e-post|uønsket mail|uønsket|skräppost",
    "archive": "archive|archives|arkiv|arkivert|arkiveret",
}
_NAMES = {name: use for use, names in _WORDS.items() for name in names.split("|")}
_UNREAD: tuple[Use, ...] = ("drafts", "trash", "junk")
"""Folders whose messages stand on no card: not sent, thrown away, or of nobody whom one knows."""


@dataclass(frozen=True)
class Folder:
    """A folder that can be opened; ``use`` is '' for one that people have made themselves."""

    name: str
    use: Use = ""


def folders_of(listed: Iterable[tuple[str, str, Sequence[str]]]) -> list[Folder]:
    """Return the folders of a list of (name, sign between its parts, flags) as the server gives it.

    Where the server says of one folder what it is for, its word counts and not the name of another.
    """
    rows = [(name, sign, {flag.casefold() for flag in flags}) for name, sign, flags in listed]
    rows = [row for row in rows if row[2].isdisjoint((*_CLOSED, *_VIEWS))]
    told = {use for _name, _sign, flags in rows for flag, use in _FLAGS.items() if flag in flags}
    found = []
    for name, sign, flags in rows:
        use: Use = next((use for flag, use in _FLAGS.items() if flag in flags), "")
        if not use:
            use = "inbox" if name.casefold() == "inbox" else _by_name(name, sign)
            if use in told:
                use = ""
        found.append(Folder(name, use))
    return found


def _by_name(name: str, sign: str) -> Use:
    parts = name.split(sign) if sign and sign != "NIL" else [name]
    # What lies within a folder of one's own is one's own: "Projects/Archive" is no archive.
    if len(parts) > 2 or (len(parts) == 2 and parts[0].casefold() not in ("inbox", "[gmail]", "[google mail]")):
        return ""
    return _NAMES.get(parts[-1].casefold(), "")


def folders_to_read(folders: Sequence[Folder]) -> list[Folder]:
    """Return the folders whose messages may stand on cards: of one that holds all messages that alone."""
    whole = [folder for folder in folders if folder.use == "all"]
    return whole or [folder for folder in folders if folder.use not in _UNREAD]


def folder_for(folders: Iterable[Folder], use: Use) -> Folder | None:
    """Return the folder for that use, None where the mailbox has none."""
    return next((folder for folder in folders if folder.use == use), None)
