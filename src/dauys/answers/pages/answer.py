"""The desk's pages of answers: write and submit, check and return or send, note that it was read out."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.answers import actions
from dauys.answers.findings import said
from dauys.answers.forms import AnswerForm, PostForm, ProofForm, ReturnForm, revision_of
from dauys.answers.models import Answer, Delivery
from dauys.answers.pages.attachments import keep_uploads
from dauys.answers.queries import files_of, of_obligation
from dauys.answers.rules import BLOCKS, TOLD
from dauys.answers.signing import missing, next_signature, valid_signatures
from dauys.answers.slots import ending_lines
from dauys.answers.starting import starting_blocks
from dauys.answers.words import role_words
from dauys.cases.desk import desk_frame, lang, moved_on, step_page
from dauys.cases.display import body_name, chip, kind_name, nobody_words, outcome_name
from dauys.cases.models import Obligation
from dauys.cases.queries import applicant_name, get_for, number_of
from dauys.cases.rules import ImpossibleStep
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.accounts.queries import names
from dauys.ground.files.uploads import limits
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local, today
from dauys.ground.ui.slots import gather

MOVED_ON = "moved on"
_BLOCK = gettext_lazy("Fill in this block; no gap of the template in brackets may remain.")
_UNFINISHED = {
    "outcome": gettext_lazy("Choose how it ends"),
    "norm": gettext_lazy("Name the law and its article: a refusal rests on a norm"),
}


def _initial(row: Obligation, answer: Answer | None) -> dict[str, object]:
    if answer is None:
        language = row.case.language
        return {**starting_blocks(row, language, today()), "language": language, "revision": 0}
    return {
        **{name: getattr(answer, name) for name in TOLD},
        "language": answer.language,
        "revision": answer.revision,
    }


def _language(said: object, row: Obligation) -> str:
    """The language of the answer as the form says it, or that of the voice when it says nothing we speak."""
    return str(said) if said in current().languages else row.case.language


def _save(request: HttpRequest, row: Obligation, form: AnswerForm) -> Answer:
    data = form.cleaned_data
    return actions.save(
        obligation=row.pk,
        blocks={name: data[name] for name in TOLD},
        language=_language(data["language"], row),
        revision=data["revision"],
        actor=request.actor,  # type: ignore[attr-defined]
        at=now(),
    )


@require_http_methods(["GET", "POST"])
@staff("answers.write")
def write(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """The four blocks; saving keeps the draft, submitting hands it to the supervisor. Nothing typed is ever lost."""
    try:
        return _write(request, obligation_id)
    except Denied:  # an officer of the body whose case was given to somebody else while they typed
        if request.method == "GET":
            raise
        return _not_yours(request, obligation_id)


def _write(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "answers.write")
    answer = of_obligation(row.pk)
    moved = False
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm(initial=_initial(row, answer))
    if request.method == "POST" and form.is_valid():
        try:
            saved = _save(request, row, form)
            kept = keep_uploads(request, row, form)
            answer = of_obligation(row.pk) or saved
            form.data = {**dict(request.POST.items()), "revision": str(answer.revision)}
            if not kept:
                return _writing_page(request, row, form, answer, moved=False)
            if "submit" not in request.POST:
                return redirect("write", obligation_id=row.pk)
            actions.submit(obligation=row.pk, actor=actor, at=now())
        except actions.Unfinished as error:
            for name in error.blocks:
                form.add_error(name, _UNFINISHED.get(name, _BLOCK))
        except actions.StalePage:
            moved = True
            form.add_error(
                None,
                _(
                    "This answer was saved from another page after you opened this one. "
                    "Your text is still here: copy what you need and load the page anew."
                ),
            )
        except ImpossibleStep:
            moved = True
            form.add_error(None, _("The answer is already with the supervisor or sent, so it cannot be changed here."))
        else:
            return redirect("case", case_id=row.case_id)
    if moved and _is_done(request, row, form):
        return redirect("case", case_id=row.case_id) if "submit" in request.POST else redirect("write", row.pk)
    return _writing_page(request, row, form, answer, moved=moved)


def _is_done(request: HttpRequest, row: Obligation, form: AnswerForm) -> bool:
    """Whether the first of two clicks saved just this; if it has not come to the submitting, this one submits."""
    answer = of_obligation(row.pk)
    if answer is None or answer.author_id != request.actor.user_id:  # type: ignore[attr-defined]
        return False
    if any(getattr(answer, name) != form.cleaned_data[name].strip() for name in TOLD):
        return False
    if "submit" in request.POST and answer.state != "submitted":
        with suppress(ImpossibleStep, actions.Unfinished):
            actions.submit(obligation=row.pk, actor=request.actor, at=now())  # type: ignore[attr-defined]
    return True


def _not_yours(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    row = get_for(request.actor, obligation_id, "cases.take")  # type: ignore[attr-defined]
    form = AnswerForm(request.POST)
    form.full_clean()
    form.add_error(
        None,
        _(
            "Somebody else writes this answer now, so yours was not saved. "
            "Your text is still here: copy what you need and hand it over."
        ),
    )
    return _writing_page(request, row, form, of_obligation(row.pk), moved=True)


def _writing_page(
    request: HttpRequest, row: Obligation, form: AnswerForm, answer: Answer | None, *, moved: bool
) -> HttpResponse:
    """The form beside the voice; after somebody else was faster also what they saved."""
    theirs = of_obligation(row.pk) if moved else None
    context = {
        **desk_frame(request),
        "form": form,
        "row": row,
        "number": number_of(row.case),
        "chip": chip(row, now()),
        "kind": kind_name(row.kind, lang()),
        "answer": answer,
        "theirs": theirs,
        "their_blocks": [getattr(theirs, name) for name in BLOCKS] if theirs else [],
        "saved_at": answer.saved_at if answer else None,
        "files": files_of(answer) if answer else [],
        **limits(),
        "beside": gather("answer.beside", request.actor, row),  # type: ignore[attr-defined]
        "findings": _findings(request, row, form, answer),
        "text_language": _language(form["language"].value(), row),
    }
    return render(request, "answers/write.html", context, status=409 if moved else 422 if form.errors else 200)


def _findings(
    request: HttpRequest, row: Obligation, form: AnswerForm, answer: Answer | None
) -> list[dict[str, Any]] | None:
    """What the linter finds in the text on the page; None before anything was saved, for a template is all gaps."""
    if answer is None and request.method == "GET":
        return None
    return said({name: str(form[name].value() or "") for name in BLOCKS}, row.case, lang())


@require_POST
@staff("answers.write")
def autosave(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Keeps the draft while it is typed; answers with the new revision, or 409 when another page was faster."""
    row = get_for(request.actor, obligation_id, "answers.write")  # type: ignore[attr-defined]
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "invalid"}, status=422)
    try:
        saved = _save(request, row, form)
    except (actions.StalePage, ImpossibleStep, Denied):
        return JsonResponse({"error": MOVED_ON}, status=409)
    words = _("Draft saved at %s") % f"{local(saved.saved_at):%H:%M}"
    if found := said({name: getattr(saved, name) for name in BLOCKS}, row.case, lang()):
        words += " · " + _("to look at: %d") % len(found)
    return JsonResponse({"revision": saved.revision, "words": words})


