"""The plan of sending a campaign: how many get it, and who does not and why, before anything is sent (CAMP-19)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from model.campaign_mail.material import Material
from model.campaign_mail.verdicts import REASONS, Verdict, verdicts
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.settings import CompanySettings
from model.core.text import visible
from model.templates.merge import Filled
from model.templates.preview import field_labels as labels

NAMED = 500
"""Recipients of one reason whom a plan names; :func:`left_out` names all."""
_WINDOW = 500


@dataclass(frozen=True)
class SendPlan:
    """What sending would do: ``goes`` get the message, ``counts`` is how many do not by reason.

    ``named`` are the first of each reason. ``template`` is what the template is called, ``warnings`` are sentences.
    ``blanks``: those whose merge fields are empty get it too, and are counted in ``with_blanks``.
    """

    campaign: int
    title: str
    template: str
    goes: int
    counts: Mapping[str, int]
    named: Mapping[str, Sequence[Verdict]] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    files: Sequence[str] = ()
    stays: Sequence[str] = ()
    blanks: bool = False
    with_blanks: int = 0
    first: int | None = None

    def sentences(self) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        goes = ngettext("{count} gets the message.", "{count} get the message.", self.goes)
        lines = [goes.format(count=format_whole(self.goes))]
        if self.with_blanks:
            blank = ngettext(
                "{count} of them has nothing in a merge field that the text uses.",
                "{count} of them have nothing in a merge field that the text uses.",
                self.with_blanks,
            )
            lines.append(blank.format(count=format_whole(self.with_blanks)))
        lines += self.left_sentences()
        if self.files:
            lines.append(_("Goes along: {files}.").format(files=", ".join(self.files)))
        if self.stays:
            lines.append(_("Does not go along: {files}.").format(files=", ".join(self.stays)))
        return [*lines, *self.warnings]

    def left_sentences(self) -> list[str]:
        """Return why recipients do not get it, a line each."""
        left = [(reason, count) for reason in REASONS if (count := self.counts.get(reason, 0))]
        return [REASONS[reason](count).format(count=format_whole(count)) for reason, count in left]


class SendingChanged(UserError):
    """Something else would be sent than was shown: ``plan`` is what would be now."""

    def __init__(self, plan: SendPlan) -> None:
        super().__init__(_("What is on file has changed in the meantime; look at the new preview."))
        self.plan = plan


def plan_sending(
    session: Session, campaign: int, *, blanks: bool = False, company: CompanySettings | None = None
) -> SendPlan:
    """Return what sending a campaign now would do; nothing is written.

    Raises as :class:`~model.campaign_mail.material.Material` does.
    """
    material = Material(session, campaign, company)
    _ = material.attachments  # what cannot be read is said before anything is sent
    goes, with_blanks, first = 0, 0, None
    counts: dict[str, int] = {}
    named: dict[str, list[Verdict]] = {}
    for verdict in judged(material, blanks=blanks):
        if not verdict.reason:
            goes += 1
            with_blanks += bool(verdict.detail)
            first = verdict.recipient if first is None else first
            continue
        counts[verdict.reason] = counts.get(verdict.reason, 0) + 1
        if verdict.name and len(examples := named.setdefault(verdict.reason, [])) < NAMED:
            examples.append(verdict)
    return SendPlan(
        campaign, visible(material.campaign.subject), visible(material.template.name), goes, counts, named,
        tuple(material.warnings), tuple(material.files), tuple(material.stays), blanks, with_blanks, first,
    )  # fmt: skip


def judged(material: Material, ids: Sequence[int] | None = None, *, blanks: bool = False) -> Iterator[Verdict]:
    """Yield the verdict on each recipient, merge fields included, in the order of their IDs.

    One who gets the message all the same has the blank fields in ``detail``.
    """
    return (verdict for verdict, _filled, _name in prepared(material, ids, blanks=blanks))


def prepared(
    material: Material, ids: Sequence[int] | None = None, *, blanks: bool = False, always: bool = False
) -> Iterator[tuple[Verdict, Filled | None, str]]:
    """Yield what :func:`judged` does with the texts for the recipient, and the name to write to.

    There are no texts of one who gets none; with ``always`` of one who may not be seen alone.
    """
    rest = verdicts(material.session, material.campaign, ids)
    while window := [*islice(rest, _WINDOW)]:
        asked = [each.recipient for each in window if (always and each.reason != "hidden") or not each.reason]
        found = {recipient: (filled, name) for recipient, filled, name in material.filled(asked)} if asked else {}
        for verdict in window:
            filled, name = found.get(verdict.recipient, (None, ""))
            if not verdict.reason and filled is None:
                verdict = Verdict(verdict.recipient, reason="hidden")
            elif not verdict.reason and filled is not None and filled.missing:
                detail = field_labels(material.session, filled.missing)
                verdict = replace(verdict, reason="" if blanks else "blank", detail=detail)
            yield verdict, filled if always or not verdict.reason else None, name


def field_labels(session: Session, names: Sequence[str]) -> str:
    """Return what merge fields are called, with commas between them."""
    return ", ".join(labels(session, names))


def left_out(
    session: Session, campaign: int, *, blanks: bool = False, company: CompanySettings | None = None
) -> Iterator[Verdict]:
    """Yield everybody who would not get the message, with the reason; of whom is hidden nothing is told."""
    material = Material(session, campaign, company)
    return (verdict for verdict in judged(material, blanks=blanks) if verdict.reason)
