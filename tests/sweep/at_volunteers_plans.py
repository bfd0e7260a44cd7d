"""An example of everything that plans of volunteers show, and who sees it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.people_rows import Fault
from dauys.volunteers.people_tables import Brought
from tests import factories as make
from tests import volunteers as help_

_LEADERS = ("supervisor", "head")
_COORDINATORS = ("officer", "supervisor", "head")
# Who sees a page; nobody for what takes only a POST.
VOLUNTEERS_PLANS: dict[str, tuple[str, ...]] = {
    "volunteer_plans": _COORDINATORS,
    "volunteer_plan": _COORDINATORS,
    "volunteer_plan_person": _COORDINATORS,
    "settle_volunteer": (),
    "import_volunteers": _LEADERS,
    "volunteer_import": ("supervisor",),
    "volunteer_import_faults": ("supervisor",),
    "do_volunteer_import": (),
}


def volunteer_import_things(supervisor: User) -> dict[str, dict[str, Any]]:
    """A table of one person and one line that is wrong, brought and not imported yet."""
    person = help_.person(903, name="Кесте Үлгі")
    fault = Fault(3, "born_on", "day", "31.02.2007")
    table = Brought([(2, person)], [fault], ["аты-жөні", "туған күні"], [(3, ["Қате Үлгі", "31.02.2007"])])
    actor = make.actor_for(supervisor)
    kept = {"import_id": actions.keep_people(table=table, office=help_.office(), group=None, actor=actor, at=now())}
    return dict.fromkeys(["volunteer_import", "volunteer_import_faults", "do_volunteer_import"], kept)


def volunteer_plan_things() -> dict[str, dict[str, Any]]:
    """A plan that fills one line, leaves another one short, and has nothing for somebody too young."""
    at = now()
    soon = at + timedelta(days=2)
    person = help_.volunteer(901, name="Жоспар Үлгі")
    help_.volunteer(902, name="Бос Үлгі", free=0)
    lines = (help_.line(starts=soon, people=2), help_.line(starts=soon, skills=["medicine"]))
    line = help_.need(*lines, at=at, actor=help_.coordinator())[0]
    run = actions.make_plan(key=uuid4(), office=help_.office(), actor=SYSTEM, at=at).pk
    return {
        "volunteer_plan": {"run_id": run},
        "volunteer_plan_person": {"run_id": run, "volunteer_id": person.pk},
        "settle_volunteer": {"line_id": line.pk, "step": "pin"},
    }
