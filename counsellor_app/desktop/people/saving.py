"""What saving a form or taking a record away means: the verb to run, what to say of it, and how to undo it. No Qt."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from counsellor_app.desktop.people.state import family, papers, protection, trafficking
from counsellor_app.desktop.people.state.forms import Done, FormSpec
from counsellor_app.desktop.words import people as people_words
from counsellor_app.desktop.words import protecting as words
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.identity_papers import Document, Identifier
from counsellor_app.domain.photos import read_photo
from counsellor_app.domain.records import Person
from counsellor_app.domain.trafficking import PARTS
from counsellor_app.workflows import families, restricting, safety
from counsellor_app.workflows import papers as paper_verbs
from counsellor_app.workflows import trafficking as parts
from counsellor_app.workflows.session import Session
from sync.wording import _

Act = Callable[[], Done]
Values = Mapping[str, str]


def save(session: Session, dossier: Dossier, spec: FormSpec, values: Values, changed: Values) -> Act:
    """Return what saves a form: *values* all that stands in it, *changed* what differs from before."""
    return partial(_SAVERS[spec.kind], session, dossier, spec, values, changed)


def take_away(session: Session, dossier: Dossier, kind: str, record_id: str) -> Act:
    """Return what takes a record away."""
    return partial(_TAKERS[kind], session, dossier, record_id)


def keep_photo(session: Session, dossier: Dossier, person: str, path: Path, shrink: Callable[[Path], bytes]) -> Act:
    """Return what keeps the picture in a file, made small by *shrink*."""

    def act() -> Done:
        photo = families.add_photo(session, dossier.case.id, shrink(path), person)
        return Done(_("Photo kept"), partial(families.remove_photo, session, photo.id))

    return act


# --- saving


def _save_person(session: Session, dossier: Dossier, spec: FormSpec, values: Values, changed: Values) -> Done:
    if spec.record:
        given = dict(changed)
        before = {name: spec.values.get(name, "") for name in given}
        families.set_person(session, spec.record, given)
        return Done(_("Person changed"), partial(families.set_person, session, spec.record, before))
    given = {name: text for name, text in values.items() if name in families.PERSON_FIELDS and text.strip()}
    made = families.add_person(
        session, dossier.case.id, given, relation=values.get("relation", ""), to=values.get("to", "")
    )
    return Done(_("Person added"), partial(families.remove_person, session, made.id))


def _save_relation(session: Session, dossier: Dossier, spec: FormSpec, values: Values, _changed: Values) -> Done:
    made = families.add_relation(session, dossier.case.id, values["person"], values["kind"], values["other"])
    return Done(_("Relation added"), partial(families.remove_relation, session, made.id))


def _save_paper(session: Session, dossier: Dossier, spec: FormSpec, values: Values, changed: Values) -> Done:
    if spec.record:
        before = {name: spec.values.get(name, "") for name in changed}
        paper_verbs.set_document(session, spec.record, changed)
        return Done(_("Paper changed"), partial(paper_verbs.set_document, session, spec.record, before))
    given = {name: text for name, text in values.items() if name != "person"}
    made = paper_verbs.add_document(session, dossier.case.id, given, person=values["person"])
    return Done(_("Paper added"), partial(paper_verbs.remove_document, session, made.id))


def _save_number(session: Session, dossier: Dossier, _spec: FormSpec, values: Values, _changed: Values) -> Done:
    made = paper_verbs.add_identifier(
        session,
        dossier.case.id,
        values["number"],
        kind=values["kind"],
        issuer=values["issuer"],
        person=values["person"],
    )
    return Done(_("Number added"), partial(paper_verbs.remove_identifier, session, made.id))


def _save_refusal(session: Session, dossier: Dossier, _spec: FormSpec, values: Values, _changed: Values) -> Done:
    made = safety.add_refusal(session, dossier.case.id, values["offer"], values["words"], values["on"])
    what = _("Declined: {offer}").format(offer=words.offer(made.offer))
    return Done(what, partial(safety.withdraw_refusal, session, made.id))


def _save_rule(session: Session, dossier: Dossier, _spec: FormSpec, values: Values, _changed: Values) -> Done:
    made = safety.add_contact_rule(
        session,
        dossier.case.id,
        values["rule"],
        through=values["through"],
        remark=values["remark"],
        person=values["person"],
    )
    return Done(words.rule_line(made), partial(safety.remove_contact_rule, session, made.id))


def _save_measure(session: Session, dossier: Dossier, _spec: FormSpec, values: Values, _changed: Values) -> Done:
    made = safety.add_measure(
        session,
        dossier.case.id,
        values["for_whom"],
        values["risk"],
        values["measure"],
        who=values["who"],
        until=values["until"],
    )
    return Done(_("Measure added"), partial(safety.remove_measure, session, made.id))


def _save_readers(session: Session, dossier: Dossier, _spec: FormSpec, values: Values, _changed: Values) -> Done:
    named = [part for part in values["readers"].split(",") if part] or [session.person_id]
    made = restricting.restrict_case(session, dossier.case.id, named, values["reason"])
    return Done(
        _("Only {n} named readers from now on; the office will know at the next sync").format(n=len(made.readers))
    )


def _save_open_again(session: Session, dossier: Dossier, _spec: FormSpec, values: Values, _changed: Values) -> Done:
    restricting.lift_restriction(session, dossier.case.id, values["reason"])
    return Done(_("The case is open again"))


def _save_trafficking(session: Session, dossier: Dossier, spec: FormSpec, values: Values, _changed: Values) -> Done:
    person, _slash, name = spec.record.partition("/")

    def put(text: str) -> object:
        return safety.set_trafficking(session, dossier.case.id, {name: text}, person=person)

    put(values["value"])
    return Done(_("Trafficking record changed"), partial(put, spec.values.get("value", "")))


def _save_part(session: Session, dossier: Dossier, spec: FormSpec, values: Values, changed: Values) -> Done:
    what = next(one for one, kind in trafficking.PART_KINDS.items() if kind == spec.kind)
    if spec.record:
        before = {name: spec.values.get(name, "") for name in changed}
        made = parts.set_part(session, spec.record, what, changed)
        return Done(words.part_title(made), partial(parts.set_part, session, spec.record, what, before))
    given = {name: text for name, text in values.items() if name != "person" and text.strip()}
    made = parts.add_part(session, dossier.case.id, what, given, person=values.get("person", ""))
    return Done(words.part_title(made), partial(parts.remove_part, session, made.id))


_SAVERS: Final[Mapping[str, Callable[[Session, Dossier, FormSpec, Values, Values], Done]]] = {
    family.PERSON: _save_person,
    family.RELATION: _save_relation,
    papers.PAPER: _save_paper,
    papers.NUMBER: _save_number,
    protection.REFUSAL: _save_refusal,
    protection.RULE: _save_rule,
    protection.MEASURE: _save_measure,
    protection.READERS: _save_readers,
    protection.OPEN_AGAIN: _save_open_again,
    trafficking.TRAFFICKING: _save_trafficking,
    **dict.fromkeys(trafficking.PART_KINDS.values(), _save_part),
}


# --- taking away


def _take_person(session: Session, dossier: Dossier, record_id: str) -> Done:
    person = dossier.person(record_id) or Person()
    ties = dossier.ties(record_id)
    families.remove_person(session, record_id)

    def back() -> None:
        values = {
            name: text
            for name, text in family.person_form(dossier, record_id).values.items()
            if name in families.PERSON_FIELDS and text.strip()
        }
        made = families.add_person(session, dossier.case.id, values)
        for tie in ties:
            families.add_relation(session, dossier.case.id, tie.other, tie.kind, made.id)

    return Done(_("{name} taken off the case").format(name=person.name or person.own_name), back)


def _take_relation(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next(relation for relation in dossier.relations if relation.id == record_id)
    families.remove_relation(session, record_id)
    back = partial(families.add_relation, session, dossier.case.id, one.person, one.kind, one.other)
    return Done(_("Relation taken away"), back)


def _take_paper(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next((paper for paper in dossier.documents if paper.id == record_id), Document())
    paper_verbs.remove_document(session, record_id)
    back = partial(paper_verbs.add_document, session, dossier.case.id, papers.paper_values(one), person=one.person)
    return Done(_("Taken away: {what}").format(what=people_words.document_kind(one.kind)), back)


def _take_number(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next((number for number in dossier.identifiers if number.id == record_id), Identifier())
    paper_verbs.remove_identifier(session, record_id)
    back = partial(
        paper_verbs.add_identifier,
        session,
        dossier.case.id,
        one.number,
        kind=one.kind,
        issuer=one.issuer,
        person=one.person,
    )
    return Done(_("Number taken away"), back)


def _take_photo(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next(photo for photo in dossier.photos if photo.id == record_id)
    families.remove_photo(session, record_id)
    back = partial(families.add_photo, session, dossier.case.id, read_photo(one.image), one.person)
    return Done(_("Photo taken away"), back)


def _take_refusal(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next(refusal for refusal in dossier.refusals if refusal.id == record_id)
    safety.withdraw_refusal(session, record_id)
    back = partial(safety.add_refusal, session, one.case, one.offer, one.words, one.on)
    return Done(_("Refusal withdrawn: {offer}").format(offer=words.offer(one.offer)), back)


def _take_rule(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next(rule for rule in dossier.contact_rules if rule.id == record_id)
    safety.remove_contact_rule(session, record_id)
    back = partial(
        safety.add_contact_rule,
        session,
        one.case,
        one.rule,
        through=one.through,
        remark=one.remark,
        person=dossier.same_in(one.case, one.person),
    )
    return Done(_("Rule taken away: {rule}").format(rule=words.rule_line(one)), back)


def _take_measure(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next(measure for measure in dossier.measures if measure.id == record_id)
    safety.remove_measure(session, record_id)
    back = partial(
        safety.add_measure,
        session,
        dossier.case.id,
        one.for_whom,
        one.risk,
        one.measure,
        who=one.who,
        until=one.until,
    )
    return Done(_("Measure taken away"), back)


def _take_trafficking(session: Session, dossier: Dossier, record_id: str) -> Done:
    person, _slash, name = record_id.partition("/")
    before = trafficking.form(dossier, name, person).values["value"]

    def put(text: str) -> object:
        return safety.set_trafficking(session, dossier.case.id, {name: text}, person=person)

    put("")
    return Done(_("Taken away: {what}").format(what=words.standard_field(name)), partial(put, before))


def _take_part(session: Session, dossier: Dossier, record_id: str) -> Done:
    one = next(part for part in dossier.trafficking_parts if part.id == record_id)
    what = next(what for what, cls in PARTS.items() if isinstance(one, cls))
    parts.remove_part(session, record_id)
    given = {name: text for name, text in trafficking.part_values(one).items() if text}
    back = partial(parts.add_part, session, dossier.case.id, what, given, person=one.person)
    return Done(_("Taken away: {what}").format(what=words.part_title(one)), back)


_TAKERS: Final[Mapping[str, Callable[[Session, Dossier, str], Done]]] = {
    family.PERSON: _take_person,
    family.RELATION: _take_relation,
    papers.PAPER: _take_paper,
    papers.NUMBER: _take_number,
    "photo": _take_photo,
    protection.REFUSAL: _take_refusal,
    protection.RULE: _take_rule,
    protection.MEASURE: _take_measure,
    trafficking.TRAFFICKING: _take_trafficking,
    **dict.fromkeys(trafficking.PART_KINDS.values(), _take_part),
}
