"""Every shipped programme, walked in the real window by keys: from the first talk to a planned departure.

Who arrives has a planned arrival; an assignment and an inclusion project, where nobody departs, are walked to the end.

Before every step behind a closed gate the step is tried: the window refuses it, and so does every other route.
"""

from datetime import date
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.domain.programmes.records import StepMark
from counsellor_app.domain.programmes.shipped import shipped_programmes
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.workflows import casework, importing, journey, tasks
from tests.end_to_end.stories.conftest import SitDown
from tests.end_to_end.stories.hand import must_refuse
from tests.end_to_end.stories.window_hand import WindowHand

WALKED = sorted(PROGRAMMES)
EARLIER = sorted(text.version for text in shipped_programmes() if text.area == "return" and text.valid_until)
"""Older texts of these programmes, for whom was enrolled while they held."""
NAMES = (
    "Abel", "Bilan", "Cihan", "Dalia", "Elias", "Farah", "Goran", "Hodan", "Ismail", "Jelena", "Kofi", "Lamin",
    "Meryem", "Nadia", "Omid", "Pavel", "Qadir", "Rosa", "Selim", "Tamar", "Uche", "Vesna", "Wafa", "Ximena", "Yonas",
    "Zahra", "Aster", "Bereket", "Chipo", "Dawit",
)  # fmt: skip
FACTS = {"wishes_return": "yes", "own_means": "no", "last_assisted_return_on": "none", "travel_document": "obtainable"}


def begin(hand: WindowHand, code: str, name: str, since: int = 0) -> None:
    """Open the case of somebody whom the programme is for; the talk is written down in the window."""
    minor = code.startswith("UAM")
    hand.open(
        code, since, name=f"{name} Woldu", nationality="AO", languages=["pt"], sex="m", place="azc Emmen",
        birth_date=hand.born(15 if minor else 30), flags=["minor"] if minor else [],
    )  # fmt: skip
    hand.facts(**FACTS, **({"unaccompanied": "yes"} if minor else {}))
    hand.note(f"Eerste gesprek met {name}. Wil terug. Uitgelegd wat kan, en wat nog niet vaststaat.")


def refused_elsewhere(hand: WindowHand, code: str, step: str, folder: Path) -> None:
    """Try what else there is: an outcome, the status, a mark at the store's own door, a table to import."""
    way = hand.way(code)
    assert way.text is not None
    text = way.text
    leaving = [one.code for one in text.outcomes if one.step and text.place_of(one.step) >= text.place_of(step)]
    if leaving:
        must_refuse(lambda: hand.do(journey.set_outcome, hand.case, leaving[0], programme=code))

    def at_the_door() -> None:
        with hand.session.store.transaction() as work:
            on = date.today().isoformat()
            work.records.save(StepMark(case=hand.case, enrolment=way.enrolment.id, step=step, on=on))

    with pytest.raises(ActionableError):
        hand.desk.store.call(at_the_door)
    if not any(one.departs for one in text.steps):
        return
    must_refuse(lambda: hand.do(casework.set_fields, hand.case, {"status": "departed"}))
    table = folder / "departed.csv"
    table.write_text(f"naam;programma;status\nIemand Anders;{code};vertrokken\n", encoding="utf-8")
    report = hand.do(importing.import_table, table)
    assert (report.imported, report.refused) == (0, 1)


@pytest.mark.parametrize("code", WALKED)
def test_it_is_walked_from_first_talk_to_a_planned_departure(code: str, sit_down: SitDown, tmp_path: Path) -> None:
    hand = WindowHand(sit_down("hanna"), date.today())
    begin(hand, code, NAMES[WALKED.index(code)])
    walk(hand, code, tmp_path)


@pytest.mark.parametrize("version", EARLIER)
def test_an_older_text_is_walked_by_who_was_enrolled_under_it(version: str, sit_down: SitDown, tmp_path: Path) -> None:
    older = next(text for text in shipped_programmes() if text.version == version)
    assert older.valid_until is not None
    hand = WindowHand(sit_down("hanna"), date.today())
    since = (older.valid_until - hand.base).days
    begin(hand, older.code, "Quirijn", since)
    text = hand.way(older.code).text
    assert text is not None
    assert text.version == version
    claims = {"05-05-2003": "no", "05-05-2000": "yes"}
    for claim, answer in claims.items():
        hand.fact("asylum_claim_on", claim)
        assert hand.check(older.code, since) == answer
    walk(hand, older.code, tmp_path)


def walk(hand: WindowHand, code: str, folder: Path) -> None:
    """Take every step up to the departure, which is planned; what is closed is tried first."""
    tried = False
    text = hand.way(code).text
    assert text is not None
    for step in text.steps:
        row = next(row for row in hand.way(code).steps if row.step.code == step.code)
        if row.closed:
            hand.refused_step(step.code, 0, code)
            if not tried:
                refused_elsewhere(hand, code, step.code, folder)
            tried = True
            for gate in row.closed:
                hand.evidence(gate, "De cliënt", 0, code)
        if step.departs:
            hand.plan(step.code, 21, code)
            break
        hand.step(step.code, 0, code)
    found = hand.do(journey.journey, hand.case)
    way = hand.way(code)
    assert found.breaches == ()
    states = {row.step.code: (str(row.state), row.on) for row in way.steps}
    leaving = next((step.code for step in text.steps if step.departs), "")
    if leaving:
        assert tried
        assert states[leaving] == ("planned", hand.iso(21))
        due = {row.title: row.due_on for row in hand.do(tasks.list_tasks, case_id=hand.case)}
        assert hand.iso(21) in due.values()
        before = [gate.code for gate in text.gates if text.place_of(gate.before) <= text.place_of(leaving)]
        shut = (GateState.BLOCKED, GateState.BREACHED, GateState.OVERRIDDEN)
        assert not [one.gate for one in way.gates if one.gate in before and one.state in shut]
    else:
        assert {state for state, _on in states.values()} == {"done"}
    assert hand.do(casework.case_page, hand.case).case.status == "open"
