"""One instance at a time; private modes; disks that refuse."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile
from counsellor_app.vault.disk import DiskError
from counsellor_app.vault.instance import InUseError, hold_profile, repair_modes
from tests.counsellor_app.vault.conftest import Made, file_size_limit

RACER = """
import sys
from pathlib import Path
from counsellor_app.settings import Profile
from counsellor_app.vault.instance import InUseError, hold_profile
sys.stdin.readline()
try:
    hold = hold_profile(Profile(Path(sys.argv[1])))
except InUseError:
    print("refused", flush=True)
else:
    print("holds", flush=True)
    sys.stdin.readline()
"""


def racer(profile: Profile) -> subprocess.Popen[str]:
    """Start a process that waits for a line, then tries to hold *profile* and says how it went."""
    return subprocess.Popen(
        [sys.executable, "-c", RACER, str(profile.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_of_processes_that_race_exactly_one_holds(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "profile")
    racers = [racer(profile) for _number in range(4)]
    for process in racers:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.stdout.readline().strip() for process in racers if process.stdout is not None]
    assert sorted(said) == ["holds", "refused", "refused", "refused"]
    with pytest.raises(InUseError):
        hold_profile(profile)
    holder = racers[said.index("holds")]
    holder.kill()
    for process in racers:
        process.communicate()
    hold_profile(profile).release()


def test_a_second_hold_in_the_same_process_is_refused_until_released(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "profile")
    with hold_profile(profile) as hold:
        with pytest.raises(InUseError) as caught:
            hold_profile(profile)
        assert caught.value.advice
    hold.release()
    hold_profile(profile).release()


def test_modes_are_private_and_repaired(made: Made) -> None:
    folder = made.profile.folder
    (folder / "logs").mkdir()
    (folder / "logs" / "app.log").write_text("")
    (folder / "outside").symlink_to("/etc/hostname")
    for path in (folder, folder / "logs"):
        path.chmod(0o755)
    for path in (made.profile.vault, folder / "logs" / "app.log"):
        path.chmod(0o666)
    before = Path("/etc/hostname").stat().st_mode
    with hold_profile(made.profile):
        for path in (folder, folder / "logs"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        for path in (made.profile.vault, made.profile.tries, made.profile.lock, folder / "logs" / "app.log"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Path("/etc/hostname").stat().st_mode == before
    assert repair_modes(folder) == 0


def test_leftovers_of_killed_writes_are_removed(made: Made) -> None:
    leftovers = [made.profile.folder / name for name in ("vault.json.new", "tries.json.new", "device.keys.new")]
    for path in leftovers:
        path.write_bytes(b"half")
    (made.profile.folder / "restoring").mkdir()
    with hold_profile(made.profile):
        assert not any(path.exists() for path in leftovers)
        assert not (made.profile.folder / "restoring").exists()
    made.open()


def test_a_full_disk_is_told_before_work_begins(made: Made) -> None:
    probe = made.profile.folder / "disk-probe"
    probe.symlink_to("/dev/full")
    with pytest.raises(DiskError) as caught:
        hold_profile(made.profile)
    assert caught.value.full
    assert "Make room" in caught.value.advice
    assert not os.path.lexists(probe)
    with file_size_limit(1000), pytest.raises(DiskError):
        hold_profile(made.profile)
    hold_profile(made.profile).release()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder nobody may write to, even as root")
def test_a_folder_that_cannot_be_written_is_told() -> None:
    with pytest.raises(ActionableError) as caught:
        hold_profile(Profile(Path("/sys/counsellor")))
    assert caught.value.advice
    with pytest.raises(DiskError):
        hold_profile(Profile(Path("/proc/version/inside-a-file")))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_somebody_elses_folder_is_told(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "theirs" / "profile")
    profile.folder.parent.mkdir(mode=0o500)
    with pytest.raises(DiskError) as caught:
        hold_profile(profile)
    assert caught.value.read_only
