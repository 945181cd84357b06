"""What the list of programmes says, what stands in the editor, and what a text would mean. No Qt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words import programmes as words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.guards import evidence_words
from counsellor_app.domain.programmes.reading import Problem, ProgrammeTextError, read_programme_text
from counsellor_app.domain.programmes.schema import Gate, Programme, Retention, Step, SupportItem
from counsellor_app.workflows.programmes import ProgrammeRow
from sync.wording import _, language, ngettext

NEW: Final = "new"
_VERSION = re.compile(r'^version = "[^"]*"$', re.MULTILINE)
_OF_ONE_VERSION = re.compile(r"^(?:valid_from|valid_until|loosens) = .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the preview: heading, and lines of (what, quieter what it means)."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class EditorState:
    """What is in the editor. ``subject``: which row it belongs to; ``original``: what stood there at first."""

    subject: str = ""
    original: str = ""
    text: str = ""
    editing: bool = False
    problems: tuple[Problem, ...] = ()
    checked: str = field(default="")

    def show(self, subject: str, text: str) -> None:
        """Show a text, not to be changed yet."""
        self.subject, self.original, self.text = subject, text, text
        self.editing, self.problems, self.checked = False, (), ""

    def begin(self, subject: str, text: str, kept: str = "") -> None:
        """Begin to change *text*, or go on with what was kept of it."""
        self.subject, self.original, self.text = subject, text, kept or text
        self.editing, self.problems, self.checked = True, (), ""

    def typed(self, text: str) -> None:
        """Take what stands there now."""
        self.text = text

    def judged(self, text: str, problems: tuple[Problem, ...]) -> bool:
        """Take what is wrong with *text*, unless something else stands there by now; say whether it was taken."""
        if text != self.text:
            return False
        self.problems, self.checked = problems, text
        return True

    @property
    def touched(self) -> bool:
        """Whether something was changed."""
        return self.editing and self.text != self.original

    @property
    def may_save(self) -> bool:
        """Whether the text that stands there was judged to be good."""
        return self.editing and self.checked == self.text and not self.problems

    def summary(self) -> str:
        """Return how it stands in one line."""
        if not self.editing:
            return ""
        if self.checked != self.text:
            return _("Checking…")
        if not self.problems:
            return _("Nothing is wrong with this text.")
        count = len(self.problems)
        return ngettext("{n} thing is wrong", "{n} things are wrong", count).format(n=count)


def row_key(row: ProgrammeRow) -> str:
    """Return what tells a row from all others."""
    return f"{row.programme.code}/{row.programme.version}"


def validity(text: Programme) -> str:
    """Return from when until when a text's rules are in force; nothing for always."""
    since = iso_day(text.valid_from.isoformat()) if text.valid_from else ""
    until = iso_day(text.valid_until.isoformat()) if text.valid_until else ""
    if since and until:
        return _("{since} to {until}").format(since=since, until=until)
    if since:
        return _("from {day}").format(day=since)
    return _("until {day}").format(day=until) if until else ""


def fitting(rows: Sequence[ProgrammeRow], query: str) -> list[ProgrammeRow]:
    """Return the rows that say all words of *query*."""
    wanted = query.casefold().split()
    return [row for row in rows if all(word in _said(row) for word in wanted)]


def _said(row: ProgrammeRow) -> str:
    text = row.programme
    return " ".join((text.code, text.version, text.en, text.nl, *text.written)).casefold()


def changed_text(text: str, today: date) -> str:
    """Return *text* as the beginning of the office's own version of it, in force from *today*."""
    version = f'version = "office-{today.isoformat()}"\nvalid_from = {today.isoformat()}'
    return _VERSION.sub(version, _OF_ONE_VERSION.sub("", text), count=1)


def new_text(today: date) -> str:
    """Return the beginning of a programme of the office's own."""
    return f'''code = "NEW"
version = "{today.year}"
valid_from = {today.isoformat()}
en = "Name in English"
nl = "Naam in het Nederlands"
area = "return"

[[step]]
code = "contact"
by = "counsellor"
en = "First contact"
nl = "Eerste contact"
within_days = 0

[[step]]
code = "departure"
by = "logistics"
en = "Departure"
nl = "Vertrek"
within_days = 28
after = "contact"
departs = true

[[gate]]
code = "ind-permission"
before = "departure"
en = "Permission of the IND before travel is arranged"
nl = "Toestemming van de IND voordat de reis wordt geregeld"
evidence = ["ind_permission"]
override = true

[[rule]]
code = "voluntary"
en = "The client wishes to return"
nl = "De cliënt wil terugkeren"
when = {{ fact = "wishes_return", is = true }}

[[outcome]]
code = "returned"
en = "Returned to the country of origin"
nl = "Teruggekeerd naar het land van herkomst"
step = "departure"

[[indicator]]
code = "departed"
en = "People departed"
nl = "Vertrokken personen"
counts = "outcome"
outcomes = ["returned"]
'''


def preview(text: str) -> list[Part]:
    """Return what a text means, section by section; nothing for one that cannot be read."""
    try:
        found = read_programme_text(text)
    except ProgrammeTextError:
        return []
    said = language()
    summary = found.summary_nl if said == "nl" else found.summary_en
    groups = tuple((group.words(said), "") for group in found.groups)
    parts = [
        Part(_("In short"), ((facts(found.code, found.version, validity(found)), summary),)),
        Part(_("For whom"), groups),
        Part(_("Funders"), tuple((one.words(said), "") for one in found.funders)),
        Part(_("Rules"), tuple((one.words(said), "") for one in found.rules)),
        Part(_("Steps"), tuple(_step(one, said) for one in found.steps)),
        Part(_("Gates"), tuple(_gate(one, found, said) for one in found.gates)),
        Part(_("Gates left out, or asking for less"), tuple((code, "") for code in found.loosens)),
        Part(_("Support"), tuple(_item(one, said) for one in found.support)),
        Part(_("Outcomes"), tuple((one.words(said), _("ends it") if one.ends else "") for one in found.outcomes)),
        Part(_("Counted every year"), tuple((one.words(said), "") for one in found.indicators)),
        Part(_("Kept after closing"), (_kept(found.retention, said),)),
    ]
    return [part for part in parts if part.lines]


def _kept(retention: Retention, said: str) -> tuple[str, str]:
    years = retention.years
    long = ngettext("{n} year", "{n} years", years).format(n=years) if years else _("not decided in this text")
    return long, retention.remark_nl if said == "nl" else retention.remark_en


def _step(step: Step, said: str) -> tuple[str, str]:
    due = ""
    if step.within_days is not None:
        due = ngettext("within {n} day", "within {n} days", step.within_days).format(n=step.within_days)
        due = due if step.within_days else _("at once")
    return step.words(said), facts(words.who(step.by), due)


def _gate(gate: Gate, text: Programme, said: str) -> tuple[str, str]:
    step = text.step(gate.before)
    before = _("before: {step}").format(step=step.words(said)) if step is not None else ""
    kinds = ", ".join(evidence_words(kind, text) for kind in gate.evidence)
    let = "" if gate.override else _("cannot be overridden")
    return gate.words(said), facts(before, kinds, let)


def _item(item: SupportItem, said: str) -> tuple[str, str]:
    adult = words.money(item.currency, str(item.adult_cents or 0))
    child = words.money(item.currency, str(item.child_cents or 0))
    amounts = (
        _("{amount} an adult").format(amount=adult) if adult else "",
        _("{amount} a child").format(amount=child) if child else "",
        _("computed from the sums in the texts") if item.derived else "",
    )
    return item.words(said), facts(*amounts)
