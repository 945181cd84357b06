"""Bad input, one test a line of the list: a message a person can act on, code 1, nothing lost, nothing half written."""

import contextlib
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from counsellor_app.settings import Profile
from counsellor_app.vault.instance import hold_profile
from counsellor_app.workflows import syncing
from counsellor_app.workflows.session import unlock

from .conftest import PASSWORD, Office, Person, World


@pytest.fixture
def fresh(tmp_path: Path) -> Person:
    """Somebody without a profile."""
    return Person(tmp_path / "fresh", "Fresh")


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Person:
    """A copy of Bert's profile, to be broken."""
    person = Person(tmp_path / "copy", "Copy of Bert")
    shutil.copytree(world.bert.profile, person.profile)
    return person


def _files(person: Person) -> dict[str, str]:
    """Return the hash of each file of a profile, but for what only counts tries or locks."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(person.profile.rglob("*"))
        if path.is_file() and path.name not in ("tries.json", "instance.lock", "outside.json")
    }


# --- keys


def test_wrong_password_and_the_waiting_time(copy: Person) -> None:
    copy.password_file.write_text("een heel ander wachtwoord dan dat", encoding="utf-8")
    before = _files(copy)
    for _try in range(5):
        assert "not the password" in copy.refused("status")
    message = copy.refused("status")
    assert "Wait" in message
    assert "second" in message
    copy.password_file.write_text(PASSWORD, encoding="utf-8")
    assert "Wait" in copy.refused("status"), "the right password waits too"
    assert _files(copy) == before
    time.sleep(2.1)
    copy.done("status")


def test_forgotten_recovery_key_and_password(copy: Person, tmp_path: Path) -> None:
    key = copy.get("recovery")["recovery_key"]
    new, right, wrong = tmp_path / "new", tmp_path / "right", tmp_path / "wrong"
    new.write_text("een nieuwe zin die niemand raadt", encoding="utf-8")
    right.write_text(key.lower().replace("-", " "), encoding="utf-8")
    wrong.write_text("7" + key[1:] if key[0] != "7" else "8" + key[1:], encoding="utf-8")
    asked = ("passwd", "--new-password-file", str(new), "--recovery-key-file")
    assert "did not count as a try" in copy.refused(*asked, str(wrong))
    copy.done(*asked, str(right))
    assert "not the password" in copy.refused("status")
    shutil.copy(new, copy.password_file)
    copy.done("status")
    other = copy.get("recovery")["recovery_key"]
    assert other != key
    assert "does not open" in copy.refused(*asked, str(right)), "an earlier recovery key"


def test_a_password_that_is_no_good(world: World, fresh: Person, tmp_path: Path) -> None:
    invitation = world.invite(fresh)
    for password, word in (("kort", "short"), ("aaaaaaaaaaaaaaaaaaaaaaaa", "guess")):
        fresh.password_file.write_text(password, encoding="utf-8")
        assert word in fresh.refused("join", "--invitation", str(invitation))
        assert not (fresh.profile / "vault.json").exists()
    fresh.password_file.write_text(PASSWORD, encoding="utf-8")
    fresh.done("join", "--invitation", str(invitation))


def test_kdf_parameters_tampered_with(copy: Person) -> None:
    vault = copy.profile / "vault.json"
    found = json.loads(vault.read_text(encoding="utf-8"))
    text = json.dumps(found)
    assert '"memory_kib": 65536' in text or "65536" in text
    vault.write_text(text.replace("65536", "1024"), encoding="utf-8")
    message = copy.refused("status")
    assert "tampered" in message or "damaged" in message
    vault.write_text(json.dumps(found), encoding="utf-8")
    copy.done("status")


# --- invitations and the office


def test_an_invitation_used_before(world: World, fresh: Person, tmp_path: Path) -> None:
    invitation = world.invite(fresh)
    fresh.done("join", "--invitation", str(invitation))
    world.anna.done("admit", "--all")
    second = Person(tmp_path / "second", "Second")
    assert "used before" in second.refused("join", "--invitation", str(invitation))
    assert not (second.profile / "vault.json").exists()
    assert not (second.profile / "records.db").exists()


def test_an_expired_invitation(world: World, fresh: Person) -> None:
    # Expires by the clock: the shortest invitation is an hour long, so its record is made an hour and more ago.
    script = (
        "import time; real = time.time_ns; time.time_ns = lambda: real() - 2 * 3600 * 10**9\n"
        "from counsellor_app.cli import main; main()"
    )
    file = world.folder / "expired.json"
    command = [sys.executable, "-c", script, *world.anna.options(), "invite", "--name", "Late", "--role", "counsellor"]
    subprocess.run([*command, "--hours", "1", "--out", str(file)], check=True, timeout=60, capture_output=True)
    assert "expired" in fresh.refused("join", "--invitation", str(file))
    assert not (fresh.profile / "vault.json").exists()


def test_an_invitation_of_another_office(world: World, fresh: Person, tmp_path: Path) -> None:
    other = Office(tmp_path / "other")
    other.start()
    try:
        founder = Person(tmp_path / "founder", "Founder")
        founder.done("found", "--invitation", str(other.founding), "--name", "Founder")
        invitation = tmp_path / "theirs.json"
        founder.done("invite", "--name", "X", "--role", "counsellor", "--out", str(invitation))
        message = fresh.refused("join", "--invitation", str(invitation), "--server", world.office.address)
        assert "Another office" in message
        assert "another kind" in fresh.refused("join", "--invitation", str(other.founding))
        assert "another kind" in fresh.refused("found", "--invitation", str(invitation), "--name", "X")
        again = Person(tmp_path / "again", "Again")
        assert "founding invitation" in again.refused("found", "--invitation", str(other.founding), "--name", "Again")
        assert not (again.profile / "vault.json").exists()
    finally:
        other.stop()


@pytest.mark.parametrize("content", ["", "hello", "{}", '{"counsellor-invitation": 1}', "counsellor-invitation-1:AAAA"])
def test_what_is_no_invitation(fresh: Person, content: str) -> None:
    assert "invitation" in fresh.refused("join", "--invitation", fresh.text(content, "invitation.json"))
    assert not fresh.profile.exists() or not any(path.is_file() for path in fresh.profile.iterdir())


def test_office_unreachable_when_joining_and_later(world: World, fresh: Person) -> None:
    invitation = world.invite(fresh)
    with world.office.away():
        answer = fresh("join", "--invitation", str(invitation), "--json")
        assert answer.code == 0, answer
        assert answer.json["delivered"] is False
        assert "cannot be reached" in answer.err
        assert "cannot be reached" in fresh.refused("sync")
    assert "waits to be admitted" in fresh.refused("sync")
    assert [one["name"] for one in world.anna.get("admit", "--all")["admitted"]] == ["Fresh"]
    fresh.done("sync")


def test_found_without_office(tmp_path: Path, fresh: Person) -> None:
    office = Office(tmp_path / "office")
    assert "cannot be reached" in fresh.refused("found", "--invitation", str(office.founding), "--name", "Nobody")
    assert not (fresh.profile / "vault.json").exists()


@pytest.fixture
def foreign_tls(tmp_path: Path) -> Iterator[str]:
    """A server on loopback with a certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def answer() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                caller, _address = listening.accept()
                with caller, context.wrap_socket(caller, server_side=True) as secured:
                    secured.recv(1024)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield f"https://localhost:{listening.getsockname()[1]}"
    stop.set()
    with contextlib.suppress(OSError), socket.create_connection(listening.getsockname(), timeout=1):
        pass
    listening.close()
    thread.join(5)


