"""What is held about who asks for help, for the copy they may ask for: their calls, and where help is wanted."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from dauys.cases.own_copy import Whose
from dauys.ground.ui.parts import Held, held
from dauys.volunteers.models import Call, Line, Thanks
from dauys.volunteers.pack_words import work_name


def export_needs(whose: Whose) -> list[Held]:
    return [*_lines(whose), *_calls(whose), *_thanks(whose)]


def _lines(whose: Whose) -> Iterator[Held]:
    lines = Line.objects.filter(obligation__case__in=whose.cases).select_related("obligation")
    for row in lines.order_by("created_at", "pk"):
        yield held(
            "help",
            _("Help that is wanted"),
            ("work", _("Kind of work"), work_name(row.work, whose.language)),
            ("people", _("People"), row.capacity),
            ("begins", _("Begins"), row.during.lower),
            ("ends", _("Ends"), row.during.upper),
            ("address", _("Address"), row.address),
            ("notice", _("What everybody may read"), row.notice),
            case_id=row.obligation.case_id,
        )


def _calls(whose: Whose) -> Iterator[Held]:
    own = Q(case__in=whose.cases)
    if whose.contact and whose.contact.kind == "phone":
        own |= Q(phone_key__in=whose.contact.keys)
    for row in Call.objects.filter(own).order_by("created_at"):
        yield held(
            "call",
            _("Call"),
            ("when", _("When"), row.created_at),
            ("name", _("Full name"), row.name),
            ("phone", _("Phone"), row.phone),
            ("about", _("What was said, for who calls next"), row.about),
            case_id=row.case_id,
        )


def _thanks(whose: Whose) -> Iterator[Held]:
    for row in Thanks.objects.filter(case__in=whose.cases).order_by("at"):
        yield held(
            "thanks", _("Thanks to who came"), ("when", _("When"), row.at), ("words", _("Words"), row.words),
            case_id=row.case_id,
        )  # fmt: skip
