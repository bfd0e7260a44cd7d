"""An example of everything that receptions show."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from dauys.directory.models import Post
from dauys.ground.access.actors import Actor
from dauys.receptions import actions as receptions
from tests import factories as make
from tests.receptions import DECIDED, FOUND, WORDS, line, person


def reception_things(admin: Actor, planner: Actor, chief: Actor, at: datetime) -> dict[str, dict[str, Any]]:
    """A head who receives: a schedule approved, another drafted, a visit that waits, one begun, one to be signed."""
    about = {"at": at}
    office = receptions.open_office(
        organization=make.body(), names=WORDS, address=WORDS, hours=WORDS, access_notes=WORDS, languages=["kk"],
        actor=admin, **about,
    )  # fmt: skip
    post = Post.objects.filter(organization=make.body(), role="head")[0]
    host = receptions.add_host(office=office.pk, post=post, room="104", actor=admin, **about).pk
    days = {"since": localdate(at), "until": localdate(at) + timedelta(days=60), "lines": [line(first=localdate(at))]}
    agreed = receptions.draft(host=host, actor=planner, **days, **about)
    receptions.approve(schedule=agreed.pk, drafted_at=agreed.drafted_at, actor=chief, **about)
    drafted = receptions.draft(host=host, actor=planner, **days, **about).pk
    visits = [
        receptions.register(
            key=uuid4(), host=host, person=person(n), text=make.TEXT, area_path=make.AQJAR, language="kk",
            reason="other", actor=planner, **about,
        ).pk
        for n in range(3)
    ]  # fmt: skip
    for begun in visits[1:]:
        receptions.serve(visit=begun, actor=planner, **about)
    orders = [receptions.Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", localdate(at))]
    told = {"summary": FOUND, "decided": DECIDED, "revision": 0, "actor": planner}
    signed = receptions.write(visit=visits[1], outcome="instruction", orders=orders, **told, **about)
    receptions.sign(protocol=signed.pk, revision=signed.revision, actor=chief, **about)
    more = receptions.register(
        key=uuid4(), host=host, person=person(9), text=make.TEXT, area_path=make.AQJAR, language="kk", reason="other",
        actor=planner, **about,
    ).pk  # fmt: skip
    receptions.serve(visit=more, actor=planner, **about)
    waits = receptions.write(visit=visits[2], outcome="explained", **told, **about).pk
    return {
        "visit": {"visit_id": visits[1]},
        "visit_step": {"visit_id": visits[0], "step": "serve"},
        "visit_protocol": {"visit_id": more},
        "sign_visit_protocol": {"protocol_id": waits},
        "reception_schedule": {"host_id": host},
        "approve_schedule": {"schedule_id": drafted},
        "publish_schedule": {"schedule_id": agreed.pk},
        "centre": {"office_id": office.pk},
        "reception_hosts": {"office_id": office.pk},
    }
