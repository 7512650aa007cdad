"""The dialog of conversion, of one lead or of the marked: choices, and what would come of them (LEAD-13, LEAD-14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.access.session import Session
from model.core.language import N_, _
from model.leads.choices import ConversionChoices
from tui.widgets import question_dialog
from tui.widgets.choices import Question
from tui.widgets.question_dialog import QuestionDialog


@dataclass(frozen=True)
class Preview(question_dialog.Preview):
    """What the dialog shows of a plan, and what it offers."""

    contact_why_not: str = ""
    customers: Sequence[tuple[Any, str]] = ()
    """Answers to which customer on file to use, where there is one or some are like it; none where there are none."""
    contacts: Sequence[tuple[Any, str]] = ()


Planner = Callable[[Session, ConversionChoices], Preview]


class ConvertDialog(QuestionDialog[ConversionChoices, Preview]):
    """Choose, read what will be, and say yes with Enter; answers the choices and the plan that was read."""

    plan_name = "conversion"
    enter_label = N_("Convert")

    def __init__(
        self, title: str, planner: Planner, categories: Sequence[str], stages: Sequence[str], *, many: bool
    ) -> None:
        self._planner = planner
        yes_no = ((True, _("yes")), (False, _("no")))

        def with_opportunity() -> bool:
            return bool(self.value("opportunity"))

        questions = [
            Question(
                "customer",
                _("Customer"),
                (
                    ("customer", _("customer")),
                    ("supplier", _("supplier")),
                    ("both", _("both")),
                    ("neither", _("neither")),
                    ("no", _("no record")),
                ),
                "customer",
            ),
            Question("use_customer", _("On file"), ((None, ""),), None, shown=lambda: self._offers("customers")),
            Question(
                "category",
                _("Category"),
                ((None, _("none")), *((name, name) for name in categories)),
                None,
                shown=lambda: bool(categories) and self.value("customer") != "no",
            ),
            Question(
                "contact",
                _("Contact"),
                ((None, _("where a person is named")), *yes_no) if many else yes_no,
                None if many else True,
            ),
            Question("use_contact", _("On file"), ((None, ""),), None, shown=lambda: self._offers("contacts")),
            Question("opportunity", _("Opportunity"), yes_no, False),
            Question("opportunity_title", _("  title"), shown=lambda: with_opportunity() and not many),
            Question("opportunity_amount", _("  amount"), shown=with_opportunity),
            Question(
                "opportunity_stage",
                _("  stage"),
                ((None, _("the first")), *((name, name) for name in stages)),
                None,
                shown=lambda: with_opportunity() and bool(stages),
            ),
            Question(
                "then",
                _("The lead is"),
                (("keep", _("kept")), ("deactivate", _("deactivated")), ("delete", _("deleted"))),
                "keep",
            ),
        ]
        if many:
            questions.append(Question("lost", _("Those lost too"), yes_no, False))
        super().__init__(title, questions)

    # What is chosen

    def _offers(self, what: str) -> bool:
        return bool(self.plan and getattr(self.plan, what))

    def choices(self) -> ConversionChoices:
        """Return all answers."""
        return ConversionChoices(**{question.name: self.value(question.name) for question in self.questions})

    def plan_for(self, session: Session, choices: ConversionChoices) -> Preview:
        """Return what would come of it."""
        return self._planner(session, choices)

    def refused(self, message: str) -> Preview:
        """Return the preview of what cannot be."""
        return Preview((), (message,))

    def adapt(self) -> None:
        """Take a tick that is impossible away, which asks for another plan; offer the records that were found."""
        assert self.plan is not None
        for question in self.questions:
            if question.name == "contact":
                question.why_not = self.plan.contact_why_not
                if self.plan.contact_why_not:
                    question.value = False
            if question.name in ("use_customer", "use_contact"):
                offers = self.plan.customers if question.name == "use_customer" else self.plan.contacts
                if offers:
                    question.answers = offers
