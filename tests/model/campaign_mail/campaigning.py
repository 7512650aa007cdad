"""Campaigns for the tests of sending: a template, recipients, and the account that sends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.settings import MailSettings
from model.mail.settings import MailAccount, mail_account
from model.templates.records import Template
from tests.model.filing import file
from tests.standins.smtp import SmtpServer

KARI = "kari@firma.example"
TEXT = "Hei {{ recipient.contact }}!"


def template(session: Session, **values: Any) -> int:
    """Put a template of an e-mail on file."""
    given = {"name": "Spring", "kind": "email", "language": "nb", "subject": "Tilbud", "text": "Hei!"}
    return file(session, Template, **{**given, **values})


def campaign(session: Session, template_id: int | None = None, **values: Any) -> int:
    """Put an e-mail campaign on file, with a template."""
    template_id = template(session) if template_id is None else template_id
    return file(session, Campaign, **{"subject": "Spring", "template": template_id, **values})


def recipient(session: Session, campaign_id: int, email: str | None, **values: Any) -> int:
    """Put a recipient in Norway on file."""
    return file(session, Recipient, **{"campaign": campaign_id, "email": email, "country": "NO", **values})


def account_at(server: SmtpServer, **more: Any) -> MailAccount:
    """Return the account that sends by a server, as fast as it takes."""
    given = {"address": KARI, "smtp": f"smtp://127.0.0.1:{server.port}", "throttle": 100_000, **more}
    settings = MailSettings(**given)
    found = mail_account(settings, Path("."), {})
    assert found is not None
    return found
