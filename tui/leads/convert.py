"""The dialog of conversion, of one lead or of the marked: choices, and what would come of them (LEAD-13, LEAD-14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import ComposeResult

from model.core.access import Session
from model.core.errors import UserError
from model.core.language import _
from model.leads.choices import ConversionChoices
from tui.widgets.choices import Question
from tui.widgets.lines import Line
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.planned_dialog import PlannedDialog

PREVIEW = 9
"""Lines of the preview that are always there, so that the dialog keeps its size while choices change."""


@dataclass(frozen=True)
class Preview:
    """What the dialog shows of a plan: its sentences, why it cannot be carried out, and what it offers."""

    lines: Sequence[str]
    refusals: Sequence[str] = ()
    contact_why_not: str = ""
    customers: Sequence[tuple[Any, str]] = ()
    """Answers to which customer on file to use, where there is one or some are like it; none where there are none."""
    contacts: Sequence[tuple[Any, str]] = ()
    plan: Any = None
    """What would be carried out: what was shown, and nothing else."""


Planner = Callable[[Session, ConversionChoices], Preview]


class ConvertDialog(PlannedDialog[ConversionChoices, Preview]):
    """Choose, read what will be, and say yes with Enter; answers the choices and the plan that was read."""

    plan_name = "conversion"

    def __init__(
        self, title: str, planner: Planner, categories: Sequence[str], stages: Sequence[str], *, many: bool
    ) -> None:
        super().__init__(title)
        self._planner = planner
        self.many = many
        self.at = 0
        yes_no = ((True, _("yes")), (False, _("no")))

        def with_opportunity() -> bool:
            return bool(self.value("opportunity"))

        self.questions = [
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
            self.questions.append(Question("lost", _("Those lost too"), yes_no, False))

    # What is chosen

    def value(self, name: str) -> Any:
        """Return the answer of a row."""
        return next(question.value for question in self.questions if question.name == name)

    def _offers(self, what: str) -> bool:
        return bool(self.plan and getattr(self.plan, what))

    def choices(self) -> ConversionChoices:
        """Return all answers."""
        values: dict[str, Any] = {}
        for question in self.questions:
            if question.answers:
                values[question.name] = question.value
            else:
                values[question.name] = question.editor.text.strip() or None
        return ConversionChoices(**values)

    @property
    def visible_questions(self) -> list[Question]:
        """The rows that are there now."""
        return [question for question in self.questions if question.shown()]

    # What is shown

    def body(self) -> ComposeResult:
        """Yield the rows of choices, a rule, and the preview."""
        for number in range(len(self.questions)):
            yield Line(id=f"question-{number}")
        yield Line(id="rule")
        yield Paragraphs(indent=3, id="preview", least=1, most=self._preview_room)

    def on_mount(self) -> None:
        """Show the choices, and ask for what would come of them."""
        super().on_mount()
        self.query_one("#rule", Line).show([(self.app.looks.rule * 400, "dim")])
        self.draw()
        self.replan()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        arrows = "Left/Right" if self.app.looks.ascii else "←→"
        moves = "Up/Down" if self.app.looks.ascii else "↑↓"
        return (
            (_("Enter"), _("Convert")),
            (moves, _("Line")),
            (arrows, _("Change")),
            (_("Esc"), _("Back")),
        )

    def draw(self) -> None:
        """Write the rows and the preview."""
        looks = self.app.looks
        width = self.app.size.width
        questions = self.visible_questions
        self.at = min(self.at, len(questions) - 1)
        label_width = max(len(question.label) for question in self.questions)
        for number in range(len(self.questions)):
            line = self.query_one(f"#question-{number}", Line)
            line.display = number < len(questions)
            if number < len(questions):
                line.show(questions[number].pieces(looks, number == self.at, label_width, width))
        lines = [*self.plan.refusals, *self.plan.lines] if self.plan else [looks.ellipsis]
        refused = len(self.plan.refusals) if self.plan else 0
        preview = self.query_one("#preview", Paragraphs)
        preview.least = self._preview_room()
        preview.show([(text, "error" if number < refused else "") for number, text in enumerate(lines)])
        self.show_keys()

    def _preview_room(self) -> int:
        return max(3, min(PREVIEW, self.text_room(len(self.visible_questions) + 1)))

    def planner(self, choices: ConversionChoices) -> Callable[[Session], Preview]:
        """Return what plans the conversion; what cannot be is told in the preview, not raised."""

        def work(session: Session) -> Preview:
            try:
                return self._planner(session, choices)
            except UserError as error:
                return Preview((), (error.message,))

        return work

    def show_plan(self) -> None:
        """Show what would be; a tick that is impossible is taken away, which asks for another plan."""
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
        self.draw()

    def take_plan(self, plan: Preview) -> None:
        """Answer, or say why it cannot be."""
        if plan.refusals:
            self.complain(plan.refusals[0])
        else:
            self.dismiss((self.choices(), plan.plan))

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Move, change, type, read on, carry out or leave."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        questions = self.visible_questions
        question = questions[self.at]
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter":
            self.answer()
        elif event.key in ("down", "up", "tab", "shift+tab"):
            self.at = (self.at + (1 if event.key in ("down", "tab") else -1)) % len(questions)
            self.draw()
        elif not question.answers:
            if question.editor.key(event.key, event.character if event.is_printable else None):
                self.draw()
                self.replan()
        elif event.key in ("left", "right", "space", "h", "l"):
            if question.turn(-1 if event.key in ("left", "h") else 1):
                self.draw()
                self.replan()
        elif event.key in ("j", "k"):
            self.at = (self.at + (1 if event.key == "j" else -1)) % len(questions)
            self.draw()
