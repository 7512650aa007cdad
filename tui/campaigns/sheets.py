"""The sheets of a campaign's figures: the budget, and the analysis of its result (CAMP-09, CAMP-15).

Every figure is typed in place; amounts, rates, totals, result and deviations follow at each key, before anything is
saved. What is typed is therefore a what-if: the figures on file stand beside it until it is saved or thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from model.campaigns.cautions import break_even_sentence, implausible_sentences, over_budget_sentence
from model.campaigns.economy import (
    COST_LINES,
    Deviation,
    Economy,
    Figures,
    compare,
    economy,
    implausible,
)
from model.campaigns.figures import BUDGET_FIELDS, RESULT_FIELDS, actual, planned
from model.campaigns.marks import NO_MARKS, Marks, marks_of
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.fields.base import Reading
from model.core.language import N_, _, ngettext
from model.core.numbers import format_decimal, format_whole
from model.core.text import visible
from model.orders.campaign_income import income_of_orders
from tui.widgets.contents import Contents
from tui.widgets.inputs import Piece
from tui.widgets.record_form import RecordForm
from tui.widgets.sheet import Cells, Sheet, SheetColumn, SheetDescription, SheetRow

UNKNOWN = "–"
_COST_LABELS = {
    "planning": N_("Planning"),
    "audience": N_("Audience, list"),
    "material": N_("Material, each"),
    "distribution": N_("Distribution, each"),
    "response": N_("Handling, per response"),
    "return": N_("Handling, per return"),
    "measurement": N_("Effect measurement"),
    "other": N_("Other costs"),
}
"""Labels that leave room for the figures; the fields' own, as files have them, are longer."""


def _cost_rows(prefix: str) -> tuple[SheetRow, ...]:
    return tuple(SheetRow(line, _COST_LABELS[line], field=f"{prefix}{line}") for line in COST_LINES)


def amount(value: Decimal | None, reading: Reading) -> str:
    """Return an amount as a sheet shows it; a dash where it is not known."""
    if value is None:
        return "-" if reading.ascii else UNKNOWN
    return format_decimal(value, ascii=reading.ascii)


def percentage(value: Decimal | None, reading: Reading) -> str:
    """Return a percentage as a sheet shows it; a dash where there is none."""
    return f"{amount(value, reading)} %"


# The budget


def _budget_cells(figures: Figures, found: Economy, reading: Reading) -> Cells:
    result_style = "bad" if found.result is not None and found.result < 0 else "strong"
    return {
        "responses": [_share("responses_expected", figures.responses, reading), _rate(found.response_rate, reading)],
        "returns": [_share("returns_expected", figures.returns, reading), _rate(found.return_rate, reading)],
        **{line: [(amount(found.costs[line], reading), "")] for line in COST_LINES},
        "total": [(amount(found.total_cost, reading), "strong")],
        "revenue": [(amount(found.income, reading), "")],
        "variable": [(amount(found.variable_cost, reading), "")],
        "contribution": [(amount(found.contribution, reading), "")],
        "result": [(amount(found.result, reading), result_style), (percentage(found.percent, reading), result_style)],
    }


def _share(name: str, count: int | None, reading: Reading) -> Piece:
    """Return the count, where what is typed is a share in per cent."""
    typed = str(reading.row.get(name) or "")
    return (format_whole(count, ascii=reading.ascii), "") if "%" in typed and count is not None else ("", "")


def _rate(percent: Decimal | None, reading: Reading) -> Piece:
    return percentage(percent, reading), ""


