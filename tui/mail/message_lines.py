"""A message as lines of text: headers, files, what was written, what was quoted, links (COM-13, COM-23).

Everything in it was written by anybody. Each line goes through :func:`model.core.text.visible`: it is shown, and steers
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import visible
from model.mail.html_text import Link
from model.mail.quoting import Section
from model.mail.stored_message import StoredFile, StoredMessage, misleads
from tui.looks import Looks
from tui.widgets.card_details import Block, DetailLine, Fact
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Shown
from tui.widgets.document_rows import size_text
from tui.widgets.paragraphs import wrapped

FOLDED = 3
"""Quoted lines up to which they are shown without being asked for."""
_LONGEST_HEADER = 300
_DEEPEST = 16
"""Cells by which a line that is broken stays indented."""


def header_block(shown: Shown, message: StoredMessage) -> Block:
    """Return who wrote to whom and when; long lists of people are cut, :func:`people_block` has them whole."""
    to = message.to or shown.texts["recipients"]
    sender = shown.texts["sender"]
    answers = message.reply_to if message.reply_to != sender else ""
    facts = [
        (_("From"), sender),
        (_("To"), to),
        (_("Cc"), message.cc),
        (_("Bcc"), message.bcc),
        (_("Reply to"), answers),
        (_("Sent"), shown.texts["at"] if shown.values["direction"] != "draft" else ""),
        (_("Subject"), shown.texts["subject"]),
    ]
    return Block("", tuple(Fact(label, _cut(text)) for label, text in facts if text), across=True)


def people_block(message: StoredMessage) -> Block:
    """Return a row for each list of people that the headers had no room for; Enter shows it whole."""
    lists = ((_("To"), message.to), (_("Cc"), message.cc), (_("Bcc"), message.bcc))
    rows = tuple(
        Row((Cell(f"{label}:", 12, "dim"), Cell(_("all of them"))), told=(label, tuple(text.split(", "))))
        for label, text in lists
        if len(text) > _LONGEST_HEADER
    )
    return Block(_("People"), rows=rows)


def files_block(message: StoredMessage) -> Block:
    """Return the files that came along; Enter opens one."""
    return Block(
        _("Attachments"),
        rows=tuple(map(_file_row, message.files)),
        more=_("Enter opens, x saves, + puts among documents") if message.files else "",
    )


def _file_row(file: StoredFile) -> Row:
    note = "" if file.digest else _("not kept")
    if file.inline:
        note = note or _("in the text")
    cells = (Cell(size_text(file.size), 9, "dim", right=True), Cell(file.name), Cell(note, 12, "dim"))
    return Row(cells, data=file, work="open_mail_file")


def links_block(message: StoredMessage) -> Block:
    """Return the links with their numbers; Enter shows the whole address of one, nothing is loaded."""
    return Block(_("Links"), rows=tuple(_link_row(number, link) for number, link in enumerate(message.links, start=1)))


def _link_row(number: int, link: Link) -> Row:
    wrong = misleads(link)
    lines = [link.target]
    if link.words:
        lines.append(_("It stands under the words: {words}").format(words=visible(link.words)))
    if wrong:
        lines.append(_("The words name another place than the one it leads to."))
    sign = Cell("!" if wrong else "", 1, "error")
    cells = [Cell(f"{number}", 3, "dim", right=True), sign]
    if link.words:
        cells.append(Cell(link.words, 24))
    return Row((*cells, Cell(link.target, 0, "dim" if link.words else "")), told=(_("Link"), tuple(lines)))


def text_lines(parts: Sequence[Section], width: int, looks: Looks, *, unfolded: bool) -> list[DetailLine]:
    """Return what was written in lines of ``width`` cells; long quotes are one row that unfolds them."""
    found: list[DetailLine] = []
    for part in parts:
        if found:
            found.append(DetailLine(()))
        if part.quoted and not unfolded and len(part.lines) > FOLDED:
            found.append(_fold_line(len(part.lines), looks))
            continue
        style = "dim" if part.quoted else ""
        found += [DetailLine(((line, style),)) for text in part.lines for line in _broken(text, width, looks)]
    return found


def _fold_line(count: int, looks: Looks) -> DetailLine:
    text = ngettext("{count} quoted line", "{count} quoted lines", count).format(count=format_whole(count))
    sign = "+" if looks.ascii else "▸"
    row = Row((Cell(text),), work="fold_quotes")
    return DetailLine(((f"{sign} {text}", "dim"), (f"  {_('Enter or z shows them')}", "dim")), row)


def _broken(text: str, width: int, looks: Looks) -> list[str]:
    """Return a line in lines that fit, as far indented as it was."""
    plain = looks.plain(visible(text.expandtabs(8)))
    if cell_len(plain) <= width:
        return [plain]
    indent = min(len(plain) - len(plain.lstrip()), _DEEPEST)
    return [" " * indent + part for part in wrapped(plain.strip(), width - indent)]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_HEADER else text[: text.rfind(",", 0, _LONGEST_HEADER) + 1] + " …"
