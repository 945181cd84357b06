"""Gates that a new version of a programme leaves out, or lets ask for less, than the version before it. Pure.

An office may do so, but never by a slip: the text names such a gate itself, under ``loosens``, and so says it for ever.
"""

from collections.abc import Iterator

from counsellor_app.domain.programmes.checking import Complaint
from counsellor_app.domain.programmes.schema import Gate, Programme
from counsellor_app.domain.programmes.text_lines import Path
from sync.wording import _


def loosened(programme: Programme, before: Programme) -> tuple[str, ...]:
    """Return the codes of the gates of *before* that *programme* leaves out, or that ask for less in it."""
    return tuple(gate.code for gate in before.gates if _asks_less(programme, before, gate))


def unnamed(programme: Programme, before: Programme | None) -> Iterator[Complaint]:
    """Yield a complaint for each loosened gate that the text does not name, and for each named that is not one.

    *before*: the version it comes after, None for a programme nobody knew.
    """
    if before is None:
        if programme.loosens:
            yield Complaint(("loosens",), _("There is no earlier version whose gates could ask for more."))
        return
    found = loosened(programme, before)
    names = ", ".join(f'"{one}"' for one in dict.fromkeys((*programme.loosens, *found)))
    for code in found:
        if code not in programme.loosens:
            yield Complaint(
                _place(programme, code),
                _(
                    "The gate “{gate}” of version {version} is left out or asks for less."
                    " If that is meant, name it at the top: loosens = [{names}]."
                ).format(gate=code, version=before.version, names=names),
            )
    for at, code in enumerate(programme.loosens):
        if code not in found:
            yield Complaint(
                ("loosens", at),
                _("The gate “{gate}” asks for no less than in version {version}.").format(
                    gate=code, version=before.version
                ),
            )


def _place(programme: Programme, code: str) -> Path:
    at = next((at for at, gate in enumerate(programme.gates) if gate.code == code), None)
    return ("version",) if at is None else ("gate", at)


def _asks_less(programme: Programme, before: Programme, old: Gate) -> bool:
    new = programme.gate(old.code)
    if new is None:
        return True
    asks = set(old.evidence) <= set(new.evidence) and (old.override or not new.override)
    stands = new.when is None or (new.when == old.when and (new.unsure, old.unsure) != ("open", "closed"))
    return not (asks and stands and _as_early(programme, before, new, old))


def _as_early(programme: Programme, before: Programme, new: Gate, old: Gate) -> bool:
    """Say whether no step that lay behind the old gate lies before the new one; steps that are new to it may."""
    behind = {step.code for step in before.steps[before.place_of(old.before) :]}
    free = {step.code for step in programme.steps[: programme.place_of(new.before)]}
    return not behind & free
