"""What is found out about fields while they are typed, and offered below them (LEAD-12, LEAD-21, OPP-01)."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from functools import partial

from textual.worker import Worker, WorkerError

from tui.engine import Superseded
from tui.paint_gate import PaintGate
from tui.widgets.form_messages import Failed, Offered
from tui.widgets.form_state import Check, Offer
from tui.widgets.form_view import FormView


class OfferChecks:
    """Asks the checks of a form; ``gate`` knows when what they offer stands on the terminal, None where it always does.

    An arrow goes onto an offer only if it was pressed after the offer had been painted: one who types ahead goes on to
    the next field, whenever the answer comes.
    """

    def __init__(self, form: FormView, checks: Mapping[str, Check], gate: PaintGate | None) -> None:
        self._form = form
        self._checks = dict(checks)
        self._gate = gate
        self._asking: dict[str, Worker[None]] = {}

    def ask(self, name: str) -> None:
        """Ask about a field; what was asked about it before is given up."""
        if name in self._checks:
            self._asking[name] = self._form.begin(f"check-{name}", partial(self._ask_about, name))

    def drop(self, name: str) -> None:
        """Take back what is offered below a field whose text is another now."""
        self._put(name, ())

    def filled(self, name: str) -> None:
        """Take back, below other fields, what would fill just the field in which something stands now."""
        for other, offers in list(self._form.state.offers.items()):
            self._put(other, tuple(one for one in offers if set(one.fills) != {name}))

    def _put(self, name: str, offers: tuple[Offer, ...]) -> None:
        state = self._form.state
        if offers == state.offers.get(name, ()):
            return
        state.offers[name] = offers
        if state.stop[0] == name and state.stop[1] >= len(offers):
            state.stop = (name, -1)
        self._form.post_message(Offered(self._form))

    def were_seen(self, typed_at: float) -> bool:
        """Whether what is offered now stood on the terminal when a key was typed."""
        return self._gate is None or self._gate.lets_through(typed_at)

    @property
    def is_asking(self) -> bool:
        """Whether it is still being found out what can be offered, below any field."""
        return any(not worker.is_finished for worker in self._asking.values())

    async def come(self) -> None:
        """Return when :attr:`is_asking` no longer holds."""
        while self.is_asking:
            for worker in list(self._asking.values()):
                with contextlib.suppress(WorkerError):
                    await worker.wait()

    async def _ask_about(self, name: str) -> None:
        form = self._form
        state = form.state
        made = state.inputs[name]
        text = made.text
        try:
            offers = tuple(await self._checks[name](text, state.texts()) if text.strip() else ())
        except Superseded:
            return
        except Exception as error:
            # A look-up that fails must not keep anybody from filling in a form.
            form.post_message(Failed(form, error))
            return
        # What stands there already is no offer.
        offers = tuple(one for one in offers if not one.fills or any(state.plan_filling(one.fills)))
        if made.text != text or offers == state.offers.get(name, ()):
            return
        self._put(name, offers)
        form.lay_out()
        if self._gate is not None and offers:
            self._gate.close()
