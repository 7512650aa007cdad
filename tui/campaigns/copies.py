"""The form of a copy of a campaign: all is filled in but the dates (CAMP-18, E19)."""

from __future__ import annotations

from typing import Any

from model.campaigns.copies import COPY_NAME, copy_along, values_for_copy
from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.company.drafts import FoundDraft
from model.core.language import _
from tui.campaigns.form import CampaignForm


class CampaignCopyForm(CampaignForm):
    """A copy of the campaign ``source``; what the form does not show, its budget, comes along when it is saved."""

    new_name = COPY_NAME

    def __init__(
        self, record_id: int | None = None, *, source: int = 0, draft: FoundDraft | None = None, **prefill: Any
    ) -> None:
        super().__init__(record_id, draft=draft, **prefill)
        self.source = source if draft is None else int(draft.record.partition("@")[2])

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin with what a copy takes over."""
        self.copied = values_for_copy(session, self.source)
        names = {name for _heading, names in self.description() for name in names}
        return {**super().first_values(session), **{name: self.copied[name] for name in names if name in self.copied}}

    def insert(self, made: Change, values: dict[str, Any]) -> int:
        """Put the copy on file with the budget and the attachments of its source."""
        copy = super().insert(made, {**self.copied, **values})
        copy_along(made, self.source, copy)
        return copy

    def draft_name(self) -> str:
        """Keep in mind what it is a copy of."""
        return f"campaign-copy@{self.source}"

    def draft_title(self) -> str:
        """Return what the form is called where drafts are offered."""
        return _("Copy of campaign #{number}").format(number=self.source)
