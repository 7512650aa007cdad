"""Campaigns in every state and of every type, with figures that tell how they went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from model.demo.customers import Record


class _Campaign(NamedTuple):
    """A campaign as it is made up: ``begins`` and ``lasts`` are days from today, ``costs`` those of the budget.

    ``costs`` are planning, audience, material and distribution per unit, response and return handling, measurement and
    other; ``answers`` are expected responses and returns, ``came`` the actual ones, None where it is not over.
    """

    subject: str
    type: str
    status: str
    begins: int
    lasts: int
    recipients: int
    answers: tuple[int, int]
    costs: tuple[str, ...]
    revenue: str
    variable: str
    budget: int
    came: tuple[int, int] | None = None
    conclusion: str = ""
    code: str = ""


_MADE_UP = (
    _Campaign(
        "Høsttilbud på serviceavtaler", "email", "completed", -75, 30, 3000, (90, 60),
        ("6000", "2500", "0", "0.0500", "45", "5", "1500", "500"), "1450", "520", 20_000, (112, 41),
        "Flere svar enn ventet: den andre påminnelsen ga en tredel av dem. Gjentas til våren.", "AUT",
    ),
    _Campaign(
        "Åpent hus på verkstedet", "letter", "completed", -120, 14, 800, (60, 25),
        ("9000", "3000", "6.5000", "11.2000", "60", "8", "2000", "4500"), "2100", "900", 35_000, (38, 52),
        "Listen var gammel: dobbelt så mange returer som ventet. Vask adressene før neste brev.", "OPEN",
    ),
    _Campaign(
        "Fornyelser per telefon", "telephone", "active", -12, 30, 240, (55, 0),
        ("3500", "0", "0", "18.0000", "30", "0", "0", "0"), "1900", "610", 12_000,
    ),
    _Campaign(
        "Nye varmepumper", "internet", "active", -30, 60, 15_000, (150, 0),
        ("12000", "0", "0", "0.8000", "35", "0", "3000", "2500"), "3900", "2700", 40_000, code="HEAT",
    ),
    _Campaign(
        "Nyhetsbrev til eiendomsforvaltere", "email", "active", -5, 10, 1200, (30, 25),
        ("2500", "800", "0", "0.0500", "20", "3", "0", "0"), "990", "310", 5_000,
    ),
    _Campaign(
        "Vårmesse", "letter", "planned", 85, 5, 1500, (75, 40),
        ("15000", "4000", "7.2000", "11.2000", "60", "8", "2500", "9000"), "2300", "950", 60_000, code="FAIR",
    ),
    _Campaign(
        "Serviceuke for kommuner", "email", "planned", 40, 7, 420, (24, 12),
        ("3000", "900", "0", "0.0500", "25", "3", "800", "0"), "2600", "1150", 8_000,
    ),
    _Campaign(
        "Vinn tilbake stille kunder", "telephone", "planned", 14, 45, 310, (40, 0),
        ("2000", "0", "0", "18.0000", "30", "0", "0", "0"), "1300", "480", 10_000,
    ),
    _Campaign(
        "Lokalradio om morgenen", "radio", "completed", -200, 21, 40_000, (120, 0),
        ("8000", "0", "0", "0.9000", "30", "0", "4000", "1000"), "780", "260", 55_000, (61, 0),
        "Radio lønte seg ikke: halvparten av svarene til full pris.",
    ),
    _Campaign(
        "TV sammen med forhandlerne", "tv", "cancelled", -60, 20, 250_000, (400, 0),
        ("45000", "0", "0", "0.6000", "30", "0", "12000", "8000"), "1100", "520", 150_000, None,
        "Avlyst: forhandlerne trakk sin halvdel.",
    ),
    _Campaign(
        "Prisliste på faks til de siste som har en", "fax", "completed", -330, 3, 35, (4, 6),
        ("500", "0", "0.1000", "1.5000", "20", "0", "0", "0"), "850", "300", 1_500, (5, 14),
    ),
    _Campaign(
        "Julehilsen", "letter", "planned", 3, 12, 650, (10, 30),
        ("4000", "500", "9.0000", "14.5000", "20", "8", "0", "0"), "700", "250", 20_000,
    ),
)  # fmt: skip

_COSTS = ("planning", "audience", "material", "distribution", "response", "return", "measurement", "other")


def campaigns(employees: Sequence[Record], today: date) -> list[Record]:
    """Return the campaigns, dated back and forth from ``today``; owners are initials of those who sell."""
    sellers = [one["initials"] for one in employees if one["role"] != "reader"]
    return [_campaign(made, sellers[number % len(sellers)], today) for number, made in enumerate(_MADE_UP)]


_ANSWERED = 21
"""Days after its end in which a campaign is still answered."""


def campaign_at(planned: Sequence[Record], day: date, number: int) -> int | None:
    """Return the place in ``planned`` of the campaign that record ``number``, put on file that day, came of.

    Two of three that are put on file while a campaign runs came of one; of several that run they come in turn.
    """
    running = [
        place
        for place, one in enumerate(planned)
        if one["status"] in ("active", "completed") and one["start"] <= day <= one["end"] + timedelta(days=_ANSWERED)
    ]
    return running[number % len(running)] if running and number % 3 else None


def _campaign(made: _Campaign, owner: str, today: date) -> Record:
    start = today + timedelta(days=made.begins)
    made_at = datetime.combine(min(start - timedelta(days=21), today - timedelta(days=4)), time(9, 40)).astimezone()
    values: dict[str, Any] = {
        "subject": made.subject,
        "type": made.type,
        "status": made.status,
        "code": made.code or None,
        "start": start,
        "end": start + timedelta(days=made.lasts),
        "owner": owner,
        "budget": Decimal(made.budget),
        "recipients_planned": made.recipients,
        "responses_expected": made.answers[0],
        "returns_expected": made.answers[1],
        "revenue_per_response": Decimal(made.revenue),
        "variable_cost": Decimal(made.variable),
        **{f"cost_{line}": Decimal(cost) for line, cost in zip(_COSTS, made.costs, strict=True)},
        "conclusion": made.conclusion or None,
        "created_at": made_at,
        "created_by": owner,
        "changed_at": made_at,
        "changed_by": owner,
    }
    return values if made.came is None else values | _came(made)


def _came(made: _Campaign) -> dict[str, Any]:
    """Return the actual figures: costs as planned but for planning and what is left over, which cost a tenth more."""
    assert made.came is not None
    actual = {line: Decimal(cost) for line, cost in zip(_COSTS, made.costs, strict=True)}
    actual |= {line: actual[line] * 11 / 10 for line in ("planning", "other")}
    return {
        "actual_responses": made.came[0],
        "actual_returns": made.came[1],
        "actual_revenue_per_response": Decimal(made.revenue),
        "actual_variable_cost": Decimal(made.variable),
        **{f"actual_cost_{line}": cost for line, cost in actual.items()},
    }


def sent_with(campaign: Record, template: int) -> dict[str, int]:
    """Return the template of a campaign that is still to be sent by e-mail."""
    return {"template": template} if campaign["type"] == "email" and campaign["status"] != "completed" else {}
