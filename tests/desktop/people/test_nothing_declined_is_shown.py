"""A client declines something of each kind; then every screen, print, file and command is walked: none names it.

Only where the refusals themselves stand (Safety; ``refusal list``) may it be read what was declined.
"""

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from counsellor_app.cli import run
from counsellor_app.desktop.people.safety_tab import SafetyTab
from counsellor_app.desktop.roster import roster_html
from counsellor_app.desktop.words import protecting
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.refusals import Offer
from counsellor_app.workflows import (
    appointments,
    calendar_export,
    casework,
    eligibility,
    families,
    finding,
    hour_pages,
    hours,
    journey,
    lookup,
    merging,
    safety,
    tasks,
    trafficking,
)
from counsellor_app.workflows.session import Session
from sync.wording import set_language
from tests.desktop.furnished import PASSWORD, Desk
from tests.desktop.said import said_by

WHO = "Selamawit Tesfaye"
OFFERS = (Offer.ARRIVAL, Offer.TRANSIT, Offer.REINTEGRATION, Offer.REFERRAL, Offer.FOLLOW_UP, Offer.TRACING,
          Offer.TRAFFICKING_SUPPORT, Offer.PHOTO)  # fmt: skip
DECLINED = (*map(str, OFFERS), "programme:VARRP", "contact:stv", "contact:quokka", "label:VOT", "label:vulnerable",
            "print:referral", "label:HRT", "label:VARRP")  # fmt: skip
TELLING = {
    "en": r"reintegrat|traffick|victim|comensha|quokka|referral|arrival|transit|after return|tracing|photo|vulnerable",
    "nl": r"herintegra|mensenhandel|slachtoffer|comensha|quokka|doorverwij|aankomst|transit|doorreis|na terugkeer"
    r"|opspor|foto|kwetsba",
}
CODES = re.compile(r"\b(?:VOT|VoT|HRT|HRPT|VARRP|VINN|STV)\b")


def furnish(session: Session, case: str) -> None:
    """All that can be declined is there before it is declined, and notes a hand wrote that say nothing of it."""
    casework.set_fields(session, case, {"responsible": session.person_id, "birth_date": "1990", "programme": "VOT"})
    casework.set_fields(session, case, {"flags": "+trafficking,+vulnerable"})
    for programme in ("HRT", "VARRP"):
        journey.enrol(session, case, programme)
    for step in ("contact", "intake", "safety"):
        journey.mark_step(session, case, step, programme="VOT")
    soon = (date.today() + timedelta(days=20)).isoformat()
    for step, programme in (("wish", "VOT"), ("plan", "HRT"), ("follow-up", "HRT"), ("reception", "VOT")):
        with contextlib.suppress(Exception):
            journey.mark_step(session, case, step, programme=programme, state="planned", on=soon)
    for item, programme in (("reception", "VOT"), ("contribution", "HRT"), ("tools", "VARRP")):
        with contextlib.suppress(Exception):
            journey.give_support(session, case, item, programme=programme)
    eligibility.check(session, case, "VOT")
    eligibility.check(session, case, "HRT")
    eligibility.set_fact(session, case, "trafficking", "yes")
    families.add_photo(session, case, picture())
    safety.set_trafficking(session, case, {"con_Consent": "yes", "vic_LocationOfExploitation": "somewhere"})
    trafficking.add_part(session, case, "event", {"hte_City": "Zwolle"})
    hour = hours.add_hour(session, "DC Zeist", date.today().isoformat(), "09:00", "12:00")
    hours.add_slot(session, hour.id, case=case)
    appointments.add_appointment(session, case, day="today", clock="13:30", with_whom="Dr. Smit")
    tasks.add_task(session, "call back", case_id=case, due="today")
    for row in tasks.list_tasks(session, case_id=case):
        tasks.move_task(session, row.id, "today")


def picture() -> bytes:
    image, kept = QImage(32, 32, QImage.Format.Format_RGB32), QBuffer()
    image.fill(0x336699)
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(kept, "JPEG")  # type: ignore[call-overload]
    return bytes(kept.data().data())


def decline(session: Session, case: str) -> None:
    for offer in DECLINED:
        safety.add_refusal(session, case, offer)


def names(text: str, language: str) -> list[str]:
    """The lines of *text* that name what was declined."""
    telling = re.compile(TELLING[language], re.IGNORECASE)
    whole = {protecting.offer(code).casefold() for code in DECLINED}
    lines = dict.fromkeys(text.splitlines())
    return [
        line
        for line in lines
        if telling.search(line) or CODES.search(line) or any(words in line.casefold() for words in whole)
    ]


