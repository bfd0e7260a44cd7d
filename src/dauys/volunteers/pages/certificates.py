"""Certificates for who holds them, on their own page, and for the office, which issues them and takes them back."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import lang
from dauys.ground.access.gate import by_code, staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.volunteers import actions, certificates, links, papers_of_proof
from dauys.volunteers.forms_of_proof import IssueForm, RevokeForm
from dauys.volunteers.models import Certificate, Volunteer
from dauys.volunteers.pages.desk_parts import actor_of, frame
from dauys.volunteers.queries import get_certificate, get_volunteer
from dauys.volunteers.totals import approved
from dauys.volunteers.words_of_proof import REASON_WORDS, hours_words, limits, period_words, works_words

MOST = 100  # on one page


@require_safe
@by_code
def own_certificates(request: HttpRequest) -> HttpResponse:
    """What an office confirmed to the volunteer of this browser. Three statements."""
    row = links.own_volunteer(request)
    if row is None or row.state == "unconfirmed":
        return redirect("own_volunteer")
    totals = approved(row.pk)
    about = {
        "section": "help",
        "hours": hours_words(totals.minutes),
        "tasks": totals.tasks,
        "rows": [_shown(one) for one in _of(row)],
        "embeds": certificates.can_embed(),
        "limits": limits(),
    }
    return render(request, "volunteers/own_certificates.html", about)


@require_safe
@by_code
def own_certificate_file(request: HttpRequest, certificate_id: UUID, form: str) -> HttpResponse:
    """One of them as a paper, as a document with its proof inside, or as a token."""
    person = links.own_volunteer(request)
    row = next((one for one in _of(person) if one.pk == certificate_id), None) if person else None
    if row is None:
        raise Http404
    if form == "paper":
        return _paper(row)
    if form == "document" and certificates.can_embed():
        return _file(certificates.document(row, lang()), "application/vc", f"{row.code}.json")
    if form == "token":
        return _file(certificates.token(row, lang()), "application/vc+jwt", f"{row.code}.jwt")
    raise Http404


@require_http_methods(["GET", "POST"])
@staff("volunteers.view")
def volunteer_certificates(request: HttpRequest, volunteer_id: UUID) -> HttpResponse:
    """The certificates of one volunteer; a POST issues one for what stands in the ledger."""
    if request.method == "GET":
        return _desk(request, get_volunteer(actor_of(request), volunteer_id, "volunteers.view"))
    row = get_volunteer(actor_of(request), volunteer_id, "volunteers.close_need")
    form = IssueForm(request.POST)
    if not form.is_valid():
        return _desk(request, row, status=422, form=form)
    try:
        actions.issue(volunteer=row.pk, actor=actor_of(request), at=now(), **form.cleaned_data)
    except actions.NoHours:
        form.add_error("since", _("No hours were approved in these days."))
        return _desk(request, row, status=422, form=form)
    return redirect("volunteer_certificates", volunteer_id=row.pk)


@require_POST
@staff("volunteers.close_need")
def revoke_certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    row = get_certificate(actor_of(request), certificate_id, "volunteers.close_need")
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return _desk(request, row.volunteer, status=422, refused=(row.pk, form))
    actions.revoke(certificate=row.pk, reason=form.cleaned_data["reason"], actor=actor_of(request), at=now())
    return redirect("volunteer_certificates", volunteer_id=row.volunteer_id)


@require_safe
@staff("volunteers.view")
def certificate_paper(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The paper, for who has no phone of their own."""
    row = get_certificate(actor_of(request), certificate_id, "volunteers.view")
    if row.volunteer.state == "left":
        raise Denied("volunteers.view")
    return _paper(row)


def _desk(request: HttpRequest, row: Volunteer, *, status: int = 200, **forms: Any) -> HttpResponse:
    totals = approved(row.pk)
    refused = forms.pop("refused", None)
    context = {
        "row": row,
        "hours": hours_words(totals.minutes),
        "tasks": totals.tasks,
        "rows": [_shown(one, refused) for one in _of(row)],
        "may_issue": allows(actor_of(request), "volunteers.close_need", row) and totals.minutes,
        "may_revoke": allows(actor_of(request), "volunteers.close_need", row),
        "wrong": refused[1] if refused else None,
        "form": IssueForm(initial={"key": uuid4()}),
        **forms,
    }
    return render(request, "volunteers/certificates.html", frame(request, **context), status=status)


def _of(row: Volunteer) -> list[Certificate]:
    rows = row.certificates.select_related("office__area", "key", "volunteer")
    return list(rows.order_by("-issued_at", "-pk")[:MOST])


def _shown(row: Certificate, refused: Any = None) -> dict[str, Any]:
    is_refused = refused is not None and refused[0] == row.pk
    return {
        "row": row,
        "office": row.office.name(lang()),
        "hours": hours_words(row.minutes),
        "period": period_words(row, lang()),
        "works": works_words(row, lang()),
        "address": certificates.public_address(row.code),
        "reason": REASON_WORDS[row.reason]() if row.reason else "",
        "form": refused[1] if is_refused else RevokeForm(auto_id=f"{row.code}-%s"),
    }


def _paper(row: Certificate) -> HttpResponse:
    response = HttpResponse(papers_of_proof.certificate(row, lang()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.code}.pdf"'
    return response


def _file(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
