"""What the system may keep of the process."""

import subprocess
import sys
from pathlib import Path

import pytest

PROTECTED = """
import os, resource, sys
from pathlib import Path
from counsellor_app.vault.memory import is_dumpable, protect_process
before = is_dumpable()
protect_process()
protect_process()
path = Path(sys.argv[1]) / "file"
path.write_text("")
print(before, is_dumpable(), resource.getrlimit(resource.RLIMIT_CORE), oct(path.stat().st_mode & 0o777))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says what it keeps")
def test_no_core_dumps_not_dumpable_private_files(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROTECTED, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "True False (0, 0) 0o600"
