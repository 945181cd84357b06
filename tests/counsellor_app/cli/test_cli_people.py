"""People, papers and safety by commands, and what a colleague gets of it."""

import base64
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from counsellor_app.desktop.small_photo import small_photo
from counsellor_app.domain.photos import MOST_BYTES, read_photo, size_of

from .conftest import World


@pytest.fixture(scope="module")
def case(world: World) -> str:
    made = world.bert.get("case", "add", "--name", "Ada Obi", "--birth-date", "1990", "--programme", "VOT", "--flag",
                          "trafficking")  # fmt: skip
    world.sync()
    return str(made["id"])


def test_a_family_by_commands(world: World, case: str) -> None:
    bert = world.bert
    child = bert.get("person", "add", case, "name=Joy Obi", "birth_date=2015", "--relation", "child")["id"]
    bert.done("person", "add", case, "name=Femi", "birth_date=2008", "head=yes")
    assert bert.get("person", "set", case, "--person", "Joy Obi", "interpreter=needed", "languages=ig")["changed"]
    tie = bert.get("relation", "add", case, "Femi", "sibling", "--of", "Joy Obi")
    assert (tie["kind"], tie["other"]) == ("sibling", child)
    number = bert.get("identifier", "add", case, "V 284.115.0932", "--kind", "alien-number", "--person", "Joy Obi")
    assert number["number"] == "2841150932"
    shown = bert.get("person", "list", case, "--on", "2026-06-01")
    assert (shown["adults"], shown["children"], len(shown["unsaid"])) == (1, 1, 1)
    joy = shown["persons"][1]
    assert (joy["name"], joy["adult"], joy["interpreter"]) == ("Joy Obi", False, "needed")
    assert {tie["is"] for tie in joy["relations"]} == {"parent", "sibling"}
    assert [one["name"] for one in shown["persons"] if one["head"]] == ["Femi"]
    assert "Joy Obi" in bert.done("person", "list", case)
    assert [row["id"] for row in bert.get("case", "list", "--query", "2841150932")] == [case]


def test_papers_by_commands(world: World, case: str) -> None:
    bert = world.bert
    soon = (date.today() + timedelta(10)).isoformat()
    made = bert.get("document", "add", case, "kind=laissez-passer", "number=LP9", f"expires_on={soon}", "held_by=coa")
    assert made["validity"] == "valid"
    assert bert.get("document", "set", made["id"], "held_by=the embassy in Rijswijk")["changed"] == ["held_by"]
    found = bert.get("document", "list", "--expiring", "30")
    assert [(one["number"], one["validity"], one["person_name"]) for one in found] == [("LP9", "expiring", "Ada Obi")]
    assert bert.get("document", "list", "--expiring", "5") == []
    assert len(bert.get("document", "list", case)) == 1
    assert "LP9" in bert.done("document", "list", case)
    bert.refused("document", "add", case, "kind=sandwich")
    bert.refused("document", "add", case, "kind", code=2)


def test_a_photo_is_made_small_by_the_command(world: World, case: str, tmp_path: Path) -> None:
    picture = QImage(2000, 1500, QImage.Format.Format_RGB32)
    for place in range(0, 2000, 7):
        for line in range(0, 1500, 11):
            picture.setPixel(place, line, (place * 2654435761 + line * 40503) & 0xFFFFFF)
    picture.setText("Comment", "taken at 52.3676 N")
    path = tmp_path / "photo.png"
    picture.scaled(2000, 1500, Qt.AspectRatioMode.IgnoreAspectRatio).save(str(path))
    made = world.bert.get("photo", "add", case, str(path))
    assert made["bytes"] <= MOST_BYTES
    (tmp_path / "words.txt").write_text("no picture")
    world.bert.refused("photo", "add", case, str(tmp_path / "words.txt"))
    world.bert.done("photo", "remove", made["id"])


def test_refusals_take_names_away(world: World, case: str) -> None:
    bert = world.bert
    assert "VOT" in bert.done("case", "show", case)
    assert "VOT" not in bert.done("case", "list")
    made = bert.get("refusal", "add", case, "beyond-rean", "--words", "Only the ticket.")
    shown = bert.get("refusal", "list", case)
    assert shown["declined"][0]["counts"] is True
    assert set(shown["allowed"]) == {"information", "ticket", "travel-document", "bridging-contribution", "escort"}
    page = bert.done("case", "show", case)
    assert "VOT" not in page
    assert "Trafficking" not in page
    bert.refused("case", "set", case, "programme=HRT")
    assert "Only the ticket." in bert.done("refusal", "list", case)
    bert.done("refusal", "withdraw", made["id"])
    assert "VOT" in bert.done("case", "show", case)


