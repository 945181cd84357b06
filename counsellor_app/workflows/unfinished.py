"""Forms begun and not finished: kept on this device, in the encrypted file, never in the log."""

import json
from collections.abc import Mapping

from counsellor_app.store.state import UNFINISHED
from counsellor_app.store.store import Work
from counsellor_app.workflows.last_room import keep_typed
from counsellor_app.workflows.session import Session


def keep(session: Session, form: str, values: Mapping[str, str]) -> None:
    """Keep what stands in *form* (a short fixed name); no values, or only blank ones, forget it."""
    written = {name: value for name, value in values.items() if value.strip()}

    def write(work: Work) -> None:
        if written:
            work.state.put(UNFINISHED + form, json.dumps(written))
        else:
            work.state.forget(UNFINISHED + form)

    keep_typed(session, write)


def recall(session: Session, form: str) -> dict[str, str]:
    """Return what stood in *form* when it was last kept; nothing when it was finished or never begun."""
    with session.store.transaction() as work:
        kept = work.state.text(UNFINISHED + form)
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
