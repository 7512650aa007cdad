"""Contacts of a customer and customers of a contact: the same links, seen from either end (CUST-13, CUST-15, G04)."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_, _
from model.core.text import visible
from model.customers import links
from tui.frame import SalgScreen
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Tab

CONTACTS = Tab(
    "contacts",
    N_("Contacts"),
    ("contacts_tab", "links"),
    heads=(
        Cell(N_("Name"), 22),
        Cell(N_("Role"), 18),
        Cell(N_("Title"), 16, spare=100),
        Cell(N_("Telephone"), 15),
        Cell(N_("E-mail")),
    ),
    empty=N_("No contacts. n adds one."),
)
CUSTOMERS = Tab(
    "customers",
    N_("Customers"),
    ("customers_tab", "links"),
    heads=(Cell(N_("Name")), Cell(N_("Role"), 24), Cell(N_("No."), 9, right=True)),
    empty=N_("Belongs to no customer. n adds one."),
)


def contact_rows(found: Sequence[links.LinkedContact]) -> list[Row]:
    """Return the contacts of a customer as rows; the role stands second."""
    return [
        Row(
            (
                Cell(one.name, 22, "" if one.active else "dim"),
                Cell(one.role or "", 18, "dim"),
                Cell(one.title or "", 16, spare=100),
                Cell(one.phone or "", 15, "strong"),
                Cell(one.email or "", 0, "dim"),
            ),
            "contact",
            one.id,
        )
        for one in found
    ]


def customer_rows(found: Sequence[links.LinkedCustomer]) -> list[Row]:
    """Return the customers of a contact as rows; the role stands second."""
    return [
        Row(
            (
                Cell(one.name, 0, "" if one.active else "dim"),
                Cell(one.role or "", 24, "dim"),
                Cell(str(one.number), 9, "dim", right=True),
            ),
            "customer",
            one.id,
        )
        for one in found
    ]


async def add_contact(screen: SalgScreen, customer: int, name: str, present: Sequence[int]) -> None:
    """Ask for a contact on file or the name of a new one, and link it to the customer called ``name``."""
    from tui.widgets.finder import Finder

    app = screen.app
    picked = await app.ask(
        Finder(_("Add a contact to {name}").format(name=name), "contact", new=_("New contact: {name}"), without=present)
    )
    if picked is None:
        return
    if picked.id:
        await _link(screen, customer, picked.id, picked.title, name)
        return
    from model.search.saving import split_name

    first, last = split_name(picked.title)
    made = await app.open_form("contact", None, customer=customer, first_name=first, last_name=last)
    if made is not None:
        await app.changed("contact")


async def add_customer(screen: SalgScreen, contact: int, name: str, present: Sequence[int]) -> None:
    """Ask for a customer on file, and link the contact called ``name`` to it."""
    from tui.widgets.finder import Finder

    title = _("Add {name} to a customer").format(name=name)
    picked = await screen.app.ask(Finder(title, "customer", without=present))
    if picked is not None:
        await _link(screen, picked.id, contact, name, picked.title)


async def _link(screen: SalgScreen, customer: int, contact: int, contact_name: str, customer_name: str) -> None:
    title = _("The role of {contact} at {customer}").format(
        contact=visible(contact_name), customer=visible(customer_name)
    )
    role = await _ask_role(screen, title)
    if role is None:
        return

    def work(session: Session) -> None:
        sentence = N_("Add contact {contact} to {customer}")
        with change(session, sentence, "link", contact=contact_name, customer=customer_name) as made:
            links.link(made, customer, contact, role.strip() or None)

    await screen.app.engine.write(work)
    await screen.app.changed("contact")
    screen.app.say(_("Added: {name}").format(name=visible(contact_name)), "good")


async def unlink(screen: SalgScreen, customer: int, contact: int, contact_name: str, customer_name: str) -> None:
    """Take a contact off a customer, after asking; both stay on file (G04)."""
    from tui.widgets.dialogs import Confirm

    title = _("Take {contact} off {customer}?").format(contact=visible(contact_name), customer=visible(customer_name))
    lines = [_("Only the link goes; both stay on file. u brings it back.")]
    if not await screen.app.ask(Confirm(title, lines, yes=_("Take away"))):
        return

    def work(session: Session) -> None:
        sentence = N_("Take contact {contact} off {customer}")
        with change(session, sentence, "unlink", contact=contact_name, customer=customer_name) as made:
            links.unlink(made, customer, contact)

    await screen.app.engine.write(work)
    await screen.app.changed("contact")
    screen.app.say(_("Taken off: {name}. u brings it back.").format(name=visible(contact_name)), "good")


async def _ask_role(screen: SalgScreen, title: str, now: str = "") -> str | None:
    """Return a role, one in use or one that is typed, '' for none; None where the question was left."""
    from tui.widgets.filter_menu import FilterMenu, Option

    in_use = await screen.app.engine.read(links.roles_in_use)
    roles = in_use if not now or now in in_use else [now, *in_use]
    options = [Option("", _("(none)"), on=not now), *(Option(role, visible(role), on=role == now) for role in roles)]
    hint = _("Such as managing director or accountant; a role that is not there is typed.")
    menu = FilterMenu(title, options, free=_("New role: {text}"), free_last=True, hint=hint)
    role: str | None = await screen.app.ask(menu)
    return role


async def set_role(screen: SalgScreen, customer: int, contact: int, name: str, role: str) -> None:
    """Ask for the role that a contact has at a customer; ``name`` is what stands in the question."""
    typed = await _ask_role(screen, _("Role: {name}").format(name=visible(name)), role)
    if typed is None:
        return

    def work(session: Session) -> None:
        with change(session, N_("Change role of {name}"), "edit", name=name) as made:
            links.set_role(made, customer, contact, " ".join(typed.split()) or None, base=role)

    await screen.app.engine.write(work)
    await screen.app.changed("contact")
