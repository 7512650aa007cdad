"""The list against a sorted list in memory: the same row under the cursor after any series of keys (COM-01, COM-02)."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Sort
from model.core.storage.expressions import column_of, like
from model.leads.records import Lead
from tests import on_file
from tests.engines import Databases
from tests.tui.widgets.screens import ListApp, first_from, invented, oracle, session_over, settled
from tui.widgets.columns import columns
from tui.widgets.record_list import RecordList

SIZE = (80, 24)
PAGE = 23


@pytest.fixture(scope="session")
def three_thousand(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path:
    path = tmp_path_factory.mktemp("lists") / "3000.db"
    invented(shared_databases.location(path), 3_000)
    return path


@pytest.fixture
def database(three_thousand: Path, shared_databases: Databases, tmp_path: Path) -> Path | str:
    return shared_databases.copy(three_thousand, three_thousand.with_name("leads.db"))


@pytest.fixture
def app(database: Path | str) -> ListApp:
    return ListApp(session_over(database))


async def test_opens_on_the_first_rows_and_knows_how_many(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        ids = oracle(app.session)
        assert app.list.page_ids == ids[:PAGE]
        assert app.list.record_id == ids[0]
        assert app.list.counts.shown == len(ids)
        assert app.list.counts.exact
        assert app.list.count_text().replace(",", "") == str(len(ids))
        assert app.list.loaded < 200


class Walk:
    """Does the same to the list and to a number of a row of the oracle."""

    def __init__(self, app: ListApp, chance: random.Random) -> None:
        self.app, self.chance = app, chance
        self.ids = oracle(app.session)
        self.at = 0

    def step(self) -> str:
        widget, chance, last = self.app.list, self.chance, len(self.ids) - 1
        moves: list[tuple[str, int, Callable[[int], None], Callable[[int], int]]] = [
            ("move", chance.choice([1, 1, 1, -1, -1, 5, -7]), widget.move, lambda n: self.at + n),
            ("page", chance.choice([1, 1, -1, 3]), widget.page, lambda n: self.at + n * PAGE),
            ("half", chance.choice([1, -1]), widget.half_page, lambda n: self.at + n * (PAGE // 2)),
            ("home", 0, lambda _n: widget.home(), lambda _n: 0),
            ("end", 0, lambda _n: widget.end(), lambda _n: last),
            ("jump", chance.randrange(26), self._jump, self._jumped),
        ]
        name, number, act, expected = chance.choices(moves, [12, 6, 3, 1, 1, 2])[0]
        act(number)
        self.at = max(0, min(last, expected(number)))
        return f"{name}({number})"

    def _jump(self, number: int) -> None:
        self.app.list.jump(chr(97 + number))

    def _jumped(self, number: int) -> int:
        return first_from(self.app.session, self.ids, chr(97 + number))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("burst", [1, 7])
async def test_any_series_of_keys_ends_on_the_row_of_the_oracle(database: Path | str, seed: int, burst: int) -> None:
    app = ListApp(session_over(database), scroll_by_line=bool(seed % 2))
    async with app.run_test(size=SIZE) as pilot:
        chance = random.Random(seed)
        walk = Walk(app, chance)
        done: list[str] = []
        for _ in range(25 if burst == 1 else 12):
            done += [walk.step() for _ in range(chance.randint(1, burst))]
            if chance.random() < 0.7:
                await settled(pilot)
                assert app.list.record_id == walk.ids[walk.at], done
                assert app.list.idle
                top = walk.ids.index(app.list.page_ids[0])
                assert app.list.page_ids == walk.ids[top : top + PAGE], done
                assert 0 <= walk.at - top < PAGE
        await settled(pilot)
        assert app.list.record_id == walk.ids[walk.at], done
        assert app.list.loaded < 25 * PAGE


async def test_keys_before_the_first_rows_are_there_are_not_lost(app: ListApp) -> None:
    app.list.move(40)
    app.list.toggle_mark(advance=False)
    app.list.open()
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        wanted = oracle(app.session)[40]
        assert app.list.record_id == wanted
        assert [message.record_id for message in app.posted if isinstance(message, RecordList.Opened)] == [wanted]
        assert app.list.marks.ids == {wanted}


async def test_up_and_down_beyond_the_ends_is_not_netted(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.move(3)
        app.list.move(-10)
        app.list.move(10)
        await settled(pilot)
        assert app.list.record_id == oracle(app.session)[10]


@pytest.mark.parametrize("field", ["name", "changed_at", "employees", "status", "owner", "town"])
@pytest.mark.parametrize("descending", [False, True])
async def test_sorts_by_any_column(app: ListApp, field: str, descending: bool) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.set_sort(Sort(field, descending))
        await settled(pilot)
        kind = Lead.field(field)
        ids = oracle(app.session, kind.order_column, descending=descending)
        keys = dict(on_file.rows(app.session.store, Lead.id, column_of(Lead, kind.order_column)))
        seen: list[int] = []
        for _ in range(12):
            seen += app.list.page_ids
            app.list.page(1)
            await settled(pilot)
        assert [keys[i] for i in seen] == [keys[i] for i in ids[: len(seen)]]
        assert len(set(seen)) == len(seen)
        app.list.end()
        await settled(pilot)
        assert keys[app.list.record_id or 0] == keys[ids[-1]]


async def test_filter_limits_counts_and_shows_the_total(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        total = len(oracle(app.session))
        app.list.set_filter(Filter(criteria=(Criterion("name", "~", "bygg"),)))
        await settled(pilot)
        ids = oracle(app.session, where=like(Lead.name.folded, "%bygg%"))
        assert app.list.page_ids == ids[:PAGE]
        assert app.list.count_text().replace(",", "") == f"{len(ids)} of {total}"
        app.list.set_filter(Filter(), keep=True)
        await settled(pilot)
        assert app.list.record_id == ids[0]


async def test_a_filter_that_cannot_be_read_leaves_the_list(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        before = app.list.page_ids
        app.list.set_filter(Filter(criteria=(Criterion("employees", ">", "many"),)))
        await settled(pilot)
        assert [type(message) for message in app.posted] == [RecordList.Failed]
        assert app.list.page_ids == before
        assert app.list.filter == Filter()
        app.list.move(1)
        assert app.list.record_id == before[1]


async def test_an_empty_list_says_what_to_press(database: Path | str) -> None:
    app = ListApp(session_over(database), empty="No leads. n makes one.", wanted=Filter(text="zzzzzz"))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert "No leads. n makes one." in app.lines[2]
        assert app.list.record_id is None
        assert app.list.count_text().startswith("0")
        for act in (app.list.home, app.list.end, app.list.open, app.list.toggle_mark, app.list.mark_range):
            act()
        app.list.move(1)
        app.list.page(-1)
        await settled(pilot)
        assert app.posted == []


# Changes


async def test_the_row_stays_under_the_cursor_when_the_list_changes(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.move(300)
        await settled(pilot)
        ids = oracle(app.session)
        here, line = ids[300], app.cursor_line
        with change(app.session, N_("Change {name}"), "edit", name="x") as it:
            for record_id in ids[5:9]:
                it.update(Lead, record_id, {"name": "ÅÅÅ last"})
        app.list.changed(ids[5:9])
        await settled(pilot)
        assert app.list.record_id == here
        assert app.cursor_line == line
        with change(app.session, N_("Change {name}"), "edit", name="x") as it:
            it.update(Lead, here, {"name": "ÅÅÅÅ the very last"})
        app.list.changed([here])
        await settled(pilot)
        assert app.list.record_id == here == oracle(app.session)[-1]
        assert "ÅÅÅÅ the very last" in app.line(app.cursor_line)


async def test_the_neighbour_follows_a_row_that_is_gone(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.move(50)
        ids = oracle(app.session)
        app.list.toggle_mark(advance=False)
        await settled(pilot)
        with change(app.session, N_("Delete {name}"), "delete", name="x") as it:
            it.delete(Lead, ids[50])
        app.list.changed([ids[50]], gone=True)
        await settled(pilot)
        assert app.list.record_id == ids[51]
        assert not app.list.marks
        app.list.end()
        await settled(pilot)
        with change(app.session, N_("Delete {name}"), "delete", name="x") as it:
            it.delete(Lead, ids[-1])
        app.list.refresh_rows()
        await settled(pilot)
        assert app.list.record_id == ids[-2]


async def test_refresh_goes_to_a_new_record_where_asked(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        with change(app.session, N_("New {name}"), "add", name="x") as it:
            new = it.insert(Lead, {"name": "Mmm"})
        app.list.refresh_rows(keep=new)
        app.list.refresh_rows()
        await settled(pilot)
        assert app.list.record_id == new
        ids = oracle(app.session)
        assert ids[ids.index(new) + 1] in app.list.page_ids


async def test_moves_that_wait_survive_a_refresh(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.move(500)
        app.list.refresh_rows()
        app.list.move(1)
        await settled(pilot)
        assert app.list.record_id == oracle(app.session)[501]


async def test_nothing_is_painted_where_nothing_changed(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        painted: list[object] = []
        app.list.refresh = lambda *regions, **_options: painted.append(regions)  # type: ignore[method-assign,assignment,func-returns-value]
        app.list.refresh_rows()
        app.list.move(-1)
        await settled(pilot)
        assert painted == []
        app.list.move(1)
        assert [[region.y for region in regions] for regions in painted] == [[1, 2]]  # type: ignore[attr-defined]


# Marks


async def test_marks_by_hand_by_range_all_and_inverted(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        ids = oracle(app.session)
        app.list.toggle_mark()
        app.list.toggle_mark()
        assert app.list.marks.ids == set(ids[:2])
        assert app.list.record_id == ids[2]
        assert app.line(1).startswith("●")
        assert not app.line(3).startswith("●")
        app.list.move(2)
        app.list.mark_range()
        assert app.list.selecting
        app.list.move(600)
        await settled(pilot)
        app.list.mark_range()
        await settled(pilot)
        assert app.list.marks.ids == {*ids[:2], *ids[4:605]}
        app.list.invert_marks()
        assert set(app.list.marks.each(app.session)) == {*ids[2:4], *ids[605:]}
        app.list.mark_all()
        assert list(app.list.marks.each(app.session)) == ids
        assert app.list.marks_text().replace(",", "") == f"{len(ids)} marked"
        app.list.toggle_mark()
        assert set(app.list.marks.each(app.session)) == set(ids) - {ids[604]}
        app.list.clear_marks()
        assert app.list.marks_text() == ""


async def test_all_marked_in_a_filter_stays_so_in_another(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.set_filter(Filter(criteria=(Criterion("name", "~", "bygg"),)))
        app.list.mark_all()
        app.list.set_filter(Filter())
        await settled(pilot)
        bygg = set(oracle(app.session, where=like(Lead.name.folded, "%bygg%")))
        for _ in range(8):
            shown = [line.startswith("●") for line in app.lines[1:]]
            assert shown == [record_id in bygg for record_id in app.list.page_ids]
            app.list.page(1)
            await settled(pilot)
        app.list.invert_marks()
        await settled(pilot)
        assert set(app.list.marks.each(app.session)) == set(oracle(app.session)) - bygg


async def test_a_range_can_be_left(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.mark_range()
        app.list.move(3)
        assert [line.startswith("●") for line in app.lines[1:6]] == [True, True, True, True, False]
        app.list.cancel_range()
        assert not any(line.startswith("●") for line in app.lines[1:])
        assert not app.list.marks


# Looks


async def test_a_line_at_80_columns(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        header = app.line(0)
        assert len(header) == 80
        for title in ("Name▲", "Subject", "Industry", "Owner", "Changed"):
            assert title in header
        for line in range(1, 24):
            assert app.list.render_line(line).cell_length == 80
            assert len(list(app.list.render_line(line))) <= 5


@pytest.mark.parametrize("width", [20, 40, 60, 79, 120, 240])
async def test_any_width_fits_without_scrolling_sideways(app: ListApp, width: int) -> None:
    async with app.run_test(size=(width, 10)) as pilot:
        await settled(pilot)
        assert {app.list.render_line(y).cell_length for y in range(10)} == {width}
        assert "Name" in app.line(0)


HOSTILE = [
    "[/]", "[red]x[/red]", "\x1b[31mred", "a\nb\tc", "漢字テスト会社" * 5, "שלום עולם", "e\u0301" * 3000, "x" * 5000,
    "👩‍👩‍👧 family", "\u202eover", "", "\x00\x07", "%s {name} $(id)",
]  # fmt: skip


async def test_hostile_text_stays_in_its_cell(database: Path | str) -> None:
    session = session_over(database)
    with change(session, N_("New {name}"), "add", name="x") as it:
        for number, text in enumerate(HOSTILE):
            it.insert(Lead, {"name": f"AAAA{number:02}", "subject": text[:4000], "industry": text[:4000]})
    app = ListApp(session)
    async with app.run_test(size=(100, 24)) as pilot:
        await settled(pilot)
        app.list.jump("aaaa00")
        await settled(pilot)
        for line in range(1, 24):
            strip = app.list.render_line(line)
            assert strip.cell_length == 100
            assert strip.text.isprintable()
        assert "[/]" in app.line(1)


async def test_ascii_shows_letters_for_signs(database: Path | str) -> None:
    shown = columns(("classification", "status", "employees", "owner"))
    app = ListApp(session_over(database), ascii=True, columns=shown)
    async with app.run_test(size=SIZE) as pilot:
        app.list.set_sort(Sort("classification"))
        await settled(pilot)
        app.list.toggle_mark()
        assert app.line(0)[2] == "^"
        assert app.line(1)[:3] == "* H"
        lines = app.lines
        assert all(line.replace("Ø", "O").isascii() for line in lines)


async def test_a_list_of_no_rows_and_one_row(tmp_path: Path, databases: Databases) -> None:
    app = ListApp(session_over(invented(databases.location(tmp_path / "one.db"), 1)))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert app.list.count_text() == "1"
        app.list.page(1)
        app.list.end()
        app.list.home()
        app.list.jump("x")
        await settled(pilot)
        assert app.list.page_ids == [app.list.record_id] == [1]


async def test_resizing_keeps_the_row(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.list.move(100)
        await settled(pilot)
        here = app.list.record_id
        for size in ((40, 5), (132, 60), (80, 2), (80, 24)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert app.list.record_id == here
            assert here in app.list.page_ids
            assert len(app.list.page_ids) == size[1] - 1


async def test_letters_do_not_jump_where_dates_sort(app: ListApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.list.set_sort(Sort("changed_at", True))
        await settled(pilot)
        here = app.list.record_id
        app.list.jump("m")
        await settled(pilot)
        assert app.list.record_id == here
        assert "Changed" in app.list.why_no_jump()


@pytest.mark.slow
async def test_a_hundred_thousand_rows(tmp_path: Path, databases: Databases) -> None:
    app = ListApp(session_over(invented(databases.location(tmp_path / "many.db"), 100_000)))
    async with app.run_test(size=SIZE) as pilot:
        walk = Walk(app, random.Random(3))
        for _ in range(150):
            walk.step()
        await settled(pilot)
        assert app.list.record_id == walk.ids[walk.at]
        assert app.list.loaded < 25 * PAGE
        assert app.list.count_text() == f"{len(walk.ids):,}"


class PatientApp(ListApp):
    """Notes when rows are long in coming, which they are until that has been told."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.told: list[bool] = []
        self.let_go = threading.Event()

    def on_record_list_waiting(self, message: RecordList.Waiting) -> None:
        self.told.append(message.waiting)
        self.let_go.set()


async def test_rows_that_are_long_in_coming_are_told_of(database: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.list_rows.LONG", 0.01)
    app = PatientApp(session_over(database))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        app.told.clear()
        app.let_go.clear()
        holding = asyncio.create_task(app.engine.read(lambda _session: app.let_go.wait(20)))
        app.list.set_sort(Sort("changed_at"))
        assert await holding
        await settled(pilot)
        assert app.told == [True, False]
