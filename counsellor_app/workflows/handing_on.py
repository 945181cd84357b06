"""Keys that must be handed on after the directory changed: to own new devices, and round a device that was lost.

Done by every device for what it holds, after each round of sync; what was handed on once is remembered.
"""

from counsellor_app.store.store import Work
from counsellor_app.workflows.session import Session, fresh_stamp
from sync.client.membership import rotate_person
from sync.client.seeds import Holder, share_person_seed, wrap_team_seed
from sync.directory.state import Directory
from sync.protocol.public import Wrap
from sync.sealing.keys import PrincipalKeys

_DONE = "keys_handed_on"
"""The fact of the store that lists what was handed on, as ``subject:generation:recipient:generation``."""


def hand_on_keys(session: Session, work: Work) -> bool:
    """Queue what this device has to hand on; say whether there was anything, so that it leaves at once."""
    person_id = bytes.fromhex(session.person_id)
    directory, keys = work.directory.current(), work.keys.principal(bytes.fromhex(session.person_id))
    if keys is None or directory.facts.generations(person_id).newest != keys.public():
        return False
    if directory.is_exposed(person_id):
        _renew(session, work, keys)
        return True
    known = work.state.get(_DONE, [])
    done = set(known) if isinstance(known, list) else set()
    fresh = _to_own_devices(session, directory, keys, done) | _to_members(session, work, directory, done)
    if not fresh:
        return False
    work.directory.queue_wraps([wrap for wraps in fresh.values() for wrap in wraps])
    work.state.put(_DONE, sorted(done | fresh.keys()))
    return True


def _renew(session: Session, work: Work, keys: PrincipalKeys) -> None:
    """Give the own person new keys: a device that held the present ones was revoked."""
    directory_key = work.keys.directory_key()
    if directory_key is None:
        return
    holder = Holder(session.device, keys, directory_key)
    rotated = rotate_person(work.directory.current(), holder, hlc=fresh_stamp(work, 1))
    work.directory.append(rotated.records, mine=True)
    work.directory.queue_wraps(rotated.wraps)
    work.keys.put_principal(rotated.keys)


def _to_own_devices(
    session: Session, directory: Directory, keys: PrincipalKeys, done: set[str]
) -> dict[str, list[Wrap]]:
    """Return the own seed wrapped for devices of this person that joined since."""
    own = directory.facts.active_devices([keys.principal_id]) - {session.device.device_id}
    places = {f"{keys.principal_id.hex()}:{keys.generation}:{device.hex()}:0": device for device in own}
    return {
        place: share_person_seed(directory, keys, [device]) for place, device in places.items() if place not in done
    }


def _to_members(session: Session, work: Work, directory: Directory, done: set[str]) -> dict[str, list[Wrap]]:
    """Return the seeds of teams held here, wrapped for members whose keys were renewed since they were given them."""
    found: dict[str, list[Wrap]] = {}
    for team in session.teams:
        team_id = bytes.fromhex(team)
        seed = work.keys.principal(team_id)
        if seed is None or directory.facts.generations(team_id).newest != seed.public():
            continue
        for member in sorted(directory.teams[team_id].members - {bytes.fromhex(session.person_id)}):
            generation = len(directory.facts.generations(member).keys)
            place = f"{team}:{seed.generation}:{member.hex()}:{generation}"
            if generation > 1 and place not in done and (wraps := wrap_team_seed(directory, seed, [member])):
                found[place] = wraps
    return found
