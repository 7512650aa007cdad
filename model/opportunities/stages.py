"""Stages in their order, and moving opportunities from one to the next (OPP-03, OPP-16)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_, _, ngettext
from model.core.numbers import format_decimal, format_whole, from_hundredths
from model.core.records.options import Option
from model.core.storage.expressions import among, first
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown
from model.opportunities.records import Opportunity


@dataclass(frozen=True)
class Stage:
    """One stage: its usual probability is None where the company has set none."""

    id: int
    name: str
    probability: Decimal | None
    active: bool = True


@dataclass(frozen=True)
class Move:
    """One opportunity going to another stage; the probabilities are those before and after."""

    opportunity: int
    title: str
    version: int
    before: Stage | None
    after: Stage
    probability_before: Decimal | None
    probability: Decimal | None

    def sentence(self) -> str:
        """Return what happens, in the language in use."""
        before = self.before.name if self.before is not None else "–"
        if self.probability == self.probability_before:
            return _("{name}: {before} → {after}.").format(name=self.title, before=before, after=self.after.name)
        return _("{name}: {before} → {after}, probability {old} → {new}.").format(
            name=self.title,
            before=before,
            after=self.after.name,
            old=_percent(self.probability_before),
            new=_percent(self.probability),
        )


@dataclass(frozen=True)
class StagePlan:
    """What moving opportunities by a stage would do, and which would stay, with the reason and how many."""

    moves: tuple[Move, ...]
    skipped: tuple[str, ...]

    def sentences(self) -> list[str]:
        """Return what would happen, a line each; of many only the first ones are named."""
        told = [move.sentence() for move in self.moves[:5]]
        more = len(self.moves) - len(told)
        if more:
            told.append(ngettext("and {count} more", "and {count} more", more).format(count=format_whole(more)))
        return [*told, *self.skipped]


def _percent(value: Decimal | None) -> str:
    return "–" if value is None else f"{format_decimal(value)} %"


def all_stages(session: Session) -> list[Stage]:
    """Return every stage in its order, those no longer in use too."""
    return [
        Stage(record_id, shown(name), None if probability is None else from_hundredths(probability), bool(active))
        for record_id, name, probability, active in session.store.rows(_stages())
    ]


@statement
def _stages() -> Any:
    stage = Option
    query = stage.select(stage.id, stage.name, stage.probability, stage.active).where(stage.list == "stage")
    return query.order_by(first(stage.position), stage.id)


def neighbour(stages: list[Stage], present: int | None, step: int) -> Stage | None:
    """Return the stage in use ``step`` (1 or -1) from ``present``, None where there is none.

    What has no stage begins at the first one. A stage no longer in use has its place in the order still.
    """
    if present is None or all(stage.id != present for stage in stages):
        return next((stage for stage in stages if stage.active), None) if step > 0 else None
    at = next(place for place, stage in enumerate(stages) if stage.id == present)
    beyond = stages[at + 1 :] if step > 0 else stages[:at][::-1]
    return next((stage for stage in beyond if stage.active), None)


def plan_step(session: Session, ids: Iterable[int], step: int) -> StagePlan:
    """Return what moving opportunities to the next stage (``step`` 1) or the one before (-1) would do.

    Closed ones stay where they are, and so do those at the end of the stages.
    """
    stages = all_stages(session)
    by_id = {stage.id: stage for stage in stages}
    asked = list(dict.fromkeys(ids))
    rows = session.rows(_asked(), ids=asked)
    found = {row[0]: row for row in rows}
    moves: list[Move] = []
    closed = at_end = missing = 0
    for record_id in asked:
        row = found.get(record_id)
        if row is None:
            missing += 1
            continue
        after = neighbour(stages, row[3], step)
        if row[4] != 1:
            closed += 1
        elif after is None:
            at_end += 1
        else:
            old = None if row[5] is None else from_hundredths(row[5])
            new = old if after.probability is None else after.probability
            moves.append(Move(record_id, shown(row[1]), row[2], by_id.get(row[3]), after, old, new))
    last = _("it is at the last stage") if step > 0 else _("it is at the first stage")
    skipped = _reasons((closed, _("it is closed; Y opens it again")), (at_end, last), (missing, _("it is gone")))
    return StagePlan(tuple(moves), skipped)


@statement
def _asked() -> Any:
    sale = Opportunity
    columns = (sale.id, sale.title, sale.version, sale.stage, sale.status, sale.probability)
    return sale.select(*columns).where(among(sale.id, slot("ids")), seen(sale))


def _reasons(*counted: tuple[int, str]) -> tuple[str, ...]:
    return tuple(
        ngettext("{count} stays: {reason}.", "{count} stay: {reason}.", count).format(
            count=format_whole(count), reason=reason
        )
        for count, reason in counted
        if count
    )


def step(session: Session, plan: StagePlan) -> int | None:
    """Do what the plan says as one change, and return its ID, None where there is nothing to move.

    Raises :class:`Conflict` where somebody else has moved one of them elsewhere since.
    """
    if not plan.moves:
        return None
    if len(plan.moves) == 1:
        one = plan.moves[0]
        made_change = change(session, N_("{name}: stage {stage}"), "stage", name=one.title, stage=one.after.name)
    else:
        made_change = change(session, N_("Stage of {count} opportunities"), "stage", count=len(plan.moves))
    with made_change as made:
        for move in plan.moves:
            base = {"stage": None if move.before is None else move.before.id}
            made.update(Opportunity, move.opportunity, {"stage": move.after.id}, version=move.version, base=base)
    return made.id
