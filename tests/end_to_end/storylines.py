"""Which beats a case goes through, in which order, for each story; pure choice, no texts."""

import random
from collections.abc import Callable
from dataclasses import dataclass

PROGRAMMES = {
    "rean": "REAN",
    "avrd": "AVRD",
    "hrt": "HRT",
    "health": "HEALTH",
    "vot": "VOT",
    "varrp": "VARRP",
    "rmh": "RMH",
    "elder": "VULNERABLE",
    "mother": "VULNERABLE",
    "exuam": "VULNERABLE",
    "family": "FAMILY",
    "resettlement": "RESETTLEMENT",
    "trqn": "TRQN",
    "mida": "MIDA",
    "rqs": "RQS",
    "capeverde": "CAPEVERDE",
    "diaspora": "DIASPORA",
}
ASSIGNMENTS = frozenset({"trqn", "mida", "rqs", "capeverde", "diaspora"})
ENDS = {
    "after": "departed",
    "after_plan": "departed",
    "departed": "departed",
    "det_left": "departed",
    "uam_left": "departed",
    "stretcher_left": "departed",
    "varrp_after": "departed",
    "fam_arrived": "closed",
    "res_after": "closed",
    "exp_done": "closed",
    "withdrew": "withdrawn",
    "paused": "paused",
}
"""The status a case has once its last beat was one of these."""
LEAVING = frozenset({"departed", "det_left", "uam_left", "stretcher_left", "fam_arrived", "res_arrived"})
"""The beats that happen on the day of the flight."""
_EXTRAS = ("check_in", "short_call", "contact_call", "missed", "check_in", "short_call", "handover")
_BOOKED = ("consent", "ind_yes", "booking", "luggage", "departed")


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides the way: papers (``valid``, ``expired``, ``none``), obstacle, doctor's advice, wish after return."""

    papers: str
    obstacle: str
    advice: str
    wish: str


def programme_of(arc: str, country: str, pick: random.Random) -> str:
    """Return the programme code of a story."""
    if arc == "rri":
        return pick.choice(("RRI", "RRI", "RIIM"))
    if arc == "uam":
        return {"AO": "UAM-ANGOLA", "CD": "UAM-DRC"}.get(country, "UAM")
    return PROGRAMMES[arc]


def _papers(situation: Situation) -> list[str]:
    if situation.papers == "valid":
        return ["docs_valid"]
    if situation.papers == "expired":
        return ["docs_expired", "embassy_visit", "document_in"]
    return ["docs_none", "embassy_visit", "mission_answer", "document_in"]


def _return(first: str, situation: Situation, pick: random.Random) -> list[str]:
    middle = ["plan", f"obstacle_{situation.obstacle}", *_papers(situation), "country_sheet"]
    if "mission_answer" not in middle:
        middle.append("mission_answer")
    return [first, "intake", "family_call", *middle, *_BOOKED, "after", "after_plan"]


def _hrt(situation: Situation, pick: random.Random) -> list[str]:
    beats = _return("first_azc", situation, pick)
    answer = "hrt_yes" if pick.random() < 0.25 else "hrt_no"
    return [*beats[:2], "hrt_check", *beats[2:4], answer, *beats[4:]]


def _detention(situation: Situation, pick: random.Random) -> list[str]:
    start = ["det_group"] if pick.random() < 0.6 else []
    papers = [f"docs_{situation.papers}", "det_hour"]
    if situation.papers != "valid":
        papers += ["det_hour", "document_in"]
    refused = ["det_refused"] if pick.random() < 0.35 else []
    booked = ["consent", "ind_yes", "det_booking", "det_hour", "det_left", "after"]
    return [*start, "first_detention", "det_hour", *refused, *papers, "obstacle_shame", *booked]


def _health(situation: Situation, pick: random.Random) -> list[str]:
    if situation.advice == "stretcher":
        start = ["health_intake", "doctor_asked", "medicine_question", "docs_valid", "consent", "ind_yes"]
        return [*start, "stretcher", "contact_call", "stretcher", "stretcher_left"]
    medicine = ["medicine_question", f"doctor_{situation.advice}", "medicine_answer"]
    start = ["first_azc", "health_intake", "doctor_asked", "family_call", *medicine]
    return [*start, *_papers(situation), "obstacle_housing", *_BOOKED, "after"]


