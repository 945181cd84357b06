"""Finding people by when they were born: a year alone, an estimate and a day meet where both may be true."""

from typing import Final

from counsellor_app.domain.ages import ESTIMATE_YEARS, WIDEST_ESTIMATE
from counsellor_app.domain.births_asked import BornWithin
from counsellor_app.domain.folding import query_words

_LAST: Final = "\U0010ffff"
_SPAN: Final = f"CASE WHEN p.birth_span > 0 THEN min(p.birth_span, {WIDEST_ESTIMATE}) ELSE {ESTIMATE_YEARS} END"
_BORN: Final = f"""
SELECT p.case_id FROM person_row p WHERE NOT p.removed AND CASE p.birth_precision
 WHEN 'unknown' THEN 0
 WHEN 'estimated' THEN p.birth_date != ''
  AND printf('%04d', substr(p.birth_date, 1, 4) - {_SPAN})
      || CASE length(p.birth_date) WHEN 4 THEN '-01-01' ELSE substr(p.birth_date, 5) END <= ?
  AND printf('%04d', substr(p.birth_date, 1, 4) + {_SPAN})
      || CASE length(p.birth_date) WHEN 4 THEN '-12-31' ELSE substr(p.birth_date, 5) END >= ?
 ELSE p.birth_date <= ? AND (p.birth_date >= ? OR p.birth_date = substr(?, 1, 4)) END
"""
_NAMED: Final = "SELECT case_id FROM name_row WHERE word >= ? AND word < ?"


def born_condition(born: BornWithin) -> tuple[str, list[object]]:
    """Return an SQL condition on ``c.id`` with its parameters: a person of the case may have been born within *born*.

    What was typed may as well be part of a number or reference.
    """
    parameters: list[object] = [born.latest, born.earliest, born.latest, born.earliest, born.earliest]
    words = [] if born.about else query_words(born.text)
    if not words:
        return f"c.id IN ({_BORN})", parameters
    named = " AND ".join([f"c.id IN ({_NAMED})"] * len(words))
    return f"(c.id IN ({_BORN}) OR {named})", [*parameters, *(end for word in words for end in (word, word + _LAST))]
