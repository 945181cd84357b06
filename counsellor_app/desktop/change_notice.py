"""Reading the notice of a commit: does it concern what a screen shows? No Qt."""

from collections.abc import Mapping
from typing import Final

from counsellor_app.domain.synced_fields import OF_CASES

Changes = Mapping[str, frozenset[str]]
SHOWN: Final = OF_CASES | {"directory"}
"""Kinds of records that a case's list row, page or review is made of."""


def only_drafts(changes: Changes) -> bool:
    """Whether nothing but drafts changed: what is written on this device and not signed."""
    return bool(changes.get("draft")) and not any(changes.get(kind) for kind in SHOWN)


def records_or_sync(changes: Changes) -> bool:
    """Whether records changed, or what the office has of them."""
    if any(changes.get(kind) for kind in SHOWN):
        return True
    return "sync" in changes and not changes.get("draft")
