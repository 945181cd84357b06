"""Login by signature: a nonce of the office, the device's signature, an opaque token for ten minutes.

A nonce is ``u64 time in ns | HMAC-SHA256(login secret, label | device | time)[:24]``. The office keeps no list of
nonces: it recognises its own, and remembers per device the newest time used, so each serves once and an older one not
at all. Every login answers with the next nonce; a device that kept it logs in with one request, without the challenge.
Nonces count from the office's clock and the device's last login only: no login is ever refused for the device's clock.
Tokens are kept as SHA-256.
"""

import hashlib
import hmac
import secrets
import struct
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature

from sync.protocol.envelope import public_key
from sync.protocol.errors import RefusedError, SignatureError
from sync.protocol.login import NONCE_SIZE, TOKEN_SIZE, login_message
from sync.protocol.versions import LABEL
from sync.server.numbering import lock_shards
from sync.server.office import Office, hash_secret, now_ms
from sync.server.refusals import refuse
from sync.server.tables import OFFICE_SHARD, device_login, login_token

TOKEN_LIFE_MS = 10 * 60 * 1000
NONCE_LIFE_NS = 24 * 3600 * 10**9
TRIES = 10
"""Failed logins from one address for one device within :data:`TRIES_SECONDS` before it has to wait."""
TRIES_SECONDS = 60.0
_MAX_REMEMBERED = 10_000
_TIME = struct.Struct(">Q")
_NONCE_LABEL = LABEL + b"login-nonce\0"
_LATEST_NS = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Grant:
    """A login: the token, when it ends (office time, ms since 1970), and the nonce for the next login."""

    token: bytes
    expires_ms: int
    nonce: bytes


class Tries:
    """Failed logins by who failed; bounded, forgotten after a minute."""

    def __init__(self) -> None:
        self._failed: OrderedDict[tuple[str, bytes], tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, who: tuple[str, bytes]) -> None:
        """Refuse ``too-many-tries`` while *who* (address, device) has to wait."""
        with self._lock:
            count, since = self._failed.get(who, (0, 0.0))
            if count >= TRIES and time.monotonic() - since < TRIES_SECONDS:
                raise refuse("too-many-tries")

    def failed(self, who: tuple[str, bytes]) -> None:
        """Count one more failure of *who*."""
        with self._lock:
            count, since = self._failed.pop(who, (0, time.monotonic()))
            if time.monotonic() - since >= TRIES_SECONDS:
                count, since = 0, time.monotonic()
            self._failed[who] = (count + 1, since)
            if len(self._failed) > _MAX_REMEMBERED:
                self._failed.popitem(last=False)

    def succeeded(self, who: tuple[str, bytes]) -> None:
        """Forget the failures of *who*."""
        with self._lock:
            self._failed.pop(who, None)


class Door:
    """Lets devices of one office in."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.tries = Tries()

    def challenge(self, device: bytes) -> bytes:
        """Return a nonce for *device*, known or not (the answer tells nobody which devices exist)."""
        with self.office.database.reading() as connection:
            last = _last_nonce_time(connection, device)
        return self._nonce(device, max(time.time_ns(), last + 1))

    def login(self, device: bytes, nonce: bytes, time_ms: int, signature: bytes, address: str) -> Grant:
        """Return a token for *device*.

        Raises :class:`RefusedError`: ``too-many-tries``, ``login-nonce``, ``login-signature``, ``unknown-device``,
        ``revoked``.
        """
        who = (address, device)
        self.tries.check(who)
        try:
            grant = self._login(device, nonce, time_ms, signature)
        except RefusedError:
            self.tries.failed(who)
            raise
        self.tries.succeeded(who)
        return grant

    def _login(self, device: bytes, nonce: bytes, time_ms: int, signature: bytes) -> Grant:
        issued = self._issued(device, nonce)
        with self.office.database.writing() as connection:
            lock_shards(connection, [OFFICE_SHARD])
            directory = self.office.directory(connection)
            known = directory.devices.get(device)
            if known is None:
                raise refuse("unknown-device")
            try:
                message = login_message(self.office.server_id, nonce, device, time_ms)
                public_key(known.sign_public).verify(signature, message)
            except (InvalidSignature, SignatureError):
                raise refuse("login-signature") from None
            self.office.asker(directory, device)
            if issued <= _last_nonce_time(connection, device):
                raise refuse("login-nonce")
            return self._admit(connection, device, issued)

    def _admit(self, connection: sa.Connection, device: bytes, issued: int) -> Grant:
        """Use up the nonce and write a token; tokens that ended are forgotten on the way."""
        now = now_ms()
        connection.execute(
            sa.delete(device_login).where(device_login.c.shard == OFFICE_SHARD, device_login.c.device == device)
        )
        connection.execute(sa.insert(device_login).values(shard=OFFICE_SHARD, device=device, nonce_time=issued))
        connection.execute(
            sa.delete(login_token).where(
                login_token.c.shard == OFFICE_SHARD, login_token.c.expires_ms < now - TOKEN_LIFE_MS
            )
        )
        token = secrets.token_bytes(TOKEN_SIZE)
        connection.execute(
            sa.insert(login_token).values(
                shard=OFFICE_SHARD, digest=hash_secret(token), device=device, expires_ms=now + TOKEN_LIFE_MS
            )
        )
        return Grant(token, now + TOKEN_LIFE_MS, self._nonce(device, max(time.time_ns(), issued + 1)))

    def device_of(self, token: bytes) -> bytes:
        """Return whose *token* it is; raises :class:`RefusedError` ``login-needed`` or ``token-expired``."""
        with self.office.database.reading() as connection:
            row = connection.execute(
                sa.select(login_token.c.device, login_token.c.expires_ms).where(
                    login_token.c.shard == OFFICE_SHARD, login_token.c.digest == hash_secret(token)
                )
            ).first()
        if row is None:
            raise refuse("login-needed")
        if row.expires_ms <= now_ms():
            raise refuse("token-expired")
        found: bytes = row.device
        return found

    def _nonce(self, device: bytes, issued: int) -> bytes:
        stamp = _TIME.pack(min(issued, _LATEST_NS))
        mark = hmac.digest(self.office.login_secret, _NONCE_LABEL + device + stamp, hashlib.sha256)
        return stamp + mark[: NONCE_SIZE - _TIME.size]

    def _issued(self, device: bytes, nonce: bytes) -> int:
        """Return when this office made *nonce* for *device*; refuses ``login-nonce`` for any other and an old one."""
        issued: int = _TIME.unpack_from(nonce)[0]
        if not hmac.compare_digest(nonce, self._nonce(device, issued)) or time.time_ns() - issued > NONCE_LIFE_NS:
            raise refuse("login-nonce")
        return issued


def _last_nonce_time(connection: sa.Connection, device: bytes) -> int:
    """Return the time in the newest nonce *device* logged in with, 0 for none."""
    found = connection.execute(
        sa.select(device_login.c.nonce_time).where(
            device_login.c.shard == OFFICE_SHARD, device_login.c.device == device
        )
    ).scalar()
    return int(found or 0)
