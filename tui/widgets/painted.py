"""A widget that paints its own rows from pieces of text with named styles."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget

STYLES = {
    "label": "text-style: dim;",
    "dim": "text-style: dim;",
    "heading": "color: $accent; text-style: bold;",
    "typing": "text-style: underline;",
    "cursor": "text-style: reverse;",
    "mark": "color: $accent;",
    "error": "color: $error; text-style: bold;",
    "told": "color: $accent;",
    "taken": "text-style: bold;",
    "strong": "text-style: bold;",
    "pick": "background: $boost; color: $foreground;",
    "pickdim": "background: $boost; text-style: dim;",
    "picked": "text-style: reverse;",
    "question": "text-style: reverse;",
    "good": "color: $success;",
    "bad": "color: $error;",
    "warm": "color: $warning;",
    "cold": "color: $primary;",
}
"""Every style by name. Nothing is said by colour alone: signs stand beside it."""


def styles_css(widget: str, own: str = "") -> str:
    """Return the style sheet of a painted widget; ``own`` are its own rules."""
    return f"{widget} {{ {own} }}\n" + "\n".join(
        f"{widget} > .painted--{name} {{ {rules} }}" for name, rules in STYLES.items()
    )


class Painted(Widget, can_focus=True, inherit_bindings=False):
    """Rows of pieces; a subclass gives ``render_line`` and its style sheet by :func:`styles_css`."""

    COMPONENT_CLASSES = {f"painted--{name}" for name in STYLES}

    _styles: dict[str, Style] | None = None
    """The styles that have been asked for, by name, until the style sheet is applied anew."""

    def style_of(self, name: str) -> Style:
        """Return a style by its name; '' is the plain one.

        A row asks for one with every piece, and each is worked out of those of all that the widget stands in.
        """
        if self._styles is None:
            self._styles = {}
        style = self._styles.get(name)
        if style is None:
            style = self.rich_style
            if name:
                style += self.get_component_rich_style(f"painted--{name}", partial=True)
            self._styles[name] = style
        return style

    def notify_style_update(self) -> None:
        """Forget the styles: others may stand in the style sheet."""
        self._styles = None
        super().notify_style_update()