def test_another_certificate(world: World, fresh: Person, foreign_tls: str) -> None:
    invitation = world.invite(fresh)
    message = fresh.refused("join", "--invitation", str(invitation), "--server", foreign_tls)
    assert "certificate" in message
    assert "call the office" in message
    assert not (fresh.profile / "vault.json").exists()


@pytest.mark.parametrize(
    "address", ["http://office.example.org", "http://10.0.0.1:8000", "ftp://x", "office", "https://"]
)
def test_plain_http_to_a_distant_host(world: World, fresh: Person, address: str) -> None:
    message = fresh.refused("join", "--invitation", str(world.invite(fresh)), "--server", address)
    assert "https" in message
    assert not (fresh.profile / "vault.json").exists()


def test_a_token_that_expired_in_the_middle(world: World, copy: Person) -> None:
    session = unlock(Profile(copy.profile), PASSWORD)
    database = next(
        path for path in world.office.data.rglob("*") if path.is_file() and path.suffix in (".db", ".sqlite")
    )
    try:
        with session.store.transaction() as work:
            work.state.put("wrap_number", 0)
        expired = []

        def expire(*_progress: object) -> bool:
            if not expired:
                with contextlib.closing(sqlite3.connect(database)) as connection, connection:
                    expired.append(connection.execute("DELETE FROM login_token").rowcount)
            return False

        syncing.sync_now(session, cancelled=expire)
        report = syncing.sync_now(session, cancelled=expire)
        assert report.unsent == 0
        assert expired
    finally:
        session.close()


