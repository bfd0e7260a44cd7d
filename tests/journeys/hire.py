"""Run as a process of its own: hires the staff of the journeys in the house's database, prints them as JSON."""

import json
import sys

from dauys.site.runtime import start_django

AQJAR = "akmola/aqjar"
# Key: role and body; more roles after a plus sign are granted at the same body.
WANTED = {
    "clerk": ("clerk", AQJAR),
    "clerk of letters": ("clerk", AQJAR),
    "officer": ("officer", f"{AQJAR}/housing"),
    "supervisor": ("supervisor", f"{AQJAR}/housing"),
    "officer and supervisor": ("officer+supervisor", f"{AQJAR}/housing"),
    "stranger": ("officer", f"{AQJAR}/social"),
    "controller": ("controller", ""),
    "administrator": ("administrator", ""),
}


def hire() -> dict[str, dict[str, str]]:
    from dauys.ground.access.actors import SYSTEM
    from dauys.ground.accounts import actions as accounts
    from tests import factories

    hired = {}
    for key, (roles, body) in WANTED.items():
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
