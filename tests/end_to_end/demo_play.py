"""The main job, played at real windows: without a network, then together, then reviewed, asked and answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit

from bench.office import OfficeProcess
from counsellor_app.desktop.case_page.view import CasePageView
from counsellor_app.desktop.cases.view import CasesView
from counsellor_app.desktop.connection import Reach
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.office.view import OfficeView
from counsellor_app.desktop.palette.view import Palette
from counsellor_app.desktop.program import make_application
from counsellor_app.desktop.review.view import ReviewView
from counsellor_app.desktop.settings.view import SettingsView
from counsellor_app.desktop.sync_page.view import SyncPageView
from counsellor_app.domain.overviews import SyncReport
from counsellor_app.settings import Profile
from counsellor_app.workflows import casework, reviewing
from tests.end_to_end.caseload import CaseSketch
from tests.end_to_end.demo_day import a_day
from tests.end_to_end.demo_people import PASSWORD, Member
from tests.end_to_end.demo_window import Desk, Pictures

Say = Callable[[str], None]
HANNA_WRITES = (
    "{name} komt net van de GZA. De arts vindt dat reizen mag, mits er iemand meereist; de brief volgt.\n"
    "Gevraagd wat het zwaarst weegt. «መድኃኒቴ እዚያ ይገኛል?» Verteld wat het landenblad over apotheken zegt; "
    "over het middel zelf heb ik de missie een vraag gestuurd.\n"
    "Afgesproken: ik bel dinsdag over de brief. Eerder geen datum noemen."
)
HANNA_AMENDS = "De brief is voor drie maanden medicijnen, niet voor twee."
HANNA_REASON = "aantal maanden verkeerd genoteerd"
REZA_WRITES = (
    "{name} gesproken toen Hanna er niet was, zonder tolk, vijf minuten op de gang.\n"
    "Verhuist vrijdag naar een andere locatie en vroeg of de afspraak blijft staan. Gezegd dat Hanna belt."
)
_FEW = 100
HANNA_PLACE, REZA_PLACE = "azc Ter Apel, unit 12", "azc Emmen"
REASON = "COA confirms the move to Emmen as of Friday"
QUESTION = "Who tells the GP about the new address before Tuesday?"
ANSWER = "Ik bel de GZA morgenochtend en zet het in het dossier."


@dataclass(slots=True)
class Played:
    """What the play found: seconds by name, counts by name."""

    seconds: dict[str, float]
    counts: dict[str, int]


@dataclass(slots=True)
class Stage:
    """What every scene needs."""

    office: OfficeProcess
    pictures: Pictures
    lead: Member
    hanna: Member
    reza: Member
    client: CaseSketch
    say: Say
    played: Played

    @property
    def name(self) -> str:
        """The client's name as spoken."""
        return self.client.name.split()[0]


def choose_client(caseload: Sequence[CaseSketch]) -> CaseSketch:
    """Return the client of the story: an open case of the first counsellor with some history."""
    fitting = [case for case in caseload if case.author == 0 and case.status == "open" and "am" in case.languages]
    return max(fitting, key=lambda case: (case.place.startswith("azc"), case.programme == "HEALTH", len(case.notes)))


def play(stage: Stage) -> None:
    """Play all scenes in order."""
    empty_profile(stage)
    stage.office.stop()
    stage.say("The office is unreachable now; both counsellors work without it.")
    counsellor_offline(stage)
    colleague_offline(stage)
    stage.office.start()
    stage.say("The office answers again.")
    both_sync(stage)
    supervisor_reviews(stage)
    question_arrives(stage)
    a_day(stage)


def empty_profile(stage: Stage) -> None:
    """What a new device shows."""
    folder = stage.hanna.profile.folder.with_name("new-device")
    with Desk(Profile(folder), stage.pictures) as desk:
        desk.settle()
        desk.picture("first-run")


def counsellor_offline(stage: Stage) -> None:
    """Unlock, find by two letters, write, sign, amend, change a field; no network."""
    with Desk(stage.hanna.profile, stage.pictures) as desk:
        desk.settle()
        desk.picture("locked")
        stage.played.seconds["unlock_to_work"] = desk.unlock(PASSWORD)
        desk.wait(lambda: desk.window.rounds.connection.reach is Reach.OFFLINE, "the window says there is no network")
        desk.picture("cases-offline-nl")
        find_by_letters(stage, desk, stage.name[:2])
        write_and_sign(stage, desk, HANNA_WRITES, "note-being-written")
        amend(stage, desk)
        change_place(desk, HANNA_PLACE)
        desk.picture("person-and-case")
        desk.press("Alt+9")
        desk.settle()
        desk.picture("history")
        unsent = desk.window.rounds.status
        desk.settle(400)
        stage.played.counts["unsent_of_first"] = unsent.unsent if unsent else 0
        stage.played.seconds["palette_to_rows"] = palette(desk)
    stage.say(
        f"{stage.hanna.name} found {stage.client.name} by two letters, wrote, signed, amended, changed the place."
    )


