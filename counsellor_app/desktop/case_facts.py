"""What stands beneath the name on every page of a case: facts, and tags one must see before anything. No Qt."""

from collections.abc import Iterator
from datetime import date

from counsellor_app.desktop import field_words
from counsellor_app.desktop.words.protecting import rule_line, rules_in_short
from counsellor_app.domain.ages import age_text
from counsellor_app.domain.families import age_of
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.records import Person
from counsellor_app.domain.refusals import flags_shown
from counsellor_app.domain.safety import rules_for
from sync.wording import _, ngettext

Fact = tuple[str, str]
"""Icon (may be empty) and words."""


def first_person(page: CasePage) -> Person:
    """Return the person the case is for; an empty one while that entry has not arrived."""
    return page.persons[0] if page.persons else Person()


def facts_of(page: CasePage, today: date) -> Iterator[Fact]:
    """Yield age, languages, place, country and number."""
    case = page.case
    age = age_of(first_person(page), today)
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


def contact_words(page: CasePage) -> str:
    """Return how the client may be reached, where rules say so: *Never call*; nothing without rules."""
    rules = rules_for(first_person(page).id, page.contact_rules)
    return field_words.facts(*dict.fromkeys(rule_line(rule) for rule in rules))


def tags_of(page: CasePage) -> Iterator[Fact]:
    """Yield who may read it, how to make contact, then the flags."""
    if page.restricted:
        yield "lock", _("Named readers only")
    if words := rules_in_short(rules_for(first_person(page).id, page.contact_rules)):
        yield "phone", words
    shown = flags_shown((flag.code for flag in page.flags), page.declined)
    yield from ((field_words.flag_icon(code), field_words.flag(code)) for code in shown)
