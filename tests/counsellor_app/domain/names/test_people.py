"""What else is known of two people strengthens or weakens what their names say."""

import pytest

from counsellor_app.domain.names.people import LIKELY, Known, Likeness, Why, compare_people


def likeness(left: dict[str, str], right: dict[str, str], *names: str) -> Likeness:
    called = names or ("Khadija Benali", "Hadija Ben Ali")
    return compare_people(
        Known(names=(called[0],), **left),  # type: ignore[arg-type]
        Known(names=tuple(called[1:]), **right),  # type: ignore[arg-type]
    )


def whys(found: Likeness) -> set[Why]:
    return {reason.why for reason in found.reasons}


def test_one_number_is_one_person_whatever_the_name():
    found = likeness({"alien_number": "1234567890"}, {"alien_number": "1234567890"}, "Khadija Benali", "X Y")
    assert found.score >= 0.98
    assert Why.SAME_NUMBER in whys(found)


def test_the_country_code_of_a_phone_does_not_matter():
    found = likeness({"phone": "06-12 34 56 78"}, {"phone": "+31 6 12345678"})
    assert Why.SAME_PHONE in whys(found)


@pytest.mark.parametrize(
    ("born", "other", "why"),
    [
        ({"birth_date": "1990-01-31"}, {"birth_date": "1990-01-31"}, Why.SAME_BIRTH_DATE),
        ({"birth_date": "1990-01-31"}, {"birth_date": "1990"}, Why.SAME_BIRTH_YEAR),
        ({"birth_date": "1990"}, {"birth_date": "1992"}, Why.BIRTH_FITS),
        ({"birth_date": "1990"}, {"birth_date": "1993"}, Why.OTHER_BIRTH),
        ({"birth_date": "1990", "birth_precision": "estimated"}, {"birth_date": "1995"}, Why.BIRTH_FITS),
        ({"birth_date": "1990", "birth_precision": "estimated"}, {"birth_date": "1996"}, Why.OTHER_BIRTH),
    ],
)
def test_births_fit_or_not_on_both_sides_of_the_mark(born: dict[str, str], other: dict[str, str], why: Why):
    assert why in whys(likeness(born, other))


def test_facts_against_weaken_and_stand_last():
    alone = likeness({}, {})
    against = likeness({"sex": "female", "nationality": "SO"}, {"sex": "male", "nationality": "ER"})
    assert alone.score >= LIKELY > against.score
    assert {reason.why for reason in against.reasons[-2:]} == {Why.OTHER_SEX, Why.OTHER_NATIONALITY}


def test_what_is_not_known_says_nothing():
    assert likeness({}, {"sex": "male", "birth_date": "1990", "phone": "0612345678"}).score == likeness({}, {}).score


def test_another_name_somebody_goes_by_counts():
    found = compare_people(Known(names=("Sasha Petrov",)), Known(names=("Viktor Ivanov",), also=("Александр Петров",)))
    assert found.score >= LIKELY
    assert Why.OTHER_NAME_KNOWN in whys(found)
    assert Why.PET_NAME in whys(found)


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        ("Ali Hassan", "Ali Hassan", Why.SAME_NAME),
        ("Ali Hassan", "Hassan Ali", Why.OTHER_ORDER),
        ("Hassan Ali", "Xasan Cali", Why.OTHER_WRITING),
        ("Ghirmay Okube", "Girmai Okube", Why.OTHER_WRITING),
        ("Barzinji Zubrow", "Berzinji Zubrov", Why.SAME_SOUND),
        ("Habte Wold Zubrov", "Habtewold Zubrov", Why.WRITTEN_TOGETHER),
        ("M. Hassan Ali", "Mohamed Hassan Ali", Why.INITIAL),
        ("Ali Hassan", "Ali Hassan Farah", Why.PART_MISSING),
        ("Ali Hassan Nur", "Ali Hassan Farah", Why.OTHER_PART),
    ],
)
def test_each_reason_is_given_where_it_holds(left: str, right: str, why: Why):
    assert why in whys(likeness({}, {}, left, right))
