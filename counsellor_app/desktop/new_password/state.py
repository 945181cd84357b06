"""What may be said of a new password while it is typed. No Qt; keeps nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from counsellor_app.domain.errors import ActionableError
from sync.wording import _


class Grade(StrEnum):
    """EMPTY: nothing typed. WEAK: would be refused. UNEQUAL: good, but the second is not the same. GOOD: take it."""

    EMPTY = "empty"
    WEAK = "weak"
    UNEQUAL = "unequal"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade, and what to tell the person."""

    grade: Grade
    text: str = ""

    @property
    def good(self) -> bool:
        """Whether the password can be taken."""
        return self.grade is Grade.GOOD


def judge(first: str, second: str, check: Callable[[str], None]) -> Verdict:
    """Judge a password typed as *first* and again as *second*; *check* raises ActionableError for a refused one."""
    if not first:
        return Verdict(Grade.EMPTY)
    try:
        check(first)
    except ActionableError as error:
        return Verdict(Grade.WEAK, f"{error.title} {error.advice}")
    if not second:
        return Verdict(Grade.UNEQUAL, _("Strong enough. Type it again below."))
    if first != second:
        return Verdict(Grade.UNEQUAL, _("The two are not the same."))
    return Verdict(Grade.GOOD, _("Strong enough, and both are the same."))
