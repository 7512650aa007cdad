"""A call list, the records on it, and the calls made from it.

They are rows, not records: they have no card and no form of their own, and come and go with changes that undo takes
back. Who is calling whom at this moment stands in ``call_lease``, and what the reservation registers say of a number
in ``reservation``: neither is history. ``list`` holds a list's ID; what is left of a list that is gone, a trigger of
the table removes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.activities.records import OUTCOMES
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Label, Note, Text
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records.record import Row

NEW, CALL_BACK, RETRY, DONE, PARKED, SKIPPED = range(1, 7)
"""The numbers under which :data:`STATES` are stored."""

STATES = (
    Choice(NEW, "new", N_("Not called yet")),
    Choice(CALL_BACK, "call_back", N_("Call back")),
    Choice(RETRY, "retry", N_("Try again")),
    Choice(DONE, "done", N_("Done")),
    Choice(PARKED, "parked", N_("Parked")),
    Choice(SKIPPED, "skipped", N_("Skipped")),
)


_FURTHEST = ("call_back", "done", "retry", "parked", "new", "skipped")
"""The states of an entry, the one that says most of a record first."""


class CallList(Row):
    """A set of records to be called, by its owner alone or by everybody.

    ``filter`` holds the criteria it was made by, where it was made by any, and the kind of record they are for: what
    comes to match joins it when it is resumed. ``highest_tries`` is after how many calls without an answer a record is
    parked (K04), ``daily_target`` how
    many calls a caller aims at in a day.
    """

    name_in_code = "call_list"
    free_texts = ("name", "script")
    indexes = (("owner",),)

    name = Label(N_("Name"), required=True, longest=200)
    owner = Reference(N_("Owner"), "employee", required=True)
    shared = YesNo(N_("Shared"))
    script = Note(N_("Script"))
    filter = CustomValues(N_("Filter"))
    daily_target = Whole(N_("Calls a day"), lowest=0)
    highest_tries = Whole(N_("Tries"), lowest=1, default=5)
    made_at = Moment(N_("Created"), system=True)

    class Meta:
        table_name = "call_list"


class CallListEntry(Row):
    """A record on a list. ``due`` is when it may be called next (state call_back and retry), ``caller`` who promised.

    Of a record that is done ``due`` is the meeting that was booked in the call. ``number`` is the one (E.164) on which
    a call-back was promised. ``private`` says that it is a person, whom the hours of the law protect; ``reason`` why
    it is skipped, a key of :data:`model.calling.rules.REASONS`.
    """

    name_in_code = "call_list_entry"
    unique = (("list", "record", "record_id"),)
    indexes = (("list", "state", "private", "record", "due"), ("record", "record_id"), ("number?",))
    deleted_along = True
    follows_conversion = True

    list = Whole(N_("Call list"), system=True)
    record = Text(N_("Record"), required=True)
    record_id = Whole(N_("Record ID"), required=True)
    private = YesNo(N_("Private person"))
    state = ChoiceField(N_("State"), STATES, default="new")
    due = Moment(N_("Due"))
    caller = Reference(N_("Caller"), "employee")
    task = Reference(N_("Task"), "activity")
    number = Text(N_("Number"))
    tries = Whole(N_("Tries"), default=0)
    reason = Text(N_("Reason"))

    class Meta:
        table_name = "call_list_entry"

    @classmethod
    def united(cls, ended: Mapping[str, Any], stays: Mapping[str, Any]) -> dict[str, Any]:
        """Keep the entry that goes furthest of two records that become one: a promise to call back before all."""
        order = [_FURTHEST.index(side["state"]) for side in (ended, stays)]
        sooner = ended["due"] is not None and (stays["due"] is None or ended["due"] < stays["due"])
        tries = {"tries": max(ended["tries"] or 0, stays["tries"] or 0)}
        if order[0] < order[1] or (order[0] == order[1] and sooner):
            return {**tries, **{name: ended[name] for name in ("state", "due", "caller", "task", "number", "reason")}}
        return tries


class CallListCall(Row):
    """A call made from a list: what its progress is counted by (LEAD-37). ``record`` is empty where nobody knows."""

    name_in_code = "call_list_call"
    indexes = (("list", "at"), ("record", "record_id"))
    follows_conversion = True

    list = Whole(N_("Call list"), system=True)
    activity = Reference(N_("Activity"), "activity", required=True)
    caller = Reference(N_("Caller"), "employee", required=True)
    at = Moment(N_("Time"))
    outcome = ChoiceField(N_("Outcome"), OUTCOMES)
    record = Text(N_("Record"))
    record_id = Whole(N_("Record ID"))

    class Meta:
        table_name = "call_list_call"
