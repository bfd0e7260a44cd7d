"""Reads the body of an API request strictly: JSON in UTF-8, small, every name once, only numbers JSON knows."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser

# The longest text, ten thousand signs of six bytes twice over, and what stands around it.
MAX_BODY = 256 * 1024
TOO_LARGE, NOT_JSON = 413, 415


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")  # two readers would see two different voices
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


class StrictParser(Parser):
    """Whatever it raises, django-ninja turns into a 400 with the error as its cause; `status_of` finds that."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise HttpError(NOT_JSON, "not JSON")
        if len(request.body) > MAX_BODY:
            raise HttpError(TOO_LARGE, "too large")
        return json.loads(request.body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)


def status_of(error: HttpError) -> int:
    """The status meant by whoever refused first."""
    cause = error.__cause__
    return cause.status_code if isinstance(cause, HttpError) else error.status_code
