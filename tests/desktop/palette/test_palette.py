"""The palette over a real store: one box for people, notes, screens and commands."""

from counsellor_app.desktop.palette.state import Heading, Offer
from tests.desktop.furnished import Desk
from tests.stopwatch import Stopwatch, quickest


def open_palette(desk: Desk, text: str) -> None:
    desk.press("Ctrl+K")
    assert desk.palette.isVisible()
    desk.type(text)
    desk.until(lambda: not desk.palette.state.searching)


def headings(desk: Desk) -> list[str]:
    return [line.text for line in desk.palette.state.lines() if isinstance(line, Heading)]


def test_a_person_is_two_letters_and_enter_away_from_anywhere(hanna: Desk) -> None:
    hanna.window.navigate("settings")
    hanna.press("Ctrl+K")
    hanna.type("ni")
    hanna.press("Return")
    hanna.until(lambda: hanna.page.state.case == hanna.office.cases["Nino Beridze"])
    hanna.until(lambda: hanna.focus is hanna.page.editor.text)
    assert not hanna.palette.isVisible()


def test_words_of_a_note_lead_to_the_note(hanna: Desk) -> None:
    open_palette(hanna, "kennismaking fatemeh")
    assert headings(hanna) == ["Notes"]
    hanna.press("Return")
    hanna.until(lambda: hanna.page.state.case == hanna.office.cases["Fatemeh Rezai"])
    hanna.until(lambda: hanna.page.timeline.current() is not None)
    row = hanna.page.timeline.current()
    assert row is not None
    assert row.body.startswith("Kennismaking met Fatemeh")


def test_commands_of_the_shown_features_are_there_with_their_keys(hanna: Desk) -> None:
    hanna.open("ka")
    open_palette(hanna, "new ca")
    offers = [line for line in hanna.palette.state.lines() if isinstance(line, Offer)]
    assert [(offer.text, offer.key) for offer in offers] == [("New case", "Ctrl+N")]
    hanna.press("Return")
    hanna.until(lambda: hanna.focus is hanna.cases.form.fields["name"])


def test_escape_goes_back_to_the_word_one_was_writing(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("Half een w")
    open_palette(hanna, "zzz")
    assert "Nothing found" in hanna.palette.hint.text()
    hanna.press("Escape")
    assert not hanna.palette.isVisible()
    hanna.type("oord")
    assert hanna.text == "Half een woord"


def test_arrows_choose_and_headings_are_passed_over(hanna: Desk) -> None:
    open_palette(hanna, "ka")
    assert headings(hanna)[0] == "People"
    hanna.press("Down")
    row = hanna.palette.rows.at(hanna.palette.list.currentIndex())
    assert row is not None
    assert not isinstance(row, Heading)


def test_names_are_painted_within_fifty_milliseconds_of_a_keystroke(hanna: Desk) -> None:
    hanna.press("Ctrl+K")

    def median() -> float:
        took = []
        hanna.palette.field.clear()
        for letter in "karwan":
            watch = Stopwatch()
            hanna.type(letter)
            hanna.until(lambda: not hanna.palette.state.waits_for_names)
            took.append(watch.seconds)
        return sorted(took)[len(took) // 2]

    assert quickest(median, 0.05) < 0.05


def test_odd_questions_never_break_it(hanna: Desk) -> None:
    hanna.press("Ctrl+K")
    for text in ('" OR 1=1 --', "NEAR(", "*", "a" * 4000, "\u202eabc", "'"):
        hanna.palette.field.setText(text)
        hanna.until(lambda: not hanna.palette.state.searching)
    assert hanna.crashes == []
