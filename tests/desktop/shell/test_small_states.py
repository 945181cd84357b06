"""Moments, panes, settings, and the words of the Sync and Office pages."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.connection import Reach, RoundRecord
from counsellor_app.desktop.moments import clock_text, count_text, moment_text, seconds_text, span_text
from counsellor_app.desktop.office import state as office
from counsellor_app.desktop.panes import read_panes, write_panes
from counsellor_app.desktop.settings import state as settings
from counsellor_app.desktop.sync_page import state as sync_page
from counsellor_app.domain.overviews import DeviceRow, Member, QuarantinedEntry, SyncReport
from counsellor_app.settings import Settings

NOW = 1_763_040_000_000


@given(st.integers(-(2**47), 2**48), st.integers(0, 2**48))
def test_no_clock_breaks_a_screen(moment, now):
    assert moment_text(moment, now)
    assert len(clock_text(moment)) == 5


@given(st.integers(0, 10**13))
def test_spans_are_whole_units_rounded_down(span):
    text = span_text(span)
    for unit, word in ((86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute")):
        if span >= unit:
            assert text == f"{span // unit} {word}" + ("" if span // unit == 1 else "s")
            return
    assert text == "less than a minute"


@given(st.floats(0, 400))
def test_waits_are_rounded_up(span):
    text = seconds_text(span)
    if text.endswith(" s"):
        assert int(text[:-2]) >= span > int(text[:-2]) - 1


def test_counts_are_written_as_the_language_does():
    assert count_text(1204) == "1,204"


panes = st.dictionaries(
    st.from_regex(r"[a-z_]{1,12}", fullmatch=True), st.lists(st.integers(0, 9000), min_size=1, max_size=8)
)
junk = ["", "cases = 3", "cases = [1, 'x']", "cases = [-1, 5]", "\x00", "cases = [true]", "["]


@given(panes)
def test_panes_come_back_as_they_were(tmp_path_factory, panes):
    file = tmp_path_factory.mktemp("panes") / "panes.toml"
    write_panes(file, panes)
    assert read_panes(file) == {name: widths for name, widths in panes.items() if sum(widths) > 0}


@pytest.mark.parametrize("text", junk)
def test_nothing_in_the_panes_file_stops_the_window(tmp_path: Path, text: str):
    file = tmp_path / "panes.toml"
    file.write_text(text, encoding="utf-8")
    assert read_panes(file) == {}
    assert read_panes(tmp_path / "none.toml") == {}


def test_widths_that_cannot_be_written_are_no_loss(tmp_path: Path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    write_panes(tmp_path / "file" / "panes.toml", {"cases": [1, 2]})


@given(st.integers(0, 10_000))
def test_the_idle_lock_is_never_longer_than_what_was_set(value):
    shown = int(settings.nearest(value, settings.idle_choices()))
    assert shown <= max(value, min(settings.IDLE_CHOICES))
    assert max(settings.IDLE_CHOICES) <= 300


@given(st.sampled_from(["language", "scheme", "device_label"]), st.text(max_size=20))
def test_one_choice_changes_one_setting(name, value):
    changed = settings.with_choice(Settings(), name, value)
    assert getattr(changed, name) == value
    assert settings.with_choice(changed, name, getattr(Settings(), name)) == Settings()
    assert settings.scheme_choice(changed) in ("light", "dark", "system")
    assert settings.language_in_force(changed) in ("en", "nl")


@given(st.lists(st.sampled_from([Reach.CONNECTED, Reach.OFFLINE, Reach.TROUBLE]), max_size=30))
def test_offline_rounds_in_a_row_are_one_line_and_no_round_is_lost(reaches):
    records = [
        RoundRecord(at=NOW - n, report=SyncReport() if reach is Reach.CONNECTED else None, reach=reach, title="t")
        for n, reach in enumerate(reaches)
    ]
    lines = sync_page.round_lines(records, NOW)
    runs = sum(
        not (reach is Reach.OFFLINE and place and reaches[place - 1] is Reach.OFFLINE)
        for place, reach in enumerate(reaches)
    )
    assert len(lines) == runs


@given(st.integers(0, 10**12))
def test_sizes_are_rounded_up(size):
    number, unit = sync_page.size_text(size).split(" ")
    value = int(number.replace(",", "")) * {"B": 1, "kB": 1_000, "MB": 1_000_000}[unit]
    assert value >= size


@given(st.text(min_size=1, max_size=20))
def test_every_reason_for_setting_aside_has_words(code):
    why, advice = sync_page.why_set_aside(QuarantinedEntry(id="", code=code, device="", device_label="", received_at=0))
    assert why
    assert advice


def test_words_of_a_round():
    report = SyncReport(pushed=12, pulled=3, bytes_up=9_000, bytes_down=4_500)
    assert sync_page.report_text(report) == "12 sent, 3 fetched · 14 kB"
    assert sync_page.report_text(SyncReport(bytes_down=812)) == "nothing new · 812 B"


@given(st.text(max_size=60))
def test_an_invitation_file_has_a_name_every_disk_takes(name):
    found = office.file_name(name)
    assert 0 < len(found) < 60
    assert not set(found) & set('/\\:*?"<>|\0\n')
    assert not found.endswith((" ", "."))


def test_nobody_is_invited_by_halves():
    assert office.lacking(office.InviteForm())
    assert office.lacking(office.InviteForm(name="A", role="counsellor"))
    assert not office.lacking(office.InviteForm(name="A", role="supervisor"))
    form = office.InviteForm(name="A", team="North", hours=72)
    assert not office.lacking(form)
    assert office.what_invites(form) == "A may join once within 72 hours, as counsellor of team North."


def test_words_of_people_and_devices():
    member = Member(id="1", name="A", role="counsellor", teams=("x",), team_names=("North",), devices=1, removed=True)
    assert office.member_line(member) == ("A", "counsellor · North · left the office")
    device = DeviceRow(id="12345678ab", person="1", person_name="A", label="", revoked=True, last_heard=0)
    assert office.device_line(device, NOW) == ("12345678", "A · revoked")
    assert "cannot be undone" in office.before_revoking(device)