@pytest.fixture(params=["en", "nl"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def lead(desks: Callable[[str], Desk], language: str) -> Desk:
    set_language(language)
    return desks("lead")


@pytest.fixture
def case(lead: Desk) -> str:
    """The case of somebody who declined all that; his screens are in front."""
    found = lead.office.cases[WHO]
    lead.stored(furnish, found)
    return found


def test_the_walk_would_see_it(lead: Desk, case: str, language: str) -> None:
    """Before anything is declined the same walk finds the words: it looks where they stand."""
    assert len(walked(lead, case, language)) > 5


def test_no_screen_print_or_file_names_what_was_declined(
    lead: Desk, case: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead.stored(decline, case)
    lead.settle()
    assert walked(lead, case, language) == {}
    assert found_at_a_step(lead, case) == ["contact"]
    path = tmp_path / "mine.ics"
    lead.stored(calendar_export.export_calendar, path, "for a test", names=True)
    assert not names(path.read_text(encoding="utf-8").replace("\r\n ", ""), language)
    lead.close()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, f"{language}.UTF-8")
    told = commands_naming(lead, case, language, tmp_path)
    assert told == {}


def test_what_is_declined_in_a_merged_case_is_named_in_neither(
    desks: Callable[[str], Desk], language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_language(language)
    desk = desks("lead")
    case = desk.office.cases[WHO]
    desk.stored(furnish, case)
    other = desk.stored(casework.add_case, name="Selam Tesfay", birth_date="1990").id
    desk.stored(decline, other)
    keep, part = (case, other) if language == "en" else (other, case)
    desk.stored(merging.merge_cases, keep, part)
    desk.settle()
    assert walked(desk, case, language) == {}
    assert walked(desk, other, language) == {}
    desk.close()
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, f"{language}.UTF-8")
    assert commands_naming(desk, case, language, tmp_path) == {}


def walked(desk: Desk, case: str, language: str) -> dict[str, list[str]]:
    """Return where in the window, on paper and among what is found something declined is named."""
    found: dict[str, str] = {}
    window = desk.window
    for area in window._areas:
        ids = {"case_id": case} if area in ("cases", "review") else {}
        window.navigate(area, **ids)
        desk.settle()
        words = said_by(window)
        if desk.stored(lookup.case_page, case).case.reference in words or WHO in words:
            found[area] = said_by(window, _where_refusals_stand(desk))
    window.navigate("cases", case_id=case)
    desk.until(lambda: desk.page.state.page is not None and desk.page.state.page.case.id == case)
    desk.until(lambda: desk.page.people.dossier is not None)
    for name, place in desk.page.places.items():
        desk.page.show_tab(place)
        desk.settle()
        desk.settle()
        found[f"tab {name}"] = said_by(window, _where_refusals_stand(desk))
    found["palette"] = "\n".join(command.text for command in window.commands())
    found["window"] = window.windowTitle()
    found["programmes to narrow by"] = "\n".join(desk.stored(finding.programmes))
    found["steps to narrow by"] = "\n".join(str(one) for one in desk.stored(finding.steps))
    found["search"] = "\n".join(str(hit) for hit in desk.stored(finding.search, "Selamawit"))
    for hour in desk.stored(hours.list_hours):
        page = desk.stored(hour_pages.hour_page, hour.hour.id)
        found["roster"] = roster_html(page, desk.stored(hour_pages.roster_rows, page))
    return {where: lines for where, text in found.items() if (lines := names(text, language))}


def found_at_a_step(desk: Desk, case: str) -> list[str]:
    """Return by which steps (codes) of all there are the case is found."""
    codes = {step.code for programme in PROGRAMMES.values() for step in programme.steps}
    return sorted(
        code for code in codes if case in (row.id for row in desk.stored(lookup.list_cases, CaseFilter(step=code))[0])
    )


def _where_refusals_stand(desk: Desk) -> tuple[SafetyTab, ...]:
    """The one list that says what was declined, with its form."""
    return tuple(
        tab.refusals  # type: ignore[misc]
        for tab in desk.page.brought
        if isinstance(tab, SafetyTab)
    )


def commands_naming(desk: Desk, case: str, language: str, folder: Path) -> dict[str, list[str]]:
    """Return the commands whose answer names something declined, as text and as JSON."""
    password = folder / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    found = {}
    for words in (
        ["case", "list"], ["case", "list", "--query", "selam"], ["case", "show", case], ["search", "Selamawit"],
        ["case", "list", "--step", "contact"], ["case", "list", "--step", "no such step"],
        ["journey", case], ["gates", case], ["step", "list", case], ["support", "list", case], ["fact", "list", case],
        ["evidence", "list", case], ["eligibility", case], ["gate", "list", case], ["today"], ["task", "list"],
        ["task", "list", "--case", case, "--all"], ["appointment", "list"], ["hour", "list"], ["review", "list"],
        ["review", "show", case], ["conflicts"], ["record", "list", case], ["record", "history", case],
        ["note", "list", case], ["person", "list", case], ["document", "list", case], ["duplicates", WHO],
        ["contact-rule", "list", case], ["safety-plan", "list", case], ["trafficking", "show", case],
    ):  # fmt: skip
        for form in ([], ["--json"]):
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                run(["--profile", str(desk.profile.folder), "--password-file", str(password), "--kdf", "floor",
                     *words, *form])  # fmt: skip
            text = said.getvalue()
            told = _values_in(text) if form else text
            if lines := names(told, language):
                found[" ".join([*words, *form])] = lines
    return found


def _values_in(text: str) -> str:
    """Return what a JSON document says, line by line, but not what ``declined`` says: the refusals themselves."""
    try:
        document = json.loads(text)
    except ValueError:
        return text
    return "\n".join(_texts_in(document))


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "declined":
                yield from _texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, str):
        yield value
