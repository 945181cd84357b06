"""A whole life of an office in which everything that anybody writes holds a canary; and everything it leaves on a disk.

::

    disk/     swept: profiles, homes, temporary folders, logs, backups, what the server keeps
    handed/   swept but for names of invited people: invitations and sheets hold them by design
    desk/     not swept: what people keep themselves (texts, tables, passwords; and the rows an import refused, which
              it writes beside the table it was given)
"""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from counsellor_app.settings import Profile
from counsellor_app.vault.device import load_device_keys
from counsellor_app.vault.vault import KEY_LABELS, open_with_recovery
from tests.durability.canaries import ARABIC, ETHIOPIC, INVITED, LATIN, NUMBER
from tests.durability.nursery import ROOT, Nursery
from tests.durability.world import PLAIN, PROGRAMS, Answer, Keys, Office

PASSWORD = "vier kraanvogels boven het vlakke wad"
TEXT = f'Zij zegt: "{ARABIC}", dan {ETHIOPIC}; haar nummer is {NUMBER}. Over <{LATIN}> & het vertrek / 100%.'
_DEBUGGED = (
    "import logging; logging.basicConfig(level=logging.DEBUG, filename={log!r})\n"
    "for name in ('', '.engine', '.pool'): logging.getLogger('sqlalchemy' + name).setLevel(logging.DEBUG)\n"
    "from sync.server.cli import main; main()"
)
_CRASH = (
    "import counsellor_app.workflows.lookup as lookup\n"
    "def broken(*given, **named): raise RuntimeError({text!r})\n"
    "lookup.list_cases = broken\n"
    "from counsellor_app.cli import main; main()"
)


