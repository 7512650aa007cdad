"""What is on a call list as one window gets it: leased to it, kept while in front, and given back (LEAD-35)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from model.calling import leases, queue
from model.calling.kinds import RecordRef
from model.core.access.session import Session
from tui.calling.picture import Picture, read_picture

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class Turns:
    """What one window has of one list. Records are leased to the window, not to the person, who may have two."""

    def __init__(self, list_id: int) -> None:
        self.list_id = list_id
        self.holder = uuid.uuid4().hex

    async def next(self, app: BaseApp, before: Callable[[Session], object] | None = None) -> Picture:
        """Do ``before`` and get the next record: one step for the database, so that it comes at once."""
        looks = app.looks

        def work(session: Session) -> Picture:
            if before is not None:
                before(session)
            return read_picture(session, self.list_id, queue.next_record(session, self.list_id, self.holder), looks)

        return await app.engine.write(work)

    async def take(self, app: BaseApp, ref: RecordRef) -> Picture:
        """Get one record of the list; raise :class:`UserError` where a colleague has it open."""
        looks = app.looks

        def work(session: Session) -> Picture:
            turn = queue.take(session, self.list_id, ref, self.holder)
            return read_picture(session, self.list_id, turn, looks)

        return await app.engine.write(work)

    async def keep(self, app: BaseApp, ref: RecordRef, number: str | None = None) -> bool:
        """Keep the record, with the number that is dialled, for another while; return whether it was still its own."""
        return await app.engine.write(lambda session: leases.renew(session, ref, self.holder, number))

    async def give_back(self, app: BaseApp) -> None:
        """Give the record back."""
        await app.engine.write(lambda session: leases.release(session, self.holder))
