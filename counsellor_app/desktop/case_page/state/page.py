"""What the case page shows of a case, and which draft it opens. No Qt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.row_times import day_and_clock
from counsellor_app.domain.ages import age_on, age_text
from counsellor_app.domain.countries import language_name
from counsellor_app.domain.overviews import CasePage, Conflict, TimelineEntry
from counsellor_app.domain.records import CaseStatus, Draft, NoteKind, Person
from counsellor_app.domain.rights import Act, Actor, Matter, allowed
from sync.wording import _, language, ngettext

Fact = tuple[str, str]


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


class CasePageState:
    """One case on the page. ``clock`` returns now in ms; *actor* says who looks at it now."""

    def __init__(self, actor: Callable[[], Actor], clock: Callable[[], int]) -> None:
        self._actor, self._clock = actor, clock
        self._number = 0
        self.case = ""
        self.page: CasePage | None = None
        self.last_place = ""
        self._kept: dict[str, Draft] = {}
        self._gone: set[str] = set()

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
        return self.page.persons[0] if self.page and self.page.persons else Person()

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
            facts=tuple(self._facts()),
            flags=tuple((field_words.flag_icon(flag.code), field_words.flag(flag.code)) for flag in self.page.flags),
            programme=case.programme or _("No programme"),
            status=field_words.case_status(case.status),
            status_tone=field_words.STATUS_TONES.get(case.status, "text2") if status_is_news else "text2",
            rest=self._rest(),
        )

    def _facts(self) -> Iterable[Fact]:
        assert self.page is not None
        case, person = self.page.case, self.person
        age = age_on(person.birth_date, person.birth_precision, local_time(self._clock()).date())
        if age is not None:
            yield "", ngettext("{age} year", "{age} years", age.years).format(age=age_text(age))
        if case.languages:
            yield "languages", field_words.languages(",".join(case.languages))
        if case.place:
            yield "map-pin", case.place
        if case.nationality:
            yield "globe", field_words.country(case.nationality)
        if case.alien_number:
            yield "", field_words.alien_number(case.alien_number)

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
        return ngettext("{n} change not yet at office", "{n} changes not yet at office", count).format(n=count)

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
        return title, _(" or ").join(values)

    # --- drafts

    def new_draft(self, kind: str, amends: str = "") -> Draft:
        """Return an empty draft: here and now, where the last note was written, in the client's first language."""
        case = self.page.case if self.page else None
        spoken = case.languages[0] if case and case.languages else ""
        place = self.last_place or (case.place if case else "")
        return Draft(
            case=self.case,
            kind=kind,
            place="" if amends else place,
            language="" if amends else spoken,
            amends=amends,
            started_at=self._clock(),
        )

    def stored_draft(self, amends: str | None = None, besides: Iterable[str] = ()) -> Draft | None:
        """Return the newest kept draft of this case (of one amended note), *besides* those open elsewhere."""
        left_out = frozenset(besides)
        found = [
            draft
            for draft in self._note_drafts()
            if draft.id not in left_out and (amends is None or draft.amends == amends)
        ]
        return max(found, key=lambda draft: draft.saved_at) if found else None

    def other_drafts(self, shown: Iterable[str]) -> list[Draft]:
        """Return the kept drafts of this case that are not in *shown*, oldest first."""
        left_out = frozenset(shown)
        drafts = [draft for draft in self._note_drafts() if draft.id not in left_out]
        return sorted(drafts, key=lambda draft: draft.saved_at)

    def _note_drafts(self) -> list[Draft]:
        """Return the drafts that are notes or amendments, as they were last kept: the page may be older."""
        newest = {draft.id: draft for draft in (self.page.drafts if self.page else ())}
        for draft in self._kept.values():
            if draft.case == self.case and (draft.id not in newest or newest[draft.id].saved_at <= draft.saved_at):
                newest[draft.id] = draft
        return [draft for draft in newest.values() if draft.id not in self._gone and draft.kind in set(NoteKind)]

    def draft_kept(self, draft: Draft) -> None:
        """This draft is in the store now, exactly so."""
        if draft.id:
            self._kept[draft.id] = draft

    def draft_gone(self, draft_id: str) -> None:
        """This draft was signed or thrown away."""
        self._gone.add(draft_id)
        self._kept.pop(draft_id, None)

    def with_defaults(self, draft: Draft) -> Draft:
        """Return a draft begun before the case was here, with what is now known of the case."""
        fresh = self.new_draft(draft.kind, draft.amends)
        return replace(draft, place=draft.place or fresh.place, language=draft.language or fresh.language)

    def note_written_at(self, place: str) -> None:
        """Remember where one is: the next note is most likely written there too."""
        self.last_place = place or self.last_place


def language_options(first: Iterable[str]) -> list[tuple[str, str]]:
    """Return (code, name) of the languages of the work, those of the case *first*."""
    order = dict.fromkeys((*first, *COUNSELLING_LANGUAGES))
    return [(code, language_name(code, language())) for code in order]


def amendment_title(entry: TimelineEntry | None) -> str:
    """Return what an amendment amends: *Amendment to: Talk, Mon 10 Nov, 14:02*."""
    if entry is None:
        return _("Amendment")
    return _("Amendment to {kind} of {moment}").format(
        kind=field_words.note_kind(entry.note_kind), moment=day_and_clock(entry.at)
    )


COUNSELLING_LANGUAGES: Final = (
    "nl", "en", "ar", "am", "ti", "fa", "fa-AF", "ps", "ku", "kmr", "kmr-IQ", "ckb", "so", "tr", "ru", "fr",
    "es", "pt", "zh", "sr", "bs", "sq", "mk", "ro", "ka", "hy", "az", "mn", "sw", "ln", "rw", "rn", "ur", "hi", "bn",
    "ta", "vi", "om", "ha", "yo", "ig", "uk", "pl", "bg", "de",
)  # fmt: skip
"""Languages counsellors use or hear, offered first; any other can be typed by its name."""
