"""Templates of the demo: e-mails, letters and labels in the three languages."""

from __future__ import annotations

from typing import Any

from model.core.changes.change import Change
from model.templates.records import Template

_HELLO = "{% if contact.first_name %} {{ contact.first_name }}{% endif %}"

NEWSLETTER = "Newsletter"
"""The template that the campaigns by e-mail are sent with."""

TEMPLATES: tuple[dict[str, Any], ...] = (
    {
        "name": "Oppfølging etter messen", "kind": "email", "language": "nb",
        "subject": "Takk for praten, {{ contact.first_name|default(name) }}",
        "text": f"Hei{_HELLO}!\n\nTakk for at du var innom standen vår. Som avtalt kommer jeg gjerne innom"
                " {{ customer.name }} for å vise hva vi kan gjøre for dere.\n\nPasser det neste uke?\n\n"
                "Vennlig hilsen\n{{ sender.name }}\n",
    },
    {
        "name": "Opfølgning på tilbud", "kind": "email", "language": "da",
        "subject": "Vores tilbud til {{ customer.name }}",
        "text": f"Hej{_HELLO}\n\nFor nylig sendte jeg jer et tilbud. Har I haft tid til at se på det? Jeg"
                " ringer gerne og svarer på spørgsmål.\n\nVenlig hilsen\n{{ sender.name }}\n",
    },
    {
        "name": NEWSLETTER, "kind": "email", "language": "en",
        "subject": "News for {{ customer.name }}",
        "text": f"Hello{_HELLO},\n\nhere is what is new this month.\n\nKind regards\n{{{{ sender.name }}}}\n",
        "html": f"<p>Hello{_HELLO},</p>\n<p>here is what is <b>new</b> this month.</p>\n"
                "<p>Kind regards<br>{{ sender.name }}</p>\n",
    },
    {
        "name": "Invitasjon til åpen dag", "kind": "letter", "language": "nb",
        "subject": "Invitasjon til åpen dag",
        "text": f"Kjære{_HELLO},\n\nvi inviterer {{{{ customer.name|default(name) }}}} til åpen dag i våre nye"
                " lokaler. Det blir omvisning, kaffe og tid til en prat.\n\nVennlig hilsen\n{{ sender.name }}\n",
    },
    {
        "name": "Velkommen som kunde", "kind": "letter", "language": "da",
        "subject": "Velkommen som kunde",
        "text": f"Kære{_HELLO}\n\nMange tak, fordi I har valgt os. Jeres kontaktperson er {{{{ owner.name }}}}.\n\n"
                "Venlig hilsen\n{{ sender.name }}\n",
    },
    {
        "name": "Adresseetikett", "kind": "label", "language": "nb",
        "text": "{% for line in address_lines %}\n{{ line }}\n{% endfor %}\n",
    },
)  # fmt: skip


def fill_templates(made: Change, owner: int) -> dict[str, int]:
    """Put the templates on file and return their IDs by name."""
    return {str(values["name"]): made.insert(Template, {**values, "owner": owner}) for values in TEMPLATES}
