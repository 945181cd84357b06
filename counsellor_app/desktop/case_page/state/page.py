"""What the case page shows of a case, and which draft it opens. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from counsellor_app.desktop import field_words
from counsellor_app.desktop.case_facts import Fact, contact_words, facts_of, first_person, tags_of
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.note_writing.state import CaseDrafts
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CasePage, Conflict, TimelineEntry
from counsellor_app.domain.records import CaseStatus, Person
from counsellor_app.domain.refusals import programme_shown
from counsellor_app.domain.rights import Act, Actor, Matter, allowed
from counsellor_app.domain.safety import ContactWay, may_reach
from sync.wording import _, ngettext


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the page. Facts are (icon, words); ``stands`` is (words, tone of the status)."""

    title: str
    own_name: str
    facts: tuple[Fact, ...]
    flags: tuple[Fact, ...]
    programme: str
    status: str
    status_tone: str
    rest: str


@dataclass(frozen=True, slots=True)
class Request:
    """A page asked of the store; handed back with the answer."""

    case: str
    number: int


class CasePageState(CaseDrafts):
    """One case on the page. ``clock`` returns now in ms; *actor* says who looks at it now."""

    def __init__(self, actor: Callable[[], Actor], clock: Callable[[], int]) -> None:
        super().__init__(clock)
        self._actor = actor
        self._number = 0

    def open(self, case: str) -> Request:
        """Go to another case; what was shown is no longer true."""
        self.case, self.page = case, None
        return self.refresh()

    def refresh(self) -> Request:
        """Ask for the case as it is now."""
        self._number += 1
        return Request(self.case, self._number)

    def arrived(self, request: Request, page: CasePage) -> bool:
        """Take an answer; False if nobody asks for it any more."""
        if request.number != self._number or request.case != self.case:
            return False
        self.page = page
        return True

    @property
    def person(self) -> Person:
        """The person the case is for; an empty one when that entry has not arrived yet."""
        return first_person(self.page) if self.page else Person()

    def may(self, act: Act) -> bool:
        """Whether this person may do *act* with this case."""
        responsible = self.page.case.responsible if self.page else ""
        return allowed(self._actor(), act, Matter(responsible))

    def may_amend(self, entry: TimelineEntry) -> bool:
        """Whether this person may amend a note."""
        return entry.kind == "note" and allowed(self._actor(), Act.AMEND_NOTE, Matter(author=entry.origin.author))

    # --- the head

    def head(self) -> Head:
        """Return what stands above the tabs."""
        if self.page is None:
            return Head("", "", (), (), "", "", "", "")
        case, person = self.page.case, self.person
        title = person.name or person.own_name or case.reference
        status_is_news = case.status != CaseStatus.OPEN
        return Head(
            title=title,
            own_name=person.own_name if person.own_name != title else "",
            facts=tuple(facts_of(self.page, local_time(self._clock()).date())),
            flags=tuple(tags_of(self.page)),
            programme=programme_shown(case.programme, self.page.declined) or _("No programme"),
            status=field_words.case_status(case.status),
            status_tone=field_words.STATUS_TONES.get(case.status, "text2") if status_is_news else "text2",
            rest=self._rest(),
        )

    def contact_words(self) -> str:
        """Return how the client may be reached, where rules say so: *Never call*; nothing without rules."""
        return contact_words(self.page) if self.page else ""

    def calling_closed(self) -> ActionableError | None:
        """Return why the client must not be called; None where he may."""
        if self.page is None or may_reach(ContactWay.CALL, self.person.id, self.page.contact_rules).allowed:
            return None
        return ActionableError(
            _("Do not call: {rule}").format(rule=self.contact_words()),
            _("Nothing was copied. The rule stands under Safety, with who made it."),
        )

    def _rest(self) -> str:
        assert self.page is not None
        return field_words.facts(self.page.case.reference, self.page.responsible_name, self.page.team_name)

    def alias_line(self) -> str:
        """Return the other names: *also: …*; nothing without any."""
        names = ", ".join(alias.name for alias in self.page.aliases) if self.page else ""
        return _("also known as {names}").format(names=names) if names else ""

    def waiting_line(self) -> str:
        """Return how many changes of the case the office does not have yet; nothing for none."""
        count = self.page.unsent if self.page else 0
        if not count:
            return ""
        return ngettext("{n} entry not yet at the office", "{n} entries not yet at the office", count).format(n=count)

    def missing_line(self) -> str:
        """Return how many entries are known to exist and have not arrived; nothing for none."""
        count = self.page.missing if self.page else 0
        if not count:
            return ""
        return ngettext(
            "This case is incomplete: {n} entry has not arrived yet",
            "This case is incomplete: {n} entries have not arrived yet",
            count,
        ).format(n=count)

    def conflict_line(self) -> tuple[str, str]:
        """Return title and advice about fields with several values; nothing for none."""
        conflicts: tuple[Conflict, ...] = self.page.conflicts if self.page else ()
        if not conflicts:
            return "", ""
        names = ", ".join(field_words.record_field(conflict.object_kind, conflict.field) for conflict in conflicts)
        first = conflicts[0]
        if len(conflicts) > 1:
            title = ngettext("{n} field has several values", "{n} fields have several values", len(conflicts))
            return title.format(n=len(conflicts)), names
        values = [field_words.field_value(first.field, value.value) for value in first.values]
        title = _("{field}: {n} values at once").format(field=names, n=len(values))
        return title, field_words.facts(*values)
