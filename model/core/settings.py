"""The user's settings: one TOML file (COM-16).

:class:`Settings` declares each setting once, with its kind, default and help; reading, checking and the documented
example file (:func:`example`) are read off that declaration. Settings that belong together stand in a table of the
file ([company]); each table is a dataclass of its own, and a field of :class:`Settings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.core import numbers
from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import LANGUAGES, N_, _
from model.core.text import excerpt


def _setting(default: Any, help: str, choices: tuple[str, ...] = (), kind: type | None = None) -> Any:
    return field(default=default, metadata={"help": help, "choices": choices, "kind": kind or type(default)})


@dataclass(frozen=True)
class CompanySettings:
    """The company's own head, as it stands on what is sent to customers (OPP-19)."""

    name: str = _setting("", N_("Name of the company."))
    org_number: str = _setting("", N_("Organisation number; in Denmark the CVR number."))
    vat_registered: bool = _setting(False, N_("Write MVA after the organisation number."))
    address: str = _setting("", N_('Postal address. "\\n" begins a new line.'))
    account: str = _setting("", N_("Bank account that customers pay to."))
    email: str = _setting("", N_("E-mail address."))
    phone: str = _setting("", N_("Telephone number."))
    logo: str = _setting("", N_("Path of a PNG or JPEG file."))


@dataclass(frozen=True)
class OrderSettings:
    """What orders go by (OPP-18)."""

    vat_rates: str = _setting(
        "",
        N_(
            'Rates of VAT in per cent that lines may have, the usual one first, such as "25 15 12 0". Not set: those of'
            " the country."
        ),
    )

    def rates(self) -> tuple[Decimal, ...]:
        """Return the rates, none where they are not set; raise :class:`UserError` for what is no percentage."""
        found = tuple(dict.fromkeys(numbers.parse_decimal(each) for each in self.vat_rates.replace("%", " ").split()))
        for rate in found:
            if not 0 <= rate <= 100 or rate != numbers.round_half_up(rate):
                raise UserError(_("{rate} is no rate of VAT: write 0 to 100, with two decimals.").format(rate=rate))
        return found


@dataclass(frozen=True)
class LetterSettings:
    """Where the address stands on letters, in millimetres from the edges of the paper (CUST-22)."""

    address_left: int = _setting(20, N_("Where the address begins, and the text below it, from the left edge."))
    address_top: int = _setting(50, N_("Where the window of the envelope begins, from the upper edge."))
    address_width: int = _setting(85, N_("How wide the window is."))

    def check(self) -> None:
        """Raise :class:`UserError`, naming the setting, for measures that no paper has."""
        for name, least, most in (("address_left", 5, 120), ("address_top", 15, 120), ("address_width", 40, 120)):
            if not least <= getattr(self, name) <= most:
                raise UserError(
                    _("{setting} must be between {least} and {most} mm.").format(
                        setting=f"letters.{name}", least=least, most=most
                    ),
                    f"letters.{name}",
                )


@dataclass(frozen=True)
class MailSettings:
    """The mailbox and the way out of who has the settings file (COM-13); :mod:`model.mail.settings` reads it."""

    address: str = _setting("", N_("Your address, which stands as From. The name comes from the employee."))
    imap: str = _setting(
        "",
        N_('Your mailbox, such as "imaps://kari@imap.firma.example". With imap:// the line is encrypted by STARTTLS.'),
    )
    smtp: str = _setting(
        "",
        N_('Where mail is sent, such as "smtps://kari@smtp.firma.example". With smtp:// it is encrypted by STARTTLS.'),
    )
    password_file: str = _setting(
        "", N_("File with the password, beside this one and readable by you alone. Or set SALG_MAIL_PASSWORD.")
    )
    password_command: str = _setting("", N_("Command that prints the password; no shell is involved."))
    token_command: str = _setting(
        "", N_("Command that prints an OAuth2 access token, for servers that take no password (XOAUTH2).")
    )
    link: bool = _setting(True, N_("Link the messages of this mailbox to the records of those they are from and to."))
    signature: str = _setting("", N_("What stands below your e-mails; a line break is written \\n."))
    throttle: int = _setting(60, N_("How many messages of a campaign are sent in a minute."))
    unsubscribe: str = _setting(
        "",
        N_(
            'Page where one unsubscribes from campaigns, such as "https://firma.example/unsubscribe?who={mark}".'
            " Not set: by an e-mail to your address."
        ),
    )


