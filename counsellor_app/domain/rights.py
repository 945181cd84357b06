"""Who may do what. Pure functions over a table, so that every cell can be read, tested and printed.

Reading needs no rule here: who has no key of a case cannot open it. These rules say what a person who reads a case may
do with it. An administrator may do all that a supervisor may, because the person who founds an office supervises it
until somebody else does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.errors import ActionableError
from sync.wording import _


class Role(StrEnum):
    """What a person is in the office; the directory's word, spelled the same."""

    COUNSELLOR = "counsellor"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    """What people do that needs a right."""

    ADD_CASE = "add-case"
    CHANGE_CASE = "change-case"
    CLOSE_CASE = "close-case"
    HAND_OVER = "hand-over"
    SHARE_CASE = "share-case"
    RESTRICT_CASE = "restrict-case"
    MERGE_CASES = "merge-cases"
    WRITE_NOTE = "write-note"
    AMEND_NOTE = "amend-note"
    PLAN = "plan"
    MARK_SEEN = "mark-seen"
    ASK = "ask"
    ANSWER = "answer"
    RESOLVE = "resolve"
    IMPORT = "import"
    INVITE = "invite"
    ADMIT = "admit"
    REVOKE = "revoke"
    CONFIRM_RESTORED = "confirm-restored"
    SET_POLICY = "set-policy"
    WRITE_LIBRARY = "write-library"
    WRITE_TEAM_SHELF = "write-team-shelf"
    WRITE_OWN_SHELF = "write-own-shelf"
    PLAN_HOURS = "plan-hours"
    REMOVE_PLACE = "remove-place"
    KEEP_QUEUE = "keep-queue"
    OUTREACH = "outreach"
    PACK_DAY = "pack-day"
    OVERRIDE_GATE = "override-gate"
    WRITE_PROGRAMME = "write-programme"
    EXPORT = "export"


class Rule(StrEnum):
    """When an act is allowed to a role."""

    ALWAYS = "always"
    RESPONSIBLE = "responsible"
    AUTHOR = "author"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: person id (hex) and role; both empty before admission."""

    person_id: str
    role: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What the act is about: the person responsible for the case, the author of the note (ids; empty if none)."""

    responsible: str = ""
    author: str = ""


NOTHING: Final = Matter()


def _row(counsellor: Rule, supervisor: Rule, administrator: Rule) -> Mapping[Role, Rule]:
    return MappingProxyType(
        {Role.COUNSELLOR: counsellor, Role.SUPERVISOR: supervisor, Role.ADMINISTRATOR: administrator}
    )


_ALL = _row(Rule.ALWAYS, Rule.ALWAYS, Rule.ALWAYS)
_SUPERVISING = _row(Rule.NEVER, Rule.ALWAYS, Rule.ALWAYS)
_RESPONSIBLE = _row(Rule.RESPONSIBLE, Rule.ALWAYS, Rule.ALWAYS)
_ADMINISTRATOR = _row(Rule.NEVER, Rule.NEVER, Rule.ALWAYS)

