"""The site's own pages: the front page, the rules in use, plain-word policies, health, undelivered messages."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame
from dauys.ground.access.gate import public, staff
from dauys.ground.access.permissions import allows
from dauys.ground.journal.queries import lag, parked_count
from dauys.ground.messages import telegram_hook
from dauys.ground.messages.queries import undelivered as undelivered_messages
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.kept import kept
from dauys.ground.ui.moments import today
from dauys.ground.ui.slots import gather
from dauys.search.queries import lag as search_lag

HOME_SECONDS = 30


@require_safe
@public
def root(request: HttpRequest) -> HttpResponse:
    """To the front page in the browser's language, or in the pack's own when it speaks none of ours."""
    language = get_language_from_request(request)
    wanted = language if language in current().languages else current().info.default_language
    response = HttpResponseRedirect(f"/{wanted}/")
    response["Vary"] = "Accept-Language"
    return response


@require_safe
@public
@kept(HOME_SECONDS)
def home(request: HttpRequest) -> HttpResponse:
    """The doors, and what upper rooms say of the work. At most three statements, none while it is kept."""
    at = now()
    return render(request, "site/home.html", {"numbers": gather("home.numbers", at)})


@require_safe
@public
def rules(request: HttpRequest) -> HttpResponse:
    """Every kind with its terms, every rule with article, source and whether it was confirmed."""
    pack = current()
    language = get_language() or pack.info.default_language
    used = {pack.info.count_rule, *(code for kind in pack.kinds.values() for code in kind.rules())}
    if pack.info.settle:
        used.add(pack.info.settle.rule)
    rows = [rule for rule in pack.rules.values() if rule.code in used]
    rows.sort(key=lambda rule: rule.confirmed)
    context: dict[str, Any] = {
        "kinds": list(pack.kinds.values()),
        "rules": rows,
        "unconfirmed": sum(not rule.confirmed for rule in rows),
        "version": pack.version,
        "hours": pack.info.working_hours,
        "rule_by_code": pack.rules,
        "pack_name": pack.info.name.get(language),
        "today": today(),
    }
    return render(request, "site/rules.html", context)


@require_safe
@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "site/privacy.html", {"has_chats": telegram_hook.is_set_up()})


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "site/accessibility.html")


@require_safe
@public
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; for the operator's monitor."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok"})


@require_safe
@staff("site.enter")
def start(request: HttpRequest) -> HttpResponse:
    """Where staff land after signing in: the worklist, or what an administrator looks after."""
    sees_cases = allows(request.actor, "cases.view")  # type: ignore[attr-defined]
    return redirect("worklist" if sees_cases else "undelivered")


@require_safe
@staff("site.messages")
def undelivered(request: HttpRequest) -> HttpResponse:
    """Messages that failed or whose fate is unknown, without addresses and texts."""
    context = {
        **desk_frame(request),
        "rows": undelivered_messages(),
        "behind": int(lag(now()).total_seconds()),
        "search_behind": int(search_lag(now()).total_seconds()),
        "parked": parked_count(),
    }
    return render(request, "site/undelivered.html", context)
