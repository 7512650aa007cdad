"""What every kind of field has.

A field is declared once, on its record class (design rule 2); lists, forms, criteria, headings, imports, exports and
``field=value`` on the command line are read off the declaration. A kind is a Peewee field with a label and four
conversions: :meth:`Field.parse` (typed text → value), :meth:`Field.format` (value → text in the language in use),
:meth:`Field.plain` (value → JSON) and :meth:`Field.key` (value → what sorts and matches).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, Protocol

from model.core.errors import UserError
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of


class Names(Protocol):
    """Where the names behind references are looked up (the store, as the person at the keyboard sees it)."""

    def title_of(self, record: str, record_id: int) -> str:
        """Return the title of a record, '' where there is none to see."""

    def find_by_title(self, record: str, text: str) -> Sequence[tuple[int, str]]:
        """Return (id, title) of the records that ``text`` names, exact matches alone if there are any."""

    def none_found(self, record: str, text: str, label: str = "") -> str:
        """Return the sentence for ``text`` that names none of the records, with what would be accepted.

        ``label`` is what such a record is called there; '' for its usual name.
        """


@dataclass(frozen=True)
class Reading:
    """What reading and showing values depends on besides the text: the moment, the zone, the country, the names."""

    now: datetime
    """The present moment, aware; its zone is the person's own."""
    country: str = "NO"
    """ISO code of the country that telephone numbers without a prefix belong to."""
    names: Names | None = None
    ascii: bool = False
    """Show without letters or spaces outside ASCII's repertoire of symbols."""
    row: Mapping[str, Any] = field(default_factory=dict)
    """The other values of the same record as far as they are known (a number's country, for one)."""

    @property
    def zone(self) -> tzinfo:
        """The zone in which times are shown."""
        zone = self.now.tzinfo
        assert zone is not None
        return zone

    @property
    def today(self) -> date:
        """The day it is for the person at the keyboard."""
        return self.now.date()


class Asker(Protocol):
    """The person for whom a query is made."""

    @property
    def id(self) -> int:
        """The employee's ID."""


class QueryContext(Protocol):
    """For whom a query is made, and when: what fields see of a session, which stands above them."""

    @property
    def person(self) -> Asker:
        """Who asks."""

    @property
    def records(self) -> Mapping[str, type[Any]]:
        """Every kind of row by its name."""

    @property
    def names(self) -> Names:
        """Where the names behind references are looked up."""

    @property
    def country(self) -> str:
        """ISO code of the company's own country."""

    def reading(self, *, ascii: bool = False) -> Reading:
        """Return what values are read and shown by at this moment."""

    def register_warnings(self) -> Mapping[str, int]:
        """Return what the register warns of: the number of the rule by the key of an organisation number."""


