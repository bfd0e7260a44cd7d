"""Figures for the operator's monitor in the text format of Prometheus, behind a token; nothing in them is personal."""

from collections.abc import Iterator
from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dauys.ground.access.gate import public
from dauys.ground.files.queries import scanner
from dauys.ground.journal.queries import lag, parked_count
from dauys.ground.log.queries import current, newest_head
from dauys.ground.messages.queries import waiting_by_state
from dauys.ground.moment import now


@require_safe
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who sends `Authorization: Bearer` with the token of DAUYS_METRICS_TOKEN, else 404."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if not token or not compare_digest(given.encode(), token.encode()):
        raise Http404
    response = HttpResponse("".join(_lines()), content_type="text/plain; version=0.0.4; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    return response


def _lines() -> Iterator[str]:
    at = now()
    yield _gauge("dauys_follower_lag_seconds", "age of the oldest entry without a place in the log", _seconds(lag(at)))
    yield _gauge("dauys_hearers_parked", "facts that a hearer failed on and that wait for another try", parked_count())
    log = current()
    head = newest_head(log.log_id) if log else None
    if head is not None:
        yield _gauge("dauys_log_entries", "entries under the newest signed head", head.tree_size)
        yield _gauge("dauys_log_head_age_seconds", "time since the log last signed a head", _seconds(at - head.at))
    states = waiting_by_state()
    yield "# HELP dauys_messages messages that have not arrived, by state\n# TYPE dauys_messages gauge\n"
    for state, count in states.items():
        yield f'dauys_messages{{state="{state}"}} {count}\n'
    files = scanner()
    yield "# HELP dauys_files files by what the scanner for viruses said\n# TYPE dauys_files gauge\n"
    for verdict in ("waiting", "infected"):
        yield f'dauys_files{{verdict="{verdict}"}} {files[verdict]}\n'


def _seconds(span: timedelta) -> float:
    return max(round(span.total_seconds(), 3), 0.0)


def _gauge(name: str, about: str, value: float) -> str:
    return f"# HELP {name} {about}\n# TYPE {name} gauge\n{name} {value}\n"
