"""The form of a template: its texts, with a list of merge fields to put into them."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.language import N_, _
from model.core.text import visible
from model.templates.merge import TemplateText
from model.templates.merge_fields import merge_fields
from model.templates.records import TEXTS, Template, language_in_use
from tui.templates.preview import show_preview
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.record_form import RecordForm

SNIPPETS = (
    (N_("Said only where a field is filled in"), "{% if contact.first_name %} {{ contact.first_name }}{% endif %}"),
    (N_("A word in place of a blank"), '{{ contact.first_name|default("…") }}'),
    (N_("The address, line by line"), "{% for line in address_lines %}\n{{ line }}\n{% endfor %}\n"),
)
"""What is more than a merge field, to be put in and changed."""


class TemplateForm(RecordForm):
    """A template being written."""

    context = ("template_form", "template", "form")
    record = Template
    # One heading: the text has the whole width of the screen.
    headings = (
        (N_("Template"), ("name", "kind", "language", "subject", "text", "html", "owner", "owner_only", "note")),
    )
    new_name = N_("New template {name}")
    change_name = N_("Change template {name}")

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin in the language in use."""
        return {"language": language_in_use(), **super().first_values(session)}

    def passed_by(self) -> tuple[str, ...]:
        """Go by what is filled in as a rule."""
        return ("owner", "owner_only")

    async def do_insert_merge_field(self) -> None:
        """Ask for a merge field, and put it where the cursor stands; outside the texts at the end of the text."""
        form = self.form
        if form is None:
            return
        found = await self.app.engine.read(merge_fields)
        options = [
            Option(f"{{{{ {field.name} }}}}", visible(field.label), group=visible(field.group), words=field.name,
                   help=f"{{{{ {field.name} }}}}")
            for field in found
        ]  # fmt: skip
        options += [
            Option(snippet, _(label), group=_("Conditions"), words="if for default", help=snippet.replace("\n", " "))
            for label, snippet in SNIPPETS
        ]
        chosen = await self.app.ask(FilterMenu(_("Which merge field?"), options, verb=_("Insert")))
        if chosen is None:
            return
        if form.current not in TEXTS:
            form.focus_field("text")
        form.state.inputs[form.current].paste(chosen)
        form.typed(form.current)

    async def do_preview_template(self) -> None:
        """Show the texts as they stand here, filled from a record."""
        if self.form is None:
            return
        texts = self.form.state.texts()
        template = TemplateText(
            self.record_id, texts["name"], texts["kind"] or "email", texts["language"] or language_in_use(),
            texts["subject"], texts["text"], texts["html"],
        )  # fmt: skip
        await show_preview(self.app, template)
