"""The OpenAPI document is true: schemathesis asks everything it can think of, logged in and not; nothing breaks."""

from collections.abc import Iterator

import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from sync.protocol.api import MEDIA_TYPE
from sync.server.app import create_app, router
from tests.conftest import SOAK
from tests.sync.server.desk import asking, bearer
from tests.sync.server.house import House, open_house

EXAMPLES = 400 if SOAK else 50
load_all_checks()
schemathesis.serializer.alias(MEDIA_TYPE, "application/octet-stream")
HOLDING = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("contract") / "data") as found:
        found.staff.administrator.open_stream()
        yield found


@pytest.fixture(scope="module")
def token(house: House) -> str:
    with asking(house.staff.office) as client:
        return bearer(client, house.staff.administrator)["authorization"]


@pytest.fixture(scope="module")
def described(house: House) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(house.running.address + "/openapi.json")


ENDPOINTS = [
    (method, route.path) for route in router.routes if isinstance(route, APIRoute) for method in sorted(route.methods)
]


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_no_question_breaks_the_office(described: schemathesis.BaseSchema, token: str, method: str, path: str) -> None:
    operation = described[path][method]
    cases = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    checks = [CHECKS.get_one(name) for name in HOLDING]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases[0] | cases[1])
    def ask(case: schemathesis.Case) -> None:
        for headers in ({}, {"authorization": token}):
            case.call_and_validate(headers=headers, checks=checks)

    ask()


def test_the_document_names_every_refusal_in_one_shape(house: House) -> None:
    document = create_app(house.staff.office).openapi()
    for path, methods in document["paths"].items():
        for method, described_ in methods.items():
            for status, answer in described_["responses"].items():
                if int(status) >= 400:
                    assert answer["content"]["application/json"]["schema"] == {
                        "$ref": "#/components/schemas/Problem"
                    }, (path, method, status)
