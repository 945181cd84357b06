from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.idle import SLEPT_AFTER, IdleWatch

limits = st.floats(30, 300)
ticks = st.lists(st.tuples(st.floats(0.5, 2.0), st.booleans(), st.floats(-1e6, 1e6)), max_size=400)


@given(limits, ticks)
def test_it_locks_when_and_only_when_untouched_too_long_whatever_the_clock_does_backwards(limit, steps):
    now, wall = 100.0, 1e9
    watch = IdleWatch(limit, now, wall)
    touched = now
    for step, touch, jump in steps:
        now += step
        wall += step + min(jump, 0.0)
        if touch:
            watch.touched(now)
            touched = now
        assert watch.due(now, wall) == (now - touched >= limit)
        if now - touched >= limit:
            return


@given(limits, st.floats(SLEPT_AFTER, 1e6), st.booleans())
def test_it_locks_after_a_sleep_however_short_it_was_unattended(limit, gap, counted):
    watch = IdleWatch(limit, 100.0, 1e9)
    watch.touched(100.5)
    assert not watch.due(101.0, 1e9 + 1)
    monotonic = 101.0 + (gap if counted else 0.0)
    watch.touched(monotonic)
    assert watch.due(monotonic, 1e9 + 1 + gap)


@given(limits, limits)
def test_a_new_limit_counts_from_now_on(first, second):
    watch = IdleWatch(first, 0.0, 0.0)
    watch.limit = second
    now = 0.0
    while not watch.due(now, now):
        now += 1.0
        assert now <= second + 1
    assert now >= second
