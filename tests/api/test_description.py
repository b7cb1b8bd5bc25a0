"""The OpenAPI description: valid, and what it says is what is answered."""

import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from tests.factories import SessionFactory
from vaxportal.core.api import REFUSALS

LISTS = ["sessions/", "sessions/{session}/people/", "registrations/", "lists/", "lists/{ref}/rows/"]


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_description_is_valid_openapi(schema):
    validate_schema(schema)
    assert len(schema["paths"]) > 20


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_described_as_pages(schema, path):
    answer = schema["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    page = schema["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    assert set(page["properties"]) == {"count", "next", "previous", "results"}
    assert page["properties"]["results"]["type"] == "array"


def test_every_write_tells_its_problems(schema):
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            refusals = {"401", "404", "406", "500"}
            if method != "get":
                refusals |= {"400", "403", "413", "415", "422"}
            assert refusals <= set(operation["responses"]), f"{method} {path}"
    assert set(schema["components"]["schemas"]["Problem"]["properties"]) == {"field", "code", "message"}


def test_every_refusal_that_is_answered_is_described(schema):
    described = {status for path in schema["paths"].values() for one in path.values() for status in one["responses"]}
    assert {str(status) for status in REFUSALS} - described == {"405"}  # of operations that do not exist


def test_a_file_is_described_as_a_file(schema):
    assert schema["components"]["schemas"]["WorkerListIn"]["properties"]["file"]["format"] == "binary"


@pytest.mark.django_db
def test_a_list_is_answered_as_described(lan, facility):
    SessionFactory(facility=facility)
    client = APIClient()
    client.force_authenticate(lan)
    assert set(client.get("/api/v1/sessions/").json()) == {"count", "next", "previous", "results"}
