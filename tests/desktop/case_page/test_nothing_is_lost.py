"""The law of the house, on the real window: every word typed is there once, in its case, whatever one does."""

import re
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.workflows import notes
from tests.desktop.furnished import Desk

EXAMPLES = settings.get_profile(settings.get_current_profile_name()).max_examples // 4
LETTERS = {"ka": "Karwan Aziz", "ni": "Nino Beridze", "fa": "Fatemeh Rezai"}
ACTS = st.one_of(
    st.sampled_from(["type", "sign", "wait", "leave area", "amend", "escape", "other draft", "lock"]),
    st.sampled_from(sorted(LETTERS)),
)


class Typist:
    """Types words nobody types twice, and knows in which case each belongs."""

    def __init__(self, desks: Callable[[str], Desk]) -> None:
        self.desks = desks
        self.desk = desks("hanna")
        self.words: dict[str, str] = {}
        self.case = ""
        self.done: list[str] = []

    def do(self, act: str) -> None:
        desk = self.desk
        self.done.append(f"{act} (word {len(self.words)})")
        if act in LETTERS:
            desk.press("Ctrl+F")
            desk.type(act)
            desk.press("Return")
            self.case = LETTERS[act]
            self.write()
            desk.until(lambda: desk.page.state.case == desk.office.cases[self.case])
            desk.until(lambda: desk.page.editor.text.hasFocus())
        elif not self.case:
            return
        elif act == "type":
            self.write()
        elif act == "wait":
            desk.settle()
        elif act == "lock":
            desk.close()
            self.desk, self.case = self.desks("hanna"), ""
        elif act == "leave area":
            desk.window.navigate("settings")
            desk.window.navigate("case", case_id=desk.office.cases[self.case], focus="note")
        elif act == "amend":
            desk.until(lambda: desk.page.timeline.shown.loaded)
            desk.press("Alt+A")
            if desk.focus is desk.page.editor.reason:
                desk.type("reden")
                desk.press("Return")
            self.write()
        else:
            desk.press({"sign": "Ctrl+Return", "escape": "Escape", "other draft": "Alt+D"}[act])
            desk.page.editor.text.setFocus()

    def write(self) -> None:
        word = f"woord{len(self.words)}"
        self.desk.type(f"{word} ")
        self.words[word] = self.case

    def found(self, name: str) -> str:
        """Return everything the store holds of a case, signed or not."""
        case = self.desk.office.cases[name]
        entries = self.desk.stored(notes.list_notes, case)
        texts = [entry.text for entry in entries]
        texts += [amendment.text for entry in entries for amendment in entry.amendments]
        return " ".join([*texts, *(draft.text for draft in self.desk.stored(notes.list_drafts, case))])

    def check(self) -> None:
        self.desk.window.flush()
        for _round in range(3):
            self.desk.settle()
        held = {name: re.findall(r"woord\d+", self.found(name)) for name in LETTERS.values()}
        for word, name in self.words.items():
            assert held[name].count(word) == 1, f"{word} of {name}; done: {', '.join(self.done)}"


def test_every_word_is_there_once_in_its_case(desks: Callable[[str], Desk]) -> None:
    typist = Typist(desks)

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, min_size=4, max_size=12))
    def whatever_one_does(acts: list[str]) -> None:
        for act in acts:
            typist.do(act)
        typist.check()

    whatever_one_does()