def find_by_letters(stage: Stage, desk: Desk, letters: str) -> None:
    """Type *letters* into the list, walk to the client, Enter: ready to write."""
    cases = desk.view(CasesView)
    desk.press("Ctrl+F")
    desk.type(letters)
    rows = cases.state
    spent = desk.wait(
        lambda: len(rows.rows) < _FEW and any(row.reference == stage.client.reference for row in rows.rows),
        "rows for the letters",
    )
    stage.played.seconds.setdefault("letters_to_rows", spent)
    stage.played.counts.setdefault("rows_for_two_letters", len(rows.rows))
    desk.picture("found-by-letters")
    wanted = next(place for place, row in enumerate(rows.rows) if row.reference == stage.client.reference)
    for _ in range(wanted + 1 if wanted else 0):
        desk.press("Down")
    page = desk.view(CasePageView)
    desk.settle()
    desk.press("Return")
    desk.wait(
        lambda: page.state.page is not None and page.state.page.case.reference == stage.client.reference,
        "the client's page is open",
    )
    desk.wait(page.editor.text.hasFocus, "the caret is in the note")
    desk.settle()


def write_and_sign(stage: Stage, desk: Desk, text: str, name: str) -> None:
    """Write a note, see that the draft is kept, sign it."""
    page = desk.view(CasePageView)
    desk.type(text.format(name=stage.name))
    runner = page.editor.runner
    assert runner is not None
    stage.played.seconds["draft_kept"] = desk.wait(lambda: runner.state.saved_at > 0, "the draft is kept", 5)
    desk.settle()
    desk.picture(name)
    before = len(page.timeline.shown.entries)
    desk.press("Ctrl+Return")
    stage.played.seconds["sign_to_timeline"] = desk.wait(
        lambda: len(page.timeline.shown.entries) > before, "the signed note stands in the timeline"
    )
    desk.settle()
    desk.picture(f"{name}-signed")


def amend(stage: Stage, desk: Desk) -> None:
    """Amend the newest note with its reason."""
    page = desk.view(CasePageView)
    desk.press("Alt+1")
    desk.press("Alt+A")
    desk.wait(page.editor.reason.isVisible, "the reason is asked for")
    desk.wait(page.editor.reason.hasFocus, "the caret is in the reason")
    desk.type(HANNA_REASON)
    desk.press("Return")
    desk.type(HANNA_AMENDS)
    desk.settle()
    desk.picture("amendment")
    desk.press("Ctrl+Return")
    desk.wait(
        lambda: any(entry.amendments for entry in page.timeline.shown.entries), "the amendment hangs beneath its note"
    )
    desk.settle()
    desk.picture("amended")


def change_place(desk: Desk, place: str) -> None:
    """Change where the client stays, by keys only; saved when the field is left."""
    page = desk.view(CasePageView)
    desk.press("Alt+2")
    field = page.form.fields["place"]
    assert isinstance(field, QLineEdit)
    desk.wait(field.isVisible, "the fields are shown")
    desk.tab_to(field)
    desk.press("Ctrl+A")
    desk.type(place)
    desk.press("Tab")
    desk.wait(lambda: page.state.page is not None and page.state.page.case.place == place, "the place is saved")
    desk.settle()


def palette(desk: Desk) -> float:
    """Open the box that finds everything, look, and leave it; returns the seconds from the last letter to an answer."""
    box = desk.view(Palette)
    desk.press("Ctrl+K")
    desk.type("paspoort")
    spent = desk.wait(lambda: box.rows.rowCount() > 3, "notes with the word are found")
    desk.settle()
    desk.picture("palette")
    desk.press("Escape")
    return spent


def colleague_offline(stage: Stage) -> None:
    """The second counsellor writes in the same case and changes the same field."""
    with Desk(stage.reza.profile, stage.pictures) as desk:
        desk.unlock(PASSWORD)
        desk.wait(lambda: desk.window.rounds.connection.reach is Reach.OFFLINE, "the window says there is no network")
        find_by_letters(stage, desk, stage.client.name)
        write_and_sign(stage, desk, REZA_WRITES, "colleague-writes")
        change_place(desk, REZA_PLACE)
    stage.say(f"{stage.reza.name} wrote in the same case and gave the same field another value.")


def both_sync(stage: Stage) -> None:
    """Both counsellors sync; the second one already sees the conflict."""
    for member, name in ((stage.hanna, "first-synced"), (stage.reza, "second-synced")):
        with Desk(member.profile, stage.pictures) as desk:
            desk.unlock(PASSWORD)
            report = synced(desk)
            stage.played.seconds[f"sync_{name.partition('-')[0]}"] = report.seconds
            stage.played.counts[f"pushed_{name.partition('-')[0]}"] = report.pushed
            page = desk.go(SyncPageView)
            desk.wait(lambda page=page: page.devices_known, "the devices of the office are listed")
            desk.picture(f"sync-page-{name}")
            if report.unsent:
                raise AssertionError(f"{report.unsent} entries are not at the office")
    stage.say("Both synced; every entry is at the office.")