@require_http_methods(["GET", "POST"])
@staff("answers.sign")
def check(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Who signs reads the answer as the person will, then returns it with words, signs it, or sends it when nobody
    else has to sign."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "answers.sign", "answer__author", "answer__approver")
    answer: Answer | None = getattr(row, "answer", None)
    if answer is None or answer.state != "submitted":
        return _too_late(request, row, answer)
    form = ReturnForm(request.POST if "return" in request.POST else None)
    changed, unsigned = False, ""
    if request.method == "POST" and {"send", "sign", "return"} & set(request.POST):
        about: dict[str, Any] = {
            "obligation": row.pk,
            "actor": actor,
            "at": now(),
            "revision": revision_of(request.POST),
        }
        try:
            if "send" in request.POST:
                actions.send(**about)
                return redirect("case", case_id=row.case_id)
            if "sign" in request.POST:
                actions.sign_answer(**about)
                return redirect("case", case_id=row.case_id)
            if form.is_valid():
                actions.send_back(because=form.cleaned_data["because"], **about)
                return redirect("case", case_id=row.case_id)
        except actions.StalePage:
            changed = True
        except actions.Unsigned as error:
            unsigned = role_words(error.missing)
        except ImpossibleStep:
            return _too_late(request, row, of_obligation(row.pk))
        if (answer := of_obligation(row.pk)) is None:
            return _too_late(request, row, None)
    context = {
        **_signatures(row, answer, actor),
        "unsigned": unsigned,
        **desk_frame(request),
        "form": form,
        "row": row,
        "answer": answer,
        "blocks": [getattr(answer, name) for name in BLOCKS],
        "number": number_of(row.case),
        "chip": chip(row, now()),
        "changed": changed,
        "findings": said({name: getattr(answer, name) for name in BLOCKS}, row.case, lang()),
        "outcome": outcome_name(answer.outcome),
        "files": files_of(answer),
    }
    return render(request, "answers/check.html", context, status=422 if form.errors or changed or unsigned else 200)


def _signatures(row: Obligation, answer: Answer, actor: Actor) -> dict[str, Any]:
    """Who signed, whose signatures are missing, and whether the actor can sign, or send with it. Two statements."""
    given = valid_signatures(answer)
    wanted, mine = missing(row, given), next_signature(row, answer, given, actor)
    left = list(wanted)
    if mine:
        left.remove(mine.role)
    return {
        "signatures": [
            {
                "by": one.by.name,
                "role": role_words([one.role]),
                "instead_of": one.instead_of and one.instead_of.name,
                "at": one.at,
            }
            for one in given
        ],
        "waits_for": role_words(wanted),
        "may_sign": mine is not None,
        "may_send": not left and allows(actor, "answers.approve", row),
        "absent": names([mine.instead_of])[mine.instead_of] if mine and mine.instead_of else "",
    }


def _too_late(request: HttpRequest, row: Obligation, answer: Answer | None) -> HttpResponse:
    """To the case, if the page was only looked at or the same was done already by this supervisor's first click."""
    typed = request.POST.get("because", "").strip()
    mine = answer is not None and answer.approver_id == request.actor.user_id  # type: ignore[attr-defined]
    if "send" in request.POST:
        done = mine
    elif "sign" in request.POST:
        done = False
    else:
        done = answer is not None and answer.state == "returned" and answer.returned_because.strip() == typed
    if request.method == "GET" or done:
        return redirect("case", case_id=row.case_id)
    return moved_on(request, row, typed)


def _sent(request: HttpRequest, obligation_id: UUID) -> tuple[Obligation, Answer]:
    """The obligation and its sent answer, for who may hand it over; refused while there is none."""
    row = get_for(request.actor, obligation_id, "answers.read_out")  # type: ignore[attr-defined]
    answer = of_obligation(row.pk)
    if answer is None or answer.state != "sent":
        raise Denied("answers.read_out")
    return row, answer


def _hand_over(
    request: HttpRequest,
    obligation_id: UUID,
    kind: type[ProofForm | PostForm],
    action: Callable[..., Delivery],
    title: str,
) -> HttpResponse:
    """A small page on which a person writes the proof that they handed the answer over."""
    row, _answer = _sent(request, obligation_id)
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proof = form.cleaned_data["proof"]
        kept = action(obligation=row.pk, proof=proof, actor=request.actor, at=now())  # type: ignore[attr-defined]
        if kept.proof == proof:
            return redirect("case", case_id=row.case_id)
        form.add_error("proof", _("This was noted already, and the first note stays: %s") % kept.proof)
    return step_page(request, row, form, title)


@require_http_methods(["GET", "POST"])
@staff("answers.read_out")
def read_out(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    title = _("Note that the answer was read out")
    return _hand_over(request, obligation_id, ProofForm, actions.read_out, title)


@require_http_methods(["GET", "POST"])
@staff("answers.read_out")
def post(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    title = _("Note that the answer was sent by post")
    return _hand_over(request, obligation_id, PostForm, actions.post, title)


@require_safe
@staff("answers.read_out")
def letter(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """The sent answer as a letter to print, in the language of the answer."""
    row, answer = _sent(request, obligation_id)
    with override(answer.language):
        context = {
            "row": row,
            "answer": answer,
            "blocks": [*(getattr(answer, name) for name in BLOCKS), *ending_lines(answer)],
            "number": number_of(row.case),
            "body": body_name(row.owner_path, answer.language),
            "day": day_words(answer.sent_at or now(), answer.language),
            "enclosed": ", ".join(file["name"] for file in files_of(answer)),
            "enclosed_words": _("Enclosed:"),
            "applicant": applicant_name(row.case_id) or nobody_words(row.case),
        }
    return render(request, "answers/letter.html", {**desk_frame(request), **context})
