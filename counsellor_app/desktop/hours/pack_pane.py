"""The day pack: choose hours, and only their cases stay on this laptop until a day. Says first what will happen."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.hours.state.listing import day_words, place_words
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import pane_title
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hour_pages import HourRow
from counsellor_app.workflows import day_packs
from counsellor_app.workflows.day_packs import Pack, Packed
from sync.wording import _, ngettext

START_KEY = "Ctrl+Return"
_MOST_HOURS = 30


class PackPane(QWidget):
    """``changed``: a pack began or ended. ``closed`` by Escape."""

    changed = Signal()
    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._context = context
        self.boxes: dict[str, QCheckBox] = {}
        self._days: dict[str, str] = {}
        self.words = text_label("", "ui", "text2", wrap=True)
        self.trouble = BannerBar("", "", "danger")
        self.until = QLineEdit()
        self.start = KeyHintButton(_("Keep only these cases here"), START_KEY, "primary", icon="luggage")
        self.start.clicked.connect(self._start)
        self.end = KeyHintButton(_("End the day pack"), "", "primary")
        self.end.clicked.connect(self._end)
        self._choice = QWidget()
        self._list = QVBoxLayout()
        self._lay_out()
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(pane_title(_("Day pack")), 1)
        close = IconButton("x", _("Back to the list"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        inside = QWidget()
        set_surface(inside, "list")
        self._list.setSpacing(GAP_SMALL)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._list)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_surface(scroll, "list")
        scroll.setWidget(inside)
        choice = QVBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(GAP)
        choice.addWidget(scroll, 1)
        choice.addWidget(FieldRow(_("Until and including"), self.until, "", "beside", label_width=120))
        choice.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeading)
        column = QVBoxLayout(self)
        column.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP_LARGE)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.trouble)
        column.addWidget(self.words)
        column.addWidget(self.end, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._choice, 1)
        column.addStretch(0)
        self.trouble.hide()

    def begin(self, rows: Sequence[HourRow], pack: Pack | None) -> None:
        """Offer the coming hours; or say which pack is in force, and offer to end it."""
        self.trouble.hide()
        self.end.setVisible(pack is not None)
        self._choice.setVisible(pack is None)
        if pack is not None:
            self.words.setText(pack_words(pack) + "\n" + _("Ending it fetches all your cases again at the next sync."))
            self.end.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.words.setText(
            _(
                "Only the cases of the hours you choose stay on this laptop; all others are put away from it and stay "
                "at the office, and so does who comes to other hours, names on paper slips too. The team’s list of "
                "hours stays. Whoever knows your password could fetch everything again: a lost laptop must be revoked."
            )
        )
        self._offer(rows)

    def _offer(self, rows: Sequence[HourRow]) -> None:
        for box in self.boxes.values():
            self._list.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes, self._days, today = {}, {}, date.today()
        coming = [row for row in rows if row.hour.day >= today.isoformat()][:_MOST_HOURS]
        tomorrow = next((row.hour.day for row in coming if row.hour.day > today.isoformat()), today.isoformat())
        for row in coming:
            people = row.counts.to_come + row.counts.present
            words = facts(
                f"{day_words(row.hour.day, today, long=False)} {row.hour.starts}",
                place_words(row.place)[0],
                ngettext("{n} person", "{n} people", people).format(n=people),
            )
            box = QCheckBox(words)
            box.setToolTip(row.place.name)
            box.setChecked(row.hour.day == tomorrow)
            box.toggled.connect(self._show_until)
            self.boxes[row.hour.id], self._days[row.hour.id] = box, row.hour.day
            self._list.addWidget(box)
        self.until.setModified(False)
        self._show_until()
        self.start.setEnabled(bool(coming))
        first = next(iter(self.boxes.values()), None)
        (first or self.until).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def chosen(self) -> list[str]:
        """Return the ids of the chosen hours."""
        return [hour for hour, box in self.boxes.items() if box.isChecked()]

    def _show_until(self) -> None:
        """Until the last of the chosen hours, unless somebody wrote another day."""
        if self.until.isModified():
            return
        days = [self._days[hour] for hour in self.chosen()]
        last = date.fromisoformat(max(days, default=date.today().isoformat()))
        self.until.setText(last.strftime("%d-%m-%Y"))

    def _start(self) -> None:
        self.trouble.hide()
        self.start.setEnabled(False)
        call = partial(day_packs.start_pack, self._context.session, self.chosen(), self.until.text())
        self._context.run(call, owner=self, done=self._started, failed=self._refused)

    def _started(self, packed: Packed) -> None:
        self.start.setEnabled(True)
        words = ngettext("{n} case was put away", "{n} cases were put away", packed.put_away).format(n=packed.put_away)
        self._context.status_message(words)
        self.changed.emit()
        self.closed.emit()

    def _refused(self, error: Exception) -> None:
        self.start.setEnabled(True)
        self.changed.emit()
        if isinstance(error, ActionableError):
            self.trouble.say(error.title, error.advice, "danger")
            self.trouble.show()

    def _end(self) -> None:
        call = partial(day_packs.end_pack, self._context.session)
        self._context.run(call, owner=self, done=lambda _none: self._ended(), failed=self._refused)

    def _ended(self) -> None:
        self._context.status_message(_("The day pack has ended. Sync to fetch everything again."))
        self.changed.emit()
        self.closed.emit()


def pack_words(pack: Pack | None) -> str:
    """Return which pack this device carries; nothing for none."""
    if pack is None:
        return ""
    if pack.over and pack.cases:
        return ngettext(
            "The day of the day pack has passed. {n} case stays until the office has everything of it.",
            "The day of the day pack has passed. {n} cases stay until the office has everything of them.",
            len(pack.cases),
        ).format(n=len(pack.cases))
    if pack.over:
        return _("The day of the day pack has passed: its cases are no longer on this laptop.")
    day = day_words(pack.until, date.today(), long=False)
    return ngettext(
        "Day pack until {day}: {n} case is on this laptop.",
        "Day pack until {day}: {n} cases are on this laptop.",
        len(pack.cases),
    ).format(day=day, n=len(pack.cases))