RIGHTS: Final[Mapping[Act, Mapping[Role, Rule]]] = MappingProxyType(
    {
        Act.ADD_CASE: _ALL,
        Act.CHANGE_CASE: _ALL,
        Act.CLOSE_CASE: _RESPONSIBLE,
        Act.HAND_OVER: _RESPONSIBLE,
        Act.SHARE_CASE: _RESPONSIBLE,
        Act.RESTRICT_CASE: _RESPONSIBLE,
        Act.MERGE_CASES: _RESPONSIBLE,
        Act.WRITE_NOTE: _ALL,
        Act.AMEND_NOTE: _row(Rule.AUTHOR, Rule.ALWAYS, Rule.ALWAYS),
        Act.PLAN: _ALL,
        Act.MARK_SEEN: _SUPERVISING,
        Act.ASK: _SUPERVISING,
        Act.ANSWER: _ALL,
        Act.RESOLVE: _RESPONSIBLE,
        Act.IMPORT: _ALL,
        Act.INVITE: _ADMINISTRATOR,
        Act.ADMIT: _ADMINISTRATOR,
        Act.REVOKE: _ADMINISTRATOR,
        Act.CONFIRM_RESTORED: _ADMINISTRATOR,
        Act.SET_POLICY: _ADMINISTRATOR,
        Act.WRITE_LIBRARY: _ADMINISTRATOR,
        Act.WRITE_TEAM_SHELF: _ALL,
        Act.WRITE_OWN_SHELF: _ALL,
        Act.PLAN_HOURS: _ALL,
        Act.REMOVE_PLACE: _SUPERVISING,
        Act.KEEP_QUEUE: _ALL,
        Act.OUTREACH: _ALL,
        Act.PACK_DAY: _ALL,
        Act.OVERRIDE_GATE: _SUPERVISING,
        Act.WRITE_PROGRAMME: _ADMINISTRATOR,
        Act.EXPORT: _ALL,
    }
)


def allowed(actor: Actor, act: Act, matter: Matter = NOTHING) -> bool:
    """Say whether *actor* may do *act*. Nobody may do anything before admission.

    A case without a responsible counsellor is everybody's who reads it: somebody must be able to go on with it.
    """
    if not actor.person_id or actor.role not in set(Role):
        return False
    rule = RIGHTS[act][Role(actor.role)]
    if rule is Rule.RESPONSIBLE:
        return matter.responsible in ("", actor.person_id)
    if rule is Rule.AUTHOR:
        return matter.author == actor.person_id
    return rule is Rule.ALWAYS


def require(actor: Actor, act: Act, matter: Matter = NOTHING) -> None:
    """Return when *actor* may do *act*; raise :class:`ActionableError` saying who may, when not."""
    if allowed(actor, act, matter):
        return
    if not actor.person_id:
        raise ActionableError(
            _("You are not admitted to the office yet."),
            _("An administrator admits you; sync again after that."),
        )
    raise ActionableError(_title(act), _advice(act))


def _title(act: Act) -> str:
    """Say what the person may not do."""
    titles = {
        Act.CLOSE_CASE: _("You may not close or reopen this case."),
        Act.HAND_OVER: _("You may not hand this case over."),
        Act.SHARE_CASE: _("You may not share this case."),
        Act.RESTRICT_CASE: _("You may not choose who reads this case."),
        Act.MERGE_CASES: _("You may not merge or split this case."),
        Act.AMEND_NOTE: _("You may not amend this note."),
        Act.OVERRIDE_GATE: _("You may not override a gate."),
        Act.WRITE_PROGRAMME: _("You may not change programmes."),
        Act.MARK_SEEN: _("You may not mark a case as reviewed."),
        Act.ASK: _("You may not ask a review question."),
        Act.RESOLVE: _("You may not settle this conflict."),
        Act.INVITE: _("You may not invite people."),
        Act.ADMIT: _("You may not admit people."),
        Act.REVOKE: _("You may not revoke a device."),
        Act.CONFIRM_RESTORED: _("You may not confirm that the office was restored."),
        Act.SET_POLICY: _("You may not set the rules of the office."),
        Act.WRITE_LIBRARY: _("You may not change the library of the office."),
    }
    return titles.get(act) or _("You may not do this.")


def _advice(act: Act) -> str:
    """Say who may do it."""
    rule = RIGHTS[act][Role.COUNSELLOR]
    if rule is Rule.RESPONSIBLE:
        return _("The responsible counsellor, a supervisor or an administrator can do this.")
    if rule is Rule.AUTHOR:
        return _("Its author, a supervisor or an administrator can do this.")
    if RIGHTS[act][Role.SUPERVISOR] is Rule.ALWAYS:
        return _("A supervisor or an administrator can do this.")
    return _("An administrator can do this.")
