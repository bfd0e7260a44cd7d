"""The public form: one question a page, a check of everything, an optional code, and the sending."""

import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.code_page import code_page
from dauys.cases.display import area_line, kind_name, no_calendar_words, topic_name
from dauys.cases.queries import by_key
from dauys.cases.rules import runs_by_law
from dauys.channels import actions, drafts, flood
from dauys.channels.keys import open_case
from dauys.channels.offers import offers
from dauys.channels.pages.stale import stale
from dauys.channels.queries import held_at
from dauys.channels.steps import FORMS, ORDER, StepForm, contact_of, first_open, is_answered, lang
from dauys.core.language import guess_language
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.cache import areas
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code, public
from dauys.ground.files import actions as file_actions
from dauys.ground.files import queries as files
from dauys.ground.files.checking import BadFile
from dauys.ground.files.uploads import limits, megabytes, problem_of
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.rooms.routes import way
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.slots import gather
from dauys.routing.queries import goes_first, suggest, tells_of_crime, urgent

log = logging.getLogger(__name__)
DRAFTS_AN_HOUR = 1000  # from one address: only what storage can bear, since what is sent in a flood is held


def _draft(request: HttpRequest) -> tuple[UUID | None, dict[str, Any]]:
    key = drafts.draft_id(request)
    data = drafts.load(key) if key else None
    return (key, data) if key and data is not None else (None, {})


@require_safe
@public
def say(request: HttpRequest) -> HttpResponse:
    """The door: goes on with a draft where it was left, else starts with the first question."""
    _key, data = _draft(request)
    return redirect("step", step=first_open(data) if data else "what")


def _leave_unset(step: str, data: dict[str, Any]) -> None:
    """A changed answer takes back those that depended on it."""
    if step == "kind" and data.get("for_whom") == "several" and not current().most_signers(data["kind"]):
        data.pop("for_whom")
    if data.get("for_whom") != "several":
        data.pop("signers", None)
    if step == "you":
        if contact_of(data)[1] != data.get("confirmed_contact"):
            data.pop("confirmed_contact", None)
            data["identity"] = "none"
        data.pop("answer_by", None)
        if data.get("anonymous"):
            data.pop("publish", None)
            data["answer_by"] = "page"
    if step == "who" and data.get("for_whom") != "self" and data.pop("anonymous", False):
        data.pop("answer_by", None)


