"""Lists of choices that the company defines itself: stages, sources, types, reasons for loss, categories, groups."""

from __future__ import annotations

from model.core.fields.numbers import Percent, Whole, YesNo
from model.core.fields.texts import Text
from model.core.language import N_
from model.core.records import Row


class Option(Row):
    """One choice of the list named ``list``; ``probability`` is set for stages (OPP-03)."""

    name_in_code = "option"
    unique = (("list", "name_key"),)

    list = Text(N_("List"), required=True)
    name = Text(N_("Name"), keyed=True, required=True)
    position = Whole(N_("Position"), default=0)
    probability = Percent(N_("Probability"))
    active = YesNo(N_("Active"), default=True)

    class Meta:
        table_name = "option"


class CustomField(Row):
    """A field that the company defines for one kind of record (COM-06); its values stand in the record's ``custom``."""

    name_in_code = "custom_field"
    unique = (("record", "key"),)

    record = Text(N_("Record"), required=True)
    key = Text(N_("Key"), required=True)
    label = Text(N_("Label"), required=True)
    kind = Text(N_("Kind"), required=True)
    choices = Text(N_("Choices"))
    position = Whole(N_("Position"), default=0)
    active = YesNo(N_("Active"), default=True)

    class Meta:
        table_name = "custom_field"
