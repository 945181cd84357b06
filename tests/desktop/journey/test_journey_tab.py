"""The journey in the window: driven by keys, on real stores; nothing here uses a mouse."""

from typing import Any

from PySide6.QtWidgets import QLabel, QWidget

from counsellor_app.desktop.journey.state import asking, ways
from counsellor_app.desktop.journey.view import JourneyTab
from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.workflows import casework, eligibility, journey, lookup, merging, safety
from tests.desktop.furnished import Desk

NAME = "Selamawit Tesfaye"


def at_journey(desk: Desk, name: str = "sela") -> JourneyTab:
    desk.open(name)
    tab = desk.page.journey
    desk.until(lambda: tab.journey is not None)
    desk.page.show_tab(desk.page.places["journey"])
    desk.settle()
    return tab


def minor(desk: Desk) -> str:
    """Selamawit is twelve and alone, in the programme for minors."""
    case = desk.office.cases[NAME]
    desk.stored(casework.set_fields, case, {"birth_date": "2014", "programme": "UAM"})
    desk.stored(eligibility.set_fact, case, "unaccompanied", "yes")
    return case


def fill(desk: Desk, form: Any, **values: str) -> None:
    """Fill fields of an open form and send it by Ctrl+Enter."""
    for name, text in values.items():
        form._typed(name, text)
    first = next(iter(form.fields.values()))
    first.setFocus()
    desk.press("Ctrl+Return")
    desk.settle()


def gate(tab: JourneyTab, code: str) -> GateState:
    assert tab.journey is not None
    return next(one.state for way in tab.journey.ways for one in way.gates if one.gate == code and way.running)


def test_a_closed_gate_is_seen_refused_and_opened_with_evidence(hanna: Desk) -> None:
    case = minor(hanna)
    tab = at_journey(hanna)
    hanna.until(lambda: tab.journey is not None and len(tab.journey.ways) == 2)
    card = next(one for one in tab.cards if one.way is not None and one.way.enrolment.programme == "UAM")
    assert gate(tab, "guardian-agreement") == GateState.BLOCKED
    assert tab.count() != "0"
    hanna.stored(journey.mark_step, case, "guardian", programme="UAM")
    hanna.until(lambda: card.way is not None and card.way.next_step.step.code == "application")
    card.step_wanted.emit("application")
    hanna.until(lambda: card.form.spec is not None)
    assert "guardian" in card.form.spec.says
    fill(hanna, card.form, state="done")
    hanna.until(lambda: "gate is closed" in card.form._refused.text())
    hanna.press("Escape")
    card.gate_wanted.emit("guardian-agreement")
    hanna.until(lambda: card.form.spec is not None and card.form.spec.kind == "evidence")
    fill(hanna, card.form, kinds="guardian_agreement", given_by="Nidos")
    hanna.until(lambda: gate(tab, "guardian-agreement") == GateState.OPEN)
    assert [one.given_by for one in hanna.stored(journey.journey, case).ways[0].evidence] == ["Nidos"]


def test_eligibility_with_reasons_in_the_window(hanna: Desk) -> None:
    case = hanna.office.cases["Karwan Aziz"]
    tab = at_journey(hanna, "karw")
    hanna.press("Alt+Shift+K")
    hanna.until(lambda: tab.checks.form.spec is not None)
    fill(hanna, tab.checks.form, programme="HRT", on="01-06-2007")
    hanna.until(lambda: bool(tab.journey and tab.journey.checks))
    row = tab.checks.rows.rows[0].row
    assert "cannot say yet" in row.end
    assert "Asylum claim lodged on" in row.text
    hanna.press("Alt+Shift+F")
    hanna.until(lambda: tab.facts.form.spec is not None)
    fill(hanna, tab.facts.form, code="asylum_claim_on", value="15-06-2006")
    hanna.until(lambda: bool(hanna.stored(eligibility.facts, case)))
    hanna.press("Alt+Shift+K")
    hanna.until(lambda: tab.checks.form.spec is not None)
    fill(hanna, tab.checks.form, programme="HRT", on="01-06-2007")
    hanna.until(lambda: tab.journey is not None and len(tab.journey.checks) == 2)
    hanna.until(lambda: tab.checks.rows.rows[0].row.end.startswith("\u2068no"))
    assert "version vw2000" in tab.checks.rows.rows[0].row.text


