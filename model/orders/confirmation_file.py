"""The confirmation of an order on file into a PDF, with its status set where that is asked for (OPP-19)."""

from __future__ import annotations

import contextlib
from pathlib import Path

from model.core.access.session import Session
from model.core.settings import CompanySettings
from model.orders.confirmation import Confirmation
from model.orders.confirmation_pdf import write_confirmation
from model.orders.confirmation_reader import read_confirmation
from model.orders.status import confirming


def write_order_confirmation(
    session: Session,
    order_id: int,
    company: CompanySettings,
    target: Path,
    *,
    language: str = "",
    confirm: bool = False,
    force: bool = False,
) -> Confirmation:
    """Write the confirmation of an order to the PDF ``target`` and return what stands on it.

    With ``confirm`` a draft becomes confirmed, if the file could be written: both or neither. Raises as
    :func:`~model.orders.confirmation_reader.read_confirmation`, :func:`~model.orders.status.confirming` and
    :func:`~model.orders.confirmation_pdf.write_confirmation` do.
    """
    with confirming(session, order_id) if confirm else contextlib.nullcontext():
        found = read_confirmation(session, order_id, company, language=language)
        write_confirmation(target, found, force=force)
    return found
