"""A form as it stands on the screen: its fields laid out, and only those cells painted anew that have changed."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.worker import Worker, WorkType

from model.core.fields.base import Reading
from tui.widgets.form_picture import FormPicture
from tui.widgets.form_state import FormState
from tui.widgets.painted import Painted, styles_css


class FormView(Painted):
    """The rows of a form; what is typed, asked and saved is for :class:`~tui.widgets.form.Form`."""

    DEFAULT_CSS = styles_css("FormView", "height: 1fr; width: 1fr;")

    def __init__(self, state: FormState, reading: Callable[[], Reading], *, ascii: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state
        self.ascii = ascii
        self.picture = self.make_picture(reading, ascii=ascii)

    def make_picture(self, reading: Callable[[], Reading], *, ascii: bool) -> FormPicture:
        """Return what lays the fields out and paints them."""
        return FormPicture(self.state, reading, ascii=ascii)

    # Textual's own

    def on_resize(self) -> None:
        """Lay the fields out anew."""
        self.lay_out()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show where the person is, and the cursor, as long as keys go to the form.

        Textual tells a widget of the focus before the widget has it, so what hears of it would still paint it without.
        """
        super().watch_has_focus(has_focus)
        self.picture.focused = has_focus
        if has_focus:
            self.lay_out()
        else:
            self.app.cursor_position = Offset(0, 0)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        if (self.picture.width, self.picture.height) != self.size:
            # Textual paints a widget of a new size before it tells the widget.
            self.picture.arrange(*self.size)
        return self.picture.line(y, self.style_of)

    # What is painted anew

    def lay_out(self, *, whole: bool = True) -> bool:
        """Lay the fields out; return whether everything was painted anew because something has moved."""
        if not self.size.width:
            return False
        anew = self.picture.arrange(*self.size) or whole
        if anew:
            self.refresh()
        self._place_cursor()
        return anew

    def refresh_field(self, name: str) -> None:
        """Paint a field with all that is said below it."""
        self.repaint(self.picture.field_region(name))
        self._place_cursor()

    def refresh_value(self, name: str) -> None:
        """Paint what is typed; the sign that it is changed comes when the field is left."""
        self.repaint(self.picture.value_region(name))
        self._place_cursor()

    def refresh_foot(self) -> None:
        """Paint the foot."""
        self.repaint(self.picture.foot_region())

    def repaint(self, region: Region) -> None:
        """Paint some cells anew; Textual takes a region without cells for the whole widget."""
        if region:
            self.refresh(region)

    def begin(self, group: str, work: WorkType[None]) -> Worker[None]:
        """Run ``work`` in place of what is still under way of its group."""
        return self.run_worker(work, group=group, exclusive=True, exit_on_error=False)

    def tell(self, text: str) -> None:
        """Say something at the foot, until the next key."""
        self.state.told = text
        self.refresh_foot()

    def _place_cursor(self) -> None:
        """Tell the terminal where typed text goes: input methods show their window there."""
        place = self.picture.cursor() if self.has_focus else None
        if place is not None:
            self.app.cursor_position = self.content_region.offset + place
