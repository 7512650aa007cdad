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

    def style_of(self, name: str) -> Style:
        """Return a style by its name; '' is the plain one."""
        if not name:
            return self.rich_style
        return self.rich_style + self.get_component_rich_style(f"painted--{name}", partial=True)
