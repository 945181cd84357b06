"""An office with a certificate of its own: the pin on the invitation lets in that key and no other."""

import datetime
import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync.client.http import HttpOffice, public_key_pin
from sync.protocol.changes import to_text
from sync.protocol.errors import RefusedError, UnreachableError
from sync.protocol.versions import PROTOCOL_VERSION

SERVER_ID = b"s" * 16


def certificate(folder: Path, name: str) -> tuple[Path, bytes]:
    """Return a PEM file of a fresh self-signed certificate with its key, and the certificate as DER."""
    key = Ed25519PrivateKey.generate()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "office.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, None)
    )
    assert made.signature_hash_algorithm is None or isinstance(made.signature_hash_algorithm, hashes.HashAlgorithm)
    file = folder / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file, made.public_bytes(Encoding.DER)


class _Office(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        info = {"server": to_text(SERVER_ID), "org": "", "protocol": PROTOCOL_VERSION, "time_ms": 1}
        body = msgspec.json.encode(info)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def served(pem: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve an office's first answer over TLS on loopback; yields its address and what was asked."""
    asked: list[str] = []
    handler = type("Handler", (_Office,), {"asked": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_pinned_key_is_let_in(tmp_path: Path) -> None:
    pem, der = certificate(tmp_path, "own")
    with served(pem) as (address, asked), HttpOffice(address, pin=public_key_pin(der)) as office:
        assert office.office().server == to_text(SERVER_ID)
        assert asked == ["/v1/office"]


@pytest.mark.parametrize("pin_of", [lambda _own, other: public_key_pin(other), lambda _own, _other: ""])
def test_another_certificate_is_refused(tmp_path: Path, pin_of: Callable[[bytes, bytes], str]) -> None:
    pem, der = certificate(tmp_path, "own")
    _pem, other = certificate(tmp_path, "other")
    with served(pem) as (address, _asked), HttpOffice(address, pin=pin_of(der, other)) as office:
        with pytest.raises(UnreachableError) as refused:
            office.office()
        assert "certificate" in str(refused.value)


def test_another_server_behind_the_address_is_refused(tmp_path: Path) -> None:
    pem, der = certificate(tmp_path, "own")
    with (
        served(pem) as (address, _asked),
        HttpOffice(address, server_id=b"x" * 16, pin=public_key_pin(der)) as office,
        pytest.raises(RefusedError) as refused,
    ):
        office.office()
    assert refused.value.code == "other-office"


@pytest.mark.parametrize("address", ["http://office.example", "ftp://127.0.0.1", "office.example", "http://"])
def test_plain_http_to_a_distant_host_is_refused(address: str) -> None:
    with pytest.raises(RefusedError):
        HttpOffice(address)
