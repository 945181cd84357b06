"""The line above the note that says what a case is merged with or was split from: shown, gone to, undone by keys."""

from counsellor_app.workflows import casework, families, lookup, merging
from counsellor_app.workflows.merging import LinkedCase
from tests.desktop.furnished import Desk


def kinds(linked: list[LinkedCase]) -> list[tuple[str, str, str]]:
    return [(one.case, one.kind, one.reason) for one in linked]


def words(desk: Desk) -> list[str]:
    return [line.words for line in desk.page.links.state.lines]


def shown(desk: Desk) -> str:
    return desk.page.state.page.case.id if desk.page.state.page is not None else ""


def test_a_merged_case_is_said_gone_to_and_taken_apart(hanna: Desk) -> None:
    twin = hanna.stored(casework.add_case, name="Fatima Rezayi").id
    kept = hanna.office.cases["Fatemeh Rezai"]
    hanna.open("fateme")
    assert hanna.page.links.isHidden()
    hanna.stored(merging.merge_cases, kept, twin, "same woman")
    hanna.until(lambda: hanna.page.links.isVisible())
    (said,) = words(hanna)
    assert "Fatima Rezayi" in said
    assert hanna.page.links.accessibleName() == said
    assert "same woman" in hanna.page.links.accessibleDescription()
    hanna.press("Alt+G")
    hanna.until(lambda: shown(hanna) == twin)
    hanna.until(lambda: "Fatemeh Rezai" in "".join(words(hanna)))
    hanna.page.links.go[0].click()
    hanna.until(lambda: shown(hanna) == kept and words(hanna) == [said])
    hanna.press("Alt+U")
    hanna.until(lambda: hanna.page.links.isHidden())
    assert hanna.page.editor.text.hasFocus()
    assert hanna.stored(merging.linked_cases, kept) == []
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: words(hanna) == [said])
    assert kinds(hanna.stored(merging.linked_cases, kept)) == [(twin, "merged", "same woman")]


def test_a_merge_undone_from_the_part_is_made_again_the_same_way_round(hanna: Desk) -> None:
    twin = hanna.stored(casework.add_case, name="Fatima Rezayi").id
    kept = hanna.office.cases["Fatemeh Rezai"]
    hanna.stored(merging.merge_cases, kept, twin)
    hanna.window.navigate("case", case_id=twin, focus="note")
    hanna.until(lambda: words(hanna) != [] and shown(hanna) == twin)
    hanna.press("Alt+U")
    hanna.until(lambda: words(hanna) == [])
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: words(hanna) != [])
    assert kinds(hanna.stored(merging.linked_cases, kept)) == [(twin, "merged", "")]


def test_a_split_case_is_said_on_both_and_several_links_lead_to_their_pane(hanna: Desk) -> None:
    case = hanna.office.cases["Nino Beridze"]
    for name in ("Giorgi Beridze", "Tamar Beridze", "Levan Beridze"):
        hanna.stored(families.add_person, case, {"name": name})
    people = hanna.stored(lookup.case_page, case).persons[1:]
    parts = [hanna.stored(merging.split_case, case, [person.id]).id for person in people]
    hanna.open("nino")
    hanna.until(lambda: len(words(hanna)) == 2)
    assert len(hanna.page.links.apart) == 2
    assert "1 " in hanna.page.links.state.more
    hanna.window.navigate("case", case_id=parts[0])
    hanna.until(lambda: shown(hanna) == parts[0] and "Nino Beridze" in "".join(words(hanna)))
    hanna.window.navigate("case", case_id=case)
    hanna.until(lambda: shown(hanna) == case and len(words(hanna)) == 2)
    assert any(command.key == "Alt+G" for command in hanna.page.commands())


def test_who_may_not_merge_is_offered_no_undoing(hanna: Desk) -> None:
    hanna.open("nino")
    hanna.page.links.show_links(shown(hanna), [LinkedCase("0" * 32, "within")], False)
    assert hanna.page.links.isVisible()
    assert not hanna.page.links.go
    assert not hanna.page.links.apart
