"""The pages of learning: how right the model is, and the office's own truth, one case at a time."""

from random import SystemRandom
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.models import Obligation
from dauys.core.small_numbers import LIMIT
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.learning import actions, queries, shelf
from dauys.learning.forms import LabelForm
from dauys.learning.models import Taught
from dauys.learning.rules import BINS, LEAST_CASES, SURE

FEW = 2 * LIMIT
"""Of fewer cases than this no share is shown."""


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole >= FEW else None


def _line(name: str, found: dict[str, Any]) -> dict[str, Any]:
    n = found["n"]
    return {
        "name": name,
        "n": n if n >= FEW else None,
        "right": _share(found["right"], n),
        "three": _share(found["three"], n),
        "claimed": _share(found["claimed"], n),
        "sure": _share(found["sure"], n),
        "sure_right": _share(found["sure_right"], found["sure"]),
    }


def _group(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Lines that may be shown, and the names of those of too few."""
    return {"lines": [line for line in lines if line["n"]], "few": [line["name"] for line in lines if not line["n"]]}


def _topic(code: str) -> str:
    topic = current().topics.get(code)
    return topic.name.get(lang()) if topic else "–"


def _language(code: str) -> Any:
    return {**dict(settings.LANGUAGES), "mixed": _("Several languages")}.get(code, _("Cannot be told"))


def _head(name: str, quality: dict[str, Any]) -> dict[str, Any]:
    """One question as the page shows it: all together, labelled ones, by likelihood, topic and language."""
    every = quality["all"]
    bins = [_line(f"{100 * at // BINS}–{100 * (at + 1) // BINS} %", found) for at, found in enumerate(every["bins"])]
    return {
        "name": name,
        "all": _line("", every),
        "labelled": _line("", quality["labelled"]) if quality["labelled"]["n"] else None,
        "bins": _group(bins),
        "topics": _group([_line(_topic(code), found) for code, found in every["by_topic"].items()]),
        "languages": _group([_line(_language(code), found) for code, found in every["by_language"].items()]),
    }


def _about(taught: Taught | None) -> dict[str, Any]:
    if taught is None:
        return {"taught": None}
    heads = [_head(name, quality) for name, quality in sorted(taught.quality.items(), reverse=True)]
    return {"taught": taught, "heads": heads}


@require_safe
@staff("learning.view")
def learning(request: HttpRequest) -> HttpResponse:
    """Only sums over many cases; a group of few is named without its numbers."""
    history = queries.history()
    decided = queries.decisions()
    context = {
        **desk_frame(request),
        "here": "learning",
        **_about(history[0] if history else None),
        "history": history,
        "can_teach": shelf.can_teach(),
        "least": LEAST_CASES,
        "sure": round(100 * SURE),
        "few": FEW,
        "labels": queries.labels_count(),
        "labels_too": allows(request.actor, "learning.label"),  # type: ignore[attr-defined]
        "decided": decided if decided["n"] >= FEW else None,
        "model_right": _share(decided["model_right"], decided["offered"]),
        "rules_right_then": _share(decided["rules_right_then"], decided["offered"]),
        "rules_right": _share(decided["rules_right"], decided["n"]),
    }
    return render(request, "learning/learning.html", context)


@require_http_methods(["GET", "POST"])
@staff("learning.label")
def label(request: HttpRequest) -> HttpResponse:
    """One settled case after another. What the model thinks is not shown, so that it does not teach itself."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        form = LabelForm(request.POST, language_of_page=lang())
        row = queries.settled_for(actor, form.data.get("case", "")) if form["case"].errors == [] else None
        if row is None:
            raise Http404
        if not form.is_valid():
            return _show(request, form, row)
        said = form.cleaned_data
        actions.label(
            case=row.case,
            topic="" if said["topic"] == "other" else said["topic"],
            body=said["body"],
            language=said["language"],
            uncertain=said["uncertain"],
            actor=actor,
            at=now(),
        )
        return redirect("label")
    found = queries.to_label(actor, SystemRandom())
    if found is None:
        return _show(request, None, None)
    row, uncertain = found
    return _show(request, LabelForm(initial={"case": row.pk, "uncertain": uncertain}, language_of_page=lang()), row)


def _show(request: HttpRequest, form: LabelForm | None, row: Obligation | None) -> HttpResponse:
    context = {
        **desk_frame(request),
        "here": "learning",
        "sees": allows(request.actor, "learning.view"),  # type: ignore[attr-defined]
        "form": form,
        "row": row,
        "done": queries.labelled_by(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "learning/label.html", context, status=422 if form is not None and form.errors else 200)
