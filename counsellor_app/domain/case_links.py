"""Two cases of one person shown as one, and one case shown as two. Links only: nothing is copied away, all is undone.

A merge is a record on both cases, so that whoever reads only one of them sees it too. What belongs together and which
case the others are shown within follows from the set of links alone, so it is the same everywhere, also when two people
merged at once in opposite directions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What a link says of its case and the other one; ``undone``: nothing any more, it stays as history."""

    MERGED = "merged"
    WITHIN = "within"
    SPLIT = "split"
    SPLIT_OFF = "split-off"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """``merged``: the other case is shown within this one; ``within``: the same, told on the other case.

    ``split``: this case began with people and notes (``items``: ids) of the other, which stay there and are shown
    here; ``split-off``: the same, told on the other case. ``undone``: of a link that held, that it no longer does; of a
    new one, why. ``reason`` as typed.
    """

    id: str = ""
    case: str = ""
    other: str = ""
    kind: str = LinkKind.MERGED
    items: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Groups:
    """Which cases are shown together: the case they are shown within for each of them, and its parts in order of id."""

    within: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]

    def shown_with(self, case: str) -> tuple[str, ...]:
        """Return the cases shown within *case*; empty when it stands alone or is a part itself."""
        return self.parts.get(case, ())


def groups_of(links: Iterable[CaseLink]) -> Groups:
    """Return what the merges among *links* make of the cases they name, whatever their order."""
    edges = {edge for link in links for edge in [_edge(link)] if edge is not None}
    near = _near(edges)
    absorbed = {part for _into, part in edges}
    within: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for case in sorted(near):
        if case in within or case in parts:
            continue
        together = _reached(near, case)
        free = together - absorbed
        first = min(free or together)
        parts[first] = tuple(sorted(together - {first}))
        within.update(dict.fromkeys(parts[first], first))
    return Groups(within, parts)


def bonds(links: Iterable[CaseLink], case: str, other: str) -> list[CaseLink]:
    """Return the links to undo so that *other*, with what was merged into it alone, leaves the cases *case* is with.

    Three cases may hang together in any way: in a chain, around one of them, each with each.
    """
    found = list(links)
    merges = {edge for link in found for edge in [_edge(link)] if edge is not None}
    near = _near(edge for edge in merges if other not in edge)
    staying = _reached(near, case)
    return [
        link
        for link in found
        if link.case != link.other
        and (
            (other in (link.case, link.other) and not staying.isdisjoint((link.case, link.other)))
            if _edge(link)
            else {case, other} == {link.case, link.other} and link.kind in _SPLITS
        )
    ]


_SPLITS = frozenset({LinkKind.SPLIT, LinkKind.SPLIT_OFF})


def _near(edges: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for into, part in edges:
        near[into].add(part)
        near[part].add(into)
    return near


def _edge(link: CaseLink) -> tuple[str, str] | None:
    if link.case == link.other or not link.case or not link.other:
        return None
    if link.kind == LinkKind.MERGED:
        return link.case, link.other
    return (link.other, link.case) if link.kind == LinkKind.WITHIN else None


def _reached(near: Mapping[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for other in near[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found
