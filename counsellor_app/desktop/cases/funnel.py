"""The funnel: narrows the list by flag, programme, step, place and status, and says by which."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counsellor_app.desktop import field_words
from counsellor_app.desktop.cases.state.listing import Filters
from counsellor_app.desktop.chooser import Option, chooser_of
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.domain.overviews import CaseStep
from counsellor_app.domain.records import CaseStatus, FlagCode
from counsellor_app.workflows import finding
from sync.wording import _, language

FUNNEL_KEY = "Ctrl+Shift+F"


class Funnel(IconButton):
    """``chosen(Filters)`` when the person narrows or widens the list."""

    chosen = Signal(object)
    key = FUNNEL_KEY

    def __init__(self, context: DesktopContext, parent: QWidget) -> None:
        name = _("Narrow the list by flag, programme, step, place or status")
        super().__init__("list-filter", name, FUNNEL_KEY, parent=parent)
        self._context = context
        self._filters = Filters()
        self._steps: dict[str, str] = {}
        self.label = KeyHintButton("", "", "link", "x", tip=_("Show all again"))
        self.label.clicked.connect(lambda: self._take(Filters()))
        self.label.hide()
        self.clicked.connect(self.open)

    def open(self) -> None:
        """Ask the store which programmes, steps and places are in use, then show all choices in one box."""
        session, programme = self._context.session, self._filters.programme
        self._context.run(
            lambda: (finding.places(session), finding.programmes(session), finding.steps(session, programme)),
            owner=self,
            done=lambda found: self._offer(*found),
            latest="used",
        )

    def _offer(self, places: list[str], programmes: list[str], steps: list[CaseStep]) -> None:
        self._steps = {one.step: one.words(language()) for one in steps}
        options = [Option(f"flag:{code}", field_words.flag(code), _("flag")) for code in FlagCode]
        options += [Option(f"programme:{code}", code, _("programme")) for code in programmes]
        options += [Option(f"step:{code}", words, _("step")) for code, words in self._steps.items()]
        options += [Option(f"place:{place}", place, _("place")) for place in places]
        options += [Option(f"status:{code}", field_words.case_status(code), _("status")) for code in CaseStatus]
        chooser_of(self).ask(self, _("Narrow by"), options, self._chosen)

    def _chosen(self, key: str) -> None:
        name, _colon, value = key.partition(":")
        chosen = replace(self._filters, **{name: value})
        self._take(replace(chosen, step_words=self._steps[value]) if name == "step" else chosen)

    def _take(self, filters: Filters) -> None:
        self._filters = filters
        words = filters.words()
        self.label.set_label(words)
        self.label.setVisible(bool(words))
        self.chosen.emit(filters)