def saved_figures(values: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """Return the figures on file of each row of the budget: counts as they are, all others in money."""
    figures = planned(values)
    found = economy(figures)
    counts = {"recipients": figures.recipients, "responses": figures.responses, "returns": figures.returns}
    amounts = {
        "budget": figures.budget, **found.costs, "total": found.total_cost, "revenue": found.income,
        "variable": found.variable_cost, "contribution": found.contribution, "result": found.result,
    }  # fmt: skip
    told = {name: "" if count is None else format_whole(count, ascii=reading.ascii) for name, count in counts.items()}
    known = {name: value for name, value in amounts.items() if value is not None}
    return {**told, **{name: amount(value, reading) for name, value in known.items()}}


def compute_budget(values: Mapping[str, Any], reading: Reading) -> tuple[Cells, list[list[Piece]]]:
    """Return the cells of the budget sheet, and the lines under it: break-even, over the budget, what cannot be."""
    figures = planned(values)
    found = economy(figures)
    lines: list[list[Piece]] = []
    if text := break_even_sentence(figures, ascii=reading.ascii):
        lines.append([(text, "told")])
    over = over_budget_sentence(found, ascii=reading.ascii)
    trouble = [*([over] if over else []), *implausible_sentences(implausible(figures))]
    if trouble:
        lines.append([(f"! {' '.join(trouble)}", "error")])
    return _budget_cells(figures, found, reading), lines


BUDGET = SheetDescription(
    label_width=23,
    columns=(
        SheetColumn("", 11, typed=True),
        SheetColumn(N_("Amount"), 14),
        SheetColumn("", 9),
        SheetColumn(N_("Saved"), 13, saved=True),
    ),
    rows=(
        SheetRow("budget", field="budget"),
        SheetRow("recipients", field="recipients_planned"),
        SheetRow("responses", N_("Positive responses"), field="responses_expected"),
        SheetRow("returns", N_("Returns"), field="returns_expected"),
        *_cost_rows("cost_"),
        SheetRow("total", N_("Total costs"), strong=True),
        SheetRow("revenue", N_("Revenue, per response"), field="revenue_per_response"),
        SheetRow("variable", N_("Variable, per order"), field="variable_cost"),
        SheetRow("contribution", N_("Contribution")),
        SheetRow("result", N_("Result"), strong=True),
    ),
    compute=compute_budget,
    saved=saved_figures,
)


# The analysis of the result

_MARKS = {True: ("+", "good"), False: ("!", "bad"), None: (" ", "")}
"""What stands behind a deviation: favourable, unfavourable, neither."""


def _analysis_cells(line: Deviation, reading: Reading, planned_text: str = "") -> list[Piece]:
    mark, style = _MARKS[line.favourable]
    difference = "" if line.difference is None else f"{amount(line.difference, reading)} {mark}"
    fact = "" if line.actual is None else amount(line.actual, reading)
    return [(planned_text or amount(line.planned, reading), "dim"), (fact, ""), (difference, style)]


def _count_cells(
    plan: int | None, fact: int | None, more_is_good: bool, reading: Reading, *, counted: bool
) -> list[Piece]:
    text = "" if plan is None else format_whole(plan, ascii=reading.ascii)
    # What is counted stands where the amounts do, beside the place where it would be typed.
    count = "" if fact is None or not counted else _("{number} counted").format(number=format_whole(fact))
    if plan is None or fact is None or plan == fact:
        return [(text, "dim"), (count, ""), ("", "")]
    mark, style = _MARKS[(fact > plan) == more_is_good]
    return [(text, "dim"), (count, ""), (f"{format_whole(fact - plan, ascii=reading.ascii)} {mark}", style)]


def compute_analysis(values: Mapping[str, Any], reading: Reading) -> tuple[Cells, list[list[Piece]]]:
    """Return planned, actual and deviation of each line, and the lines under them."""
    marks: Marks = values.get("marks") or NO_MARKS
    plan, fact = planned(values), actual(values, marks)
    lines = compare(economy(plan), economy(fact))
    cells: dict[str, Sequence[Piece]] = {
        "responses": _count_cells(
            plan.responses, fact.responses, True, reading, counted=values.get("actual_responses") is None
        ),
        "returns": _count_cells(
            plan.returns, fact.returns, False, reading, counted=values.get("actual_returns") is None
        ),
        **{line: _analysis_cells(lines[line], reading) for line in COST_LINES},
        "total": _analysis_cells(lines["total_cost"], reading),
        "revenue": _analysis_cells(lines["income"], reading),
        "variable": _analysis_cells(lines["variable_cost"], reading),
        "result": _analysis_cells(lines["result"], reading),
    }
    percents = lines["percent"]
    if percents.planned is not None or percents.actual is not None:
        cells["percent"] = _analysis_cells(percents, reading)
    lines_below = _analysis_lines(fact.recipients, bool(marks.sent), implausible_sentences(implausible(fact)), reading)
    return cells, [*_counted_lines(values, marks, reading), *lines_below]


def _counted_lines(values: Mapping[str, Any], marks: Marks, reading: Reading) -> list[list[Piece]]:
    """Say where responses and returns are counted from the recipients, and where typed ones go before that."""
    if marks.responses is None:
        return []
    pairs = (
        (values.get("actual_responses"), marks.responses, N_("positive")),
        (values.get("actual_returns"), marks.returns, N_("returned")),
    )
    different = [
        f"{format_whole(counted or 0, ascii=reading.ascii)} {_(word)}"
        for typed, counted, word in pairs
        if typed is not None and typed != counted
    ]
    if not different:
        counted = any(typed is None for typed, _counted, _word in pairs)
        return [[(_("Counted: how the recipients are marked."), "told")]] if counted else []
    text = _("What is typed counts; marked on the recipients: {counted}.")
    return [[(text.format(counted=", ".join(different)), "told")]]


def _analysis_lines(
    recipients: int | None, are_sent: bool, trouble: Sequence[str], reading: Reading
) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    if recipients is not None:
        text = (
            ngettext(
                "It stands on the {count} recipient to whom it was sent.",
                "It stands on the {count} recipients to whom it was sent.",
                recipients,
            )
            if are_sent
            else _("It stands on the planned number of recipients, {count}: none is marked as sent.")
        )
        lines.append([(text.format(count=format_whole(recipients, ascii=reading.ascii)), "told")])
    if trouble:
        lines.append([(f"! {' '.join(trouble)}", "error")])
    return lines


ANALYSIS = SheetDescription(
    label_width=23,
    columns=(
        SheetColumn(N_("Planned"), 13),
        SheetColumn(N_("Actual"), 9, typed=True),
        SheetColumn("", 12),
        SheetColumn(N_("Deviation"), 13),
    ),
    rows=(
        SheetRow("responses", N_("Positive responses"), field="actual_responses"),
        SheetRow("returns", N_("Returns"), field="actual_returns"),
        *_cost_rows("actual_cost_"),
        SheetRow("total", N_("Total costs"), strong=True),
        SheetRow("orders", N_("Orders"), field="actual_orders", optional=True),
        SheetRow("income", N_("Revenue, all orders"), field="actual_income", optional=True),
        SheetRow("revenue", N_("Revenue, per response"), field="actual_revenue_per_response"),
        SheetRow("variable", N_("Variable, per order"), field="actual_variable_cost"),
        SheetRow("result", N_("Result"), strong=True),
        SheetRow("percent", N_("Result in per cent"), strong=True),
    ),
    compute=compute_analysis,
)


class BudgetSheet(Sheet):
    """The figures of the budget."""

    sheet = BUDGET


class AnalysisSheet(Sheet):
    """The actual figures beside the planned ones."""

    sheet = ANALYSIS


class SheetScreen(RecordForm):
    """A sheet of one campaign as a screen, with the draft, the conflict and the saving of a form."""

    asks_cautions = False  # they stand below the figures
    context: Sequence[str] = ("form",)
    record = Campaign
    change_name = N_("Figures of campaign {name}")
    heading: ClassVar[str]
    sheet_name: ClassVar[str]
    """The name under which drafts find it again."""

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name sheet and campaign."""
        room = max(10, (self.size.width or self.app.size.width) - 40)
        called = self.app.looks.fit(self.called, room).rstrip()
        return [(_(self.heading), "accent"), ("  ", ""), (called, "strong")], [(f"#{self.record_id}", "dim")]

    def contexts(self) -> tuple[str, ...]:
        """Say that figures can be tried here."""
        return ("sheet", *super().contexts())

    def why_not(self, action: str) -> str:
        """Say that there is nothing to throw away."""
        if action == "throw_away" and not self.typed_words:
            return _("These are the figures on file.")
        return super().why_not(action)

    def do_throw_away(self) -> None:
        """Put the figures on file in place of those that are tried."""
        if isinstance(self.form, Sheet):
            self.form.throw_away()
            self.flash(_("The figures on file again."))

    def draft_name(self) -> str:
        """Keep its drafts apart from those of the form."""
        return self.sheet_name

    def draft_title(self) -> str:
        """Return what the sheet is called where drafts are offered."""
        return f"{_(self.heading)}: {self.called}"

    def whole(self) -> Any:
        """Return the figures alone: the company's own fields stand on the form."""
        return self.description()


class BudgetScreen(SheetScreen):
    """The budget of a campaign (CAMP-09)."""

    context = ("budget_sheet", "form")
    heading = N_("Budget")
    sheet_name = "campaign-budget"
    headings = (("", BUDGET_FIELDS),)
    form_class = BudgetSheet

    async def do_calculate(self) -> None:
        """Put the number of recipients on the list in the place of the planned one, and say what that was (E07)."""
        form, campaign = self.form, self.record_id
        if form is None or campaign is None:
            return
        listed = (await self.app.engine.read(lambda session: marks_of(session, campaign))).listed
        before = form.state.inputs["recipients_planned"].text.strip()
        form.fill({"recipients_planned": str(listed)}, over=True)
        form.focus_field("recipients_planned")
        said = ngettext("{count} recipient on the list.", "{count} recipients on the list.", listed).format(
            count=format_whole(listed, ascii=self.app.looks.ascii)
        )
        if before and before != form.state.inputs["recipients_planned"].text.strip():
            said += " " + _("Before, it was {number}.").format(number=visible(before))
        self.app.say(said)


class AnalysisScreen(SheetScreen):
    """The result analysis of a campaign (CAMP-15)."""

    context = ("analysis_sheet", "form")
    heading = N_("Result analysis")
    sheet_name = "campaign-analysis"
    headings = (("", (*RESULT_FIELDS, "conclusion")),)
    form_class = AnalysisSheet

    async def do_take_orders(self) -> None:
        """Put number and revenue of the orders that name it in the place of what is typed, and say what is counted."""
        form, campaign = self.form, self.record_id
        if form is None or campaign is None:
            return
        found = await self.app.engine.read(lambda session: income_of_orders(session, campaign))
        found.refuse_none()
        fields, reading = Campaign.fields(), self.app.engine.session.reading(ascii=self.app.looks.ascii)
        form.fill({name: fields[name].edit(value, reading) for name, value in found.values.items()}, over=True)
        form.focus_field("actual_income")
        self.app.say(found.sentence(ascii=self.app.looks.ascii))

    async def do_take_marks(self) -> None:
        """Put the responses and returns as the recipients are marked in the place of what is typed, and say them."""
        form, campaign = self.form, self.record_id
        if form is None or campaign is None:
            return
        found = await self.app.engine.read(lambda session: marks_of(session, campaign))
        found.refuse_none()
        form.fill({name: str(value) for name, value in found.values.items()}, over=True)
        form.focus_field("actual_responses")
        self.app.say(found.sentence(ascii=self.app.looks.ascii))

    def contents(self, session: Session) -> Contents:
        """Bring the plan along: deviations stand on it."""
        found = super().contents(session)
        assert self.record_id is not None
        campaign = read(session, Campaign, self.record_id)
        beside = {name: getattr(campaign, name) for name in BUDGET_FIELDS}
        return replace(found, beside={**beside, "marks": marks_of(session, self.record_id)})
