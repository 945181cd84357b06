"""The command line of the office, as an administrator meets it."""

import json
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from sync.client.http import HttpOffice
from sync.client.membership import found_office
from sync.directory.invitation import FoundingInvitation
from sync.protocol.clock import stamp
from sync.sealing.keys import DeviceKeys
from sync.server.premises import Premises, local_address, needs_proxy
from tests.sync.server.running import COMMAND, PLAIN, ROOT, invoke, run, serving, set_up
from tests.sync.server.staff import now_ms


@pytest.mark.parametrize(("locale", "words"), [("nl_NL.UTF-8", "Map van het kantoor."), ("C", "Folder of the office.")])
def test_help_is_in_the_language_of_the_system(locale: str, words: str) -> None:
    command = [*COMMAND, "serve", "--help"]
    done = subprocess.run(command, cwd=ROOT, env={**PLAIN, "LANG": locale}, capture_output=True, text=True, check=True)
    assert words in done.stdout


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("nl_NL.UTF-8", ("Gebruik: counsellor-office [OPTIES]", "Fout: De optie --nonsense bestaat niet")),
        ("C", ("Usage: counsellor-office [OPTIONS]", "Error: No such option: --nonsense")),
    ],
)
def test_wrong_usage_is_told_in_the_language_of_the_system(locale: str, words: tuple[str, ...]) -> None:
    environment = {**PLAIN, "LANG": locale}
    command = [*COMMAND, "--nonsense"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert not [said for said in words if said not in done.stderr], done.stderr


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_init_serve_found(tmp_path: Path) -> None:
    """As written in the README: the invitation names the port the office really has."""
    folder, port = tmp_path / "data", free_port()
    founding = set_up(folder)
    first = FoundingInvitation.from_json(founding.read_text())
    assert first.server == "http://127.0.0.1:8470"
    with serving(folder, "--port", str(port), anew=True) as running:
        assert running.address == f"http://127.0.0.1:{port}"
        invitation = FoundingInvitation.from_json(founding.read_text())
        assert (invitation.server, invitation.secret) == (running.address, first.secret)
        device = DeviceKeys.generate()
        founded = found_office(invitation, name="Ada", label="laptop", device=device, hlc=stamp(now_ms()))
        with HttpOffice(invitation.server, device, invitation.server_id) as http:
            assert http.office().org == ""
            http.found(invitation.secret, founded.genesis)
            http.put_wraps(founded.wraps)
            assert http.get_wraps(0).wraps == founded.wraps
            assert http.get_directory(0) == [founded.genesis]
            assert http.office().org != ""
        assert running.end() == 0
    with serving(folder, anew=True) as running:
        assert FoundingInvitation.from_json(founding.read_text()) == invitation
        said = run("status", "--data", str(folder), "--json")
        assert said.returncode == 0
        assert json.loads(said.stdout) == {
            "founded": True,
            "database": "sqlite",
            "revision": "0001",
            "envelopes": 0,
            "wraps": 2,
            "directory_height": 1,
            "join_requests": 0,
            "equivocations": 0,
            "streams": 0,
        }
        other = run("serve", "--data", str(folder), "--port", str(running.port))
        assert (other.returncode, other.stdout) == (1, "")
        assert str(running.port) in other.stderr


def test_an_office_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    founding = set_up(folder)
    before = {path.name: path.read_bytes() for path in (*folder.iterdir(), founding)}
    for out in (founding, tmp_path / "other.json"):
        again = invoke("init", "--data", str(folder), "--out", str(out))
        assert (again.returncode, "already" in again.stderr) == (1, True)
    assert {path.name: path.read_bytes() for path in (*folder.iterdir(), founding)} == before
    elsewhere = invoke("init", "--data", str(tmp_path / "new"), "--out", str(founding))
    assert (elsewhere.returncode, (tmp_path / "new").exists()) == (1, False)


def test_a_failed_init_leaves_nothing_half_made(tmp_path: Path) -> None:
    folder, out = tmp_path / "data", tmp_path / "founding.json"
    failed = invoke(
        "init", "--data", str(folder), "--out", str(out), "--database-url", "postgresql://127.0.0.1:1/nothing"
    )
    assert failed.returncode == 1
    assert "database" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not out.exists()
    assert not list(folder.iterdir())
    failed = invoke("init", "--data", str(folder), "--out", str(tmp_path / "no" / "folder.json"))
    assert (failed.returncode, list(folder.iterdir())) == (1, [])
    assert invoke("init", "--data", str(folder), "--out", str(out)).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["serve", "--data", "{tmp}/nowhere"], 1),
        (["status", "--data", "{tmp}/nowhere"], 1),
        (["init", "--data", "{tmp}/x", "--out", "{tmp}/f.json", "--database-url", "mysql://h/d"], 1),
        (["init", "--data", "{tmp}/x", "--out", "{tmp}/f.json", "--address", "office.example"], 1),
        (["init", "--data", "{tmp}/x"], 2),
        (["serve"], 2),
        (["serve", "--data", "{tmp}/nowhere", "--port", "70000"], 2),
        (["unknown"], 2),
        ([], 2),
        (["append-only", "office"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int, tmp_path: Path) -> None:
    done = invoke(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        assert done.stdout == ""
        assert done.stderr.strip()
    assert not list(tmp_path.iterdir())


def test_a_broken_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    set_up(folder)
    settings = folder / "office.json"
    kept = settings.read_text()
    for text in ("", "{}", "[]", "{", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1")):
        settings.write_text(text)
        assert invoke("serve", "--data", str(folder)).returncode == 1
    settings.write_text(kept)
    (folder / "office.db").write_bytes(b"not a database" * 100)
    done = invoke("serve", "--data", str(folder))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_an_address_that_was_chosen_stays(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    founding = set_up(folder, "", "--address", "https://office.example/")
    with serving(folder, "--port", "0", "--behind-proxy"):
        assert FoundingInvitation.from_json(founding.read_text()).server == "https://office.example"


def test_open_to_other_machines_needs_a_proxy(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = invoke("init", "--data", str(folder), "--out", str(tmp_path / "f.json"), "--host", "0.0.0.0")
    assert (done.returncode, "TLS" in done.stderr) == (0, True)
    with serving(folder, "--port", "0") as running:
        assert "TLS" in running.log.read_text()


@pytest.mark.parametrize(
    ("host", "address", "expected"),
    [
        ("127.0.0.1", "", False),
        ("::1", "", False),
        ("localhost", "http://localhost:1", False),
        ("0.0.0.0", "", True),
        ("::", "https://office.example", True),
        ("127.0.0.1", "http://office.example", True),
        ("127.0.0.1", "https://office.example", False),
    ],
)
def test_who_needs_a_proxy(host: str, address: str, expected: bool) -> None:
    assert needs_proxy(host, address) is expected


def test_addresses() -> None:
    assert local_address("127.0.0.1", 1) == "http://127.0.0.1:1"
    assert local_address("::1", 1) == "http://[::1]:1"
    assert local_address("0.0.0.0", 1) == "http://127.0.0.1:1"
    assert Premises().url(Path("/x")) == "sqlite:////x/office.db"


def test_ipv6(tmp_path: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    folder = tmp_path / "data"
    set_up(folder)
    with serving(folder, "--port", "0", "--host", "::1") as running, HttpOffice(running.address) as http:
        assert http.office().protocol == 1
