"""Converting many leads in one operation (LEAD-13, LEAD-18; C17, C18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.change_name import CountedName
from model.core.errors import StorageError, UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.stored_columns import column_names
from model.core.text import visible as shown
from model.leads.choices import ConversionChoices
from model.leads.conversion import MOVED, ConversionPlan, Outcome, Refusal, told_then
from model.leads.convert import ConversionRefused, Writer, stored_leads
from model.leads.on_file import StoredRow
from model.leads.planner import Planner
from model.leads.records import Lead

EXAMPLES = 20
"""Leads named for each reason why some are left out."""

_CHUNK = 200
_LOST = 3
"""Stored form of the status unreachable."""

Progress = Callable[[int, int], None]
"""Told (how many are done, of how many)."""

REASONS = {
    "converted": lambda number: ngettext("{count} is converted already.", "{count} are converted already.", number),
    "deactivated": lambda number: ngettext("{count} is deactivated.", "{count} are deactivated.", number),
    "lost": lambda number: ngettext("{count} is marked lost.", "{count} are marked lost.", number),
    "nothing": lambda number: ngettext(
        "Of {count} nothing would be made.", "Of {count} nothing would be made.", number
    ),
    "hidden": lambda number: ngettext(
        "{count} has the organisation number of a hidden customer.",
        "{count} have the organisation number of a hidden customer.",
        number,
    ),
    "on_file": lambda number: ngettext(
        "{count} has the organisation number of a customer on file.",
        "{count} have the organisation number of a customer on file.",
        number,
    ),
    "gone": lambda number: ngettext("{count} is no longer there.", "{count} are no longer there.", number),
    "failed": lambda number: ngettext("{count} could not be converted.", "{count} could not be converted.", number),
}
"""Sentences for why leads are left out, by the code of the refusal."""


@dataclass
class LeftOut:
    """Leads that are not converted for one reason."""

    count: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)
    """(ID, title) of the first of them."""
    message: str = ""
    """What was told of the first of them."""


@dataclass
class Tally:
    """What becomes of many leads, in numbers; the preview and the summary of what was done are both of this shape."""

    total: int = 0
    """Leads asked for."""
    converted: int = 0
    customers_new: int = 0
    customers_used: int = 0
    """Leads that go to a customer on file, or to one made from an earlier lead."""
    contacts_new: int = 0
    contacts_used: int = 0
    links: int = 0
    """Contacts that become a customer's."""
    without_contact: int = 0
    """Leads that name no person, though a contact was asked for."""
    opportunities: int = 0
    moved: Counter[str] = field(default_factory=Counter)
    """Activities that move, by kind."""
    custom_left: Counter[str] = field(default_factory=Counter)
    """Custom fields that are not carried over, by label, with the number of leads."""
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    """By the code of the refusal, or gone, or failed."""
    stopped: bool = False

    def leave_out(self, code: str, lead_id: int, title: str, message: str = "") -> None:
        """Count a lead that is not converted."""
        reason = self.left_out.setdefault(code, LeftOut(message=message))
        reason.count += 1
        if len(reason.examples) < EXAMPLES:
            reason.examples.append((lead_id, title))

    def add(self, plan: ConversionPlan) -> None:
        """Count a lead that is converted."""
        self.converted += 1
        self.customers_new += _is(plan.customer, new=True)
        self.customers_used += _is(plan.customer, new=False)
        self.contacts_new += _is(plan.contact, new=True)
        self.contacts_used += _is(plan.contact, new=False)
        self.links += plan.links
        self.without_contact += plan.contact is None and plan.choices.contact is not False
        self.opportunities += plan.opportunity is not None
        self.moved.update(plan.moved)
        self.custom_left.update(told.label for told in plan.custom if not told.to)

    @property
    def skipped(self) -> int:
        """How many leads are left out, failures not counted."""
        return sum(reason.count for code, reason in self.left_out.items() if code != "failed")

    @property
    def failed(self) -> int:
        """How many leads the tables refused."""
        return self.left_out["failed"].count if "failed" in self.left_out else 0

    def made_sentences(self) -> Iterator[str]:
        """Yield what is made and used, a line each, in the language in use."""
        for count, sentence in (
            (self.customers_new, N_("New customers: {count}.")),
            (self.customers_used, N_("Customers on file used instead of a second one: {count}.")),
            (self.contacts_new, N_("New contacts: {count}.")),
            (self.contacts_used, N_("Contacts on file used: {count}.")),
            (self.without_contact, N_("Without contact, as no person is named: {count}.")),
            (self.opportunities, N_("New opportunities: {count}.")),
        ):
            if count:
                yield _(sentence).format(count=format_whole(count))
        if self.moved:
            activities = (
                MOVED[kind](count).format(count=format_whole(count)) for kind in MOVED if (count := self.moved[kind])
            )
            yield _("Activities moved: {activities}.").format(activities=", ".join(activities))
        for label, count in self.custom_left.items():
            yield ngettext(
                "Custom field {name} is not carried over for {count} lead.",
                "Custom field {name} is not carried over for {count} leads.",
                count,
            ).format(name=shown(label), count=format_whole(count))

    def left_sentences(self) -> Iterator[str]:
        """Yield why leads are left out, a line each with some of their names."""
        for code, reason in self.left_out.items():
            told = REASONS[code](reason.count) if code in REASONS else f"{{count}}: {reason.message}"
            names = ", ".join(title for _id, title in reason.examples[:3])
            more = ", …" if reason.count > 3 else ""
            yield f"{told.format(count=format_whole(reason.count))} {names}{more}"


