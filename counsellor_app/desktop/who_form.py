"""Who is meant: type a name or number, Enter takes the case, or the name while there is no case.

Adds somebody to a queue, or says which case somebody on a slip, or of a nameless talk, has become. A room of the
window, not a feature.
"""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.rows import RowParts
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.domain.safety import programme_in_lists
from counsellor_app.workflows import duplicates, lookup
from counsellor_app.workflows.duplicates import Duplicate
from counsellor_app.workflows.session import Session
from sync.wording import _

_MOST, _MOST_LIKELY = 12, 3
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
Who = CaseRow | Duplicate | str
"""A case that is found by what was typed, one that may be meant, or the name on a slip."""
Looked = tuple[list[CaseRow], list[Duplicate]]


class WhoForm(QWidget):
    """``taken(case id, name, received, remark)``: a case (name empty) or a name; ``closed`` by Escape.

    What is typed is kept on this device at the *place* it was opened for, and stands there again.
    """

    taken = Signal(str, str, str, str)
    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._context = context
        self._adding = True
        self._found_for: str | None = None
        self._take_soon = False
        self.title = RunsLabel()
        self.said = text_label("", "meta", "text2", wrap=True)
        self.search = SearchField(_("Name, number, phone"), _("Who comes"), _("Clear"))
        self.search.textChanged.connect(self._typed)
        self.received = QLineEdit()
        self.remark = QLineEdit()
        lines = {"search": self.search, "received": self.received, "remark": self.remark}
        self.kept = KeptLines(context, lines, self)
        self._details = QWidget()
        self.rows: RowsModel[Who] = RowsModel(self._parts, self._spoken, _key, parent=self)
        self.list = RowList(TwoLineDelegate(), _("Who comes"))
        self.list.setModel(self.rows)
        self.list.clicked.connect(lambda _index: self._take())
        self._lay_out()
        for widget in (self.search, self.received, self.remark, self.list):
            widget.installEventFilter(self)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        close = IconButton("x", _("Back to the list"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.setSpacing(GAP_SMALL)
        details.addWidget(FieldRow(_("Slip received"), self.received, "", "beside", label_width=96))
        details.addWidget(FieldRow(_("Asks"), self.remark, "", "beside", label_width=96))
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.said)
        top.addWidget(self.search)
        top.addWidget(self._details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)

    def add(self, said: str, place: str) -> None:
        """Ask who comes; *said*: to which hour, or who was added last."""
        self._open(_("Add to the queue"), said, place, {"received": _("today")}, adding=True)

    def link(self, said: str, place: str, typed: str) -> None:
        """Ask which case somebody is: *said* of whom, *typed* already in the field."""
        self._open(_("Which case?"), said, place, {"search": typed}, adding=False)

    def _open(self, title: str, said: str, place: str, first: Mapping[str, str], *, adding: bool) -> None:
        self._adding, self._found_for, self._take_soon = adding, None, False
        self.title.set_runs([Run(title, "pane_title")])
        self.said.setText(said)
        self._details.setVisible(adding)
        self.kept.open(place, first)
        self._typed(self.search.text())
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def added(self, said: str, place: str) -> None:
        """Somebody was added at *place*: say so, and ask for the next."""
        self.kept.taken(place, but={"received": self.received.text()})
        if place == self.kept.place:
            self.said.setText(said)
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def linked(self, place: str) -> None:
        """It is known which case it is."""
        self.kept.taken(place)

    def _typed(self, text: str) -> None:
        call = partial(_look, self._context.session, text)
        self._context.run(call, owner=self, done=lambda found: self._found(text, *found), latest="who")

    def _found(self, text: str, cases: list[CaseRow], likely: list[Duplicate]) -> None:
        if text != self.search.text():
            return
        name = " ".join(text.split())
        rows: list[Who] = [*cases, *likely]
        if any(character.isalpha() for character in name):
            rows.append(name)
        self.rows.show(rows)
        self.rows.forget_looks()
        if rows:  # a blind Enter never takes somebody who only may be meant
            self.list.setCurrentIndex(self.rows.index(0 if cases else len(rows) - 1))
        self._found_for = text
        if self._take_soon:
            self._take()

    def _take(self) -> None:
        """Take what is chosen; when it is not yet what was typed, as soon as that is found."""
        self._take_soon = self._found_for != self.search.text()
        if self._take_soon:
            return
        who = self.rows.at(self.list.currentIndex())
        if who is None:
            return
        case, name = ("", who) if isinstance(who, str) else (_row_of(who).id, "")
        received = self.received.text() if self._adding else ""
        self.taken.emit(case, name, received, self.remark.text() if self._adding else "")

    def _parts(self, who: Who) -> RowParts:
        if isinstance(who, str):
            line = _("as on the slip, without a case") if self._adding else _("Open a new case for this name")
            return RowParts(title=who, line2=line, icons=(("file-plus", "text2", ""),))
        row = _row_of(who)
        known = facts(programme_in_lists(row.programme), row.place, row.alien_number)
        return RowParts(
            title=row.name or row.own_name or row.reference,
            own_script=row.own_name if row.own_name != row.name else "",
            meta=row.reference,
            line2=known if isinstance(who, CaseRow) else facts(_("may be meant"), *who.reasons[:1], row.place),
        )

    def _spoken(self, who: Who) -> str:
        return self._parts(who).spoken()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while one types; Enter takes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self._take()
                return True
            if watched is self.search and event.key() in _MOVES and not event.modifiers():
                self.list.keyPressEvent(event)
                return True
        return super().eventFilter(watched, event)


def _key(who: Who) -> str:
    return f"slip {who}" if isinstance(who, str) else _row_of(who).id


def _row_of(who: CaseRow | Duplicate) -> CaseRow:
    return who.row if isinstance(who, Duplicate) else who


def _look(session: Session, text: str) -> Looked:
    """Return the cases that what was typed finds, and others whose person may be meant: a word more, or another way."""
    found = lookup.list_cases(session, CaseFilter(query=text), None, _MOST)[0]
    ids = {row.id for row in found}
    wanted = duplicates.asked_about(name=text)
    likely = duplicates.likely_duplicates(session, wanted, limit=_MOST_LIKELY) if len(text.split()) > 1 else []
    return found, [one for one in likely if one.row.id not in ids]
