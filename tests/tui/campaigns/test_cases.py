"""The cases worked out by hand, through the keys and through the shell, in three languages (E01 … E22).

What a campaign comes to is the same on the screen and in the shell, to the letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from model.campaigns.cautions import break_even_sentence, implausible_sentences, over_budget_sentence
from model.campaigns.economy import economy
from model.campaigns.figures import planned
from model.campaigns.records import Campaign
from model.core import language
from model.core.language import _
from model.core.numbers import format_decimal, format_whole
from tests.conftest import StandingClock, others_slow
from tests.engines import Databases
from tests.model.campaigns.cases import ACTUAL, BASE, CASES, DEVIATIONS, Case
from tests.tui.commands.shell import Shell
from tests.tui.desk import Desk, Hand, at

LANGUAGES = ("en", "nb", "da")
ROWS = {
    "response_rate": "Positive responses", "return_rate": "Returns", "total_cost": "Total costs",
    "contribution": "Contribution", "result": "Result", "percent": "Result",
}  # fmt: skip
"""The row of the budget in which each figure stands."""
ANALYSED = {
    "planning": "Planning", "measurement": "Effect measurement", "total_cost": "Total costs", "result": "Result",
    "percent": "Result in per cent",
}  # fmt: skip
"""The row of the analysis."""
SHELL = {**ANALYSED, "contribution": "Contribution"}
"""The row of the table in the shell."""


def squeezed(text: str) -> str:
    """Return a text without its blanks, those between thousands among them, and without the marks of a form."""
    return "".join(text.replace("•", " ").replace("›", " ").split())


def typed(value: Any) -> str:
    """Return a figure as somebody types it in the language in use, nothing for None."""
    if value is None:
        return ""
    return str(value) if language.current() == "en" else str(value).replace(".", ",")


def keys(figures: Mapping[str, Any]) -> list[str]:
    """Return the keys that type figures one below the other."""
    return [key for value in figures.values() for key in (*typed(value), "tab")]


def told(value: Decimal | None, blank: str = "–") -> str:
    """Return a figure as the language in use writes it, squeezed."""
    return blank if value is None else squeezed(format_decimal(value))


def row(text: str, label: str) -> str:
    """Return what stands behind the label of a row, squeezed."""
    for line in text.split("\n"):
        if line.strip(" •›").startswith(f"{_(label)}  "):
            return squeezed(line).removeprefix(squeezed(_(label)))
    return ""


def shows(hand: Hand, case: Case) -> bool:
    """Whether the budget in front shows what the case comes to, and says what is to be said of it."""
    plan = planned(case.values)
    sentences = [
        break_even_sentence(plan), over_budget_sentence(economy(plan)), *implausible_sentences(case.warned),
    ]  # fmt: skip
    figures = [(name, told(value)) for name, value in case.plan.items()]
    screen = squeezed(hand.screen)
    return all(text in row(hand.screen, ROWS[name]) for name, text in figures) and all(
        squeezed(sentence) in screen for sentence in sentences
    )


@pytest.mark.parametrize("code", others_slow(*LANGUAGES))
async def test_through_the_keys(desk: Desk, code: str) -> None:
    """`budget`, `analysis`: the base case and its actual figures typed key by key, nothing saved and nothing cut.

    Every other case is looked at as it is opened: what is said of it is the same as in the shell.
    """
    language.use(code)
    base = desk.insert(Campaign, subject="Base")
    others = [
        (desk.insert(Campaign, subject=f"Case {name}", **case.values), case)
        for name, case in CASES.items()
        if case.values is not BASE
    ]
    async with at(desk) as hand:
        await hand.open("campaign", base)
        await hand.press("b")
        await hand.until(lambda: _("Number of recipients") in hand.screen)
        await hand.press("tab")
        await hand.pilot.press(*keys(BASE))
        case = CASES["E01 E02 E09 E17"]
        await hand.until(lambda: shows(hand, case))
        assert format_whole(36) in break_even_sentence(planned(BASE))
        assert "…" not in hand.screen
        assert desk.now(Campaign, base).recipients_planned is None
        await hand.press("f2")
        await hand.until(lambda: desk.now(Campaign, base).variable_cost == 300)
        await hand.press("y")
        await hand.until(lambda: _("Deviation") in hand.screen)
        assert told(Decimal(7050)) in row(hand.screen, "Result")  # E11: planned alone
        assert row(hand.screen, "Planning") == told(Decimal(5000))
        await hand.pilot.press(*keys(ACTUAL))
        await hand.until(lambda: told(Decimal(-5890)) in row(hand.screen, "Result"))
        for name, label in ANALYSED.items():
            plan, fact, difference = DEVIATIONS[name]
            behind = row(hand.screen, label)
            assert behind.startswith(told(plan)), (name, behind)
            assert behind.rstrip("+!").endswith(told(fact) + told(difference)), (name, behind)
        assert "…" not in hand.screen
        await hand.type("Too few")
        await hand.press("f2")
        await hand.until(lambda: desk.now(Campaign, base).conclusion == "Too few")
        for number, case in others:
            await hand.open("campaign", number)
            await hand.press("b")
            await hand.until(lambda case=case: shows(hand, case))  # type: ignore[misc]
            await hand.press("escape")


@pytest.mark.parametrize("code", LANGUAGES)
def test_through_the_shell(
    tmp_path_factory: pytest.TempPathFactory, clock: StandingClock, databases: Databases, code: str
) -> None:
    """Figures as words of the language, as JSON of none; what is refused names its field (E21, E22)."""
    shell = Shell.at(tmp_path_factory.mktemp("home") / "salg", clock, databases)
    language.use(code)

    def run(*words: str) -> Any:
        return shell.done("--lang", code, "campaign", *words)

    def refused(*words: str) -> str:
        return shell.refused("--lang", code, "campaign", *words)

    for name, case in CASES.items():
        pairs = [f"{field}={typed(value)}" for field, value in case.values.items()]
        number = run("add", f"subject={name}", *pairs).out.strip()
        said = run("economy", number)
        found = run("economy", number, "--json").json
        language.use(code)
        plan = {field: None if value is None else f"{value:.2f}" for field, value in case.plan.items()}
        assert {field: found["planned"][field] for field in plan} == plan, name
        for field in case.plan.keys() & SHELL.keys():
            assert row(said.out, SHELL[field]).startswith(told(case.plan[field], "")), (name, field)
        assert found["break_even"] == (None if case.needed == "never" else case.needed)
        assert (found["over_budget"] or None) == (None if case.over is None else f"{case.over:.2f}")
        for sentence in (break_even_sentence(planned(case.values)), *implausible_sentences(case.warned)):
            assert squeezed(sentence) in squeezed(said.err), (name, said.err)
    pairs = [f"{field}={typed(value)}" for field, value in ACTUAL.items()]
    run("set", "1", *pairs)
    said = run("economy", "1")
    language.use(code)
    for field, label in SHELL.items():
        assert row(said.out, label).rstrip("+!") == "".join(told(value) for value in DEVIATIONS[field]), field
    assert refused("set", "1", "cost_planning=-1").startswith("cost_planning: ")  # E22
    assert refused("set", "1", "recipients_planned=-1").startswith("recipients_planned: ")
    day = clock().date()
    start, end = day.isoformat(), (day - timedelta(days=1)).isoformat()
    assert refused("set", "1", f"start={start}", f"end={end}").startswith("end: ")  # E21
