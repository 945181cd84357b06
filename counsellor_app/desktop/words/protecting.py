"""The words of refusals, safe contact, safety plans, restricted readers and trafficking. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.kind_words import KindWords, facts
from counsellor_app.domain.programmes_list import programme_name
from counsellor_app.domain.records import FlagCode
from counsellor_app.domain.refusals import DeclinedBreach, Offer, Partner
from counsellor_app.domain.safety import ContactAnswer, ContactRule, ContactRuleKind, ContactWay, ForWhom, Waits
from counsellor_app.domain.trafficking import (
    FIELDS,
    NO,
    YES,
    Part,
    Perpetrator,
    SupportPlan,
    TraffickingEvent,
    TraffickingOrganisation,
    code_here,
    fields_of,
    filled,
    label_here,
    standard,
)
from sync.wording import _, language, ngettext

_MOST_LINES: Final = 3
_PART_KINDS: Final = MappingProxyType(
    {
        TraffickingEvent: "trafficking_event",
        Perpetrator: "perpetrator",
        SupportPlan: "support_plan",
        TraffickingOrganisation: "trafficking_organisation",
    }
)
_TELLING: Final = ("hte_Type", "hte_Date", "hte_City", "hte_Country", "prs_FirstName", "prs_SecondName",
                   "per_RoleInProcess", "spl_Type", "org_Name", "org_Type", "org_ShippingCity")  # fmt: skip


def offer(code: str) -> str:
    """Return what was declined: the words of an offer, *Contact with …*, *Programme …*."""
    words: dict[str, str] = {
        Offer.INFORMATION: _("Information and counselling"),
        Offer.TICKET: _("The ticket"),
        Offer.TRAVEL_DOCUMENT: _("Replacement travel document"),
        Offer.BRIDGING: _("Bridging contribution"),
        Offer.BEYOND_REAN: _("Anything beyond REAN"),
        Offer.ARRIVAL: _("Assistance on arrival"),
        Offer.TRANSIT: _("Assistance in transit"),
        Offer.ESCORT: _("An escort on the journey"),
        Offer.REINTEGRATION: _("Help with reintegration"),
        Offer.REFERRAL: _("Referral to other organisations"),
        Offer.FOLLOW_UP: _("Contact after return"),
        Offer.TRACING: _("Tracing of family"),
        Offer.TRAFFICKING_SUPPORT: _("Extra support for victims of trafficking"),
        Offer.PHOTO: _("A photo in the case"),
    }
    if code in words:
        return words[code]
    kind, _colon, rest = code.partition(":")
    if kind == "contact":
        return _("Contact with {partner}").format(partner=partner(rest))
    if kind == "programme":
        return _("Programme {programme}").format(programme=programme_name(rest, language()))
    if kind == "print":
        return _("A sheet about: {offer}").format(offer=offer(rest))
    if kind == "label":
        return _("Being called: {name}").format(name=label(rest))
    return code


def label(code: str) -> str:
    """Return by what a case may be called: the words of a flag, a programme or an offer."""
    words: dict[str, str] = {
        FlagCode.HEALTH: _("Health"),
        FlagCode.MINOR: _("Minor"),
        FlagCode.TRAFFICKING: _("Trafficking"),
        FlagCode.VULNERABLE: _("Vulnerable"),
        FlagCode.SAFETY: _("Safety"),
    }
    if code in words:
        return words[code]
    return offer(code) if code in set(Offer) else programme_name(code, language())


def breach_deed(breach: DeclinedBreach) -> str:
    """Return what was saved although it was declined; the name that was declined is not said."""
    words: dict[str, str] = {
        "case": _("a programme was chosen"),
        "enrolment": _("the case was enrolled, or an outcome put down"),
        "step_mark": _("a step was done or planned"),
        "support": _("support was given"),
        "flag": _("a flag was put on the case"),
        "photo": _("a photo was kept"),
        "trafficking": _("a record was begun"),
    }
    what = words.get(breach.kind, breach.kind)
    return _("All the same, on {day}: {what}.").format(day=iso_day(breach.on) or "–", what=what)


def breach_line(breach: DeclinedBreach) -> str:
    """Return what was declined and what was saved all the same, in one line."""
    declined = _("{offer}, declined on {day}.").format(
        offer=offer(breach.refusal.offer), day=iso_day(breach.refusal.on) or "–"
    )
    return f"{declined} {breach_deed(breach)}"


def _unnamed_line(breach: DeclinedBreach) -> str:
    declined = _("Declined on {day}.").format(day=iso_day(breach.refusal.on) or "–")
    return f"{declined} {breach_deed(breach)}"


def breach_words(breaches: Sequence[DeclinedBreach]) -> tuple[str, str]:
    """Return title and advice of the banner about what was saved although it was declined; empty where nothing was.

    What was declined is named beneath the refusal alone, under Safety.
    """
    if not breaches:
        return "", ""
    count = len(breaches)
    title = ngettext(
        "{n} thing was saved that the client had declined", "{n} things were saved that the client had declined", count
    ).format(n=count)
    lines = [_unnamed_line(one) for one in breaches[:_MOST_LINES]]
    if count > _MOST_LINES:
        more = count - _MOST_LINES
        lines.append(ngettext("and {n} more, under Safety", "and {n} more, under Safety", more).format(n=more))
    return title, "\n".join(lines)


def partner(code: str) -> str:
    """Return the name of a partner organisation."""
    words: dict[str, str] = {
        Partner.COA: "COA",
        Partner.DJI: "DJI",
        Partner.IND: "IND",
        Partner.DTV: "DT&V",
        Partner.NIDOS: "Nidos",
        Partner.STV: "CoMensha (STV)",
        Partner.VLUCHTELINGENWERK: "VluchtelingenWerk",
        Partner.GGD: "GGD",
        Partner.LEGER_DES_HEILS: "Leger des Heils",
        Partner.EMBASSY: _("the embassy"),
        Partner.MISSION: _("our mission abroad"),
        Partner.POLICE: _("the police"),
        Partner.FAMILY: _("the family"),
    }
    return words.get(code, code)


def contact_rule(code: str) -> str:
    """Return a rule about being reached; a code of a newer app says that nobody may be reached at all."""
    words: dict[str, str] = {
        ContactRuleKind.NEVER_CALL: _("Never call"),
        ContactRuleKind.NO_VOICEMAIL: _("Leave no voicemail"),
        ContactRuleKind.NO_MESSAGES: _("Send no messages"),
        ContactRuleKind.NO_LETTERS: _("Send no letters"),
        ContactRuleKind.NO_VISITS: _("No visits at home"),
        ContactRuleKind.ONLY_THROUGH: _("Only through somebody else"),
        ContactRuleKind.ONLY_AT: _("Only at certain hours"),
    }
    return words.get(code) or _("Do not make contact (rule of a newer version)")


def rule_line(rule: ContactRule) -> str:
    """Return a whole rule in one line: *Only through: her sister Grace*."""
    if rule.rule == ContactRuleKind.ONLY_THROUGH and rule.through:
        return _("Only through: {who}").format(who=rule.through)
    if rule.rule == ContactRuleKind.ONLY_AT and rule.through:
        return _("Only at: {hours}").format(hours=rule.through)
    return contact_rule(rule.rule)


def rules_in_short(rules: Sequence[ContactRule]) -> str:
    """Return the first rule by its kind, and how many more there are, where there is little room: *Never call +1*."""
    return kinds_in_short([rule.rule for rule in rules])


def kinds_in_short(codes: Sequence[str]) -> str:
    """Do the same for the codes of rules."""
    kinds = list(dict.fromkeys(contact_rule(code) for code in codes))
    return f"{kinds[0]} +{len(kinds) - 1}" if len(kinds) > 1 else "".join(kinds)


def contact_way(code: str) -> str:
    """Return a way of reaching somebody."""
    words: dict[str, str] = {
        ContactWay.CALL: _("Calling"),
        ContactWay.VOICEMAIL: _("Voicemail"),
        ContactWay.MESSAGE: _("Messages"),
        ContactWay.EMAIL: _("E-mail"),
        ContactWay.LETTER: _("Letters"),
        ContactWay.VISIT: _("Visits"),
    }
    return words.get(code, code)


def blocked(answer: ContactAnswer) -> str:
    """Return why somebody may not be reached in a way, or when alone he may; nothing where no rule stands."""
    lines = [rule_line(rule) for rule in answer.rules]
    lines += [_("Only at: {hours}").format(hours=hours) for hours in answer.only_at]
    return facts(*dict.fromkeys(lines))


def for_whom(code: str) -> str:
    """Return whom a measure protects."""
    words: dict[str, str] = {
        ForWhom.CLIENT: _("The client"),
        ForWhom.FAMILY: _("The family"),
        ForWhom.HELPERS: _("Those who help"),
    }
    return words.get(code, code)


def restriction_states(waits: Waits, left_out: Sequence[str]) -> list[tuple[str, str]]:
    """Return, with advice, what the office knows of a restriction made here, and whom only one of two had named."""
    found = []
    if waits is Waits.UNSENT:
        found.append(
            (
                _("Restricted here; the office will know at the next sync."),
                _("It holds already: what is written from now on leaves this device only under the new key."),
            )
        )
    elif waits is Waits.REFUSED:
        found.append(
            (
                _("A colleague restricted this case first and did not name you."),
                _("What you write stays on this device. Once you are named as a reader, the next sync sends it."),
            )
        )
    if left_out:
        found.append(
            (
                _("Two colleagues restricted this case at the same time: only those whom both named read on."),
                _("Named by one only: {names}. Name the readers anew if they should read it.").format(
                    names=", ".join(left_out)
                ),
            )
        )
    return found


def standard_field(name: str) -> str:
    """Return the label of one of the standard's fields: as published, or in Dutch."""
    return label_here(name)


