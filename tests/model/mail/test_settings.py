"""The mail account of the settings file, and the secrets that never leave it (COM-13, COM-16)."""

from __future__ import annotations

import pytest

from model.core.settings import MailSettings, load
from model.mail.settings import MailSettingsError, mail_account

GOOD = {"address": "kari@firma.example", "imap": "imaps://kari@imap.firma.example"}


def test_no_server_is_no_account(tmp_path):
    assert mail_account(MailSettings(), tmp_path) is None


def test_the_file_of_the_contract_is_read(tmp_path):
    path = tmp_path / "salg.toml"
    path.write_text(
        '[mail]\naddress = "kari@firma.example"\nimap = "imaps://kari%40firma.example@imap.firma.example"\n'
        'smtp = "smtp://kari@smtp.firma.example:2525"\npassword_file = "mail-password"\nlink = false\nthrottle = 30\n'
    )
    (tmp_path / "mail-password").write_text("hemmelig ord\nmer\n")
    (tmp_path / "mail-password").chmod(0o600)
    account = mail_account(load(path).mail, tmp_path, {})
    assert account is not None
    assert (account.imap.user, account.imap.port, account.imap.encryption) == ("kari@firma.example", 993, "tls")
    assert (account.smtp.port, account.smtp.encryption) == (2525, "starttls")
    assert not account.links
    assert account.throttle == 30
    assert account.secrets.password() == "hemmelig ord"
    assert "hemmelig" not in repr(account)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"imap": "imaps://imap.firma.example"}, "mail.imap"),
        ({"imap": "pop3://kari@x"}, "mail.imap"),
        ({"imap": "imaps://kari:secret@x"}, "mail.imap"),
        ({"imap": "imaps://kari@x:99999999"}, "mail.imap"),
        ({"imap": "imaps://kari@[::1"}, "mail.imap"),
        ({"smtp": "smtps://"}, "mail.smtp"),
        ({"address": ""}, "mail.address"),
        ({"address": "a@b.no, c@d.no"}, "mail.address"),
        ({"throttle": 0}, "mail.throttle"),
    ],
)
def test_what_cannot_be_used_names_its_setting(tmp_path, more, field):
    with pytest.raises(MailSettingsError) as caught:
        mail_account(MailSettings(**{**GOOD, **more}), tmp_path)
    assert caught.value.field == field
    assert "secret" not in caught.value.message


def test_without_encryption_to_this_computer_alone(tmp_path):
    def way(url):
        return mail_account(MailSettings(**{**GOOD, "imap": url}), tmp_path).imap.encryption

    assert way("imap://k@127.0.0.1:1143") == "none"
    assert way("imap://k@localhost") == "none"
    assert way("imap://k@localhost.evil.example") == "starttls"


def test_a_file_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "word"
    path.write_text("hemmelig")
    path.chmod(0o640)
    account = mail_account(MailSettings(**GOOD, password_file="word"), tmp_path, {})
    with pytest.raises(MailSettingsError, match="chmod 600"):
        account.secrets.password()


def test_secrets_come_from_the_environment_or_a_command(tmp_path):
    account = mail_account(MailSettings(**GOOD), tmp_path, {"SALG_MAIL_PASSWORD": "x y"})
    assert account.secrets.password() == "x y"
    account = mail_account(MailSettings(**GOOD, password_command="printf 'to ord\\nx'"), tmp_path, {})
    assert account.secrets.password() == "to ord"
    account = mail_account(MailSettings(**GOOD, token_command="echo abc"), tmp_path, {})
    assert account.secrets.uses_token
    assert account.secrets.token() == "abc"


@pytest.mark.parametrize("command", ["false", "true", "no-such-command-here", "'", ""])
def test_a_command_that_gives_none_is_a_plain_sentence(tmp_path, command):
    account = mail_account(MailSettings(**GOOD, password_command=command), tmp_path, {})
    with pytest.raises(MailSettingsError):
        account.secrets.password()
