"""Sending: nothing leaves twice, nothing is forgotten, and what the office refuses stops nothing else."""

from typing import Any

from tests.offices import House
from tests.sync.client.between import Instead


def test_what_is_saved_while_a_page_travels_is_sent_later(house: House) -> None:
    team = house.add_team()
    first, second, third = (house.founder.open_case(team)[0].id for _ in range(3))
    house.founder.sync()
    reader = house.join("reader", team)
    house.founder.note(first, "one")
    house.founder.note(third, "three")

    def meanwhile(call: Any, envelopes: list[bytes]) -> Any:
        house.founder.note(second, "while it travels")
        return call(envelopes)

    assert house.founder.sync(Instead(house.founder.relay, put_envelopes=meanwhile)).pushed == 2
    house.settle()
    assert house.founder.count("outbox") == 0
    assert [reader.texts(case) for case in (first, second, third)] == [["one"], ["while it travels"], ["three"]]
