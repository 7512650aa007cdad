"""Lists of choices that the company defines itself: stages, sources, types, reasons for loss, categories, groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.fields.numbers import Percent, Whole, YesNo
from model.core.fields.texts import Label, Text
from model.core.language import N_
from model.core.records import custom_field_rules, option_rules
from model.core.records.record import Row
from model.core.records.write_context import WriteContext


class Option(Row):
    """One choice of the list named ``list``; ``probability`` is set for stages (OPP-03)."""

    name_in_code = "option"
    unique = (("list", "name_key"),)

    list = Text(N_("List"), required=True)
    name = Label(N_("Name"), keyed=True, required=True)
    position = Whole(N_("Position"), default=0)
    probability = Percent(N_("Probability"))
    active = YesNo(N_("Active"), default=True)

    class Meta:
        table_name = "option"

    @classmethod
    def complete(
        cls, change: WriteContext[Any], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Let administrators alone change the company's lists, and put a new choice at the end of its list."""
        return option_rules.completed(change, values, before)


class CustomField(Row):
    """A field that the company defines for one kind of record (COM-06); its values stand in the record's ``custom``.

    ``kind`` is one of :data:`~model.core.fields.custom.KINDS`; ``choices`` are read by
    :func:`~model.core.fields.custom.read_choices`.
    """

    name_in_code = "custom_field"
    unique = (("record", "key"),)

    record = Text(N_("Record"), required=True)
    key = Text(N_("Key"), required=True)
    label = Label(N_("Label"), required=True, longest=200)
    kind = Text(N_("Kind of field"), required=True)
    choices = Text(N_("Choices"), longest=100_000)
    position = Whole(N_("Position"), default=0)
    active = YesNo(N_("Active"), default=True)

    class Meta:
        table_name = "custom_field"

    @classmethod
    def complete(
        cls, change: WriteContext[Any], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Let administrators alone define fields, and only such as can be told from all others."""
        return custom_field_rules.completed(change, values, before)
