"""The laws of the register: a field's value is a function of the set of its changes, and nothing vanishes."""

import random
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from sync.merge.register import Change, is_conflict, survivors
from sync.protocol.clock import stamp

IDS = [bytes([number]) * 16 for number in range(12)]
STRANGER = b"\xff" * 16
TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000
NOW_MS = 1_795_000_000_000


@st.composite
def any_changes(draw: st.DrawFn) -> list[Change]:
    """Changes as anybody could have made them: rings, themselves, strangers in ``replaces``; ids are their own."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=1, max_size=8))
    return [
        Change(
            identifier,
            draw(st.sampled_from(["a", "b", None, True, 7, ["x"], ["x", "y"]])),
            frozenset(draw(st.lists(st.sampled_from([*IDS, STRANGER]), max_size=4))),
            draw(st.integers(0, 3)),
            draw(st.sampled_from([b"d" * 16, b"e" * 16])),
        )
        for identifier in ids
    ]


@dataclass(frozen=True)
class Step:
    """A replica writes, or takes over what another one has."""

    writer: int
    source: int | None
    value: str
    hlc: int


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 4),
        st.one_of(st.none(), st.integers(0, 4)),
        st.sampled_from("abc"),
        st.integers(NOW_MS - TEN_YEARS_MS, NOW_MS + TEN_YEARS_MS).map(stamp),
    ),
    max_size=30,
)


class Field:
    """One field on five replicas that write and exchange honestly; ``past`` is what each change's author knew."""

    def __init__(self, steps: list[Step]) -> None:
        self.replicas: list[set[Change]] = [set() for _ in range(5)]
        self.past: dict[Change, frozenset[Change]] = {}
        for number, step in enumerate(steps):
            mine = self.replicas[step.writer]
            if step.source is not None:
                mine |= self.replicas[step.source]
                continue
            replaced = frozenset(head.id for head in survivors(mine))
            change = Change(bytes([number]) * 16, step.value, replaced, step.hlc, bytes([step.writer]) * 16)
            self.past[change] = frozenset(mine)
            mine.add(change)

    @property
    def everything(self) -> set[Change]:
        return set(self.past)


@given(any_changes(), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(changes: list[Change], chance: random.Random) -> None:
    again = [*changes, *chance.choices(changes, k=3)]
    chance.shuffle(again)
    assert survivors(again) == survivors(changes)


@given(any_changes(), st.integers(0, 8), st.integers(0, 8))
def test_the_way_the_parts_come_together_changes_nothing(changes: list[Change], one: int, two: int) -> None:
    parts = (changes[:one], changes[one:two], changes[max(one, two) :])
    first, second, third = ({change.id: change for change in part} for part in parts)
    left = survivors(((first | second) | third).values())
    right = survivors((third | (second | first)).values())
    assert left == right == survivors([*first.values(), *second.values(), *third.values()])


@given(any_changes())
def test_something_is_always_displayed_and_every_head_was_written(changes: list[Change]) -> None:
    heads = survivors(changes)
    assert heads
    assert all(head in changes for head in heads)
    assert heads == sorted(heads, key=lambda head: head.rank, reverse=True)


@given(any_changes())
def test_what_is_replaced_never_comes_back_however_much_more_arrives(changes: list[Change]) -> None:
    replaced = {other for change in changes for other in change.replaces if other != change.id}
    ring = all(change.id in replaced for change in changes)
    gone = {change.id for change in changes if change.id in replaced}
    assert ring or not gone & {head.id for head in survivors(changes)}


@given(STEPS)
def test_replicas_that_know_the_same_display_the_same(steps: list[Step]) -> None:
    field = Field(steps)
    for known in field.replicas:
        for other in field.replicas:
            both = known | other
            assert survivors(both) == survivors(list(other) + list(known)) == survivors(both | known)


@given(STEPS)
def test_who_knew_wins_whatever_the_clocks_say(steps: list[Step]) -> None:
    field = Field(steps)
    heads = survivors(field.everything)
    for change, past in field.past.items():
        assert not past & set(heads) or change not in heads
        if set(heads) <= past | {change} and change in heads:
            assert heads == [change]
    for earlier in field.everything:
        later = {change for change, past in field.past.items() if earlier in past}
        assert bool(later) == (earlier not in heads)


@given(STEPS)
def test_no_value_vanishes(steps: list[Step]) -> None:
    """Every value is displayed, or stands beside the displayed one, or somebody who saw it replaced it."""
    field = Field(steps)
    heads = survivors(field.everything)
    for change in field.everything:
        knowingly = any(change.id in other.replaces and change in field.past[other] for other in field.everything)
        assert (change in heads) != knowingly


@given(STEPS)
def test_a_conflict_is_heads_that_do_not_all_say_the_same(steps: list[Step]) -> None:
    field = Field(steps)
    heads = survivors(field.everything)
    assert is_conflict(heads) == (len({str(head.value) for head in heads}) > 1)


@given(STEPS, st.integers(0, 1 << 63))
def test_resolving_leaves_one_head(steps: list[Step], hlc: int) -> None:
    field = Field(steps)
    heads = survivors(field.everything)
    chosen = Change(STRANGER, "z", frozenset(head.id for head in heads), hlc, b"r" * 16)
    assert survivors(field.everything | {chosen}) == [chosen]