def test_safe_contact_and_plan(world: World, case: str) -> None:
    bert = world.bert
    rule = bert.get("contact-rule", "add", case, "only-through", "--through", "Sister Grace")
    listed = bert.get("contact-rule", "list", case)
    assert not any(listed["ways"].values())
    assert "Sister Grace" in bert.done("case", "show", case)
    assert "Sister Grace" in bert.done("contact-rule", "list", case)
    bert.refused("contact-rule", "add", case, "only_through")
    bert.done("contact-rule", "remove", rule["id"])
    bert.done("safety-plan", "add", case, "--for", "helpers", "--risk", "followed", "--measure", "two by two")
    assert bert.get("safety-plan", "list", case)["missing_for"] == ["client", "family"]
    assert "two by two" in bert.done("safety-plan", "list", case)


def test_the_trafficking_record_has_the_names_of_the_standard(world: World, case: str) -> None:
    bert = world.bert
    bert.done("trafficking", "set", case, "con_Consent=yes", "vic_TypeOfExploitation=Forced labour,Servitude")
    shown = bert.get("trafficking", "show", case)
    assert shown[0]["vic_TypeOfExploitation"] == ["ForcedLabour", "Servitude"]
    assert "Servitude" in bert.done("trafficking", "show", case)
    bert.refused("trafficking", "set", case, "vic_TypeOfExploitation=Gambling")


def test_a_trafficking_case_goes_out_and_comes_in_as_a_table(world: World, case: str, tmp_path: Path) -> None:
    bert = world.bert
    event = bert.get("trafficking", "add", case, "event", "hte_Type=Transit", "hte_City=Lagos")["id"]
    bert.done("trafficking", "add", case, "perpetrator", "per_RoleInProcess=Transporter")
    assert "Transit" in bert.done("trafficking", "show", case)
    out = tmp_path / "case.csv"
    written = bert.get("trafficking", "export", case, "--out", str(out), "--reason", "for the police, asked by her")
    assert written == {"rows": 3, "left_out": [], "kept_back": []}
    bert.done("trafficking", "remove", event)
    again = bert.get("trafficking", "import", case, str(out))
    assert (again["fields"], again["parts"]) == (0, 1)
    assert bert.get("trafficking", "show", case)[0]["event"][0]["hte_City"] == "Lagos"
    bert.refused("trafficking", "import", case, str(tmp_path / "none.csv"))
    bert.refused("trafficking", "add", case, "moon", "hte_City=Lagos")


def test_a_closed_case_goes_on_without_the_others(world: World, case: str) -> None:
    world.sync()
    before = world.bert.get("case", "restrict", case)
    assert before["restricted"] is False
    world.bert.refused("case", "restrict", case, "--readers", "Nobody")
    after = world.bert.get("case", "restrict", case, "--readers", "Bert de Wit", "--reason", "threats")
    assert after["restricted"] is True
    assert (after["waits"], after["left_out"]) == ("unsent", [])
    assert "the office will know" in world.bert.done("case", "restrict", case)
    assert [reader["name"] for reader in after["readers"] if reader["now"]] == ["Bert de Wit"]
    assert any(not reader["now"] for reader in after["readers"])
    world.bert.refused("case", "share", case, "--with", "Carla Pinto")
    world.bert.done("case", "set", case, "place=Secret Shelter")
    world.sync()
    assert world.anna.get("case", "show", case)["place"] != "Secret Shelter"
    text = world.bert.done("case", "restrict", case)
    assert "Bert de Wit" in text
    assert "the office will know" not in text
    assert world.bert.get("case", "restrict", case)["waits"] == ""
    world.bert.done("case", "restrict", case, "--lift", "--reason", "over")
    world.sync()
    world.sync()
    assert world.anna.get("case", "show", case)["place"] == "Secret Shelter"


def test_a_photo_says_nothing_else(tmp_path: Path) -> None:
    for width, height in ((3000, 200), (1, 1), (480, 480)):
        picture = QImage(width, height, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        picture.setText("GPS", "52.3676 N")
        path = tmp_path / f"{width}.png"
        picture.save(str(path))
        found = small_photo(path)
        assert max(size_of(found)) <= 480
        assert b"52.3676" not in found
        assert read_photo(base64.b64encode(found).decode()) == found
