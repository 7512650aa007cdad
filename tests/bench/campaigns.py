"""The report on campaigns over 1 000 campaigns with 1 000 000 recipients, against the bare GROUP BY (CAMP-15)."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.core.access.session import Session
from model.core.storage.opening import open_store
from model.people.signing_in import sign_in
from model.reports.answers import Asked
from model.reports.declared import report_named
from model.reports.periods import Period
from model.reports.running import run
from tests.bench.figures import Figure, interleaved, ratio, times

CAMPAIGNS, RECIPIENTS = 1_000, 1_000_000
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

BARE = "SELECT campaign, count(*), sum(sent), sum(response = 2), sum(response = 4) FROM recipient GROUP BY campaign"


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the figures, part by part."""
    campaigns, recipients = max(10, int(CAMPAIGNS * size)), max(100, int(RECIPIENTS * size))
    with tempfile.TemporaryDirectory() as folder:
        session = _filed(Path(folder) / "salg.db", campaigns, recipients)

        def part(name: str) -> Callable[[], object]:
            return lambda: run(session, report_named("campaigns"), Asked(Period(), (name,)))

        parts = {name: part(name) for name in ("result", "cost", "answers", "sales")}
        seconds = interleaved({**parts, "bare": lambda: session.store.rows(BARE)}, rounds=3)
        for name in parts:
            yield Figure(
                f"campaigns side by side, {name}, {campaigns} with {recipients} recipients, against GROUP BY",
                ratio(seconds, name, "bare"),
                target=3,
                note=times({name: seconds[name], "bare": seconds["bare"]}),
            )
        session.store.close()


_CAMPAIGN = (
    "INSERT INTO campaign (subject, subject_key, status, type, owner, owner_only, allow_duplicate_emails, active,"
    " start, budget, recipients_planned, responses_expected, cost_planning, cost_material, revenue_per_response,"
    " actual_responses, actual_cost_planning, actual_revenue_per_response) VALUES (?, ?, 3, 1, 1, 0, 0, 1,"
    " '2026-03-01', 5000000, 1000, 50, 300000, 45000, 8000000, ?, 310000, 7900000)"
)
_RECIPIENT = (
    "INSERT INTO recipient (campaign, company, company_key, name, name_key, source, status, sent, response, active)"
    " VALUES (?, ?, ?, ?, ?, 6, ?, ?, ?, 1)"
)


def _filed(path: Path, campaigns: int, recipients: int) -> Session:
    session = sign_in(open_store(path), "adm", lambda: NOW)
    dice = random.Random(1)
    with session.store.writing() as connection:
        # A million rows one by one into two dozen indexes would take longer than all that is measured.
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'recipient' AND sql IS NOT NULL"
        ).fetchall()
        for name, _sql in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.executemany(
            _CAMPAIGN, [(f"Campaign {n}", f"campaign {n}", dice.choice((None, 38))) for n in range(campaigns)]
        )
        connection.executemany(_RECIPIENT, (_recipient(dice, n, campaigns) for n in range(recipients)))
        for _name, sql in indexes:
            connection.execute(sql)
    return session


def _recipient(dice: random.Random, number: int, campaigns: int) -> tuple[object, ...]:
    name = f"Firma {number}"
    marks = (dice.randint(1, 3), dice.randint(0, 1), dice.randint(1, 4))
    return (number % campaigns + 1, name, name.lower(), name, name.lower(), *marks)


if __name__ == "__main__":
    from tests.bench.__main__ import row

    for figure in measure():
        print(row(figure), flush=True)
