"""The head of the case page: who it is, what one must know, where the case stands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.case_facts import Fact
from counsellor_app.desktop.case_page.state.page import Head
from counsellor_app.desktop.look.flag_tag import FlagTag, tag_tone
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.tokens import GAP_LARGE, GAP_SMALL, ICON
from sync.wording import _


class HeadBar(QWidget):
    """Two lines of facts beneath the name; flags at the end, grey: a fact is no alarm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Head | None = None
        self._step, self._shut = "", ""
        self.title = RunsLabel(gap=12)
        self.menu = IconButton("ellipsis", _("More about this case"), "Alt+M")
        self._facts = _Row(GAP_LARGE)
        self._flags = _Row(GAP_SMALL)
        self.stands = RunsLabel(gap=GAP_LARGE)
        self.also = IconLabel("", tone="text3", font_role="meta")
        self.waiting = StateLabel(State.UNSENT, "", font_role="meta_medium", icon_size=ICON)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addLayout(self._line((self.title, 1), (self.menu, 0)))
        column.addLayout(self._line((self._facts, 1), (self._flags, 0)))
        column.addLayout(self._line((self.stands, 0), (self.also, 1), (self.waiting, 0)))

    @staticmethod
    def _line(*parts: tuple[QWidget, int]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP_LARGE)
        for widget, stretch in parts:
            line.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
        return line

    def show_head(self, head: Head, also: str, waiting: str) -> None:
        """Show another head, the other names, and what the office does not have yet."""
        self.title.set_runs([Run(head.title, "page_title"), Run(head.own_name, "page_title_own", "text2")])
        if self._shown is None or (head.facts, head.flags) != (self._shown.facts, self._shown.flags):
            self._facts.fill([_fact(fact) for fact in head.facts])
            self._flags.fill([FlagTag(words, icon, tag_tone(icon)) for icon, words in head.flags])
        self._shown = head
        self._show_stands(head)
        self.also.set_text(also)
        self.waiting.set_state(State.UNSENT, waiting)
        self.waiting.setVisible(bool(waiting))

    def show_step(self, step: str, shut: str) -> None:
        """Show the step of the programme the case stands at, and what stands in its way."""
        self._step, self._shut = step, shut
        if self._shown is not None:
            self._show_stands(self._shown)

    def _show_stands(self, head: Head) -> None:
        self.stands.set_runs(
            [
                Run(head.programme, "meta_strong", "text"),
                Run(self._step, "meta_medium", "text"),
                Run(self._shut, "meta_medium", "amber"),
                Run(head.status, "meta_medium", head.status_tone or "text2"),
                Run(head.rest, "meta", "text2"),
            ]
        )

    def show_awaited(self) -> None:
        """Show that the case is still being read: nobody else's name stands here meanwhile."""
        self._step, self._shut = "", ""
        self.show_head(Head(_("Reading…"), "", (), (), "", "", "", ""), "", "")


class _Row(QWidget):
    """Widgets beside each other, replaced as a whole."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(gap)
        self._line.addStretch(1)
        self._shown: list[QWidget] = []

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """Show these instead."""
        for widget in self._shown:
            widget.hide()
            self._line.removeWidget(widget)
            widget.deleteLater()
        self._shown = list(widgets)
        for place, widget in enumerate(widgets):
            self._line.insertWidget(place, widget)


def _fact(fact: Fact) -> QWidget:
    icon, words = fact
    return IconLabel(words, icon, font_role="ui", icon_size=ICON)
