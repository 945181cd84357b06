"""What the first run asks of the work; given to it, so that the screen appears before the work is loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.directory.invitation import FoundingInvitation, Invitation

if TYPE_CHECKING:
    from counsellor_app.workflows.enrolment import Founded, Joined

Failed = Callable[[Exception], object]


@dataclass(frozen=True, slots=True)
class FirstRunVerbs:
    """``read`` runs at once; the others run on the store thread and answer on the GUI thread.

    ``found(invitation text, name, password, device label, done, failed)`` · ``join(invitation text, password, device
    label, done, failed)`` · ``restore(file, password, done, failed)`` · ``check`` and ``generate`` for passwords.
    """

    read: Callable[[str], Invitation | FoundingInvitation]
    found: Callable[[str, str, str, str, "Callable[[Founded], object]", Failed], None]
    join: Callable[[str, str, str, "Callable[[Joined], object]", Failed], None]
    restore: Callable[[str, str, Callable[[None], object], Failed], None]
    check: Callable[[str], None]
    generate: Callable[[], str]
