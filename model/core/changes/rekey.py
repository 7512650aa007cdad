"""Filing all keys anew when the company decides that aa is å, or that it is two letters (COM-22, W11, W19)."""

from __future__ import annotations

from collections.abc import Iterable

from model.core.access.session import Session
from model.core.changes.change import explained
from model.core.errors import StorageError, UserError
from model.core.fields.references import Reference
from model.core.language import _
from model.core.records.record import Row
from model.core.records.stored_columns import folded
from model.core.storage.store import AA_IS_Å
from model.core.text import fold


def refold(session: Session, aa_is_å: bool) -> bool:
    """File every key of the database with "aa" as å, or as two letters; return False where it is so already.

    Keys follow from the values, so it is no change in history and records keep their versions; the search index
    follows by its triggers. Others who have the database open take it over before they next write or search. Raises
    :class:`NotAllowedError` for anybody but an administrator, and :class:`UserError`, with all as it was, where two
    that must not have the same name would come to have it.
    """
    session.may_administer()
    if session.store.aa_is_å == aa_is_å:
        return False
    try:
        with explained(session.records), session.writing() as connection:
            session.may_administer()
            if session.store.aa_is_å == aa_is_å:
                return False
            connection.execute(
                "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (AA_IS_Å, str(int(aa_is_å))),
            )
            # Keys in which nothing of the kind stands are the same either way, and are passed over unread.
            sign = "aa" if aa_is_å else fold("å")
            for statement in _statements(session.records.values()):
                connection.execute(statement, (aa_is_å, sign))
    except StorageError:
        raise
    except UserError as error:
        raise UserError(
            _("aa cannot be filed otherwise: {reason} Rename one of the two first.").format(reason=error.message),
            "aa_as_aring",
        ) from error
    session.store.fold_as_filed()
    session.names.forget()
    return True


def _statements(records: Iterable[type[Row]]) -> list[str]:
    """Return what brings every key into step: texts by themselves, then references by the titles of their records."""
    records = list(records)
    tables = {record.name_in_code: record for record in records}
    texts: dict[str, dict[str, None]] = {}
    references: dict[tuple[str, str, str, str], None] = {}
    for record in records:
        for name in folded(record):
            texts.setdefault(record.table(), {})[name] = None
        for name, field in record.keyed().items():
            if isinstance(field, Reference):
                target = tables[field.record]
                title = str(getattr(target, "title_field", "name"))
                references[record.table(), name, target.table(), title] = None
    return [
        *(
            f"UPDATE {table} SET {', '.join(f'{name}_key = salg_fold({name}, ?1)' for name in names)} WHERE "
            + " OR ".join(f"(instr({name}_key, ?2) AND {name}_key <> salg_fold({name}, ?1))" for name in names)
            for table, names in texts.items()
        ),
        *(
            f"UPDATE {table} SET {name}_key = salg_fold(target.{title}, ?1) FROM {other} target"
            f" WHERE instr({table}.{name}_key, ?2) AND target.id = {table}.{name}"
            f" AND {table}.{name}_key <> salg_fold(target.{title}, ?1)"
            for table, name, other, title in references
        ),
    ]
