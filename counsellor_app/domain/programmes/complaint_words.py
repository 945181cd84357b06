"""What the readers of TOML and of the schema say, in the words of who writes a programme's text."""

import re
from types import MappingProxyType
from typing import Final, get_args, get_type_hints

from counsellor_app.domain.programmes.schema import Gate, Indicator, OwnFact, Programme, Step
from sync.wording import _, ngettext

_QUOTED = re.compile(r"`([^`]*)`")
_BOUND = re.compile(r"(?P<length> of length)? (?P<sign>>=|<=) (?P<limit>\d+)$")
_CHOSEN: Final = MappingProxyType(
    {
        "area": Programme,
        "by": Step,
        "unsure": Gate,
        "counts": Indicator,
        "answer": Indicator,
        "people": Indicator,
        "kind": OwnFact,
    }
)
"""Keys whose values are a fixed list, and where the schema has it."""


def schema_words(what: str, key: str) -> str:
    """Return what the schema's reader says (its English words) of the value of *key*, as people say it."""
    names = _QUOTED.findall(what)
    bound = _BOUND.search(what)
    if "missing required field" in what:
        return _("The key “{key}” is missing.").format(key=names[-1])
    if "unknown field" in what:
        return _("This key is not known here.")
    if "matching regex" in what:
        return _code_words(key)
    if bound is not None:
        return _bound_words(bound["length"] is not None, names[:1] == ["array"], bound["sign"], int(bound["limit"]))
    if len(names) >= 2:
        return _("Expected {wanted}, found {found}.").format(wanted=_types(names[0]), found=_types(names[1]))
    if "enum value" in what:
        value = what.rpartition(" ")[2]
        return _("The value {value} is not one of those possible here: {known}.").format(
            value=value, known=", ".join(possible_values(key)) or "–"
        )
    if "date" in what:
        return _("A day is written like 2026-01-31.")
    return what


def possible_values(key: str) -> tuple[str, ...]:
    """Return the values that a key of a fixed list may have, nothing for other keys."""
    owner = _CHOSEN.get(key)
    found = get_args(get_type_hints(owner)[key]) if owner is not None else ()
    return tuple(str(value) for value in found if value)


def _code_words(key: str) -> str:
    if key == "currency":
        return _("A currency is written as three capitals, such as EUR.")
    if key == "version":
        return _("A version is written with letters, digits, points and hyphens, without blanks.")
    return _("A code is written with letters, digits and hyphens only; that of a programme in capitals.")


def _bound_words(length: bool, several: bool, sign: str, limit: int) -> str:
    if length and sign == ">=":
        return _("This must not be empty.")
    if length and several:
        return ngettext("At most {n} entry.", "At most {n} entries.", limit).format(n=limit)
    if length:
        return ngettext("At most {n} character.", "At most {n} characters.", limit).format(n=limit)
    if sign == ">=":
        return _("This is too small: at least {n}.").format(n=limit)
    return _("This is too large: at most {n}.").format(n=limit)


def _types(name: str) -> str:
    """Return a type's name as people say it."""
    words = {
        "str": _("text"),
        "int": _("a whole number"),
        "float": _("a number with a fraction"),
        "bool": _("true or false"),
        "date": _("a day"),
        "datetime": _("a moment"),
        "time": _("a time"),
        "array": _("a list"),
        "object": _("a table"),
        "null": _("nothing"),
    }
    said = [words.get(part.strip(), part.strip()) for part in name.split("|") if part.strip() != "null"]
    return _(" or ").join(said or [words["null"]])


def toml_words(said: str) -> str:
    """Return what the reader of TOML says (its English words, without the place), as people say it."""
    known = {
        "Invalid value": _("There is no value after the equals sign, or none that can be read."),
        "Expected '='": _("After a key comes an equals sign and its value."),
        "Unterminated string": _("The closing quotation mark is missing."),
        "Expected \"'": _("The closing quotation mark is missing."),
        "Expected newline": _("There is something after the end of the value; text stands between quotation marks."),
        "Expected ']": _("The closing bracket is missing."),
        "Unclosed array": _("The closing bracket of the list is missing."),
        "Unclosed inline table": _("The closing brace is missing."),
        "Cannot overwrite": _("This key was given a value already, or is used as a table as well."),
        "Cannot declare": _("This table stands here for the second time; of several each begins with [[ ]]."),
        "Cannot mutate": _("This table was closed already and cannot be added to."),
        "Duplicate inline table key": _("A key stands twice between the braces."),
        "Invalid statement": _("A line begins with a key, a table in brackets, or a number sign for a remark."),
        "Invalid initial character": _("A key is written with letters, digits, hyphens and underscores."),
        "Invalid date": _("This day does not exist, or is written otherwise than 2026-01-31."),
        "Unescaped": _("A backslash within quotation marks is written twice."),
        "Illegal character": _("A character stands here that cannot; text on one line ends on that line."),
        "Found invalid character": _("A character stands here that cannot; text on one line ends on that line."),
    }
    return next((words for begin, words in known.items() if said.startswith(begin)), said)
