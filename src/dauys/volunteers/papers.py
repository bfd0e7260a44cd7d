"""Papers of volunteering: whom to call for a line, when the network is down or who calls has no screen."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dauys.cases.display import area_line
from dauys.ground.documents import pdf
from dauys.ground.ui.moments import moment_words
from dauys.volunteers.models import Line, Offer
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.words_of_needs import OFFER_STATE_WORDS

_TEMPLATE = Path(__file__).resolve().parent / "templates/volunteers/call_list.typ"
NOT_CALLED = ("declined", "dropped", "stood_down")
MOST_CALLED = 1000


def call_list(line: Line, language: str) -> bytes:
    """Everybody who is in the plan, was asked, or comes, with a phone and a place for a mark; the phone of whom they
    named where they have none. One statement."""
    rows = Offer.objects.filter(line=line).exclude(state__in=NOT_CALLED).select_related("volunteer").order_by("pk")
    data: dict[str, Any] = {
        "lang": language,
        "title": _("Call list"),
        "office": line.obligation.owner.name(language),
        "about": " · ".join(
            (
                work_name(line.work, language),
                moment_words(line.during.lower, language, year=True),
                area_line(line.obligation.area_path, language),
            )
        ),
        "heads": ["№", _("Volunteer"), _("Phone"), _("State"), _("Answer")],
        "rows": [
            [str(number), offer.volunteer.name, _phone(offer), OFFER_STATE_WORDS[offer.state](), ""]
            for number, offer in enumerate(rows[:MOST_CALLED], 1)
        ],
    }
    return pdf(_TEMPLATE, data)


def _phone(offer: Offer) -> str:
    person = offer.volunteer
    if person.phone or not person.emergency_phone:
        return str(person.phone)
    return f"{person.emergency_phone} ({person.emergency_name})"