@dataclass(frozen=True)
class Settings:
    """What the settings file says, or the defaults. Text that is empty, and None, mean: not set."""

    language: str = _setting(
        "", N_("Language of screens, dates and amounts. Not set: as the locale (LANG) says."), LANGUAGES
    )
    database: str = _setting("", N_("Path or URL of the database. Not set: salg.db in the user's data folder."))
    documents: str = _setting(
        "",
        N_(
            "Folder of the documents where a server has the database: one that every host shares. A file has its"
            " documents beside it."
        ),
    )
    timezone: str = _setting(
        "", N_("Time zone in which times are shown and typed, such as Europe/Oslo. Not set: that of the computer.")
    )
    default_country: str = _setting(
        "NO", N_("Country of telephone and organisation numbers that do not say theirs."), ("NO", "DK")
    )
    aa_as_aring: bool | None = _setting(
        None,
        N_(
            "Sort and find aa as å, so that Aalborg stands under Å. It holds for all who use the database, and is taken"
            " from the file of an administrator. Not set: as the database has it."
        ),
        kind=bool,
    )
    theme: str = _setting(
        "dark", N_("What the terminal's background is; the colours are the terminal's own."), ("dark", "light")
    )
    glyphs: str = _setting(
        "auto", N_("Signs and lines; auto takes ASCII where the terminal's character set is not UTF-8."),
        ("auto", "unicode", "ascii"),
    )  # fmt: skip
    mouse: bool = _setting(
        False, N_("Let the mouse click and scroll. Off, it selects text as elsewhere in the terminal.")
    )
    plain_output: bool = _setting(
        False,
        N_("Send each screen as Textual makes it, not only the cells that changed. For terminals that show rubbish."),
    )
    dial_command: str = _setting(
        "", N_("Command that dials. The telephone number is added as its last argument; no shell is involved.")
    )
    print_command: str = _setting(
        "",
        N_("Command that prints a PDF, such as lp. The file is added as its last argument; no shell is involved."),
    )
    editor_command: str = _setting(
        "",
        N_(
            'Editor in which F7 opens a long text of a form, such as "vim"; "$EDITOR" takes that variable. Most editors'
            " can start a shell."
        ),
    )
    company: CompanySettings = field(
        default_factory=CompanySettings,
        metadata={
            "help": N_("The company's own head on what is sent to customers, such as order confirmations."),
            "kind": CompanySettings,
        },
    )
    orders: OrderSettings = field(
        default_factory=OrderSettings, metadata={"help": N_("What orders go by."), "kind": OrderSettings}
    )
    letters: LetterSettings = field(
        default_factory=LetterSettings,
        metadata={"help": N_("Letters in window envelopes: measures in millimetres."), "kind": LetterSettings},
    )
    mail: MailSettings = field(
        default_factory=MailSettings, metadata={"help": N_("Your e-mail."), "kind": MailSettings}
    )
    keymap: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"help": N_('Keys of your own: the name of an action = "key,key". ? in Salg shows the names.')},
    )


def load(path: Path) -> Settings:
    """Return the settings in the file at ``path``; the defaults if there is none.

    Raises UserError that names the file and the setting: for what is not TOML (with its line), an unknown setting (with
    the nearest known name), and a value of the wrong kind (with what is accepted). The names of actions and keys in
    ``keymap`` are not checked here; who has the table of actions does that.
    """
    import tomllib

    try:
        if not path.exists():
            return Settings()
        with open_named(path) as file:
            content = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(_("{file}: the file is not UTF-8 text").format(file=path)) from None
    except OSError as error:
        raise UserError(_("{file}: cannot be read: {reason}").format(file=path, reason=error.strerror)) from error
    try:
        values = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UserError(_toml_sentence(path, str(error), content)) from None
    except RecursionError:
        raise UserError(_("{file}: brackets are nested too deeply").format(file=path)) from None
    settings: Settings = _read_table(path, Settings, values)
    if settings.timezone:
        from model.core.dates import find_zone

        try:
            find_zone(settings.timezone)
        except UserError as error:
            raise UserError(f"{path}: timezone: {error.message}") from None
    try:
        settings.orders.rates()
    except UserError as error:
        raise UserError(f"{path}: orders.vat_rates: {error.message}") from None
    return settings


def _read_table(path: Path, declaration: type[Any], values: Mapping[str, Any], prefix: str = "") -> Any:
    """Return an instance of ``declaration`` with the values of a table, whose name and a point are the ``prefix``."""
    declared = {each.name: each for each in fields(declaration)}
    accepted: dict[str, Any] = {}
    for name, value in values.items():
        if name not in declared:
            raise UserError(_unknown(path, prefix + name, [prefix + known for known in declared]))
        if name == "keymap":
            accepted[name] = _keymap(path, value)
        elif is_dataclass(kind := declared[name].metadata["kind"]) and isinstance(kind, type):
            if not isinstance(value, dict):
                raise UserError(
                    _("{file}: {key} must be {accepted}").format(
                        file=path, key=name, accepted=_("a table that begins with the line [{name}]").format(name=name)
                    )
                )
            accepted[name] = _read_table(path, kind, value, f"{name}.")
        else:
            _check_value(path, prefix + name, declared[name], value)
            accepted[name] = value
    return declaration(**accepted)


