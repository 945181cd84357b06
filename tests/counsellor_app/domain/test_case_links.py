"""Which cases are shown together follows from the set of links alone."""

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.case_links import CaseLink, LinkKind, bonds, groups_of

CASES = [letter * 32 for letter in "abcdef"]
links = st.lists(
    st.builds(
        CaseLink,
        case=st.sampled_from(CASES),
        other=st.sampled_from(CASES),
        kind=st.sampled_from([LinkKind.MERGED, LinkKind.WITHIN, LinkKind.UNDONE, LinkKind.SPLIT, LinkKind.SPLIT_OFF]),
    ),
    max_size=8,
)


@given(links, st.randoms())
def test_neither_order_nor_repetition_changes_the_groups(found, chance):
    shuffled = [*found, *found]
    chance.shuffle(shuffled)
    assert groups_of(shuffled) == groups_of(found)


@given(links)
def test_a_case_is_either_shown_whole_or_within_one_that_is(found):
    groups = groups_of(found)
    assert not set(groups.within) & set(groups.parts)
    assert {part for parts in groups.parts.values() for part in parts} == set(groups.within)
    assert all(part in groups.parts[first] for part, first in groups.within.items())


@given(links)
def test_telling_it_on_either_case_is_the_same(found):
    told = {LinkKind.MERGED: LinkKind.WITHIN, LinkKind.WITHIN: LinkKind.MERGED}
    turned = [
        CaseLink(case=link.other, other=link.case, kind=told[LinkKind(link.kind)]) if link.kind in told else link
        for link in found
    ]
    assert groups_of(turned) == groups_of(found) == groups_of([*found, *turned])


def test_the_case_that_is_kept_shows_the_others():
    a, b, c = CASES[:3]
    found = groups_of([CaseLink(case=b, other=a), CaseLink(case=b, other=c)])
    assert found.shown_with(b) == (a, c)
    assert found.shown_with(a) == ()
    assert found.within == {a: b, c: b}


def test_two_who_merge_in_opposite_directions_meet_at_the_lowest():
    a, b = CASES[:2]
    assert groups_of([CaseLink(case=a, other=b), CaseLink(case=b, other=a)]).parts == {a: (b,)}


@given(links, st.sampled_from(CASES), st.sampled_from(CASES))
def test_whoever_is_taken_apart_leaves_and_nobody_else_does(found, case, other):
    if case == other:
        return
    undone = bonds(found, case, other)
    left = groups_of(link for link in found if link not in undone)
    without = groups_of(link for link in found if other not in (link.case, link.other))
    assert shown(left, case) != shown(left, other)
    assert {one for one in CASES if shown(left, one) == shown(left, case)} == {
        one for one in CASES if shown(without, one) == shown(without, case)
    }
    assert all(other in (link.case, link.other) for link in undone)


def shown(groups, case):
    return groups.within.get(case, case)
