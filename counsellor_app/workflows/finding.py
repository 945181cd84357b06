"""Finding people and notes by any words, and the values already in use that lists and completers offer."""

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseStep, SearchHit
from counsellor_app.domain.validation import LONGEST_REMARK
from counsellor_app.workflows.session import Session
from sync.wording import _, language


def search(session: Session, text: str, limit: int = 50, only: str = "") -> list[SearchHit]:
    """Return people and notes that match *text*, best first; *only* ``person`` or ``note``. Any text is allowed."""
    asked = text[:LONGEST_REMARK].replace("\0", " ")
    if not asked.strip():
        return []
    with session.store.reading() as queries:
        return queries.search(asked, limit, only)


def places(session: Session) -> list[str]:
    """Return the places in use, most used first."""
    with session.store.reading() as queries:
        return queries.places()


def programmes(session: Session) -> list[str]:
    """Return the programmes (codes) by which any case may be called, most used first."""
    with session.store.reading() as queries:
        return queries.programmes()


def steps(session: Session, programme: str = "") -> list[CaseStep]:
    """Return the steps at which cases are, of any programme or of one (code), in the order of their way."""
    with session.store.reading() as queries:
        return queries.steps().in_use(programme)


def find_step(session: Session, text: str) -> str:
    """Return the code of the step that *text* names, by its code or as a programme calls it; empty for nothing.

    Raises :class:`ActionableError` for one that no programme has, naming those at which cases are.
    """
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return ""
    with session.store.reading() as queries:
        catalogue = queries.gate_files().catalogue()
        known = [edition.programme for code in catalogue.codes() for edition in catalogue.editions(code)]
        used = queries.steps().in_use()
    for programme in known:
        for step in programme.steps:
            if wanted in (step.code, step.en.casefold(), step.nl.casefold()):
                return step.code
    names = ", ".join(f"{one.step} ({one.words(language())})" for one in used)
    raise ActionableError(_("There is no such step."), _("Cases are at: {steps}.").format(steps=names or "–"))


def teams(session: Session) -> list[tuple[str, str]]:
    """Return (id, name) of every team of the office."""
    with session.store.reading() as queries:
        return queries.teams()
