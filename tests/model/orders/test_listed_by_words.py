"""Orders are found in their list by the words of what stands there, their numbers too."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.lists.filters import Filter
from model.core.lists.listing import Listing
from model.orders.records import Order
from tests import on_file
from tests.model.every_kind import file_called


@pytest.mark.parametrize("word", ["bjø", "number", "kunde bjø"])
def test_an_order_is_found_by_a_word(session: Session, word: str) -> None:
    wanted, _other = file_called(session, Order, "Bjørk"), file_called(session, Order, "Ask")
    number = on_file.value(session.store, Order.number, Order.id == wanted)
    shown = Listing(session, Order, (), Filter(text=word.replace("number", str(number))))
    assert [row.id for row in shown.first(9)] == [wanted]
