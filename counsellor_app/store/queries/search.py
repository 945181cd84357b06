"""Search over people and note text. Any text is a question, none is a query: nothing typed reaches the parser bare."""

import msgspec

from counsellor_app.domain.folding import MAX_WORDS, fold, query_words
from counsellor_app.domain.overviews import SearchHit
from counsellor_app.store.database import Connection

_EXCERPT = 120
_MOST_TEXT = 1_000
_BEFORE = 40
_LAST = "\U0010ffff"
_NOTES = """
SELECT n.case_id, n.oid, n.text, n.at FROM (
  SELECT rowid AS id, rank AS score FROM note_search WHERE note_search MATCH ?1 ORDER BY rank LIMIT ?2
) r JOIN note_row n ON n.id = r.id ORDER BY r.score
"""
_AMENDMENTS = """
SELECT m.case_id, m.note, m.text, m.at FROM (
  SELECT rowid AS id, rank AS score FROM amendment_search WHERE amendment_search MATCH ?1 ORDER BY rank LIMIT ?2
) r JOIN amendment_row m ON m.id = r.id ORDER BY r.score
"""


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
    """Return people all of whose words match, most recently worked on first."""
    found = query_words(text)
    if not found:
        return []
    wanted = " AND ".join(["c.id IN (SELECT case_id FROM name_row WHERE word >= ? AND word < ?)"] * len(found))
    rows = connection.execute(
        "SELECT c.oid, c.reference, a.at,"
        " (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1),"
        " (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1)"
        f" FROM activity_row a CROSS JOIN case_row c ON c.id = a.case_id WHERE {wanted}"
        " ORDER BY a.at DESC, a.case_id DESC LIMIT ?",
        [bound for word in found for bound in (word, word + _LAST)] + [limit],
    ).fetchall()
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
        )
        for oid, reference, at, name, own_name in rows
    ]


def search_notes(connection: Connection, text: str, limit: int) -> list[SearchHit]:
    """Return notes (and amendments, as their note) that hold all words, best first."""
    expression = match_expression(text)
    if not expression:
        return []
    first = (query_words(text) or [""])[0]
    rows = [
        (case_id, bytes(oid).hex(), found, at)
        for case_id, oid, found, at in connection.execute(_NOTES, (expression, limit)).fetchall()
    ]
    known = {row[1] for row in rows}
    amended = connection.execute(_AMENDMENTS, (expression, limit)).fetchall()
    rows = (rows + [row for row in amended if row[1] not in known])[:limit]
    cases = _case_names(connection, {row[0] for row in rows})
    return [_hit(cases, *row, first) for row in rows]


def _case_names(connection: Connection, case_ids: set[int]) -> dict[int, tuple[bytes, str, str, str]]:
    """Return id, reference, name and own-script name of cases by row id."""
    wanted = msgspec.json.encode(sorted(case_ids)).decode()
    rows = connection.execute(
        "SELECT c.id, c.oid, c.reference, p.name, p.own_name FROM json_each(?) j JOIN case_row c ON c.id = j.value"
        " LEFT JOIN person_row p ON p.id = (SELECT min(id) FROM person_row WHERE case_id = c.id)",
        (wanted,),
    ).fetchall()
    return {case_id: (bytes(oid), reference, name, own) for case_id, oid, reference, name, own in rows}


def _hit(
    cases: dict[int, tuple[bytes, str, str, str]], case_id: int, note: str, text: str, at: int, word: str
) -> SearchHit:
    oid, reference, name, own_name = cases.get(case_id, (b"", "", "", ""))
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
