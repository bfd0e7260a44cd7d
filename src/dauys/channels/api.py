"""The public API: files a voice once for an Idempotency-Key, errors in the caller's language."""

import logging
from typing import Any, Literal
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as InvalidMail
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import Field, Header, NinjaAPI, Schema, Status
from ninja.errors import HttpError, ValidationError
from pydantic import ConfigDict
from pydantic.config import JsonDict

from dauys.cases.display import kind_name, no_calendar_words
from dauys.cases.fields import phone_words, signers_problem
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of, tracking_code
from dauys.channels import actions, bodies, flood
from dauys.core.phone_numbers import BadPhone, normalize_phone
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.cache import areas
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import public
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.routing.queries import goes_first

# A caller's key becomes one of ours, so that it can never name a case filed through another door.
_KEYS = UUID("0f9b2c1e-6a55-5d0f-8d1a-64617579736b")
log = logging.getLogger(__name__)
api = NinjaAPI(
    title="Dauys",
    version="1",
    docs_url=None,
    docs_decorator=require_safe,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
    parser=bodies.StrictParser(),
)
EXAMPLE: JsonDict = {
    "text": "There has been no water in our street for three days. Please help.",
    "area": "kz/71",
    "kind": "application",
    "topic": "water",
    "name": "Aigul",
    "phone": "+7 700 123 45 67",
    "language": "kk",
}


RETRY_AFTER = {"description": "Seconds after which to try again.", "schema": {"type": "integer", "minimum": 1}}


class NewCase(Schema):
    """A voice. `area` is a path of the pack such as kz/71; codes of kinds and topics are the pack's. `signers` is how
    many people signed it together, the named one among them; 0: somebody writes alone.

    With `anonymous` the author did not name themselves: no `name`, `phone` or `email` is taken then, no answer can be
    sent, and the law may let the voice be left without consideration unless it tells of a crime or a threat.
    A field that is not named here is refused.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, json_schema_extra={"examples": [EXAMPLE]})

    text: str = Field(min_length=20, max_length=10_000)
    area: str = Field(max_length=200)
    kind: str = Field(current().first_kind, max_length=30)
    topic: str = Field("", max_length=60)
    place_note: str = Field("", max_length=300)
    name: str = Field("", max_length=160)
    anonymous: bool = False
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=120, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")
    language: Literal[current().languages] = current().info.default_language  # type: ignore[valid-type]
    external_number: str = Field("", max_length=60)
    signers: int = Field(0, ge=0, le=1_000_000)


class FiledCase(Schema):
    """The receipt. `due_on` is a legal term only when `by_law`; otherwise it is the office's voluntary term."""

    number: str
    code: str
    kind: str
    body: str
    registered_on: str
    due_on: str
    by_law: bool
    track: str


class Problem(Schema):
    """What is wrong, in the caller's language (Accept-Language), field by field."""

    message: str
    fields: dict[str, str] = {}


class Rejected(Exception):
    def __init__(self, **fields: str) -> None:
        super().__init__()
        self.fields = fields


class TooFast(Exception):
    def __init__(self, found: flood.Flood) -> None:
        super().__init__(found.because)
        self.found = found


def _problem(request: HttpRequest, status: int, message: str, fields: dict[str, str] | None = None) -> HttpResponse:
    return api.create_response(request, {"message": message, "fields": fields or {}}, status=status)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {str(e["loc"][-1]): _words(e) for e in error.errors}
    return _problem(request, 422, _("The request cannot be accepted."), fields)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    status = bodies.status_of(error)
    match status:
        case bodies.TOO_LARGE:
            return _problem(request, status, _("The request is too large."))
        case bodies.NOT_JSON:
            return _problem(request, status, _("Send JSON, with the content type application/json."))
    return _problem(request, status, _("The body is not JSON that can be read without doubt."))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _problem(request, bodies.TOO_LARGE, _("The request is too large."))


@api.exception_handler(Rejected)
def _rejected(request: HttpRequest, error: Rejected) -> HttpResponse:
    return _problem(request, 422, _("The request cannot be accepted."), error.fields)


@api.exception_handler(CalendarNotCovered)
def _no_calendar(request: HttpRequest, error: CalendarNotCovered) -> HttpResponse:
    log.error("a term cannot be counted: %s", error)
    return _problem(request, 503, no_calendar_words())