class Life:
    """The office, its people, and where everything is."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.disk, self.handed, self.desk = folder / "disk", folder / "handed", folder / "desk"
        self.home, self.temporary = self.disk / "home", self.disk / "tmp"
        for place in (self.disk, self.handed, self.desk, self.home, self.temporary):
            place.mkdir()
        self.environment = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "QT_QPA_PLATFORM": "offscreen"}
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
            place = self.home / name.lower()
            place.mkdir(mode=0o700)
            self.environment[name] = str(place)
        launch = [sys.executable, "-c", _DEBUGGED.format(log=str(self.disk / "office-debug.log"))]
        self.office = Office(self.disk, launch, self.environment, url)
        self.nursery = Nursery(self.disk / "people.log", self.environment)
        self.nursery.wait()
        self.recovery: dict[str, str] = {}
        self.wrong_modes: dict[str, str] = {}
        self.commands = 0
        self.secrets: dict[str, bytes] = {"password": PASSWORD.encode()}
        self.titles: list[str] = []
        self.spoken: dict[str, bytes] = {}

    # -- acting --------------------------------------------------------------------------------------------------

    def options(self, who: str) -> list[str]:
        password = self.desk / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        return ["--profile", str(self.profile(who)), "--password-file", str(password), "--kdf", "floor"]

    def profile(self, who: str) -> Path:
        return self.disk / who

    def keys(self, who: str) -> Keys:
        return Keys(self.profile(who), self.recovery[who])

    def text(self, content: str, name: str = "note.txt") -> str:
        path = self.desk / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    def tell(self, who: str, *command: str, code: int = 0) -> Answer:
        """Let *who* give a command, in a process of its own; looks at the modes of all files after it."""
        debug = str(self.disk / "commands-debug.log")
        answer = Answer(*self.nursery.ask("command", arguments=[*self.options(who), *command], debug_log=debug))
        assert answer.code == code, (command, answer)
        self.commands += 1
        self.look_at_modes(f"{who}: {' '.join(command[:2])}")
        return answer

    def get(self, who: str, *command: str) -> Any:
        return self.tell(who, *command, "--json").json

    def process(self, *command: str, **more: Any) -> subprocess.Popen[bytes]:
        """Start a real process of its own in this office's world."""
        return subprocess.Popen(list(command), cwd=ROOT, env={**PLAIN, **self.environment}, **more)

    def look_at_modes(self, when: str) -> None:
        """Note every file and folder of a profile or of the office that others could open."""
        for place in [self.office.data, *(self.profile(who) for who in self.recovery)]:
            for path in [place, *place.rglob("*")]:
                wanted = 0o700 if path.is_dir() else 0o600
                if path.exists() and stat.S_IMODE(path.stat().st_mode) != wanted:
                    self.wrong_modes.setdefault(f"{path.name} {oct(path.stat().st_mode)}", when)

    # -- living --------------------------------------------------------------------------------------------------

    def enrol(self) -> None:
        self.office.start()
        founded = ("found", "--invitation", str(self.office.founding), "--name", f"Anna {LATIN}", "--device")
        self.recovery["anna"] = self.get("anna", *founded, f"Laptop van {LATIN.title()}")["recovery_key"]
        for who, label, sheet in (("bert", ARABIC, ["--sheet", str(self.handed / "bert.pdf")]), ("carla", LATIN, [])):
            file = str(self.handed / f"{who}.json")
            name = f"{who.title()} {INVITED}"
            invited = ("invite", "--name", name, "--role", "counsellor", "--team", f"Team {LATIN}", "--out", file)
            self.tell("anna", *invited, *sheet)
            self.recovery[who] = self.get(who, "join", "--invitation", file, "--device", label)["recovery_key"]
        self.tell("anna", "admit", "--all")
        for who in ("bert", "carla"):
            self.tell(who, "sync")

    def write(self) -> str:
        """Cases, notes, drafts, amendments, conflicts, reviews, searches; returns the case's id."""
        named = ("--name", f"Amina {LATIN}", "--own-name", ARABIC, "--alias", ETHIOPIC, "--alien-number", NUMBER)
        more = ("--phone", f"+{NUMBER}", "--place", f"Hotel {LATIN}", "--reference", f"R-{LATIN}", "--flag", "health")
        case: str = self.get("bert", "case", "add", *named, *more)["id"]
        add = ("note", "add", case, "--text-file", self.text(TEXT), "--place", f"Kamer {LATIN}", "--kind")
        draft = self.get("bert", *add, "phone")["id"]
        note = self.get("bert", *add, "internal", "--sign")["id"]
        self.tell("bert", "note", "sign", draft)
        self.tell("bert", "note", "amend", note, "--text-file", self.text(TEXT * 9), "--reason", f"Want {LATIN}")
        for who in ("bert", "carla"):
            self.tell(who, "sync")
        for who, place in (("bert", LATIN), ("carla", ARABIC)):
            self.tell(who, "case", "set", case, f"place={place} {who}")
        for who in ("bert", "carla", "anna"):
            self.tell(who, "sync")
        (conflict,) = self.get("anna", "conflicts")
        settled = ("conflicts", "resolve", conflict["id"], "--value", f"Beide {ETHIOPIC}", "--reason", LATIN)
        self.tell("anna", *settled)
        question = self.get("anna", "review", "ask", case, "--text", f"En {TEXT}")["id"]
        self.tell("anna", "review", "seen", case)
        self.tell("anna", "sync")
        self.tell("bert", "sync")
        self.tell("bert", "review", "answer", question, "--text", f"Ja, {TEXT}")
        self.tell("bert", "sync")
        for asked in (ARABIC, NUMBER, f'{LATIN}" OR 1=1 --'):
            self.tell("bert", "search", asked)
        self.tell("bert", "case", "list", "--query", LATIN)
        return case

    def keep(self, case: str) -> None:
        """Import, backup, restore, rebuild, refused commands, a crash."""
        rows = [f"{LATIN} {number};28719{number:05};1990-01-0{number % 9 + 1};{TEXT!r}" for number in range(40)]
        rows.append(f"{LATIN} fout;1;31-02-1990;{TEXT!r}")
        table = self.text("Naam;V-nummer;Geboortedatum;Notitie\n" + "\n".join(rows), f"tabel-{LATIN}.csv")
        assert self.get("bert", "import", table)["refused"] >= 1
        label = f"Telefoon van {LATIN}"
        assert self.nursery.ask("change_settings", **self.keys("bert").given, label=label) == [label, "nl"]
        backup = str(self.disk / "backup")
        self.tell("bert", "backup", backup)
        self.recovery["restored"] = self.recovery["bert"]
        self.tell("restored", "restore", backup)
        for command in (("verify",), ("rebuild",), ("status",), ("devices",), ("case", "show", case)):
            self.tell("bert", *command)
        for command in (
            ("case", "set", case, f"nationality={LATIN}"),
            ("case", "show", LATIN),
            ("note", "sign", NUMBER),
        ):
            self.tell("bert", *command, code=1)
        crashed = [sys.executable, "-c", _CRASH.format(text=TEXT), *self.options("bert"), "case", "list"]
        with (self.disk / "crash-stderr").open("wb") as err:
            assert self.process(*crashed, stdout=subprocess.DEVNULL, stderr=err).wait(60) == 1
        self.look_at_modes("a crash")

    @contextmanager
    def window(self, who: str, case: str) -> Iterator[None]:
        """Let a window live on a profile meanwhile; it must reach its lock."""
        text, titles = self.text(TEXT, "draft.txt"), self.desk / "titles"
        given = (str(self.profile(who)), str(self.desk / "password"), case, text, str(titles))
        with (self.disk / "window-stderr").open("wb") as err:
            process = self.process(
                sys.executable, "-m", "tests.durability.window_life", *given, stdout=err, stderr=err
            )  # fmt: skip
        try:
            yield
            self.spoken |= spoken_of(process.pid)
            assert process.wait(120) == 0, (self.disk / "window-stderr").read_text()
        finally:
            process.kill()
            process.wait()
        self.titles = titles.read_text(encoding="utf-8").splitlines()
        self.look_at_modes("a window")

    def command_seen(self, who: str, *command: str) -> None:
        """Run the real program and look at what the system tells everybody about it meanwhile."""
        process = self.process(str(PROGRAMS / "counsellor"), *self.options(who), *command, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            self.spoken |= spoken_of(process.pid)
            time.sleep(0.01)
        assert process.returncode == 0

    def die(self, case: str) -> None:
        """Let a process die while it writes, so that what it wrote last lies in the WAL."""
        child = self.nursery.child("write_texts", **self.keys("carla").given, case=case, text=TEXT)
        for said in iter(child.line.hear, None):
            if said == 12:
                child.kill()
        assert child.end() == -signal.SIGKILL
        assert (self.profile("carla") / "records.db-wal").stat().st_size > 0
        self.look_at_modes("a death")

    def note_secrets(self) -> None:
        """Remember the keys of everybody, which may lie about as little as what they protect."""
        for who in ("anna", "bert", "carla"):
            profile = Profile(self.profile(who))
            vault = open_with_recovery(profile, self.recovery[who])
            self.secrets[f"recovery key of {who}"] = self.recovery[who].encode()
            self.secrets |= {f"{label} of {who}": vault.key(label) for label in KEY_LABELS}
            device = load_device_keys(profile, vault).to_bytes()
            self.secrets |= {f"device keys of {who}, {at}": device[at : at + 32] for at in (0, 32)}
        assert self.office.process is not None
        self.spoken |= spoken_of(self.office.process.pid)

    def close(self) -> None:
        self.nursery.close()
        self.office.stop()


def spoken_of(pid: int) -> dict[str, bytes]:
    """Return what the system tells about a process and its children: arguments and environment, by where it says so."""
    found = {}
    for place in (f"{pid}/cmdline", f"{pid}/environ"):
        with suppress(OSError):
            found[place] = Path("/proc", place).read_bytes()
    for listed in Path("/proc").glob(f"{pid}/task/*/children"):
        with suppress(OSError):
            for child in listed.read_text().split():
                found |= spoken_of(int(child))
    return found


@contextmanager
def life(folder: Path, url: str = "", *, whole: bool = True) -> Iterator[Life]:
    """Give a life that is lived up to the point of sweeping; the office still runs. Not *whole*: as far as it goes."""
    before = os.umask(0o022)
    made = Life(folder, url)
    try:
        made.enrol()
        case = made.write()
        if whole:
            with made.window("carla", case):
                made.keep(case)
                made.command_seen("bert", "sync")
            made.die(case)
        made.note_secrets()
        yield made
    finally:
        os.umask(before)
        made.close()
