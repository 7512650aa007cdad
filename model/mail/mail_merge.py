"""An e-mail from a template to each of many records: planned, shown, and put on its way as one change (CUST-22).

Every record that is asked for comes to one of :data:`OUTCOMES`. Nobody is written to twice, who has opted out or stands
on an exclusion list is left out, and so is who would get a letter with a blank in it, unless that is wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.changes.change_name import CountedName
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.settings import CompanySettings
from model.core.text import visible
from model.mail.addresses import key_of
from model.mail.answers import Beginning, put_draft
from model.mail.composition import on_the_wire
from model.mail.headers import Address
from model.mail.invalid_addresses import invalid_addresses
from model.mail.sending import SENDING, Written, put_on_its_way
from model.mail.settings import MailAccount
from model.templates.merge import Filled, MergeReader, MergeTemplate, read_template
from model.templates.merge_plan import MergePlan, Targets
from model.templates.preview import field_labels

MOST = 1_000
"""E-mails of one mail merge, which others wait a few seconds for; for more there are campaigns."""
MOST_ASKED = 20_000
"""Records that are looked at for one mail merge."""
LINKED = ("lead", "customer", "contact", "opportunity")
"""The kinds of record that an e-mail is put on; an order's stands with whom it goes to."""
_WINDOW = 400

SENT = "sent"
OUTCOMES: Mapping[str, Callable[[int], str]] = {
    SENT: lambda count: ngettext("{count} gets it.", "{count} get it.", count),
    "hidden": lambda count: ngettext("{count} is gone or hidden.", "{count} are gone or hidden.", count),
    "no_address": lambda count: ngettext("{count} has no e-mail address.", "{count} have no e-mail address.", count),
    "invalid": lambda count: ngettext(
        "{count} has an address that is wrong, or that mail came back from.",
        "{count} have an address that is wrong, or that mail came back from.",
        count,
    ),
    "opted_out": lambda count: ngettext("{count} has opted out.", "{count} have opted out.", count),
    "excluded": lambda count: ngettext(
        "{count} stands on an exclusion list.", "{count} stand on an exclusion list.", count
    ),
    "double": lambda count: ngettext(
        "{count} has an address that gets it already.", "{count} have an address that gets it already.", count
    ),
    "blank": lambda count: ngettext(
        "{count} is left out: something in the text would be blank.",
        "{count} are left out: something in the text would be blank.",
        count,
    ),
}
"""What becomes of a record, the first that holds, and the sentence for their number."""

DRAFTING = CountedName(N_("Draft of {count} e-mail: {name}"), N_("Drafts of {count} e-mails: {name}"))
SENDING_MANY = CountedName(SENDING, N_("Send {count} e-mails: {name}"))


@dataclass(frozen=True)
class MergeTarget:
    """One record of a plan; ``detail`` is the address or what would be blank, safe to show."""

    record: str
    id: int
    name: str
    address: str = ""
    detail: str = ""


@dataclass(frozen=True)
class EmailMergePlan(MergePlan):
    """What sending would do."""

    wordings = OUTCOMES
    gets = SENT

    @property
    def refusal(self) -> str:
        """Why it cannot be carried out, '' where it can."""
        if not self.count:
            return _("There is nobody to send it to.")
        if self.count > MOST:
            return _most_sentence()
        return ""


def _most_sentence() -> str:
    return _("A mail merge goes to {most} at most; for more there are campaigns.").format(most=format_whole(MOST))


class EmailMergeChanged(UserError):
    """What stands on file has changed since the plan was shown: ``plan`` is what would happen now."""

    def __init__(self, plan: EmailMergePlan) -> None:
        super().__init__(_("What is on file has changed in the meantime; look at the new preview."))
        self.plan = plan


def plan_email_merge(
    session: Session, template_id: int, targets: Targets, company: CompanySettings, *, send_blank: bool = False
) -> EmailMergePlan:
    """Return what sending a template to these records would do; nothing is written.

    With ``send_blank`` those get it as well for whom a merge field is blank. Raises
    :class:`~model.core.errors.NotFoundError` for a template that is gone or hidden, and :class:`UserError` for one that
    is no e-mail or cannot be filled, and for more than :data:`MOST_ASKED` records.
    """
    asked = sum(len(set(ids)) for _kind, ids in targets)
    if asked > MOST_ASKED:
        # To look at all of them would take long, for what is refused in nearly every case.
        raise UserError(_most_sentence(), "template")
    merging = _Merging(session, template_id, company)
    outcomes: dict[str, list[MergeTarget]] = {}
    blank_fields: dict[str, int] = {}
    for outcome, target, filled in merging.each(targets, send_blank=send_blank):
        outcomes.setdefault(outcome, []).append(target)
        if outcome in (SENT, "blank") and filled is not None:
            for name in filled.missing:
                blank_fields[name] = blank_fields.get(name, 0) + 1
    hidden = asked - sum(map(len, outcomes.values()))
    return EmailMergePlan(merging.template, targets, send_blank, outcomes, blank_fields, hidden)