def _check_value(path: Path, key: str, declared: Field[Any], value: object) -> None:
    kind, choices = declared.metadata["kind"], declared.metadata["choices"]
    # An empty text takes back a setting that has no default of its own.
    if type(value) is not kind or (choices and value not in choices and value != declared.default):
        raise UserError(
            _("{file}: {key} must be {accepted}").format(file=path, key=key, accepted=_accepted(kind, choices))
        )


def _toml_sentence(path: Path, reason: str, content: str) -> str:
    where = re.search(r" \(at line ([0-9]+), column ([0-9]+)\)$", reason)
    line = int(where[1]) if where else content.count("\n") + 1
    return _("{file}, line {line}: not valid TOML: {reason}").format(
        file=path, line=line, reason=excerpt(reason[: where.start()] if where else reason, 200)
    )


def _unknown(path: Path, name: str, known: list[str]) -> str:
    import difflib

    nearest = difflib.get_close_matches(name.casefold().replace("-", "_")[:60], known, 1, 0.5)
    if nearest:
        return _("{file}: unknown setting “{key}”; did you mean {nearest}?").format(
            file=path, key=excerpt(name), nearest=nearest[0]
        )
    return _("{file}: unknown setting “{key}”; there are {known}").format(
        file=path, key=excerpt(name), known=", ".join(known)
    )


def _accepted(kind: type, choices: tuple[str, ...]) -> str:
    if choices:
        return ", ".join(f'"{choice}"' for choice in choices)
    if kind is int:
        return _("a whole number")
    return "true, false" if kind is bool else _('text in quotes, such as "…"')


def _keymap(path: Path, value: object, prefix: str = "") -> dict[str, str]:
    if not isinstance(value, dict):
        raise UserError(
            _("{file}: {key} must be {accepted}").format(
                file=path,
                key="keymap" if not prefix else f'keymap "{excerpt(prefix[:-1])}"',
                accepted=_("a table of lines such as {example}").format(example='"list.open" = "enter,l"')
                if not prefix
                else _("keys in quotes, such as {example}").format(example='"enter,l"'),
            )
        )
    keys: dict[str, str] = {}
    for name, entry in value.items():
        # TOML reads list.open = "…" without quotes as a table in a table; the same is meant.
        if isinstance(entry, str):
            keys[prefix + name] = entry
        else:
            keys |= _keymap(path, entry, f"{prefix}{name}.")
    return keys


def changed(settings: Settings) -> list[tuple[str, Any]]:
    """Return the settings that are not as they come, by name; one of a table as ``company.name``."""
    return [*_changed(settings, Settings(), "")]


def _changed(settings: Any, plain: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for each in fields(settings):
        value, default = getattr(settings, each.name), getattr(plain, each.name)
        if is_dataclass(value):
            yield from _changed(value, default, f"{each.name}.")
        elif value != default:
            yield prefix + each.name, value


def example() -> str:
    """Return a settings file with every setting in it, explained in the language in force, and none of them set."""
    parts, tables = [], []
    for each in fields(Settings):
        kind = each.metadata.get("kind")
        if each.name == "keymap":
            tables.append("\n".join([*_explained(each), "#[keymap]", '#"list.open" = "enter,l"']))
        elif is_dataclass(kind):
            lines = [*_explained(each), f"#[{each.name}]"]
            for one in fields(kind):
                lines += _example_of(one)
            tables.append("\n".join(lines))
        else:
            parts.append("\n".join(_example_of(each)))
    return "\n\n".join([*parts, *tables]) + "\n"


def _explained(declared: Field[Any]) -> list[str]:
    return [f"# {_(declared.metadata['help'])}"]


def _example_of(declared: Field[Any]) -> list[str]:
    """Return the lines that explain a setting and show its default."""
    lines = _explained(declared)
    choices = declared.metadata["choices"]
    if choices:
        lines.append("# " + _accepted(str, choices))
    kind = declared.metadata["kind"]
    shown = str(bool(declared.default)).lower() if kind is bool else f'"{declared.default}"'
    if kind is int:
        shown = str(declared.default)
    return [*lines, f"#{declared.name} = {shown}"]
