"""The settings file (COM-16)."""

import os
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from model.core.errors import UserError
from model.core.settings import CompanySettings, Settings, changed, example, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_no_file_gives_the_defaults(file: Path) -> None:
    assert load(file) == Settings()
    assert Settings().default_country == "NO"
    assert not file.exists()


def test_settings_are_read(file: Path) -> None:
    file.write_text(
        '\ufefflanguage = "nb"\nmouse = true\ntheme = "light"\ntimezone = "Europe/Oslo"\ndial_command = "dial --now"\n'
        '[keymap]\n"list.open" = "enter,o"\nlist.mark = "m"\nquit = "Q"\n'
    )
    settings = load(file)
    assert (settings.language, settings.mouse, settings.theme, settings.timezone) == (
        "nb",
        True,
        "light",
        "Europe/Oslo",
    )
    assert settings.keymap == {"list.open": "enter,o", "list.mark": "m", "quit": "Q"}
    assert settings.glyphs == "auto"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('langauge = "nb"', "unknown setting “langauge”; did you mean language?"),
        ("Plain-Output = true", "unknown setting “Plain-Output”; did you mean plain_output?"),
        ("zzz = 1", "unknown setting “zzz”; there are language, database,"),
        ('mouse = "yes"', "mouse must be true, false"),
        ("mouse = 1", "mouse must be true, false"),
        ("language = 1", 'language must be "en", "nb", "da"'),
        ('language = "se"', 'language must be "en", "nb", "da"'),
        ('theme = ""', 'theme must be "dark", "light"'),
        ("database = []", 'database must be text in quotes, such as "…"'),
        ('timezone = "Europe/Olso"', "timezone: “Europe/Olso” is not a time zone"),
        ('keymap = "x"', 'keymap must be a table of lines such as "list.open" = "enter,l"'),
        ("[keymap]\nquit = 3", 'keymap "quit" must be keys in quotes, such as "enter,l"'),
        ("[keymap.list]\nopen = [1]", 'keymap "list.open" must be keys in quotes'),
        ('company = "Fjord AS"', "company must be a table that begins with the line [company]"),
        ("[company]\nnmae = 1", "unknown setting “company.nmae”; did you mean company.name?"),
        ('[orders]\nvat_rates = "25 x"', "orders.vat_rates: “x” is not a number"),
        ('[orders]\nvat_rates = "25 101"', "orders.vat_rates: 101 is no rate of VAT"),
        ("[company]\nlogo = 1", 'company.logo must be text in quotes, such as "…"'),
    ],
)
def test_what_is_wrong_is_named_with_file_key_and_what_is_accepted(file: Path, content: str, sentence: str) -> None:
    file.write_text(content)
    with pytest.raises(UserError) as refusal:
        load(file)
    assert refusal.value.message.startswith(f"{file}: {sentence}")


def test_a_table_of_settings_is_read_and_what_is_set_is_named(file: Path) -> None:
    file.write_text('[company]\nname = "Fjord AS"\nvat_registered = true\n')
    settings = load(file)
    assert settings.company == CompanySettings(name="Fjord AS", vat_registered=True)
    assert changed(settings) == [("company.name", "Fjord AS"), ("company.vat_registered", True)]


def test_rates_of_vat_are_read_in_their_order(file: Path) -> None:
    file.write_text('[orders]\nvat_rates = "15 % 25 12,5 0 25"\n')
    assert [str(rate) for rate in load(file).orders.rates()] == ["15", "25", "12.5", "0"]


@pytest.mark.parametrize(("content", "line"), [('mouse = true\n\ntheme = "x\n', 3), ("a = 1\na = 2", 2), ("x = [", 1)])
def test_what_is_not_toml_is_refused_with_its_line(file: Path, content: str, line: int) -> None:
    file.write_text(content)
    with pytest.raises(UserError) as refusal:
        load(file)
    assert refusal.value.message.startswith(f"{file}, line {line}: not valid TOML: ")


def test_files_that_cannot_be_read(file: Path) -> None:
    file.write_bytes(b'language = "\xe5"')
    with pytest.raises(UserError, match="not UTF-8"):
        load(file)
    file.write_text("x = " + 100_000 * "[")
    with pytest.raises(UserError, match="nested too deeply|not valid TOML"):
        load(file)
    file.unlink()
    file.mkdir()
    with pytest.raises(UserError, match="is a folder"):
        load(file)
    file.rmdir()
    if os.getuid():
        file.touch(mode=0)
        with pytest.raises(UserError, match="cannot be read"):
            load(file)


def test_hostile_names_are_shown_tame(file: Path) -> None:
    file.write_text('"\\u001b[2J{0}[/]' + 5000 * "x" + '" = 1')
    with pytest.raises(UserError) as refusal:
        load(file)
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < len(str(file)) + 400


def test_the_example_names_every_setting_and_sets_none(file: Path) -> None:
    text = example()
    assert tomllib.loads(text) == {}
    settings = "\n".join(
        line.removeprefix("#") for line in text.splitlines() if line.startswith("#") and line[1:2] != " "
    )
    file.write_text(settings)
    assert set(tomllib.loads(settings)) == {each.name for each in fields(Settings)}
    loaded = load(file)
    assert loaded.keymap == {"list.open": "enter,l"}
    # What the example shows of it is what not setting it comes to in a new database.
    assert loaded == Settings(aa_as_aring=False, keymap=loaded.keymap)
    assert Settings().aa_as_aring is None
