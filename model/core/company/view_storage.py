"""Keeping views of a list under a name: who sees which, who may change them, two people at one (COM-03).

A view is its maker's own; shared, everybody sees it, and its maker or an administrator changes it. Each keeping,
renaming, sharing and deleting is a change that undo takes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.core.access.person import Person
from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.company.view_content import Arrangement, ReadBack, read_back, written
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.language import LANGUAGES, N_, _, translated
from model.core.lists.criteria import views_of
from model.core.records.employee_table import EmployeeTable
from model.core.records.record import Record
from model.core.records.saved_views import SavedView
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK
from model.core.storage.statements import slot, statement
from model.core.text import fold, quotation, storable, visible

LONGEST_NAME = 60
"""Characters of a view's name: it stands in the title of the list."""


@dataclass(frozen=True)
class KeptView:
    """A view as it was read; a change to it stands on this."""

    id: int
    record: str
    name: str
    owner: int
    initials: str
    """Of its maker."""
    shared: bool
    content: str

    def is_of(self, person: Person) -> bool:
        """Whether it is the person's own."""
        return self.owner == person.id

    def may_be_changed_by(self, person: Person) -> bool:
        """Whether the person may rename, overwrite, share and delete it."""
        return self.is_of(person) or (self.shared and person.role == "administrator")

    def read_back(self, session: Session) -> ReadBack:
        """Return what it shows to the person at the keyboard."""
        record = session.records[self.record]
        assert issubclass(record, Record)
        return read_back(session, record, self.content)


def _views() -> peewee.ModelSelect[SavedView]:
    initials = peewee.fn.coalesce(EmployeeTable.initials, BLANK)
    columns = (
        SavedView.id, SavedView.record, SavedView.name, SavedView.owner, initials, SavedView.shared, SavedView.content,
    )  # fmt: skip
    return SavedView.select(*columns).join(
        EmployeeTable, peewee.JOIN.LEFT_OUTER, on=EmployeeTable.id == SavedView.owner
    )


def _views_seen() -> peewee.ModelSelect[SavedView]:
    return _views().where(SavedView.shared.yes | (SavedView.owner == ME))


@statement
def _views_of(one_list: bool) -> peewee.Query:
    views = _views_seen().order_by(SavedView.record, SavedView.owner != ME, SavedView.name.folded, SavedView.id)
    return views.where(SavedView.record == slot("record")) if one_list else views


@statement
def _one_seen() -> peewee.Query:
    return _views_seen().where(SavedView.id == slot("id"))


@statement
def _own_by_name() -> peewee.Query:
    return _views().where(
        SavedView.record == slot("record"), SavedView.owner == slot("owner"), SavedView.name.folded == slot("key")
    )


def _kept(row: tuple[Any, ...]) -> KeptView:
    return KeptView(row[0], row[1], row[2], row[3], row[4], bool(row[5]), row[6])


def kept_views(session: Session, record: type[Record] | None = None) -> list[KeptView]:
    """Return the views that the person sees, of one list or of all: their own by name, then what others share."""
    asked = {} if record is None else {"record": record.name_in_code}
    return [_kept(row) for row in session.rows(_views_of(record is not None), **asked)]


def view_on_file(session: Session, view_id: int) -> KeptView | None:
    """Return one view as it is now, None where it is gone or not to be seen."""
    row = session.row(_one_seen(), id=view_id)
    return None if row is None else _kept(row)


def own_view(session: Session, record: type[Record], name: str) -> KeptView | None:
    """Return the person's own view of that name, None where there is none."""
    return _view_of(session, record.name_in_code, session.person.id, name)


def _view_of(session: Session, record: str, owner: int, name: str) -> KeptView | None:
    row = session.store.row(_own_by_name(), record=record, owner=owner, key=fold(name))
    return None if row is None else _kept(row)


def find_view(session: Session, record: type[Record], name: str) -> KeptView:
    """Return the view that ``name`` means: the person's own, else one that others share, with "KNO: " before it whose.

    Raises :class:`NotFoundError` where there is none, and :class:`UserError` naming all where it may be several.
    """
    views = kept_views(session, record)
    wanted, me = fold(name), session.person
    own = [view for view in views if view.is_of(me) and fold(view.name) == wanted]
    found = own or [view for view in views if fold(view.name) == wanted]
    if not found:
        initials, colon, rest = name.partition(":")
        if colon:
            found = [v for v in views if fold(v.initials) == fold(initials) and fold(v.name) == fold(rest)]
    if not found:
        known = ", ".join([*views_of(record), *(visible(view.name) for view in views)])
        message = _("There is no view {name}: one of {views}.").format(name=quotation(name), views=known)
        raise NotFoundError(message, "view")
    if len(found) > 1:
        names = ", ".join(quotation(f"{view.initials}: {view.name}") for view in found)
        raise UserError(_("{name} may be any of {names}.").format(name=quotation(name), names=visible(names)), "view")
    return found[0]


