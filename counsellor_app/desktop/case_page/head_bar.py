"""The head of the case page: who it is, what one must know, where the case stands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.case_facts import Fact
from counsellor_app.desktop.case_page.state.page import Head
from counsellor_app.desktop.look.flag_tag import FlagTag, tag_tone
from counsellor_app.desktop.look.flow_layout import FlowLayout
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.tokens import GAP_LARGE, GAP_SMALL, ICON
from sync.wording import _


class HeadBar(QWidget):
    """Lines of facts beneath the name, as many as they need; flags at the end, grey: a fact is no alarm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Head | None = None
        self._step, self._shut = "", ""
        self.title = RunsLabel(gap=12)
        self.menu = IconButton("ellipsis", _("More about this case"), "Alt+M")
        self._flags = _Flow(gap=GAP_SMALL)
        self._facts = _Flow(gap=GAP_LARGE, line_gap=GAP_SMALL, at_end=1)
        self._facts.add(self._flags)
        self.stands = RunsLabel(gap=GAP_LARGE)
        self.also = IconLabel("", tone="text3", font_role="meta")
        self.waiting = StateLabel(State.UNSENT, "", font_role="meta_medium", icon_size=ICON)
        self._standing = _Flow(gap=GAP_LARGE, line_gap=GAP_SMALL, at_end=1)
        for part in (self.stands, self.also, self.waiting):
            self._standing.add(part)
        top = QHBoxLayout()
        top.setSpacing(GAP_LARGE)
        top.addWidget(self.title, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addLayout(top)
        column.addWidget(self._facts)
        column.addWidget(self._standing)

    def show_head(self, head: Head, also: str, waiting: str) -> None:
        """Show another head, the other names, and what the office does not have yet."""
        self.title.set_runs([Run(head.title, "page_title"), Run(head.own_name, "page_title_own", "text2")])
        if self._shown is None or (head.facts, head.flags) != (self._shown.facts, self._shown.flags):
            self._facts.fill([_fact(fact) for fact in head.facts])
            self._flags.fill([FlagTag(words, icon, tag_tone(icon)) for icon, words in head.flags])
        self._shown = head
        self._show_stands(head)
        self.also.set_text(also)
        self.also.setVisible(bool(also))
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


class _Flow(QWidget):
    """Widgets beside each other on as many lines as they need, replaced as a whole; what was added stays behind."""

    def __init__(self, *, gap: int, line_gap: int | None = None, at_end: int = 0) -> None:
        super().__init__()
        self._flow = FlowLayout(self, gap=gap, line_gap=line_gap, at_end=at_end)
        self._shown: list[QWidget] = []
        self._kept: list[QWidget] = []

    def add(self, widget: QWidget) -> None:
        """Keep *widget* at the end, whatever is shown before it."""
        self._kept.append(widget)
        self._flow.addWidget(widget)

    def fill(self, widgets: Sequence[QWidget]) -> None:
        """Show these instead."""
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        while self._flow.takeAt(0) is not None:
            pass
        self._shown = list(widgets)
        for widget in (*widgets, *self._kept):
            self._flow.addWidget(widget)
        self.setVisible(bool(widgets or self._kept))
        self.updateGeometry()


def _fact(fact: Fact) -> QWidget:
    icon, words = fact
    return IconLabel(words, icon, font_role="ui", icon_size=ICON)
