"""The receipt on the screen, as a PDF for paper or roll, and as a small file that anybody can check."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dauys.cases import display
from dauys.cases.desk import desk_frame
from dauys.cases.models import Obligation
from dauys.cases.queries import case_for, number_of, tracking_code
from dauys.channels.contact_keys import keep
from dauys.channels.keys import opened_obligations
from dauys.channels.receipts import receipt_of, stub_of
from dauys.channels.steps import lang
from dauys.core.receipts import receipt_as_json
from dauys.ground.access.gate import by_code, staff
from dauys.ground.access.transactions import acting
from dauys.ground.documents import pdf, qr_svg
from dauys.ground.journal.actions import record
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.sealed.keys import KeyUnreadable
from dauys.ground.ui.cookies import take
from dauys.ground.ui.moments import day_words, moment_words
from dauys.ground.ui.qr import qr

_TEMPLATE = Path(__file__).resolve().parents[1] / "templates/channels/receipt.typ"


def _values(rows: list[Obligation]) -> dict[str, Any]:
    """What a receipt or slip shows: number, code, due date or voluntary term, body."""
    row, case, pack = rows[0], rows[0].case, current()
    number = number_of(case)
    consider = pack.terms(row.kind, collective=case.signers > 0).consider
    return {
        "row": row,
        "case": case,
        "number": number,
        "code": tracking_code(case),
        "kind": display.kind_name(row.kind, lang()),
        "body": display.body_name(row.owner_path, lang()),
        "days": consider.amount,
        "unit": consider.unit,
        "note": pack.info.voluntary_term_note,
        "qr": qr(
            f"{settings.PUBLIC_URL}/{lang()}/track/?number={number}",
            _("QR code with the address of the tracking page"),
        ),
        "clerk": case.registered_by.name if case.registered_by else "",
        "address": f"{settings.PUBLIC_URL}/{lang()}/track/",
        "ledger": display.ledger(row, lang()),
    }


def with_stub(rows: list[Obligation]) -> dict[str, Any]:
    """The receipt's values with its line in the log and the address where it can be checked."""
    stub = stub_of(rows[0].case_id)
    address = f"{settings.PUBLIC_URL}{reverse('check_receipt')}?leaf={stub.leaf}" if stub else ""
    return {**_values(rows), "stub": stub, "check_address": address}


@require_safe
@by_code
def receipt(request: HttpRequest) -> HttpResponse:
    rows = opened_obligations(request)
    if not rows:
        return redirect("track")
    response = render(request, "channels/receipt.html", {"section": "track", **with_stub(rows)})
    take(response, "dauys_draft")
    return keep(request, response)


@require_safe
@by_code
def receipt_pdf(request: HttpRequest) -> HttpResponse:
    """The receipt for printing: A4, or with ?roll=1 for a printer of 80 mm."""
    rows = opened_obligations(request)
    return _document(rows, roll="roll" in request.GET) if rows else redirect("track")


@require_safe
@by_code
def receipt_json(request: HttpRequest) -> HttpResponse:
    """The receipt's file; it holds no name, no text and no code."""
    rows = opened_obligations(request)
    if not rows:
        return redirect("track")
    try:
        made = receipt_of(rows[0].case)
    except KeyUnreadable:
        made = None
    if made is None:
        context = {
            "heading": _("The file is not ready yet"),
            "text": _("The journal has not taken up this appeal yet. Try again in a minute."),
            "back": reverse("receipt"),
            "back_label": _("Back"),
        }
        return render(request, "ui/message.html", context, status=503)
    response = JsonResponse(receipt_as_json(made), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{made.number}.json"'
    return response


@require_POST
@staff("cases.print_slip")
def slip(request: HttpRequest, case_id: Any) -> HttpResponse:
    """The slip with number and code for the person; showing the code is journalled, so it is a POST."""
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    rows = case_for(actor, case_id, "cases.print_slip")
    with acting(actor):
        record("cases.show_code", actor=actor, at=at, case_id=case_id)
    return slip_page(request, rows)


def slip_page(request: HttpRequest, rows: list[Obligation]) -> HttpResponse:
    """The slip on the desk's screen, or as the PDF that was asked for; the caller has journalled it."""
    if request.POST.get("as") in ("a4", "roll"):
        return _document(rows, roll=request.POST["as"] == "roll")
    return render(request, "channels/slip.html", {**desk_frame(request), **with_stub(rows)})


def _document(rows: list[Obligation], *, roll: bool) -> HttpResponse:
    values, language = with_stub(rows), lang()
    row, stub, number = rows[0], values["stub"], values["number"]
    facts = [
        (_("Received"), moment_words(row.received_at, language, year=True)),
        (_("Registered"), day_words(row.registered_on, language)),
        (_("Kind"), values["kind"]),
        (_("Body"), values["body"]),
    ]
    if row.case.signers:
        facts.insert(3, (_("People who signed"), str(row.case.signers)))
    if values["clerk"]:
        facts.append((_("Accepted by"), values["clerk"]))
    follow = f"{values['address']}?number={number}"
    data = {
        "lang": language,
        "roll": roll,
        "title": f"{_('Receipt')} {number}",
        "office": current().info.name.get(language),
        "heading": _("Your appeal is registered"),
        "number": number,
        "due_words": _("You will be answered no later than")
        if row.by_law
        else _("Voluntary term: we promise to answer by"),
        "due": day_words(row.due_on, language) if row.due_on else "",
        "note": "" if row.by_law or row.case.anonymous else values["note"].get(language),
        "facts": facts,
        "code_heading": _("Your code"),
        "code": values["code"],
        "code_words": _(
            "With the number and this code you follow the appeal, read the answer and rate it. Keep the code to "
            "yourself. The letters read the same in Latin and Cyrillic."
        ),
        "follow_qr": qr_svg(follow),
        "follow_alt": _("QR code with the address of the tracking page"),
        "follow_words": _("Follow the appeal"),
        "follow_address": values["address"],
        "leaf": stub.groups if stub else "",
        "check_qr": qr_svg(values["check_address"]) if stub else "",
        "check_alt": _("QR code with the address where the receipt is checked"),
        "check_words": _("Check the receipt, without signing in"),
        "check_address": f"{settings.PUBLIC_URL}{reverse('check_receipt')}",
        "log_heading": _("Line of the open journal"),
        "log_words": log_words(stub.line if stub else None),
    }
    response = HttpResponse(pdf(_TEMPLATE, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


def log_words(line: int | None) -> str:
    """Only what is true: the line, and who can prove a later change."""
    proof = _("Whoever has kept a published head of the journal can prove a later change.")
    if line is None:
        return f"{_('The appeal gets its line in the open journal within a minute.')} {proof}"
    return f"{_('The appeal stands in line %d of the open journal.') % line} {proof}"
