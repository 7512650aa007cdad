"""Import and export from a list, key by key.

Actions: `import_file`, `run_import`, `import_options`, `match_columns`, `export`.
"""

from __future__ import annotations

from pathlib import Path

from model.calling.records import CallListEntry
from model.customers.records import Customer
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import Desk, Hand, at

TABLE = "Name;Ansatte;Merkelapp\r\nAsk AS;12;Bjørk\r\nBjørk AS;tolv;Gran\r\nEik AS;7;Furu\r\n"


async def ask_for(hand: Hand, key: str, path: Path) -> None:
    """Press the key that asks for a file, and type its path in place of what stands there."""
    await hand.press(key)
    await hand.press("ctrl+u")
    await hand.type(str(path))
    await hand.press("enter")


def count(desk: Desk) -> int:
    """Return how many leads are on file."""
    return int(on_file.count(desk.me.store, Lead))


async def test_a_file_is_shown_row_by_row_imported_and_taken_back(desk: Desk) -> None:
    """LEAD-25, LEAD-27, LEAD-28, I20, I23: the preview writes nothing, the error row goes to a file, undo."""
    file = desk.folder / "liste.csv"
    file.write_bytes(TABLE.encode("cp1252"))
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.sees("new 2", "error 1", "cp1252", "passed over: Merkelapp")
        assert count(desk) == 0
        await hand.press("down", "enter")
        await hand.sees("Row 3", "tolv")
        await hand.press("enter", "i")
        await hand.sees("Import liste.csv?")
        assert count(desk) == 0
        await hand.press("y")
        await hand.sees("Imported")
        assert count(desk) == 2
        left = [path for path in desk.folder.glob("liste-*.csv") if "tolv" in path.read_text(encoding="utf-8-sig")]
        assert len(left) == 1
        await hand.press("enter", "u", "y")
        await hand.until(lambda: count(desk) == 0)


async def test_the_summary_takes_the_key_that_it_names(desk: Desk) -> None:
    """COM-03: u works where “u takes it all back” stands, also typed ahead of the import."""
    file = desk.folder / "liste.csv"
    file.write_bytes(TABLE.encode("cp1252"))
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.press("i", "y", "u")
        await hand.sees("Undo: Import liste.csv?", "Taken away: 2 leads")
        await hand.press("y")
        await hand.sees("Undone: Import liste.csv")
        assert count(desk) == 0


async def test_options_and_columns_change_what_rows_would_do(desk: Desk) -> None:
    """LEAD-26, I02, I08, I12: a column matched by hand, a file without headings, an ID that updates."""
    lead = desk.insert(Lead, name="Ask AS", subject="Før")
    file = desk.folder / "liste.csv"
    file.write_text(f"ID;Hva\r\n{lead};Etter\r\n", encoding="utf-8")
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.sees("error 1")
        await hand.press("equals_sign", "3")
        await hand.sees("only together with updating")
        await hand.press("2")
        await hand.sees("updates what has an ID")
        await hand.press("C", "down", "enter")
        await hand.sees("Hva goes into")
        await hand.press("down", "down", "down", "enter")
        await hand.sees("changed 1", "Etter")
        await hand.press("equals_sign", "1")
        await hand.sees("no headings")


async def test_a_column_that_may_be_read_in_two_ways_is_asked_about(desk: Desk) -> None:
    """Decision 21: nothing goes in before somebody has said which; typed in one go."""
    file = desk.folder / "liste.csv"
    file.write_text("Name;First contact\r\nAsk AS;02/03/2026\r\nEik AS;04/05/2026\r\n", encoding="utf-8")
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.sees("error 2", "First contact: say in the options (=)")
        await hand.press("i", "y")
        assert count(desk) == 0
        await hand.press("equals_sign", "a")
        await hand.sees("First contact", "the month first: 12/31/2026")
        await hand.press("3")
        await hand.sees("new 2")
        await hand.press("i", "y")
        await hand.sees("Imported")
        stored = on_file.rows(desk.me.store, Lead.first_contact)
        assert [row[0][:7] for row in stored] == ["2026-02", "2026-04"]


async def test_a_file_that_is_none_is_refused_in_a_sentence(desk: Desk) -> None:
    """A PDF by another name; the list stays as it was."""
    file = desk.folder / "liste.csv"
    file.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj")
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.sees("Leads", "PDF")


async def test_the_marked_are_written_and_nothing_is_overwritten_unasked(desk: Desk) -> None:
    """COM-04, LEAD-31: each form; a file that exists stays until y."""
    for name in ("Ask AS", "Bjørk AS", "Eik AS"):
        desk.insert(Lead, name=name, last_name="Nes")
    async with at(desk) as hand:
        await hand.press("2", "space", "space")
        await hand.sees("2 marked")
        for key, ending in (("c", "csv"), ("x", "xlsx"), ("v", "vcf"), ("p", "pdf")):
            target = desk.folder / f"ut.{ending}"
            await hand.press("x")
            await hand.sees("Export 2 marked")
            await ask_for(hand, key, target)
            told = "".join(f"2 records written to {target}".split())
            await hand.until(lambda told=told: told in "".join(hand.screen.split()))
        written = (desk.folder / "ut.csv").read_text(encoding="utf-8-sig")
        assert "Bjørk AS" in written
        assert "Eik AS" not in written
        assert (desk.folder / "ut.vcf").read_text(encoding="utf-8").count("BEGIN:VCARD") == 2
        await hand.press("x")
        await ask_for(hand, "t", desk.folder / "mal.csv")
        await hand.sees("Template written to")
        template = (desk.folder / "mal.csv").read_text(encoding="utf-8-sig")
        assert len(template.splitlines()) == 1
        assert "Org. no." in template
        assert (desk.folder / "ut.pdf").read_bytes().startswith(b"%PDF-")
        (desk.folder / "ut.csv").write_text("mitt", encoding="utf-8")
        await hand.press("x")
        await ask_for(hand, "c", desk.folder / "ut.csv")
        await hand.sees("Overwrite ut.csv?")
        await hand.press("escape")
        assert (desk.folder / "ut.csv").read_text(encoding="utf-8") == "mitt"