def test_only_a_supervisor_is_offered_an_override(hanna: Desk) -> None:
    minor(hanna)
    tab = at_journey(hanna)
    assert tab.override.isHidden()
    assert "Override a gate" not in [command.text for command in tab.commands()]


def test_a_supervisor_overrides_with_a_reason(lead: Desk) -> None:
    case = lead.office.cases[NAME]
    tab = at_journey(lead)
    assert not tab.override.isHidden()
    tab.override.click()
    lead.until(lambda: tab.enrolments.form.spec is not None)
    assert tab.enrolments.form.spec is not None
    assert tab.enrolments.form.spec.warns
    fill(lead, tab.enrolments.form, gate="REAN/consent", reason="")
    assert tab.enrolments.form.spec is not None
    fill(lead, tab.enrolments.form, reason="The form is in the post")
    lead.until(lambda: gate(tab, "consent") == GateState.OVERRIDDEN)
    card = next(one for one in tab.cards if one.way is not None and one.way.enrolment.programme == "REAN")
    assert any("in the post" in one.row.text for one in card.gates.rows)
    assert lead.stored(journey.journey, case).ways[0].overrides


def test_a_breach_stands_above_the_page_on_every_tab(hanna: Desk) -> None:
    case = minor(hanna)
    given = hanna.stored(journey.add_evidence, case, "guardian-agreement", programme="UAM")
    hanna.stored(journey.add_evidence, case, "consent", programme="UAM")
    hanna.stored(journey.mark_step, case, "application", programme="UAM")
    tab = at_journey(hanna)
    assert tab.breach.isHidden()
    hanna.stored(journey.remove_evidence, given[0].id)
    hanna.until(lambda: tab.breach.isVisible())
    hanna.press("Alt+1")
    assert tab.breach.isVisible()
    assert "passed" in tab.breach.accessibleName()
    merged = hanna.stored(lookup.case_page, case).case.reference
    hanna.stored(merging.merge_cases, hanna.office.cases["Karwan Aziz"], case)
    tab = at_journey(hanna, "karw")
    hanna.until(lambda: tab.breach.isVisible())
    assert f"in {merged}" in tab.breach.accessibleDescription()


def test_what_is_half_written_is_kept(hanna: Desk) -> None:
    tab = at_journey(hanna, "nino")
    hanna.press("Alt+Shift+F")
    hanna.until(lambda: tab.facts.form.spec is not None)
    tab.facts.form._typed("value", "2003")
    hanna.press("Escape")
    hanna.settle()
    hanna.press("Alt+Shift+F")
    hanna.until(lambda: tab.facts.form.state is not None and tab.facts.form.state.values["value"] == "2003")


def all_words(widget: QWidget) -> str:
    labels = [
        label.text() + label.accessibleName() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)
    ]
    named = [one.accessibleName() for one in widget.findChildren(QWidget) if one.isVisibleTo(widget)]
    return "\n".join([*labels, *named])


def test_a_supervisor_tells_the_past_apart_from_a_breach(lead: Desk) -> None:
    case = lead.stored(casework.add_case, name="Blessing Okafor", programme="REAN").id
    given = [
        one
        for gate_code in ("consent", "ind-permission", "travel-document")
        for one in lead.stored(journey.add_evidence, case, gate_code)
    ]
    lead.stored(journey.mark_step, case, "departure")
    tab = at_journey(lead, "bless")
    assert tab.past.isHidden()
    for one in given:
        lead.stored(journey.remove_evidence, one.id)
    lead.until(lambda: tab.breach.isVisible())
    assert tab.past.isVisible()
    assert "Departed before gates were kept" in [command.text for command in tab.commands()]
    tab.past.button.click()
    lead.until(lambda: tab.enrolments.form.spec is not None)
    assert "3 gates" in str(tab.enrolments.form.spec and tab.enrolments.form.spec.says)
    fill(lead, tab.enrolments.form, reason="Kept on paper until 2008")
    lead.until(lambda: tab.breach.isHidden())
    assert gate(tab, "consent") == GateState.BEFORE
    assert "Kept on paper until 2008" in all_words(tab)