@require_http_methods(["GET", "POST"])
@by_code
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question. The answer is kept in the draft; a wrong one comes back with what was typed."""
    if step not in FORMS:
        return redirect("say")
    key, data = _draft(request)
    if key is None and step != "what":
        return redirect("step", step="what") if request.method == "GET" else stale(request, step)
    if request.method == "POST" and key and (done := by_key(key)):
        return _to_receipt(
            done.pk, done.code_generation
        )  # filed just before a crash: what is changed now would be lost
    form = _form(request, step, data)
    if request.method == "POST" and form.is_valid():
        if key is None:
            if too_fast(request, "draft", DRAFTS_AN_HOUR, 3600):
                form.add_error(None, _("Too many new appeals from this address. Wait an hour or call us."))
                return _question(request, step, form, data, key)
            key = uuid4()
        problems = _attach(request, key) if step == "what" else []
        changed = {k: v for k, v in form.cleaned_data.items() if v is not None}
        data.update(changed)
        _leave_unset(step, data)
        drafts.save(key, data, at=now())
        for text in problems:
            form.add_error(None, text)
        if problems or "attach" in request.POST:
            response = _question(request, step, form, data, key, problems)
        else:
            response = redirect(*_next(request, step, data))
        drafts.remember(response, key)
        return response
    return _question(request, step, form, data, key)


def _form(request: HttpRequest, step: str, data: dict[str, Any]) -> StepForm:
    parent = request.POST.get("in") or request.GET.get("in") or ""
    kwargs: dict[str, Any] = {"so_far": data, "parent": parent}
    if request.method == "POST":
        return FORMS[step](request.POST, **kwargs)
    initial = dict(data)
    if step == "answer":
        guessed = guess_language(data.get("text", ""), lang())  # type: ignore[arg-type]
        initial.setdefault("answer_language", guessed if guessed in current().languages else lang())
    if step == "where" and parent:
        initial["area"] = data.get("area") if str(data.get("area", "")).startswith(parent) else ""
    elif step == "where" and data.get("area"):
        initial["area"] = "/".join(str(data["area"]).split("/")[:2]) + "/"
    return FORMS[step](initial=initial, **kwargs)


def _attach(request: HttpRequest, key: UUID) -> list[str]:
    problems = []
    uploads = request.FILES.getlist("files")
    most = settings.MEGABYTES_PER_ADDRESS
    if uploads and too_fast(request, "upload", most, 3600, megabytes(uploads)):
        return [_("Too many files from this address within an hour. Wait a little or send without them.")]
    for upload in uploads[: settings.FILES_PER_APPEAL]:
        try:
            file_actions.store(data=upload.file or b"", name=upload.name or "", holder=drafts.holder_of(key), at=now())
        except BadFile as error:
            problems.append(f"{upload.name}: {error}" if len(uploads) > 1 else str(error))
    return [*problems, *filter(None, [problem_of(request)])]


def _next(request: HttpRequest, step: str, data: dict[str, Any]) -> tuple[str, ...]:
    """The address of the question after this one."""
    if step == "where":
        chosen, known = str(data["area"]), areas()
        parent = request.POST.get("in", "")
        if chosen != parent and any(a.parent_id == known[chosen].pk for a in known.values()):
            return (f"{request.path}?in={chosen}",)
    if all(is_answered(s, data) for s in ORDER[:-1]):
        return (reverse("check_answers"),)
    return (reverse("step", args=[first_open(data)]),)


def _question(
    request: HttpRequest,
    step: str,
    form: StepForm,
    data: dict[str, Any],
    key: UUID | None,
    file_problems: Sequence[str] = (),
) -> HttpResponse:
    index = ORDER.index(step)
    context = {
        "section": "say",
        "step": step,
        "form": form,
        "number": index + 1,
        "total": len(ORDER),
        "bars": range(len(ORDER)),
        "back": _back(step, form),
        "parent": form.parent,
        "files": files.shown(drafts.holder_of(key)) if key and step == "what" else [],
        **limits(),
        "file_problems": list(dict.fromkeys(file_problems)),
        "alarm": _alarm(data) if step == "where" else "",
    }
    return render(
        request, f"channels/say_{'you' if step == 'you' else 'step'}.html", context, status=422 if form.errors else 200
    )


def _alarm(data: dict[str, Any]) -> str:
    """Whether to say at once whom to call: for danger to life, or for a crime."""
    text = data.get("text", "")
    return "danger" if urgent(text) else "crime" if tells_of_crime(text) else ""


def _back(step: str, form: StepForm) -> str:
    if step == "where" and form.parent:
        return reverse("step", args=["where"])
    index = ORDER.index(step)
    return reverse("step", args=[ORDER[index - 1]]) if index else reverse("home")


@require_POST
@by_code
def remove_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    key, _data = _draft(request)
    if key:
        file_actions.remove(file_id=file_id, holder=drafts.holder_of(key))
    return redirect("step", step="what")


@require_http_methods(["GET", "POST"])
@by_code
def check_answers(request: HttpRequest) -> HttpResponse:
    """Shows all answers with a way to change each; POST files the voice, once however often it is pressed."""
    key = drafts.draft_id(request)
    if request.method == "POST":
        return _send(request, key) if key else redirect("waiting") if drafts.held_id(request) else stale(request)
    key, data = _draft(request)
    if key is None or first_open(data) != "check":
        return redirect("say")
    return summary(request, key, data)


def _send(request: HttpRequest, key: UUID) -> HttpResponse:
    """Files the voice; one that belongs to a flood is kept and held instead, never refused."""
    data = drafts.load(key)
    if data is None:
        if done := by_key(key):
            return _to_receipt(done.pk, done.code_generation)
        return _to_waiting(key) if held_at(key) else stale(request)
    if first_open(data) != "check":
        return redirect("step", step=first_open(data))
    at, limit = now(), settings.SENDINGS_PER_ADDRESS
    found = flood.measure(request, door="file", limit=limit, is_urgent=goes_first(data["text"]), at=at)
    if found:
        actions.hold(draft=key, data=data, source=flood.source_of(request), because=found.because, at=at)
        return _to_waiting(key)
    try:
        filed = actions.file(data=data, channel="web", key=key, actor=ANONYMOUS, at=at)
    except CalendarNotCovered as error:
        log.error("a term cannot be counted: %s", error)
        return summary(request, key, data, problem=no_calendar_words())
    drafts.drop(key)
    return _to_receipt(filed.case_id)


def _to_waiting(key: UUID) -> HttpResponse:
    response = redirect("waiting")
    drafts.remember_held(response, key)
    return response


def _to_receipt(case_id: UUID, generation: int = 0) -> HttpResponse:
    response = redirect("receipt")
    open_case(response, case_id, generation)
    return response


def summary(
    request: HttpRequest, key: UUID, data: dict[str, Any], problem: str = "", status: int = 503
) -> HttpResponse:
    """All answers, and open cases of others that can be joined instead; danger to life is never held up by them."""
    pack, language = current(), lang()
    other, anonymous = data["for_whom"] == "other", bool(data.get("anonymous"))
    route = suggest(
        text=data["text"],
        topic=data["topic"],
        area_path=data["area"],
        kind=data["kind"],
        represented=other,
        crime=anonymous and tells_of_crime(data["text"]),
    )
    names = dict(settings.LANGUAGES)
    topic = _("Something else") if data["topic"] == "other" else topic_name(data["topic"], language)
    voice = [
        ("what", _("What happened"), data["text"]),
        ("where", _("Where"), area_line(data["area"], language, depth=3)),
        ("place", _("Street, house or landmark"), data.get("place_note") or "–"),
        ("about", _("About"), topic),
        ("kind", _("Kind"), kind_name(data["kind"], language)),
    ]
    if data.get("before") and not anonymous:
        voice.insert(4, ("about", _("I wrote about this before"), data["before"]))
    person = [("you", _("Name"), _("Author unknown"))] if anonymous else _person(data)
    person.append(("answer", _("Language of the answer"), names.get(data["answer_language"], "")))
    if way("voices") and not anonymous:
        shown = _("Yes") if data.get("publish") else _("No")
        person.append(("answer", _("On the public page, without my name"), shown))
    identity = data.get("identity", "none")
    kind = pack.kinds[data["kind"]]
    consider = pack.terms(data["kind"], collective=bool(data.get("signers"))).consider
    context = {
        "section": "say",
        "back": reverse("step", args=["answer"]),
        "voice": voice,
        "person": person,
        "previews": _previews(data) if not anonymous else [],
        "files": files.shown(drafts.holder_of(key)),
        "owner": route.owner.name(language),
        "by_law": runs_by_law(identity, pack.info.clock_from_identity),
        "confirmed": identity == "code",
        "note": pack.info.voluntary_term_note,
        "days": consider.amount,
        "unit": consider.unit,
        "forward_days": kind.forward.amount,
        "alarm": _alarm(data),
        "anonymous": anonymous,
        "offers": [] if anonymous or _alarm(data) else offers(key, data, now()),
        "number": len(ORDER),
        "total": len(ORDER),
        "bars": range(len(ORDER)),
    }
    return render(request, "channels/check.html", {**context, "problem": problem}, status=status if problem else 200)


def _previews(data: dict[str, Any]) -> list[Any]:
    """How the public page would show the words, for who lets them be shown."""
    if not data.get("publish"):
        return []
    names = list(filter(None, (data["name"], data.get("other_name"))))
    return gather("say.preview", data["text"], data["answer_language"], names)


def _person(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who writes, for whom, and how they are told, with the step that asks for each."""
    ways = dict(FORMS["answer"](so_far=data).fields["answer_by"].choices)  # type: ignore[attr-defined]
    named = [("you", _("In the name of"), data["other_name"])] if data["for_whom"] == "other" else []
    if data.get("signers"):
        named.insert(0, ("you", _("People who signed"), data["signers"]))
    return [
        *named,
        ("you", _("Name"), data["name"]),
        ("you", _("Phone"), data.get("phone") or "–"),
        ("you", _("E-mail"), data.get("email") or "–"),
        ("answer", _("How to tell"), ways[data["answer_by"]]),
    ]


@require_http_methods(["GET", "POST"])
@by_code
def code(request: HttpRequest) -> HttpResponse:
    """Confirms the draft's phone or e-mail."""
    key, data = _draft(request)
    contact = contact_of(data)
    if key is None or not contact[1]:
        return redirect("say") if request.method == "GET" else stale(request)

    def redeem(typed: str) -> None:
        actions.confirm_draft(draft=key, contact=contact[1], code=typed, at=now())

    return code_page(
        request,
        subject=key,
        contact=contact,
        redeem=redeem,
        section="say",
        here="code",
        back="check_answers",
        too_many=_("Too many codes for this contact. Wait an hour, or send without confirming."),
        is_done=lambda: (drafts.load(key) or {}).get("confirmed_contact") == contact[1],
    )
