"""Converting one lead or many: the dialog, the work, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.company.option_choices import active_options
from model.core.language import _
from model.core.text import visible
from model.leads.bulk_conversion import BulkSummary, convert_bulk, plan_bulk
from model.leads.choices import ConversionChoices
from model.leads.conversion import ConversionPlan, Outcome
from model.leads.convert import Conversion, PlanChanged, convert, plan_conversion
from model.leads.on_file import REASONS
from tui.leads.convert import ConvertDialog, Preview
from tui.widgets.dialogs import Told
from tui.widgets.progress import Progress
from tui.widgets.questions import UNDO

if TYPE_CHECKING:
    from tui.base_app import BaseApp


def _options(session: Session, name: str) -> list[str]:
    return [option.name for option in active_options(session, name)]


def preview_of(session: Session, lead_id: int, choices: ConversionChoices) -> Preview:
    """Return what the dialog shows for one lead; in the reader's thread."""
    plan = plan_conversion(session, lead_id, choices)
    refusals = [refusal.message for refusal in plan.refusals]
    lines = [] if refusals else plan.sentences(session.reading())
    lines += plan.offer_sentences()
    return Preview(
        lines,
        refusals,
        plan,
        plan.impossible.get("contact", ""),
        _answers(plan, "customer", plan.customer),
        _answers(plan, "contact", plan.contact),
    )


def _answers(plan: ConversionPlan, record: str, outcome: Outcome | None) -> list[tuple[int | str | None, str]]:
    """Return which record on file may be used: the one found, those like it, or a new one all the same."""
    offers = [offer for offer in plan.offers if offer.record == record]
    chosen = plan.choices.use_customer if record == "customer" else plan.choices.use_contact
    found = outcome is not None and not outcome.is_new
    if not offers and not found and chosen is None:
        return []
    named = [(offer.id, f"{visible(offer.title)} ({_(REASONS[offer.reason])})") for offer in offers]
    return [(None, _("as found")), *named, ("new", _("a new one all the same"))]


async def convert_one(app: BaseApp, lead_id: int, *, show: bool = True) -> Conversion | None:
    """Ask how to convert a lead, do it, and open what it became if ``show``; return what it became just now."""
    first = await app.engine.read(lambda session: plan_conversion(session, lead_id, ConversionChoices()))
    if first.refusals and first.became:
        app.say(first.refusals[0].message)
        record, record_id = next(iter(first.became.items()))
        if show:
            await app.open_record(record, record_id)
        return None
    categories, stages = await app.engine.read(
        lambda session: (_options(session, "category"), _options(session, "stage"))
    )
    dialog = ConvertDialog(
        _("Convert {name}").format(name=visible(first.lead_title)),
        lambda session, choices: preview_of(session, lead_id, choices),
        categories,
        stages,
        many=False,
    )
    answer = await app.ask(dialog)
    if answer is None:
        return None
    plan = answer[1]
    try:
        done = await app.engine.write(lambda session: convert(session, plan))
    except PlanChanged as error:
        # Somebody changed something between the last look and Enter: show what it would be now, and ask again.
        app.say(error.message, "error")
        return await convert_one(app, lead_id, show=show)
    await app.changed("lead")
    became = (("customer", done.customer), ("contact", done.contact), ("opportunity", done.opportunity))
    for kind, made in became:
        if made is not None and show:
            await app.open_record(kind, made)
            break
    app.say(_("Converted; u takes it back."), "good")
    return done


async def convert_many(app: BaseApp, targets: Callable[[Session], Sequence[int]], title: str) -> bool:
    """Ask once for all the marked, convert them with progress, and show the summary (LEAD-18).

    Return whether any has been converted.
    """
    categories, stages = await app.engine.read(
        lambda session: (_options(session, "category"), _options(session, "stage"))
    )

    def planner(session: Session, choices: ConversionChoices) -> Preview:
        return Preview(plan_bulk(session, targets(session), choices).sentences())

    dialog = ConvertDialog(_("Convert leads: {which}").format(which=title), planner, categories, stages, many=True)
    chosen = await app.ask(dialog)
    if chosen is None:
        return False
    choices = chosen[0]
    answer = await app.ask(
        Progress(
            _("Converting"), lambda session, told, stop: convert_bulk(session, targets(session), choices, told, stop)
        )
    )
    if isinstance(answer, Exception):
        raise answer
    assert isinstance(answer, BulkSummary)
    await app.changed("lead")
    if await app.ask(Told(_("Converted"), answer.sentences(), undoable=answer.change is not None)) == UNDO:
        await app.everywhere.do_undo()
    return answer.change is not None