async def test_companies_of_contacts_are_named_and_made_when_asked_for(desk: Desk) -> None:
    """What is not on file is said in its row; with the option it is made, and undo takes it back."""
    file = desk.folder / "people.csv"
    file.write_text("First Name,Last Name,Company\nIda,Solberg,Fjord AS\n", encoding="utf-8")

    def names() -> list[str]:
        return on_file.values(desk.me.store, Customer.name)

    async with at(desk, size=(120, 40)) as hand:
        await hand.press("4")
        await ask_for(hand, "i", file)
        await hand.sees("? Company: Fjord AS is not on file. It is kept in the note.")
        await hand.press("equals_sign", "0")
        await hand.sees("makes customers that are named")
        await hand.press("i")
        await hand.sees("Import people.csv?", "New customers: Fjord AS")
        assert names() == []
        await hand.press("y")
        await hand.sees("Imported", "New customers: Fjord AS")
        assert names() == ["Fjord AS"]
        await hand.press("enter", "u", "y")
        await hand.until(lambda: names() == [])


async def test_an_import_is_taken_back_but_for_what_was_changed_since(desk: Desk) -> None:
    """Decision 19: u says what stands in the way, a asks for the others, y takes them back, u brings them again."""
    file = desk.folder / "liste.csv"
    file.write_text("Name\r\nAsk AS\r\nEik AS\r\nFuru AS\r\n", encoding="utf-8")
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.sees("new 3")
        await hand.press("i", "y")
        await hand.sees("Imported")
        await hand.press("enter")
        desk.update("KNO", Lead, 2, town="Oslo")
        await hand.press("u")
        await hand.sees("This cannot be undone", "Eik AS", "Take back the others")
        await hand.press("a")
        await hand.sees("Take back all the others?", "2 are taken back.", "1 stays as it is:", "Lead Eik AS")
        assert count(desk) == 3
        await hand.press("y")
        await hand.until(lambda: count(desk) == 1)
        await hand.press("u", "y")
        await hand.until(lambda: count(desk) == 3)


async def test_the_question_has_numbers_also_where_i_is_pressed_at_once(desk: Desk) -> None:
    """The whole way in one burst: nothing is asked before all rows have been counted."""
    file = desk.folder / "liste.csv"
    file.write_text("Name\r\n" + "".join(f"Firma {number}\r\n" for number in range(3_000)), encoding="utf-8")
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.pilot.press("i")
        await hand.sees("Import liste.csv?", "new 3,000")
        assert "counting" not in hand.screen
        await hand.press("escape")
        assert count(desk) == 0


async def test_what_an_import_made_is_shown_and_called_by_key(desk: Desk) -> None:
    """COM-03: the count stands on the keys; undone, it shows nothing any more."""
    desk.insert(Lead, name="Old AS")
    file = desk.folder / "liste.csv"
    file.write_bytes(TABLE.encode("cp1252"))
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.press("i", "y")
        await hand.sees("Imported", "s Show these 2", "p Call these 2")
        await hand.press("s")
        await hand.sees("Leads", "from liste.csv", "Ask AS", "Eik AS")
        assert "Old AS" not in hand.screen
        await hand.press("u", "y")
        await hand.until(lambda: count(desk) == 1)
        await hand.until(lambda: "Ask AS" not in hand.screen)
        assert "Old AS" not in hand.screen
        await hand.press("escape")
        await ask_for(hand, "i", file)
        await hand.press("i", "y", "p", "n", *"Uke 7", "f2")
        await hand.until(lambda: on_file.count(desk.me.store, CallListEntry) == 2)


async def test_where_nothing_went_in_there_is_nothing_to_go_on_to(desk: Desk) -> None:
    desk.insert(Lead, name="Ask AS")
    file = desk.folder / "liste.csv"
    file.write_text("Name;Employees\r\nBjørk AS;tolv\r\nEik AS;7\r\n", encoding="utf-8")
    async with at(desk) as hand:
        await hand.press("2")
        await ask_for(hand, "i", file)
        await hand.press("i", "y")
        await hand.sees("Imported", "s Show this one", "p Call this one")
        await hand.press("escape")
        file.write_text("Name;Employees\r\nBjørk AS;tolv\r\n", encoding="utf-8")
        await ask_for(hand, "i", file)
        await hand.sees("error 1")
        await hand.press("i")
        await hand.sees("No row would change anything.")
