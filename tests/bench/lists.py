"""Lists: opening, End, a letter, the next page, another sort, at a million rows against a thousand (COM-01)."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.core.access.session import Session
from model.core.lists.criteria import Filter, parse_criterion
from model.core.lists.listing import Listing, Sort
from model.core.storage.database import open_store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.floors import as_text
from tests.bench.invented_leads import database

LEADS, FLOOR = 1_000_000, 1_000
SHOWN = 128
COLUMNS = ("classification", "status", "name", "subject", "industry", "owner", "changed_at", "changed_by")
SORTS = ("name", "subject", "industry", "owner", "changed_at", "changed_by", "status", "classification", "employees")
REPEATED = 20

Work = Callable[[Session], object]


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield windows of the list of leads, then what filters and totals cost, on a million leads (times ``size``)."""
    leads = max(2 * FLOOR, int(LEADS * size))
    large, small = _session(database(leads)), _session(database(FLOOR))
    for what, work in _windows().items():
        seconds = interleaved({"large": _often(work, large), "small": _often(work, small)}, rounds=9)
        yield Figure(
            f"{what}, {leads} rows against {FLOOR}", ratio(seconds, "large", "small"), target=1.5, note=times(seconds)
        )
    for what, wanted in FILTERS.items():
        seconds = interleaved({"window": _once(wanted, large), "plain": _once(Filter(), large)}, rounds=3)
        yield Figure(f"first page of {what}, {leads} rows", ratio(seconds, "window", "plain"), note=times(seconds))
    count = "SELECT count(*) FROM lead INDEXED BY lead_name_key WHERE name_key >= ''"
    seconds = interleaved(
        {
            "total": lambda: Listing(large, Lead, ()).count(),
            "one index read": as_text(large, count),
        },
        rounds=5,
    )
    yield Figure(
        f"exact total of the list, {leads} rows, against reading one index",
        ratio(seconds, "total", "one index read"),
        note=times(seconds),
    )
    for session in (large, small):
        session.store.close()


def _session(path: Path) -> Session:
    return sign_in(open_store(path), getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))


def _windows() -> dict[str, Work]:
    def rows(session: Session, sort: str = "name") -> Listing:
        return Listing(session, Lead, COLUMNS, sort=Sort(sort))

    def from_the_middle(session: Session, ask: str) -> object:
        listing = rows(session)
        here = listing.at_letter("m", 1)[0].place
        return getattr(listing, ask)(here, SHOWN)

    found: dict[str, Work] = {
        "opening the list": lambda session: rows(session).first(SHOWN),
        "End": lambda session: rows(session).last(SHOWN),
        "a letter": lambda session: rows(session).at_letter("s", SHOWN),
        "the next page from the middle": lambda session: from_the_middle(session, "after"),
        "the page before from the middle": lambda session: from_the_middle(session, "before"),
    }
    for sort in SORTS:
        found[f"sorted by {sort}"] = lambda session, sort=sort: rows(session, sort).first(SHOWN)  # type: ignore[misc]
    return found


FILTERS = {
    "mine": Filter(("mine",)),
    "lost": Filter(("lost",)),
    "converted, of which there are none": Filter(("converted",)),
    "deactivated": Filter(("deactivated",)),
    'words "as"': Filter(text="as"),
    'words "bygg fjord"': Filter(text="bygg fjord"),
    "names %as": Filter(criteria=(parse_criterion("name~%as"),)),
    "a field without an index, no hit": Filter(criteria=(parse_criterion("creditworthy=yes"),)),
    "a word in notes, no hit": Filter(criteria=(parse_criterion("note~nowhere"),)),
}


def _often(work: Work, session: Session) -> Callable[[], object]:
    def repeated() -> None:
        for _time in range(REPEATED):
            work(session)

    return repeated


def _once(wanted: Filter, session: Session) -> Callable[[], object]:
    return lambda: Listing(session, Lead, COLUMNS, wanted).first(SHOWN)


if __name__ == "__main__":
    from tests.bench.__main__ import row

    for figure in measure():
        print(row(figure), flush=True)
