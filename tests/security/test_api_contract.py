"""The API keeps what its description promises, for data that fits the description and for data that does not."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi

from dauys.cases.models import Voice
from dauys.site.wsgi import application
from tests.security.visitors import file_by_api, voice

EXAMPLES = 60
# Not `positive_data_acceptance`: what the pack knows (places, kinds, topics) and how a phone is written stand in no
# schema, so fitting data may be refused with a 422. That the example of the description is accepted is asked below.
CHECKS = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
    openapi.missing_required_header,
    openapi.unsupported_method,
    openapi.allow_header_conformance,
]
ANSWERED: Counter[int] = Counter()


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def served(db: None) -> Iterator[None]:
    """The application keeps the test's connection, as Django's own test client makes it do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(served: None, case: Any) -> None:
    cache.clear()  # the brake on floods would answer everything with a 429
    response = case.call()
    ANSWERED[response.status_code] += 1
    case.validate_response(response, checks=CHECKS)


def test_all_kinds_of_answers_were_seen() -> None:
    assert {201, 400, 422} <= set(ANSWERED), ANSWERED


def test_the_description_is_valid() -> None:
    schema.validate()
    described = schema.raw_schema
    assert described["openapi"].startswith("3.1")
    answers = described["paths"]["/api/v1/cases"]["post"]["responses"]
    assert set(answers) == {"200", "201", "400", "413", "415", "422", "429", "503"}


def test_a_description_that_is_not_valid_would_be_noticed() -> None:
    broken = {**schema.raw_schema, "paths": {"/api/v1/cases": {"post": {"responses": []}}}}
    with pytest.raises(Exception, match="responses"):
        schemathesis.openapi.from_dict(broken).validate()


def test_the_example_of_the_description_is_accepted(db: None) -> None:
    (example,) = schema.raw_schema["components"]["schemas"]["NewCase"]["examples"]
    assert file_by_api(Client(), example).status_code == 201


WORDS = strategies.text(min_size=20, max_size=200)
LINE = strategies.text(max_size=60)


@settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=WORDS, name=LINE, place_note=LINE, external_number=LINE, subject=LINE)
def test_any_words_are_filed_or_refused_in_words(served: None, **words: str) -> None:
    cache.clear()
    response = file_by_api(Client(), voice(**words))
    if response.status_code == 201:
        kept = Voice.objects.order_by("-case__serial")[0]
        assert kept.text == words["text"].strip()
    else:
        assert response.status_code == 422
        assert set(response.json()["fields"]) <= set(words)
