"""The panel of criteria over a list, by keys (LEAD-19, CAMP-05, CAMP-06, W12–W16)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import ComposeResult

from model.core.lists.criteria import Criterion, Filter
from model.core.storage.expressions import column_of, like
from model.leads.records import Lead
from tests import on_file
from tests.engines import Databases
from tests.tui.widgets.screens import ListApp, invented, oracle, session_over, settled
from tui.widgets.criteria_panel import CriteriaPanel

FIELDS = (
    "status", "classification", "owner", "industry", "subject", "note", "name", "person", "employees", "revenue",
    "changed_at", "creditworthy",
)  # fmt: skip


class PanelApp(ListApp):
    """A list with its panel over it."""

    applied: tuple[Criterion, ...] | None = None
    left = 0

    def compose(self) -> ComposeResult:
        self.panel = CriteriaPanel(self.engine, Lead, FIELDS)
        yield self.panel
        yield self.list

    def begin_at(self) -> CriteriaPanel:
        return self.panel

    def on_criteria_panel_applied(self, message: CriteriaPanel.Applied) -> None:
        self.applied = message.criteria
        self.list.set_filter(Filter(("mine",) if self.list.filter.views else (), message.criteria))

    def on_criteria_panel_left(self) -> None:
        self.left += 1

    @property
    def panel_lines(self) -> list[str]:
        return [self.panel.render_line(y).text.rstrip() for y in range(self.panel.size.height)]


@pytest.fixture(scope="module")
def leads(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path:
    path = tmp_path_factory.mktemp("panel") / "400.db"
    invented(shared_databases.location(path), 400)
    return path


@pytest.fixture
def app(leads: Path, shared_databases: Databases) -> PanelApp:
    return PanelApp(session_over(shared_databases.copy(leads, leads.with_name("leads.db"))))


def at(name: str) -> list[str]:
    """Return the keys that lead from the first field to that one."""
    return ["tab"] * FIELDS.index(name)


async def test_all_combine(app: PanelApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*at("industry"), *"byg%", "tab", "tab", "tab", *"%as", "tab", "tab", *">=5")
        await pilot.press("enter")
        await settled(pilot)
        assert app.applied == (
            Criterion("industry", "~", "byg%"),
            Criterion("name", "~", "%as"),
            Criterion("employees", ">=", "5"),
        )
        where = like(Lead.industry.folded, "byg%") & like(Lead.name.folded, "%as") & (Lead.employees >= 5)
        ids = oracle(app.session, where=where)
        assert ids
        assert app.list.page_ids == ids[: len(app.list.page_ids)]
        assert app.list.counts.shown == len(ids)


async def test_w12_nulls_are_in_neither(app: PanelApp) -> None:
    """W12."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*at("employees"), *">=5 !=40", "enter")
        await settled(pilot)
        ids = oracle(app.session, where=(Lead.employees >= 5) & (Lead.employees != 40))
        assert app.list.counts.shown == len(ids) > 0


