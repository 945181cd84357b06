"""Search over people and note text. Any text is a question, none is a query: nothing typed reaches the parser bare."""

from itertools import islice
from typing import Any

import msgspec

from counsellor_app.domain.births_asked import asked_in
from counsellor_app.domain.folding import MAX_WORDS, fold, query_words
from counsellor_app.domain.overviews import SearchHit
from counsellor_app.store.database import Connection
from counsellor_app.store.queries.births import born_condition
from counsellor_app.store.queries.fitting import MOST_SOUNDING, cases_fitting, narrowed_to
from counsellor_app.store.queries.persons_hit import persons_hit
from counsellor_app.store.search_index import Match, SearchIndex
from counsellor_app.store.texts import Texts

_EXCERPT = 120
_MOST_TEXT = 1_000
_BEFORE = 40
_LAST = "\U0010ffff"
_PEOPLE = """
SELECT c.id, c.oid, c.reference, a.at,
       (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1),
       (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1)
FROM activity_row a CROSS JOIN case_row c ON c.id = a.case_id
"""
_ROWS = (
    "SELECT r.id, r.case_id, {note}, r.at, r.oid, l.stream, l.envelope FROM {kind}_row r JOIN log l ON l.seq = r.seq"
    " WHERE r.id IN (SELECT value FROM json_each(?))"
)
_NOTES = _ROWS.format(kind="note", note="r.oid")
_AMENDMENTS = _ROWS.format(kind="amendment", note="r.note")


def match_expression(text: str) -> str:
    """Return *text* for FTS5: every word quoted, all of them wanted, the last one as a beginning; empty for none.

    Words are cut at white space only: what is inside one (an apostrophe, a hyphen) the tokenizer reads as a phrase.
    """
    cleaned = text[:_MOST_TEXT].replace("\0", " ").replace('"', " ")
    found = [word for word in cleaned.split() if any(letter.isalnum() for letter in word)]
    quoted = [f'"{word}"' for word in found[:MAX_WORDS]]
    if quoted and not text[-1:].isspace():
        quoted[-1] += "*"
    return " ".join(quoted)


def search_people(connection: Connection, text: str, limit: int) -> list[SearchHit]:
    """Return people all of whose words match, most recently worked on first; then those they fit otherwise: by what
    else is known of them, then by how their names sound.
    """
    asked = asked_in(text)
    found = query_words(asked.words)
    if not found and not asked.births:
        return []
    sounding: dict[int, str] = {}
    wanted = ["c.id IN (SELECT case_id FROM name_row WHERE word >= ? AND word < ?)"] * len(found)
    bounds: list[object] = [bound for word in found for bound in (word, word + _LAST)]
    born = [born_condition(one) for one in asked.births]
    for condition, parameters in born:
        wanted.append(condition)
        bounds += parameters
    rows = connection.execute(
        f"{_PEOPLE} WHERE {' AND '.join(wanted)} ORDER BY a.at DESC, a.case_id DESC LIMIT ?", [*bounds, limit]
    ).fetchall()
    if len(rows) < limit and found:
        most = min(limit - len(rows), MOST_SOUNDING)
        fitting = cases_fitting(connection, asked.words, narrowed_to(connection, born), most)
        sounding = dict(islice(fitting.items(), limit - len(rows)))
        ids = msgspec.json.encode(list(sounding)).decode()
        more = connection.execute(f"{_PEOPLE} WHERE a.case_id IN (SELECT value FROM json_each(?))", (ids,)).fetchall()
        rows += sorted(more, key=lambda row: list(sounding).index(row[0]))
    persons = persons_hit(connection, text, {row[0]: sounding.get(row[0], "") for row in rows})
    return [
        SearchHit(
            kind="person",
            case=bytes(oid).hex(),
            note="",
            name=name or "",
            own_name=own_name or "",
            reference=reference,
            excerpt="",
            at=at,
            person=persons.get(case),
        )
        for case, oid, reference, at, name, own_name in rows
    ]


def search_notes(connection: Connection, index: SearchIndex, texts: Texts, text: str, limit: int) -> list[SearchHit]:
    """Return notes (and amendments, as their note) of cases that hold all words, best first."""
    expression = match_expression(text)
    if not expression:
        return []
    first = (query_words(text) or [""])[0]
    rows = [
        (case_id, bytes(note).hex(), *more)
        for case_id, note, *more in _rows(connection, _NOTES, index.matches("note", expression, limit))
    ]
    known = {row[1] for row in rows}
    amended = _rows(connection, _AMENDMENTS, index.matches("amendment", expression, limit))
    rows = (rows + [row for row in amended if row[1] not in known])[:limit]
    cases = _case_names(connection, {row[0] for row in rows})
    return [
        _hit(cases, case_id, note, texts.read(stream, bytes(envelope), bytes(oid)), at, first)
        for case_id, note, at, oid, stream, envelope in rows
        if case_id in cases
    ]


def _rows(connection: Connection, query: str, matches: list[Match]) -> list[tuple[Any, ...]]:
    """Return the rows of *matches* without their ids, in the order of the matches."""
    wanted = msgspec.json.encode([row_id for row_id, _score in matches]).decode()
    found = {row[0]: row[1:] for row in connection.execute(query, (wanted,)).fetchall()}
    return [found[row_id] for row_id, _score in matches if row_id in found]


def _case_names(connection: Connection, case_ids: set[int]) -> dict[int, tuple[bytes, str, str, str]]:
    """Return id, reference, name and own-script name of cases by row id."""
    wanted = msgspec.json.encode(sorted(case_ids)).decode()
    rows = connection.execute(
        "SELECT c.id, c.oid, c.reference, p.name, p.own_name FROM json_each(?) j JOIN case_row c ON c.id = j.value"
        " LEFT JOIN person_row p ON p.id = "
        " (SELECT f.id FROM person_row f WHERE f.case_id = c.id ORDER BY f.at, f.id LIMIT 1)",
        (wanted,),
    ).fetchall()
    return {case_id: (bytes(oid), reference, name, own) for case_id, oid, reference, name, own in rows}


def _hit(
    cases: dict[int, tuple[bytes, str, str, str]], case_id: int, note: str, text: str, at: int, word: str
) -> SearchHit:
    oid, reference, name, own_name = cases[case_id]
    return SearchHit(
        kind="note",
        case=oid.hex(),
        note=note,
        name=name or "",
        own_name=own_name or "",
        reference=reference,
        excerpt=excerpt(text, word),
        at=at,
    )


def excerpt(text: str, word: str) -> str:
    """Return about 120 characters of *text* around the first word that begins with the folded *word*."""
    at = text.casefold().find(word) if word else -1
    if at < 0 and word:
        at = fold(text).find(word)
    start = max(0, min(at, len(text)) - _BEFORE)
    if start:
        start = text.rfind(" ", 0, start) + 1
    piece = " ".join(text[start : start + _EXCERPT].split())
    return ("…" if start else "") + piece + ("…" if start + _EXCERPT < len(text) else "")
