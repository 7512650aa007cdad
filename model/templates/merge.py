"""Mail merge: a template filled from records.

::

    template = read_template(session, template_id)
    merge = MergeTemplate(session, template)
    reader = MergeReader(session, "contact", merge.fields, language=template.language)
    for record_id, values in reader.values(ids):
        filled = merge.fill(values)          # subject, text, html, missing

- :func:`read_template` reads one as the person may see it.
- :class:`MergeTemplate` is compiled once; ``fields`` are the names in code of the merge fields that it uses
  (``contact.first_name``), ``fill(values)`` returns :class:`Filled`. Values that are empty or not there are blank, and
  are named in ``missing``. In HTML values are escaped.
- :class:`~model.templates.merge_reader.MergeReader` reads the values of many records, window by window. Besides the
  fields asked for, each mapping always has ``email`` (text), ``name`` (text), ``address_lines`` (list of
  texts), ``wants_email`` and ``wants_letters`` (False: has opted out or stands on an exclusion list). Records that the
  person may not see are left out.

The shared errors are :class:`~model.core.errors.UserError`: no filling raises anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible
from model.templates.merge_fields import MergeNames
from model.templates.merge_reader import MergeReader as MergeReader
from model.templates.merge_text import MergeText
from model.templates.records import TEXTS, Template


@dataclass(frozen=True)
class TemplateText:
    """What a template says: ``kind`` is email, letter or label, ``language`` one of en, nb, da.

    ``id`` is None for one that is not on file (yet).
    """

    id: int | None
    name: str
    kind: str
    language: str
    subject: str = ""
    text: str = ""
    html: str = ""
    active: bool = True
    version: int = 0


@dataclass(frozen=True)
class Filled:
    """What came of filling a template: ``missing`` names the merge fields that were left blank, in code."""

    subject: str
    text: str
    html: str | None
    missing: tuple[str, ...]


def read_template(session: Session, template_id: int, kind: str = "") -> TemplateText:
    """Return a template as the person may see it.

    Raises :class:`~model.core.errors.NotFoundError` for one that is gone or hidden, and :class:`UserError` for one of
    another kind than ``kind``, where that is given.
    """
    row = read(session, Template, template_id)
    if kind and row.kind != kind:
        field = Template.fields()["kind"]
        shown = field.format(row.kind, session.reading())
        raise UserError(
            _("“{name}” is a template of another kind: {kind}.").format(name=visible(row.name), kind=shown), "template"
        )
    texts = {name: getattr(row, name) or "" for name in TEXTS}
    return TemplateText(
        template_id, row.name, row.kind, row.language, active=bool(row.active), version=row.version, **texts
    )


class MergeTemplate:
    """A template that is compiled: filled once for each record."""

    def __init__(self, session: Session, template: TemplateText) -> None:
        """Read the texts of the template; raise :class:`UserError` naming the field and line of what is wrong."""
        self.template = template
        names = MergeNames(session)
        self._subject, self._text = (MergeText(names, name, getattr(template, name)) for name in ("subject", "text"))
        self._html = MergeText(names, "html", template.html, is_html=True) if template.html.strip() else None
        texts = (self._subject, self._text, *([self._html] if self._html else []))
        self.fields: tuple[str, ...] = tuple(dict.fromkeys(name for each in texts for name in each.fields))
        """The names in code of the merge fields that the texts use."""

    def fill(self, values: Mapping[str, Any]) -> Filled:
        """Return the texts with the values filled in, which are texts (or lists of texts) by the names in code.

        The subject is one line. Raises :class:`UserError` for a text that gets too long.
        """
        missing: dict[str, None] = {}
        # A line break or a control character would end the header, or steer a terminal.
        subject = visible(" ".join(self._subject.fill(values, missing).split()))
        text = self._text.fill(values, missing)
        html = self._html.fill(values, missing) if self._html is not None else None
        return Filled(subject, text, html, tuple(missing))
