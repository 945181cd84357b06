"""Who of a case was meant by the words that found it: one of the family may be looked for, not only the client."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from counsellor_app.domain.families import Relation, ties_of
from counsellor_app.domain.folding import query_words
from counsellor_app.domain.overviews import PersonHit
from counsellor_app.store.database import Connection

_LAST = "\U0010ffff"
_FAMILIES = """
SELECT p.case_id, lower(hex(p.oid)), p.name, p.own_name, p.sex, p.removed FROM person_row p
WHERE p.case_id IN (SELECT case_id FROM person_row WHERE case_id IN (SELECT value FROM json_each(?))
                    GROUP BY case_id HAVING count(*) > 1)
ORDER BY p.at, p.id
"""
_HITS = """
SELECT DISTINCT n.case_id, lower(hex(n.object)) FROM json_each(?) j CROSS JOIN name_row n ON n.case_id = j.value
WHERE +n.word >= ? AND +n.word < ?
"""
_BELONGINGS = " UNION ALL ".join(
    f"SELECT lower(hex(r.oid)), r.person FROM {kind}_row r WHERE r.case_id IN (SELECT value FROM json_each(?1))"
    for kind in ("alias", "identifier", "document")
)
_RELATIONS = """
SELECT r.case_id, r.person, r.other, r.kind FROM relation_row r
WHERE r.case_id IN (SELECT value FROM json_each(?)) AND NOT r.removed ORDER BY r.at, r.id
"""


@dataclass(slots=True)
class _Family:
    persons: list[PersonHit] = field(default_factory=list)
    hits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    relations: list[Relation] = field(default_factory=list)


def persons_hit(connection: Connection, text: str, cases: Mapping[int, str]) -> dict[int, PersonHit]:
    """Return who was hit in those of *cases* (row ids) where it is somebody else than the client.

    *cases* gives the name that only sounds like *text*, empty for a case found letter by letter or by its facts. Most
    cases have one person: only families are looked into, all at once.
    """
    families = _families(connection, list(cases))
    if not families:
        return {}
    some = msgspec.json.encode(list(families)).decode()
    owners = dict(connection.execute(_BELONGINGS, (some,)).fetchall())
    for word in query_words(text):
        for case, found in connection.execute(_HITS, (some, word, word + _LAST)).fetchall():
            # What is the case's own, as its reference, says nothing of anybody.
            families[case].hits[owners.get(found) or found] += 1
    for case, person, other, kind in connection.execute(_RELATIONS, (some,)).fetchall():
        families[case].relations.append(Relation(person=person, other=other, kind=kind))
    hit = {case: _hit(family, cases[case]) for case, family in families.items()}
    return {case: person for case, person in hit.items() if person is not None}


def _families(connection: Connection, cases: Sequence[int]) -> dict[int, _Family]:
    rows = connection.execute(_FAMILIES, (msgspec.json.encode(cases).decode(),)).fetchall()
    found: dict[int, _Family] = defaultdict(_Family)
    for case, person, name, own_name, sex, removed in rows:
        if not removed or case not in found:
            found[case].persons.append(PersonHit(id=person, name=name, own_name=own_name, sex=sex))
    return dict(found)


def _hit(family: _Family, sounding: str) -> PersonHit | None:
    """Return the person most of the words fit; nobody where they fit the client as well as anybody."""
    client = family.persons[0]
    if sounding:
        named = [one for one in family.persons if sounding in (one.name, one.own_name)]
        best = named[0] if named else client
    else:
        best = max(family.persons, key=lambda one: family.hits.get(one.id, 0))
    if best.id == client.id:
        return None
    tie = next((one for one in ties_of(client.id, family.relations) if one.other == best.id), None)
    return PersonHit(
        id=best.id, name=best.name, own_name=best.own_name, sex=best.sex, relation=tie.kind if tie is not None else ""
    )
