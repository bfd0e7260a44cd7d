"""The desk's look at voices before they are public: the list, and one voice with what may be personal data marked."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.answers.queries import files_of
from dauys.answers.queries import of_case as answers_of
from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import area_line, body_name, topic_name
from dauys.cases.models import Obligation
from dauys.cases.queries import case_for, number_of
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.publication import actions, queries
from dauys.publication.forms import CoverForm, RefuseForm, WordsForm
from dauys.publication.marking import found_in, left_open, segments, with_ticked
from dauys.publication.models import Publication
from dauys.publication.rules import MovedOn, NothingNew
from dauys.publication.words import REASON_WORDS, address_of

MOST_WORDS = 20


@require_safe
@staff("publication.review")
def to_publish(request: HttpRequest) -> HttpResponse:
    """Voices whose authors want them shown, longest waiting first, with the hints found in each."""
    rows = []
    for row in queries.to_decide(request.actor):  # type: ignore[attr-defined]
        found: Publication = row.case.publication
        rows.append(
            {
                "id": row.case_id,
                "number": number_of(row.case),
                "text": row.case.voice.text,
                "language": row.case.language,
                "asked": found.asked_at,
                "place": area_line(row.area_path, lang()),
                "topic": topic_name(row.case.topic, lang()),
                "body": body_name(row.owner_path, lang(), short=True),
                "for_answer": found.state == "published",
                "hints": len(found_in(row.case.voice.text, ())),
            }
        )
    context = {**desk_frame(request), "rows": rows, "full": len(rows) >= queries.DESK_PAGE}
    return render(request, "publication/to_publish.html", context)


class _Look:
    """One voice on the desk: its words, its newest sent answer, and what there is to decide."""

    def __init__(self, request: HttpRequest, case_id: UUID) -> None:
        self.rows: list[Obligation] = case_for(request.actor, case_id, "publication.review")  # type: ignore[attr-defined]
        self.case = self.rows[0].case
        self.found = queries.of_case(case_id)
        sent = [a for a in answers_of(case_id).values() if a.state == "sent" and a.sent_at]
        self.answer = max(sent, key=lambda a: a.sent_at, default=None)  # type: ignore[arg-type,return-value]
        parties: list[dict[str, Any]] = getattr(self.rows[0], "party_rows", None) or []
        self.files = [f for f in files_of(self.answer) if f["may_leave"]] if self.answer else []
        self.names = [str(p["name"]) for p in parties]
        self.state = self.found.state if self.found else "waiting" if self.case.publish_wanted else "taken_back"

    def originals(self) -> dict[str, str]:
        """What may be shown, by the field it is shown in."""
        found = {} if self.for_answer else {"text": self.case.voice.text}
        return found | ({"decided": self.answer.decided} if self.answer else {})

    def marked(self, kept: Collection[str] = ()) -> dict[str, list[dict[str, Any]]]:
        return {n: segments(t, found_in(t, self.names), n, kept) for n, t in self.originals().items()}

    def covered(self, kept: Collection[str] = (), also: Iterable[str] = ()) -> dict[str, str]:
        """The words as all would see them: everything found is covered but what is kept open."""
        return {n: with_ticked(t, found_in(t, self.names), n, kept, also) for n, t in self.originals().items()}

    @property
    def for_answer(self) -> bool:
        """Public already, and its answer was not looked at."""
        return self.state == "published" and self.found is not None and self.found.answer == "waiting"

    @property
    def is_to_decide(self) -> bool:
        return bool(self.case.voice.text) and (self.state == "waiting" or self.for_answer)

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> WordsForm:
        words = None if self.for_answer else self.case.voice.text
        decided = self.answer.decided if self.answer else None
        given = self.covered() if initial is None else initial
        files = [(str(file["id"]), file["name"]) for file in self.files]
        return WordsForm(data, initial=given, words=words, decided=decided, files=files)


@require_http_methods(["GET", "POST"])
@staff("publication.review")
def review_publication(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Shows, covers, refuses. "Cover what is ticked" writes nothing: it fills the form, and a person looks again."""
    look = _Look(request, case_id)
    if request.method == "GET":
        return _page(request, look, look.form(), RefuseForm())
    act = request.POST.get("act", "")
    if act == "more":
        return _cover_more(request, look)
    if act == "cover":
        return _as_ticked(request, look)
    try:
        if act == "refuse":
            refusal = RefuseForm(request.POST)
            if not refusal.is_valid():
                return _page(request, look, look.form(), refusal)
            reason, actor = refusal.cleaned_data["reason"], request.actor  # type: ignore[attr-defined]
            actions.refuse(case_id=case_id, reason=reason, actor=actor, at=now())
            return redirect("to_publish")
        form = look.form(request.POST)
        if not form.is_valid():
            return _page(request, look, form, RefuseForm())
        _publish(request, look, form)
    except MovedOn:
        return _page(request, _Look(request, case_id), None, RefuseForm(), status=409)
    except actions.PutIn:
        form = look.form(request.POST)
        form.add_error(None, _("The words or the answer were changed meanwhile. Look again."))
        return _page(request, look, form, RefuseForm())
    return redirect("to_publish")


