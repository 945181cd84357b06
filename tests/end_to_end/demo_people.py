"""The people of the demo: an office is founded, two counsellors are invited, join and are admitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.office import OfficeProcess
from counsellor_app.settings import Profile, Settings, write_settings
from counsellor_app.vault.slots import DEFAULT_COST, KdfCost
from counsellor_app.workflows.enrolment import found_office, join_office
from counsellor_app.workflows.office import admit_waiting, invite
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.syncing import sync_now

PASSWORD = "vier fietsen naar zee"
"""Everybody's in the demo; printed, so that the windows can be unlocked by whoever watches."""
TEAM = "Noord"


@dataclass(slots=True)
class Member:
    """Somebody of the demo's office. ``words``: the office's twelve words as this device computed them."""

    name: str
    profile: Profile
    session: Session
    recovery_key: str
    words: tuple[str, ...]


def enrol(
    office: OfficeProcess, folder: Path, lead: str, counsellors: Sequence[str], cost: KdfCost = DEFAULT_COST
) -> list[Member]:
    """Found the office as *lead*, invite and admit the *counsellors*; returns all, unlocked, the lead first."""
    profile = _profile(folder, lead, "en")
    founded = found_office(profile, office.founding.read_text(), lead, PASSWORD, "Kantoor-1", office.address, cost)
    members = [Member(lead, profile, founded.session, founded.recovery_key, founded.fingerprint_words)]
    for name in counsellors:
        invitation = invite(founded.session, name, "counsellor", TEAM)
        sync_now(founded.session)
        place = _profile(folder, name, "nl")
        label = "".join(part[0] for part in name.split()) + "-2"
        joined = join_office(place, invitation.to_json(), PASSWORD, label, office.address, cost)
        members.append(Member(name, place, joined.session, joined.recovery_key, joined.fingerprint_words))
    admitted = admit_waiting(founded.session)
    if not all(request.admitted for request in admitted) or len(admitted) != len(counsellors):
        raise RuntimeError("not everybody was admitted")
    for member in members[1:]:
        sync_now(member.session)
    return members


def _profile(folder: Path, name: str, language: str) -> Profile:
    profile = Profile(folder / name.split()[0].lower())
    write_settings(profile, Settings(language=language, scheme="light", sync_every=300))
    return profile
