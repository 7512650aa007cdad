"""A lead's card: what a caller must know in the first second, and all that hangs on the lead (LEAD-06 … LEAD-10)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.language import _
from model.leads.records import Lead
from tui.leads.form import HEADINGS
from tui.widgets.activity_rows import ACTIVITY_TABS, count_activities
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, related_text, tell_wishes
from tui.widgets.document_rows import DOCUMENTS
from tui.widgets.record_card import RecordCard
from tui.widgets.register_warning import register_warning

_TONES = {"good": "good", "bad": "error"}


class LeadCard(RecordCard):
    """One lead."""

    record = Lead
    room = "lead"
    context = ("companies", "mergeable", "callable", "mail_merged")
    headings = HEADINGS
    tabs = (DETAILS, *ACTIVITY_TABS, DOCUMENTS, CUSTOM, HISTORY)

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what a caller must see, the numbers on the tabs, and what the lead became."""
        values, texts = shown.values, shown.texts
        if warning := register_warning(self.registry, values["org_number"]):
            shown.tell(f"! {warning}", "error")
        if values["do_not_call"]:
            shown.tell(f"! {_('DO NOT CALL')}", "error")
        status, classification = self.record.field("status"), self.record.field("classification")
        shown.tell(texts["status"], _TONES.get(status.choice(values["status"]).tone, "strong"))  # type: ignore[attr-defined]
        if values["classification"] != "none":
            tone = classification.choice(values["classification"]).tone  # type: ignore[attr-defined]
            shown.tell(texts["classification"], "strong" if tone == "warm" else "")
        shown.tell(texts["owner"] or _("nobody"), "", before=_("owner"))
        numbers = dict.fromkeys(texts[name] for name in ("direct_phone", "mobile", "phone") if texts[name])
        shown.tell("  ".join(numbers), "strong", before=_("tel."))
        shown.tell(texts["person"])
        count_activities(session, shown, self.kind, self.record_id)
        self._became(session, shown)
        tell_wishes(shown, self.record)
        if values["campaign"] is not None and (label := related_text(session, "campaign", values["campaign"])):
            shown.related.append((label, "campaign", values["campaign"]))

    def _became(self, session: Session, shown: Shown) -> None:
        """Say what a converted lead became, by whom and when (LEAD-17)."""
        values, texts = shown.values, shown.texts
        for record in ("customer", "contact", "opportunity"):
            found = values[f"converted_{record}"]
            label = related_text(session, record, found) if found is not None else ""
            if label:
                shown.related.append((label, record, found))
        if values["converted_at"] is None:
            return
        became = f" {self.looks.dot} ".join(label for label, _record, _id in shown.related) or _(
            "nothing that you may see"
        )
        converted = _("Converted {when} by {who}").format(when=texts["converted_at"], who=texts["converted_by"] or "?")
        shown.notice = [(f"{converted}   r {self.looks.arrow} {became}", "good")]

    def why_not(self, action: str) -> str:
        """Say that a lead that was converted is not converted again by accident."""
        if action == "convert_one" and self.shown is not None and self.shown.values["converted_at"] is not None:
            return _("It has been converted already; r goes to what it became.")
        if action == "related" and self.shown is not None and not self.shown.related:
            return _("It has not been converted.")
        return super().why_not(action)

    async def do_convert_one(self) -> None:
        """Convert this lead."""
        from tui.leads.converting import convert_one

        await convert_one(self.app, self.record_id)
