"""The desk's pages that move a clock: a question to the person and its reply, a longer term and its decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases import actions
from dauys.cases.clock_words import Offer, offer, problem_words
from dauys.cases.desk import lang, moved_on, step_page
from dauys.cases.forms import ExtensionForm, HeardReplyForm, QuestionForm, RefusalForm
from dauys.cases.models import Extension, Obligation
from dauys.cases.queries import asked_extension, clock_moves, get_for, open_question
from dauys.cases.rules import ImpossibleStep
from dauys.core.terms import ClockError
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied
from dauys.ground.moment import now
from dauys.ground.ui.moments import day_words


def _tried(form: Any, name: str, row: Obligation, given: Offer | None, move: Callable[[], object]) -> bool:
    """Whether the clock moved; why not stands beside the field."""
    try:
        move()
    except (ClockError, CalendarNotCovered) as error:
        form.add_error(name, problem_words(error, row, given.limit if given else None, lang()))
        return False
    return True


@require_http_methods(["GET", "POST"])
@staff("cases.ask_person")
def ask_person(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.ask_person")
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if _tried(
                form, "text", row, None, lambda: actions.pause(obligation=row.pk, text=text, actor=actor, at=now())
            ):
                return redirect("case", case_id=row.case_id)
        except ImpossibleStep:
            asked = open_question(row.pk)
            if asked and asked.text == text:  # the second press of a double click
                return redirect("case", case_id=row.case_id)
            return moved_on(request, row, text)
    note = _("The person is told at once. The term stands still until they reply.")
    return step_page(request, row, form, _("Ask the person"), note, button=_("Send the question"))


@require_http_methods(["GET", "POST"])
@staff("cases.reply")
def heard_reply(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """A clerk or the officer enters what the person said by phone or at the desk."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.reply")
    form, asked = HeardReplyForm(request.POST or None), open_question(row.pk)
    if asked is None:
        return _nothing_asked(request, row, request.POST.get("text", ""))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            reply = {"question": asked.pk, "text": text, "actor": actor, "at": now()}
            if _tried(form, "text", row, None, lambda: actions.reply(**reply)):
                return redirect("case", case_id=row.case_id)
        except actions.NotWaiting:
            return moved_on(request, row, text)
    return step_page(request, row, form, _("Enter the reply"), f"{_('The question was:')} {asked.text}")


def _nothing_asked(request: HttpRequest, row: Obligation, typed: str) -> HttpResponse:
    if request.method == "GET":
        return redirect("case", case_id=row.case_id)
    return moved_on(request, row, typed)


@require_POST
@staff("cases.ask_person")
def take_back(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.ask_person")
    asked = open_question(row.pk)
    if asked is not None:
        try:
            actions.take_back(question=asked.pk, actor=actor, at=now())
        except (actions.NotWaiting, CalendarNotCovered):
            return moved_on(request, row)
    return redirect("case", case_id=row.case_id)


@require_http_methods(["GET", "POST"])
@staff("cases.ask_extension")
def ask_extension(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.ask_extension")
    given = offer(row, clock_moves(row), lang())
    form = ExtensionForm(request.POST or None, initial={"until": given.usual if given else None})
    if given:
        form.fields["until"].help_text = given.words(lang())
    if request.method == "POST" and form.is_valid():
        asking = {"obligation": row.pk, "actor": actor, "at": now(), **form.cleaned_data}
        try:
            if _tried(form, "until", row, given, lambda: actions.ask_extension(**asking)):
                return redirect("case", case_id=row.case_id)
        except ImpossibleStep:
            asked = asked_extension(row.pk)
            if asked and asked.because == form.cleaned_data["because"]:  # the second press of a double click
                return redirect("case", case_id=row.case_id)
            return moved_on(request, row, form.cleaned_data["because"])
    elif request.method == "GET" and given is None:
        return step_page(request, row, None, _("Ask for more time"), _("This term cannot be extended."))
    note = _("The head of the body decides. The person is told at once when the term gets longer.")
    return step_page(request, row, form, _("Ask for more time"), note, button=_("Ask the head"))


@require_http_methods(["GET", "POST"])
@staff("cases.decide_extension")
def decide_extension(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """A leader reads the officer's reason, then agrees or refuses with words."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.decide_extension")
    asked = asked_extension(row.pk)
    if asked is not None and asked.asked_by_id == actor.id:
        raise Denied("cases.decide_extension")
    form = RefusalForm(request.POST if "refuse" in request.POST else None)
    if asked is None:
        return _nothing_asked(request, row, request.POST.get("because", ""))
    given, problem = offer(row, clock_moves(row), lang()), ""
    if request.method == "POST":
        deciding = {"extension": asked.pk, "actor": actor, "at": now()}
        try:
            if "refuse" not in request.POST:
                actions.extend(**deciding)
                return redirect("case", case_id=row.case_id)
            if form.is_valid():
                actions.refuse_extension(because=form.cleaned_data["because"], **deciding)
                return redirect("case", case_id=row.case_id)
        except ImpossibleStep:
            return moved_on(request, row, request.POST.get("because", ""))
        except (ClockError, CalendarNotCovered) as error:
            problem = problem_words(error, row, given.limit if given else None, lang())
    return _decision_page(request, row, asked, form, given, problem)


def _decision_page(
    request: HttpRequest, row: Obligation, asked: Extension, form: RefusalForm, given: Offer | None, problem: str
) -> HttpResponse:
    about = {
        "asked": asked,
        "problem": problem,
        "limit": given.words(lang()) if given else "",
        "until": day_words(asked.until, lang()),
        "due": day_words(row.due_on, lang()) if row.due_on else "",
    }
    return step_page(
        request, row, form, _("Decide about more time"), template="cases/extension.html", about=about,
        status=422 if problem else 0,
    )  # fmt: skip
