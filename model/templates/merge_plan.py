"""What all mail merges show before they are done: who gets one, who does not and why, what would be blank (CUST-22)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.templates.merge import TemplateText
from model.templates.preview import field_labels

Targets = Sequence[tuple[str, Sequence[int]]]
"""The records that are asked for: kind and IDs, kind by kind."""
Wordings = Mapping[str, Callable[[int], str]]
"""Outcomes in the order in which they are asked about, each with the sentence for a number that come to it."""


class MergeTarget(Protocol):
    """One record of a plan; ``detail`` is the address or what would be blank, safe to show as ``name`` is."""

    @property
    def name(self) -> str: ...
    @property
    def detail(self) -> str: ...


@dataclass(frozen=True)
class MergePlan:
    """What a mail merge would do: ``outcomes`` has who comes to which.

    With ``blank`` those get one as well for whom a merge field is blank. ``blank_fields`` are how many records leave
    each merge field blank, among those that get one and those left out for it; ``hidden`` how many records are gone or
    hidden.
    """

    wordings: ClassVar[Wordings]
    gets: ClassVar[str]
    """The outcome of those that get one."""

    template: TemplateText
    targets: Targets
    blank: bool
    outcomes: Mapping[str, Sequence[Any]]
    blank_fields: Mapping[str, int] = field(default_factory=dict)
    hidden: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many come to each outcome, without those that nobody comes to."""
        counts = {name: len(self.outcomes.get(name, ())) for name in self.wordings}
        counts["hidden"] = self.hidden
        return {name: count for name, count in counts.items() if count}

    @property
    def count(self) -> int:
        """How many get one."""
        return self.counts.get(self.gets, 0)

    @property
    def refusal(self) -> str:
        """Why it cannot be carried out, '' where it can."""
        raise NotImplementedError

    def sentences(self, session: Session) -> list[str]:
        """Return what would be done, a line each: how many get one, who does not and why, and what would be blank."""
        lines = [self._told(self.gets, self.count)]
        lines += [self._told(name, count) for name, count in self.counts.items() if name != self.gets]
        for name, count in self.blank_fields.items():
            told = ngettext("{field}: blank for {count}.", "{field}: blank for {count}.", count)
            lines.append("  " + told.format(field=field_labels(session, [name])[0], count=format_whole(count)))
        return lines

    def left_lines(self, most: int = 200) -> list[str]:
        """Return who is left out and why, the first ``most`` names of each reason, with the detail of each."""
        lines: list[str] = []
        for outcome, count in self.counts.items():
            if outcome == self.gets:
                continue
            lines.append(self._told(outcome, count))
            targets: Sequence[MergeTarget] = self.outcomes.get(outcome, ())
            lines += [f"  {one.name}" + (f": {one.detail}" if one.detail else "") for one in targets[:most]]
            if len(targets) > most:
                lines.append("  " + _("… and {count} more").format(count=format_whole(len(targets) - most)))
        return lines

    def _told(self, outcome: str, count: int) -> str:
        return self.wordings[outcome](count).format(count=format_whole(count))
