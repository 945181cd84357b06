"""The hybrid clock: always forward, never dragged along, always within a signed column."""

from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.clock import MAX_AHEAD_MS, adopt, milliseconds, stamp, tick

STAMPS = st.integers(0, 2**63 - 1)
TIMES = st.integers(-(2**50), 2**50)
YEARS_TEN = 10 * 366 * 24 * 3600 * 1000


@given(STAMPS, TIMES)
def test_a_local_event_is_later_than_the_one_before(last: int, now: int) -> None:
    after = tick(last, now)
    assert after > last or after == 2**63 - 1
    assert after >= min(stamp(now), 2**63 - 1)


@given(STAMPS, STAMPS, st.integers(0, 2**46))
def test_a_clock_far_ahead_is_not_adopted(last: int, remote: int, now: int) -> None:
    after = adopt(last, remote, now)
    assert after >= last
    assert after in (last, remote)
    if milliseconds(remote) > now + MAX_AHEAD_MS:
        assert after == last


@given(TIMES)
def test_stamps_fit_a_signed_column(now: int) -> None:
    assert 0 <= stamp(now) < 2**63
    assert milliseconds(stamp(now)) == max(0, min(now, 2**47 - 1))


@given(st.lists(st.tuples(st.integers(-YEARS_TEN, YEARS_TEN), st.integers(0, 5_000)), max_size=30))
def test_a_clock_ten_years_off_still_orders_what_a_device_does(steps: list[tuple[int, int]]) -> None:
    now, last = 1_763_748_446_000, 0
    for jump, wait in steps:
        after = tick(last, now + jump)
        assert after > last
        last, now = after, now + wait
