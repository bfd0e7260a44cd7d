"""What must always be true of plans of volunteers."""

from django.utils.translation import gettext_lazy as _

from dauys.core.consent import decide
from dauys.ground.invariants import Finding, Invariant, found, none_of
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Offer
from dauys.volunteers.rules import age_on

_GIVEN = ("guardian", "accompanied")


def _too_young() -> Finding:
    """Whom a plan means for work that no consent opens at their age, on the day of the line."""
    works = works_of(current())
    rows = Offer.objects.filter(source="plan", state__in=["planned", "offered", "accepted"])
    rows = rows.exclude(volunteer__born_on=None)
    columns = ("pk", "line__work", "during", "volunteer__born_on")
    return found(
        [
            key
            for key, work, during, born in rows.values_list(*columns).iterator()
            if work in works and not decide(works, work, age_on(born, local(during.lower).date()), _GIVEN).allowed
        ]
    )


INVARIANTS: list[Invariant] = [
    Invariant(
        "volunteers.plans_are_told",
        _("Every plan stands in the journal with what it fills."),
        none_of(
            "SELECT r.id FROM volunteers_run r WHERE NOT EXISTS (SELECT FROM journal_entry e "
            "WHERE e.verb = 'volunteers.make_plan' AND e.payload->>'run' = r.id::text "
            "AND e.payload->>'filled' = r.about->>'filled')"
        ),
    ),
    Invariant(
        "volunteers.planned_has_plan",
        _("Whoever is meant for a line, and was not asked yet, stands in a plan."),
        none_of("SELECT o.id FROM volunteers_offer o WHERE o.state = 'planned' AND o.run_id IS NULL"),
    ),
    Invariant(
        "volunteers.planned_at_the_time",
        _("Nobody is meant for two lines at one time by one plan."),
        none_of(
            "SELECT o.id FROM volunteers_offer o JOIN volunteers_offer p ON p.volunteer_id = o.volunteer_id "
            "AND p.run_id = o.run_id AND p.id > o.id AND p.during && o.during "
            "WHERE o.state = 'planned' AND p.state = 'planned'"
        ),
    ),
    Invariant(
        "volunteers.planned_by_law",
        _("Nobody is meant by a plan for work that the law forbids at their age."),
        _too_young,
    ),
]
