"""The test of the test: what is planted is found, in every spelling and packing; what is sealed is not."""

import base64
import gzip
import json
import os
import random
import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from tests.durability.canaries import ARABIC, ETHIOPIC, INVITED, LATIN, NUMBER, ROOTS, Search, spellings

EVERY = [(root, name) for root in ROOTS for name in spellings(root)]


@pytest.mark.parametrize(("root", "name"), EVERY)
def test_every_spelling_is_found(tmp_path: Path, root: str, name: str) -> None:
    around = os.urandom(5_000)
    (tmp_path / "file").write_bytes(around[:2_500] + spellings(root)[name] + around[2_500:])
    assert {hit.root for hit in Search().folder(tmp_path)} == {root}


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_base64_is_found_wherever_it_begins(tmp_path: Path, shift: int, encoding: str) -> None:
    for root in ROOTS:
        text = b"x" * shift + root.encode(encoding) + b"and so on"
        (tmp_path / "file").write_bytes(b"{" + base64.b64encode(text) + b"}")
        assert Search().folder(tmp_path), (root, shift)
        (tmp_path / "file").write_bytes(base64.urlsafe_b64encode(text))
        assert Search().folder(tmp_path), (root, shift)


def test_what_is_packed_is_found(tmp_path: Path) -> None:
    text = f"Een gesprek met {LATIN} {ARABIC} over niets".encode() * 3
    noise = random.Random(1).randbytes(20_000)
    packed = {
        "zlib": zlib.compress(text), "zlib fast": zlib.compress(text, 1), "zlib best": zlib.compress(text, 9),
        "gzip": gzip.compress(text), "zstd": zstandard.ZstdCompressor().compress(text),
        "zstd of unknown size": zstandard.ZstdCompressor(write_content_size=False).compress(text),
        "twice": zlib.compress(gzip.compress(text)),
    }  # fmt: skip
    for name, data in packed.items():
        (tmp_path / "file").write_bytes(noise + data + noise)
        assert Search().folder(tmp_path), name
    (tmp_path / "file").unlink()
    with zipfile.ZipFile(tmp_path / "sheet.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", text)
    assert Search().folder(tmp_path)


def test_a_name_of_a_file_and_a_plain_database_are_found(tmp_path: Path) -> None:
    (tmp_path / f"notes-{LATIN}.txt").write_bytes(b"")
    assert Search().folder(tmp_path)
    (tmp_path / f"notes-{LATIN}.txt").unlink()
    with closing(sqlite3.connect(tmp_path / "plain.db")) as database, database:
        database.execute("CREATE VIRTUAL TABLE note USING fts5(text)")
        database.execute("INSERT INTO note VALUES (?)", (f"met {ETHIOPIC} en {NUMBER}",))
    assert {ETHIOPIC, NUMBER} <= {hit.root for hit in Search().folder(tmp_path)}


def test_secrets_are_found_and_noise_is_not(tmp_path: Path) -> None:
    key = os.urandom(32)
    search = Search(secrets={"key": key})
    (tmp_path / "noise").write_bytes(random.Random(2).randbytes(3 << 20))
    (tmp_path / "noise.json").write_text(json.dumps({"text": os.urandom(2_000).hex(), "invited": "Iemand"}))
    assert not search.folder(tmp_path)
    for spelling in (key, key.hex().encode(), f"PRAGMA key = \"x'{key.hex().upper()}'\"".encode()):
        (tmp_path / "leak").write_bytes(b"..." + spelling)
        assert {hit.root for hit in search.folder(tmp_path)} == {"key"}
    assert not Search().folder(tmp_path)
    (tmp_path / "left out").write_text(INVITED)
    assert not Search().folder(tmp_path, but=[tmp_path / "left out"])
