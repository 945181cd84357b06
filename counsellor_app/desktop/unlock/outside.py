"""What may be known of a locked profile: how many entries wait. No Qt and nothing heavy: the lock screen is first."""

import json

from counsellor_app.settings import Profile


def unsent_outside(profile: Profile) -> int:
    """Return how many entries the office does not have yet, as noted when the store was closed; 0 when not known."""
    try:
        found = json.loads(profile.outside.read_text(encoding="utf-8"))
        unsent = found["unsent"]
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    return unsent if type(unsent) is int and unsent > 0 else 0
