"""Setting the status of one order or of many: one key for each, one change for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.text import in_sentence, visible
from model.orders.records import LOCKED, STATUSES, Order
from tui.widgets.dialogs import Choice, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_KEYS = {"draft": "d", "confirmed": "c", "delivered": "l", "invoiced": "i", "cancelled": "x"}


async def set_status(app: BaseApp, targets: Callable[[Session], Sequence[int]], marked: str = "") -> bool:
    """Ask which status orders have now, and give it to them; return whether any was different.

    ``marked`` is what many are called ("12 marked"), '' for a single one.
    """

    def look(session: Session) -> tuple[tuple[int, ...], str, str]:
        ids = tuple(targets(session))
        first = read(session, Order, ids[0]) if len(ids) == 1 else None
        return ids, visible(first.title) if first is not None else "", first.status if first is not None else ""

    ids, title, now = await app.engine.read(look)
    if not ids:
        return False
    called = marked or title
    locks = _("lines and money stay as they are from then on")
    choices = [
        Choice(
            _KEYS[status.name],
            f"{_(status.label)} ({locks})" if status.name in LOCKED else _(status.label),
            status.name,
            on=status.name == now,
            why_not=_("it is that already") if status.name == now else "",
        )
        for status in STATUSES
    ]
    chosen = await app.ask(Menu(_("Status of {what}").format(what=called), choices))
    if chosen is None:
        return False
    label = next(status.label for status in STATUSES if status.name == chosen)

    def work(session: Session) -> int:
        with change(session, N_("Status of {name}: {status}"), "edit", name=called, status=_(label)) as made:
            return made.update_many(Order, ids, {"status": chosen})

    count = await app.engine.write(work)
    if not count:
        app.say(_("Nothing was different."))
        return False
    await app.changed("order")
    told = ngettext("{count} order: {status}. u takes it back.", "{count} orders: {status}. u takes it back.", count)
    app.say(told.format(count=format_whole(count), status=in_sentence(_(label))), "good")
    return True