class Field(peewee.Field):
    """One field of a record.

    ``label`` is the English text under which the field is shown (translated when it is). ``required`` refuses an
    empty value. ``system`` fields are kept by the program: shown, searched, exported, never typed. ``default`` is the
    stored value of a new record. ``width`` is the cells a list column asks for; 0 means the room that is left.
    ``searched`` fields stand in the record's search index by their key. ``help`` is a sentence for forms.
    """

    # What a field has of its own is set by __init__ and not here, where an alias's fields would find it before theirs.
    name: str
    """The code name, '' until Peewee sets it when the field is declared on a record."""
    sql_type = "TEXT"
    align_right = False
    operators: tuple[str, ...] = ("=", "!=")

    def __init__(
        self,
        label: str,
        *,
        required: bool = False,
        system: bool = False,
        default: Any = None,
        width: int = 12,
        searched: bool = False,
        help: str = "",
        heading: str = "",
        **peewee_options: Any,
    ) -> None:
        super().__init__(null=not required, default=default, **peewee_options)
        self.name = ""
        if not hasattr(self, "has_key"):
            self.has_key = False
        self.label = label
        self.required = required
        self.system = system
        self.width = width
        self.searched = searched
        self.help = help
        self._heading = heading or label

    has_key: bool
    """Whether a companion column ``<name>_key`` holds :meth:`key`, for order, look-up and the search index."""

    key_from: tuple[str, ...] = ()
    """Other fields of the record that the key depends on (a telephone number's country)."""

    never_empty = False
    """Whether there is no "not set": each record has a value, the default until another is chosen.

    The rules of the tables hold it too, by triggers: see :func:`model.core.records.schema.never_empty`.
    """

    own_key = ""
    """Under which key a field of the company's own has its value in ``custom``; '' for a declared field (COM-06)."""

    @property
    def key_column(self) -> str | None:
        """Name of the companion column, None where the value itself sorts and matches."""
        return f"{self.name}_key" if self.has_key else None

    @property
    def folded(self) -> peewee.Column:
        """The companion column, of the record or of the alias that the field was asked of."""
        alias = self.__dict__.get("source")
        if alias is not None:
            return peewee.Column(alias, f"{self.__dict__['field'].name}_key")
        return peewee.Column(self.model._meta.table, self.key_column)

    def expression(self, rows: Any) -> Any:
        """Return the stored value in a query: of ``rows``, the record or an alias of it."""
        return column_of(rows, str(self.column_name))

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any | None:
        """Return the condition of a criterion on ``rows``; None where it is one of the usual ways to compare values."""
        return None

    has_column = True
    """Whether a column of the record's table holds it; else it is worked out as it is asked for."""

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return what a list reads for it of ``rows``, as who asks may see it."""
        return self.expression(rows)

    def refresh(self, context: QueryContext) -> None:
        """Bring up to date what the engine answers by, before a list reads the field."""

    @property
    def order_column(self) -> str:
        """The column that lists are sorted by, '' where that is worked out from one."""
        return (self.key_column or str(self.column_name)) if self.has_column else ""

    def order_expression(self, rows: Any) -> Any:
        """Return what lists are sorted by in a query on ``rows``."""
        return column_of(rows, self.order_column) if self.order_column else self.expression(rows)

    @property
    def title(self) -> str:
        """The label in the language in use; what the company has called a field of its own is never translated."""
        return self.label if self.own_key else _(self.label)

    @property
    def heading(self) -> str:
        """What stands over a column of a list, in the language in use: the label, or a shorter word for it."""
        return self._heading if self.own_key else _(self._heading)

    def parse(self, text: str, reading: Reading) -> Any:
        """Return the value that ``text`` stands for, None for blank.

        Raises :class:`UserError` naming this field and saying what would be accepted.
        """
        text = text.strip()
        if not text:
            return None
        try:
            return self.read(text, reading)
        except UserError as error:
            if error.field is None:
                error.field = self.name
            raise

    def read(self, text: str, reading: Reading) -> Any:
        """Return the value of ``text``, which is not blank; raise :class:`UserError` for what it cannot be."""
        raise UserError(_("{field} cannot be typed.").format(field=self.title), self.name)

    def format(self, value: Any, reading: Reading) -> str:
        """Return ``value`` as lists and cards show it, '' for None."""
        return "" if value is None else str(value)

    def tone(self, stored: Any) -> str:
        """Return the tone in which lists show a stored value: good, bad, warm, cold, '' for that of the row."""
        return ""

    @property
    def signs(self) -> Sequence[Any]:
        """The choices that lists show as a sign, so that a legend can say what each means; none for most fields."""
        return ()

    def brief(self, value: Any, reading: Reading) -> str:
        """Return ``value`` for a narrow column of a list, where all of it need not stand."""
        return self.format(value, reading)

    def edit(self, value: Any, reading: Reading) -> str:
        """Return ``value`` as it stands in a form: text that :meth:`parse` reads back as the same value."""
        return self.format(value, reading)

    def plain(self, value: Any) -> Any:
        """Return ``value`` as JSON holds it (cli.md: money as strings with two decimals, times ISO 8601)."""
        return value

    def key(self, value: Any, reading: Reading) -> str | None:
        """Return the companion column's content for ``value``."""
        return None

    def check(self, value: Any) -> None:
        """Raise :class:`UserError` where ``value`` cannot be stored in this field."""
        if self.required and (value is None or value == ""):
            raise UserError(_("{field} must be filled in.").format(field=self.title), self.name)

    def to_stored(self, value: Any) -> Any:
        """Return what the database holds for ``value``."""
        return None if value is None else self.adapt_in(value)

    def from_stored(self, stored: Any) -> Any:
        """Return the value for what the database holds."""
        return None if stored is None else self.adapt_out(stored)

    def adapt_in(self, value: Any) -> Any:
        """Turn a value that is not None into its stored form."""
        return value

    def adapt_out(self, stored: Any) -> Any:
        """Turn a stored form that is not NULL into the value."""
        return stored

    # Peewee's own names for the two, used where Peewee builds the query.
    def db_value(self, value: Any) -> Any:
        """Return the stored form (Peewee's hook)."""
        return self.to_stored(value)

    def python_value(self, value: Any) -> Any:
        """Return the value (Peewee's hook)."""
        return self.from_stored(value)
