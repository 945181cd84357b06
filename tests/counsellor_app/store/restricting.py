"""Closing a case to named persons, and who could open what the office has of it then."""

from collections.abc import Sequence

from counsellor_app.domain.safety import Restriction
from sync.protocol.changes import Create, read_change_set
from sync.protocol.envelope import Kind, parse_header
from sync.protocol.errors import ProtocolError
from sync.sealing.envelopes import open_sealed
from tests.offices import House, Site


def named_by(site: Site, case: str) -> set[str]:
    """The names of the sites that may read what *site* writes now, as far as it knows."""
    readers = {bytes.fromhex(one) for one in site.store.records.readers(case)}
    directory = site.store.directory.current()
    return {one.name for one in site.house.sites if ({one.person_id} | directory.teams_of(one.person_id)) & readers}


def close_to(by: Site, case: str, names: set[str]) -> None:
    """Let only those of *names* read on who read now, and who does it; as the workflow does."""
    known = named_by(by, case) & names
    ids = sorted(one.person_id.hex() for one in by.house.sites if one.name in known or one is by)
    with by.work() as work:
        work.records.restrict(case, ids)
        work.records.save(Restriction(case=case, readers=tuple(ids), reason=f"by {by.name}"))


def at_office(house: House, site: Site, case: str) -> tuple[set[str], list[bytes]]:
    """The names of who reads a case as the office has it, and the entries it has of it."""
    stream = site.store.journal.streams.identifier(site.store.records.stream_of(case))
    with house.office.database.reading() as connection:
        readers = connection.exec_driver_sql("SELECT principal FROM stream_reader WHERE stream = ?", (stream,))
        principals = {bytes(row[0]) for row in readers}
        rows = connection.exec_driver_sql("SELECT body FROM envelope WHERE stream = ?", (stream,))
        entries = [bytes(row[0]) for row in rows]
    directory = house.founder.store.directory.current()
    may = {one.name for one in house.sites if ({one.person_id} | directory.teams_of(one.person_id)) & principals}
    return may, entries


def openable(site: Site, case: str, entries: Sequence[bytes]) -> set[str]:
    """The texts of the notes among *entries* that the keys at *site* open, whether or not it was handed them."""
    stream = site.store.records.stream_of(case)
    keys = dict(site.sql("SELECT epoch, key FROM stream_key WHERE stream = ?", stream))
    found = set()
    for entry in entries:
        header = parse_header(entry)
        if header.kind != Kind.CHANGES or header.epoch not in keys:
            continue
        try:
            ops = read_change_set(open_sealed(entry, header, bytes(keys[header.epoch]))).ops
        except ProtocolError:
            continue
        found |= {str(op.fields["text"]) for op in ops if isinstance(op, Create) and op.kind == "note"}
    return found
