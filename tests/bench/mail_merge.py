"""A template filled from many records, planned as e-mails and put into the outbox (CUST-22)."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.settings import CompanySettings, MailSettings
from model.core.storage.database import open_store
from model.leads.records import Lead
from model.mail.mail_merge import MOST, plan_email_merge, send_email_merge
from model.mail.settings import mail_account
from model.people.signing_in import sign_in
from model.templates.merge import MergeReader, MergeTemplate, read_template
from model.templates.records import Template
from tests.bench.figures import Figure, interleaved, ratio, stopwatch, times

MANY = 20_000
FILLED = 5_000
TEXT = (
    "Dear {{ contact.first_name }}\n\n{{ customer.name }} {{ today }}\n{% for line in address_lines %}\n{{ line }}\n"
    "{% endfor %}\n{{ sender.name }}\n"
)
BARE = TEXT.replace("contact.first_name", "first").replace("customer.name", "name").replace("sender.name", "sender")


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield texts filled against Jinja alone, records read and planned, e-mails put into the outbox, and memory."""
    with tempfile.TemporaryDirectory(prefix="salg-merge") as folder:
        store = open_store(Path(folder) / "salg.db")
        session = sign_in(store, "bench", lambda: datetime.now(UTC))
        template, leads = _fill(session, max(500, int(MANY * size)))
        yield _filled(session, template, leads[0], max(50, int(FILLED * size)))
        yield from _planned(session, template, leads, Path(folder))
        yield _memory(session, template, leads)
        store.close()


def _fill(session: Session, count: int) -> tuple[int, list[int]]:
    with change(session, "Fill", "add") as made:
        made.insert_many(
            Lead,
            (
                {
                    "name": f"Lead {number} AS", "first_name": "Kari", "last_name": f"Nes {number}",
                    "email": f"kari@lead{number}.example", "street": "Gata 1", "postcode": "0301", "town": "Oslo",
                }
                for number in range(count)
            ),
        )  # fmt: skip
        template = made.insert(Template, {"name": "News", "subject": "To {{ customer.name }}", "text": TEXT})
    return template, [*range(1, count + 1)]


def _filled(session: Session, template: int, lead: int, count: int) -> Figure:
    from jinja2 import Environment

    merge = MergeTemplate(session, read_template(session, template))
    [(_id, values)] = MergeReader(session, "lead", merge.fields).values([lead])
    subject, text = (Environment(autoescape=False).from_string(each) for each in ("To {{ name }}", BARE))
    plain = {"first": values["contact.first_name"], "name": values["customer.name"], "today": values["today"],
             "address_lines": values["address_lines"], "sender": values["sender.name"]}  # fmt: skip

    def own() -> None:
        for _number in range(count):
            merge.fill(values)

    def jinja() -> None:
        for _number in range(count):
            subject.render(plain)
            text.render(plain)

    seconds = interleaved({"filled": own, "Jinja alone": jinja})
    return Figure(f"{count} texts filled, against Jinja alone", ratio(seconds, "filled", "Jinja alone"), target=2.0,
                  note=times(seconds))  # fmt: skip


def _planned(session: Session, template: int, leads: list[int], folder: Path) -> Iterator[Figure]:
    company = CompanySettings()
    began = stopwatch()
    plan_email_merge(session, template, [("lead", leads)], company)
    seconds = stopwatch() - began
    yield Figure(f"{len(leads)} leads planned as e-mails", len(leads) / seconds, "rows/s", 5_000, at_least=True)
    account = mail_account(MailSettings(address="kari@firma.example", smtp="smtp://127.0.0.1:9"), folder, {})
    some = leads[: min(MOST, len(leads))]
    plan = plan_email_merge(session, template, [("lead", some)], company)
    began = stopwatch()
    send_email_merge(session, plan, company, account)
    seconds = stopwatch() - began
    yield Figure(f"{len(some)} e-mails put on file and into the outbox", len(some) / seconds, "rows/s", 300,
                 at_least=True, note=f"{seconds:.2f} s in which others wait")  # fmt: skip


def _memory(session: Session, template: int, leads: list[int]) -> Figure:
    merge = MergeTemplate(session, read_template(session, template))
    reader = MergeReader(session, "lead", merge.fields)
    tracemalloc.start()
    for _lead, values in reader.values(leads):
        merge.fill(values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Figure(f"memory while {len(leads)} are read and filled", peak / 1e6, "MB", 10)
