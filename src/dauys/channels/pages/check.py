"""The public page where anybody checks a receipt, by its file or by its hash, and sees the journal's head."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.core.merkle import NotProved
from dauys.core.receipts import Receipt, check, receipt_from_json
from dauys.core.strict_json import BadJson, read_json
from dauys.ground.access.gate import public
from dauys.ground.log import queries as log
from dauys.ground.throttle.brakes import too_fast

LARGEST = 100_000
AN_HOUR = 600


@require_http_methods(["GET", "POST"])
@public
def check_receipt(request: HttpRequest) -> HttpResponse:
    """GET with `leaf` says where that hash stands; POST checks the file of a receipt. Neither keeps anything."""
    verdict: dict[str, Any] = {}
    leaf = "".join(request.GET.get("leaf", "").split()).lower()
    rows = log.logs()
    current = log.described(rows[-1], rows[-1].keys.all()) if rows else None
    if request.method == "POST" and too_fast(request, "check", AN_HOUR, 3600):
        verdict = {"problem": _("Too many requests from this address. Wait an hour."), "field": "receipt", "slow": True}
    elif request.method == "POST":
        verdict = _of_file(request, current.log_id if current else "")
    elif leaf:
        verdict = _of_leaf(leaf, current.log_id if current else "")
    head = log.newest_head(current.log_id) if current else None
    context = {
        "section": "check",
        "verdict": verdict,
        "typed": request.GET.get("leaf", "")[:90],
        "head": head,
        "root": _groups(head.root_hash.hex()) if head else "",
        "forks": [_fork(row) for row in rows if row.follows],
        "address": settings.PUBLIC_URL,
    }
    status = 429 if "slow" in verdict else 422 if "problem" in verdict else 200
    response = render(request, "channels/check_receipt.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)  # it may name a case, and the head moves on
    return response


def _groups(digits: str) -> str:
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


def _fork(row: Any) -> dict[str, Any]:
    return {
        "at": row.started_at,
        "common": row.common_size,
        "lost": max(int(row.follows["tree_size"]) - row.common_size, 0),
    }


def _of_leaf(leaf: str, log_id: str) -> dict[str, Any]:
    try:
        digest = bytes.fromhex(leaf)
        if len(digest) != 32:
            raise ValueError
    except ValueError:
        return {
            "problem": _("The hash has 64 digits and letters from a to f. Copy it from the receipt."),
            "field": "leaf",
        }
    standing = log.standing_of_leaf(log_id, digest)
    if standing is None:
        return {"unknown": True}
    return {"line": standing.index + 1, "at": standing.head.at}


def _of_file(request: HttpRequest, log_id: str) -> dict[str, Any]:
    upload = request.FILES.get("receipt")
    if upload is None:
        return {"problem": _("Choose the file of the receipt."), "field": "receipt"}
    if (upload.size or 0) > LARGEST:
        return {"problem": _("The file is too large to be a receipt."), "field": "receipt"}
    try:
        receipt = receipt_from_json(read_json(upload.read()))
        check(receipt)
    except (NotProved, BadJson):
        return {"refused": True}
    return _still_there(receipt, log_id)


def _still_there(receipt: Receipt, log_id: str) -> dict[str, Any]:
    """Sound in itself; whether the journal of this installation still holds the same at the same place."""
    first = receipt.entries[0]
    found = {"number": receipt.number, "filed": first.at}
    if receipt.log.log_id not in {row.pk for row in log.logs()}:
        return {**found, "elsewhere": True}
    standing = log.standing_of_leaf(log_id, first.leaf_hash)
    if standing is None:
        return {**found, "missing" if receipt.is_merged else "promised": True}
    return {**found, "line": standing.index + 1, "at": standing.head.at}
