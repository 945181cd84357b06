"""A second reader of the formats, from the protocol's text, with PyNaCl, hmac and zstandard. Imports no ``sync``.

It shares no code with the product: where both agree on what an envelope says, the text is what decides.
"""

import base64
import hashlib
import hmac
import struct
from pathlib import Path
from typing import Any

import nacl.bindings
import nacl.exceptions
import nacl.signing
import zstandard

PREFIX = b"counsellor/v1/"
DICTIONARY = zstandard.ZstdCompressionDict((Path(__file__).parents[2] / "vectors" / "dictionary-1.bin").read_bytes())
MIB = 1 << 20
PUBLIC = {2, 3}


class Refused(Exception):  # noqa: N818
    """Not an envelope, not this author's, or not under this key."""


def hkdf(secret: bytes, info: bytes, salt: bytes = b"", length: int = 32) -> bytes:
    prk = hmac.new(salt or b"\0" * 32, secret, hashlib.sha256).digest()
    out, block, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha256).digest()
        out, counter = out + block, counter + 1
    return out[:length]


def derive(secret: bytes, label: str, context: bytes = b"", salt: bytes = b"") -> bytes:
    return hkdf(secret, PREFIX + label.encode() + b"\0" + context, salt)


def padded_size(size: int) -> int:
    for small in (256, 512, 768, 1024, 1536, 2048):
        if size <= small:
            return small
    low = 2048
    while low < 65536:
        for quarter in (1, 2, 3, 4):
            if size <= low + quarter * low // 4:
                return low + quarter * low // 4
        low *= 2
    for large in range(131072, MIB + 1, 65536):
        if size <= large:
            return large
    raise Refused("too large")


def header(envelope: bytes) -> dict[str, Any]:
    if len(envelope) < 192 + 64 + 1:
        raise Refused("short")
    at = 0

    def take(size: int) -> bytes:
        nonlocal at
        at += size
        return envelope[at - size : at]

    magic = take(4)
    found: dict[str, Any] = {
        "suite": take(1)[0],
        "kind": take(1)[0],
        "generation": int.from_bytes(take(2), "big"),
        "org_id": take(16),
        "stream_id": take(16),
        "epoch": int.from_bytes(take(4), "big"),
        "device_id": take(16),
        "device_seq": int.from_bytes(take(8), "big"),
        "stream_seq": int.from_bytes(take(8), "big"),
        "stream_prev": take(32),
        "directory_height": int.from_bytes(take(8), "big"),
        "directory_head": take(32),
        "hlc": int.from_bytes(take(8), "big"),
        "salt": take(32),
    }
    length = int.from_bytes(take(4), "big")
    if magic != b"CWE1" or not 1 <= found["kind"] <= 7 or length != len(envelope) - 256:
        raise Refused("shape")
    if found["suite"] != (0 if found["kind"] in PUBLIC else 1):
        raise Refused("suite")
    return found


def body(plaintext: bytes) -> bytes:
    if len(plaintext) < 256:
        raise Refused("plaintext")
    coding, length = plaintext[0], int.from_bytes(plaintext[1:5], "big")
    coded, padding = plaintext[5 : 5 + length], plaintext[5 + length :]
    if len(coded) != length or any(padding) or padded_size(5 + length) != len(plaintext):
        raise Refused("padding")
    if coding == 0:
        return coded
    if coding not in (1, 2):
        raise Refused("coding")
    options = {"dict_data": DICTIONARY} if coding == 2 else {}
    try:
        size = zstandard.frame_content_size(coded)
        if not 0 < size <= MIB:
            raise Refused("inflated")
        reader = zstandard.ZstdDecompressor(**options).decompressobj()
        inflated = reader.decompress(coded)
    except zstandard.ZstdError as error:
        raise Refused("zstd") from error
    if len(inflated) != size or reader.unused_data:
        raise Refused("inflated")
    return inflated