def send_email_merge(
    session: Session, plan: EmailMergePlan, company: CompanySettings, account: MailAccount | None
) -> int:
    """Put the e-mails of a plan on file and into the outbox, as one change; return how many.

    Without an account they are kept as drafts. It is planned again where nobody else can write: raises
    :class:`EmailMergeChanged` where something else would come of it than was shown, :class:`UserError` for a plan that
    cannot be carried out, :class:`NotAllowedError` for a reader.
    """
    count = plan.count
    assert plan.template.id is not None
    kind = "add" if account is None else "email"
    with change(
        session, DRAFTING if account is None else SENDING_MANY, kind, name=plan.template.name, count=count
    ) as made:
        now = plan_email_merge(session, plan.template.id, plan.targets, company, send_blank=plan.blank)
        if now.outcomes != plan.outcomes or now.template != plan.template:
            raise EmailMergeChanged(now)
        if now.refusal:
            raise UserError(now.refusal)
        for target, filled in _filled(session, plan, company):
            _put(made, target, filled, account)
    return count


def _filled(session: Session, plan: EmailMergePlan, company: CompanySettings) -> Iterator[tuple[MergeTarget, Filled]]:
    """Yield who gets it with what: filled anew, so that no more than a window of texts is held."""
    assert plan.template.id is not None
    merging = _Merging(session, plan.template.id, company)
    for outcome, target, filled in merging.each(plan.targets, send_blank=plan.blank):
        if outcome == SENT and filled is not None:
            yield target, filled


def _put(made: Change, target: MergeTarget, filled: Filled, account: MailAccount | None) -> None:
    places = [(target.record, target.id)] if target.record in LINKED else []
    # Signs that have a meaning in a list of addresses are none of a name's.
    name = "".join(sign for sign in visible(target.name) if sign not in ',;<>@"').strip()
    to = Address(name, target.address)
    if account is None:
        put_draft(made, None, Beginning(str(to), subject=filled.subject, text=filled.text), "normal", places)
    else:
        put_on_its_way(made, account, Written([to], filled.subject, filled.text, html=filled.html or "", places=places))


class _Merging:
    """A template and whom it is filled from, gone through window by window."""

    def __init__(self, session: Session, template_id: int, company: CompanySettings) -> None:
        self._session = session
        self._company = company
        self.template = read_template(session, template_id, "email")
        self._merge = MergeTemplate(session, self.template)
        self._labels = dict(zip(self._merge.fields, field_labels(session, self._merge.fields), strict=True))
        if not (self.template.subject.strip() or self.template.text.strip()):
            raise UserError(_("The template is empty: write a subject or a text."), "template")

    def each(self, targets: Targets, *, send_blank: bool) -> Iterator[tuple[str, MergeTarget, Filled | None]]:
        """Yield the outcome of each record that may be seen, with the texts where they were filled in."""
        had: set[str] = set()
        for kind, ids in targets:
            reader = MergeReader(
                self._session, kind, self._merge.fields, language=self.template.language, company=self._company
            )
            window: list[tuple[int, Mapping[str, Any]]] = []
            for found in reader.values(dict.fromkeys(ids)):
                window.append(found)
                if len(window) == _WINDOW:
                    yield from self._window(kind, window, had, send_blank)
                    window = []
            yield from self._window(kind, window, had, send_blank)

    def _window(
        self, kind: str, window: Iterable[tuple[int, Mapping[str, Any]]], had: set[str], send_blank: bool
    ) -> Iterator[tuple[str, MergeTarget, Filled | None]]:
        rows = [*window]
        wrong = invalid_addresses(self._session, {key for _id, row in rows if (key := key_of(row["email"]))})
        for record_id, row in rows:
            address = row["email"]
            key = key_of(address)
            name = row["name"] or address or f"#{record_id}"
            target = MergeTarget(kind, record_id, visible(name), address, visible(address))
            outcome = _reason(row, key, wrong, had)
            filled = None
            if not outcome:
                filled = self._merge.fill(row)
                outcome = SENT
                if filled.missing and not send_blank:
                    outcome = "blank"
                    blank = ", ".join(self._labels[field] for field in filled.missing)
                    target = MergeTarget(kind, record_id, visible(name), address, blank)
                elif not (filled.subject or filled.text.strip()):
                    outcome = "blank"
                else:
                    had.add(key)
            yield outcome, target, filled


def _reason(row: Mapping[str, Any], key: str, wrong: Mapping[str, Any], had: set[str]) -> str:
    """Return why a record gets nothing, '' where nothing stands against it."""
    if not row["email"].strip():
        return "no_address"
    if not key or key in wrong or not _is_sendable(row["email"]):
        return "invalid"
    return row["why_no_email"] or ("double" if key in had else "")


def _is_sendable(address: str) -> bool:
    try:
        on_the_wire(address)
    except UserError:
        return False
    return True
