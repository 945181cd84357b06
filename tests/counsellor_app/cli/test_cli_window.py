"""The window's command where there is no screen."""

import os
import subprocess
import sys
from pathlib import Path


def test_without_a_screen_the_window_says_so(tmp_path: Path) -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in screens} | {"LC_ALL": "C.UTF-8"}
    for program in ("counsellor_app", "counsellor_app.cli"):
        start = f"import runpy, sys; sys.argv = ['counsellor', '--profile', {str(tmp_path / 'p')!r}];"
        run = f"runpy.run_module({program!r}, run_name='__main__')"
        if program.endswith("cli"):
            run = "from counsellor_app.cli import main; main()"
        done = subprocess.run([sys.executable, "-c", f"{start} {run}"], env=environment, capture_output=True, text=True)
        assert done.returncode == 1, done
        assert "no screen" in done.stderr
        assert not (tmp_path / "p").exists()
