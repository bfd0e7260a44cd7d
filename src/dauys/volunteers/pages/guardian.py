"""The page of a parent or guardian, by the link of an SMS: reads what a young volunteer wants to do, signs, refuses,
revokes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases import actions as cases
from dauys.cases.code_page import send_code
from dauys.cases.desk import lang
from dauys.core.consent import decide
from dauys.core.phone_numbers import mask_phone
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.accounts.actions import TooManyTries, WrongCode
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import today
from dauys.volunteers import actions, links
from dauys.volunteers.consent import Reason, reason, works_of
from dauys.volunteers.models import Consent
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.rules import age_on
from dauys.volunteers.signing import digest_of, works_opened
from dauys.volunteers.words_of_people import KIND_WORDS, consent_state, consent_words


@require_http_methods(["GET", "POST"])
@by_code
def open_consent(request: HttpRequest, token: str) -> HttpResponse:
    """What the parent is asked, and what became of it."""
    rows = Consent.objects.select_related("volunteer__office__area").exclude(
        volunteer__state__in=["left", "unconfirmed"]
    )
    row = rows.filter(link_key=links.key_of_secret(token, "consent")).first()
    if row is None:
        raise Http404
    if request.method == "GET":
        return _page(request, row)
    try:
        problem = _do(request, row)
    except actions.NotOpen:
        return redirect("open_consent", token=token)  # the second of two clicks
    except WrongCode:
        problem = _("The code does not fit. Check the six digits or ask for a new one.")
    except TooManyTries:
        problem = _("Too many codes or wrong tries. Wait an hour and try again.")
    except actions.Misread:
        return _page(request, row, _("The record was changed meanwhile. Read it once more before you sign."), 409)
    return _page(request, row, problem, 422) if problem else redirect("open_consent", token=token)


def _do(request: HttpRequest, row: Consent) -> str:
    act, at = request.POST.get("act", ""), now()
    if act == "code":
        if consent_state(row, today()) != "asked":
            raise actions.NotOpen
        send_code(request, subject=row.pk, contact=("sms", row.guardian_phone))
    elif act == "sign":
        if consent_state(row, today()) != "asked":
            raise actions.NotOpen
        seen = request.POST.get("seen", "")

        def sign() -> None:
            actions.sign_consent(consent=row.pk, seen=seen, actor=ANONYMOUS, at=at)

        code = request.POST.get("code", "")
        cases.redeem_for(subject=row.pk, contact=row.guardian_phone, code=code, then=sign, at=at)
    elif act == "refuse":
        actions.refuse_consent(consent=row.pk, actor=ANONYMOUS, at=at)
    elif act == "revoke":
        actions.revoke_consent(consent=row.pk, actor=ANONYMOUS, at=at)
    else:
        raise Http404
    return ""


def _page(request: HttpRequest, row: Consent, problem: str = "", status: int = 200) -> HttpResponse:
    day, volunteer = today(), row.volunteer
    works = works_opened(row, day)
    context: dict[str, Any] = {
        "section": "help",
        "row": row,
        "name": volunteer.name,
        "age": age_on(volunteer.born_on, day) if volunteer.born_on else "",
        "office": volunteer.office.name(lang()),
        "works": [work_name(code, lang()) for code in works],
        "kind": KIND_WORDS[row.kind](),
        "rules": _rules(row, works),
        "state": consent_state(row, day),
        "words": consent_words(row, day),
        "phone": mask_phone(row.guardian_phone),
        "seen": digest_of(row, works).hex(),
        "problem": problem,
    }
    return render(request, "volunteers/consent.html", context, status=status)


def _rules(row: Consent, codes: list[str]) -> list[Reason]:
    """The articles that ask for this consent, each once."""
    born_on, works = row.volunteer.born_on, works_of(current())
    found = [decide(works, code, age_on(born_on, today())) for code in codes] if born_on else []
    said = [reason(current(), verdict, lang()) for verdict in found]
    return list({rule.rule: rule for rule in said if rule}.values())
