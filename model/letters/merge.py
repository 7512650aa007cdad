"""A letter or a label from a template to each of many records: planned, shown, written as one PDF (CUST-15, CUST-22).

Every record that is asked for comes to one of :data:`OUTCOMES`. Letters are noted on the records that they are for, in
one change, with the file or not at all; the letters of a campaign mark its recipients as sent to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.activities import adding
from model.campaigns.recipients import Recipient
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.changes.change_name import CountedName
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.settings import CompanySettings, LetterSettings
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import visible
from model.letters.label_pdf import sheet_named, write_labels
from model.letters.letter_pdf import Letter, write_letters
from model.templates.merge import Filled, MergeReader, MergeTemplate, read_template
from model.templates.merge_plan import MergePlan, Targets
from model.templates.preview import field_labels

MOST = 20_000
"""Letters of one file."""
WRITTEN = "written"
OUTCOMES: Mapping[str, Callable[[int], str]] = {
    WRITTEN: lambda count: ngettext("{count} gets one.", "{count} get one.", count),
    "hidden": lambda count: ngettext("{count} is gone or hidden.", "{count} are gone or hidden.", count),
    "sent": lambda count: ngettext("{count} has been sent to already.", "{count} have been sent to already.", count),
    "deactivated": lambda count: ngettext("{count} is deactivated.", "{count} are deactivated.", count),
    "no_address": lambda count: ngettext("{count} has no postal address.", "{count} have no postal address.", count),
    "opted_out": lambda count: ngettext("{count} wants no letters.", "{count} want no letters.", count),
    "excluded": lambda count: ngettext(
        "{count} stands on an exclusion list.", "{count} stand on an exclusion list.", count
    ),
    "double": lambda count: ngettext(
        "{count} has a name and address that get one already.",
        "{count} have a name and address that get one already.",
        count,
    ),
    "blank": lambda count: ngettext(
        "{count} is left out: something in the text would be blank.",
        "{count} are left out: something in the text would be blank.",
        count,
    ),
}
"""What becomes of a record, the first that holds, and the sentence for their number."""

_NOTED = ("lead", "customer", "contact", "opportunity")
"""The kinds of record that a letter is noted on; those of others with whom they go to."""
LETTERS = CountedName(N_("Write {count} letter: {name}"), N_("Write {count} letters: {name}"))


@dataclass(frozen=True)
class LetterTarget:
    """One record of a plan: ``place`` is where a letter is noted, None for nowhere; ``detail`` is safe to show."""

    record: str
    id: int
    name: str
    place: tuple[str, int] | None = None
    detail: str = ""


@dataclass(frozen=True)
class LetterPlan(MergePlan):
    """What writing would do."""

    wordings = OUTCOMES
    gets = WRITTEN

    @property
    def refusal(self) -> str:
        """Why it cannot be carried out, '' where it can."""
        if not self.count:
            return _("There is nobody to write to.")
        if self.count > MOST:
            return _("One file takes {most} letters at most.").format(most=format_whole(MOST))
        return ""


class LettersChanged(UserError):
    """What stands on file has changed since the plan was shown: ``plan`` is what would happen now."""

    def __init__(self, plan: LetterPlan) -> None:
        super().__init__(_("What is on file has changed in the meantime; look at the new preview."))
        self.plan = plan


def plan_letters(
    session: Session, template_id: int, targets: Targets, company: CompanySettings, *, kind: str = "letter",
    blank: bool = False,
) -> LetterPlan:  # fmt: skip
    """Return what writing a letter (``kind`` "label": a label) to each of these records would do; nothing is written.

    With ``blank`` those get one as well for whom a merge field is blank. Raises
    :class:`~model.core.errors.NotFoundError` for a template that is gone or hidden, and :class:`UserError` for one of
    another kind, or that cannot be filled.
    """
    merging = _Merging(session, template_id, kind, company)
    outcomes: dict[str, list[LetterTarget]] = {}
    blank_fields: dict[str, int] = {}
    for outcome, target, filled, _address in merging.each(targets, blank=blank):
        outcomes.setdefault(outcome, []).append(target)
        if outcome in (WRITTEN, "blank") and filled is not None:
            for name in filled.missing:
                blank_fields[name] = blank_fields.get(name, 0) + 1
    hidden = sum(len(set(ids)) for _kind, ids in targets) - sum(map(len, outcomes.values()))
    return LetterPlan(merging.template, targets, blank, outcomes, blank_fields, hidden)


def write_planned_letters(
    session: Session,
    plan: LetterPlan,
    target: Path,
    company: CompanySettings,
    settings: LetterSettings,
    *,
    force: bool = False,
) -> int:
    """Write the letters of a plan to the PDF ``target`` and note them, as one change; return how many pages that was.

    Where the file cannot be written nothing is noted. Raises :class:`LettersChanged` where something else would come
    of it than was shown, :class:`UserError` for a plan that cannot be carried out and as
    :func:`~model.letters.letter_pdf.write_letters` does, :class:`NotAllowedError` for a reader.
    """
    settings.check()
    count = plan.count
    with change(session, LETTERS, "add", name=plan.template.name, count=count) as made:
        merging = _again(session, plan, company, "letter")
        reading = session.reading()

        def letters() -> Iterator[Letter]:
            for outcome, one, filled, address in merging.each(plan.targets, blank=plan.blank):
                if outcome == WRITTEN and filled is not None:
                    _note(made, one, filled)
                    yield Letter(address, merging.day(reading.today), filled.subject, filled.text)

        pages = write_letters(
            target, letters(), company, settings, title=plan.template.name, language=plan.template.language, force=force
        )
    return pages


def write_planned_labels(
    session: Session,
    plan: LetterPlan,
    target: Path,
    company: CompanySettings,
    *,
    sheet: str = "3x7",
    start: int = 1,
    force: bool = False,
) -> list[LetterTarget]:
    """Write the labels of a plan to the PDF ``target``; return those whose text is cut. Nothing is noted.

    Raises as :func:`write_planned_letters` does, and for a sheet or a place that there is not.
    """
    merging = _again(session, plan, company, "label")
    those: list[LetterTarget] = []

    def labels() -> Iterator[list[str]]:
        for outcome, one, filled, _address in merging.each(plan.targets, blank=plan.blank):
            if outcome == WRITTEN and filled is not None:
                those.append(one)
                yield filled.text.splitlines()

    cut = write_labels(target, labels(), sheet_named(sheet), start=start, title=plan.template.name, force=force)
    return [those[number] for number in cut]


def _again(session: Session, plan: LetterPlan, company: CompanySettings, kind: str) -> _Merging:
    """Plan once more, where nobody else can write for a letter; return what it is filled from."""
    assert plan.template.id is not None
    now = plan_letters(session, plan.template.id, plan.targets, company, kind=kind, blank=plan.blank)
    if now.outcomes != plan.outcomes or now.template != plan.template:
        raise LettersChanged(now)
    if now.refusal:
        raise UserError(now.refusal)
    return _Merging(session, plan.template.id, kind, company)


def _note(made: Change, target: LetterTarget, filled: Filled) -> None:
    if target.record == "recipient":
        made.update(Recipient, target.id, {"sent": True})
    if target.place is None:
        return
    subject = _("Letter: {subject}").format(subject=visible(filled.subject).strip() or _("without a subject"))
    adding.insert(
        made, "note", {"subject": subject[:200], "text": filled.text, "at": made.session.clock()}, [target.place]
    )


class _Merging:
    """A template and whom it is filled from, gone through window by window."""

    def __init__(self, session: Session, template_id: int, kind: str, company: CompanySettings) -> None:
        self._session = session
        self._company = company
        self._is_letter = kind == "letter"
        self.template = read_template(session, template_id, kind)
        self._merge = MergeTemplate(session, self.template)
        self._labels = dict(zip(self._merge.fields, field_labels(session, self._merge.fields), strict=True))
        if not self.template.text.strip():
            raise UserError(_("The template is empty: write a text."), "template")

    def day(self, today: Any) -> str:
        """Return the day as the letter writes it."""
        from model.core.dates import format_day

        return format_day(today, self.template.language)

    def each(
        self, targets: Targets, *, blank: bool
    ) -> Iterator[tuple[str, LetterTarget, Filled | None, Sequence[str]]]:
        """Yield the outcome of each record that may be seen, with the texts where they were filled in, and address."""
        had: set[tuple[str, ...]] = set()
        for kind, ids in targets:
            reader = MergeReader(
                self._session, kind, self._merge.fields, language=self.template.language, company=self._company
            )
            barred = self._barred(kind, ids)
            for record_id, row in reader.values(dict.fromkeys(ids)):
                yield self._one(kind, record_id, row, barred.get(record_id, ""), had, blank)

    def _one(
        self, kind: str, record_id: int, row: Mapping[str, Any], barred: str, had: set[tuple[str, ...]], blank: bool
    ) -> tuple[str, LetterTarget, Filled | None, Sequence[str]]:
        address = row["address_lines"]
        place = (kind, record_id) if kind in _NOTED else row["addressee"]
        name = row["name"] or (address[0] if address else f"#{record_id}")
        target = LetterTarget(kind, record_id, visible(name), place, visible(", ".join(address)))
        key = tuple(line.casefold() for line in address)
        outcome = (
            barred or ("" if address else "no_address") or row["why_no_letters"] or ("double" if key in had else "")
        )
        if outcome:
            return outcome, target, None, address
        filled = self._merge.fill(row)
        if not filled.text.strip():
            return "blank", target, filled, address
        if filled.missing and not blank:
            missing = ", ".join(self._labels[each] for each in filled.missing)
            return "blank", LetterTarget(kind, record_id, target.name, place, missing), filled, address
        had.add(key)
        return WRITTEN, target, filled, address

    def _barred(self, kind: str, ids: Sequence[int]) -> dict[int, str]:
        """Return why recipients of a campaign get nothing, whatever is on file of them: by ID."""
        if kind != "recipient":
            return {}
        found: dict[int, str] = {}
        for record_id, status, sent, active in self._session.rows(_standing(), ids=[*ids]):
            is_out = not active or Recipient.fields()["status"].from_stored(status) == "deactivated"
            if is_out:
                found[record_id] = "deactivated"
            elif sent and self._is_letter:
                found[record_id] = "sent"
        return found


def recipients_of(session: Session, campaigns: Sequence[int]) -> list[int]:
    """Return the recipients of campaigns that the person may see, by name."""
    return [row[0] for row in session.rows(_recipients(), campaigns=[*campaigns])]


@statement
def _recipients() -> Any:
    recipient: Any = Recipient
    query = recipient.select(recipient.id).where(among(recipient.campaign, slot("campaigns")), seen(recipient))
    return query.order_by(recipient.name.folded, recipient.id)


@statement
def _standing() -> Any:
    recipient: Any = Recipient
    return recipient.select(recipient.id, recipient.status, recipient.sent, recipient.active).where(
        among(recipient.id, slot("ids")), seen(recipient)
    )
