"""Marks as data, against a plain set (LEAD-05)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from model.core.lists.criteria import Filter
from model.leads.records import Lead
from tui.widgets.marks import Marks

LIST = Filter()
EVERYBODY = frozenset(range(30))
IDS = st.frozensets(st.integers(0, 29), max_size=6)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("toggle"), st.integers(0, 29)),
        st.tuples(st.sampled_from(["mark", "unmark"]), IDS),
        st.tuples(st.sampled_from(["all", "invert", "clear"]), st.just(0)),
    ),
    max_size=12,
)


@given(STEPS)
def test_marks_are_what_a_set_would_be(steps: list[tuple[str, int | frozenset[int]]]) -> None:
    marks, oracle = Marks(Lead), frozenset[int]()
    for what, which in steps:
        if isinstance(which, frozenset):
            marks = marks.with_all(which, True, what == "mark")
            oracle = oracle | which if what == "mark" else oracle - which
        elif what == "toggle":
            marks, oracle = marks.toggled(which, True), oracle ^ {which}
        elif what == "all":
            marks, oracle = marks.everything(LIST), EVERYBODY
        elif what == "invert":
            inverted = marks.inverted(LIST)
            assert inverted is not None
            marks, oracle = inverted, EVERYBODY - oracle
        else:
            marks, oracle = Marks(Lead), frozenset()
        assert {each for each in EVERYBODY if marks.has(each, True)} == oracle
        assert marks.count(len(EVERYBODY)) == len(oracle)


def test_a_mark_beyond_the_filter_that_is_marked_whole() -> None:
    marks = Marks(Lead).everything(Filter(text="bygg")).toggled(5, False).toggled(6, True)
    assert marks.has(5, False)
    assert not marks.has(6, True)
    assert marks.has(7, True)
    assert not marks.has(8, False)
    assert marks.count(10) == 10
    assert marks.count(None) is None
    assert marks.inverted(LIST) is None


def test_what_is_gone_is_marked_no_more() -> None:
    marks = Marks(Lead).with_all([1, 2, 3], True).without([2])
    assert marks.ids == {1, 3}
    assert not Marks(Lead).everything(LIST).without([2]).has(2, True)
