"""Cases a visitor can open as a citizen at once: one of each telling state, with number and code."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from dauys.cases.models import Obligation
from dauys.cases.queries import number_of, tracking_code
from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.fence import whole_house


@dataclass(frozen=True, slots=True)
class Ready:
    """`about` names the state: answered, overdue, reopened, in_work."""

    about: str
    number: str
    code: str
    language: str
    subject: str


@whole_house()
def ready_cases(at: datetime, language: str) -> list[Ready]:
    """One case for each state that has one, in the page's language where there is such a case. Four statements."""
    is_open = Q(state__in=OPEN_STATES)
    wanted = {
        "answered": Q(state="answered"),
        "in_work": is_open & Q(due_at__gt=at, assignee__isnull=False, reopens__isnull=True),
        "overdue": is_open & Q(due_at__lt=at, by_law=True),
        "reopened": is_open & Q(due_at__gt=at, reopens__isnull=False),
    }
    found = []
    for about, condition in wanted.items():
        rows = Obligation.objects.select_related("case__voice").filter(condition).order_by("case__serial")
        row = rows.filter(case__language=language).first() or rows.first()
        if row is not None:
            case = row.case
            found.append(Ready(about, number_of(case), tracking_code(case), case.language, case.voice.subject))
    return found