def read(envelope: bytes, author: bytes, key: bytes) -> tuple[dict[str, Any], bytes]:
    """Verify and open *envelope* by the device with Ed25519 key *author*, under the epoch's *key*."""
    found = header(envelope)
    signed, signature = envelope[:-64], envelope[-64:]
    try:
        nacl.signing.VerifyKey(author).verify(PREFIX + b"sig/envelope\0" + signed, signature)
    except nacl.exceptions.BadSignatureError as error:
        raise Refused("signature") from error
    payload = envelope[192:-64]
    if found["suite"] == 0:
        return found, body(payload)
    context = struct.pack(
        ">16s16sI16sQ", found["org_id"], found["stream_id"], found["epoch"], found["device_id"], found["device_seq"]
    )
    once = derive(key, "stream/envelope", context, found["salt"])
    return found, body(open_chacha(once, payload, envelope[:192]))


def open_chacha(key: bytes, sealed: bytes, aad: bytes, nonce: bytes = bytes(12)) -> bytes:
    try:
        return nacl.bindings.crypto_aead_chacha20poly1305_ietf_decrypt(sealed, aad, nonce, key)
    except nacl.exceptions.CryptoError as error:
        raise Refused("seal") from error


def hpke_open(sealed: bytes, receive_key: bytes, info: bytes) -> bytes:
    """RFC 9180, Base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, single shot."""
    enc, ciphertext = sealed[:32], sealed[32:]
    public = nacl.bindings.crypto_scalarmult_base(receive_key)
    shared = nacl.bindings.crypto_scalarmult(receive_key, enc)
    kem = b"KEM" + (0x20).to_bytes(2, "big")
    suite = b"HPKE" + (0x20).to_bytes(2, "big") + (1).to_bytes(2, "big") + (3).to_bytes(2, "big")

    def extract(suite_id: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
        return hmac.new(salt or bytes(32), b"HPKE-v1" + suite_id + label + secret, hashlib.sha256).digest()

    def expand(suite_id: bytes, prk: bytes, label: bytes, context: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + context
        return hmac.new(prk, labelled + b"\1", hashlib.sha256).digest()[:length]

    secret = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", enc + public, 32)
    context = b"\0" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    prk = extract(suite, secret, b"secret", b"")
    key, nonce = expand(suite, prk, b"key", context, 32), expand(suite, prk, b"base_nonce", context, 12)
    return open_chacha(key, ciphertext, b"", nonce)


PURPOSES = {1: b"hpke/stream-key\0", 2: b"hpke/person-seed\0", 3: b"hpke/team-seed\0", 4: b"hpke/directory-key\0"}


def open_wrap(wrap: bytes, org_id: bytes, receive_key: bytes) -> bytes:
    """Open the wire form of a wrap: u8 purpose, subject, u32 generation, recipient, u32 generation, commit, sealed."""
    purpose, subject, generation, recipient, recipient_generation, pinned, length = struct.unpack(
        ">B16sI16sI32sH", wrap[:75]
    )
    if length != len(wrap) - 75:
        raise Refused("wrap")
    info = PREFIX + PURPOSES[purpose] + org_id + subject + struct.pack(">I", generation)
    info += recipient + struct.pack(">I", recipient_generation) + pinned
    secret = hpke_open(wrap[75:], receive_key, info)
    if purpose == 1 and stream_commit(secret, subject, generation) != pinned:
        raise Refused("commit")
    return secret


def stream_commit(key: bytes, stream_id: bytes, epoch: int) -> bytes:
    return derive(key, "stream/commit", stream_id + struct.pack(">I", epoch))


def stream_chain(key: bytes, chain: bytes) -> bytes:
    return open_chacha(derive(key, "stream/chain"), chain, b"")


def principal_chain(seed: bytes, principal_id: bytes, generation: int, chain: bytes) -> bytes:
    return open_chacha(derive(seed, "principal/chain"), chain, principal_id + struct.pack(">I", generation))


def principal_keys(seed: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the X25519 private key, its public key and the Ed25519 public key of a principal's *seed*."""
    receive = derive(seed, "principal/x25519")
    sign = nacl.signing.SigningKey(derive(seed, "principal/sign")).verify_key.encode()
    return receive, nacl.bindings.crypto_scalarmult_base(receive), sign


def device_id(sign_public: bytes, receive_public: bytes) -> bytes:
    return hashlib.sha256(PREFIX + b"device-id\0" + sign_public + receive_public).digest()[:16]


def name(directory_key: bytes, sealed: str) -> str:
    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    padded = open_chacha(derive(directory_key, "directory/name", salt=raw[:16]), raw[16:], b"")
    return padded.rstrip(b"\0")[:-1].decode()
