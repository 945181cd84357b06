"""The program ``counsellor``: options of every command, and how errors and codes leave it. Verbs are in ``commands``.

Codes: 0 done, 1 something the person can act on (message on stderr), 2 wrong usage. Without a command the window opens.
A command's module is loaded when it is asked for: the list of commands and the window must not wait for all of them.
"""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

from counsellor_app.bootstrap import FAILED, load_command, open_window, self_test, start_process, use_profile
from counsellor_app.commands.desk import Desk
from counsellor_app.commands.output import marked, print_line, tell
from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.slots import DEFAULT_COST, FLOOR_COST
from sync.command_line import run_command, translate_help
from sync.wording import _

_COSTS = {"standard": DEFAULT_COST, "floor": FLOOR_COST}
"""What a new password may cost to guess: nothing below the floor can be asked for."""
_COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "found": ("offices", "found", marked("Found an office with the invitation its server wrote.")),
    "join": ("offices", "join", marked("Join an office with an invitation; an administrator then admits you.")),
    "invite": ("offices", "invite", marked("Invite somebody into the office (administrators).")),
    "invite-device": ("offices", "invite_device", marked("Invite one more device of a member (administrators).")),
    "admit": ("offices", "admit", marked("Verify and admit those who asked to join (administrators).")),
    "sync": ("offices", "sync", marked("Send what the office does not have and fetch what is new.")),
    "status": ("offices", "status", marked("Show who you are here, and the state of the work.")),
    "members": ("offices", "members", marked("List the people of the office.")),
    "devices": ("offices", "devices", marked("List the devices of the office.")),
    "restored": (
        "offices",
        "restored",
        marked("Confirm that the office came back from a backup (administrators)."),
    ),
    "policy": ("policies", "policies", marked("The rules of the office for every device: show them, set them.")),
    "revoke": ("offices", "revoke", marked("Stop a lost or stolen device (administrators).")),
    "case": ("case_group", "cases", marked("Cases: add, list, show, set, share, restrict, enrol, outcome.")),
    "person": ("people", "person", marked("Persons of a case: add, list, set, remove.")),
    "relation": ("people", "relation", marked("How the persons of a case are related: add, remove.")),
    "identifier": ("people", "identifier", marked("Numbers people are known by: add, remove.")),
    "document": ("people", "document", marked("Papers and who holds them: add, list, set, remove.")),
    "photo": ("people", "photo", marked("Photos: add, remove.")),
    "refusal": ("safety", "refusal", marked("What a client declined: add, list, withdraw.")),
    "contact-rule": (
        "safety",
        "contact_rule",
        marked("How people may be reached without harm: add, list, remove."),
    ),
    "safety-plan": (
        "safety",
        "safety_plan",
        marked("Measures that protect client, family and helpers: add, list, remove."),
    ),
    "trafficking": (
        "trafficking",
        "trafficking",
        marked("A trafficking case, in the names of HTCDS 2.0: set, add, show, remove, export, import."),
    ),
    "programme": ("programmes", "programme", marked("Programmes: list, show, add, export, results.")),
    "retention": ("retention", "retention", marked("How long closed cases are kept: list, set, due.")),
    "journey": ("journey", "journey_", marked("Show a case's journey: enrolments, steps, gates.")),
    "eligibility": ("journey", "eligibility", marked("Say whether a client may have a programme, and why.")),
    "fact": ("journey", "fact", marked("Facts that rules ask for: set, list.")),
    "step": ("journey", "step", marked("Steps of a programme: mark, list.")),
    "gates": ("journey", "gates", marked("Show how the gates of a case stand, and what each lacks.")),
    "gate": ("journey", "gate", marked("Gates: list, override (supervisors).")),
    "evidence": ("journey", "evidence", marked("Evidence that gates demand: add, list, remove.")),
    "support": ("journey", "support", marked("What was given to people: add, list.")),
    "note": ("notes", "notes", marked("Notes: add, sign, amend, list, discard.")),
    "today": ("tasks", "today", marked("Show what there is to do today.")),
    "task": ("tasks", "task_group", marked("Tasks: add, list, done, drop, reopen, move.")),
    "appointment": ("tasks", "appointment_group", marked("Appointments: add, list, cancel.")),
    "tasks": ("tasks", "calendar_group", marked("Your tasks and appointments as a calendar file.")),
    "hour": ("hours", "hours", marked("Consultation hours: add, list, show, carry, cancel, roster.")),
    "slot": ("hours", "slots", marked("Who comes to an hour: add, set, move, shift, remove.")),
    "session": ("sessions", "sessions", marked("Information sessions for groups: add, count, list, cancel.")),
    "pack": ("packs", "packs", marked("Day pack: only the cases of chosen hours on this laptop: start, show, end.")),
    "place": ("hours", "places", marked("Places of the work: list, add, remove.")),
    "contact": ("outreach", "contacts", marked("Network contacts by city: add, list, set, remove.")),
    "outreach": ("outreach", "outreach", marked("Outreach: talk, become, list, counts.")),
    "record": ("records", "records", marked("Records as they are kept, of any kind: list, history.")),
    "duplicates": ("likely", "likely_duplicates", marked("Cases here that may be of the same person, and why.")),
    "search": ("cases", "search", marked("Search notes and people, best first.")),
    "conflicts": ("reviews", "conflicts", marked("Fields with several values at once: list them, settle them.")),
    "review": ("reviews", "reviews", marked("Reviewing: what is new, marks, questions, answers.")),
    "import": ("keeping", "import_", marked("Take cases in from a spreadsheet (.csv, .xlsx).")),
    "verify": ("keeping", "verify", marked("Check the whole log, and that the tables follow from it.")),
    "rebuild": ("keeping", "rebuild", marked("Make tables and search index again from the log.")),
    "exports": ("exports", "exports", marked("What left the app as a file: by whom, of how many cases, and why.")),
    "openings": ("exports", "openings", marked("Which colleagues’ cases were opened, by whom and when.")),
    "backup": ("keeping", "backup", marked("Write the whole profile to one encrypted file.")),
    "restore": ("keeping", "restore", marked("Put a backup into this empty profile.")),
    "passwd": ("keeping", "passwd", marked("Choose another password.")),
    "recovery": ("keeping", "recovery", marked("Make a new recovery key and show it once.")),
}
"""Command → module in ``commands``, what it is called there, its help."""