def test_what_was_declined_is_neither_named_nor_given(hanna: Desk) -> None:
    """She is taken for a victim of trafficking, and wants nothing beyond the journey home."""
    case = hanna.stored(casework.add_case, name="Blessing Okafor", programme="VOT").id
    tab = at_journey(hanna, "bless")
    hanna.until(lambda: "Victims of trafficking" in all_words(tab))
    assert tab.declined.isHidden()
    hanna.stored(safety.add_refusal, case, "beyond-rean")
    hanna.until(lambda: tab.journey is not None and tab.journey.less)
    assert "raffick" not in all_words(tab)
    assert "beyond the standard" not in all_words(tab)
    assert tab.declined.isVisible()
    way = tab.journey.ways[0] if tab.journey is not None else None
    assert way is not None
    assert way.enrolment.programme == "VOT"
    assert [row.step.code for row in way.steps][-1] == "departure"
    give = next(command for command in tab.commands() if command.text == "Keep what was given")
    give.run()
    hanna.settle()
    assert tab.support.form.spec is None
    assert "declined" in hanna.window.banner.accessibleName()
    tab.enrol()
    assert tab.enrolments.form.spec is not None
    assert "VOT" not in {key for key, _text, _note in tab.enrolments.form.spec.fields[0].options}
    tab.declined.button.click()
    assert hanna.page.tabs.currentIndex() == hanna.page.places["safety"]


def test_a_form_stays_with_the_case_it_was_opened_in(hanna: Desk) -> None:
    first, second = hanna.office.cases["Nino Beridze"], hanna.office.cases["Karwan Aziz"]
    tab = at_journey(hanna, "nino")
    hanna.press("Alt+Shift+F")
    hanna.until(lambda: tab.facts.form.spec is not None)
    tab.facts.form._typed("value", "2003")
    hanna.page.activate(case_id=second)
    hanna.until(lambda: tab.journey is not None and tab.journey.case == second)
    assert tab.facts.form.spec is None
    hanna.press("Alt+Shift+F")
    hanna.until(lambda: tab.facts.form.spec is not None)
    hanna.settle()
    assert tab.facts.form.state is not None
    assert tab.facts.form.state.values["value"] == ""
    hanna.page.activate(case_id=first)
    hanna.until(lambda: tab.journey is not None and tab.journey.case == first)
    hanna.press("Alt+Shift+F")
    hanna.until(lambda: tab.facts.form.state is not None and tab.facts.form.state.values["value"] == "2003")


def test_the_departure_says_what_it_means_and_means_it(hanna: Desk) -> None:
    case = hanna.stored(casework.add_case, name="Blessing Okafor", programme="REAN", birth_date="1990").id
    for gate_code in ("consent", "ind-permission", "travel-document"):
        hanna.stored(journey.add_evidence, case, gate_code)
    tab = at_journey(hanna, "bless")
    tab.cards[0].step_wanted.emit("departure")
    form = tab.cards[0].form
    hanna.until(lambda: form.spec is not None)
    assert form.spec is not None
    assert "departed" in form.spec.says
    assert not form.spec.warns
    fill(hanna, form, state="done")
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.state.page.case.status == "departed")


def test_a_programme_is_walked_by_keys_to_a_planned_departure(hanna: Desk) -> None:
    """From the first talk on: the next step by its key, evidence by its key, the departure planned."""
    case = hanna.office.cases["Fatemeh Rezai"]
    tab = at_journey(hanna, "fate")
    for _turn in range(40):
        assert tab.journey is not None
        way = tab.journey.ways[0]
        following = way.next_step
        if following is None or following.step.departs:
            break
        kind, key = ("evidence", "Alt+Shift+G") if following.closed else ("step_mark", "Alt+Shift+J")
        hanna.press(key)
        form = tab.cards[0].form
        hanna.until(lambda form=form, kind=kind: form.spec is not None and form.spec.kind == kind)
        before = tab.journey
        if kind == "evidence":
            fill(hanna, form, kinds=",".join(choice[0] for choice in form.spec.fields[0].options))
        else:
            fill(hanna, form, state="done")
        hanna.until(lambda before=before: tab.journey is not before)
    hanna.press("Alt+Shift+J")
    form = tab.cards[0].form
    hanna.until(lambda: form.spec is not None and form.spec.record.endswith("departure"))
    fill(hanna, form, state="planned", on="15-01-2030")
    hanna.until(lambda: tab.journey is not None and tab.journey.ways[0].steps[-2].state == "planned")
    rows = {row.step.code: row.state for row in hanna.stored(journey.journey, case).ways[0].steps}
    assert rows["booking"] == "done"
    assert rows["departure"] == "planned"


