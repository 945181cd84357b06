"""What every command says and asks before something leaves the app as a file."""

from typing import Annotated

import typer

from counsellor_app.commands.output import marked, say
from counsellor_app.desktop.words import exports as words
from counsellor_app.domain.errors import ActionableError
from sync.wording import _

Reason = Annotated[
    str, typer.Option("--reason", help=marked("Why it leaves the app, without names; whoever supervises you reads it."))
]


def before_leaving(what: str, reason: str, *, named: bool = False) -> None:
    """Say what leaves and what that means; raises :class:`ActionableError` where no reason is given."""
    if not reason.strip():
        raise ActionableError(
            _("A reason is missing."),
            _("Say with --reason why this leaves the app, in a few words, without names. Nothing was written."),
        )
    say(words.holds(what, named=named))
    say(words.beforehand())
