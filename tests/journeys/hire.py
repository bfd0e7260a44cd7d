"""Run as a process of its own: hires the staff of the journeys in the house's database, prints them as JSON."""

import json
import sys

from dauys.site.runtime import start_django
from tests.journeys.cities import CITIES

# Key: role and a body of the city; more roles after a plus sign are granted at the same body.
WANTED = {
    "clerk": ("clerk", "desk"),
    "clerk of letters": ("clerk", "desk"),
    "officer": ("officer", "answering"),
    "supervisor": ("supervisor", "answering"),
    "head": ("head", "answering"),
    "officer and supervisor": ("officer+supervisor", "answering"),
    "stranger": ("officer", "elsewhere"),
    "volunteer lead": ("supervisor", "helping_here"),
    "coordinator": ("officer", "helping_here"),
    "national lead": ("supervisor", "helping"),
    "national coordinator": ("officer", "helping"),
    "operator": ("clerk", "helping"),
    "second operator": ("clerk", "helping"),
    "controller": ("controller", ""),
    "administrator": ("administrator", ""),
}


def hire() -> dict[str, dict[str, str]]:
    from dauys.ground.access.actors import SYSTEM
    from dauys.ground.accounts import actions as accounts
    from dauys.ground.packs.current import current
    from tests import factories

    hired, city = {}, CITIES[current().code]
    for key, (roles, place) in WANTED.items():
        body = getattr(city, place) if place else ""
        first, *more = roles.split("+")
        user, _actor = factories.staff(first, body, name=f"Сынақ {key.title()}")
        for role in more:
            accounts.grant(
                user=user, role=role, org_path=f"{body}/", since=factories.SINCE, actor=SYSTEM, at=factories.AT
            )
        hired[key] = {"id": str(user.pk), "email": user.email, "name": user.name, "password": factories.PASSWORD}
    return hired


if __name__ == "__main__":
    start_django()
    json.dump(hire(), sys.stdout)
