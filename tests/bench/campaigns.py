"""The report on campaigns over 1 000 campaigns with 1 000 000 recipients, against the bare GROUP BY (CAMP-15)."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.storage.database import open_store
from model.people.signing_in import sign_in
from model.reports.answers import Asked
from model.reports.declared import report_named
from model.reports.periods import Period
from model.reports.running import run
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.floors import as_text
from tests.bench.invented_rows import NOW, Pattern, stored, without_indexes

CAMPAIGNS, RECIPIENTS = 1_000, 1_000_000

BARE = "SELECT campaign, count(*), sum(sent), sum(response = 2), sum(response = 4) FROM recipient GROUP BY campaign"


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the figures, part by part."""
    campaigns, recipients = max(10, int(CAMPAIGNS * size)), max(100, int(RECIPIENTS * size))
    with tempfile.TemporaryDirectory() as folder:
        session = _filed(Path(folder) / "salg.db", campaigns, recipients)

        def part(name: str) -> Callable[[], object]:
            return lambda: run(session, report_named("campaigns"), Asked(Period(), (name,)))

        parts = {name: part(name) for name in ("result", "cost", "answers", "sales")}
        seconds = interleaved({**parts, "bare": as_text(session, BARE)}, rounds=3)
        for name in parts:
            yield Figure(
                f"campaigns side by side, {name}, {campaigns} with {recipients} recipients, against GROUP BY",
                ratio(seconds, name, "bare"),
                target=3,
                note=times({name: seconds[name], "bare": seconds["bare"]}),
            )
        session.store.close()


def _filed(path: Path, campaigns: int, recipients: int) -> Session:
    session = sign_in(open_store(path), "adm", lambda: NOW)
    dice = random.Random(1)
    campaign = Pattern(stored(Campaign, ("ADM",), **_CAMPAIGN))
    recipient = Pattern(stored(Recipient, ("ADM",), campaign=1, company="Firma", source="manual"))
    store = session.store
    with store.writing() as connection:
        rows = campaign.rows(
            ("subject", "subject_key", "actual_responses"),
            ((f"Campaign {number}", f"campaign {number}", dice.choice((None, 38))) for number in range(campaigns)),
        )
        store.insert_many("campaign", campaign.columns, rows)
        with without_indexes(connection, "recipient"):
            rows = recipient.rows(
                ("campaign", "company", "company_key", "name", "name_key", "status", "sent", "response"),
                (_recipient(dice, number, campaigns) for number in range(recipients)),
            )
            store.insert_many("recipient", recipient.columns, rows)
    return session


_CAMPAIGN: dict[str, Any] = {
    "subject": "Campaign", "status": "completed", "type": "email", "owner": 1, "start": NOW.date(),
    "budget": Decimal(50_000), "recipients_planned": 1_000, "responses_expected": 50, "cost_planning": Decimal(3_000),
    "cost_material": Decimal(450), "revenue_per_response": Decimal(80_000), "actual_cost_planning": Decimal(3_100),
    "actual_revenue_per_response": Decimal(79_000),
}  # fmt: skip


def _recipient(dice: random.Random, number: int, campaigns: int) -> tuple[object, ...]:
    name = f"Firma {number}"
    marks = (dice.randint(1, 3), dice.randint(0, 1), dice.randint(1, 4))
    return (number % campaigns + 1, name, name.lower(), name, name.lower(), *marks)


if __name__ == "__main__":
    from tests.bench.__main__ import row

    for figure in measure():
        print(row(figure), flush=True)
