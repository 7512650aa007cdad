"""Mail merge by keyboard: a template, who gets it and who does not, and the e-mails on their way (CUST-15, CUST-22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from model.activities.records import Message
from model.core.changes.change import change, read
from model.core.settings import MailSettings
from model.customers.records import Contact, Customer, CustomerContact
from model.distribution_lists.records import DistributionList, DistributionListMember
from model.leads.records import Lead
from model.mail import outbox
from model.opportunities.records import Opportunity
from model.templates.records import Template
from tests import on_file
from tests.standins.smtp import SmtpServer
from tests.tui.desk import HOSTILE, Desk, at
from tests.tui.mail.test_compose import with_account
from tests.tui.test_typing_ahead import burst


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def template(desk: Desk, text: str = "Hi {{ contact.first_name }}", **values: str) -> int:
    return desk.insert(Template, name="News", subject="News for {{ name }}", text=text, **values)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_marked_get_it(desk: Desk, server: SmtpServer, size: tuple[int, int]) -> None:
    """`mail_merge`: from a list, with who is left out and why; sent beside the work, and on the cards."""
    template(desk)
    for name, person, email in (("Ask AS", "Kari", "kari@ask.no"), ("Eik AS", "", "post@eik.no"), ("Furu AS", "", "")):
        desk.insert(Lead, name=name, first_name=person or None, last_name="Nes", email=email or None)
    desk.insert(Lead, name="Gran AS", email="gran@gran.no")
    async with at(desk, size=size) as hand:
        with_account(hand, server)
        await hand.press("2")
        await hand.sees("Ask AS", "Gran AS")
        await hand.press("space", "space", "space", "#", "e")
        await hand.sees("E-mail from a template", "News", "1 gets it.", "1 has no e-mail address.")
        await hand.sees("1 is left out: something in the text would be blank.", "Contact: First name: blank for 1.")
        await hand.press("f3")
        await hand.sees("Left out", "Furu", "Nes: Contact: First name")
        await hand.press("enter", "f6")
        await hand.sees("Preview: Kari Nes", "To: kari@ask.no", "Subject: News for Kari Nes", "Hi Kari")
        await hand.press("enter", "down", "right")
        await hand.sees("2 get it.")
        await hand.press("left")
        await hand.sees("1 gets it.")
        await hand.press("enter")
        await hand.sees("Sent: News for Kari Nes.")
    assert [(one.recipients, one.message["subject"]) for one in server.taken] == [
        (["kari@ask.no"], "News for Kari Nes")
    ]
    (email,) = on_file.ids(desk.store, Message)
    assert read(desk.me, Message, email).direction == "out"


async def test_keys_typed_ahead_send_nothing_that_was_not_read(desk: Desk, server: SmtpServer) -> None:
    template(desk, "Hi")
    made = desk.insert(Lead, name="Ask AS", email="post@ask.no")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("lead", made)
        burst(hand, "#", "enter", "enter")
        await hand.sees("1 gets it.", "First read who gets it; Enter then sends it.")
        assert not on_file.ids(desk.store, Message)
        await hand.press("enter")
        await hand.sees("Sent: News for Ask AS.")
    assert len(server.taken) == 1


async def test_without_an_account_they_are_kept_as_drafts(desk: Desk) -> None:
    """From a card, undone by u."""
    template(desk, "Hi")
    made = desk.insert(Customer, name="Kunde AS", email="post@kunde.no")
    async with at(desk) as hand:
        await hand.open("customer", made)
        await hand.press("#", "e")
        await hand.sees("E-mail from a template: Kunde AS", "1 gets it.", "kept as drafts")
        await hand.press("enter")
        await hand.sees("1 draft kept; u takes it back.")
        (email,) = on_file.ids(desk.store, Message)
        assert desk.now(Message, email).direction == "draft"
        await hand.press("u", "y")
        await hand.until(lambda: not on_file.ids(desk.store, Message))


async def test_an_email_is_begun_from_a_template(desk: Desk, server: SmtpServer) -> None:
    """`take_template`: filled from the record of the card, gone on with by hand; what is blank is said."""
    template(desk, "Hi {{ contact.first_name }} of {{ customer.name }},")
    made = desk.insert(Contact, first_name="Kari", last_name="Nes", email="kari@nes.no")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("contact", made)
        await hand.press(",")
        await hand.sees("kari@nes.no", "Subject")
        await hand.press("f5")
        await hand.sees("Which template?", "News")
        await hand.press("enter")
        await hand.sees("News for Kari Nes", "Hi Kari of ,", "Left blank: Customer: Name.")
        await hand.type(" see you")
        await hand.press("f2")
        await hand.sees("Sent: News for Kari Nes.")
    body = server.taken[0].message.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == "Hi Kari of , see you"


async def test_what_waits_is_cancelled_from_the_outbox(desk: Desk) -> None:
    """No server answers; c in the outbox stops all of it."""
    template(desk, "Hi")
    leads = [desk.insert(Lead, name=f"Ask {number}", email=f"post@ask{number}.no") for number in range(3)]
    async with at(desk) as hand:
        mail = MailSettings(address="kari@firma.example", smtp="smtp://127.0.0.1:9")
        hand.app.settings = replace(hand.app.settings, mail=mail)
        await hand.press("2")
        await hand.sees("Ask 2")
        await hand.press("#", "e")
        await hand.sees("3 get it.")
        await hand.press("enter")
        await hand.until(lambda: len(on_file.ids(desk.store, Message)) == len(leads))
        # A key counts for what is shown: the list again.
        await hand.until(lambda: "E-mail from a template" not in hand.screen)
        await hand.press("b")
        await hand.sees("Outbox: c cancels all that wait")
        await hand.press("c")
        await hand.sees("3 e-mails cancelled.")
        assert {one.state for one in outbox.outbox(desk.me, everything=True)} == {"cancelled"}


async def test_contacts_of_a_customer(desk: Desk, server: SmtpServer) -> None:
    """On the tab of contacts: the one pointed at, all, or the customer (CUST-15)."""
    template(desk)
    made = desk.insert(Customer, name="Kunde AS", email="post@kunde.no")
    for first in ("Kari", "Per"):
        contact = desk.insert(Contact, first_name=first, last_name="Nes", email=f"{first}@kunde.no".lower())
        desk.insert(CustomerContact, customer=made, contact=contact)
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("customer", made, tab="contacts")
        await hand.sees("Kari Nes", "Per Nes")
        await hand.press("#", "e")
        await hand.sees("Write to whom?", "Kari Nes", "all contacts of Kunde AS", "Kunde AS")
        await hand.press("a")
        await hand.sees("2 get it.")
        await hand.press("enter")
        await hand.until(lambda: len(server.taken) == 2)
    assert sorted(one.recipients[0] for one in server.taken) == ["kari@kunde.no", "per@kunde.no"]


async def test_sales_and_distribution_lists(desk: Desk) -> None:
    template(desk, "Hi")
    customer = desk.insert(Customer, name="Kunde AS", email="post@kunde.no")
    sale = desk.insert(Opportunity, title="Avtale", customer=customer)
    lead = desk.insert(Lead, name="Ask AS", email="post@ask.no")
    some = desk.insert(DistributionList, name="Some")
    desk.insert(DistributionListMember, distribution_list=some, customer=customer)
    desk.insert(DistributionListMember, distribution_list=some, lead=lead)
    async with at(desk) as hand:
        await hand.open("opportunity", sale)
        await hand.press("#", "e")
        await hand.sees("E-mail from a template: Avtale", "1 gets it.")
        await hand.press("escape")
        await hand.open("distribution_list", some)
        await hand.press("#", "e")
        await hand.sees("E-mail from a template: Some", "2 get it.")
        await hand.press("escape", "5")
        await hand.sees("Avtale")
        await hand.press("#", "e")
        await hand.sees("all that the list shows: 1", "1 gets it.")


async def test_among_many_templates_one_is_found_by_typing(desk: Desk) -> None:
    for number in range(7):
        desk.insert(Template, name=f"News {number}", text="Hi")
    lead = desk.insert(Lead, name="Ask AS", email="post@ask.no")
    async with at(desk) as hand:
        await hand.open("lead", lead)
        await hand.press("#", "e")
        await hand.sees("Which template?")
        await hand.type("4")
        await hand.press("enter")
        await hand.sees("[News 4]", "1 gets it.")


async def test_without_a_template_it_is_said_where_one_is_made(desk: Desk) -> None:
    made = desk.insert(Customer, name="Kunde AS", email="post@kunde.no")
    async with at(desk) as hand:
        await hand.open("customer", made)
        await hand.press("#", "e")
        await hand.sees("There is no template of an e-mail yet")


async def test_a_template_that_is_gone_meanwhile_is_a_sentence(desk: Desk) -> None:
    made = template(desk, "Hi")
    lead = desk.insert(Lead, name="Ask AS", email="post@ask.no")
    async with at(desk) as hand:
        await hand.open("lead", lead)
        await hand.press("#", "e")
        await hand.sees("1 gets it.")
        with change(desk.as_("KNO"), "Delete", "delete") as gone:
            gone.delete(Template, made)
        await hand.press("enter")
        await hand.sees("There is no template")
        assert not on_file.ids(desk.store, Message)


async def test_hostile_names(desk: Desk, server: SmtpServer) -> None:
    desk.insert(Template, name=HOSTILE, subject="x {{ name }}", text="{{ contact.first_name }}")
    made = desk.insert(Contact, first_name=HOSTILE, last_name="Nes", email="kari@nes.no")
    async with at(desk) as hand:
        with_account(hand, server)
        await hand.open("contact", made)
        await hand.press("#", "e")
        await hand.sees("1 gets it.", "Evil [/]")
        await hand.press("f6")
        await hand.sees("To: kari@nes.no")
        await hand.press("enter", "enter")
        await hand.until(lambda: len(server.taken) == 1)
    assert "\x1b" not in str(server.taken[0].message["subject"])


async def test_a_reader_is_not_offered_it(desk: Desk) -> None:
    template(desk)
    made = desk.insert(Customer, name="Kunde AS", email="post@kunde.no")
    async with at(desk, "RRR") as hand:
        await hand.open("customer", made)
        await hand.press("#", "e")
        await hand.sees("Readers may look, but not change anything.")
