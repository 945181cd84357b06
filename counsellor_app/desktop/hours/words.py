"""The words of queues: states with shape and colour, rows, facts, outcomes. No Qt."""

from datetime import date

from counsellor_app.desktop import field_words
from counsellor_app.desktop.hours.state.listing import day_words
from counsellor_app.desktop.hours.state.queue import QueueState
from counsellor_app.desktop.look.rows import RowIcon, RowParts
from counsellor_app.desktop.look.states import State, look_of
from counsellor_app.desktop.words.hours import state_word
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.desktop.words.people import interpreter
from counsellor_app.desktop.words.protecting import rule_line, rules_in_short
from counsellor_app.domain.ages import age_on, age_text
from counsellor_app.domain.families import InterpreterNeed
from counsellor_app.domain.hour_pages import QueueRow
from counsellor_app.domain.hour_queue import QueueCounts
from counsellor_app.domain.hours import SlotState
from sync.wording import _, ngettext

_LOOKS = {
    SlotState.WAITING: State.OPEN,
    SlotState.PRESENT: State.DONE,
    SlotState.ABSENT: State.ABSENT,
    SlotState.REFUSED: State.REFUSED,
    SlotState.MOVED: State.NEUTRAL,
    SlotState.RELEASED: State.NEUTRAL,
    SlotState.DONE: State.DONE,
}
_ICONS = {SlotState.MOVED: "arrow-right", SlotState.RELEASED: "log-out", SlotState.DONE: "check-check"}


def state_icon(state: str) -> RowIcon:
    """Return icon, colour and word of a state."""
    look = look_of(_LOOKS.get(SlotState(state), State.NEUTRAL) if state in set(SlotState) else State.NEUTRAL)
    icon = _ICONS.get(SlotState(state), look.icon) if state in set(SlotState) else look.icon
    return icon, look.shape, state_word(state)


def row_parts(row: QueueRow, state: QueueState) -> RowParts:
    """Return what a line of the queue says: time, shape, name, what helps, and where it stands."""
    slot, time = row.line.slot, row.line.time
    if slot is None:
        return RowParts(
            title=_("free"),
            lead=time,
            lead_icon=("circle-dashed", "text3", ""),
            meta=_("add a name"),
            quiet=True,
        )
    icon, meta, tone = state_icon(slot.state), state_word(slot.state), ""
    if state.is_current(row):
        look = look_of(State.CURRENT)
        icon, meta, tone = (look.icon, look.shape, _("now")), _("now"), look.word
    elif slot.state == SlotState.WAITING:
        meta = _("next") if state.is_next(row) else ""
    elif slot.state in (SlotState.ABSENT, SlotState.REFUSED):
        tone = look_of(_LOOKS[SlotState(slot.state)]).word
    icons: list[RowIcon] = []
    if row.rules:
        icons.append(("phone", "red_shape", rules_in_short(row.rules)))
    if row.twice:
        icons.append(("split", "red_shape", _("waits in another slot too")))
    if row.has_draft:
        icons.append(("pencil", "text2", _("a note is begun")))
    if slot.slip_received_on:
        icons.append(("file-text", "text2", _("slip received")))
    return RowParts(
        title=row.name or (_("not on this device") if not row.here else _("no name")),
        own_script=row.own_name if row.own_name != row.name else "",
        lead=time,
        lead_icon=icon,
        meta=meta,
        meta_tone=tone,
        line2=_second_line(row),
        icons=tuple(icons),
    )


def _second_line(row: QueueRow) -> str:
    slot = row.line.slot
    assert slot is not None
    told = _("was told {time}").format(time=slot.starts) if row.line.promised_otherwise else ""
    return facts(
        _("to {hour}").format(hour=row.moved_to) if row.moved_to else "",
        _("past the end") if row.line.over else "",
        told,
        field_words.languages(",".join(row.languages)) if row.languages else "",
        interpreter_word(row),
        row.programme,
        _("new") if row.first_talk and row.here else "",
        slot.remark.splitlines()[0] if slot.remark else "",
    )


def interpreter_word(row: QueueRow) -> str:
    """Return which interpreter the person needs, shortly; nothing where none is, or nobody asked."""
    words: dict[str, str] = {
        InterpreterNeed.NEEDED: _("interpreter"),
        InterpreterNeed.WOMAN: _("interpreter (woman)"),
        InterpreterNeed.MAN: _("interpreter (man)"),
    }
    return words.get(row.interpreter, "")


def count_parts(counts: QueueCounts) -> list[tuple[State, str]]:
    """Return the figures above the queue, those that are nothing left out but the last."""
    found = [
        (State.DONE, counts.present, ngettext("{n} present", "{n} present", counts.present)),
        (State.ABSENT, counts.absent, ngettext("{n} absent", "{n} absent", counts.absent)),
        (State.REFUSED, counts.refused, ngettext("{n} refused", "{n} refused", counts.refused)),
        (State.OPEN, counts.to_come, ngettext("{n} to come", "{n} to come", counts.to_come)),
    ]
    return [(state, words.format(n=count)) for state, count, words in found if count or state is State.OPEN]


def talk_facts(row: QueueRow, today: date) -> list[tuple[str, str]]:
    """Return (icon, words) beneath the name of who is spoken with."""
    slot = row.line.slot
    found: list[tuple[str, str]] = []
    found += [("phone", rule_line(rule)) for rule in row.rules]
    age = age_on(row.birth_date, row.birth_precision, today, row.birth_span)
    if age is not None:
        found.append(("", ngettext("{age} year", "{age} years", age.years).format(age=age_text(age))))
    if row.languages:
        found.append(("languages", field_words.languages(",".join(row.languages))))
    if interpreter_word(row):
        found.append(("user-plus", interpreter(row.interpreter)))
    if row.nationality:
        found.append(("globe", field_words.country(row.nationality)))
    if row.programme:
        found.append(("", row.programme))
    if slot is not None and slot.slip_received_on:
        found.append(
            ("file-text", _("slip received {day}").format(day=day_words(slot.slip_received_on, today, long=False)))
        )
    if row.first_talk and row.here:
        found.append(("", _("first talk")))
    return found
