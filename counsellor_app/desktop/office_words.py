"""The words of the office as a person reads them: roles, and the twelve words of its fingerprint. No Qt."""

from collections.abc import Sequence

from sync.wording import _


def role_word(code: str) -> str:
    """Return what a person is in the office; a role this version does not know is shown as it is."""
    words = {
        "counsellor": _("counsellor"),
        "supervisor": _("supervisor"),
        "administrator": _("administrator"),
    }
    return words.get(code, code)


def words_in_rows(words: Sequence[str], across: int = 4) -> list[list[str]]:
    """Return the fingerprint's words numbered from 1, in rows of *across*, as they are read aloud."""
    numbered = [f"{place}. {word}" for place, word in enumerate(words, 1)]
    return [numbered[start : start + across] for start in range(0, len(numbered), across)]
