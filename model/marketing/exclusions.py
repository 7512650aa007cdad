"""Filling exclusion lists: addresses, domains and numbers as people write them, one by one or from a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, insert_rows
from model.core.changes.change import Change, change, read
from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.fields.texts import Email, Phone
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, like
from model.core.storage.statements import slot, statement, stored
from model.core.text import quotation, visible
from model.core.wildcards import Pattern
from model.files.table import TableOptions
from model.files.table_reader import read_table
from model.marketing.records import CampaignExclusion, Exclusion, ExclusionList

_DOMAIN = re.compile(r"@?(?:\*\.)?((?:[\w](?:[\w-]*[\w])?\.)+[^\W\d_]{2,})\.?")
_PLAIN = re.compile(r"(?i)[a-z0-9](?:[a-z0-9+_-]|\.(?!\.))*(?<!\.)@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
"""Most addresses; the library, which knows all of them, takes a hundred times as long."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}")
_EMAIL, _PHONE = Email(""), Phone("")
ALL = 2**63 - 1
"""A limit that is none: the most that an engine takes."""

_BATCH = 10_000
"""Values that are put on a list by one statement."""
_NAMED_BAD = 5
"""How many of the cells that are none are named."""


@dataclass(frozen=True)
class Listed:
    """What a file holds for an exclusion list, and what of it is new; nothing is written yet."""

    list_id: int
    list_name: str
    file: str
    new: tuple[str, ...]
    """Values that are not on the list yet, as they would be kept."""
    there: int
    """How many stand on it already, or further up in the file."""
    bad: tuple[tuple[int, str], ...]
    """(Row number, text) of what is neither an address nor a domain nor a number."""

    def sentences(self) -> list[str]:
        """Return what would be done, a line each, in the language in use."""
        lines = [
            ngettext("{count} is left out from now on.", "{count} are left out from now on.", len(self.new)).format(
                count=format_whole(len(self.new))
            )
        ]
        if self.there:
            told = ngettext("{count} stands on it already.", "{count} stand on it already.", self.there)
            lines.append(told.format(count=format_whole(self.there)))
        if self.bad:
            told = ngettext(
                "{count} row has no address, domain or number: {rows}.",
                "{count} rows have no address, domain or number: {rows}.",
                len(self.bad),
            )
            named = ", ".join(f"{number} ({visible(text)[:30]})" for number, text in self.bad[:_NAMED_BAD])
            more = ", …" if len(self.bad) > _NAMED_BAD else ""
            lines.append(told.format(count=format_whole(len(self.bad)), rows=named + more))
        return lines


def value_of(text: str, reading: Reading) -> str | None:
    """Return what is kept of one address, domain or number, None for what is none of them.

    An address and a domain are kept in lower case, a domain without what stands before it (``@fjord.no``,
    ``*.fjord.no``), a number as +4722334455.
    """
    text = text.strip()
    if not text:
        return None
    if _PLAIN.fullmatch(text):
        return text.casefold()
    if "@" in text.lstrip("@"):
        try:
            return _EMAIL.key(_EMAIL.read(text, reading), reading)
        except UserError:
            return None
    domain = _DOMAIN.fullmatch(text.casefold())
    if domain is not None:
        return domain[1]
    if sum(letter.isdigit() for letter in text) < 5 or _DATE.fullmatch(text):
        return None
    return _PHONE.key(text, replace(reading, row={}))


def plan_load(session: Session, list_id: int, path: Path) -> Listed:
    """Return what a file holds for a list: of each row the first cell that is an address, a domain or a number.

    It is read as every import reads it: text, CSV or a workbook. A first row that holds none is headings. Raises
    :class:`UserError` for a file that cannot be read, :class:`NotFoundError` for a list that is gone.
    """
    name = str(read(session, ExclusionList, list_id).name)
    reading = session.reading()
    found: dict[str, None] = {}
    bad: list[tuple[int, str]] = []
    twice = 0
    for number, cells, trouble in _rows(path):
        values = [value for cell in cells if (value := value_of(cell, reading))]
        # A number beside an address is another of the same person's, or a date, an amount, an ID.
        value = next((one for one in values if not one.startswith("+")), values[0] if values else None)
        if value is None:
            if number > 1 or trouble:
                bad.append((number, trouble or "; ".join(cell.strip() for cell in cells if cell.strip())))
        elif value in found:
            twice += 1
        else:
            found[value] = None
    there = _on_list(session, list_id, found)
    new = tuple(value for value in found if value not in there)
    return Listed(list_id, name, visible(path.name), new, twice + len(there), tuple(bad))


def _rows(path: Path) -> Iterator[tuple[int, list[str], str]]:
    table = read_table(path, TableOptions(header=False))
    try:
        for row in table.rows(table.top()):
            if row.trouble or any(cell.strip() for cell in row.cells):
                yield row.number, row.cells, row.trouble
    finally:
        table.close()


def _on_list(session: Session, list_id: int, values: Iterable[str]) -> set[str]:
    return {row[0] for row in session.store.rows(_values_on_list(), list=list_id, values=[*values])}


def _are_on_list() -> Any:
    """Return the condition on what is excluded that ``values`` stand on ``list``."""
    return (Exclusion.exclusion_list == slot("list")) & among(Exclusion.value, slot("values"))


