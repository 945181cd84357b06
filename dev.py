#!/usr/bin/env python3
"""Tasks of the project on a bare machine: needs Python 3.11 or newer and nothing else.

Run without arguments it lists its tasks. It makes the environment in ``.venv`` from the hash-pinned lock, installs the
system packages that are missing where it may (root on Debian), and says what is left out where it may not.
The package index is the machine's own setting (pip's configuration and environment); none is named here.
"""

import argparse
import contextlib
import glob
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed-from"
LOCK = ROOT / "requirements.lock"
TRANSLATIONS = ROOT / "resources" / "translations"
LARGEST_BUILD = 200 * 1000 * 1000
MOST_WORKERS = 8
"""Of the tests, each of which starts servers and processes of its own."""
OFFSCREEN_QT = {"QT_QPA_PLATFORM": "offscreen"}
KEPT_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
"""Hundreds of processes of the tests would each compile the sources anew where a machine forbids to keep them."""

OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-util.so.1": "libxcb-util1",
}
BUILD_TOOLS = {"objdump": "binutils"}


class StoppedError(Exception):
    """A task cannot go on; the text says what to do."""


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def call(*command: str | Path, check: bool = True, more: Mapping[str, str] | None = None) -> int:
    """Run *command* in the project folder with *more* environment variables; returns its exit code."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(more or {})}, check=False)
    if check and done.returncode:
        raise StoppedError(f"{Path(str(command[0])).name} ended with {done.returncode}.")
    return done.returncode


# --- The machine ---------------------------------------------------------------------------------------------------


def shared_libraries() -> str:
    """Return the loader's list of shared libraries, empty where there is none to ask."""
    loader = shutil.which("ldconfig", path=os.environ.get("PATH", "") + ":/sbin:/usr/sbin")
    if not loader:
        return ""
    return subprocess.run([loader, "-p"], capture_output=True, text=True, check=False).stdout


def missing_packages(window: bool, postgres: bool, build: bool) -> list[str]:
    """Return the Debian packages this machine lacks; an empty list on other systems than Linux."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = {**OFFSCREEN, **(WINDOW if window or build else {})}
    present = shared_libraries()
    missing = [package for library, package in wanted.items() if f"\t{library} " not in present]
    if postgres and not postgres_program("initdb"):
        missing.append("postgresql")
    if build:
        missing += [package for program, package in BUILD_TOOLS.items() if not shutil.which(program)]
    return missing


def may_install() -> bool:
    """Say whether system packages can be installed from here."""
    return sys.platform.startswith("linux") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def install_packages(packages: Sequence[str]) -> bool:
    """Install Debian packages; says and returns whether it worked."""
    say(f"Installing system packages: {' '.join(packages)}")
    said = ""
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-qq", *step],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        said += done.stdout
    if done.returncode:
        say(said + "The system packages could not be installed; see above.")
    return not done.returncode


def prepare_machine(window: bool = False, postgres: bool = False, build: bool = False) -> None:
    """Install what is missing where it may; where it may not, say the command and what is left out."""
    missing = missing_packages(window, postgres, build)
    if not missing or (may_install() and install_packages(missing)):
        return
    say(f"Missing on this machine: {' '.join(missing)}")
    say(f"  sudo apt-get install --no-install-recommends {' '.join(missing)}")
    if "postgresql" in missing:
        say("  Left out without postgresql: the tests of the central office on PostgreSQL (SQLite is tested).")
    if set(missing) & set(OFFSCREEN.values()):
        say("  Without the libraries, no window opens: the desktop tests and the demo will fail.")


def postgres_program(name: str) -> str:
    """Return the newest PostgreSQL program called *name*, empty where there is none."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[4]))
    return found[-1] if found else shutil.which(name) or ""