@api.exception_handler(TooFast)
def _too_fast(request: HttpRequest, error: TooFast) -> HttpResponse:
    if error.found.because == "address":
        message = _("Too many requests from this address. Wait as long as Retry-After says.")
    else:
        message = _("Too many appeals arrive at this moment. Try again in a minute.")
    response = _problem(request, 429, message)
    response["Retry-After"] = str(error.found.seconds)
    return response


def _words(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return _("This field is required.")
        case "string_too_short":
            return _("At least %d characters.") % context["min_length"]
        case "string_too_long":
            return _("At most %d characters.") % context["max_length"]
        case "uuid_parsing":
            return _("Must be a UUID.")
    return _("This value is not accepted.")


@api.post(
    "/cases",
    response={201: FiledCase, 200: FiledCase, frozenset({400, 413, 415, 422, 429, 503}): Problem},
    summary="File a voice",
    openapi_extra={"responses": {429: {"headers": {"Retry-After": RETRY_AFTER}}}},
    url_name="file_case",
)
@public
def file_case(request: HttpRequest, payload: NewCase, idempotency_key: UUID = Header(alias="Idempotency-Key")) -> Any:  # noqa: B008
    """Files a voice. The same Idempotency-Key again gives the first receipt and files nothing.

    Above the limit of an address, or of all together, the answer is 429 with Retry-After; nothing was kept then.
    """
    at, first = now(), goes_first(payload.text)
    found = flood.measure(request, door="api", limit=settings.API_PER_ADDRESS, is_urgent=first, at=at)
    if found:
        raise TooFast(found)
    data = _checked(payload)
    filed = actions.file(data=data, channel="api", key=uuid5(_KEYS, str(idempotency_key)), actor=ANONYMOUS, at=at)
    row = filed.obligation or Obligation.objects.select_related("case", "owner").get(case=filed.case_id, leg=1)
    language = get_language() or payload.language
    receipt = {
        "number": number_of(row.case),
        "code": tracking_code(row.case),
        "kind": kind_name(row.kind, language),
        "body": row.owner.name(language),
        "registered_on": row.registered_on.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "by_law": row.by_law,
        "track": f"{settings.PUBLIC_URL}/{payload.language}/track/",
    }
    return Status(201 if filed.fresh else 200, receipt)


def _checked(payload: NewCase) -> dict[str, Any]:
    pack = current()
    wrong: dict[str, str] = {}
    data = payload.dict()
    wrong.update({name: _("This value is not accepted.") for name, value in data.items() if "\x00" in str(value)})
    data["area"] = payload.area.strip("/") + "/"
    if data["area"] not in areas():
        wrong["area"] = _("There is no such place in the pack.")
    if payload.kind not in pack.appeal_kinds:
        wrong["kind"] = _("There is no such kind of appeal.")
    elif payload.signers and (problem := signers_problem(payload.kind, payload.signers)):
        wrong["signers"] = problem
    if payload.topic and payload.topic not in pack.topics:
        wrong["topic"] = _("There is no such topic.")
    if payload.phone:
        try:
            data["phone"] = normalize_phone(payload.phone, pack.info.country)
        except BadPhone:
            wrong["phone"] = phone_words()
    if payload.email:
        try:
            validate_email(payload.email)
        except InvalidMail:
            wrong["email"] = _("Write the e-mail as name@example.kz")
    wrong.update(_who(payload))
    if wrong:
        raise Rejected(**wrong)
    data.update(answer_language=payload.language, answer_by="email" if payload.email else "sms", for_whom="self")
    return data


def _who(payload: NewCase) -> dict[str, str]:
    """What is wrong with who writes: a name and a contact are needed, or none of them at all."""
    if payload.anonymous:
        given = [name for name in ("name", "phone", "email", "signers") if getattr(payload, name)]
        return {name: _("Empty this, or take off the mark that the author is unknown") for name in given}
    wrong: dict[str, str] = {}
    if not payload.name:
        wrong["name"] = _("This field is required.")
    elif len(payload.name) < 2:
        wrong["name"] = _("At least %d characters.") % 2
    if not payload.phone and not payload.email:
        wrong["phone"] = _("Leave a phone or an e-mail, so that the answer can reach you")
    return wrong