def _minor(situation: Situation, pick: random.Random) -> list[str]:
    start = ["uam_intake", "uam_waiting", "uam_family", "uam_school", "uam_waiting", "contact_call"]
    if pick.random() < 0.4:
        return [*start, "uam_school", "uam_waiting"]
    return [*start, "uam_agreed", "docs_none", "document_in", "ind_yes", "booking", "uam_left"]


def _trafficking(situation: Situation, pick: random.Random) -> list[str]:
    papers = [f"docs_{situation.papers}"] + (["document_in"] if situation.papers != "valid" else [])
    start = ["vot_intake", "vot_safety", "contact_call", f"vot_{situation.wish}", *papers]
    return [*start, "consent", "ind_yes", "booking", "departed"]


def _nigeria(situation: Situation, pick: random.Random) -> list[str]:
    beats = ["first_city", "intake", "varrp_plan", "obstacle_shame", *_papers(situation), "family_call"]
    return [*beats, *_BOOKED, "after", "varrp_after"]


def _hiv(situation: Situation, pick: random.Random) -> list[str]:
    return ["rmh_intake", "rmh_answer", "rmh_stigma", "check_in", *_papers(situation), *_BOOKED]


def _vulnerable(kind: str) -> Callable[[Situation, random.Random], list[str]]:
    def story(situation: Situation, pick: random.Random) -> list[str]:
        middle = [] if kind == "elder" else ["plan"]
        papers = _papers(situation)
        return [f"vul_{kind}", "family_call", *middle, "obstacle_housing", *papers, "country_sheet", *_BOOKED, "after"]

    return story


def _family(situation: Situation, pick: random.Random) -> list[str]:
    waits = ["fam_exit"] * pick.randint(1, 3)
    return ["fam_start", "fam_dna", "fam_money", *waits, "fam_dna", "fam_flight", "fam_arrived"]


def _resettlement(situation: Situation, pick: random.Random) -> list[str]:
    return ["res_start", "res_medical", "res_papers", "res_papers", "res_arrived", "res_after"]


def _assignment(situation: Situation, pick: random.Random) -> list[str]:
    return ["exp_apply", "exp_match", "exp_report", "exp_report", "exp_done"]


_STORIES: dict[str, Callable[[Situation, random.Random], list[str]]] = {
    "rean": lambda situation, pick: _return("first_azc", situation, pick),
    "rri": lambda situation, pick: _return("first_city", situation, pick),
    "hrt": _hrt,
    "avrd": _detention,
    "health": _health,
    "uam": _minor,
    "vot": _trafficking,
    "varrp": _nigeria,
    "rmh": _hiv,
    "elder": _vulnerable("elder"),
    "mother": _vulnerable("mother"),
    "exuam": _vulnerable("exuam"),
    "family": _family,
    "resettlement": _resettlement,
}
_WITH_EXTRAS = frozenset({"rean", "rri", "hrt", "varrp", "rmh", "mother", "exuam", "elder"})


def route(arc: str, situation: Situation, pick: random.Random) -> list[str]:
    """Return the beats of a case from first contact to its end, as if nothing stopped it but the client's own will."""
    beats = _STORIES.get(arc, _assignment)(situation, pick)
    if arc in _WITH_EXTRAS:
        for extra in pick.sample(_EXTRAS, k=pick.randint(2, 4)):
            beats.insert(pick.randint(2, max(3, len(beats) - 8)), extra)
        beats = _stopped(beats, pick)
    return beats


def _stopped(beats: list[str], pick: random.Random) -> list[str]:
    """Return *beats*, cut short for those who withdraw or wait: at any moment, everything is voluntary."""
    chance = pick.random()
    if chance < 0.13:
        return [*beats[: pick.randint(4, len(beats) - 4)], "withdrew"]
    if chance < 0.19 and pick.random() < 0.8:
        return [*beats[: pick.randint(4, 8)], "paused"]
    return beats
