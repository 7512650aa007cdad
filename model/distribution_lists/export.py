"""Writing who stands on a distribution list to a file: customers, contacts and leads in one table."""

from __future__ import annotations

from pathlib import Path

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.fields.numbers import Whole
from model.core.fields.texts import Text
from model.core.language import N_, _
from model.core.text import visible
from model.distribution_lists.members import KINDS, members
from model.distribution_lists.records import DistributionList
from model.files.output_table import OutputTable
from model.files.table_export import export_tables

_FIELDS = (
    Text(N_("Type"), width=12),
    Whole(N_("ID"), grouped=False),
    Text(N_("Name"), width=0),
    Text(N_("E-mail"), width=24),
    Text(N_("Telephone"), width=15),
)


def export_members(session: Session, list_id: int, target: Path, *, force: bool = False) -> int:
    """Write the members that the person may see to a .csv, .xlsx or .pdf file, and return how many there are.

    Raises :class:`UserError` for another ending and for a target that exists, unless ``force``.
    """
    title = visible(read(session, DistributionList, list_id).name)
    rows = [(_(KINDS[one.record].label), one.id, one.title, one.email, one.phone) for one in members(session, list_id)]
    export_tables(target, title, "", [OutputTable(title, _FIELDS, rows)], (), session.reading(), force=force)
    return len(rows)
