"""The fields of a form while they are typed in: kept in the draft, asked about, and read when they are left."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Protocol

from textual import events
from textual.worker import Worker, WorkerError

from model.core.access.session import Session
from tui.engine import Engine
from tui.paint_gate import PaintGate
from tui.widgets.form_state import Check, FormState, Stop
from tui.widgets.form_view import FormView
from tui.widgets.inputs import ReferenceInput
from tui.widgets.offer_checks import OfferChecks
from tui.widgets.record_search import Finder, RecordSearch


class Host(Protocol):
    """The app round a form, as far as keys that are typed ahead concern it."""

    def in_background(self, work: Awaitable[Any]) -> object:
        """Run ``work``; keys wait until it is done."""

    def hold(self, event: events.Key | events.Paste, *, answered: bool = False) -> bool:
        """Keep what is typed for what comes after the form."""

    async def ask(self, dialog: Any) -> Any:
        """Show a dialog, to which keys go until it is answered."""


Follow = Callable[[Session, Mapping[str, str]], Mapping[str, str]]
"""Returns texts, by field, that go with the record that was chosen in another one; asked with the texts of all."""


class FormFields(FormView):
    """Fields in which somebody types; what keys mean and what is saved is for :class:`~tui.widgets.form.Form`."""

    def __init__(
        self,
        state: FormState,
        engine: Engine,
        checks: Mapping[str, Check],
        finders: Mapping[str, Finder],
        follows: Mapping[str, Follow],
        host: Host | None,
        gate: PaintGate | None,
        *,
        ascii: bool,
        id: str | None = None,
    ) -> None:
        super().__init__(state, lambda: engine.session.reading(ascii=ascii), ascii=ascii, id=id)
        self.engine = engine
        self.host = host
        self.search = RecordSearch(self, engine, finders, self.chosen)
        self.offer_checks = OfferChecks(self, checks, gate)
        self._follows = dict(follows)
        self._reading: dict[str, Worker[None]] = {}
        """Fields that are being read since they were left."""

    def keys_wait(self, work: Awaitable[None], group: str) -> None:
        """Run ``work``; what is typed meanwhile is for what comes of it."""
        if self.host is not None:
            self.host.in_background(work)
        else:
            self.run_worker(work, group=group, exit_on_error=False)

    def go(self, stop: Stop) -> None:
        """Go to another stop; the field that is left is read."""
        if stop == self.state.stop:
            return
        foot = self.picture.foot()
        self.search.end()
        previous, self.state.stop = self.state.stop, stop
        if previous[0] != stop[0]:
            if previous[0]:
                self.left(previous[0])
            if stop[0] and self.state.contents.fields[stop[0]].own_key:
                self.keys_wait(self._renew(), "custom fields")
        if not self.lay_out(whole=False):
            for name in {previous[0], stop[0]}:
                self.refresh_field(name)
        if self.picture.foot() != foot:
            self.refresh_foot()

    async def _renew(self) -> None:
        """Offer the choices of the company's own fields as an administrator has them by now."""
        record = self.state.contents.record
        self.state.renew(await self.engine.read(lambda session: session.own_fields(record)))
        if self.state.stop[0]:
            self.refresh_field(self.state.stop[0])
            self.refresh_foot()

    # Typing

    def typed(self, name: str) -> None:
        """Take note of another text in a field: keep it, ask about it, look for records, paint it."""
        self.keep(name)
        self.offer_checks.drop(name)
        made = self.state.inputs[name]
        if isinstance(made, ReferenceInput):
            if made.text:
                self.search.begin(name, made.text)
            else:
                self.search.end()
        if not self.lay_out(whole=False):
            self.refresh_value(name)
            if self.picture.says_below(name):
                # What is said below follows what is typed: "tomorrow 9" is not midnight any more.
                self.refresh_field(name)

    def keep(self, name: str) -> None:
        """Put what stands in a field into the draft, and ask about it; what was wrong with it before is no more."""
        trouble = self.state.keep(name)
        if trouble is not None:
            self.tell(trouble.message)
        self.state.errors.pop(name, None)
        self.offer_checks.filled(name)
        self.offer_checks.ask(name)

    def chosen(self, name: str) -> None:
        """Go on to the next field: a record was chosen from the list of this one."""
        self.offer_checks.drop(name)
        self.keep(name)
        self.go(self.state.stop_after(1, offers=False, arrow=False))

    def left(self, name: str) -> None:
        """Read what was typed in a field that is left, in a thread: looking things up may take its time."""
        made = self.state.inputs[name]
        if made.changed and made.text.strip():
            self.settle(name)

    def settle(self, name: str) -> None:
        """Read a field. Keys wait for what a reference means: other fields are searched and filled in by it."""
        if isinstance(self.state.inputs[name], ReferenceInput):
            self.keys_wait(self._read_field(name), f"read-{name}")
        else:
            self._reading[name] = self.begin(f"read-{name}", partial(self._read_field, name))

    async def _read_field(self, name: str) -> None:
        made, texts = self.state.inputs[name], self.state.texts()
        error, found = await self.engine.read(lambda session: self.state.read_field(session, name, texts))
        if made.text != texts[name]:
            return
        if isinstance(made, ReferenceInput) and found is not None:
            made.choose(found.id, found.title)
            self.state.keep(name)
            await self._follow(name)
        self.state.errors.pop(name, None)
        if error:
            self.state.errors[name] = error
        if not self.lay_out(whole=False):
            self.refresh_field(name)

    async def _follow(self, name: str) -> None:
        """Fill in what goes with the record that was chosen in a field."""
        follow = self._follows.get(name)
        if follow is not None:
            texts = self.state.texts()
            for other, text in (await self.engine.read(lambda session: follow(session, texts))).items():
                if self.state.follow(other, text) and not self.lay_out(whole=False):
                    self.refresh_field(other)

    async def fields_read(self) -> None:
        """Return when every field that was left has been read."""
        for worker in list(self._reading.values()):
            with contextlib.suppress(WorkerError):
                await worker.wait()
