"""The translations of Salg: gather the messages from the source, bring the catalogues up to date, compile them.

    .venv/bin/python .ci/translations.py update     new messages into salg.po of every language, unused ones out
    .venv/bin/python .ci/translations.py compile    salg.po → salg.mo, which the program reads
    .venv/bin/python .ci/translations.py missing    what is still to be translated; exit code 1 if anything is

Messages are English and marked by ``_``, ``N_`` and ``ngettext`` (model/core/language.py). Comments for translators
begin with ``Translators:`` on the line above.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LANGUAGES = ("nb", "da")
LOCALE = ROOT / "model" / "locale"
_KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a date that changes at each run would be a change without a change


def path(language: str, ending: str) -> Path:
    """The catalogue of ``language``: ``ending`` is ``po`` or ``mo``."""
    return LOCALE / language / "LC_MESSAGES" / f"salg.{ending}"


def _new(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        project="Salg",
        version="0",
        copyright_holder="Salg contributors",
        msgid_bugs_address="-",
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
        last_translator="Salg contributors",
        language_team=language or "",
        header_comment="# Salg: messages.\n#",
        fuzzy=False,
    )


def _in_f_strings(package: Path) -> Iterator[tuple[str, str]]:
    """Yield (file, message) of calls inside f-strings, where Babel looks only from Python 3.12 on."""
    for file in sorted(package.rglob("*.py")):
        for outer in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(outer, ast.JoinedStr):
                for call in ast.walk(outer):
                    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_":
                        for value in (each.value for each in call.args if isinstance(each, ast.Constant)):
                            if isinstance(value, str):
                                yield file.relative_to(package).as_posix(), value


@cache
def template() -> Catalog:
    """Return every message that the source marks, with the files it stands in; to be read only."""
    catalog = _new(None)
    for package in ("model", "tui"):
        found = extract_from_dir(
            ROOT / package,
            method_map=[("**.py", "python")],
            keywords=_KEYWORDS,
            comment_tags=["Translators:"],
            strip_comment_tags=True,
        )
        for file, _line, message, comments, context in found:
            catalog.add(message, None, [(f"{package}/{file}", 0)], auto_comments=comments, context=context)
        for file, text in _in_f_strings(ROOT / package):
            catalog.add(text, None, [(f"{package}/{file}", 0)])
    return catalog


def translations(language: str) -> Catalog:
    """Return the catalogue of ``language``, an empty one where there is none yet."""
    file = path(language, "po")
    if not file.exists():
        return _new(language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, domain="salg")


def compiled(language: str) -> Catalog:
    """Return what the program reads of ``language``."""
    with path(language, "mo").open("rb") as stream:
        return read_mo(stream)


def texts(message: Message) -> tuple[str, ...]:
    """The forms of a message's translation, one for each number of the language; empty where there is none."""
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return tuple(form or "" for form in forms)


def untranslated(language: str) -> list[str]:
    """Return the messages that have no translation, or only a doubtful (fuzzy) one, in ``language``."""
    have = translations(language)
    missing = []
    for message in template():
        if message.id:
            known = have.get(message.id)
            if known is None or known.fuzzy or not all(texts(known)):
                missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def update() -> None:
    """Bring salg.po of every language up to date with the source, keeping what is translated."""
    source = template()
    for language in LANGUAGES:
        catalog = translations(language)
        catalog.update(source, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        file = path(language, "po")
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            write_po(stream, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
        print(f"{language}: {len(catalog)} messages, {len(untranslated(language))} to translate")


def compile_all() -> None:
    """Write salg.mo of every language."""
    for language in LANGUAGES:
        with path(language, "mo").open("wb") as stream:
            write_mo(stream, translations(language))
        print(f"{language}: {path(language, 'mo').relative_to(ROOT)}")


def main(verb: str) -> int:
    """Do ``verb``; return the exit code."""
    if verb == "update":
        update()
    elif verb == "compile":
        compile_all()
    elif verb == "missing":
        total = 0
        for language in LANGUAGES:
            for message in untranslated(language):
                total += 1
                print(f"{language}: {message}")
        return 1 if total else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