def _is(outcome: Outcome | None, *, new: bool) -> bool:
    return outcome is not None and outcome.is_new is new


@dataclass
class BulkPlan(Tally):
    """What converting many leads would do."""

    choices: ConversionChoices = field(default_factory=ConversionChoices)

    def sentences(self) -> list[str]:
        """Return what would happen, a line each, in the language in use (LEAD-14)."""
        first = ngettext(
            "{count} of {total} lead would be converted.", "{count} of {total} leads would be converted.", self.total
        )
        return [
            first.format(count=format_whole(self.converted), total=format_whole(self.total)),
            *self.made_sentences(),
            *([told_then(self.choices.then, many=True)] if self.converted else ()),
            *self.left_sentences(),
        ]


@dataclass
class BulkSummary(Tally):
    """What converting many leads has done (LEAD-18)."""

    change: int | None = None
    """The change by which all of it can be undone, None where nothing was converted."""

    def sentences(self) -> list[str]:
        """Return what happened, a line each, in the language in use."""
        first = ngettext("{count} of {total} lead converted.", "{count} of {total} leads converted.", self.total)
        lines = [first.format(count=format_whole(self.converted), total=format_whole(self.total))]
        if self.stopped:
            lines.append(_("Stopped; what was done by then stays done, and can be undone."))
        return [*lines, *self.made_sentences(), *self.left_sentences()]


def plan_bulk(
    session: Session,
    ids: Iterable[int],
    choices: ConversionChoices,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> BulkPlan:
    """Return what converting these leads with the same choices would do; nothing is written.

    Two leads of one company share a customer, by its organisation number or an e-mail address. What is wrong with the
    choices themselves raises :class:`ConversionRefused`.
    """
    planner = _planner(session, choices, together=True)
    plan = BulkPlan(choices=choices)
    for lead_id, lead in _leads(session, ids, plan, progress, stop):
        found = _plan(planner, lead_id, lead, plan)
        if found is not None:
            plan.add(found)
    return plan


def convert_bulk(
    session: Session,
    ids: Iterable[int],
    choices: ConversionChoices,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> BulkSummary:
    """Convert these leads as one change that undo takes back as a whole; each lead wholly or not at all.

    ``stop`` is asked between two leads; when it says so, what is done by then is kept. A lead that cannot be
    converted is left out and counted. Raises :class:`ConversionRefused` for what is wrong with the choices,
    :class:`StorageError`, with nothing converted, for what the engine cannot do, :class:`NotAllowedError`.
    """
    summary = BulkSummary()
    name = CountedName(N_("Convert {count} lead"), N_("Convert {count} leads"))
    with change(session, name, "convert", count=0) as made:
        planner = _planner(session, choices)
        writer = Writer(made)
        for lead_id, lead in _leads(session, ids, summary, progress, stop, writer.finish):
            plan = _plan(planner, lead_id, lead, summary)
            if plan is None:
                continue
            try:
                with made.part():
                    writer.write(plan)
            except StorageError:
                raise
            except UserError as error:
                summary.leave_out("failed", lead_id, plan.lead_title, error.message)
            else:
                summary.add(plan)
        writer.finish()
        made.tell(count=summary.converted)
    summary.change = made.id if summary.converted else None
    return summary


def _planner(session: Session, choices: ConversionChoices, *, together: bool = False) -> Planner:
    planner = Planner(session, choices, together=together)
    if planner.refusals:
        raise ConversionRefused(planner.refusals[0])
    return planner


def _plan(planner: Planner, lead_id: int, lead: StoredRow | None, tally: Tally) -> ConversionPlan | None:
    """Return the plan for a lead that can be converted; count one that cannot."""
    if lead is None:
        tally.leave_out("gone", lead_id, f"#{lead_id}")
        return None
    if lead["status"] == _LOST and not planner.choices.lost and lead["converted_at"] is None and lead["active"]:
        refusal = Refusal("lost", "")
    else:
        plan = planner.plan(lead)
        if not plan.refusals:
            return plan
        refusal = plan.refusals[0]
    tally.leave_out(refusal.code, lead_id, shown(lead["name"]), refusal.message)
    return None


def _leads(
    session: Session,
    ids: Iterable[int],
    tally: Tally,
    progress: Progress | None,
    stop: Callable[[], bool] | None,
    between: Callable[[], None] | None = None,
) -> Iterator[tuple[int, StoredRow | None]]:
    """Yield each lead once by its ID and stored columns, None for one gone or hidden, until told to stop."""
    wanted = list(dict.fromkeys(ids))
    tally.total = len(wanted)
    columns = column_names(Lead)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = session.rows(stored_leads(), ids=chunk)
        found = {row[0]: row for row in rows}
        for offset, lead_id in enumerate(chunk):
            if stop is not None and stop():
                tally.stopped = True
                return
            if progress is not None:
                progress(start + offset, len(wanted))
            row = found.get(lead_id)
            yield lead_id, None if row is None else dict(zip(columns, row, strict=True))
        if between is not None:
            between()
    if progress is not None:
        progress(len(wanted), len(wanted))
