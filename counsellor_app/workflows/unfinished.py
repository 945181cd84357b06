"""Forms begun and not finished: kept on this device, in the encrypted file, never in the log."""

import json
from collections.abc import Mapping

from counsellor_app.store.state import UNFINISHED
from counsellor_app.workflows.session import Session


def keep(session: Session, form: str, values: Mapping[str, str]) -> None:
    """Keep what stands in *form* (a short fixed name); no values, or only blank ones, forget it."""
    written = {name: value for name, value in values.items() if value.strip()}
    with session.store.transaction() as work:
        work.state.put(UNFINISHED + form, json.dumps(written))


def recall(session: Session, form: str) -> dict[str, str]:
    """Return what stood in *form* when it was last kept; nothing when it was finished or never begun."""
    with session.store.transaction() as work:
        kept = work.state.text(UNFINISHED + form)
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
