"""A dialog that shows what its choices would do; Enter answers the plan of what is chosen, never an older one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar

from model.core.access import Session
from model.core.errors import UserError
from tui.engine import Superseded
from tui.widgets.dialogs import Dialog

Choices = TypeVar("Choices", bound=Hashable)
Plan = TypeVar("Plan")


class PlannedDialog(Dialog, Generic[Choices, Plan]):
    """Choices → plan → Enter.

    A subclass gives :meth:`choices`, :meth:`planner`, :meth:`show_plan` and :meth:`take_plan`; it calls :meth:`replan`
    after every change of a choice and :meth:`answer` for Enter. However far Enter is typed ahead, it waits for the plan
    of what is chosen then; a plan of other choices is never answered.
    """

    plan_name: ClassVar[str] = "plan"
    """What the engine knows the question by: a newer one of the same name stops it."""
    keys_need_plan: ClassVar[bool] = False
    """Whether what a key means depends on the plan, so that keys wait for it; otherwise one goes on choosing."""

    def __init__(self, title: str, plan: Plan | None = None) -> None:
        super().__init__(title)
        self.plan = plan
        self.planned: Choices | None = None
        """The choices that :attr:`plan` is of; None where there is no plan yet."""
        self._reading = asyncio.Lock()

    # What a subclass gives

    def choices(self) -> Choices:
        """Return all that is chosen."""
        raise NotImplementedError

    def planner(self, choices: Choices) -> Callable[[Session], Plan]:
        """Return what makes the plan, in a thread of the database; it may raise :class:`UserError`."""
        raise NotImplementedError

    def show_plan(self) -> None:
        """Show :attr:`plan`; a choice that it makes impossible may be taken away."""
        raise NotImplementedError

    def plan_failed(self, error: UserError) -> None:
        """Say why there can be no plan of what is chosen."""
        self.complain(error.message)

    def take_plan(self, plan: Plan) -> None:
        """Answer, or say what stands in the way."""
        self.dismiss(plan)

    # What it is for

    def replan(self) -> None:
        """Have the plan of what is chosen now read and shown; what was said of older choices is taken back."""
        self.complain("")
        if self._reading.locked():
            # The plan that is being read is of older choices: it is given up.
            stop = self.app.engine.count(self.plan_name, lambda _session: None)
            self.app.in_background(stop, keys_wait=False)
        self.app.in_background(self._bring_up_to_date(), keys_wait=self.keys_need_plan)

    def answer(self) -> None:
        """Take the plan of what is chosen now, as soon as it is there."""
        self.app.in_background(self._answer())

    async def _answer(self) -> None:
        if await self._bring_up_to_date() and self.plan is not None:
            self.take_plan(self.plan)

    async def _bring_up_to_date(self) -> bool:
        """Read plans until there is one of what is chosen; return whether there is."""
        async with self._reading:
            while self.app.screen is self and (self.planned is None or self.planned != self.choices()):
                choices = self.choices()
                try:
                    plan = await self.app.engine.count(self.plan_name, self.planner(choices))
                except Superseded:
                    continue
                except UserError as error:
                    if choices == self.choices():
                        self.plan_failed(error)
                        return False
                    continue
                if self.app.screen is self and choices == self.choices():
                    self.plan, self.planned = plan, choices
                    self.show_plan()
        return self.app.screen is self
