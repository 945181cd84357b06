"""The programmes known: shipped texts and the office's own, each in versions, and which is in force on a day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from counsellor_app.domain.programmes.checking import Complaint
from counsellor_app.domain.programmes.loosening import unnamed
from counsellor_app.domain.programmes.schema import Condition, OwnFact, Programme
from counsellor_app.domain.programmes.text_lines import Path
from sync.wording import _


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a programme. ``record``: id of the office's text it was read from, empty for a shipped one."""

    programme: Programme
    record: str = ""

    @property
    def own(self) -> bool:
        """Whether the office wrote it."""
        return bool(self.record)


class Catalogue:
    """All editions, by code. The office's own in force on a day goes before a shipped one.

    A version never changes: a text that claims one that is there is left out, so that no gate goes with it. *editions*
    in the order in which they were written.
    """

    def __init__(self, editions: Iterable[Edition]) -> None:
        found: dict[str, list[Edition]] = {}
        claimed: set[tuple[str, str]] = set()
        for edition in sorted(editions, key=lambda one: one.own):
            name = (edition.programme.code, edition.programme.version)
            if name not in claimed:
                claimed.add(name)
                found.setdefault(edition.programme.code, []).append(edition)
        self._editions: Mapping[str, tuple[Edition, ...]] = {
            code: tuple(sorted(rows, key=_order)) for code, rows in found.items()
        }

    def codes(self) -> tuple[str, ...]:
        """Return the codes of all programmes, in the order they were given."""
        return tuple(self._editions)

    def editions(self, code: str) -> tuple[Edition, ...]:
        """Return the editions of *code*, oldest first; nothing for an unknown code."""
        return self._editions.get(code, ())

    def edition_in_force(self, code: str, day: date) -> Edition | None:
        """Return the edition of *code* in force on *day*: the office's own before a shipped one, the latest begun."""
        fitting = [edition for edition in self.editions(code) if edition.programme.in_force(day)]
        return next((edition for own in (True, False) for edition in reversed(fitting) if edition.own == own), None)

    def in_force(self, code: str, day: date) -> Programme | None:
        """Return the text of *code* in force on *day*, None for none."""
        edition = self.edition_in_force(code, day)
        return edition.programme if edition is not None else None

    def version(self, code: str, version: str) -> Programme | None:
        """Return one version of a programme, None when it is not here.

        Versions never change: of several texts that claim one, the shipped one counts, else the first that was written.
        """
        return next((one.programme for one in self.editions(code) if one.programme.version == version), None)

    def newest(self, code: str, day: date) -> Programme | None:
        """Return the text in force on *day*, else the last one there is; None for an unknown code."""
        rows = self.editions(code)
        return self.in_force(code, day) or (rows[-1].programme if rows else None)

    def own_facts(self) -> dict[str, OwnFact]:
        """Return the facts that programmes add to those known everywhere."""
        return {
            fact.code: fact for rows in self._editions.values() for edition in rows for fact in edition.programme.facts
        }

    def complaints(self, programme: Programme) -> Iterator[Complaint]:
        """Yield what speaks against taking *programme* in as the office's own: versions, days, unknown programmes."""
        own = [edition.programme for edition in self.editions(programme.code) if edition.own]
        yield from _overlaps(programme, own)
        shipped = [edition.programme.version for edition in self.editions(programme.code) if not edition.own]
        if (own or shipped) and programme.valid_from is None:
            yield Complaint(_START, _("From which day? A changed programme needs “valid_from”."))
        if programme.version in shipped:
            yield Complaint(("version",), _("A version of this name came with the app; give yours another name."))
        before = self._before(programme)
        yield from unnamed(programme, before)
        yield from _references(programme, {*self.codes(), programme.code})

    def _before(self, programme: Programme) -> Programme | None:
        """Return the version that *programme* comes after, None for a programme nobody knew."""
        rows = [edition.programme for edition in self.editions(programme.code)]
        began = [one for one in rows if (one.valid_from or date.min) <= (programme.valid_from or date.min)]
        found = began or rows
        return found[-1] if found else None


def overlap_complaints(programmes: Iterable[Programme]) -> Iterator[Complaint]:
    """Yield what contradicts within one set of texts, each against those before it."""
    seen: dict[str, list[Programme]] = {}
    for programme in programmes:
        yield from _overlaps(programme, seen.setdefault(programme.code, []))
        seen[programme.code].append(programme)


def _order(edition: Edition) -> tuple[bool, date, str, str]:
    return (edition.own, edition.programme.valid_from or date.min, edition.programme.version, edition.record)


_START: Final[Path] = ("valid_from",)


def _overlaps(programme: Programme, others: Iterable[Programme]) -> Iterator[Complaint]:
    """A text without a last day ends when the next begins; one with a last day keeps its days."""
    first, last = programme.valid_from or date.min, programme.valid_until or date.max
    for other in others:
        if other.version == programme.version:
            yield Complaint(("version",), _("There is a version of this name already; versions never change."))
            continue
        begins, ends = other.valid_from or date.min, other.valid_until or date.max
        if begins == first:
            yield Complaint(_START, _("Version {version} begins on the same day.").format(version=other.version))
        elif other.valid_until is not None and begins < first <= ends:
            yield Complaint(
                _START,
                _("This overlaps with version {version}, in force until {day}.").format(
                    version=other.version, day=ends.isoformat()
                ),
            )
        elif programme.valid_until is not None and first < begins <= last:
            yield Complaint(
                ("valid_until",),
                _("This overlaps with version {version}, in force from {day}.").format(
                    version=other.version, day=begins.isoformat()
                ),
            )


def _references(programme: Programme, known: set[str]) -> Iterator[Complaint]:
    for path, code in _named(programme):
        if code not in known:
            yield Complaint(path, _("There is no programme “{code}”.").format(code=code))


def _named(programme: Programme) -> Iterator[tuple[Path, str]]:
    for key in ("paid_from", "on_top_of"):
        if getattr(programme, key):
            yield (key,), getattr(programme, key)
    for path, condition in programme.conditions():
        yield from _in_condition(condition, path)
    for at, indicator in enumerate(programme.indicators):
        for index, code in enumerate(indicator.shared_with):
            yield ("indicator", at, "shared_with", index), code


def _in_condition(condition: Condition, path: Path) -> Iterator[tuple[Path, str]]:
    if condition.programme:
        yield (*path, "programme"), condition.programme
    for name in ("all", "any"):
        for at, inner in enumerate(getattr(condition, name)):
            yield from _in_condition(inner, (*path, name, at))