def standard_value(name: str, value: str) -> str:
    """Return the labels of the codes in *value* (codes separated by commas): as published, or in Dutch."""
    field = standard().get(name)
    if field is not None and field.kind == "truth":
        return {YES: _("yes"), NO: _("no")}.get(value, value)
    if field is None or not field.codes:
        return value
    return ", ".join(code_here(name, code.strip()) for code in value.split(",") if code.strip())


def part_title(part: Part) -> str:
    """Return what one of the several parts of a trafficking case is: *Event · Recruitment*."""
    return facts(WORDS[_PART_KINDS[type(part)]].title(), part_line(filled(part)))


def part_line(values: Mapping[str, str | list[str]]) -> str:
    """Return what tells one event, perpetrator or plan from another, from its filled fields."""
    said = []
    for name in _TELLING:
        value = values.get(name, "")
        text = ",".join(value) if isinstance(value, list) else value
        if text:
            said.append(iso_day(text) if name == "hte_Date" else standard_value(name, text))
    return facts(*said)


def _part(title: Callable[[], str], cls: type[Part], icon: str) -> KindWords:
    names = fields_of(cls)
    return KindWords(
        title=title,
        fields={**{name: _label(name) for name in names}, "removed": title},
        values={name: _reader(name) for name in names},
        says=part_line,
        icon=icon,
    )