def test_an_office_restored_from_an_old_backup(tmp_path: Path) -> None:
    world = World(tmp_path)
    try:
        world.found()
        world.enrol(world.bert)
        case = world.bert.get("case", "add", "--name", "Amina")["id"]
        world.bert.done("sync")
        world.office.stop()
        old = tmp_path / "old"
        shutil.copytree(world.office.data, old)
        world.office.start(world.office.port)
        note = ("note", "add", case, "--kind", "talk", "--sign", "--text-file")
        world.bert.done(*note, world.bert.text("Na de kopie"))
        world.bert.done("sync")
        world.anna.done("sync")
        port = world.office.port
        world.office.stop()
        shutil.rmtree(world.office.data)
        shutil.copytree(old, world.office.data)
        world.office.start(port)
        answer = world.bert("sync", "--json")
        assert answer.code == 0, answer
        assert world.bert.get("note", "list", case)[0]["text"] == "Na de kopie", "absence deletes nothing"
        assert "backup" in answer.err or "restored" in answer.err, "the person is told"
        world.bert.done("sync")
        late = Person(tmp_path / "late", "Late")
        world.anna.done("sync")
        world.enrol(late)
        assert [one["text"] for one in late.get("note", "list", case)] == ["Na de kopie"], "clients gave it back"
    finally:
        world.close()


# --- disk and files


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_disk_full(world: World, small_disk: Path) -> None:
    person = Person(small_disk / "p", "Full")
    shutil.copytree(world.bert.profile, person.profile)
    case = person.get("case", "add", "--name", "Before the disk was full")["id"]
    draft = person.get("note", "add", case, "--kind", "talk", "--text-file", person.text("kept"))
    long = person.text("x " * 60_000, "long.txt")
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(bytes(1024))
            file.flush()
    message = person.refused("note", "add", case, "--kind", "talk", "--sign", "--text-file", long)
    assert "full" in message
    assert "full" in person.refused("note", "sign", draft["id"])
    filler.unlink()
    assert [one["id"] for one in person.get("note", "list", case)] == [draft["id"]]
    assert person.get("verify")["ok"]
    person.done("note", "sign", draft["id"])


def test_a_read_only_profile(world: World, small_disk: Path) -> None:
    person = Person(small_disk / "p", "Read-only")
    shutil.copytree(world.bert.profile, person.profile)
    before = _files(person)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "cannot be written" in person.refused("status")
    assert _files(person) == before
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_profile_that_is_no_folder(tmp_path: Path) -> None:
    person = Person(tmp_path, "File")
    person.profile.write_text("a file", encoding="utf-8")
    assert person.refused("status")
    assert person.profile.read_text(encoding="utf-8") == "a file"


def test_an_empty_profile(fresh: Person) -> None:
    for command in (["status"], ["sync"], ["case", "list"], ["verify"]):
        assert "no work on this device yet" in fresh.refused(*command)
    assert not (fresh.profile / "vault.json").exists()


