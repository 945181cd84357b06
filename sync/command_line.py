"""The command line's own words in the language in force: headings of help, and what is wrong with what was typed.

Typer asks gettext for some of its words, so those stand in the catalogue; the rest it has in English only, and they
are put into the language here. A sentence of Typer that is not known here is shown as it is.
"""

import functools
import gettext
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, Final

import typer
from typer.exceptions import TyperException

from sync.wording import DOMAIN, _, language, marked, resources_folder

_ASKED_BY_TYPER: Final = (
    marked("Options"),
    marked("Arguments"),
    marked("Commands"),
    marked("required"),
    marked("default: {default}"),
    marked("env var: {var}"),
    marked("(dynamic)"),
    marked("Missing command."),
    marked("No such command {name!r}."),
)
_VARIABLE: Final = re.compile(r"\(env var: (\S+)\)")
_SENTENCES: Final = tuple(
    (re.compile(pattern, re.DOTALL), text)
    for pattern, text in (
        (
            r"Invalid value for (?P<name>\S+(?: \(env var: \S+\))?): (?P<said>.+)",
            marked("Invalid value for {name}: {said}"),
        ),
        (r"Invalid value: (?P<said>.+)", marked("Invalid value: {said}")),
        (
            r"No such option: (?P<name>\S+) \(Possible options: (?P<others>.+)\)",
            marked("No such option: {name} (possible options: {others})"),
        ),
        (r"No such option: (?P<name>.+)", marked("No such option: {name}")),
        (r"Missing argument (?P<name>.+?)\.", marked("Missing argument {name}.")),
        (r"Missing option (?P<name>.+?)\.", marked("Missing option {name}.")),
        (r"Option (?P<name>.+?) requires an argument\.", marked("Option {name} requires a value.")),
        (r"Option (?P<name>.+?) requires (?P<count>\d+) arguments\.", marked("Option {name} requires {count} values.")),
        (r"Option (?P<name>.+?) does not take a value\.", marked("Option {name} does not take a value.")),
        (r"Got unexpected extra argument\(?s?\)? \((?P<name>.+)\)", marked("This is too much: {name}")),
        (r"\S+ (?P<name>'.+') does not exist\.", marked("{name} does not exist.")),
        (r"\S+ (?P<name>'.+') is a file\.", marked("{name} is a file.")),
        (r"\S+ (?P<name>'.+') is a directory\.", marked("{name} is a folder.")),
        (r"\S+ (?P<name>'.+') is not readable\.", marked("{name} cannot be read.")),
        (r"\S+ (?P<name>'.+') is not writable\.", marked("{name} cannot be written.")),
        (r"(?:Value error, )?(?P<name>'.*') is not one of (?P<others>.+)\.", marked("{name} is not one of {others}.")),
        (r"Input should be a valid integer.*", marked("a whole number is expected.")),
        (r"Input should be a valid number.*", marked("a number is expected.")),
        (r"Input should be greater than or equal to (?P<least>\S+)", marked("it should be at least {least}.")),
        (r"Input should be less than or equal to (?P<most>\S+)", marked("it should be at most {most}.")),
    )
)


class _Context(typer.Context):
    """A command being run, whose usage line is in the language in force."""

    def make_formatter(self) -> Any:
        formatter = super().make_formatter()
        plain = formatter.write_usage
        formatter.write_usage = functools.partial(plain, prefix=_("Usage:") + " ")  # type: ignore[method-assign]
        return formatter


def translate_help(command: Any) -> None:
    """Put the help of *command* (Typer's) into the language in force: what is marked in it, and Typer's own words."""
    # gettext has no other way to be told a language than the environment.
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(DOMAIN, str(resources_folder() / "translations"))
    gettext.textdomain(DOMAIN)
    _translate(command)


def _translate(command: Any) -> None:
    command.context_class = _Context
    command.help = _(command.help) if command.help else command.help
    command.options_metavar = _("[OPTIONS]")
    asked_for_help = command.get_help_option(_Context(command))
    if asked_for_help is not None:
        asked_for_help.help = _("Show this message and exit.")
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
    for child in getattr(command, "commands", {}).values():
        _translate(child)


def run_command(command: Any, arguments: Sequence[str], program: str) -> int:
    """Run *command* (Typer's, :func:`translate_help` done) as *program*; returns its code.

    Wrong usage is told on stderr in the language in force.
    """
    try:
        code = command.main(args=list(arguments), prog_name=program, standalone_mode=False)
    except TyperException as error:
        _tell(error)
        return error.exit_code
    except typer.Abort:
        print(_("Stopped."), file=sys.stderr)
        return 1
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    return code if isinstance(code, int) else 0


def _tell(error: TyperException) -> None:
    """Print what is wrong as Typer does: usage, where help is, the sentence."""
    context = getattr(error, "ctx", None)
    text = error.format_message()
    if context is not None and text == context.get_help():
        print(text, file=sys.stderr)
        return
    if context is not None:
        asked = f"{context.command_path} {context.help_option_names[0]}"
        print(context.get_usage(), _("Try '{command}' for help.").format(command=asked), "", sep="\n", file=sys.stderr)
    print(_("Error: {said}").format(said=in_language(text)), file=sys.stderr)


def _variable(hint: re.Match[str]) -> str:
    return "(" + _("env var: {var}").format(var=hint[1]) + ")"


def in_language(sentence: str) -> str:
    """Return a *sentence* of Typer's in the language in force; as it is where it is not known."""
    for pattern, text in _SENTENCES:
        found = pattern.fullmatch(sentence)
        if found is not None:
            words = found.groupdict()
            if "name" in words:
                words["name"] = _VARIABLE.sub(_variable, words["name"])
            if "said" in words:
                words["said"] = in_language(words["said"])
            return _(text).format(**words)
    return sentence
