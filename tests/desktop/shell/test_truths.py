"""What is said of the state of the work is true, for every state."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.connection import Connection, Reach
from counsellor_app.desktop.status_line.state import how_many_fit
from counsellor_app.desktop.truths import everything_acknowledged, truths, unsent_text
from counsellor_app.domain.overviews import SyncStatus
from sync.wording import set_language

NOW = 1_763_040_000_000
moments = st.one_of(st.just(0), st.integers(NOW - 10 * 86_400_000_000, NOW))
counts = st.one_of(st.just(0), st.integers(0, 200_000))
statuses = st.builds(
    SyncStatus,
    unsent=counts,
    oldest_unsent=moments,
    last_heard=moments,
    last_acknowledged=moments,
    pending=counts,
    quarantined=counts,
    conflicts=counts,
    office_address=st.sampled_from(["", "https://office.example"]),
    office_alarm=st.sampled_from(["", "The office was restored."]),
    clock_doubt_ms=st.integers(-(10**12), 10**12),
    admitted=st.booleans(),
    lone_administrator=st.booleans(),
)
connections = st.builds(
    Connection,
    reach=st.sampled_from(list(Reach)),
    since=moments,
    done=counts,
    total=counts,
    title=st.sampled_from(["", "Refused."]),
)


@pytest.fixture(autouse=True, params=["en", "nl"])
def _language(request):
    set_language(request.param)
    yield
    set_language("en")


@given(statuses, connections)
def test_everything_is_said_to_be_at_the_office_only_when_it_is(status, connection):
    said = truths(status, connection, NOW)
    whole = [truth for truth in said if truth.icon == "check-check"]
    if whole:
        assert status.unsent == 0
        assert status.last_acknowledged > 0
        assert status.admitted
    if connection.reach is not Reach.CONNECTED:
        assert not any(truth.tone == "green" for truth in said)
    assert everything_acknowledged(status) == (status.unsent == 0 and status.last_acknowledged > 0 and status.admitted)


@given(statuses, connections)
def test_every_count_is_said_exactly_and_nothing_that_is_not(status, connection):
    said = {truth.name: truth for truth in truths(status, connection, NOW)}
    for name in ("unsent", "pending", "quarantined", "conflicts"):
        count = getattr(status, name)
        assert (name in said) == (count > 0)
        if count:
            digits = said[name].text.replace(",", "").replace(".", "").split()[0]
            assert digits == str(count)
    assert ("alarm" in said) == bool(status.office_alarm)
    assert ("clock" in said) == (abs(status.clock_doubt_ms) >= 120_000)
    assert "heard" in said
    assert next(iter(said)) == "connection"


@given(statuses, connections)
def test_colour_never_speaks_alone(status, connection):
    for truth in truths(status, connection, NOW):
        assert truth.text.strip()
        if truth.tone in ("green", "amber", "red"):
            assert truth.icon


@given(st.integers(1, 200_000), st.integers(0, 400 * 86_400_000))
def test_ages_are_rounded_down(count, age):
    status = SyncStatus(unsent=count, oldest_unsent=NOW - age)
    text = unsent_text(status, NOW)
    days = age // 86_400_000
    if days >= 1:
        assert f" {days} " in text.replace(",", " , ")
        assert f" {days + 1} " not in text.replace(str(count), "")


def test_the_sentences_of_the_design():
    set_language("en")
    day = 86_400_000
    offline = Connection(reach=Reach.OFFLINE, since=NOW - 3 * day)
    status = SyncStatus(
        unsent=12, oldest_unsent=NOW - 3 * day, last_heard=NOW - 3 * day, conflicts=1, office_address="https://o"
    )
    texts = [truth.text for truth in truths(status, offline, NOW)]
    assert texts[1] == "12 entries not yet at the office, oldest 3 days"
    assert texts[2] == "1 conflict"
    assert texts[0].startswith("No connection since ")
    assert texts[-1].startswith("last heard from the office: ")
    quiet = replace(status, unsent=0, conflicts=0, last_acknowledged=NOW)
    connected = truths(quiet, Connection(reach=Reach.CONNECTED), NOW)
    assert connected[0].text.startswith("Connected · everything from this device acknowledged today")
    waiting = truths(replace(status, admitted=False), offline, NOW)
    assert waiting[0].text == "Waiting to be admitted by the office"


@given(st.lists(st.integers(1, 900), max_size=9), st.integers(0, 3000), st.integers(0, 120))
def test_what_fits_is_shown_most_important_first(widths, room, more):
    shown = how_many_fit(widths, room, more)
    if sum(widths) <= room:
        assert shown == len(widths)
    else:
        assert 1 <= shown < max(2, len(widths) + 1)
        assert shown == 1 or sum(widths[:shown]) + more <= room


@given(statuses)
def test_an_only_administrator_reads_it_all_the_time(status: SyncStatus) -> None:
    said = [truth.name for truth in truths(status, Connection(reach=Reach.CONNECTED), NOW)]
    assert ("lone" in said) is status.lone_administrator
