"""The base of all records, and what is read off their declarations."""

from __future__ import annotations

import functools
from collections import ChainMap
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, ClassVar, cast

from model.core.fields.base import Field, Reading
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Joined, Reference
from model.core.fields.texts import Note, Text
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records.relations import RelationField
from model.core.records.views import View
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee

ID = Whole(N_("ID"), system=True, grouped=False, width=6, highest=2**62, column_name="id")
"""The ID of a record as a field: what criteria, orders and columns ask for as "id"."""
ID.name = "id"


class Row(peewee.Model):
    """A row that changes write and undo can take back: an integer ID that is never used twice, and fields.

    Link tables and lists of choices are rows; what people open, search and list are :class:`Record`.
    """

    id = peewee.AutoField()

    name_in_code: ClassVar[str] = ""
    """The word of spec/words.md, used on the command line, in history and in links."""
    label: ClassVar[str] = ""
    """What people call one of them."""
    scope: ClassVar[Mapping[str, Any]] = {}
    """Stored values that tell this record's rows from others in the same table."""
    unique: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Columns that together may stand once."""
    indexes: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Columns of further indexes; a trailing "?" on the first leaves out rows where it is null."""
    numbered: ClassVar[bool] = False
    """Whether a new row is given the next ``number`` (:mod:`model.core.changes.sequences`) where it brings none."""
    part_of: ClassVar[str] = ""
    """The required reference to the record that this is a part of, '' for what stands by itself.

    A part is deleted with the whole, and comes back with it.
    """
    stands_for: ClassVar[Mapping[str, str]] = {}
    """Kind of record, by name → the reference by which a row stands for one; of these at most one is filled in.

    Where a lead is converted, what stood for it stands for what it became
    (:func:`model.core.changes.doubles.stand_for`).
    """
    follows: ClassVar[tuple[str, ...]] = ()
    """Kinds of row, by name, that columns of this kind are worked out from: :meth:`follow_change` keeps them so."""
    deleted_along: ClassVar[bool] = False
    """Whether a row that names a record by ``record`` and ``record_id`` is deleted with that record."""
    free_texts: ClassVar[tuple[str, ...]] = ()
    """Fields that people write freely, where anybody may be named: who is erased is taken out of them (G01)."""
    keeps_content: ClassVar[str] = ""
    """The field that names bytes in the folder of documents by their SHA-256, '' for none: these are not swept."""
    follows_conversion: ClassVar[bool] = False
    """Whether a row that names a lead by ``record`` and ``record_id`` goes on with what the lead is converted to."""
    single_fields: ClassVar[tuple[str, ...] | None] = None
    """Fields that, filled in on a new row, make :meth:`complete` look at that row; None: it looks at every new row.

    To rows without these it gives the same further values, whatever else stands in them, and has nothing to follow:
    such rows can be made by the thousand from one that it has seen.
    """

    @classmethod
    @functools.cache
    def fields(cls) -> dict[str, Field]:
        """Return the declared fields by name, in the order of declaration."""
        return {name: field for name, field in cls._meta.fields.items() if isinstance(field, Field)}

    @classmethod
    def table(cls) -> str:
        """Return the name of the table."""
        return str(cls._meta.table_name)

    @classmethod
    def complete(
        cls, change: WriteContext[Any], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Return ``values`` completed by the record's own rules before they are written.

        ``before`` holds the present values by field name, None for a new row. Raises :class:`UserError` for what the
        rules refuse.
        """
        return values

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether :meth:`complete` has to see each row when these fields are written."""
        return False

    @classmethod
    def follow(
        cls, change: WriteContext[Any], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        """Write what goes with a row just written by itself (an opportunity's first seller), in the same change.

        ``values`` are those that were written, ``before`` as in :meth:`complete`. Rows inserted by the thousand bring
        what goes with them along themselves, and are not followed.
        """

    @classmethod
    def follow_change(cls, change: WriteContext[Any]) -> None:
        """Work out anew the columns that hang on rows of :attr:`follows`, as far as the change wrote such rows.

        It is called once before the change is committed. What it writes is no change of the rows' own: it has no
        history, and undo finds it by calling this again.
        """

    @classmethod
    def check_after(cls, change: WriteContext[Any]) -> None:
        """Refuse what a change as a whole must not leave behind, by raising :class:`UserError`.

        It is asked once before the change is committed, where it wrote rows of this kind by whatever way: also those
        that do not ask :meth:`complete` (undo, deleting, work in sets).
        """

    @classmethod
    def united(cls, ended: Mapping[str, Any], stays: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the row that stays gets where two rows become one, as their records are merged.

        Both are values by field name. It gets what it lacks, and a yes; of two texts, two roles say, both are kept.
        """
        gained: dict[str, Any] = {}
        for name, field in cls.fields().items():
            mine, theirs = ended.get(name), stays.get(name)
            if field.system or mine is None or mine == "" or mine == theirs:
                continue
            if theirs is None or theirs == "" or (isinstance(field, YesNo) and mine and not theirs):
                gained[name] = mine
            elif isinstance(field, Text) and not isinstance(field, Note):
                parts = dict.fromkeys((*theirs.split(", "), *mine.split(", ")))
                both = ", ".join(parts)
                if both != theirs and len(both) <= field.longest:
                    gained[name] = both
        return gained

    @classmethod
    def describe(cls, stored: Mapping[str, Any], reading: Reading) -> str:
        """Return what a history tells of a row that is neither a record nor a link of two, '' for all others.

        ``stored`` are columns as the database holds them, all of them; the text is not yet fit for a screen.
        """
        return ""

    @classmethod
    @functools.cache
    def keyed(cls) -> dict[str, Field]:
        """Return the fields that have a companion column, by name."""
        return {name: field for name, field in cls.fields().items() if field.has_key}


class Record(Row):
    """What people open: with who made and last changed it, when, and whether it is still in use (COM-05).

    ``version`` is the ID of the change that last wrote the row; a save that stood on another one is a conflict
    (COM-09). ``custom`` holds the values of the company's own fields by key.
    """

    active = YesNo(N_("Active"), default=True)
    created_at = Moment(N_("Created"), system=True, past=True)
    created_by = Reference(N_("Created by"), "employee", system=True, keyed=True, width=5)
    changed_at = Moment(N_("Changed"), system=True, past=True)
    changed_by = Reference(N_("Changed by"), "employee", system=True, keyed=True, width=5, heading=N_("By"))
    version = Whole(N_("Version"), system=True, default=0, highest=2**62)
    note = Note(N_("Note"))

    free_texts: ClassVar[tuple[str, ...]] = ("note",)

    label_plural: ClassVar[str] = ""
    title_field: ClassVar[str] = "name"
    """The field by which a record is called in lists, questions and history."""
    code_field: ClassVar[str] = ""
    """A further field that names a record where its title would be typed (CAMP-08); several may have the same."""
    natural_order: ClassVar[tuple[str, ...]] = ("name",)
    """Fields that a list is sorted by until somebody chooses otherwise; "-" before one turns it round."""
    aliases: ClassVar[Mapping[str, str]] = {}
    """Other names that criteria and ``field=value`` accept for a field."""
    views: ClassVar[tuple[View, ...]] = ()
    """Ready-made filters of the record's list."""
    delete_warning: ClassVar[tuple[str, ...]] = ()
    """What is said before records of this kind are deleted, a sentence each; those after the first tell of keys."""
    set_instead: ClassVar[str] = ""
    """What to set in the shell in place of deleting, '' where nothing is better."""
    worked_out: ClassVar[Mapping[str, Field]] = {}
    """Fields by name that no column holds: for criteria and as columns of lists, worked out as these are read."""
    relations: ClassVar[Mapping[str, RelationField]] = {}
    """What the record has in tables of its own, by name: told with its fields, typed and imported as they are."""
    filtered_besides: ClassVar[tuple[str, ...]] = ()
    """Fields that words typed over a list are looked for in, besides those with ``searched``: what its rows show."""
    note_field: ClassVar[str] = "note"
    """The field that takes what a file says and no other field takes."""
    visible_through: ClassVar[tuple[str, ...]] = ()
    """References to records that can be visible to their owner only, and then hide this record from others too."""
    hidden_by_any: ClassVar[bool] = False
    """Whether an activity is hidden by any hidden record that it is linked to, and not by the last of them alone."""
    hides: ClassVar[bool] = False
    """Whether the record has ``owner`` and ``owner_only`` (CUST-09)."""

    @classmethod
    def field(cls, name: str) -> Field:
        """Return the field of that code name; raise KeyError where there is none."""
        fields = cls.fields()
        name = cls.aliases.get(name, name)
        if name in cls.relations:
            return cls.relations[name]
        if name == ID.name:
            return ID
        return cls.worked_out[name] if name in cls.worked_out else fields[name]

    @classmethod
    def related(cls) -> list[str]:
        """Return the names of the relations that are shown: those that only add to one are not."""
        return [name for name, relation in cls.relations.items() if not relation.further]

    @classmethod
    def cautions(cls, session: Any, record_id: int | None, values: Mapping[str, Any]) -> list[str]:
        """Return what is to be said before ``values`` are saved, which is allowed all the same, a sentence each.

        ``values`` are those that are different, by field name; ``record_id`` is None for a new record. ``session`` is
        the :class:`~model.core.access.session.Session` of who saves them.
        """
        return []

    @classmethod
    def delete_refusals(cls, session: Any, ids: Sequence[int]) -> list[str]:
        """Return why these records are not deleted, a sentence each; nothing where the kind has no rule of its own."""
        return []

    @classmethod
    @functools.cache
    def typed(cls) -> dict[str, Field]:
        """Return the fields that people fill in, by name."""
        return {name: field for name, field in cls.fields().items() if not field.system}


@functools.cache
def _derived(record: type[Row]) -> tuple[list[tuple[str, Joined]], list[tuple[str, Field]]]:
    """Return the fields that are joined from others, and those whose keys depend on others."""
    fields = record.fields().items()
    joined = [(name, field) for name, field in fields if isinstance(field, Joined)]
    return joined, [(name, field) for name, field in fields if field.key_from]


def derive(record: type[Row], values: dict[str, Any], reading: Reading, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored columns for ``values``: the values themselves, their keys, and text joined from them.

    ``row`` holds the other values of the same record as far as they are known; text joined from several fields and
    keys that depend on another field are worked out from both.
    """
    fields = record.fields()
    joined, dependent = _derived(record)
    for name, whole in joined:
        if any(part in values for part in whole.parts):
            values = {**values, name: whole.join(ChainMap(values, cast(MutableMapping[str, Any], row))) or None}
    stored: dict[str, Any] = {}
    keyed_reading: Reading | None = None

    def key(field: Field, value: Any) -> Any:
        nonlocal keyed_reading
        if keyed_reading is None:
            # What is known is looked up in both: put together it would be read whole for the sake of one.
            known = ChainMap(values, cast(MutableMapping[str, Any], row))
            keyed_reading = Reading(reading.now, reading.country, reading.names, reading.ascii, known)
        return field.key(value, keyed_reading)

    for name, value in values.items():
        field = fields[name]
        stored[name] = field.to_stored(value)
        if field.has_key:
            stored[f"{name}_key"] = key(field, value)
    for name, field in dependent:
        if name in row and name not in values and any(other in values for other in field.key_from):
            stored[f"{name}_key"] = key(field, row[name])
    return stored
