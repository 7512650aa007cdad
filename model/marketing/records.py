"""Exclusion lists: addresses, domains and telephone numbers that campaigns leave out (R08, R09)."""

from __future__ import annotations

from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import N_
from model.core.records.record import Record, Row
from model.core.records.views import View, in_use, not_in_use

SCOPES = (
    Choice(1, "all", N_("All campaigns")),
    Choice(2, "chosen", N_("Chosen campaigns")),
)


class ExclusionList(Record):
    """A named list of those who are left out of all campaigns, or of those that the list is chosen for.

    ``entries`` says how many stand on it; it follows by itself.
    """

    name_in_code = "exclusion_list"
    label = N_("Exclusion list")
    label_plural = N_("Exclusion lists")
    views = (
        View("all", N_("All"), in_use),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    filtered_besides = ("name",)
    indexes = (("name_key",), ("holds_for",))

    name = Text(N_("Name"), required=True, keyed=True, width=0)
    holds_for = ChoiceField(N_("Holds for"), SCOPES, default="all", width=16)

    class Meta:
        table_name = "exclusion_list"


class Exclusion(Row):
    """One who is left out: an e-mail address or a domain in lower case, or a telephone number as +4722334455."""

    name_in_code = "exclusion"
    unique = (("exclusion_list", "value"),)
    indexes = (("value",),)

    exclusion_list = Reference(N_("Exclusion list"), "exclusion_list", required=True)
    value = Text(N_("Address, domain or number"), required=True)

    class Meta:
        table_name = "exclusion"


class CampaignExclusion(Row):
    """A campaign that an exclusion list is chosen for."""

    name_in_code = "campaign_exclusion"
    unique = (("campaign", "exclusion_list"),)

    campaign = Reference(N_("Campaign"), "campaign", required=True)
    exclusion_list = Reference(N_("Exclusion list"), "exclusion_list", required=True)

    class Meta:
        table_name = "campaign_exclusion"