class Commands(TyperGroup):
    """The commands by name, each loaded when it is run or its own help is asked for."""

    def list_commands(self, _context: Any) -> list[str]:
        """Return the names in the order of help."""
        return list(_COMMANDS)

    def get_command(self, _context: Any, cmd_name: str) -> Any:
        """Return the command *cmd_name* with its help in the language in force; None when there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute, text = _COMMANDS[cmd_name]
        command = _made(load_command(module, attribute), cmd_name, text)
        translate_help(command)
        return command

    def format_commands(self, _context: Any, formatter: Any) -> None:
        """List the commands without loading them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(text)) for name, (_module, _attribute, text) in _COMMANDS.items()])


app = typer.Typer(
    name="counsellor",
    cls=Commands,
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True, help=marked("Case notes for counsellors, kept encrypted on this device."))
def start(
    context: typer.Context,
    profile: Annotated[Path | None, typer.Option("--profile", help=marked("Folder of the work."))] = None,
    password_file: Annotated[
        Path | None, typer.Option("--password-file", help=marked("A file whose first line is the password."))
    ] = None,
    kdf: Annotated[str, typer.Option("--kdf", hidden=True)] = "standard",
    test: Annotated[bool, typer.Option("--self-test", help=marked("Check this installation and leave."))] = False,
    version: Annotated[bool, typer.Option("--version", help=marked("Show the version and leave."))] = False,
) -> None:
    """Take the options that stand before the command; without a command open the window."""
    if version:
        print_line(importlib.import_module("importlib.metadata").version("counsellor-app"))
        raise typer.Exit
    if test:
        raise typer.Exit(0 if self_test(print_line) else FAILED)
    if kdf not in _COSTS:
        raise typer.BadParameter(", ".join(_COSTS), param_hint="--kdf")
    place = use_profile(profile)
    context.obj = Desk(place, password_file, _COSTS[kdf])
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window(place))


def main() -> None:
    """Run the program with the arguments of the process, and leave with its code."""
    start_process()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its code; what a person can act on is printed on stderr."""
    use_profile(_profile_named_in(arguments))
    command = get_command(app)
    translate_help(command)
    try:
        return run_command(command, arguments, "counsellor")
    except ActionableError as error:
        tell(error)
        return FAILED


def _profile_named_in(arguments: Sequence[str]) -> Path | None:
    """Return the folder that *arguments* name, before they are read in earnest: help and errors have its language."""
    for argument, following in zip(arguments, (*arguments[1:], ""), strict=True):
        if argument == "--profile" and following:
            return Path(following)
        if argument.startswith("--profile="):
            return Path(argument.removeprefix("--profile="))
    return None


def _made(what: Any, name: str, text: str) -> Any:
    """Return the command of a function or of a group of commands."""
    if isinstance(what, typer.Typer):
        return get_command(what)
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name, help=text)(what)
    return get_command(single)
