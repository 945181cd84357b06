"""Opening pages on other cores: the same as here, in order, also when the other cores fail."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor

from sync.client.opening import INLINE, Opener, OpenJob, open_page
from sync.protocol.clock import stamp
from sync.protocol.envelope import Header, Kind, Suite
from sync.sealing.envelopes import new_salt, seal
from sync.sealing.keys import DeviceKeys
from sync.sealing.streams import new_key
from tests.offices import now_ms


def lengths(header: Header, body: bytes) -> int | None:
    """Read ahead: what a replica might want instead of a body; nothing for every third envelope."""
    return len(body) if header.device_seq % 3 else None


def _jobs(count: int) -> list[OpenJob]:
    """Envelopes of one device and one stream, with what opens them."""
    device, key, place = DeviceKeys.generate(), new_key(), os.urandom(16)
    header = Header(
        suite=Suite.SEALED,
        kind=Kind.CHANGES,
        generation=1,
        org_id=place,
        stream_id=place,
        epoch=1,
        device_id=device.device_id,
        device_seq=1,
        stream_seq=1,
        stream_prev=bytes(32),
        directory_height=0,
        directory_head=bytes(32),
        hlc=stamp(now_ms()),
        salt=bytes(32),
    )
    numbered = (header._replace(device_seq=number, salt=new_salt()) for number in range(1, count + 1))
    sealed = (seal(one, b"{}" * (one.device_seq % 50 + 1), key, device.sign_key) for one in numbered)
    return [(envelope, device.sign_public, key) for envelope in sealed]


def test_pages_of_any_size_come_back_whole_and_in_order() -> None:
    with Opener(lengths) as opener:
        for count in (0, 1, INLINE - 1, INLINE, 2_500):
            if count == 2_500:
                _wait_for_workers(opener)
            jobs = _jobs(count)
            opened = opener.submit(jobs).result()
            assert opened == open_page(jobs, lengths)
            assert [code for code, _digest, _body, _found in opened] == [""] * count
            assert all((found is None) == bool(body) for _code, _digest, body, found in opened)


def test_killed_workers_are_done_without() -> None:
    jobs = _jobs(2_000)
    with Opener(lengths) as opener:
        opener.start()
        before = _wait_for_workers(opener)
        for worker in before._processes.values():
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)
        assert opener.submit(jobs).result() == open_page(jobs, lengths)
        assert opener.submit(jobs).result() == open_page(jobs, lengths), "and the next page"
        opener.start()
        assert opener._pool is before


def test_while_workers_start_nobody_waits_for_them() -> None:
    jobs = _jobs(INLINE)
    with Opener(lengths) as opener:
        opening = opener.submit(jobs)
        done = [future.done() for _part, future in opening._parts]
        assert done[0], "opened here, for no worker was there yet"
        assert opening.result() == open_page(jobs, lengths)


def test_what_is_small_starts_no_workers() -> None:
    with Opener(lengths) as opener:
        opener.submit(_jobs(INLINE - 1)).result()
        assert opener._pool is None


def _wait_for_workers(opener: Opener) -> ProcessPoolExecutor:
    assert opener._pool is not None
    assert opener._greeting is not None
    opener._greeting.result(60)
    return opener._pool
