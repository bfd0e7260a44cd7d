"""Where anybody verifies a certificate by its code, and what software asks for: keys of an office, lists of states."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import lang
from dauys.core.tracking_codes import BadCode, normalize
from dauys.ground.access.gate import public
from dauys.ground.throttle.brakes import too_fast
from dauys.volunteers import certificates
from dauys.volunteers.forms_of_proof import HolderForm
from dauys.volunteers.models import Certificate, OfficeKey
from dauys.volunteers.offices import offices
from dauys.volunteers.words_of_proof import hours_words, limits, period_words, works_words

ASKS_AN_HOUR = 20  # from one address, whose a certificate is: nobody may try phones
MOST_LISTS = 1000  # of one key
KEPT = 300  # seconds that a list of states may be kept


@require_safe
@public
def proof(request: HttpRequest) -> HttpResponse:
    """The code of a certificate is typed in."""
    typed, problem = request.GET.get("code", "")[:40], ""
    if typed:
        try:
            return redirect("show_proof", code=normalize(typed))
        except BadCode:
            problem = _("A code has ten letters and digits, such as K7MPX-2H4TC.")
    return _page(request, status=422 if problem else 200, typed=typed, problem=problem)


@require_http_methods(["GET", "POST"])
@public
def show_proof(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate holds and what it says; a POST asks whether a contact is that of its holder. Nothing is
    kept. A GET is one statement and counts nothing: codes are too many to be guessed."""
    row = _found(code)
    if row is None:
        return _page(request, status=404, typed=code[:40], unknown=True)
    about: dict[str, Any] = {"asks": HolderForm() if row.holder_salt else None}
    status = 200
    if request.method == "POST" and row.holder_salt:
        status, about = _whose(request, row)
    return _page(request, status=status, typed=row.code, row=row, **_words(row), **about)


def _whose(request: HttpRequest, row: Certificate) -> tuple[int, dict[str, Any]]:
    form = HolderForm(request.POST)
    if too_fast(request, "proof-holder", ASKS_AN_HOUR, 3600):
        return 429, {"asks": HolderForm(), "problem": _("Too many requests from this address. Wait an hour.")}
    if not form.is_valid():
        return 422, {"asks": form}
    return 200, {"asks": form, "theirs": certificates.is_holder(row, form.cleaned_data["contact"][1]), "asked": True}


def _found(code: str) -> Certificate | None:
    try:
        known = normalize(code)
    except BadCode:
        return None
    return Certificate.objects.select_related("office", "volunteer", "key").filter(code=known).first()


def _words(row: Certificate) -> dict[str, Any]:
    return {
        "office": row.office.name(lang()),
        "hours": hours_words(row.minutes),
        "period": period_words(row, lang()),
        "works": works_words(row, lang()),
        "limits": limits(),
        "issuer": certificates.issuer_of(row.key, row.office).did,
    }


def _page(request: HttpRequest, *, status: int, **about: Any) -> HttpResponse:
    response = render(request, "volunteers/proof.html", {"section": "help", **about}, status=status)
    patch_cache_control(response, private=True, no_store=True)  # it can be taken back at any moment
    return response


@require_safe
@public
def office_did(request: HttpRequest, office: str) -> HttpResponse:
    """The keys of an office as a document of did:web."""
    body = next((one for one in offices() if one.code == office), None)
    document = certificates.did_document(body) if body else None
    if document is None:
        raise Http404
    return _open(JsonResponse(document, content_type="application/did+json"))


@require_safe
@public
def proof_status(request: HttpRequest, key_id: str, number: int, form: str) -> HttpResponse:
    """Which certificates of a key were taken back, signed."""
    key = OfficeKey.objects.select_related("office").filter(key_id=key_id).first()
    if key is None or form not in ("json", "jwt") or not 0 < number <= MOST_LISTS:
        raise Http404
    kind = "application/vc" if form == "json" else "application/vc+jwt"
    try:
        listed = certificates.status_list(key, number, "json" if form == "json" else "jwt")
    except certificates.NotInstalled as error:
        raise Http404 from error
    return _open(HttpResponse(listed, content_type=kind))


def _open(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={KEPT}"
    response["Access-Control-Allow-Origin"] = "*"  # anybody may check, from anywhere
    return response
