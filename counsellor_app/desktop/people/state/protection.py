"""What the tab about safety says: declined, safe contact, safety plan, readers. No Qt."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.desktop.people.state.family import persons_of
from counsellor_app.desktop.people.state.forms import Choice, FieldSpec, FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words import protecting as words
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.identity_papers import read_day
from counsellor_app.domain.overviews import Member
from counsellor_app.domain.refusals import Offer, Partner, Refusal
from counsellor_app.domain.safety import ContactRuleKind, ForWhom, SafetyPlan, measures_in_force, missing_measures
from sync.wording import _, ngettext

REFUSAL: Final = "refusal"
RULE: Final = "contact_rule"
MEASURE: Final = "safety_plan"
READERS: Final = "restriction"
OPEN_AGAIN: Final = "lift"


def refusal_rows(dossier: Dossier) -> list[PartRow]:
    """Return a row for each refusal; one that does not count, for the client was a minor, says so."""
    counted = {one.id for one in dossier.declined}
    return [_refusal_row(dossier, one, counts=one.id in counted) for one in dossier.refusals]


def _refusal_row(dossier: Dossier, one: Refusal, *, counts: bool) -> PartRow:
    broken = [words.breach_deed(breach) for breach in dossier.breaches if breach.refusal.id == one.id]
    tone = "red" if broken else "text2" if counts else "amber"
    return PartRow(
        id=one.id,
        kind=REFUSAL,
        title=words.offer(one.offer),
        text="\n".join([*([f"“{one.words}”"] if one.words else []), *_elsewhere(dossier, one.case), *broken]),
        end=iso_day(one.on) if counts else _("does not count: a minor"),
        tone=tone,
        icon="triangle-alert" if broken else "ban",
        can_change=False,
    )


def _elsewhere(dossier: Dossier, case_id: str) -> list[str]:
    """Return in which other case something stands that holds here too; nothing for what stands in this one."""
    reference = dossier.of_case(case_id)
    return [_("from case {case}, merged with this one").format(case=reference)] if reference else []


def refusal_form(dossier: Dossier) -> FormSpec:
    """Return the form that keeps a refusal; what is declined already is no choice any more."""
    offers: list[Choice] = [
        (str(offer), words.offer(offer), "") for offer in (Offer.BEYOND_REAN, *Offer) if dossier.allows(offer)
    ]
    offers += [
        (f"contact:{partner}", words.offer(f"contact:{partner}"), "")
        for partner in Partner
        if dossier.allows(f"contact:{partner}")
    ]
    fields = (
        FieldSpec("offer", _("Declined"), "choice", tuple(dict.fromkeys(offers)), required=True),
        FieldSpec("words", _("In the client's words")),
        FieldSpec("on", _("On"), hint=_("today when left empty"), check=read_day),
    )
    says = _("What is declined is offered, named and printed no more, until the refusal is withdrawn.")
    return FormSpec(REFUSAL, _("The client declines"), fields, _("Keep the refusal"), says=says)


def rule_rows(dossier: Dossier) -> list[PartRow]:
    """Return a row for each rule about being reached."""
    return [
        PartRow(
            id=one.id,
            kind=RULE,
            title=words.rule_line(one),
            text=field_words.facts(
                dossier.whose(one) or _("everybody of the case"), one.remark, *_elsewhere(dossier, one.case)
            ),
            icon="phone",
            tone="red",
            can_change=False,
        )
        for one in dossier.contact_rules
    ]


def rule_form(dossier: Dossier) -> FormSpec:
    """Return the form that keeps a rule."""
    kinds = tuple((str(kind), words.contact_rule(kind), "") for kind in ContactRuleKind)
    whom: tuple[Choice, ...] = (("", _("everybody of the case"), ""), *persons_of(dossier))
    fields = (
        FieldSpec("rule", _("Rule"), "choice", kinds, required=True),
        FieldSpec("through", _("Through, or when"), hint=_("only for “only through” and “only at”")),
        FieldSpec("person", _("Holds for"), "choice", whom),
        FieldSpec("remark", _("Remark")),
    )
    return FormSpec(RULE, _("How not to make contact"), fields, _("Keep the rule"))


def measure_rows(dossier: Dossier, today: date) -> list[PartRow]:
    """Return a row for each measure of the safety plan; one that has ended says so."""
    standing = {one.id for one in measures_in_force(dossier.measures, today)}
    return [_measure_row(one, one.id in standing) for one in dossier.measures]


def _measure_row(one: SafetyPlan, holds: bool) -> PartRow:
    end = _("until {day}").format(day=iso_day(one.until)) if one.until else ""
    return PartRow(
        id=one.id,
        kind=MEASURE,
        title=field_words.facts(words.for_whom(one.for_whom), one.measure),
        text=field_words.facts(_("Danger: {risk}").format(risk=one.risk), one.who),
        end=end if holds else _("ended on {day}").format(day=iso_day(one.until)),
        tone="text2" if holds else "amber",
        icon="shield-check" if holds else "hourglass",
        can_change=False,
    )


def measure_note(dossier: Dossier, today: date) -> str:
    """Return for whom the plan has nothing, once there is a plan."""
    missing = missing_measures(dossier.measures, today) if dossier.measures else ()
    if not missing:
        return ""
    return _("nothing yet for: {whom}").format(whom=", ".join(words.for_whom(one) for one in missing))


def measure_form(_dossier: Dossier) -> FormSpec:
    """Return the form of a measure."""
    whom = tuple((str(one), words.for_whom(one), "") for one in ForWhom)
    fields = (
        FieldSpec("for_whom", _("For"), "choice", whom, required=True),
        FieldSpec("risk", _("Danger"), required=True),
        FieldSpec("measure", _("What is done"), required=True),
        FieldSpec("who", _("By whom")),
        FieldSpec("until", _("Until"), hint=_("as long as needed when left empty"), check=read_day),
    )
    return FormSpec(MEASURE, _("A measure for safety"), fields, _("Add the measure"), {"for_whom": ForWhom.CLIENT})


def reader_rows(dossier: Dossier) -> list[PartRow]:
    """Return how far a restriction came, who reads the case, and who could before."""
    states = words.restriction_states(dossier.waits, dossier.left_out)
    return [
        PartRow(
            id=f"state {place}",
            kind=READERS,
            title=title,
            text=text,
            tone="amber",
            icon="cloud-off" if place < len(states) - bool(dossier.left_out) else "users",
            can_change=False,
            can_remove=False,
        )
        for place, (title, text) in enumerate(states)
    ] + [
        PartRow(
            id=one.id,
            kind=READERS,
            title=one.name,
            text=_("team") if one.is_team else "",
            end=_("reads the case") if one.now else _("keeps what came before"),
            tone="text2" if one.now else "amber",
            icon="users" if one.is_team else "user",
            can_change=False,
            can_remove=False,
        )
        for one in dossier.readers
    ]


def readers_note(dossier: Dossier) -> str:
    """Return that only named persons read the case, and why; nothing where it is not so."""
    known = dossier.restriction
    return _("only named persons: {reason}").format(reason=known.reason) if known else ""


def readers_form(dossier: Dossier, members: Sequence[Member], me: str) -> FormSpec:
    """Return the form that names the only readers. Who names them, and who is responsible, are among them anyway."""
    present = [member for member in members if not member.removed and member.id != me]
    options = tuple((member.id, member.name, ", ".join(member.team_names)) for member in present)
    responsible = dossier.case.responsible
    chosen = responsible if responsible != me else ""
    fields = (
        FieldSpec("readers", _("Besides you"), "chips", options),
        FieldSpec("reason", _("Reason"), required=True),
    )
    others = [one.name for one in dossier.readers if one.now and one.id != me]
    says = _(
        "From now on only you and those you choose read what is written here. Who read it before keeps that: {names}. "
        "What they wrote and did not send yet will not arrive any more."
    ).format(names=", ".join(others) or _("nobody else"))
    return FormSpec(READERS, _("Only named readers"), fields, _("Close the case to others"), {"readers": chosen},
                    says=says, warns=True)  # fmt: skip


def open_again_form(dossier: Dossier, team_name: str) -> FormSpec:
    """Return the form that opens a restricted case to its team again."""
    says = (
        _("The team {team} reads the whole case again, also what was written meanwhile.").format(team=team_name)
        if dossier.case.team
        else _("This case has no team: it can be shared again by those who read it.")
    )
    fields = (FieldSpec("reason", _("Reason"), required=True),)
    return FormSpec(OPEN_AGAIN, _("Open the case again"), fields, _("Open the case"), says=says, warns=True)


def count_words(dossier: Dossier) -> str:
    """Return the figure beside the tab's words: what stands there for safety; nothing for nothing."""
    count = len(dossier.refusals) + len(dossier.contact_rules) + len(dossier.measures)
    return str(count) if count else ""


def declined_note(dossier: Dossier) -> str:
    """Return how many offers are gone by what was declined; nothing for none."""
    gone = sum(not dossier.allows(offer) for offer in Offer if offer != Offer.BEYOND_REAN)
    return (
        ngettext("{n} offer is not shown any more", "{n} offers are not shown any more", gone).format(n=gone)
        if gone
        else ""
    )