async def test_w13_from_after_to_is_refused_beside_the_field(app: PanelApp) -> None:
    """W13."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*at("changed_at"), *"31.12.2026..1.12.2026", "shift+tab", "enter")
        await settled(pilot)
        assert app.applied is None
        assert app.panel.at == FIELDS.index("changed_at")
        assert "from is after to" in app.panel_lines[-1]
        assert any("!Changed" in line for line in app.panel_lines)
        await pilot.press("backspace")
        assert not any("!Changed" in line for line in app.panel_lines)


async def test_w14_to_a_day_includes_its_last_second(app: PanelApp) -> None:
    """W14."""
    late = "2026-05-05T23:59:59Z"
    on_file.overwrite(app.session.store, Lead, Lead.id == 7, active=1, owner_only=0, changed_at=late)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*at("changed_at"), *"5.5.2026..5.5.2026", "enter")
        await settled(pilot)
        assert 7 in app.list.page_ids
        assert app.list.counts.shown == len(
            oracle(app.session, where=like(column_of(Lead, "changed_at"), "2026-05-05%"))
        )


async def test_w15_criteria_and_the_view_mine_both_hold(app: PanelApp) -> None:
    """W15."""
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.set_filter(Filter(("mine",)))
        await settled(pilot)
        await pilot.press(*at("status"), "l", "enter")
        await settled(pilot)
        assert app.applied == (Criterion("status", "=", "unreachable"),)
        ids = oracle(app.session, where=(Lead.status == "unreachable") & (Lead.owner == 1))
        assert app.list.counts.shown == len(ids) > 0


async def test_w16_hidden_it_keeps_what_is_typed_and_reset_clears(app: PanelApp) -> None:
    """W16."""
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press(*at("name"), *"as", "enter")
        app.panel.display = False
        await settled(pilot)
        assert app.list.filter.narrows
        assert [criterion.describe(Lead) for criterion in app.list.filter.criteria] == ["Name : as"]
        app.panel.display = True
        app.panel.focus()
        await settled(pilot)
        assert app.panel.texts() == {"name": "as"}
        app.panel.go(len(FIELDS))
        await pilot.press("enter")
        await settled(pilot)
        assert app.panel.texts() == {}
        assert app.applied == ()
        assert not app.list.filter.narrows


async def test_owners_are_named_by_initials_name_or_me(app: PanelApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for typed, expected in (("kari", "KOL"), ("KOL", "KOL"), ("me", "me"), ("#2", "#2")):
            await pilot.press(*at("owner"), "ctrl+u", *typed, "enter")
            await settled(pilot)
            assert app.applied == (Criterion("owner", "=", expected),)
            app.panel.go(0)
        await pilot.press(*at("owner"), "ctrl+u", *"!=kol", "enter")
        await settled(pilot)
        assert app.applied == (Criterion("owner", "!=", "kol"),)
        await pilot.press("ctrl+u", *"Nobody", "enter")
        await settled(pilot)
        assert "owner" in app.panel.errors


async def test_choices_turn_and_negate(app: PanelApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("right", "!", "enter")
        await settled(pilot)
        assert app.applied == (Criterion("status", "!=", "contacted"),)
        assert any("≠" in line and "Contacted" in line for line in app.panel_lines)
        await pilot.press("left", "enter")
        await settled(pilot)
        assert app.applied == ()
        await pilot.press(*at("creditworthy"), "u", "enter")
        await settled(pilot)
        assert app.applied == (Criterion("creditworthy", "=", ""),)
        ids = oracle(app.session, where=Lead.creditworthy.is_null())
        assert app.list.counts.shown == len(ids)


async def test_a_saved_set_is_shown_and_what_the_panel_lacks_is_kept(app: PanelApp) -> None:
    saved = (
        Criterion("status", "!=", "contacted"), Criterion("employees", ">=", "5"), Criterion("employees", "!=", "40"),
        Criterion("town", "~", "os%"),
    )  # fmt: skip
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.panel.fill(saved)
        assert app.panel.texts() == {"status": "!=contacted", "employees": ">=5 !=40"}
        await pilot.press("enter")
        await settled(pilot)
        assert app.applied is not None
        assert set(app.applied) == set(saved)


@pytest.mark.parametrize("width", [30, 60, 80, 120, 200])
async def test_any_width(app: PanelApp, width: int) -> None:
    async with app.run_test(size=(width, 30)) as pilot:
        await settled(pilot)
        assert {app.panel.render_line(y).cell_length for y in range(app.panel.size.height)} == {width}
        assert app.panel.size.height <= 14


async def test_esc_goes_back_to_the_list_and_applies_nothing(app: PanelApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "tab", "tab", *"[/]漢字", "escape")
        await settled(pilot)
        assert app.left == 1
        assert app.applied is None
        app.panel.fill(app.list.filter.criteria)
        assert app.panel.texts() == {"industry": "[/]漢字"}


async def test_one_line_is_painted_a_letter(app: PanelApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("tab", "tab", "tab")
        painted: list[int] = []
        app.panel.refresh = lambda *regions, **_o: painted.extend(r.y for r in regions)  # type: ignore[method-assign,assignment,func-returns-value]
        await pilot.press("a")
        assert painted == [3]
