"""Which draft of a case is written on, and what a new note already knows of the case. No Qt."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.desktop.row_times import day_and_clock
from counsellor_app.domain.countries import language_name
from counsellor_app.domain.overviews import CasePage, TimelineEntry
from counsellor_app.domain.records import Draft, NoteKind
from sync.wording import _, language


class CaseDrafts:
    """The drafts of the case that is shown (``case``: its id, ``page``: what is known of it). *clock* returns ms."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self.case = ""
        self.page: CasePage | None = None
        self.last_place = ""
        self._kept: dict[str, Draft] = {}
        self._gone: set[str] = set()

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

    def forget_kept(self) -> None:
        """Believe the store alone: what is kept here may have been signed elsewhere."""
        self._kept.clear()

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
