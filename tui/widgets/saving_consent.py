"""What is asked before a form is saved: what nobody is to lose by a key that was pressed without thinking of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.changes.opt_outs import holders, question, taken_back
from model.core.changes.ownership import only_seen_by, unseen_sentence
from model.core.language import _
from model.core.records.record import Record
from model.core.text import visible
from tui.widgets.form_state import Saving

if TYPE_CHECKING:
    from tui.base_app import BaseApp

RowValues = Callable[[Session, Saving], Mapping[str, Any]]
"""The values of the record's own fields that would be saved."""


class SavingConsent:
    """Asks whether a record may go out of the person's own sight, whether a wish not to be contacted may go, and about
    what the kind of record has a caution about, unless ``asks_cautions`` is false.
    """

    def __init__(
        self,
        app: BaseApp,
        record_type: type[Record],
        saving: Saving,
        row_values: RowValues,
        *,
        asks_cautions: bool = True,
    ) -> None:
        self._app = app
        self._record_type = record_type
        self._saving = saving
        self._row_values = row_values
        self._asks_cautions = asks_cautions
        self.only_for = ""
        """The initials of who alone will see the record, '' where the person will too."""

    async def given(self) -> bool:
        """Ask what there is to ask; return whether the record is to be saved."""
        self.only_for = await self._app.engine.read(self._hidden_for)
        if self.only_for and not await self._answers([unseen_sentence(self.only_for)]):
            return False
        for label, title in await self._app.engine.read(self._wishes_taken_back):
            # Decision 20: a wish not to be contacted is taken back deliberately.
            if not await self._answers([question(label, title)]):
                return False
        cautions = await self._app.engine.read(self._cautions) if self._asks_cautions else []
        return not cautions or await self._answers(cautions)

    async def _answers(self, lines: Sequence[str]) -> bool:
        from tui.widgets.dialogs import Confirm

        return bool(await self._app.ask(Confirm(_("Save it?"), lines, yes=_("Save"))))

    def _cautions(self, session: Session) -> Sequence[str]:
        fields = self._record_type.fields()
        values = {name: value for name, value in self._saving.values.items() if name in fields}
        return self._record_type.cautions(session, self._saving.record_id, values)

    def _hidden_for(self, session: Session) -> str:
        """Return the initials of who alone would see the record, '' where the person would too."""
        values, record_id = self._row_values(session, self._saving), self._saving.record_id
        if record_id is None:
            return only_seen_by(session, self._record_type, values, None)
        row = read(session, self._record_type, record_id)
        on_file = {name: getattr(row, name) for name in self._record_type.fields()}
        return only_seen_by(session, self._record_type, values, on_file)

    def _wishes_taken_back(self, session: Session) -> list[tuple[str, str]]:
        """Return the wishes not to be contacted that saving would take back, with what the record is called."""
        record_id = self._saving.record_id
        if record_id is None:
            return []
        gone = taken_back(self._record_type, self._saving.values)
        found = holders(session, self._record_type, [record_id], gone)
        title = visible(session.names.title_of(self._record_type.name_in_code, record_id))
        return [(self._record_type.field(name).title, title) for name, kept in found.items() if kept]
