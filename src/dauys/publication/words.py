"""A public voice as readers see it: its title, place and topic, how it stands, and the words decided in the answer."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from dauys.cases.display import area_line, body_name, state_words, topic_name
from dauys.cases.models import Obligation
from dauys.cases.rules import make_subject
from dauys.ground.ui.moments import local
from dauys.publication.models import Publication

EXCERPT = 260
REASON_WORDS = {
    "personal_data": _("The words cannot be shown without personal data."),
    "other_people": _("The words are about other people who could be recognised."),
    "insult": _("The words hold insults."),
    "advertising": _("The words are advertising."),
    "not_public": _("The matter is not one for the public page."),
}


def title_of(row: Publication) -> str:
    return make_subject(row.text)


def address_of(row: Publication, language: str) -> str:
    with override(language):
        return reverse("voice", args=[row.public_id])


def place_and_topic(row: Publication, language: str) -> str:
    """No nearer than a district, so that a small village does not name its author."""
    parts = [area_line(row.district, language), topic_name(row.topic, language)]
    return " · ".join(filter(None, parts))


def _excerpt(text: str) -> str:
    """The beginning of what the title leaves out; of everything, where the title was cut."""
    line, title = " ".join(text.split()), make_subject(text)
    if line.startswith(title):
        line = line[len(title) :].lstrip(".!?; ")
    return line if len(line) <= EXCERPT else line[:EXCERPT].rsplit(" ", 1)[0].rstrip(",;:- ") + " …"


def shown(row: Publication, leg: Obligation | None, at: datetime, language: str) -> dict[str, Any]:
    """Everything a public list or page prints of a voice; `leg` is its newest obligation."""
    first = leg.first_received if leg else None  # type: ignore[attr-defined]
    end = leg.answered_at or at if leg else at
    is_answered = bool(leg and leg.answered_at)
    return {
        "id": row.public_id,
        "title": title_of(row),
        "excerpt": _excerpt(row.text),
        "text": row.text,
        "language": row.language,
        "where": place_and_topic(row, language),
        "published": row.published_at,
        "state": state_words(leg, language, staff=False) if leg else "",
        "answered": is_answered,
        "late": bool(leg and not is_answered and not leg.paused and at > leg.due_at),
        "body": body_name(leg.owner_path, language) if leg else "",
        "days": max((local(end).date() - local(first).date()).days, 0) if first else 0,
        "decided": row.decided if row.answer == "shown" else "",
        "address": address_of(row, language),
    }
