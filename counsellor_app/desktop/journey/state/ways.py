"""What the journey of a case says: its enrolments, steps, gates, checks, facts, support, breaches. No Qt."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words import programmes as words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.guards import evidence_words
from counsellor_app.domain.programmes.eligibility import Eligibility, rules_since
from counsellor_app.domain.programmes.gates import GateState, Passage
from counsellor_app.domain.programmes.journeys import Journey, StepRow, Way
from counsellor_app.domain.programmes.reasons import answer_name, read_reason, rule_lines
from counsellor_app.domain.programmes.records import Answer, EligibilityCheck, Evidence, StepState
from counsellor_app.domain.programmes_list import catalogue
from sync.wording import _, language, ngettext

GATE, STEP, EVIDENCE, FACT, CHECK, SUPPORT = "gate", "step", "evidence", "fact", "check", "support"
_MOST_LINES: Final = 4
"""Lines about breaches in the banner above the page; it stands on every tab."""
_GATE_LOOKS: Final = {
    GateState.OPEN: ("circle-check", "green"),
    GateState.BLOCKED: ("lock", "amber"),
    GateState.OVERRIDDEN: ("lock-open", "amber"),
    GateState.BREACHED: ("triangle-alert", "red"),
    GateState.BEFORE: ("history", "amber"),
    GateState.NOT_NEEDED: ("circle", "text2"),
}
_GATE_ORDER: Final = [
    GateState.BREACHED,
    GateState.BLOCKED,
    GateState.OVERRIDDEN,
    GateState.BEFORE,
    GateState.OPEN,
    GateState.NOT_NEEDED,
]
_ANSWER_LOOKS: Final = {
    Answer.YES: ("circle-check", "green"),
    Answer.NO: ("ban", "red"),
    Answer.UNKNOWN: ("circle-help", "amber"),
}


def heading(way: Way) -> str:
    """Return what an enrolment is called."""
    return words.programme_words(way.label)


def heading_note(way: Way) -> str:
    """Return, quieter, how it stands, since when, and by which version."""
    enrolment = way.enrolment
    since = _("since {day}").format(day=iso_day(enrolment.started_on)) if enrolment.started_on else ""
    version = _("version {version}").format(version=enrolment.version) if enrolment.version else ""
    over = _("historical") if way.text is not None and way.text.historical else ""
    return facts(_outcome_words(way) if way.running else "", since, version, over)


def ended_line(way: Way) -> str:
    """Return how and when it ended; empty while it runs."""
    if way.running:
        return ""
    return facts(_outcome_words(way), _("ended on {day}").format(day=iso_day(way.enrolment.ended_on)))


def _outcome_words(way: Way) -> str:
    known = way.text.outcome(way.enrolment.outcome) if way.text is not None else None
    return known.words(language()) if known is not None else way.enrolment.outcome


def stepper(way: Way) -> tuple[list[tuple[str, State]], str]:
    """Return the steps with their states, and the whole in one sentence for a screen reader."""
    following = way.next_step
    shown: list[tuple[str, State]] = []
    for row in way.steps:
        state = State.OPEN
        if row.state == StepState.DONE:
            state = State.DONE
        elif row.state == StepState.DROPPED:
            state = State.REFUSED
        elif way.running and following is not None and row.step.code == following.step.code:
            state = State.CURRENT
        shown.append((row.step.words(language()), state))
    if not way.running or following is None:
        return shown, _("all {n} steps").format(n=len(shown))
    place = [row.step.code for row in way.steps].index(following.step.code) + 1
    return shown, _("step {n} of {all}: {step}").format(n=place, all=len(shown), step=following.step.words(language()))


def next_line(way: Way) -> str:
    """Return what comes next and until when; empty where nothing does."""
    row = way.next_step
    if row is None or not way.running:
        return ""
    due = _("due on {day}").format(day=iso_day(row.due_on)) if row.due_on else ""
    late = _("overdue") if row.overdue else ""
    shut = ""
    if row.closed:
        shut = ngettext("{n} gate is closed", "{n} gates are closed", len(row.closed)).format(n=len(row.closed))
    return facts(_("Next: {step}").format(step=row.step.words(language())), due, late, shut)


def step_rows(way: Way) -> list[PartRow]:
    """Return a row for each step."""
    return [_step_row(way, row) for row in way.steps]


def _step_row(way: Way, row: StepRow) -> PartRow:
    looks = {"done": ("circle-check", "green"), "planned": ("calendar", "text2"), "dropped": ("ban", "text2")}
    icon, tone = looks.get(row.state, ("circle", "red" if row.overdue else "text2"))
    due = _("due on {day}").format(day=iso_day(row.due_on)) if row.due_on else ""
    end = facts(words.step_state(row.state), iso_day(row.on)) if row.state else due
    if row.times:
        often = ngettext("done {n} time", "done {n} times", row.times).format(n=row.times)
        last = _("last on {day}").format(day=iso_day(row.on)) if row.on else ""
        end = facts(often, last, due)
    return PartRow(
        id=f"{way.enrolment.id}/{row.step.code}",
        kind=STEP,
        title=row.step.words(language()),
        text=facts(words.who(row.step.by), row.remark),
        end=end,
        tone=tone if row.state == StepState.DONE or row.overdue else "text2",
        icon=icon,
        can_change=way.running,
        can_remove=False,
    )


def gate_rows(way: Way) -> list[PartRow]:
    """Return a row for each gate, those that stand in the way first."""
    return [_gate_row(way, one) for one in sorted(way.gates, key=lambda one: _GATE_ORDER.index(one.state))]


def _gate_row(way: Way, passage: Passage) -> PartRow:
    icon, tone = _GATE_LOOKS[passage.state]
    gate = way.text.gate(passage.gate) if way.text is not None else None
    return PartRow(
        id=f"{way.enrolment.id}/{passage.gate}",
        kind=GATE,
        title=gate.words(language()) if gate is not None else passage.gate,
        text=_gate_text(way, passage),
        end=words.gate_state(passage.state),
        tone=tone,
        icon=icon,
        can_change=passage.state != GateState.NOT_NEEDED and way.running,
        can_remove=newest_evidence(way, passage.gate) is not None,
    )


def newest_evidence(way: Way, gate: str) -> Evidence | None:
    """Return the piece of evidence that was added to a gate last; None for none."""
    return next((one for one in reversed(way.evidence) if one.gate == gate and not one.removed), None)


def _gate_text(way: Way, passage: Passage) -> str:
    parts = []
    if passage.state in (GateState.BLOCKED, GateState.BREACHED, GateState.OVERRIDDEN):
        parts.append(_("missing: {what}").format(what=missing_words(way, passage)))
    step = way.text.step(passage.before) if way.text is not None else None
    if passage.state == GateState.BLOCKED and step is not None:
        parts.append(_("before: {step}").format(step=step.words(language())))
    if passage.state == GateState.BREACHED:
        parts.append(_breach_words(way, passage))
    reasons = {one.id: one.reason for one in way.overrides}
    if passage.override:
        parts.append(_("a supervisor let it pass: {reason}").format(reason=reasons.get(passage.override, "")))
    if passage.state == GateState.BEFORE:
        said = {one.id: one.reason for one in way.past}
        parts.append(_("not kept here: {what}").format(what=missing_words(way, passage)))
        parts.append(said.get(passage.past, ""))
    if passage.unentitled:
        parts.append(_("an override by somebody who may not does not count"))
    given = [one for one in way.evidence if one.id in passage.evidence]
    parts += [facts(evidence_name_of(way, one.kind), one.given_by, iso_day(one.on)) for one in given]
    return facts(*parts)


def missing_words(way: Way, passage: Passage) -> str:
    """Return what a gate lacks."""
    return ", ".join(evidence_name_of(way, kind) for kind in passage.missing)


def evidence_name_of(way: Way, kind: str) -> str:
    """Return what a kind of evidence is called in the text of an enrolment."""
    return evidence_words(kind, way.text) if way.text is not None else kind


def _breach_words(way: Way, passage: Passage) -> str:
    step = way.text.step(passage.passed_by) if way.text is not None else None
    name = step.words(language()) if step is not None else passage.passed_by
    if passage.passed_on:
        return _("“{step}” was done on {day} all the same").format(step=name, day=iso_day(passage.passed_on))
    return _("“{step}” was done all the same").format(step=name)


def breach_line(journey: Journey) -> tuple[str, str]:
    """Return title and advice of the banner about breaches; empty where there are none."""
    together = (journey, *journey.beside)
    count = sum(len(one.breaches) for one in together)
    if not count:
        return "", ""
    title = ngettext(
        "{n} gate was passed without what it demands", "{n} gates were passed without what they demand", count
    ).format(n=count)
    own, *others = (_breach_lines(one) for one in together)
    if count > _MOST_LINES:
        # Each case tells its own on its own page; more would push everything else off this one.
        others = [[_breaches_in(one)] for one in journey.beside]
        if len(own) > _MOST_LINES:
            own = [*own[: _MOST_LINES - 1], _("and {n} more").format(n=len(own) - _MOST_LINES + 1)]
    return title, "\n".join(line for lines in (own, *others) for line in lines)


def _breach_lines(journey: Journey) -> list[str]:
    """Return a line for each breach, with the case where it is another one that is shown as one with this."""
    case = _("in {case}").format(case=journey.reference) if journey.reference else ""
    return [
        facts(way.label, _gate_name(way, one), _breach_words(way, one), case)
        for way in journey.ways
        for one in way.gates
        if one.state == GateState.BREACHED
    ]


def _breaches_in(journey: Journey) -> str:
    count = len(journey.breaches)
    return ngettext("{n} of them in {case}", "{n} of them in {case}", count).format(n=count, case=journey.reference)


def _gate_name(way: Way, passage: Passage) -> str:
    gate = way.text.gate(passage.gate) if way.text is not None else None
    return gate.words(language()) if gate is not None else passage.gate


def where(journey: Journey, programme: str) -> tuple[str, str]:
    """Return the step a case stands at, of its main *programme* if that runs, and what stands in its way."""
    running = [way for way in journey.ways if way.running and way.next_step is not None]
    running.sort(key=lambda way: way.enrolment.programme != programme)
    if not running:
        return "", ""
    row = running[0].next_step
    shut = len(row.closed) if row is not None else 0
    closed = ngettext("{n} gate is closed", "{n} gates are closed", shut).format(n=shut) if shut else ""
    return stepper(running[0])[1], closed


def closed_count(journey: Journey) -> int:
    """Return how many gates stand in the way now, or were passed without evidence."""
    wanted = (GateState.BREACHED, GateState.BLOCKED)
    return sum(one.state in wanted for way in journey.ways if way.running for one in way.gates)


def check_rows(journey: Journey, outlook: Sequence[Eligibility] = ()) -> list[PartRow]:
    """Return a row for the newest check of each programme; *outlook*: what the rules answer today."""
    newest: dict[str, EligibilityCheck] = {}
    for check in journey.checks:
        newest.setdefault(check.programme, check)
    answers = {one.programme: str(one.answer) for one in outlook}
    return [_check_row(check, answers.get(check.programme, "")) for check in newest.values()]


def _check_row(check: EligibilityCheck, today: str) -> PartRow:
    known = check.answer if check.answer in set(Answer) else Answer.UNKNOWN
    icon, tone = _ANSWER_LOOKS[Answer(known)]
    return PartRow(
        id=check.programme,
        kind=CHECK,
        title=words.programme_words(check.programme),
        text="\n".join([*reason_lines(check), *since_lines(check, today)]),
        end=facts(answer_name(check.answer), iso_day(check.on)),
        tone=tone,
        icon=icon,
        can_remove=False,
    )


def reason_lines(check: EligibilityCheck) -> list[str]:
    """Return why, a line for each rule, and by which version it was judged."""
    reasons = [one for line in check.reasons if (one := read_reason(line)) is not None]
    lines = rule_lines(reasons, catalogue().version(check.programme, check.version), language())
    return [*lines, _("By version {version} of the rules").format(version=check.version)]


def since_lines(check: EligibilityCheck, today: str) -> list[str]:
    """Return what became of a kept check: other rules since, another answer *today* (empty: not known)."""
    lines = []
    version = rules_since(check, catalogue(), date.today())
    if version:
        lines.append(_("The rules changed since: version {version} is in force now.").format(version=version))
    elif version is not None:
        lines.append(_("These rules are not in force any more."))
    if today and today != check.answer:
        lines.append(_("Today the answer is: {answer}. Check again.").format(answer=answer_name(today)))
    return lines


def fact_rows(journey: Journey) -> list[PartRow]:
    """Return a row for each fact that was put down."""
    return [
        PartRow(
            id=fact.code,
            kind=FACT,
            title=words.fact_words(fact.code),
            text=_("from {day}").format(day=iso_day(fact.on)) if fact.on else "",
            end=words.fact_value(fact.value),
            icon="info",
        )
        for fact in journey.facts
        if fact.value
    ]


def support_rows(ways: Iterable[Way]) -> list[PartRow]:
    """Return a row for everything that was given."""
    rows = []
    for way in ways:
        for one in way.support:
            item = way.text.item(one.item) if way.text is not None else None
            rows.append(
                PartRow(
                    id=one.id,
                    kind=SUPPORT,
                    title=item.words(language()) if item is not None else one.item,
                    text=facts(way.label, one.remark),
                    end=facts(words.money(one.currency, str(one.amount_cents)), iso_day(one.on)),
                    icon="banknote",
                    can_change=False,
                    can_remove=False,
                )
            )
    return rows
