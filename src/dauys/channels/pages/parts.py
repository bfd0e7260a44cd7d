"""Files part by part, for browsers with our script: at the public form for its draft, at the desk for the clerk's form.

POST to `…/parts/` with `name` and `size` gives a token; POST to `…/parts/on/` with the token, where it begins and the
bytes goes on; GET there says how far the file is. Token and offset travel in headers, so that no log has them.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases.queries import by_key
from dauys.channels import drafts
from dauys.ground.access.gate import by_code, staff
from dauys.ground.files import parts
from dauys.ground.files.checking import BadFile, most_bytes
from dauys.ground.moment import now
from dauys.ground.throttle.actions import Counter, count_up
from dauys.ground.throttle.brakes import of_address

AN_HOUR = 3600
DRAFTS_AN_HOUR = 1000
PARTS_OF_A_DRAFT = 60
REQUESTS_OF_AN_ADDRESS = 20_000


@require_POST
@by_code
def say_parts(request: HttpRequest) -> HttpResponse:
    """Begins a file of the draft; before the first answer is given, the draft begins with it."""
    key = drafts.draft_id(request)
    is_fresh = key is None or drafts.load(key) is None
    key = uuid4() if key is None or is_fresh else key
    more = [of_address(request, "draft", DRAFTS_AN_HOUR, AN_HOUR)] if is_fresh else []
    response = _begun(request, drafts.holder_of(key), more)
    if is_fresh and response.status_code == 201:
        drafts.save(key, {}, at=now())
        drafts.remember(response, key)
    return response


@require_http_methods(["GET", "POST"])
@by_code
def say_parts_on(request: HttpRequest) -> HttpResponse:
    key = drafts.draft_id(request)
    if key is None:
        return _gone()
    return _gone_on(request, drafts.holder_of(key), lambda: drafts.load(key) is not None)


@require_POST
@staff("cases.register")
def register_parts(request: HttpRequest) -> HttpResponse:
    """Begins a file of the clerk's form, named by its key."""
    key = _form_key(request)
    return _begun(request, drafts.holder_of(key), []) if key else _gone()


@require_http_methods(["GET", "POST"])
@staff("cases.register")
def register_parts_on(request: HttpRequest) -> HttpResponse:
    key = _form_key(request)
    return _gone_on(request, drafts.holder_of(key), lambda: by_key(key) is None) if key else _gone()


def _form_key(request: HttpRequest) -> UUID | None:
    """The key of the case that this clerk's form becomes."""
    try:
        typed = UUID(request.headers.get("Upload-Key", ""))
    except ValueError:
        return None
    return drafts.desk_key(request.actor.id, typed)  # type: ignore[attr-defined]


def _begun(request: HttpRequest, holder: UUID, more: list[Counter]) -> HttpResponse:
    try:
        size = int(request.POST.get("size", ""))
    except ValueError:
        size = 0
    megabytes = min(max(size, 0), most_bytes() * 2) // (1024 * 1024) + 1  # a larger one is refused below
    counters = [
        Counter("parts", str(holder), PARTS_OF_A_DRAFT, AN_HOUR),
        Counter("upload", of_address(request, "", 0, 1).subject, settings.MEGABYTES_PER_ADDRESS, AN_HOUR, megabytes),
        *more,
    ]
    try:
        if _too_many(counters):
            return _problem(_too_fast(), 429)
        token = parts.begin(holder=holder, name=request.POST.get("name", ""), size=size)
    except parts.NoRoom as error:
        return _problem(str(error), 507)
    except BadFile as error:
        return _problem(str(error), 422)
    return JsonResponse({"token": token, "offset": 0, "most": parts.AT_ONCE}, status=201)


def _gone_on(request: HttpRequest, holder: UUID, is_open: Callable[[], bool]) -> HttpResponse:
    """How far the file is, after what this request brought; the last part finishes it."""
    try:
        part = parts.part_of(request.headers.get("Upload-Token", ""), holder)
        if request.method == "GET":
            return _far(part, parts.how_far(part))
        if _too_many([of_address(request, "parts-on", REQUESTS_OF_AN_ADDRESS, AN_HOUR)]):
            return _problem(_too_fast(), 429)
        here = parts.append(part, _offset(request), request)
        if here >= part.size:
            if not is_open():
                return _gone()
            parts.finish(part, now())
        return _far(part, here)
    except parts.NoSuchPart:
        return _gone()
    except parts.OutOfStep as error:
        return JsonResponse({"offset": error.offset, "done": False}, status=409)
    except parts.NoRoom as error:
        return _problem(str(error), 507)
    except BadFile as error:
        return _problem(str(error), 422)


def _offset(request: HttpRequest) -> int:
    """Where the bytes of this request begin; what is no number begins nowhere."""
    try:
        return int(request.headers.get("Upload-Offset", ""))
    except ValueError:
        return -1


def _too_many(counters: list[Counter]) -> bool:
    counted = count_up(counters=counters, at=now())
    return any(n > counter.limit for n, counter in zip(counted, counters, strict=False))


def _too_fast() -> str:
    return _("Too many files from this address within an hour. Wait a little or send without them.")


def _far(part: parts.Part, offset: int) -> HttpResponse:
    return JsonResponse({"offset": offset, "done": part.mark.exists()})


def _gone() -> HttpResponse:
    return _problem(_("This file is not being received any more. Choose it again."), 404)


def _problem(text: str, status: int) -> HttpResponse:
    return JsonResponse({"problem": text}, status=status)
