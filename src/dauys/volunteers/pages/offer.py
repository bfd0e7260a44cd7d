"""An offer by its link, without an account: yes, or no with a reason; and where to come, once it is near."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.volunteers import actions
from dauys.volunteers.links import key_of_secret
from dauys.volunteers.models import Offer
from dauys.volunteers.pages.parts import stop_words
from dauys.volunteers.pages.shifts import shift_row
from dauys.volunteers.queries import crew_of, offer_of_link
from dauys.volunteers.rules import DECLINED, TAKES_PLACE, ImpossibleOffer
from dauys.volunteers.words_of_needs import DECLINED_WORDS, OFFER_STATE_WORDS, SAFETY_WORDS

# When who comes sees the address: from so long before until so long after.
ADDRESS_BEFORE = timedelta(hours=24)
ADDRESS_AFTER = timedelta(hours=1)
# So long after it the link of a task still tells what was asked, and a leader who came along.
KNOWN_AFTER = timedelta(days=7)


def sees_address(offer: Offer, at: datetime) -> bool:
    """Whether this person may see where exactly help is needed: they come, and it is near in time."""
    near = offer.during.lower - ADDRESS_BEFORE <= at <= offer.during.upper + ADDRESS_AFTER
    return offer.state in TAKES_PLACE and near and offer.line.state == "open"


@require_http_methods(["GET", "POST"])
@by_code
def open_offer(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, and the answer to it. A second click finds it given."""
    offer = offer_of_link(key_of_secret(token, "offer"))
    if offer is None or offer.volunteer.state == "left":
        raise Http404
    if request.method != "POST":
        return _page(request, offer, token)
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("answer") == "yes":
            actions.accept(offer=offer.pk, actor=ANONYMOUS, at=now())
        elif request.POST.get("answer") == "again":
            actions.confirm_again(offer=offer.pk, actor=ANONYMOUS, at=now())
        elif reason in DECLINED:
            actions.decline(offer=offer.pk, reason=reason, actor=ANONYMOUS, at=now())
        else:
            return _page(request, offer, token, problem=_("Choose why you cannot come"), status=422)
    except actions.NotAllowed as error:
        return _page(request, offer, token, problem=stop_words(error.standing), status=409)
    except actions.Busy:
        return _page(request, offer, token, problem=_("You have another task at this time."), status=409)
    except (actions.LineOver, ImpossibleOffer):
        gone = _("It is not any more as the page showed it. Nothing was changed.")
        return _page(request, offer_of_link(key_of_secret(token, "offer")) or offer, token, problem=gone, status=409)
    return redirect("open_offer", token=token)


def _page(request: HttpRequest, offer: Offer, token: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    at, line = now(), offer.line
    comes = offer.state in TAKES_PLACE
    knows = comes and at <= offer.during.upper + KNOWN_AFTER
    context: dict[str, Any] = {
        "section": "help",
        **shift_row(line),
        "offer": offer,
        "token": token,
        "state": OFFER_STATE_WORDS[offer.state](),
        "may_answer": line.state == "open"
        and line.during.upper > at
        and offer.state in ("offered", "reserve", "expired"),
        "may_decline": line.state == "open" and line.during.upper > at and offer.state == "accepted",
        "confirm_by": offer.confirm_by if offer.state == "accepted" and line.state == "open" else None,
        "comes": comes,
        "asked": line.obligation.demand.text if knows else "",
        "address": line.address if sees_address(offer, at) else "",
        "address_from": offer.during.lower - ADDRESS_BEFORE,
        "safety": [SAFETY_WORDS[code]() for code in line.safety if code in SAFETY_WORDS] if knows else [],
        "may_report": bool(current().incident_kind),
        "crew": crew_of(line) if knows and offer.is_leader else [],
        "reasons": [(code, words()) for code, words in DECLINED_WORDS.items()],
        "problem": problem,
    }
    return render(request, "volunteers/offer.html", context, status=status)