def _measure(values: Mapping[str, str]) -> str:
    return facts(for_whom(values.get("for_whom", "") or ForWhom.CLIENT), values.get("measure", ""))


def _rule(values: Mapping[str, str]) -> str:
    return rule_line(ContactRule(rule=values.get("rule", ""), through=values.get("through", "")))


def _reader(name: str) -> Callable[[str], str]:
    return lambda value: standard_value(name, value)


def _label(name: str) -> Callable[[], str]:
    return lambda: standard_field(name)


WORDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        "refusal": KindWords(
            title=lambda: _("Declined"),
            fields={
                "offer": lambda: _("Declined"),
                "on": lambda: _("On"),
                "words": lambda: _("In the client's words"),
                "removed": lambda: _("Refusal"),
            },
            values={"offer": offer, "on": iso_day},
            says=lambda v: facts(offer(v.get("offer", "")), v.get("words", "")),
            icon="ban",
        ),
        "contact_rule": KindWords(
            title=lambda: _("Safe contact"),
            fields={
                "rule": lambda: _("Safe contact"),
                "through": lambda: _("Through, or when"),
                "remark": lambda: _("Remark"),
                "removed": lambda: _("Safe contact"),
            },
            values={"rule": contact_rule},
            says=_rule,
            icon="phone",
        ),
        "safety_plan": KindWords(
            title=lambda: _("Safety plan"),
            fields={
                "for_whom": lambda: _("For"),
                "risk": lambda: _("Danger"),
                "measure": lambda: _("What is done"),
                "who": lambda: _("By whom"),
                "until": lambda: _("Until"),
                "removed": lambda: _("Safety plan"),
            },
            values={"for_whom": for_whom, "until": iso_day},
            says=_measure,
            icon="shield",
        ),
        "restriction": KindWords(
            title=lambda: _("Readers of the case"),
            fields={
                "readers": lambda: _("Readers"),
                "before": lambda: _("Readers before"),
                "reason": lambda: _("Reason"),
                "lifted": lambda: _("Opened again"),
                "left_out": lambda: _("Named by one of two only"),
            },
            says=lambda v: facts(
                _("open to its team again") if v.get("lifted") not in (None, "", "no") else _("only named persons"),
                v.get("reason", ""),
            ),
            icon="lock",
        ),
        "trafficking": KindWords(
            title=lambda: _("Trafficking record"),
            fields={name: _label(name) for name in FIELDS},
            values={name: _reader(name) for name in FIELDS},
            says=lambda _v: "",
            icon="shield-alert",
        ),
        "trafficking_event": _part(lambda: _("Event"), TraffickingEvent, "map-pin"),
        "perpetrator": _part(lambda: _("Perpetrator"), Perpetrator, "user-x"),
        "support_plan": _part(lambda: _("Support plan"), SupportPlan, "handshake"),
        "trafficking_organisation": _part(lambda: _("Organisation"), TraffickingOrganisation, "building-2"),
    }
)