@contextlib.contextmanager
def postgres_server() -> Iterator[dict[str, str]]:
    """Run a throw-away PostgreSQL in a temporary folder; yields the variables that tell the tests, or none."""
    initdb, control = postgres_program("initdb"), postgres_program("pg_ctl")
    if not initdb or not control:
        say("No PostgreSQL here: the tests of the central office on PostgreSQL are left out.")
        yield {}
        return
    # PostgreSQL refuses to run as root; its package brings a user to run as.
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="counsellor-postgres-"))
    try:
        password, port = secrets.token_hex(16), free_port()
        (folder / "password").write_text(password)
        if owner:
            for path in (folder, folder / "password"):
                shutil.chown(path, "postgres", "postgres")

        def run(*command: str | Path) -> None:
            done = subprocess.run(
                [str(part) for part in command], cwd=folder, check=False, stdout=subprocess.DEVNULL, **owner
            )  # type: ignore[call-overload]
            if done.returncode:
                raise StoppedError(
                    f"PostgreSQL did not start: {Path(str(command[0])).name} ended with {done.returncode}."
                )

        data, log = folder / "data", folder / "log"
        secret = ("-A", "scram-sha-256", "--pwfile", folder / "password")
        run(initdb, "-D", data, "-U", "counsellor", "-E", "UTF8", "--locale=C", "--no-sync", *secret)
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off"
        run(control, "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield {"COUNSELLOR_TEST_POSTGRES": f"postgresql://counsellor:{password}@127.0.0.1:{port}/postgres"}
        finally:
            run(control, "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a free TCP port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- The environment -----------------------------------------------------------------------------------------------


def fingerprint() -> str:
    """Return what the environment must have been installed from: interpreter, lock and project description."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (LOCK, ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return f"{digest.hexdigest()} {ROOT}"


def make_environment() -> None:
    """Make ``.venv`` where there is none, or one that does not run."""
    if PYTHON.exists() and not subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        return
    try:
        import ensurepip  # noqa: F401, PLC0415 -- Debian ships Python without it
    except ImportError:
        package = f"python3.{sys.version_info.minor}-venv"
        if not may_install() or not install_packages([package]):
            raise StoppedError(f"Python lacks venv here. Run: sudo apt-get install {package}") from None
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making the environment in .venv")
    call(sys.executable, "-m", "venv", VENV)


def install_locked() -> None:
    """Install exactly what the lock says, then the project itself beside it."""
    say("Installing the locked packages (under a minute on a usual connection)")
    pip = (PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check")
    call(*pip, "--require-hashes", "-r", LOCK)
    call(*pip, "--no-deps", "--no-build-isolation", "-e", ".")
    STAMP.write_text(fingerprint())


def compile_translations() -> None:
    """Compile each catalogue that is newer than its compiled form."""
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/counsellor.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            call(PYTHON, "-m", "babel.messages.frontend", "-q", "compile", "-i", source, "-o", compiled)


def setup(window: bool = False, postgres: bool = False, build: bool = False) -> None:
    """Bring machine and environment up to date; quick when they are."""
    prepare_machine(window, postgres, build)
    installed = STAMP.read_text() if STAMP.exists() and PYTHON.exists() else ""
    if installed != fingerprint():
        make_environment()
        install_locked()
    compile_translations()


def has_display() -> bool:
    """Say whether a window can be shown to somebody here."""
    return os.name == "nt" or sys.platform == "darwin" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))


# --- The tasks -----------------------------------------------------------------------------------------------------


def task_setup(arguments: list[str]) -> None:
    """Make or refresh the environment in .venv."""
    setup(window=has_display(), postgres=True)
    say(f"Ready: {BIN / 'counsellor'} and {BIN / 'counsellor-office'}")


def task_demo(arguments: list[str]) -> None:
    """Found an office, enrol people, play the main job [--keep DIR] [--offscreen] [--screens]."""
    setup(window=has_display())
    call(PYTHON, "-m", "tests.end_to_end.demo", *arguments)


def task_run(arguments: list[str]) -> None:
    """Open the app on this user's own profile."""
    setup(window=True)
    call(PYTHON, "-m", "counsellor_app", *arguments)


def spread_over_cores() -> tuple[str, ...]:
    """Return pytest's arguments for as many workers as there are cores; ``-n 0`` given after them asks for none."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ("-n", str(min(cores, MOST_WORKERS)), "--dist", "worksteal")


def task_test(arguments: list[str]) -> None:
    """Run all tests on all cores, on SQLite and PostgreSQL [further pytest arguments]."""
    setup(postgres=True)
    with postgres_server() as variables:
        told = {**OFFSCREEN_QT, **KEPT_BYTECODE, **variables}
        call(PYTHON, "-m", "pytest", *spread_over_cores(), *arguments, more=told)


def task_soak(arguments: list[str]) -> None:
    """Run the long campaigns too (about an hour and a half on four cores)."""
    setup(postgres=True)
    long = {"COUNSELLOR_SOAK": "1", "HYPOTHESIS_PROFILE": "soak", **OFFSCREEN_QT, **KEPT_BYTECODE}
    with postgres_server() as variables:
        options = ("--timeout=7200", *spread_over_cores(), *arguments)
        call(PYTHON, "-m", "pytest", *options, more={**long, **variables})


def task_check(arguments: list[str]) -> None:
    """Ruff, formatting, mypy strict, import contracts, house rules."""
    setup()
    steps: dict[str, tuple[str | Path, ...]] = {
        "ruff": (BIN / "ruff", "check", "."),
        "format": (BIN / "ruff", "format", "--check", "--quiet", "."),
        "mypy": (PYTHON, "-m", "mypy"),
        "contracts": (BIN / "lint-imports", "--no-logo"),
        "house": (PYTHON, "-m", "pytest", "-q", "tests/test_house.py"),
    }
    failed = [name for name, command in steps.items() if call(*command, check=False, more=OFFSCREEN_QT)]
    say(f"Checked: {', '.join(name + (' FAILED' if name in failed else ' ok') for name in steps)}")
    if failed:
        raise StoppedError(f"Not in order: {', '.join(failed)}.")


def task_bench(arguments: list[str]) -> None:
    """Measure the marks [steps] [--quick] [--n N] [--peers FOLDER]."""
    setup(postgres=False)
    call(PYTHON, "-m", "bench", *arguments, more=OFFSCREEN_QT)


def task_build(arguments: list[str]) -> None:
    """Make the program folder with PyInstaller and try it."""
    setup(build=True)
    call(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN", *arguments, "build.spec")
    folder = ROOT / "dist" / "counsellor"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    say(f"{folder}: {size / 1e6:.0f} MB")
    ending = ".exe" if os.name == "nt" else ""
    started = time.monotonic()
    call(folder / f"counsellor{ending}", "--self-test", more=OFFSCREEN_QT)
    say(f"Self-test passed in {time.monotonic() - started:.1f} s")
    for program in ("counsellor", "counsellor-office"):
        commands = commands_of(folder / f"{program}{ending}")
        for command in commands:
            asked: list[str | Path] = [folder / f"{program}{ending}", command, "--help"]
            if subprocess.run(asked, stdout=subprocess.DEVNULL, check=False).returncode:
                raise StoppedError(f"{program} {command} does not load.")
        say(f"{program}: {len(commands)} commands load")
    if size >= LARGEST_BUILD:
        raise StoppedError(f"The folder holds {size / 1e6:.0f} MB; the mark is {LARGEST_BUILD / 1e6:.0f} MB.")


def commands_of(program: Path) -> list[str]:
    """Return the commands that the built *program* lists in its help."""
    said = subprocess.run(
        [program, "--help"], capture_output=True, text=True, check=True, env={**os.environ, "LANG": "C"}
    )
    _options, _heading, listed = said.stdout.partition("Commands:")
    return [line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2:3].strip()]


def task_lock(arguments: list[str]) -> None:
    """Renew requirements.lock from pyproject.toml (needs uv)."""
    uv = BIN / "uv" if (BIN / "uv").exists() else shutil.which("uv")
    if not uv:
        raise StoppedError("uv makes the lock: install it (pip install uv) and run this again.")
    form = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--python-version", "3.11")
    call(uv, "pip", "compile", "-q", *form, *arguments, "--group", "dev", "pyproject.toml", "-o", LOCK.name)


def task_translate(arguments: list[str]) -> None:
    """Collect the strings of the code into the catalogues."""
    setup()
    babel = (PYTHON, "-m", "babel.messages.frontend", "-q")
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "counsellor.pot"
        # "marked" is how commands mark their help; line numbers would change the catalogue with every edit.
        form = ("-k", "marked", "--add-location", "file", "--no-wrap", "--sort-output")
        call(*babel, "extract", *form, "-o", template, "counsellor_app", "sync")
        update = ("update", "--no-wrap", "--no-fuzzy-matching", "-D", "counsellor")
        call(*babel, *update, "-i", template, "-d", TRANSLATIONS)
    compile_translations()


TASKS: dict[str, Callable[[list[str]], None]] = {
    name.removeprefix("task_"): task for name, task in globals().items() if name.startswith("task_")
}


def main() -> int:
    """Run the task named on the command line; lists the tasks when there is none."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- the interpreter of a bare machine is not chosen by the project
        say("Python 3.11 or newer is needed.")
        return 2
    parser = argparse.ArgumentParser(prog="dev.py", add_help=False)
    parser.add_argument("task", nargs="?", default="", choices=["", *TASKS])
    chosen, arguments = parser.parse_known_args()
    if not chosen.task:
        say("python3 dev.py TASK")
        for name, task in TASKS.items():
            say(f"  {name:<10} {(task.__doc__ or '').strip()}")
        return 0
    try:
        TASKS[chosen.task](arguments)
    except StoppedError as reason:
        say(f"dev.py {chosen.task}: {reason}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