def _as_ticked(request: HttpRequest, look: _Look) -> HttpResponse:
    """The form filled with the words as they would stand, made anew from the original and the ticks."""
    ticked, also = request.POST.getlist("hide"), request.POST.get("also", "")
    kept = {t for n, text in look.originals().items() for t in left_open(found_in(text, look.names), n, ticked)}
    words = [w.strip() for w in also.splitlines() if len(w.strip()) > 1][:MOST_WORDS]
    shown = {**look.covered(kept, words), "show_answer": "show_answer" in request.POST}
    shown["show_files"] = request.POST.getlist("show_files")
    return _page(request, look, look.form(initial=shown), RefuseForm(), kept=kept, also=also)


def _cover_more(request: HttpRequest, look: _Look) -> HttpResponse:
    """Covers something in words that stand on the public page already."""
    if look.found is None or look.state != "published":
        return _page(request, look, None, RefuseForm(), status=409)
    form = CoverForm(request.POST, initial=_standing(look.found))
    if form.is_valid():
        data, actor = form.cleaned_data, request.actor  # type: ignore[attr-defined]
        decided = data.get("decided", look.found.decided)
        try:
            actions.cover(case_id=look.case.pk, text=data["text"], decided=decided, actor=actor, at=now())
            return redirect("review_publication", case_id=look.case.pk)
        except NothingNew:
            form.add_error("text", _("Nothing more is covered. Put these signs over the words: █████"))
        except actions.PutIn:
            form.add_error(None, _("The words or the answer were changed meanwhile. Look again."))
        except MovedOn:
            return _page(request, _Look(request, look.case.pk), None, RefuseForm(), status=409)
    return _page(request, look, None, RefuseForm(), more=form)


def _standing(row: Publication) -> dict[str, str]:
    return {"text": row.text, "decided": row.decided}


def _publish(request: HttpRequest, look: _Look, form: WordsForm) -> None:
    data, at, actor = form.cleaned_data, now(), request.actor  # type: ignore[attr-defined]
    decided = data["decided"] if data.get("show_answer") else None
    files = data.get("show_files", ())
    if look.for_answer:
        actions.review_answer(case_id=look.case.pk, decided=decided, files=files, actor=actor, at=at)
    elif look.state == "waiting":
        actions.publish(case_id=look.case.pk, text=data["text"], decided=decided, files=files, actor=actor, at=at)
    else:
        raise MovedOn


def _page(
    request: HttpRequest,
    look: _Look,
    form: WordsForm | None,
    refusal: RefuseForm,
    status: int = 0,
    *,
    kept: Collection[str] = (),
    also: str = "",
    more: CoverForm | None = None,
) -> HttpResponse:
    found, marked = look.found, look.marked(kept)
    if more is None and found and look.state == "published" and not look.for_answer:
        more = CoverForm(initial=_standing(found))
    context = {
        **desk_frame(request),
        "number": number_of(look.case),
        "case_id": look.case.pk,
        "language": look.case.language,
        "segments": marked.get("text", []),
        "answer_segments": marked.get("decided", []),
        "also": also,
        "more": more,
        "answer_language": look.answer.language if look.answer else "",
        "form": form if look.is_to_decide else None,
        "refusal": refusal,
        "answer_of": look.answer.obligation_id if look.answer else None,
        "state": look.state,
        "for_answer": look.for_answer,
        "reason": REASON_WORDS.get(found.reason, "") if found else "",
        "public": address_of(found, lang()) if found and look.state == "published" else "",
        "moved_on": status == 409,
    }
    wrong = bool((form and form.errors) or refusal.errors or (more and more.errors))
    return render(request, "publication/review.html", context, status=status or (422 if wrong else 200))