@statement
def _values_on_list() -> peewee.Query:
    return Exclusion.select(Exclusion.value).where(_are_on_list())


@statement
def _entries_on_list() -> Any:
    return _are_on_list()


def load(session: Session, listed: Listed) -> int:
    """Put what a plan found on its list, as one change that undo takes back; return how many were new."""
    with change(session, N_("Exclude {count} from {file}"), "add", count=len(listed.new), file=listed.file) as made:
        return _put_on(made, listed.list_id, listed.new)


def typed(session: Session, list_id: int, texts: Iterable[str]) -> int:
    """Put addresses, domains and numbers on a list, and return how many were new.

    Raises :class:`UserError` for a text that is none of them: nothing is put on then.
    """
    values = [_checked(session, text) for text in texts]
    name = str(read(session, ExclusionList, list_id).name)
    with change(session, N_("Exclude {count}: {name}"), "add", count=len(values), name=name) as made:
        return _put_on(made, list_id, values)


def take_off(session: Session, list_id: int, texts: Iterable[str]) -> int:
    """Take values off a list, and return how many stood on it; raises as :func:`typed` does."""
    values = [_checked(session, text) for text in texts]
    name = str(read(session, ExclusionList, list_id).name)
    with change(session, N_("Take {count} off {name}"), "unlink", count=len(values), name=name) as made:
        count = delete_where(made, Exclusion, _entries_on_list(), list=list_id, values=values)
        if count:
            made.touch(ExclusionList, list_id)
    return count


def _checked(session: Session, text: str) -> str:
    value = value_of(text, session.reading())
    if value is None:
        raise UserError(
            _("{text} is no e-mail address, no domain and no telephone number.").format(text=quotation(text)), "value"
        )
    return value


def _put_on(made: Change, list_id: int, values: Iterable[str]) -> int:
    wanted = [*dict.fromkeys(values)]
    count = 0
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        there = _on_list(made.session, list_id, batch)
        rows = [(list_id, value) for value in batch if value not in there]
        count += insert_rows(made, Exclusion, ("exclusion_list", "value"), rows)
    if count:
        made.touch(ExclusionList, list_id)
    return count


def entries(session: Session, list_id: int, limit: int = ALL, text: str = "") -> list[str]:
    """Return what stands on a list, in order, the first ``limit`` of it; with ``text``, what contains it."""
    part = text.strip().casefold()
    pattern = Pattern((part,) if part else ()).like()
    return [row[0] for row in session.store.rows(_entries(), list=list_id, pattern=pattern, limit=limit)]


@statement
def _entries() -> peewee.Query:
    return (
        Exclusion.select(Exclusion.value)
        .where(Exclusion.exclusion_list == slot("list"), like(Exclusion.value, stored("pattern")))
        .order_by(Exclusion.value)
        .limit(slot("limit"))
    )


def names(session: Session) -> list[str]:
    """Return the names of the lists in use."""
    return [str(row[0]) for row in session.store.rows(_names())]


@statement
def _names() -> peewee.Query:
    those = ExclusionList
    return those.select(those.name).where(those.active.yes).order_by(those.name.folded, those.id)


def count_entries(session: Session, list_id: int) -> int:
    """Return how many stand on a list."""
    return int(session.store.value(_number_of_entries(), list=list_id))


@statement
def _number_of_entries() -> peewee.Query:
    return Exclusion.select(peewee.fn.count(peewee.SQL("*"))).where(Exclusion.exclusion_list == slot("list"))


# For chosen campaigns


def campaigns_of(session: Session, list_id: int) -> list[tuple[int, str]]:
    """Return (ID, subject) of the campaigns that a list is chosen for and that the person may see."""
    rows = session.store.rows(_campaigns(), list=list_id)
    found = ((row[0], session.names.title_of("campaign", row[0])) for row in rows)
    return [(campaign, visible(title)) for campaign, title in found if title]


@statement
def _campaigns() -> peewee.Query:
    chosen = CampaignExclusion
    return chosen.select(chosen.campaign).where(chosen.exclusion_list == slot("list")).order_by(chosen.campaign)


def choose(session: Session, list_id: int, campaign: int, *, on: bool) -> bool:
    """Choose a list for a campaign, or no longer; return whether anything was different."""
    name = str(read(session, ExclusionList, list_id).name)
    title = session.names.title_of("campaign", campaign)
    if not title:
        raise UserError(_("There is no campaign {number}.").format(number=campaign), "campaign")
    found = session.store.value(_chosen(), campaign=campaign, list=list_id)
    if (found is not None) is on:
        return False
    sentence = N_("{name}: leave out in {campaign}") if on else N_("{name}: no longer left out in {campaign}")
    with change(session, sentence, "link" if on else "unlink", name=name, campaign=title) as made:
        if on:
            made.insert(CampaignExclusion, {"campaign": campaign, "exclusion_list": list_id})
        else:
            made.delete(CampaignExclusion, found)
        made.touch(ExclusionList, list_id)
    return True


@statement
def _chosen() -> peewee.Query:
    chosen = CampaignExclusion
    return chosen.select(chosen.id).where(chosen.campaign == slot("campaign"), chosen.exclusion_list == slot("list"))
