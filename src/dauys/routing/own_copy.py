"""What routing holds about a person, for the copy they may ask for: why a case was given back or nearly left."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dauys.cases.own_copy import Whose
from dauys.ground.ui.parts import Held, held
from dauys.routing.models import GiveBack, Leaving


def export_person(whose: Whose) -> list[Held]:
    return [*_reasons(whose), *_proposals(whose)]


def _reasons(whose: Whose) -> Iterator[Held]:
    for row in GiveBack.objects.select_related("obligation").filter(obligation__case__in=whose.cases).order_by("at"):
        fields = (("at", _("When"), row.at), ("text", _("Why"), row.text))
        yield held("given_back", _("Given back by a body"), *fields, case_id=row.obligation.case_id)


def _proposals(whose: Whose) -> Iterator[Held]:
    for row in Leaving.objects.select_related("obligation").filter(obligation__case__in=whose.cases).order_by("at"):
        fields = (("at", _("When"), row.at), ("text", _("Why"), row.text))
        heading = _("Proposed to be left without consideration")
        yield held("leaving", heading, *fields, case_id=row.obligation.case_id)
