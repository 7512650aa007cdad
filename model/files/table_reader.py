"""Opening a table from outside by what the file holds, not by what it is called: CSV, a workbook or vCards."""

from __future__ import annotations

from pathlib import Path

from model.core.errors import StorageError
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.files import refusing
from model.files.table import Table, TableOptions


def read_table(path: Path, options: TableOptions | None = None) -> Table:
    """Open a file of rows.

    Raises :class:`UserError`, one plain sentence, for a file that is none: a PDF, an archive, a program, a workbook
    with macros or one that unpacks to more than a computer should read; and for one that cannot be opened.
    """
    options = options or TableOptions()
    try:
        with open_named(path) as file:
            beginning = file.read(refusing.LOOKED_AT)
    except OSError as error:
        raise StorageError(
            _("{path} cannot be read: {error}").format(path=path, error=error.strerror or error)
        ) from error
    found = refusing.kind_of(path, beginning, forced=bool(options.encoding))
    if found == "xlsx":
        from model.files.xlsx_table import XlsxTable

        return XlsxTable(path, options)
    if found == "vcard":
        from model.files.vcard_table import VCardTable

        return VCardTable(path, options)
    from model.files.csv_table import CsvTable

    return CsvTable(path, options, beginning)