def checked_name(record: type[Record], text: str) -> str:
    """Return ``text`` as the name of a view; raise :class:`UserError` for what cannot be one."""
    name = " ".join(storable(text).split())
    if not fold(name):
        raise UserError(_("Give the view a name."), "name")
    if len(name) > LONGEST_NAME:
        raise UserError(
            _("The name of a view is at most {longest} characters long.").format(longest=LONGEST_NAME), "name"
        )
    for view in record.views:
        if fold(name) in (fold(view.name), *(fold(translated(view.label, language)) for language in LANGUAGES)):
            raise UserError(_("{name} is a view that is there already, ready-made.").format(name=name), "name")
    return name


def keep(session: Session, record: type[Record], name: str, arrangement: Arrangement, *, shared: bool = False) -> int:
    """Keep a new view of one's own and return its ID.

    Raises :class:`UserError` for a name that cannot be or that another of one's own has, and
    :class:`NotAllowedError` for a reader.
    """
    name = checked_name(record, name)
    values = {"record": record.name_in_code, "name": name, "owner": session.person.id, "shared": shared}
    with change(session, N_("Keep view {name}"), "view", name=name) as made:
        _refuse_taken(made, record.name_in_code, session.person.id, name)
        return made.insert(SavedView, {**values, "content": written(arrangement)})


def overwrite(session: Session, view: KeptView, arrangement: Arrangement, *, shared: bool | None = None) -> None:
    """Let a view show something else, and be shared or not where ``shared`` says."""
    values = {"content": written(arrangement), "shared": view.shared if shared is None else shared}
    _change(session, view, N_("Change view {name}"), values)


def share(session: Session, view: KeptView, shared: bool) -> None:
    """Show a view to everybody, or to its maker alone."""
    told = N_("Share view {name}") if shared else N_("Share view {name} no longer")
    _change(session, view, told, {"shared": shared})


def rename(session: Session, view: KeptView, name: str) -> str:
    """Give a view another name and return it; raise :class:`UserError` for one that its maker uses for another."""
    record = session.records[view.record]
    assert issubclass(record, Record)
    name = checked_name(record, name)
    _change(session, view, N_("Rename view {name}"), {"name": name})
    return name


def delete_view(session: Session, view: KeptView) -> None:
    """Delete a view; what it showed stays."""
    with change(session, N_("Delete view {name}"), "view", name=view.name) as made:
        _still_there(made, view)
        made.delete(SavedView, view.id)


def _change(session: Session, view: KeptView, told: str, values: dict[str, Any]) -> None:
    with change(session, told, "view", name=view.name) as made:
        _still_there(made, view)
        if "name" in values:
            _refuse_taken(made, view.record, view.owner, values["name"], besides=view)
        made.update(SavedView, view.id, values)


def _still_there(made: Change, view: KeptView) -> None:
    """Raise :class:`UserError` unless the view is as it was read, and the person's to change (COM-09)."""
    person = made.session.present_person()
    now = view_on_file(made.session, view.id)
    if now is None:
        raise NotFoundError(_("The view {name} is gone.").format(name=visible(view.name)), "view")
    if not now.may_be_changed_by(person):
        raise NotAllowedError(
            _("It is the view of {who}: only {who} or an administrator changes it.").format(who=now.initials), "view"
        )
    if now != view:
        raise UserError(
            _("The view {name} has been changed by somebody else meanwhile; look at it again.").format(
                name=visible(view.name)
            ),
            "view",
        )


def _refuse_taken(made: Change, record: str, owner: int, name: str, *, besides: KeptView | None = None) -> None:
    taken = _view_of(made.session, record, owner, name)
    if taken is not None and (besides is None or taken.id != besides.id):
        who = made.session.person.initials if besides is None else besides.initials
        raise UserError(_("{who} has a view of that name already: {name}.").format(who=who, name=visible(name)), "name")
