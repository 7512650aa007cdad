"""Templates by keyboard: written with merge fields, looked at filled in, changed and brought back."""

from __future__ import annotations

from model.core.changes.change import change, read
from model.customers.records import Contact
from model.templates.records import Template
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at
from tui.templates.form import SNIPPETS


def template(desk: Desk) -> Template:
    return read(desk.me, Template, on_file.value(desk.store, Template.id))


async def test_a_template_is_written_looked_at_and_brought_back(desk: Desk) -> None:
    """`screen_templates`, `insert_merge_field`, `preview_template`, `bring_back_version`."""
    desk.insert(Contact, first_name="Kari", last_name="Nes", email="kari@nes.no")
    async with at(desk) as hand:
        await hand.press("6")
        await hand.sees("Campaigns")
        await hand.press("Z")
        await hand.sees("Templates")
        await hand.press("n")
        await hand.sees("New: template")
        await hand.type("Hello")
        await hand.press("tab", "tab", "tab")
        await hand.type("News for ")
        await hand.press("f5")
        await hand.sees("Which merge field?")
        await hand.type("contact.first_name")
        await hand.sees("{{ contact.first_name }}")
        await hand.press("enter", "tab")
        await hand.type("Dear ")
        await hand.press("ctrl+n")
        await hand.type("contact.name")
        await hand.press("enter")
        await hand.type(", {{ customer.name }}")
        await preview(hand, "f6")
        await hand.press("enter", "f2")
        await hand.sees("Hello", "E-mail", "Dear {{ contact.name }}, {{ customer.name }}")
        assert template(desk).subject == "News for {{ contact.first_name }}"
        await preview(hand, "p")
        await hand.press("enter")
        with change(desk.me, "Change", "edit") as made:
            made.update(Template, template(desk).id, {"text": "Other"})
        await hand.press("tab")
        await hand.sees("When", "Other")
        await hand.press("b")
        await hand.sees("It is the present version.")
        await hand.press("down", "enter")
        await hand.sees("Subject: News for", "Dear {{ contact.name }}")
        await hand.press("enter", "b")
        await hand.until(lambda: template(desk).text == "Dear {{ contact.name }}, {{ customer.name }}")
        await hand.press("u", "y")
        await hand.until(lambda: template(desk).text == "Other")


async def preview(hand: Hand, key: str) -> None:
    await hand.press(key)
    await hand.sees("Fill it from what?")
    await hand.press("k")
    await hand.type("kari")
    await hand.sees("Kari Nes")
    await hand.press("enter")
    await hand.sees("Left blank: Customer: Name.", "To: kari@nes.no", "Subject: News for Kari", "Dear Kari Nes, ")


async def test_a_mistake_is_told_at_its_field(desk: Desk) -> None:
    async with at(desk) as hand:
        await hand.press("9")
        await hand.sees("Administration")
        await hand.type("G")
        await hand.press("up")
        await hand.press("enter")
        await hand.sees("Templates")
        await hand.press("n")
        await hand.type("Hello")
        await hand.press("tab", "tab", "tab", "tab")
        await hand.type("Dear {{ contact.frist_name }}")
        await hand.press("f2")
        await hand.sees("Line 1: There is no merge field", "contact.first_name")
        assert on_file.count(desk.store, Template) == 0


async def test_more_than_a_field_is_put_in(desk: Desk) -> None:
    """Every snippet that is offered can be saved as it stands."""
    for label, snippet in SNIPPETS:
        async with at(desk) as hand:
            await hand.press("6", "Z")
            await hand.sees("Templates")
            await hand.press("n")
            await hand.type(label[:9])
            await hand.press("f5")
            await hand.sees("Which merge field?")
            await hand.type(label)
            await hand.press("enter", "f2")
            await hand.sees("Details", label[:9])
        newest = max(on_file.ids(desk.store, Template))
        assert desk.now(Template, newest).text == snippet.strip()
        assert label[:9] == desk.now(Template, newest).name


async def test_texts_like_any_other(desk: Desk) -> None:
    """What nobody would write is shown as what it is."""
    hostile = HOSTILE.replace("{name}", "")
    made = desk.insert(Template, name=hostile, subject=hostile, text=hostile, html=f"<p>{hostile}</p>")
    desk.insert(Contact, first_name=HOSTILE, last_name="Nes", email="kari@nes.no")
    async with at(desk) as hand:
        await hand.open("template", made)
        await hand.sees("Evil [/] [bold]x[/bold]")
        await hand.press("p", "k")
        await hand.type("nes")
        await hand.press("enter")
        await hand.sees("Preview")
        await hand.press("enter", "tab", "enter")
        await hand.sees("Subject: Evil")