def test_a_profile_of_a_newer_app(copy: Person) -> None:
    session = unlock(Profile(copy.profile), PASSWORD)
    session.store._connection.execute("PRAGMA user_version = 9000")
    session.close()
    before = _files(copy)
    assert "newer" in copy.refused("status")
    assert _files(copy) == before


@pytest.mark.parametrize("what", ["truncated", "foreign", "plaintext", "missing", "empty"])
def test_a_truncated_or_foreign_database(world: World, copy: Person, what: str) -> None:
    database = copy.profile / "records.db"
    if what == "truncated":
        with database.open("r+b") as file:
            file.truncate(5000)
    elif what == "foreign":
        shutil.copy(world.carla.profile / "records.db", database)
    elif what == "plaintext":
        database.unlink()
        with contextlib.closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("CREATE TABLE t (x)")
    elif what == "missing":
        database.unlink()
    else:
        database.write_bytes(b"")
    before = _files(copy)
    message = copy.refused("case", "list")
    assert len(message.splitlines()) >= 2
    assert _files(copy) == before, "nothing is created over what cannot be read"


def test_a_second_instance(world: World) -> None:
    with hold_profile(Profile(world.bert.profile)):
        command = [sys.executable, "-c", "from counsellor_app.cli import main; main()", *world.bert.options(), "status"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert "already working" in answer.stderr
    assert answer.stdout == ""


# --- what is typed


@pytest.fixture(scope="module")
def case(world: World) -> str:
    return str(world.bert.get("case", "add", "--name", "Bad input")["id"])


def test_a_note_over_the_limit(world: World, case: str) -> None:
    bert = world.bert
    for size in (200_001, 5 << 20):
        message = bert.refused("note", "add", case, "--kind", "talk", "--text-file", bert.text("x" * size), "--sign")
        assert "plit" in message
    longest = bert.text("ሴ" * 200_000)
    assert len(bert.get("note", "add", case, "--kind", "talk", "--text-file", longest, "--sign")["text"]) == 200_000


@pytest.mark.parametrize(
    "content", [b"NUL \x00 here", b"bell \x07", b"esc \x1b[31m", b"\xff\xfeutf-16?", b"caf\xe9", b"", b" \n"]
)
def test_nul_control_characters_and_other_encodings(world: World, case: str, content: bytes) -> None:
    bert = world.bert
    before = bert.get("note", "list", case)
    message = bert.refused("note", "add", case, "--kind", "talk", "--text-file", bert.text(content), "--sign")
    assert "\x1b" not in message
    assert bert.get("note", "list", case) == before
    if b"\x00" in content:
        assert "control character" in message


def test_control_characters_in_fields(world: World, case: str) -> None:
    for assignment in ("name=A\x07B", "place=x\x1b[2J", "phone=\x7f"):
        assert "control character" in world.bert.refused("case", "set", case, assignment)


@pytest.mark.parametrize("date", ["31-02-1990", "1990-02-31", "29-02-2023", "2199-01-01", "1-1-90", "gisteren"])
def test_dates_like_31_02(world: World, case: str, date: str) -> None:
    before = world.bert.get("case", "show", case)
    world.bert.refused("case", "set", case, f"birth_date={date}", "place=Nergens")
    world.bert.refused("case", "add", "--name", "X", "--birth-date", date)
    assert world.bert.get("case", "show", case) == before


@pytest.mark.parametrize(
    "assignment",
    ["nationality=Narnia", "programme=XYZ", "languages=so,Nonsense", "status=gone", "sex=?", "flags=+tall",
     "flags=health", "alien_number=123", "team=Nowhere", "responsible=Nobody", "colour=red", "aliases=-",
     "opened_on=31-02-2026"],
)  # fmt: skip
def test_unknown_country_programme_and_the_like(world: World, case: str, assignment: str) -> None:
    before = world.bert.get("case", "show", case)
    message = world.bert.refused("case", "set", case, "place=Nergens", assignment)
    assert len(message.splitlines()) >= 2
    assert world.bert.get("case", "show", case) == before


def test_numbers_that_are_taken(world: World, case: str) -> None:
    bert = world.bert
    bert.done("case", "set", case, "alien_number=2812345678", "reference=MINE-1")
    other = bert.get("case", "add", "--name", "Other")["id"]
    assert "already a case" in bert.refused("case", "add", "--name", "X", "--alien-number", "2812345678")
    assert "already a case" in bert.refused("case", "add", "--name", "X", "--reference", "MINE-1")
    assert "already a case" in bert.refused("case", "set", other, "alien_number=281.234.5678")
    assert bert.get("case", "set", case, "alien_number=2812345678")["changed"] == []


def test_things_that_are_not_there(world: World, case: str) -> None:
    bert = world.bert
    missing = "ab" * 16
    for command in (
        ["case", "show", missing], ["case", "show", "26-0000-0000"], ["note", "list", "zz"], ["note", "sign", missing],
        ["note", "amend", missing, "--text-file", bert.text("x"), "--reason", "y"],
        ["conflicts", "resolve", missing, "--value", "x"], ["review", "answer", missing, "--text", "x"],
        ["case", "share", case, "--with", "Nobody"],
        ["note", "add", case, "--kind", "shout", "--text-file", bert.text("x")],
        ["note", "add", case, "--kind", "talk", "--text-file", "/nonexistent/file"],
        ["backup", str(bert.profile / "inside.backup")], ["backup", "/nonexistent/folder/file"],
        ["restore", bert.text("no backup", "x.backup")],
    ):  # fmt: skip
        message = bert.refused(*command)
        assert len(message.splitlines()) >= 1


# --- clocks


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_years_off_is_a_warning_never_a_refusal(world: World, case: str, years: int) -> None:
    script = (
        f"import time; real, off = time.time_ns, {years} * 365 * 86400 * 10**9\n"
        "time.time_ns = lambda: real() + off; time.time = lambda: time.time_ns() / 1e9\n"
        "from counsellor_app.cli import main; main()"
    )
    bert = world.bert
    text = bert.text(f"Van een klok die {years} jaar verkeerd staat")
    for command in (["note", "add", case, "--kind", "talk", "--sign", "--text-file", text], ["sync"]):
        answer = subprocess.run(
            [sys.executable, "-c", script, *bert.options(), *command], capture_output=True, text=True, timeout=60
        )
        assert answer.returncode == 0, answer.stderr
    assert "clock" in answer.stderr
    world.carla.done("sync")
    assert any(str(years) in note["text"] for note in world.carla.get("note", "list", case))


# --- usage


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["case"], ["case", "add"], ["case", "set", "x", "no-equals-sign"], ["note", "add", "x"],
     ["--kdf", "none", "status"], ["conflicts", "resolve", "x"], ["search"], ["search", "x", "--only", "y"],
     ["conflicts", "resolve", "x", "--take", "a", "--value", "b"]],
)  # fmt: skip
def test_wrong_usage_is_code_2(world: World, arguments: list[str]) -> None:
    assert world.bert.refused(*arguments, code=2)


def test_no_terminal_and_no_password_file_is_code_2(world: World) -> None:
    command = [
        sys.executable,
        "-c",
        "from counsellor_app.cli import main; main()",
        "--profile",
        str(world.bert.profile),
    ]
    answer = subprocess.run([*command, "status"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert answer.returncode == 2
    assert "--password-file" in answer.stderr


def test_a_mistake_of_the_program_shows_no_content(world: World) -> None:
    script = (
        "import counsellor_app.workflows.lookup as m\n"
        "def broken(*_a, **_k): raise RuntimeError('Amina Warsame 2801234567')\n"
        "m.list_cases = broken\n"
        "from counsellor_app.cli import main; main()"
    )
    command = [sys.executable, "-c", script, *world.bert.options(), "case", "list"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ | {"LANG": "C"})
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "Amina" not in answer.stderr
    (report,) = (world.bert.profile / "logs").glob("crash-*.json")
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "Amina" not in text
    assert str(world.bert.profile) not in text
    assert report.stat().st_mode & 0o777 == 0o600
