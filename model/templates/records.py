"""The template: a text with merge fields in it, for an e-mail, a letter or a label (CUST-15, CUST-22).

Every saved text stays in the history of the template: :mod:`model.templates.versions` lists them and brings one back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import ME
from model.core.changes.ownership import concerns_ownership, owned
from model.core.errors import UserError
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Note, Text
from model.core.language import LANGUAGES, N_, _, current
from model.core.records.record import Record
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext

KINDS = (
    Choice(1, "email", N_("E-mail"), "✉", "e"),
    Choice(2, "letter", N_("Letter"), "▤", "l"),
    Choice(3, "label", N_("Label"), "▫", "a"),
)

LANGUAGE_CHOICES = (
    Choice(1, "en", N_("English")),
    Choice(2, "nb", N_("Norwegian")),
    Choice(3, "da", N_("Danish")),
)

TEXTS = ("subject", "text", "html")
"""The fields that hold merge fields, in the order in which they are filled in."""


class Template(Record):
    """A text that is filled from records.

    ``language`` is the language in which days, numbers and choices are written where the text is filled. ``html`` is
    an alternative to the text of an e-mail; values are escaped in it.
    """

    name_in_code = "template"
    free_texts = ("note", "text", "html")
    label = N_("Template")
    label_plural = N_("Templates")
    hides = True
    single_fields = ("owner_only", "html", "subject", "text", "language")
    views = (
        View("all", N_("All"), in_use),
        View("emails", N_("E-mails"), lambda those: those.active.yes & (those.kind == "email")),
        View("letters", N_("Letters"), lambda those: those.active.yes & (those.kind == "letter")),
        View("labels", N_("Labels"), lambda those: those.active.yes & (those.kind == "label")),
        View("mine", N_("Mine"), lambda those: those.owner == ME, "owner"),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    filtered_besides = ("name",)
    indexes = (("name_key",), ("kind", "name_key"), ("owner_key", "name_key"), ("changed_at",))

    name = Text(N_("Name"), required=True, keyed=True, width=0)
    kind = ChoiceField(N_("Kind of template"), KINDS, default="email", width=10, heading=N_("Kind"))
    language = ChoiceField(N_("Language"), LANGUAGE_CHOICES, default="en", width=10)
    subject = Text(N_("Subject"), width=30)
    text = Note(N_("Text"))
    html = Note(N_("HTML"), help=N_("For an e-mail: the same text as HTML. Without it the text alone is sent."))
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    owner_only = YesNo(N_("Visible to owner only"))

    class Meta:
        table_name = "template"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give it its owner; refuse merge fields that cannot be read or that do not exist."""
        from model.templates.merge_text import check_text

        values = owned(change, cls, values, before)
        for name in TEXTS:
            if values.get(name):
                check_text(change.session, name, values[name])
        now = values if before is None else {**before, **values}
        if now.get("html") and now.get("kind", "email") != "email":
            raise UserError(_("Only an e-mail has HTML: empty it, or make the template an e-mail."), "html")
        return values

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return concerns_ownership(values) or "kind" in values or any(values.get(name) for name in TEXTS)


def language_in_use() -> str:
    """Return the language that a new template begins with: that in use."""
    found = current()
    assert found in LANGUAGES
    return found