def synced(desk: Desk) -> SyncReport:
    """Wait for the round that begins by itself, or press F5; returns what it did."""
    rounds = desk.window.rounds
    desk.press("F5")
    desk.wait(lambda: any(record.report for record in rounds.records), "a round of sync has ended")
    desk.wait(lambda: not rounds.syncing, "no round is under way")
    desk.settle(500)
    found = [record.report for record in rounds.records if record.report is not None]
    return max(found, key=lambda report: report.pushed + report.pulled)


def supervisor_reviews(stage: Stage) -> None:
    """The supervisor sees new work and one conflict, settles it, asks, marks the case as reviewed."""
    with Desk(stage.lead.profile, stage.pictures) as desk:
        desk.unlock(PASSWORD)
        report = synced(desk)
        stage.played.seconds["sync_lead"] = report.seconds
        stage.played.counts["pulled_lead"] = report.pulled
        desk.go(CasesView)
        desk.press("Ctrl+Shift+A")
        cases, page = desk.view(CasesView), desk.view(CasePageView)
        desk.wait(lambda: len(cases.state.rows) > 1, "the lead sees all cases of the team")
        desk.press("Down")
        desk.wait(lambda: page.state.page is not None, "the case under the arrow is shown")
        desk.settle()
        desk.picture("lead-cases-en")
        review = desk.go(ReviewView)
        desk.wait(lambda: review.state.rows, "the review lists new work")
        walk_to_conflict(desk, review)
        stage.played.counts["to_review"] = len(review.state.rows)
        stage.played.counts["conflicts"] = sum(row.conflicts for row in review.state.rows)
        desk.settle(600)
        desk.picture("conflict")
        settle_conflict(stage, desk, review)
        ask_question(desk, review)
        desk.press("Ctrl+Shift+Return")
        desk.settle(800)
        desk.picture("review-marked")
        synced(desk)
        look_around(desk)
    stage.say("The supervisor saw the new work and one conflict, settled it and asked a question.")


def walk_to_conflict(desk: Desk, review: ReviewView) -> None:
    """Walk through the list to the case with the conflict, which stands first."""
    state = review.state
    while state.chosen != state.shown()[0].case:
        before = state.chosen
        desk.press("Alt+Up")
        desk.wait(lambda before=before: state.chosen != before, "the case above is chosen")  # type: ignore[misc]
    desk.wait(lambda: review.settling.case == state.chosen, "the first case is shown")
    desk.wait(lambda: review.settling.conflict is not None, "the conflict is shown")


def settle_conflict(stage: Stage, desk: Desk, review: ReviewView) -> None:
    """Choose the value that is true, say why, and settle."""
    conflict = review.settling.conflict
    assert conflict is not None
    number = next(place for place, value in enumerate(conflict.values, 1) if value.value == REZA_PLACE)
    desk.press(f"Alt+{number}")
    desk.tab_to(review.page.reason)
    desk.type(REASON)
    desk.settle()
    desk.picture("conflict-reason")
    desk.press("Ctrl+Return")
    desk.wait(lambda: review.settling.conflict is None, "the conflict is settled")
    session = desk.program.session
    assert session is not None
    page = desk.ask(lambda: casework.case_page(session, conflict.case))
    if page.case.place != REZA_PLACE or page.conflicts:
        raise AssertionError("the conflict was not settled as chosen")
    desk.settle(600)
    desk.picture("conflict-settled")


def ask_question(desk: Desk, review: ReviewView) -> None:
    """Ask the counsellor something about the case."""
    desk.press("Ctrl+Shift+T")
    desk.wait(review.page.question.hasFocus, "the question's line is open")
    desk.type(QUESTION)
    desk.settle()
    desk.picture("question")
    session, case = desk.program.session, review.settling.case
    assert session is not None
    desk.press("Return")
    desk.wait(
        lambda: any(entry.text == QUESTION for entry in desk.ask(lambda: reviewing.questions(session, case))),
        "the question is saved",
    )
    desk.settle()


def look_around(desk: Desk) -> None:
    """The other screens, and the dark colours."""
    desk.go(OfficeView)
    desk.picture("office")
    desk.press("Ctrl+,")
    desk.wait(lambda: desk.shown(SettingsView), "the settings")
    desk.settle(800)
    desk.picture("settings")
    apply_theme(make_application(), "dark")
    desk.go(ReviewView)
    desk.picture("review-dark")
    desk.go(CasesView)
    desk.picture("cases-dark")
    apply_theme(make_application(), "light")


def question_arrives(stage: Stage) -> None:
    """The question stands above the note of the counsellor, who answers it."""
    with Desk(stage.hanna.profile, stage.pictures) as desk:
        desk.unlock(PASSWORD)
        stage.played.counts["pulled_back"] = synced(desk).pulled
        find_by_letters(stage, desk, stage.name[:2])
        page = desk.view(CasePageView)
        desk.wait(page.question.isVisible, "the question stands above the note")
        desk.settle()
        desk.picture("question-arrived")
        desk.press("Alt+R")
        desk.type(ANSWER)
        desk.press("Return")
        desk.wait(lambda: not page.question.isVisible(), "the answer is sent")
        synced(desk)
        desk.picture("answered")
    stage.say(f"The question reached {stage.hanna.name}, who answered it.")