def grown(desk: Desk) -> str:
    """Selamawit is grown up and has all that REAN asks for."""
    case = desk.office.cases[NAME]
    desk.stored(casework.set_fields, case, {"birth_date": "1980"})
    for code in ("consent", "ind-permission", "travel-document"):
        desk.stored(journey.add_evidence, case, code)
    return case


def test_an_outcome_is_taken_back_and_the_case_is_open_again(hanna: Desk) -> None:
    case = grown(hanna)
    tab = at_journey(hanna)
    card = tab.cards[0]
    card.outcome_wanted.emit()
    hanna.until(lambda: card.form.spec is not None)
    notes = {code: note for code, _words, note in card.form.spec.fields[0].options}
    assert asking.GOES_ON not in notes
    assert "departed" in notes["returned"]
    assert "departed" not in notes["withdrew"]
    fill(hanna, card.form, outcome="returned")
    hanna.until(lambda: card.way is not None and card.way.enrolment.outcome == "returned")
    assert hanna.stored(lookup.case_page, case).case.status == "departed"
    assert card.heading.accessibleName()
    card.outcome_wanted.emit()
    hanna.until(lambda: card.form.spec is not None)
    fill(hanna, card.form, outcome=asking.GOES_ON)
    hanna.until(lambda: card.way is not None and not card.way.enrolment.outcome)
    assert hanna.stored(lookup.case_page, case).case.status == "open"


def test_the_outcome_of_an_old_enrolment_is_its_own(hanna: Desk) -> None:
    """Somebody who came back is in the programme once more: each card changes what it shows."""
    case = grown(hanna)
    hanna.stored(journey.set_outcome, case, "withdrew", on="2026-11-01")
    hanna.stored(journey.enrol, case, "REAN")
    tab = at_journey(hanna)
    hanna.until(lambda: tab.journey is not None and len(tab.journey.ways) == 2)
    old = next(card for card in tab.cards if card.way is not None and not card.way.running)
    old.outcome_wanted.emit()
    hanna.until(lambda: old.form.spec is not None)
    fill(hanna, old.form, outcome="stopped-medical", on="2026-11-01")
    hanna.until(lambda: old.way is not None and old.way.enrolment.outcome == "stopped-medical")
    outcomes = [way.enrolment.outcome for way in hanna.stored(journey.journey, case).ways]
    assert outcomes == ["", "stopped-medical"]


def test_evidence_is_taken_back_said_what_it_broke_and_given_again(hanna: Desk) -> None:
    case = grown(hanna)
    hanna.stored(journey.mark_step, case, "application")
    tab = at_journey(hanna)
    card = tab.cards[0]
    hanna.until(lambda: gate(tab, "consent") == GateState.OPEN)
    card.evidence_unwanted.emit("consent")
    hanna.until(lambda: gate(tab, "consent") == GateState.BREACHED)
    assert "breach" in hanna.window.undo_bar.accessibleName()
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: gate(tab, "consent") == GateState.OPEN)


def test_a_kept_check_says_that_rules_and_answer_are_others_now(hanna: Desk) -> None:
    case = grown(hanna)
    known = {"wishes_return": "yes", "own_means": "no", "last_assisted_return_on": "none", "travel_document": "held"}
    for code, value in {**known, "asylum_claim_on": "2000-05-01"}.items():
        hanna.stored(eligibility.set_fact, case, code, value)
    hanna.stored(eligibility.check, case, "HRT", on="2006-03-01")
    hanna.stored(eligibility.check, case, "REAN")
    hanna.stored(eligibility.set_fact, case, "own_means", "yes")
    tab = at_journey(hanna)
    hanna.until(lambda: tab.journey is not None and len(tab.journey.checks) == 2 and tab.outlook)
    assert tab.journey is not None
    said = {row.id: row.text for row in ways.check_rows(tab.journey, tab.outlook)}
    assert "version vw2000 is in force now" in said["HRT"]
    assert "rules changed" not in said["REAN"]
    assert "Today the answer is: no" in said["REAN"]
