"""The log's public addresses: newest head, all heads, keys and logs, and proofs, as JSON for whoever checks us."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.ground.access.gate import public
from dauys.ground.log import queries


def _answer(data: dict[str, Any], *, seconds: int = 0, status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status)
    response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-store"
    response["Access-Control-Allow-Origin"] = "*"  # anybody may check, from anywhere
    return response


def _problem(message: str, status: int) -> JsonResponse:
    return _answer({"message": message}, status=status)


def _whole(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


@require_safe
@public
def head(request: HttpRequest) -> HttpResponse:
    """The newest signed head with the log's keys."""
    log = queries.current()
    newest = queries.newest_head(log.log_id) if log else None
    if log is None or newest is None:
        return _problem(_("The journal has no signed head yet."), 404)
    return _answer({"head": newest.as_json(), "log": log.as_json()}, seconds=5)


@require_safe
@public
def heads(request: HttpRequest) -> HttpResponse:
    """Heads of the log in use (or of `log`), oldest first; `after` is the `position` where the last page ended."""
    log_id = request.GET.get("log", "")
    if not log_id:
        log = queries.current()
        log_id = log.log_id if log else ""
    after = _whole(request, "after") or 0
    found = queries.heads_after(log_id, after) if len(log_id) == 32 and log_id.isalnum() else []
    return _answer(
        {"log_id": log_id, "heads": [h.as_json() for _pk, h in found], "position": found[-1][0] if found else after}
    )


@require_safe
@public
def logs(request: HttpRequest) -> HttpResponse:
    """Every log there was, oldest first, each with its keys and with the one it follows."""
    rows = [
        {
            **queries.described(row, row.keys.all()).as_json(),
            "started_at": row.started_at.isoformat(timespec="milliseconds"),
            "follows": row.follows,
            "common_size": row.common_size,
        }
        for row in queries.logs()
    ]
    return _answer({"logs": rows}, seconds=5)


@require_safe
@public
def inclusion(request: HttpRequest) -> HttpResponse:
    """The path of the entry with leaf hash `leaf` (or index `index`) in the tree of `size`, by default the newest."""
    log = queries.current()
    newest = queries.newest_head(log.log_id) if log else None
    if log is None or newest is None:
        return _problem(_("The journal has no signed head yet."), 404)
    index = _whole(request, "index")
    if request.GET.get("leaf"):
        standing = queries.standing_of_leaf(log.log_id, _leaf(request.GET["leaf"]))
        index = standing.index if standing else None
    size = _whole(request, "size") if "size" in request.GET else newest.tree_size
    if index is None or size is None or not index < size <= newest.tree_size:
        return _problem(_("The journal has no such entry, or not yet."), 404)
    path = queries.inclusion(index, size)
    leaf = queries.hashes([(0, index)])[0, index]
    return _answer({"index": index, "size": size, "leaf": leaf.hex(), "path": [step.hex() for step in path]})


def _leaf(text: str) -> bytes:
    try:
        return bytes.fromhex(text[:64])
    except ValueError:
        return b""


@require_safe
@public
def consistency(request: HttpRequest) -> HttpResponse:
    """The proof that the tree of `second` entries begins with that of `first`."""
    log = queries.current()
    newest = queries.newest_head(log.log_id) if log else None
    first, second = _whole(request, "first"), _whole(request, "second")
    if newest is None or first is None or second is None or not 0 < first <= second <= newest.tree_size:
        return _problem(_("There is no proof between these sizes."), 404)
    path = queries.consistency(first, second)
    return _answer({"first": first, "second": second, "path": [step.hex() for step in path]}, seconds=3600)
