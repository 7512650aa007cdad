"""A dialog that shows what its choices would do; Enter answers the plan of what is chosen, never an older one."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar

from model.core.access.session import Session
from model.core.errors import UserError
from tui.latest_answer import LatestAnswer
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
    """What the engine knows the question by."""
    keys_need_plan: ClassVar[bool] = False
    """Whether what a key means depends on the plan, so that keys wait for it; otherwise one goes on choosing."""

    def __init__(self, title: str, plan: Plan | None = None) -> None:
        """Show ``plan``, which is of the choices as the subclass begins with them; None has one read."""
        super().__init__(title)
        self.plan = plan
        self._latest: LatestAnswer[Choices, Plan] = LatestAnswer(
            self, self.plan_name, self.choices, self.planner, self._came, self.plan_failed, long=True
        )

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

    def on_mount(self) -> None:
        """Take the plan that was brought along as the one of the first choices."""
        super().on_mount()
        if self.plan is not None:
            self._latest.known()

    def replan(self) -> None:
        """Have the plan of what is chosen now read and shown; what was said of older choices is taken back."""
        self.complain("")
        self._latest.ask(keys_wait=self.keys_need_plan)

    def answer(self) -> None:
        """Take the plan of what is chosen now, as soon as it is there."""
        self.app.in_background(self._answer())

    async def _answer(self) -> None:
        if await self._latest.present() and self.plan is not None and self.app.screen is self:
            self.take_plan(self.plan)

    def _came(self, plan: Plan) -> None:
        self.plan = plan
        self.show_plan()
