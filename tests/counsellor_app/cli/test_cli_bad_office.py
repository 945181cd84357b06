"""Invitations and offices that are wrong, one test a line of the list: refused in words, and nothing half written."""

import contextlib
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from counsellor_app.settings import Profile
from counsellor_app.workflows import syncing
from counsellor_app.workflows.session import unlock

from .conftest import PASSWORD, Office, Person, World


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
