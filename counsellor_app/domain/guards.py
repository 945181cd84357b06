"""What the one door lets through: judged before anything is written, whatever asked for it.

Windows, commands and imports all save through the store's door, and the door asks here. What other devices wrote comes
in by merging and is never dropped: there the same rules show a breach (:mod:`counsellor_app.domain.programmes.gates`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.conditions import judge
from counsellor_app.domain.programmes.eligibility import verdict_of
from counsellor_app.domain.programmes.ended import check_departs_in_a_journey, check_step_in_time
from counsellor_app.domain.programmes.gates import (
    IMPLIED,
    CaseFile,
    GateState,
    Passage,
    breaches,
    enrolments_of,
    going_on,
    passages,
    text_of,
    together,
)
from counsellor_app.domain.programmes.records import (
    Answer,
    BeforeGates,
    Enrolment,
    Evidence,
    Fact,
    Override,
    StepMark,
    StepState,
    Support,
)
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.vocabulary import evidence_name, fact_name
from counsellor_app.domain.records import Case, CaseStatus, Flag, Person, Record
from counsellor_app.domain.rights import Act, Actor, require
from sync.wording import _, language

_LISTS: Final[dict[type, str]] = {
    Person: "persons",
    Flag: "flags",
    Fact: "facts",
    Enrolment: "enrolments",
    StepMark: "marks",
    Evidence: "evidence",
    Override: "overrides",
    BeforeGates: "past",
}
_PASSING: Final = (StepMark, Enrolment, Evidence, Override, BeforeGates, Support)
"""Kinds that go through a gate, or say something about one; support may be given under a condition."""
CONCERNED: Final = frozenset({*_PASSING, Case})
"""Kinds of records that must be looked at at all: most are not."""


def concerned(records: Iterable[Record], known: Case | None) -> bool:
    """Say whether saving *records* may go through a gate; *known* is the case as it was, None for a new one."""
    return any(isinstance(record, _PASSING) or _moves(record, known) for record in records)


def _moves(record: Record, known: Case | None) -> bool:
    if not isinstance(record, Case):
        return False
    if known is None:
        return record.status == CaseStatus.DEPARTED
    return (record.status, record.programme) != (known.status, known.programme)


def with_records(file: CaseFile, records: Iterable[Record], entitled: bool) -> CaseFile:
    """Return *file* as it will be with *records* saved; *entitled*: who saves them may override gates.

    Records without an id are new: they get one of their own here, so that each stays one record.
    """
    for number, record in enumerate(records):
        if isinstance(record, Case):
            file = replace(file, case=record)
            continue
        name = _LISTS.get(type(record))
        if name is None:
            continue
        known: Sequence[Any] = getattr(file, name)
        new = replace(record, id=f"new-{number}") if not record.id else record
        others = [one for one in known if one.id != new.id]
        file = replace(file, **{name: (*others, new)})  # type: ignore[arg-type]
        if isinstance(new, Override | BeforeGates) and entitled:
            file = replace(file, entitled=file.entitled | {new.id})
    return file


def check(
    before: CaseFile | None,
    records: Sequence[Record],
    texts: Catalogue,
    actor: Actor,
    after: CaseFile,
    called: Callable[[str], str] = str,
    disputed: bool = False,
) -> None:
    """Return when *records* may be saved; *before* is the case as it was (None: new), *after* as it would be.

    *called* gives the programme (code) by which one may be named here; *disputed*: two people gave the case different
    programmes at once, so that the one shown may give way.

    Raises :class:`ActionableError`: a closed gate would be passed, evidence or an override does not belong, an
    override is not this person's to give.
    """
    for record in records:
        _check_record(record, before, after, texts, actor)
    if not disputed:
        _check_programme(before, after, texts)
    _check_texts(before, after, texts)
    if before is not None:
        check_departs_in_a_journey(before, after, texts)
    if before is None and not any(_goes(record) for record in records):
        return
    # What was passed before gates were kept is known when a case comes in; it lets nobody pass afterwards.
    vouched: set[tuple[str, ...]] = set()
    if before is not None:
        vouched = _keys(one for one in passages(before, texts) if one.state == GateState.BEFORE)
        before, after = replace(before, past=()), replace(after, past=())
    known = _keys(breaches(passages(before, texts))) if before is not None else set()
    new = [one for one in breaches(passages(after, texts)) if not known & _names(one)]
    on = [one for one in going_on(before, after, texts) if not vouched & _names(one)]
    if closing := list({(one.enrolment, one.gate): one for one in (*new, *on)}.values()):
        raise closed(closing, texts, called)


def check_departed_elsewhere(gone: CaseFile, texts: Catalogue, called: Callable[[str], str] = str) -> None:
    """Return when whoever departs in the case of file *gone* may, by the others that are shown as one with it.

    Evidence of any of them counts. Raises :class:`GateClosedError`.
    """
    new: list[Passage] = []
    for other in gone.others:
        near = (replace(gone, others=(), left=()), *(one for one in gone.others if one is not other))
        there = replace(other, others=near, past=())
        left = replace(there, case=replace(other.case, status=CaseStatus.DEPARTED))
        over = other.case.status in (CaseStatus.CLOSED, CaseStatus.WITHDRAWN)
        ended = {one.id for one in other.enrolments if one.ended_on} if over else set()
        new += [one for one in going_on(there, left, texts) if one.enrolment not in ended]
    if new:
        error = closed(new, texts, called)
        title = _("A gate is closed in a case that is shown as one with this. Nothing was saved.")
        raise GateClosedError(title, error.advice)


def _check_record(record: Record, before: CaseFile | None, after: CaseFile, texts: Catalogue, actor: Actor) -> None:
    if isinstance(record, Enrolment):
        _check_enrolment(record, before, after, texts)
    elif isinstance(record, StepMark):
        _check_step(record, after, texts)
    elif isinstance(record, Evidence):
        _check_evidence(record, before, after, texts)
    elif isinstance(record, Override):
        _check_override(record, after, texts, actor)
    elif isinstance(record, BeforeGates):
        _check_past(record, before, after, texts, actor)
    elif isinstance(record, Support):
        _check_support(record, after, texts)


class GateClosedError(ActionableError):
    """A gate stands in the way of what was asked for."""


def _goes(record: Record) -> bool:
    """Say whether a record of a new case goes through gates by itself: most new cases are only enrolled."""
    if isinstance(record, Enrolment):
        return bool(record.outcome)
    return isinstance(record, StepMark) or (isinstance(record, Case) and record.status == CaseStatus.DEPARTED)


def _check_programme(before: CaseFile | None, after: CaseFile, texts: Catalogue) -> None:
    """Refuse to let go of a programme the case is in without an enrolment that says so: its gates would go with it."""
    if before is None or before.case.programme == after.case.programme:
        return
    there = {one.programme for one in enrolments_of(after, texts)}
    lost = next((one for one in enrolments_of(before, texts) if one.id == IMPLIED), None)
    if lost is not None and lost.programme not in there and text_of(lost, texts) is not None:
        raise ActionableError(
            _("The case is in its programme without being enrolled."),
            _("Enrol it in that one first, then choose another programme. Nothing was saved."),
        )


def _check_texts(before: CaseFile | None, after: CaseFile, texts: Catalogue) -> None:
    """Refuse a departure while the gates of a programme the case is in cannot be known here."""
    if CaseStatus.DEPARTED == after.case.status != (before.case.status if before is not None else ""):
        for enrolment in after.enrolments:
            if not enrolment.ended_on:
                _text(enrolment, texts)


def _names(one: Passage) -> set[tuple[str, ...]]:
    """Return by what a gate is known again; one of an enrolment nobody wrote down gets another id later."""
    return {(one.enrolment, one.gate), (IMPLIED, one.programme, one.gate)}


def _keys(found: Iterable[Passage]) -> set[tuple[str, ...]]:
    return {
        (IMPLIED, one.programme, one.gate) if one.enrolment == IMPLIED else (one.enrolment, one.gate) for one in found
    }


def closed(blocking: Sequence[Passage], texts: Catalogue, called: Callable[[str], str] = str) -> GateClosedError:
    """Return the error for gates that stand in the way, with what each demands.

    A gate of a programme that may not be named goes by what it demands alone.
    """
    lines = []
    for one in blocking:
        text = texts.version(one.programme, one.version)
        gate = text.gate(one.gate) if text is not None else None
        if text is not None and gate is not None:
            missing = ", ".join(evidence_words(kind, text) for kind in one.missing)
            name = called(one.programme)
            words = gate.words(language()) if name == one.programme else missing
            lines.append(
                _("{programme}, {gate}. Missing: {missing}.").format(programme=name, gate=words, missing=missing)
            )
    if any(one.may_override for one in blocking):
        lines.append(_("Add the evidence first; a supervisor can let it pass with a reason."))
    else:
        lines.append(_("Add the evidence first; this gate cannot be overridden."))
    return GateClosedError(_("A gate is closed. Nothing was saved."), "\n".join(lines))


def evidence_words(kind: str, text: Programme) -> str:
    """Return what a kind of evidence is called in *text*."""
    own = next((one for one in text.evidence if one.code == kind), None)
    return own.words(language()) if own is not None else evidence_name(kind)


def _check_version(record: Enrolment, today: date, texts: Catalogue) -> None:
    """Refuse a version that was not in force at the start: an older text may ask for less."""
    try:
        start = date.fromisoformat(record.started_on) if record.started_on else today
    except ValueError:
        start = today
    wanted = texts.newest(record.programme, start)
    if wanted is not None and wanted.version != record.version:
        raise ActionableError(
            _("This version of the programme is not in force at the start of the enrolment."),
            _("In force: {version}.").format(version=wanted.version),
        )


def _check_enrolment(record: Enrolment, before: CaseFile | None, after: CaseFile, texts: Catalogue) -> None:
    known = next((one for one in before.enrolments if one.id == record.id), None) if before and record.id else None
    if known is not None and (known.programme, known.version) != (record.programme, record.version):
        raise ActionableError(
            _("The programme of an enrolment does not change."),
            _("End this enrolment and enrol the case in the other programme."),
        )
    text = _text(record, texts)
    if known is None or known.started_on != record.started_on:
        _check_version(record, after.today, texts)
    if known is not None:
        _check_days(record, known, after)
    if record.outcome and text.outcome(record.outcome) is None:
        raise _unknown(record.outcome, (one.code for one in text.outcomes))


def _check_days(record: Enrolment, known: Enrolment, after: CaseFile) -> None:
    """Refuse to draw an enrolment out over one that began after it: evidence counts for what ran together."""
    others = [one for one in after.enrolments if one.id != record.id]
    met = next((one for one in others if together(one, record) and not together(one, known)), None)
    if met is not None:
        raise ActionableError(
            _("Another enrolment began after this one ended."),
            _("It does not go on beside it. Enrol the case once more instead, with its own evidence."),
        )


def _check_step(record: StepMark, after: CaseFile, texts: Catalogue) -> None:
    enrolment = _enrolment(record.enrolment, after)
    text = _text(enrolment, texts)
    if text.step(record.step) is None:
        raise _unknown(record.step, (one.code for one in text.steps))
    if record.state not in set(StepState):
        raise _unknown(record.state, StepState)
    if record.on:
        _check_day(record.on, after.today if record.state == StepState.DONE else date.max)
        check_step_in_time(record, enrolment, text)


def _check_evidence(record: Evidence, before: CaseFile | None, after: CaseFile, texts: Catalogue) -> None:
    known = next((one for one in before.evidence if one.id == record.id), None) if before and record.id else None
    if known is not None and (known.enrolment, known.gate, known.kind) != (record.enrolment, record.gate, record.kind):
        raise ActionableError(
            _("Evidence stays what it was given for."), _("Take it back, and add it to the other gate.")
        )
    text = _text(_enrolment(record.enrolment, after), texts)
    gate = text.gate(record.gate)
    if gate is None:
        raise _unknown(record.gate, (one.code for one in text.gates))
    if record.kind not in gate.evidence:
        raise _unknown(record.kind, gate.evidence)
    _check_day(record.on, after.today)


def _check_day(text: str, last: date) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ActionableError(_("This is no day."), _("Give the day on which it happened.")) from None
    if day > last:
        raise ActionableError(_("This day is still to come."), _("Give the day on which it happened."))


def _check_support(record: Support, after: CaseFile, texts: Catalogue) -> None:
    """Refuse what a programme gives only under a condition, until that is known to hold."""
    enrolment = next((one for one in after.enrolments if one.id == record.enrolment), None)
    text = text_of(enrolment, texts) if enrolment is not None else None
    item = text.item(record.item) if text is not None else None
    if item is None or item.when is None:
        return
    try:
        day = date.fromisoformat(record.on)
    except ValueError:
        day = after.today
    verdict = judge(item.when, after.sheet(day), lambda code, known: verdict_of(code, known, texts))
    if verdict.answer != Answer.YES:
        facts = dict.fromkeys(fact_name(one.fact) for one in verdict.findings if one.fact)
        raise ActionableError(
            _("“{item}” is given only under a condition, and that is not known to hold.").format(
                item=item.words(language())
            ),
            _("Put down the fact first: {facts}. Nothing was saved.").format(facts=", ".join(facts) or "–"),
        )


def _check_override(record: Override, after: CaseFile, texts: Catalogue, actor: Actor) -> None:
    require(actor, Act.OVERRIDE_GATE)
    text = _text(_enrolment(record.enrolment, after), texts)
    gate = text.gate(record.gate)
    if gate is None:
        raise _unknown(record.gate, (one.code for one in text.gates))
    if not gate.override:
        raise ActionableError(_("This gate cannot be overridden."), _("Only the evidence opens it."))
    if not record.reason.strip():
        raise ActionableError(_("An override needs a reason."), _("Write why; it stays visible for ever."))


def _check_past(record: BeforeGates, before: CaseFile | None, after: CaseFile, texts: Catalogue, actor: Actor) -> None:
    require(actor, Act.OVERRIDE_GATE)
    if not record.reason.strip():
        raise ActionableError(
            _("Why is the evidence not here?"), _("Write where it was kept then; it stays visible for ever.")
        )
    if not record.on or record.on > after.today.isoformat():
        raise ActionableError(_("This day is still to come."), _("Give the last day before the gates were kept."))
    if before is None and after.case.status != CaseStatus.DEPARTED:
        raise ActionableError(_("This case has not departed."), _("Its gates are kept as those of every other case."))
    if before is not None and not breaches(passages(before, texts)):
        raise ActionableError(
            _("No gate of this case was passed without evidence."), _("There is nothing to explain. Nothing was saved.")
        )


def _enrolment(enrolment_id: str, file: CaseFile) -> Enrolment:
    found = next((one for one in file.enrolments if one.id == enrolment_id), None)
    if found is None:
        raise ActionableError(_("The case is not enrolled in this programme."), _("Enrol it first."))
    return found


def _text(enrolment: Enrolment, texts: Catalogue) -> Programme:
    text = text_of(enrolment, texts)
    if text is None:
        raise ActionableError(
            _("The text of this programme is not on this device."),
            _("Nothing was saved. Sync once with the office, or update the app."),
        )
    return text


def _unknown(code: str, known: Iterable[str]) -> ActionableError:
    return ActionableError(
        _("“{code}” is not part of this programme.").format(code=code),
        _("Known: {known}.").format(known=", ".join(known) or "–"),
    )
