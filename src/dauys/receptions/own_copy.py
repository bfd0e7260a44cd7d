"""What receptions hold about a person, for the copy they may ask for: their visits and what was decided there."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from dauys.cases.own_copy import Whose
from dauys.ground.ui.parts import Held, held
from dauys.receptions.models import Protocol, Visit, Visitor
from dauys.receptions.words import OUTCOME_WORDS, STATE_WORDS, wished_words


def export_person(whose: Whose) -> list[Held]:
    return [*_visits(whose), *_protocols(whose)]


def _visits(whose: Whose) -> Iterator[Held]:
    own = Q(case__in=whose.cases)
    if whose.contact:  # booked, and no case yet
        own |= Q(case__isnull=True, **{f"visitors__{whose.contact.kind}_key__in": whose.contact.keys})
    rows = Visit.objects.filter(own).distinct().select_related("host__post", "host__organization")
    for row in rows.prefetch_related("visitors").order_by("created_at"):
        people, lead = list(row.visitors.all()), row.lead
        yield held(
            "visit",
            _("Visit"),
            ("when", _("When"), row.during.lower if row.during else row.created_at),
            ("host", _("To whom"), row.host.name(whose.language)),
            ("state", _("State"), STATE_WORDS[row.state]()),
            ("wished", _("Wished days"), wished_words(row, whose.language)),
            ("join", _("How to join"), row.join),
            ("name", _("Full name"), _along(lead) if lead else ""),
            ("phone", _("Phone"), lead.phone if lead else ""),
            ("email", _("E-mail"), lead.email if lead else ""),
            ("others", _("Who came along"), ", ".join(_along(v) for v in people if v.role != "lead")),
            ("subject", _("In a few words"), row.subject),
            ("text", _("What the person comes about"), row.text),
            case_id=row.case_id,
        )


def _along(visitor: Visitor) -> str:
    return f"{visitor.name} ({visitor.authority})" if visitor.authority else visitor.name


def _protocols(whose: Whose) -> Iterator[Held]:
    rows = Protocol.objects.filter(visit__case__in=whose.cases, signed_at__isnull=False).select_related("visit")
    for row in rows.prefetch_related("instructions__executor").order_by("signed_at"):
        orders = [f"{o.executor.name(whose.language)}: {o.text}" for o in row.instructions.all()]
        yield held(
            "visit_protocol",
            _("Protocol of the reception"),
            ("signed_at", _("When"), row.signed_at),
            ("outcome", _("What came of it"), OUTCOME_WORDS[row.outcome]()),
            ("summary", _("What was found out"), row.summary),
            ("decided", _("What was decided"), row.decided),
            ("norm", _("Norm a refusal rests on"), row.norm),
            ("instructions", _("Instructions given"), "\n".join(orders)),
            case_id=row.visit.case_id,
        )
