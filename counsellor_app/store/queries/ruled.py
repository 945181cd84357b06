"""How clients may not be reached, over all cases at once: what a list shows beside a name."""

from collections import defaultdict

from counsellor_app.store.database import Connection
from counsellor_app.store.queries.together import rows_as_one

_RULES = """
SELECT r.case_id, c.oid, r.rule, r.person,
 (SELECT lower(hex(p.oid)) FROM person_row p WHERE p.case_id = r.case_id AND NOT p.removed ORDER BY p.at, p.id LIMIT 1)
FROM contact_rule_row r JOIN case_row c ON c.id = r.case_id WHERE NOT r.removed ORDER BY r.at, r.id
"""


def rules_of_clients(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the codes of the contact rules for the client of each case (id) that has any, in order of creation.

    Those of a case that is shown as one with it are among them.
    """
    found: dict[int, list[str]] = defaultdict(list)
    ids: dict[int, str] = {}
    for row, oid, rule, person, client in connection.execute(_RULES).fetchall():
        if person in ("", client):
            found[row].append(rule)
            ids[row] = bytes(oid).hex()
    if not found:
        return {}
    together = rows_as_one(connection)
    for near in {one for row in found for one in together.get(row, ())} - ids.keys():
        ids[near] = _id_of(connection, near)
    return {
        name: tuple(dict.fromkeys(rule for near in together.get(row, (row,)) for rule in found.get(near, ())))
        for row, name in ids.items()
    }


def _id_of(connection: Connection, row: int) -> str:
    return bytes(connection.execute("SELECT oid FROM case_row WHERE id = ?", (row,)).fetchone()[0]).hex()
